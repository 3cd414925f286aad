"""The press: a form laid out and set as PDF, with the fonts of this machine before ours."""

from __future__ import annotations

from oa_client.app.forms import Form, Printed
from oa_client.export.faces import FontFiles
from oa_client.export.pdf import paint
from oa_client.layout.sheet import lay


class PdfPress:
    """`oa_client.app.forms.Press` by reportlab."""

    def __init__(self, faces: FontFiles) -> None:
        """With these faces."""
        self._faces = faces

    def print(self, form: Form) -> Printed:
        """Lay it out and set it."""
        return paint(lay(form, self._faces), self._faces)
