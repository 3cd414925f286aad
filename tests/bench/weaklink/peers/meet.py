"""What a user would otherwise pick, each on the same lines with the same papers."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass, field

from tests.bench.weaklink.line import Run, cross
from tests.bench.weaklink.ours import Campaign, Row
from tests.bench.weaklink.peers import imap, rest, rsync
from tests.bench.weaklink.profiles import Profile

PATIENT, ROUGH = "60", "15"


@dataclass(frozen=True, slots=True)
class Peer:
    """One of them: its module, its port, the programs it takes, the tasks it can do."""

    name: str
    module: str
    port: int
    programs: tuple[str, ...] = ()
    tasks: str = "ABCDE"
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> str:
        """Why it cannot be run here, in a sentence; empty when it can."""
        absent = [program for program in self.programs if shutil.which(program) is None]
        return f"{self.name} is not measured: {', '.join(absent)} is not installed" if absent else ""


_MODULES = "tests.bench.weaklink.peers"
_MAIL = ("dovecot", "mbsync")
PEERS = {
    peer.name: peer
    for peer in (
        Peer("rest", f"{_MODULES}.rest", rest.PORT),
        Peer("rest-range", f"{_MODULES}.rest", rest.PORT, tasks="D", environment={"WL_RANGE": "1"}),
        Peer("rsync", f"{_MODULES}.rsync", rsync.PORT, ("rsync",)),
        Peer("imapz", f"{_MODULES}.imap", imap.PORT, _MAIL, "ABD"),
        Peer("imap8z", f"{_MODULES}.imap", imap.PORT, _MAIL, "AB", {"WL_BODIES": "8bit"}),
    )
}


def run(campaign: Campaign, peer: Peer, task: str, profile: Profile) -> list[Row]:
    """One task of a peer on one line; none for a task it cannot do."""
    if task not in peer.tasks:
        return []
    if peer.missing:
        return [Row(peer.name, task, profile.name, None, None, why=peer.missing)]
    work = campaign.kept / "work" / f"{peer.name}-{task}-{profile.name}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    patience = ROUGH if profile.redial else PATIENT
    environment = {"WL_WORK": str(work), "WL_PAPERS": str(campaign.papers.folder), "WL_PATIENCE": patience}
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
            environment={**environment, **peer.environment},
        )
    )
    said = (("urgent", "urgent seen s"), ("file", "file s"), ("size", "size B"), ("failures", "failures"))
    extra = tuple((name, value) for key, name in said if (value := crossed.told(key)) is not None)
    rows = [Row(peer.name, task, profile.name, crossed, crossed.phase(task), extra)]
    if (check := crossed.phase("check")) is not None:
        rows.append(Row(peer.name, "check", profile.name, crossed, check))
    return rows
