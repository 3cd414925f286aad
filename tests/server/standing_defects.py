"""What could be wrong at the centre with who acts for whom, planted one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from unittest import mock

from sqlalchemy import select

from oa_client.domain.people import Actor, PersonId, PostId
from server_stub import commands, standing_in
from server_stub import tables as t
from server_stub.work import Work


@contextmanager
def by_any_delegation() -> Iterator[None]:
    """Whether it is over, and for whom it is, nobody looks."""

    def careless(
        work: Work, person: PersonId, giver: PersonId, name: str, kind: str, post: PostId | None
    ) -> Actor | None:
        known = work.connection.execute(select(t.delegation.c.id).where(t.delegation.c.id == name)).first()
        actor = work.directory.actor(giver, post)
        return replace(actor, person=person, on_behalf=giver, delegation=name) if known and actor else None

    with mock.patch.object(commands, "acting_for", careless):
        yield


@contextmanager
def what_ends_stays_open() -> Iterator[None]:
    """The end of a delegation leaves what it opened."""
    with mock.patch.object(standing_in, "_end", lambda *_: None):
        yield
