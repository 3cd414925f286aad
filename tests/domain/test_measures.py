"""督查 in numbers: each figure against a case reckoned by hand."""

from datetime import datetime

import pytest

from oa_client.domain.calendar import BEIJING
from oa_client.domain.measures import Closing, Count, Item, Reckoning, Step, cells, month_of, months
from oa_client.domain.people import Scope, UnitId
from oa_client.domain.rulebook import evolve
from oa_client.domain.supervision.edition_2 import SUPERVISION_2
from oa_client.domain.supervision.table import SUPERVISION
from tests.domain.office import CALENDAR, COLLEAGUE, DIRECTORY, FIRST, LEADER, STREET, THIRD, VILLAGE, Record
from tests.domain.test_supervision import DAY, filled


def at(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=BEIJING).timestamp())


def item(issued="2026-09-10 09:00", due="2026-10-20 17:00", closed=None, unit=2, source="meeting", **more):
    """One that the leading unit applied for on the day it was closed."""
    begun, day = at(issued), at(due) if due else None
    steps, closings = (Step(begun, day, suspended=more.pop("suspended", False)),), ()
    if closed:
        end = at(closed)
        steps = (*steps, Step(end, day, closed=True))
        closings = (Closing(end, day is None or end <= day, more.pop("days", 0)),)
    return Item(Scope("c1"), UnitId(unit), source, begun, steps, closings, **more)


def of(found, month, unit=2, source="meeting"):
    return found.get((month, UnitId(unit), source), Count())


NOW = at("2026-11-15 12:00")


def test_an_item_counts_as_handed_out_once_and_as_going_on_until_it_is_closed():
    found = cells([item(closed="2026-10-16 10:00", days=20)], NOW)
    assert of(found, "2026-09") == Count(issued=1, going=1)
    assert of(found, "2026-10") == Count(closed=1, in_time=1, days=20)
    assert of(found, "2026-11") == Count()


def test_one_that_is_late_is_overdue_at_the_end_of_each_month_until_closed_and_not_in_time_then():
    found = cells([item(due="2026-09-25 17:00", closed="2026-11-02 10:00", days=33)], NOW)
    assert of(found, "2026-09") == Count(issued=1, going=1, overdue=1)
    assert of(found, "2026-10") == Count(going=1, overdue=1)
    assert of(found, "2026-11") == Count(closed=1, days=33)


def test_the_running_month_stands_as_of_now():
    found = cells([item(due="2026-11-20 17:00"), item(due="2026-11-15 11:00", unit=3)], NOW)
    assert of(found, "2026-11") == Count(going=1)
    assert of(found, "2026-11", 3) == Count(going=1, overdue=1)


@pytest.mark.parametrize("due", ["2026-11-15 12:00", None])
def test_at_its_very_moment_and_without_a_day_it_is_not_overdue(due):
    assert of(cells([item(due=due)], NOW), "2026-11") == Count(going=1)


def test_closed_at_its_very_moment_is_in_time():
    assert of(cells([item(closed="2026-10-20 17:00")], NOW), "2026-10").in_time == 1


def test_one_that_is_suspended_is_going_on_and_not_overdue():
    found = cells([item(due="2026-09-25 17:00", suspended=True)], NOW)
    assert (of(found, "2026-11").going, of(found, "2026-11").overdue) == (1, 0)


def test_extensions_and_sendings_back_count_in_their_months():
    found = cells(
        [item(extended=(at("2026-09-30 23:59"), at("2026-10-01 00:00")), returned=(at("2026-11-01 00:00"),))], NOW
    )
    assert [of(found, m).extended for m in ("2026-09", "2026-10", "2026-11")] == [1, 1, 0]
    assert [of(found, m).returned for m in ("2026-09", "2026-10", "2026-11")] == [0, 0, 1]


def test_months_begin_in_beijing():
    assert month_of(at("2026-10-01 00:00")) == "2026-10"
    assert month_of(at("2026-09-30 23:59")) == "2026-09"
    assert [name for name, _ in months(at("2025-12-31 23:59"), at("2026-02-01 00:00"))] == [
        "2025-12",
        "2026-01",
        "2026-02",
    ]


def test_the_share_in_time_is_of_all_that_were_closed_or_should_have_been():
    assert Count(closed=3, in_time=2, overdue=1).in_time_share == pytest.approx(0.5)
    assert Count(going=4).in_time_share is None
    assert Count(closed=2, days=9).mean_days == pytest.approx(4.5)
    assert Count().mean_days is None


# ---------------------------------------------------------------- read from a record

UNTIL = at("2026-12-01 17:00")


def handed_out(due=UNTIL, table=SUPERVISION_2):
    """Handed out on 2 November by the law of `test_supervision`: unit 2 leads (track 0), unit 3 assists (track 1)."""
    record = Record(table)
    record.does(COLLEAGUE, "propose", **filled(due=due))
    record.does(LEADER, "approve")
    record.does(COLLEAGUE, "issue", lead="c2", assist=["c3"], due=due)
    for unit in (FIRST, THIRD):
        record.does(unit, "accept")
    return record


def on(record, moment, actor, action, track=None, **fields):
    record.now = at(moment)
    record.does(actor, action, track, **fields)


def done(record, moment, reviewed):
    """The leading unit applies, and the office looks at it; the assisting one is done."""
    on(record, moment, FIRST, "apply_completion", opinion="完成")
    record.does(THIRD, "apply_completion", opinion="完成")
    on(record, reviewed, COLLEAGUE, "pass_completion", 0)
    record.does(COLLEAGUE, "pass_completion", 1)
    record.does(COLLEAGUE, "close", conclusion="完成")


def month(record, now, name, unit=2):
    """What a month says of a unit, counted at a moment."""
    found, matter = Reckoning(CALENDAR), None
    for entry in record.entries:
        matter = evolve(record.process, matter, entry)
        found.read(matter, entry)
    one = found.item(DIRECTORY)
    return of(cells([one], at(now)), name, unit)


def test_what_comes_later_changes_no_month_that_was_told():
    record = handed_out(at("2026-11-20 17:00"))
    assert month(record, "2026-11-30 23:59", "2026-11").overdue == 1
    on(record, "2026-12-03 10:00", COLLEAGUE, "suspend", reason="x")
    assert (month(record, "2026-12-31 23:59", "2026-11").overdue, month(record, "2026-12-31 23:59", "2026-12")) == (
        1,
        Count(going=1),
    )
    on(record, "2027-01-10 10:00", COLLEAGUE, "resume")
    on(record, "2027-01-11 10:00", FIRST, "apply_completion", opinion="需长期")
    turned = {"new_due": at("2027-06-30 17:00"), "cycle": "monthly", "reason": "长效"}
    on(record, "2027-01-12 10:00", COLLEAGUE, "turn_long", 0, **turned)
    said = [month(record, "2027-01-31 23:59", name).overdue for name in ("2026-11", "2026-12", "2027-01")]
    assert said == [1, 0, 0]


def test_what_is_cancelled_was_going_on_until_then():
    record = handed_out()
    on(record, "2026-12-03 10:00", LEADER, "cancel", reason="x")
    assert month(record, "2027-01-05 12:00", "2026-11") == Count(issued=1, going=1)
    assert [month(record, "2027-01-05 12:00", name) for name in ("2026-12", "2027-01")] == [Count(), Count()]


def test_what_is_taken_up_again_was_closed_and_is_closed_again():
    record = handed_out()
    done(record, "2026-11-10 10:00", "2026-11-12 10:00")
    on(record, "2026-12-02 10:00", FIRST, "object", reason="x")
    record.does(LEADER, "recheck", finding="reopen", opinion="重查")
    assert month(record, "2026-12-31 12:00", "2026-11") == Count(issued=1, closed=1, in_time=1, days=6)
    assert month(record, "2026-12-31 12:00", "2026-12") == Count(going=1)
    on(record, "2027-01-04 10:00", COLLEAGUE, "close", conclusion="完成")
    assert (
        month(record, "2027-01-31 12:00", "2026-12").going,
        month(record, "2027-01-31 12:00", "2027-01").closed,
    ) == (
        1,
        1,
    )


def test_the_time_the_office_takes_is_not_the_units():
    record = handed_out(at("2026-11-30 17:00"))
    on(record, "2026-11-30 10:00", FIRST, "apply_completion", opinion="完成")
    assert month(record, "2026-12-02 12:00", "2026-12") == Count(going=1)
    late = handed_out(at("2026-11-30 17:00"))
    done(late, "2026-11-30 10:00", "2026-12-07 10:00")
    assert month(late, "2026-12-31 12:00", "2026-12") == Count(closed=1, in_time=1, days=20)


def test_an_application_that_was_sent_back_is_none():
    record = handed_out(at("2026-11-30 17:00"))
    on(record, "2026-11-30 10:00", FIRST, "apply_completion", opinion="完成")
    on(record, "2026-12-02 10:00", COLLEAGUE, "send_back", 0, reason="不全")
    assert month(record, "2026-12-02 12:00", "2026-12") == Count(going=1, overdue=1, returned=1)
    done(record, "2026-12-03 10:00", "2026-12-04 10:00")
    assert month(record, "2026-12-31 12:00", "2026-12") == Count(closed=1, in_time=0, days=23, returned=1)


def test_days_that_it_was_suspended_are_not_counted():
    record = handed_out()
    on(record, "2026-11-04 10:00", COLLEAGUE, "suspend", reason="x")
    on(record, "2026-11-11 10:00", COLLEAGUE, "resume")
    done(record, "2026-11-13 10:00", "2026-11-16 10:00")
    assert month(record, "2026-11-30 12:00", "2026-11").days == 4  # nine days to the 13th, five of them paused


@pytest.mark.parametrize("table", [SUPERVISION, SUPERVISION_2], ids=["edition 1", "edition 2"])
def test_an_assisting_units_later_day_does_not_help_the_leading_one(table):
    record = handed_out(at("2026-11-20 17:00"), table)
    later = at("2027-01-20 17:00")
    record.does(THIRD, "request_extension", new_due=later, reason="x")
    record.does(COLLEAGUE, "grant_extension", 1, new_due=later)
    assert month(record, "2026-12-15 12:00", "2026-12") == Count(going=1, overdue=1)


def test_what_a_unit_grants_and_sends_back_inside_its_house_is_not_counted_against_it():
    record = Record(SUPERVISION_2)
    record.does(COLLEAGUE, "propose", **filled(lead="u4", assist=[], due=UNTIL))
    record.does(LEADER, "approve")
    record.does(COLLEAGUE, "issue", lead="u4", assist=[], due=UNTIL)
    record.does(STREET, "accept")
    record.does(STREET, "break_down", part="摸底登记", holders=["c5"], due=UNTIL - 5 * DAY)
    record.does(VILLAGE, "accept")
    record.does(VILLAGE, "request_extension", new_due=UNTIL - 2 * DAY, reason="雨天")
    record.does(STREET, "grant_extension", 1, new_due=UNTIL - 2 * DAY)
    record.does(VILLAGE, "apply_completion", opinion="完成")
    record.does(STREET, "send_back", 1, reason="缺花名册")
    assert month(record, "2026-11-30 12:00", "2026-11", unit=4) == Count(issued=1, going=1)


def test_what_is_given_to_another_when_it_is_late_stays_late():
    record = handed_out(at("2026-11-20 17:00"))
    on(record, "2026-11-24 10:00", COLLEAGUE, "reassign", 0, reader="u4", due=at("2026-12-20 17:00"))
    assert month(record, "2026-11-30 12:00", "2026-11").overdue == 1


def test_the_months_after_its_end_are_not_walked():
    """Up to the last day there is: a walk beyond it would not come back."""
    found = cells([item(closed="2026-10-16 10:00")], at("9999-12-31 12:00"))
    assert {name for name, _, _ in found} == {"2026-09", "2026-10"}
