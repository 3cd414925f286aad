"""One row of a list in words: what the list paints, and what a screen reader says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from oa_client.app.reading import LEDGERS, Listed, Mark
from oa_client.assets import _
from oa_client.domain.calendar import WorkingDays
from oa_client.domain.matter import MatterId, Row
from oa_client.domain.people import Directory, PersonId, Scope, is_scope, scope_person
from oa_client.wording import moments, money, names, serials


@dataclass(frozen=True, slots=True)
class Line:
    """What one row says. `urgency` is the tag's kind (flash, urgent, or none), the other texts are ready to show.

    `facts`: what `meta` is made of, the weightiest last; where there is little room the first is cut, then left out.
    `amount`: what it asks for; it stands apart, so that one can run down a column of them.
    """

    id: MatterId
    title: str
    urgency: str = ""
    tag: str = ""
    meta: str = ""
    facts: tuple[str, ...] = ()
    amount: str = ""
    due: str = ""
    late: bool = False
    near: bool = False
    time: str = ""
    unread: bool = False
    files: bool = False
    mark: Mark = Mark.NONE
    mark_words: str = ""

    @property
    def spoken(self) -> str:
        """The row as a screen reader says it."""
        unread = _("未读") if self.unread else ""
        parts = (self.tag, unread, self.title, self.meta, self.amount, self.due, self.mark_words, self.time)
        return "，".join(p for p in parts if p)


BETWEEN = " · "
_PLAIN = ("", "read")
"""Steps that a list says by its own name; there the state of the matter says more."""
NEAR_DAYS = 1
"""From how many days before it a limit counts as near."""
LAMP_DAYS = 3
"""From how many working days before it the lamp of a register says 临期."""


def behalf(giver: str) -> str:
    """Said of what stands in somebody's list for another: 代×××."""
    return _("代{name}").format(name=giver) if giver else ""


def who(name: str, giver: str) -> str:
    """Who acted, and for whom: ×××（代×××）."""
    return _("{name}（代{other}）").format(name=name, other=giver) if giver else name


def stands_in(taker: str, until: int | None) -> str:
    """Said of somebody who is away: by whom what is his is done, until when."""
    if until is None:
        return _("由{taker}代办").format(taker=taker)
    return _("由{taker}代办至 {day}").format(taker=taker, day=moments.month_day(until))


def away(taker: str, until: int | None) -> str:
    """Behind a name: 外出，由×××代办至 11月28日."""
    return _("外出，{said}").format(said=stands_in(taker, until))


def deputising(giver: str, until: int | None) -> str:
    """Said to who stands in: 您正代×××办理（至 …）."""
    return _("您正代{name}办理{until}").format(name=giver, until=_until(until))


def deputised(taker: str, until: int | None) -> str:
    """Said to who gave it: 您的事项由×××代办（至 …）."""
    return _("您的事项由{name}代办{until}").format(name=taker, until=_until(until))


def _until(until: int | None) -> str:
    return _("（至 {when}）").format(when=moments.exact(until)) if until is not None else ""


def title(kind: str, row: Row, directory: Directory) -> str:
    """What a matter is called; a leave or a delegation by whose it is."""
    plain = names.untitled(kind)
    opener = directory.people.get(row.opener)
    if not names.is_personal(kind) or opener is None:
        return row.title or plain
    return f"{opener.name}{plain}" + (f"：{row.title}" if row.title else "")


def is_pinned(row: Row, now: int) -> bool:
    """Whether a matter stands before the others now; when it is over it no longer does."""
    return row.pinned is not None and row.pinned > now


def standing(kind: str, row: Row) -> str:
    """How far a matter has come. Sent to everybody at once it has no turns to wait for: that is not 全部阅毕."""
    if kind == "circulation" and row.stage == "completed" and not row.total:
        return _("已送阅")
    return names.stage(kind, row.stage)


def lamp(due: int, now: int, calendar: WorkingDays) -> str:
    """How a limit stands in one word: 正常, 临期, 超期. Worked out, never recorded."""
    if due < now:
        return _("超期")
    return _("临期") if calendar.left(now, due, "working_days") <= LAMP_DAYS else _("正常")


def origin(item: Listed, directory: Directory) -> str:
    """Whom a matter came from: the organ or leader as written, else the unit that began it."""
    written = item.row.origin
    if is_scope(written):
        person = directory.people.get(scope_person(Scope(written)) or PersonId(0))
        return person.name if person else ""
    unit = directory.units.get(item.row.unit)
    return written or (unit.name if unit else "")


def line(item: Listed, directory: Directory, now: int, calendar: WorkingDays | None = None) -> Line:
    """A row in words, as things stand now; the rows of registers bear a lamp by the calendar."""
    plain = _line(item, directory, now)
    if item.kind not in LEDGERS or not plain.due or calendar is None:
        return plain
    due = item.due if item.due is not None else item.row.due
    word = lamp(due or 0, now, calendar)
    near = word == _("临期")
    said = near or (item.kind == "supervision" and not plain.late)
    return replace(plain, due=f"{word} · {plain.due}" if said else plain.due, near=near)


def due_of(item: Listed) -> int | None:
    """When a row's step or matter is due, while it is not over."""
    return None if item.row.over else (item.due if item.due is not None else item.row.due)


def standing_here(item: Listed) -> str:
    """What is to be done with it here, else how the matter stands."""
    return names.step(item.kind, item.step) if item.step not in _PLAIN else standing(item.kind, item.row)


def _line(item: Listed, directory: Directory, now: int) -> Line:
    row, due = item.row, due_of(item)
    whole = "" if item.whole else _("未取全文")
    state = BETWEEN.join(part for part in (standing_here(item), whole) if part)
    giver = directory.people.get(item.giver or PersonId(0))
    facts = tuple(f for f in (*_facts(item, directory), state, behalf(giver.name if giver else "")) if f)
    return Line(
        id=item.matter,
        title=title(item.kind, row, directory),
        urgency=row.urgency,
        tag=names.urgency(row.urgency) or (_("置顶") if is_pinned(row, now) else ""),
        meta=BETWEEN.join(facts),
        facts=facts,
        amount=money.yuan(row.amount) if row.amount else "",
        due=moments.due_words(due, now) if due is not None else "",
        late=due is not None and due < now,
        near=due is not None and 0 <= moments.days_left(due, now) <= NEAR_DAYS,
        time=moments.short(item.since or row.changed_at, now),
        unread=item.unread,
        files=row.files > 0,
        mark=item.mark,
        mark_words=names.mark(item.mark),
    )


def _facts(item: Listed, directory: Directory) -> Iterator[str]:
    """Where it came from and its number; of an exchange how many have signed, of an instruction its day."""
    row = item.row
    number = serials.listed_serial(item.kind, row) or row.number
    if item.kind == "exchange":
        words = _("签收或退回 {n}/{total}") if item.step == "returned" else _("已签收 {n}/{total}")
        yield number
        yield words.format(n=row.ended, total=row.total)
        return
    yield origin(item, directory)
    if item.kind == "instruction" and row.dated is not None:
        yield moments.written(row.dated)
    yield number
    if item.kind == "supervision" and row.total:
        yield _("已办结 {n}/{total}").format(n=row.ended, total=row.total)
