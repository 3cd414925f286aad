"""What a list page asks the desk for. No Qt; not for the GUI thread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from oa_client.app.reading import Listed, ListName
from oa_client.domain.matter import MatterId
from oa_client.ui.widgets.choice import Chip, Choice, Lists, Order, by_due, by_urgency
from oa_client.wording.lines import due_of

CHUNK = 200


def select(lists: Lists, name: ListName, choice: Choice, now: int) -> tuple[MatterId, ...]:
    """The matters of a list a person chose to see, in the order chosen."""
    urgency = "flash" if choice.chip is Chip.FLASH else None
    ids = lists.ids(name, urgency=urgency)
    if choice.chip in {Chip.ALL, Chip.FLASH} and choice.order is Order.NEWEST:
        return ids
    kept = [row for row in _rows(lists, name, ids) if _fits(row, choice.chip, now)]
    if choice.order is Order.DUE:
        kept.sort(key=by_due)
    elif choice.order is Order.URGENT:
        kept.sort(key=by_urgency)
    return tuple(row.matter for row in kept)


def _rows(lists: Lists, name: ListName, ids: Sequence[MatterId]) -> Iterator[Listed]:
    for start in range(0, len(ids), CHUNK):
        yield from lists.rows(name, ids[start : start + CHUNK])


def _fits(row: Listed, chip: Chip, now: int) -> bool:
    if chip is Chip.LATE:
        due = due_of(row)
        return due is not None and due < now
    return row.unread if chip is Chip.UNREAD else True
