"""What stands in the registers of an office on this device: is a document there already, which one is meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from oa_client.app.acting import actors
from oa_client.app.desk import Desk
from oa_client.app.overlay import Rules
from oa_client.app.reading import LEDGERS, Listed, ListName
from oa_client.app.sheets import SheetSource, source_of
from oa_client.domain.conditions import holds
from oa_client.domain.matter import MatterId
from oa_client.domain.numbers import fold_number
from oa_client.domain.scene import Scene
from oa_client.domain.table import Action

CHUNK = 200
LEFT = frozenset({"returned", "merged", "transferred", "void", "withdrawn"})
"""Where a matter no longer stands for its document."""

UNENTERED = frozenset({"delivered", "signed", "returned"})
"""Where a matter without a number stands in no register yet, or never did."""
ENTERED_BY_NUMBER = frozenset({"outgoing"})
"""Kinds that stand in their register by their number alone."""
ENTERED_AT_ONCE = frozenset({"fiscal"})
"""Kinds that stand in it from the day they are handed in, also while they are back for mending."""


def beginning(rules: Rules, kind: str) -> Action | None:
    """The action by which this person may open a matter of a kind, in any of his posts."""
    process = rules.kinds.newest(kind)
    for action in process.opening if process else ():
        scenes = (Scene(process, None, actor, directory=rules.directory) for actor in actors(rules) if process)
        if any(holds(action.who, scene) for scene in scenes):
            return action
    return None


def unit_of(desk: Desk) -> str:
    """Whose registers these are: the unit of who is signed in."""
    actor = desk.rules.directory.actor(desk.rules.me)
    unit = desk.rules.directory.units.get(actor.unit) if actor else None
    return unit.name if unit else ""


def registered(desk: Desk, issuer: str, number: str) -> Listed | None:
    """The incoming matter that bears this number of this organ already. Not for the GUI thread."""
    wanted = (fold_number(issuer), fold_number(number))
    if not all(wanted):
        return None
    rows = (row for row in held(desk, ("incoming",)) if row.row.stage not in LEFT)
    return next((r for r in rows if (fold_number(r.row.origin), fold_number(r.row.number)) == wanted), None)


def like(desk: Desk, text: str, kinds: Sequence[str] = LEDGERS, most: int = 8) -> tuple[Listed, ...]:
    """The matters of these registers with every word in title or number, the newest first. Not for the GUI thread."""
    words = [fold_number(word) for word in text.split()]
    found = []
    for row in held(desk, kinds) if words else ():
        said = fold_number(f"{row.row.title}\n{row.row.number}\n{row.row.serial}\n{row.row.origin}")
        if all(word in said for word in words):
            found.append(row)
            if len(found) == most:
                break
    return tuple(found)


def held(desk: Desk, kinds: Sequence[str]) -> Iterator[Listed]:
    """Every row of these registers, page by page."""
    for kind in kinds:
        yield from _of(desk, desk.ids(ListName.LEDGER, kind=kind))


def entered(
    desk: Desk, kind: str, ids: Sequence[MatterId] | None = None, *, first: int = 0, end: int | None = None
) -> Iterator[SheetSource]:
    """What stands in a register, the oldest day first; `first` and `end` (not in it): the days asked for.

    Of a matter whose record is not here there is what its header says. Not for the GUI thread.
    """
    rows = held(desk, (kind,)) if ids is None else _of(desk, ids)
    kept = [row for row in rows if _is_entered(row) and first <= _day(row) and (end is None or _day(row) < end)]
    for row in sorted(kept, key=lambda row: (_day(row), row.row.opened_at)):
        record = desk.record(row.matter)
        if record is not None:
            source = source_of(desk, record)
            yield source if record.matter is not None else replace(source, fields=_header(row), said=())


def _of(desk: Desk, ids: Sequence[MatterId]) -> Iterator[Listed]:
    for start in range(0, len(ids), CHUNK):
        yield from desk.rows(ListName.LEDGER, ids[start : start + CHUNK])


def _is_entered(row: Listed) -> bool:
    if row.kind in ENTERED_AT_ONCE:
        return True
    return bool(row.row.serial) or (row.kind not in ENTERED_BY_NUMBER and row.row.stage not in UNENTERED)


def _day(row: Listed) -> int:
    return row.row.dated if row.row.dated is not None else row.row.opened_at


def _header(row: Listed) -> dict[str, object]:
    """What a header knows, under the names of the fields it came from."""
    of_it = row.row
    return {
        "receipt_number": of_it.serial,
        "ledger_number": of_it.serial,
        "supervision_number": of_it.serial,
        "received_at": of_it.dated,
        "instructed_at": of_it.dated,
        "issuer": of_it.origin,
        "leader": of_it.origin,
        "leader_name": of_it.origin,
        "number": of_it.number,
        "urgency": of_it.urgency,
        "due": of_it.due,
        "amount": of_it.amount,
        "mode": of_it.mode,
    }
