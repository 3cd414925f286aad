"""The simulated office with fixed seeds: 20,000 operations, and the same story twice."""

from collections import Counter

import pytest

from tests.sim.running import run

SHARES = {"liveness 1": (5_000, 1), "liveness 2": (5_000, 21), "liveness 3": (5_000, 41), "safety": (5_000, 61)}
"""(operations, first seed): each share is a test of its own, so that the suite's workers divide them."""
STEPS = 900
RARE = (
    "restore", "killed", "crash", "partition", "full disk", "no room", "clock", "transfer", "delegate", "late reply",
    "token ends", "sign in", "out of office", "row", "fetch", "control: reply torn",
    "control: request given up, comes late", "wait: reply lost",
)  # fmt: skip


def test_the_shares_make_the_count():
    assert sum(operations for operations, _ in SHARES.values()) >= 20_000


@pytest.mark.timeout(300)
@pytest.mark.parametrize("share", SHARES)
def test_everything_holds(share):
    (operations, seed), counts = SHARES[share], Counter()
    while sum(counts.values()) < operations:
        found = run(seed, steps=STEPS, mode=share.split()[0])
        assert not found.broken, f"seed {seed}: {found.what}\n" + "\n".join(found.last)
        counts += found.operations
        seed += 1
    assert sum(counts.values()) >= operations
    assert not [name for name in RARE if not counts[name]]


def test_the_same_seed_tells_the_same_story():
    one, two, other = run(7, steps=150), run(7, steps=150), run(8, steps=150)
    assert one.hash == two.hash
    assert one.hash != other.hash
