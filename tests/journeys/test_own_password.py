"""A person changes his own password: through the real centre and his real profile, whatever happens on the way."""

import contextlib
import io
import json
import os
import pty
import subprocess
import sys
import time

import pytest
from argon2 import PasswordHasher

from oa_client.app.seat import CannotServe, NewPassword
from oa_client.bootstrap import serve_cli
from oa_client.cli.run import run
from oa_client.domain.people import PersonId
from oa_client.doors import LocalDoors
from oa_client.system import keyslots
from oa_client.system.instance import Ask
from oa_client.system.keyring import Keyring
from oa_client.wording.sentences import sentence
from server_stub import app
from server_stub.accounts import set_account
from tests.fakes import faults
from tests.fakes.faults import spoiling
from tests.fakes.portal import dead_port
from tests.journeys.district import environment
from tests.sync.office import Office
from tests.sync.test_driver import served
from tests.system.test_keyslots import Backend

OLD, NEW = "x7Kq2mPw9Tr4bn", "桂花开了又香又甜"
DRAFT = "new/circulation/1"


@pytest.fixture
def url():
    office = Office()
    office.clock.shift = int(time.time()) - office.clock.now()
    with office.centre.work() as work:
        set_account(work, PersonId(1), "wang", OLD, PasswordHasher(1, 8, 1))
    with served(office.centre) as found:
        yield found
    office.centre.close()


class Machine:
    """A machine somebody works at: its folder, its keyring or none."""

    def __init__(self, folder, url, *, keyring):
        self.folder, self.url = folder, url
        backend = Backend() if keyring else None
        self._keyring = Keyring(lambda: backend)

    @property
    def doors(self):
        """As after a start: nothing is known but what lies on the disk and in the keyring."""
        return LocalDoors(self.folder, self._keyring)

    def sign_in(self, password=OLD):
        return self.doors.sign_in(self.url, "wang", password)

    def opens(self, password=""):
        """Whether it opens without a link, and with everything that was written."""
        try:
            seat = self.doors.open(lambda: password)
        except CannotServe as why:
            if why.code not in {"profile_locked", "password_needed"}:
                raise
            return False
        try:
            return seat.desk.draft(DRAFT).data == {"title": "写了一半"}
        finally:
            seat.close()


@pytest.fixture(params=[True, False], ids=["keyring", "no keyring"])
def machine(request, tmp_path, url):
    made = Machine(tmp_path / "profile", url, keyring=request.param)
    made.keyring = request.param
    seat = made.sign_in()
    seat.desk.save_draft(DRAFT, {"title": "写了一半"})
    seat.close()
    return made


@pytest.fixture
def bare(tmp_path, url):
    """Without a keyring: there the password counts."""
    made = Machine(tmp_path / "profile", url, keyring=False)
    seat = made.sign_in()
    seat.desk.save_draft(DRAFT, {"title": "写了一半"})
    seat.close()
    return made


def changed(machine, present=OLD, new=NEW, opened_by=OLD):
    """What came of it: `NewPassword`, or the code of a refusal."""
    doors = machine.doors
    seat = doors.open(lambda: opened_by)
    try:
        return doors.change_password(seat, present, new)
    except CannotServe as why:
        return why.code
    finally:
        seat.close()


def in_force(machine, password):
    """Whether the centre knows somebody by it; at another machine, so that this one stays as it is."""
    other = Machine(machine.folder.with_name("asked"), machine.url, keyring=False)
    try:
        other.sign_in(password).close()
    except CannotServe as why:
        if why.code != "password":
            raise
        return False
    return True


def test_the_new_one_opens_everything_and_the_old_one_nothing(machine):
    assert changed(machine) == NewPassword()
    assert machine.opens(NEW)
    assert machine.opens(OLD) == machine.keyring, "where there is a keyring nobody is asked"
    assert in_force(machine, NEW) and not in_force(machine, OLD)
    seat = machine.doors.open(lambda: NEW)
    assert seat.sync().code == "", "this device is signed in as before"
    seat.close()


def test_other_devices_are_signed_out_and_come_back_by_the_new_one(machine, tmp_path):
    phone = Machine(tmp_path / "phone", machine.url, keyring=False)
    seat = phone.sign_in()
    assert seat.sync().code == ""
    seat.desk.save_draft(DRAFT, {"title": "写了一半"})
    assert changed(machine) == NewPassword(ended=1)
    assert sentence(seat.sync().code) == "登录已过期，请重新登录；本机未上传的内容都还在。"
    seat.close()
    assert phone.opens(OLD), "it has not heard of the other"
    phone.sign_in(NEW).close()
    assert phone.opens(NEW) and not phone.opens(OLD)


@pytest.mark.parametrize(
    ("present", "new", "code"),
    [("geraten123", NEW, "password_wrong"), ("\udc80eraten", NEW, "password_wrong"), (OLD, "kurz", "password_short"), (OLD, "wang2026", "password_name"), (OLD, OLD, "password_same")],
)  # fmt: skip
def test_refused_nothing_is_changed_here_or_there(bare, present, new, code):
    assert changed(bare, present, new) == code
    assert bare.opens(OLD) and in_force(bare, OLD)


def test_who_guesses_is_told_to_wait(bare):
    told = [changed(bare, f"geraten{n}", NEW) for n in range(4)]
    assert told == ["password_wrong"] * 3 + ["locked"]
    assert bare.opens(OLD)


def test_without_a_link_it_is_said_and_nothing_changes(tmp_path, url):
    with spoiling(url) as line:
        machine = Machine(tmp_path / "profile", line.url, keyring=False)
        seat = machine.sign_in()
        seat.desk.save_draft(DRAFT, {"title": "写了一半"})
        seat.close()
    assert changed(machine) == "password_needs_link"
    machine.url = url
    assert machine.opens(OLD) and in_force(machine, OLD)


@pytest.mark.parametrize(
    "weather", [faults.lost_reply, faults.cut(30), faults.lost_request], ids=["reply", "torn", "request"]
)
def test_no_answer_is_called_that_and_the_same_once_more_settles_it(tmp_path, url, weather):
    with spoiling(url) as line:
        machine = Machine(tmp_path / "profile", line.url, keyring=False)
        seat = machine.sign_in()
        seat.desk.save_draft(DRAFT, {"title": "写了一半"})
        seat.close()
        line.weather = weather
        assert changed(machine) == "password_unsure"
        assert machine.opens(OLD), "nothing here has moved"
        line.weather = faults.fine
        assert changed(machine) == NewPassword()
    machine.url = url
    assert machine.opens(NEW) and in_force(machine, NEW)


def test_a_portal_that_answers_instead_is_told_as_such(tmp_path, url):
    with spoiling(url) as line:
        machine = Machine(tmp_path / "profile", line.url, keyring=False)
        machine.sign_in().close()
        line.weather = faults.portal
        assert changed(machine) == "portal"


def test_an_older_centre_is_told_in_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(app, "ROUTES", tuple(route for route in app.ROUTES if route.does != "password"))
    office = Office()
    office.clock.shift = int(time.time()) - office.clock.now()
    with office.centre.work() as work:
        set_account(work, PersonId(1), "wang", OLD, PasswordHasher(1, 8, 1))
    with served(office.centre) as url:
        machine = Machine(tmp_path / "profile", url, keyring=False)
        machine.sign_in().close()
        assert changed(machine) == "password_old_centre"
        assert "升级中心" in sentence("password_old_centre")
        assert in_force(machine, OLD)
    office.centre.close()


class PowerCut(BaseException):
    """Nothing in the program catches it."""


@pytest.mark.parametrize("written", [0, 1, 2])
def test_a_crash_between_the_centre_and_the_slots_leaves_every_way_in(machine, monkeypatch, written):
    whole, done = keyslots._replace, []

    def cut(path, data):
        if len(done) == written:
            raise PowerCut
        done.append(path)
        whole(path, data)

    doors = machine.doors
    seat = doors.open(lambda: OLD)
    with monkeypatch.context() as patch, contextlib.suppress(PowerCut):  # two are all that is written
        patch.setattr(keyslots, "_replace", cut)
        doors.change_password(seat, OLD, NEW)
    seat.close()
    assert machine.opens() == machine.keyring, "slot A is untouched"
    assert machine.opens(OLD if written == 0 else NEW)
    assert in_force(machine, NEW)
    machine.sign_in(NEW).close()  # without a keyring by slot C, as after a reset
    assert machine.opens(NEW)
    assert machine.opens(OLD) == machine.keyring


def test_slots_that_cannot_be_written_are_said_and_made_up_for_at_the_next_sign_in(machine):
    before = (machine.folder / keyslots.COPIES[0]).read_bytes()
    blocked = (machine.folder / keyslots.COPIES[0]).with_suffix(".part")
    blocked.mkdir()
    assert changed(machine) == NewPassword(left="password_half")
    assert "内容都在" in sentence("password_half")
    assert (machine.folder / keyslots.COPIES[0]).read_bytes() == before
    assert machine.opens(OLD) and in_force(machine, NEW)
    blocked.rmdir()
    machine.sign_in(NEW).close()
    assert machine.opens(NEW)
    assert machine.opens(OLD) == machine.keyring


# ------------------------------------------------------------------ the command line


def line(machine, *more, present=OLD, new=NEW):
    out = io.StringIO()
    code = run(["password", *more], doors=machine.doors, password=lambda: present, new_password=lambda: new, out=out, err=out)  # fmt: skip
    return int(code), out.getvalue()


def test_the_command_line_says_what_came_of_it(machine):
    assert line(machine, new="kurz") == (1, "新密码太短（至少 8 个字符），没有改；请加长，好记的一句话也行。\n")
    assert line(machine) == (0, "密码已改，下次登录、开锁用新密码。\n")
    assert line(machine, "--json", present=NEW, new=OLD) == (0, '{"state": "done", "ended": 0}\n')
    assert in_force(machine, OLD)


def test_the_command_line_refuses_with_a_code(machine):
    machine_off = Machine(machine.folder, f"http://127.0.0.1:{dead_port()}", keyring=False)
    code, said = line(machine, "--json", new=OLD)
    assert (code, json.loads(said)["code"]) == (1, "password_same")
    assert (
        json.loads(line(Machine(machine_off.folder.with_name("empty"), "", keyring=False), "--json")[1])["code"]
        == "not_signed_in"
    )


def test_a_disk_that_takes_nothing_is_told_on_the_command_line(machine):
    (machine.folder / keyslots.COPIES[0]).with_suffix(".part").mkdir()
    code, said = line(machine, "--json")
    assert (code, json.loads(said)["code"]) == (1, "password_half")
    assert in_force(machine, NEW)


def test_beside_an_open_window_one_is_sent_there(bare):
    seat = bare.doors.open(lambda: OLD)
    serve = serve_cli(seat, None, lambda: None)
    try:
        answered = serve(Ask(("password", "--json")))
    finally:
        seat.close()
    assert (answered.code, json.loads(answered.out)["code"]) == (1, "password_in_window")
    assert in_force(bare, OLD)


def process(machine, **variables):
    argv = [sys.executable, "-m", "oa_client", "password", "--profile", str(machine.folder)]
    return argv, environment(**variables)


def test_a_script_gives_both_by_variables_or_as_two_lines(bare):
    argv, env = process(bare, OA_PASSWORD=OLD, OA_NEW_PASSWORD=NEW)
    done = subprocess.run(argv, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    argv, env = process(bare)
    done = subprocess.run(argv, env=env, input=f"{NEW}\n{OLD}\n", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert in_force(bare, OLD)


def at_terminal(machine, *typed):
    """Everything a terminal showed while a person typed these lines, each when he was asked."""
    argv, env = process(machine)
    ours, theirs = pty.openpty()
    with subprocess.Popen(argv, env=env, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True) as one:
        os.close(theirs)
        shown, left = "", list(typed)
        try:
            while part := os.read(ours, 4096):
                shown += part.decode("utf-8", "replace")
                if left and shown.endswith("："):
                    os.write(ours, f"{left.pop(0)}\n".encode())
        except OSError:  # how a terminal ends on Linux
            pass
        os.close(ours)
    return one.returncode, shown


def test_on_a_terminal_it_is_asked_unseen_and_the_next_one_twice(bare):
    code, shown = at_terminal(bare, OLD, NEW, NEW + "！")
    assert (code, "两次输入的新密码不一样" in shown) == (1, True)
    code, shown = at_terminal(bare, OLD, "\x04")
    assert (code, "Traceback" in shown) == (1, False), "Ctrl+D is nothing typed"
    code, shown = at_terminal(bare, OLD, NEW, NEW)
    assert (code, "密码已改" in shown) == (0, True)
    assert OLD not in shown and NEW not in shown
    assert shown.count("：") == 3
    assert bare.opens(NEW)
