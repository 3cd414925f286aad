"""催办 by the centre: each morning of a working day one digest a person, of what is due around then or late.

A limit is spoken of at T-3, T-1, T and T+1 in working days, then weekly: never daily (practice.md §2). A digest is a
row (kind ``digest``, see `rows`) and holds no titles, only which matters: these are the person's own. Each takes the
place of the one before, so nobody has more than one, however often the centre is started or restored on a day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import msgspec
from sqlalchemy import select

from oa_client.domain.calendar import BEIJING
from oa_client.domain.matter import Duty
from oa_client.domain.people import PersonId, Scope, person_scope
from oa_client.protocol.digest import DIGEST, KEY, Digest, Urged
from server_stub import tables as t
from server_stub.restoring import era
from server_stub.rows import get_row, put_row
from server_stub.work import Work, counter, set_counter

MORNING = time(8, 30)
MOST = 100
"""How many a digest names, the soonest first; the rest is counted."""
LONGEST_GAP = 14
"""When the centre stood still, the days on which it would have spoken count again so far back."""

_DONE = "digested"
_row = msgspec.json.Decoder(dict[str, object])


@dataclass(frozen=True, slots=True)
class _Due:
    """A task with a limit that is spoken of today."""

    matter: str
    kind: str
    holder: Scope
    step: str
    due: int


def run_digests(work: Work) -> int:
    """Once a working day, from its morning on; how many people get one. None while the centre is being restored."""
    now = datetime.fromtimestamp(work.now, BEIJING)
    today, last = now.date(), counter(work.connection, _DONE)
    if now.time() < MORNING or today.toordinal() <= last or not work.calendar.is_working(today):
        return 0
    if era(work.connection).restoring:
        return 0
    days = tuple(_days(work, today, last))
    found = _by_person(work, [due for due in _dues(work) if any(work.calendar.urges(day, due.due) for day in days)])
    set_counter(work.connection, _DONE, today.toordinal())
    return sum(_put(work, PersonId(person), today, dues) for person, dues in sorted(found.items()))


def _days(work: Work, today: date, last: int) -> Iterator[date]:
    """The working days since the last digests, up to today; only today when there were none yet."""
    first = max(last + 1, today.toordinal() - LONGEST_GAP) if last else today.toordinal()
    days = (today - timedelta(days=n) for n in range(today.toordinal() - first + 1))
    return (day for day in days if work.calendar.is_working(day))


def _dues(work: Work) -> Iterator[_Due]:
    """Every open task with a limit, of matters that are not over: its own limit, or for work the matter's."""
    task, m = t.task.c, t.matter.c
    query = (
        select(task.matter, task.holder, task.duty, task.step, task.due, m.kind, m.row)
        .join(t.matter, m.id == task.matter)
        .where(task.by_receipt.is_(False))
    )
    for one in work.connection.execute(query):
        row = _row.decode(bytes(one.row))
        due = one.due if one.due is not None or one.duty != Duty.ACT.value else row.get("due")
        if isinstance(due, int) and not row.get("over"):
            yield _Due(one.matter, one.kind, Scope(one.holder), one.step, due)


def _by_person(work: Work, dues: list[_Due]) -> Mapping[int, list[_Due]]:
    """Whose they are: everybody whom their holders mean, also who acts for another in such matters."""
    m = t.member.c
    holders: dict[str, list[_Due]] = defaultdict(list)
    for due in dues:
        holders[due.holder].append(due)
    found: dict[int, list[_Due]] = defaultdict(list)
    rows = work.connection.execute(select(m.person, m.scope, m.kinds).where(m.until.is_(None)).distinct())
    for person, scope, kinds in rows:
        if scope in holders:
            only = None if kinds is None else msgspec.json.decode(kinds, type=list[str])
            found[person] += [due for due in holders[scope] if only is None or due.kind in only]
    return {person: mine for person, mine in found.items() if mine}


def _put(work: Work, person: PersonId, today: date, dues: list[_Due]) -> bool:
    """Put a person's digest of today; nothing when he has it already, or is no more in office."""
    known = work.directory.people.get(person)
    owner = person_scope(person)
    before = get_row(work.connection, DIGEST, KEY, owner)
    if known is None or not known.active or (before is not None and before.get("day") == today.isoformat()):
        return False
    lines = sorted({(due.due, due.matter, due.step) for due in dues})
    items = tuple(Urged(matter, step, due, work.calendar.lamp(work.now, due)) for due, matter, step in lines[:MOST])
    put_row(work, DIGEST, KEY, owner, msgspec.to_builtins(Digest(today.isoformat(), len(lines), items)))
    work.touched.add(owner)
    return True
