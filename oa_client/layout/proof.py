"""A proof of a 公文: its pages as they will be exported, and what whoever writes it should know about the faces."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import msgspec

from oa_client.app.gongwen import Gongwen
from oa_client.app.preview import Document
from oa_client.layout.faces import Face, FontFile
from oa_client.layout.gongwen.lay import Laid


@dataclass(frozen=True, slots=True)
class Proof:
    """The pages; the faces another one stands in for, the characters no face has."""

    laid: Laid
    stand_ins: tuple[Face, ...] = ()
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Characters set from one font file, and how far the pen moves for each at size 1."""

    file: FontFile
    chars: str
    advances: tuple[float, ...]


class Typesetter(Protocol):
    """Makes proofs. Blocks, so not for the GUI thread; may be called from any other."""

    def lay(self, document: Gongwen) -> Proof:
        """Lay it out as the export does. Raises `NoText`."""
        ...

    def glyphs(self, face: Face, words: str) -> Iterable[Glyphs]:
        """What the export sets for these words: the same files, the same widths."""
        ...


NAME = "公文.gongwen"
"""What a 公文 to look at is called among other documents."""
KEY = "proof:"


def document_of(document: Gongwen) -> Document:
    """A 公文 as a document to look at; the same 公文 is the same document."""
    data = msgspec.json.encode(document)
    return Document(KEY + hashlib.sha256(data).hexdigest(), NAME, len(data), lambda: (data,))
