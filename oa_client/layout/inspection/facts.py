"""What was read of a file before anything is judged: pages, lines of text with their look and place, ruled lines.

Everything is in millimetres from the top left of a page, sizes of characters in points. A PDF says where things stand;
of a DOCX the reader reckons it from what is declared, page after hard page (`Reading.flowing`): what follows each other
is as far apart as it will be on paper, but which page it falls on is not known.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Colour = tuple[int, int, int]
BLACK: Colour = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one look."""

    words: str
    font: str
    size: float
    colour: Colour = BLACK


@dataclass(frozen=True, slots=True)
class Row:
    """One line on paper: from the first character's square to the end of the last one's; `ink`: the top of its ink."""

    words: str
    page: int
    left: float
    right: float
    head: float
    foot: float
    ink: float

    @property
    def middle(self) -> float:
        """Halfway across."""
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph. `n` counts them from 1; `hang` is where its further lines begin, if it has any or says so.

    `fixed`: of a DOCX, that its place on its page is said.
    """

    n: int
    pieces: tuple[Piece, ...]
    rows: tuple[Row, ...]
    hang: float | None = None
    in_table: bool = False
    fixed: bool = False

    @property
    def text(self) -> str:
        """Its words without blanks around them."""
        return "".join(p.words for p in self.pieces).strip()

    @property
    def page(self) -> int:
        """Where it begins."""
        return self.rows[0].page

    @property
    def size(self) -> float:
        """The size most of its characters have."""
        return max(self.pieces, key=lambda p: len(p.words.strip())).size

    @property
    def first(self) -> Row:
        """Its first line."""
        return self.rows[0]

    @property
    def last(self) -> Row:
        """Its last line."""
        return self.rows[-1]

    def at(self, start: int) -> Piece:
        """The piece a character of `text` is in."""
        before = sum(len(p.words) for p in self.pieces)
        whole = "".join(p.words for p in self.pieces)
        start += len(whole) - len(whole.lstrip())
        for piece in reversed(self.pieces):
            before -= len(piece.words)
            if before <= start:
                return piece
        return self.pieces[0]


@dataclass(frozen=True, slots=True)
class Stroke:
    """A level ruled line. `under`: the number of the paragraph it belongs to, where the file says so."""

    page: int
    left: float
    right: float
    middle: float
    thickness: float
    colour: Colour = BLACK

    @property
    def wide(self) -> float:
        """From end to end."""
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class Picture:
    """An image on a page."""

    page: int
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page; `lies`: its text reads from foot to head, or its long side is level. `filled`: it bears anything."""

    number: int
    width: float
    height: float
    lies: bool = False
    filled: bool = True


@dataclass(frozen=True, slots=True)
class Area:
    """The 版心 as measured or declared. Characters stand up to `slack`, half a leading, below `top`.

    A side is None where the file does not tell it.
    """

    left: float | None
    top: float | None
    right: float | None
    bottom: float | None
    slack: float = 0.0


@dataclass(frozen=True, slots=True)
class Folio:
    """A page number: how it reads and where it stands. `parity`: of odd (1) or even (0) pages, None of any."""

    page: int
    words: str
    left: float | None
    right: float | None
    ink: float | None
    pieces: tuple[Piece, ...]
    parity: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A file read. `pitch` is from line to line of the text, in points; `spread` the lines and characters of a page."""

    leaves: tuple[Leaf, ...]
    paras: tuple[Para, ...]
    strokes: tuple[Stroke, ...]
    folios: tuple[Folio, ...]
    area: Area
    pitch: float
    lines: float | None = None
    characters: float | None = None
    flowing: bool = False
    unread: int = 0
    pictures: tuple[Picture, ...] = ()
    unnumbered: frozenset[int] = field(default_factory=frozenset)
