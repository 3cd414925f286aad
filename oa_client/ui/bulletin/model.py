"""The bulletins somebody may read: the pinned first, then the unread, then the rest. No Qt; not for the GUI thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oa_client.app.reading import Listed, ListName
from oa_client.domain.matter import MatterId
from oa_client.ui.widgets.choice import Chip, Choice, Lists
from oa_client.wording.lines import is_pinned

KIND = "bulletin"
SEARCHED_FOR_PINS = 600
AT_ONCE = 200
_LISTS = (ListName.TODO, ListName.TOREAD, ListName.DONE, ListName.SENT)


@dataclass(frozen=True, slots=True)
class Board:
    """The bulletins in order, each with the list it stands in."""

    where: dict[MatterId, ListName]

    @property
    def ids(self) -> tuple[MatterId, ...]:
        """In order."""
        return tuple(self.where)


def board(lists: Lists, choice: Choice, now: int) -> Board:
    """The bulletins a person chose to see, as things stand now."""
    wanted = (ListName.TOREAD,) if choice.chip is Chip.UNREAD else _LISTS
    where: dict[MatterId, ListName] = {}
    for name in wanted:
        for matter in lists.ids(name, kind=KIND):
            where.setdefault(matter, name)
    first = _pinned(lists, Board(where), now)
    return Board({**{m: where[m] for m in first}, **where})


def _pinned(lists: Lists, shown: Board, now: int) -> list[MatterId]:
    """Those that stand before the others, in their order; nobody pins one for longer than the newest few hundred."""
    newest = shown.ids[:SEARCHED_FOR_PINS]
    found = (row for at in range(0, len(newest), AT_ONCE) for row in rows(lists, shown, newest[at : at + AT_ONCE]))
    return [row.matter for row in found if is_pinned(row.row, now)]


def rows(lists: Lists, shown: Board, ids: Sequence[MatterId]) -> tuple[Listed, ...]:
    """These rows, each from the list it stands in, in the order asked."""
    found: dict[MatterId, Listed] = {}
    for name in _LISTS:
        asked = [m for m in ids if shown.where.get(m) is name]
        if asked:
            found |= {row.matter: row for row in lists.rows(name, asked)}
    return tuple(found[m] for m in ids if m in found)
