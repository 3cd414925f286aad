"""The registers of an office as lists: which chips mean which stages, and under which heads their rows stand. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from oa_client.app.reading import Listed, ListName
from oa_client.assets import _
from oa_client.domain.calendar import BEIJING, Lamp, WorkingDays
from oa_client.domain.matter import MatterId
from oa_client.domain.numbers import fold_number, without_ordinal
from oa_client.ui.widgets.choice import Chip, Choice, Lists, Order, by_due, by_urgency
from oa_client.wording import names, serials
from oa_client.wording.lines import due_of, lamp

CHUNK = 200
Heads = tuple[tuple[MatterId, str], ...]
"""The first matter under each head, and the head's words."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """One register: its kind, its chips with the stages they mean, and what an empty one says.

    A `spare` one is found by its name too, where the rail has no room for it.
    """

    kind: str
    icon: str
    empty: str
    stages: Mapping[Chip, frozenset[str]] = field(default_factory=dict)
    by_leader: bool = False
    spare: bool = False
    sides: bool = False
    """Some supervise what others do: it is told apart which one is, and counted how they stand."""
    also: tuple[str, ...] = ()
    """Further kinds that stand in the same list."""
    numbers: tuple[str, ...] = ()
    """What the numbers are called that its rows are found by."""

    @property
    def hint(self) -> str:
        """What its rows are found by, said in the empty search box."""
        return "、".join(map(_, ("标题", "单位", *self.numbers)))

    @property
    def chips(self) -> tuple[Chip, ...]:
        """Everything it can be filtered by."""
        sides = (Chip.MINE, Chip.OVERSEEN) if self.sides else ()
        return (Chip.ALL, *sides, *self.stages, Chip.LATE, Chip.OVER)


LEDGERS: Mapping[str, Ledger] = {
    "incoming": Ledger(
        "incoming",
        "inbox",
        "还没有收文。点上方“新建”可登记收文；外单位发来的会自动到这里。",
        {
            Chip.SIGN: frozenset({"delivered"}),
            Chip.ENTER: frozenset({"signed"}),
            Chip.PROPOSE: frozenset({"registered"}),
            Chip.INSTRUCT: frozenset({"proposed"}),
            Chip.DISPATCH: frozenset({"instructed"}),
            Chip.HANDLE: frozenset({"handling", "reported", "reading"}),
        },
        numbers=("文号", "收文号"),
    ),
    "outgoing": Ledger(
        "outgoing",
        "file-text",
        "还没有发文。点上方“新建”可拟稿。",
        {
            Chip.DRAFT: frozenset({"draft", "returned"}),
            Chip.CHECK: frozenset({"section_check", "office_review", "legal_review", "fair_competition"}),
            Chip.CONSULT: frozenset({"consultation"}),
            Chip.APPROVE: frozenset({"signing"}),
            Chip.ISSUE: frozenset({"signed", "rechecked", "numbered", "typeset", "proofread", "sealed", "issued"}),
        },
        numbers=("文号",),
    ),
    "exchange": Ledger(
        "exchange",
        "arrows-exchange",
        "本单位还没有发送过公文。点上方“新建”可发送公文。",
        {Chip.RETURNED: frozenset(), Chip.SIGN: frozenset({"sent"}), Chip.RECEIVED: frozenset({"received"})},
        numbers=("文号",),
    ),
    "instruction": Ledger(
        "instruction",
        "writing",
        "还没有领导批示。点上方“新建”可登记批示。",
        {
            Chip.ASSIGN: frozenset({"registered"}),
            Chip.HANDLE: frozenset({"handling"}),
            Chip.SUBMIT: frozenset({"reported"}),
            Chip.SEEN: frozenset({"submitted"}),
            Chip.CLOSE: frozenset({"acknowledged"}),
        },
        by_leader=True,
        numbers=("文号", "台账号"),
    ),
    "supervision": Ledger(
        "supervision",
        "flag",
        "还没有督查事项。督查岗点上方“新建”可立项；交给本单位的会自动到这里。",
        {
            Chip.PLANNED: frozenset({"draft", "proposed", "approved"}),
            Chip.HANDLE: frozenset({"handling", "suspended"}),
            Chip.CLOSE: frozenset({"reported", "objected"}),
        },
        sides=True,
        numbers=("督查号",),
    ),
    "fiscal": Ledger(
        "fiscal",
        "note",
        "还没有资金申请。点上方“新建”可申请资金。",
        {
            Chip.AUDIT: frozenset({"unit_head", "finance_section", "finance_bureau_head"}),
            Chip.DECIDE: frozenset({"vice_head", "district_head", "meeting"}),
            Chip.SPEND: frozenset({"approved", "issued", "paying", "paid", "reconciled"}),
            Chip.MEND: frozenset({"returned"}),
        },
    ),
    "numbers": Ledger(
        "numbers",
        "list-details",
        "还没有设立文号，现在由中心依次给号。要预留、作废或持号，点上方“新建”设立一个代字。",
        {Chip.IN_USE: frozenset({"open"})},
        spare=True,
    ),
    "delegation": Ledger(
        "delegation",
        "user-plus",
        "没有委托，也没有请假。点上方“新建”可委托他人代办、指定AB角或请假。",
        {
            Chip.LASTING: frozenset({"planned", "asleep", "active", "approved", "on_leave", "due_back"}),
            Chip.DECIDE: frozenset({"head_review", "leader_review", "returned"}),
        },
        spare=True,
        also=("leave",),
    ),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What a person chose to see of a register, in order, under its heads."""

    ids: tuple[MatterId, ...]
    heads: Heads = ()
    counts: tuple[int, int, int] | None = None
    """Of all that stand there: in hand, near their limit, past it."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who looks at a register, and when: `said` whom a row came from, `overseen` whether his house supervises it."""

    now: int
    said: Callable[[Listed], str]
    calendar: WorkingDays = field(default_factory=WorkingDays)
    overseen: Callable[[Listed], bool] = lambda _row: False


def select(lists: Lists, ledger: Ledger, choice: Choice, asking: Asking) -> Found:
    """The matters of a register that were asked for."""
    ids = lists.ids(ListName.LEDGER, kind=ledger.kind)
    ids = (*ids, *(one for kind in ledger.also for one in lists.ids(ListName.LEDGER, kind=kind)))
    plain = choice.chip is Chip.ALL and choice.order is Order.NEWEST and not choice.text
    if plain and not (ledger.by_leader or ledger.sides or ledger.also):
        return Found(ids, tuple(_by_bisection(lists, ids, asking.now)))
    rows = list(_rows(lists, ids))
    kept = [row for row in rows if _fits(row, ledger, choice, asking)]
    if ledger.also:
        kept.sort(key=lambda row: row.row.opened_at, reverse=True)
    found = _ordered(kept, ledger, choice, asking.now, asking.said)
    return replace(found, counts=_counts(rows, asking)) if ledger.sides else found


def _counts(rows: Sequence[Listed], asking: Asking) -> tuple[int, int, int]:
    """How many are in hand, near and overdue: each stands under one lamp only."""
    dues = [due_of(row) for row in rows if not row.row.over]
    lamps = [lamp(due, asking.now, asking.calendar) for due in dues if due is not None]
    return len(dues), lamps.count(names.lamp(Lamp.NEAR)), lamps.count(names.lamp(Lamp.OVERDUE))


def _ordered(kept: list[Listed], ledger: Ledger, choice: Choice, now: int, said: Callable[[Listed], str]) -> Found:
    if choice.order is not Order.NEWEST:
        kept.sort(key=by_due if choice.order is Order.DUE else by_urgency)
        return Found(tuple(row.matter for row in kept))
    if ledger.by_leader:
        return _by_leader(kept, said)
    ids = tuple(row.matter for row in kept)
    return Found(ids, tuple(_heads((row.matter, age(row.row.opened_at, now)) for row in kept)))


def _by_leader(kept: Sequence[Listed], said: Callable[[Listed], str]) -> Found:
    """Leader by leader, the one who instructed last first; of each the newest first."""
    of: dict[str, list[Listed]] = {}
    for row in sorted(kept, key=_day_of, reverse=True):
        of.setdefault(said(row), []).append(row)
    ids = tuple(row.matter for rows in of.values() for row in rows)
    heads = ((rows[0].matter, _("{leader}　{n} 件").format(leader=leader, n=len(rows))) for leader, rows in of.items())
    return Found(ids, tuple(heads))


def _day_of(row: Listed) -> int:
    return row.row.dated or row.row.opened_at


def _heads(rows: Iterator[tuple[MatterId, str]]) -> Iterator[tuple[MatterId, str]]:
    before = ""
    for matter, words in rows:
        if words != before:
            yield matter, words
        before = words


def age(at: int, now: int) -> str:
    """Under which head a day stands: 今天, 本周, 更早."""
    day, today = (datetime.fromtimestamp(moment, BEIJING).date() for moment in (at, now))
    if day >= today:
        return _("今天")
    return _("本周") if day >= today - timedelta(days=today.weekday()) else _("更早")


def _by_bisection(lists: Lists, ids: Sequence[MatterId], now: int) -> Iterator[tuple[MatterId, str]]:
    """Where each head begins among the newest first; a few rows are read, however many there are."""
    start = 0
    while start < len(ids):
        words = _age_at(lists, ids, start, now)
        if words:
            yield ids[start], words
        low, high = start + 1, len(ids)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if _age_at(lists, ids, middle, now) in {words, ""} else (low, middle)
        start = low


def _age_at(lists: Lists, ids: Sequence[MatterId], at: int, now: int) -> str:
    rows = lists.rows(ListName.LEDGER, ids[at : at + 1])
    return age(rows[0].row.opened_at, now) if rows else ""


def _rows(lists: Lists, ids: Sequence[MatterId]) -> Iterator[Listed]:
    for start in range(0, len(ids), CHUNK):
        yield from lists.rows(ListName.LEDGER, ids[start : start + CHUNK])


def _fits(row: Listed, ledger: Ledger, choice: Choice, asking: Asking) -> bool:
    if choice.chip in {Chip.MINE, Chip.OVERSEEN} and not _on_side(row, choice.chip, asking):
        return False
    return _chosen(row, ledger, choice.chip, asking.now) and holds(row, choice.text, asking.said(row))


HANDLING = frozenset({"accept", "handle", "assist", "part", "standing"})
"""Steps of whoever does the work, whosever item it is."""


def _on_side(row: Listed, chip: Chip, asking: Asking) -> bool:
    overseen = asking.overseen(row)
    return overseen if chip is Chip.OVERSEEN else not overseen or row.step in HANDLING


def _chosen(row: Listed, ledger: Ledger, chip: Chip, now: int) -> bool:
    if chip in {Chip.ALL, Chip.MINE, Chip.OVERSEEN}:
        return True
    if chip is Chip.LATE:
        due = due_of(row)
        return due is not None and due < now
    if chip is Chip.OVER:
        return row.row.over
    return row.step == "returned" if chip is Chip.RETURNED else row.row.stage in ledger.stages[chip]


def holds(row: Listed, text: str, origin: str) -> bool:
    """Whether a row bears every word somebody looks for; numbers as people type them."""
    if not text.strip() or serials.bears(row.kind, row.row, text):
        return True
    said = _loose("\n".join((row.row.title, origin, row.row.number, serials.listed_serial(row.kind, row.row))))
    return all(_loose(word) in said for word in without_ordinal(text).split())


def _loose(text: str) -> str:
    """What is the same for 收〔2026〕13号, 收[2026]13 and 收2026."""
    return fold_number(text).translate(_BRACKETS)


_BRACKETS = {ord(mark): None for mark in "〔〕"}
