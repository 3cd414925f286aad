"""Faces of printed paper, and how wide they set a character: what measures is handed in, nothing is drawn here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Protocol


class Face(Enum):
    """A face by its task on a 公文 or sheet; which font file stands for it is the painter's affair."""

    TITLE = "小标宋"
    TEXT = "仿宋"
    LABEL = "黑体"
    KAI = "楷体"
    SONG = "宋体"


STANDARD: Mapping[Face, tuple[str, ...]] = {
    Face.TITLE: ("方正小标宋简体", "方正小标宋_GBK", "华文中宋"),
    Face.TEXT: ("仿宋_GB2312", "仿宋", "FangSong", "STFangsong"),
    Face.LABEL: ("黑体", "SimHei"),
    Face.KAI: ("楷体_GB2312", "楷体", "KaiTi"),
    Face.SONG: ("宋体", "SimSun"),
}
"""What offices call each face, and what serves when it is not there."""


@dataclass(frozen=True, slots=True)
class FontFile:
    """A TrueType file and which of its fonts; `family`: by what name it was found."""

    path: Path
    index: int = 0
    family: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class OwnFonts:
    """What a machine has of the faces offices use, the best first; `rare` serve any face last."""

    faces: Mapping[Face, tuple[FontFile, ...]] = field(default_factory=dict)
    rare: tuple[FontFile, ...] = ()


class Faces(Protocol):
    """Measures characters."""

    def advance(self, face: Face, char: str) -> float:
        """How far the pen moves for one character at size 1."""
        ...


class InkFaces(Faces, Protocol):
    """Measures characters and what of them is seen."""

    def ink(self, face: Face, char: str) -> tuple[float, float]:
        """How far below (negative) and above the baseline the ink of one character reaches at size 1."""
        ...


POINTS = {"2": 22.0, "小2": 18.0, "3": 16.0, "小3": 15.0, "4": 14.0, "小4": 12.0, "5": 10.5, "小5": 9.0}
"""字号 in points, as offices and GB/T 9704 name them."""

MM = 72 / 25.4
"""Points in a millimetre."""


def mm(millimetres: float) -> float:
    """In points, the unit of every layout tree."""
    return millimetres * MM


def measure(faces: Faces, face: Face, size: float) -> Callable[[str], float]:
    """How wide one character is in a face at a size."""
    known: dict[str, float] = {}

    def width(char: str) -> float:
        if char not in known:
            known[char] = faces.advance(face, char) * size
        return known[char]

    return width
