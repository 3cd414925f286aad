"""A package that lost one of its modules says so in one sentence; from its source a fault stays a fault."""

import os
import subprocess
import sys

import pytest

from oa_client import __main__ as entry
from tests.quality.source import ROOT

BROKEN = (
    "import sys; sys.frozen = True; sys.modules[{part!r}] = None; from oa_client.__main__ import main;"
    " raise SystemExit(main({words!r}))"
)


@pytest.fixture
def lost(monkeypatch):
    def run(_words):
        raise ImportError("libffi.so.7: cannot open shared object file", name="_ctypes")

    monkeypatch.setattr(entry, "_run", run)


def test_a_package_without_one_of_its_modules(lost, monkeypatch, capsys):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert entry.main([]) == 23
    told = capsys.readouterr().err
    assert "“_ctypes”" in told and "没有改动" in told and told.count("\n") == 1


def test_a_package_on_a_system_without_a_library_names_it_and_its_package(monkeypatch, capsys):
    def run(_words):
        raise ImportError("libGL.so.1: cannot open shared object file: No such file or directory", path="/x/QtGui.so")

    monkeypatch.setattr(entry, "_run", run)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert entry.main([]) == 29
    assert "系统缺少 libGL.so.1（软件包 libgl1）" in capsys.readouterr().err


def test_from_its_source_the_fault_is_shown_whole(lost):
    with pytest.raises(ImportError, match=r"libffi\.so\.7"):
        entry.main([])


def without(part, words, folder):
    code = BROKEN.format(part=part, words=["--profile", str(folder), *words])
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip


@pytest.mark.parametrize("words", [["self-test"], []], ids=["self-test", "window"])
def test_without_its_database_nothing_opens_and_it_is_said(tmp_path, words):
    done = without("sqlcipher3", words, tmp_path)
    assert (done.returncode, done.stdout) == (24, "")
    assert done.stderr.strip().count("\n") == 0
    assert "加密数据库" in done.stderr and "sqlcipher3" in done.stderr and "重新安装" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_another_part_is_named(tmp_path):
    done = without("sqlalchemy", ["list", "todo"], tmp_path)
    assert (done.returncode, done.stdout) == (23, "")
    assert done.stderr.strip() == "程序文件“sqlalchemy”读不出来，没有办成，本机数据没有改动；请联系管理员重新安装。"
