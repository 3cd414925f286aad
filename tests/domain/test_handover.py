"""工作移交 in the rules: the tracks go to another as they are, and nothing else changes."""

import pytest

from oa_client.domain.handover import HAND_OVER, Handover, entry_data
from oa_client.domain.matter import Entry, EntryType, MatterId
from oa_client.domain.people import CENTRE
from oa_client.domain.rulebook import audience, evolve, tasks
from tests.domain.office import CLERK, FIRST, HANDLER, HEAD
from tests.domain.test_circulation import circulated

WISH = Handover(4, 8, 1, "调动")


def handed(record, wish=WISH):
    """The record after the centre's entry."""
    data = entry_data(record.process, record.matter, wish)
    matter = record.matter
    entry = Entry(MatterId(matter.id), matter.version + 1, EntryType.ASSIGNED, matter.changed_at + 9, 0, 0, 0, data)
    return evolve(record.process, matter, entry), entry


def test_what_is_open_now_and_what_is_to_come_goes_over_as_it_is():
    record = circulated("grouped", (("p4", "p6"), ("p4", "p7")), due=1_900_000_000)
    before = record.matter
    after, _ = handed(record)
    assert [t.holder for t in after.tracks] == ["p8", "p6", "p8", "p7"]
    for old, new in zip(before.tracks, after.tracks, strict=True):
        assert (new.id, new.state, new.turn, new.due, new.delivered_at) == (
            old.id,
            old.state,
            old.turn,
            old.due,
            old.delivered_at,
        )
    assert after.stage == before.stage


def test_the_new_holder_has_the_task_and_sees_it_and_the_old_one_no_longer_does():
    record = circulated("parallel", ("p4", "p6"))
    after, _ = handed(record)
    assert {t.holder for t in tasks(record.process, after)} == {"p8", "p6"}
    assert "p8" in audience(record.process, after)
    assert "p4" not in audience(record.process, after)


def test_what_is_done_stays_with_who_did_it():
    record = circulated("parallel", ("p4", "p6"))
    record.does(HANDLER, "mark_read", opinion="已阅")
    assert entry_data(record.process, record.matter, WISH) is None


def test_work_of_a_post_stays_with_the_post():
    record = circulated("broadcast", ("o22",))
    assert entry_data(record.process, record.matter, WISH) is None


def test_the_entry_says_who_to_whom_by_whom_and_why():
    _, entry = handed(circulated("parallel", ("p4", "p6")))
    assert entry.data["action"] == HAND_OVER
    assert dict(entry.fields) == {"from": "p4", "to": "p8", "by": "p1", "tracks": [0], "reason": "调动"}


@pytest.mark.parametrize("actor", [CLERK, HANDLER, FIRST, HEAD, CENTRE])
def test_no_command_asks_for_it(actor):
    record = circulated("parallel", ("p4", "p6"))
    assert record.refused(actor, HAND_OVER, **{"from": "p4", "to": "p8"}) == "unknown_action"


@pytest.mark.parametrize("fields", [{}, {"from": "p4", "to": "nobody", "tracks": [0]}, {"from": "p4", "to": "p8"}])
def test_a_malformed_one_changes_nothing_and_breaks_nothing(fields):
    record = circulated("parallel", ("p4", "p6"))
    matter = record.matter
    data = {"action": HAND_OVER, "fields": fields}
    entry = Entry(matter.id, matter.version + 1, EntryType.ASSIGNED, matter.changed_at, 0, 0, 0, data)
    assert evolve(record.process, matter, entry).tracks == matter.tracks
