"""Statistics as the centre told them: months of counts, put together for a period, by unit, source or month."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from oa_client.app.desk import Desk
from oa_client.domain.measures import KIND, NAMES, NOTHING, Count
from oa_client.domain.people import Directory, UnitId

ROW, COUNTED = "statistics", "counted"
_FIELDS = len(NAMES)


class By(Enum):
    """What the lines of a table are."""

    UNIT = "unit"
    SOURCE = "source"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Cell:
    """Counts of one organ's items in a month, of one leading unit and one source."""

    organ: UnitId
    month: str
    unit: UnitId
    source: str
    count: Count


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: what it is of (a unit's number, a source, a month), and its counts."""

    of: str
    count: Count


@dataclass(frozen=True, slots=True)
class Statistics:
    """A period counted: `lines` in their order, all of them together, and up to when the centre had counted."""

    period: str
    by: By
    lines: tuple[Line, ...]
    total: Count
    counted_at: int


def told(rows: Mapping[str, Mapping[str, object]]) -> Iterator[Cell]:
    """The cells in what the centre told; what this build cannot read is left out.

    Where a person has an organ's whole month, the lines of his own unit in it are not counted again.
    """
    whole = {key for key in rows if key.count("/") == 2}
    for key, data in rows.items():
        kind, organ, month, *own = key.split("/")
        if kind != KIND or not organ.isdigit() or (own and f"{kind}/{organ}/{month}" in whole):
            continue
        lines = data.get("lines")
        for line in lines if isinstance(lines, list) else ():
            if (cell := _cell(UnitId(int(organ)), month, line)) is not None:
                yield cell


def _cell(organ: UnitId, month: str, line: object) -> Cell | None:
    if not isinstance(line, list) or len(line) < 2 + _FIELDS or not isinstance(line[0], int):
        return None
    counts = line[2 : 2 + _FIELDS]
    if not all(isinstance(n, int) for n in counts):
        return None
    return Cell(organ, month, UnitId(line[0]), str(line[1]), Count(*counts))


def months(cells: Sequence[Cell]) -> tuple[str, ...]:
    """Every month there is something of, the last first."""
    return tuple(sorted({cell.month for cell in cells}, reverse=True))


def periods(cells: Sequence[Cell]) -> tuple[str, ...]:
    """The years, quarters and months there is something of, each year with its own below it, the last first."""
    found: dict[str, None] = {}
    for month in months(cells):
        found |= dict.fromkeys((month[:4], quarter(month), month))
    return tuple(sorted(sorted(found, reverse=True), key=lambda p: (-int(p[:4]), _grain(p))))


def quarter(month: str) -> str:
    """The quarter of a month: ``2026-Q4``."""
    return f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"


def is_period(name: str) -> bool:
    """Whether this is a year, a quarter or a month: ``2026``, ``2026-Q4``, ``2026-11``."""
    return re.fullmatch("[0-9]{4}(-Q[1-4]|-0[1-9]|-1[0-2])?", name) is not None


def _grain(period: str) -> int:
    return 0 if len(period) == 4 else 1 if "Q" in period else 2


def within(month: str, period: str) -> bool:
    """Whether a month belongs to a year, a quarter or is the month itself."""
    return period in {month, month[:4], quarter(month)}


def counted(cells: Sequence[Cell], period: str, by: By, directory: Directory, counted_at: int) -> Statistics:
    """The cells of a period by unit, source or month; units in protocol order, nobody is ranked."""
    here = sorted((cell for cell in cells if within(cell.month, period)), key=lambda cell: cell.month)
    last = here[-1].month if here else ""
    grouped = _grouped(here, by, directory)
    lines = tuple(Line(of, _together(its, of if by is By.MONTH else last)) for of, its in grouped)
    return Statistics(period, by, lines, _together(here, last), counted_at)


def _grouped(cells: Sequence[Cell], by: By, directory: Directory) -> Iterator[tuple[str, list[Cell]]]:
    of: dict[str, list[Cell]] = {}
    for cell in cells:
        name = {By.UNIT: str(cell.unit), By.SOURCE: cell.source, By.MONTH: cell.month}[by]
        of.setdefault(name, []).append(cell)
    rank = {str(unit): n for n, unit in enumerate(_protocol(directory))}
    yield from sorted(of.items(), key=lambda one: (rank.get(one[0], len(rank)) if by is By.UNIT else 0, one[0]))


def _protocol(directory: Directory) -> Iterator[UnitId]:
    """The units, each below the one it belongs to, in protocol order."""
    below: dict[UnitId | None, list[UnitId]] = {}
    for unit in sorted(directory.units.values(), key=lambda u: (u.order, u.id)):
        below.setdefault(unit.parent, []).append(unit.id)
    waiting = list(reversed(below.get(None, [])))
    while waiting:
        unit_id = waiting.pop()
        yield unit_id
        waiting.extend(reversed(below.get(unit_id, [])))


def _together(cells: Sequence[Cell], last: str) -> Count:
    """What happened in all of them, and what stood at the end of the last month."""
    total = NOTHING
    for cell in cells:
        total = total.plus(cell.count if cell.month == last else replace(cell.count, going=0, overdue=0))
    return total


def statistics(desk: Desk, period: str, by: By) -> Statistics:
    """The period as this device was told of it. Not for the GUI thread."""
    rows = desk.stores.library.rows_under(ROW, f"{KIND}/")
    cells = tuple(told(rows))
    return counted(cells, period, by, desk.rules.directory, _counted_at(rows))


def told_periods(desk: Desk) -> tuple[str, ...]:
    """The periods there is something of here. Not for the GUI thread."""
    return periods(tuple(told(desk.stores.library.rows_under(ROW, f"{KIND}/"))))


def _counted_at(rows: Mapping[str, Mapping[str, object]]) -> int:
    marks = (data.get("at") for key, data in rows.items() if key.startswith(f"{KIND}/{COUNTED}/"))
    return max((at for at in marks if isinstance(at, int)), default=0)
