"""What an administrator says of the way to the centre."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from oa_client.app.policies import Laid, Policies
from oa_client.app.ways import straight
from oa_client.system.ways import FILE, LinkPolicy, read_policy, read_way
from oa_client.wording.policies import rules

URL = "https://oa.example.gov.cn/v1"
LOCAL = "http://127.0.0.1:8640"
ENVIRONMENT = {"http": "http://env:1", "https": "http://env:2"}


def system(url: str) -> dict[str, str]:
    return {"https": f"http://pac:8080/{url[-2:]}"}


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    folder = tmp_path / "machine"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("http_proxy", ENVIRONMENT["http"])
    monkeypatch.setenv("https_proxy", ENVIRONMENT["https"])


def write(folder: Path, **said: object) -> None:
    (folder / FILE).write_text(json.dumps(said), "utf-8")


def test_where_nothing_is_said_the_system_is_asked_and_the_environment_never(tmp_path: Path, machine: Path) -> None:
    assert read_way(tmp_path, system, machine).proxies is system
    way = read_way(tmp_path, None, machine)
    assert (way.proxies, way.ca_file) == (straight, "")


@pytest.mark.parametrize(
    ("said", "proxies"),
    [
        ({"proxy": "none"}, {}),
        ({"proxy": "system"}, system(URL)),
        ({"proxy": "http://p:3128"}, {"http": "http://p:3128", "https": "http://p:3128"}),
        ({"proxy": "http://p:3128", "trust_env": True}, {"http": "http://p:3128", "https": "http://p:3128"}),
        ({"trust_env": True}, ENVIRONMENT),
        ({"proxy": "none", "trust_env": True}, {}),
        ({"trust_env": False}, system(URL)),
    ],
)
def test_what_is_said_counts(tmp_path: Path, machine: Path, said: dict[str, object], proxies: dict[str, str]) -> None:
    write(tmp_path, **said)
    assert read_way(tmp_path, system, machine).proxies(URL) == proxies


def test_what_the_environment_leaves_out_is_left_out(
    tmp_path: Path, machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, trust_env=True)
    proxies = read_way(tmp_path, system, machine).proxies
    assert proxies(LOCAL) == {}
    monkeypatch.setenv("no_proxy", ".gov.cn")
    assert proxies(URL) == {}
    assert proxies("https://elsewhere.cn") == ENVIRONMENT


def test_the_machines_file_goes_before_the_profiles(tmp_path: Path, machine: Path) -> None:
    write(machine, ca_file="/ca.pem")
    write(tmp_path, ca_file="/mine.pem", proxy="none")
    way = read_way(tmp_path, system, machine)
    assert (way.ca_file, way.proxies) == ("/ca.pem", system)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"proxy": 3}', b'{"porxy": "none"}', b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_told_to_the_log_and_keeps_nobody_out(
    tmp_path: Path, machine: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE).write_bytes(content)
    with caplog.at_level(logging.WARNING):
        assert read_policy(tmp_path / FILE) is None
        assert FILE in caplog.text
        assert "Traceback" not in caplog.text, "one sentence, on a terminal too"
        assert read_way(tmp_path, None, machine).proxies is straight


def test_a_file_that_is_not_there_is_no_trouble(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert read_policy(tmp_path / FILE) is None
    assert caplog.text == ""
    assert LinkPolicy().said == {}


def laid(*, locked: bool, **said: object) -> Policies:
    return Policies(rules(), {name: Laid(value, locked, "/etc/lunyue/policies.json") for name, value in said.items()})


def test_what_a_policy_locks_goes_before_every_link_file_and_its_default_after_them(
    tmp_path: Path, machine: Path
) -> None:
    said = {"Proxy": "http://policy:1", "CaFile": "/policy.pem"}
    locked, default = laid(locked=True, **said), laid(locked=False, **said)
    write(tmp_path, proxy="http://mine:2")
    assert read_way(tmp_path, system, machine, locked).proxies(URL)["https"] == "http://policy:1"
    way = read_way(tmp_path, system, machine, default)
    assert (way.proxies(URL)["https"], way.ca_file) == ("http://mine:2", "/policy.pem")
    write(machine, ca_file="/link.pem")
    assert read_way(tmp_path, system, machine, locked).ca_file == "/policy.pem"
    assert read_way(tmp_path, system, machine, default).ca_file == "/link.pem"


@pytest.mark.parametrize(
    ("said", "proxies"),
    [("none", {}), ("environment", ENVIRONMENT), ("system", system(URL)), ("http://p:1", {"http": "http://p:1"})],
)
def test_each_word_of_the_policy_is_followed(tmp_path: Path, machine: Path, said: str, proxies: dict[str, str]) -> None:
    found = read_way(tmp_path, system, machine, laid(locked=True, Proxy=said)).proxies(URL)
    assert {**found, **proxies} == found and bool(found) == bool(proxies)
