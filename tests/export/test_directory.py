"""The address book as files, read back by other readers than ours where there is one."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from oa_client.app.directory import Format, People
from oa_client.domain.people import Directory, Person, PersonId, Post, PostId, UnitId
from oa_client.export.directory import HEADS, as_bytes, write
from oa_client.export.vcards import folded
from tests.fakes.office import STREET, UNITS

NASTY = '=HYPERLINK("http://x","点我")'


@pytest.fixture
def staff():
    posts = {
        PostId(1): Post(PostId(1), STREET, "主任", order=1),
        PostId(2): Post(PostId(2), UnitId(1), "党组成员,兼职;副", order=1),
        PostId(3): Post(PostId(3), STREET, NASTY, order=2),
    }
    people = [
        Person(
            PersonId(1), "周建国", (PostId(1), PostId(2)), "+86 574-8701", "zhoujianguo", short="6002", mobile="139"
        ),
        Person(PersonId(2), "𠮷田㐂", (PostId(3),)),
    ]
    return People(Directory(UNITS, posts, {p.id: p for p in people})).staff_under(UnitId(1))


def rows_of(data, encoding):
    return list(csv.reader(io.StringIO(data.decode(encoding), newline="")))


@pytest.mark.parametrize(("form", "encoding"), [(Format.CSV, "utf-8-sig"), (Format.CSV_GB, "gb18030")])
def test_csv_has_every_line_and_nothing_a_table_program_would_run(staff, form, encoding):
    rows = rows_of(as_bytes(staff, form), encoding)
    assert rows[0] == list(HEADS)
    assert [row[0] for row in rows[1:]] == ["周建国", "周建国", "𠮷田㐂"]
    assert rows[2] == ["周建国", "主任", "望春街道办事处", "'+86 574-8701", "139", "6002"]
    assert rows[3][1] == f"'{NASTY}"


def test_utf8_says_so_with_a_mark_and_gb18030_bears_none(staff):
    assert as_bytes(staff, Format.CSV).startswith(b"\xef\xbb\xbf")
    assert as_bytes(staff, Format.CSV_GB).startswith("姓名".encode("gb18030"))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r="])
def test_each_beginning_of_a_formula_is_made_harmless(staff, start):
    from dataclasses import replace

    one = replace(staff[0], person=replace(staff[0].person, name=f"{start}1"))
    assert rows_of(as_bytes([one], Format.CSV), "utf-8-sig")[1][0] == f"'{start}1"


def test_xlsx_cells_are_text_whatever_they_look_like(staff):
    sheet = load_workbook(io.BytesIO(as_bytes(staff, Format.XLSX))).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[0] == list(HEADS)
    assert cells[3][:3] == ["𠮷田㐂", NASTY, "望春街道办事处"]
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert sheet.freeze_panes == "A2"


def test_xlsx_leaves_out_what_no_workbook_can_hold(staff):
    from dataclasses import replace

    one = replace(staff[0], person=replace(staff[0].person, name="周\x00建\x0b国"))
    sheet = load_workbook(io.BytesIO(as_bytes([one], Format.XLSX))).active
    assert sheet["A2"].value == "周建国"


@pytest.mark.parametrize("form", [Format.VCARD3, Format.VCARD4])
def test_a_person_is_one_card_with_all_his_posts(staff, form):
    text = as_bytes(staff, form).decode()
    first, second = text.split("END:VCARD\r\n")[:2]
    assert text.count("BEGIN:VCARD") == 2
    assert f"VERSION:{'4.0' if form is Format.VCARD4 else '3.0'}\r\n" in first
    for line in ("FN:周建国", "item2.ORG:望春街道办事处", "item2.TITLE:主任", "NOTE:短号 6002"):
        assert f"{line}\r\n" in first
    assert "item1.TITLE:党组成员\\,兼职\\;副\r\n" in first
    assert "FN:𠮷田㐂\r\n" in second
    assert "TEL" not in second


def test_no_text_breaks_out_of_its_line(staff):
    from dataclasses import replace

    one = replace(staff[0], person=replace(staff[0].person, name="周\r\nTEL:110\\;"))
    text = as_bytes([one], Format.VCARD3).decode()
    assert "\r\nTEL:110" not in text
    assert "FN:周\\nTEL:110\\\\\\;" in text


def test_long_lines_are_folded_inside_no_character():
    line = "NOTE:" + "望春街道办事处" * 12
    parts = folded(line).split("\r\n")
    assert all(len(part.encode()) <= 75 for part in parts)
    assert all(part.startswith(" ") for part in parts[1:])
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line


def test_a_file_is_there_whole_or_as_it_was(staff, tmp_path):
    place = tmp_path / "通讯录.vcf"
    place.write_text("旧的")
    write(staff, Format.VCARD3, place)
    assert place.read_bytes() == as_bytes(staff, Format.VCARD3)
    with pytest.raises(FileNotFoundError):
        write(staff, Format.VCARD3, tmp_path / "没有" / "x.vcf")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["通讯录.vcf"]
