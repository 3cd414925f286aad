from datetime import datetime

import pytest

from oa_client.domain.calendar import BEIJING
from oa_client.wording import moments

NOW = int(datetime(2026, 11, 21, 15, 30, tzinfo=BEIJING).timestamp())


def at(*when):
    return int(datetime(*when, tzinfo=BEIJING).timestamp())


@pytest.mark.parametrize(
    ("when", "short", "full"),
    [
        ((2026, 11, 21, 9, 12), "09:12", "今天 09:12"),
        ((2026, 11, 20, 23, 59), "昨天", "昨天 23:59"),
        ((2026, 11, 19, 8, 0), "11月19日", "11月19日 08:00"),
        ((2025, 12, 1, 8, 5), "2025年12月", "2025年12月1日 08:05"),
        ((2026, 11, 22, 8, 5), "11月22日", "明天 08:05"),
    ],
)
def test_dates_as_people_say_them(when, short, full):
    assert moments.short(at(*when), NOW) == short
    assert moments.full(at(*when), NOW) == full


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ((2026, 11, 21, 17, 0), "今天 17:00 到期"),
        ((2026, 11, 21, 15, 0), "今天已超期"),
        ((2026, 11, 20, 17, 0), "超期 1 天"),
        ((2026, 11, 22, 9, 0), "剩 1 天"),
        ((2026, 12, 1, 9, 0), "剩 10 天"),
    ],
)
def test_a_limit_in_words(due, words):
    assert moments.due_words(at(*due), NOW) == words


def test_moments_on_a_record():
    assert moments.exact(NOW) == "2026年11月21日 15:30"
    assert moments.weekday(NOW) == "星期六"
    assert moments.clock(NOW) == "15:30"


def test_midnight_in_beijing_is_a_new_day_whatever_the_zone(monkeypatch):
    monkeypatch.setenv("TZ", "America/New_York")
    assert moments.day(at(2026, 11, 21, 0, 1), NOW) == "今天"
    assert moments.day(at(2026, 11, 20, 23, 59), NOW) == "昨天"
