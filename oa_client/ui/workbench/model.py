"""What the workbench shows: a few rows of each list. No Qt; not for the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass

from oa_client.app.reading import Listed, ListName
from oa_client.ui.widgets.choice import Lists, by_urgency

ROWS = 5
_MOST = 200


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
    rows = sorted(lists.rows(card.name, ids[:_MOST]), key=by_urgency)
    return Filled(card, tuple(rows[:ROWS]), len(ids))
