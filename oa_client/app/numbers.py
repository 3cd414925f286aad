"""文号登记: how the numbers of each series of an organ stand, as far as this device knows; for its clerks.

Which matter has which number came as rows from the centre; what this device drew of a series that it holds (持号) and
has not sent yet is added to them. What is apart, and who held the series, says the matter that keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from oa_client.app.ports import Outbox
from oa_client.app.reading import Library, Listed, ListName
from oa_client.domain.calendar import BEIJING
from oa_client.domain.drawing import kept_address, kept_name
from oa_client.domain.matter import Matter, MatterId
from oa_client.domain.people import PersonId
from oa_client.domain.series import GIVEN, RESERVED, VOID, Apart, Holding, Series

KIND, ROW = "numbers", "number"
USED, ASSIGNED, GAP, DRAWN, UNKNOWN, HELD = "used", "assigned", "gap", "drawn", "unknown", "held"
"""A document has it and is issued · has it · 空号 · drawn on this device, not yet at the centre · drawn, perhaps, by a
lost device · of a block that is held."""
SPENT = frozenset({"void"})
"""Where a document stands whose number is void with it."""
ISSUED = frozenset({"issued", "distributed", "archived", "superseded"})
"""Where a document is out of the house under its number."""
OUTGOING = "outgoing_number"
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a series. `at`: when it was drawn or set apart; `before`: a later number bears an earlier day."""

    n: int
    state: str
    at: int | None = None
    by: PersonId | None = None
    matter: str = ""
    title: str = ""
    until: int | None = None
    reason: str = ""
    before: int | None = None

    @property
    def day(self) -> date | None:
        """The day it bears in the register."""
        return None if self.at is None else datetime.fromtimestamp(self.at, BEIJING).date()


@dataclass(frozen=True, slots=True)
class Register:
    """One series in one year: its numbers from 1 on, those set apart ahead too, and who held it."""

    matter: MatterId
    title: str
    word: str
    of: str
    year: int
    numbers: tuple[Number, ...]
    holdings: tuple[Holding, ...]

    def those(self, *states: str) -> tuple[Number, ...]:
        """The numbers that stand so."""
        return tuple(one for one in self.numbers if one.state in states)

    @property
    def turned(self) -> tuple[Number, ...]:
        """倒号: those that bear an earlier day than a lower number."""
        return tuple(one for one in self.numbers if one.before is not None)

    @property
    def jumps(self) -> tuple[tuple[int, int], ...]:
        """跳号: each run of numbers the sequence left out, from the first to the last of them."""
        runs: list[tuple[int, int]] = []
        for one in self.those(GAP, UNKNOWN):
            if runs and runs[-1][1] == one.n - 1:
                runs[-1] = (runs[-1][0], one.n)
            else:
                runs.append((one.n, one.n))
        return tuple(runs)


def kept(library: Library) -> Iterator[Matter]:
    """The matters on this device that keep a series. Not for the GUI thread."""
    for id in library.ids(ListName.LEDGER, kind=KIND):
        record = library.record(id)
        if record is not None and record.matter is not None:
            yield record.matter


def series_at(library: Library, address: str) -> Series | None:
    """How the numbers of a series stand, where its matter is on this device."""
    return next((Series.of(matter) for matter in kept(library) if kept_address(matter) == address), None)


def registers(library: Library, outbox: Outbox, year: int) -> tuple[Register, ...]:
    """Every series of the organ in a year, by its word. Not for the GUI thread."""
    found = (_register(library, outbox, matter, year) for matter in kept(library))
    return tuple(sorted(found, key=lambda one: (one.of, one.word)))


def _register(library: Library, outbox: Outbox, matter: Matter, year: int) -> Register:
    series, name = Series.of(matter), kept_name(matter, year)
    of = str(matter.fields.get("of", ""))
    rows = library.rows_under(ROW, f"{of}/{name}/")
    owned = {int(key.rpartition("/")[2]): row for key, row in rows.items()}
    drawn = {n: id for n, id in outbox.drawn(name).items() if n not in owned}
    titles = {row.matter: row for row in _headed(library, {*(str(r.get("matter")) for r in owned.values())})}
    reasons = _reasons(library, matter.id)
    last = max(series.reach(year, {*owned, *drawn}), *owned, *drawn, *_spans(series, year), 0)
    shown = {*range(1, last + 1), *(a.n for a in series.apart if a.year == year)}
    numbers = [_number(of, series, year, n, owned.get(n), drawn.get(n), titles, reasons) for n in sorted(shown)]
    holdings = tuple(h for h in series.holdings if h.year == year)
    return Register(matter.id, matter.title, series.word, of, year, tuple(_turned(numbers)), holdings)


def _spans(series: Series, year: int) -> Iterable[int]:
    return (h.last for h in series.holdings if h.year == year and h.last is not None)


def _headed(library: Library, matters: Iterable[str]) -> Iterator[Listed]:
    ids = [MatterId(id) for id in sorted(matters)]
    for start in range(0, len(ids), _AT_ONCE):
        yield from library.headed(ids[start : start + _AT_ONCE])


def _reasons(library: Library, matter: MatterId) -> dict[int, str]:
    """Why, by the number of the entry that says so."""
    record = library.record(matter)
    lines = record.lines if record is not None else ()
    return {line.entry.v: str(line.entry.fields.get("reason") or "") for line in lines}


def _number(
    of: str,
    series: Series,
    year: int,
    n: int,
    owner: Mapping[str, object] | None,
    drawn: MatterId | None,
    titles: Mapping[MatterId, Listed],
    reasons: Mapping[int, str],
) -> Number:
    apart = series.find(year, n)
    if owner is not None:
        return _owned(of, n, owner, titles, reasons.get(apart.v, "") if apart else "")
    if drawn is not None:
        return Number(n, DRAWN, matter=drawn)
    if apart is not None:
        return _apart(apart, reasons.get(apart.v, ""))
    if series.written_off(year, n):
        return Number(n, UNKNOWN)
    return Number(n, GAP if series.holding(year, n) is None else HELD)


def _owned(of: str, n: int, owner: Mapping[str, object], titles: Mapping[MatterId, Listed], reason: str) -> Number:
    matter, at = MatterId(str(owner.get("matter"))), owner.get("at")
    found = titles.get(matter)
    stage = found.row.stage if found is not None else ""
    state = VOID if stage in SPENT else ASSIGNED if stage and of == OUTGOING and stage not in ISSUED else USED
    title = found.row.title if found is not None else ""
    return Number(n, state, at if isinstance(at, int) else None, None, matter, title, reason=reason)


def _apart(apart: Apart, reason: str) -> Number:
    state = apart.state if apart.state in {RESERVED, GIVEN, VOID} else GAP
    return Number(apart.n, state, apart.at, apart.by, apart.matter, until=apart.until, reason=reason)


def _turned(numbers: Iterable[Number]) -> Iterator[Number]:
    """Each number, with the first lower one that bears a later day."""
    latest: list[Number] = []
    for one in numbers:
        day = one.day if one.matter and one.state in {USED, ASSIGNED, VOID} else None
        if day is None:
            yield one
            continue
        late = next((low.n for low in latest if low.day is not None and low.day > day), None)
        yield one if late is None else replace(one, before=late)
        if not latest or latest[-1].day is None or day > latest[-1].day:
            latest.append(one)
