"""``new fiscal``, ``fiscal`` and ``register fiscal`` on a device without a link: what is good, and what is not."""

import re
import shutil
import time
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from oa_client.app.ports import Session
from oa_client.cli.filling import fill
from oa_client.cli.plain_words import Wrong
from oa_client.domain.money.ruling import Version, read_rules
from oa_client.domain.people import Level, PersonId, Post, PostId, Role, Unit, UnitId
from oa_client.store.profile import open_profile
from oa_client.system.keyslots import KeySlots
from tests.cli.test_cli import NO_KEYRING, PASSWORD, Line
from tests.domain.money import TABLE
from tests.fakes.portal import dead_port
from tests.store.centre import ME, Centre
from tests.ui.matter_desk import Scene

HOLDERS = {"finance_section": "p7", "finance_bureau_head": "p8", "vice_head": "p3", "district_head": "p4"}
NOW = int(time.time())
YEAR = time.gmtime(NOW + 8 * 3600).tm_year
OURS = {"title": "防汛装备购置", "owner": "u2", "year": YEAR, "fund": "annual", "total": 30_000_000, "taken": 8_600_000}
ROWS = {
    ("fiscal_rules", "latest"): {"versions": [{**Version(0, read_rules(TABLE), HOLDERS).plain, "v": 1}]},
    ("budget", "5-1"): {**OURS, "spent": 0, "open": True, "code": "2240106", "at": NOW},
    ("budget", "5-2"): {**OURS, "owner": "u3", "spent": 0, "open": True, "code": "", "at": NOW},
    ("budget", "5-3"): {**OURS, "spent": 0, "open": False, "code": "", "at": NOW},
}
WANTED = ["--title", "购置排水泵", "--unit_head", "人员3", "--payee", "江海公司", "--purpose", "排涝"]


def _office():
    """The clerk keeps the accounts too, of a street where two units bear one name."""
    centre = Centre()
    people = centre.directory.people
    centre.directory.posts[PostId(20)] = Post(PostId(20), UnitId(2), "会计", frozenset({Role.FINANCE}))
    people[PersonId(1)] = replace(people[PersonId(1)], posts=(PostId(1), PostId(20)))
    for n in (8, 9):
        centre.directory.units[UnitId(n)] = Unit(UnitId(n), "新村", UnitId(2), Level.COMMUNITY)
    return centre


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A clerk of a street that knows the rules, two lines of its own, one closed, and one of another unit."""
    folder = tmp_path_factory.mktemp("fiscal") / "profile"
    profile = open_profile(folder, KeySlots(folder, NO_KEYRING).create(PASSWORD).key)
    profile.outbox.keep_session(Session(f"http://127.0.0.1:{dead_port()}", "wang", ME, "人员1", 7, "token"))
    with profile.replica.page() as page:
        page.wipe(1)
        _office().tell_directory(page)
        for (kind, key), data in ROWS.items():
            page.put_row(kind, key, data, 1)
    profile.replica.take_changes()
    profile.close()
    return folder


@pytest.fixture
def line(template, tmp_path):
    return Line(shutil.copytree(template, tmp_path / "profile"))


def applies(line, *more):
    return line.json("new", "fiscal", *WANTED, *more, "--no-sync")


def test_an_amount_as_people_write_it_is_kept_with_its_capital_figures(line):
    code, found = applies(line, "--line", "5-1", "--amount", "8.60005万元")
    assert (code, found["state"]) == (3, "saved")
    shown = line.text("show", found["id"])[1]
    assert "申请金额：86,000.50 元" in shown
    assert "捌万陆仟元零伍角整" in shown


@pytest.mark.parametrize(
    ("amount", "refused"),
    [
        ("0", "amount_zero"),
        ("0.00元", "amount_zero"),
        ("-5", "amount_negative"),
        ("12345678901234.00", "amount_too_large"),
        ("1.234", "amount_decimals"),
        ("￥100美元", "amount_two_currencies"),
        ("100美元", "amount_foreign"),
        ("约八万", "amount_unreadable"),
    ],
)
def test_what_is_no_amount_is_refused_by_its_own_name_and_nothing_goes_out(line, amount, refused):
    code, found = applies(line, "--line", "5-1", f"--amount={amount}")
    assert (code, found["code"]) == (1, refused)
    assert "金额" in found["message"]
    assert line.json("outbox", "list")[1] == []


def test_fifteen_digits_are_the_most_and_still_an_amount(line):
    code, found = applies(line, "--line", "5-1", "--amount", "9,999,999,999,999.99")
    assert (code, found["state"]) == (3, "saved"), "whether the line has as much is the centre's to say"


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        (["--line", "5-2"], "line_of_other_unit"),
        (["--line", "5-3"], "budget_line_closed"),
        ([], "missing_field"),
        (["--fund", "上级补助"], "no_fiscal_rule"),
    ],
)
def test_a_line_that_cannot_be_charged_is_refused(line, given, refused):
    code, found = applies(line, "--amount", "1万元", *given)
    assert (code, found["code"]) == (1, refused)


def test_how_the_lines_stand_for_people_for_programs_and_as_a_workbook(line):
    said = line.text("fiscal", "budget")[1]
    assert re.search("可用 214,000.00 元，截至 (今天|昨天) ", said), said
    assert {one["matter"]: one["left"] for one in line.json("fiscal", "budget")[1]}["5-1"] == 21_400_000
    assert line.json("fiscal", "budget", "--out", "指标.xlsx")[1]["lines"] == 3
    sheet = load_workbook(line.folder / "指标.xlsx").active
    assert 214_000 in [cell.value for row in sheet for cell in row], "an amount is a number"
    assert line.text("fiscal", "budget", "--out", "指标.pdf")[0] == 2
    assert line.json("fiscal", "budget", "--out", "指标.xlsx")[1]["code"] == "file_unwritable"


def test_who_decides_on_how_much(line):
    said = line.text("fiscal", "rules")[1]
    assert "年初预算　预算内　不超过 100,000.00 元　财政业务科室 → 财政局负责人 → 分管财政副区长" in said
    assert "分管财政副区长：人员3" in said
    assert line.text("fiscal", "who")[0] == 2


def test_the_register_holds_what_waits_here_too(line):
    applies(line, "--line", "5-1", "--amount", "8.6万元")
    code, found = line.json("register", "fiscal", "--year", str(YEAR), "--out", "台账.xlsx")
    assert (code, found["lines"]) == (0, 1)
    lines, units, _months = load_workbook(line.folder / "台账.xlsx").worksheets
    assert dict(zip(*lines.iter_rows(values_only=True), strict=True))["申请金额（元）"] == 86_000
    assert [cell.value for cell in units[3]][:3] == ["合计", 1, 86_000]
    assert line.json("register", "fiscal", "--out", "台账.pdf")[1]["pages"] == 1


def test_the_help_tells_how_rules_of_approval_are_written(line):
    code, said = line.text("help", "fiscal_rules")
    assert code == 0
    (example,) = {row.split("如：")[1].split("。")[0] for row in said.splitlines() if "--table" in row}
    rest = "\n年初预算 | 预算内 | 10万元 | 不限 | 业务科室 > 财政局长 > 区长"
    assert read_rules(example + rest), "what the help shows is taken"


GRANT = ["new", "budget_line", "--fund", "年初预算", "--line_year", str(YEAR), "--total", "5万元"]
SAME = ["--title", "防汛装备购置", "--function_code", "2240106"]


def test_a_line_is_given_to_a_unit_by_its_name_and_one_like_it_is_told(line):
    code, made = line.json(*GRANT, *SAME, "--owner", "民政局", "--no-sync")
    assert (code, line.json("show", made["id"])[1]["fields"]["owner"]) == (3, "u3")
    assert "防汛装备购置　2240106　年初预算（望春街道，总额 300,000.00 元）" in made["alike"]
    _, other = line.json(*GRANT, *SAME[:3], "2240107", "--owner", "u2", "--no-sync")
    assert "alike" not in other, "another code is another line"


@pytest.mark.parametrize("owner", ["t1", "c2", "p3", "*", "u99", "无此单位", "新村"])
def test_a_line_for_what_is_no_single_unit_is_refused_before_anything_is_kept(line, owner):
    code, found = line.json(*GRANT, *SAME, "--owner", owner, "--no-sync")
    assert (code, found["code"]) == (1, "ambiguous_name" if owner == "新村" else "no_such_unit")


def test_help_says_how_an_amount_and_a_unit_are_written(line):
    said = line.text("help", "budget_line", "grant")[1]
    assert "--total　指标总额（必填）　元" in said
    assert "--owner　使用单位（必填）　单位全称" in said


@pytest.mark.parametrize(("said", "kept"), [("上一环节", "before"), ("applicant", "applicant")])
def test_to_says_to_whom_an_application_is_sent_back(said, kept):
    desk = Scene(me=1).desk
    action = desk.kinds.newest("fiscal").action("send_back")
    assert fill(desk, action, {"reason": "缺合同。"}, said) == {"reason": "缺合同。", "to": kept}
    with pytest.raises(Wrong, match="申请单位"):
        fill(desk, action, {}, "人员3")
