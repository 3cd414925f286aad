"""What the workbench shows: a few rows of each list. No Qt; not for the GUI thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from oa_client.app.ports import Listed, ListName
from oa_client.domain.matter import MatterId

ROWS = 5
_MOST = 200
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


@dataclass(frozen=True, slots=True)
class Card:
    """A card: the place it leads to, the list it is cut from, and what an empty one says."""

    place: str
    title: str
    name: ListName
    empty: str
    kind: str | None = None
    urgent_first: bool = False


CARDS = (
    Card("todo", "待办", ListName.TODO, "没有待办，都办完了。", urgent_first=True),
    Card("toread", "待阅", ListName.TOREAD, "没有待阅，都看过了。"),
    Card("bulletin", "电子公告", ListName.TOREAD, "没有未阅的公告。", kind="bulletin"),
    Card("sent", "我发出的", ListName.SENT, "还没有发出过公文，点上方“新建”发起轮阅。"),
)


@dataclass(frozen=True, slots=True)
class Filled:
    """A card with its first rows; `count` is the whole list's."""

    card: Card
    rows: tuple[Listed, ...]
    count: int


def fill(lists: Lists, card: Card) -> Filled:
    """The first rows of a card: the newest, or the most urgent."""
    ids = lists.ids(card.name, kind=card.kind)
    if not card.urgent_first:
        return Filled(card, lists.rows(card.name, ids[:ROWS]), len(ids))
    rows = sorted(lists.rows(card.name, ids[:_MOST]), key=_urgency)
    return Filled(card, tuple(rows[:ROWS]), len(ids))


def _urgency(row: Listed) -> tuple[int, int]:
    due = row.due if row.due is not None else row.row.due
    return _RANK.get(row.row.urgency, 2), due if due is not None else _NEVER
