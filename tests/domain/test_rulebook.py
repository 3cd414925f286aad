from dataclasses import replace

import pytest

from oa_client.domain.circulation import CIRCULATION
from oa_client.domain.conditions import may_hold
from oa_client.domain.kinds import Kinds
from oa_client.domain.matter import Entry, EntryType, MatterId
from oa_client.domain.people import (
    CENTRE,
    EVERYONE,
    Directory,
    Level,
    PersonId,
    Unit,
    UnitId,
    clerks_scope,
    is_scope,
    scope_person,
    under_scope,
)
from oa_client.domain.rulebook import evolve, offered, required, row
from oa_client.domain.scene import Scene
from tests.domain.office import (
    CLERK,
    COLLEAGUE,
    DELEGATE,
    DIRECTORY,
    HANDLER,
    HEAD,
    OUTSIDER,
    SECOND,
    Record,
    through_json,
)

ASKED = {"title": "通知", "mode": "sequential", "purpose": "information", "readers": [["p4"], ["p6"]]}


def circulated(**more):
    record = Record(CIRCULATION)
    record.does(CLERK, "circulate", **{**ASKED, **more})
    return record


def names(record, actor):
    return [a.name for a, _ in offered(CIRCULATION, record.matter, actor, DIRECTORY)]


def test_an_action_that_is_not_in_the_table_is_refused():
    assert circulated().refused(CLERK, "burn") == "unknown_action"


def test_a_matter_is_opened_once_and_before_anything_else():
    assert Record(CIRCULATION).refused(CLERK, "recall") == "no_such_matter"
    assert circulated().refused(CLERK, "circulate", **ASKED) == "already_open"


def test_a_stranger_learns_nothing_but_that_he_may_not():
    record = circulated()
    for action in ("mark_read", "recall", "resume", "skip"):
        assert record.refused(OUTSIDER, action, 0) == "not_allowed"


def test_the_form_of_a_field_is_judged_before_any_rule_looks_at_it():
    deep: list[object] = []
    for _ in range(5000):
        deep = [deep]
    assert Record(CIRCULATION).refused(COLLEAGUE, "circulate", **{**ASKED, "readers": deep}) == "bad_value"


def test_words_are_kept_as_typed():
    record = circulated()
    record.does(HANDLER, "mark_read", opinion="  已阅。\n\t𠮷 <b>  ")
    assert through_json(record.entries[-1]).fields == {"opinion": "  已阅。\n\t𠮷 <b>  "}


def test_a_delegate_acts_for_somebody_and_both_keep_seeing_the_matter():
    record = circulated()
    record.does(DELEGATE, "skip", 0, reason="出差")
    assert record.matter.acted == {1, 12}
    assert record.matter.track(0).ended_by == 1
    assert record.entries[-1].delegation == "d1"
    assert record.seen_by(OUTSIDER)


def test_the_centre_acts_only_where_the_table_lets_it():
    assert circulated().refused(CENTRE, "recall") == "not_allowed"


def test_an_action_of_a_later_engine_changes_the_version_and_nothing_else():
    record = circulated()
    before = record.matter
    strange = Entry(MatterId("7-1"), 2, EntryType.CORRECTED, record.now, CLERK.person, CLERK.post, CLERK.unit, {"x": 1})
    after = evolve(CIRCULATION, before, strange)
    assert after == replace(before, version=2, changed_at=record.now)


def test_the_action_bar_follows_the_table_and_shows_what_waits_for_being_filled_in():
    record = circulated()
    assert names(record, HANDLER) == ["mark_read", "send_back", "add_note"]
    assert names(record, CLERK) == [
        "add_reader",
        "urge_reading",
        "recall_reader",
        "recall",
        "skip",
        "reorder",
        "close",
        "add_note",
    ]
    assert names(record, OUTSIDER) == []
    record.does(HANDLER, "mark_read")
    assert "recall" not in names(record, CLERK)


def test_a_field_is_required_by_what_stands_in_the_matter():
    opinion = CIRCULATION.action("mark_read").asks[0]
    assert not required(CIRCULATION, circulated().matter, opinion, {})
    assert required(CIRCULATION, circulated(purpose="action").matter, opinion, {})


def test_a_row_counts_a_reader_and_who_stands_in_for_him_once():
    record = circulated(may_forward=True, due=1_800_000_000)
    record.does(HANDLER, "forward", reader="p10")
    shown = row(CIRCULATION, record.matter)
    assert (shown.ended, shown.total, shown.due, shown.over, shown.title) == (
        0,
        2,
        1_800_000_000,
        False,
        "通知",
    )
    record.does(CLERK, "recall_reader", 1)
    assert row(CIRCULATION, record.matter).total == 1


def test_kinds_gives_each_edition_and_the_newest_for_new_matters():
    second = replace(CIRCULATION, edition=2)
    kinds = Kinds((second, CIRCULATION))
    assert (kinds.get("circulation", 1), kinds.newest("circulation")) == (CIRCULATION, second)
    assert (kinds.get("circulation", 3), kinds.newest("opera"), kinds.names()) == (
        None,
        None,
        ("circulation",),
    )
    assert Kinds().names() == (
        "circulation",
        "incoming",
        "exchange",
        "instruction",
        "bulletin",
        "outgoing",
        "issuing_plan",
        "numbers",
        "calendar",
        "supervision",
        "delegation",
        "leave",
    )


@pytest.mark.parametrize("text", ["p1", "o21", "u3", "c3", "t1", "*", "p0"])
def test_scopes_are_written_one_way(text):
    assert is_scope(text)


@pytest.mark.parametrize("text", ["", "p", "p-1", "p01", "x1", "**", "p1 ", "p²", "p" + "1" * 20, 1, None, ["p1"]])
def test_nothing_else_is_a_scope(text):
    assert not is_scope(text)


def test_a_persons_scopes_are_his_posts_his_unit_and_every_unit_above():
    assert DIRECTORY.scopes_of(PersonId(9)) == {"p9", "o51", "u5", "c5", "t5", "t4", "t1", "*"}
    assert DIRECTORY.scopes_of(PersonId(11)) == frozenset()
    assert SECOND.scopes == {"p5", "o21", "u2", "c2"}
    assert scope_person(EVERYONE) is None


def test_the_directory_knows_who_is_in_office():
    known = {s: DIRECTORY.knows(s) for s in ("p1", "p11", "p99", "o21", "o99", "u2", "t99", "*")}
    assert known == {
        "p1": True,
        "p11": False,
        "p99": False,
        "o21": True,
        "o99": False,
        "u2": True,
        "t99": False,
        "*": True,
    }
    assert DIRECTORY.actor(PersonId(11)) is None
    assert DIRECTORY.actor(PersonId(1), post=21) is None
    assert DIRECTORY.is_within(clerks_scope(UnitId(1)), UnitId(1))
    assert not DIRECTORY.is_within(under_scope(UnitId(1)), UnitId(1))
    assert not DIRECTORY.is_within(EVERYONE, UnitId(1))


def test_units_that_lie_in_a_circle_are_walked_once():
    one, two = UnitId(1), UnitId(2)
    circle = Directory({one: Unit(one, "a", two, Level.TOWN), two: Unit(two, "b", one, Level.TOWN)})
    assert list(circle.ancestors(one)) == [one, two]


def test_the_head_of_a_unit_reads_after_his_handler():
    record = circulated()
    record.does(HANDLER, "mark_read")
    assert record.tasks_of(HEAD) == [("read", "read", 1)]


@pytest.mark.parametrize(
    ("condition", "might"),
    [
        (("role", "leader"), False),
        (("is", "mode", "leader"), False),
        (("given", "leader"), True),
        (("at_most", "readers", "leader"), True),
        (("not", ("role", "leader")), True),
        (("all", ("always",), ("role", "leader")), False),
    ],
)
def test_a_role_or_value_spelt_like_a_field_to_fill_in_opens_nothing(condition, might):
    scene = Scene(CIRCULATION, circulated().matter, HANDLER, {}, None, DIRECTORY)
    assert may_hold(condition, scene, frozenset({"leader"})) is might
