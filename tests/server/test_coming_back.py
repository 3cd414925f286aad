"""After a restore: whose devices have been here since, and whom to wait for."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from sqlalchemy import select

from oa_client.domain.people import PersonId
from oa_client.protocol.messages import SessionReply, SyncRequest
from server_stub import accounts, register
from server_stub import tables as t
from server_stub.__main__ import main
from server_stub.backup import restore
from server_stub.centre import Centre
from server_stub.commands import Caller
from tests.server.office import KINDS, Office
from tests.server.test_people_kept import gone_back, office_of_four, signed_in, status  # noqa: F401 - a fixture


def come(office: Office, reply: SessionReply, *, first: bool = False) -> None:
    """A turn of this device."""
    centre, caller = office.centre, Caller(PersonId(reply.person), reply.device)
    position = centre.sync(caller, SyncRequest(0)).position
    if not first:
        centre.sync(caller, SyncRequest(centre.epoch, position))


def test_status_says_who_has_not_been_here_since_and_the_closing_says_it_too(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, _two = signed_in(office, "jia"), signed_in(office, "yi")
    later = list[SessionReply]()

    def since() -> None:
        later.append(signed_in(office, "bing"))
        signed_in(office, "ren")
        register.disable_person(office.centre, "ren")

    gone_back(office, tmp_path, since)
    assert "3 台终端，恢复之后已回来 0 台，还没有来的：人1、人2、人3；另有 1 台是停用的人的" in status(tmp_path, capsys)
    come(office, one, first=True)
    assert "已回来 0 台" in status(tmp_path, capsys)
    come(office, one)
    come(office, later[0])
    said = status(tmp_path, capsys)
    assert "3 台终端，恢复之后已回来 2 台，还没有来的：人2；" in said
    assert "现在了结也行：以后来的，事项此后没有人办过的照样接回" in said
    office.centre.close()
    assert main(["restore", "close", "--data", str(tmp_path / "centre")]) == 0
    closed = capsys.readouterr().out
    assert closed.startswith("恢复已了结：")
    assert "了结时还没有回来的：人2；" in closed
    assert "没有在恢复" not in closed


def test_a_device_that_has_more_to_hand_in_is_waited_for(office: Office, tmp_path: Path) -> None:
    one = signed_in(office, "jia")
    gone_back(office, tmp_path, lambda: None)
    centre, caller = office.centre, Caller(PersonId(1), one.device)
    position = centre.sync(caller, SyncRequest(0)).position
    for more in (True, True, False):
        centre.sync(caller, SyncRequest(centre.epoch, position, more=more))
        assert centre.restore_report().coming.people == (("人1",) if more else ())
    centre.close()


@pytest.mark.parametrize("by_hand", [False, True])
def test_who_is_waited_for_is_waited_for_though_another_restore_follows(
    office: Office, tmp_path: Path, caplog: pytest.LogCaptureFixture, by_hand: bool
) -> None:
    """Neither its backup nor the data of the first knows the device, which may hold what both lack."""
    gone_back(office, tmp_path, lambda: signed_in(office, "bing"))
    assert office.centre.restore_report().coming.people == ("人3",)
    if by_hand:
        with caplog.at_level(logging.WARNING):
            office.centre.found_older(office.centre.epoch)
    else:
        office.centre.close()
        restore(tmp_path / "centre", tmp_path / "copy", lambda: office.clock.now)
        office.centre = Centre.open(tmp_path / "centre", clock=office.clock, kinds=KINDS)
    assert office.centre.restore_report().coming.people == ("人3",)
    office.centre.close()


def test_when_all_have_been_here_there_is_nobody_to_wait_for(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = signed_in(office, "jia")
    gone_back(office, tmp_path, lambda: None)
    come(office, one)
    said = status(tmp_path, capsys)
    assert "1 台终端，恢复之后已回来 1 台，都来过了。" in said
    assert "还没有来" not in said
    office.centre.close()


def test_a_device_whose_token_had_ended_before_the_backup_is_not_waited_for(office: Office, tmp_path: Path) -> None:
    signed_in(office, "jia")
    office.clock.now += accounts.TOKEN_LIFE + 1
    signed_in(office, "yi")
    gone_back(office, tmp_path, lambda: None)
    assert office.centre.restore_report().coming.people == ("人2",)
    office.centre.close()


def test_where_nobody_was_signed_in_nobody_is_waited_for(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone_back(office, tmp_path, lambda: None)
    office.centre.close()
    assert "不用等人补交" in status(tmp_path, capsys)


def test_what_is_kept_of_coming_back_is_no_time(office: Office, tmp_path: Path) -> None:
    one = signed_in(office, "jia")
    gone_back(office, tmp_path, lambda: None)
    come(office, one)
    with office.centre.database.read() as connection:
        assert connection.execute(select(t.expected)).all() == [(one.device, 1, True)]
    office.centre.close()
