"""Delegations and leaves by chance (`tests/server/standing_walk.py`), and each planted defect is caught."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from unittest import mock

import pytest
from sqlalchemy import select

from oa_client.domain.people import Actor, PersonId, PostId
from server_stub import commands, standing_in
from server_stub import tables as t
from server_stub.work import Work
from tests.server.standing_walk import Story

STORIES, ACTS = 3, 90
MET = {
    "circulation.mark_read for", "authority_ended", "delegate_may_not_delegate", "leave_is_personal", "overlapping",
    "delegation.give", "delegation.revoke", "delegation.decline", "leave.approve", "leave.report_back",
}  # fmt: skip


def tell() -> Counter[str]:
    reached: Counter[str] = Counter()
    for seed in range(STORIES):
        Story(seed, reached).tell(ACTS)
    return reached


def test_nobody_acts_without_a_right_and_everything_returns() -> None:
    reached = tell()
    assert set(reached) >= MET, reached
    assert reached["circulation.mark_read for"] >= 10, reached


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


@pytest.mark.parametrize("defect", [by_any_delegation, what_ends_stays_open])
def test_the_defect_is_caught(defect: AbstractContextManager[None]) -> None:
    with defect(), pytest.raises(AssertionError):  # type: ignore[operator]
        tell()
