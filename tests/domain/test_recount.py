"""Limits after a change of the calendar: the same working days are left, by an entry and never without one."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from oa_client.domain.calendar import BEIJING, WorkingDays
from oa_client.domain.matter import Clock, Entry, EntryType, MatterId, Running
from oa_client.domain.people import SYSTEM
from oa_client.domain.recount import entry_data, shifts
from oa_client.domain.rulebook import evolve
from oa_client.domain.table import ClockRule
from oa_client.domain.usual import Usual
from tests.domain.office import CALENDAR
from tests.domain.test_circulation import circulated
from tests.domain.test_usual import issued

SPRING = {
    "years": {
        "2027": {
            "notice": "国办发明电〔2026〕9号",
            "holidays": [{"name": "春节", "first": "2027-02-05", "last": "2027-02-11"}],
            "makeup": ["2027-01-31", "2027-02-14"],
        }
    }
}
LATER = CALENDAR.with_json(SPRING)


def at(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=BEIJING).timestamp())


@pytest.mark.parametrize(
    ("now", "due", "unit", "then"),
    [
        # 4 working days are left: 2-02, 2-03, 2-04, and then 2-12 in the place of 2-05
        ("2027-02-01 09:00", "2027-02-05 17:00", "working_days", "2027-02-12 17:00"),
        # 10 are left up to 2-12: 1-31, 2-01 to 2-04, 2-12, 2-14, 2-15, 2-16, 2-17
        ("2027-01-30 09:00", "2027-02-12 17:00", "working_days", "2027-02-17 17:00"),
        # a Sunday that is worked now brings the limit nearer
        ("2027-01-30 09:00", "2027-02-02 17:00", "working_days", "2027-02-01 17:00"),
        # what was over, or past the change, stands
        ("2027-02-06 09:00", "2027-02-05 17:00", "working_days", "2027-02-05 17:00"),
        ("2026-11-02 09:00", "2026-11-09 17:00", "working_days", "2026-11-09 17:00"),
        # calendar days only leave a day off; hours never move
        ("2027-02-01 09:00", "2027-02-08 17:00", "days", "2027-02-12 17:00"),
        ("2027-02-01 09:00", "2027-02-03 17:00", "days", "2027-02-03 17:00"),
        ("2027-02-01 09:00", "2027-02-08 17:00", "hours", "2027-02-08 17:00"),
    ],
)
def test_what_is_left_of_a_limit_stays_as_much_of_it(now, due, unit, then):
    assert CALENDAR.recounted(at(now), at(due), unit, LATER) == at(then)


@given(st.integers(at("2026-12-01 00:00"), at("2027-03-01 00:00")), st.integers(1, 40))
def test_as_many_working_days_lie_before_it_as_did(now, days):
    due = CALENDAR.add(now, days)
    then = CALENDAR.recounted(now, due, "working_days", LATER)
    today = datetime.fromtimestamp(now, BEIJING).date()
    assert worked(LATER, today, then) == worked(CALENDAR, today, due)
    assert LATER.is_working(datetime.fromtimestamp(then, BEIJING).date())
    assert LATER.recounted(now, then, "working_days", LATER) == then


@given(st.integers(at("2026-12-01 00:00"), at("2027-03-01 00:00")), st.integers(1, 40))
def test_a_limit_far_enough_off_the_change_goes_back_when_it_is_taken_back(now, days):
    due = CALENDAR.add(now, days)
    then = CALENDAR.recounted(now, due, "working_days", LATER)
    assume(LATER.is_working(datetime.fromtimestamp(due, BEIJING).date()))
    assert LATER.recounted(now, then, "working_days", CALENDAR) == due


def worked(calendar, today, due):
    last = datetime.fromtimestamp(due, BEIJING).date()
    days = (date.fromordinal(n) for n in range(today.toordinal() + 1, last.toordinal() + 1))
    return sum(calendar.is_working(day) for day in days)


def timed(running=Running.RUNNING):
    """A matter with one limit in working days, one in hours, and one of a track."""
    record = circulated("parallel", ("p4", "p6"))
    process = replace(
        record.process,
        clocks=(ClockRule("handle", 5), ClockRule("call", 2, "hours"), ClockRule("each", 3, per_track=True)),
    )
    due = at("2027-02-05 17:00")
    clocks = (Clock("handle", running, due), Clock("call", running, due), Clock("each", running, due, track=1))
    return process, replace(record.matter, clocks=clocks)


def counted_again(process, matter, before=CALENDAR, after=LATER):
    data = entry_data(process, matter, at("2027-02-01 09:00"), before, after, "春节放假安排公布")
    if data is None:
        return None, matter
    entry = Entry(
        MatterId(matter.id), matter.version + 1, EntryType.ASSIGNED, matter.changed_at + 9, SYSTEM, 0, 0, data
    )
    return entry, evolve(process, matter, entry)


def test_each_limit_in_working_days_moves_by_one_entry_that_says_so():
    process, matter = timed()
    entry, after = counted_again(process, matter)
    assert [c.due for c in after.clocks] == [at("2027-02-12 17:00"), at("2027-02-05 17:00"), at("2027-02-12 17:00")]
    assert entry.fields["note"] == "春节放假安排公布"
    assert set(shifts(entry)) == {(at("2027-02-05 17:00"), at("2027-02-12 17:00"))}


@pytest.mark.parametrize("running", [Running.PAUSED, Running.STOPPED])
def test_a_limit_that_does_not_run_is_not_counted(running):
    entry, _ = counted_again(*timed(running))
    assert entry is None


def test_the_same_calendar_moves_nothing():
    assert counted_again(*timed(), after=CALENDAR.with_json({}))[0] is None


def test_nobody_but_the_centre_counts_again():
    process, matter = timed()
    entry, _ = counted_again(process, matter)
    assert evolve(process, matter, replace(entry, actor=4)).clocks == matter.clocks


def test_a_year_with_its_notice_is_no_longer_provisional_and_others_stay():
    assert CALENDAR.is_provisional(2027)
    assert not LATER.is_provisional(2027)
    assert LATER.years[2026] == CALENDAR.years[2026]


def test_a_changed_notice_takes_the_place_of_the_first():
    longer = {"years": {"2027": {**SPRING["years"]["2027"], "notice": "延长", "makeup": []}}}
    days = LATER.with_json(longer)
    assert days.years[2027] == "延长"
    assert not days.is_working(date(2027, 1, 31))
    assert isinstance(days, WorkingDays)


def parted(days, above, usual, last="delivered"):
    """A matter under 督查 with one strand for each day, each under another or under none."""
    record = issued()
    one = replace(record.matter.tracks[0], state=last)
    tracks = tuple(
        replace(one, id=n, due=due, under=under, usual=how)
        for n, (due, under, how) in enumerate(zip(days, above, usual, strict=True))
    )
    return record.process, replace(record.matter, tracks=tracks)


MAKEUP = CALENDAR.with_json(
    {"years": {"2027": {"notice": "国办发明电〔2026〕9号", "holidays": [], "makeup": ["2027-02-06", "2027-02-07"]}}}
)


def test_a_part_is_due_no_later_than_the_strand_above_it_on_every_level():
    """Ten working days from 2-01 09:00 end on 2-15; with both days of a weekend worked, on 2-13."""
    now = at("2027-02-01 09:00")
    how = Usual(10, "working_days", now)
    was, then = how.due(CALENDAR), how.due(MAKEUP)
    assert then < was
    process, matter = parted([was, was, then - 86_400, was], [None, 0, 0, 1], [how, None, None, None])
    entry, after = counted_again(process, matter, after=MAKEUP)
    assert [track.due for track in after.tracks] == [then, then, then - 86_400, then]
    assert {one["track"] for one in entry.data["found"]["dues"] if one["track"] is not None} == {0, 1, 3}


def test_a_part_that_was_due_later_before_stays_so():
    now = at("2027-02-01 09:00")
    how = Usual(10, "working_days", now)
    later = how.due(CALENDAR) + 86_400
    process, matter = parted([how.due(CALENDAR), later], [None, 0], [how, None])
    assert counted_again(process, matter, after=MAKEUP)[1].tracks[1].due == later


@given(st.data())
def test_however_strands_are_laid_none_comes_to_stand_beyond_that_above_it(data):
    now = at("2027-02-01 09:00")
    days, above, usual = [], [], []
    for n in range(data.draw(st.integers(1, 7))):
        under = data.draw(st.sampled_from([None, *range(n)]))
        how = Usual(data.draw(st.integers(1, 20)), "working_days", now) if data.draw(st.booleans()) else None
        due = how.due(CALENDAR) if how else now + data.draw(st.integers(1, 30)) * 86_400
        if under is not None and due > days[under]:
            due, how = days[under], None
        days, above, usual = [*days, due], [*above, under], [*usual, how]
    after = data.draw(st.sampled_from([MAKEUP, LATER]))
    _, matter = counted_again(*parted(days, above, usual), after=after)
    for track in matter.tracks:
        assert track.under is None or track.due <= matter.tracks[track.under].due
        assert track.due > now
