"""What stops a build is one sentence and exit code 1, and nothing lies half written."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import build
import pytest
from packing.children import STOPS, Stopped, called, stopping
from packing.root import settled

from tests.quality.source import ROOT


def said(capsys, *words):
    code = build.main(words)
    return code, capsys.readouterr().err


def test_without_the_right_to_chroot(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    code, told = said(capsys, "deb", "--out", str(tmp_path / "dist"), "--cache", str(tmp_path / "cache"))
    assert code == 1
    assert told.startswith("没有打成包：") and "root" in told and told.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_where_the_cache_cannot_be(capsys, tmp_path):
    (tmp_path / "file").write_text("")
    code, told = said(capsys, "lock", "--cache", str(tmp_path / "file/cache"))
    assert code == 1
    assert told.startswith("没有打成包：") and "--cache" in told and told.count("\n") == 1


def test_asked_for_wrongly(capsys):
    with pytest.raises(SystemExit) as ended:
        build.main(["rpm"])
    assert ended.value.code == 2


def test_of_two_builds_at_once_the_first_to_end_is_kept(tmp_path):
    for name in ("kept", "late"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "by").write_text(name)
    settled(tmp_path / "late", tmp_path / "kept")
    assert (tmp_path / "kept/by").read_text() == "kept"
    with pytest.raises(FileNotFoundError):
        settled(tmp_path / "nowhere", tmp_path / "else")


@pytest.mark.parametrize("number", STOPS)
def test_who_stops_it_is_told_what_is_left(number, capsys, tmp_path, monkeypatch):
    before = signal.getsignal(number)
    monkeypatch.setattr(build, "need_tools", lambda: os.kill(os.getpid(), number))
    code, told = said(capsys, "deb", "--out", str(tmp_path / "dist"), "--cache", str(tmp_path / "cache"))
    assert code == 128 + number
    assert "没有半个包" in told and told.count("\n") == 1
    assert signal.getsignal(number) == before


STARTER = """
import sys
from packing.children import called, stopping
with stopping():
    called(["sh", "-c", "sleep 1000 & echo $! > $0; wait", sys.argv[1]])
"""


def test_what_it_started_ends_with_it(tmp_path):
    os.mkfifo(tmp_path / "begun")
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT / "installer")}
    words = [sys.executable, "-c", STARTER, str(tmp_path / "begun")]
    with subprocess.Popen(words, env=surroundings, stderr=subprocess.DEVNULL) as running:
        started = int((tmp_path / "begun").read_text())
        assert state(started) in "RSD"
        running.terminate()
    assert running.returncode
    assert state(started) in {"", "Z"}, "it may still wait for somebody to read how it ended"


def state(process):
    """The letter Linux has for what a process does; "" when it is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return ""


def test_a_program_that_ends_by_itself_has_said_what_it_said():
    done = called(["sh", "-c", "echo $A; echo told >&2; exit 3"], env={"A": "said"})
    assert (done.returncode, done.stdout, done.stderr) == (3, "said\n", "told\n")


def test_a_second_signal_does_not_disturb_the_putting_away():
    with pytest.raises(Stopped) as stopped, stopping():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            os.kill(os.getpid(), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGTERM)
    assert stopped.value.number == signal.SIGTERM


def test_the_folder_of_a_build_goes_with_it_and_that_of_a_killed_one_with_the_next(tmp_path):
    killed = tmp_path / f"{build.WORK}killed"
    killed.mkdir()
    (killed / build.IN_USE).touch()
    with build._workspace(tmp_path) as first:
        assert not killed.exists()
        with build._workspace(tmp_path) as second:
            assert first.is_dir() and second.is_dir(), "one that is in use stays"
    with pytest.raises(Stopped), build._workspace(tmp_path) as third:
        raise Stopped(signal.SIGTERM)
    assert [path.name for path in tmp_path.iterdir()] == [build.DOOR] and not third.exists()
