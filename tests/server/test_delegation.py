"""委托 and 请假 over the real centre: what begins and ends with them, who may do what meanwhile, who is told."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import delete, insert, select, update

from oa_client.domain.people import EVERYONE, Person, PersonId, PostId
from oa_client.protocol.messages import CommandUp, EntryItem, ForgetItem, SyncRequest
from oa_client.protocol.standing_in import AWAY, HELD
from oa_client.wording.sentences import sentence
from server_stub import tables as t
from server_stub.access import mine, visible
from server_stub.delegations import acting_for
from server_stub.rows import get_row
from tests.server.office import Office

DAY = 86_400
LEADER, DEPUTY, CLERK, OTHER = 9, 3, 1, 2


@dataclass
class House:
    """An office whose leader p9 and clerk p3 may stand in for each other."""

    office: Office

    @property
    def now(self) -> int:
        return self.office.clock.now

    def give(self, giver: int = LEADER, taker: int = DEPUTY, **more: object) -> str:
        fields = {"taker": f"p{taker}", "from": self.now, "until": self.now + 5 * DAY, **more}
        given = {k: v for k, v in fields.items() if v is not None}
        return self.office.do(giver, "give", kind="delegation", **given)

    def given(self, giver: int = LEADER, taker: int = DEPUTY, **more: object) -> str:
        """One that has begun."""
        name = self.give(giver, taker, **more)
        self.office.centre.run_timers()
        return name

    def leave(self, who: int = DEPUTY, **more: object) -> str:
        fields = {"leave_type": "sick", "from": self.now, "until": self.now + 5 * DAY, "unit_head": "p9", **more}
        name = self.office.do(who, "apply", kind="leave", **fields)
        self.office.do(LEADER, "approve", name, kind="leave")
        self.office.centre.run_timers()
        return name

    def paper(self, reader: int | str = LEADER) -> str:
        """A circulation that waits for somebody's words."""
        fields = {
            "title": "关于防汛的请示",
            "mode": "parallel",
            "purpose": "action",
            "readers": [[reader if isinstance(reader, str) else f"p{reader}"]],
        }
        return self.office.do(CLERK, "circulate", kind="circulation", **fields)

    def for_giver(self, taker: int, giver: int, name: str, up: CommandUp) -> CommandUp:
        up.post, up.on_behalf, up.delegation = giver, giver, name
        return up

    def reads_for(self, name: str, matter: str, taker: int = DEPUTY, giver: int = LEADER) -> str:
        up = self.office.up(taker, "mark_read", matter, kind="circulation", opinion="同意")
        (outcome,) = self.office.send(taker, self.for_giver(taker, giver, name, up))
        assert outcome.code != "authority_ended" or "委托已经收回" in sentence(outcome.code, outcome.facts)
        return outcome.code or outcome.s

    def sees(self, person: int, matter: str) -> bool:
        with self.office.centre.database.read() as connection:
            return visible(connection, mine(connection, PersonId(person)), matter)

    def stage(self, matter: str) -> str:
        with self.office.centre.database.read() as connection:
            return str(connection.execute(select(t.matter.c.stage).where(t.matter.c.id == matter)).scalar_one())

    def row(self, kind: str, name: str, owner: str) -> dict[str, object] | None:
        with self.office.centre.database.read() as connection:
            return get_row(connection, kind, name, owner)  # type: ignore[arg-type]

    def delegations(self) -> list[str]:
        with self.office.centre.database.read() as connection:
            return list(connection.execute(select(t.matter.c.id).where(t.matter.c.kind == "delegation")).scalars())


@pytest.fixture
def house() -> House:
    return House(Office.open())


def test_while_it_lasts_the_taker_sees_and_does_what_waits_for_the_giver(house: House) -> None:
    before = house.paper()
    name = house.give()
    assert house.stage(name) == "planned"
    assert not house.sees(DEPUTY, before)
    house.office.centre.run_timers()
    after = house.paper()
    assert [house.sees(DEPUTY, m) for m in (before, after)] == [True, True]
    assert house.reads_for(name, before) == "a"
    with house.office.centre.database.read() as connection:
        e = t.entry.c
        said = connection.execute(select(e.actor, e.effective).where(e.matter == before, e.v == 2)).one()
    assert tuple(said) == (DEPUTY, LEADER)
    house.office.clock.now += 5 * DAY
    house.office.centre.run_timers()
    assert house.stage(name) == "ended"
    assert [house.sees(DEPUTY, m) for m in (before, after)] == [True, False], "what he acted in he keeps"
    assert house.sees(LEADER, after)


def test_what_arrives_after_the_end_is_refused_for_that_even_before_a_timer_went_off(house: House) -> None:
    name, paper = house.given(), house.paper()
    house.office.clock.now += 5 * DAY
    assert house.reads_for(name, paper) == "authority_ended"
    house.office.centre.run_timers()
    assert house.reads_for(name, paper) == "authority_ended"


@pytest.mark.parametrize(("who", "action"), [(LEADER, "revoke"), (DEPUTY, "decline")])
def test_taken_back_or_declined_it_is_over_at_once(house: House, who: int, action: str) -> None:
    name, paper = house.given(), house.paper()
    house.office.do(who, action, name, kind="delegation", reason="另有安排")
    assert not house.sees(DEPUTY, paper)
    assert house.reads_for(name, paper) == "authority_ended"
    assert house.row(HELD, name, "p3") is None
    assert house.row(AWAY, name, EVERYONE) is None


def test_everybody_is_told_of_who_is_away_and_of_nobody_who_only_handed_over_a_kind(house: House) -> None:
    kind, everything, pair = house.given(kinds=["outgoing"]), house.given(OTHER, CLERK), house.leave(deputy="p1")
    cover = next(name for name in house.delegations() if name.startswith(pair))
    told = {name: house.row(AWAY, name, EVERYONE) for name in (kind, everything, cover)}
    assert told == {
        kind: None,
        everything: None,
        cover: {"giver": DEPUTY, "taker": CLERK, "until": house.now + 5 * DAY},
    }
    assert all(house.row(HELD, kind, f"p{one}") for one in (LEADER, DEPUTY)), "the two of them know"


def test_only_the_kinds_given_and_never_what_is_personal(house: House) -> None:
    paper, leave = house.paper(), house.leave(OTHER)
    house.given(kinds=["outgoing"])
    assert not house.sees(DEPUTY, paper)
    all_kinds = house.given(kinds=["circulation"])
    assert house.sees(DEPUTY, paper)
    assert not house.sees(DEPUTY, leave)
    assert not house.sees(DEPUTY, house.given(taker=OTHER, kinds=["incoming"]))
    assert house.reads_for(all_kinds, paper) == "a"


def test_who_stands_in_for_the_taker_sees_nothing_of_the_giver(house: House) -> None:
    paper = house.paper()
    house.given()
    second = house.given(DEPUTY, OTHER)
    assert house.sees(DEPUTY, paper)
    assert not house.sees(OTHER, paper)
    assert house.reads_for(second, paper, OTHER, LEADER) == "authority_ended"


def test_a_delegate_who_delegates_is_refused_by_that_rule(house: House) -> None:
    name = house.given()
    fields = {"taker": "p2", "from": house.now, "until": house.now + DAY}
    up = house.for_giver(DEPUTY, LEADER, name, house.office.up(DEPUTY, "give", kind="delegation", **fields))
    (outcome,) = house.office.send(DEPUTY, up)
    assert outcome.code == "delegate_may_not_delegate"
    fields = {"leave_type": "annual", "unit_head": "p9", "from": house.now, "until": house.now + DAY}
    up = house.for_giver(DEPUTY, LEADER, name, house.office.up(DEPUTY, "apply", kind="leave", **fields))
    (outcome,) = house.office.send(DEPUTY, up)
    assert outcome.code == "leave_is_personal"


def test_two_for_the_same_at_one_time_are_refused_with_whom_and_until_when(house: House) -> None:
    house.give(kinds=["outgoing", "incoming"])
    for kinds, code in ((["incoming"], "overlapping"), (["circulation"], ""), ([], "overlapping")):
        fields = {"taker": "p2", "from": house.now + DAY, "until": house.now + 9 * DAY, "kinds": kinds}
        (outcome,) = house.office.send(LEADER, house.office.up(LEADER, "give", kind="delegation", **fields))
        assert outcome.code == code
        if code:
            assert outcome.facts == {"person": "人3", "until": house.now + 5 * DAY}


def test_whether_he_may_sign_stands_with_the_one_who_acts(house: House) -> None:
    for may_sign in (False, True):
        name = house.given(may_sign=may_sign, kinds=["outgoing"])
        with house.office.centre.work() as work:
            actor = acting_for(work, PersonId(DEPUTY), PersonId(LEADER), name, "outgoing", None)
        assert actor is not None
        assert (actor.may_sign, actor.on_behalf) == (may_sign, LEADER)
        house.office.do(LEADER, "revoke", name, kind="delegation")


def test_everybody_is_told_the_names_and_until_when_and_nothing_else(house: House) -> None:
    house.leave(deputy="p1")
    (name,) = house.delegations()
    assert house.row(AWAY, name, EVERYONE) == {"giver": DEPUTY, "taker": CLERK, "until": house.now + 5 * DAY}
    told = house.row(HELD, name, "p1")
    assert told is not None
    assert told == house.row(HELD, name, "p3")
    assert "sick" not in str(told)
    rows = [(i.k, i.i) for i in house.office.first(OTHER).live if hasattr(i, "k")]
    assert (HELD, name) not in rows


def test_an_approved_leave_has_its_deputy_stand_in_until_he_is_back(house: House) -> None:
    leave, paper = house.leave(deputy="p1"), house.paper(DEPUTY)
    (name,) = house.delegations()
    assert (house.stage(leave), house.stage(name)) == ("on_leave", "active")
    assert house.reads_for(name, paper, CLERK, DEPUTY) == "a"
    house.office.do(DEPUTY, "ask_extension", leave, kind="leave", asked_until=house.now + 9 * DAY, reason="航班取消")
    house.office.do(LEADER, "allow_extension", leave, kind="leave", until=house.now + 9 * DAY)
    told = house.row(HELD, name, "p1")
    assert told is not None
    assert told["until"] == house.now + 9 * DAY
    house.office.clock.now += 6 * DAY
    house.office.centre.run_timers()
    assert house.stage(name) == "active"
    house.office.do(DEPUTY, "report_back", leave, kind="leave")
    assert (house.stage(leave), house.stage(name)) == ("closed", "ended")
    assert house.row(AWAY, name, EVERYONE) is None


def test_a_pair_wakes_for_each_leave_and_sleeps_again(house: House) -> None:
    pair = house.office.do(DEPUTY, "give", kind="delegation", taker="p1", standing=True)
    for _ in range(2):
        assert (house.stage(pair), house.row(AWAY, pair, EVERYONE)) == ("asleep", None)
        leave, paper = house.leave(), house.paper(DEPUTY)
        assert house.stage(pair) == "active"
        assert house.reads_for(pair, paper, CLERK, DEPUTY) == "a"
        house.office.do(LEADER, "cut_short", leave, kind="leave", reason="防汛应急")
    leave = house.leave()
    house.office.clock.now += 5 * DAY
    house.office.centre.run_timers()
    assert (house.stage(pair), house.stage(leave)) == ("asleep", "due_back")
    house.office.do(DEPUTY, "report_back", leave, kind="leave")
    assert house.stage(pair) == "asleep"


def test_a_second_pair_is_refused_while_there_is_one(house: House) -> None:
    pair = house.office.do(DEPUTY, "give", kind="delegation", taker="p1", standing=True)
    second = house.office.up(DEPUTY, "give", kind="delegation", taker="p2", standing=True)
    (outcome,) = house.office.send(DEPUTY, second)
    assert (outcome.code, outcome.facts["person"]) == ("pair_there", "人1")
    house.office.do(DEPUTY, "revoke", pair, kind="delegation")
    house.office.do(DEPUTY, "give", kind="delegation", taker="p2", standing=True)


def test_a_timer_takes_effect_whole_or_not_at_all(house: House, caplog: pytest.LogCaptureFixture) -> None:
    fields = {"leave_type": "annual", "unit_head": "p9", "deputy": "p1"}
    leave = house.office.do(
        DEPUTY, "apply", kind="leave", **{**fields, "from": house.now + 60, "until": house.now + DAY}
    )
    house.office.do(LEADER, "approve", leave, kind="leave")
    with house.office.centre.work() as work:
        taken = {"registry": "leave_cover", "key": leave, "matter": "0-1", "v": 1, "amount": None}
        work.connection.execute(insert(t.claim).values(taken))
    house.office.clock.now += 60
    with caplog.at_level(logging.WARNING):
        house.office.centre.run_timers()
    assert house.stage(leave) == "approved"
    assert house.delegations() == []
    with house.office.centre.work() as work:
        work.connection.execute(delete(t.claim).where(t.claim.c.matter == "0-1"))
    house.office.centre.rebuild()
    house.office.centre.run_timers()
    assert house.stage(leave) == "on_leave"
    assert house.delegations() == [f"{leave}.0.3.1"]


@pytest.mark.parametrize("leaver", [LEADER, DEPUTY])
def test_who_leaves_office_gives_and_holds_nothing_any_more(house: House, leaver: int) -> None:
    going, coming = house.given(kinds=["circulation"]), house.give(kinds=["outgoing"])
    paper = house.paper()
    known = house.office.centre.directory().people[PersonId(leaver)]
    house.office.centre.put([Person(known.id, known.name, known.posts, active=False)])
    assert [house.stage(one) for one in (going, coming)] == ["ended", "ended"]
    assert not house.sees(DEPUTY, paper)
    assert house.row(AWAY, going, EVERYONE) is None


def test_who_stands_in_sees_what_comes_to_the_posts_the_giver_holds_now_and_no_longer_holds_no_more(
    house: House,
) -> None:
    name = house.given(DEPUTY, OTHER, kinds=["circulation"])
    known = house.office.centre.directory().people[PersonId(DEPUTY)]
    before, own = house.paper("c3"), house.paper(f"p{DEPUTY}")
    assert [house.sees(OTHER, m) for m in (before, own)] == [True, True]
    house.office.centre.put([replace(known, posts=(PostId(9),))])
    after = house.paper("o9")
    assert [house.sees(OTHER, m) for m in (before, own, after)] == [False, True, True]
    house.office.centre.put([replace(known, posts=())])
    assert [house.sees(OTHER, m) for m in (before, own, after)] == [False, False, False]
    house.office.centre.put([known])
    assert [house.sees(OTHER, m) for m in (before, own, after)] == [True, True, False]
    assert house.stage(name) == "active"


def test_who_stands_in_goes_on_in_another_post_and_without_one_sees_nothing(house: House) -> None:
    name, paper = house.given(kinds=["circulation"]), house.paper()
    known = house.office.centre.directory().people[PersonId(DEPUTY)]
    house.office.centre.put([replace(known, posts=(PostId(2),))])
    assert house.sees(DEPUTY, paper)
    house.office.centre.put([replace(known, posts=())])
    assert not house.sees(DEPUTY, paper)
    assert house.reads_for(name, paper) != "a"
    house.office.centre.put([known])
    assert house.sees(DEPUTY, paper)
    assert house.reads_for(name, paper) == "a"


def test_what_stood_otherwise_than_the_posts_is_put_right_by_a_rebuild(house: House) -> None:
    name = house.given(DEPUTY, OTHER, kinds=["circulation"])
    with house.office.centre.work() as work:
        stale = {
            "person": OTHER,
            "scope": "o9",
            "since": work.seq(),
            "why": name,
            "kinds": '["circulation"]',
        }
        work.connection.execute(insert(t.member).values(stale))
    paper = house.paper("o9")
    assert house.sees(OTHER, paper)
    house.office.centre.rebuild()
    assert not house.sees(OTHER, paper)


def test_a_delegation_names_its_kinds(house: House) -> None:
    with pytest.raises(ValueError, match="d1"):
        house.office.centre.delegate("d1", PersonId(LEADER), PersonId(DEPUTY), ())


@pytest.mark.parametrize("leaver", [LEADER, DEPUTY])
def test_who_leaves_office_while_the_centre_is_restored_gives_and_holds_nothing_once_it_is_closed(
    house: House, leaver: int
) -> None:
    going, paper = house.given(), house.paper()
    house.office.centre.restore(house.office.centre.snapshot())
    known = house.office.centre.directory().people[PersonId(leaver)]
    house.office.centre.put([Person(known.id, known.name, known.posts, active=False)])
    assert house.stage(going) == "active", "a restored centre appends nothing of its own"
    house.office.centre.close_restore()
    assert house.stage(going) == "ended"
    assert not house.sees(DEPUTY, paper)
    assert house.row(AWAY, going, EVERYONE) is None


def test_what_it_opens_follows_from_its_record_after_a_rebuild(house: House) -> None:
    going, over = house.given(), house.given(DEPUTY, OTHER)
    paper = house.paper()
    house.office.do(DEPUTY, "revoke", over, kind="delegation")
    with house.office.centre.work() as work:  # as a centre would have it that knew nothing of this
        for table in (t.delegation, t.member):
            column = table.c.why if table is t.member else table.c.id
            work.connection.execute(delete(table).where(column == going))
        work.connection.execute(update(t.delegation).where(t.delegation.c.id == over).values(ended=False))
    assert not house.sees(DEPUTY, paper)
    house.office.centre.rebuild()
    assert house.sees(DEPUTY, paper)
    assert house.reads_for(going, paper) == "a"
    assert house.reads_for(over, house.paper(DEPUTY), OTHER, DEPUTY) != "a"


def test_a_restored_centre_begins_again_what_the_backup_had_not_begun(house: House) -> None:
    name, paper = house.give(**{"from": house.now + 60}), house.paper()
    backup = house.office.centre.snapshot()
    house.office.clock.now += 60
    house.office.centre.run_timers()
    assert house.sees(DEPUTY, paper)
    house.office.centre.restore(backup)
    house.office.centre.run_timers()
    assert (house.stage(name), house.sees(DEPUTY, paper)) == ("planned", False)
    house.office.centre.close_restore()
    house.office.centre.run_timers()
    assert (house.stage(name), house.sees(DEPUTY, paper)) == ("active", True)


def test_his_device_is_told_at_the_begin_and_forgets_at_the_end_also_offline_across_both(house: House) -> None:
    first, paper = house.office.first(DEPUTY), house.paper()
    name = house.given()
    caller = house.office.device(DEPUTY)
    begun = house.office.centre.sync(caller, SyncRequest(first.epoch, first.position))
    assert any(getattr(item, "k", "") == HELD for item in begun.live)
    house.office.do(LEADER, "revoke", name, kind="delegation")
    ended = house.office.centre.sync(caller, SyncRequest(first.epoch, begun.position))
    assert [i.m for i in ended.live if isinstance(i, ForgetItem)] == [paper]
    across = house.office.centre.sync(caller, SyncRequest(first.epoch, first.position))
    assert not [i for i in across.live if isinstance(i, EntryItem) and i.m == paper]
