"""Each planted defect breaks an invariant in the life of a seed that is known; what is shipped lives it whole.

The seeds were found by `python -m tests.sim.hunt`, the random search, which the bench runs over many seeds.
"""

import pytest

from tests.sim.defects import PLANTED, by_name
from tests.sim.running import run

STEPS = 400
CAUGHT: dict[str, tuple[int, str]] = {
    "asks_on_signed_out": (1, "I7"),
    "back_off_never_reset": (1, "I7"),
    "deaf_wait": (1, "I7"),
    "forget_idempotency": (3, "I3"),
    "late_reply_applied": (1, "I9"),
    "no_archive": (1, "I4"),
    "no_epoch": (1, "crash"),
    "no_forget": (1, "I1"),
    "old_client_drops": (1, "I12"),
    "outbox_first": (2, "I4"),
    "overlay_twice": (1, "I7"),
    "position_before_page": (1, "I9"),
    "position_outlives_full_disk": (1, "I8"),
    "stopped_for_good": (1, "I7"),
    "taken_back_at_once": (1, "I4"),
    "torn_page": (11, "I5"),
    "upload_on_faith": (1, "I4"),
}


@pytest.mark.parametrize("name", CAUGHT)
def test_the_defect_is_caught(name):
    seed, invariant = CAUGHT[name]
    with by_name(name)():
        found = run(seed, steps=STEPS)
    assert found.broken == invariant, f"{found.broken or 'nothing'} broke: {found.what}"


@pytest.mark.parametrize("seed", sorted({seed for seed, _ in CAUGHT.values()}))
def test_what_is_shipped_lives_the_same_life(seed):
    found = run(seed, steps=STEPS)
    assert not found.broken, found.what


def test_there_are_enough_of_them():
    assert len(CAUGHT) >= 12
    assert len(CAUGHT.keys() & PLANTED.keys()) >= 4
