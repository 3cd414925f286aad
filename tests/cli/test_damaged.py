"""An installed program of which a part is missing or broken: one sentence and an exit code, no trace of its inside."""

import os
import subprocess
import sys

import pytest

from oa_client import __main__
from tests.quality.source import ROOT

BROKEN = (
    "import sys; sys.frozen = True; sys.modules[{part!r}] = None; from oa_client.__main__ import main;"
    " raise SystemExit(main({words!r}))"
)


def run(part, words, folder):
    code = BROKEN.format(part=part, words=["--profile", str(folder), *words])
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip


@pytest.mark.parametrize("words", [["self-test"], []], ids=["self-test", "window"])
def test_without_its_database_nothing_opens_and_it_is_said(tmp_path, words):
    done = run("sqlcipher3", words, tmp_path)
    assert (done.returncode, done.stdout) == (24, "")
    assert done.stderr.strip().count("\n") == 0
    assert "加密数据库" in done.stderr and "sqlcipher3" in done.stderr and "重新安装" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_another_part_is_named(tmp_path):
    done = run("sqlalchemy", ["list", "todo"], tmp_path)
    assert (done.returncode, done.stdout) == (23, "")
    assert (
        done.stderr.strip()
        == "程序文件“sqlalchemy”缺失或已损坏，轮阅没有打开，本机数据没有改动；请联系管理员重新安装。"
    )


def test_a_developer_sees_where_it_came_from(monkeypatch):
    def begin(argv):
        raise ImportError(name="sqlalchemy")

    monkeypatch.setattr(__main__, "_run", begin)
    with pytest.raises(ImportError):
        __main__.main(["list"])
