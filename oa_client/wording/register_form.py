"""What a register is on its way out: lines of cells, sums below them; as a printed form, and as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from oa_client.app.directory import People
from oa_client.app.forms import Blank, Caption, Column, Form, Part, Table
from oa_client.app.forms import Line as Pair
from oa_client.app.registers import LEFT
from oa_client.app.sheets import LAST, Rank, SheetSource
from oa_client.app.tabular import Cell, Tabular
from oa_client.app.tabular import Column as Head
from oa_client.assets import _
from oa_client.domain.calendar import BEIJING
from oa_client.domain.people import Scope, is_scope
from oa_client.wording import moments, names

BLANK_LINES = 12
"""An empty register is a form to be filled in by hand."""
_MM_A_CHARACTER = 2.2


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `under` whose name it stands, by `rank`, where the register is kept by leader."""

    cells: tuple[Cell, ...]
    under: str = ""
    rank: Rank = LAST


@dataclass(frozen=True, slots=True)
class Sums:
    """What the lines come to, grouped one way; `words`: said in full above it, each under its label."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    words: tuple[tuple[str, str], ...] = ()

    def parts(self) -> Iterator[Part]:
        """As they are printed."""
        yield Caption(self.title)
        if self.words:
            yield Pair(tuple(Blank(label, value) for label, value in self.words))
        yield Table(self.columns, tuple(tuple(map(_words, row)) for row in self.rows))

    def tabular(self) -> Tabular:
        """As a sheet of their own."""
        return Tabular(self.title, tuple(map(_head, self.columns)), self.rows)


@dataclass(frozen=True, slots=True)
class Register:
    """A register of a unit for a span of time: its columns, its lines without their running numbers, what they sum."""

    title: str
    span: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    by_leader: bool = False
    sums: tuple[Sums, ...] = ()

    def form(self) -> Form:
        """As it is printed."""
        further = _("{name}（续页）　{span}").format(name=self.title, span=self.span)
        return Form(self.title, tuple(self._parts()), further, self.span, lying=True)

    def _parts(self) -> Iterator[Part]:
        columns = (Column(_("序号"), 12, middle=True), *self.columns)
        if not self.lines or not self.by_leader:
            rows = tuple(_printed(n, one) for n, one in enumerate(self.lines, 1))
            yield Table(columns, rows, blank=0 if rows else BLANK_LINES)
            for sums in self.sums:
                yield from sums.parts()
            return
        for leader, lines in _grouped(self.lines):
            yield Caption(_("{leader}　{n} 件").format(leader=leader, n=len(lines)))
            yield Table(columns, tuple(_printed(n, one) for n, one in enumerate(lines, 1)))

    def tabular(self) -> Tabular:
        """As it is written for a table program; dates are dates there, and amounts are numbers."""
        leader = (Head(_("批示领导"), 20),) if self.by_leader else ()
        heads = (Head(_("序号"), 6), *leader, *map(_head, self.columns))
        lines = [one for _leader, lines in _grouped(self.lines) for one in lines] if self.by_leader else self.lines
        named = ((*((one.under,) if self.by_leader else ()), *one.cells) for one in lines)
        rows = tuple((n, *cells) for n, cells in enumerate(named, 1))
        return Tabular(self.title, heads, rows, tuple(sums.tabular() for sums in self.sums))


def _head(column: Column) -> Head:
    return Head(column.label, int(column.share / _MM_A_CHARACTER))


def _grouped(lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """Leader by leader, the higher first; of each in the order given."""
    of: dict[str, list[Line]] = {}
    for one in sorted(lines, key=lambda one: one.rank):
        of.setdefault(one.under, []).append(one)
    return list(of.items())


def _printed(number: int, line: Line) -> tuple[str, ...]:
    return (str(number), *(_words(cell) for cell in line.cells))


def _words(cell: Cell) -> str:
    if isinstance(cell, date):
        return moments.dotted(int(datetime(cell.year, cell.month, cell.day, tzinfo=BEIJING).timestamp()))
    if isinstance(cell, Decimal):
        return f"{cell:,.2f}"
    return "" if cell is None else str(cell)


def remark(source: SheetSource) -> str:
    """That it left the register, or that only its header is on this device."""
    left = names.stage(source.kind, source.stage) if source.stage in LEFT else ""
    return "，".join(w for w in (left, "" if source.said else _("未取全文")) if w)


def day(at: object) -> Cell:
    """The day of a moment."""
    return datetime.fromtimestamp(at, BEIJING).date() if isinstance(at, int) else None


def text(fields: Mapping[str, object], name: str) -> str:
    """A field as plain text."""
    value = fields.get(name)
    return "" if value is None else str(value)


def held(source: SheetSource, people: People, role: str) -> str:
    """Who handles it, from the tracks, or the field when it was only named."""
    tracks = [r.holder for r in source.readers if r.role == role]
    named = source.fields.get(role)
    some = named if isinstance(named, list | tuple) else [named]
    found = tracks or [Scope(str(one)) for one in some if is_scope(one)]
    return "、".join(dict.fromkeys(people.label(s) for s in found))
