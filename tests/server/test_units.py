"""A district built from the command line: its units with their posts, from a file or one by one, until people come."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import Workbook

from oa_client.domain.people import (
    Directory,
    Level,
    Person,
    PersonId,
    Post,
    PostId,
    Role,
    Unit,
    UnitId,
    clerks_scope,
    unit_scope,
)
from server_stub.__main__ import main
from server_stub.cannot import CannotDo
from server_stub.register import import_people, list_people
from server_stub.tabular import UNITS, read_rows
from server_stub.unit_intake import UnitPlanner
from server_stub.units import change_posts, close_unit, import_units, list_units, rename_unit
from tests.server.office import Office

HEAD = "单位,上级,层级,排序,岗位"
THREE_LEVELS = f"""{HEAD}
海东街道,,街道,1,
望海社区,海东街道,社区,1,
党政办公室,海东街道,科室,2,
区财政局,,部门,2,收发员；局长=领导+主要负责人+财政局长；预算科=承办人、财政业务科室
"""
EMPTY = Directory(
    {UnitId(1): Unit(UnitId(1), "海东区", None, Level.DISTRICT)},
    {PostId(1): Post(PostId(1), UnitId(1), "收发员", frozenset({Role.CLERK}))},
)


@pytest.fixture
def office():
    """A centre as ``init`` makes it, without the account: the district and its clerk, nothing else."""
    office = Office.open()
    with office.centre.work() as work:
        for table in ("row", "member"):
            work.connection.exec_driver_sql(f"delete from {table}")
        work.drop_directory()
    office.centre.put([*EMPTY.units.values(), *EMPTY.posts.values(), Person(PersonId(1), "管理员", (PostId(1),))])
    return office


@pytest.fixture
def planned(tmp_path):
    """What a file comes to against a district; no centre is needed to say it."""

    def planned(content, directory=EMPTY):
        path = tmp_path / "单位.csv"
        path.write_text(content, "utf-8")
        return UnitPlanner(directory).plan(read_rows(path, UNITS))

    return planned


def after(plan, directory=EMPTY):
    return Directory({**directory.units, **plan.units}, {**directory.posts, **plan.posts}, directory.people)


@pytest.fixture
def take(office, tmp_path):
    """Takes a file of units in; what it came to."""

    def take(content, name="单位.csv", *, dry_run=False):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return import_units(office.centre, path, dry_run=dry_run)

    return take


def unit(office, name):
    return next(u for u in office.centre.directory().units.values() if u.name == name)


def posts(office, name):
    of = unit(office, name).id
    return {p.title: set(p.roles) for p in office.centre.directory().posts.values() if p.unit == of}


def test_a_file_makes_three_levels_with_their_posts(office, take):
    plan = take(THREE_LEVELS)
    assert plan.errors == []
    directory = office.centre.directory()
    street, community = unit(office, "海东街道"), unit(office, "望海社区")
    assert (street.level, directory.units[street.parent].name) == (Level.STREET, "海东区")
    assert (community.level, community.parent) == (Level.COMMUNITY, street.id)
    assert posts(office, "海东街道")["收发员"] == {Role.CLERK}
    assert posts(office, "望海社区")["主要负责人"] == {Role.LEADER, Role.PRINCIPAL}
    assert posts(office, "区财政局") == {
        "收发员": {Role.CLERK},
        "局长": {Role.LEADER, Role.PRINCIPAL, Role.FINANCE_HEAD},
        "预算科": {Role.HANDLER, Role.FINANCE},
    }


def test_a_section_is_of_the_level_of_its_organ(planned):
    assert {u.name: u.level for u in planned(THREE_LEVELS).units.values()}["党政办公室"] is Level.STREET


def test_the_order_of_the_lines_does_not_matter(planned):
    head, *lines = THREE_LEVELS.splitlines()
    plan = planned("\n".join([head, *reversed(lines)]))
    number = {u.name: u.id for u in plan.units.values()}
    assert plan.errors == []
    assert plan.units[number["望海社区"]].parent == number["海东街道"]


def test_people_come_in_afterwards(office, take, tmp_path):
    take(THREE_LEVELS)
    path = tmp_path / "人员.csv"
    path.write_text("姓名,单位,职务,账号\n赵明,海东街道,收发员,zhaoming\n钱芳,望海社区,收发员,qianfang\n", "utf-8")
    plan, passwords = import_people(office.centre, path, dry_run=False)
    assert plan.errors == []
    assert plan.posts == []
    assert set(passwords) == {"zhaoming", "qianfang"}
    person = next(p.id for p in office.centre.directory().people.values() if p.name == "钱芳")
    assert clerks_scope(unit(office, "望海社区").id) in office.centre.directory().scopes_of(person)
    listed = [line for line in list_people(office.centre) if "钱芳" in line]
    (post,) = office.centre.directory().people[person].posts
    assert listed == [f"qianfang\t钱芳\t海东街道/望海社区 收发员 ({post})［收发员］"]


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        (",,街道,,", "没有填单位。"),
        ("某镇,,,,", "没有填层级。"),
        ("某镇,,县,,", "不认识层级“县”，只能填：区、部门、街道、镇、社区、村、科室。"),
        ("某镇,,镇,第一,", "排序“第一”不是整数。"),
        ("某镇,别的区,镇,,", "没有叫“别的区”的上级单位；请先建它，或写进这张表。"),
        ("某镇,望海社区,镇,,", "镇不能设在社区（望海社区）下面。"),
        ("某科,,科室,,", "科室不能直接设在区（海东区）下面；区直的请写“部门”。"),
        ("另一区,,区,,", "只有一个区，已经有了：海东区。"),
        ("海东街道,,街道,,", "与第 2 行重复：海东街道已经写过。"),
        (
            "某镇,,镇,,镇长",
            "岗位“镇长”没有写角色，请写成“镇长=承办人”这样；"
            "角色可填：收发员、领导、承办人、审核人、主要负责人、财政业务科室、财政局长、分管财政领导、督查员。",
        ),
        (
            "某镇,,镇,,镇长=县长",
            "不认识角色“县长”，只能填：收发员、领导、承办人、审核人、主要负责人、财政业务科室、财政局长、分管财政领导、督查员。",
        ),
        ("某镇,,镇,,镇长=领导；镇长=领导", "岗位“镇长”写了两次。"),
        (
            "甲/乙,,镇,,",
            "单位“甲/乙”里有“/”，它是用来隔开几个名称的；一行只写一个，要补充的写在括号里，如 财政局（国资办）。",
        ),
        (
            "甲；乙,,镇,,",
            "单位“甲；乙”里有“；”，它是用来隔开几个名称的；一行只写一个，要补充的写在括号里，如 财政局（国资办）。",
        ),
    ],
)
def test_one_wrong_row_is_told_by_its_number(planned, line, wrong):
    assert planned(THREE_LEVELS + line + "\n").errors == [f"第 6 行：{wrong}"]


def test_an_official_name_may_have_a_pause_mark_in_it(office, take):
    head = THREE_LEVELS.splitlines()[0]
    plan = take(f"{head}\n经济发展、生态环境办公室,海东区,部门,,\n")
    assert plan.errors == []
    assert unit(office, "经济发展、生态环境办公室").level is Level.DEPARTMENT


def test_while_one_row_is_wrong_nothing_comes_in(office, take):
    before = office.centre.directory()
    assert len(take(THREE_LEVELS + "某镇,,县,,\n").errors) == 1
    assert office.centre.directory() == before


def test_units_that_stand_under_each_other_are_told(planned):
    content = f"{HEAD}\n甲局,乙局,部门,,\n乙局,甲局,部门,,\n"
    assert planned(content).errors == [
        "第 2 行：没有叫“乙局”的上级单位；请先建它，或写进这张表。",
        "第 3 行：没有叫“甲局”的上级单位；请先建它，或写进这张表。",
    ]


def test_two_units_of_one_name_are_not_guessed(planned):
    more = "海西街道,,街道,,\n党政办公室,海西街道,科室,,\n值班室,党政办公室,科室,,\n"
    assert planned(THREE_LEVELS + more).errors == [
        "第 8 行：有 2 个单位叫“党政办公室”，请写上它的上级，如：海东街道/党政办公室；海西街道/党政办公室。"
    ]


def test_a_dry_run_says_the_same_and_changes_nothing(office, take):
    before = office.centre.directory()
    tried = take(THREE_LEVELS, dry_run=True)
    assert office.centre.directory() == before
    assert take(THREE_LEVELS).told() == tried.told()


def test_the_same_file_again_changes_nothing(planned):
    once = after(planned(THREE_LEVELS))
    again = planned(THREE_LEVELS, once)
    assert again.told() == "新增 0 个单位，变更 0 个，不变 4 个，新设岗位 0 个，变更岗位 0 个"
    assert after(again, once) == once


def test_a_level_is_not_changed_by_a_file(planned):
    plan = planned(f"{HEAD}\n海东街道,,镇,,\n", after(planned(THREE_LEVELS)))
    assert plan.errors == ["第 2 行：海东街道已经有了，是街道；导入不改层级。"]


def test_a_file_that_writes_posts_has_the_say_on_their_roles(office, take):
    take(THREE_LEVELS)
    plan = take(f"{HEAD}\n海东区,,区,,区长=领导+主要负责人\n海东街道,,街道,,经办人=承办人+督查员\n")
    assert plan.told() == "新增 0 个单位，变更 0 个，不变 2 个，新设岗位 1 个，变更岗位 1 个"
    assert posts(office, "海东街道")["经办人"] == {Role.HANDLER, Role.SUPERVISOR}
    assert posts(office, "海东街道")["收发员"] == {Role.CLERK}
    assert posts(office, "海东区")["区长"] == {Role.LEADER, Role.PRINCIPAL}


def test_a_workbook_will_do(office, take):
    book = Workbook()
    for row in (
        ["海东区机构"],
        ["层级", "单位名称", "上级单位"],
        ["镇", "东湖镇", None],
        ["村", "东湖村", "海东区/东湖镇"],
    ):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    assert take(out.getvalue(), "单位.xlsx").errors == []
    assert unit(office, "东湖村").parent == unit(office, "东湖镇").id


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        ("单位,上级\n甲局,\n", "表头缺少：层级"),
        ("甲局,,部门\n", "前几行里没有找到表头；表头要有“单位”“层级”这几列"),
    ],
)
def test_a_file_without_its_columns_is_told_in_a_sentence(planned, content, wrong):
    with pytest.raises(CannotDo, match=wrong):
        planned(content)


def test_a_unit_is_renamed_with_its_posts_and_its_people(office, take):
    take(THREE_LEVELS)
    number = unit(office, "望海社区").id
    rename_unit(office.centre, "海东街道/望海社区", "望潮社区")
    assert unit(office, "望潮社区").id == number
    with pytest.raises(CannotDo, match="海东区下面已有“海东街道”"):
        rename_unit(office.centre, "区财政局", "海东街道")
    with pytest.raises(CannotDo, match="没有叫“西区”的单位"):
        rename_unit(office.centre, "西区", "东区")


def test_posts_are_added_to_a_unit(office, take):
    take(THREE_LEVELS)
    change_posts(office.centre, "海东街道", "督查专员=督查员")
    assert posts(office, "海东街道")["督查专员"] == {Role.SUPERVISOR}
    with pytest.raises(CannotDo, match="没有写角色"):
        change_posts(office.centre, "海东街道", "闲职")


def test_a_closed_unit_is_named_by_nobody_any_more_and_keeps_its_name(office, take):
    take(THREE_LEVELS)
    gone = unit(office, "望海社区")
    close_unit(office.centre, "望海社区")
    directory = office.centre.directory()
    assert directory.units[gone.id].name == "望海社区"
    assert not directory.knows(unit_scope(gone.id))
    assert not directory.knows(clerks_scope(gone.id))
    assert f"望海社区（社区，{gone.id} 号，已撤销）" in "\n".join(list_units(office.centre))


def test_a_unit_with_people_or_units_is_not_closed(office, take):
    take(THREE_LEVELS)
    with pytest.raises(CannotDo, match="下面还有：望海社区、党政办公室"):
        close_unit(office.centre, "海东街道")
    clerk = next(p.id for p in office.centre.directory().posts.values() if p.unit == unit(office, "望海社区").id)
    office.centre.put([Person(PersonId(50), "钱芳", (PostId(clerk),))])
    with pytest.raises(CannotDo, match="还有人任职：钱芳"):
        close_unit(office.centre, "望海社区")
    with pytest.raises(CannotDo, match="不能撤销区"):
        close_unit(office.centre, "海东区")


def test_a_unit_for_which_work_waits_is_not_closed(office, take):
    take(THREE_LEVELS)
    matter = office.do(1, "write", to=[f"c{unit(office, '望海社区').id}"], doers=[f"c{unit(office, '望海社区').id}"])
    assert matter
    with pytest.raises(CannotDo, match="还有 1 项任务等着它办"):
        close_unit(office.centre, "望海社区")


def test_a_unit_whose_turn_is_still_to_come_is_not_closed(office, take):
    take(THREE_LEVELS)
    clerks = f"c{unit(office, '望海社区').id}"
    fields = {"title": "防汛通知", "mode": "sequential", "purpose": "action", "readers": [["p1"], [clerks]]}
    matter = office.do(1, "circulate", kind="circulation", **fields)
    with pytest.raises(CannotDo, match=r"还有 1 件事项以后要轮到它办（防汛通知）"):
        close_unit(office.centre, "望海社区")
    office.do(1, "close", matter, kind="circulation")
    close_unit(office.centre, "望海社区")


def test_none_is_closed_while_what_waits_for_it_may_still_come_back(office, take):
    take(THREE_LEVELS)
    office.centre.restore(office.centre.snapshot())
    with pytest.raises(CannotDo, match="中心正在恢复"):
        close_unit(office.centre, "望海社区")
    office.centre.close_restore()
    close_unit(office.centre, "望海社区")


def test_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ["--data", str(tmp_path / "c")]
    assert main(["init", *data, "--district", "海东区"]) == 0
    assert capsys.readouterr().out.startswith("账号 admin　初始密码 ")
    file = tmp_path / "单位.csv"
    file.write_text(THREE_LEVELS, "gb18030")
    assert main(["units", "import", *data, str(file), "--dry-run"]) == 0
    assert capsys.readouterr().out.startswith("预览（没有改动）：新增 4 个单位")
    assert main(["units", "import", *data, str(file)]) == 0
    assert main(["units", "add", *data, "--name", "湖东村", "--level", "村", "--parent", "海东街道"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("湖东村（村，")
    assert main(["units", "list", *data]) == 0
    listed = capsys.readouterr().out
    assert "海东区（区，1 号）：收发员 (1)［收发员］\n" in listed
    assert "\n　　湖东村（村，6 号）：收发员 " in listed
    file.write_text(THREE_LEVELS + "某镇,,县,,\n", "utf-8")
    assert main(["units", "import", *data, str(file)]) == 1
    assert "有 1 行不对，一行也没有导入：\n第 6 行：不认识层级“县”" in capsys.readouterr().err
