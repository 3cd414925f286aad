"""Statistics of matters, counted at the centre and told as dated rows (design.md decision 10): once a day.

A row (kind ``statistics``) is a month of one organ's items: everybody of the organ gets the whole of it, everybody of a
leading unit the lines of his own. What is counted stands in `measures`: matters by unit and source, never people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, field
from datetime import datetime

import msgspec
from sqlalchemy import Connection, func, select

from oa_client.domain.calendar import BEIJING, WorkingDays
from oa_client.domain.kinds import Kinds
from oa_client.domain.measures import HOUR, KIND, Cell, Count, Item, Reckoning, cells
from oa_client.domain.people import Directory, Scope, UnitId, unit_scope
from oa_client.domain.rulebook import evolve
from oa_client.protocol.record import read
from server_stub import tables as t
from server_stub.fold import process_of, record
from server_stub.restoring import era
from server_stub.rows import put_row
from server_stub.work import Work, counter, set_counter

ROW = "statistics"
COUNTED = "counted"
_DONE = "statistics"
_TRIED = "statistics_tried"
_row = msgspec.json.Decoder(dict[str, object])
Lines = list[list[object]]
"""``[unit, source, *Count]`` each."""


@dataclass(frozen=True, slots=True)
class Told:
    """A row to be: whose, which month of which organ, and its lines."""

    owner: Scope
    key: str
    lines: Lines


@dataclass
class Counting:
    """Items as they were counted last, so that only those that moved since are read again; all, by another calendar.

    Whose they are is asked anew each time: units change, too.
    """

    known: dict[str, tuple[int, Reckoning | None]] = field(default_factory=dict)
    calendar: int = 0

    def items(
        self, connection: Connection, kinds: Kinds, directory: Directory, calendar: WorkingDays
    ) -> Iterator[Item]:
        """Every item that counts, by its record."""
        if (now := counter(connection, "calendar")) != self.calendar:
            self.calendar = now
            self.known.clear()
        m = t.matter.c
        there = connection.execute(select(m.id, m.version).where(m.kind == KIND).order_by(m.number)).all()
        for row in there:
            if self.known.get(row.id, (0, None))[0] != row.version:
                self.known[row.id] = (row.version, _read(connection, kinds, row.id, calendar))
            read_so = self.known[row.id][1]
            found = read_so.item(directory) if read_so is not None else None
            if found is not None:
                yield found


def _read(connection: Connection, kinds: Kinds, matter: str, calendar: WorkingDays) -> Reckoning | None:
    entries = [read(stored) for stored in record(connection, matter)]
    process = process_of(kinds, entries[0]) if entries else None
    if process is None:
        return None
    state, found = None, Reckoning(calendar)
    for entry in entries:
        state = evolve(process, state, entry)
        found.read(state, entry)
    return found


def told(items: Iterable[Item], now: int) -> Iterator[Told]:
    """The rows that say how items stand, in the order of their keys."""
    of: dict[Scope, list[Item]] = defaultdict(list)
    for one in items:
        of[one.organ].append(one)
    for organ, its in sorted(of.items()):
        yield from _of_organ(organ, cells(its, now))


def _of_organ(organ: Scope, found: Mapping[Cell, Count]) -> Iterator[Told]:
    home = UnitId(int(organ[1:]))
    whole: dict[str, Lines] = defaultdict(list)
    own: dict[tuple[str, UnitId], Lines] = defaultdict(list)
    for (month, unit, source), count in sorted(found.items()):
        line: list[object] = [unit, source, *astuple(count)]
        whole[month].append(line)
        if unit not in {home, 0}:
            own[month, unit].append(line)
    for month, lines in whole.items():
        yield Told(unit_scope(home), f"{KIND}/{home}/{month}", lines)
    for (month, unit), lines in own.items():
        yield Told(unit_scope(unit), f"{KIND}/{home}/{month}/{unit}", lines)


def tell(work: Work, rows: Iterable[Told]) -> int:
    """Put the rows that say something else than before and take away those that say nothing now; how many.

    Beside them everybody concerned is told up to when it was counted.
    """
    new = {(one.owner, one.key): one.lines for one in rows}
    before = _before(work.connection)
    changed = {key: new.get(key) for key in {*before, *new} if before.get(key) != new.get(key)}
    for (owner, key), lines in sorted(changed.items(), key=lambda one: one[0]):
        put_row(work, ROW, key, owner, None if lines is None else {"lines": lines})
    for owner in {owner for owner, _ in {*before, *new}}:
        put_row(work, ROW, f"{KIND}/{COUNTED}/{owner}", owner, {"at": work.now})
        work.touched.add(owner)
    return len(changed)


def _before(connection: Connection) -> dict[tuple[Scope, str], Lines]:
    r = t.row.c
    found = connection.execute(select(r.owner, r.key, r.data).where(r.kind == ROW, r.data.is_not(None))).all()
    said = ((Scope(row.owner), row.key, _row.decode(bytes(row.data))) for row in found)
    return {(owner, key): lines for owner, key, data in said if isinstance(lines := data.get("lines"), list)}


def is_due(work: Work, *, starting: bool = False) -> bool:
    """Whether it is to be counted, which it is not while the centre is restored.

    Once a day, from its early morning on; when the centre starts, if it was not counted that day; and while nothing is
    told yet, whenever a matter that may count has moved, so that nobody waits a day for the first.
    """
    if era(work.connection).restoring:
        return False
    now = datetime.fromtimestamp(work.now, BEIJING)
    missed = now.date().toordinal() > counter(work.connection, _DONE)
    return (missed and (starting or now.hour >= HOUR)) or _is_first(work.connection)


def _is_first(connection: Connection) -> bool:
    r = t.row.c
    told = connection.execute(select(r.key).where(r.kind == ROW, r.data.is_not(None)).limit(1)).first()
    return told is None and _moves(connection) != counter(connection, _TRIED)


def _moves(connection: Connection) -> int:
    m = t.matter.c
    return int(connection.execute(select(func.coalesce(func.sum(m.version), 0)).where(m.kind == KIND)).scalar_one())


def counted(work: Work) -> None:
    """It was counted; before the hour it is counted again that day."""
    now = datetime.fromtimestamp(work.now, BEIJING)
    set_counter(work.connection, _TRIED, _moves(work.connection))
    if now.hour >= HOUR:
        set_counter(work.connection, _DONE, now.date().toordinal())
