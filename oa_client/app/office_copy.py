"""A draft on its way through office software and back: what a surface asks of whatever writes and reads the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from oa_client.app.body import Body


class Unreadable(Exception):
    """The file is no document this can read; it is kept as it is."""


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """What came back; `pictures` stayed behind."""

    body: Body
    pictures: int = 0


class OfficeFiles(Protocol):
    """Blocks: not for the GUI thread."""

    def write(self, title: str, body: Body) -> bytes:
        """A DOCX of the text and its attachments."""
        ...

    def read(self, data: bytes) -> BroughtBack:
        """The text in a DOCX. Raises `Unreadable`."""
        ...
