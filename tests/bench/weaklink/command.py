"""`dev.py bench weaklink`: our client and its peers over the same emulated lines with the same papers."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from tests.bench.figures import line as figure_line
from tests.bench.figures import write
from tests.bench.weaklink import fixture, ours, table
from tests.bench.weaklink.bound import Bound, bounds
from tests.bench.weaklink.line import signals_raise
from tests.bench.weaklink.namespaces import end_all, impossible
from tests.bench.weaklink.ours import Campaign, Row
from tests.bench.weaklink.peers import meet
from tests.bench.weaklink.profiles import PROFILES, Profile

LINES = {
    "A": ("lan", "village", "satellite"),
    "B": ("lan", "village"),
    "C": ("village",),
    "D": ("flaky", "redial"),
    "E": ("lan",),
    "F": ("village",),
    "G": ("village",),
    "H": ("village",),
    "A-command": ("lan",),
}
"""Where each task is measured unless `--profile` says so."""
SOME, SOME_LINE = 1000, "redial"
"""A with so many papers is measured on this line beside the rest."""
SLOW = 256
"""kbit/s; a line below waits for itself and not for the machine, so several may be measured at a time."""


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="dev.py bench weaklink", description=__doc__)
    made.add_argument(
        "--items", type=Path, metavar="FILE", help="papers, one JSON object a line; a day.json beside it is used"
    )
    made.add_argument("--count", type=int, default=5000, metavar="N", help="how many papers")
    made.add_argument("--profile", action="append", choices=PROFILES, help="a line; may be given again")
    made.add_argument("--task", action="append", choices=LINES, help="a task; may be given again")
    made.add_argument("--peers", nargs="*", default=[], choices=["all", *meet.PEERS], help="who else")
    made.add_argument("--only-peers", action="store_true", help="leave our own client out")
    made.add_argument("--seed", type=int, default=1, help="of loss and outages")
    made.add_argument("--periodic", action="store_true", help="outages by the clock, as they were measured before")
    made.add_argument(
        "--idle", type=float, default=ours.IDLE, metavar="S", help="how long F lasts; it is scaled to an hour"
    )
    made.add_argument("--at-once", type=int, default=1, metavar="N", help="how many slow lines are measured at a time")
    made.add_argument("--limit", type=float, default=1800, metavar="S", help="when a run is cut off")
    made.add_argument("--json", type=Path, metavar="OUT", help="write the figures there as well")
    made.add_argument("--data", type=Path, required=True, help="where built centres and profiles are kept")
    return made


@dataclass(frozen=True, slots=True)
class Cell:
    """One run of one peer, not yet made."""

    profile: Profile
    run: Callable[[], list[Row]]


def main(words: list[str]) -> int:
    """Measure what was asked for."""
    given = parser().parse_args(words)
    if why := impossible():
        print(why)
        return 1
    given.data.mkdir(parents=True, exist_ok=True)
    made = fixture.papers(given.data, given.count, given.items)
    campaign = Campaign(given.data, made, given.seed, given.periodic, given.idle, given.limit)
    bound = bounds(made)
    rows: list[Row] = []
    with closing(_measured(list(_cells(given, campaign)), given.at_once)) as measured:
        for found in measured:
            rows += found
            print("\n".join(list(table.lines(found, bound))[1:]), flush=True)
    rows.sort(key=lambda row: (list(LINES).index(row.task) if row.task in LINES else len(LINES), row.profile))
    figures = list(table.figures(rows))
    print("\n".join(["", *table.lines(rows, bound), "", *_bounds(bound), ""]))
    print("\n".join(figure_line(figure) for figure in figures if figure.must))
    if given.json:
        write(given.json, figures)
    return 0


def _measured(cells: list[Cell], at_once: int) -> Generator[list[Row], None, None]:
    """What came of each: lines that the machine could hold up one after another, then slow ones side by side."""
    for cell in cells:
        if not 0 < cell.profile.down < SLOW:
            yield cell.run()
    with signals_raise(), ThreadPoolExecutor(at_once) as pool:
        begun = [pool.submit(cell.run) for cell in cells if 0 < cell.profile.down < SLOW]
        try:
            for one in begun:
                yield one.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            end_all()
            raise


def _cells(given: argparse.Namespace, campaign: Campaign) -> Iterator[Cell]:
    for task in given.task or [name for name in LINES if len(name) == 1]:
        for name in given.profile or LINES[task]:
            yield from _of(given, campaign, task, PROFILES[name])
    if not given.task and not given.profile and given.count > SOME:
        some = replace(campaign, papers=fixture.papers(given.data, SOME, given.items))
        yield from _of(given, some, "A", PROFILES[SOME_LINE])


def _of(given: argparse.Namespace, campaign: Campaign, task: str, profile: Profile) -> Iterator[Cell]:
    """A task on a line for everybody; what ours begins with is built before anything runs side by side."""
    peers = meet.PEERS if "all" in given.peers else {name: meet.PEERS[name] for name in given.peers}
    if not given.only_peers:
        before = {"A": fixture.empty_client, "H": fixture.away_client}
        before.get(task[0], fixture.full_client)(campaign.kept, campaign.papers)
        yield Cell(profile, partial(ours.run, campaign, task, profile))
    for peer in peers.values():
        yield Cell(profile, partial(meet.run, campaign, peer, task, profile))


def _bounds(bound: dict[str, Bound]) -> Iterator[str]:
    for task, one in bound.items():
        yield f"bound {task}: {one.down:,} B down, {one.up:,} B up"
