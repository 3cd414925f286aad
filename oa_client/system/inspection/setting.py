"""Lines of a DOCX as they will be set: characters in a width, broken, aligned, parted at tabs and wide gaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from oa_client.layout.faces import MM
from oa_client.layout.inspection.facts import Para, Piece, Row
from oa_client.system.inspection.styles import Form, Look

_WIDE = frozenset("“”‘’—…·")
_APART = 2.1
_STEP = 21.0
"""Default tab stops, in points."""
NATURAL = 1.3
"""A line of a CJK face, by its size, when nothing says how high it is."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A character with its look; a tab and a line end are characters too."""

    word: str
    look: Look

    @property
    def hanzi(self) -> bool:
        """Whether it is as wide as it is high."""
        return ord(self.word) > 0x2E7F or self.word in _WIDE

    @property
    def wide(self) -> float:
        """How far the pen moves."""
        return self.look.size * self.look.stretch * (1.0 if self.hanzi else 0.5) + self.look.apart


@dataclass(frozen=True, slots=True)
class Box:
    """Where paragraphs stand, in points from the left of the page."""

    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A letter at its place."""

    letter: Letter
    x: float
    after_tab: bool = False


@dataclass(frozen=True, slots=True)
class Indents:
    """Of a paragraph, in points: first and further lines from the left, the right."""

    first: float
    hang: float
    right: float


def indents(form: Form, size: float) -> Indents:
    """What it stands in; what is said in characters goes before what is said in points."""
    left = _one(form, ("left", "start"), ("leftChars", "startChars"), size)
    right = _one(form, ("right", "end"), ("rightChars", "endChars"), size)
    first = _one(form, ("firstLine",), ("firstLineChars",), size)
    hanging = _one(form, ("hanging",), ("hangingChars",), size)
    return Indents(left + (first if not hanging else -hanging), left, right)


def _one(form: Form, lengths: Sequence[str], chars: Sequence[str], size: float) -> float:
    for name in chars:
        if form.get("ind", name) not in {"", "0"}:
            return form.points("ind", name, 100.0) * size
    return next((form.points("ind", n) for n in lengths if form.get("ind", n)), 0.0)


def lines(letters: Sequence[Letter], form: Form, box: Box, own: Indents) -> list[list[Placed]]:
    """Broken where it is full or said to be, each line at its place."""
    found: list[list[Placed]] = []
    for hard in _split(letters):
        rest: Sequence[Letter] = hard
        while True:
            left = box.left + (own.hang if found else own.first)
            line, rest = _filled(rest, form, left, box.right - own.right, box.left)
            found.append(_aligned(line, form.align, box.right - own.right, whole=not rest))
            if not rest:
                break
    return found


def _split(letters: Sequence[Letter]) -> list[list[Letter]]:
    found: list[list[Letter]] = [[]]
    for letter in letters:
        if letter.word == "\n":
            found.append([])
        else:
            found[-1].append(letter)
    return found


def _filled(
    letters: Sequence[Letter], form: Form, left: float, right: float, edge: float
) -> tuple[list[Placed], Sequence[Letter]]:
    """As many as the line holds; at least one, so that it ends."""
    line: list[Placed] = []
    x, tabbed = left, False
    for n, letter in enumerate(letters):
        if letter.word == "\t":
            x, line = _tab(form, x, line, letters[n + 1 :], edge)
            tabbed = True
            continue
        if line and x + letter.wide > right + letter.look.size * 0.6 and letter.word.strip():
            return line, letters[n:]
        line.append(Placed(letter, x, tabbed))
        tabbed = False
        x += letter.wide
    return line, ()


def _tab(form: Form, x: float, line: list[Placed], rest: Sequence[Letter], edge: float) -> tuple[float, list[Placed]]:
    """Where the next letter goes: a stop said, or the next of the usual ones."""
    stop = next(((edge + at, kind) for at, kind in form.tabs if edge + at > x - 1.0), None)
    if stop is None:
        return edge + (int((x - edge) / _STEP) + 1) * _STEP, line
    at, kind = stop
    wide = 0.0
    for letter in rest:
        if letter.word == "\t":
            break
        wide += letter.wide
    back = wide if kind in {"right", "end"} else wide / 2 if kind == "center" else 0.0
    return max(x, at - back), line


def _aligned(line: list[Placed], align: str, right: float, *, whole: bool) -> list[Placed]:
    if not line or align not in {"center", "right"}:
        return line if whole or not line else _spread(line, right)
    end = line[-1].x + line[-1].letter.wide
    shift = (right - end) / (2 if align == "center" else 1)
    return [Placed(p.letter, p.x + shift, p.after_tab) for p in line]


def _spread(line: list[Placed], right: float) -> list[Placed]:
    """A full line ends at the edge."""
    over = right - line[-1].x - line[-1].letter.wide
    step = over / max(1, len(line) - 1)
    return [Placed(p.letter, p.x + n * step, p.after_tab) for n, p in enumerate(line)]


# ------------------------------------------------------------------ to facts


def parts(line: Sequence[Placed]) -> Iterator[list[Placed]]:
    """A line in its pieces: a tab or a wide gap parts it; blanks at its ends are none of it."""
    found: list[Placed] = []
    end = 0.0
    for one in line:
        if not one.letter.word.strip():
            continue
        if found and (one.after_tab or one.x - end > _APART * one.letter.look.size):
            yield found
            found = []
        found.append(one)
        end = one.x + one.letter.wide
    if found:
        yield found


def row(line: Sequence[Placed], page: int, head: float, size: float) -> Row:
    """The row of a piece of a line; `head` in points."""
    last = line[-1]
    end = last.x + max(last.letter.wide - last.letter.look.apart, last.letter.wide)
    words = "".join(_spaced(line))
    top = head / MM
    return Row(words, page, line[0].x / MM, end / MM, top, top + size / MM, top + 0.03 * size / MM)


def _spaced(line: Sequence[Placed]) -> Iterator[str]:
    before = line[0].x
    for one in line:
        if one.x - before > 0.7 * one.letter.look.size:
            yield "　"
        yield one.letter.word
        before = one.x + one.letter.wide


def pieces(letters: Sequence[Letter]) -> tuple[Piece, ...]:
    """Letters of one look together: hanzi and others have each their font."""
    found = []
    for (hanzi, look), some in groupby(letters, key=lambda a: (a.hanzi, a.look)):
        words = "".join(a.word for a in some)
        found.append(Piece(words, look.hanzi if hanzi else look.latin, look.size, look.colour))
    return tuple(found)


def para(
    n: int, rows: Sequence[Row], letters: Sequence[Letter], hang: float | None, *, table: bool, fixed: bool
) -> Para:
    """The paragraph of these rows."""
    return Para(n, pieces(letters), tuple(rows), hang, table, fixed)
