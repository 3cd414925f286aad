"""Clients with real files bring back what a restored centre had done by itself before their words."""

import random
import shutil
from dataclasses import replace

import pytest

from oa_client.app.checking import verify
from oa_client.app.ports import Session
from oa_client.domain.decision import Command
from oa_client.domain.kinds import TABLES, Kinds
from oa_client.domain.matter import MatterId
from oa_client.domain.people import PersonId, PostId
from oa_client.protocol.record import Stored, read
from oa_client.store.engine import Database
from oa_client.store.profile import open_profile
from oa_client.sync.engine import Engine
from oa_client.sync.state import Policy
from oa_client.sync.upward import command_up
from server_stub.centre import Centre
from server_stub.fold import record
from server_stub.workdays import announce, district_days
from tests.fakes.link import Link, hand_over
from tests.server.office import Clock, Office
from tests.server.test_held_back import REFERRED
from tests.server.test_workdays import TEXT, at
from tests.store.centre import KEY

KINDS = Kinds((*TABLES, REFERRED))


class Device:
    """A profile in its folder with its engine; `again` is a new process."""

    def __init__(self, office, person, folder):
        self.person, self.clock, self.folder = person, office.clock, folder
        self.link = Link(office.centre, office.device(person))
        self.open()

    def open(self):
        self.profile = profile = open_profile(self.folder, KEY, kinds=KINDS)
        stores = profile.outbox, profile.replica, profile.files
        self.engine = Engine(*stores, self, random.Random(7), Policy(wait=False))

    def register(self):
        number = self.link.caller.device
        session = Session("memory", f"p{self.person}", PersonId(self.person), "", number, "token")
        self.profile.outbox.keep_session(session)
        self.sync()
        return self

    def again(self):
        self.profile.close()
        self.open()

    def now(self):
        return self.clock.now

    def monotonic(self):
        return float(self.clock.now)

    def sync(self):
        self.engine.kick()
        for _ in range(60):
            errands = self.engine.errands(self.monotonic())
            if not errands:
                return
            for errand in errands:
                hand_over(self.engine, errand, self.link.carry(errand.call))
        raise AssertionError("never comes to rest")

    def do(self, action, matter="", **fields):
        command = Command(MatterId(matter), "timed", action, fields, edition=1)
        kept = self.profile.outbox.queue(command, PostId(self.person), self.now())
        self.engine.look()
        self.sync()
        return kept.command.matter


class Told:
    """An office whose centre was restored, and the devices of two people, who do not know of it yet."""

    def __init__(self, folder, callers=None):
        self.folder = folder
        clock = Clock(at("2027-02-01 09:00"))
        centre = Centre.open(folder / "centre", clock=clock, kinds=KINDS, calendar=district_days())
        self.office = Office(centre, clock, dict(callers or {}))
        if callers is None:
            self.office.fill()
        self.devices = [Device(self.office, person, folder / f"p{person}") for person in (1, 2)]

    def live(self):
        """Behind a backup a notice moves a limit, and the words of both stand behind that; then it is restored."""
        opener, other = (device.register() for device in self.devices)
        self.matter = opener.do("write", title="值班安排", to=["p1", "p2"])
        backup = self.office.centre.snapshot()
        with self.office.centre.work() as work:
            assert announce(work, TEXT, "张三", "").matters == 1
        for device in (opener, other):
            device.sync()
            device.do("add_note", self.matter, opinion=f"意见{device.person}")
        opener.sync()
        self.record = self.read()
        self.office.centre.restore(backup)

    def read(self):
        with self.office.centre.database.read() as connection:
            return record(connection, self.matter)

    def close(self):
        for device in self.devices:
            device.profile.close()
        self.office.centre.close()


@pytest.fixture(scope="module")
def lost(tmp_path_factory):
    """Lived once."""
    made = Told(tmp_path_factory.mktemp("lost") / "office")
    made.live()
    made.close()
    return made


@pytest.fixture
def told(lost, tmp_path):
    shutil.copytree(lost.folder, tmp_path / "office")
    made = Told(tmp_path / "office", lost.office.devices)
    made.matter, made.record = lost.matter, lost.record
    yield made
    made.close()


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_words_of_both_come_back_with_what_stands_before_them(told, order):
    assert [read(stored).action for stored in told.record] == ["write", "recount", "add_note", "add_note"]
    for n in (*order, *order):
        told.devices[n].sync()
    assert told.read() == told.record
    told.office.clock.now += 4000
    report = told.office.centre.restore_report()
    assert (report.lost, report.waiting, report.refused) == (0, 0, 0)
    told.office.centre.close_restore()
    for device in told.devices:
        device.sync()
        verdict = verify(device.profile.library, told.matter)
        assert (verdict.good, verdict.entries) == (True, 4)
        assert device.profile.outbox.pending() == device.profile.outbox.refused() == ()
    assert told.read() == told.record


def test_what_is_kept_survives_a_kill_after_the_replica_was_wiped(told):
    device = told.devices[0]
    carry = device.link.carry
    device.engine.kick()
    errand = next(e for e in device.engine.errands(device.monotonic()) if type(e.call).__name__ == "Turn")
    hand_over(device.engine, errand, carry(errand.call))
    assert device.profile.library.record(MatterId(told.matter)) is None
    device.again()
    (kept,) = device.profile.outbox.pending()
    assert [bytes(one.e) for one in kept.before] == [told.record[1].envelope]
    device.profile.outbox.reoffer([], [], device.profile.replica.before_mine())
    assert device.profile.outbox.pending()[-1].before == kept.before, "an empty replica takes nothing away"
    for one in (*told.devices, *told.devices):
        one.sync()
    assert told.read() == told.record


def test_only_the_centres_own_goes_up_and_only_what_stands_directly_before(told):
    first, second = (device.profile.replica.before_mine() for device in told.devices)
    ((name, run),) = first.items()
    assert (name[0], second) == (told.matter, {})
    assert [Stored(bytes(one.e), bytes(one.d)) for one in run] == [told.record[1]]


def test_without_a_receipt_nothing_of_it_travels(told):
    outbox, replica = told.devices[0].profile.outbox, told.devices[0].profile.replica
    outbox.reoffer([], [], replica.before_mine())
    *_, kept = outbox.pending()
    assert command_up(kept).before == list(kept.before) != []
    assert command_up(replace(kept, receipt="")).before == []


def test_an_outbox_of_the_version_before_gets_a_place_for_it(told):
    """As the migration finds it: the column is not there yet, every word is."""
    device = told.devices[0]
    device.profile.close()
    before = Database(device.folder / "outbox.db", KEY)
    with before.write() as connection:
        connection.exec_driver_sql("ALTER TABLE command DROP COLUMN run_before")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'outbox_5'")
    before.close()
    device.open()
    for one in (*told.devices, *told.devices):
        one.sync()
    assert told.read() == told.record


def test_what_followed_from_anothers_act_goes_up_with_the_words_behind_it(tmp_path):
    made = Told(tmp_path)
    opener, other = (device.register() for device in made.devices)
    made.matter = opener.do("write", title="值班安排", to=["p1", "p2"])
    other.sync()
    theirs = other.do("write", title="值班表", to=["p1", "p2"])
    backup = made.office.centre.snapshot()
    other.do("refer", theirs, into=made.matter, reason="合并安排")
    opener.sync()
    opener.do("add_note", made.matter, opinion="知悉")
    opener.sync()
    ((name, run),) = opener.profile.replica.before_mine().items()
    made.record = made.read()
    assert (name[0], [Stored(bytes(one.e), bytes(one.d)) for one in run]) == (made.matter, made.record[1:2])
    made.office.centre.restore(backup)
    for device in (other, opener, other):
        device.sync()
    assert made.read() == made.record
    made.close()
