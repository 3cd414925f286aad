"""Marks of reading that go up while the centre jumps to its head: what became of them comes with the walks, not with
the turn, and until then they stand in the outbox.
"""

import pytest

from tests.sync.office import Office
from tests.sync.test_planted_defects import Sender, first, office


@pytest.fixture
def far_behind() -> tuple[Office, Sender, str]:
    """A device that has read a matter while so much happened that the centre will count no pages."""
    made = office(people=(2,), pages=1)
    sender = Sender(made)
    matter = sender.send("write", title="已读", to=["u2", "p1"])
    made.rest()
    made.backup = made.centre.snapshot()
    for _ in range(6):
        sender.send("write", title="后来", to=["u2", "p1"])
    first(made).outbox.queue_row("read", matter, {"at": made.clock.now()})
    return made, sender, matter


def one_turn(made: Office) -> set[str]:
    """The turn that takes the marks up; the walks that are open after it."""
    first(made).engine.kick()
    made.step(first(made))
    return {walk[0] for walk, _ in first(made).replica.state.feed.walks}


def test_a_mark_is_offered_again_after_a_restore_between_the_turn_and_its_walk(far_behind):
    made, _, matter = far_behind
    assert one_turn(made) == {"rows", "moved"}
    made.restore(close=False)
    made.gathering.gather()
    assert ("read", matter) in first(made).replica.state.rows
    assert first(made).outbox.pending_rows(9) == ()


def test_a_mark_in_a_matter_that_is_lost_from_sight_and_comes_back_is_kept(far_behind):
    """The centre drops the mark, for it does not show him the matter; he is back before the walk tells him so."""
    made, _, matter = far_behind
    made.transfer(2, 3)
    assert one_turn(made) == {"rows", "moved"}
    made.transfer(2, 2)
    made.rest()
    assert ("read", matter) in first(made).replica.state.rows
    assert first(made).outbox.pending_rows(9) == ()


def test_marks_go_in_the_end(far_behind):
    made, _, matter = far_behind
    made.rest()
    assert ("read", matter) in first(made).replica.state.rows
    assert first(made).outbox.pending_rows(9) == ()
    made.check_rest()
