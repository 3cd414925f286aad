"""The subjects the district writes about, each with its own words, from the tables."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache

from .tables import lines

_SECTIONS = {"town": {"城市管理办": "村镇建设办"}, "street": {"农业农村办": "经济发展办"}}
FILES = ("topics_safety", "topics_city", "topics_people", "topics_rural_econ", "topics_govern")


# words that tie a sentence to a time of the year, and its months
_SEASONS = (
    (re.compile("入夏|转热|高温|夏季|防暑|气温升高"), range(5, 10)),
    (re.compile("汛期|入汛|汛前|强降雨|雨水浸泡"), range(3, 11)),
    (re.compile("秋冬季|征缴进入集中期"), range(9, 13)),
    (re.compile("秋收"), range(9, 12)),
    (re.compile("入冬|冬季"), (11, 12, 1, 2)),
    (re.compile("岁末"), (11, 12, 1)),
    (re.compile("春节后|节后"), (2, 3)),
    (re.compile("暑期"), range(5, 9)),
    (re.compile("开学以来|开学首周"), (2, 3, 8, 9)),
    (re.compile("秋季入学"), range(6, 10)),
    (re.compile("助残日"), (4, 5)),
    (re.compile("季节更替|春秋两季"), (3, 4, 5, 9, 10, 11)),
    (re.compile("夏冬"), (6, 7, 8, 11, 12, 1)),
    (re.compile("岁首|新年度"), (1, 2)),
)


def timely(text: str, on: dt.date) -> bool:
    """Return whether a sentence fits the time of the year."""
    return all(on.month in months for words, months in _SEASONS if words.search(text))


@dataclass(frozen=True)
class Task:
    """One thing to be done: what it is called and the sentences that say how."""

    head: str
    text: tuple[str, ...]


@dataclass(frozen=True)
class Ask:
    """Money asked for: what for, why, and the parts with the range of each in 万元."""

    title: str
    why: str
    parts: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Letter:
    """What is asked of another organ, and of whom."""

    title: str
    text: str
    to: str


@dataclass(frozen=True)
class Topic:
    """A subject of office work; `group` is the table it stands in."""

    name: str
    group: str
    lead: str
    months: tuple[int, int]
    scope: str
    section: str
    causes: tuple[str, ...]
    tasks: tuple[Task, ...]
    results: tuple[str, ...]
    faults: tuple[str, ...]
    count: tuple[str, str, int, int]
    campaign: str
    plans: tuple[str, ...]
    ask: Ask
    letter: Letter
    meeting: str
    agenda: tuple[str, ...]
    paper: str
    attachments: tuple[str, ...]
    done: tuple[str, ...]

    @property
    def short(self) -> str:
        """Return the name without a closing 工作, so that 工作 can follow it."""
        return self.name.removesuffix("工作")

    def section_in(self, level: str) -> str:
        """Return the section that looks after it in a street (an urban one) or a town."""
        return _SECTIONS.get(level, {}).get(self.section, self.section)

    def in_season(self, on: dt.date) -> bool:
        """Return whether an office writes about this on that day."""
        first, last = self.months
        return first <= on.month <= last if first <= last else on.month >= first or on.month <= last


@cache
def topics() -> tuple[Topic, ...]:
    """Return every topic, in the order of the tables."""
    return tuple(_topic(block, name) for name in FILES for block in _blocks(lines(name)))


def _blocks(rows: tuple[str, ...]) -> list[list[str]]:
    blocks: list[list[str]] = []
    for row in rows:
        if row.startswith("@"):
            blocks.append([])
        blocks[-1].append(row)
    return blocks


def _topic(block: list[str], group: str) -> Topic:
    name, lead, months, scope, section = block[0][1:].split("|")
    by: dict[str, list[str]] = {}
    for row in block[1:]:
        key, _, text = row.partition(" ")
        by.setdefault(key, []).append(text)
    first, last = months.split("-")
    subject, unit, span = by["数"][0].split("|")
    low, high = span.split("-")
    title, why, parts = by["请"][0].split("|")
    meeting, agenda = by["会"][0].split("|")
    return Topic(
        name,
        group,
        lead,
        (int(first), int(last)),
        scope,
        section,
        tuple(by["缘"]),
        tuple(Task(t[0], tuple(t[1:])) for t in (row.split("|") for row in by["务"])),
        tuple(by["绩"]),
        tuple(by["弊"]),
        (subject, unit, int(low), int(high)),
        by["专"][0],
        tuple(by["案"]),
        Ask(title, why, tuple(_part(p) for p in parts.split(";"))),
        Letter(*by["函"][0].split("|")),
        meeting,
        tuple(agenda.split(";")),
        by["转"][0],
        tuple(by["附"]),
        tuple(by["办"]),
    )


def _part(text: str) -> tuple[str, int, int]:
    name, span = text.split(":")
    low, high = span.split("-")
    return name, int(low), int(high)
