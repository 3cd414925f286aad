"""What of the drill can be wrong without a system to drill on; the drill itself is installer/test_install.py."""

import json
import os
import re
import shutil
import sys
from collections import Counter
from types import SimpleNamespace

import pytest
import test_install
from drill import codes, policies
from drill.centre import ITEMS, Checkout, paper
from drill.packages import last, listed, reversioned
from drill.roots import CannotDrill, environment
from drill.screen import joined, place_of, words
from drill.signed import with_section
from drill.steps import Broken, Steps, cell, need, until
from drill.traces import differences, left, traces

from oa_client.app.soundness import EXITS, Check
from oa_client.system.policies import read_policies
from server_stub.load import read_lines
from tests.quality.source import ROOT

CONTENTS = """\
drwxr-xr-x root/root         0 2026-11-23 02:00 ./opt/
drwxr-xr-x root/root         0 2026-11-23 02:00 ./opt/apps/
-rwxr-xr-x root/root   4460000 2026-11-23 02:00 ./opt/apps/org.lunyue.client/files/oa-client
-rw-r--r-- root/root        12 2026-11-23 02:00 ./opt/apps/org.lunyue.client/files/two words.txt
lrwxrwxrwx root/root         0 2026-11-23 02:00 ./usr/bin/oa-client -> /opt/apps/org.lunyue.client/files/oa-client
"""
HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"


def read_on(*lines):
    """What tesseract prints of lines of single characters, each 20 by 20 points, the lines 100 apart."""
    found = [HEAD, "4\t1\t1\t1\t1\t0\t0\t0\t300\t20\t-1\t"]
    for n, line in enumerate(lines):
        for k, one in enumerate(line, 1):
            found.append(f"5\t1\t1\t1\t{n}\t{k}\t{20 * (k - 1)}\t{100 * n}\t20\t20\t91.5\t{one}")
    return words("\n".join(found), 2.0)


def test_a_package_owns_files_and_links_and_no_folder():
    assert listed(CONTENTS) == {
        "/opt/apps/org.lunyue.client/files/oa-client",
        "/opt/apps/org.lunyue.client/files/two words.txt",
        "/usr/bin/oa-client",
    }


def test_only_the_line_of_the_version_is_changed():
    assert reversioned("Version: 0.1.0", "0.0.9") == "Version: 0.0.9"
    assert reversioned("Depends: libc6 (>= 2.28)", "0.0.9") == "Depends: libc6 (>= 2.28)"


def test_the_last_lines_of_what_a_program_said():
    assert last("one\ntwo\nthree\n") == "two three"
    assert last("") == ""


def test_what_is_read_on_a_screen_and_where():
    seen = read_on("待办", "关于冬季检查")
    assert joined(seen) == "待办\n关于冬季检查"
    assert place_of(seen, "待办") == (5, 5), "its middle, in points of the screen and not of the enlarged picture"
    assert place_of(seen, "冬季") == (25, 55)
    assert place_of(seen, "办关") is None, "two lines are not one text"
    assert place_of(seen, "已办") is None


def test_what_was_read_without_being_sure_of_anything_is_no_word():
    assert words(f"{HEAD}\n5\t1\t1\t1\t1\t1\t0\t0\t20\t20\t-1\t \nnot a line of the table", 1.0) == []


def test_what_changed_below_a_folder(tmp_path):
    (tmp_path / "below").mkdir()
    (tmp_path / "below/kept.db").write_bytes(b"as it was")
    (tmp_path / "gone.db").write_bytes(b"soon gone")
    (tmp_path / "instance.lock").write_bytes(b"")
    (tmp_path / "link").symlink_to("below/kept.db")
    before = traces(tmp_path)
    assert differences(before, traces(tmp_path)) == []
    (tmp_path / "gone.db").unlink()
    (tmp_path / "new.db").write_bytes(b"")
    (tmp_path / "instance.lock").write_bytes(b"1")
    assert differences(before, traces(tmp_path), ("instance.lock",)) == ["-gone.db", "+new.db"]
    (tmp_path / "below/kept.db").write_bytes(b"as it is!")
    (tmp_path / "link").unlink()
    (tmp_path / "link").symlink_to("new.db")
    assert differences(before, traces(tmp_path), ("instance.lock",)) == [
        "~below/kept.db", "-gone.db", "~link", "+new.db",
    ]  # fmt: skip


def test_a_file_or_a_dead_link_of_the_package_that_stayed_is_found(tmp_path):
    (tmp_path / "usr/bin").mkdir(parents=True)
    (tmp_path / "usr/bin/oa-client").symlink_to("/nowhere")
    owned = {"/usr/bin/oa-client", "/opt/apps/org.lunyue.client/files/oa-client"}
    assert left(tmp_path, owned) == ["usr/bin/oa-client"]
    (tmp_path / "usr/bin/oa-client").unlink()
    assert left(tmp_path, owned) == []


def test_a_step_that_does_not_hold_is_told_and_the_drill_goes_on(tmp_path, capsys):
    steps = Steps(tmp_path, "bullseye")
    with steps.step("装上") as step:
        step.figure = "57 个包"
    assert steps.holds
    with steps.step("起得来") as step:
        step.figure = "退出码 1"
        need(False, "没有 | 起来")
    with steps.step("读得出"):
        (tmp_path / "nothing").read_text()
    assert [(s.good, s.name) for s in steps.done] == [(True, "装上"), (False, "起得来"), (False, "读得出")]
    assert not steps.holds
    assert "✗ bullseye 起得来：退出码 1；没有 | 起来" in capsys.readouterr().out
    assert "Traceback" in (tmp_path / "drill.log").read_text("utf-8")
    table = steps.write().read_text("utf-8").splitlines()
    assert table[2] == "| bullseye | 装上 | ✓ | 57 个包 |"
    assert table[3] == "| bullseye | 起得来 | ✗ | 退出码 1；没有 ／ 起来 |"


def test_nothing_looked_at_does_not_hold(tmp_path):
    assert not Steps(tmp_path).holds


def test_a_cell_is_one_line():
    assert cell("a\n  b | c") == "a b ／ c"


def test_waiting_ends_with_what_was_found_or_with_a_sentence():
    found = iter([[], [], ["0x400007"]])
    assert until(lambda: next(found), 5, "没有出现", pause=0) == ["0x400007"]
    with pytest.raises(Broken, match="没有出现"):
        until(lambda: 0, 0, "没有出现", pause=0)


def test_the_papers_are_what_a_centre_can_load():
    lines = [json.dumps(paper(n), ensure_ascii=False).encode() for n in range(0, ITEMS, 97)]
    items, deeds = read_lines(lines)
    assert not deeds
    assert len(items) == len(lines)
    assert max(Counter(item.title for item in items).values()) == 1
    assert [item.created for item in items] == sorted(item.created for item in items)


def test_nothing_of_this_machine_is_seen_inside(monkeypatch):
    monkeypatch.setenv("OA_PROFILE", "/somebody")
    monkeypatch.setenv("PYTHONPATH", "/checkout")
    inside = environment({"OA_PASSWORD": "x"})
    assert inside["HOME"] == "/home/clerk"
    assert not {"OA_PROFILE", "PYTHONPATH"} & set(inside)
    assert environment({}, root=True)["HOME"] == "/root"


def test_the_policies_laid_down_wrong_are_what_the_client_finds_wrong(tmp_path):
    policies.lay_down(tmp_path)
    read = read_policies(tmp_path, os.geteuid())
    told = {
        "faults": [
            {"file": one.source.replace(str(tmp_path), f"/{policies.FOLDER}"), "line": one.line, "key": one.key,
             "code": one.code}
            for one in read.faults
        ]
    }  # fmt: skip
    assert policies.faults(told) == policies.FAULTS
    found = {name: (read.setting(name).value, read.setting(name).layer.value) for name in policies.HOLDS}
    assert found == policies.HOLDS


def test_every_exit_code_of_the_readme_is_brought_about():
    table = (ROOT / "README.md").read_text("utf-8").partition("| 退出码 | 意思 |")[2].partition("\n\n")[0]
    promised = {int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)}
    of_machines = {(fault.code, Check(fault.check)) for fault in codes.FAULTS}
    apart = {Check.DISPLAY, Check.KEYRING}  # brought about below; what the keyring needs, everything needs
    assert of_machines == {(code, check) for check, code in EXITS.items() if check not in apart}
    brought = {code for code, _check in of_machines} | {codes.NO_SCREEN, codes.UNANSWERED, codes.INTERRUPTED}
    assert promised - brought == {EXITS[Check.KEYRING], 70}, "what goes wrong inside is not to be had on purpose"


def test_what_the_self_test_says_of_one_check():
    checks = [{"check": "room", "good": True, "message": ""}, {"check": "data", "good": False, "message": "更新"}]

    def saying(code, out, err=""):
        return SimpleNamespace(run=lambda *_words: SimpleNamespace(returncode=code, stdout=out, stderr=err))

    whole = saying(22, json.dumps({"checks": checks}))
    assert codes.self_test(whole, "data") == (22, "更新")
    assert codes.self_test(whole, "room") == (22, "")
    assert codes.self_test(saying(24, "", "one\n用不了"), "store") == (24, "用不了")


@pytest.mark.skipif(shutil.which("objcopy") is None, reason="binutils")
def test_a_signer_changes_programs_and_libraries_and_nothing_else(tmp_path):
    shutil.copy(os.path.realpath(sys.executable), tmp_path / "program")
    (tmp_path / "words.txt").write_text("ELF")
    (tmp_path / "link").symlink_to("program")
    before = (tmp_path / "program").read_bytes()
    assert with_section(tmp_path) == [tmp_path / "program"]
    after = (tmp_path / "program").read_bytes()
    assert b".sign\0" not in before and b".sign\0" in after
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link", "program", "words.txt"]
    assert (tmp_path / "words.txt").read_text() == "ELF"


def test_a_python_that_cannot_run_the_centre_is_told_before_anything_is_made(tmp_path, monkeypatch):
    bare = tmp_path / "python"
    bare.write_text("#!/bin/sh\nexit 1\n")
    bare.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(bare))
    monkeypatch.setattr("drill.centre.ROOT", tmp_path)
    with pytest.raises(CannotDrill, match="--store"):
        Checkout(tmp_path / "data")


def test_a_drill_that_cannot_begin_says_why_and_leaves_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv(test_install.INSIDE, raising=False)
    given = ["--package", str(tmp_path / "none.deb"), "--out", str(tmp_path / "out"), "--cache", str(tmp_path / "kept")]
    assert test_install.main(given) == 2
    said = capsys.readouterr().err
    assert said.startswith("没有演练：")
    assert ("none.deb" if os.geteuid() == 0 else "root") in said
    assert list(tmp_path.iterdir()) == []
