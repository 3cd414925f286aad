"""A profile belongs to one centre: another under the same name and address is refused, nothing changed."""

import contextlib
import time

import pytest
from argon2 import PasswordHasher

from oa_client.app.seat import CannotServe
from oa_client.domain.people import PersonId
from oa_client.doors import LocalDoors
from oa_client.system.badge import Badge, read_badge, write_badge
from oa_client.system.keyring import Keyring
from oa_client.wording.sentences import sentence
from server_stub.accounts import set_account
from tests.sync.office import Office
from tests.sync.test_driver import served

PASSWORD = "right horse"


@contextlib.contextmanager
def running():
    office = Office()
    office.clock.shift = int(time.time()) - office.clock.now()
    with office.centre.work() as work:
        set_account(work, PersonId(1), "wang", PASSWORD, PasswordHasher(1, 8, 1))
    with served(office.centre) as url:
        yield office.centre, url
    office.centre.close()


def test_another_centre_under_the_same_name_is_refused_and_the_first_goes_on(tmp_path):
    doors = LocalDoors(tmp_path / "profile", Keyring())
    with running() as (first, here), running() as (second, there):
        assert first.id != second.id
        seat = doors.sign_in(here, "wang", PASSWORD)
        before = seat.desk.session
        assert before.centre == first.id
        seat.close()
        with pytest.raises(CannotServe) as refused:
            doors.sign_in(there, "wang", PASSWORD)
        assert refused.value.code == "other_centre"
        assert here in sentence(refused.value.code, refused.value.facts)
        again = doors.open(lambda: PASSWORD)
        assert again.desk.session == before
        again.close()
        doors.sign_in(here, "wang", PASSWORD).close()


def test_whoever_signed_in_without_a_window_is_known_to_the_window(tmp_path):
    doors = LocalDoors(tmp_path / "profile", Keyring())
    with running() as (_, url):
        doors.sign_in(url, "wang", PASSWORD).close()
        assert read_badge(doors.folder) == Badge(url, "wang", "人1")
        write_badge(doors.folder, Badge(url, "", "", 1_790_000_000, "2026-11-23", 5))
        doors.sign_in(url, "wang", PASSWORD).close()
        assert read_badge(doors.folder) == Badge(url, "wang", "人1", 1_790_000_000, "2026-11-23", 5)


def test_a_restored_centre_is_the_same(tmp_path):
    doors = LocalDoors(tmp_path / "profile", Keyring())
    with running() as (centre, url):
        doors.sign_in(url, "wang", PASSWORD).close()
        named, epoch = centre.id, centre.epoch
        centre.restore(centre.snapshot())
        centre.close_restore()
        assert (centre.id, centre.epoch != epoch) == (named, True)
        doors.sign_in(url, "wang", PASSWORD).close()


def test_an_older_profile_takes_the_first_it_sees_and_an_older_centre_changes_nothing(tmp_path):
    doors = LocalDoors(tmp_path / "profile", Keyring())
    with running() as (centre, url):
        named = centre.id
        rename(centre, 0)
        seat = doors.sign_in(url, "wang", PASSWORD)
        assert seat.desk.session.centre == 0
        seat.close()
        rename(centre, named)
        doors.sign_in(url, "wang", PASSWORD).close()
        rename(centre, 0)
        seat = doors.sign_in(url, "wang", PASSWORD)
        assert seat.desk.session.centre == named
        seat.close()
        rename(centre, named + 1)
        with pytest.raises(CannotServe):
            doors.sign_in(url, "wang", PASSWORD)


def rename(centre, number):
    from server_stub.work import set_counter

    with centre.work() as work:
        set_counter(work.connection, "centre", number)


def test_a_backup_made_before_centres_had_a_number_gets_that_of_its_centre():
    office = Office()
    named = office.centre.id
    rename(office.centre, 0)
    old = office.centre.snapshot()
    rename(office.centre, named)
    office.centre.restore(old)
    assert office.centre.id == named
