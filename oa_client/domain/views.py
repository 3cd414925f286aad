"""Whom the rules of a view name: the groups of people a table may speak of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from oa_client.domain.people import (
    EVERYONE,
    Scope,
    clerks_scope,
    person_scope,
    post_scope,
    unit_scope,
)
from oa_client.domain.scene import Scene, flat_scopes
from oa_client.domain.table import Condition

GROUPS: Mapping[str, tuple[str, ...]] = {
    "opener": (),
    "opener_post": (),
    "opener_clerks": (),
    "opener_unit": (),
    "delivered": (),
    "acted": (),
    "everyone": (),
    "field": ("field",),
    "tracks": ("track_state+",),
}
"""What a view may name: groups of people, and what their arguments are."""


def scopes(condition: Condition, scene: Scene) -> Iterator[Scope]:
    """The scopes a rule of a view names, by one of the `GROUPS`."""
    name, *args = condition
    matter = scene.matter
    if matter is None:
        return
    if name == "opener":
        yield person_scope(matter.opener)
    elif name == "opener_post":
        yield post_scope(matter.post)
    elif name == "opener_clerks":
        yield clerks_scope(matter.unit)
    elif name == "opener_unit":
        yield unit_scope(matter.unit)
    elif name == "delivered":
        yield from (t.holder for t in matter.tracks if t.delivered_at is not None)
    elif name == "tracks":
        yield from (t.holder for t in matter.tracks if t.state in args)
    elif name == "acted":
        yield from (person_scope(p) for p in sorted(matter.acted))
    elif name == "everyone":
        yield EVERYONE
    elif name == "field":
        yield from flat_scopes(scene.value(str(args[0])))
    else:
        raise KeyError(name)
