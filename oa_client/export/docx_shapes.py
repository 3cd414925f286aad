"""What stands on a page of a DOCX by itself: the red double lines of a letter, the page number of a lying page."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from oa_client.assets import _
from oa_client.layout.gongwen.figure import Figure
from oa_client.layout.tree import Rule

EMU = 12700
"""Of a point."""
NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
}
_PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
SPACES = " ".join(f'xmlns:{short}="{name}"' for short, name in NAMES.items())
"""The namespaces every part declares."""


def emu(points: float) -> int:
    """What DrawingML measures in."""
    return round(points * EMU)


def drawn(rule: Rule, number: int) -> str:
    """A run with a level line at its place on the page."""
    left, wide = rule.x - rule.thickness / 2, rule.to_x - rule.x + rule.thickness
    colour = "".join(f"{c:02X}" for c in rule.colour)
    shape = (
        f'<wps:cNvCnPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{emu(wide)}" cy="0"/></a:xfrm>'
        f'<a:prstGeom prst="line"><a:avLst/></a:prstGeom><a:ln w="{emu(rule.thickness)}" cap="flat"><a:solidFill>'
        f'<a:srgbClr val="{colour}"/></a:solidFill></a:ln></wps:spPr><wps:bodyPr/>'
    )
    return anchored((left, rule.y, wide, 0.0), number, shape)


def written_down(place: tuple[float, float, float, float], number: int, inside: str) -> str:
    """A run with paragraphs in a box, written from its top to its foot."""
    _x, _y, wide, high = place
    shape = (
        f'<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{emu(wide)}" cy="{emu(high)}"/>'
        '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>'
        f"<wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx>"
        '<wps:bodyPr vert="vert" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"><a:noAutofit/>'
        "</wps:bodyPr>"
    )
    return anchored(place, number, shape)


def anchored(place: tuple[float, float, float, float], number: int, shape: str) -> str:
    """A run with a shape at its place on the page, in points, over which text goes as if it were not there."""
    x, y, wide, high = place
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0"'
        f' relativeHeight="{number}" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{emu(x)}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{emu(y)}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{emu(wide)}" cy="{emu(high)}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f'<wp:docPr id="{number}" name="shape{number}"/><wp:cNvGraphicFramePr/><a:graphic>'
        f'<a:graphicData uri="{NAMES["wps"]}"><wps:wsp>{shape}</wps:wsp></a:graphicData></a:graphic></wp:anchor>'
        "</w:drawing></mc:Choice></mc:AlternateContent></w:r>"
    )


def held(number: int) -> str:
    """What stands for a picture in the text until its part has a name."""
    return f"@picture-{number}@"


def inline(one: Figure, number: int) -> str:
    """A run with a picture that stands in its line."""
    wide, high = emu(one.width), emu(one.height)
    name = quoteattr("".join(one.caption) or _("图片"))
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>'
        f'<wp:docPr id="{1000 + number}" name={name}/><a:graphic xmlns:a="{NAMES["a"]}"><a:graphicData uri="{_PIC}">'
        f'<pic:pic xmlns:pic="{_PIC}"><pic:nvPicPr><pic:cNvPr id="{number}" name={name}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip xmlns:r="{NAMES["r"]}" r:embed="{held(number)}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )
