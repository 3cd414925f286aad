"""What the prose makes: a document, and the issuer it is made for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol


class Issuer(Protocol):
    """What the prose must know of a unit (a `district.Unit` fits)."""

    @property
    def name(self) -> str:
        """Return the name in the directory."""

    @property
    def level(self) -> str:
        """Return district, department, street, town, community or village."""

    @property
    def organ(self) -> str:
        """Return the organ's name as it signs."""

    @property
    def code(self) -> str:
        """Return the 机关代字."""


@dataclass(frozen=True)
class Document:
    """A finished document; `title` is as registries list it, `heading` as it is printed."""

    title: str
    number: str
    genre: str
    urgency: str
    body: str
    issuer: str
    recipients: str
    date: dt.date
    due: dt.date | None
    attachments: tuple[str, ...]
    contact: str
    phone: str
    topic: str
    pattern: str
    level: str

    @property
    def heading(self) -> str:
        """Return the full title: organ, matter and 文种."""
        return self.title if self.genre == "纪要" else self.issuer + self.title
