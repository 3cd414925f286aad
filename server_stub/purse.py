"""What the centre knows of money when it decides: rules of approval, budget lines, applications that are alike."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from sqlalchemy import Connection, and_, select

from oa_client.domain.fiscal.chains import VERSIONS
from oa_client.domain.matter import Matter
from oa_client.domain.money.purse import SPENT, SPLIT_DAYS, TAKEN, Alike, Asked, Line, Purse
from oa_client.domain.money.ruling import Rules
from oa_client.domain.numbers import fold_number
from oa_client.domain.people import Scope
from server_stub import tables as t
from server_stub.claims import balance
from server_stub.fold import Fold, load
from server_stub.work import Work

_GONE = ("withdrawn", "void", "returned")
"""Where an application asks for nothing any more."""
_LOOKED_AT = ("payee", "project", "title", "amount")
_DAY = 86_400


def purse(work: Work) -> Purse:
    """As this transaction sees it."""
    return Purse(partial(rules, work), partial(line, work), partial(alike, work.connection))


def _state(work: Work, matter: str) -> Matter | None:
    fold: Fold | None = work.fresh.get(matter) or work.known(matter) or load(work.connection, work.kinds, matter)
    return fold.state if fold is not None else None


def rules(work: Work) -> Rules | None:
    """The rules in force and before; None: the finance bureau has made none."""
    m = t.matter.c
    found = work.connection.scalars(select(m.id).where(m.kind == "fiscal_rules").order_by(m.number)).first()
    state = _state(work, found) if found is not None else None
    kept = state.fields.get(VERSIONS) if state is not None else None
    return Rules(kept, state.unit) if state is not None and isinstance(kept, tuple) else None


def line(work: Work, matter: str) -> Line | None:
    """A budget line with its balances."""
    state = _state(work, matter)
    if state is None or state.kind != "budget_line":
        return None
    said = state.fields
    total, reduced = (_int(said.get(name)) for name in ("total", "reduced"))
    taken, spent = (balance(work.connection, name, matter) for name in (TAKEN, SPENT))
    codes = " ".join(str(said[name]) for name in ("function_code", "economy_code") if said.get(name))
    return Line(
        matter,
        state.title,
        Scope(str(said.get("owner"))),
        _int(said.get("line_year")),
        str(said.get("fund")),
        total - reduced,
        taken,
        spent,
        open=state.stage == "open",
        code=codes,
        at=work.now,
    )


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0


def alike(connection: Connection, asked: Asked) -> tuple[Alike, ...]:
    """The applications of the same unit for the same payee or project of the last days, oldest first."""
    m, f = t.matter.c, t.field.c
    rows = connection.execute(
        select(m.id, f.name, f.value)
        .join(t.field, and_(f.matter == m.id, f.name.in_(_LOOKED_AT)))
        .where(
            m.kind == "fiscal",
            m.unit == asked.unit,
            m.id != asked.matter,
            m.opened_at > asked.now - SPLIT_DAYS * _DAY,
            m.stage.not_in(_GONE),
        )
        .order_by(m.number)
    )
    said: dict[str, dict[str, str]] = {}
    for id, name, value in rows:
        said.setdefault(id, {})[name] = value
    return tuple(Alike(id, int(one.get("amount", "0"))) for id, one in said.items() if _same(one, asked))


def _same(said: dict[str, str], asked: Asked) -> bool:
    project = said.get("project") or said.get("title") or ""
    pairs: Iterable[tuple[str, str]] = ((said.get("payee", ""), asked.payee), (project, asked.project))
    return any(first and fold_number(first) == fold_number(second) for first, second in pairs)
