"""A restored centre takes back what it had done by itself from those whose words stand behind it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from sqlalchemy import event

from oa_client.domain.decision import Command
from oa_client.domain.matter import MatterId
from oa_client.protocol.messages import MOST_BEFORE, CommandUp, WireEntry
from oa_client.protocol.record import Stored, is_nobodys, read
from server_stub import own_acts
from server_stub.cannot import CannotDo
from server_stub.entries import wire
from server_stub.restore_commands import sentences
from server_stub.restoring import REFUSED
from server_stub.went_with import already
from tests.server.office import NOW, Office
from tests.server.test_delegation import DAY, House
from tests.server.test_restore import Kept, act, entries
from tests.server.test_supervision import filled, overdue, state, what
from tests.server.test_workdays import TEXT, at, due, opened, take_in, timed


def run_before(office: Office, kept: Kept) -> list[WireEntry]:
    """What its author's device finds directly before his entry."""
    run: list[WireEntry] = []
    for stored in entries(office, kept.up.matter)[: read(kept.entry).v - 1]:
        run = [*run, wire(stored)] if is_nobodys(stored.envelope, stored.data) else []
    return run


class Told:
    """Commands as their devices would offer them again, noted while the centre still has everything."""

    def __init__(self, office: Office, *kept: Kept) -> None:
        self.office = office
        self.ups = [(one.person, one.again(before=run_before(office, one))) for one in kept]
        self.records = {one.up.matter: entries(office, one.up.matter) for one in kept}

    def offer(self, order: Iterable[int] = ()) -> list[str]:
        """One after the other; what became of each."""
        chosen = [self.ups[n] for n in order] or self.ups
        return [outcome.code or outcome.s for who, up in chosen for outcome in self.office.send(who, up)]

    def check(self) -> None:
        for matter, record in self.records.items():
            assert entries(self.office, matter) == record


def announced(office: Office) -> tuple[Path, str, Told]:
    """A backup; behind it a notice moves a limit, and its opener writes twice, from two devices."""
    matter = timed(office)
    backup = office.centre.snapshot()
    assert take_in(office) == 1
    first = act(office, 1, "add_note", matter, kind="timed", opinion="甲")
    mine = office.devices.pop(1)
    second = act(office, 1, "add_note", matter, kind="timed", opinion="乙")
    office.devices[-1], office.counts[-1] = mine, 0
    told = Told(office, first, second)
    office.devices[1], office.devices[-1] = mine, office.devices[1]
    told.ups[1] = (-1, told.ups[1][1])
    office.centre.restore(backup)
    return backup, matter, told


@pytest.mark.parametrize("order", [(0, 1), (1, 0, 1)])
def test_words_behind_a_recount_come_back_with_it_whoever_comes_first(order: tuple[int, ...]) -> None:
    office = opened()
    _backup, matter, told = announced(office)
    assert told.offer(order) == (["a", "a"] if order == (0, 1) else ["restoring", "a", "a"])
    told.check()
    assert due(office, matter) == at("2027-02-14 17:00")
    assert office.centre.restore_report().gaps == ()
    assert told.offer() == ["a", "a"]
    told.check()
    office.centre.close_restore()
    office.centre.rebuild()
    assert due(office, matter) == at("2027-02-14 17:00")


def test_it_comes_back_after_the_closing_too() -> None:
    office = opened()
    _backup, _matter, told = announced(office)
    office.centre.close_restore()
    assert told.offer() == ["a", "a"]
    told.check()


def test_a_lost_notice_is_named_and_announced_again_moves_nothing_twice() -> None:
    office = opened()
    _backup, matter, told = announced(office)
    assert not office.centre.restore_report().calendar_lost
    told.offer()
    office.centre.close_restore()
    report = office.centre.restore_report()
    assert report.calendar_lost
    assert any("工作日历的通知须重新公布" in line for line in sentences(report))
    other = timed(office)
    assert take_in(office) == 1
    assert (due(office, matter), due(office, other)) == (at("2027-02-14 17:00"), at("2027-02-14 17:00"))
    assert not office.centre.restore_report().calendar_lost


def test_no_other_year_is_announced_before_the_lost_one_whatever_it_is_called_now() -> None:
    office = opened()
    _backup, matter, told = announced(office)
    told.offer()
    office.centre.close_restore()
    years = json.loads(TEXT)["years"]
    notice = years["2027"]
    later = {
        **notice,
        "notice": "另一年",
        "makeup": [],
        "holidays": [{"name": "春节", "first": "2029-02-12", "last": "2029-02-13"}],
    }
    with pytest.raises(CannotDo, match="2027年）还没有重新公布"):
        take_in(office, json.dumps({"years": {"2029": later}}))
    assert due(office, matter) == at("2027-02-14 17:00")
    assert take_in(office, json.dumps({"years": {"2027": {**notice, "notice": "换了名称的同一份通知"}}})) == 0
    assert due(office, matter) == at("2027-02-14 17:00")
    assert not office.centre.restore_report().calendar_lost


def spoilt(up: CommandUp, how: str, other: Stored) -> list[WireEntry]:
    (good,) = up.before
    bytes_ = Stored(bytes(good.e), bytes(good.d))
    forged = Stored(bytes_.envelope, bytes_.data.replace(b'"due":1', b'"due":2'))
    assert forged != bytes_
    return {
        "none": [],
        "forged": [wire(forged)],
        "torn": [wire(Stored(bytes_.envelope[:-3] + b"9]", b'"x"'))],
        "twice": [good, good],
        "anothers": [wire(other)],
        "behind it": [good, wire(other)],
        "too many": [good] * (MOST_BEFORE + 1),
    }[how]


@pytest.mark.parametrize("how", ["none", "forged", "torn", "twice", "anothers", "behind it", "too many"])
def test_what_does_not_lead_there_changes_nothing(how: str) -> None:
    office = opened()
    _backup, matter, told = announced(office)
    before = entries(office, matter)
    _, up = told.ups[0]
    good, up.before = up.before, spoilt(up, how, told.records[matter][2])
    assert told.offer([0]) == ["restoring"]
    assert entries(office, matter) == before
    (gap,) = office.centre.restore_report().gaps
    assert (gap.lost, [v for v, _ in gap.waiting]) == ((2,), [3])
    up.before = good
    assert told.offer() == ["a", "a"]
    told.check()


def test_closed_it_is_refused_as_without() -> None:
    office = opened()
    _backup, matter, told = announced(office)
    office.centre.close_restore()
    told.ups[0][1].before = spoilt(told.ups[0][1], "forged", told.records[matter][2])
    assert told.offer([0]) == [REFUSED]
    assert len(entries(office, matter)) == 1


def test_anothers_words_come_with_his_own_receipt_only() -> None:
    """Else they came back as nobody's, and his own command found its place taken."""
    office = opened()
    _backup, matter, told = announced(office)
    told.ups[1][1].before = [*told.ups[0][1].before, wire(told.records[matter][2])]
    assert told.offer((1, 0, 1)) == ["restoring", "a", "a"]
    told.check()


def test_the_check_of_the_chain_is_what_keeps_it_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted defect: with links that all look alike the forged entry is taken, so the scripts above would see it."""
    office = opened()
    _backup, matter, told = announced(office)
    proof = office.centre.seal.proof(told.ups[0][1].receipt, office.device(1).device, told.ups[0][1].n, matter)
    assert proof is not None
    told.ups[0][1].before = spoilt(told.ups[0][1], "forged", told.records[matter][2])
    monkeypatch.setattr(own_acts, "link", lambda *_: proof.h)
    monkeypatch.setattr("server_stub.taking_back.link", lambda *_: proof.h)
    assert told.offer([0]) == ["a"]
    assert entries(office, matter) != told.records[matter][:3]


# ---------------------------------------------------------------- what it had sent on


def covered(house: House, *, pair: bool) -> tuple[Told, str, str]:
    """A leave begins behind the backup, whose delegation both write to afterwards; lost by a restore."""
    office = house.office
    name = office.do(3, "give", kind="delegation", taker="p1", standing=True) if pair else ""
    fields = {"leave_type": "sick", "from": house.now + 60, "until": house.now + 5 * DAY, "unit_head": "p9"}
    leave = office.do(3, "apply", kind="leave", **(fields if pair else {**fields, "deputy": "p1"}))
    office.do(9, "approve", leave, kind="leave")
    backup = office.centre.snapshot()
    office.clock.now += 60
    office.centre.run_timers()
    (name,) = house.delegations()
    on_leave = act(office, 3, "add_note", leave, kind="leave", opinion="已出发")
    noted = act(office, 1, "add_note", name, kind="delegation", opinion="收到")
    told = Told(office, on_leave, noted)
    office.centre.restore(backup)
    office.clock.now += 500
    return told, leave, name


@pytest.mark.parametrize("pair", [False, True])
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_leave_and_its_delegation_come_back_once_each(order: tuple[int, ...], pair: bool) -> None:
    house = House(Office.open())
    told, leave, name = covered(house, pair=pair)
    assert told.offer(order) == ["a", "a"]
    told.check()
    assert house.delegations() == [name]
    office = house.office
    office.centre.close_restore()
    office.centre.run_timers()
    told.check()
    assert (house.stage(leave), house.stage(name)) == ("on_leave", "active")
    office.do(3, "report_back", leave, kind="leave")
    assert house.stage(name) == ("asleep" if pair else "ended")


@pytest.mark.parametrize("pair", [False, True])
def test_a_leave_nobody_wrote_behind_begins_anew_over_the_delegation_that_came_back(pair: bool) -> None:
    house = House(Office.open())
    told, leave, name = covered(house, pair=pair)
    assert told.offer([1]) == ["a"]
    record = entries(house.office, name)
    house.office.centre.close_restore()
    assert house.stage(leave) == "approved"
    house.office.centre.run_timers()
    assert (house.stage(leave), house.stage(name), house.delegations()) == ("on_leave", "active", [name])
    assert entries(house.office, name) == record
    house.office.do(3, "report_back", leave, kind="leave")
    assert house.stage(name) == ("asleep" if pair else "ended")


def promoted(office: Office) -> tuple[Told, str, str]:
    """An instruction becomes an item of supervision behind the backup, and words stand behind both acts."""
    instruction = overdue(office, supervisor="o6")
    backup = office.centre.snapshot()
    office.centre.run_timers()
    item = str(state(office, instruction).fields["supervision"])
    noted = act(office, 1, "add_note", instruction, kind="instruction", opinion="已知悉")
    said = act(office, 6, "add_note", item, kind="supervision", opinion="即办")
    told = Told(office, noted, said)
    office.centre.restore(backup)
    office.clock.now += 500
    return told, instruction, item


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_what_the_centre_took_up_comes_back_once(order: tuple[int, ...]) -> None:
    office = filled(Office.open())
    told, instruction, item = promoted(office)
    assert told.offer(order) == ["a", "a"]
    told.check()
    office.centre.close_restore()
    office.centre.run_timers()
    told.check()
    assert state(office, instruction).fields["supervision"] == item


def test_an_item_that_came_back_alone_is_linked_again_and_not_taken_up_twice() -> None:
    office = filled(Office.open())
    told, instruction, item = promoted(office)
    assert told.offer([1]) == ["a"]
    record = entries(office, item)
    office.centre.close_restore()
    office.centre.run_timers()
    assert state(office, instruction).fields["supervision"] == item
    assert entries(office, item) == record
    office.centre.run_timers()
    assert len(entries(office, instruction)) == 4, "recorded, assigned, promoted, linked"


def test_what_followed_from_words_waits_for_its_matter_to_be_back() -> None:
    """They were accepted once: whether their author sees that matter now is not asked again."""
    office = filled(Office.open())
    backup = office.centre.snapshot()
    one, other = (act(office, 5, "propose", kind="supervision", **what(office, assist=[])) for _ in range(2))
    merged = act(office, 5, "merge", one.up.matter, kind="supervision", into=other.up.matter, reason="同一事项")
    told = Told(office, one, other, merged)
    office.centre.restore(backup)
    assert told.offer((0, 2)) == ["a", "edition"]
    assert told.offer((1, 2)) == ["a", "a"]
    office.centre.close_restore()
    told.check()


def test_what_was_opened_after_its_cause_is_looked_for_by_an_index() -> None:
    office = Office.open()
    asked: list[tuple[str, object]] = []
    with office.centre.work() as work:
        event.listen(work.connection, "before_cursor_execute", lambda *say: asked.append((say[2], say[3])))
        already(work, Command(MatterId(""), "supervision", "take_up", cause=MatterId("7-9")), NOW)
        ((statement, values),) = asked
        plan = work.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()  # type: ignore[arg-type]
    assert [row.detail for row in plan if "matter>? AND matter<?" in row.detail], plan
