"""Delegations and leaves by chance (`tests/server/standing_walk.py`), and each planted defect is caught."""

from __future__ import annotations

from collections import Counter
from contextlib import AbstractContextManager

import pytest

from tests.server.standing_defects import by_any_delegation, what_ends_stays_open
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


@pytest.mark.parametrize("defect", [by_any_delegation, what_ends_stays_open])
def test_the_defect_is_caught(defect: AbstractContextManager[None]) -> None:
    with defect(), pytest.raises(AssertionError):  # type: ignore[operator]
        tell()
