import copy
import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oa_client.domain.calendar import BEIJING, MIDNIGHT, BadCalendar, Lamp, WorkingDays
from tests.domain.office import CALENDAR, ROOT

DATA = json.loads((ROOT / "resources" / "calendar" / "cn_workdays.json").read_text("utf-8"))


def at(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=BEIJING).timestamp())


def said(moment):
    return datetime.fromtimestamp(moment, BEIJING).isoformat(" ", "minutes")[:16]


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2025-01-01", False),
        ("2025-01-02", True),
        ("2025-01-26", True),
        ("2025-01-28", False),
        ("2025-02-04", False),
        ("2025-02-05", True),
        ("2025-02-08", True),
        ("2025-04-27", True),
        ("2025-05-05", False),
        ("2025-06-02", False),
        ("2025-09-28", True),
        ("2025-10-08", False),
        ("2025-10-09", True),
        ("2025-10-11", True),
        ("2026-01-02", False),
        ("2026-01-04", True),
        ("2026-02-14", True),
        ("2026-02-15", False),
        ("2026-02-23", False),
        ("2026-02-24", True),
        ("2026-02-28", True),
        ("2026-04-06", False),
        ("2026-05-05", False),
        ("2026-05-09", True),
        ("2026-06-19", False),
        ("2026-09-20", True),
        ("2026-09-25", False),
        ("2026-10-07", False),
        ("2026-10-08", True),
        ("2026-10-10", True),
        ("2026-10-11", False),
        ("2026-11-21", False),
    ],
)
def test_days_are_as_the_notices_of_2025_and_2026_say(day, works):
    assert CALENDAR.is_working(date.fromisoformat(day)) is works


def test_the_notices_are_named_by_their_numbers():
    assert CALENDAR.years == {2025: "国办发明电〔2024〕12号", 2026: "国办发明电〔2025〕7号"}


def test_each_year_has_as_many_working_days_as_its_notice_leaves():
    days = [date.fromordinal(n) for n in range(date(2025, 1, 1).toordinal(), date(2027, 1, 1).toordinal())]
    worked = [d.year for d in days if CALENDAR.is_working(d)]
    assert (worked.count(2025), worked.count(2026)) == (248, 248)


def test_a_year_without_a_notice_is_provisional_weekends_and_fixed_holidays():
    assert CALENDAR.is_provisional(2027)
    assert not CALENDAR.is_provisional(2026)
    off = [(1, 1), (4, 5), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)]
    assert not any(CALENDAR.is_working(date(2027, month, day)) for month, day in off)
    assert CALENDAR.is_working(date(2027, 5, 3))
    assert CALENDAR.is_working(date(2027, 2, 8))


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-11-02T09:00", 1, "2026-11-03 17:00"),
        ("2026-11-02T17:00", 1, "2026-11-03 17:00"),
        ("2026-11-02T17:01", 1, "2026-11-04 17:00"),
        ("2026-11-06T16:00", 1, "2026-11-09 17:00"),
        ("2026-11-06T18:00", 1, "2026-11-10 17:00"),
        ("2026-11-07T10:00", 1, "2026-11-10 17:00"),
        ("2026-09-30T10:00", 3, "2026-10-10 17:00"),
        ("2026-02-13T10:00", 2, "2026-02-24 17:00"),
        ("2025-12-31T10:00", 1, "2026-01-04 17:00"),
        ("2026-12-31T10:00", 1, "2027-01-04 17:00"),
        ("2026-12-30T10:00", 20, "2027-01-28 17:00"),
        ("2026-11-02T09:00", 0, "2026-11-02 17:00"),
    ],
)
def test_working_days_leave_out_the_day_of_receipt_and_days_off(start, days, due):
    assert said(CALENDAR.add(at(start), days)) == due


def test_a_limit_ends_at_midnight_where_the_office_says_so():
    late = replace(CALENDAR, close=MIDNIGHT)
    assert said(late.add(at("2026-11-02T09:00"), 1)) == "2026-11-03 23:59"
    assert WorkingDays.from_json({**DATA, "close": "24:00"}).close == MIDNIGHT
    assert WorkingDays.from_json({**DATA, "cutoff": "16:30"}).cutoff == time(16, 30)


def test_calendar_days_that_end_on_a_day_off_end_on_the_next_working_day():
    assert said(CALENDAR.due(at("2026-09-26T10:00"), 7, "days")) == "2026-10-08 17:00"
    assert said(CALENDAR.due(at("2026-11-02T23:00"), 1, "days")) == "2026-11-03 17:00"


def test_hours_run_through_nights_and_holidays():
    assert said(CALENDAR.due(at("2026-10-01T10:00"), 24, "hours")) == "2026-10-02 10:00"


moments = st.integers(at("2025-01-01T00:00"), at("2027-12-31T00:00"))


@given(moments, st.integers(0, 60), st.sampled_from(["working_days", "hours"]))
def test_what_is_left_of_a_fresh_limit_is_the_limit(now, amount, unit):
    assert CALENDAR.left(now, CALENDAR.due(now, amount, unit), unit) == amount


@given(moments, st.integers(0, 60))
def test_what_is_left_of_calendar_days_is_at_least_the_limit(now, amount):
    assert amount <= CALENDAR.left(now, CALENDAR.due(now, amount, "days"), "days") <= amount + 9


@given(
    moments,
    st.integers(0, 3 * 86_400),
    st.integers(0, 30),
    st.sampled_from(["working_days", "days", "hours"]),
)
def test_who_comes_later_is_never_due_earlier(now, later, amount, unit):
    assert CALENDAR.due(now, amount, unit) <= CALENDAR.due(now + later, amount, unit)


@given(moments, st.integers(0, 20), st.integers(0, 20), st.sampled_from(["working_days", "hours"]))
def test_an_extension_is_counted_from_the_end_of_the_limit(now, amount, more, unit):
    due = CALENDAR.due(now, amount, unit)
    assert CALENDAR.later(due, more, unit) == CALENDAR.due(now, amount + more, unit)


@given(moments, st.integers(1, 20))
def test_a_due_day_is_a_working_day_and_nothing_is_left_after_it(now, amount):
    due = CALENDAR.add(now, amount)
    assert CALENDAR.is_working(datetime.fromtimestamp(due, BEIJING).date())
    assert CALENDAR.left(due + 1, due, "working_days") == 0


def test_a_notice_may_name_days_of_the_years_beside_it():
    data = copy.deepcopy(DATA)
    holidays = [{"name": "元旦", "first": "2026-12-31", "last": "2027-01-02"}]
    data["years"]["2027"] = {"notice": "x", "holidays": holidays, "makeup": ["2026-12-27"]}
    straddling = WorkingDays.from_json(data)
    assert not straddling.is_working(date(2026, 12, 31))
    assert straddling.is_working(date(2026, 12, 27))
    assert not straddling.is_provisional(2027)
    assert said(straddling.add(at("2026-12-30T10:00"), 1)) == "2027-01-04 17:00"


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda d: d.update(years=[]), "years"),
        (lambda d: d["years"].update(二〇二六={}), "years"),
        (lambda d: d["years"]["2026"].pop("notice"), "years.2026.notice"),
        (lambda d: d["years"]["2026"].update(makeup=["2026-02-30"]), "years.2026.makeup[0]"),
        (lambda d: d["years"]["2026"].update(makeup=["2026-10-09"]), "years.2026.makeup"),
        (lambda d: d["years"]["2026"].update(makeup=["2026-10-03"]), "years.2026"),
        (lambda d: d["years"]["2026"].update(makeup=["2029-10-06"]), "years.2026"),
        (
            lambda d: d["years"]["2026"].update(holidays=[{"first": "2026-10-07", "last": "2026-10-01"}]),
            "holidays[0]",
        ),
        (lambda d: d["years"]["2026"].update(holidays=[[]]), "years.2026.holidays[0]"),
        (lambda d: d["years"]["2026"].update(holidays={}), "years.2026.holidays"),
        (lambda d: d.update(close="5 pm"), "close"),
    ],
)
def test_bad_calendar_data_is_refused_with_its_place(change, place):
    data = copy.deepcopy(DATA)
    change(data)
    with pytest.raises(BadCalendar, match=place.replace("[", r"\[").replace(".", r"\.")):
        WorkingDays.from_json(data)


def test_no_calendar_at_all_is_refused():
    with pytest.raises(BadCalendar, match="calendar"):
        WorkingDays.from_json(None)


# ------------------------------------------------------------------ lamps and urges


@pytest.mark.parametrize(
    ("now", "due", "lamp"),
    [
        ("2026-11-16 09:00", "2026-11-20 17:00", Lamp.NORMAL),
        ("2026-11-17 09:00", "2026-11-20 17:00", Lamp.NEAR),
        ("2026-11-20 17:00", "2026-11-20 17:00", Lamp.NEAR),
        ("2026-11-20 17:01", "2026-11-20 17:00", Lamp.OVERDUE),
        ("2026-09-22 09:00", "2026-09-29 17:00", Lamp.NORMAL),
        ("2026-09-23 09:00", "2026-09-28 17:00", Lamp.NEAR),
        ("2026-10-08 09:00", "2026-10-12 17:00", Lamp.NEAR),
        ("2026-02-11 09:00", "2026-02-24 17:00", Lamp.NORMAL),
        ("2026-02-12 09:00", "2026-02-24 17:00", Lamp.NEAR),
    ],
)
def test_a_lamp_is_arithmetic_of_working_days(now, due, lamp):
    """The holidays of 中秋 (25 to 27 September), National Day and 春节 2026 with their make-up days stand between."""
    assert CALENDAR.lamp(at(now), at(due)) is lamp


@pytest.mark.parametrize(
    ("due", "days"),
    [
        ("2026-11-20 17:00", ["11-17", "11-19", "11-20", "11-23", "11-30", "12-07"]),
        ("2026-10-12 17:00", ["10-08", "10-10", "10-12", "10-13", "10-20", "10-27"]),
        ("2026-11-21 17:00", ["11-17", "11-19", "11-20", "11-23", "11-30", "12-07"]),
    ],
)
def test_people_are_reminded_three_days_and_one_before_on_the_day_after_it_and_then_weekly(due, days):
    """10 October 2026, a Saturday, is worked; a limit on a day off is spoken of on the last working day before."""
    first = date(2026, 9, 28)
    all_days = (date.fromordinal(first.toordinal() + n) for n in range(90))
    urged = [day.isoformat()[5:] for day in all_days if CALENDAR.is_working(day) and CALENDAR.urges(day, at(due))]
    assert urged[: len(days)] == days


@given(due=st.integers(1_735_700_000, 1_798_000_000))
def test_nobody_is_reminded_of_one_limit_on_two_days_running_but_around_it(due):
    day = datetime.fromtimestamp(due, BEIJING).date()
    days = [date.fromordinal(day.toordinal() + n) for n in range(3, 60)]
    urged = [d for d in days if CALENDAR.is_working(d) and CALENDAR.urges(d, due)]
    working = [d for d in days if CALENDAR.is_working(d)]
    gaps = [working.index(b) - working.index(a) for a, b in pairwise(urged)]
    assert set(gaps) <= {5}


LOOKED_AT = []


class Noting(WorkingDays):
    """The calendar that says which days it was asked about."""

    def is_working(self, day):
        LOOKED_AT.append(day)
        return super().is_working(day)


@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.integers(0, 1200))
def test_days_between_two_are_as_many_as_one_counts_one_by_one(first, apart):
    last = first + timedelta(days=apart)
    by_hand = sum(CALENDAR.is_working(first + timedelta(days=n)) for n in range(1, apart + 1))
    assert CALENDAR._apart(first, last) == by_hand
    assert CALENDAR._apart(last, first) == 0


def test_a_task_long_overdue_costs_the_morning_no_count_of_its_days():
    days = Noting.from_json(DATA)
    due = at("2024-05-08 17:00")
    urged = [days.urges(date(2026, 11, n), due) for n in range(2, 28)]
    assert len(set(LOOKED_AT)) == len(LOOKED_AT) == 366 + 365 + 365, "each day of three years once"
    assert urged == [CALENDAR.urges(date(2026, 11, n), due) for n in range(2, 28)]
