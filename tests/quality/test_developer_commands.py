import json
import stat
import sys
from pathlib import Path

import pytest

from tests.quality.source import ROOT, load_script

TEST_COMMAND = "python3 installer/dev.py test"


@pytest.fixture
def dev():
    return load_script(ROOT / "installer/dev.py")


@pytest.fixture
def run_demo():
    return load_script(ROOT / "installer/run_demo.py")


@pytest.mark.parametrize(
    ("typed", "run"),
    [
        (["test", "-k", "mail"], ["-m", "pytest", "-k", "mail"]),
        (["bench"], ["-m", "tests.bench"]),
        (["bench", "sync", "--quick"], ["-m", "tests.bench", "sync", "--quick"]),
        (["fixture", "office"], ["-m", "tests.bench.fixture", "office"]),
        (["run", "--tour", "shots"], ["-m", "tests.journeys.tour", "shots"]),
    ],
)
def test_a_command_hands_its_arguments_on(dev, typed, run):
    assert dev.command_line(typed[0], typed[1:]) == run


def test_run_starts_the_demo(dev):
    assert dev.command_line("run", ["--large"]) == [str(ROOT / "installer/run_demo.py"), "--large"]


def test_the_environment_loses_what_would_bend_a_run(dev, monkeypatch):
    for name in ("PYTHONPATH", "OA_PASSWORD", "OA_ANYTHING"):
        monkeypatch.setenv(name, "x")
    assert not {"PYTHONPATH", "OA_PASSWORD", "OA_ANYTHING"} & set(dev.environment())
    assert dev.environment()["PATH"].startswith(str(ROOT / ".venv"))


def test_an_unknown_command_shows_the_usage(dev, capsys):
    assert dev.main(["tset"]) == 2
    assert "用法" in capsys.readouterr().out


def test_the_environment_is_made_once_and_renewed_when_it_no_longer_fits(dev, monkeypatch, tmp_path, capsys):
    made, fingerprints = [], iter(["one", "one", "two"])
    monkeypatch.setattr(dev, "VENV", tmp_path / "venv")
    monkeypatch.setattr(dev, "PYTHON", tmp_path / "venv/bin/python")
    monkeypatch.setattr(dev, "STAMP", tmp_path / "venv/.fingerprint")
    monkeypatch.setattr(dev, "LOG", tmp_path / "venv/install.log")
    monkeypatch.setattr(dev, "fingerprint", lambda: next(fingerprints))
    monkeypatch.setattr(dev, "install_system_libraries", lambda: made.append("system"))
    monkeypatch.setattr(dev, "install_packages", lambda: made.append("packages"))
    monkeypatch.setattr(dev.venv, "create", lambda *_, **__: made.append("venv"))
    dev.ensure_environment()
    assert made == ["system", "venv", "packages"]
    dev.ensure_environment()
    assert len(made) == 3, "made again although nothing changed"
    dev.ensure_environment()
    assert made[3:].count("packages") == 1, "not renewed although pyproject.toml changed"
    assert "秒" in capsys.readouterr().out


def test_a_failed_installation_shows_why_and_is_tried_again(dev, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(dev, "LOG", tmp_path / "install.log")
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(dev, "CONSTRAINTS", tmp_path / "no-such-constraints.txt")
    with pytest.raises(SystemExit):
        dev.install_packages()
    assert "no-such-constraints.txt" in capsys.readouterr().err


def test_ci_runs_the_test_command_of_the_readme():
    script = ROOT / ".ci/run"
    assert script.stat().st_mode & stat.S_IXUSR
    assert TEST_COMMAND in script.read_text("utf-8")
    assert TEST_COMMAND in (ROOT / "README.md").read_text("utf-8")


def test_the_demo_signs_in_as_a_clerk_of_a_street(run_demo):
    def account(user, level, *roles):
        return {"user": user, "level": level, "roles": list(roles)}

    accounts = [
        account("a", "district", "clerk"),
        account("b", "street", "leader"),
        account("c", "street", "clerk"),
    ]
    assert run_demo.street_clerk(accounts)["user"] == "c"
    with pytest.raises(SystemExit, match="街道文书"):
        run_demo.street_clerk(accounts[:2])


CENTRE = """
import json, pathlib, sys, time
data = pathlib.Path(sys.argv[3]); data.mkdir(parents=True, exist_ok=True)
if sys.argv[1] == "demo":
    words = {"user": "wang", "password": "w", "name": "王", "unit": "街道", "post": "文书", "level": "street"}
    (data / "accounts.json").write_text(json.dumps([{**words, "roles": ["clerk"]}]))
else:
    (data / "port").write_text("4321")
    time.sleep(60)
"""
CLIENT = """
import json, os, pathlib, sys
pathlib.Path("seen.json").write_text(json.dumps([sys.argv[1:], os.environ["OA_PASSWORD"]]))
raise SystemExit(7)
"""


def test_the_demo_starts_centre_and_client_and_ends_both(run_demo, monkeypatch, tmp_path, capfd):
    for package, program in (("server_stub", CENTRE), ("oa_client", CLIENT)):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
        (tmp_path / package / "__main__.py").write_text(program, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    for name, value in (("ROOT", tmp_path), ("CENTRE", tmp_path / "c"), ("PROFILE", tmp_path / "p")):
        monkeypatch.setattr(run_demo, name, value)
    monkeypatch.setattr(run_demo, "PORT_FILE", tmp_path / "c/port")
    monkeypatch.setattr(run_demo, "ACCOUNTS", tmp_path / "c/accounts.json")
    monkeypatch.setattr(run_demo.signal, "signal", lambda *_: None)
    assert run_demo.main(["--large"]) == 7
    arguments, password = json.loads((tmp_path / "seen.json").read_text())
    assert arguments == [
        "--profile", str(tmp_path / "p"), "--server", "http://127.0.0.1:4321", "--user", "wang", "--large",
    ]  # fmt: skip
    assert password == "w"
