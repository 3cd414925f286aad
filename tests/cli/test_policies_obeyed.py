"""What an administrator laid down holds for the command line as for the window; refused, nothing changes or leaves."""

import errno
import logging
import shutil
import time
from dataclasses import replace

import pytest

from oa_client.app.lease import DAY, Contact
from oa_client.app.policies import Fault, Laid, Policies
from oa_client.app.seat import CannotServe
from oa_client.bootstrap import serve_cli
from oa_client.doors import BARRED, LocalDoors
from oa_client.store.profile import open_profile
from oa_client.system import keyslots
from oa_client.system.instance import Ask
from oa_client.system.keyring import Keyring
from oa_client.system.keyslots import KeySlots, Owner
from oa_client.wording.policies import rules
from oa_client.wording.sentences import sentence
from tests.cli.test_cli import NO_KEYRING, PASSWORD, Line, here, template
from tests.fakes.portal import dead_port
from tests.journeys.test_other_centre import PASSWORD as OFFICE_PASSWORD
from tests.journeys.test_other_centre import running
from tests.system.test_keyslots import Backend

__all__ = ["here", "template"]


def locked(**said):
    return Policies(rules(), {name: Laid(value, True, "/etc/lunyue/policies.json") for name, value in said.items()})


EXPORTS = [
    ("sheet", "7-10", "--out", "出.pdf"),
    ("save", "7-10", "1", "出.pdf"),
    ("document", "7-10", "--out", "出.docx"),
    ("register", "incoming", "--out", "出.xlsx"),
    ("directory", "--out", "出.csv"),
    ("statistics", "--out", "出.xlsx"),
    ("numbers", "--out", "出.xlsx"),
    ("fiscal", "budget", "--out", "出.xlsx"),
]


@pytest.mark.parametrize("words", EXPORTS, ids=lambda words: words[0])
def test_nothing_is_exported_where_that_is_forbidden(here, words):
    code, told = Line(here, policies=locked(AllowExport=False)).json(*words)
    assert (code, told["code"]) == (1, "export_forbidden")
    assert "管理员不允许" in told["message"]
    assert not list(here.glob("出*"))


def test_reading_is_not_exporting(here):
    line = Line(here, policies=locked(AllowExport=False))
    assert [line.text(*words)[0] for words in (("list", "todo"), ("show", "7-10"), ("directory", "李强"))] == [0, 0, 0]


def test_where_it_is_allowed_the_file_is_there(here):
    assert Line(here, policies=Policies(rules())).text("directory", "--out", "出.csv")[0] == 0
    assert (here / "出.csv").stat().st_size > 0


def test_a_larger_attachment_is_not_taken_in(here):
    (here / "大.pdf").write_bytes(b"x" * (1 << 20) + b"x")
    (here / "小.pdf").write_bytes(b"x" * (1 << 20))
    line = Line(here, policies=locked(MaxAttachmentMB=1))
    given = (
        "new",
        "circulation",
        "--title",
        "防汛",
        "--to",
        "人员3",
        "--mode",
        "parallel",
        "--purpose",
        "information",
        "--no-sync",
        "--attach",
    )
    code, told = line.json(*given, "大.pdf")
    assert (code, told["code"]) == (1, "file_too_large")
    assert "1.0 MB" in told["message"] or "1 MB" in told["message"]
    assert Line(here, policies=Policies(rules())).json(*given, "大.pdf")[0] == 3
    assert line.json(*given, "小.pdf")[0] == 3


# the days without the centre


def kept_contact(folder, ago=None):
    """When the centre answered last, set to so many days ago where given."""
    profile = open_profile(folder, KeySlots(folder, NO_KEYRING).open_with(PASSWORD).key)
    try:
        if ago is not None:
            at = int(time.time()) - ago * DAY
            profile.outbox.keep_contact(Contact(at, at))
        return profile.outbox.contact()
    finally:
        profile.close()


DO = ("do", "7-10", "mark_read", "--opinion", "已阅，请城建办牵头。", "--no-sync")


def test_too_long_without_the_centre_nothing_is_done_and_nothing_is_lost_or_hidden(here):
    free = Line(here, policies=Policies(rules()))
    assert free.json("do", "7-11", "mark_read", "--opinion", "已阅。", "--no-sync")[0] == 3
    waiting = free.json("outbox")[1]
    kept_contact(here, ago=8)
    bound = Line(here, policies=locked(OfflineLeaseDays=7))
    code, told = bound.json(*DO)
    assert (code, told["code"]) == (1, "offline_too_long")
    assert "7 天" in told["message"] and "您写的内容已保存在本机" in told["message"]
    assert bound.json("drafts", "show", told["draft"])[1]["fields"]["opinion"] == "已阅，请城建办牵头。"
    assert bound.json("do", "8-1", "mark_read")[1]["code"] == "offline_too_long"
    assert bound.json("outbox")[1] == waiting and len(waiting) == 1
    assert len(bound.json("list", "toread")[1]) == len(free.json("list", "toread")[1])
    assert free.json(*DO)[0] == 3


def test_the_day_before_it_still_is(here):
    kept_contact(here, ago=6)
    assert Line(here, policies=locked(OfflineLeaseDays=7)).json(*DO)[0] == 3


def test_a_centre_that_does_not_answer_begins_no_new_days_and_one_that_does_begins_them(here, tmp_path):
    before = kept_contact(here, ago=6)
    Line(here, policies=locked(OfflineLeaseDays=7)).text("sync")
    assert kept_contact(here).at == before.at
    folder = tmp_path / "office"
    with running() as (_centre, url):
        doors = LocalDoors(folder, NO_KEYRING, policies=locked(OfflineLeaseDays=7))
        seat = doors.sign_in(url, "wang", OFFICE_PASSWORD)
        seat.lease._book.keep_contact(Contact(5, 5))
        seat.close()
        seat = doors.open(lambda: OFFICE_PASSWORD)
        seat.sync(10)
        assert seat.lease._book.contact().at > before.at
        seat.close()


# where the centre is


def test_another_address_than_the_locked_ones_is_not_signed_in_to(tmp_path):
    with running() as (_centre, url):
        line = Line(tmp_path / "profile", OFFICE_PASSWORD, locked(ServerUrls=["https://oa.example.gov.cn"]))
        code, told = line.json("login", "--server", url, "--user", "wang")
        assert (code, told["code"]) == (1, "server_fixed")
        assert "https://oa.example.gov.cn" in told["message"]
        assert not (tmp_path / "profile").exists()
        allowed = Line(tmp_path / "profile", OFFICE_PASSWORD, locked(ServerUrls=[url + "/"]))
        assert allowed.text("login", "--server", url, "--user", "wang")[0] == 0


def test_where_the_administrator_laid_an_address_down_nobody_has_to_write_it(tmp_path):
    with running() as (_centre, url):
        line = Line(tmp_path / "profile", OFFICE_PASSWORD, locked(ServerUrls=[url + "/", "https://b.example.gov.cn"]))
        assert line.text("login", "--user", "wang")[0] == 0
        assert line.text("sync")[0] == 0
        code, told = Line(tmp_path / "other", OFFICE_PASSWORD).json("login", "--user", "wang")
        assert (code, told["code"]) == (1, "server_wanted")
        assert not (tmp_path / "other").exists()


def test_a_device_signed_in_elsewhere_follows_the_locked_address(tmp_path):
    with running() as (_centre, url):
        LocalDoors(tmp_path, NO_KEYRING).sign_in(url, "wang", OFFICE_PASSWORD).close()
        seat = LocalDoors(tmp_path, NO_KEYRING).open(lambda: OFFICE_PASSWORD)
        old = f"http://127.0.0.1:{dead_port()}"
        seat.desk.stores.outbox.keep_session(replace(seat.desk.session, server=old))
        assert seat.sync(1).code != ""
        seat.close()
        moved = LocalDoors(tmp_path, NO_KEYRING, policies=locked(ServerUrls=[url])).open(lambda: OFFICE_PASSWORD)
        assert moved.sync(10).code == ""
        assert moved.desk.session.server == old  # unlocked, it is there again
        moved.close()


# the window is locked


def test_while_the_window_is_locked_nothing_is_done_for_others(here):
    doors = LocalDoors(here, NO_KEYRING)
    seat = doors.open(lambda: PASSWORD)
    raised = []
    try:
        for barred, code in ((True, 1), (False, 0)):
            serve = serve_cli(seat, None, lambda: raised.append(1), lambda barred=barred: barred)
            answered = serve(Ask(("list", "todo")))
            assert answered.code == code
            assert (answered.out.strip() == sentence("window_locked")) == barred
        assert serve(Ask(())).code == 0 and raised == [1]
    finally:
        seat.close()


def test_a_profile_left_locked_opens_by_its_password_and_then_as_ever(here):
    doors = LocalDoors(here, NO_KEYRING)
    doors.bar(barred=True)
    code, told = Line(here, "").json("list", "todo")
    assert (code, told["code"]) == (1, "unlock_needed")
    assert (Line(here, "wrong").json("list", "todo")[1]["code"], (here / BARRED).exists()) == ("profile_locked", True)
    assert Line(here).json("list", "todo")[0] == 0
    assert not (here / BARRED).exists()


def test_taking_the_file_away_opens_no_locked_window(here):
    doors = LocalDoors(here, NO_KEYRING)
    seat = doors.open(lambda: PASSWORD)
    try:
        doors.bar(barred=True)
        (here / BARRED).unlink()
        answered = serve_cli(seat, None, lambda: None, lambda: doors.barred)(Ask(("list", "todo")))
        assert (answered.code, answered.out.strip()) == (1, sentence("window_locked"))
        doors.bar(barred=False)
        assert not doors.barred
    finally:
        seat.close()


def test_nor_does_a_copy_of_the_profile_without_it_whenever_it_was_made(here, tmp_path):
    backend = Backend()
    keyring = Keyring(lambda: backend)
    first = LocalDoors(here, keyring)
    first.open(lambda: PASSWORD).close()
    slots = KeySlots(here, keyring)
    slots.keep_for_centre(slots.peek(), Owner("sunli", 7), "secret")
    first.open(lambda: "").close()  # by the keyring
    before = shutil.copytree(here, tmp_path / "before")
    first.bar(barred=True)
    after = shutil.copytree(here, tmp_path / "after")
    for folder in (here, before, after):
        (folder / BARRED).unlink(missing_ok=True)
        with pytest.raises(CannotServe) as told:
            LocalDoors(folder, keyring).open(lambda: "")
        assert told.value.code == "password_needed"
    first.check(PASSWORD)
    first.bar(barred=False)
    LocalDoors(here, keyring).open(lambda: "").close()  # unlocked, the keyring serves again


def test_the_password_unlocks_on_a_disk_that_takes_nothing(here, monkeypatch):
    def full(path, _data):
        raise OSError(errno.ENOSPC, "full", str(path))

    monkeypatch.setattr(keyslots, "_replace", full)
    doors = LocalDoors(here, NO_KEYRING)
    doors.check(PASSWORD)
    doors.bar(barred=True)
    doors.open(lambda: PASSWORD).close()
    with pytest.raises(CannotServe) as told:
        doors.check("wrong")
    assert told.value.code == "profile_locked"


# doctor


def test_doctor_counts_what_is_laid_down_and_says_what_is_not_followed(here, caplog):
    fault = Fault("/etc/lunyue/policies.json", "unknown", 3, "AllowPrnt", {"near": ""})
    laid = Policies(rules(), {"LogLevel": Laid("info", True, "f"), "NightFetch": Laid(True, False, "f")}, [fault])
    caplog.set_level(logging.WARNING, "oa_client.system.policies")
    code, text = Line(here, policies=laid).text("doctor")
    assert [r.getMessage() for r in caplog.records] == ["a policy file is not followed: unknown, line 3"]
    assert "策略：锁定 1 项，默认 1 项" in text
    assert "/etc/lunyue/policies.json 第 3 行：AllowPrnt 没有这一项策略，没有采用。" in text
    assert code == 0
    assert Line(here, policies=laid).json("doctor")[1]["policy_faults"] == [text.splitlines()[-1]]
    assert "策略" not in Line(here, policies=Policies(rules())).text("doctor")[1]
