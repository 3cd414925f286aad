"""The program's own log: what went wrong is there, what anybody wrote is not."""

import logging
import os
import stat
import subprocess
import sys
from pathlib import Path

from oa_client.system import log
from oa_client.system.log import NAME, begin_log, log_files

ROOT = Path(__file__).resolve().parents[2]
SECRETS = ("王小明", "13800001234", "关于拆迁补偿的请示", "Passw0rd!x", "tok_9f8e7d6c5b4a39281706f5e4d3c2b1a0")


def written(folder, act, level=logging.WARNING):
    end = begin_log(folder, level)
    try:
        act()
    finally:
        end()
    return "".join(path.read_text("utf-8") for path in log_files(folder))


def test_texts_become_lengths_and_figures_stay(tmp_path, caplog):
    with caplog.at_level(logging.WARNING, "oa_client.sync.x"):
        told = written(
            tmp_path,
            lambda: logging.getLogger("oa_client.sync.x").warning("%s of %d is 100%% late: %r", SECRETS[0], 7, 1.5),
        )
    assert "WARNING oa_client.sync.x <str 3> of 7 is 100% late: 1.5" in told


def test_an_error_is_told_by_kind_code_and_place_without_its_words(tmp_path, caplog):
    def fail():
        try:
            try:
                raise PermissionError(13, f"no {SECRETS[2]}", f"/home/{SECRETS[0]}/x")
            except PermissionError as inner:
                raise ValueError(" ".join(SECRETS)) from inner
        except ValueError:
            logging.getLogger("oa_client.ui").exception("it failed")

    with caplog.at_level(logging.ERROR, "oa_client.ui"):
        told = written(tmp_path, fail)
    assert "ValueError" in told and "PermissionError EACCES" in told and "test_log.py:" in told and ":fail" in told
    assert not [word for word in SECRETS if word in told]


def test_libraries_of_others_are_named_and_not_quoted(tmp_path, caplog):
    with caplog.at_level(logging.WARNING, "urllib3.pool"):
        told = written(tmp_path, lambda: logging.getLogger("urllib3.pool").warning("GET /?token=%s", SECRETS[4]))
    assert "WARNING urllib3.pool" in told and SECRETS[4] not in told


def test_errors_nobody_caught_are_kept_and_told_to_the_terminal_as_before(tmp_path):
    code = "import sys, pathlib\nfrom oa_client.system.log import begin_log\nbegin_log(pathlib.Path(sys.argv[1]))\n"
    ended = subprocess.run(
        [sys.executable, "-c", f"{code}raise RuntimeError(sys.argv[2])", str(tmp_path), SECRETS[2]],
        capture_output=True,
        check=False,
    )
    told = (tmp_path / NAME).read_text("utf-8")
    assert "CRITICAL oa_client nobody caught this RuntimeError" in told and SECRETS[2] not in told
    assert ended.returncode == 1 and b"RuntimeError" in ended.stderr


def test_it_is_its_owners_alone_and_never_grows_beyond_its_measure(tmp_path, caplog, monkeypatch):
    monkeypatch.setattr(log, "MOST_BYTES", 2000)

    def much():
        for n in range(200):
            logging.getLogger("oa_client.x").warning("line %d", n)

    with caplog.at_level(logging.WARNING, "oa_client.x"):
        told = written(tmp_path, much)
    assert [path.name for path in log_files(tmp_path)] == [f"{NAME}.2", f"{NAME}.1", NAME]
    assert "line 199" in told and "line 0\n" not in told and len(told) <= 3 * 2000
    assert {stat.S_IMODE(path.stat().st_mode) for path in log_files(tmp_path)} == {0o600}


def test_a_folder_that_takes_nothing_costs_the_lines_alone(tmp_path, caplog, capsys):
    folder = tmp_path / "gone"
    with caplog.at_level(logging.WARNING, "oa_client.x"):
        assert written(folder, lambda: logging.getLogger("oa_client.x").warning("lost")) == ""
    assert not os.path.lexists(folder) and "Traceback" not in capsys.readouterr().err


_COMMAND = """
import logging, sys
from pathlib import Path
from oa_client.bootstrap import _logged
with _logged(Path(sys.argv[1])):
    logging.getLogger("oa_client.x").warning("one fault")
"""


def test_a_command_line_keeps_what_is_logged_away_from_its_answers(tmp_path):
    def told(folder):
        command = [sys.executable, "-c", _COMMAND, str(folder)]
        return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stderr

    assert told(tmp_path / "nobody") == ""
    assert not (tmp_path / "nobody").exists()
    (tmp_path / "outbox.db").touch()
    assert told(tmp_path) == ""
    assert "one fault" in (tmp_path / NAME).read_text("utf-8")
