"""The font files that stand for faces: the office's own first, then ours; a character takes the first that has it."""

from __future__ import annotations

import logging
import struct
import threading
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from oa_client.assets import resource
from oa_client.layout.faces import STANDARD, Face, FontFile, OwnFonts

ABSENT = "〓"
"""Stands where no face has the character, as printers have it."""
_SHIPPED: Mapping[Face, tuple[str, ...]] = {
    Face.TITLE: ("faces/NotoSerifSC-Bold.ttf", "fonts/NotoSansSC-Regular.ttf"),
    Face.TEXT: ("faces/FandolFang-Regular.ttf", "fonts/NotoSansSC-Regular.ttf"),
    Face.LABEL: ("fonts/NotoSansSC-Bold.ttf", "fonts/NotoSansSC-Regular.ttf"),
    Face.KAI: ("faces/FandolFang-Regular.ttf", "fonts/NotoSansSC-Regular.ttf"),
    Face.SONG: ("faces/FandolFang-Regular.ttf", "fonts/NotoSansSC-Regular.ttf"),
}
_STANDARD: Mapping[Face, frozenset[str]] = {
    Face.TITLE: frozenset({"方正小标宋简体", "fzxiaobiaosong-b05s"}),
    Face.TEXT: frozenset({"仿宋_gb2312", "fangsong_gb2312"}),
    Face.LABEL: frozenset({"黑体", "simhei"}),
    Face.KAI: frozenset({"楷体_gb2312", "kaiti_gb2312"}),
    Face.SONG: frozenset({"宋体", "simsun"}),
}
"""By what names a machine has the faces offices mean."""
_log = logging.getLogger(__name__)
_lock = threading.Lock()
_loaded: dict[tuple[Path, int], TTFont | None] = {}
_files: dict[str, FontFile] = {}
"""Which file a loaded font is, by its name."""


class FontFiles:
    """Faces by files (layout.faces.Faces): this machine's own come first of each face."""

    def __init__(self, own: OwnFonts | None = None) -> None:
        """Files that cannot be embedded are passed over."""
        given = own or OwnFonts()
        self._chains: dict[Face, tuple[TTFont, ...]] = {}
        self._known: dict[tuple[Face, str], TTFont | None] = {}
        self.stand_ins: tuple[Face, ...] = ()
        self.missing: dict[Face, tuple[str, str]] = {}
        """For faces that are not here: what offices call it, and what stands in for it."""
        for face, shipped in _SHIPPED.items():
            usable = [(file.family, font) for file in given.faces.get(face, ()) if (font := load(file)) is not None]
            mine = [font for _family, font in usable]
            ours = [font for file in _there(shipped) if (font := load(file)) is not None]
            last = [font for file in given.rare if (font := load(file)) is not None]
            self._chains[face] = (*mine, *ours, *last)
            if not mine and face is not Face.LABEL:
                self.stand_ins += (face,)
            first = (usable[0][0] if usable else "") or _own_name(self._chains[face])
            if first.casefold() not in _STANDARD[face]:
                self.missing[face] = (STANDARD[face][0], first)

    def font(self, face: Face, char: str) -> TTFont | None:
        """The first font that has the character; None when none has.

        None has a private one: what a font draws there is its own affair, in the next it is another character.
        """
        key = face, char
        if key not in self._known:
            code = ord(char)
            chain = () if unicodedata.category(char) == "Co" else self._chains[face]
            self._known[key] = next((f for f in chain if code in f.face.charToGlyph), None)
        return self._known[key]

    def shown(self, face: Face, char: str) -> tuple[FontFile, str, float] | None:
        """The file a character is set from, what is set, and how far the pen moves; None when nothing is."""
        font = self.font(face, char)
        said = char if font is not None else ABSENT
        font = font or self.font(face, ABSENT)
        return None if font is None else (_files[font.fontName], said, font.face.getCharWidth(ord(said)) / 1000)

    def advance(self, face: Face, char: str) -> float:
        """How far the pen moves for one character at size 1."""
        font = self.font(face, char) or self.font(face, ABSENT)
        return font.face.getCharWidth(ord(char if self.font(face, char) else ABSENT)) / 1000 if font else 1.0

    def ink(self, face: Face, char: str) -> tuple[float, float]:
        """How far below and above the baseline its ink reaches at size 1 (layout.faces.InkFaces)."""
        font = self.font(face, char)
        return _ink(font, char) if font else (-0.12, 0.88)

    def runs(self, face: Face, text: str) -> Iterator[tuple[str, str]]:
        """The text in runs of one font each: (its name, the characters); an absent one as `ABSENT`."""
        shown = ((self.font(face, c), c) for c in text)
        known = ((f, c) if f is not None else (self.font(face, ABSENT), ABSENT) for f, c in shown)
        for name, run in groupby(known, key=lambda one: one[0].fontName if one[0] is not None else ""):
            if name:
                yield name, "".join(c for _, c in run)

    def absent(self, face: Face, text: str) -> tuple[str, ...]:
        """The characters no font has."""
        return tuple(dict.fromkeys(c for c in text if self.font(face, c) is None))

    @property
    def first(self) -> str:
        """The name of a font every document may begin with."""
        return str(self._chains[Face.TEXT][0].fontName)


def _ink(font: TTFont, char: str) -> tuple[float, float]:
    """From the glyph's own box: the head of its outline in the glyf table. A glyph without ink: none."""
    face = font.face
    glyph = face.charToGlyph[ord(char)]
    start, end = face.glyphPos[glyph], face.glyphPos[glyph + 1]
    if start == end:
        return (0.0, 0.0)
    at = face.get_table_pos("glyf")[0] + start
    low, high = struct.unpack_from(">4xh2xh", face._ttf_data, at)  # noqa: SLF001 - it has no door to a glyph's box
    return (low / face.unitsPerEm, high / face.unitsPerEm)


def _own_name(chain: Sequence[TTFont]) -> str:
    """What a font calls itself."""
    name = chain[0].face.name if chain else b""
    return str(name.decode("ascii", "replace") if isinstance(name, bytes) else name)


def _there(names: tuple[str, ...]) -> Iterator[FontFile]:
    """Our own files; a build may leave one out for its licence."""
    for name in names:
        try:
            yield FontFile(resource(name))
        except FileNotFoundError:
            _log.info("%s is not shipped", name)


def load(file: FontFile) -> TTFont | None:
    """A font ready to embed, read once a process; None for a file that cannot be."""
    key = (file.path, file.index)
    with _lock:
        if key not in _loaded:
            name = f"face{len(_loaded)}"
            _loaded[key], _files[name] = _read(file, name), file
        return _loaded[key]


def _read(file: FontFile, name: str) -> TTFont | None:
    try:
        font = TTFont(name, str(file.path), subfontIndex=file.index, shapable=False)
    except (TTFError, OSError, ValueError, KeyError, IndexError, struct.error) as error:
        _log.info("%s is not embedded: %s", file.path.name, error)
        return None
    if _is_torn(font):
        _log.info("%s is not embedded: its end is missing", file.path.name)
        return None
    registerFont(font)
    return font


def _is_torn(font: TTFont) -> bool:
    """Whether a table is said to reach beyond the file: a copy that was cut short fails only when its glyphs are."""
    whole = len(font.face._ttf_data)  # noqa: SLF001 - it has no door to its bytes
    return any(record["offset"] + record["length"] > whole for record in font.face.tables)
