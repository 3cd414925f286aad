"""The one place that builds everything: a profile's stores, its desk, its link, and the surface over them.

A surface is imported inside the function that builds it, so that the command line never loads Qt.
"""

from __future__ import annotations

import getpass
import io
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from oa_client.app.ports import Changes, Session
from oa_client.app.seat import WITHOUT_LINK, CannotServe, Doors, Seat
from oa_client.app.standing import SyncState
from oa_client.app.ways import Proxies
from oa_client.assets import resource
from oa_client.domain.calendar import BEIJING, WorkingDays
from oa_client.domain.kinds import Kinds
from oa_client.domain.people import PersonId
from oa_client.export import late
from oa_client.export.proof import ProofPress
from oa_client.protocol.messages import SessionReply, SessionRequest
from oa_client.seats import LocalSeat, SharedSeat, drive
from oa_client.store.profile import open_profile
from oa_client.sync.driver import Before, Driver
from oa_client.sync.errands import Fault, Trouble
from oa_client.sync.movers import Carrier, Failed
from oa_client.system.badge import Badge, read_badge, write_badge
from oa_client.system.instance import Answered, Ask, Held, Instance, Unanswered, ask, is_held
from oa_client.system.keyring import Keyring
from oa_client.system.keyslots import KeySlots, NoSlots, Opened, Owner, WrongPassword, is_profile
from oa_client.system.paths import private_folder
from oa_client.system.synclog import FileLog
from oa_client.system.ways import read_way
from oa_client.wording.sentences import sentence

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from oa_client.ui.application import Application

BADGE_SECONDS = 60
NOT_KNOWN = 75
"""Exit code when it is not known whether it was done, as sysexits has it for a temporary failure."""
RAISE_PATIENCE = 3.0
TURN_PATIENCE = 10.0
"""Seconds a command line waits for another one on the same profile."""


def working_days() -> WorkingDays:
    """The district's calendar as shipped."""
    return WorkingDays.from_json(msgspec.json.decode(resource("calendar/cn_workdays.json").read_bytes()))


class LocalDoors:
    """The ways into the profile in one folder (app.seat.Doors)."""

    def __init__(
        self, folder: Path, keyring: Keyring | None = None, patience: float = 0.0, proxies: Proxies | None = None
    ) -> None:
        """Of a folder that need not exist yet; another process may hold it for so many seconds.

        `proxies` are those of the system, where something can ask it.
        """
        self.folder = folder
        self._way = read_way(folder, proxies)
        self._patience = patience
        self._slots = KeySlots(folder, keyring or Keyring())
        self._kinds = Kinds()
        self._calendar = working_days()

    @property
    def known(self) -> bool:
        """Whether there is a profile here."""
        return is_profile(self.folder)

    def open(self, password: Callable[[], str]) -> LocalSeat:
        """Open what is here, without a link."""
        if not self.known:
            raise CannotServe("not_signed_in")
        instance = self._take()
        try:
            return self._seat(self._unlock(password).key, instance)
        except BaseException:
            instance.let_go()
            raise

    def sign_in(self, server: str, user: str, password: str) -> LocalSeat:
        """Ask the centre, then open or make the profile and keep the session."""
        instance = self._take()
        seat: LocalSeat | None = None
        try:
            key = self._key_before(password) if self.known else None
            seat = self._seat(key, instance) if key else None
            before = seat.desk.session if seat else None
            owner = Owner(before.user, before.device) if before else self._slots.owner() if self.known else None
            if owner is not None and owner.user != user:
                raise CannotServe("other_person", {"name": before.name if before else owner.user})
            reply = self._reached(server, user, password, owner)
            if before is not None and before.person != reply.person:
                raise CannotServe("other_person", {"name": before.name})
            key = key or self._key_after(password, reply)
            seat = seat or self._seat(key, instance)
            _same_centre(seat.desk.session, reply)
            self._slots.rewrap(key, password)
            if reply.unlock:
                self._slots.keep_for_centre(key, Owner(user, reply.device), reply.unlock)
            _keep_session(seat, server, user, reply)
        except BaseException:
            instance.let_go() if seat is None else seat.close()
            raise
        return seat

    def _reached(self, server: str, user: str, password: str, owner: Owner | None) -> SessionReply:
        """What the centre says; where nobody has signed in yet, that there is nothing to work on without a link."""
        if urlsplit(server).scheme not in {"http", "https"} or not urlsplit(server).hostname:
            raise CannotServe("bad_address", {"server": server})
        try:
            return _ask_centre(Carrier(server, way=self._way), user, password, owner.device if owner else 0)
        except CannotServe as why:
            if self.known or why.code not in WITHOUT_LINK:
                raise
            raise CannotServe("first_needs_link", why.facts) from why

    def _take(self) -> Instance:
        """Hold the profile, waiting a while for another command line to be done with it."""
        instance = Instance(private_folder(self.folder))
        try:
            instance.take(self._patience)
        except Held as held:
            raise CannotServe("profile_in_use", {"folder": str(self.folder)}) from held
        return instance

    def _unlock(self, password: Callable[[], str]) -> Opened:
        try:
            found = self._slots.open()
            if isinstance(found, Opened):
                return found
            given = password()
            if not given:
                raise CannotServe("password_needed", {"why": found.why})
            return self._slots.open_with(given)
        except WrongPassword as error:
            raise CannotServe("profile_locked") from error
        except NoSlots as error:
            raise CannotServe("slots_lost") from error

    def _key_before(self, password: str) -> bytes | None:
        """By the keyring first: after a reset the new password does not fit slot B. None: perhaps by the centre."""
        try:
            return self._unlock(lambda: password).key
        except CannotServe as why:
            if why.code == "slots_lost" or self._slots.owner() is None:
                raise
            return None

    def _key_after(self, password: str, reply: SessionReply) -> bytes:
        """A new profile's, or by the centre that of the profile which the given password did not open."""
        if not self.known:
            return self._slots.create(password).key
        opened = self._slots.open_by_centre(reply.unlock)
        if opened is None:
            raise CannotServe("profile_locked")
        return opened.key

    def _seat(self, key: bytes, instance: Instance) -> LocalSeat:
        profile = open_profile(self.folder, key, kinds=self._kinds, calendar=self._calendar)
        return LocalSeat(profile, instance, self._kinds, self._calendar, self._way)


def _ask_centre(carrier: Carrier, user: str, password: str, device: int) -> SessionReply:
    try:
        return carrier.sign_in(SessionRequest(user, password, device))
    except Failed as failed:
        raise CannotServe(*_told(failed.fault)) from failed
    except UnicodeEncodeError as error:  # what a terminal passed on that is no text
        raise CannotServe("password") from error
    except ValueError as error:
        raise CannotServe("bad_address", {"server": carrier.server}) from error
    finally:
        carrier.close()


def _told(fault: Fault) -> tuple[str, dict[str, object]]:
    code = "portal" if fault.trouble is Trouble.PORTAL else fault.code
    return code, dict(fault.facts)


def _same_centre(before: Session | None, reply: SessionReply) -> None:
    """What is here belongs to one centre: its numbers mean other people and other matters at another."""
    if before is not None and before.centre and reply.centre and before.centre != reply.centre:
        raise CannotServe("other_centre", {"name": before.server})


def _keep_session(seat: LocalSeat, server: str, user: str, reply: SessionReply) -> None:
    before = seat.desk.session
    centre = reply.centre or (before.centre if before else 0)
    session = Session(server.rstrip("/"), user, PersonId(reply.person), reply.name, reply.device, reply.token, centre)
    seat.desk.stores.outbox.keep_session(session)
    seat.desk.tell(Changes(feed=True, origin="sign_in"))


# the command line


def run_cli(argv: Sequence[str], folder: Path) -> int:
    """Carry out a command line here, or in the process that holds the profile."""
    from oa_client.cli.run import run

    doors = LocalDoors(folder, patience=TURN_PATIENCE)
    if doors.known and is_held(folder):
        try:
            answered = ask(folder, Ask(tuple(argv), folder=str(Path.cwd())))
        except Unanswered:
            return _pass_on(Answered(NOT_KNOWN, err=sentence("unanswered") + "\n"))
        if answered is not None:
            return _pass_on(answered)
    return int(run(argv, doors=doors, password=_password, out=sys.stdout, err=sys.stderr))


def _pass_on(answered: Answered) -> int:
    sys.stdout.write(answered.out)
    sys.stderr.write(answered.err)
    return answered.code


def _password_of_environment() -> str:
    return os.environ.get("OA_PASSWORD", "")


def _password() -> str:
    """From OA_PASSWORD, or standard input."""
    if given := _password_of_environment():
        return given
    if sys.stdin is not None and sys.stdin.isatty():
        return getpass.getpass("密码：")
    with suppress(OSError, ValueError):
        return sys.stdin.readline().rstrip("\n")
    return ""


class _LentDoors:
    """The doors a command line finds when the desktop carries it out."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def open(self, password: Callable[[], str]) -> Seat:
        """The desktop's own seat."""
        del password
        return self._seat

    def sign_in(self, server: str, user: str, password: str) -> Seat:
        """Signing in is done in the window."""
        del server, user, password
        raise CannotServe("profile_in_use")


def serve_cli(seat: LocalSeat, driver: Driver, raise_window: Callable[[], None]) -> Callable[[Ask], Answered]:
    """What a desktop does with the command lines of others on its profile; no words at all raise its window."""
    from oa_client.cli.run import run

    lent: Doors = _LentDoors(SharedSeat(seat, driver))

    def serve(asked: Ask) -> Answered:
        if not asked.argv:
            raise_window()
            return Answered(0)
        out, err = io.StringIO(), io.StringIO()
        code = run(asked.argv, doors=lent, password=lambda: asked.password, out=out, err=err, folder=asked.folder)
        return Answered(int(code), out.getvalue(), err.getvalue())

    return serve


# the desktop


def _raised(folder: Path) -> bool:
    """Whether a process has the profile open already; it was asked to raise its window."""
    try:
        return ask(folder, Ask(()), RAISE_PATIENCE) is not None
    except Unanswered:
        return True


def run_desktop(folder: Path, *, server: str = "", user: str = "") -> int:
    """Open the windows over the profile in a folder, or raise those of the process that has it open already."""
    if is_profile(folder) and _raised(folder):
        return 0
    from oa_client.system.input_method import prepare_input_method

    prepare_input_method(os.environ)
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    running = build_desktop(app, folder, server=server, user=user, password=_password_of_environment())
    running.begin()
    code = app.exec()
    running.close()
    return code


def _cleared(folder: Path) -> Path:
    """A folder for what only passes through, without what a crash left there in the clear."""
    shutil.rmtree(folder, ignore_errors=True)
    return private_folder(folder)


def build_desktop(app: QApplication, folder: Path, *, server: str, user: str, password: str) -> Application:
    """The desktop over a folder's profile, not yet begun."""
    from oa_client.system.fonts import find_fonts
    from oa_client.system.office import Office
    from oa_client.system.preview import ChildPreview
    from oa_client.system.scans import WatchedFolder
    from oa_client.system.still import Still
    from oa_client.ui.application import Application, Start
    from oa_client.ui.matter.working_copies import WorkingCopies
    from oa_client.ui.network import Network, system_proxies
    from oa_client.ui.shell.given import Outside
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
        driver.use(kept_wish(memory).use)
        driver.start()
        seat.desk.when_people_read = Still()
        seat.keep_house()
        seat.serve(serve_cli(seat, driver, running.raise_window))
        driver.listen(partial(_keep_badge, folder, seat))
        return driver

    doors, start = LocalDoors(folder, proxies=proxies), Start(here, server, user, password)
    copies = WorkingCopies(folder / "edit")
    copies.tidy()
    passing = _cleared(folder / "passing")
    outside = Outside(
        late.write_directory,
        copies,
        WatchedFolder(),
        late.write_table,
        ProofPress(find_fonts),
        late.DraftFiles(),
        passing,
        late.read_table,
    )
    running = Application(app, doors, connect, ChildPreview(office=Office(room=passing)), memory, start, outside)
    running.watch(network)
    return running


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
