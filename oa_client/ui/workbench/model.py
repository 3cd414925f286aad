"""What the workbench shows: a few rows of each list. No Qt; not for the GUI thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from oa_client.app.desk import Desk
from oa_client.app.reading import Listed, ListName
from oa_client.assets import _
from oa_client.domain.matter import MatterId
from oa_client.domain.people import person_scope
from oa_client.domain.standing_in import StandIn
from oa_client.ui.widgets.choice import Lists, by_due, by_urgency
from oa_client.wording import lines

ROWS = 5
REVOKED = "revoked"
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
    kept: bool = False
    """After what waits for me come the others of the register that are not over."""


CARDS = (
    Card("todo", "待办", ListName.TODO, "没有待办，都办完了。", urgent_first=True),
    Card("toread", "待阅", ListName.TOREAD, "没有待阅，都看过了。"),
    Card("instruction", "领导批示", ListName.TODO, "没有在办的领导批示。", kind="instruction", kept=True),
    Card("bulletin", "电子公告", ListName.TOREAD, "没有未阅的公告。", kind="bulletin"),
    Card("sent", "我发出的", ListName.SENT, "还没有发出过公文，点上方“新建”发起轮阅。"),
)


@dataclass(frozen=True, slots=True)
class Filled:
    """A card with its first rows; `count` is the whole list's, `others` are rows that wait for somebody else."""

    card: Card
    rows: tuple[Listed, ...]
    count: int
    others: int = 0


def fill(lists: Lists, card: Card) -> Filled:
    """The first rows of a card: the newest, or the most urgent."""
    ids = lists.ids(card.name, kind=card.kind)
    if card.urgent_first:
        rows = sorted(lists.rows(card.name, ids[:_MOST]), key=by_urgency)
        return Filled(card, tuple(rows[:ROWS]), len(ids))
    first = lists.rows(card.name, ids[:ROWS])
    others = _kept(lists, card, ids)[: ROWS - len(first)] if card.kept else ()
    return Filled(card, (*first, *others), len(ids), len(others))


def _kept(lists: Lists, card: Card, mine: Sequence[MatterId]) -> tuple[Listed, ...]:
    """The newest of the register that are not over and do not wait for me."""
    waiting = frozenset(mine)
    newest = [m for m in lists.ids(ListName.LEDGER, kind=card.kind) if m not in waiting][:_MOST]
    return tuple(row for row in lists.rows(ListName.LEDGER, newest) if not row.row.over)


@dataclass(frozen=True, slots=True)
class Deputy:
    """One delegation that lasts: its matter, what is said of it; `question`: asked before its giver takes it back."""

    matter: MatterId
    words: str
    question: str = ""


def deputies(desk: Desk) -> tuple[Deputy, ...]:
    """For whom I act now, then who acts for me."""
    me, label = desk.rules.me, desk.people.label
    held = [one for one in desk.stand_ins if one.taker == me]
    gave = [one for one in desk.stand_ins if one.giver == me]
    mine = (Deputy(o.id, lines.deputising(label(person_scope(o.giver)), o.until)) for o in held)
    return (*mine, *(_given(desk, one, label(person_scope(one.taker))) for one in gave))


def _given(desk: Desk, one: StandIn, taker: str) -> Deputy:
    """What I gave; what I have taken back already lasts until the centre has that."""
    words = lines.deputised(taker, one.until)
    record = desk.record(one.id)
    if record is not None and record.matter is not None and record.matter.stage == REVOKED:
        return Deputy(one.id, _("{words}　已提交收回，待上传").format(words=words))
    question = _("收回后{name}不再代您办理，未办完的回到您的待办。").format(name=taker)
    return Deputy(one.id, words, question if record is not None and record.matter is not None else "")


@dataclass(frozen=True, slots=True)
class Urging:
    """What the centre reminded of last that is still to be done: the rows, and the place each is gone on with."""

    day: str
    rows: tuple[Listed, ...]
    places: Mapping[MatterId, str]
    unlisted: int = 0


def urging(desk: Desk) -> Urging:
    """The last digest as rows, the soonest first; each bears the limit it was reminded of."""
    found = desk.digest()
    if found is None:
        return Urging("", (), {})
    asked = {MatterId(one.matter): one for one in reversed(found.items)}
    rows = [
        replace(row, step=asked[row.matter].step, due=asked[row.matter].due) for row in desk.headed(list(asked)[:_MOST])
    ]
    rows.sort(key=by_due)
    todo = frozenset(desk.ids(ListName.TODO))
    places = {row.matter: "todo" if row.matter in todo else "toread" for row in rows}
    return Urging(found.day, tuple(rows), places, max(0, found.total - len(found.items)))
