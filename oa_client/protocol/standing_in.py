"""The rows by which the centre tells who stands in for whom: the two of them everything, everybody else the names.

``delegation``: {"giver", "taker", "kinds", "until", "may_sign", "since"}; ``away``: {"giver", "taker", "until"}. Both
have the delegation's id as their key and are there while it is active.
"""

from __future__ import annotations

from collections.abc import Mapping

from oa_client.domain.matter import MatterId, Moment
from oa_client.domain.people import PersonId
from oa_client.domain.standing_in import StandIn

HELD, AWAY = "delegation", "away"


def held_row(one: StandIn) -> dict[str, object]:
    """What the giver and the taker are told."""
    return {**away_row(one), "kinds": sorted(one.kinds), "may_sign": one.may_sign, "since": one.begins}


def away_row(one: StandIn) -> dict[str, object]:
    """What everybody is told."""
    return {"giver": one.giver, "taker": one.taker, "until": one.until}


def of_row(key: str, data: Mapping[str, object]) -> StandIn | None:
    """A row read; None for one that is no good."""
    giver, taker, until, since = (data.get(name) for name in ("giver", "taker", "until", "since"))
    kinds = data.get("kinds", [])
    if not isinstance(giver, int) or not isinstance(taker, int) or not isinstance(kinds, list):
        return None
    return StandIn(
        MatterId(key),
        PersonId(giver),
        PersonId(taker),
        frozenset(map(str, kinds)),
        Moment(since) if isinstance(since, int) else None,
        Moment(until) if isinstance(until, int) else None,
        may_sign=data.get("may_sign") is True,
    )
