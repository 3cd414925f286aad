"""The parts of a DOCX besides its text: styles, fonts by name, settings, properties. The same text, the same bytes.

Nothing points to a theme's fonts: where one does, it goes before any name, and WPS says the font is missing.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import quoteattr

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.part import Part, XmlPart
from docx.oxml.parser import parse_xml

from oa_client.assets import _
from oa_client.export.docx_sections import NOTHING, Section, number
from oa_client.export.docx_shapes import SPACES, held
from oa_client.export.docx_words import exact, look, named
from oa_client.layout.faces import STANDARD, Face
from oa_client.layout.gongwen.body import LEVELS
from oa_client.layout.gongwen.setting import Setting

_ONCE = datetime(2000, 1, 1, tzinfo=UTC)
_FAMILIES = {Face.TITLE: "roman", Face.TEXT: "modern", Face.LABEL: "modern", Face.KAI: "modern", Face.SONG: "auto"}
_UNUSED = ("customXml", "stylesWithEffects", "thumbnail", "webSettings", "numbering")


def packed(body: str, sections: Sequence[Section], said: tuple[str, str, str], pictures: Sequence[bytes] = ()) -> bytes:
    """The file: its body, its sections in their order; `said`: title, subject, comments.

    `pictures` are those the body names by their place among them, from 1.
    """
    document = docx.Document()
    for n, data in enumerate(pictures, 1):
        body = body.replace(held(n), document.part.get_or_add_image(io.BytesIO(data))[0])
    made = parse_xml(f"<w:body {SPACES}>{body}</w:body>")
    document.element.replace(document.element.body, made)
    _parts(document, sections[0].setting)
    for own, section in zip(document.sections, sections, strict=True):
        own.footer.is_linked_to_previous = own.even_page_footer.is_linked_to_previous = False
        _fill(own.footer._element, number(section, even=False).xml)  # noqa: SLF001 - its own doors know no frames
        _fill(own.even_page_footer._element, number(section, even=True).xml)  # noqa: SLF001 - as above
        if section.silent:
            own.first_page_footer.is_linked_to_previous = False
            _fill(own.first_page_footer._element, NOTHING.xml)  # noqa: SLF001 - as above
    _say(document, *said)
    out = io.BytesIO()
    document.save(out)
    return even(out.getvalue())


def _fill(element: object, paragraph: str) -> None:
    """Instead of what is in a header or footer."""
    made = parse_xml(paragraph.replace("<w:p>", f"<w:p {SPACES}>", 1))
    for child in list(element):  # type: ignore[call-overload]
        element.remove(child)  # type: ignore[attr-defined]
    element.append(made)  # type: ignore[attr-defined]


def _parts(document: Document, setting: Setting) -> None:
    for relations in (document.part.rels, document.part.package.rels):
        for key in [k for k, r in relations.items() if any(x in r.reltype for x in _UNUSED)]:
            del relations[key]
    written = {RT.STYLES: _styles(setting), RT.SETTINGS: _SETTINGS, RT.FONT_TABLE: _fonts()}
    for kind, xml in written.items():
        _write(document.part.part_related_by(kind), xml)
    theme = document.part.part_related_by(RT.THEME)
    _write(theme, _theme(theme.blob.decode("utf-8")))
    for relation in document.part.package.rels.values():
        if relation.reltype.endswith("extended-properties"):
            _write(relation.target_part, _APP)


def _write(part: Part, xml: str) -> None:
    if isinstance(part, XmlPart):
        part._element = parse_xml(xml)  # noqa: SLF001 - it has no door for a whole part
    else:
        part._blob = xml.encode("utf-8")  # noqa: SLF001 - as above


def _say(document: Document, title: str, about: str, comments: str) -> None:
    own = document.core_properties
    own.title, own.subject, own.comments = title[:255], about[:255], comments[:255]
    own.author = own.last_modified_by = _("轮阅")
    own.keywords, own.created, own.modified, own.revision = "", _ONCE, _ONCE, 1


def even(data: bytes) -> bytes:
    """The same parts with the same times."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


# ------------------------------------------------------------------ parts


def _style(name: str, key: str, rest: str, *, based: bool = True) -> str:
    base = '<w:basedOn w:val="Normal"/><w:qFormat/>' if based else "<w:qFormat/>"
    default = "" if based else ' w:default="1"'
    return f'<w:style w:type="paragraph"{default} w:styleId="{key}"><w:name w:val="{name}"/>{base}{rest}</w:style>'


def _styles(setting: Setting) -> str:
    """正文, 标题, four levels of headings, the page number: each with its fonts by name."""
    size = setting.size
    text = f"<w:rPr>{look(Face.TEXT, size)}</w:rPr>"
    grid = (
        '<w:pPr><w:widowControl w:val="0"/><w:kinsoku/><w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/>'
        '<w:autoSpaceDN w:val="0"/><w:adjustRightInd w:val="0"/><w:spacing w:before="0" w:after="0"'
        f' w:line="{exact(setting.pitch)}" w:lineRule="exact"/><w:jc w:val="both"/></w:pPr>'
    )
    levels = "".join(
        _style(
            f"heading {n}",
            f"Heading{n}",
            f'<w:pPr><w:keepNext/><w:outlineLvl w:val="{n - 1}"/></w:pPr><w:rPr>{look(face, size)}</w:rPr>',
        )
        for n, face in enumerate(LEVELS, 1)
    )
    title = f'<w:pPr><w:jc w:val="center"/></w:pPr><w:rPr>{look(Face.TITLE, 22)}</w:rPr>'
    return (
        f"<w:styles {SPACES}><w:docDefaults><w:rPrDefault><w:rPr>{named(Face.TEXT)}"
        '<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr>'
        "</w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        f"{_style('Normal', 'Normal', grid + text, based=False)}"
        f"{_style('Title', 'Title', title)}"
        f"{levels}{_style('footer', 'Footer', f'<w:rPr>{look(Face.SONG, 14)}</w:rPr>')}"
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style></w:styles>'
    )


def _fonts() -> str:
    """The names the runs bear, and by what other names a machine may have them."""
    made = "".join(
        f"<w:font w:name={quoteattr(names[0])}><w:altName w:val={quoteattr(','.join(names[1:]))}/>"
        f'<w:charset w:val="86"/><w:family w:val="{_FAMILIES[face]}"/><w:pitch w:val="fixed"/></w:font>'
        for face, names in STANDARD.items()
    )
    return f"<w:fonts {SPACES}>{made}</w:fonts>"


def _theme(old: str) -> str:
    """Its colours; its fonts are the text's."""
    begin, end = old.index("<a:fontScheme"), old.index("</a:fontScheme>")
    name = quoteattr(STANDARD[Face.TEXT][0])
    font = f'<a:latin typeface={name}/><a:ea typeface={name}/><a:cs typeface=""/>'
    scheme = f'<a:fontScheme name="gongwen"><a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont>'
    return old[:begin] + scheme + old[end:]


_SETTINGS = (
    f'<w:settings {SPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="630"/><w:evenAndOddHeaders/>'
    '<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:useFELayout/>'
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)
_APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Lunyue</Application></Properties>"
)
