"""印章图样: a picture put where the seal goes, marked as what it is not; only what the administrator laid down."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from oa_client.app.seals import Organ, Seal, Sealed, SealRefused, Shelf, Unsealed
from oa_client.assets import _
from oa_client.domain.people import PersonId
from oa_client.export.press import PdfPress

MARK = "印章图样，非电子签章"


class PictureSeals:
    """`oa_client.app.seals.SealProvider` by pictures; what is laid down is read anew each time."""

    def __init__(self, find: Callable[[], Shelf], press: PdfPress) -> None:
        """`find` reads what is laid down for this machine."""
        self._find, self._press = find, press

    @property
    def trouble(self) -> str:
        """Why there is none although somebody laid one down."""
        return self._find().trouble

    def seals(self, person: PersonId, organ: Organ) -> tuple[Seal, ...]:
        """Those of this organ that this person keeps."""
        found = (one.seal for one in self._find().pictures)
        return tuple(seal for seal in found if seal.keeper == person and seal.is_of(organ))

    def apply(self, seal: Seal, person: PersonId, paper: Unsealed) -> Sealed:
        """Set it once more with the picture at its place. Raises `SealRefused`, `Unsettable`."""
        held = next((one for one in self._find().pictures if one.seal == seal), None)
        if held is None or seal not in self.seals(person, paper.organ) or not paper.spots:
            raise SealRefused
        mark = _(MARK)
        printed = self._press.stamp(paper.document, seal.diameter, paper.spots, held.picture, mark)
        return Sealed(printed, hashlib.sha256(printed.data).hexdigest(), seal, paper.spots, mark)
