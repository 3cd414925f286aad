"""``numbers``: 空号, 作废, 预留, 持号 and 倒号 of the organ's series, as lines, as JSON and as a workbook."""

import pytest
from openpyxl import load_workbook

from oa_client.app.ports import Session
from oa_client.domain.people import PersonId
from oa_client.store.profile import open_profile
from oa_client.sync.state import Policy
from oa_client.system.keyslots import KeySlots
from tests.cli.test_cli import NO_KEYRING, PASSWORD, Line
from tests.fakes.link import Link, hand_over
from tests.fakes.portal import dead_port
from tests.server.office import KINDS
from tests.server.registry import Registry
from tests.sync.office import DAY, START, Clock, Device


@pytest.fixture
def registry():
    """Number 1 used; 2 to 4 a block, of which 3 came two days after 5; 6 void, 8 reserved, 7 and 9 used; then held."""
    registry = Registry()
    office = registry.office
    assert registry.numbered(1) == "2026-1"
    registry.on(1, "hold", block=3)
    assert registry.numbered(2) == "2026-5"
    office.clock.now -= 2 * DAY
    assert registry.numbered(1, 3) == "2026-3"
    office.clock.now += 4 * DAY
    assert registry.numbered(1, 2) == "2026-2"
    registry.on(1, "release")
    registry.on(2, "void", first=6, reason="打印错号")
    registry.on(2, "reserve", first=8, until=START + 30 * DAY, reason="人代会用")
    assert [registry.numbered(1), registry.numbered(1)] == ["2026-7", "2026-9"]
    registry.on(2, "hold", opinion="下乡")
    return registry


@pytest.fixture
def line(registry, tmp_path):
    """A clerk's profile with what the centre told him; there is no link now."""
    folder = tmp_path / "profile"
    profile = open_profile(folder, KeySlots(folder, NO_KEYRING).create(PASSWORD).key, kinds=KINDS)
    clock, caller = Clock(), registry.office.device(1)
    stores = profile.outbox, profile.replica, profile.files
    engine = Device(1, Link(registry.office.centre, caller), clock, Policy(wait=False), *stores, kinds=KINDS).engine
    while errands := engine.errands(clock.monotonic()):
        for errand in errands:
            hand_over(engine, errand, Link(registry.office.centre, caller).carry(errand.call))
    where = f"http://127.0.0.1:{dead_port()}"
    profile.outbox.keep_session(Session(where, "wang", PersonId(1), "人1", caller.device, "token"))
    profile.close()
    return Line(folder)


def test_the_report_says_what_is_out_of_order_and_who_holds_the_series(line):
    _, said = line.text("numbers", "--year", "2026")
    assert said.splitlines()[0] == "东街发（发文字号，2026年）"
    assert "空号 1 个" in said
    assert "作废 1 个" in said
    assert "预留 1 个" in said
    assert "跳号 4号" in said
    assert "由人2（东街道收发员）持号" in said
    assert "东街发〔2026〕4号　空号" in said
    assert "东街发〔2026〕6号　作废" in said
    assert "打印错号" in said
    assert "东街发〔2026〕1号" not in said


def test_the_report_as_json_has_every_number(line):
    code, (found,) = line.json("numbers", "东街发", "--year", "2026")
    assert code == 0
    states = {one["n"]: one["state"] for one in found["numbers"]}
    assert [n for n, state in states.items() if state == "gap"] == [4]
    assert (states[6], states[8]) == ("void", "reserved")
    assert found["jumps"] == [[4, 4]]
    assert found["turned"] == [3, 5]
    assert [one["before"] for one in found["numbers"] if one["n"] in {3, 5}] == [1, 2]
    assert found["numbers"][0]["text"] == "东街发〔2026〕1号"
    assert [h["ended"] for h in found["holdings"]] == ["released", ""]


def test_a_year_without_numbers_and_a_word_nobody_keeps(line):
    assert "还没有编号" in line.text("numbers", "--year", "2025")[1]
    assert "本机没有这样的文号" in line.text("numbers", "东街函")[1]


def test_a_series_as_a_workbook(line):
    assert line.json("numbers", "东街发", "--year", "2026", "--out", "文号.xlsx")[0] == 0
    sheet = list(load_workbook(line.folder / "文号.xlsx").active.iter_rows(values_only=True))
    assert sheet[0][:4] == ("文号", "情况", "登记日期", "公文")
    assert [row[1] for row in sheet[1:] if row[0] == "东街发〔2026〕4号"] == ["空号"]
    assert line.json("numbers", "--year", "2026", "--out", "文号.pdf")[0] == 2


def test_the_series_itself_is_shown_and_lists_with_the_ledgers(line, registry):
    code, shown = line.json("show", registry.series)
    assert (code, shown["kind"]) == (0, "numbers")
    assert [h["ended"] for h in shown["fields"]["series"]["holdings"]] == ["released", ""]
    assert "持号" in line.text("show", registry.series)[1]
    assert registry.series in {one["id"] for one in line.json("list", "ledger")[1]}
