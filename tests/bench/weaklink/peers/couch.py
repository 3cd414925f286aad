"""CouchDB's way: PouchDB at both ends, papers and deeds as documents.

`python -m tests.bench.weaklink.peers.couch serve|A|B|C|D|E|F`. Both ends are node/couch.js; the packages they take are
installed into the bench's data from node/package-lock.json, and no part of them is in the product.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import IO

from tests.bench.weaklink.line import mark
from tests.bench.weaklink.peers import common

PORT = 5984
NODE = Path(__file__).parent / "node"
INSTALL = (
    "npm",
    "ci",
    "--omit=dev",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    "--fetch-retries=1",
)
"""Without the packages' own scripts: what they would build is in them ready-made."""
PATIENCE = 300.0
_ONE_AT_A_TIME = threading.Lock()


def place(kept: Path) -> Path:
    """Where the packages of this lock file are, or will be."""
    return kept / f"node-{hashlib.sha256((NODE / 'package-lock.json').read_bytes()).hexdigest()[:8]}"


def unready(kept: Path) -> str:
    """Have the packages in place; why they are not, in a sentence, or nothing."""
    with _ONE_AT_A_TIME:
        return _unready(place(kept))


@cache
def _unready(folder: Path, install: tuple[str, ...] = INSTALL) -> str:
    if (folder / "built").exists():
        return ""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(NODE / name, folder / name)
    why = _install(folder, install)
    if not why:
        (folder / "built").touch()
    return why


def _install(folder: Path, words: tuple[str, ...]) -> str:
    try:
        done = subprocess.run(
            words, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
    except OSError as problem:
        return f"its packages cannot be installed: {problem}"
    except subprocess.TimeoutExpired:
        return f"its packages cannot be installed: nothing came in {PATIENCE:.0f} s"
    said = done.stderr.strip().splitlines() or [f"exit {done.returncode}"]
    return f"its packages cannot be installed: {said[0]}" if done.returncode else ""


def environment() -> dict[str, str]:
    """What couch.js is told."""
    urgent = common.urgent()
    told = {
        "NODE_PATH": str(place(common.kept()) / "node_modules"),
        "WL_PORT": str(PORT),
        "WL_FEW": str(common.FEW),
        "WL_AGAIN": str(common.AGAIN),
        "WL_URGENT_AT": str(common.URGENT_AT),
        "WL_URGENT": json.dumps({"_id": urgent.pop("id"), **urgent}),
    }
    return {**os.environ, **told}


def relay(said: IO[str], answers: IO[str], marked: Callable[[str], None]) -> None:
    """Pass on what the client says; mark the phases it asks for, and let it go on after each."""
    for one in said:
        wanted = json.loads(one) if one.startswith('{"mark"') else None
        if wanted is None:
            print(one, end="", flush=True)
        else:
            marked(wanted["mark"])
            answers.write("\n")
            answers.flush()


def client(task: str) -> int:
    """The client's end; its exit code."""
    words = ["node", str(NODE / "couch.js"), task]
    with subprocess.Popen(
        words, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        relay(process.stdout, process.stdin, mark)
    return process.returncode


def main(words: list[str]) -> int:
    if words[0] == "serve":
        os.execvpe("node", ["node", str(NODE / "couch.js"), *words], environment())
    return client(words[0])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
