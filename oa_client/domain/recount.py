"""Limits counted again after the calendar has changed: an entry of the centre in each matter whose limits move.

It is no action of a table, so that it holds for every edition. What has passed of a clock stands, and what is left of
it is as many working days as before (`WorkingDays.recounted`). The day of the matter or of a strand that stands as it
was counted (`usual.py`) is counted anew from where it was counted. A day that somebody named himself does not move, nor
one that was postponed, nor any of what is suspended or over; but a part that would be due after the strand it belongs
to only by that strand's moving, or its own, is due with it, whoever named its day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from oa_client.domain.calendar import WorkingDays
from oa_client.domain.matter import Clock, Entry, EntryType, Matter, Moment, Running, Track, TrackId
from oa_client.domain.people import SYSTEM
from oa_client.domain.table import FieldType, Process
from oa_client.domain.usual import DUE, USUAL, usual_of

RECOUNT = "recount"
NAMED = ("clocks", "dues")
"""Under ``found``: the clocks, and the days, each with the moment it ran to (``was``) and runs to (``due``)."""


def entry_data(
    process: Process, matter: Matter, now: int, before: WorkingDays, after: WorkingDays, why: str
) -> dict[str, object] | None:
    """What the entry says that counts the running limits of a matter again; None where none moves."""
    moved = {"clocks": list(_clocks_moved(process, matter, now, before, after))}
    moved["dues"] = [] if _suspended(process, matter) else list(_dues_moved(process, matter, now, after))
    found = {name: some for name, some in moved.items() if some}
    return {"action": RECOUNT, "fields": {"note": why}, "found": found} if found else None


def _clocks_moved(
    process: Process, matter: Matter, now: int, before: WorkingDays, after: WorkingDays
) -> Iterator[dict[str, object]]:
    for clock in matter.clocks:
        rule = process.clock(clock.name)
        if rule is None or clock.running is not Running.RUNNING:
            continue
        due = before.recounted(now, clock.due, rule.unit, after)
        if due != clock.due:
            yield {"clock": clock.name, "track": clock.track, "was": clock.due, "due": due}


def _dues_moved(process: Process, matter: Matter, now: int, after: WorkingDays) -> Iterator[dict[str, object]]:
    """The day of the matter, on no track, and those of open strands that stand as they were counted."""
    was, usual = matter.fields.get(DUE), usual_of(matter.fields.get(USUAL))
    if usual is not None and isinstance(was, int) and (due := usual.moved(was, now, after)) != was:
        yield {"track": None, "was": was, "due": due}
    days = {t.id: t.due for t in matter.tracks if t.due is not None}
    open_ones = [t for t in matter.tracks if t.id in days and t.state in process.open_tracks]
    days |= {t.id: Moment(t.usual.moved(days[t.id], now, after)) for t in open_ones if t.usual is not None}
    for track in open_ones:
        due = _within_above(matter, track, days)
        if due != track.due:
            yield {"track": track.id, "was": track.due, "due": due}


def _within_above(matter: Matter, track: Track, days: Mapping[TrackId, Moment]) -> Moment:
    """The new day of a strand, no later than that of any above it within which it stood until now."""
    due, above, seen = days[track.id], track, {track.id}
    while above.under is not None and above.under not in seen:
        lower, found = above, matter.track(above.under)
        if found is None or found.due is None or lower.due is None or lower.due > found.due:
            break
        due, above = min(due, days[found.id]), found
        seen.add(found.id)
    return due


def counts_days(process: Process) -> bool:
    """Whether a day under a table may stand as it was counted."""
    return any(ask.type is FieldType.USUAL for action in process.actions for ask in action.asks)


def _suspended(process: Process, matter: Matter) -> bool:
    """Whether its days stand still: they go on when it is resumed."""
    resuming = (a for a in process.actions if any(e.name == "resume_dues" for e in a.effects))
    return any(matter.stage in action.states for action in resuming)


def years_named(entry: Entry) -> frozenset[int]:
    """The years whose notice a recount followed, as its note says; 0 alone where it was about office hours."""
    said = re.findall(r"(\d{4})年（", str(entry.fields.get("note", "")))
    return frozenset(map(int, said)) or frozenset({0})


def without_moved(
    data: Mapping[str, object], entries: Iterable[Entry], years: frozenset[int]
) -> dict[str, object] | None:
    """The same without the limits that a record shows to be moved by a notice of these years, told once more."""
    said = [entry for entry in entries if is_recount(entry) and years_named(entry) & years]
    moved = {(*_which(one), one.get("due")) for entry in said for name in NAMED for one in _named(entry.data, name)}
    every = {name: [one for one in _named(data, name) if (*_which(one), one.get("was")) not in moved] for name in NAMED}
    left = {name: some for name, some in every.items() if some}
    return {**data, "found": left} if left else None


def is_recount(entry: Entry) -> bool:
    """Whether an entry counts limits again."""
    return entry.type is EntryType.ASSIGNED and entry.action == RECOUNT and entry.actor == SYSTEM


def recounted(matter: Matter, entry: Entry) -> Matter:
    """The matter after it: the limits it names run to their new moments."""
    named = (one for name in NAMED for one in _named(entry.data, name))
    moved = {_which(one): Moment(due) for one in named if isinstance(due := one.get("due"), int)}
    whole = moved.get((None, None))
    return replace(
        matter,
        fields=matter.fields if whole is None else {**matter.fields, DUE: whole},
        tracks=tuple(replace(t, due=moved.get((None, t.id), t.due)) for t in matter.tracks),
        clocks=tuple(_moved(clock, moved) for clock in matter.clocks),
    )


def shifts(entry: Entry) -> Iterator[tuple[int, int]]:
    """The moment each limit ran to, and the new one; also of a day that was given and counted by an older calendar."""
    if is_recount(entry):
        moved: list[dict[str, object]] = [one for name in NAMED for one in _named(entry.data, name)]
    else:
        moved = [{"was": entry.fields.get(DUE), "due": _found(entry.data).get(DUE)}] if USUAL in entry.fields else []
    for one in moved:
        was, due = one.get("was"), one.get("due")
        if isinstance(was, int) and isinstance(due, int) and was != due:
            yield was, due


def _which(one: Mapping[str, object]) -> tuple[object, object]:
    """Of which limit something is said: the name of a clock, none of a day; the strand, none of the matter."""
    return one.get("clock"), one.get("track")


def _found(data: Mapping[str, object]) -> Mapping[str, object]:
    found = data.get("found")
    return found if isinstance(found, dict) else {}


def _named(data: Mapping[str, object], name: str) -> list[dict[str, object]]:
    named = _found(data).get(name)
    return [one for one in named if isinstance(one, dict)] if isinstance(named, list) else []


def _moved(clock: Clock, moved: Mapping[tuple[object, object], Moment]) -> Clock:
    due = moved.get((clock.name, clock.track))
    return clock if due is None or clock.running is not Running.RUNNING else replace(clock, due=due)
