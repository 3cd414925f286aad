"""A picture in the text: centred, within the 版心, whole with its caption on one page, in whole lines of the grid.

The standard says nothing of pictures; what stands below one goes on where it would have stood behind lines of text.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from oa_client.app.gongwen import Block
from oa_client.app.pictures import Size, size_of, usual_mm
from oa_client.assets import _
from oa_client.layout.breaking import lines, plain
from oa_client.layout.faces import Face, mm
from oa_client.layout.gongwen.setting import EPS, Setting
from oa_client.layout.tree import Item, Picture, Rule

MISSING = _("图片尚未下载")
FRAME = Size(4, 1)
"""The shape of the frame that stands for a picture whose bytes are not here."""
HEADED = 2
"""So many lines of a page the largest picture leaves to the heading above it."""
_FRAME_MM, _HAIR = 80.0, 0.5


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture as wide and high as it is set, in points, and the lines below it; no `data`: a frame stands for it."""

    width: float
    height: float
    caption: tuple[str, ...] = ()
    data: bytes = b""

    def rows(self, setting: Setting) -> int:
        """How many lines of the grid it takes without its caption."""
        return max(1, math.ceil((self.height + setting.leading - EPS) / setting.pitch))

    def high(self, setting: Setting) -> float:
        """From the top of its first line to the foot of the last of its caption."""
        return (self.rows(setting) + len(self.caption)) * setting.pitch - setting.leading

    def items(self, setting: Setting, y: float) -> Iterator[Item]:
        """It all, from `y` down."""
        taken = self.rows(setting) * setting.pitch
        left = setting.area.left + (setting.area.width - self.width) / 2
        top = y + (taken - setting.leading - self.height) / 2
        yield from [Picture(left, top, self.width, self.height, self.data)] if self.data else self._frame(left, top)
        if not self.data:
            yield setting.middle(top + (self.height - setting.size) / 2, MISSING)
        for n, words in enumerate(self.caption):
            yield setting.middle(y + taken + n * setting.pitch, words)

    def _frame(self, left: float, top: float) -> Iterator[Rule]:
        right, foot = left + self.width, top + self.height
        for x, y, to_x, to_y in (
            (left, top, right, top),
            (left, foot, right, foot),
            (left, top, left, foot),
            (right, top, right, foot),
        ):
            yield Rule(x, y, to_x, to_y, _HAIR)


def figure(setting: Setting, block: Block) -> Figure:
    """A picture as it is set: as wide as it should be, less where the page or its caption leaves it less."""
    size = (size_of(block.data) if block.data else None) or FRAME
    data = block.data if size is not FRAME else b""
    wanted = block.width_mm or (usual_mm(size) if data else _FRAME_MM)
    area, words = setting.area, plain(block.text).replace("\n", "").strip(" 　")
    caption = tuple(lines(words, area.width, setting.measure(Face.TEXT, setting.size))) if words else ()
    most = math.floor((area.bottom - area.top + setting.leading + EPS) / setting.pitch)
    room = max(1, most - HEADED - len(caption)) * setting.pitch - setting.leading
    width = min(mm(wanted), area.width, room * size.width / size.height)
    return Figure(width, width * size.height / size.width, caption, data)
