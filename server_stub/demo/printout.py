"""Small PDFs of the demo's documents; without reportlab there are none."""

from __future__ import annotations

import io

from server_stub.demo.document import Document

_FONT = "STSong-Light"
_PER_LINE = 34


def pdf(doc: Document) -> bytes | None:
    """A document on paper."""
    try:
        from reportlab.lib.pagesizes import A4  # noqa: PLC0415 - the demo goes without it where it is missing
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # noqa: PLC0415
        from reportlab.pdfbase.pdfmetrics import registerFont  # noqa: PLC0415
        from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415
    except ImportError:
        return None
    registerFont(UnicodeCIDFont(_FONT))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setTitle(doc.title)
    width, height = A4
    y = height - 90
    canvas.setFont(_FONT, 16)
    for line in _lines(doc.heading, 24):
        canvas.drawCentredString(width / 2, y, line)
        y -= 24
    canvas.setFont(_FONT, 12)
    canvas.drawCentredString(width / 2, y - 6, doc.number)
    y -= 40
    for paragraph in doc.body.split("\n"):
        for line in _lines(paragraph, _PER_LINE):
            if y < 80:
                canvas.showPage()
                canvas.setFont(_FONT, 12)
                y = height - 80
            canvas.drawString(80, y, line)
            y -= 20
    canvas.save()
    return out.getvalue()


def _lines(text: str, most: int) -> list[str]:
    return [text[n : n + most] for n in range(0, len(text), most)] or [""]
