"""What a command line says of a day that nobody named: as the record has it, not as it was counted here."""

from types import SimpleNamespace

from oa_client.cli import hints
from oa_client.domain.usual import USUAL, usual_of
from oa_client.wording import moments
from tests.domain.test_usual import DAY, announced, issued, stepped, takes_in

EARLY_DECEMBER = [("2026-12-01", "2026-12-03")]


def test_the_day_is_the_one_the_centre_found():
    record = issued()
    usual, here = record.matter.fields[USUAL], record.matter.fields["due"]
    action = record.process.action("add_note")
    was = hints.opening(None, "supervision", action, {"due": here, USUAL: usual})
    takes_in(record, announced(record.calendar, *EARLY_DECEMBER))
    there = stepped(record.calendar, usual)
    assert there > here
    value, lines = hints.come_to(None, SimpleNamespace(matter=record.matter, kind="supervision"), was)
    assert value["due_usual"] == usual_of(usual).value
    assert [moments.exact(day) in lines[0] for day in (there, here)] == [True, False]


def test_a_day_that_somebody_named_is_not_spoken_of():
    record = issued()
    action = record.process.action("add_note")
    was = hints.opening(None, "supervision", action, {"due": record.now + DAY})
    assert hints.come_to(None, SimpleNamespace(matter=record.matter, kind="supervision"), was) == ({}, [])
