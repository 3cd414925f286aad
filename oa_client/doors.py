"""The ways into a profile: opened where it lies, or by the centre; and by which way the centre is reached."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec

from oa_client import checkup
from oa_client.app.policies import Policies, servers
from oa_client.app.policies import server as address
from oa_client.app.ports import Changes, Session
from oa_client.app.seat import WITHOUT_LINK, CannotServe, NewPassword, Seat
from oa_client.app.soundness import EXITS
from oa_client.app.ways import Proxies
from oa_client.assets import resource
from oa_client.domain.calendar import WorkingDays
from oa_client.domain.kinds import Kinds
from oa_client.domain.passwords import fault_of
from oa_client.domain.people import PersonId
from oa_client.protocol.messages import PasswordRequest, SessionReply, SessionRequest
from oa_client.seats import LocalSeat
from oa_client.store.profile import open_profile
from oa_client.sync.errands import Fault, Trouble
from oa_client.sync.movers import Carrier, Failed
from oa_client.system.badge import read_badge, write_badge
from oa_client.system.instance import Held, Instance
from oa_client.system.keyring import Keyring
from oa_client.system.keyslots import AskPassword, KeySlots, NoSlots, Opened, Owner, WrongPassword, is_profile
from oa_client.system.paths import private_folder
from oa_client.system.policies import log_faults, read_policies
from oa_client.system.ways import read_way

T = TypeVar("T")

BARRED = "locked"
"""A file beside the profile's: its window was locked. What bars the way is that the keyring no longer serves."""


def working_days() -> WorkingDays:
    """The district's calendar as shipped."""
    return WorkingDays.from_json(msgspec.json.decode(resource("calendar/cn_workdays.json").read_bytes()))


class LocalDoors:
    """The ways into the profile in one folder (app.seat.Doors)."""

    def __init__(
        self,
        folder: Path,
        keyring: Keyring | None = None,
        patience: float = 0.0,
        proxies: Proxies | None = None,
        policies: Policies | None = None,
        *,
        by_and_by: bool = False,
    ) -> None:
        """Of a folder that need not exist yet; another process may hold it for so many seconds.

        `proxies` are those of the system, where something can ask it; `policies` those of this machine, read once.
        `by_and_by`: what an upgrade makes to be worked out anew is left to the chores of whoever stays.
        """
        self.folder = folder
        self.policies = policies if policies is not None else read_policies()
        log_faults(self.policies)
        self._way = read_way(folder, proxies, policies=self.policies)
        self._patience = patience
        self._slots = KeySlots(folder, keyring or Keyring())
        self._kinds = Kinds()
        self._calendar = working_days()
        self._barred = False
        self._by_and_by = by_and_by

    @property
    def known(self) -> bool:
        """Whether there is a profile here."""
        return is_profile(self.folder)

    def open(self, password: Callable[[], str]) -> LocalSeat:
        """Open what is here, without a link."""
        if not self.known:
            self._may_be_used()
            raise CannotServe("not_signed_in")
        instance = self._take()
        try:
            seat = self._seat(self._unlock(password, by_password=self.barred).key, instance)
            self.bar(barred=False)
            return seat
        except BaseException:
            instance.let_go()
            raise

    def sign_in(self, server: str, user: str, password: str) -> LocalSeat:
        """Ask the centre, then open or make the profile and keep the session."""
        server = self._address(server)
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
            _wear_badge(self.folder, _keep_session(seat, server, user, reply))
            self.bar(barred=False)
        except BaseException:
            instance.let_go() if seat is None else seat.close()
            raise
        return seat

    def _reached(self, server: str, user: str, password: str, owner: Owner | None) -> SessionReply:
        """What the centre says; where nobody has signed in yet, that there is nothing to work on without a link."""
        if urlsplit(server).scheme not in {"http", "https"} or not urlsplit(server).hostname:
            raise CannotServe("bad_address", {"server": server})
        try:
            request = SessionRequest(user, password, owner.device if owner else 0)
            return _ask_centre(Carrier(server, way=self._way), lambda carrier: carrier.sign_in(request))
        except CannotServe as why:
            if self.known or why.code not in WITHOUT_LINK:
                raise
            raise CannotServe("first_needs_link", why.facts) from why

    def change_password(self, seat: Seat, present: str, new: str) -> NewPassword:
        """Ask the centre, then wrap the profile's key anew; what the disk does not take, the next sign-in makes up."""
        session = seat.desk.session
        if session is None:
            raise CannotServe("not_signed_in")
        if fault := fault_of(session.user, present, new):
            raise CannotServe(fault)
        carrier = Carrier(address(self.policies, session.server), session.token, way=self._way)
        request = PasswordRequest(present, new)
        try:
            reply = _ask_centre(carrier, lambda asked: asked.change_password(request))
        except CannotServe as why:
            raise CannotServe(_of_password(why.code, sent=carrier.traffic.up > 0), why.facts) from why
        return NewPassword(reply.ended, "" if self._wrapped(present, new) else "password_half")

    def _wrapped(self, present: str, new: str) -> bool:
        """Whether the new password opens the profile from now on."""
        if (key := self._slots.peek(present)) is None:
            return False
        try:
            self._slots.wrap(key, new)
        except (OSError, NoSlots):
            return False
        return True

    def _address(self, server: str) -> str:
        """The centre to ask: where nobody says one, the administrator's first; of those he locked, only one of them."""
        laid = servers(self.policies)
        if not server and not laid:
            raise CannotServe("server_wanted")
        if server and laid and self.policies.is_locked("ServerUrls") and server.rstrip("/") not in laid:
            raise CannotServe("server_fixed", {"servers": "、".join(laid)})
        return server or laid[0]

    def _take(self) -> Instance:
        """Hold the profile, waiting a while for another command line to be done with it."""
        self._may_be_used()
        instance = Instance(private_folder(self.folder))
        try:
            instance.take(self._patience)
        except Held as held:
            raise CannotServe("profile_in_use", {"folder": str(self.folder)}) from held
        return instance

    def _may_be_used(self) -> None:
        if (found := checkup.stop_reason(self.folder)) is not None:
            raise CannotServe(found.code, found.facts, EXITS[found.check])

    @property
    def barred(self) -> bool:
        """Whether only the password opens the profile: its window was locked, and nobody has unlocked it since."""
        return self._barred or (self.folder / BARRED).exists()

    def bar(self, *, barred: bool) -> None:
        """From now on, also after a restart, only the password opens it; or its window is open again.

        Whoever gave the password has provided the keyring anew by that.
        """
        self._barred = barred  # whatever becomes of the file, as long as this process runs
        if barred:
            with suppress(OSError, NoSlots):
                self._slots.take_keyring_away()
        with suppress(OSError):  # a disk that takes nothing more still keeps the window locked as long as it runs
            (self.folder / BARRED).touch(0o600) if barred else (self.folder / BARRED).unlink(missing_ok=True)

    def check(self, password: str) -> None:
        """Raises `CannotServe` for another password than that of the profile. Takes as long as hashing it.

        The right one lets the keyring serve again.
        """
        try:
            self._slots.open_with(password)
        except WrongPassword as error:
            raise CannotServe("profile_locked") from error
        except NoSlots as error:
            raise CannotServe("slots_lost") from error

    def _unlock(self, password: Callable[[], str], *, by_password: bool = False) -> Opened:
        try:
            found = AskPassword("barred") if by_password else self._slots.open()
            if isinstance(found, Opened):
                return found
            given = _asked(password, barred=by_password)
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
        while not self._by_and_by and profile.replica.anew():
            pass
        checkup.opened(self.folder)
        return LocalSeat(profile, instance, self._kinds, self._calendar, self._way, self.policies)


def _asked(password: Callable[[], str], *, barred: bool) -> str:
    """The password, or that it is needed: it is not the keyring's fault where the window was locked."""
    try:
        given = password()
    except CannotServe as why:
        if barred and why.code == "password_needed":
            raise CannotServe("unlock_needed") from why
        raise
    if barred and not given:
        raise CannotServe("unlock_needed")
    return given


def _ask_centre(carrier: Carrier, ask: Callable[[Carrier], T]) -> T:
    try:
        return ask(carrier)
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


_OF_PASSWORD = {"password": "password_wrong", "no_such_call": "password_old_centre"}
"""What the centre answers, as it is told to somebody who changes his password."""
_NO_ANSWER = WITHOUT_LINK | {"torn", "internal"}


def _of_password(code: str, *, sent: bool) -> str:
    """What to tell where it was not changed, or where no answer came after it was asked for."""
    if code in _NO_ANSWER:
        return "password_unsure" if sent else "password_needs_link"
    return _OF_PASSWORD.get(code, code)


def _same_centre(before: Session | None, reply: SessionReply) -> None:
    """What is here belongs to one centre: its numbers mean other people and other matters at another."""
    if before is not None and before.centre and reply.centre and before.centre != reply.centre:
        raise CannotServe("other_centre", {"name": before.server})


def _keep_session(seat: LocalSeat, server: str, user: str, reply: SessionReply) -> Session:
    before = seat.desk.session
    centre = reply.centre or (before.centre if before else 0)
    session = Session(server.rstrip("/"), user, PersonId(reply.person), reply.name, reply.device, reply.token, centre)
    seat.desk.stores.outbox.keep_session(session)
    seat.desk.tell(Changes(feed=True, origin="sign_in"))
    return session


def _wear_badge(folder: Path, session: Session) -> None:
    """Whose it is, for whoever opens the window next: also where he signed in by the command line."""
    worn = replace(read_badge(folder), server=session.server, user=session.user, name=session.name)
    with suppress(OSError):  # it costs typing a name
        write_badge(folder, worn)
