"""主体 as lines and tables, before they go to pages: recipients, headings, paragraphs, tables, 附件说明 (7.3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from oa_client.app.gongwen import Attachment, Attendance, Block, BlockKind
from oa_client.layout.breaking import lines, plain
from oa_client.layout.faces import Face, mm
from oa_client.layout.gongwen.figure import Figure, figure
from oa_client.layout.gongwen.justify import Line, Run, paragraph
from oa_client.layout.gongwen.numerals import Counter
from oa_client.layout.gongwen.setting import Setting
from oa_client.layout.grid import PAD, Cell, Row, Strip, Words

LEVELS = (Face.LABEL, Face.KAI, Face.TEXT, Face.TEXT)
_LEADING = 1.4
"""From line to line inside a table, by the size."""

WHOLE = mm(80)
"""A row no higher is not torn at a page's end."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table ready for pages."""

    head: Row
    rows: tuple[Row, ...]
    landscape: bool = False

    @property
    def begins(self) -> float:
        """How much of a page it takes to begin there: its head and what its first row cannot do without."""
        return self.head.high + (min(self.rows[0].high, self.rows[0].tears) if self.rows else 0.0)


Flowing = tuple[Line, ...] | Grid | Figure
"""A paragraph, a table or a picture."""


def recipients(setting: Setting, names: Sequence[str]) -> tuple[Line, ...]:
    """主送机关: flush left, the last followed by a colon (7.3.2)."""
    if not names:
        return ()
    return tuple(paragraph(setting, [Run(addressed(names), Face.TEXT)], setting.area.width, 0.0))


def addressed(names: Sequence[str]) -> str:
    """What the line of 主送 says."""
    return "，".join(plain(n).strip("：:") for n in names) + "："


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph before it is broken into lines. `level`: of a heading that has it to itself."""

    runs: tuple[Run, ...]
    level: int = 0


def passages(blocks: Sequence[Block]) -> Iterator[Passage | Block]:
    """The blocks of a text in their order, headings with their numbers; tables and pictures as they are."""
    counter = Counter()
    for block in blocks:
        match block.kind:
            case BlockKind.TABLE | BlockKind.PICTURE:
                yield block
            case BlockKind.HEADING:
                yield _heading(block, counter)
            case BlockKind.PARAGRAPH:
                for part in plain(block.text).split("\n"):
                    if part.strip():
                        yield Passage((Run(part.strip(" 　"), Face.TEXT),))


def _heading(block: Block, counter: Counter) -> Passage:
    told = counter.told(block.level, plain(block.text).replace("\n", "").strip(" 　"))
    run = Run(told, LEVELS[block.level - 1])
    return Passage((run, Run(block.after, Face.TEXT))) if block.after else Passage((run,), block.level)


def flowing(setting: Setting, blocks: Sequence[Block]) -> Iterator[Flowing]:
    """The blocks of a text in lines; a heading by itself stays with what it heads."""
    found = list(passages(blocks))
    for one, after in zip_longest(found, found[1:]):
        if isinstance(one, Block):
            yield figure(setting, one) if one.kind is BlockKind.PICTURE else grid(setting, one)
            continue
        made = paragraph(setting, one.runs, setting.area.width, setting.profile.length("paragraph.indent"))
        yield tuple(replace(line, keep=heads(one, after)) for line in made)


def heads(one: Passage, after: Passage | Block | None) -> bool:
    """Whether it is a heading of what comes after it, and not of the same rank or below."""
    return bool(one.level) and not (isinstance(after, Passage) and 0 < after.level <= one.level)


@dataclass(frozen=True, slots=True)
class Hung:
    """Words whose lines stand at `hang`, with something before the first of them, which begins at `x`."""

    label: Run
    words: str
    x: float
    hang: float


def noted(setting: Setting, attachments: Sequence[Attachment]) -> Iterator[Hung]:
    """附件说明: numbers when there are several, names hanging below their first character (7.3.4)."""
    label, indent = "附件：", setting.profile.length("note.indent")
    after = indent + setting.wide(label, Face.TEXT, setting.size)
    many = len(attachments) > 1
    number = (
        max(setting.wide(f"{n}.", Face.TEXT, setting.size) for n in range(1, len(attachments) + 1)) if many else 0.0
    )
    for n, one in enumerate(attachments):
        before = f"{label if not n else ''}{f'{n + 1}.' if many else ''}"
        title = plain(one.title).replace("\n", "").rstrip("。；;，")
        yield Hung(Run(before, Face.TEXT), title, indent if not n else after, after + number)


def note(setting: Setting, attachments: Sequence[Attachment]) -> tuple[Line, ...]:
    """附件说明 in lines."""
    return tuple(line for one in noted(setting, attachments) for line in _hung(setting, one))


def present(setting: Setting, who: Attendance) -> Iterator[tuple[Hung, tuple[str, ...]]]:
    """出席, 请假, 列席: labels in 黑体, names hanging after the colon (10.3); with the names one by one."""
    indent = setting.profile.length("minutes.attendance.indent")
    for label, names in (("出席：", who.present), ("请假：", who.excused), ("列席：", who.listening)):
        if names:
            after = indent + setting.wide(label, Face.LABEL, setting.size)
            bare = [plain(n) for n in names]
            said = (*(f"{n}，" for n in bare[:-1]), f"{bare[-1]}。")
            yield Hung(Run(label, Face.LABEL), "".join(said), indent, after), said


def attendance(setting: Setting, who: Attendance) -> Iterator[tuple[Line, ...]]:
    """出席, 请假, 列席 in lines."""
    for one, names in present(setting, who):
        yield tuple(_listed(setting, one, names))


def _hung(setting: Setting, one: Hung) -> Iterator[Line]:
    for n, line in enumerate(paragraph(setting, [Run(one.words, Face.TEXT)], setting.area.width, one.hang, one.hang)):
        yield replace(line, label=None if n or not one.label.words else one.label, label_x=one.x)


def _listed(setting: Setting, one: Hung, names: Sequence[str]) -> Iterator[Line]:
    """Names of people hanging after a label, none of them torn that a line can hold."""
    room = setting.area.width - one.hang
    measure, line = setting.measure(Face.TEXT, setting.size), ""
    found: list[str] = []
    for said in names:
        if line and sum(map(measure, line + said)) > room:
            found.append(line)
            line = ""
        *whole, line = lines(line + said, room, measure)
        found += whole
    for n, words in enumerate([*found, line]):
        yield Line((Run(words, Face.TEXT),), one.hang, setting.size, label=None if n else one.label, label_x=one.x)


# ------------------------------------------------------------------ tables


def grid(setting: Setting, block: Block) -> Grid:
    """A table as wide as the area it stands in; lying, as wide as the 版心 is high."""
    area = setting.area
    room = area.bottom - area.top if block.landscape else area.width
    shares = block.shares or tuple(1.0 for _column in block.columns)
    wide = [room * s / sum(shares) for s in shares]
    head = _row(setting, block.columns, wide, Face.LABEL)
    return Grid(head, tuple(_row(setting, r, wide, Face.TEXT) for r in block.rows), block.landscape)


def _row(setting: Setting, values: Sequence[str], wide: Sequence[float], face: Face) -> Row:
    size = setting.profile["table.size"]
    cells = tuple(Cell(w, _strips(setting, v, w, face)) for v, w in zip(values, wide, strict=True))
    cells = tuple(replace(c, again=c.strips) if not n and len(c.strips) == 1 else c for n, c in enumerate(cells))
    row = Row(cells, least=size * _LEADING + 2 * PAD, tears=size * _LEADING * 3)
    return replace(row, tears=row.high) if row.high <= WHOLE else row


def _strips(setting: Setting, value: str, wide: float, face: Face) -> tuple[Strip, ...]:
    size = setting.profile["table.size"]
    inner = wide - 2 * PAD
    found = lines(value, inner, setting.measure(face, size)) if value else ()
    middle = len(found) == 1 and (face is Face.LABEL or len(value) <= 11)
    return tuple(
        (Words(x, (inner - setting.wide(x, face, size)) / 2 if middle else 0.0, face, size, size * _LEADING),)
        for x in found
    )
