"""The press: forms and 公文 laid out and set as files, with the fonts of this machine before ours."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from oa_client.app.forms import Form, Printed, Spot, Typeset, Unsettable
from oa_client.app.gongwen import Gongwen
from oa_client.layout.faces import OwnFonts

if TYPE_CHECKING:
    from oa_client.export.faces import FontFiles
    from oa_client.layout.gongwen.lay import Laid


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

    def typeset(self, document: Gongwen, diameter: float = 0.0) -> Typeset:
        """A 公文 as PDF, as `export.gongwen` sets it. Raises `Unsettable`."""
        from oa_client.export.pdf import paint  # noqa: PLC0415 - only printing needs it

        with self._lock:
            faces = self._open()
            laid = _laid(document, faces, diameter)
            spots = tuple(Spot(p.page, p.x, p.y, p.width, p.height, p.organ) for p in laid.places)
            return Typeset(paint(laid.pages, faces), spots, laid.remarks)

    def write_docx(self, document: Gongwen) -> Printed:
        """A 公文 as DOCX. Raises `Unsettable`."""
        from oa_client.export.gongwen_docx import typeset_in  # noqa: PLC0415 - only this needs it
        from oa_client.export.pictures import safe  # noqa: PLC0415 - the same
        from oa_client.layout.gongwen.lay import NoText  # noqa: PLC0415 - the same

        with self._lock:
            try:
                return typeset_in(safe(document), self._open())[0]
            except NoText as error:
                raise Unsettable from error

    def stamp(self, document: Gongwen, diameter: float, spots: Sequence[Spot], picture: bytes, mark: str) -> Printed:
        """The PDF of `typeset` with a picture at some of its spots, `mark` in its properties. Raises `Unsettable`."""
        from oa_client.export.pdf import paint  # noqa: PLC0415 - only this needs it
        from oa_client.layout.tree import Picture  # noqa: PLC0415 - the same

        with self._lock:
            faces = self._open()
            laid = _laid(document, faces, diameter)
            pages = list(laid.pages.pages)
            for s in spots:
                item = Picture(s.x - s.width / 2, s.y - s.height / 2, s.width, s.height, picture)
                pages[s.page] = replace(pages[s.page], items=(*pages[s.page].items, item))
            return paint(replace(laid.pages, pages=tuple(pages), mark=mark), faces)

    def _open(self) -> FontFiles:
        if self._faces is None:
            from oa_client.export.faces import FontFiles  # noqa: PLC0415 - only printing needs it

            self._faces = FontFiles(self._find())
        return self._faces


def _laid(document: Gongwen, faces: FontFiles, diameter: float) -> Laid:
    """How it lies where the seal is so wide. Raises `Unsettable`."""
    from oa_client.export.pictures import safe  # noqa: PLC0415 - only printing needs it
    from oa_client.layout.gongwen.lay import NoText, lay  # noqa: PLC0415 - only printing needs it
    from oa_client.layout.gongwen.profile import Profile  # noqa: PLC0415 - the same

    profile = Profile()
    try:
        return lay(safe(document), faces, profile.with_template({"seal.diameter": diameter}) if diameter else profile)
    except NoText as error:
        raise Unsettable from error
