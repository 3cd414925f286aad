"""Every figure of GB/T 9704-2012 the layout uses and a checker reads: clause, strength, value, tolerance.

An organ's template may override what the standard leaves free; what it says must be so (规定) stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from oa_client.layout.faces import mm


class Strength(Enum):
    """How binding a figure is; only 规定 can be 不符合. 实务 is practice, not in the standard."""

    MUST = "规定"
    USUAL = "一般"
    ADVISED = "推荐"
    MAY = "可以"
    PRACTICE = "实务"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `low` and `high` bound what a template may say instead; `tolerance` is in the same unit."""

    key: str
    clause: str
    strength: Strength
    value: float
    unit: str
    what: str
    tolerance: float = 0.2
    low: float | None = None
    high: float | None = None


class NotFree(Exception):
    """A template says what it may not: an unknown figure, one that is 规定, or one out of bounds."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(f"{key}: {why}")
        self.key = key
        self.why = why


_M, _U, _A, _P = Strength.MUST, Strength.USUAL, Strength.ADVISED, Strength.PRACTICE

_FIGURES = (
    # page and grid
    Figure("page.width", "5.1", _M, 210, "mm", "用纸宽"),
    Figure("page.height", "5.1", _M, 297, "mm", "用纸长"),
    Figure("page.head", "5.2.1", _M, 37, "mm", "天头（上白边）", 1),
    Figure("page.bind", "5.2.1", _M, 28, "mm", "订口（左白边）", 1),
    Figure("area.width", "5.2.1", _M, 156, "mm", "版心宽"),
    Figure("area.height", "5.2.1", _M, 225, "mm", "版心高"),
    Figure("text.size", "5.2.2", _U, 15.75, "pt", "3号字", 0.1, 15.5, 16),
    Figure("grid.lines", "5.2.3", _U, 22, "行", "每面行数", 0, 20, 24),
    Figure("grid.chars", "5.2.3", _U, 28, "字", "每行字数", 0, 26, 28),
    Figure("grid.pitch", "5.2.3", _U, 29.53, "pt", "行距（字高加3号字高的7/8）", 0.1, 28, 31.5),
    Figure("grid.pitch.least", "7.3.5.5", _P, 28, "pt", "为容下印章、日期可调到的最小行距", 0.1, 26, 29.53),
    Figure("grid.pitch.most", "7.3.5.5", _P, 31.5, "pt", "为容下印章、日期可调到的最大行距", 0.1, 29.53, 34),
    # head
    Figure("copy.digits", "7.2.1", _U, 6, "位", "份号位数", 0, 4, 8),
    Figure("mark.top", "7.2.4", _M, 35, "mm", "发文机关标志上边缘至版心上边缘"),
    Figure("mark.width.most", "7.2.4", _P, 15, "mm", "标志单字宽上限", 0.2, 8, 22),
    Figure("mark.height.most", "7.2.4", _P, 22, "mm", "标志单字高上限", 0.2, 8, 30),
    Figure("mark.stretch", "7.2.4", _P, 0.7, "", "标志字宽与字高之比的下限", 0.02, 0.5, 1),
    Figure("mark.joint.height", "7.2.4", _P, 90, "mm", "联合行文标志总高上限", 0.2, 30, 120),
    Figure("mark.joint.least", "7.2.4", _P, 16, "pt", "联合行文标志最小字号，再小则只用主办机关", 0.1, 12, 30),
    Figure("number.blank", "7.2.5", _M, 2, "行", "发文字号与标志之间空行", 0.02),
    Figure("number.indent", "7.2.5", _M, 1, "字", "上行文发文字号左空", 0.04),
    Figure("signatory.indent", "7.2.6", _M, 1, "字", "签发人右空", 0.04),
    Figure("signatory.row", "7.2.6", _U, 2, "人", "每行签发人数", 0, 1, 3),
    Figure("rule.below", "7.2.7", _M, 4, "mm", "红色分隔线在发文字号之下"),
    Figure("rule.thickness", "7.2.7", _P, 0.5, "mm", "红色分隔线粗", 0.1, 0.35, 1),
    # body
    Figure("title.size", "7.3.1", _U, 22, "pt", "2号字", 0.1, 20, 26),
    Figure("title.blank", "7.3.1", _M, 2, "行", "标题与红色分隔线之间空行", 0.02),
    Figure("recipients.blank", "7.3.2", _M, 1, "行", "主送机关与标题之间空行", 0.02),
    Figure("paragraph.indent", "7.3.3", _M, 2, "字", "每自然段左空", 0.04),
    Figure("note.blank", "7.3.4", _M, 1, "行", "附件说明与正文之间空行", 0.02),
    Figure("note.indent", "7.3.4", _M, 2, "字", "附件说明左空", 0.04),
    Figure("date.indent", "7.3.5.1", _U, 4, "字", "加盖印章时成文日期右空", 0.04, 2, 8),
    Figure("seal.above", "7.3.5.1", _M, 1, "行", "印章顶端上距正文（或附件说明）不超过", 0),
    Figure("seal.diameter", "国发〔1999〕25号", _P, 42, "mm", "印章直径", 0.5, 30, 50),
    Figure("seal.gap", "7.3.5.1", _P, 2, "mm", "联合行文印章之间的空隙", 0.2, 0.5, 10),
    Figure("unsealed.blank", "7.3.5.2", _M, 1, "行", "不加盖印章时署名与正文之间空行", 0.02),
    Figure("unsealed.indent", "7.3.5.2", _M, 2, "字", "不加盖印章时署名右空", 0.04),
    Figure("unsealed.date", "7.3.5.2", _M, 2, "字", "成文日期首字比署名首字右移", 0.04),
    Figure("stamp.blank", "7.3.5.3", _M, 2, "行", "签名章与正文之间空行", 0.02),
    Figure("stamp.indent", "7.3.5.3", _M, 4, "字", "签名章右空", 0.04),
    Figure("stamp.title", "7.3.5.3", _M, 2, "字", "签发人职务在签名章左空", 0.04),
    Figure("stamp.date", "7.3.5.3", _M, 1, "行", "成文日期与签名章之间空行", 0.02),
    Figure("stamp.width", "7.3.5.3", _P, 40, "mm", "签名章宽", 0.5, 20, 60),
    Figure("stamp.height", "7.3.5.3", _P, 20, "mm", "签名章高", 0.5, 10, 30),
    Figure("annotation.indent", "7.3.6", _M, 2, "字", "附注左空", 0.04),
    Figure("attachment.title.line", "7.3.7", _M, 3, "行", "附件标题在第几行", 0),
    Figure("table.size", "8", _P, 12, "pt", "表内字号", 0.1, 9, 16),
    # imprint and page numbers
    Figure("imprint.size", "7.4.2", _M, 14, "pt", "版记4号字", 0.25),
    Figure("imprint.indent", "7.4.2", _M, 1, "字", "版记左右各空", 0.04),
    Figure("imprint.thick", "7.4.1", _A, 0.35, "mm", "版记首末分隔线粗", 0.05, 0.2, 1),
    Figure("imprint.thin", "7.4.1", _A, 0.25, "mm", "版记中间分隔线粗", 0.05, 0.1, 1),
    Figure("imprint.even", "7.4", _P, 1, "", "版记在偶数页（0：紧接正文之页）", 0, 0, 1),
    Figure("folio.size", "7.5", _U, 14, "pt", "页码4号字", 0.25, 12, 15),
    Figure("folio.below", "7.5", _M, 7, "mm", "一字线上距版心下边缘"),
    Figure("folio.indent", "7.5", _M, 1, "字", "页码单页右空、双页左空", 0.04),
    # special formats
    Figure("letter.mark.top", "10.1", _M, 30, "mm", "信函格式标志上边缘至上页边"),
    Figure("letter.rule.below", "10.1", _M, 4, "mm", "标志下红色双线的距离"),
    Figure("letter.rule.foot", "10.1", _M, 20, "mm", "下红色双线距下页边"),
    Figure("letter.rule.width", "10.1", _M, 170, "mm", "红色双线长"),
    Figure("letter.rule.thick", "10.1", _P, 0.9, "mm", "双线之粗线", 0.1, 0.5, 1.5),
    Figure("letter.rule.thin", "10.1", _P, 0.3, "mm", "双线之细线", 0.1, 0.1, 0.6),
    Figure("letter.rule.gap", "10.1", _P, 0.6, "mm", "双线间隙", 0.1, 0.3, 1.5),
    Figure("letter.number.below", "10.1", _M, 0.875, "字", "发文字号与首条红线的距离", 0.04),
    Figure("letter.title.blank", "10.1", _M, 2, "行", "标题与其上最后一个要素之间空行", 0.02),
    Figure("order.mark.top", "10.2", _M, 20, "mm", "命令标志上边缘至版心上边缘"),
    Figure("order.number.blank", "10.2", _M, 2, "行", "令号与标志之间空行", 0.02),
    Figure("order.text.blank", "10.2", _M, 2, "行", "正文与令号之间空行", 0.02),
    Figure("minutes.mark.top", "10.3", _M, 35, "mm", "纪要标志上边缘至版心上边缘"),
    Figure("minutes.attendance.blank", "10.3", _M, 1, "行", "出席人员与正文之间空行", 0.02),
    Figure("minutes.attendance.indent", "10.3", _M, 2, "字", "出席、请假、列席左空", 0.04),
)

FIGURES: Mapping[str, Figure] = {one.key: one for one in _FIGURES}


@dataclass(frozen=True, slots=True)
class Profile:
    """The figures of one organ: the standard's, and its own where it may have some."""

    figures: Mapping[str, Figure] = field(default_factory=lambda: FIGURES)

    def __getitem__(self, key: str) -> float:
        return self.figures[key].value

    def length(self, key: str) -> float:
        """In points, whatever the unit is."""
        figure = self.figures[key]
        match figure.unit:
            case "mm":
                return mm(figure.value)
            case "字":
                return figure.value * self["text.size"]
            case "行":
                return figure.value * self["grid.pitch"]
            case _:
                return figure.value

    def with_template(self, template: Mapping[str, float]) -> Profile:
        """These figures instead. Raises `NotFree`."""
        changed = dict(self.figures)
        for key, value in template.items():
            changed[key] = _free(self.figures, key, value)
        return Profile(changed)

    def own(self) -> dict[str, float]:
        """What it has otherwise than the standard: as a template says it."""
        return {key: one.value for key, one in self.figures.items() if one.value != FIGURES[key].value}

    def at_pitch(self, pitch: float) -> Profile:
        """With another 行距, as 7.3.5.5 has it where seal and date do not fit."""
        figures = {**self.figures, "grid.pitch": replace(self.figures["grid.pitch"], value=pitch)}
        return Profile(figures)

    def pitches(self) -> Iterable[float]:
        """Its own, then tighter, then wider."""
        own, least, most = self["grid.pitch"], self["grid.pitch.least"], self["grid.pitch.most"]
        yield own
        yield from (own - n * 0.25 for n in range(1, int((own - least) / 0.25) + 1))
        yield from (own + n * 0.25 for n in range(1, int((most - own) / 0.25) + 1))


def _free(figures: Mapping[str, Figure], key: str, value: float) -> Figure:
    if key not in figures:
        raise NotFree(key, "unknown")
    figure = figures[key]
    if figure.strength is Strength.MUST:
        raise NotFree(key, "must")
    low = figure.low if figure.low is not None else value
    high = figure.high if figure.high is not None else value
    if not low <= value <= high:
        raise NotFree(key, "bounds")
    return replace(figure, value=value, strength=figure.strength)
