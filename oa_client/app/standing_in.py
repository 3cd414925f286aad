"""Who stands in for whom, as the centre told this device: what I gave and hold, and who of all is away."""

from __future__ import annotations

from collections.abc import Mapping

from oa_client.app.reading import Library
from oa_client.domain.people import PersonId
from oa_client.domain.standing_in import StandIn
from oa_client.protocol.standing_in import AWAY, HELD, of_row


def held_in(library: Library) -> tuple[StandIn, ...]:
    """The delegations this person gave or holds, also those that are over by the clock."""
    return _read(library, HELD)


def away_in(library: Library, now: int) -> Mapping[PersonId, StandIn]:
    """Who is away, and who stands in for him; of several the one that lasts longest."""
    lasting = (one for one in _read(library, AWAY) if one.lasts(now))
    return {one.giver: one for one in sorted(lasting, key=lambda one: one.until or 0)}


def _read(library: Library, kind: str) -> tuple[StandIn, ...]:
    found = (of_row(key, data) for key, data in sorted(library.rows_under(kind, "").items()))
    return tuple(one for one in found if one is not None)
