"""What oa-server takes from the settings of its package, and what the system keeps from it."""

from __future__ import annotations

import errno
import os
import pwd
import socket
import subprocess
import sys
import tempfile
from argparse import Namespace
from pathlib import Path

import pytest

from server_stub.__main__ import _kept_out, main
from server_stub.cannot import no_place
from server_stub.grammar import parser
from server_stub.owner import at_hand, owner_of

ROOT = Path(__file__).resolve().parents[2]


def test_what_the_line_does_not_say_the_settings_say(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {
        "DATA": str(tmp_path), "HOST": "0.0.0.0", "PORT": "443", "TLS_CERT": "/a.pem", "TLS_KEY": "/a.key",
        "BACKUP_TO": "/b",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"OA_SERVER_{name}", value)
    given = parser().parse_args(["serve"])
    assert (given.data, given.host, given.port) == (tmp_path, "0.0.0.0", 443)
    assert (given.tls_cert, given.tls_key) == (Path("/a.pem"), Path("/a.key"))
    given = parser().parse_args(["serve", "--data", "x", "--port", "1"])
    assert (given.data, given.port) == (Path("x"), 1)
    assert parser().parse_args(["backup"]).to is None
    monkeypatch.setenv("OA_SERVER_HOST", "")
    assert parser().parse_args(["serve"]).host == "127.0.0.1"


@pytest.mark.parametrize("port", ["八六四〇", "-1", "65536", "８６４０"])
def test_a_setting_that_is_no_port_is_told(
    port: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OA_SERVER_PORT", port)
    with pytest.raises(SystemExit) as ended:
        main(["serve", "--data", "x"])
    assert ended.value.code == 2
    assert f"端口要 0 到 65535 的整数：{port}" in capsys.readouterr().err


def test_a_port_that_is_taken_is_told_and_the_data_stay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ("--data", str(tmp_path / "c"))
    main(["init", "--district", "明州区", *data])
    before = (tmp_path / "c" / "centre.db").read_bytes()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["serve", *data, "--port", port]) == 1
    assert f"127.0.0.1 的 {port} 端口已被别的程序占着" in capsys.readouterr().err
    assert main(["serve", *data, "--host", "::1%nowhere"]) == 1
    assert "不是这台机器认得的地址" in capsys.readouterr().err
    assert (tmp_path / "c" / "centre.db").read_bytes() == before


def test_a_misspelled_setting_is_told_and_nothing_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OA_SERVER_PROT", "443")
    assert main(["init", "--district", "明州区", "--data", str(tmp_path / "c")]) == 2
    assert "没有 OA_SERVER_PROT 这一项，没有改动" in capsys.readouterr().err
    assert not (tmp_path / "c").exists()


_AS_NOBODY = """
import os, sys
from server_stub import owner, register
from server_stub.__main__ import main
os.setuid(65534)
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
def test_whoever_may_not_is_sent_to_root_and_nothing_changes() -> None:
    with tempfile.TemporaryDirectory() as data:
        assert main(["init", "--district", "明州区", "--data", data]) == 0
        before = {path.name: (path.stat().st_uid, path.read_bytes()) for path in Path(data).iterdir()}
        command = [sys.executable, "-c", _AS_NOBODY, "units", "list", "--data", data]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
        assert done.returncode == 5
        assert f"您没有权限动 {data} 里的数据，没有改动；请以 root " in done.stderr
        assert {path.name: (path.stat().st_uid, path.read_bytes()) for path in Path(data).iterdir()} == before


def test_a_full_disk_and_a_missing_right_are_told_and_have_a_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ("--data", str(tmp_path / "c"))
    main(["init", *data, "--district", "明州区"])
    capsys.readouterr()
    assert main(["backup", *data, "--to", "/proc/nowhere"]) == 5
    told = capsys.readouterr().err
    assert told.startswith("oa-server：没有")
    assert "/proc/nowhere" in told
    (tmp_path / "c" / "centre.db").write_bytes(b"no database" * 1000)
    assert main(["units", "list", *data]) == 5
    assert "数据库已损坏，请用 oa-server restore 从备份恢复" in capsys.readouterr().err
    assert no_place(OSError(errno.EROFS, "x")) == "那里是只读的"
    assert no_place(KeyError("x")) is None


def test_root_is_told_whose_right_is_missing() -> None:
    """Root's commands are done by the owner of the data: his rights count."""
    problem = PermissionError(errno.EACCES, "no", "/root/bk")
    me = pwd.getpwuid(os.getuid()).pw_name
    said = str(_kept_out(problem, Namespace(instead_of_root=os.getuid())))
    assert f"以数据所有者 {me} 的身份办，而 {me} 没有权限：/root/bk" in said
    assert f"chown -R {me}" in said
    assert str(_kept_out(problem, Namespace())).startswith("没有权限：/root/bk；")


def test_root_reads_what_only_he_may_and_the_owner_of_the_data_writes(tmp_path: Path) -> None:
    given = tmp_path / "人员.csv"
    given.write_text("姓名\n")
    copy = at_hand(given, os.getuid())
    assert (copy.name, copy.read_text(), copy.stat().st_uid) == ("人员.csv", "姓名\n", os.getuid())
    assert copy.parent != tmp_path
    assert not at_hand(tmp_path / "none.csv", os.getuid()).exists()
    assert owner_of(tmp_path) == os.getuid()
    assert owner_of(tmp_path / "nowhere") is None
