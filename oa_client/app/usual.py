"""The limit an office usually gives (常例时限, domain.md §5): what a form offers, or stands where none is said."""

from __future__ import annotations

from collections.abc import Mapping

from oa_client.domain.supervision.limits import LIMITS
from oa_client.domain.table import Action
from oa_client.domain.usual import USUAL, Usual

URGENT: Mapping[str, int] = {"top": 1, "flash": 1, "urgent": 3}
"""Working days by urgency."""
PLAIN: Mapping[tuple[str, str], int] = {
    ("incoming", "propose"): 15,
    ("incoming", "dispatch"): 15,
    ("instruction", "assign"): 10,
}
"""Working days where nothing is urgent, by what is done."""


def usual(kind: str, action: str, urgency: str, now: int) -> Usual | None:
    """What is usually given from now on by an act that gives something out; None where nothing is usual."""
    plain = PLAIN.get((kind, action))
    return None if plain is None else Usual(URGENT.get(urgency, plain), "working_days", now)


def of_source(source: object, now: int) -> Usual | None:
    """What an item of supervision from a source usually has from now on."""
    return Usual(*LIMITS[source], now) if isinstance(source, str) and source in LIMITS else None


def counted(action: Action) -> bool:
    """Whether an action says how its day was counted, so that this moves with the calendar."""
    return any(ask.name == USUAL for ask in action.asks)
