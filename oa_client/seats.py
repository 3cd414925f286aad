"""An opened profile with its link: what sits behind every surface."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from pathlib import Path

from oa_client.app.desk import Desk
from oa_client.app.lease import Lease
from oa_client.app.lineuse import OnlyTexts
from oa_client.app.policies import Policies, server
from oa_client.app.seat import CannotServe, SyncReport
from oa_client.app.standing import Phase
from oa_client.app.synclog import SyncLog
from oa_client.app.terms import terms_of
from oa_client.app.ways import Way
from oa_client.domain.calendar import WorkingDays
from oa_client.domain.kinds import Kinds
from oa_client.export.press import PdfPress
from oa_client.export.seals import PictureSeals
from oa_client.export.tables import FileTables
from oa_client.store.profile import Profile
from oa_client.store.soundness import FileFacts
from oa_client.sync.driver import Before, Driver, run_until_idle
from oa_client.sync.engine import Engine
from oa_client.sync.errands import Channel
from oa_client.sync.movers import Carrier
from oa_client.sync.pace import Line
from oa_client.sync.sockets import Traffic
from oa_client.sync.state import Policy
from oa_client.system.clock import SystemClock
from oa_client.system.fonts import find_fonts
from oa_client.system.instance import Answered, Ask, Instance
from oa_client.system.seals import MachineSeals
from oa_client.wording.policies import rules

HOUSE_SECONDS = 300.0
HOUSE_PATIENCE = 10.0
_log = logging.getLogger(__name__)


class LocalSeat:
    """A profile opened by this process (app.seat.Seat)."""

    is_lent = False

    def __init__(
        self,
        profile: Profile,
        instance: Instance | None,
        kinds: Kinds,
        calendar: WorkingDays,
        way: Way | None = None,
        policies: Policies | None = None,
    ) -> None:
        """Over an open profile, holding it by `instance`; `way` leads to its centre, as the `policies` let it."""
        self._policies = policies or Policies(rules())
        self._way = way
        self._profile = profile
        self._instance = instance
        self._leaving = threading.Event()
        self._house: threading.Thread | None = None
        self.clock = SystemClock()
        self.lease = Lease(self._policies.number("OfflineLeaseDays"), self.clock, profile.outbox)
        self.desk = Desk(profile.stores, self.clock, kinds, calendar, terms_of(self._policies, self.lease))
        self.press = PdfPress(find_fonts)
        self.seals = PictureSeals(MachineSeals(), self.press)
        self.tables = FileTables()

    def engine(self, *, wait: bool) -> Engine:
        """A sync engine over this profile; `wait` for news as a desktop does, and fetch what is urgent by itself."""
        stores = self._profile.stores
        rng, policy = random.SystemRandom(), Policy(wait=wait)
        originals = self._profile.originals if wait else OnlyTexts(self._profile.originals)
        return Engine(stores.outbox, stores.replica, stores.files, self.clock, rng, policy, originals)

    def carrier(self, traffic: Traffic | None = None, line: Line | None = None) -> Carrier:
        """A connection to this profile's centre, one of several on a `line`. Raises `CannotServe`."""
        session = self.desk.session
        if session is None:
            raise CannotServe("not_signed_in")
        return Carrier(server(self._policies, session.server), session.token, traffic, self._way, line)

    @property
    def notes(self) -> tuple[str, ...]:
        """That a file which failed its check was begun anew."""
        return tuple(f"{name}_renewed" for name in self._profile.set_aside)

    def sync(self, patience: float = 30.0) -> SyncReport:
        """Move everything that waits, both ways."""
        engine, carrier = self.engine(wait=False), self.carrier()
        try:
            report = run_until_idle(engine, carrier, self.clock, patience)
        finally:
            carrier.close()
        if engine.state().turns:
            self.lease.heard()
        self.desk.tell(engine.take_changes())
        self._profile.tidy()
        return report

    @property
    def folder(self) -> Path:
        """Where the profile lies."""
        return self._profile.folder

    def look(self) -> tuple[FileFacts, ...]:
        """How the profile's files are; not for the GUI thread."""
        return tuple(self._profile.look())

    def chore(self) -> bool:
        """A small step of what can wait; True when there may be more to do.

        What an upgrade makes to be worked out anew, then what came into the search index.
        """
        replica = self._profile.replica
        more = replica.anew()
        self.desk.tell(replica.take_changes())
        return more or replica.index()

    def serve(self, serve: Callable[[Ask], Answered]) -> None:
        """From now on carry out what later processes on this profile ask."""
        if self._instance is not None:
            self._instance.serve(serve)

    def keep_house(self, every: float = HOUSE_SECONDS) -> None:
        """Small housekeeping on a thread of its own until `close`: a copy of the outbox, the index, forgotten files."""

        def keep() -> None:
            while not self._leaving.wait(every):
                try:
                    self.lease.look()
                    self._profile.tidy()
                except OSError:
                    _log.exception("housekeeping failed")

        self._house = threading.Thread(target=keep, name="house", daemon=True)
        self._house.start()

    def close(self) -> None:
        """Let go of the profile."""
        self._leaving.set()
        if self._house is not None:
            self._house.join(HOUSE_PATIENCE)
        self._profile.close()
        if self._instance is not None:
            self._instance.let_go()


class SharedSeat:
    """The desktop's own seat, lent to a command line: closing it changes nothing, syncing is the desktop's."""

    is_lent = True

    def __init__(self, seat: LocalSeat, driver: Driver) -> None:
        """Of the desktop with this driver."""
        self.desk = seat.desk
        self.press = seat.press
        self.seals = seat.seals
        self.tables = seat.tables
        self.notes: tuple[str, ...] = ()
        self._driver = driver

    def sync(self, patience: float = 30.0) -> SyncReport:
        """Have the desktop sync, and wait for it."""
        before, started = self._driver.state(), SystemClock().monotonic()
        self._driver.sync_now()
        self._driver.wait_for(lambda s: s.turns > before.turns and (s.phase is Phase.IDLE or s.problem != ""), patience)
        now = self._driver.state()
        seconds = SystemClock().monotonic() - started
        up, down = now.up - before.up, now.down - before.down
        return SyncReport(up, down, now.turns - before.turns, now.items - before.items, seconds, now.problem)

    def close(self) -> None:
        """It stays the desktop's."""


def drive(seat: LocalSeat, before: Before | None = None, log: SyncLog | None = None) -> Driver:
    """The driver of a desktop's seat: three connections, telling the desk what changed."""
    traffic = {channel: Traffic() for channel in Channel}
    line = Line()
    carriers = {channel: seat.carrier(traffic[channel], line) for channel in Channel}
    driver = Driver(seat.engine(wait=True), carriers, seat.clock, seat.desk.tell, before or Before(), log, seat.chore)
    seat.desk.listen(lambda changes: driver.look() if changes.outbox else None)
    driver.listen(seat.lease.hear)
    return driver
