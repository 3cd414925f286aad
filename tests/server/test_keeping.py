"""Timers, rebuilding, the audit, rows, claims: what the centre keeps right by itself."""

from __future__ import annotations

import logging
import random
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError, DBAPIError

from oa_client.domain.kinds import Kinds
from oa_client.domain.matter import Duty
from oa_client.domain.people import SYSTEM, Level, Person, PersonId, Post, PostId, Role, Unit, UnitId, clerks_scope
from oa_client.domain.table import (
    Action,
    AudienceRule,
    ClockRule,
    Effect,
    Field,
    FieldType,
    Guard,
    Process,
    Target,
    TaskRule,
    TimerRule,
)
from oa_client.protocol.messages import RowUp, SyncRequest
from server_stub import receipts, timers
from server_stub import tables as t
from server_stub.audit import broken_at
from server_stub.cannot import CannotDo
from server_stub.centre import Centre
from server_stub.database import Database
from server_stub.directory import from_rows, to_row
from server_stub.rebuild import TABLES
from server_stub.receipts import count_receipts
from server_stub.rows import get_row, put_row
from server_stub.work import Work
from tests.server.office import Office, paper
from tests.server.test_feed import History


def dump(office: Office) -> dict[str, list[str]]:
    with office.centre.database.read() as connection:
        return {
            name: sorted(str(tuple(row)) for row in connection.execute(select(t.metadata.tables[name])))
            for name in TABLES
        }


@pytest.mark.parametrize("seed", range(4))
def test_the_tables_are_what_the_entries_fold_to(seed: int) -> None:
    office = Office.open()
    history = History(office, seed)
    for _ in range(40):
        history.step()
    chance = random.Random(seed)
    for matter, kind in chance.sample(history.matters, min(5, len(history.matters))):
        office.do(9, "number", matter, kind=kind, number=f"{matter}号")
        office.do(9, "attach", matter, kind=kind, files=[{"sha256": "a" * 64, "name": "件.pdf", "size": 3}])
    office.do(9, "write", to=["p9"], alarm=office.clock.now + 50)
    office.do(9, "write", to=["p9"], alarm=office.clock.now + 500)
    office.clock.now += 100
    office.centre.run_timers()
    before = dump(office)
    assert all(before[name] for name in ("matter", "task", "field", "claim", "timer", "access", "named"))
    assert office.centre.rebuild() > 0
    assert dump(office) == before


def test_what_a_build_does_not_know_keeps_it_from_rebuilding_before_anything_is_lost(tmp_path: Path) -> None:
    office = Office.open(tmp_path)
    held = office.do(9, "write", to=["p9"])
    office.do(9, "number", held, number="1号")
    office.do(9, "write", to=["p9"], kind="memo")
    before = dump(office)
    older = Office(
        Centre.open(tmp_path, clock=office.clock, kinds=Kinds((paper("memo"),)), database=office.centre.database),
        office.clock,
    )
    with pytest.raises(CannotDo, match=r"paper 第 1 版 1 件.*先升级中心.*数据没有动"):
        older.centre.rebuild()
    assert dump(office) == before
    assert any("1号" in row for row in before["claim"])
    assert office.centre.rebuild() == 3, "the build that knows both"
    assert dump(office) == before
    office.centre.close()


def test_a_timer_goes_off_once_at_its_moment_by_the_centre_itself() -> None:
    office = Office.open()
    matter = office.do(9, "write", to=["p9"], alarm=office.clock.now + 50)
    assert office.centre.run_timers() == 0
    office.clock.now += 50
    assert office.centre.run_timers() == 1
    assert office.centre.run_timers() == 0
    with office.centre.database.read() as connection:
        e = t.entry.c
        found = connection.execute(select(e.actor, e.v).where(e.matter == matter).order_by(e.v)).all()
        stage = connection.execute(select(t.matter.c.stage).where(t.matter.c.id == matter)).scalar_one()
    assert [tuple(row) for row in found] == [(9, 1), (0, 2)]
    assert stage == "late"


def test_one_timer_that_breaks_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    office = Office.open()
    bad, good = (office.do(9, "write", to=["p9"], alarm=office.clock.now + 50) for _ in range(2))
    go_off = timers._go_off

    def broken(work: Work, matter: str, action: str) -> bool:
        if matter == bad:
            raise RuntimeError("poisoned")
        return go_off(work, matter, action)

    monkeypatch.setattr(timers, "_go_off", broken)
    office.clock.now += 50
    with caplog.at_level(logging.ERROR):
        office.centre.run_timers()
    with office.centre.database.read() as connection:
        stages = {row.id: row.stage for row in connection.execute(select(t.matter.c.id, t.matter.c.stage))}
    assert (stages[good], stages[bad] != "late") == ("late", True)


def errand() -> Process:
    """Each of its holders has a term of his own from when he takes it up; the centre rings when one is over."""
    open_ = frozenset({"open"})
    return Process(
        kind="errand",
        edition=1,
        stages=("open", "shut"),
        over=frozenset({"shut"}),
        track_states=("pending", "delivered", "taken"),
        open_tracks=frozenset({"pending", "delivered", "taken"}),
        actions=(
            Action(
                "send",
                who=("always",),
                states=frozenset(),
                opens=True,
                asks=(Field("to", FieldType.HOLDERS, kept=True),),
                effects=(
                    Effect("move", ("open",)),
                    Effect("lay_tracks", ("to", "parallel")),
                    Effect("deliver", ("delivered",)),
                ),
            ),
            Action(
                "take",
                who=("holder",),
                states=open_,
                target=Target(own=True, states=frozenset({"delivered"})),
                effects=(Effect("set_track", ("taken",)), Effect("start_clock", ("term",))),
            ),
            Action("arm", who=("always",), states=open_, asks=(Field("bell", FieldType.LINE, kept=True),)),
            Action(
                "ring",
                who=("system",),
                states=open_,
                guards=(Guard(("given", "bell"), "no_bell"),),
                effects=(Effect("set_entry", ("rung",)),),
            ),
        ),
        tasks=(TaskRule(Duty.ACT, "take", states=frozenset({"delivered"})),),
        audience=(AudienceRule(("field", "to")), AudienceRule(("opener",))),
        timers=(TimerRule("over", "clock.term", "ring", ("not", ("given", "rung"))),),
        clocks=(ClockRule("term", 1, "hours", per_track=True),),
    )


def test_the_terms_of_two_tracks_are_two_timers() -> None:
    office = Office.open(kinds=Kinds((errand(),)))
    matter = office.do(9, "send", kind="errand", to=["p1", "p2"])
    office.do(1, "take", matter, kind="errand")
    office.clock.now += 600
    office.do(2, "take", matter, kind="errand")
    office.clock.now += 3600 - 600
    assert office.centre.run_timers() == 1, "the first term is over; without a bell it passes"
    office.do(9, "arm", matter, kind="errand", bell="铃")
    office.clock.now += 599
    assert office.centre.run_timers() == 0
    office.clock.now += 1
    assert office.centre.run_timers() == 1
    assert rings(office, matter) == 1


def test_two_terms_that_end_at_once_make_the_centre_act_once() -> None:
    office = Office.open(kinds=Kinds((errand(),)))
    matter = office.do(9, "send", kind="errand", to=["p1", "p2"])
    for person in (1, 2):
        office.do(person, "take", matter, kind="errand")
        office.clock.now += 60
    office.do(9, "arm", matter, kind="errand", bell="铃")
    office.clock.now += 3600
    office.centre.run_timers()
    assert rings(office, matter) == 1
    assert office.centre.run_timers() == 0


def rings(office: Office, matter: str) -> int:
    """How often the centre acted on a matter by itself."""
    e = t.entry.c
    with office.centre.database.read() as connection:
        return len(connection.execute(select(e.v).where(e.matter == matter, e.actor == SYSTEM)).all())


def test_what_could_not_be_carried_out_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    office = Office.open()
    matter = office.do(9, "write", to=["p9"], alarm=office.clock.now + 50)
    go_off, broken = timers._go_off, [True]

    def once(work: Work, matter: str, action: str) -> timers.Went:
        if broken:
            raise OSError(broken.pop())
        return go_off(work, matter, action)

    monkeypatch.setattr(timers, "_go_off", once)
    office.clock.now += 50
    with caplog.at_level(logging.ERROR):
        office.centre.run_timers()
    assert (rings(office, matter), office.centre.run_timers()) == (0, 0), "not at once"
    office.clock.now += timers.AGAIN
    assert (office.centre.run_timers(), rings(office, matter)) == (1, 1)


def snoozing() -> Process:
    """A paper whose first bell puts the second one off."""
    plain, first = paper("paper"), Field("first", FieldType.MOMENT, kept=True)
    acts = {action.name: action for action in plain.actions}
    write = replace(acts["write"], asks=(*acts["write"].asks, first))
    ring = replace(acts["ring"], guards=(Guard(("passed", "alarm"), "too_early"),))
    put_off = (Effect("set_later", ("alarm", 500)), Effect("clear", ("first",)))
    snooze = Action("snooze", who=("system",), states=frozenset({"open"}), effects=put_off)
    others = (action for name, action in acts.items() if name not in {"write", "ring"})
    early = TimerRule("early", "first", "snooze", ("stage", "open"))
    return replace(plain, actions=(write, ring, snooze, *others), timers=(*plain.timers, early))


def test_a_timer_that_another_has_put_off_goes_off_at_its_new_moment() -> None:
    office = Office.open(kinds=Kinds((snoozing(),)))
    matter = office.do(9, "write", to=["p9"], first=office.clock.now + 50, alarm=office.clock.now + 60)
    office.clock.now += 100
    office.centre.run_timers()
    assert rings(office, matter) == 1, "only the first bell"
    office.clock.now += 499
    assert office.centre.run_timers() == 0
    office.clock.now += 1
    assert office.centre.run_timers() == 1
    assert rings(office, matter) == 2


def test_a_matter_that_moved_on_has_no_timer() -> None:
    office = Office.open()
    matter = office.do(9, "write", to=["p9"], alarm=office.clock.now + 50)
    office.do(9, "shut", matter)
    office.clock.now += 99
    assert office.centre.run_timers() == 0


def test_the_audit_is_a_chain_and_cannot_be_changed() -> None:
    office = Office.open()
    office.centre.new_epoch()
    with office.centre.database.read() as connection:
        assert broken_at(connection) is None
    for statement in ("UPDATE audit SET person = 5", "DELETE FROM audit", "DELETE FROM entry"):
        office.do(9, "write", to=["p9"])
        with pytest.raises(DatabaseError), office.centre.database.write() as connection:
            connection.execute(text(statement))


@pytest.mark.parametrize("change", [{"outcome": "x"}, {"person": 7}, {"hash": b"\0" * 32}])
def test_a_changed_audit_record_is_found(change: dict[str, object]) -> None:
    office = Office.open()
    for _ in range(3):
        office.centre.new_epoch()
    with office.centre.database.write() as connection:
        connection.execute(text("DROP TRIGGER audit_no_update"))
        connection.execute(update(t.audit).where(t.audit.c.id == 2).values(**change))
        assert broken_at(connection) == 2


def test_a_missing_audit_record_is_found() -> None:
    office = Office.open()
    for _ in range(3):
        office.centre.new_epoch()
    with office.centre.database.write() as connection:
        connection.execute(text("DROP TRIGGER audit_no_delete"))
        connection.execute(text("DELETE FROM audit WHERE id = 3"))
        assert broken_at(connection) == 3


def test_the_directory_survives_its_rows() -> None:
    things: list[Unit | Post | Person] = [
        Unit(UnitId(1), "区", None, Level.DISTRICT, 3),
        Unit(UnitId(2), "镇", UnitId(1), Level.TOWN),
        Post(PostId(5), UnitId(2), "书记", frozenset({Role.LEADER, Role.REVIEWER}), 4),
        Person(PersonId(7), "王五", (PostId(5),), "139", "wang wu", "ww", 9, active=False),
    ]
    directory = from_rows(to_row(thing) for thing in things)
    found = [*directory.units.values(), *directory.posts.values(), *directory.people.values()]
    assert found == things


def test_a_role_that_came_later_does_not_hide_a_post_from_clients_without_it():
    """An older client reads `roles` strictly and leaves out a post with one it does not know, and so its holder."""
    head = Post(PostId(12), UnitId(1), "区长", frozenset({Role.LEADER, Role.PRINCIPAL}))
    kind, key, data = to_row(head)
    assert (data["roles"], data["more_roles"]) == (["leader"], ["principal"])
    assert from_rows([(kind, key, data)]).posts[PostId(12)] == head
    assert from_rows([(kind, key, {**data, "roles": ["leader", "principal"], "more_roles": None})]).posts[12] == head


def test_a_disabled_person_is_signed_out_and_loses_everything() -> None:
    office = Office.open()
    matter = office.do(9, "write", to=["p9", "p1"])
    known = office.centre.directory().people[PersonId(1)]
    office.centre.put([Person(known.id, known.name, known.posts, active=False)])
    with office.centre.database.read() as connection:
        live = connection.execute(select(t.member).where(t.member.c.person == 1, t.member.c.until.is_(None)))
        assert live.all() == []
    assert office.send(1, office.up(1, "say", matter, opinion="?"))[0].s == "r"


def rows(office: Office, person: int, *ups: RowUp) -> None:
    office.centre.sync(office.device(person), SyncRequest(office.centre.epoch, rows=list(ups)))


def row(office: Office, kind: str, key: str, owner: str) -> dict[str, object] | None:
    with office.centre.database.read() as connection:
        return get_row(connection, kind, key, owner)  # type: ignore[arg-type]


def test_receipts_are_counted_once_for_those_who_were_asked() -> None:
    office = Office.open()
    matter = office.do(1, "write", to=["u2"])
    signed = RowUp("receipt", matter, {"text": "收到"})
    rows(office, 2, signed, signed)
    rows(office, 2, RowUp("receipt", matter, {"text": "改了"}))
    rows(office, 3, signed)
    assert row(office, "receipt", matter, "p2") == {"at": office.clock.now, "text": "收到"}
    assert row(office, "receipt", matter, "p3") is None
    assert counts(office, matter) == {"n": 1, "total": 2, "units": {"2": [1, 2]}}


@pytest.mark.parametrize("moves", [False, True], ids=["the directory stays", "people move meanwhile"])
def test_receipts_counted_on_are_what_counting_everybody_gives(moves: bool) -> None:
    office = Office.open()
    people = [Person(PersonId(n), f"人{n}", (PostId(1 + n % 3),)) for n in range(100, 140)]
    office.centre.put(people)
    matter = office.do(1, "write", to=["t1"])
    for n in range(100, 130):
        rows(office, n, RowUp("receipt", matter, {"seen": "light"} if n % 4 == 0 else {}))
        if moves and n % 7 == 0:
            office.move(n - 1, 3)
    counted = counts(office, matter)
    with office.centre.work() as work:
        count_receipts(work, matter)
    again = counts(office, matter)
    assert counted["n"] == again["n"] == 30
    assert again["total"] == 44
    assert counted == again or moves


def test_fifty_thousand_readers_are_counted_once_and_then_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office.open()
    matter = office.do(1, "write", to=["t1"])
    rows(office, 1, RowUp("receipt", matter, {}))
    monkeypatch.setattr(receipts, "_asked", None)
    rows(office, 2, RowUp("receipt", matter, {}))
    assert counts(office, matter) == {"n": 2, "total": 4, "units": {"2": [2, 2], "3": [0, 1], "1": [0, 1]}}


def test_what_an_older_centre_counted_is_counted_again() -> None:
    office = Office.open()
    matter = office.do(1, "write", to=["t1"])
    with office.centre.work() as work:
        put_row(work, "receipts", matter, clerks_scope(UnitId(2)), {"n": 0, "total": 4})
    rows(office, 2, RowUp("receipt", matter, {}))
    assert counts(office, matter) == {"n": 1, "total": 4, "units": {"2": [1, 2], "3": [0, 1], "1": [0, 1]}}


def counts(office: Office, matter: str) -> dict[str, object]:
    found = row(office, "receipts", matter, "c2")
    assert found is not None
    return {name: value for name, value in found.items() if name != "directory"}


def test_a_receipt_keeps_that_the_light_copy_was_read_and_nothing_else() -> None:
    office = Office.open()
    matter = office.do(1, "write", to=["u2"])
    for person, seen in ((1, "light"), (2, "anything")):
        rows(office, person, RowUp("receipt", matter, {"seen": seen}))
    assert row(office, "receipt", matter, "p1") == {"at": office.clock.now, "seen": "light"}
    assert row(office, "receipt", matter, "p2") == {"at": office.clock.now}
    assert counts(office, matter) == {"n": 2, "total": 2, "light": 1, "units": {"2": [2, 2]}}


def test_read_marks_stay_and_settings_merge_by_key() -> None:
    office = Office.open()
    matter = office.do(9, "write", to=["p1", "p9"])
    rows(office, 1, RowUp("read", matter, {}))
    first = office.clock.now
    office.clock.now += 60
    rows(office, 1, RowUp("read", matter, {"at": 1}), RowUp("settings", "ui", {"size": 2, "dark": True}))
    rows(office, 1, RowUp("settings", "ui", {"dark": None, "font": "x"}))
    assert row(office, "read", matter, "p1") == {"at": first}
    assert row(office, "settings", "ui", "p1") == {"size": 2, "font": "x"}


@pytest.mark.parametrize(
    "up",
    [
        RowUp("person", "1", {"name": "我"}),
        RowUp("receipts", "9-1", {"n": 99}),
        RowUp("settings", "big", {"x": "长" * 20000}),
        RowUp("settings", "k" * 500, {"x": 1}),
        RowUp("strange", "x", {}),
        RowUp("read", "no such matter", {}),
    ],
)
def test_rows_that_are_not_his_to_change_change_nothing(up: RowUp) -> None:
    office = Office.open()
    office.do(9, "write", to=["p9", "p1"])
    before = office.first(1).as_of
    rows(office, 1, up)
    assert office.first(1).as_of == before


def test_a_receipt_with_words_that_may_not_stand_there_is_none() -> None:
    office = Office.open()
    matter = office.do(9, "write", to=["p9", "p1"])
    for words in ("a\x00b", "x" * 3000, 5):
        rows(office, 1, RowUp("receipt", matter, {"text": words}))
    assert row(office, "receipt", matter, "p1") is None


def test_an_error_of_the_database_says_no_word_of_the_office(tmp_path: Path) -> None:
    """It ends in the journal of the system."""
    database = Database(tmp_path / "centre.db")
    try:
        with pytest.raises(DBAPIError) as told, database.write() as connection:
            connection.execute(text("INSERT INTO matter (nothing) VALUES (:title)"), {"title": "关于某某的决定"})
        assert "决定" not in str(told.value)
    finally:
        database.close()
