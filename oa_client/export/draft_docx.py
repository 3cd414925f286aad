"""A draft as a DOCX to be written on with WPS or LibreOffice, and what they made of it as blocks again.

It is a working copy, not the issued page (`export.gongwen_docx`): title, text, attachments, in the faces of offices.
Read back, headings are known by their style or their number; what 修订 took out is out, what it put in is in.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import groupby

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from oa_client.app import recognition
from oa_client.app.body import Body
from oa_client.app.gongwen import Attachment, Block, BlockKind
from oa_client.app.office_copy import BroughtBack, Unreadable

MOST_BYTES, MOST_UNPACKED, MOST_PARTS = 32 * 1024 * 1024, 64 * 1024 * 1024, 2000
_TITLE = "Title"
_ATTACHMENT = re.compile(r"^附件\d{0,2}[:：]\s*(?P<title>.+)$")
_LEVEL = re.compile(r"(?:heading|标题)\s*([1-4])$", re.IGNORECASE)
_GONE = {qn("w:del"), qn("w:moveFrom"), qn("w:txbxContent")}
_FACE, _SIZE = "仿宋_GB2312", 16


# ------------------------------------------------------------------ out


def write(title: str, body: Body) -> bytes:
    """The whole draft."""
    made = docx.Document()
    _wear(made)
    if title:
        made.add_paragraph(title, style=_TITLE)
    _put(made, body.blocks)
    for n, attachment in enumerate(body.attachments, 1):
        head = made.add_paragraph(f"附件{n}：{attachment.title}")
        head.paragraph_format.page_break_before = True
        _put(made, attachment.blocks)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _wear(made: Document) -> None:
    for name in ("Normal", _TITLE, *(f"Heading {n}" for n in range(1, 5))):
        style = made.styles[name]
        style.font.name = _FACE
        style.font.size = Pt(_SIZE)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in [k for k in fonts.attrib if "heme" in k]:
            del fonts.attrib[key]
        fonts.set(qn("w:eastAsia"), _FACE)


def _put(made: Document, blocks: tuple[Block, ...]) -> None:
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
            case BlockKind.PARAGRAPH | BlockKind.PICTURE:  # a draft's text holds no pictures yet
                made.add_paragraph(block.text)


# ------------------------------------------------------------------ in


def read(data: bytes) -> BroughtBack:
    """The text of a DOCX. Raises `Unreadable`, also for one that unpacks to more than any draft."""
    _guard(data)
    try:
        found = docx.Document(io.BytesIO(data))
        parts = list(_parts(found))
        pictures = sum(1 for _ in found.element.iter(qn("w:drawing"), qn("w:pict")))
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


def _parts(found: Document) -> Iterator[str | Block]:
    """Lines and blocks in their order, without the title."""
    for item in found.iter_inner_content():
        if isinstance(item, Table):
            yield recognition.table([list(_cells(row)) for row in item.rows])
        elif item.style is None or item.style.name != _TITLE:
            yield from _paragraph(item)


def _cells(row: object) -> Iterator[str]:
    """A cell that reaches over several columns is said once."""
    for _cell, again in groupby(getattr(row, "cells", ()), key=lambda one: one._tc):  # noqa: SLF001 - no other identity
        first, *more = again
        yield "\n".join(_words(p._p) for p in first.paragraphs)  # noqa: SLF001 - runs of 修订 have no door
        yield from ("" for _one in more)


def _paragraph(item: Paragraph) -> Iterator[str | Block]:
    said = _words(item._p).replace("\t", " ")  # noqa: SLF001 - runs of 修订 have no door
    text = "\n".join(line for line in map(recognition.clean, said.split("\n")) if line)
    level = _LEVEL.search((item.style.name if item.style is not None else None) or "")
    if text and level:
        yield recognition.block(text, int(level[1]))
    elif text:
        yield text


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


def _body(parts: list[str | Block]) -> Body:
    """The text, then what stands behind each 附件n：title."""
    blocks: list[Block] = []
    attachments: list[tuple[str, list[Block]]] = []
    for part in parts:
        into = attachments[-1][1] if attachments else blocks
        head = _ATTACHMENT.match(part) if isinstance(part, str) else None
        if head is not None:
            attachments.append((head["title"].strip(), []))
        else:
            into.append(part if isinstance(part, Block) else _line(part))
    return Body(tuple(blocks), tuple(Attachment(title, tuple(found)) for title, found in attachments))


def _line(text: str) -> Block:
    return Block(text=text) if "\n" in text else recognition.block(text)
