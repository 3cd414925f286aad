import json
import os
import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from oa_client.domain import table_json
from oa_client.domain.people import CENTRE
from oa_client.domain.rulebook import timers
from tests.domain.explorer import Walk, goals
from tests.domain.office import all_tables

TABLES = all_tables()
NEWEST = list({t.kind: t for t in sorted(TABLES, key=lambda t: t.edition)}.values())
each_table = pytest.mark.parametrize("process", TABLES, ids=[f"{t.kind}-{t.edition}" for t in TABLES])
each_to_its_ends = pytest.mark.parametrize(
    "process", TABLES if os.environ.get("OA_EVERY_EDITION") else NEWEST, ids=lambda t: f"{t.kind}-{t.edition}"
)
"""An earlier edition was walked to its ends when it was the newest, and test_editions.py holds it as it was."""
LONGEST, MOST_WALKS = 30, 1_000


@each_table
@settings(
    max_examples=25,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],  # a failing walk of a dozen steps is read as it is; shrinking it takes minutes
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_no_command_breaks_a_rule_wherever_a_matter_stands(process, data):
    walk = Walk(process, lambda of: data.draw(st.sampled_from(of)))
    for _ in range(12):
        walk.step()
    walk.replay()


@each_to_its_ends
def test_every_action_stage_and_track_state_is_reached_and_keeps_the_rules(process):
    reached = Counter()
    later = f" {process.edition} " if process.edition > 1 else ""
    for seed in range(MOST_WALKS):
        walk = Walk(process, random.Random(f"{process.kind}{later}{seed}").choice, reached)
        for _ in range(LONGEST if not walk.long else 3 * len(process.stages)):
            walk.step()
            if walk.idle > 3:
                break
        walk.replay()
        if seed >= 100 and goals(process) <= set(reached):
            break
    assert goals(process) <= set(reached), sorted(goals(process) - set(reached))


@each_table
def test_a_timer_that_was_taken_is_not_due_again(process):
    for seed in range(60):
        walk = Walk(process, random.Random(f"timer{seed}").choice)
        for _ in range(10):
            walk.step()
        for timer in timers(process, walk.matter) if walk.matter else ():
            walk.now = max(walk.now, timer.at)
            walk.does(CENTRE, timer.action)
            assert timer not in timers(process, walk.matter)
            break


@each_table
def test_a_table_comes_back_from_json_as_it_was(process):
    assert table_json.load(json.loads(json.dumps(table_json.dump(process)))) == process
