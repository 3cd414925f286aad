"""A 公文 as PDF: laid out by its profile, set by the press every sheet is set by."""

from __future__ import annotations

from oa_client.app.forms import Printed
from oa_client.app.gongwen import Gongwen
from oa_client.export.faces import FontFiles
from oa_client.export.pdf import paint
from oa_client.layout.faces import OwnFonts
from oa_client.layout.gongwen.lay import Laid, lay
from oa_client.layout.gongwen.profile import Profile


def typeset(document: Gongwen, own: OwnFonts | None = None, profile: Profile | None = None) -> tuple[Printed, Laid]:
    """The document with the fonts of this machine before ours, and how it lies. Raises `NoText`."""
    faces = FontFiles(own)
    laid = lay(document, faces, profile)
    return paint(laid.pages, faces), laid
