"""Which face a font is by its name, and what is red: makers name both in many ways."""

from __future__ import annotations

import re

from oa_client.layout.faces import Face
from oa_client.layout.inspection.facts import Colour, Piece

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_NAMES = (
    (
        Face.TITLE,
        re.compile(
            r"小标宋|xiaobiaosong|biaosong|xbs|中宋|zhongsong|notoserif.*bold|sourcehanserif.*(bold|heavy)",
            re.IGNORECASE,
        ),
    ),
    (Face.TEXT, re.compile(r"仿宋|fangsong|fandolfang|fzfs|simfang|stfang", re.IGNORECASE)),
    (Face.KAI, re.compile(r"楷|kai", re.IGNORECASE)),
    (Face.LABEL, re.compile(r"黑体|simhei|heiti|fzht|fzhei|fandolhei|notosans|sourcehansans|wenquanyi", re.IGNORECASE)),
    (Face.SONG, re.compile(r"宋|song|simsun|fzss|notoserif|sourcehanserif|mingliu", re.IGNORECASE)),
)
_STAND_IN = re.compile(r"fandol|noto|sourcehan|wenquanyi|dejavu|liberation|droid|zhuque|lxgw|uming|ukai", re.IGNORECASE)


def face_of(font: str) -> Face | None:
    """The face; None of a font whose name tells none of them."""
    name = _SUBSET.sub("", font)
    return next((face for face, shape in _NAMES if shape.search(name)), None)


def is_telling(font: str) -> bool:
    """Whether the name says anything: some makers of PDF number their fonts."""
    name = _SUBSET.sub("", font)
    return face_of(font) is not None or not (
        re.fullmatch(r"(?i)(cid)?(font)?[-+_ ]?[a-z]?\d*|", name) or "CIDFont" in name
    )


def told(piece: Piece) -> Face | str | None:
    """Its face, or the font by its own name; None where the name does not tell."""
    return (face_of(piece.font) or bare(piece.font)) if is_telling(piece.font) else None


def bare(font: str) -> str:
    """The name without what marks a part of a font."""
    return _SUBSET.sub("", font)


def is_stand_in(font: str) -> bool:
    """Whether it is a free font that programs put where an office's own is missing: it does not tell what was meant."""
    return _STAND_IN.search(bare(font)) is not None


def is_red(colour: Colour) -> bool:
    """Whether it is a red of 公文."""
    red, green, blue = colour
    return red > 150 and green < 100 and blue < 100


def is_black(colour: Colour) -> bool:
    """Whether it is black, or as dark as a printer makes it."""
    return max(colour) < 70
