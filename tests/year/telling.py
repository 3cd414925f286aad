"""What the centre tells of its statistics, read from its rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields

from sqlalchemy import text

from oa_client.domain.measures import Count
from server_stub.centre import Centre
from tests.year.counting import Key
from tests.year.district import HOUSE

_NAMES = tuple(f.name for f in fields(Count))


def told(centre: Centre) -> Mapping[Key, int]:
    """Counted anew, then as the house is told: by month, unit, source and name."""
    centre.count()
    with centre.database.read() as connection:
        rows = connection.execute(
            text("select key, data from row where kind = 'statistics' and owner = :owner"), {"owner": f"u{HOUSE}"}
        ).all()
    found: dict[Key, int] = {}
    for key, data in rows:
        month = key.rpartition("/")[2]
        for unit, source, *counts in json.loads(bytes(data)).get("lines", []):
            named = zip(_NAMES, counts, strict=True)
            found |= {(month, unit, source, name): n for name, n in named if n}
    return found
