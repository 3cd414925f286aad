"""What a list page asks the desk for. No Qt; not for the GUI thread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from oa_client.app.ports import Listed, ListName
from oa_client.domain.matter import MatterId
from oa_client.ui.widgets.choice import Chip, Choice, Order

CHUNK = 200
_NEVER = 1 << 62
_RANK = {"flash": 0, "urgent": 1}


class Lists(Protocol):
    """The part of the desk that lists."""

    def ids(self, name: ListName, *, kind: str | None = None, urgency: str | None = None) -> tuple[MatterId, ...]:
        """A list's matters, newest first."""
        ...

    def rows(self, name: ListName, ids: Sequence[MatterId]) -> tuple[Listed, ...]:
        """These rows of a list."""
        ...


def select(lists: Lists, name: ListName, kind: str | None, choice: Choice, now: int) -> tuple[MatterId, ...]:
    """The matters of a list a person chose to see, in the order chosen."""
    urgency = "flash" if choice.chip is Chip.FLASH else None
    ids = lists.ids(name, kind=kind, urgency=urgency)
    if choice.chip in {Chip.ALL, Chip.FLASH} and choice.order is Order.NEWEST:
        return ids
    kept = [row for row in _rows(lists, name, ids) if _fits(row, choice.chip, now)]
    if choice.order is Order.DUE:
        kept.sort(key=lambda row: due_of(row) or _NEVER)
    elif choice.order is Order.URGENT:
        kept.sort(key=lambda row: (_RANK.get(row.row.urgency, 2), due_of(row) or _NEVER))
    return tuple(row.matter for row in kept)


def due_of(row: Listed) -> int | None:
    """When the step or the matter is due, while it is not over."""
    return None if row.row.over else (row.due if row.due is not None else row.row.due)


def _rows(lists: Lists, name: ListName, ids: Sequence[MatterId]) -> Iterator[Listed]:
    for start in range(0, len(ids), CHUNK):
        yield from lists.rows(name, ids[start : start + CHUNK])


def _fits(row: Listed, chip: Chip, now: int) -> bool:
    if chip is Chip.LATE:
        due = due_of(row)
        return due is not None and due < now
    return row.unread if chip is Chip.UNREAD else True
