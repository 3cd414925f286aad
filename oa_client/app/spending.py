"""How an application for money stands: the steps it passes, what its budget line has left, what wants a second look.

Plain data out of the record and the rows that are here, without words. Reads the desk: not for the GUI thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from oa_client.app.desk import Desk
from oa_client.app.fiscal import lines
from oa_client.app.reading import Listed, ListName, Record, RecordLine
from oa_client.domain.acceptance import members
from oa_client.domain.fiscal.application import AT_WORK, OVER
from oa_client.domain.matter import Matter, MatterId, Track
from oa_client.domain.money.purse import Line
from oa_client.domain.money.ruling import UNIT_HEAD
from oa_client.domain.numbers import fold_number
from oa_client.domain.people import Scope

KIND = "fiscal"
ASKING = frozenset({"apply", "reapply"})
_SPENDING = (
    ("issue_indicator", frozenset({"approved"})),
    ("pay", frozenset({"issued", "paying"})),
    ("reconcile", frozenset({"paid"})),
    ("archive", frozenset({"reconciled"})),
)
"""What comes behind the chain, and in which stages it is the turn of each."""
_TAKEN_BACK = frozenset({"withdrawn", "void"})
_ENDINGS = {"returned": "send_back", "withdrawn": "withdraw", "void": "void"}
_MOST_OTHERS = 60
"""How many applications of the unit are looked through for an invoice; the centre knows them all."""


class When(Enum):
    """Where a step is."""

    DONE = "done"
    NOW = "now"
    COMING = "coming"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a node of the chain with who holds it, or an action; `line`: the act by which it was done."""

    name: str
    when: When
    holder: Scope | None = None
    since: int | None = None
    line: RecordLine | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """What a line has once this application is counted, where it still is to be; `waits`: the centre has not it yet."""

    line: Line
    mine: int
    waits: bool

    @property
    def left(self) -> int:
        """What may still be applied for then; below 0: so much is lacking."""
        return self.line.left - (self.mine if self.waits else 0)

    @property
    def reserved(self) -> int:
        """What applications hold and have not spent."""
        return self.line.taken - self.line.spent + (self.mine if self.waits else 0)


@dataclass(frozen=True, slots=True)
class Other:
    """Another application that bears on this one; without a title where it is not on this device."""

    matter: MatterId
    title: str = ""
    amount: int = 0
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Spending:
    """All of it. `total`: what it and the `split` come to; `reused`: an invoice, and another application that has it.

    `behind`: those handed in after it which the centre found to look split with it, and `behind_total`, what they all
    come to; when it was handed in itself there was nothing to be found. `chained`: the chain is known, not only its
    first node.
    """

    steps: tuple[Step, ...]
    balance: Balance | None = None
    total: int = 0
    split: tuple[Other, ...] = ()
    looked: bool = False
    behind: tuple[Other, ...] = ()
    behind_total: int = 0
    reused: tuple[tuple[str, Other], ...] = ()
    chained: bool = True


def spending_of(desk: Desk, record: Record) -> Spending | None:
    """An application as it stands; None for any other matter, or where its record is not here."""
    matter = record.matter
    if record.kind != KIND or matter is None:
        return None
    total, over = matter.fields.get("split_total"), matter.stage in OVER
    others = () if over else _others(desk, record, matter)
    behind = [(row, other) for row, other in others if _looks_split(record.id, matter, other)]
    return Spending(
        tuple(_steps(record, matter)),
        None if over else _balance(desk, record, matter),
        total if isinstance(total, int) and not over else 0,
        () if over else tuple(_split(desk, matter)),
        bool(matter.fields.get("split_looked")),
        tuple(_other(row) for row, _ in behind),
        max((_total(other) for _, other in behind), default=0),
        tuple(_reused(matter, others)),
        chained="chain_rules" in matter.fields,
    )


def _steps(record: Record, matter: Matter) -> Iterator[Step]:
    stands = [line for line in record.lines if not line.code or line.code == "needs_centre"]
    asked = next((line for line in reversed(stands) if line.entry.action in ASKING), None)
    if asked is not None:
        yield Step(asked.entry.action, When.DONE, line=asked)
    since = asked.entry.v if asked is not None else 0
    acts = [line for line in stands if line.entry.v > since or line.pending is not None]
    nodes = [_node(track, acts) for track in _round(matter)]
    yield from (step for step in nodes if step.when is not When.COMING or matter.stage not in _ENDINGS)
    if (ending := _ENDINGS.get(matter.stage)) is not None:
        last = next((line for line in reversed(acts) if line.entry.action == ending), None)
        yield Step(ending, When.NOW if ending == "send_back" else When.DONE, line=last)
        return
    yield from _after(matter, acts)


def _round(matter: Matter) -> list[Track]:
    """The strands of the application as it was handed in last."""
    tracks = sorted(matter.tracks, key=lambda t: (t.turn, t.id))
    first = max((t.turn for t in tracks if t.role == UNIT_HEAD), default=0)
    return [t for t in tracks if t.turn >= first]


def _node(track: Track, acts: list[RecordLine]) -> Step:
    if track.state == "delivered":
        return Step(track.role, When.NOW, track.holder, track.delivered_at)
    done = next((x for x in reversed(acts) if x.entry.track == track.id), None)
    if done is None or track.state == "pending":
        return Step(track.role, When.COMING, track.holder)
    return Step(track.role, When.DONE, track.holder, track.ended_at, done)


def _after(matter: Matter, acts: list[RecordLine]) -> Iterator[Step]:
    coming = matter.stage in AT_WORK
    for action, stages in _SPENDING:
        yield from (Step(action, When.DONE, line=x) for x in acts if x.entry.action == action)
        if matter.stage in stages:
            yield Step(action, When.NOW, _section(matter))
            coming = True
        elif coming:
            yield Step(action, When.COMING, _section(matter))


def _section(matter: Matter) -> Scope | None:
    held = matter.fields.get("finance_section")
    return Scope(str(held)) if held else None


def _balance(desk: Desk, record: Record, matter: Matter) -> Balance | None:
    named, amount = matter.fields.get("line"), matter.fields.get("amount")
    line = next((one for one in lines(desk.stores.library) if one.matter == named), None)
    if line is None or not isinstance(amount, int) or matter.stage == "returned":
        return None
    waits = any(x.pending is not None and x.entry.action in ASKING and not x.code for x in record.lines)
    return Balance(line, amount, waits)


def _split(desk: Desk, matter: Matter) -> Iterator[Other]:
    named = matter.fields.get("split")
    ids = tuple(MatterId(str(one)) for one in named) if isinstance(named, list | tuple) else ()
    here = {row.matter: row for row in desk.headed(ids)} if ids else {}
    for one in ids:
        row = here.get(one)
        yield _other(row) if row is not None else Other(one)


def _others(desk: Desk, record: Record, matter: Matter) -> tuple[tuple[Listed, Matter], ...]:
    """Other applications of its unit whose records are here, the newest."""
    ids = desk.ids(ListName.LEDGER, kind=KIND)[: 4 * _MOST_OTHERS]
    rows = [row for row in desk.rows(ListName.LEDGER, ids) if row.row.unit == matter.unit and row.matter != record.id]
    found = ((row, desk.record(row.matter)) for row in rows[:_MOST_OTHERS])
    return tuple((row, other.matter) for row, other in found if other is not None and other.matter is not None)


def _other(row: Listed) -> Other:
    return Other(row.matter, row.row.title, row.row.amount, row.row.stage)


def _looks_split(matter: MatterId, mine: Matter, other: Matter) -> bool:
    """Whether another that still counts was found to look split with this one, which does not say so itself."""
    named = other.fields.get("split")
    said = mine.fields.get("split")
    known = isinstance(said, list | tuple) and other.id in said
    return other.stage not in _TAKEN_BACK and not known and isinstance(named, list | tuple) and matter in named


def _total(other: Matter) -> int:
    total = other.fields.get("split_total")
    return total if isinstance(total, int) else 0


def _reused(mine: Matter, others: Iterable[tuple[Listed, Matter]]) -> Iterator[tuple[str, Other]]:
    """The invoices of it that another application on this device bears: taken back, void, or still waiting here."""
    invoices = _invoices(mine)
    for row, other in others if invoices else ():
        for invoice in sorted(invoices & _invoices(other)):
            yield invoice, _other(row)


def _invoices(matter: Matter) -> frozenset[str]:
    said = matter.fields.get("invoices")
    return frozenset(map(fold_number, members(said)))
