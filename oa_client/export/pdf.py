"""A layout tree as PDF. The same tree with the same fonts gives the same bytes."""

from __future__ import annotations

import io

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from oa_client.app.forms import Printed
from oa_client.assets import _
from oa_client.export.faces import FontFiles
from oa_client.layout.tree import Brush, Page, Pages, Picture, Rule, Text


def paint(pages: Pages, faces: FontFiles) -> Printed:
    """The document with the used characters of its fonts inside."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1, pageCompression=1, initialFontName=faces.first)
    _say(canvas, pages, missing(pages, faces))
    for page in pages.pages:
        _page(canvas, page, faces)
        canvas.showPage()
    canvas.save()
    return printed(out.getvalue(), pages, faces)


def printed(data: bytes, pages: Pages, faces: FontFiles) -> Printed:
    """A file of these pages, with the characters no face has and the faces another stands in for."""
    texts = [t for p in pages.pages for t in p.texts]
    absent = dict.fromkeys(c for t in texts for c in faces.absent(t.face, t.words))
    used = {t.face for t in texts}
    return Printed(data, len(pages.pages), tuple(absent), tuple(f.value for f in faces.stand_ins if f in used))


def missing(pages: Pages, faces: FontFiles) -> str:
    """Which faces of these pages are not on this machine, and what stands in for each; for a file's properties."""
    used = {t.face for p in pages.pages for t in p.texts}
    found = (_("{wanted}，以{used}代替").format(wanted=w, used=u) for f, (w, u) in faces.missing.items() if f in used)
    said = "；".join(found)
    return _("缺少字体：{said}").format(said=said) if said else ""


def _say(canvas: Canvas, pages: Pages, keywords: str) -> None:
    canvas.setTitle(pages.title)
    canvas.setSubject("　".join(x for x in (pages.about, pages.mark) if x))
    canvas.setCreator(_("轮阅"))
    if said := "；".join(x for x in (pages.mark, keywords) if x):
        canvas.setKeywords(said)


def _page(canvas: Canvas, page: Page, faces: FontFiles) -> None:
    canvas.setPageSize((page.width, page.height))
    for item in page.items:
        match item:
            case Rule():
                _rule(canvas, item, page.height)
            case Text():
                _text(canvas, item, page.height, faces)
            case Brush():
                _brush(canvas, item, page.height)
            case Picture():
                _picture(canvas, item, page.height)


def _picture(canvas: Canvas, picture: Picture, height: float) -> None:
    """As ink on what is printed already: black shows through."""
    image = ImageReader(io.BytesIO(picture.data))
    low = height - picture.y - picture.height
    canvas.saveState()
    canvas.setBlendMode("Multiply")
    canvas.drawImage(image, picture.x, low, picture.width, picture.height, mask="auto")
    canvas.restoreState()


def _rule(canvas: Canvas, rule: Rule, height: float) -> None:
    canvas.setStrokeColorRGB(*(c / 255 for c in rule.colour))
    canvas.setLineWidth(rule.thickness)
    canvas.setLineCap(2)
    canvas.line(rule.x, height - rule.y, rule.to_x, height - rule.to_y)


def _brush(canvas: Canvas, brush: Brush, height: float) -> None:
    """Round at its ends: one that is wider where the pen was pressed goes on from it without a gap."""
    canvas.setStrokeColorRGB(*(c / 255 for c in brush.colour))
    canvas.setLineWidth(brush.thickness)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    path = canvas.beginPath()
    (x, y), *further = brush.places
    path.moveTo(x, height - y)
    for to_x, to_y in further or [(x, y)]:
        path.lineTo(to_x, height - to_y)
    canvas.drawPath(path, stroke=1, fill=0)


def _text(canvas: Canvas, text: Text, height: float, faces: FontFiles) -> None:
    if not text.words.strip():
        return
    line = canvas.beginText(text.x, height - text.y)
    if text.upward:
        line.setTextTransform(0, 1, -1, 0, text.x, height - text.y)
    if text.stretch != 1.0:
        line.setHorizScale(100 * text.stretch)
    line.setFillColorRGB(*(c / 255 for c in text.colour))
    line.setCharSpace(text.spacing)
    for name, run in faces.runs(text.face, text.words):
        line.setFont(name, text.size)
        line.textOut(run)
    if text.stretch != 1.0:
        line.setHorizScale(100)
    canvas.drawText(line)
