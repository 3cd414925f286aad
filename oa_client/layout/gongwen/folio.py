"""页码 (7.5): the dashes seven millimetres below the 版心, at the right of odd pages and the left of even ones."""

from __future__ import annotations

from collections.abc import Iterator

from oa_client.layout.faces import Face
from oa_client.layout.gongwen.setting import Setting
from oa_client.layout.tree import Text

DASH = "—"


def folio(setting: Setting, number: int) -> Iterator[Text]:
    """The number of one page."""
    p, area = setting.profile, setting.area
    size = p["folio.size"]
    said, indent = f"{DASH} {number} {DASH}", p["folio.indent"] * size
    wide = setting.wide(said, Face.SONG, size)
    x = area.right - indent - wide if number % 2 else area.left + indent
    _low, high = setting.ink(DASH, Face.SONG)
    yield Text(x, area.bottom + p.length("folio.below") + high * size, said, Face.SONG, size)
