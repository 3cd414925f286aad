"""The rows of a campaign as one table for people, and as figures with what they must be (design.md §6)."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence

from tests.bench.figures import Figure
from tests.bench.weaklink.bound import Bound
from tests.bench.weaklink.ours import Row

OURS = "lunyue"
HEAD = ("task", "profile", "peer", "down B", "up B", "conns", "turns", "s", "fail", "x bound", "")
WIDTHS = (6, 10, 12, 12, 11, 6, 6, 9, 5, 8, 0)
HOUR = 3600


def lines(rows: Sequence[Row], bounds: Mapping[str, Bound]) -> Iterator[str]:
    """The table."""
    yield _line(HEAD)
    for row in rows:
        yield _line(_cells(row, bounds))


def _line(cells: Sequence[str]) -> str:
    return "  ".join(
        cell.rjust(width) if 3 <= at < 10 else cell.ljust(width)
        for at, (cell, width) in enumerate(zip(cells, WIDTHS, strict=True))
    ).rstrip()


def _cells(row: Row, bounds: Mapping[str, Bound]) -> tuple[str, ...]:
    start = (row.task, row.profile, row.peer)
    if row.crossed is None or row.phase is None:
        return (*start, *("-",) * 7, row.why or "nothing crossed")
    phase, extra = row.phase, dict(row.extra)
    failures = extra.pop("failures", row.crossed.told("failures") or 0)
    bound = bounds.get(row.task)
    whole = bound.down + bound.up if bound else 0
    ratio = f"{(phase.down['bytes'] + phase.up['bytes']) / whole:.2f}" if whole else ""
    note = "; ".join(f"{name} {value:,.1f}" for name, value in extra.items())
    if row.crossed.code != 0:
        note = f"CUT OFF at the limit; {note}" if row.crossed.code is None else f"exit {row.crossed.code}; {note}"
    numbers = (phase.down["bytes"], phase.up["bytes"], phase.connections, phase.turns)
    return (*start, *(f"{n:,}" for n in numbers), f"{phase.seconds:,.1f}", f"{failures:.0f}", ratio, note)


def figures(rows: Sequence[Row]) -> Iterator[Figure]:
    """Of every run its bytes, turns and seconds; of ours with what they must be."""
    yield from _finished(rows)
    for row in rows:
        if row.phase is None or row.crossed is None or row.task in {"C", "C0"}:
            continue
        yield from _plain(row)
        yield from _asked(row)
    yield from _urgent(rows)


def _finished(rows: Sequence[Row]) -> Iterator[Figure]:
    """Whether all runs of a task came to their end: of one that did not there may be no other figure to miss."""
    met = {_name(row, "finished"): row.peer for row in rows if row.crossed is not None}
    for name, peer in met.items():
        done = all(row.done for row in rows if _name(row, "finished") == name)
        yield Figure("weaklink", name, float(done), "", ">= 1" if peer == OURS else None)


def _name(row: Row, what: str) -> str:
    return f"{row.task} {row.profile} {row.peer}: {what}"


def _plain(row: Row) -> Iterator[Figure]:
    assert row.phase is not None
    musts = _MUST.get((row.task, row.profile), {}) if row.peer == OURS else {}
    everywhere = _EVERYWHERE.get(row.task, {}) if row.peer == OURS else {}
    values = {
        "down": (row.phase.down["bytes"], "B"),
        "up": (row.phase.up["bytes"], "B"),
        "turns": (row.phase.turns, ""),
        "connections": (row.phase.connections, ""),
        "seconds": (row.phase.seconds, "s"),
    }
    for what, (value, unit) in values.items():
        must = musts.get(what) or everywhere.get(what)
        yield Figure("weaklink", _name(row, what), value, unit, must)


_MUST: dict[tuple[str, str], dict[str, str]] = {
    ("A", "lan"): {"down": "<= 2900000"},
    ("A", "village"): {"seconds": "<= 210"},
    ("A", "satellite"): {"seconds": "<= 16"},
    ("A", "redial"): {"seconds": "<= 80"},
    ("B", "village"): {"seconds": "<= 7"},
    ("D", "flaky"): {"seconds": "<= 500"},
    ("D", "redial"): {"seconds": "<= 430"},
}
_EVERYWHERE: dict[str, dict[str, str]] = {
    "B": {"down": "<= 75000", "up": "<= 3000", "turns": "<= 3"},
}


def _asked(row: Row) -> Iterator[Figure]:
    """What is not a plain number of the phase."""
    assert row.phase is not None
    extra, both = dict(row.extra), row.phase.down["bytes"] + row.phase.up["bytes"]
    ours = row.peer == OURS
    if row.task in {"A", "H"} and "待办 usable s" in extra:
        must = "<= 10" if row.profile == "village" else None
        yield Figure("weaklink", _name(row, "待办 usable"), extra["待办 usable s"], "s", must)
    if row.task == "D" and extra.get("size B"):
        ratio = row.phase.down["bytes"] / extra["size B"]
        yield Figure("weaklink", _name(row, "wire / size"), ratio, "x", "<= 1.10" if ours else None)
    if row.task == "E":
        yield Figure("weaklink", _name(row, "both ways"), both, "B", "<= 15000" if ours else None)
    if row.task == "check":
        yield Figure("weaklink", _name(row, "both ways"), both, "B", "<= 1000" if ours else None)
    if row.task == "G" and "first page s" in extra:
        must = "<= 3" if row.profile == "village" else None
        yield Figure("weaklink", _name(row, "first light page"), extra["first page s"], "s", must)
    if row.task == "F":
        hour = both * HOUR / row.phase.seconds
        yield Figure("weaklink", _name(row, "an hour, scaled"), hour, "B", "<= 6000" if ours else None)


def _urgent(rows: Sequence[Row]) -> Iterator[Figure]:
    """C: the median over the seeds, and how much slower the download was than alone."""
    for peer, profile in dict.fromkeys((row.peer, row.profile) for row in rows if row.task == "C"):
        some = [dict(row.extra) for row in rows if (row.peer, row.profile, row.task) == (peer, profile, "C")]
        seen = [one["urgent seen s"] for one in some if "urgent seen s" in one]
        name = f"C {profile} {peer}"
        if seen:
            must = "<= 3" if peer == OURS else None
            yield Figure("weaklink", f"{name}: urgent seen, median of {len(seen)}", statistics.median(seen), "s", must)
        alone = [dict(r.extra).get("file s") for r in rows if (r.peer, r.profile, r.task) == (peer, profile, "C0")]
        with_it = [one["file s"] for one in some if "file s" in one]
        if with_it and alone and alone[0]:
            slower = 100 * (with_it[0] / alone[0] - 1)
            must = "<= 10" if peer == OURS else None
            yield Figure("weaklink", f"{name}: download slowed", slower, "%", must)
