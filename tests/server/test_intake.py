"""Taking people in from files as offices have them: all of them or nobody, and each error in a sentence."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from openpyxl import Workbook

from oa_client.domain.people import Person, PersonId, PostId, Role, Unit, UnitId
from oa_client.protocol.messages import SessionRequest
from server_stub.__main__ import main
from server_stub.cannot import CannotDo
from server_stub.register import add_person, disable_person, import_people
from server_stub.serve import open_centre
from tests.server.office import Office

HEAD = "姓名,单位,职务,账号,办公电话,手机,短号,排名,角色"
GOOD = f"""{HEAD}
王小明,东街道,党政办主任,wangxm,0574-8701001,13900010001,6001,1,收发员
王小明,西街道,联络员,wangxm,,,,,
李芳,东街道,科员,,0574-8701002,,,2,
"""


@pytest.fixture
def office():
    return Office.open()


@pytest.fixture
def take(office, tmp_path):
    """Takes a file in; what it came to."""

    def take(content, name="人员.csv", *, dry_run=False, encoding="utf-8", readmit=False):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return import_people(office.centre, path, dry_run=dry_run, readmit=readmit)

    return take


def folk(office):
    directory = office.centre.directory()
    return {
        p.name: [(directory.units[directory.posts[h].unit].name, directory.posts[h].title) for h in p.posts]
        for p in directory.people.values()
    }


def errors(take, content, **how):
    plan, passwords = take(content, **how)
    assert passwords == {}
    return plan.errors


def test_an_old_list_lets_nobody_back_in_who_is_out_of_office(office, take):
    told = "姓名,单位,职务,账号\n新来的,东街道,科员,xinlai\n"
    take(GOOD)
    take(told)
    disable_person(office.centre, "xinlai")
    (error,) = errors(take, told)
    assert "新来的已停用" in error and "--readmit" in error
    assert [p.active for p in office.centre.directory().people.values() if p.name == "新来的"] == [False]

    plan, passwords = take(told, readmit=True)
    assert (plan.errors, passwords) == ([], {})
    assert "重新在岗 1 人（新来的）" in plan.told()
    assert [p.active for p in office.centre.directory().people.values() if p.name == "新来的"] == [True]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_each_way_a_table_program_writes_is_read(office, take, encoding):
    plan, passwords = take(GOOD, encoding=encoding)
    assert plan.told() == "新增 2 人，变更 0 人，不变 0 人，新设岗位 2 个（党政办主任、联络员），新开账号 1 个"
    assert folk(office)["王小明"] == [("东街道", "党政办主任"), ("西街道", "联络员")]
    assert office.centre.session(SessionRequest("wangxm", passwords["wangxm"]), "x").name == "王小明"


def test_a_person_has_what_the_file_says_and_how_his_name_is_read(office, take):
    take(GOOD)
    directory = office.centre.directory()
    person = next(p for p in directory.people.values() if p.name == "王小明")
    assert (person.phone, person.mobile, person.short, person.order) == ("0574-8701001", "13900010001", "6001", 1)
    assert (person.pinyin, person.initials) == ("wangxiaoming", "wxm")
    assert directory.posts[person.posts[0]].roles == {Role.CLERK}


def test_columns_count_by_their_heads_not_by_their_places(office, take):
    plan, _ = take("短号\t职位\t 姓 名 *\t所在单位\n6001\t科员\t赵铁军\t东街道\n")
    assert plan.errors == []
    assert folk(office)["赵铁军"] == [("东街道", "科员")]


def test_a_title_above_the_head_and_empty_rows_are_passed_over(take):
    content = "望春街道通讯录,,\n,,\n姓名,单位,职务\n赵铁军,东街道,科员\n,,\n李芳,东街道,\n"
    assert errors(take, content) == ["第 6 行：没有填职务。"]


def test_a_dry_run_says_the_same_and_changes_nothing(office, take):
    before = office.centre.directory()
    plan, passwords = take(GOOD, dry_run=True)
    assert plan.told().startswith("新增 2 人")
    assert passwords == {}
    assert office.centre.directory() == before


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        (",东街道,科员,,,,,,", "没有填姓名。"),
        ("赵六,,科员,,,,,,", "没有填单位。"),
        ("赵六,南街道,科员,,,,,,", "没有叫“南街道”的单位；请先建这个单位，或改成已有的名称。"),
        ("赵六,东街道,科员,赵六,,,,,", "账号“赵六”不合规：用 2 到 32 个小写字母、数字、点、横线，以字母或数字开头。"),
        ("赵六,东街道,科员,,电话,,,,", "办公电话“电话”不像号码。"),
        ("赵六,东街道,科员,,,1390001,,,", "手机号“1390001”不对：要 11 位，以 1 开头。"),
        ("赵六,东街道,科员,,,,12,,", "短号“12”不对：要 3 到 8 位数字。"),
        ("赵六,东街道,科员,,,,,第一,", "排名“第一”不是整数。"),
        (
            "赵六,东街道,科员,,,,,,局长",
            "不认识角色“局长”，只能填：收发员、领导、承办人、审核人、主要负责人、财政业务科室、财政局长、分管财政领导、督查员。",
        ),
        ("13900010001,东街道,科员,,赵六,,,,", "姓名写成了“13900010001”，像是号码；请看看是不是和别的列填反了。"),
        ("李芳,东街道,科员,,,,,,", "与第 4 行重复：李芳在东街道任科员已经写过。"),
        ("张三,东街道,科员,wangxm,,,,,", "账号“wangxm”已经是王小明的，这一行写的是张三。"),
        (
            "赵六,东街道,收发员,,,,,,领导",
            "岗位“收发员”已经有了，角色不同；导入不改已有岗位的角色，请把“角色”一列清空。",
        ),
    ],
)
def test_one_wrong_row_is_told_by_its_number_and_nobody_comes_in(office, take, line, wrong):
    before = office.centre.directory()
    assert errors(take, GOOD + line + "\n") == [f"第 5 行：{wrong}"]
    assert office.centre.directory() == before


def test_every_wrong_row_is_told_at_once(take):
    assert len(errors(take, f"{HEAD}\n,东街道,科员\n赵六,,科员\n孙七,北街道,科员\n")) == 3


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        ("姓名,职务\n甲,科员\n", "表头缺少：单位；这几列必须有，先后不限。"),
        ("姓名,单位,部门,职务\n", "表头里“单位”不止一列；请只留一列再导入。"),
        ("甲,东街道,科员\n", "前几行里没有找到表头；表头要有“姓名”“单位”“职务”这几列。"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "认不出文字编码"),
        (b"\xd0\xcf\x11\xe0" + bytes(99), "这是旧版 .xls 或 .et 表格"),
        (b"\xd0\xcf\x11\xe0" + bytes(508) + "EncryptedPackage".encode("utf-16-le"), "这个表格设有打开密码"),
        (b"PK\x03\x04" + bytes(99), "这个 .xlsx 打不开"),
        (GOOD.encode("big5", "replace"), "没有找到表头"),
    ],
)
def test_a_file_that_is_none_is_told_in_a_sentence(office, take, content, wrong):
    before = office.centre.directory()
    with pytest.raises(CannotDo, match=wrong[:20]):
        take(content)
    assert office.centre.directory() == before


@pytest.mark.parametrize("content", [b"", b"not a table", b"\xff\xd8\xff\xe0\x00\x10JFIF"])
def test_what_is_called_a_workbook_and_is_none_is_told_so(take, content):
    with pytest.raises(
        CannotDo, match=re.escape("这个 .xlsx 打不开（文件不完整或不是表格）；请用表格软件打开，另存为 .xlsx")
    ):
        take(content, "人员.xlsx")


def test_an_empty_table_is_no_success(take):
    assert errors(take, HEAD + "\n") == ["文件里没有一行人员。"]


def workbook(*rows, merge=()):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for area in merge:
        book.active.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_xlsx_with_merged_cells_and_numbers(office, take):
    data = workbook(
        ["通讯录"],
        ["单位", "姓名", "职务", "手机", "短号"],
        ["东街道", "王小明", "主任", 13900010001, 6001.0],
        [None, "李芳", "科员"],
        merge=("A1:E1", "A3:A4"),
    )
    plan, _ = take(data, "人员.xlsx")
    assert plan.errors == []
    assert folk(office)["李芳"] == [("东街道", "科员")]
    person = next(p for p in office.centre.directory().people.values() if p.name == "王小明")
    assert (person.mobile, person.short) == ("13900010001", "6001")


def test_a_formula_counts_as_the_value_it_had_or_is_told(take):
    data = workbook(["姓名", "单位", "职务"], ["赵六", '="东"&"街道"', "科员"])
    assert errors(take, data, name="人员.xlsx") == [
        "第 2 行：“单位”是公式而文件里没有存它的值，请在表格软件里打开并保存一次。"
    ]


def test_an_export_comes_back_as_it_went(office, take):
    content = "姓名,职务,单位,办公电话\n赵六,科员,东街道,'+86 574-8701001\n"
    take(content)
    assert next(p for p in office.centre.directory().people.values() if p.name == "赵六").phone == "+86 574-8701001"


VCARD = """BEGIN:VCARD\r
VERSION:3.0\r
FN:王小明\r
N:王小明;;;;\r
item1.ORG:东街道\r
item1.TITLE:党政办主任\r
item2.ORG:西街道\r
item2.TITLE:联络员\r
TEL;TYPE=WORK,VOICE:0574-8701001\r
TEL;TYPE=CELL:13900010001\r
NOTE:短号 6001\r
END:VCARD\r
BEGIN:VCARD\r
VERSION:2.1\r
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E6=9D=8E;=E8=8A=B3;;;\r
ORG:东街\r
 道\r
TITLE:科员\r
TEL;CELL:13900010002\r
END:VCARD\r
"""


def test_cards_of_telephones_come_in_with_every_post(office, take):
    plan, _ = take(VCARD, "名片.vcf")
    assert plan.errors == []
    assert folk(office)["王小明"] == [("东街道", "党政办主任"), ("西街道", "联络员")]
    people = {p.name: p for p in office.centre.directory().people.values()}
    assert (people["王小明"].phone, people["王小明"].short) == ("0574-8701001", "6001")
    assert people["李芳"].mobile == "13900010002"


def test_a_card_without_a_unit_is_told_by_its_number(take):
    assert errors(take, "BEGIN:VCARD\nFN:王小明\nEND:VCARD\n", name="a.vcf") == ["第 1 张名片：没有填单位。"]


def test_who_is_known_is_moved_keeps_what_is_left_empty_and_is_not_made_twice(office, take):
    take(GOOD)
    number = next(p.id for p in office.centre.directory().people.values() if p.name == "王小明")
    plan, _ = take(f"{HEAD}\n王小明,西街道,主任,wangxm,,,6009,,\n")
    assert plan.told() == "新增 0 人，变更 1 人，不变 0 人，新设岗位 1 个（主任），新开账号 0 个"
    person = office.centre.directory().people[number]
    assert (person.short, person.mobile) == ("6009", "13900010001")
    assert folk(office)["王小明"] == [("西街道", "主任")]


def test_the_same_file_again_changes_nothing(take):
    take(GOOD)
    plan, _ = take(GOOD)
    assert plan.told() == "新增 0 人，变更 0 人，不变 2 人，新设岗位 0 个，新开账号 0 个"


def test_two_of_one_name_in_one_unit_are_not_guessed(office, take):
    content = f"{HEAD}\n李芳,东街道,科员,lifang1,,,,,\n李芳,东街道,科员,lifang2,,,,,\n"
    _plan, passwords = take(content)
    assert len(passwords) == 2
    assert errors(take, f"{HEAD}\n李芳,东街道,主任,,,,,,\n") == [
        "第 2 行：东街道有 2 个李芳，分不清是哪一个；请在“账号”一列写明。"
    ]


@pytest.mark.parametrize("sign", [",", "，", "、", "；", ";", "|", "/", "／"])
def test_a_name_that_would_read_as_two_is_refused(take, sign):
    (told,) = errors(take, f'{HEAD}\n"王{sign}小明",东街道,科员,,,,,,\n')
    assert told == (
        f"第 2 行：姓名“王{sign}小明”里有“{sign}”，它是用来隔开几个名称的；一行只写一个，要补充的写在括号里，如 李芳（女）。"
    )


@pytest.mark.parametrize("sign", ["\t", "\u200b", "\u2028", "\x07"])
def test_a_name_with_what_nobody_sees_is_refused(take, sign):
    (told,) = errors(take, f'{HEAD}\n"王{sign}小明",东街道,科员,,,,,,\n')
    assert told == "第 2 行：姓名“王小明”里有看不见的字符，请重新填写。"


def test_names_as_people_have_them_are_taken(office, take):
    for name in ("阿依古丽·买买提", "王 明", "李芳（女）", "O'Brien", "欧阳-李"):
        plan, _ = take(f"{HEAD}\n{name},东街道,科员,,,,,,\n")
        assert plan.errors == []
        assert name in folk(office)


def test_a_name_that_was_taken_before_the_rule_goes_on(office, take):
    office.centre.put([Person(PersonId(80), "王、小明", (PostId(2),))])
    title = office.centre.directory().posts[PostId(2)].title
    unit = office.centre.directory().units[office.centre.directory().posts[PostId(2)].unit].name
    plan, _ = take(f"{HEAD}\n王、小明,{unit},{title},,,,,,\n")
    assert plan.errors == []


def test_a_second_of_one_name_in_a_unit_comes_in_and_is_told(office, take, tmp_path, capsys):
    content = f"{HEAD}\n李芳,东街道,科员,lifang1,,,,,\n李芳,东街道,科员,lifang2,,,,,\n李芳,西街道,科员,lifang3,,,,,\n"
    plan, passwords = take(content)
    assert (plan.errors, len(passwords)) == ([], 3)
    assert plan.alike == ["东街道有 2 个李芳（账号 lifang1、账号 lifang2）"]
    again, _ = take(content)
    assert again.alike == []
    third, _ = take(f"{HEAD}\n李芳,东街道,主任,lifang4,,,,,\n", dry_run=True)
    assert third.alike == ["东街道有 3 个李芳（账号 lifang1、账号 lifang2、账号 lifang4）"]


def test_units_of_one_name_are_told_apart_by_what_they_belong_to(office, take):
    for n, parent in ((11, 2), (12, 3)):
        office.centre.put([Unit(UnitId(n), "党政办", UnitId(parent), office.centre.directory().units[UnitId(2)].level)])
    assert errors(take, "姓名,单位,职务\n赵六,党政办,科员\n") == [
        "第 2 行：有 2 个单位叫“党政办”，请写上它的上级，如：东街道/党政办；西街道/党政办。"
    ]
    take("姓名,单位,职务\n赵六,西街道/党政办,科员\n")
    directory = office.centre.directory()
    person = next(p for p in directory.people.values() if p.name == "赵六")
    assert directory.posts[person.posts[0]].unit == UnitId(12)


def test_from_the_command_line(tmp_path, capsys):
    data = tmp_path / "c"
    assert main(["init", "--data", str(data), "--district", "明州区"]) == 0
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("姓名,单位,职务,账号\n赵六,明州区,科员,zhaoliu\n", encoding="gb18030")
    bad.write_text("姓名,单位,职务\n赵六,别的区,科员\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["people", "import", "--data", str(data), str(good), "--dry-run"]) == 0
    assert capsys.readouterr().out.startswith("预览（没有改动）：新增 1 人")
    assert main(["people", "import", "--data", str(data), str(good)]) == 0
    slip = capsys.readouterr().out.splitlines()[1]
    assert re.fullmatch(r"账号 zhaoliu　初始密码 \w{14}　赵六（明州区科员）", slip)
    twice = tmp_path / "twice.csv"
    twice.write_text("姓名,单位,职务,账号\n赵六,明州区,科员,zhaoliu2\n", encoding="utf-8")
    assert main(["people", "import", "--data", str(data), str(twice), "--dry-run"]) == 0
    told = capsys.readouterr().out.splitlines()[1]
    assert told.startswith(
        "请核对同一单位里同名的，是不是把一个人写了两次：明州区有 2 个赵六（账号 zhaoliu、账号 zhaoliu2）。"
    )
    assert "先在文件里把姓名写成" in told
    assert main(["people", "import", "--data", str(data), str(bad)]) == 1
    assert "有 1 行不对，一行也没有导入：\n第 2 行：没有叫“别的区”的单位" in capsys.readouterr().err
    assert main(["people", "import", "--data", str(data), str(tmp_path / "none.csv")]) == 1
    assert "读不了 none.csv" in capsys.readouterr().err
    centre = open_centre(Path(data))
    assert add_person(centre, "钱七", "qianqi", [1])
    assert centre.directory().people[PersonId(3)].initials == "qq"
    centre.close()
