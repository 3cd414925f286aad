"""What the peers share: the papers as each of them carries them, and trying again on a bad line."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench.weaklink.corpus import Paper, line

AGAIN = 3.0
MOST_TRIES = 400
URGENT_AT = 30.0
"""Seconds into a download at which something urgent happens."""
PAUSE = 3.0
"""Seconds between two runs of a peer that is run again and again."""
SETTLING = 5.0
"""Seconds before nothing happens, in which what was said last crosses."""
FEW = 200
"""Papers that are there already when C, D, E and F begin."""


def folder() -> Path:
    """Where this peer may keep things; both ends see it."""
    return Path(os.environ["WL_WORK"])


def papers() -> Path:
    """The corpus: items.jsonl, day.json and files."""
    return Path(os.environ["WL_PAPERS"])


def server() -> str:
    return os.environ["WL_SERVER_IP"]


def patience() -> str:
    """Seconds without a byte after which a client of this peer gives up."""
    return os.environ.get("WL_PATIENCE", "60")


def kept() -> Path:
    """The bench's data, where what is built once stays."""
    return Path(os.environ["WL_KEPT"])


def idle() -> float:
    """How many seconds nothing happens in F."""
    return float(os.environ["WL_IDLE"])


def only_urgent() -> bool:
    """Whether C ends with the urgent one: the download was measured with another seed."""
    return os.environ.get("WL_ONLY_URGENT") == "1"


def items() -> list[Paper]:
    return [json.loads(one) for one in (papers() / "items.jsonl").read_text("utf-8").splitlines()]


def day() -> dict[str, list[Paper]]:
    found: dict[str, list[Paper]] = json.loads((papers() / "day.json").read_text("utf-8"))
    return found


def urgent() -> Paper:
    """What happens while an attachment loads: short."""
    paper = items()[3]
    return {**paper, "id": "urgent", "urgency": "特急", "body": str(paper["body"])[:250]}


def large() -> bytes:
    return (papers() / "files" / "big5m.pdf").read_bytes()


def say(**values: object) -> None:
    print(json.dumps(values), flush=True)


def until_done(words: Sequence[str]) -> int:
    """Run a command until it ends well; how often it did not."""
    for failures in range(MOST_TRIES):
        done = subprocess.run(words, check=False, stdout=subprocess.DEVNULL)
        if done.returncode == 0:
            return failures
        time.sleep(AGAIN)
    raise SystemExit("gave up")


def write_tree(root: Path, some: Sequence[Paper], deeds: Sequence[Paper] = ()) -> None:
    """One file for each paper and each deed."""
    for name, rows in (("items", some), ("deeds", deeds)):
        for row in rows:
            place = root / name / str(row["id"])[:2]
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{row['id']}.json").write_text(line(row), "utf-8")
