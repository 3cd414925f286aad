"""The press: a form laid out and set as PDF, with the fonts of this machine before ours."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from oa_client.app.forms import Form, Printed
from oa_client.layout.faces import OwnFonts

if TYPE_CHECKING:
    from oa_client.export.faces import FontFiles


class PdfPress:
    """`oa_client.app.forms.Press` by reportlab, which is loaded, as the fonts are, by the first sheet."""

    def __init__(self, find: Callable[[], OwnFonts]) -> None:
        """`find` looks for the fonts of this machine."""
        self._find = find
        self._lock = threading.Lock()
        self._faces: FontFiles | None = None

    def print(self, form: Form) -> Printed:
        """Lay it out and set it."""
        from oa_client.export.pdf import paint  # noqa: PLC0415 - only printing needs it
        from oa_client.layout.sheet import lay  # noqa: PLC0415 - only printing needs it

        with self._lock:
            faces = self._open()
            return paint(lay(form, faces), faces)

    def _open(self) -> FontFiles:
        if self._faces is None:
            from oa_client.export.faces import FontFiles  # noqa: PLC0415 - only printing needs it

            self._faces = FontFiles(self._find())
        return self._faces
