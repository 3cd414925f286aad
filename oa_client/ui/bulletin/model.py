"""The bulletins somebody may read: the unread first, then the rest. No Qt; not for the GUI thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oa_client.app.reading import Listed, ListName
from oa_client.domain.matter import MatterId
from oa_client.ui.widgets.choice import Chip, Choice, Lists

KIND = "bulletin"
_LISTS = (ListName.TODO, ListName.TOREAD, ListName.DONE, ListName.SENT)


@dataclass(frozen=True, slots=True)
class Board:
    """The bulletins in order, each with the list it stands in."""

    where: dict[MatterId, ListName]

    @property
    def ids(self) -> tuple[MatterId, ...]:
        """In order."""
        return tuple(self.where)


def board(lists: Lists, choice: Choice) -> Board:
    """The bulletins a person chose to see."""
    wanted = (ListName.TOREAD,) if choice.chip is Chip.UNREAD else _LISTS
    where: dict[MatterId, ListName] = {}
    for name in wanted:
        for matter in lists.ids(name, kind=KIND):
            where.setdefault(matter, name)
    return Board(where)


def rows(lists: Lists, shown: Board, ids: Sequence[MatterId]) -> tuple[Listed, ...]:
    """These rows, each from the list it stands in, in the order asked."""
    found: dict[MatterId, Listed] = {}
    for name in _LISTS:
        asked = [m for m in ids if shown.where.get(m) is name]
        if asked:
            found |= {row.matter: row for row in lists.rows(name, asked)}
    return tuple(found[m] for m in ids if m in found)
