"""Who supervises here, and in which of the two ways: 政府督查, or 内部督办 in one's own house (国务院令733号)."""

from __future__ import annotations

from oa_client.app.acting import actors
from oa_client.app.desk import Desk
from oa_client.domain.people import Actor, Level, Role

GOVERNMENT, INTERNAL = "government", "internal"
MODES = {"政府督查": GOVERNMENT, "督查": GOVERNMENT, "内部督办": INTERNAL, "督办": INTERNAL}
"""What a table may call them."""


def modes(desk: Desk) -> tuple[str, ...]:
    """The ways open to whoever supervises here, the usual first; a 街道 or 镇 has its own house and no other."""
    here = supervisor(desk)
    unit = desk.rules.directory.units.get(here.unit) if here is not None else None
    if unit is not None and unit.level is Level.DISTRICT:
        return (GOVERNMENT, INTERNAL)
    return (INTERNAL, GOVERNMENT) if unit is not None and unit.level is Level.DEPARTMENT else (INTERNAL,)


def supervisor(desk: Desk) -> Actor | None:
    """Somebody here in the highest of the posts somebody supervises in."""
    units = desk.rules.directory.units
    found = [a for a in actors(desk.rules) if Role.SUPERVISOR in a.roles]
    of_district = (a for a in found if (unit := units.get(a.unit)) is not None and unit.level is Level.DISTRICT)
    return next(of_district, next(iter(found), None))
