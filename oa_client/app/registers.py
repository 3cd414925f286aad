"""What stands in the registers of an office on this device: is a document there already, which one is meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from oa_client.app.acting import actors
from oa_client.app.desk import Desk
from oa_client.app.overlay import Rules
from oa_client.app.reading import LEDGERS, Listed, ListName
from oa_client.domain.conditions import holds
from oa_client.domain.numbers import fold_number
from oa_client.domain.scene import Scene
from oa_client.domain.table import Action

CHUNK = 200
LEFT = frozenset({"returned", "merged", "transferred", "void", "withdrawn"})
"""Where a matter no longer stands for its document."""


def beginning(rules: Rules, kind: str) -> Action | None:
    """The action by which this person may open a matter of a kind, in any of his posts."""
    process = rules.kinds.newest(kind)
    for action in process.opening if process else ():
        scenes = (Scene(process, None, actor, directory=rules.directory) for actor in actors(rules) if process)
        if any(holds(action.who, scene) for scene in scenes):
            return action
    return None


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
        ids = desk.ids(ListName.LEDGER, kind=kind)
        for start in range(0, len(ids), CHUNK):
            yield from desk.rows(ListName.LEDGER, ids[start : start + CHUNK])
