"""Seals put on a laid out 公文 by a machine: the port for vendors' devices, and what a picture of a seal is.

The office's way is another: printed, stamped by hand, scanned, the scan attached in 用印. A device that makes
electronic signatures as the law has them is a `SealProvider`; so is the picture an administrator may allow, which is
no signature.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from oa_client.app.forms import Printed, Spot
from oa_client.app.gongwen import Gongwen, Shape, Signing
from oa_client.app.reading import Record
from oa_client.domain.people import Directory, PersonId, Scope, UnitId

LEAST, MOST = 30.0, 50.0
"""Millimetres a seal of an organ may measure across (国发〔1999〕25号)."""


@dataclass(frozen=True, slots=True)
class Organ:
    """Who issues a 公文: its unit, and its name as it stands over the date."""

    unit: UnitId
    name: str


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal: of a unit, or else of whoever bears a name; who keeps it, how wide it is, who allowed its use here."""

    name: str
    unit: UnitId | None
    organ: str
    keeper: PersonId
    diameter: float
    enabled_by: str = ""

    def is_of(self, organ: Organ) -> bool:
        """Whether it is this organ's."""
        return self.unit == organ.unit if self.unit is not None else self.organ == organ.name


@dataclass(frozen=True, slots=True)
class Unsealed:
    """A 公文 laid out with room for the seal, and where that goes: the organ's own place, nobody else's."""

    document: Gongwen
    printed: Printed
    spots: tuple[Spot, ...]
    organ: Organ


@dataclass(frozen=True, slots=True)
class Sealed:
    """What was done: the file with its SHA-256, by which seal and where; `mark` says what kind of seal it bears."""

    printed: Printed
    sha256: str
    seal: Seal
    spots: tuple[Spot, ...]
    mark: str


class SealRefused(Exception):
    """Nothing was done: the seal is gone, not this person's or organ's, or there is no place for it."""


class SealProvider(Protocol):
    """Puts seals on paper that is laid out. Blocks, so not for the GUI thread."""

    def seals(self, person: PersonId, organ: Organ) -> tuple[Seal, ...]:
        """Those this person may use for this organ now; none when there is nothing to choose from."""
        ...

    def apply(self, seal: Seal, person: PersonId, paper: Unsealed) -> Sealed:
        """Put it there. Raises `SealRefused`, `Unsettable`."""
        ...

    @property
    def trouble(self) -> str:
        """Why there is none although somebody laid one down, in a sentence; empty when all is as it should be."""
        ...


@dataclass(frozen=True, slots=True)
class PictureSeal:
    """A seal as a picture: a square PNG whose ground is clear."""

    seal: Seal
    picture: bytes


@dataclass(frozen=True, slots=True)
class Shelf:
    """The pictures laid down for this machine; or why there are none."""

    pictures: tuple[PictureSeal, ...] = ()
    trouble: str = ""


def is_sealable(record: Record, document: Gongwen) -> bool:
    """Whether 用印 is what comes next: signed for, numbered, proofread, and of a form that bears a seal.

    What waits to be uploaded has been seen by nobody else yet: that is not sealed.
    """
    matter = record.matter
    if matter is None or record.row.stage != "proofread" or document.number is None:
        return False
    if any(line.pending is not None for line in record.lines):
        return False
    return matter.fields.get("doc_date") is not None and bears_seal(document)


def bears_seal(document: Gongwen) -> bool:
    """纪要 bears none, and a 签名章 is no seal."""
    return document.signing is Signing.SEALED and document.shape is not Shape.MINUTES


def organ_of(record: Record, document: Gongwen, directory: Directory) -> Organ | None:
    """Who issues it: the host where there are several."""
    named = record.matter.fields.get("organ") if record.matter is not None else None
    unit = directory.unit_of(Scope(named)) if isinstance(named, str) and named else None
    return Organ(unit, document.organs[0]) if unit is not None and document.organs else None


def own_spots(spots: tuple[Spot, ...]) -> tuple[Spot, ...]:
    """The host's place of all those of a joint issue: the others put their own seals."""
    return spots[:1]
