"""公文 among what a preview shows: laid out here, as the export lays them out; everything else goes to the child."""

from __future__ import annotations

import threading
from collections import OrderedDict

import msgspec

from oa_client.app.gongwen import Gongwen
from oa_client.app.preview import Document, Layout, Pixels, Preview, Unshowable
from oa_client.layout.gongwen.lay import NoText
from oa_client.layout.proof import KEY, Proof, Typesetter

KEPT = 6
"""Proofs kept laid out: that of the page in sight, of the one before it, of a matter behind the editor."""


class ProofPreview:
    """A `Preview` that sets 公文 itself and passes on the rest."""

    def __init__(self, inner: Preview, typesetter: Typesetter) -> None:
        """Nothing is laid out yet."""
        self._inner, self._typesetter = inner, typesetter
        self._lock = threading.Lock()
        self._proofs: OrderedDict[str, Proof] = OrderedDict()

    def proof(self, document: Document) -> Proof:
        """The proof of a 公文, laid out once. Raises `Unshowable`."""
        with self._lock:
            if document.key in self._proofs:
                self._proofs.move_to_end(document.key)
                return self._proofs[document.key]
        try:
            made = self._typesetter.lay(msgspec.json.decode(b"".join(document.read()), type=Gongwen))
        except NoText as error:
            raise Unshowable("no_text") from error
        with self._lock:
            self._proofs[document.key] = made
            while len(self._proofs) > KEPT:
                self._proofs.popitem(last=False)
        return made

    def layout(self, document: Document) -> Layout:
        """How many pages there are and their sizes. Raises `Unshowable`."""
        if not document.key.startswith(KEY):
            return self._inner.layout(document)
        return Layout(tuple((page.width, page.height) for page in self.proof(document).laid.pages.pages))

    def page(self, document: Document, number: int, width: int) -> Pixels:
        """A page as wide as asked. Raises `Unshowable`."""
        if not document.key.startswith(KEY):
            return self._inner.page(document, number, width)
        from oa_client.ui.matter.paper import draw  # noqa: PLC0415 - only looking at a 公文 needs it

        return draw(self.proof(document).laid.pages.pages[number], width, self._typesetter)

    def close(self) -> None:
        """End the process that reads."""
        self._inner.close()
