"""``oa-client --policy-dump``: every policy with its value and where it comes from, every fault; never refused."""

import io
import json
import os

import pytest

from oa_client.__main__ import main
from oa_client.cli.output import Output
from oa_client.cli.policies import dump
from oa_client.system.badge import Badge, write_badge
from oa_client.system.chosen import chosen
from oa_client.system.policies import FILE, read_policies
from oa_client.wording import policies as wording


@pytest.fixture
def machine(tmp_path):
    folder = tmp_path / "machine"
    folder.mkdir(mode=0o755)
    said = {
        "LogLevel": "info",
        "NightFetch": {"value": True, "state": "default"},
        "NightFetchTo": {"value": 5, "state": "default"},
        "Proxy": "none",
        "Prozy": "none",
        "IdleLockMinutes": 1000,
    }
    (folder / FILE).write_text(json.dumps(said, indent=1))
    (folder / FILE).chmod(0o644)
    return folder


@pytest.fixture
def profile(tmp_path):
    folder = tmp_path / "profile"
    folder.mkdir()
    write_badge(folder, Badge("https://mine.gov.cn", "wxm", "王小明"))
    (folder / "link.json").write_text('{"proxy": "http://mine:3128", "ca_file": "/mine.pem"}')
    (folder / "window.ini").write_text("[look]\nscheme=dark\n\n[line]\nnight=0\ncap=65536\nnight_from=x\n")
    return folder


def dumped(machine, profile, *, as_json):
    out = io.StringIO()
    assert dump(read_policies(machine, os.getuid()), chosen(profile), Output(out, as_json=as_json)) == 0
    return json.loads(out.getvalue()) if as_json else out.getvalue()


def test_each_value_is_told_with_its_layer_and_file(machine, profile):
    told = dumped(machine, profile, as_json=True)
    held = {one["name"]: (one["value"], one["layer"], one["source"]) for one in told["policies"]}
    file = str(machine / FILE)
    assert list(held) == list(wording.rules())
    assert held["LogLevel"] == ("info", "locked", file)
    assert held["Proxy"] == ("none", "locked", file)
    assert held["CaFile"] == ("/mine.pem", "user", "")
    assert held["ServerUrls"] == (["https://mine.gov.cn"], "user", "")
    assert held["BandwidthLimitKbps"] == (524, "user", "")
    assert held["NightFetch"] == (False, "user", "")
    assert held["NightFetchFrom"] == (0, "built-in", "")
    assert held["NightFetchTo"] == (5, "default", file)


def test_each_fault_is_told_with_its_line_and_what_holds_instead(machine, profile):
    faults = dumped(machine, profile, as_json=True)["faults"]
    assert [(one["key"], one["line"], one["code"]) for one in faults] == [
        ("Prozy", 12, "unknown"),
        ("IdleLockMinutes", 13, "bad_value"),
    ]
    text = dumped(machine, profile, as_json=False)
    assert all(one["message"] in text for one in faults)
    assert "应为 0 到 480 的整数），没有采用，按没有写这一项办。" in faults[1]["message"]
    assert f"LogLevel             日志级别　info　锁定　{machine / FILE}\n" in text
    assert "使用者自己的设置　link.json 的 ca_file" in text


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("http://wang:geheim@mine:3128", "http://wang:***@mine:3128"),
        ("http://wang:geh@e/im@mine:3128", "http://wang:***@mine:3128"),
        ("wang:geheim@mine:3128", "wang:***@mine:3128"),
        ("http://wang@mine:3128", "http://wang@mine:3128"),
    ],
)
def test_no_password_of_a_proxy_is_shown(machine, profile, written, shown, as_json):
    (profile / "link.json").write_text(json.dumps({"proxy": written}))
    later = machine / "policies.d"
    later.mkdir(mode=0o755)
    (later / "a.json").write_text(json.dumps({"Proxy": {"value": "system", "state": "default"}, "CaFile": written}))
    (later / "b.json").write_text(json.dumps({"Proxy": {"vaule": written}, "CaFile": [written]}))
    text = json.dumps(dumped(machine, profile, as_json=as_json), ensure_ascii=False)
    assert "heim" not in text and "e/im" not in text
    assert text.count(shown) >= 3


def test_an_address_without_tls_is_told_with_what_to_write_instead(machine, profile):
    (machine / FILE).write_text(json.dumps({"ServerUrls": ["http://oa.example.gov.cn"]}))
    (fault,) = dumped(machine, profile, as_json=True)["faults"]
    assert (fault["key"], fault["code"]) == ("ServerUrls", "bad_value")
    assert "以 https:// 开头" in fault["message"] and "没有采用" in fault["message"]


@pytest.mark.parametrize("junk", [b"", b"\xff\xfe", b"[line\ncap=1", b"cap=1", b"[line]\ncap\n"])
def test_what_cannot_be_read_of_the_window_is_as_never_set(profile, junk):
    (profile / "window.ini").write_bytes(junk)
    assert chosen(profile).keys() == {"ServerUrls", "Proxy", "CaFile"}


def test_without_a_profile_and_without_policies_everything_is_built_in(tmp_path, capsys):
    assert main(["--profile", str(tmp_path / "none"), "--policy-dump", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["value"] for one in told["policies"]] == [rule.default for rule in wording.rules().values()]
    assert not (tmp_path / "none").exists()
