"""The tasks A to H for our own client, and the figures that come of them (design.md §6)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from tests.bench.weaklink import fixture
from tests.bench.weaklink.fixture import Papers, Start, meet
from tests.bench.weaklink.line import Crossed, Phase
from tests.bench.weaklink.profiles import Profile
from tests.fakes import scans

ON_DESK = 40
IDLE = 600.0
LIGHT_READY = 30.0
"""Seconds until the centre has made the light copy of a scan of ten pages."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """What the runs have in common."""

    kept: Path
    papers: Papers
    seed: int = 1
    periodic: bool = False
    idle: float = IDLE
    limit: float = 1800.0


@dataclass(frozen=True, slots=True)
class Row:
    """One run of one peer: what is printed, and what figures are made of. `crossed` None: not done, `why` says it."""

    peer: str
    task: str
    profile: str
    crossed: Crossed | None
    phase: Phase | None
    extra: tuple[tuple[str, float], ...] = ()
    why: str = ""

    @property
    def done(self) -> bool:
        """Whether it came to its end."""
        return self.crossed is not None and self.crossed.code == 0 and self.phase is not None


def run(campaign: Campaign, task: str, profile: Profile) -> list[Row]:
    """One task of our client on one line."""
    return _TASKS[task](campaign, profile)


def _work(campaign: Campaign, start: Start, name: str) -> Start:
    return start.copy(campaign.kept / "work" / name)


def _done(campaign: Campaign, start: Start, profile: Profile, name: str, **more: object) -> Crossed:
    """Run it, and let go of the copies."""
    crossed = meet(start, profile, name, limit=campaign.limit, seed=campaign.seed, periodic=campaign.periodic, **more)
    if crossed.code == 0:
        shutil.rmtree(start.folder)
    return crossed


def _first(campaign: Campaign, profile: Profile) -> list[Row]:
    empty = fixture.empty_client(campaign.kept, campaign.papers)
    start = _work(campaign, empty, f"A-{profile.name}")
    crossed = _done(campaign, start, profile, "A", on_desk=min(ON_DESK, campaign.papers.count))
    extra = _told(crossed, usable="待办 usable s", whole="all s")
    soon = crossed.phase("A")
    if soon is not None:
        extra = (*extra, ("down until usable B", soon.down["bytes"]))
    return [Row("lunyue", "A", profile.name, crossed, crossed.phase("A", "A-rest"), extra)]


def _by_command(campaign: Campaign, profile: Profile) -> list[Row]:
    empty = fixture.empty_client(campaign.kept, campaign.papers)
    crossed = _done(campaign, _work(campaign, empty, f"Ac-{profile.name}"), profile, "A-command")
    return [Row("lunyue sync", "A", profile.name, crossed, crossed.phase("A"), _told(crossed, seconds="all s"))]


def _day(campaign: Campaign, profile: Profile) -> list[Row]:
    start = _work(campaign, fixture.full_client(campaign.kept, campaign.papers), f"B-{profile.name}")
    did = fixture.others_did(campaign.papers, start.folder / "day.jsonl")
    mine = fixture.user_did(campaign.papers, start, start.folder / "push.json")
    crossed = _done(campaign, start, profile, "B", day=str(did), push=str(mine))
    day = Row("lunyue", "B", profile.name, crossed, crossed.phase("B"), _told(crossed, seconds="all s"))
    return [day, Row("lunyue", "check", profile.name, crossed, crossed.phase("check"))]


def _with_large(campaign: Campaign, name: str) -> Start:
    start = _work(campaign, fixture.full_client(campaign.kept, campaign.papers), name)
    large = campaign.papers.files / "big5m.pdf"
    fixture.tell(start, fixture.one_more(campaign.papers, start.folder / "large.jsonl", file=large))
    return start


def _urgent(campaign: Campaign, profile: Profile) -> list[Row]:
    """Three seeds, and the same download with nothing urgent to compare."""
    rows: list[Row] = []
    for seed in range(campaign.seed, campaign.seed + 3):
        one = replace(campaign, seed=seed)
        start = _with_large(one, f"C-{profile.name}-{seed}")
        paper = fixture.one_more(one.papers, start.folder / "urgent.jsonl")
        crossed = _done(one, start, profile, "C", urgent=str(paper))
        extra = _told(crossed, urgent="urgent seen s", file="file s")
        rows.append(Row("lunyue", "C", profile.name, crossed, crossed.phase("C"), extra))
    crossed = _done(campaign, _with_large(campaign, f"C0-{profile.name}"), profile, "C")
    rows.append(Row("lunyue", "C0", profile.name, crossed, crossed.phase("C"), _told(crossed, file="file s")))
    return rows


def _attachment(campaign: Campaign, profile: Profile) -> list[Row]:
    crossed = _done(campaign, _with_large(campaign, f"D-{profile.name}"), profile, "D")
    return [Row("lunyue", "D", profile.name, crossed, crossed.phase("D"), _told(crossed, file="file s", size="size B"))]


def _light(campaign: Campaign, profile: Profile) -> list[Row]:
    scan = campaign.kept / "scan.pdf"
    scan.write_bytes(scans.pdf([scans.scanned(scans.text() if n else scans.red_head(), n) for n in range(10)]))
    start = _work(campaign, fixture.full_client(campaign.kept, campaign.papers), f"G-{profile.name}")
    fixture.tell(start, fixture.one_more(campaign.papers, start.folder / "scan.jsonl", file=scan))
    crossed = _done(campaign, start, profile, "G", seconds=LIGHT_READY)
    extra = _told(crossed, first="first page s", all="all pages s", pages="pages", original="original B")
    return [Row("lunyue", "G", profile.name, crossed, crossed.phase("G"), extra)]


def _changed(campaign: Campaign, profile: Profile) -> list[Row]:
    start = _work(campaign, fixture.full_client(campaign.kept, campaign.papers), f"E-{profile.name}")
    crossed = _done(campaign, start, profile, "E", files=str(campaign.papers.files))
    return [Row("lunyue", "E", profile.name, crossed, crossed.phase("E"))]


def _idle(campaign: Campaign, profile: Profile) -> list[Row]:
    start = _work(campaign, fixture.full_client(campaign.kept, campaign.papers), f"F-{profile.name}")
    crossed = _done(campaign, start, profile, "F", seconds=campaign.idle)
    return [Row("lunyue", "F", profile.name, crossed, crossed.phase("F"), (("of s", campaign.idle),))]


def _return(campaign: Campaign, profile: Profile) -> list[Row]:
    start = _work(campaign, fixture.away_client(campaign.kept, campaign.papers), f"H-{profile.name}")
    crossed = _done(campaign, start, profile, "H", on_desk=fixture.AWAY_DESK)
    extra = _told(crossed, listed="待办 listed s", usable="待办 usable s", entries="items", silence="longest still s")
    return [Row("lunyue", "H", profile.name, crossed, crossed.phase("H", "H-rest"), extra)]


def _told(crossed: Crossed, **names: str) -> tuple[tuple[str, float], ...]:
    """What the client said, under the names of the table."""
    found = ((name, crossed.told(key)) for key, name in names.items())
    return tuple((name, value) for name, value in found if value is not None)


_TASKS: dict[str, Callable[[Campaign, Profile], list[Row]]] = {
    "A": _first,
    "A-command": _by_command,
    "B": _day,
    "C": _urgent,
    "D": _attachment,
    "E": _changed,
    "F": _idle,
    "G": _light,
    "H": _return,
}
