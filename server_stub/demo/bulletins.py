"""Notices for the board (电子公告): the small news of a house, with days that fit."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from . import days, names
from .fill import fill
from .tables import lines

_LETTER = {"district": "d", "department": "d", "street": "s", "town": "s", "community": "c", "village": "c"}


@dataclass(frozen=True)
class Bulletin:
    """A notice; `until` is the last day it is of use."""

    title: str
    body: str
    unit: str
    date: dt.date
    until: dt.date
    kind: str


def bulletin(rng: random.Random, unit: str, level: str, on: dt.date, not_kind: str) -> Bulletin:
    """Return a notice of the unit that is not of `not_kind`."""
    rows = [line.split("|") for line in lines("bulletins")]
    fit = [r for r in rows if _LETTER[level] in r[1] and r[0].partition("@")[0] != not_kind and _in_season(r[0], on)]
    tag, _, title, text = rng.choice(fit)
    kind = tag.partition("@")[0]
    d0 = days.after(on, rng.randint(1, 2))
    first = days.after(d0, rng.randint(2, 5))
    second = days.after(first, 4)
    people = [names.pick(rng).full for _ in range(4)]
    batches = rng.randint(6, 24)
    visitors = batches * rng.randint(4, 8)
    words = {
        "d0": days.brief(d0, on),
        "d1": days.brief(days.before(first, 1), on),
        "d2": days.brief(days.after(first, 9), on),
        "m1": f"{days.brief(first, on)}（星期{days.weekday(first)}）",
        "m2": f"{days.brief(second, on)}（星期{days.weekday(second)}）",
        "yr": str(on.year),
        "per": days.period(on),
        "month": str(on.month),
        "co": unit,
        "place": rng.choice(("一楼大厅", "地下停车场", "二楼会议室", "北门", "服务大厅")),
        "who": people[0],
        "n1": people[1],
        "n2": people[2],
        "n3": people[3],
        "tel": names.landline(rng.randint(1, 90_000)),
        "n": str(1 if on.month < 7 else 2),
        "a": str(batches),
        "b": str(visitors),
        "c": str(max(1, visitors * 60 // 10_000)),
        "e": str(rng.randint(1, 9)),
        "民": "村民" if level == "village" else "居民",
        "监": "村务" if level == "village" else "居务",
        "f": str(rng.randint(1, 9)),
    }
    body = fill(text, words, rng) + f"\n{unit}\n{days.written(on)}"
    return Bulletin(fill(title, words, rng), body, unit, on, days.after(first, 10), kind)


def _in_season(tag: str, on: dt.date) -> bool:
    first, _, last = (tag.partition("@")[2] or "1-12").partition("-")
    return int(first) <= on.month <= int(last)
