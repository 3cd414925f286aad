"""工作报告分解: a table of tasks becomes items of supervision, row by row, each judged by the rule before any is kept.

Nothing is kept while a row is wrong, unless only the good ones are asked for; who keeps them may be without a link.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from oa_client.app.acting import UNDO_SECONDS, Kept
from oa_client.app.batches import Opening
from oa_client.app.desk import Desk
from oa_client.app.reading import Listed, ListName
from oa_client.app.supervisors import GOVERNMENT, MODES, modes, supervisor
from oa_client.app.tabular import ForeignCell, ForeignRow
from oa_client.domain.calendar import BEIJING
from oa_client.domain.decision import Command, Context, Refused
from oa_client.domain.matter import MatterId, Moment
from oa_client.domain.people import Scope, clerks_scope
from oa_client.domain.rulebook import decide

KIND = "supervision"
HEADS: Mapping[str, tuple[str, ...]] = {
    "number": ("编号", "序号", "任务编号"),
    "above": ("上级编号", "上级任务", "父级编号", "隶属编号"),
    "title": ("事项", "督查事项", "工作任务", "任务", "目标任务", "标题"),
    "requirements": ("工作要求", "要求", "工作内容", "目标要求", "具体要求"),
    "lead": ("主办单位", "牵头单位", "责任单位", "主办"),
    "assist": ("协办单位", "配合单位", "协办"),
    "due": ("完成时限", "办结时限", "时限", "完成时间"),
    "cycle": ("反馈周期", "周期"),
    "basis": ("依据", "立项依据"),
    "approver": ("督查领导", "分管领导", "责任领导"),
    "mode": ("督查方式", "方式"),
    "authorisation": ("授权依据", "授权"),
}
"""The columns by what they may be called; in any order."""
NEEDED = ("title", "requirements", "lead", "due")
LOOK = 10
"""A head stands among the first rows; above it a sheet may have its title."""
CYCLES = {"": "monthly", "不定期": "none", "每周": "weekly", "周": "weekly", "每月": "monthly", "月": "monthly"} | {
    "每季度": "quarterly",
    "季度": "quarterly",
    "季": "quarterly",
}
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_050
"""Between these a bare number is a day as table programs count them: of the years 2000 to 2099."""
_BETWEEN = re.compile(r"[、，,；;\n/]+")
CLOSE = 17
CHUNK = 200
TOLD = 5
"""So many of those that had gone are named."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell, or worth knowing of it: a code of the wording with its facts."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Task:
    """A row: what it comes to, what keeps it out (`faults`), what should be known (`remarks`)."""

    row: int
    cells: Mapping[str, str]
    fields: Mapping[str, object]
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Fault, ...] = ()

    @property
    def number(self) -> str:
        """By what other rows name it."""
        return self.cells.get("number", "")

    @property
    def above(self) -> str:
        """The number of the row it is a part of."""
        return self.cells.get("above", "")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a table comes to; `faults` are of the table as a whole."""

    tasks: tuple[Task, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def good(self) -> tuple[Task, ...]:
        """The rows that may be kept; of a wrong one no part is good."""
        wrong = {t.number for t in self.tasks if t.faults and t.number}
        while more := {t.number for t in self.tasks if t.above in wrong and t.number} - wrong:
            wrong |= more
        return tuple(t for t in self.tasks if not t.faults and t.above not in wrong - {""})

    @property
    def whole(self) -> bool:
        """Whether every row may be kept, and there is one."""
        return bool(self.tasks) and not self.faults and all(not t.faults for t in self.tasks)


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds of every row where its columns do not say otherwise."""

    approver: str = ""
    mode: str = ""
    """Empty: what whoever brings them in may do, 政府督查 for the district, 内部督办 for everybody else."""
    plan: str = ""


def planned(desk: Desk, rows: Sequence[ForeignRow], defaults: Defaults) -> Plan:
    """What these rows come to. Not for the GUI thread."""
    at, columns = _head(rows)
    if missing := tuple(c for c in NEEDED if c not in columns.values()):
        return Plan(faults=(Fault("columns_missing", {"columns": "、".join(HEADS[c][0] for c in missing)}),))
    if twice := [c for c in columns.values() if list(columns.values()).count(c) > 1]:
        return Plan(faults=(Fault("column_twice", {"column": HEADS[twice[0]][0]}),))
    reader = _Reader(desk, defaults)
    tasks = [reader.task(row, columns) for row in rows[at + 1 :]]
    filled = [t for t in tasks if any(t.cells.values())]
    if not filled:
        return Plan(faults=(Fault("no_rows"),))
    return Plan(tuple(_against_each_other(filled, _titles(desk))))


def _head(rows: Sequence[ForeignRow]) -> tuple[int, dict[int, str]]:
    """Where the head stands, and which column is where: the row that has most of the names."""
    found: tuple[int, dict[int, str]] = (0, {})
    for at, row in enumerate(rows[:LOOK]):
        named = {n: column for n, cell in enumerate(row.cells) if (column := _column(cell)) is not None}
        if len(set(named.values())) > len(set(found[1].values())):
            found = (at, named)
    return found


def _column(cell: ForeignCell) -> str | None:
    plain = "".join(str(cell.value or "").split()).strip("*：:（必填）")
    return next((column for column, called in HEADS.items() if plain in called), None)


class _Reader:
    """Reads rows with the address book and the rule at hand."""

    def __init__(self, desk: Desk, defaults: Defaults) -> None:
        self._desk, self._defaults = desk, defaults
        open_ones = (u for u in desk.rules.directory.units.values() if not u.closed)
        self._units = {u.name: clerks_scope(u.id) for u in open_ones}
        self._people = desk.people
        self._actor = supervisor(desk)
        self._modes = modes(desk)

    def task(self, row: ForeignRow, columns: Mapping[int, str]) -> Task:
        named = {column: row.cells[at] for at, column in columns.items() if at < len(row.cells)}
        cells = {column: _text(cell) for column, cell in named.items()}
        if not any(cells.values()):
            return Task(row.number, cells, {})
        faults, fields = list(_unread(named)), dict[str, object]()
        for name, value in self._values(named, cells):
            if isinstance(value, Fault):
                faults.append(value)
            elif value not in (None, "", []):
                fields[name] = value
        faults += [Fault("cell_missing", {"column": HEADS[c][0]}) for c in NEEDED if not cells.get(c)]
        if not faults and (wrong := self._judged(fields)) is not None:
            faults.append(wrong)
        return Task(row.number, cells, fields, tuple(faults), tuple(_remarks(named)))

    def _values(
        self, named: Mapping[str, ForeignCell], cells: Mapping[str, str]
    ) -> Iterator[tuple[str, object | Fault]]:
        yield from ((name, cells.get(name, "")) for name in ("title", "requirements", "basis"))
        yield from (("source", "work_report"), ("plan", self._defaults.plan))
        yield "authorisation", cells.get("authorisation", "")
        yield "mode", self._mode(cells)
        if lead := cells.get("lead"):
            yield "lead", self._holder(lead)
        for name in filter(None, (n.strip() for n in _BETWEEN.split(cells.get("assist", "")))):
            found = self._holder(name)
            if isinstance(found, Fault):
                yield "assist", found
        yield "assist", [s for s in map(self._holder, _listed(cells.get("assist", ""))) if isinstance(s, str)]
        if cells.get("due"):
            yield "due", _moment(named["due"])
        cycle = CYCLES.get(cells.get("cycle", ""))
        yield "cycle", cycle or Fault("no_such_cycle", {"name": cells.get("cycle", "")})
        approver = cells.get("approver") or self._defaults.approver
        yield "approver", self._person(approver) if approver else Fault("no_approver")

    def _mode(self, cells: Mapping[str, str]) -> str | Fault:
        """As the row says, else as it is said of all; a department needs a row's 授权依据 to supervise others."""
        if name := cells.get("mode", ""):
            return MODES.get(name) or Fault("no_such_mode", {"name": name})
        authorised = GOVERNMENT in self._modes and bool(cells.get("authorisation"))
        return self._defaults.mode or (GOVERNMENT if authorised else self._modes[0])

    def _holder(self, name: str) -> Scope | Fault:
        """A unit by its clerks, or somebody by his name; else the names that are like it."""
        if name in self._units:
            return self._units[name]
        found = self._person(name)
        if not isinstance(found, Fault) or found.code == "name_ambiguous":
            return found
        like = difflib.get_close_matches(name, self._units, n=3, cutoff=0.4)
        return Fault("unit_unknown", {"name": name, "like": "、".join(like)})

    def _person(self, name: str) -> Scope | Fault:
        found = self._people.named(name)
        if len(found) == 1:
            return found[0]
        return Fault("name_ambiguous" if found else "unknown_name", {"name": name})

    def _judged(self, fields: Mapping[str, object]) -> Fault | None:
        """What the rule says against it: the same that the centre will ask."""
        process = self._desk.rules.kinds.newest(KIND)
        if process is None or self._actor is None:
            return Fault("not_a_supervisor_here")
        rules, now = self._desk.rules, Moment(self._desk.clock.now())
        command = Command(MatterId(""), KIND, "propose", fields, edition=process.edition)
        answer = decide(process, None, command, Context(self._actor, now, rules.directory, rules.calendar))
        facts = {**answer.facts, "kind": KIND} if isinstance(answer, Refused) else {}
        return Fault(answer.code, facts) if isinstance(answer, Refused) else None


def _listed(text: str) -> list[str]:
    return [name.strip() for name in _BETWEEN.split(text) if name.strip()]


def _text(cell: ForeignCell) -> str:
    value = cell.value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        value = value.date()
    return "" if value is None else str(value)


def _unread(named: Mapping[str, ForeignCell]) -> Iterator[Fault]:
    """Formulas without a value, and those whose value is a fault of their own."""
    for column, cell in named.items():
        if cell.formula and (cell.value is None or str(cell.value).startswith("#")):
            yield Fault("formula_empty", {"column": HEADS[column][0]})


def _remarks(named: Mapping[str, ForeignCell]) -> Iterator[Fault]:
    formulas = [HEADS[c][0] for c, cell in named.items() if cell.formula and cell.value is not None]
    merged = [HEADS[c][0] for c, cell in named.items() if cell.merged and cell.value is not None]
    if formulas:
        yield Fault("formula_used", {"columns": "、".join(formulas)})
    if merged:
        yield Fault("merged_filled", {"columns": "、".join(merged)})


def _moment(cell: ForeignCell) -> int | Fault:
    """The close of the day a cell names: a date, the number table programs have for one, or one written out."""
    value, shown = cell.value, {"text": _text(cell)}
    day: date | None = value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None
    if cell.since_1904 and isinstance(value, int | float):
        return Fault("day_since_1904", shown)
    if isinstance(value, int | float) and _FIRST_SERIAL <= value <= _LAST_SERIAL:
        day = date(1899, 12, 30) + timedelta(days=int(value))
    if isinstance(value, str) and (found := _DAY.fullmatch("".join(value.split()))):
        try:
            day = date(*(int(n) for n in found.groups()))
        except ValueError:
            return Fault("no_such_day", shown)
    if day is None or not 2000 <= day.year < 2100:
        return Fault("bad_day", shown)
    return int(datetime(day.year, day.month, day.day, CLOSE, tzinfo=BEIJING).timestamp())


def _titles(desk: Desk) -> frozenset[str]:
    """What is supervised already."""
    ids = desk.ids(ListName.LEDGER, kind=KIND)
    rows: Iterator[Listed] = (
        row for at in range(0, len(ids), CHUNK) for row in desk.rows(ListName.LEDGER, ids[at : at + CHUNK])
    )
    return frozenset(_loose(row.row.title) for row in rows if not row.row.over)


def _against_each_other(tasks: Sequence[Task], known: frozenset[str]) -> Iterator[Task]:
    """Each with what only the others show: said twice, a number twice, a part of nothing, a part of itself."""
    above = {t.number: t.above for t in tasks if t.number}
    seen: dict[str, int] = {}
    numbers: dict[str, int] = {}
    for task in tasks:
        found: list[Fault] = []
        title = _loose(task.cells.get("title", ""))
        if title and title in seen:
            found.append(Fault("row_twice", {"row": seen[title]}))
        if title in known:
            found.append(Fault("supervised_already"))
        if task.number and task.number in numbers:
            found.append(Fault("number_twice", {"number": task.number, "row": numbers[task.number]}))
        if task.above and task.above not in above:
            found.append(Fault("above_unknown", {"number": task.above}))
        elif task.above and _loops(task.number, above):
            found.append(Fault("rows_loop", {"number": task.number}))
        seen.setdefault(title, task.row)
        numbers.setdefault(task.number, task.row)
        yield replace(task, faults=(*task.faults, *found))


def _loops(number: str, above: Mapping[str, str]) -> bool:
    """Whether going up from a row comes round to a row passed before."""
    passed: set[str] = set()
    while number:
        if number in passed:
            return True
        passed.add(number)
        number = above.get(number, "")
    return False


def _loose(title: str) -> str:
    return "".join(title.split())


def _in_order(tasks: Sequence[Task]) -> list[Task]:
    """What something is a part of before its parts; of rows in a ring none."""
    below: dict[str, list[Task]] = {}
    named = {t.number for t in tasks if t.number}
    for task in tasks:
        below.setdefault(task.above if task.above in named else "", []).append(task)
    ordered = below.pop("", [])
    for task in ordered:  # it grows while it is gone through
        ordered += below.pop(task.number, []) if task.number else []
    return ordered


def keep(desk: Desk, tasks: Sequence[Task], undo: int = UNDO_SECONDS) -> tuple[Kept, ...] | Refused:
    """Propose them all, or none: they stand on this device together, and until they are sent go together.

    `undo`: for so long none is sent, so that all can still be taken back; where nothing is sent meanwhile, 0.
    Not for the GUI thread.
    """
    ordered = _in_order(tasks)
    place = {t.number: at for at, t in enumerate(ordered) if t.number}
    openings = [Opening(t.fields, {"parent": place[t.above]} if t.above in place else {}) for t in ordered]
    return desk.together.begin(KIND, "propose", openings, undo=undo)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What came of taking rows back: how many came, how many had gone already, and the titles of the first of those."""

    count: int
    gone: int = 0
    titles: tuple[str, ...] = ()


def take_back(desk: Desk, kept: Sequence[Kept]) -> TakenBack:
    """All of them in one act, but for those that were sent. Not for the GUI thread."""
    taken = {p.n for p in desk.together.undo([one.n for one in kept])}
    gone = [one.matter for one in kept if one.n not in taken]
    return TakenBack(len(taken), len(gone), tuple(row.row.title for row in desk.headed(gone[:TOLD])))
