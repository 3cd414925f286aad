"""Statistics on a device: what the centre told put together by period, unit, source and month."""

import pytest

from oa_client.app.statistics import By, counted, periods, quarter, told
from oa_client.domain.measures import NAMES, Count
from oa_client.domain.people import Directory, Level, Unit, UnitId

DIRECTORY = Directory(
    {
        UnitId(n): Unit(UnitId(n), name, UnitId(p) if p else None, Level.DEPARTMENT, order)
        for n, name, p, order in ((1, "区政府", 0, 0), (2, "东街道", 1, 2), (3, "教育局", 1, 1))
    }
)


def line(unit, source="meeting", **counts):
    return [unit, source, *(counts.get(name, 0) for name in NAMES)]


def rows(**months):
    return {f"supervision/1/{month.replace('_', '-')[1:]}": {"lines": lines} for month, lines in months.items()}


TOLD = {
    **rows(
        m2026_10=[line(2, issued=3, going=3, overdue=1), line(3, "instruction", issued=1, going=1)],
        m2026_11=[
            line(2, issued=1, closed=2, in_time=1, days=20, going=2, overdue=1),
            line(3, "instruction", closed=1, in_time=1, days=4),
        ],
        m2025_12=[line(2, issued=5, closed=5, in_time=5, days=50)],
    ),
    "supervision/counted/u1": {"at": 1_795_000_000},
}


def made(period, by):
    found = counted(tuple(told(TOLD)), period, by, DIRECTORY, 0)
    return {one.of: one.count for one in found.lines}, found


def test_what_happened_adds_up_over_months_and_what_stands_is_of_the_last():
    lines, found = made("2026", By.UNIT)
    assert lines["2"] == Count(issued=4, closed=2, in_time=1, days=20, going=2, overdue=1)
    assert lines["3"] == Count(issued=1, closed=1, in_time=1, days=4)
    assert found.total == Count(issued=5, closed=3, in_time=2, days=24, going=2, overdue=1)


def test_units_stand_in_protocol_order_whatever_their_numbers():
    lines, _ = made("2026", By.UNIT)
    assert list(lines) == ["3", "2"]


def test_by_source_the_same_total():
    lines, found = made("2026", By.SOURCE)
    assert set(lines) == {"meeting", "instruction"}
    assert found.total == made("2026", By.UNIT)[1].total


def test_by_month_each_line_has_what_stood_at_its_own_end():
    lines, found = made("2026-Q4", By.MONTH)
    assert lines["2026-10"] == Count(issued=4, going=4, overdue=1)
    assert lines["2026-11"].going == 2
    assert found.total.going == 2


def test_a_month_and_another_year_stand_alone():
    assert made("2026-10", By.UNIT)[1].total == Count(issued=4, going=4, overdue=1)
    assert made("2025", By.UNIT)[1].total == Count(issued=5, closed=5, in_time=5, days=50)


def test_periods_are_years_then_quarters_then_months_the_last_first():
    assert periods(tuple(told(TOLD))) == (
        "2026",
        "2026-Q4",
        "2026-11",
        "2026-10",
        "2025",
        "2025-Q4",
        "2025-12",
    )
    assert [quarter(f"2026-{m:02}") for m in (1, 3, 4, 12)] == ["2026-Q1", "2026-Q1", "2026-Q2", "2026-Q4"]


def test_a_person_of_two_units_counts_nothing_twice():
    both = {**TOLD, "supervision/1/2026-11/2": {"lines": [line(2, closed=9)]}}
    assert tuple(told(both)) == tuple(told(TOLD))


def test_a_leading_unit_has_its_own_lines_alone():
    (cell,) = told({"supervision/1/2026-11/2": {"lines": [line(2, closed=9)]}})
    assert (cell.unit, cell.count.closed) == (2, 9)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"lines": 3},
        {"lines": [3]},
        {"lines": [[2]]},
        {"lines": [["2", "meeting", *[0] * 8]]},
        {"lines": [line(2)[:-1]]},
    ],
)
def test_what_cannot_be_read_is_left_out(data):
    assert tuple(told({"supervision/1/2026-11": data, "else/1/2026-11": {"lines": [line(2)]}})) == ()
