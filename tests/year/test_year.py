"""Statistics against an independent count over the raw entries, after a year lived by commands.

The whole district, 5,000 items and 2,000 instructions: ``python -m tests.year``.
"""

import json
from dataclasses import fields

import pytest

from oa_client.domain.measures import Count
from tests.server.standing_defects import by_any_delegation, what_ends_stays_open
from tests.year.absences import MOVED
from tests.year.counting import Days, counted
from tests.year.living import NOTICE, lived
from tests.year.telling import told

FEW = 110


@pytest.fixture(scope="module")
def year():
    return lived(1, FEW, 45)


def test_what_the_centre_tells_is_what_the_entries_say(year):
    centre = year.district.office.centre
    with centre.database.read() as connection:
        ours = counted(connection, year.now, Days({2027: NOTICE}))
    assert told(centre) == ours
    names = {key[3] for key in ours}
    assert names == {f.name for f in fields(Count)}, "the year has something of everything"


def test_limits_moved_with_the_notice_and_each_by_an_entry(year):
    assert year.moved > 0
    centre = year.district.office.centre
    with centre.database.read() as connection:
        rows = connection.exec_driver_sql("select data from entry").all()
    recounts = [d for (data,) in rows if (d := json.loads(bytes(data))).get("action") == "recount"]
    assert len(recounts) == year.moved
    assert all("国办发明电〔2026〕9号" in d["fields"]["note"] for d in recounts)
    assert any(d["found"].get("dues") for d in recounts), "days that nobody picked are among them"


def test_who_stood_in_for_somebody_had_the_right_and_everything_returned(year):
    told = year.told
    assert (told.wrong, told.judge.wrong) == ([], [])
    assert told.judge.behalf == told.behalf >= 30
    assert min(told.returned, told.refused, told.early) > 0
    assert told.moved == len(MOVED)


@pytest.mark.parametrize("defect", [by_any_delegation, what_ends_stays_open])
def test_a_centre_that_lets_a_deputy_go_on_is_found(defect):
    with defect():
        assert lived(1, 10, 3).told.wrong


def test_a_count_that_leaves_something_out_is_found(year):
    """The control: an item less, or a day wrong, does not go by."""
    centre = year.district.office.centre
    with centre.database.read() as connection:
        ours = counted(connection, year.now, Days({2027: {**NOTICE, "makeup": []}}))
    assert told(centre) != ours
