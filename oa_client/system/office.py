"""Old office formats made into a PDF by the office suite on this machine, out of sight and with its macros off.

The suite is not jailed: it gets a copy in a private folder, a profile of its own that forbids macros and fetching, a
limit of time, and is ended with everything it started. What it makes is drawn by the jailed child like any file.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath

from oa_client.app.preview import MOST_PREVIEWED, OLD, Unshowable
from oa_client.system.showing.opening import LOCKED, RICH
from oa_client.system.showing.opening import OLD as OLD_MARK

PATIENCE = 60.0
MOST_MADE = 4 * MOST_PREVIEWED
PROGRAMS = ("soffice", "libreoffice")
_WINDOWS = ("LibreOffice/program/soffice.exe",)
_BOUND: tuple[str, ...] = () if sys.platform == "win32" else (
    "/bin/sh", "-c", f'ulimit -c 0; ulimit -f {1 << 20}; ulimit -v {4 << 20}; exec "$@"', "sh",
)  # fmt: skip
"""Half a gigabyte of a file (in blocks of 512 bytes), four of memory (in kilobytes): it fills neither disk nor desk."""
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "FONTCONFIG_FILE")
_SAFE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
{items}</oor:items>
"""
_ITEM = '<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>\n'
_SCRIPTING = "/org.openoffice.Office.Common/Security/Scripting"
_SETTINGS = (
    (_SCRIPTING, "MacroSecurityLevel", "3"),
    (_SCRIPTING, "DisableMacrosExecution", "true"),
    (_SCRIPTING, "BlockUntrustedRefererLinks", "true"),
    (_SCRIPTING, "DisableActiveContent", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "2"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "2"),
)
"""Macros never run; links are never followed nor brought up to date."""


def found() -> str | None:
    """The suite on this machine, if there is one."""
    for name in PROGRAMS:
        if (path := shutil.which(name)) is not None:
            return path
    if sys.platform == "win32":
        roots = (os.environ.get(name, "") for name in ("PROGRAMFILES", "PROGRAMFILES(X86)"))
        places = (Path(root) / one for root in roots if root for one in _WINDOWS)
        return next((str(p) for p in places if p.is_file()), None)
    return None


def wants_office(name: str, data: bytes) -> bool:
    """Whether only an office suite makes pages of a file: by its bytes, for newer formats by its name."""
    if data.startswith((OLD_MARK, RICH)):
        return LOCKED not in data
    return data.startswith(b"PK\x03\x04") and _ending(name) in {".pptx", ".odt", ".ods", ".odp"}


def _ending(name: str) -> str:
    """The ending a suite may go by; one of ours, never the stranger's own."""
    said = PurePosixPath(name.casefold()).suffix
    return said if said in OLD else ".doc"


class Office:
    """Converts one file at a time; `stop` from any thread ends what runs."""

    def __init__(self, program: str | None = None, *, patience: float = PATIENCE, room: Path | None = None) -> None:
        """`program`: which; otherwise the one that is found when it is needed. `room`: where its folder is made."""
        self._program, self._patience, self._place = program, patience, room
        self._turn = threading.Lock()
        self._running: subprocess.Popen[bytes] | None = None
        self._stopped = threading.Event()
        self._home = ""
        self._leave: Callable[[], object] | None = None

    def as_pdf(self, name: str, data: bytes) -> bytes:
        """The file as a PDF. Raises `Unshowable`: `no_office`, `office_failed`."""
        program = self._program or found()
        if program is None:
            raise Unshowable("no_office")
        with self._turn:
            if self._stopped.is_set():  # its folder has gone, and is not made again
                raise Unshowable("preview_failed")
            folder = self._room()
            try:
                return self._convert(program, folder, _ending(name), data)
            finally:
                shutil.rmtree(folder / "paper", ignore_errors=True)

    def _room(self) -> Path:
        """A folder only this user reads; kept, for the suite takes seconds to make itself a profile in it."""
        if not self._home:
            self._home = tempfile.mkdtemp(prefix="lunyue-office-", dir=self._place)
            self._leave = weakref.finalize(self, shutil.rmtree, self._home, ignore_errors=True)
        return Path(self._home)

    def _convert(self, program: str, home: Path, ending: str, data: bytes) -> bytes:
        _prepare(home)
        folder = home / "paper"
        folder.mkdir()
        paper = folder / f"paper{ending}"
        paper.write_bytes(data)
        self._run(_command(program, home, paper), home)
        made = folder / "out" / "paper.pdf"
        try:
            if not 0 < made.stat().st_size <= MOST_MADE:
                raise Unshowable("office_failed")
            return made.read_bytes()
        except OSError as error:
            raise Unshowable("office_failed") from error

    def _run(self, command: Sequence[str], folder: Path) -> None:
        if self._stopped.is_set():
            raise Unshowable("preview_failed")
        env = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        env |= {"HOME": str(folder), "TMPDIR": str(folder), "LANG": "zh_CN.UTF-8", "SAL_USE_VCLPLUGIN": "svp"}
        quiet = subprocess.DEVNULL
        try:
            self._running = subprocess.Popen(
                command, stdin=quiet, stdout=quiet, stderr=quiet, env=env, cwd=folder, start_new_session=True
            )
        except OSError as error:
            raise Unshowable("no_office") from error
        try:
            self._running.wait(0 if self._stopped.is_set() else self._patience)
        except subprocess.TimeoutExpired as error:
            raise Unshowable("office_failed") from error
        finally:
            end_group(self._running)
            self._running = None

    def stop(self) -> None:
        """End what runs; nothing is converted any more."""
        self._stopped.set()
        running = self._running
        if running is not None:
            end_group(running)
        with self._turn:
            if self._leave is not None:
                self._leave()


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End a program that began a session of its own, with everything it started there."""
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _prepare(folder: Path) -> None:
    """A profile under which nothing in a file runs or fetches, whatever the last file left in it."""
    user = folder / "profile" / "user"
    user.mkdir(parents=True, exist_ok=True)
    items = "".join(_ITEM.format(path=path, name=name, value=value) for path, name, value in _SETTINGS)
    (user / "registrymodifications.xcu").write_text(_SAFE.format(items=items), "utf-8")


def _command(program: str, folder: Path, paper: Path) -> list[str]:
    return [
        *_BOUND,
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard"),
        *("--convert-to", "pdf", "--outdir", str(paper.parent / "out"), str(paper)),
    ]
