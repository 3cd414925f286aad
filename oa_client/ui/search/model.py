"""A search's answer as rows. No Qt; not for the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass

from oa_client.app.desk import Desk
from oa_client.app.reading import Found, Listed, Record

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
    records = [record for matter in found.ids if (record := desk.record(matter)) is not None]
    return Answer(query, tuple(map(_row, records)), found)


def _row(record: Record) -> Listed:
    return Listed(
        record.id, record.kind, record.row, since=record.row.changed_at, due=record.row.due, whole=record.whole
    )
