"""Starts the demo centre and a client that signs in as a street's clerk; ends the centre with the client.

Everything it makes lies under .run/; deleting that folder starts the demo over.
"""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from types import FrameType
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parent.parent
RUN = ROOT / ".run"
CENTRE = RUN / "centre"
PROFILE = RUN / "profile"
PORT_FILE = CENTRE / "port"
ACCOUNTS = CENTRE / "accounts.json"
PATIENCE = 20.0


def main(client_arguments: Sequence[str]) -> int:
    """Run the client against the demo centre and return its exit code."""
    signal.signal(signal.SIGTERM, _end)
    if not ACCOUNTS.exists():
        print("· 建立示范中心 …", flush=True)
        subprocess.run(_python("server_stub", "demo", "--data", str(CENTRE)), check=True)
    clerk = street_clerk(json.loads(ACCOUNTS.read_text("utf-8")))
    print(f"· {clerk['name']}（{clerk['unit']} {clerk['post']}），账号 {clerk['user']}", flush=True)
    with centre() as port:
        options = ["--profile", str(PROFILE), "--server", f"http://127.0.0.1:{port}", "--user", clerk["user"]]
        env = {**os.environ, "OA_PASSWORD": clerk["password"]}
        client = subprocess.run(_python("oa_client", *options, *client_arguments), env=env, check=False)
    return client.returncode


def street_clerk(accounts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Choose whom the demo signs in as: the first clerk of a street."""
    for account in accounts:
        if account["level"] == "street" and "clerk" in account["roles"]:
            return account
    raise SystemExit(f"{ACCOUNTS.relative_to(ROOT)} 里没有街道文书")


@contextlib.contextmanager
def centre() -> Iterator[int]:
    """Run the demo centre on a free port; end it on the way out."""
    PORT_FILE.unlink(missing_ok=True)
    options = ["--data", str(CENTRE), "--port", "0", "--port-file", str(PORT_FILE)]
    with subprocess.Popen(_python("server_stub", "serve", *options)) as server:
        try:
            yield _port(server)
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()


def _port(server: subprocess.Popen[bytes]) -> int:
    """Wait until the centre has written its port."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        text = PORT_FILE.read_text("utf-8").strip() if PORT_FILE.exists() else ""
        if text.isdecimal():
            return int(text)
        time.sleep(0.05)
    raise SystemExit("示范中心没有起来")


def _python(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + signal.SIGTERM)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
