"""What stands in the central store's package: units, settings, maintainer scripts, and where each goes."""

from __future__ import annotations

import re
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path

import pytest

from server_stub import cannot
from server_stub.copying import DATABASE
from server_stub.grammar import PORT
from server_stub.plain_words import SETTINGS
from server_stub.seal import KEY

ROOT = Path(__file__).resolve().parents[2]
FILES = ROOT / "installer/packing/server"


def unit(name: str) -> RawConfigParser:
    read = RawConfigParser(strict=False, interpolation=None, delimiters=("=",), inline_comment_prefixes=())
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string((FILES / name).read_text(encoding="utf-8"))
    return read


def settings() -> dict[str, str]:
    lines = (FILES / "oa-server.env").read_text(encoding="utf-8").splitlines()
    said = (line.lstrip("#").partition("=") for line in lines if re.match(r"#?OA_SERVER_", line))
    return {name: value for name, _, value in said}


@pytest.fixture
def laid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tree of the package around a program of nothing."""
    monkeypatch.syspath_prepend(str(ROOT / "installer"))
    from packing.server_tree import lay_server
    from packing.tree import Release

    (tmp_path / "frozen").mkdir()
    (tmp_path / "frozen/oa-server").write_text("program")
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers/list").write_text("list")
    lay_server(tmp_path / "frozen", ROOT, tmp_path / "papers", Release("1.2.3", 0), tmp_path / "tree")
    for name in [name for name in sys.modules if name.partition(".")[0] == "packing"]:
        del sys.modules[name]
    return tmp_path / "tree"


def test_each_file_goes_where_the_others_look_for_it(laid: Path) -> None:
    service = unit("oa-server.service")["Service"]
    command = service["ExecStart"].split()[0]
    assert unit("oa-server-backup.service")["Service"]["ExecStart"].split()[0] == command
    program = re.findall(r"^exec (\S+)", (laid / command.lstrip("/")).read_text(), re.MULTILINE)[0]
    assert (laid / program.lstrip("/")).read_text() == "program"
    env = service["EnvironmentFile"].removeprefix("-")
    assert (laid / env.lstrip("/")).exists()
    assert env in (laid / "usr/bin/oa-server").read_text()
    assert (laid / "DEBIAN/conffiles").read_text() == f"{env}\n"
    assert (laid / program.lstrip("/")).parent.joinpath("resources/calendar/cn_workdays.json").exists()
    doc = unit("oa-server.service")["Unit"]["Documentation"].removeprefix("file:///")
    assert (laid / doc).exists()
    control = dict(line.split(": ", 1) for line in (laid / "DEBIAN/control").read_text().splitlines() if ": " in line)
    assert (control["Package"], control["Version"]) == ("oa-server", "1.2.3")
    kept = {str(path.relative_to(laid).parts[0]) for path in laid.rglob("*") if path.is_file()}
    assert kept == {"DEBIAN", "etc", "lib", "usr"}


def test_nothing_runs_before_there_is_a_centre_and_trying_again_stops_where_it_mends_nothing() -> None:
    data = settings()["OA_SERVER_DATA"]
    for name in ("oa-server.service", "oa-server-backup.service"):
        waits = re.findall(r"^ConditionPathExists=(.+)$", (FILES / name).read_text("utf-8"), re.MULTILINE)
        assert set(waits) == {f"|{data}/{file}" for file in (DATABASE, KEY)}  # either: a key is one in PostgreSQL
    service = unit("oa-server.service")["Service"]
    assert service["Restart"] == "on-failure"
    ends = {cannot.WRONG, cannot.NEWER, cannot.NOT_BROUGHT_UP, cannot.NO_PLACE}
    assert {int(code) for code in service["RestartPreventExitStatus"].split()} == ends
    assert {cannot.Away.code, cannot.ServedElsewhere.code} == {cannot.REFUSED}, "these may pass"
    limit = unit("oa-server.service")["Unit"]
    tried = int(service["RestartSec"]) * (int(limit["StartLimitBurst"]) - 1)
    assert tried > 15, "by then PostgreSQL has missed one that was cut off from it (postgres._NOTICED)"
    assert "systemctl enable" not in (FILES / "postinst").read_text(encoding="utf-8")


def test_the_service_may_do_what_it_needs_and_no_more() -> None:
    service = unit("oa-server.service")["Service"]
    must = {
        "User": "oa-server", "ProtectSystem": "strict", "ProtectHome": "yes", "StateDirectory": "oa-server",
        "StateDirectoryMode": "0700", "NoNewPrivileges": "yes", "PrivateTmp": "yes", "MemoryDenyWriteExecute": "yes",
        "UMask": "0077", "CapabilityBoundingSet": "", "PrivateUsers": "yes", "ProtectProc": "invisible",
        "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX", "RestrictNamespaces": "user net",
    }  # fmt: skip
    assert {name: service[name] for name in must} == must
    assert int(service["LimitNOFILE"]) >= 65536
    backup = unit("oa-server-backup.service")["Service"]
    assert (backup["User"], backup["CapabilityBoundingSet"], backup["PrivateNetwork"]) == ("oa-server", "", "yes")
    assert unit("oa-server-backup.timer")["Timer"]["Persistent"] == "true"


def test_only_where_there_is_no_centre_one_is_told_to_begin_it(tmp_path: Path) -> None:
    """The key alone is that of one whose database stands in PostgreSQL."""
    text = re.sub(
        r'^if \[ "\$1" = configure \]; then\n.*?^fi\n',
        "",
        (FILES / "postinst").read_text(),
        flags=re.DOTALL | re.MULTILINE,
    )
    text = text.replace("/var/lib/oa-server", str(tmp_path)).replace("/run/systemd/system", str(tmp_path / "none"))
    for there, told in (("", True), (DATABASE, False), (KEY, False)):
        if there:
            (tmp_path / there).touch()
        done = subprocess.run(["sh", "-c", text, "postinst", "configure"], capture_output=True, text=True, check=True)
        assert ("还没有中心" in done.stdout) == told
        if there:
            (tmp_path / there).unlink()


def test_a_certificate_that_runs_out_is_spoken_of_though_the_backup_fails() -> None:
    lines = (FILES / "oa-server-backup.service").read_text("utf-8").splitlines()
    assert lines.index("ExecStartPre=-/usr/bin/oa-server tls show") < lines.index("ExecStart=/usr/bin/oa-server backup")
    assert not [line for line in lines if line.startswith("ExecStartPost")]


def test_the_settings_are_those_the_program_reads() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "server_stub").glob("*.py"))
    assert set(settings()) == {f"OA_SERVER_{name}" for name in re.findall(r'setting\("(\w+)"\)', source)}
    assert set(settings()) == {f"OA_SERVER_{name}" for name in SETTINGS}
    assert (settings()["OA_SERVER_HOST"], settings()["OA_SERVER_PORT"]) == ("127.0.0.1", str(PORT))


@pytest.mark.parametrize("name", ["postinst", "prerm", "postrm", "oa-server"])
def test_the_scripts_are_good_shell_and_touch_no_data(name: str) -> None:
    assert subprocess.run(["sh", "-n", str(FILES / name)], check=False).returncode == 0
    text = (FILES / name).read_text(encoding="utf-8")
    assert not re.findall(r"\b(?:rm|mv|userdel|chown)\b(?! -f \"\$again\")", text)
    assert (FILES / name).stat().st_mode & 0o111


def test_after_the_program_is_gone_its_data_are_named() -> None:
    for act in ("remove", "purge"):
        said = subprocess.run(["sh", str(FILES / "postrm"), act], capture_output=True, text=True, check=True).stdout
        assert "/var/lib/oa-server" in said
        assert "/var/backups/oa-server" in said
        assert "没有动" in said


def test_the_command_reads_the_settings_as_the_service_does(tmp_path: Path) -> None:
    """A place with a blank in its name is no command, and nothing in the file is carried out."""
    lines = [
        "# OA_SERVER_PORT=1",
        "OA_SERVER_BACKUP_TO=/mnt/second disk",
        'OA_SERVER_HOST="::1"',
        "  OA_SERVER_PORT= 443 \r",
        "PGPASSFILE=/etc/oa-server/pgpass",
        "TZ=$(touch here)",
        "",
        "OA_SERVER_DATA=/x/$HOME",
    ]
    told = with_settings(tmp_path, "\n".join(lines))
    assert (told.returncode, told.stderr) == (0, "")
    assert {line for line in told.stdout.splitlines() if line.startswith(("OA_SERVER_", "PG"))} == {
        "OA_SERVER_BACKUP_TO=/mnt/second disk", "OA_SERVER_HOST=::1", "OA_SERVER_DATA=/x/$HOME",
        "PGPASSFILE=/etc/oa-server/pgpass", "OA_SERVER_PORT=443",
    }  # fmt: skip
    assert [path.name for path in tmp_path.iterdir()] == ["env"]


@pytest.mark.parametrize(
    "line",
    ["OA_SERVER_PORT = 443", "export OA_SERVER_PORT=443", "touch here", "OA-SERVER-PORT=443", "oa_server_port=1"],
)
def test_a_line_that_is_no_setting_is_named_by_its_number_and_nothing_runs(line: str, tmp_path: Path) -> None:
    told = with_settings(tmp_path, f"# first\nOA_SERVER_HOST=::1\n{line}\n")
    assert (told.returncode, told.stdout) == (2, "")
    assert "第 3 行" in told.stderr
    assert line not in told.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["env"]


def with_settings(folder: Path, lines: str) -> subprocess.CompletedProcess[str]:
    """The command of the package around a program that prints its environment."""
    (folder / "env").write_text(lines)
    text = (FILES / "oa-server").read_text().replace("/etc/oa-server/oa-server.env", str(folder / "env"))
    text = text.replace("/usr/lib/oa-server/oa-server", "env")
    return subprocess.run(["/bin/sh", "-c", text], cwd=folder, check=False, capture_output=True, text=True)
