"""发文 and 持号 together: a clerk numbers two signed documents in a village, a colleague is told who holds the series."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from oa_client.app import numbers
from oa_client.app.acting import Kept
from oa_client.app.desk import Desk
from oa_client.domain.calendar import WorkingDays
from oa_client.domain.matter import MatterId
from oa_client.domain.people import Person, PersonId, PostId
from oa_client.store.profile import open_profile
from oa_client.sync.state import Policy
from oa_client.wording.sentences import sentence
from tests.fakes.link import Link, hand_over
from tests.server.office import KINDS
from tests.server.office import Clock as Hand
from tests.server.test_outgoing import CLERK, LEADER, House
from tests.store.centre import KEY
from tests.sync.office import DAY, Device

COLLEAGUE = 5


class Clock:
    """The house's clock, as a device has it."""

    def __init__(self, hand: Hand) -> None:
        self.hand = hand

    def now(self) -> int:
        return self.hand.now

    def monotonic(self) -> float:
        return float(self.hand.now)


class Clerk:
    """A clerk of the house at a profile of his own on disk, brought up to date when the story says so."""

    def __init__(self, house: House, person: int, folder: Path) -> None:
        centre, clock = house.office.centre, Clock(house.office.clock)
        self.link, self.clock = Link(centre, centre.new_device(PersonId(person))), clock
        self.profile = open_profile(folder, KEY, kinds=KINDS)
        stores = self.profile.outbox, self.profile.replica, self.profile.files
        self.engine = Device(person, self.link, clock, Policy(wait=False), *stores, kinds=KINDS).engine  # type: ignore[arg-type]
        self.desk = Desk(self.profile.stores, clock, KINDS, WorkingDays())
        self.sync()

    def sync(self) -> None:
        self.engine.kick()
        while errands := self.engine.errands(self.clock.monotonic()):
            for errand in errands:
                hand_over(self.engine, errand, self.link.carry(errand.call))

    def act(self, matter: MatterId, action: str, **fields: object) -> None:
        record = self.desk.open(matter)
        assert record is not None
        kept = self.desk.act(record, action, fields, undo=0)
        assert isinstance(kept, Kept), kept

    def value(self, matter: MatterId, name: str) -> object:
        record = self.desk.record(matter)
        assert record is not None
        assert record.matter is not None
        return record.matter.fields.get(name)

    def register(self) -> numbers.Register:
        (found,) = numbers.registers(self.desk.stores.library, self.desk.stores.outbox, 2026)
        return found


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House.open(tmp_path / "centre")
    made.office.centre.put([Person(PersonId(COLLEAGUE), f"人{COLLEAGUE}", (PostId(CLERK),))])
    yield made
    made.office.centre.close()


@pytest.fixture
def clerks(house: House, tmp_path: Path) -> Iterator[tuple[Clerk, Clerk]]:
    made = Clerk(house, CLERK, tmp_path / "holder"), Clerk(house, COLLEAGUE, tmp_path / "colleague")
    yield made
    for one in made:
        one.profile.close()


def signed(house: House, title: str) -> MatterId:
    """A document that is signed and checked again: it wants its number."""
    house.drafts(title=title)
    house.to_sign()
    house.does(LEADER, "sign")
    house.does(CLERK, "pass_recheck")
    return MatterId(house.matter)


def test_two_documents_numbered_offline_stand_and_a_colleague_meanwhile_is_told_who_holds(
    house: House, clerks: tuple[Clerk, Clerk]
) -> None:
    holder, colleague = clerks
    kept = holder.desk.begin("numbers", "open", {"title": "海政发", "of": "outgoing_number", "word": "海政发"}, undo=0)
    assert isinstance(kept, Kept)
    before, *taken, theirs = (signed(house, f"关于{what}的通知") for what in ("会议", "防汛", "抢险", "评优"))
    house.does(CLERK, "number", before, series_word="海政发")
    holder.sync()
    holder.act(kept.matter, "hold", opinion="下乡")
    holder.sync()
    colleague.sync()

    for paper in taken:
        holder.act(paper, "number", series_word="海政发")
        holder.act(paper, "typeset", print_date=house.office.clock.now)
    assert [holder.value(p, "number") for p in taken] == ["海政发〔2026〕2号", "海政发〔2026〕3号"]
    assert [holder.value(p, "yearly_n") for p in taken] == [None, None], "what nobody holds the centre finds later"

    house.office.clock.now += 3 * DAY
    colleague.act(theirs, "number", series_word="海政发")
    colleague.sync()
    (refused,) = colleague.desk.refused()
    assert "由人1持号" in sentence(refused.code, refused.facts)
    assert house.state(theirs).stage == "rechecked"

    holder.sync()
    assert [house.state(p).fields["number"] for p in taken] == ["海政发〔2026〕2号", "海政发〔2026〕3号"]
    assert [house.state(p).fields["yearly_n"] for p in taken] == ["2026-2", "2026-3"]
    assert [house.state(p).stage for p in taken] == ["typeset"] * 2
    holder.act(kept.matter, "release")
    holder.sync()
    colleague.sync()
    colleague.act(theirs, "number", series_word="海政发")
    colleague.sync()
    assert house.state(theirs).fields["number"] == "海政发〔2026〕4号"
    house.does(CLERK, "void", taken[1], reason="重复行文")
    colleague.sync()
    register = colleague.register()
    assert [(one.n, one.state) for one in register.numbers] == [
        (1, "assigned"),
        (2, "assigned"),
        (3, "void"),
        (4, "assigned"),
    ]
    assert [one.title for one in register.numbers][:2] == ["关于会议的通知", "关于防汛的通知"]


def test_another_series_goes_on_while_one_is_held(house: House, clerks: tuple[Clerk, Clerk]) -> None:
    holder, colleague = clerks
    kept = holder.desk.begin("numbers", "open", {"title": "海政发", "of": "outgoing_number", "word": "海政发"}, undo=0)
    assert isinstance(kept, Kept)
    holder.sync()
    holder.act(kept.matter, "hold")
    holder.sync()
    paper = signed(house, "关于值班的函")
    colleague.sync()
    colleague.act(paper, "number", series_word="海政函")
    colleague.sync()
    assert house.state(paper).fields["number"] == "海政函〔2026〕1号"
