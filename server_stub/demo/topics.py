"""The subjects the district writes about, each with its own words, from the tables."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

from .tables import lines

FILES = ("topics_safety", "topics_city", "topics_people", "topics_rural_econ", "topics_govern")


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
    """A subject of office work."""

    name: str
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

    def in_season(self, on: dt.date) -> bool:
        """Return whether an office writes about this on that day."""
        first, last = self.months
        return first <= on.month <= last if first <= last else on.month >= first or on.month <= last


@cache
def topics() -> tuple[Topic, ...]:
    """Return every topic, in the order of the tables."""
    return tuple(_topic(block) for name in FILES for block in _blocks(lines(name)))


def _blocks(rows: tuple[str, ...]) -> list[list[str]]:
    blocks: list[list[str]] = []
    for row in rows:
        if row.startswith("@"):
            blocks.append([])
        blocks[-1].append(row)
    return blocks


def _topic(block: list[str]) -> Topic:
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
        name, lead, (int(first), int(last)), scope, section, tuple(by["缘"]),
        tuple(Task(t[0], tuple(t[1:])) for t in (row.split("|") for row in by["务"])),
        tuple(by["绩"]), tuple(by["弊"]), (subject, unit, int(low), int(high)), by["专"][0], tuple(by["案"]),
        Ask(title, why, tuple(_part(p) for p in parts.split(";"))), Letter(*by["函"][0].split("|")),
        meeting, tuple(agenda.split(";")), by["转"][0], tuple(by["附"]), tuple(by["办"]))


def _part(text: str) -> tuple[str, int, int]:
    name, span = text.split(":")
    low, high = span.split("-")
    return name, int(low), int(high)
