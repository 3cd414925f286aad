"""The district's calendar of working days, from the same file that clients are shipped with."""

from __future__ import annotations

import json
from pathlib import Path

from oa_client.domain.calendar import WorkingDays

_ROOT = Path(__file__).resolve().parents[1]
_PLACES = (_ROOT / "resources", _ROOT / "oa_client" / "_resources")


def district_days() -> WorkingDays:
    """The calendar; weekends alone where the file is missing."""
    for folder in _PLACES:
        path = folder / "calendar" / "cn_workdays.json"
        if path.exists():
            return WorkingDays.from_json(json.loads(path.read_text(encoding="utf-8")))
    return WorkingDays()
