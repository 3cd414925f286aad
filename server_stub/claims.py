"""Unique keys and balances that matters take (`claim`, `balance`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection, delete, func, insert, select, update

from oa_client.domain.decision import Claim, Refused
from oa_client.domain.matter import MatterId
from oa_client.domain.money.purse import LIMITS, ONCE
from server_stub import tables as t


def holder_of(connection: Connection, registry: str, key: str) -> MatterId | None:
    """The matter that holds a unique key."""
    c = t.claim.c
    found = connection.execute(
        select(c.matter).where(c.registry == registry, c.key == key, c.amount.is_(None)).limit(1)
    ).scalar()
    return None if found is None else MatterId(found)


def given(connection: Connection, registry: str, series: str) -> int:
    """The highest number of a series that a matter holds; 0 when none does."""
    c = t.claim.c
    last = connection.execute(
        select(func.max(c.key)).where(c.registry == registry, c.key.startswith(f"{series}/", autoescape=True))
    ).scalar()
    return int(str(last).rpartition("/")[2]) if last else 0


def taken(connection: Connection, registry: str, series: str) -> frozenset[int]:
    """The numbers of a series that matters hold."""
    c = t.claim.c
    keys = connection.scalars(
        select(c.key).where(c.registry == registry, c.key.startswith(f"{series}/", autoescape=True))
    )
    return frozenset(int(key.rpartition("/")[2]) for key in keys)


def balance(connection: Connection, registry: str, key: str) -> int:
    """How much of an account the claims have taken."""
    b = t.balance.c
    found = connection.execute(select(b.amount).where(b.registry == registry, b.key == key)).scalar()
    return int(found or 0)


def take_claims(
    connection: Connection, matter: str, v: int, claims: Iterable[Claim], *, limited: bool = True
) -> Refused | None:
    """Take or give back all of these for a matter, or say which one another matter holds or which limit it would pass.

    Not `limited`: it was accepted once, and is not judged again.
    """
    for one in claims:
        if one.amount is not None:
            wrong = _move_amounts(connection, one, matter, v)
            if wrong is not None and limited:
                return wrong
            continue
        if one.instead:
            _give_back_others(connection, one, matter)
        held = holder_of(connection, one.registry, one.key)
        if one.release:
            _give_back(connection, one, matter)
        elif held is None:
            _write(connection, one, matter, v, None)
        elif held != matter or (limited and one.registry in ONCE):
            return Refused("already_taken", {"registry": one.registry, "key": one.key, "matter": held})
    return None


def _move_amounts(connection: Connection, one: Claim, matter: str, v: int) -> Refused | None:
    """Take or give back an amount; why that should not be."""
    if not one.exact:
        return _add(connection, one, matter, v, -(one.amount or 0) if one.release else one.amount or 0)
    for key, held in _held(connection, one.registry, matter).items():
        if key != one.key and held:
            _add(connection, replace(one, key=key), matter, v, -held)
    rest = (one.amount or 0) - _held(connection, one.registry, matter).get(one.key, 0)
    return _add(connection, one, matter, v, rest) if rest else None


def _held(connection: Connection, registry: str, matter: str) -> dict[str, int]:
    """What a matter holds of each account of a registry."""
    c = t.claim.c
    rows = connection.execute(
        select(c.key, func.sum(c.amount))
        .where(c.registry == registry, c.matter == matter, c.amount.is_not(None))
        .group_by(c.key)
    )
    return {key: int(amount) for key, amount in rows}


def _add(connection: Connection, one: Claim, matter: str, v: int, amount: int) -> Refused | None:
    _write(connection, one, matter, v, amount)
    _charge(connection, one.registry, one.key)
    return _over(connection, one, amount)


def _over(connection: Connection, one: Claim, amount: int) -> Refused | None:
    """Whether an account is beyond its limit now, and further than before."""
    for registry, limit in LIMITS.items():
        worse = amount > 0 if one.registry == registry else amount < 0 and one.registry == limit
        taken, most = (balance(connection, name, one.key) for name in (registry, limit)) if worse else (0, 0)
        if taken > most:
            left = most - taken + abs(amount)
            if left < 0:
                return Refused("line_overdrawn", {"line": one.key, "over": -left})
            code = "over_budget" if one.registry == registry else "below_taken"
            return Refused(code, {"line": one.key, "left": left, "amount": abs(amount)})
    return None


def overdrawn(connection: Connection) -> dict[tuple[str, str], int]:
    """The accounts beyond their limit, by registry and key, and by how much: no act does that, a restore may."""
    b, found = t.balance.c, {}
    for registry, limit in LIMITS.items():
        for key, amount in connection.execute(select(b.key, b.amount).where(b.registry == registry)).all():
            if (over := amount - balance(connection, limit, key)) > 0:
                found[registry, key] = over
    return found


def _write(connection: Connection, one: Claim, matter: str, v: int, amount: int | None) -> None:
    row = {"registry": one.registry, "key": one.key, "matter": matter, "v": v, "amount": amount}
    connection.execute(insert(t.claim).values(row))


def _give_back(connection: Connection, one: Claim, matter: str) -> None:
    c = t.claim.c
    connection.execute(
        delete(t.claim).where(c.registry == one.registry, c.key == one.key, c.matter == matter, c.amount.is_(None))
    )


def _give_back_others(connection: Connection, one: Claim, matter: str) -> None:
    c = t.claim.c
    connection.execute(
        delete(t.claim).where(c.registry == one.registry, c.key != one.key, c.matter == matter, c.amount.is_(None))
    )


def _charge(connection: Connection, registry: str, key: str) -> None:
    c, b = t.claim.c, t.balance
    total = connection.execute(select(func.sum(c.amount)).where(c.registry == registry, c.key == key)).scalar_one()
    done = connection.execute(update(b).where(b.c.registry == registry, b.c.key == key).values(amount=total))
    if done.rowcount == 0:
        connection.execute(insert(b).values(registry=registry, key=key, amount=total))
