"""督查 in numbers: each figure against a case reckoned by hand."""

from datetime import datetime

import pytest

from oa_client.domain.calendar import BEIJING
from oa_client.domain.measures import Count, Item, cells, month_of, months
from oa_client.domain.people import Scope, UnitId


def at(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=BEIJING).timestamp())


def item(issued="2026-09-10 09:00", due="2026-10-20 17:00", closed=None, unit=2, source="meeting", **more):
    moment = at(closed) if closed else None
    return Item(Scope("c1"), UnitId(unit), source, at(issued), at(due) if due else None, moment, **more)


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
