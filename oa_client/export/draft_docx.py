"""A draft as a DOCX to be written on with WPS or LibreOffice, and what they made of it as blocks again.

It is a working copy, not the issued page (`export.gongwen_docx`): title, text, attachments, in the faces of offices.
Read back, headings are known by their style or their number; what 修订 took out is out, what it put in is in.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from oa_client.app import recognition
from oa_client.app.body import MOST_WIDE, Body
from oa_client.app.gongwen import Attachment, Block, BlockKind
from oa_client.app.office_copy import BroughtBack, Unreadable, line_of
from oa_client.app.pictures import size_of, usual_mm, wrong_with
from oa_client.app.recognition import MOST_COLUMNS
from oa_client.export.docx_numbers import Numbers
from oa_client.export.docx_package import even

MOST_BYTES, MOST_UNPACKED, MOST_PARTS = 32 * 1024 * 1024, 64 * 1024 * 1024, 2000
_TITLE, _CAPTION = "Title", "Caption"
_EMU = 36_000
"""Of Office's units so many are a millimetre."""
_ATTACHMENT = re.compile(r"^附件\d{0,2}[:：]\s*(?P<title>.+)$")
_LEVEL = re.compile(r"(?:heading|标题)\s*([1-4])$", re.IGNORECASE)
_GONE = {qn("w:del"), qn("w:moveFrom"), qn("w:txbxContent")}
_WRAPPERS = {qn(f"w:{x}") for x in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")}
_FACE, _SIZE = "仿宋_GB2312", 16


@dataclass(frozen=True, slots=True)
class _Head:
    """What begins an attachment: 附件n：title at the top of a page, as `write` puts it."""

    title: str


@dataclass(frozen=True, slots=True)
class _Caption:
    """What stands below the picture before it."""

    text: str


_Part = str | Block | _Head | _Caption


# ------------------------------------------------------------------ out


def write(title: str, body: Body) -> bytes:
    """The whole draft; the same draft, the same bytes."""
    made = docx.Document()
    _wear(made)
    if title:
        made.add_paragraph(title, style=_TITLE)
    named = partial(line_of, body=body)
    _put(made, body.blocks, named)
    for n, attachment in enumerate(body.attachments, 1):
        head = made.add_paragraph(f"附件{n}：{attachment.title}")
        head.paragraph_format.page_break_before = True
        _put(made, attachment.blocks, named)
    out = io.BytesIO()
    made.save(out)
    return even(out.getvalue())


def _wear(made: Document) -> None:
    for name in ("Normal", _TITLE, *(f"Heading {n}" for n in range(1, 5))):
        style = made.styles[name]
        style.font.name = _FACE
        style.font.size = Pt(_SIZE)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in [k for k in fonts.attrib if "heme" in k]:
            del fonts.attrib[key]
        fonts.set(qn("w:eastAsia"), _FACE)


def _put(made: Document, blocks: tuple[Block, ...], named: Callable[[Block], str]) -> None:
    for block in blocks:
        match block.kind:
            case BlockKind.TABLE:
                rows = (block.columns, *block.rows)
                table = made.add_table(len(rows), len(block.columns), style="Table Grid")
                for r, row in enumerate(rows):
                    for c, text in enumerate(row):
                        table.cell(r, c).text = text
            case BlockKind.HEADING:
                made.add_paragraph(block.text + block.after, style=f"Heading {block.level}")
            case BlockKind.PICTURE:
                _picture(made, block, named)
            case BlockKind.PARAGRAPH:
                made.add_paragraph(block.text)


def _picture(made: Document, block: Block, named: Callable[[Block], str]) -> None:
    """With what stands below it; one that is not here, or is none, as a line that names it."""
    if wrong_with(block.data) is None and (size := size_of(block.data)) is not None:
        paragraph = made.add_paragraph()
        try:
            wide = min(block.width_mm or usual_mm(size), MOST_WIDE)
            paragraph.add_run().add_picture(io.BytesIO(block.data), width=Mm(wide))
        except Exception:  # noqa: BLE001 - whatever the library makes of hostile bytes, the text goes out
            made.element.body.remove(paragraph._p)  # noqa: SLF001 - a paragraph has no door to its end
        else:
            if block.text:
                made.add_paragraph(block.text, style=_CAPTION)
            return
    made.add_paragraph(named(block))


# ------------------------------------------------------------------ in


def read(data: bytes) -> BroughtBack:
    """The text of a DOCX. Raises `Unreadable`, also for one that unpacks to more than any draft."""
    _guard(data)
    try:
        found = docx.Document(io.BytesIO(data))
        parts = list(_parts(found))
        drawn = sum(1 for _ in found.element.iter(qn("w:drawing"), qn("w:pict")))
        pictures = drawn - sum(isinstance(part, Block) and part.kind is BlockKind.PICTURE for part in parts)
    except Exception as error:  # a file somebody else wrote may break the library anywhere
        raise Unreadable(str(error)) from error
    return BroughtBack(_body(parts), pictures)


def _guard(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        raise Unreadable("too big")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            infos = package.infolist()
            if len(infos) > MOST_PARTS or sum(i.file_size for i in infos) > MOST_UNPACKED:
                raise Unreadable("too much inside")
            if "word/document.xml" not in package.namelist():
                raise Unreadable("no document")
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Unreadable("no package") from error


def _parts(found: Document) -> Iterator[_Part]:
    """Lines and blocks in their order, without the title."""
    numbers, turned = Numbers(found), False
    for item in _inside(found.element.body):
        if item.tag == qn("w:tbl"):
            yield from _table(item)
            continue
        paragraph = Paragraph(item, found._body)  # noqa: SLF001 - for its style
        if paragraph.style is None or paragraph.style.name != _TITLE:
            yield from _pictures(paragraph)
            yield from _paragraph(paragraph, numbers, turned=turned)
        turned = _ends_page(item)


def _inside(parent: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    """Paragraphs and tables, also those in a content control."""
    for child in parent:
        if child.tag in {qn("w:p"), qn("w:tbl")}:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _inside(child)


def _table(table: BaseOxmlElement) -> tuple[Block, ...]:
    """What a table in a cell says stands in the cell."""
    rows = [row for row in map(list, map(_cells, _rows(table))) if row]
    return recognition.tables(rows) if rows else ()


def _rows(table: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    own = (row for row in table.iter(qn("w:tr")) if next(row.iterancestors(qn("w:tbl"))) is table)
    return (row for row in own if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is None)


def _cells(row: BaseOxmlElement) -> Iterator[str]:
    """A cell that reaches over several columns or rows is said once."""
    for cell in row.iter(qn("w:tc")):
        if next(cell.iterancestors(qn("w:tr"))) is not row:
            continue
        covered = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        below = covered is not None and covered.get(qn("w:val"), "continue") == "continue"
        yield "" if below else "\n".join(_words(p) for p in cell.iter(qn("w:p")) if not _boxed(p))
        yield from ("" for _one in range(1, _span(cell)))


def _span(cell: BaseOxmlElement) -> int:
    found = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    said = found.get(qn("w:val"), "1") if found is not None else "1"
    return min(int(said), MOST_COLUMNS) if said.isdecimal() else 1


def _boxed(paragraph: BaseOxmlElement) -> bool:
    return next(paragraph.iterancestors(qn("w:txbxContent")), None) is not None


def _paragraph(item: Paragraph, numbers: Numbers, *, turned: bool) -> Iterator[_Part]:
    said = _words(item._p).replace("\t", " ")  # noqa: SLF001 - runs of 修订 have no door
    text = "\n".join(line for line in map(recognition.clean, said.split("\n")) if line)
    level = _LEVEL.search((item.style.name if item.style is not None else None) or "")
    if not text:
        return
    if item.style is not None and item.style.name == _CAPTION:
        yield _Caption(text.replace("\n", " "))
        return
    head = _ATTACHMENT.match(text) if turned or _begins_page(item._p) else None  # noqa: SLF001 - as above
    text = numbers.before(item) + text
    if head is not None:
        yield _Head(head["title"].strip())
    else:
        yield recognition.block(text, int(level[1])) if level else text


def _pictures(item: Paragraph) -> Iterator[Block]:
    """Those that stand in a paragraph, as they are in the file: the same bytes are the same picture."""
    for blip in item._p.iter(qn("a:blip")):  # noqa: SLF001 - drawings have no door
        part = item.part.related_parts.get(blip.get(qn("r:embed"), ""))
        if part is None or wrong_with(part.blob) == "no_picture" or any(True for _ in blip.iterancestors(qn("w:del"))):
            continue
        drawing = next(blip.iterancestors(qn("w:drawing")), None)
        extent = drawing.find(f"*/{qn('wp:extent')}") if drawing is not None else None
        wide = round(int(extent.get("cx", "0")) / _EMU, 1) if extent is not None else 0.0
        sha256 = hashlib.sha256(part.blob).hexdigest()
        yield Block(BlockKind.PICTURE, picture=sha256, width_mm=min(max(wide, 0.0), MOST_WIDE), data=part.blob)


def _begins_page(paragraph: BaseOxmlElement) -> bool:
    before = paragraph.find(f"{qn('w:pPr')}/{qn('w:pageBreakBefore')}")
    return _ends_page(paragraph) or (before is not None and before.get(qn("w:val"), "1") not in {"0", "false", "off"})


def _ends_page(paragraph: BaseOxmlElement) -> bool:
    """Whether a page is turned in it, or behind it by the end of a section."""
    breaks = paragraph.iter(qn("w:br"), qn("w:sectPr"))
    return any(x.tag == qn("w:sectPr") or x.get(qn("w:type")) == "page" for x in breaks)


def _words(paragraph: BaseOxmlElement) -> str:
    """What stands in it once every 修订 is accepted."""
    said: list[str] = []
    skipped: BaseOxmlElement | None = None
    for node in paragraph.iter():
        if skipped is not None and skipped in node.iterancestors():
            continue
        skipped = node if node.tag in _GONE else None
        if node.tag == qn("w:t"):
            said.append(node.text or "")
        elif node.tag in {qn("w:br"), qn("w:cr")}:
            said.append("\n")
        elif node.tag == qn("w:tab"):
            said.append("\t")
    return "".join(said)


def _body(parts: list[_Part]) -> Body:
    """The text, then what stands behind each 附件n：title."""
    blocks: list[Block] = []
    attachments: list[tuple[str, list[Block]]] = []
    for part in parts:
        into = attachments[-1][1] if attachments else blocks
        if isinstance(part, _Head):
            attachments.append((part.title, []))
        elif isinstance(part, _Caption):
            _below(into, part.text)
        else:
            into.append(part if isinstance(part, Block) else _line(part))
    return Body(tuple(blocks), tuple(Attachment(title, tuple(found)) for title, found in attachments))


def _below(into: list[Block], caption: str) -> None:
    if into and into[-1].kind is BlockKind.PICTURE and not into[-1].text:
        into[-1] = replace(into[-1], text=caption)
    else:
        into.append(_line(caption))


def _line(text: str) -> Block:
    return Block(text=text) if "\n" in text else recognition.block(text)
