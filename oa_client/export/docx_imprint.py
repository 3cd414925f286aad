"""版记 of a DOCX: paragraphs in frames whose place on the page is said, the rules their borders (7.4).

LibreOffice makes one frame of neighbours in one place and then loses borders that are not alike: each has its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from oa_client.export.docx_words import Colour, Frame, Paragraph, Words
from oa_client.layout.breaking import lines
from oa_client.layout.faces import Face
from oa_client.layout.gongwen.imprint import Imprint, Part, imprint_pitch
from oa_client.layout.gongwen.setting import Setting

BLACK = (0, 0, 0)
TIGHTER = 1.5
"""What a line is less high, in points, lest LibreOffice put its words a millimetre low."""
Border = tuple[str, int, Colour, int]


def imprint(setting: Setting, made: Imprint) -> Iterator[Paragraph]:
    """Its paragraphs, down to the foot of the 版心. They hang on the paragraph after them."""
    area, p = setting.area, setting.profile
    thick, thin = (p.length(f"imprint.{x}") if made.ruled else 0.0 for x in ("thick", "thin"))
    weights = (thick, *(thin for _part in made.parts[1:]), thick)
    y = area.bottom - made.high(setting) + (0.0 if made.ruled else setting.leading / 2)
    for n, part in enumerate(made.parts):
        last = n == len(made.parts) - 1
        yield from _part(setting, part, y, (weights[n], weights[n + 1] if last else 0.0))
        y += len(part.lines) * imprint_pitch(setting)


def _part(setting: Setting, part: Part, y: float, weights: tuple[float, float]) -> Iterator[Paragraph]:
    """What stands between two rules, which are borders of the first and the last of it."""
    above, below = weights
    top = y - above / 2
    room = len(part.lines) * imprint_pitch(setting) - (above + below) / 2
    line = room / len(part.lines) - TIGHTER / (len(part.lines) if below else 1)
    for n, (label, words) in enumerate(part.said):
        count = len(part.lines) if len(part.said) == 1 else _count(setting, label, words)
        rules = [*_border("top", 0.0 if n else above), *_border("bottom", below if n == len(part.said) - 1 else 0.0)]
        place = Frame(setting.area.left, top, setting.area.width, 0.0)
        yield _said(setting, part, (label, words), place, line, rules)
        top += count * line + (above if not n else 0.0)


def _border(side: str, weight: float) -> Iterator[Border]:
    """LibreOffice leaves the distance of a border in a frame free twice: below the last line it makes up `TIGHTER`."""
    if weight:
        yield side, round(weight * 8), BLACK, 1 if side == "bottom" else 0


def _count(setting: Setting, label: str, words: str) -> int:
    """How many lines it takes."""
    p = setting.profile
    size = p["imprint.size"]
    measure = setting.measure(Face.TEXT, size)
    room = setting.area.width - 2 * p["imprint.indent"] * size - setting.wide(label, Face.TEXT, size)
    return len(lines(words, room, measure))


def _said(
    setting: Setting, part: Part, said: tuple[str, str], place: Frame, line: float, rules: list[Border]
) -> Paragraph:
    label, words = said
    size = setting.profile["imprint.size"]
    edge, hang = setting.profile["imprint.indent"] * size, setting.wide(label, Face.TEXT, size)
    below = "" if part.lines[-1][1] else "\n"
    ended = f"{label}{words}{below}\t{part.end}" if part.end else label + words
    return Paragraph(
        (Words(ended, Face.TEXT, size),),
        frame=place,
        line=line,
        rules=rules,
        left=edge + hang,
        right=0.0 if part.end else edge,
        first=-hang,
        tabs=((setting.area.width - edge, "right"),) if part.end else (),
    )
