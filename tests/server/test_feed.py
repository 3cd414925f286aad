"""The feed against brute force, in random histories with tiny pages; then one story for each trap."""

from __future__ import annotations

import random

import pytest

from oa_client.domain.people import PersonId
from oa_client.protocol.messages import (
    EntryItem,
    ForgetItem,
    Header,
    Position,
    RowUp,
    SyncReply,
    SyncRequest,
    WalkAsk,
    WalkItem,
)
from server_stub.access import mine
from server_stub.commands import Caller
from server_stub.feed import beyond
from tests.server.desk import Desk
from tests.server.office import Office
from tests.server.oracle import Oracle

PEOPLE = (1, 2, 3)
SCOPES = ("p1", "p2", "p3", "u2", "u3", "c2", "c3", "o2", "t1", "*")


class History:
    """Random work in the office: matters come, are shared and withdrawn, people move, delegations begin and end."""

    def __init__(self, office: Office, seed: int) -> None:
        self.office = office
        self.random = random.Random(seed)
        self.matters: list[tuple[str, str]] = []
        self.delegations = 0
        self.open: list[str] = []

    def scopes(self) -> list[str]:
        return ["p9", *self.random.sample(SCOPES, self.random.randint(0, 2))]

    def step(self) -> None:
        act = self.random.choice(("write", "write", "say", "share", "share", "move", "delegate", "many", "row"))
        getattr(self, f"_{act}")()

    def _write(self) -> None:
        kind = self.random.choice(("paper", "memo"))
        matter = self.office.do(9, "write", kind=kind, title="件", to=self.scopes(), doers=["p9", "u2"])
        self.matters.append((matter, kind))

    def _say(self) -> None:
        if self.matters:
            matter, kind = self.random.choice(self.matters)
            self.office.do(9, "say", matter, kind=kind, opinion="阅")

    def _share(self) -> None:
        if self.matters:
            matter, kind = self.random.choice(self.matters)
            self.office.do(9, "share", matter, kind=kind, to=self.scopes())

    def _move(self) -> None:
        self.office.move(self.random.choice(PEOPLE), *self.random.sample((1, 2, 3), self.random.randint(1, 2)))

    def _delegate(self) -> None:
        if self.open and self.random.random() < 0.5:
            self.office.centre.end_delegation(self.open.pop())
            return
        self.delegations += 1
        giver, taker = self.random.sample(PEOPLE, 2)
        name = f"d{self.delegations}"
        kinds = self.random.choice((("memo", "paper"), ("memo",)))
        self.office.centre.delegate(name, PersonId(giver), PersonId(taker), kinds)
        self.open.append(name)

    def _many(self) -> None:
        to = ["p9", self.random.choice(SCOPES)]
        ups = [self.office.up(9, "write", title="件", to=to) for _ in range(self.random.randint(2, 5))]
        assert {o.s for o in self.office.send(9, *ups)} == {"a"}
        self.matters += [(up.matter, "paper") for up in ups]

    def _row(self) -> None:
        person = self.random.choice(PEOPLE)
        caller = self.office.device(person)
        rows = [RowUp("receipt", m, {}) for m, _ in self.matters[-3:]]
        self.office.centre.sync(caller, SyncRequest(self.office.centre.epoch, rows=rows))


def keys(reply_items: list[object]) -> list[Position]:
    found: list[Position] = []
    for item in reply_items:
        if isinstance(item, EntryItem):
            found.append((item.s, 1, item.m))
        elif isinstance(item, ForgetItem):
            found.append((item.s, 0, item.m))
        elif isinstance(item, WalkItem):
            found.append((item.s, 2, ""))
    return found


@pytest.mark.parametrize("seed", range(12))
def test_live_items_are_those_of_brute_force(seed: int) -> None:
    office = Office.open()
    history = History(office, seed)
    for _ in range(30):
        history.step()
    centre = office.centre
    for person in PEOPLE:
        oracle = Oracle.of(centre, person)
        caller = office.device(person)
        with centre.database.read() as connection:
            me = mine(connection, PersonId(person))
            for _ in range(6):
                seq = history.random.randint(0, oracle.head)
                kind = history.random.choice((0, 1, 2, 9))
                since = (seq, kind, history.random.choice((*(m for m, _ in history.matters), "")))
                items = beyond(connection, caller, me, since, (1 << 30, 1))
                assert [i.key for i in items] == sorted(i.key for i in items)
                assert keys([i.value for i in items]) == oracle.live(since)


@pytest.mark.parametrize("seed", range(8))
def test_desks_converge_over_a_faulty_link_with_tiny_pages(seed: int) -> None:
    office = Office.open(pages=random.Random(seed).choice((2, 8, 1000)))
    history = History(office, seed + 1000)
    chance = history.random
    desks = [Desk(office.centre, office.device(p)) for p in PEOPLE]
    late: list[tuple[Desk, object]] = []
    for _ in range(30):
        history.step()
        desk = chance.choice(desks)
        for _ in range(chance.randint(0, 4)):
            walk = chance.choice(list(desk.walks)) if desk.walks else None
            got: object = desk.ask(chance.choice((1, 1, 400, 1500)), walk)
            if desk.wants() and chance.random() < 0.5:
                got = desk.fetch(2)[: chance.randint(1, 3)]
            fate = chance.choice(("ok", "ok", "ok", "lost", "late", "twice"))
            if fate == "late":
                late.append((desk, got))
            for _ in range({"ok": 1, "twice": 2}.get(fate, 0)):
                receive(desk, got)
        if late and chance.random() < 0.3:
            receive(*late.pop(chance.randrange(len(late))))
    for desk, got in late:
        receive(desk, got)
    for desk in desks:
        desk.rest(chance.choice((1, 500, 65536)))
        same(office, desk)


def receive(desk: Desk, got: object) -> None:
    if isinstance(got, SyncReply):
        desk.take(got)
    elif isinstance(got, list):
        desk.take_parts(got)


def same(office: Office, desk: Desk) -> None:
    truth = Oracle.of(office.centre, desk.caller.person).truth()
    assert {m: desk.prefix(m) for m in desk.head} == truth
    fresh = Desk(office.centre, desk.caller)
    fresh.rest()
    assert fresh.head == desk.head
    assert fresh.held == desk.held

    def there(one: Desk) -> dict[tuple[str, str], object]:
        return {key: data for key, (_, data) in one.rows.items() if data is not None}

    assert there(fresh) == there(desk)


def start(office: Office, person: int) -> tuple[Caller, Desk]:
    caller = office.device(person)
    desk = Desk(office.centre, caller)
    desk.rest()
    return caller, desk


def test_first_contact_jumps_to_the_head_and_opens_two_walks() -> None:
    office = Office.open()
    office.do(9, "write", to=["p1", "p9"])
    reply = office.first(1)
    assert reply.position == (reply.as_of, 9, "")
    assert reply.opened == [("rows", 0, reply.as_of), ("upto", 0, reply.as_of)]
    assert reply.live == []


def test_commands_of_a_first_contact_are_not_carried_out() -> None:
    office = Office.open()
    up = office.up(9, "write", to=["p9"])
    reply = office.centre.sync(office.device(9), SyncRequest(0, commands=[up]))
    assert reply.outcomes == []
    assert office.send(9, up)[0].s == "a"


def test_a_page_may_end_inside_a_tie() -> None:
    office = Office.open(pages=100)
    _, desk = start(office, 1)
    for _ in range(5):
        office.do(9, "write", to=["u2", "p9"])
    desk.rest()
    office.move(1, 3)
    seen: list[str] = []
    while (reply := desk.ask(1)).live:
        assert len(reply.live) == 1
        seen += [item.m for item in reply.live if isinstance(item, ForgetItem)]
        desk.take(reply)
    assert len(seen) == len(set(seen)) == 5
    same(office, desk)


def test_a_new_matter_comes_live_whole_and_opens_no_walk() -> None:
    office = Office.open(pages=1000)
    _, desk = start(office, 1)
    for _ in range(100):
        matter = office.do(9, "write", to=["p9", "u2"])
        office.do(9, "share", matter, to=["p9", "p1"])
    reply = desk.ask(1 << 20)
    assert not any(isinstance(item, WalkItem) for item in reply.live)
    desk.take(reply)
    assert not desk.wants()
    same(office, desk)


def test_an_older_matter_opens_one_walk_however_many_there_are() -> None:
    office = Office.open(pages=1000)
    for _ in range(30):
        office.do(9, "write", to=["p9", "u3"])
    _, desk = start(office, 2)
    office.move(2, 2, 3)
    reply = desk.ask(1 << 20)
    walks = [item.s for item in reply.live if isinstance(item, WalkItem)]
    assert len(walks) == 1
    desk.take(reply)
    page = desk.ask(1 << 20, ("at", walks[0], walks[0])).page
    assert page is not None
    assert len(page.headers) == 30


def test_too_far_behind_jumps_and_a_walk_says_what_moved_and_what_is_gone() -> None:
    office = Office.open()
    kept, lost = (office.do(9, "write", to=["p9", "p1"]) for _ in range(2))
    _, desk = start(office, 1)
    office.do(9, "share", lost, to=["p9"])
    for _ in range(9):
        office.do(9, "say", kept, opinion="阅")
    reply = desk.ask(300)
    assert [walk[0] for walk in reply.opened] == ["rows", "moved"]
    since = desk.at
    assert since is not None
    page = office.centre.sync(
        desk.caller, SyncRequest(desk.epoch, reply.position, walk=WalkAsk(("moved", since[0], reply.as_of)))
    ).page
    assert page is not None
    assert {h.m: h.gone for h in page.headers} == {kept: False, lost: True}
    desk.take(reply)
    desk.rest(300)
    same(office, desk)


def test_a_walk_is_resumed_at_its_place_while_matters_move() -> None:
    office = Office.open()
    matters = [office.do(9, "write", to=["p9", "p1"]) for _ in range(12)]
    desk = Desk(office.centre, office.device(1))
    desk.take(desk.ask(65536))
    for matter in matters:
        walk = next(w for w in desk.walks if w[0] == "upto") if any(w[0] == "upto" for w in desk.walks) else None
        desk.take(desk.ask(1, walk))
        office.do(9, "say", matter, opinion="阅")
    desk.rest(1)
    same(office, desk)


def test_a_way_counts_by_its_start_even_if_it_has_ended() -> None:
    office = Office.open(pages=1000)
    for _ in range(4):
        last = office.do(9, "write", to=["p9", "u3"])
    first = office.do(9, "write", to=["p9", "u3"])
    _, desk = start(office, 1)
    office.move(1, 1, 3)
    desk.take(desk.ask(1))
    while not desk.walks:
        desk.take(desk.ask(1))
    desk.take(desk.ask(1, next(iter(desk.walks))))
    office.do(9, "share", last, to=["p9", "u3", "p1"])
    while (reply := desk.ask(1)).live:
        desk.take(reply)
    office.move(1, 1)
    desk.rest(1)
    same(office, desk)
    assert last in desk.head
    assert first not in desk.head


def test_my_open_tasks_come_first_then_the_newest() -> None:
    office = Office.open()
    mine_, others = [], []
    for n in range(12):
        doers = ["p1"] if n % 3 == 0 else ["p9"]
        (mine_ if n % 3 == 0 else others).append(office.do(9, "write", to=["p9", "p1"], doers=doers))
    # every matter asks p1 to read it by a receipt; only those without one are open tasks
    rows = [RowUp("receipt", m, {}) for m in others]
    office.centre.sync(office.device(1), SyncRequest(office.centre.epoch, rows=rows))
    desk = Desk(office.centre, office.device(1))
    desk.take(desk.ask(65536))
    walk = next(w for w in desk.walks if w[0] == "upto")
    headers: list[Header] = []
    while walk in desk.walks:
        reply = desk.ask(1, walk)
        assert reply.page is not None
        headers += reply.page.headers
        desk.take(reply)
    assert [h.m for h in headers] == [*reversed(mine_), *reversed(others)]
    assert [h.m for h in headers if h.task] == [*reversed(mine_)]


def test_a_matter_that_becomes_my_task_while_a_walk_goes_on_is_not_passed_over() -> None:
    office = Office.open()
    matters = [office.do(9, "write", to=["p9", "p1"], doers=["c3"]) for _ in range(6)]
    signed = [RowUp("receipt", m, {}) for m in matters]
    office.centre.sync(office.device(1), SyncRequest(office.centre.epoch, rows=signed))
    desk = Desk(office.centre, office.device(1))
    desk.take(desk.ask(65536))
    upto = next(w for w in desk.walks if w[0] == "upto")
    desk.take(desk.ask(1, upto))
    desk.take(desk.ask(1, upto))
    office.move(1, 1, 3)
    desk.rest(1)
    same(office, desk)


def test_a_delegate_sees_the_kinds_he_was_given_and_no_rows_of_the_giver() -> None:
    office = Office.open()
    paper = office.do(9, "write", kind="paper", to=["p9", "p1"])
    memo = office.do(9, "write", kind="memo", to=["p9", "p1"])
    epoch = office.centre.epoch
    office.centre.sync(office.device(1), SyncRequest(epoch, rows=[RowUp("settings", "ui", {"a": 1})]))
    _, desk = start(office, 3)
    office.centre.delegate("d1", PersonId(1), PersonId(3), ("memo",))
    desk.rest()
    assert memo in desk.head
    assert paper not in desk.head
    assert ("settings", "ui") not in desk.rows
    office.centre.end_delegation("d1")
    desk.rest()
    assert memo not in desk.head


def test_revoked_and_granted_again_is_held_again() -> None:
    office = Office.open()
    matter = office.do(9, "write", to=["p9", "p1"])
    _, desk = start(office, 1)
    office.do(9, "share", matter, to=["p9"])
    desk.rest()
    assert matter not in desk.head
    office.do(9, "say", matter, opinion="不在时")
    office.do(9, "share", matter, to=["p9", "p1"])
    desk.rest()
    same(office, desk)
    assert desk.prefix(matter) == 4


def read_of(data: object) -> tuple[object, object]:
    assert isinstance(data, dict)
    return data["n"], data["total"]


def test_rows_of_a_unit_come_with_the_post_and_go_with_it() -> None:
    office = Office.open()
    epoch = office.centre.epoch
    matter = office.do(1, "write", to=["p1", "p2", "p3"])
    office.centre.sync(office.device(2), SyncRequest(epoch, rows=[RowUp("receipt", matter, {"text": "收到"})]))
    _, desk = start(office, 3)
    assert ("receipts", matter) not in desk.rows
    office.move(3, 3, 1)
    desk.rest()
    assert read_of(desk.rows["receipts", matter][1]) == (1, 3)
    office.move(3, 3)
    desk.rest()
    assert desk.rows["receipts", matter][1] is None
    office.move(3, 1)
    desk.rest()
    assert read_of(desk.rows["receipts", matter][1]) == (1, 3)


def test_no_row_of_another_person_ever_travels() -> None:
    office = Office.open()
    epoch = office.centre.epoch
    office.centre.sync(office.device(1), SyncRequest(epoch, rows=[RowUp("settings", "x", {"secret": 1})]))
    _, desk = start(office, 2)
    assert not any(kind == "settings" for kind, _ in desk.rows)
