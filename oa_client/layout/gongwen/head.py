"""版头 of the 文件 format, of letters, orders and minutes (7.2, 10.1-10.3): what stands above the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from oa_client.app.gongwen import Gongwen, Shape
from oa_client.layout.breaking import plain
from oa_client.layout.faces import Face
from oa_client.layout.gongwen.marks import issuer_mark
from oa_client.layout.gongwen.setting import ASCENT, Setting, day, double, rule
from oa_client.layout.tree import SEAL_RED, Item, Rule, Text


@dataclass(frozen=True, slots=True)
class Head:
    """The items of a 版头, and where below it the title's characters begin (of an order: the text's)."""

    items: tuple[Item, ...]
    y: float


def head(setting: Setting, document: Gongwen, *, most: float, host_only: bool) -> Head:
    """The 版头. A joint mark is at most `most` points high; `host_only`: bears the host's name alone."""
    match document.shape:
        case Shape.LETTER:
            return _letter(setting, document)
        case Shape.ORDER:
            return _order(setting, document)
        case Shape.MINUTES:
            return _minutes(setting, document, most)
        case Shape.FILE:
            return _file(setting, document, most, host_only)


def number_of(document: Gongwen) -> str:
    """发文字号, or the number of an order or an issue."""
    if document.issue:
        return plain(document.issue)
    number = document.number
    return f"{plain(number.word)}〔{number.year}〕{number.n}号" if number else ""


def _marks(document: Gongwen, digits: int) -> Iterator[tuple[str, Face]]:
    """份号, marks, 紧急程度, in this order; the missing ones close up."""
    if document.copy is not None:
        yield f"{document.copy:0{digits}d}", Face.TEXT
    if document.sensitivity is not None:
        yield document.sensitivity.value, Face.LABEL
    if document.urgency is not None:
        yield document.urgency.value, Face.LABEL


def _corner(setting: Setting, document: Gongwen, top: float) -> Iterator[Text]:
    found = _marks(document, int(setting.profile["copy.digits"]))
    for n, (words, face) in enumerate(found):
        yield setting.text(setting.area.left, top + n * setting.pitch, words, face)


def _file(setting: Setting, document: Gongwen, most: float, host_only: bool) -> Head:
    area, top = setting.area, setting.area.top + setting.profile.length("mark.top")
    names = document.organs[:1] if host_only else document.organs
    mark, bottom = issuer_mark(setting, names, document.mark, "文件", top, most)
    y = bottom + setting.leading + setting.profile.length("number.blank")
    items: list[Item] = [*_corner(setting, document, area.top), *mark]
    if document.upward:
        signed = list(_signatories(setting, document, y))
        items += signed
        y = max((t.y for t in signed), default=y + setting.size) - ASCENT * setting.size
        left = area.left + setting.profile.length("number.indent")
        items.append(setting.text(left, y, number_of(document)))
    else:
        items.append(setting.middle(y, number_of(document)))
    line = _red_rule(setting, y + setting.size)
    return Head((*items, line), line.y + line.thickness / 2 + setting.profile.length("title.blank"))


def _red_rule(setting: Setting, bottom: float) -> Rule:
    weight = setting.profile.length("rule.thickness")
    y = bottom + setting.profile.length("rule.below") + weight / 2
    return rule(setting.area.left, setting.area.right, y, weight, SEAL_RED)


def _signatories(setting: Setting, document: Gongwen, top: float) -> Iterator[Text]:
    """签发人：name, two on a line; the names of further lines below the first."""
    size, per = setting.size, int(setting.profile["signatory.row"])
    names = [plain(n) for n in document.signatories]
    shown = [f"{n[0]}　{n[1]}" if len(n) == 2 else n for n in names]
    column = max(setting.wide(n, Face.KAI, size) for n in shown)
    columns = min(per, len(shown))
    label = "签发人："
    wide = columns * column + (columns - 1) * size
    first = setting.area.right - setting.profile.length("signatory.indent") - wide
    yield setting.text(first - setting.wide(label, Face.TEXT, size), top, label)
    for n, name in enumerate(shown):
        x = first + (n % per) * (column + size)
        yield setting.text(x, top + (n // per) * setting.pitch, name, Face.KAI)


def _order(setting: Setting, document: Gongwen) -> Head:
    top = setting.area.top + setting.profile.length("order.mark.top")
    corner = tuple(_corner(setting, document, setting.area.top))
    beside = max((_beside(setting, t) for t in corner if t.y > top), default=0.0)
    mark, bottom = issuer_mark(setting, document.organs, document.mark, "令", top, setting.area.width, beside)
    y = bottom + setting.leading + setting.profile.length("order.number.blank")
    items = (*corner, *mark, setting.middle(y, number_of(document)))
    return Head(items, y + setting.pitch + setting.profile.length("order.text.blank"))


def _beside(setting: Setting, text: Text) -> float:
    """Its width and half a character: 20 mm hold two lines of a corner, the third stands beside the mark."""
    return setting.wide(text.words, text.face, text.size) + text.size / 2


def _minutes(setting: Setting, document: Gongwen, most: float) -> Head:
    area, top = setting.area, setting.area.top + setting.profile.length("minutes.mark.top")
    mark, bottom = issuer_mark(setting, document.organs[:1], document.mark, "纪要", top, most)
    y = bottom + setting.leading + setting.profile.length("number.blank")
    items: list[Item] = [*_corner(setting, document, area.top), *mark]
    if number := number_of(document):
        items.append(setting.middle(y, number))
        y += setting.pitch
    if document.date is not None:
        items.append(setting.text(area.left + setting.size, y, plain(document.organs[0])))
        said = day(document.date.year, document.date.month, document.date.day)
        items.append(setting.right(area.right - setting.size, y, said))
        y += setting.pitch
    line = _red_rule(setting, y - setting.leading)
    return Head((*items, line), line.y + line.thickness / 2 + setting.profile.length("title.blank"))


def _letter(setting: Setting, document: Gongwen) -> Head:
    """10.1: two red double lines, wider than the 版心; number at the right, marks at the left below the first."""
    p, area = setting.profile, setting.area
    mark, bottom = issuer_mark(setting, document.organs[:1], document.mark, "", p.length("letter.mark.top"), area.width)
    thick, gap, thin = (p.length(f"letter.rule.{x}") for x in ("thick", "gap", "thin"))
    wide = p.length("letter.rule.width")
    left = (p.length("page.width") - wide) / 2
    top = bottom + p.length("letter.rule.below")
    foot = p.length("page.height") - p.length("letter.rule.foot") - (thick + gap + thin)
    upper = double(left, left + wide, top, (thick, gap, thin), SEAL_RED)
    lower = double(left, left + wide, foot, (thin, gap, thick), SEAL_RED)
    y = top + thick + gap + thin + p.length("letter.number.below")
    corner = list(_corner(setting, document, y))
    number = setting.right(area.right, y, number_of(document))
    y += max(len(corner), 1) * setting.pitch + p.length("letter.title.blank")
    return Head((*mark, *upper, *lower, *corner, number), y)
