"""A line drawn out to the width it has: between hanzi, never inside a number, a word or a dash."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from oa_client.layout.breaking import lines, plain
from oa_client.layout.faces import Face
from oa_client.layout.gongwen.setting import Setting
from oa_client.layout.tree import Text

_ATOM = re.compile(r"[0-9A-Za-z.,:/%_'@&+\-]+|—+|…+|.", re.DOTALL)
MOST_SHORT = 2.6
"""How many characters a line may be short of its width to be drawn out: what 避头尾 takes, and a number or two."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one face."""

    words: str
    face: Face


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text: what it says, how far in it begins, how wide it is to be; 0: as it falls.

    `label` stands before it at `label_x`; `keep`: the line after it is on its page.
    """

    runs: tuple[Run, ...]
    x: float
    size: float
    width: float = 0.0
    label: Run | None = None
    label_x: float = 0.0
    keep: bool = False


def paragraph(setting: Setting, runs: Sequence[Run], width: float, indent: float, hang: float = 0.0) -> Iterator[Line]:
    """Words in lines, drawn out but for the last; the first begins at `indent`, the others at `hang`."""
    size = setting.size
    faces = [(c, r.face) for r in runs for c in plain(r.words).replace("\n", "")]
    words = "".join(c for c, _face in faces)
    found = lines(words, width - hang, setting.measure(runs[0].face, size), indent=indent - hang)
    at = 0
    for n, line in enumerate(found):
        cut, at = _faced(line, faces, at)
        x = hang if n else indent
        yield Line(cut, x, size, width - x if n < len(found) - 1 else 0.0)


def _faced(line: str, faces: Sequence[tuple[str, Face]], at: int) -> tuple[tuple[Run, ...], int]:
    """The characters of a line with the faces they were given; breaking lost none but spaces."""
    cut: list[Run] = []
    for char in line:
        while faces[at][0] != char:
            at += 1
        face = faces[at][1]
        if cut and cut[-1].face is face:
            cut[-1] = replace(cut[-1], words=cut[-1].words + char)
        else:
            cut.append(Run(char, face))
        at += 1
    return tuple(cut), at


def texts(setting: Setting, line: Line, left: float, top: float) -> Iterator[Text]:
    """The line as it stands on the page."""
    if line.label is not None:
        yield setting.text(left + line.label_x, top, line.label.words, line.label.face, line.size)
    gap, x = _gap(setting, line), left + line.x
    for run in line.runs:
        for words, spread in _spreads(run.words) if gap else ((run.words, False),):
            yield replace(setting.text(x, top, words, run.face, line.size), spacing=gap if spread else 0.0)
            x += setting.wide(words, run.face, line.size) + gap * (len(words) if spread else 1)


def _gap(setting: Setting, line: Line) -> float:
    """What stands between two things of the line so that it ends at its edge."""
    if not line.width:
        return 0.0
    short = line.width - sum(setting.wide(r.words, r.face, line.size) for r in line.runs)
    gaps = sum(len(_ATOM.findall(r.words)) for r in line.runs) - 1
    return short / gaps if gaps > 0 and 0 < short <= MOST_SHORT * line.size else 0.0


def _spreads(words: str) -> Iterator[tuple[str, bool]]:
    """Runs of single characters, which are drawn apart, and the things that are not."""
    held = ""
    for atom in _ATOM.findall(words):
        if len(atom) == 1:
            held += atom
            continue
        if held:
            yield held, True
            held = ""
        yield atom, False
    if held:
        yield held, True
