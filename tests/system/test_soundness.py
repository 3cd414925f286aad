"""What a look at the machine finds: each fault is planted, and each is told in one sentence with an exit code."""

import errno
import os
import pwd
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from oa_client import checkup
from oa_client.app.preview import Layout, Pixels, Unshowable
from oa_client.app.soundness import EXITS, LEAST_ROOM, Check, Finding, exit_code
from oa_client.store import engine
from oa_client.store.soundness import cipher
from oa_client.store.tables import HEADS
from oa_client.system import soundness
from oa_client.system.keyring import Keyring
from oa_client.system.release import Release
from oa_client.system.started import Started, read_started, write_started
from oa_client.wording.soundness import NAMES, lines, said

ROOT = Path(__file__).resolve().parents[2]
BUILT = 1_764_000_000


def told(one, code):
    """The fault is what was planted, and its sentence is one."""
    assert (one.good, one.code) == (False, code)
    text = said(one)
    assert text.endswith("。") and "{" not in text and "未说明" not in text, text
    assert exit_code([one]) == EXITS[one.check] >= 20
    return text


def test_a_sound_machine_has_nothing_to_say(tmp_path):
    found = checkup.whole(tmp_path / "profile", Keyring(lambda: None))
    assert [one.check for one in found] == [check for check in Check if check is not Check.DISPLAY]
    assert exit_code(found) == 0 and all(one.good for one in found)
    assert {one.check for one in found if one.code} == {Check.KEYRING}
    assert not (tmp_path / "profile").exists(), "looking makes nothing"
    assert checkup.stop_reason(tmp_path / "profile") is None


def test_every_check_has_a_name_and_an_exit_code_of_its_own():
    assert set(NAMES) == set(Check) and set(EXITS) == set(Check)
    assert len(set(EXITS.values())) == len(EXITS)


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.EROFS, "folder_read_only"), (errno.EACCES, "folder_no_rights"), (errno.EPERM, "folder_no_rights")],
)
def test_a_folder_that_takes_no_file_keeps_everything_shut(tmp_path, monkeypatch, number, code):
    def refuse(**_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    found = soundness.folder(tmp_path)
    assert found.grave and "没有改动" in told(found, code)
    assert checkup.stop_reason(tmp_path) == found


_LOOK_TWICE = """
import os, sys
from pathlib import Path
from oa_client import bootstrap
open_one, shut_one = map(Path, sys.argv[1:])
bootstrap.run_cli(["list", "todo"], open_one)
if os.geteuid() == 0:
    os.seteuid(65534)
sys.exit(bootstrap.run_cli(["list", "todo"], shut_one))
"""
"""The second time everything is loaded, and whoever looks may not look everywhere."""


def test_under_a_folder_that_nobody_may_look_into_it_is_told_and_not_taken_for_a_new_machine(tmp_path):
    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o755)
        shut = Path(home) / ".local"
        shut.mkdir(mode=0o700 if os.geteuid() == 0 else 0)
        command = [sys.executable, "-c", _LOOK_TWICE, str(tmp_path / "fresh"), str(shut / "share" / "lunyue")]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stderr) == (20, "")
    assert "没有读写" in done.stdout.splitlines()[-1]


@pytest.mark.skipif(os.geteuid() != 0, reason="only an administrator can give a folder away")
def test_the_folder_of_another_user_is_left_alone_even_by_an_administrator(tmp_path):
    other = tmp_path / "profile"
    other.mkdir()
    os.chown(other, pwd.getpwnam("nobody").pw_uid, -1)
    found = soundness.folder(other)
    assert found.grave and "另一个用户" in told(found, "folder_of_another")
    assert not list(other.iterdir())


def test_a_full_disk_is_told_before_anything_fails(tmp_path, monkeypatch):
    monkeypatch.setattr(soundness.shutil, "disk_usage", lambda _: type("Usage", (), {"free": LEAST_ROOM - 1}))
    assert "199 MB" in told(soundness.room(tmp_path), "little_room")


def test_data_of_a_later_release_is_not_opened(tmp_path):
    write_started(tmp_path, Started("9.9", {**HEADS, "replica": "replica_999"}))
    before = (tmp_path / "started.json").read_bytes()
    found = soundness.data(tmp_path, HEADS)
    assert found.grave and "更新版本" in told(found, "store_too_new")
    assert checkup.stop_reason(tmp_path) == found
    assert (tmp_path / "started.json").read_bytes() == before


@pytest.mark.parametrize("schemas", [{}, {"outbox": "outbox_1"}, dict(HEADS), {"outbox": "?"}])
def test_data_of_this_release_and_earlier_ones_is(tmp_path, schemas):
    write_started(tmp_path, Started("0.0.1", schemas))
    assert soundness.data(tmp_path, HEADS).good


def test_a_part_that_is_missing_and_one_that_was_altered(tmp_path):
    good = Release("1.0", BUILT, files={"icons/search.svg": soundness._digest(soundness.resource("icons/search.svg"))})
    assert soundness.parts(good).good
    altered = Release("1.0", BUILT, files={"icons/search.svg": "0" * 64})
    found = soundness.parts(altered)
    assert not found.grave and "search.svg" in told(found, "parts_altered")
    assert soundness.parts(altered, read=False).good, "each start looks only whether they are there"
    missing = soundness.parts(Release("1.0", BUILT, files={"fonts/none.ttf": ""}), read=False)
    assert missing.grave and "none.ttf" in told(missing, "parts_missing")


def test_a_file_of_the_program_that_is_lost_or_altered(tmp_path, monkeypatch):
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/a.so").write_bytes(b"a")
    monkeypatch.setattr(soundness, "_program", lambda: tmp_path)
    digest = soundness._digest(tmp_path / "lib/a.so")
    assert soundness.parts(Release("1.0", BUILT, program={"lib/a.so": digest})) == Finding(Check.PARTS, told="1")
    altered = soundness.parts(Release("1.0", BUILT, program={"lib/a.so": "0" * 64}))
    assert "lib/a.so" in told(altered, "parts_altered") and not altered.grave
    signed = soundness.parts(Release("1.0", BUILT, program={"lib/a.so": ""}))
    assert signed == Finding(Check.PARTS, told="1")
    lost = Release("1.0", BUILT, program={"lib/a.so": digest, "lib/b.so": ""})
    assert "lib/b.so" in told(soundness.parts(lost), "parts_lost") and not soundness.parts(lost).grave
    assert soundness.parts(lost, read=False).good, "a start reads none of it"


@pytest.mark.parametrize(
    ("now", "code"), [(BUILT - 2 * 86_400, "clock_behind"), (BUILT + 20 * soundness.YEAR, "clock_ahead")]
)
def test_a_clock_that_cannot_be_right(now, code):
    told(soundness.clock(Release("1.0", BUILT), now), code)


@pytest.mark.parametrize("now", [BUILT - 3600, BUILT, BUILT + soundness.YEAR])
def test_a_clock_that_can(now):
    assert soundness.clock(Release("1.0", BUILT), now).good


def test_a_face_that_is_no_font(tmp_path, monkeypatch):
    (tmp_path / "x.ttf").write_bytes(b"no font")
    monkeypatch.setattr(soundness, "resource", lambda _name: tmp_path / "x.ttf")
    told(soundness.fonts(), "fonts_bad")


def test_an_engine_too_old_is_not_trusted(monkeypatch):
    assert cipher().good
    monkeypatch.setattr(engine, "OLDEST_SQLITE", (99, 0, 0))
    assert cipher().grave and "没有改动" in told(cipher(), "store_engine")


class Child:
    """A preview that fails, or draws a page."""

    def __init__(self, code=""):
        self.code = code

    def layout(self, document):
        if self.code:
            raise Unshowable(self.code)
        return Layout(((10.0, 10.0),))

    def page(self, document, number, width):
        return Pixels(width, width, bytes(4 * width * width))


def test_a_part_the_keyring_needs_and_that_does_not_load(monkeypatch):
    monkeypatch.setitem(sys.modules, "secretstorage", None)
    assert "secretstorage" in told(soundness.keyring(Keyring(lambda: None)), "keyring_parts")


def test_a_preview_child_that_does_not_start():
    assert soundness.preview(Child()) == Finding(Check.PREVIEW, told="200×200")
    told(soundness.preview(Child("preview_failed")), "preview_silent")


def test_the_first_start_of_a_release_looks_at_everything_once(tmp_path):
    assert checkup.is_due(tmp_path)
    checkup.opened(tmp_path)
    assert checkup.is_due(tmp_path) and read_started(tmp_path).schemas == HEADS
    checkup.done(tmp_path)
    assert not checkup.is_due(tmp_path)
    write_started(tmp_path, Started("0.0.1", dict(HEADS), "0.0.1"))
    assert checkup.is_due(tmp_path)


@pytest.mark.parametrize("content", [b"", b"{", b'{"version": 7}', b"\xff", b"[]"])
def test_a_torn_note_of_the_last_start_keeps_nobody_out(tmp_path, content):
    (tmp_path / "started.json").write_bytes(content)
    assert read_started(tmp_path) == Started()
    assert checkup.stop_reason(tmp_path) is None


def test_a_line_for_each_check():
    found = (
        Finding(Check.ROOM, told="300 MB"),
        Finding(Check.ROOM, good=False, code="little_room", facts={"free": "1 MB"}),
    )
    good, bad = lines(found)
    assert good == "✓ 磁盘空间　剩 300 MB" and bad.startswith("✗ 磁盘空间　数据所在的磁盘只剩 1 MB")


def test_the_name_of_whoever_is_at_home_is_in_no_path(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert soundness.shown(tmp_path / "a/b") == "~/a/b"
    assert soundness.shown(tmp_path.with_name(tmp_path.name + "x")) == f"{tmp_path}x"
    assert sys.platform != "win32"
