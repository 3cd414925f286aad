"""A command goes up again and again: always as the same, also after a number drawn here, a dead centre, a dead program.

And a profile put back from an older copy counts its commands on from where it stood: what it says then is nobody's loss.
"""

from __future__ import annotations

import logging
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from oa_client.app.acting import Kept
from oa_client.app.desk import Desk
from oa_client.domain.calendar import WorkingDays
from oa_client.domain.matter import MatterId
from oa_client.domain.people import PersonId
from oa_client.protocol.messages import CommandUp
from oa_client.store.profile import open_profile
from oa_client.sync.errands import Call, Errand, SendPart, Turn
from oa_client.sync.state import Policy
from server_stub.centre import Centre
from server_stub.commands import body_hash
from tests.fakes.link import NO_LINK, Carried, Link, hand_over
from tests.journeys.test_outgoing_numbers import Clock, signed
from tests.server.office import KINDS
from tests.server.test_outgoing import CLERK, House
from tests.store.centre import KEY
from tests.sync.office import Device

SCAN = b"%PDF-1.7 the stamped page"


class Clerk:
    """The clerk of the house at a profile on disk; keeps what each of his commands looked like each time it went."""

    def __init__(self, house: House, folder: Path) -> None:
        self.house, self.folder = house, folder
        self.clock = Clock(house.office.clock)
        self.caller = house.office.centre.new_device(PersonId(CLERK))
        self.went: dict[int, set[bytes]] = defaultdict(set)
        self.times: dict[int, int] = defaultdict(int)
        self.open()
        self.sync()

    def open(self) -> None:
        """The program starts over the files that are there."""
        self.profile = open_profile(self.folder, KEY, kinds=KINDS)
        stores = self.profile.outbox, self.profile.replica, self.profile.files
        self.link = Link(self.house.office.centre, self.caller)
        made = Device(CLERK, self.link, self.clock, Policy(wait=False), *stores, kinds=KINDS)  # type: ignore[arg-type]
        self.engine = made.engine
        self.desk = Desk(self.profile.stores, self.clock, KINDS, WorkingDays())

    def restart(self) -> None:
        """The program ends and starts again."""
        self.profile.close()
        self.open()

    def sync(self, *, lost: bool = False) -> None:
        """Up to date; with `lost` no answer to what goes up comes back, though the centre took it."""
        self.house.office.clock.now += 600
        self.engine.kick()
        while errands := self.engine.errands(self.clock.monotonic()):
            done = [self._deliver(errand, lost=lost) for errand in errands]
            if not all(done):
                return

    def _deliver(self, errand: Errand, *, lost: bool) -> bool:
        """Have the centre do it; False when its answer to commands was lost."""
        carried = self._carry(errand.call)
        ups = errand.call.request.commands if isinstance(errand.call, Turn) else []
        self._note(ups)
        if lost and ups:
            self.engine.failed(errand, NO_LINK)
            return False
        hand_over(self.engine, errand, carried)
        return True

    def settle(self) -> None:
        """Until nothing waits, however long the engine holds back after so many losses."""
        for _ in range(20):
            if not self.desk.pending():
                return
            self.sync()
        raise AssertionError(self.desk.pending())

    def _carry(self, call: Call) -> Carried:
        if not isinstance(call, SendPart):
            return self.link.carry(call)
        return Carried(reply=self.link.centre.append_file(self.caller, call.sha256, call.at, call.size, call.data))

    def _note(self, ups: list[CommandUp]) -> None:
        for up in ups:
            self.times[up.n] += 1
            if not up.void:
                self.went[up.n].add(body_hash(up))

    def act(self, matter: MatterId, action: str, **fields: object) -> int:
        record = self.desk.open(matter)
        assert record is not None
        kept = self.desk.act(record, action, fields, undo=0)
        assert isinstance(kept, Kept), kept
        return kept.n

    def centre_dies(self) -> None:
        """Killed and started again over the files it left."""
        centre = self.house.office.centre
        self.house.office.centre = Centre.open(centre.folder, clock=self.house.office.clock, kinds=KINDS)
        self.link.centre = self.house.office.centre


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House.open(tmp_path / "centre")
    yield made
    made.office.centre.close()


@pytest.fixture
def clerk(house: House, tmp_path: Path) -> Iterator[Clerk]:
    made = Clerk(house, tmp_path / "profile")
    yield made
    made.profile.close()


def scanned(clerk: Clerk, folder: Path) -> list[dict[str, object]]:
    """A stamped page taken in from a file, as ``--attach`` does."""
    path = folder / "盖章.pdf"
    path.write_bytes(SCAN)
    taken = clerk.desk.attachments.take_in(path)
    return [{"sha256": taken.sha256, "name": taken.name, "size": taken.size}]  # type: ignore[union-attr]


@pytest.mark.parametrize("between", [Clerk.restart, Clerk.centre_dies, lambda clerk: clerk.sync(lost=True)])
def test_numbered_offline_typeset_and_sealed_with_every_answer_lost_once(
    house: House, clerk: Clerk, tmp_path: Path, between: Callable[[Clerk], None]
) -> None:
    series = clerk.desk.begin("numbers", "open", {"title": "海政发", "of": "outgoing_number", "word": "海政发"}, undo=0)
    assert isinstance(series, Kept)
    clerk.sync(lost=True)
    between(clerk)
    paper = signed(house, "关于防汛的通知")
    clerk.sync()
    clerk.act(series.matter, "hold", opinion="下乡")
    clerk.sync(lost=True)
    between(clerk)
    clerk.sync()

    said = [clerk.act(paper, "number", series_word="海政发")]
    clerk.sync(lost=True)
    said.append(clerk.act(paper, "typeset", print_date=house.office.clock.now))
    between(clerk)
    clerk.sync(lost=True)
    between(clerk)
    said.append(clerk.act(paper, "proofread"))
    clerk.sync(lost=True)
    said.append(clerk.act(paper, "seal", files=scanned(clerk, tmp_path), sealed_copies=9))
    between(clerk)
    clerk.sync(lost=True)
    clerk.sync(lost=True)
    between(clerk)
    clerk.settle()
    said.append(clerk.act(paper, "issue"))
    between(clerk)
    clerk.settle()

    assert clerk.desk.refused() == clerk.desk.conflicting() == clerk.desk.pending() == ()
    assert all(clerk.times[n] > 1 for n in said[:-1]), "each went more than once"
    assert all(len(bodies) == 1 for bodies in clerk.went.values()), "and always as the same"
    state = house.state(paper)
    assert (state.stage, state.fields["number"]) == ("issued", "海政发〔2026〕1号")


def words_of(clerk: Clerk, matter: MatterId) -> list[object]:
    """What the centre's record of a matter says that the clerk wrote."""
    record = clerk.desk.open(matter)
    assert record is not None
    return [line.entry.fields["opinion"] for line in record.lines if "opinion" in line.entry.fields]


@pytest.mark.parametrize(
    ("names", "again"), [(["outbox.db"], []), (["outbox.db", "replica.db", "files.db"], ["第三句"])]
)
def test_a_profile_put_back_from_an_older_copy_loses_nothing_it_says_from_then_on(
    house: House,
    clerk: Clerk,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    names: list[str],
    again: list[str],
) -> None:
    paper = signed(house, "关于防汛的通知")
    clerk.sync()
    clerk.profile.close()
    shutil.copytree(clerk.folder, tmp_path / "copy")
    clerk.open()
    clerk.act(paper, "add_note", opinion="第一句")
    clerk.act(paper, "add_note", opinion="第二句")
    clerk.sync()
    clerk.profile.close()
    for name in names:
        shutil.copy(tmp_path / "copy" / name, clerk.folder / name)
    clerk.open()
    clerk.act(paper, "add_note", opinion="第三句")
    with caplog.at_level(logging.WARNING):
        clerk.sync()
    assert len(caplog.records) == len(again), "the centre's log says when it happens"
    came_back = [p.command.fields["opinion"] for p in clerk.desk.refused()]
    assert came_back == again, "what the device still knows it counts on from; else the centre tells it"
    assert sorted([*words_of(clerk, paper), *came_back]) == ["第一句", "第三句", "第二句"]
    for one in clerk.desk.refused():
        clerk.desk.put_away(one.n)
    clerk.act(paper, "add_note", opinion="第四句")
    clerk.sync()
    assert clerk.desk.refused() == ()
    assert "第四句" in words_of(clerk, paper)
