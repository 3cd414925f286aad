"""Which unit a name means: alone, or with the names of what it belongs to before it, ``海东街道/党政办公室``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from oa_client.domain.people import Directory, Unit, UnitId

BARS = "/>\uff0f\uff1e"
"""What stands between the names of a path."""


def meant(text: str, units: Mapping[UnitId, Unit]) -> list[Unit]:
    """The units that are not closed which a name means; with names before it, only those below them."""
    parts = [part.strip() for part in re.split(f"[{BARS}]", text) if part.strip()]
    if not parts:
        return []
    found = (u for u in units.values() if u.name == parts[-1] and not u.closed)
    return [u for u in found if _is_under(u, parts[:-1], units)]


def which(text: str, found: list[Unit], units: Mapping[UnitId, Unit]) -> str:
    """Why a name that means several units or none cannot be taken."""
    if not found:
        return f"没有叫“{text}”的单位；请先建这个单位，或改成已有的名称。"
    paths = "；".join(path(u, units, 2) for u in found[:3])
    return f"有 {len(found)} 个单位叫“{text}”，请写上它的上级，如：{paths}。"


def path(unit: Unit, units: Mapping[UnitId, Unit], most: int = 9) -> str:
    """Its name with what it belongs to, the district left out where it is below it."""
    names = [units[u].name for u in Directory(units).ancestors(unit.id)]
    return "/".join(reversed((names[:-1] or names)[:most]))


def _is_under(unit: Unit, names: list[str], units: Mapping[UnitId, Unit]) -> bool:
    """Whether each of these names is one of the units it belongs to, in that order from the top."""
    above = iter([units[u].name for u in Directory(units).ancestors(unit.id)][1:])
    return all(name in above for name in reversed(names))
