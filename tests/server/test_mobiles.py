"""Who gets a leader's mobile number: what a device must not show never travels to it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oa_client.domain.people import Person, PersonId, Post, PostId, Role, UnitId
from tests.server.desk import Desk
from tests.server.office import Office

NUMBER = "13900010002"
EVERYONE, LEADER, CLERK, STRANGER, TOP = (1, 2, 3, 9), 2, 1, 3, 9
LEADS = Post(PostId(2), UnitId(2), "主任", frozenset({Role.LEADER}))


@pytest.fixture
def office():
    """p2 leads the street of p1, its clerk; p3 is another street's clerk; p9 leads the district."""
    made = Office.open()
    made.centre.put([LEADS])
    put(made, LEADER, mobile=NUMBER)
    return made


def put(office, person, **changes):
    known = office.centre.directory().people[PersonId(person)]
    office.centre.put([replace(known, **changes)])


def desk(office, person):
    made = Desk(office.centre, office.device(person))
    made.rest()
    return made


def told(desk):
    """Every mobile number this device was ever given, by the row that stands now."""
    desk.rest()
    rows = {key: data for key, (_at, data) in desk.rows.items()}
    return {d["mobile"] for (kind, _key), d in rows.items() if kind in {"mobile", "person"} and d and d.get("mobile")}


@pytest.mark.parametrize(("person", "sees"), [(LEADER, True), (CLERK, True), (TOP, True), (STRANGER, False)])
def test_only_who_has_to_ring_a_leader_is_given_his_number(office, person, sees):
    assert (told(desk(office, person)) == {NUMBER}) is sees


def test_no_byte_of_it_goes_to_anybody_else(office):
    assert NUMBER not in repr(desk(office, STRANGER).rows)


def test_everybody_has_the_number_of_who_leads_nothing(office):
    put(office, STRANGER, mobile="13900010003")
    assert "13900010003" in told(desk(office, LEADER)) & told(desk(office, CLERK))


def test_who_comes_to_lead_is_hidden_and_who_no_longer_does_is_shown(office):
    watching = desk(office, STRANGER)
    put(office, CLERK, mobile="13900010001")
    assert told(watching) == {"13900010001"}
    put(office, CLERK, posts=(PostId(9),))
    assert told(watching) == set()
    put(office, CLERK, posts=(PostId(1),))
    assert told(watching) == {"13900010001"}


def test_a_post_that_becomes_a_leading_one_hides_its_holder_s_number(office):
    watching = desk(office, STRANGER)
    office.centre.put([replace(LEADS, roles=frozenset())])
    assert told(watching) == {NUMBER}
    office.centre.put([LEADS])
    assert told(watching) == set()


def test_a_clerk_who_moves_away_loses_it_and_his_successor_gets_it(office):
    old, new = desk(office, CLERK), desk(office, STRANGER)
    office.move(CLERK, 3)
    office.move(STRANGER, 1)
    assert told(old) == set()
    assert told(new) == {NUMBER}


def test_another_number_and_none(office):
    clerk = desk(office, CLERK)
    put(office, LEADER, mobile="13911110000")
    assert told(clerk) == {"13911110000"}
    put(office, LEADER, mobile="")
    assert told(clerk) == set()


def test_the_centre_itself_knows_it_after_a_change_of_something_else(office):
    put(office, LEADER, phone="0574-1")
    assert office.centre.directory().people[PersonId(LEADER)].mobile == NUMBER


def test_who_comes_back_into_office_has_his_number_again(office):
    clerk = desk(office, CLERK)
    put(office, LEADER, active=False)
    assert told(clerk) == set()
    put(office, LEADER, active=True)
    assert told(clerk) == {NUMBER}


def test_the_client_reads_it_beside_the_person(office, tmp_path):
    from oa_client.store.people import read_directory
    from oa_client.store.profile import open_profile
    from tests.store.centre import KEY

    profile = open_profile(tmp_path / "profile", KEY)
    with profile.replica.page() as page:
        for (kind, key), (at, data) in desk(office, CLERK).rows.items():
            page.put_row(kind, key, data, at)
    with profile.library._db.read() as connection:
        people = read_directory(connection).people
    profile.close()
    assert people[PersonId(LEADER)].mobile == NUMBER
    assert people[PersonId(STRANGER)] == Person(PersonId(STRANGER), "人3", (PostId(3),))
