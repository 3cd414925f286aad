"""The working calendar on a device: the shipped one until the centre says more; what cannot be read changes nothing."""

from datetime import date

import pytest

from oa_client.app.workdays import in_force
from tests.domain.office import CALENDAR
from tests.domain.test_recount import SPRING

WINTER = date(2027, 2, 8)


def test_without_word_from_the_centre_it_is_the_shipped_one():
    assert in_force(CALENDAR, None) is CALENDAR


def test_an_announced_year_is_no_longer_provisional():
    days = in_force(CALENDAR, SPRING)
    assert not days.is_provisional(2027)
    assert not days.is_working(WINTER)


@pytest.mark.parametrize("said", [{"years": {"x": {}}}, {"years": []}, {"close": 3}])
def test_what_a_newer_centre_says_in_another_way_is_left_out(said):
    assert in_force(CALENDAR, said) is CALENDAR
