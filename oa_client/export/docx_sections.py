"""Sections of a DOCX: paper, margins, grid of lines, and where the number of a page stands.

The margins are the 软件坐标 of GB/T 33476.2: half a line's leading less above and below, because Word halves it, so
that the characters themselves reach from the head to the foot of the 版心. 订口 is 28 mm on every page: the standard
calls it 左白边, and printed on both sides 版心 stand on each other within the 2 mm that 6.2 allows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from oa_client.export.docx_shapes import written_down
from oa_client.export.docx_words import PAGE, SNUG, Paragraph, Words, twips
from oa_client.layout.faces import Face
from oa_client.layout.gongwen.folio import DASH, folio
from oa_client.layout.gongwen.setting import Setting


@dataclass(frozen=True, slots=True)
class Section:
    """Pages of one kind. `start`: nextPage or evenPage; `silent`: the first bears no number."""

    setting: Setting
    start: str = "nextPage"
    numbered: bool = True
    silent: bool = False

    @property
    def lying(self) -> bool:
        """Whether its pages are turned."""
        return self.setting.lying

    @property
    def top(self) -> float:
        """Where its first line begins, from the page's top."""
        return self.setting.area.top - (0.0 if self.lying else self.setting.leading / 2)

    @property
    def xml(self) -> str:
        """What ends it."""
        setting = self.setting
        area, wide, high = setting.area, *_paper(setting)
        foot = high - area.bottom if self.lying else high - self.top - _lines(setting)
        turned = ' w:orient="landscape"' if self.lying else ""
        return (
            f'<w:sectPr><w:type w:val="{self.start}"/><w:pgSz w:w="{twips(wide)}" w:h="{twips(high)}"'
            f'{turned}/><w:pgMar w:top="{twips(self.top)}"'
            f' w:right="{twips(wide - area.right)}" w:bottom="{twips(foot)}" w:left="{twips(area.left)}"'
            f' w:header="{twips(area.top / 2)}" w:footer="{twips(_below(setting))}" w:gutter="0"/>'
            f'<w:cols w:space="425"/>{"<w:titlePg/>" if self.silent else ""}'
            f"{'' if self.lying else _grid(setting)}</w:sectPr>"
        )


def _grid(setting: Setting) -> str:
    """Of lines only: one of characters LibreOffice sets too wide; on lines it halves the leading as Word does.

    Word goes by the exact height of the lines, LibreOffice by the grid.
    """
    return f'<w:docGrid w:type="lines" w:linePitch="{twips(setting.pitch)}"/>'


def _lines(setting: Setting) -> float:
    """How high the text may be: the 版心 and a leading, but hardly more than so many lines as go into it.

    LibreOffice would share what is left over between head and foot.
    """
    line = twips(setting.pitch) / 20
    room = setting.area.bottom - setting.area.top + setting.leading
    return min(room, int(room / line) * line + SPARE)


def _paper(setting: Setting) -> tuple[float, float]:
    wide, high = (setting.profile.length(f"page.{x}") for x in ("width", "height"))
    return (high, wide) if setting.lying else (wide, high)


def _line(setting: Setting) -> float:
    return SNUG * setting.profile["folio.size"]


def _upright(setting: Setting) -> tuple[float, float]:
    """Where on a page that stands the line of its number begins and ends, from its top."""
    (text,) = folio(Setting(setting.faces, setting.profile), 1)
    top = text.y - 0.8 * _line(setting)
    return top, top + _line(setting)


def _below(setting: Setting) -> float:
    """Between the number's line and the paper's edge."""
    return setting.profile.length("page.height") - _upright(setting)[1]


SPARE = 2.5
"""Points below the last line of a page: what 22 lines of 29.5 pt leave of the 软件坐标."""
NOTHING = Paragraph(mark=(Face.SONG, 1.0), line=1.0)
"""The foot of a page without number."""


def number(section: Section, *, even: bool) -> Paragraph:
    """The line with the page's number; on a lying page it stands where the others have it."""
    if not section.numbered:
        return NOTHING
    return _lying(section.setting, even=even) if section.lying else _number(section.setting, even=even)


def _number(setting: Setting, *, even: bool) -> Paragraph:
    size = setting.profile["folio.size"]
    said = tuple(Words(w, Face.SONG, size) for w in (f"{DASH} ", PAGE, f" {DASH}"))
    indent = setting.profile["folio.indent"]
    if even:
        return Paragraph(said, style="Footer", first=indent * size, chars=indent, line=_line(setting))
    return Paragraph(said, style="Footer", right=indent * size, right_chars=indent, align="right", line=_line(setting))


def _lying(setting: Setting, *, even: bool) -> Paragraph:
    """The foot of the page that stands is the left of the one that lies."""
    standing = Setting(setting.faces, setting.profile)
    top, bottom = _upright(setting)
    high = setting.profile.length("page.height")
    place = (high - bottom, standing.area.left, bottom - top, standing.area.width)
    box = written_down(place, 90 + even, _number(setting, even=even).xml)
    return replace(NOTHING, shapes=box)
