"""选人: finding people as officials look for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oa_client.app.directory import People
from oa_client.domain.people import Directory, Level, PersonId, Unit, UnitId
from tests.fakes.office import OFFICE, STREET

PEOPLE = People(OFFICE)


@pytest.mark.parametrize("typed", ["wxm", "WXM", "wang xiao", "王小", "小明"])
def test_a_name_is_found_by_initials_pinyin_and_characters(typed: str) -> None:
    assert [m.person.name for m in PEOPLE.search(typed)] == ["王小明"]


def test_a_post_or_unit_name_finds_who_holds_it() -> None:
    assert {m.person.name for m in PEOPLE.search("收发员")} == {"陈静", "王小明", "李芳"}


def test_of_those_who_match_as_well_the_people_of_my_organ_come_first() -> None:
    found = {me: People(OFFICE, me).search("收发员") for me in OFFICE.people}
    for me, members in found.items():
        home = {unit for unit in OFFICE.units if _organ(unit) == _organ(_unit_of(me))}
        at_home = [member.unit.id in home for member in members]
        assert at_home == sorted(at_home, reverse=True)
    assert len({tuple(m.person.name for m in members) for members in found.values()}) > 1


def _unit_of(person: PersonId) -> UnitId:
    return OFFICE.posts[OFFICE.people[person].posts[0]].unit


def _organ(unit: UnitId) -> UnitId | None:
    above = list(OFFICE.ancestors(unit))
    return above[-2] if len(above) > 1 else None


def test_nothing_typed_finds_nobody() -> None:
    assert PEOPLE.search("  ") == ()


def test_members_stand_in_protocol_order_not_by_name() -> None:
    assert [m.person.name for m in PEOPLE.members(STREET)] == ["周建国", "王小明", "李芳", "李芳"]


def test_clerks_of_a_unit_are_whoever_holds_a_clerk_post() -> None:
    assert [m.person.name for m in PEOPLE.clerks(STREET)] == ["王小明", "李芳"]


def test_everyone_under_a_unit_goes_top_down() -> None:
    assert [m.person.name for m in PEOPLE.everyone_under(STREET)][-1] == "陆阿根"


def test_labels_say_who_a_holder_is() -> None:
    assert PEOPLE.label("p5") == "陆阿根"  # type: ignore[arg-type]
    assert PEOPLE.label("o3") == "望春街道办事处主任"  # type: ignore[arg-type]
    assert PEOPLE.label("c2") == "望春街道办事处"  # type: ignore[arg-type]


def test_the_number_of_a_holder_is_a_person_s_or_of_who_has_the_post() -> None:
    people = {**OFFICE.people}
    people[2] = replace(people[2], mobile="139", short="6002")  # type: ignore[index]
    people[3] = replace(people[3], phone="0574-3", mobile="138")  # type: ignore[index]
    folk = People(Directory(OFFICE.units, OFFICE.posts, people))
    told = {scope: folk.number(scope) for scope in ("p2", "p3", "p5", "o3", "c2", "u2", "t1", "*", "o99", "p99")}  # type: ignore[arg-type]
    assert told == {
        "p2": "139", "p3": "0574-3", "p5": "", "o3": "0574-3", "c2": "139", "u2": "", "t1": "", "*": "", "o99": "",
        "p99": "",
    }  # fmt: skip


def test_a_closed_unit_is_offered_to_nobody() -> None:
    root, gone = Unit(UnitId(1), "区", None, Level.DISTRICT), Unit(UnitId(2), "旧街道", UnitId(1), Level.STREET)
    assert People(Directory({root.id: root, gone.id: gone})).children(root.id) == (gone,)
    assert People(Directory({root.id: root, gone.id: replace(gone, closed=True)})).children(root.id) == ()
