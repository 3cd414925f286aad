"""The one place that builds everything: a profile's stores, its desk, its link, and the surface over them.

A surface is imported inside the function that builds it, so that the command line never loads Qt.
"""

from __future__ import annotations

import getpass
import io
import logging
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from oa_client import checkup
from oa_client.app.policies import Policies, log_level
from oa_client.app.seat import CannotServe, Doors, NewPassword, Seat
from oa_client.app.standing import SyncState
from oa_client.domain.calendar import BEIJING
from oa_client.doors import LocalDoors
from oa_client.export import late
from oa_client.export.proof import ProofPress
from oa_client.seats import LocalSeat, SharedSeat, drive
from oa_client.sync.driver import Before, Driver
from oa_client.system import autostart
from oa_client.system.badge import Badge, read_badge, write_badge
from oa_client.system.instance import Answered, Ask, Unanswered, ask, is_held
from oa_client.system.keyslots import is_profile
from oa_client.system.log import begin_log
from oa_client.system.paths import private_folder
from oa_client.system.policies import read_policies
from oa_client.system.synclog import FileLog
from oa_client.wording.sentences import sentence

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from oa_client.ui.application import Application
    from oa_client.ui.matter.working_copies import WorkingCopies
    from oa_client.ui.shell.given import Outside

BADGE_SECONDS = 60
NOT_KNOWN = 75
"""Exit code when it is not known whether it was done, as sysexits has it for a temporary failure."""
TURN_PATIENCE = 10.0
"""Seconds a command line waits for another one on the same profile."""


# the command line


def run_cli(argv: Sequence[str], folder: Path) -> int:
    """Carry out a command line here, or in the process that holds the profile."""
    with _logged(folder):
        return _run_cli(argv, folder)


@contextmanager
def _logged(folder: Path) -> Iterator[None]:
    """What is logged goes to the profile's log, where there is a profile; never among the answers on a terminal."""
    if not is_profile(folder):
        logging.getLogger().addHandler(logging.NullHandler())
        yield
        return
    end = begin_log(folder, log_level(read_policies()))
    try:
        yield
    finally:
        end()


def _run_cli(argv: Sequence[str], folder: Path) -> int:
    from oa_client.cli.run import run

    doors = LocalDoors(folder, patience=TURN_PATIENCE)
    if doors.known and is_held(folder):
        try:
            answered = ask(folder, Ask(tuple(argv), folder=str(Path.cwd())))
        except Unanswered:
            return _pass_on(Answered(NOT_KNOWN, err=sentence("unanswered") + "\n"))
        if answered is not None:
            return _pass_on(answered)
    checks = partial(checkup.whole, folder)
    out, err = sys.stdout, sys.stderr
    return run(argv, doors=doors, password=_password, new_password=_new_password, out=out, err=err, checks=checks)


def dump_policies(folder: Path, *, as_json: bool) -> int:
    """What is laid down for this machine, and what the person of the profile in a folder set himself."""
    from oa_client.cli.output import Output
    from oa_client.cli.policies import dump
    from oa_client.system.chosen import chosen

    return int(dump(read_policies(), chosen(folder), Output(sys.stdout, as_json=as_json)))


def _pass_on(answered: Answered) -> int:
    sys.stdout.write(answered.out)
    sys.stderr.write(answered.err)
    return answered.code


def _password() -> str:
    """From OA_PASSWORD, or standard input."""
    return os.environ.get("OA_PASSWORD", "") or _typed("密码：")


def _new_password() -> str:
    """From OA_NEW_PASSWORD, or standard input; on a terminal twice."""
    if given := os.environ.get("OA_NEW_PASSWORD", ""):
        return given
    new = _typed("新密码（8 到 128 个字符）：")
    if new and _at_terminal() and _typed("再输一次新密码：") != new:
        raise CannotServe("password_unlike")
    return new


def _at_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _typed(prompt: str) -> str:
    """A line that a person types unseen, or that stands on standard input."""
    with suppress(OSError, ValueError, EOFError):  # Ctrl+D: nothing
        if _at_terminal():
            return getpass.getpass(prompt)
        return sys.stdin.readline().rstrip("\n")
    return ""


class _LentDoors:
    """The doors a command line finds when the desktop carries it out."""

    def __init__(self, seat: Seat, barred: Callable[[], bool]) -> None:
        self._seat, self._barred = seat, barred

    def open(self, password: Callable[[], str]) -> Seat:
        """The desktop's own seat."""
        del password
        if self._barred():
            raise CannotServe("window_locked")
        return self._seat

    def sign_in(self, server: str, user: str, password: str) -> Seat:
        """Signing in is done in the window."""
        del server, user, password
        raise CannotServe("profile_in_use")

    def change_password(self, seat: Seat, present: str, new: str) -> NewPassword:
        """And so is this: passwords are not handed from one process to another."""
        del seat, present, new
        raise CannotServe("password_in_window")


def serve_cli(
    seat: LocalSeat, driver: Driver, raise_window: Callable[[], None], barred: Callable[[], bool] = lambda: False
) -> Callable[[Ask], Answered]:
    """What a desktop does with the command lines of others on its profile; no words at all raise its window.

    `barred`: whether the window is locked; then it does nothing for them.
    """
    from oa_client.cli.run import run

    lent: Doors = _LentDoors(SharedSeat(seat, driver), barred)

    def serve(asked: Ask) -> Answered:
        if not asked.argv:
            raise_window()
            return Answered(0)
        out, err = io.StringIO(), io.StringIO()
        given, checks = (lambda: asked.password), partial(checkup.whole, seat.folder)
        code = run(asked.argv, doors=lent, password=given, out=out, err=err, folder=asked.folder, checks=checks)
        return Answered(code, out.getvalue(), err.getvalue())

    return serve


# the desktop


def _cleared(folder: Path) -> Path:
    """A folder for what only passes through, without what a crash left there in the clear."""
    shutil.rmtree(folder, ignore_errors=True)
    return private_folder(folder)


def build_desktop(
    app: QApplication,
    folder: Path,
    *,
    server: str,
    user: str,
    password: str,
    link: str = "",
    quietly: bool = False,
    policies: Policies | None = None,
) -> Application:
    """The desktop over a folder's profile, not yet begun; `link` is followed once somebody sits there.

    `quietly`: without coming to the front, beside the clock where there is a place.
    """
    from oa_client.system.office import Office
    from oa_client.system.preview import ChildPreview
    from oa_client.system.still import Still
    from oa_client.ui.application import Application, Start
    from oa_client.ui.matter.working_copies import WorkingCopies
    from oa_client.ui.network import Network, system_proxies
    from oa_client.ui.shell.memory import IniMemory
    from oa_client.ui.shell.sign_in import Here
    from oa_client.ui.widgets.line_wish import kept_wish

    sys.setswitchinterval(0.0002)  # what the window waits each time it wants on beside a busy thread
    private_folder(folder)
    badge = read_badge(folder)
    here = Here(badge.server, badge.user, badge.name, badge.last_sync)
    memory = IniMemory(folder / "window.ini")
    proxies, network = system_proxies(), Network()
    if proxies is not None:
        network.back.connect(proxies.forget)
    running: Application

    def connect(seat: Seat) -> Driver:
        assert isinstance(seat, LocalSeat)
        driver = drive(seat, _before(seat, badge), FileLog(folder, seat.clock))
        driver.use(kept_wish(memory, doors.policies).use)
        driver.start()
        seat.desk.when_people_read = Still()
        seat.keep_house()
        seat.serve(serve_cli(seat, driver, running.raise_window, lambda: doors.barred))
        driver.listen(partial(_keep_badge, folder, seat))
        return driver

    doors = LocalDoors(folder, proxies=proxies, policies=policies, by_and_by=True)
    start = Start(here, server, user, password, link, quietly)
    copies = WorkingCopies(folder / "edit")
    copies.tidy()
    passing = _cleared(folder / "passing")
    outside = _outside(folder, doors, copies, passing, lambda: running.seat)
    running = Application(app, doors, connect, ChildPreview(office=Office(room=passing)), memory, start, outside)
    running.watch(network)
    return running


def _outside(
    folder: Path, doors: LocalDoors, copies: WorkingCopies, passing: Path, held: Callable[[], Seat | None]
) -> Outside:
    """What reaches beyond the window; `held`: the profile, once it is open."""
    from oa_client import diagnosing
    from oa_client.system.fonts import find_fonts
    from oa_client.system.scans import WatchedFolder
    from oa_client.ui.shell.given import Outside

    def diagnose(more: str, path: Path, progress: Callable[[int, int, str], None]) -> tuple[str, Mapping[str, object]]:
        seat = held()
        return diagnosing.export(folder, seat if isinstance(seat, LocalSeat) else None, more, path, progress)

    def change_password(present: str, new: str) -> NewPassword:
        seat = held()
        if seat is None:
            raise CannotServe("not_signed_in")
        return doors.change_password(seat, present, new)

    return Outside(
        late.write_directory,
        copies,
        WatchedFolder(),
        late.write_table,
        ProofPress(find_fonts),
        late.DraftFiles(),
        passing,
        late.read_table,
        doors.policies,
        doors.check,
        lambda barred: doors.bar(barred=barred),
        diagnose,
        autostart.is_offered(),
        change_password,
    )


def _before(seat: LocalSeat, badge: Badge) -> Before:
    """What the badge says of earlier runs; a replica begun anew never synced."""
    filled = seat.desk.stores.replica.feed().position is not None
    return Before(badge.traffic if badge.day == _today() else 0, badge.last_sync if filled else 0)


def _keep_badge(folder: Path, seat: LocalSeat, state: SyncState) -> None:
    """What the sign-in window says before the profile can be read; not of the office."""
    session, badge = seat.desk.session, read_badge(folder)
    if session is None:
        return
    last = state.last_full_pass or badge.last_sync
    new = Badge(session.server, session.user, session.name, last, _today(), state.today)
    same = replace(new, last_sync=badge.last_sync, traffic=badge.traffic) == badge
    if not same or last > badge.last_sync + BADGE_SECONDS:
        write_badge(folder, new)


def _today() -> str:
    return datetime.now(BEIJING).date().isoformat()
