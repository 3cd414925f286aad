"""The simulated office with fixed seeds: 20,000 operations, and the same story twice."""

from collections import Counter

import pytest

from tests.sim.running import run

OPERATIONS = 20_000
SEEDS = {"liveness": range(1, 12), "safety": range(101, 106)}
STEPS = 1400
SHARES = [(mode, seeds[k::2]) for mode, seeds in SEEDS.items() for k in (0, 1)]
"""Each worker of the suite takes a few lives; together they make the count, which the first test asserts."""
RARE = (
    "restore", "close restore", "killed", "crash", "partition", "centre down", "full disk", "no room", "clock", "transfer",
    "delegate", "months", "undo", "take back", "late reply", "fetch", "control: reply torn", "bulk: cut in the middle",
    "control: request given up, comes late", "wait: reply lost",
)  # fmt: skip


def test_the_lives_make_the_count():
    assert STEPS * sum(len(seeds) for seeds in SEEDS.values()) >= OPERATIONS


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("mode", "seeds"), SHARES)
def test_everything_holds(mode, seeds):
    counts = Counter()
    for seed in seeds:
        found = run(seed, steps=STEPS, mode=mode)
        assert not found.broken, f"seed {seed}: {found.what}\n" + "\n".join(found.last)
        assert sum(found.operations.values()) >= STEPS
        counts += found.operations
    missing = [name for name in RARE if not counts[name]]
    assert len(missing) <= len(RARE) // 4, f"these never happened: {missing}"


def test_the_same_seed_tells_the_same_story():
    one, two, other = run(7, steps=400), run(7, steps=400), run(8, steps=400)
    assert one.hash == two.hash
    assert one.hash != other.hash
