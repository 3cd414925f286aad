"""Proofs for the screen (layout.proof.Typesetter): the same layout and the same font files as the PDF."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from oa_client.app.gongwen import Gongwen
from oa_client.layout.faces import Face, OwnFonts
from oa_client.layout.proof import Glyphs, Proof

if TYPE_CHECKING:
    from oa_client.export.faces import FontFiles


class ProofPress:
    """Reads the fonts when the first proof is asked for."""

    def __init__(self, find: Callable[[], OwnFonts]) -> None:
        """`find` looks for the fonts of this machine."""
        self._find = find
        self._lock = threading.Lock()
        self._faces: FontFiles | None = None

    def lay(self, document: Gongwen) -> Proof:
        """As `export.gongwen.typeset` does. Raises `NoText`."""
        from oa_client.export.pictures import safe  # noqa: PLC0415 - the same
        from oa_client.layout.gongwen.lay import lay  # noqa: PLC0415 - only drafting needs it

        faces = self._open()
        laid = lay(safe(document), faces)
        texts = [t for page in laid.pages.pages for t in page.texts]
        used = {t.face for t in texts}
        absent = dict.fromkeys(c for t in texts for c in faces.absent(t.face, t.words))
        return Proof(laid, tuple(f for f in faces.stand_ins if f in used), tuple(absent))

    def glyphs(self, face: Face, words: str) -> Iterable[Glyphs]:
        """The characters as the PDF sets them, one file after the other."""
        faces = self._open()
        shown = (found for char in words if (found := faces.shown(face, char)) is not None)
        for file, run in groupby(shown, key=lambda one: one[0]):
            known = list(run)
            yield Glyphs(file, "".join(c for _, c, _ in known), tuple(wide for _, _, wide in known))

    def _open(self) -> FontFiles:
        with self._lock:
            if self._faces is None:
                from oa_client.export.faces import FontFiles  # noqa: PLC0415 - only drafting needs it

                self._faces = FontFiles(self._find())
            return self._faces
