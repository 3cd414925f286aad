"""``register``: 收文登记簿 and 领导批示台账 as files, by days, from what is on this device."""

import shutil
from datetime import datetime

import pytest
from openpyxl import load_workbook

from oa_client.app.ports import Session
from oa_client.domain.calendar import BEIJING
from oa_client.domain.decision import Command
from oa_client.domain.matter import MatterId
from oa_client.store.profile import open_profile
from oa_client.system.keyslots import KeySlots
from tests.cli.test_cli import NO_KEYRING, PASSWORD, Line
from tests.export.reading import read
from tests.fakes.portal import dead_port
from tests.store.centre import ME, Centre


def day(month, number):
    return int(datetime(2026, month, number, 9, tzinfo=BEIJING).timestamp())


PAPERS = [("7-21", "年前的通知", day(1, 5)), ("7-22", "三月的通知", day(3, 31)), ("7-23", "四月的通知", day(4, 1))]


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A clerk's profile with three papers in the register, one of them by its header only, and an instruction."""
    folder = tmp_path_factory.mktemp("registers") / "profile"
    profile = open_profile(folder, KeySlots(folder, NO_KEYRING).create(PASSWORD).key)
    profile.outbox.keep_session(Session(f"http://127.0.0.1:{dead_port()}", "wang", ME, "人员1", 7, "token"))
    centre = Centre()
    for id, title, at in PAPERS:
        fields = {"title": title, "handling": "action", "received_at": at, "issuer": "区住建局", "number": f"文{id}"}
        assert centre.act(1, Command(MatterId(id), "incoming", "register", fields))
    words = {"title": "关于停车问题", "leader": "p3", "instructed_at": day(3, 2), "words": "=请速办"}
    assert centre.act(1, Command(MatterId("7-30"), "instruction", "record", words))
    with profile.replica.page() as page:
        page.wipe(1)
        centre.tell_directory(page)
        for id in ("7-21", "7-22", "7-30"):
            centre.tell(page, id)
        page.put_header(centre.header("7-23"))
    profile.replica.take_changes()
    profile.close()
    return folder


@pytest.fixture
def line(template, tmp_path):
    return Line(shutil.copytree(template, tmp_path / "profile"))


def rows(line, name):
    found = list(load_workbook(line.folder / name).active.iter_rows(values_only=True))
    return [dict(zip(found[0], row, strict=True)) for row in found[1:]]


def test_the_days_asked_for_are_in_it_with_both_ends(line):
    code, found = line.json("register", "incoming", "--from", "2026-02-01", "--to", "2026-03-31", "--out", "簿.xlsx")
    assert (code, found["lines"]) == (0, 1)
    (only,) = rows(line, "簿.xlsx")
    assert (only["标题"], only["来文单位"], only["来文文号"]) == ("三月的通知", "区住建局", "文7-22")
    assert only["收文日期"] == datetime.fromisoformat("2026-03-31")


def test_a_year_is_all_of_it_the_oldest_first_and_a_header_says_what_it_knows(line):
    assert line.text("register", "incoming", "--year", "2026", "--out", "簿.xlsx")[0] == 0
    found = rows(line, "簿.xlsx")
    assert [r["标题"] for r in found] == ["年前的通知", "三月的通知", "四月的通知"]
    assert [r["备注"] or "" for r in found] == ["", "", "未取全文"]
    assert line.json("register", "incoming", "--year", "2025", "--out", "旧.xlsx")[1]["lines"] == 0


def test_it_is_set_as_pdf_with_unit_and_span(line):
    code, found = line.json("register", "incoming", "--year", "2026", "--out", "簿.pdf")
    assert (code, found["pages"]) == (0, 1)
    (page,) = read((line.folder / "簿.pdf").read_bytes())
    assert "望春街道收文登记簿" in page.run
    assert "2026年" in page.run


def test_instructions_are_a_ledger_and_no_words_become_a_formula(line):
    assert line.text("register", "instruction", "--out", "账.xlsx")[0] == 0
    sheet = load_workbook(line.folder / "账.xlsx").active
    words = next(cell for cell in sheet[2] if cell.value == "=请速办")
    assert words.data_type == "s"
    assert rows(line, "账.xlsx")[0]["批示领导"] == "人员3"


def test_a_file_that_is_there_is_not_written_over(line):
    (line.folder / "簿.pdf").write_bytes(b"before")
    code, found = line.json("register", "incoming", "--out", "簿.pdf")
    assert (code, found["code"]) == (1, "file_unwritable")
    assert (line.folder / "簿.pdf").read_bytes() == b"before"


@pytest.mark.parametrize(
    "more",
    [
        ["--out", "簿.docx"],
        ["--out", "簿.pdf", "--from", "去年"],
        ["--out", "簿.pdf", "--from", "2026-05-01", "--to", "2026-04-01"],
        ["--out", "簿.pdf", "--year", "0"],
        [],
    ],
)
def test_what_makes_no_sense_is_wrong_use(line, more):
    assert line.text("register", "incoming", *more)[0] == 2
