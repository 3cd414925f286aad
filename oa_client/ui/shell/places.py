"""Which registers somebody keeps by his posts, and what he may begin. No Qt."""

from __future__ import annotations

from oa_client.app.acting import actors
from oa_client.app.desk import Desk
from oa_client.domain.people import Role

_KEEPERS = {
    "incoming": frozenset({Role.CLERK}),
    "outgoing": frozenset(Role),
    "exchange": frozenset({Role.CLERK}),
    "instruction": frozenset({Role.CLERK, Role.LEADER}),
    "numbers": frozenset({Role.CLERK}),
    "supervision": frozenset({Role.SUPERVISOR, Role.LEADER}),
    "fiscal": frozenset({Role.FINANCE, Role.FINANCE_HEAD, Role.FINANCE_LEADER}),
}


def kept_by(desk: Desk) -> frozenset[str]:
    """The kinds whose register this person's posts let him keep."""
    roles = frozenset(role for actor in actors(desk.rules) for role in actor.roles)
    return frozenset({"delegation"}) | {kind for kind, keepers in _KEEPERS.items() if roles & keepers}
