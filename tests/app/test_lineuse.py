"""How the line may be used, by the hour in Beijing and by the size of what might come."""

from datetime import datetime

import pytest

from oa_client.app.lineuse import LineUse, Rank
from oa_client.domain.calendar import BEIJING

MB = 1024 * 1024


def at(hour, minute=0, second=0):
    return int(datetime(2026, 11, 22, hour, minute, second, tzinfo=BEIJING).timestamp())


@pytest.mark.parametrize(
    ("night", "inside", "outside"),
    [
        ((0, 6), [at(0), at(5, 59, 59)], [at(6), at(12), at(23, 59, 59)]),
        ((22, 6), [at(22), at(23, 59), at(0), at(5)], [at(6), at(21, 59)]),
        ((8, 8), [at(0), at(8), at(13)], []),
        (None, [], [at(0), at(3)]),
    ],
)
def test_the_night_is_a_stretch_of_hours_that_may_go_over_midnight(night, inside, outside):
    use = LineUse(night=night)
    assert [use.is_night(t) for t in inside] == [True] * len(inside)
    assert [use.is_night(t) for t in outside] == [False] * len(outside)


def test_it_is_known_when_the_night_begins_and_ends():
    use = LineUse(night=(0, 6))
    assert use.until_turn(at(23, 59, 30)) == 30
    assert use.until_turn(at(0)) == 6 * 3600, "what turns now turned already"
    assert use.until_turn(at(6)) == 18 * 3600
    assert LineUse().until_turn(at(3)) == float("inf")
    assert LineUse(night=(8, 8)).until_turn(at(3)) == float("inf"), "it never ends"


def test_by_itself_comes_what_is_urgent_and_at_night_the_rest():
    use = LineUse(night=(0, 6))
    assert use.lets(Rank.SOON, 90 * MB, at(12))
    assert not use.lets(Rank.LATE, 1, at(12))
    assert use.lets(Rank.LATE, 90 * MB, at(3))


def test_on_a_line_paid_by_the_byte_little_comes_by_itself_and_at_night_nothing_more():
    use = LineUse(metered=True, night=(0, 6))
    assert use.lets(Rank.SOON, MB, at(12))
    assert not use.lets(Rank.SOON, MB + 1, at(12))
    assert not use.lets(Rank.LATE, 1, at(3))
    assert use.lets(Rank.NOW, 90 * MB, at(12)), "somebody asked for it"
    assert use.until_turn(at(3)) == float("inf")
