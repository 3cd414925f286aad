"""What oa-server takes from the settings of its package, and what the system keeps from it."""

from __future__ import annotations

import errno
import os
import pwd
from argparse import Namespace
from pathlib import Path

import pytest

from server_stub.__main__ import _kept_out, main
from server_stub.cannot import no_place
from server_stub.grammar import parser
from server_stub.owner import at_hand, owner_of


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


def test_a_setting_that_is_no_number_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OA_SERVER_PORT", "八六四〇")
    with pytest.raises(SystemExit) as ended:
        main(["serve", "--data", "x"])
    assert ended.value.code == 2
    assert "--port 要一个整数：八六四〇" in capsys.readouterr().err


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
