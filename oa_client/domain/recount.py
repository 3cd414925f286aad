"""Limits counted again after the calendar has changed: an entry of the centre in each matter whose limits move.

It is no action of a table, so that it holds for every edition. What has passed of a limit stands, and what is left of
it is as many working days as before (`WorkingDays.recounted`). A day that somebody named himself never moves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from oa_client.domain.calendar import WorkingDays
from oa_client.domain.matter import Clock, Entry, EntryType, Matter, Moment, Running
from oa_client.domain.people import SYSTEM
from oa_client.domain.table import Process

RECOUNT = "recount"


def entry_data(
    process: Process, matter: Matter, now: int, before: WorkingDays, after: WorkingDays, why: str
) -> dict[str, object] | None:
    """What the entry says that counts the running limits of a matter again; None where none moves."""
    moved = []
    for clock in matter.clocks:
        rule = process.clock(clock.name)
        if rule is None or clock.running is not Running.RUNNING:
            continue
        due = before.recounted(now, clock.due, rule.unit, after)
        if due != clock.due:
            moved.append({"clock": clock.name, "track": clock.track, "was": clock.due, "due": due})
    return {"action": RECOUNT, "fields": {"note": why}, "found": {"clocks": moved}} if moved else None


def years_named(entry: Entry) -> frozenset[int]:
    """The years whose notice a recount followed, as its note says; 0 alone where it was about office hours."""
    said = re.findall(r"(\d{4})年（", str(entry.fields.get("note", "")))
    return frozenset(map(int, said)) or frozenset({0})


def without_moved(
    data: Mapping[str, object], entries: Iterable[Entry], years: frozenset[int]
) -> dict[str, object] | None:
    """The same without the limits that a record shows to be moved by a notice of these years, told once more."""
    said = [entry for entry in entries if is_recount(entry) and years_named(entry) & years]
    moved = {(one.get("clock"), one.get("track"), one.get("due")) for entry in said for one in _clocks(entry.data)}
    left = [one for one in _clocks(data) if (one.get("clock"), one.get("track"), one.get("was")) not in moved]
    return {**data, "found": {"clocks": left}} if left else None


def is_recount(entry: Entry) -> bool:
    """Whether an entry counts limits again."""
    return entry.type is EntryType.ASSIGNED and entry.action == RECOUNT and entry.actor == SYSTEM


def recounted(matter: Matter, entry: Entry) -> Matter:
    """The matter after it: the limits it names run to their new moments."""
    moved = {
        (one.get("clock"), one.get("track")): due for one in _named(entry) if isinstance(due := one.get("due"), int)
    }
    return replace(matter, clocks=tuple(_moved(clock, moved) for clock in matter.clocks))


def shifts(entry: Entry) -> Iterator[tuple[int, int]]:
    """The moment each limit ran to, and the new one."""
    for one in _named(entry):
        was, due = one.get("was"), one.get("due")
        if isinstance(was, int) and isinstance(due, int):
            yield was, due


def _named(entry: Entry) -> list[dict[str, object]]:
    return _clocks(entry.data)


def _clocks(data: Mapping[str, object]) -> list[dict[str, object]]:
    found = data.get("found")
    named = found.get("clocks") if isinstance(found, dict) else None
    return [one for one in named if isinstance(one, dict)] if isinstance(named, list) else []


def _moved(clock: Clock, moved: Mapping[tuple[object, object], int]) -> Clock:
    due = moved.get((clock.name, clock.track))
    return clock if due is None or clock.running is not Running.RUNNING else replace(clock, due=Moment(due))
