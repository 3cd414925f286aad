"""工作报告分解: each row judged by itself and against the others, everything kept or nothing, also without a link."""

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from oa_client.app.breakdown import Defaults, keep, planned
from oa_client.app.tabular import MOST_BYTES, MOST_ROWS, Foreign
from oa_client.domain.calendar import BEIJING
from oa_client.domain.decision import Command
from oa_client.domain.matter import MatterId
from oa_client.domain.people import Role
from oa_client.export.reading import read_workbook
from oa_client.export.tables import FileTables
from oa_client.ui.centre.presenter import CentrePresenter
from oa_client.wording import breakdown
from tests.ui.conftest import AtOnce
from tests.ui.matter_desk import Scene
from tests.ui.supervision_pictures import folk, issued
from tests.ui.test_presenters import View

HEAD = ["编号", "上级编号", "工作任务", "工作要求", "主办单位", "协办单位", "完成时限", "反馈周期", "督查领导"]
STREET, HOUSING, RESCUE = "望春街道办事处", "区住房和城乡建设局", "区应急管理局"


def row(
    number, title, *, above="", lead=STREET, assist="", due="2026-12-31", cycle="每月", leader="蒋永康", wanted="x"
):
    return [number, above, title, wanted, lead, assist, due, cycle, leader]


def book(*rows, head=HEAD, change=None):
    made = Workbook()
    sheet = made.active
    sheet.append(["2026年政府工作报告任务分解表"])
    sheet.append(head)
    for one in rows:
        sheet.append(one)
    if change is not None:
        change(sheet)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.fixture
def scene():
    return Scene(me=1, folk=folk())


def plan(scene, data, **usual):
    return planned(scene.desk, read_workbook(data), Defaults(**usual))


def codes(scene, *rows, **more):
    return [[f.code for f in t.faults] for t in plan(scene, book(*rows, **more)).tasks]


def test_a_good_table_becomes_items_its_parts_behind_what_they_are_part_of(scene):
    rows = (
        row(2, "小区A改造", above=1, lead=RESCUE, due=datetime(2026, 12, 1, tzinfo=BEIJING).replace(tzinfo=None)),
        row(1, "老旧小区改造", assist=f"{HOUSING}、{RESCUE}", due=date(2026, 12, 31)),
        row(3, "口袋公园", due=46_387, cycle="每季度"),
    )
    made = plan(scene, book(*rows))
    assert made.whole
    assert breakdown.summary(made) == "共 3 行，都可以导入。"
    kept = keep(scene.desk, made.good)
    commands = [p.command for p in scene.outbox.pending()]
    assert [c.fields["title"] for c in commands] == ["老旧小区改造", "口袋公园", "小区A改造"]
    assert commands[2].fields["parent"] == kept[0].matter
    assert commands[0].fields["assist"] == ["c4", "c3"]
    assert (commands[1].fields["cycle"], commands[0].fields["source"]) == ("quarterly", "work_report")
    days = [datetime.fromtimestamp(c.fields["due"], BEIJING).date() for c in commands]
    assert days == [date(2026, 12, 31), date(2026, 12, 31), date(2026, 12, 1)]


def test_an_item_that_is_undone_takes_its_parts_with_it_and_every_word_is_a_draft(scene):
    made = plan(scene, book(row(2, "小区A改造", above=1), row(3, "口袋公园"), row(1, "老旧小区改造")))
    kept = {p.command.fields["title"]: p for p in scene.outbox.pending()} if keep(scene.desk, made.good) else {}
    told = []
    scene.desk.listen(told.append)
    view = View()
    CentrePresenter(scene.desk, AtOnce(), view).undo(kept["老旧小区改造"].n)
    assert [p.command.fields["title"] for p in scene.outbox.pending()] == ["口袋公园"]
    gone = {kept[title].command.matter for title in ("老旧小区改造", "小区A改造")}
    assert [one.matters for one in told if one.outbox] == [gone]
    assert view.last("say") == ("已撤销，写明与它有关的 1 件一并撤销；您写的内容都存为草稿。",)
    words = {draft.data["fields"]["title"]: draft.data["fields"]["requirements"] for draft in scene.outbox.drafts()}
    assert words == {"老旧小区改造": "x", "小区A改造": "x"}


def test_what_fell_with_it_stands_in_its_form_and_names_nothing_that_is_gone(scene):
    made = plan(scene, book(row(2, "小区A改造", above=1), row(1, "老旧小区改造")))
    first = keep(scene.desk, made.good)[0]
    merged = Command(MatterId("9-4"), "supervision", "merge", {"into": first.matter, "reason": "同一件事"})
    scene.outbox.queue(merged, scene.post, 1)
    scene.desk.undo(first.n)
    drafts = {one.key: one.data["fields"] for one in scene.outbox.drafts()}
    assert {key: fields.get("title") for key, fields in drafts.items()} == {
        "new/supervision/1": "老旧小区改造",
        "new/supervision/apart-1": "小区A改造",
        "act/9-4/merge/apart": None,
    }
    assert drafts["act/9-4/merge/apart"] == {"reason": "同一件事"}
    assert "parent" not in drafts["new/supervision/apart-1"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"due": "2026-02-30"}, "no_such_day"),
        ({"due": "年底前"}, "bad_day"),
        ({"due": 12}, "bad_day"),
        ({"due": "2025-12-31"}, "due_in_the_past"),
        ({"due": None}, "cell_missing"),
        ({"lead": "望春街道"}, "unit_unknown"),
        ({"lead": "芦港村"}, "not_an_object"),
        ({"assist": "芦港村、没有这个单位"}, "unit_unknown"),
        ({"assist": STREET}, "lead_assists_itself"),
        ({"leader": "李芳"}, "not_a_leader"),
        ({"leader": ""}, "no_approver"),
        ({"cycle": "每天"}, "no_such_cycle"),
        ({"wanted": "长" * 4001}, "too_long"),
        ({"wanted": "【机密】附件"}, "secret_marking"),
    ],
)
def test_a_wrong_row_is_told_with_why(scene, wrong, code):
    (faults,) = codes(scene, row(1, "任务", **wrong))
    assert code in faults
    (task,) = plan(scene, book(row(1, "任务", **wrong))).tasks
    assert "{" not in breakdown.state(task)


def test_an_unknown_unit_is_told_with_the_names_like_it(scene):
    (task,) = plan(scene, book(row(1, "任务", lead="望春街道办"))).tasks
    assert breakdown.state(task) == f"通讯录里没有“望春街道办”；相近的有：{STREET}"


def test_rows_are_judged_against_each_other(scene):
    issued(scene, title="汛期隐患销号")
    rows = (
        row(1, "甲", above=2),
        row(2, "乙", above=1),
        row(3, "丙", above=9),
        row(4, "丁"),
        row(4, "戊"),
        row(5, "丁"),
        row(6, "汛期隐患销号"),
    )
    assert codes(scene, *rows) == [
        ["rows_loop"],
        ["rows_loop"],
        ["above_unknown"],
        [],
        ["number_twice"],
        ["row_twice"],
        ["supervised_already"],
    ]


def test_a_formula_counts_by_its_value_and_one_without_value_does_not(scene):
    def formula(sheet):
        sheet["C3"] = '="任务"&"一"'

    data = book(row(1, "x"), change=formula)
    (task,) = plan(scene, data).tasks
    assert "formula_empty" in [f.code for f in task.faults]
    valued = _with_value(data, "TASK")
    (task,) = plan(scene, valued).tasks
    assert (task.fields["title"], [f.code for f in task.remarks], task.faults) == ("TASK", ["formula_used"], ())
    assert "公式" in breakdown.state(task)


def _with_value(data, value):
    """The workbook as a table program saves it: the value beside the formula."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for info in before.infolist():
            text = before.read(info)
            if info.filename.endswith("sheet1.xml"):
                assert b"</f><v></v>" in text
                text = text.replace(b'<c r="C3">', b'<c r="C3" t="str">')
                text = text.replace(b"</f><v></v>", f"</f><v>{value}</v>".encode())
            after.writestr(info, text)
    return out.getvalue()


def test_merged_cells_are_filled_and_it_is_said(scene):
    def merge(sheet):
        sheet["E4"] = None
        sheet.merge_cells("E3:E4")

    made = plan(scene, book(row(1, "甲"), row(2, "乙"), change=merge))
    assert [t.fields["lead"] for t in made.tasks] == ["c2", "c2"]
    assert [[f.code for f in t.remarks] for t in made.tasks] == [["merged_filled"], ["merged_filled"]]


def test_missing_and_doubled_columns_are_named(scene):
    (fault,) = plan(scene, book(row(1, "任务")[:4], head=HEAD[:4])).faults
    assert breakdown.said(fault) == "表头缺少：主办单位、完成时限；这几列必须有，先后不限。"
    (twice,) = plan(scene, book([*row(1, "x"), STREET], head=[*HEAD, "牵头单位"])).faults
    assert twice.code == "column_twice"
    assert [f.code for f in plan(scene, book()).faults] == ["no_rows"]


def test_one_wrong_row_keeps_all_out_unless_the_good_ones_are_asked_for(scene):
    made = plan(scene, book(row(1, "甲", due="x"), row(2, "乙", above=1), row(3, "丙")))
    assert not made.whole
    assert [t.cells["title"] for t in made.good] == ["丙"]


def test_who_is_no_supervisor_is_told(scene):
    (task,) = plan(Scene(me=4), book(row(1, "任务"))).tasks
    assert [f.code for f in task.faults] == ["not_a_supervisor_here"]


def test_inside_a_house_nobody_outside_is_addressed(scene):
    assert [t.faults for t in plan(scene, book(row(1, "任务")), mode="internal").tasks] == [()]


def at_home(me):
    """The desk of somebody who supervises in his own unit."""
    known = folk()
    posts = {n: replace(p, roles=p.roles | {Role.SUPERVISOR}) if n == me else p for n, p in known.posts.items()}
    return Scene(me=me, folk=replace(known, posts=posts))


WITH_WAYS = [*HEAD, "督查方式", "授权依据"]


def test_a_street_makes_items_of_its_own_house_and_reaches_nobody_else():
    scene = at_home(2)
    rows = [
        row(1, "甲", lead="芦港村", leader="周建国"),
        row(2, "乙", lead=HOUSING, leader="周建国"),
        [*row(3, "丙", lead="芦港村", leader="周建国"), "政府督查"],
        [*row(4, "丁", lead="芦港村", leader="周建国"), "督办"],
        [*row(5, "戊", lead="芦港村", leader="周建国"), "督察"],
    ]
    made = plan(scene, book(*rows, head=WITH_WAYS))
    assert [[f.code for f in t.faults] for t in made.tasks] == [
        [],
        ["outside_house"],
        ["no_government_supervision"],
        [],
        ["no_such_mode"],
    ]
    assert isinstance(keep(scene.desk, made.good), tuple)
    assert [p.command.fields["mode"] for p in scene.outbox.pending()] == ["internal", "internal"]
    assert "内部督办" in {breakdown.way(t) for t in made.tasks}


def test_a_row_may_choose_its_way_where_the_rules_leave_a_choice(scene):
    rows = [row(1, "甲"), [*row(2, "乙"), "内部督办"], [*row(3, "丙"), "政府督查"]]
    made = plan(scene, book(*rows, head=WITH_WAYS))
    assert made.whole
    assert [t.fields["mode"] for t in made.tasks] == ["government", "internal", "government"]
    said = plan(scene, book(*rows, head=WITH_WAYS), mode="internal")
    assert [t.fields["mode"] for t in said.tasks] == ["internal", "internal", "government"]


def test_a_department_supervises_others_where_the_row_says_by_whose_authority():
    scene = at_home(9)
    known = [row(1, "甲", leader="沈国栋"), [*row(2, "乙", leader="沈国栋"), "", "明政函〔2026〕3号"]]
    made = plan(scene, book(*known, head=WITH_WAYS))
    assert [t.fields["mode"] for t in made.tasks] == ["internal", "government"]
    assert [[f.code for f in t.faults] for t in made.tasks] == [["outside_house"], []]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "sheet_broken"),
        (b"PK\x03\x04 cut", "sheet_broken"),
        (b"\xd0\xcf\x11\xe0 old", "sheet_old"),
        (b"\xd0\xcf\x11\xe0" + bytes(508) + "EncryptedPackage".encode("utf-16-le"), "sheet_locked"),
        (b"PK" + b"0" * MOST_BYTES, "sheet_too_large"),
    ],
)
def test_a_file_that_is_no_sound_workbook_is_refused_before_it_is_read(data, code):
    with pytest.raises(Foreign) as caught:
        read_workbook(data)
    assert caught.value.code == code


def test_a_bomb_and_an_entity_are_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"0" * 80_000_000)
    with pytest.raises(Foreign) as caught:
        read_workbook(out.getvalue())
    assert caught.value.code == "sheet_too_large"
    entity = _replaced(book(row(1, "x")), "xl/workbook.xml", b'<!DOCTYPE a [<!ENTITY b "c">]>')
    with pytest.raises(Foreign) as caught:
        read_workbook(entity)
    assert caught.value.code == "sheet_broken"


def _changed(data, name, before, after):
    """The workbook with these bytes of a part written differently."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as was, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for info in was.infolist():
            content = was.read(info)
            assert info.filename != name or before in content
            package.writestr(info.filename, content.replace(before, after, 1) if info.filename == name else content)
    return out.getvalue()


def _replaced(data, name, head):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for info in before.infolist():
            after.writestr(info, head + before.read(info) if info.filename == name else before.read(info))
    return out.getvalue()


def test_too_many_rows_are_refused():
    def far(sheet):
        sheet.cell(MOST_ROWS + 1, 1, "x")

    with pytest.raises(Foreign) as caught:
        read_workbook(book(change=far))
    assert caught.value.code == "sheet_too_many_rows"


def test_a_book_that_counts_days_from_1904_says_which_days_are_not_sure(scene):
    data = book(row(1, "甲", due=46_387), row(2, "乙", due=date(2026, 12, 31)), row(3, "丙"))
    old = _changed(data, "xl/workbook.xml", b"<workbookPr", b'<workbookPr date1904="1"')
    first, _dated, third = plan(scene, old).tasks
    assert [f.code for f in first.faults] == ["day_since_1904"]
    assert "1904" in breakdown.state(first)
    assert not third.faults
    assert plan(scene, data).whole
    real = load_workbook(io.BytesIO(data))
    real.epoch = CALENDAR_MAC_1904
    real.active["G4"] = datetime(2026, 12, 31)  # noqa: DTZ001 - as a cell has it
    out = io.BytesIO()
    real.save(out)
    assert [f.code for f in plan(scene, out.getvalue()).tasks[1].faults] == []


def test_the_template_is_read_back_and_says_to_fill_it_in(scene):
    made = plan(scene, FileTables().workbook(breakdown.template()))
    assert not made.faults
    (task,) = made.tasks
    assert "cell_missing" in [f.code for f in task.faults]
