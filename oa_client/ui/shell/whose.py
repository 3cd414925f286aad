"""Whose desk it is, for the top of the window: the unit, the person in his post, and what he may begin. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from oa_client.app import registers
from oa_client.app.desk import Desk
from oa_client.wording import names

Entries = list[tuple[str, str, Callable[[], object]]]
"""Of a menu: what it says, how tests find it, what it does."""


def begins(desk: Desk, begin: Callable[[str], object]) -> Entries:
    """What this person's posts let him begin."""
    kinds = [kind for kind in desk.kinds.names() if registers.beginning(desk.rules, kind)]
    return [(names.new(k) if k in names.NEW else names.kind(k), f"new.{k}", partial(begin, k)) for k in kinds]


def unit_and_person(desk: Desk) -> tuple[str, str]:
    """His unit, and he himself in his post."""
    session, people = desk.session, desk.rules.directory
    actor = people.actor(session.person) if session else None
    unit = people.units.get(actor.unit) if actor else None
    post = people.posts.get(actor.post) if actor else None
    who = " · ".join(p for p in (post.title if post else "", session.name if session else "") if p)
    return unit.name if unit else "", who
