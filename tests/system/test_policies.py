"""Policies laid down for a machine: on real files with real owners, by the schema; a fault is told and bars nobody."""

import json
import logging
import os
import re
import socket

import pytest

from oa_client.app.policies import Allowed, Layer, allowed_by, server, servers
from oa_client.system.policies import FILE, FOLDER, MOST, log_faults, read_policies
from oa_client.wording import policies as wording
from server_stub import certificates

ME = os.getuid()
RULES = wording.rules()
OTHER = {
    "ServerUrls": ["https://oa.example.gov.cn"],
    "CaFile": "/etc/ssl/own.pem",
    "Proxy": "http://proxy:3128",
    "UpdateMode": "notify",
    "OfflineLeaseDays": 30,
    "IdleLockMinutes": 10,
    "BandwidthLimitKbps": 512,
    "NightFetch": True,
    "NightFetchFrom": 22,
    "NightFetchTo": 5,
    "AllowExport": False,
    "AllowPrint": False,
    "MaxAttachmentMB": 20,
    "LogLevel": "debug",
    "AutoStart": True,
}
"""Of each policy a value that is not the built-in one."""
OWN = {
    "ServerUrls": ["https://mine.example.gov.cn"],
    "CaFile": "/home/me/mine.pem",
    "Proxy": "none",
    "BandwidthLimitKbps": 131,
    "NightFetch": False,
    "NightFetchFrom": 1,
    "NightFetchTo": 2,
    "AutoStart": False,
}


@pytest.fixture
def machine(tmp_path):
    folder = tmp_path / "machine"
    folder.mkdir(mode=0o755)
    return folder


def lay(folder, said, name=FILE):
    path = folder / name
    path.parent.mkdir(mode=0o755, exist_ok=True)
    path.write_bytes(said if isinstance(said, bytes) else json.dumps(said, ensure_ascii=False).encode())
    path.chmod(0o644)
    return path


def found(folder, owner=ME):
    return read_policies(folder, owner)


def codes(policies):
    return [fault.code for fault in policies.faults]


def test_every_policy_has_a_value_here_that_is_not_the_built_in_one():
    assert OTHER.keys() == RULES.keys()
    assert all(OTHER[name] != rule.default and rule.wrong_with(OTHER[name]) == "" for name, rule in RULES.items())
    assert OWN.keys() == {name for name, rule in RULES.items() if rule.own}


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("state", ["absent", "default", "locked", "plain"])
def test_what_holds_of_each_policy_in_each_state(machine, name, state, own):
    value, rule = OTHER[name], RULES[name]
    mine = OWN.get(name) if own else None
    said = {"absent": {}, "plain": {name: value}}.get(state, {name: {"value": value, "state": state}})
    path = lay(machine, said)
    held = found(machine)
    setting = held.setting(name, mine)
    locked = state in {"locked", "plain"}
    layer = (Layer.LOCKED if locked else Layer.OWN if mine is not None
             else Layer.DEFAULT if state == "default" else Layer.BUILT_IN)  # fmt: skip
    wanted = {Layer.LOCKED: value, Layer.OWN: mine, Layer.DEFAULT: value, Layer.BUILT_IN: rule.default}[layer]
    assert (setting.value, setting.layer) == (wanted, layer)
    assert setting.source == (str(path) if layer in {Layer.LOCKED, Layer.DEFAULT} else "")
    assert held.is_locked(name) is locked
    assert codes(held) == (["ca_missing"] if name == "CaFile" and state != "absent" else [])


def test_without_anything_laid_down_nothing_is_said(tmp_path, caplog):
    held = found(tmp_path / "nowhere")
    log_faults(held)
    assert (held.faults, caplog.text, allowed_by(held), servers(held)) == ((), "", Allowed(), ())


def test_later_files_win_key_by_key_and_a_bad_value_leaves_the_one_before(machine):
    lay(machine, {"LogLevel": "info", "IdleLockMinutes": 5, "AllowPrint": False})
    lay(machine, {"IdleLockMinutes": 10, "AllowPrint": {"value": True, "state": "default"}}, f"{FOLDER}/20-b.json")
    lay(machine, {"IdleLockMinutes": 7, "LogLevel": "loud"}, f"{FOLDER}/10-a.json")
    lay(machine, {"LogLevel": "debug"}, f"{FOLDER}/99-not-read.txt")
    held = found(machine)
    assert [held.setting(n).value for n in ("LogLevel", "IdleLockMinutes", "AllowPrint")] == ["info", 10, True]
    assert (held.is_locked("IdleLockMinutes"), held.is_locked("AllowPrint")) == (True, False)
    ((fault,), text) = (held.faults, wording.fault(held.faults[0]))
    assert (fault.source, fault.key, fault.code) == (str(machine / FOLDER / "10-a.json"), "LogLevel", "bad_value")
    assert '"loud"' in text and '"error" 或 "warning"' in text and f'仍用 {machine / FILE} 里的 "info"' in text


def test_what_a_later_file_puts_right_is_what_a_fault_says_holds(machine):
    lay(machine, {"IdleLockMinutes": "10"})
    lay(machine, {"IdleLockMinutes": 15}, f"{FOLDER}/b.json")
    assert f"仍用 {machine / FOLDER / 'b.json'} 里的 15" in wording.fault(found(machine).faults[0])


BAD_VALUES = [
    ("ServerUrls", "https://oa.example.gov.cn"),
    ("ServerUrls", ["ftp://oa.example.gov.cn"]),
    ("ServerUrls", ["http://oa.example.gov.cn"]),
    ("ServerUrls", ["http://127.0.0.1.example.gov.cn"]),
    ("ServerUrls", ["http://localhost:8640@oa.example.gov.cn"]),
    ("ServerUrls", ["https://user:word@oa.example.gov.cn"]),
    ("ServerUrls", ["https://oa.example.gov.cn\n"]),
    ("ServerUrls", [7]),
    ("ServerUrls", ["https://a"] * 9),
    ("CaFile", "own.pem"),
    ("Proxy", "http://me:secret@proxy:3128"),
    ("Proxy", "socks5://proxy:1080"),
    ("UpdateMode", "always"),
    ("OfflineLeaseDays", -1),
    ("OfflineLeaseDays", 366),
    ("OfflineLeaseDays", True),
    ("IdleLockMinutes", 2.5),
    ("IdleLockMinutes", None),
    ("AllowExport", 0),
    ("AllowPrint", "false"),
    ("NightFetchFrom", 24),
    ("MaxAttachmentMB", 0),
    ("LogLevel", "DEBUG"),
    ("AutoStart", {"value": "yes"}),
    ("AutoStart", [["value", True]]),
]


@pytest.mark.parametrize(("name", "value"), BAD_VALUES)
def test_a_value_that_does_not_fit_is_reported_with_its_line_and_not_followed(machine, name, value):
    text = json.dumps({"UpdateMode" if name != "UpdateMode" else "LogLevel": "off"}, indent=1)
    text = text[:-2] + f',\n "{name}": {json.dumps(value)}\n}}'
    lay(machine, text.encode())
    held = found(machine)
    fault = next(f for f in held.faults if f.key == name)
    assert (fault.code, fault.line, held.laid(name)) == ("bad_value", 3, None)
    assert held.setting(name).value == RULES[name].default
    assert "按没有写这一项办" in wording.fault(fault)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"AllowPrnt": False}, "unknown"),
        ({"AllowPrint": {"value": False, "state": "user"}}, "bad_state"),
        ({"AllowPrint": {"value": False, "state": ["locked"]}}, "bad_state"),
        ({"AllowPrint": {"state": "locked"}}, "bad_form"),
        ({"AllowPrint": {"value": False, "locked": True}}, "bad_form"),
        (b'{"AllowPrint": false, "AllowPrint": true}', "twice"),
    ],
)
def test_one_bad_key_leaves_the_others(machine, said, code):
    raw = said if isinstance(said, bytes) else json.dumps(said).encode()
    lay(machine, raw[:-1] + b', "LogLevel": "info"}')
    held = found(machine)
    assert codes(held) == [code]
    assert (held.text("LogLevel"), held.flag("AllowPrint")) == ("info", True)
    assert wording.fault(held.faults[0]).endswith("。")


def test_a_key_nobody_knows_is_told_with_the_one_that_was_meant(machine):
    lay(machine, {"AllowPrnt": False})
    assert "是不是 AllowPrint" in wording.fault(found(machine).faults[0])


BAD_FILES = {
    "broken": (b'{\n"AllowPrint": false,\n', "not_json"),
    "empty": (b"", "not_json"),
    "list": (b"[]", "not_object"),
    "nan": (b'{"IdleLockMinutes": NaN}', "not_json"),
    "long number": (b'{"IdleLockMinutes": ' + b"9" * 5000 + b"}", "not_json"),
    "deep": (b'{"AllowPrint": ' + b"[" * 100_000 + b"}", "not_json"),
    "gb18030": ('{"CaFile": "/证书"}'.encode("gb18030"), "not_text"),
    "5 MB": (b'{"AllowPrint": ' + b" " * (5 << 20) + b"false}", "too_large"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_left_out_whole_and_the_others_are_followed(machine, name, caplog):
    data, code = BAD_FILES[name]
    path = lay(machine, data)
    lay(machine, {"LogLevel": "info"}, f"{FOLDER}/a.json")
    held = found(machine)
    assert (codes(held), held.text("LogLevel"), held.flag("AllowPrint")) == ([code], "info", True)
    with caplog.at_level(logging.WARNING, "oa_client.system.policies"):
        log_faults(held)
    assert [r.getMessage() for r in caplog.records] == [
        f"a policy file is not followed: {code}, line {held.faults[0].line}"
    ]
    assert wording.fault(held.faults[0]).startswith(str(path))


def test_the_line_of_what_is_no_json_is_told(machine):
    lay(machine, BAD_FILES["broken"][0])
    assert found(machine).faults[0].line == 3


@pytest.mark.parametrize(
    "said", [b'{"AllowPrint": false,}', b'{"a": }', b'{"a" 1}', b'{"a": 1} x', b"{'a': 1}", b'{"a']
)
def test_what_is_no_json_is_told_without_a_foreign_word(machine, said):
    lay(machine, said)
    told = wording.fault(found(machine).faults[0]).removeprefix(str(machine / FILE))
    assert not re.search("[A-Za-z]", told.replace("JSON", ""))


def test_a_comma_too_many_is_named(machine):
    lay(machine, b'{"AllowPrint": false,}')
    assert "多了逗号" in wording.fault(found(machine).faults[0])


@pytest.mark.parametrize(
    ("held", "code"), [(None, "ca_missing"), (b"no certificate", "ca_unreadable"), (b"", "ca_unreadable")]
)
def test_certificates_that_cannot_be_read_are_told_and_asked_for_all_the_same(machine, tmp_path, held, code):
    path = tmp_path / "ca.pem"
    if held is not None:
        path.write_bytes(held)
    lay(machine, {"CaFile": str(path)})
    read = found(machine)
    assert (codes(read), read.text("CaFile")) == ([code], str(path))
    assert str(path) in wording.fault(read.faults[0])


def test_those_that_can_are_not(machine, tmp_path):
    certificates.begin(tmp_path / "tls", "海东区", ["10.0.0.1"], certificates.today())
    authority = tmp_path / "tls" / certificates.CA
    authority.chmod(0o644)
    lay(machine, {"CaFile": str(authority)})
    assert codes(found(machine)) == []


def test_whoever_laid_it_down_is_told_what_nobody_else_can_read(machine):
    lay(machine, {"LogLevel": "info"}).chmod(0o600)
    lay(machine, {}, f"{FOLDER}/a.json").parent.chmod(0o700)
    read = found(machine)
    assert [(one.code, one.source) for one in read.faults] == [
        ("hidden", str(machine / FOLDER)),
        ("hidden", str(machine / FILE)),
    ]
    assert read.text("LogLevel") == "info"


def test_a_mark_of_the_byte_order_is_no_fault(machine):
    lay(machine, b'\xef\xbb\xbf{"$schema": "schema.json", "AllowPrint": false}')
    assert (found(machine).flag("AllowPrint"), codes(found(machine))) == (False, [])


def as_directory(path):
    path.unlink()
    path.mkdir()


def as_link(path):
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def as_pipe(path):
    path.unlink()
    os.mkfifo(path, 0o644)


@pytest.mark.parametrize("spoil", [as_directory, as_link, as_pipe, lambda p: p.chmod(0o666), lambda p: p.chmod(0o664)])
def test_what_anybody_else_could_have_written_is_not_believed(machine, spoil):
    path = lay(machine, {"AllowPrint": False})
    spoil(path)
    held = found(machine)
    assert (codes(held), held.flag("AllowPrint")) == (["unsafe"], True)


def test_another_owner_is_not_believed(machine):
    lay(machine, {"AllowPrint": False})
    assert codes(found(machine, ME + 1)) == ["unsafe_folder"]
    assert found(machine, ME + 1).flag("AllowPrint")


@pytest.mark.parametrize("name", [".", FOLDER])
def test_a_folder_others_may_write_into_is_not_believed(machine, name):
    lay(machine, {"AllowPrint": False}, f"{FOLDER}/a.json")
    (machine / name).chmod(0o777)
    assert (codes(found(machine)), found(machine).flag("AllowPrint")) == (["unsafe_folder"], True)


def test_what_cannot_be_read_is_told(machine, monkeypatch):
    path = lay(machine, {"AllowPrint": False})
    path.unlink()
    monkeypatch.chdir(machine)  # the name of a socket must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(FILE)
        path.chmod(0o644)
        assert codes(found(machine)) == ["unreadable"]


def test_limit_of_a_file_is_far_above_what_all_policies_take():
    everything = json.dumps({name: {"value": value, "state": "locked"} for name, value in OTHER.items()})
    assert len(everything.encode()) * 50 < MOST


def test_a_locked_address_is_used_instead_of_another_and_a_default_is_not(machine):
    lay(machine, {"ServerUrls": ["https://a.gov.cn/", "https://b.gov.cn"]})
    held = found(machine)
    assert servers(held) == ("https://a.gov.cn", "https://b.gov.cn")
    assert [server(held, own) for own in ("https://b.gov.cn/", "https://c.gov.cn")] == [
        "https://b.gov.cn/",
        "https://a.gov.cn",
    ]
    lay(machine, {"ServerUrls": {"value": ["https://a.gov.cn"], "state": "default"}})
    assert server(found(machine), "https://c.gov.cn") == "https://c.gov.cn"
