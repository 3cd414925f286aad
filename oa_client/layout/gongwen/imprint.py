"""版记 (7.4): built from the foot of the 版心 up, its last rule on the edge of it; a letter's has no rules (10.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oa_client.app.gongwen import Gongwen, Shape
from oa_client.layout.breaking import lines, plain
from oa_client.layout.faces import Face
from oa_client.layout.gongwen.setting import Setting, day, rule
from oa_client.layout.tree import Item


@dataclass(frozen=True, slots=True)
class Part:
    """What stands between two rules: lines as (from the left, words), and at the right of the last of them `end`.

    `said`: the same before it is broken, as (label, words) that hang after it.
    """

    lines: tuple[tuple[float, str], ...]
    said: tuple[tuple[str, str], ...]
    end: str = ""


@dataclass(frozen=True, slots=True)
class Imprint:
    """Parts from the top down."""

    parts: tuple[Part, ...]
    ruled: bool = True

    def high(self, setting: Setting) -> float:
        """How much of the page's foot it takes."""
        return sum(len(p.lines) for p in self.parts) * imprint_pitch(setting)


def imprint(setting: Setting, document: Gongwen, *, moved: bool) -> Imprint | None:
    """The 版记; `moved`: 主送 stands in it. None when it would be empty."""
    own, letter = document.imprint, document.shape is Shape.LETTER
    sent = tuple(_sent(document, moved))
    parts = [_part(setting, sent)] if sent else []
    if own is not None and not letter:
        parts += (_part(setting, (("", plain(words)),)) for words in own.further)
        if own.office:
            printed = f"{day(own.date.year, own.date.month, own.date.day)}印发" if own.date else ""
            parts.append(_office(setting, plain(own.office), printed))
    return Imprint(tuple(parts), not letter) if parts else None


def _part(setting: Setting, said: tuple[tuple[str, str], ...]) -> Part:
    return Part(tuple(line for label, words in said for line in _hung(setting, label, words)), said)


def _sent(document: Gongwen, moved: bool) -> Iterator[tuple[str, str]]:
    """主送 above 抄送, no rule between."""
    if moved and document.recipients:
        yield "主送：", _ended(document.recipients)
    if document.imprint is not None and document.imprint.copies_to:
        yield "抄送：", _ended(document.imprint.copies_to)


def _ended(names: Sequence[str]) -> str:
    return "，".join(plain(n).strip("。，：:") for n in names) + "。"


def _room(setting: Setting) -> float:
    return setting.area.width - 2 * setting.profile["imprint.indent"] * _size(setting)


def _size(setting: Setting) -> float:
    return setting.profile["imprint.size"]


def imprint_pitch(setting: Setting) -> float:
    """A line: the character and the leading of the grid."""
    return _size(setting) + setting.leading


def _hung(setting: Setting, label: str, words: str) -> Iterator[tuple[float, str]]:
    measure = setting.measure(Face.TEXT, _size(setting))
    after = setting.wide(label, Face.TEXT, _size(setting))
    for n, line in enumerate(lines(words, _room(setting) - after, measure)):
        yield (after, line) if n else (0.0, label + line)


def _office(setting: Setting, office: str, printed: str) -> Part:
    """The office at the left, the date at the right of its last line, or below when they do not fit beside."""
    size = _size(setting)
    found = list(_hung(setting, "", office))
    last = setting.wide(found[-1][1], Face.TEXT, size) + setting.wide(printed, Face.TEXT, size)
    if last + size > _room(setting):
        found.append((0.0, ""))
    return Part(tuple(found), (("", office),), printed)


def painted(setting: Setting, imprint: Imprint) -> Iterator[Item]:
    """Its items on a page."""
    area, p, size, pitch = setting.area, setting.profile, _size(setting), imprint_pitch(setting)
    indent = p["imprint.indent"] * size
    thick, thin = p.length("imprint.thick"), p.length("imprint.thin")
    y = area.bottom - imprint.high(setting)
    if not imprint.ruled:
        y += setting.leading / 2
    for n, part in enumerate(imprint.parts):
        if imprint.ruled:
            yield rule(area.left, area.right, y, thin if n else thick)
        for at, (x, words) in enumerate(part.lines):
            top = y + at * pitch + (pitch - size) / 2
            yield setting.text(area.left + indent + x, top, words, Face.TEXT, size)
            if part.end and at == len(part.lines) - 1:
                yield setting.right(area.right - indent, top, part.end, Face.TEXT, size)
        y += len(part.lines) * pitch
    if imprint.ruled:
        yield rule(area.left, area.right, area.bottom, thick)
