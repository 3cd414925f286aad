"""A restore lets nobody in again who was shut out since the backup, and says who is another."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlcipher3 import dbapi2

from oa_client.domain.people import Level, PersonId, Post, PostId, Unit, UnitId
from oa_client.protocol.messages import SessionReply, SessionRequest
from server_stub import accounts, backup, register
from server_stub.__main__ import main
from server_stub.backup import Restored, back_up, restore
from server_stub.centre import Centre
from server_stub.centre_commands import opened
from server_stub.people_words import of_people
from server_stub.problems import Refusal
from server_stub.serve import CannotServe
from server_stub.units import add_unit, rename_unit
from tests.server.office import KINDS, Office
from tests.server.test_restore import act, brought

USERS = {1: "jia", 2: "yi", 3: "bing", 9: "ren"}
HOUR = 3600


@pytest.fixture(name="office")
def office_of_four(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    office = Office.open(tmp_path / "centre")
    with office.centre.work() as work:
        for person, user in USERS.items():
            accounts.set_account(work, PersonId(person), user, "old", accounts.HASHER)
    return office


def signed_in(office: Office, user: str, password: str = "old") -> SessionReply:
    return office.centre.session(SessionRequest(user, password), "a")


def answer(office: Office, user: str, password: str = "old") -> str:
    """What somebody who tries is told; nothing where he is let in."""
    try:
        signed_in(office, user, password)
    except Refusal as refusal:
        return refusal.problem.code
    return ""


def gone_back(office: Office, tmp_path: Path, since: Callable[[], object], spoil: bool = False) -> Restored:
    """What the restore says, of a backup after which this was done."""
    folder = tmp_path / "centre"
    back_up(folder, tmp_path / "copy")
    office.clock.now += HOUR
    since()
    office.clock.now += HOUR
    office.centre.close()
    if spoil:
        (folder / "centre.db").write_bytes(b"burnt" * 4096)
    done = restore(folder, tmp_path / "copy", lambda: office.clock.now)
    office.centre = Centre.open(folder, clock=office.clock, kinds=KINDS)
    return done


def told(done: Restored) -> str:
    assert done.people is not None
    return "\n".join(of_people(done.people))


def status(tmp_path: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    capsys.readouterr()
    assert main(["restore", "status", *more, "--data", str(tmp_path / "centre")]) == 0
    return capsys.readouterr().out


def test_who_was_disabled_since_stays_out_and_is_named(office: Office, tmp_path: Path) -> None:
    token = signed_in(office, "jia").token
    done = gone_back(office, tmp_path, lambda: register.disable_person(office.centre, "jia"))
    assert (answer(office, "jia"), answer(office, "yi")) == ("out_of_office", "")
    with pytest.raises(Refusal):
        office.centre.caller(token)
    assert "人1（jia）：备份之后停用，仍不能登录。" in told(done)
    assert "人2" not in told(done)
    office.centre.close()


def test_a_password_given_since_counts_and_the_old_one_is_void(office: Office, tmp_path: Path) -> None:
    token, drawn = signed_in(office, "yi").token, list[str]()
    done = gone_back(office, tmp_path, lambda: drawn.append(register.reset_person(office.centre, "yi")))
    assert (answer(office, "yi"), answer(office, "yi", drawn[0])) == ("password", "")
    with pytest.raises(Refusal):
        office.centre.caller(token)
    assert "人2（yi）：备份之后密码改过或重置过，新密码有效，原来的作废。" in told(done)
    assert drawn[0] not in told(done)
    office.centre.close()


def test_who_was_let_in_since_is_not_let_in_by_a_restore(office: Office, tmp_path: Path) -> None:
    register.disable_person(office.centre, "bing")
    again = replace(office.centre.directory().people[PersonId(3)], active=True)
    done = gone_back(office, tmp_path, lambda: office.centre.put([again]))
    assert answer(office, "bing") == "out_of_office"
    assert "人3（bing）：备份时停用、后来复职" in told(done)
    office.centre.close()


def test_the_moved_hold_what_they_were_moved_to_a_post_made_since_too(office: Office, tmp_path: Path) -> None:
    def since() -> None:
        register.move_person(office.centre, "ren", [2])
        office.centre.put([Unit(UnitId(4), "新街道", UnitId(1), Level.STREET), Post(PostId(44), UnitId(4), "主任")])
        register.move_person(office.centre, "jia", [44, 1])

    done = gone_back(office, tmp_path, since)
    people = office.centre.directory().people
    assert people[PersonId(9)].posts == (PostId(2),)
    assert people[PersonId(1)].posts == (PostId(44), PostId(1))
    assert "人9（ren）：备份之后调动过，以现在的岗位为准；现任东街道科员。" in told(done)
    assert "人1（jia）：备份之后调动过，以现在的岗位为准；现任新街道主任、东街道收发员。" in told(done)
    assert "用 units 重做" not in told(done)
    office.centre.close()


def test_a_unit_renamed_since_keeps_its_name_and_all_else_of_it_is_as_in_the_backup(
    office: Office, tmp_path: Path
) -> None:
    def since() -> None:
        rename_unit(office.centre, "东街道", "东大街")
        rename_unit(office.centre, "西街道", "东街道")
        rename_unit(office.centre, "东大街", "西街道")  # the names of the two changed places
        units = office.centre.directory().units
        office.centre.put([replace(units[UnitId(3)], order=7)])
        register.move_person(office.centre, "ren", [2])

    before = {unit.name: unit for unit in office.centre.directory().units.values()}
    done = gone_back(office, tmp_path, since)
    after = office.centre.directory().units
    for old, new in (("东街道", "西街道"), ("西街道", "东街道")):
        assert after[before[old].id] == replace(before[old], name=new)
    said = told(done)
    assert "备份之后改名的单位用新名：" in said
    assert ("西街道（备份时叫东街道）" in said, "东街道（备份时叫西街道）" in said) == (True, True)
    assert "现任西街道科员。" in said
    assert "用 units 重做：东街道。" in said, "where it stands among the others is as in the backup"
    office.centre.close()


def test_a_name_that_another_has_again_is_not_given_twice(office: Office, tmp_path: Path) -> None:
    def since() -> None:
        units = office.centre.directory().units
        office.centre.put([replace(units[UnitId(3)], parent=UnitId(2))])
        rename_unit(office.centre, "东街道", "西街道")

    done = gone_back(office, tmp_path, since)
    assert [office.centre.directory().units[UnitId(id)].name for id in (2, 3)] == ["东街道", "西街道"]
    assert "用 units 重做：西街道、西街道。" in told(done)
    office.centre.close()


@pytest.mark.parametrize("spoil", [False, True])
def test_what_was_sent_to_a_unit_of_since_comes_back_to_no_other(office: Office, tmp_path: Path, spoil: bool) -> None:
    said = []

    def since() -> None:
        for name in ("甲局", "乙局"):
            add_unit(office.centre, {"unit": name, "level": "部门", "parent": "", "order": "", "posts": "收发员"})
        said.append(act(office, 9, "write", to=["u4"], title="发给甲局的"))

    gone_back(office, tmp_path, since, spoil=spoil)
    row = {"unit": "丙局", "level": "部门", "parent": "", "order": "", "posts": "收发员"}
    made = add_unit(office.centre, row)
    assert brought(office, said[0]).s == "a"
    units = office.centre.directory().units
    assert (made.id in {4, 5}, UnitId(4) in units) == (False, not spoil)
    assert [post.unit for post in office.centre.directory().posts.values() if post.unit == made.id] == [made.id]
    assert spoil or units[UnitId(4)].name == "甲局"
    office.centre.close()


def test_who_was_added_since_is_the_same_person_so_what_he_did_comes_back(office: Office, tmp_path: Path) -> None:
    said = []

    def since() -> None:
        said.append(register.add_person(office.centre, "新人", "xin", [2]))
        office.centre.put([replace(office.centre.directory().people[PersonId(10)], posts=(PostId(2),))])
        said.append(act(office, 10, "write", to=["p10"], title="新人写的", post=2))

    done = gone_back(office, tmp_path, since)
    assert answer(office, "xin", said[0]) == ""
    assert brought(office, said[1]).s == "a"
    assert "新人（xin）：备份之后新增，账号照旧能用；现任东街道科员。" in told(done)
    assert register.add_person(office.centre, "又一人", "you", [2])
    assert office.centre.directory().people[PersonId(11)].name == "又一人"
    office.centre.close()


def test_nothing_is_carried_from_data_of_another_centre(office: Office, tmp_path: Path) -> None:
    back_up(tmp_path / "centre", tmp_path / "copy")
    office.centre.close()
    assert main(["init", "--district", "海东区", "--data", str(tmp_path / "new")]) == 0
    done = restore(tmp_path / "new", tmp_path / "copy")
    assert done.people is not None
    assert done.people.kept is None
    other = Office(Centre.open(tmp_path / "new", clock=office.clock, kinds=KINDS), office.clock)
    assert [answer(other, user) for user in ("jia", "admin")] == ["", "password"]
    other.centre.close()


def test_where_nothing_can_be_asked_the_day_of_the_backup_is_said_and_what_to_do(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office.clock.now = int(time.mktime((2026, 11, 23, 2, 31, 0, 0, 0, 0))) - time.timezone - 8 * HOUR
    signed_in(office, "jia")
    gone_back(office, tmp_path, lambda: register.disable_person(office.centre, "jia"), spoil=True)
    office.centre.close()
    said = status(tmp_path, capsys)
    for words in ("停在 2026年11月23日 02:31", "停用的人又能登录", "people disable、reset、move、add"):
        assert words in said


def test_where_nobody_changed_that_is_said_and_status_says_it_until_the_closing(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = gone_back(office, tmp_path, lambda: register.disable_person(office.centre, "jia"))
    office.centre.close()
    assert told(done) in status(tmp_path, capsys)
    assert main(["restore", "close", "--data", str(tmp_path / "centre")]) == 0
    assert "人1" not in status(tmp_path, capsys)
    kept = json.loads(status(tmp_path, capsys, "--json"))["people"]["kept"]
    assert [(one["user"], one["what"]) for one in kept] == [("jia", ["disabled"])]
    again = Office(Centre.open(tmp_path / "centre", clock=office.clock, kinds=KINDS), office.clock)
    assert "人员和账号与恢复前一样。" in told(gone_back(again, tmp_path, lambda: None))
    again.centre.close()


def test_what_a_restore_does_not_know_keeps_its_number_though_another_restore_follows(
    office: Office, tmp_path: Path
) -> None:
    """The data that the second sets aside are those of the first, which knew of no more than its backup."""
    said = []

    def since() -> None:
        row = {"unit": "甲局", "level": "部门", "parent": "", "order": "", "posts": "收发员"}
        add_unit(office.centre, row)
        register.add_person(office.centre, "新人", "xin", [2])
        said.append(act(office, 9, "write", to=["u4"], title="发给甲局的"))

    gone_back(office, tmp_path, since, spoil=True)
    office.centre.close()
    for _again in range(2):
        restore(tmp_path / "centre", tmp_path / "copy", lambda: office.clock.now)
    office.centre = Centre.open(tmp_path / "centre", clock=office.clock, kinds=KINDS)
    row = {"unit": "乙局", "level": "部门", "parent": "", "order": "", "posts": "收发员"}
    made = add_unit(office.centre, row)
    register.add_person(office.centre, "另一人", "ling", [2])
    assert brought(office, said[0]).s == "a"
    assert made.id > UnitId(4)
    people = office.centre.directory().people
    assert [person.name for number, person in people.items() if number > 9] == ["另一人"]
    assert PersonId(10) not in people
    office.centre.close()


@pytest.mark.parametrize("added", ["add", "import"])
def test_who_is_added_after_a_restore_does_not_get_the_number_of_one_it_does_not_know(
    office: Office, tmp_path: Path, added: str
) -> None:
    """What that one did comes back under his number, not under another's name."""
    said = []

    def since() -> None:
        register.add_person(office.centre, "新人", "xin", [2])
        said.append(act(office, 10, "write", to=["p9"], title="新人写的", post=2))

    gone_back(office, tmp_path, since, spoil=True)
    if added == "add":
        register.add_person(office.centre, "另一人", "ling", [2])
    else:
        (tmp_path / "people.csv").write_text("姓名,单位,职务,账号\n另一人,东街道,科员,ling\n", "utf-8")
        assert not register.import_people(office.centre, tmp_path / "people.csv", dry_run=False)[0].errors
    assert brought(office, said[0]).s == "a"
    people = office.centre.directory().people
    assert {person.name for number, person in people.items() if number > 9} == {"另一人"}
    assert PersonId(10) not in people
    office.centre.close()


def test_what_is_done_about_people_is_not_done_to_data_that_a_restore_is_exchanging(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It would be told as done, and be gone with the old data."""
    folder, codes = tmp_path / "centre", list[int]()
    back_up(folder, tmp_path / "copy")
    office.centre.close()
    line = ["people", "disable", "--user", "jia", "--data", str(folder)]

    def meanwhile(path: Path, aside: Path) -> None:
        if path.name == "centre.db":
            codes.append(main(line))
        os.link(path, aside)

    monkeypatch.setattr(backup, "_keep_aside", meanwhile)
    restore(folder, tmp_path / "copy", lambda: office.clock.now)
    assert codes == [1]
    assert "等它做完再来；没有改动" in capsys.readouterr().err
    with opened(folder), pytest.raises(CannotServe, match="等它做完再来"):
        restore(folder, tmp_path / "copy", lambda: office.clock.now)
    assert main(line) == 0
    assert main(["people", "list", "--data", str(folder)]) == 0
    assert "已停用" in capsys.readouterr().out


def test_two_restores_one_after_the_other_let_nobody_in(office: Office, tmp_path: Path) -> None:
    """The first went too far back: of whom it does not know, the second must not take the word of its backup."""
    back_up(tmp_path / "centre", tmp_path / "far")
    register.add_person(office.centre, "新人", "xin", [2])
    back_up(tmp_path / "centre", tmp_path / "near")
    register.disable_person(office.centre, "xin")
    office.centre.close()
    for name in ("far", "near"):
        restore(tmp_path / "centre", tmp_path / name)
    office.centre = Centre.open(tmp_path / "centre", clock=office.clock, kinds=KINDS)
    assert not office.centre.directory().people[PersonId(10)].active
    office.centre.close()


def test_of_two_passwords_the_one_given_last_counts_though_its_backup_was_restored_second(
    office: Office, tmp_path: Path
) -> None:
    """The data that the second restore sets aside are those of the first, which went back to before the reset."""
    back_up(tmp_path / "centre", tmp_path / "far")
    office.clock.now += HOUR
    drawn = register.reset_person(office.centre, "yi")
    back_up(tmp_path / "centre", tmp_path / "near")
    office.centre.close()
    (tmp_path / "centre" / "centre.db").write_bytes(b"burnt" * 4096)
    for name in ("far", "near"):
        done = restore(tmp_path / "centre", tmp_path / name, lambda: office.clock.now)
    office.centre = Centre.open(tmp_path / "centre", clock=office.clock, kinds=KINDS)
    assert (answer(office, "yi"), answer(office, "yi", drawn)) == ("password", "")
    assert "人2" not in told(done)
    office.centre.close()


@pytest.mark.parametrize("touched", ["", "people", "units"])
def test_who_was_moved_stays_so_though_a_restore_from_further_back_comes_before(
    office: Office, tmp_path: Path, touched: str
) -> None:
    """Else he held again what was taken from him; where somebody was changed after the first, that one's word counts.

    So with units and their names.
    """
    back_up(tmp_path / "centre", tmp_path / "far")
    office.clock.now += HOUR
    register.move_person(office.centre, "yi", [3])
    register.disable_person(office.centre, "bing")
    rename_unit(office.centre, "东街道", "东大街")
    back_up(tmp_path / "centre", tmp_path / "near")
    was = office.centre.directory().people
    office.centre.close()
    (tmp_path / "centre" / "centre.db").write_bytes(b"burnt" * 4096)
    restore(tmp_path / "centre", tmp_path / "far", lambda: office.clock.now)
    change = {
        "people": ["move", "--user", "yi", "--post", "1"],
        "units": ["rename", "--unit", "东街道", "--name", "东新街"],
        "": [],
    }[touched]
    assert not touched or main([touched, *change, "--data", str(tmp_path / "centre")]) == 0
    done = restore(tmp_path / "centre", tmp_path / "near", lambda: office.clock.now)
    office.centre = Centre.open(tmp_path / "centre", clock=office.clock, kinds=KINDS)
    people = office.centre.directory().people
    assert people[PersonId(2)].posts == ((PostId(1),) if touched == "people" else was[PersonId(2)].posts)
    assert office.centre.directory().units[UnitId(2)].name == ("东新街" if touched == "units" else "东大街")
    assert not people[PersonId(3)].active
    assert ("人2" in told(done)) == (touched == "people")
    office.centre.close()


def test_a_backup_of_before_centres_had_a_number_is_one_of_this_centre(office: Office, tmp_path: Path) -> None:
    centre, folder = office.centre.id, tmp_path / "centre"
    back_up(folder, tmp_path / "copy")
    with closing(dbapi2.connect(str(tmp_path / "copy" / "centre.db"))) as connection:
        connection.execute("DELETE FROM counter WHERE name = 'centre'")
        connection.commit()
    register.disable_person(office.centre, "jia")
    office.centre.close()
    restore(folder, tmp_path / "copy", lambda: office.clock.now)
    office.centre = Centre.open(folder, clock=office.clock, kinds=KINDS)
    assert (answer(office, "jia"), office.centre.id) == ("out_of_office", centre)
    office.centre.close()
