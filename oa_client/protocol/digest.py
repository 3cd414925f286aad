"""The row by which the centre reminds a person of limits, once a morning: ids only, what they are called he has."""

from __future__ import annotations

import msgspec

from oa_client.domain.calendar import Lamp

DIGEST, KEY = "digest", "latest"
"""Its kind and its key: each takes the place of the one before."""


class Urged(msgspec.Struct, frozen=True):
    """One task with a limit: the matter, the step of its table, when it is due and how that stood."""

    matter: str
    step: str
    due: int
    lamp: Lamp


class Digest(msgspec.Struct, frozen=True):
    """What a person was reminded of on a `day` (ISO), the soonest first; `total` also counts what is not listed."""

    day: str
    total: int
    items: tuple[Urged, ...] = ()
