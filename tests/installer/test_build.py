"""What stops a build is one sentence and exit code 1, and nothing lies half written."""

import os

import build
import pytest
from packing.root import settled


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
