"""A search's answer as rows. No Qt; not for the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass

from oa_client.app.desk import Desk
from oa_client.app.reading import Found, Listed
from oa_client.domain.matter import MatterId

LIMIT = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query found, with its rows; `total` may be more."""

    query: str
    rows: tuple[Listed, ...]
    found: Found


def look(desk: Desk, query: str) -> Answer:
    """Search this device."""
    found = desk.search(query, LIMIT)
    return Answer(query, desk.headed(found.ids), found)


def alone(desk: Desk, matter: MatterId) -> Answer:
    """One matter that somebody came from elsewhere to see."""
    rows = desk.headed((matter,))
    return Answer("", rows, Found((matter,), len(rows), 0, 0))
