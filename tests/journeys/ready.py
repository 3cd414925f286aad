"""Commands of `oa-client`, each in a process of its own, forked from one that has loaded the program already.

Loading is seven tenths of what a command takes; a journey has a hundred of them. What a fresh process loads, and that it
loads, the journeys with `Desk.argv` and tests/cli show. ``python -m tests.journeys.ready`` is the process that forks: it
reads a command a line and answers its exit code.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]


class Ready:
    """The process that waits for commands; it ends when its input does."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.ready"],
            cwd=ROOT, env={**env, "PYTHONPATH": str(ROOT)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def run(self, words: Sequence[str], env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """One command to its end: what it printed, and its exit code."""
        with self._lock, TemporaryDirectory(prefix="command-") as folder:
            out, err = Path(folder, "out"), Path(folder, "err")
            code = self._ask(
                {"words": list(words), "env": dict(env), "cwd": str(Path.cwd()), "to": [str(out), str(err)]}
            )
            said = [path.read_text("utf-8") for path in (out, err)]
            return subprocess.CompletedProcess(list(words), code, *said)

    def _ask(self, asked: Mapping[str, object]) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the process that forks has ended"
        return int(answer)

    def close(self) -> None:
        """End it."""
        self._process.communicate()


@cache
def ready() -> Ready:
    """The one of this test process, without anything of ours in its environment."""
    from tests.journeys.district import environment

    made = Ready(environment())
    atexit.register(made.close)
    return made


def _next() -> dict[str, list[str]]:
    """What to carry out, in a fork; this process itself only ever forks and waits."""
    for line in sys.stdin:
        assert threading.active_count() == 1, "a fork takes no thread with it"
        child = os.fork()
        if child == 0:
            return json.loads(line)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    sys.exit(0)


def _become(asked: dict[str, list[str]]) -> None:
    """Environment, folder and files as of a process that was started for this."""
    os.environ.clear()
    os.environ.update(asked["env"])
    os.chdir(asked["cwd"])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, path in enumerate(asked["to"], 1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), number)


def _end(code: int) -> None:
    """As an interpreter ends, but for taking apart what it loaded."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    import oa_client.bootstrap
    import oa_client.cli.run  # noqa: F401  loaded for the forks
    from oa_client.__main__ import main

    gc.freeze()
    asked = _next()
    _become(asked)
    _end(main(asked["words"]))
