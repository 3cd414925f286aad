"""What a user would otherwise pick, each on the same lines with the same papers."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from tests.bench.weaklink.line import Crossed, Run, cross
from tests.bench.weaklink.ours import Campaign, Row
from tests.bench.weaklink.peers import couch, imap, rest, rsync
from tests.bench.weaklink.profiles import Profile

PATIENT, ROUGH = "60", "15"


@dataclass(frozen=True, slots=True)
class Peer:
    """One of them: its module, its port, the programs and packages it takes, the tasks it can do.

    `seeds`: C is measured with so many, the further ones until the urgent one is seen.
    """

    name: str
    module: str
    port: int
    programs: tuple[str, ...] = ()
    tasks: str = "ABCDE"
    environment: dict[str, str] = field(default_factory=dict)
    seeds: int = 1
    unready: Callable[[Path], str] = field(default=lambda _: "")

    def missing(self, kept: Path) -> str:
        """Why it cannot be run here, in a sentence; empty when it can. What it takes may be fetched for it."""
        absent = [program for program in self.programs if shutil.which(program) is None]
        why = f"{', '.join(absent)} is not installed" if absent else self.unready(kept)
        return f"{self.name} is not measured: {why}" if why else ""


_MODULES = "tests.bench.weaklink.peers"
_MAIL = ("dovecot", "mbsync")
PEERS = {
    peer.name: peer
    for peer in (
        Peer("rest", f"{_MODULES}.rest", rest.PORT, tasks="ABCDEF", seeds=3),
        Peer("rest-range", f"{_MODULES}.rest", rest.PORT, tasks="D", environment={"WL_RANGE": "1"}),
        Peer("rsync", f"{_MODULES}.rsync", rsync.PORT, ("rsync",)),
        Peer("imapz", f"{_MODULES}.imap", imap.PORT, _MAIL),
        Peer("imap8z", f"{_MODULES}.imap", imap.PORT, _MAIL, "AB", {"WL_BODIES": "8bit"}),
        Peer("imap-idle", f"{_MODULES}.idle", imap.PORT, ("dovecot",), "CF", seeds=3),
        Peer("couch", f"{_MODULES}.couch", couch.PORT, ("node", "npm"), "ABCDEF", unready=couch.unready),
    )
}
_SAID = (("urgent", "urgent seen s"), ("file", "file s"), ("size", "size B"), ("failures", "failures"))


def run(campaign: Campaign, peer: Peer, task: str, profile: Profile) -> list[Row]:
    """One task of a peer on one line, with every seed; none for a task it cannot do."""
    if task not in peer.tasks:
        return []
    if why := peer.missing(campaign.kept):
        return [Row(peer.name, task, profile.name, None, None, why=why)]
    rows = _one(campaign, peer, task, profile)
    for more in range(1, peer.seeds if task == "C" else 1):
        further = replace(campaign, seed=campaign.seed + more)
        rows += _one(further, peer, task, profile, {"WL_ONLY_URGENT": "1"})
    return rows


def _one(
    campaign: Campaign, peer: Peer, task: str, profile: Profile, told: Mapping[str, str] = MappingProxyType({})
) -> list[Row]:
    """With one seed."""
    work = campaign.kept / "work" / f"{peer.name}-{task}-{profile.name}-{campaign.seed}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    words = [sys.executable, "-m", peer.module]
    crossed = cross(
        Run(
            profile,
            [*words, "serve", task],
            [*words, task],
            peer.port,
            seed=campaign.seed,
            periodic=campaign.periodic,
            limit=campaign.limit,
            log=work / "log",
            environment={**_environment(campaign, work, profile), **peer.environment, **told},
        )
    )
    return list(_rows(campaign, peer, task, profile, crossed))


def _environment(campaign: Campaign, work: Path, profile: Profile) -> dict[str, str]:
    return {
        "WL_KEPT": str(campaign.kept.resolve()),
        "WL_WORK": str(work.resolve()),
        "WL_PAPERS": str(campaign.papers.folder.resolve()),
        "WL_PATIENCE": ROUGH if profile.redial else PATIENT,
        "WL_IDLE": str(campaign.idle),
    }


def _rows(campaign: Campaign, peer: Peer, task: str, profile: Profile, crossed: Crossed) -> Iterator[Row]:
    extra = tuple((name, value) for key, name in _SAID if (value := crossed.told(key)) is not None)
    if task == "F":
        extra = (*extra, ("of s", campaign.idle))
    yield Row(peer.name, task, profile.name, crossed, crossed.phase(task), extra)
    if (check := crossed.phase("check")) is not None:
        yield Row(peer.name, "check", profile.name, crossed, check)
