"""Sheets as PDF, read back: geometry, further pages, rare characters, order of opinions."""

import re
from datetime import datetime

import pytest

from oa_client.app.directory import People
from oa_client.app.forms import Blank, Caption, Column, Form, Line, Signed, Table, Tall
from oa_client.app.sheets import Said, SheetSource
from oa_client.domain.calendar import BEIJING
from oa_client.export import faces
from oa_client.export.faces import FontFiles
from oa_client.export.press import PdfPress
from oa_client.layout.faces import Face, FontFile, OwnFonts, mm
from oa_client.layout.sheet import lay
from oa_client.wording import sheets
from oa_client.wording.register import register
from oa_client.wording.sheets import form
from tests.export.reading import properties, read
from tests.quality.source import ROOT
from tests.ui.matter_desk import Scene, directory

PEOPLE = People(directory())
MARK = "1a2b3c4d"
WISH = "一、请应急局牵头，会同住建部门于2026年11月25日前完成“四个一”排查；二、经费12,800元由区财政统筹。"
LEADER, DEPUTY, CLERK = (0, 1, 1, 3, 3), (0, 1, 1, 10, 10), (1, 1, 1, 1, 1)


@pytest.fixture(scope="module")
def press():
    return PdfPress(OwnFonts)


def at(day, hour=9):
    return int(datetime(2026, 11, day, hour, tzinfo=BEIJING).timestamp())


def said(action, who, day, words="", **more):
    return Said(action, who, at(day), words, **more)


def incoming(*acts, **fields):
    given = {
        "receipt_number": "2026-0123",
        "received_at": at(20),
        "issuer": "市防汛抗旱指挥部办公室",
        "number": "市汛办〔2026〕12号",
        "copies": 2,
        "pages": 6,
        "sensitivity": "internal",
        "urgency": "flash",
        **fields,
    }
    title = given.pop("title", "关于做好防汛物资储备工作的通知")
    head = MARK + "5" * 56
    return SheetSource("incoming", title, "望春街道办事处", at(20), head, fields=given, said=tuple(acts))


SHORT = incoming(
    said("propose", "陈静", 20, "拟请应急办阅处，呈主任批示。", rank=CLERK),
    said("instruct", "蒋永康", 21, "同意主任意见。", rank=DEPUTY, role="instruct"),
    said("instruct", "周建国", 22, WISH, rank=LEADER, role="instruct"),
)
LONG = incoming(*(said("instruct", f"领导{n}", 21, WISH * 4, rank=(0, 0, 0, n, 0)) for n in range(1, 16)))
EMPTY = SheetSource("incoming", "", "", at(20), "")
NAMED = incoming(
    said("mark_read", "㐆𠮷", 21, "", role="read"), title="关于" + "进一步加强全区防汛防台抢险救灾工作" * 20
)


def paper(press, source, **how):
    return read(press.print(form(source, PEOPLE, **how)).data)


@pytest.mark.parametrize("source", [SHORT, LONG, EMPTY, NAMED], ids=["short", "long", "empty", "named"])
def test_every_page_keeps_its_margins_and_twenty_millimetres_at_the_head(press, source):
    pages = paper(press, source, history=True)
    for number, page in enumerate(pages, 1):
        assert (round(page.width), round(page.height)) == (210, 297)
        assert page.head >= 20
        assert min(c.left for c in page.chars) >= 24.5
        assert max(c.right for c in page.chars) <= 190.5
        assert max(c.bottom for c in page.chars) <= 287
        assert max(r[3] for r in page.rules) <= 279.4, "the grid ends above the foot"
        assert f"第{number}页共{len(pages)}页" in page.run


def test_every_page_bears_the_first_eight_characters_of_the_head(press):
    for page in paper(press, LONG):
        assert f"记录校验码{MARK}" in page.run
        assert MARK + "5" not in page.run
    assert "暂无记录校验码" in paper(press, EMPTY)[0].run


def test_opinions_grow_over_further_pages_and_nothing_is_lost(press):
    pages = paper(press, LONG)
    assert len(pages) >= 3
    assert "续页" not in pages[0].run
    assert all("文件处理笺（续页）市汛办〔2026〕12号" in p.run for p in pages[1:])
    assert any("领导批示（续）" in p.run for p in pages[1:])
    whole = "".join(p.run for p in pages)
    assert whole.count("由区财政统筹。") == 15 * 4
    assert [int(n) for n in re.findall(r"领导(\d+)2026\.11\.21", whole)] == list(range(1, 16))


@pytest.mark.parametrize("length", range(780, 1500, 24))
def test_a_name_never_stands_alone_on_a_further_page(length):
    opinion = Tall("领导批示", (Signed("字" * length, "周建国", "2026.11.21"),))
    pages = lay(Form("处理笺", (opinion,), "续页", MARK), FontFiles()).pages
    for page in pages[1:]:
        first = next(t for t in page.texts if t.x > mm(51) and t.size == 14)
        assert "周建国" not in first.words


def test_leaders_come_by_rank_then_by_time(press):
    text = paper(press, SHORT)[0].run
    assert text.index("周建国2026.11.22") < text.index("蒋永康2026.11.21")


def test_words_stand_inside_their_cells(press):
    page = paper(press, SHORT)[0]
    across = sorted({round(r[1], 1) for r in page.rules if r[2] - r[0] > 100})
    for char in page.chars:
        if across[0] < char.top < across[-1]:
            assert not any(char.top + 0.2 < y < char.bottom - 0.2 for y in across), char


def test_a_rare_character_is_set_in_a_wider_face_and_one_nobody_has_is_said(press):
    printed = press.print(form(NAMED, PEOPLE))
    assert printed.absent == ("𠮷",)
    assert "㐆〓" in "".join(p.run for p in read(printed.data))


def test_a_name_with_a_private_character_is_whole_on_a_sheet(press):
    source = incoming(said("mark_read", "王\ue863", 21, "同意。", role="read"))
    printed = press.print(form(source, PEOPLE))
    assert "王〓" in "".join(p.run for p in read(printed.data))
    assert sheets.absent(printed) == "本机没有“造字 U+E863”的字形，已用“〓”代替，请手写补上。"


def test_the_same_sheet_gives_the_same_bytes(press):
    assert press.print(form(SHORT, PEOPLE)).data == press.print(form(SHORT, PEOPLE)).data


def test_the_properties_say_which_faces_stand_in(press):
    found = properties(press.print(form(SHORT, PEOPLE)).data)
    assert found["Title"] == "望春街道办事处文件处理笺"
    assert MARK in found["Subject"]
    assert found["Keywords"].startswith(
        "缺少字体：方正小标宋简体，以NotoSerifSC-Bold代替；仿宋_GB2312，以FandolFang-Regular代替"
    )


def test_a_face_of_the_machine_goes_before_ours_and_a_broken_one_is_passed_over(tmp_path):
    broken = tmp_path / "bad.ttf"
    broken.write_bytes(b"no font at all")
    sans = FontFile(ROOT / "resources/fonts/NotoSansSC-Bold.ttf")
    made = FontFiles(OwnFonts({Face.TEXT: (FontFile(broken), sans), Face.TITLE: (FontFile(broken),)}))
    assert Face.TITLE in made.stand_ins and Face.TEXT not in made.stand_ins
    assert made.font(Face.TEXT, "字") is FontFiles().font(Face.LABEL, "字")


def test_a_build_without_a_face_prints_in_the_next(monkeypatch):
    monkeypatch.setitem(faces._SHIPPED, Face.TEXT, ("faces/nowhere.ttf", "fonts/NotoSansSC-Regular.ttf"))
    assert "市防汛" in "".join(p.run for p in paper(PdfPress(OwnFonts), SHORT))


def test_room_for_handwriting_gives_way_where_that_saves_a_page(press):
    title = "关于" + "进一步加强全区防汛防台抢险救灾工作" * 20
    (page,) = paper(press, incoming(title=title))
    assert page.run.count("防汛防台抢险救灾") == 20


def test_markup_in_what_people_write_is_only_text(press):
    page = paper(press, incoming(title="a<b & c>d <img src=x> {0}</para>"))[0]
    assert "a<b&c>d<imgsrc=x>{0}</para>" in page.run


def test_what_was_written_down_for_a_leader_says_by_whom(press):
    source = incoming(said("transcribe", "周建国", 21, "请抓紧办理。", scribe="李芳", rank=LEADER))
    assert "周建国批示，李芳代录2026.11.21" in paper(press, source)[0].run


def test_an_instruction_goes_from_the_leaders_words_to_what_he_says_of_the_result(press):
    fields = {
        "ledger_number": "2026-8",
        "leader": "p3",
        "instructed_at": at(20),
        "lead": "u3",
        "assist": ["u4"],
        "due": at(30),
    }
    acts = (
        said("record", "周建国", 20, "立即核实，5日内报我。", scribe="李芳"),
        said("complete", "徐志强", 24, "已整改9条。"),
        said("submit", "李芳", 25, "情况已汇总。"),
        said("acknowledge", "周建国", 26, "继续盯住。"),
    )
    source = SheetSource("instruction", "消防隐患情况", "望春街道办事处", at(20), MARK, fields=fields, said=acts)
    (page,) = paper(press, source)
    assert "望春街道办事处领导批示单" in page.run
    order = [
        "2026-8",
        "立即核实",
        "区应急管理局",
        "区住房和城乡建设局",
        "2026年11月30日",
        "已整改",
        "情况已汇总",
        "继续盯住",
    ]
    found = [page.run.index(word) for word in order if word not in {"区住房和城乡建设局", "2026年11月30日"}]
    assert found == sorted(found)
    assert all(word in page.run for word in order)
    assert "本级全体" not in page.run


def test_a_circled_name_and_a_reply_number_are_printed(press):
    source = incoming(
        said("instruct", "蒋永康", 21, fields={"mark": "circle"}, rank=DEPUTY),
        said("dispatch", "陈静", 21, "请按批示办理。", fields={"lead": "p6", "assist": ["p7"], "due": at(30)}),
        said("conclude", "陈静", 25, "已函复。", fields={"reply_number": "望街函〔2026〕5号"}),
    )
    text = paper(press, source)[0].run
    assert "（圈阅）蒋永康2026.11.21" in text
    assert "主办：徐志强；协办：郑丽华；时限：2026年11月30日请按批示办理。陈静" in text
    assert "已函复。复文文号：望街函〔2026〕5号陈静" in text


def test_those_who_signed_without_a_word_stand_side_by_side(press):
    acts = [said("mark_read", f"读者{n:02}", 21, role="read") for n in range(1, 61)]
    pages = paper(press, incoming(*acts, said("mark_read", "何敏", 22, "已阅，无意见。", role="read")))
    text = "".join(p.run for p in pages).replace("传阅签字", "")
    assert all(f"读者{n:02}2026.11.21" in text for n in range(1, 61))
    lines = [line for p in pages for line in p.lines if "读者" in line]
    assert all(line.endswith("21") for line in lines), "a name and its date stand on one line"
    assert "已阅，无意见。何敏2026.11.22" in text
    assert len(pages) <= 2


def test_corrected_words_are_printed_and_the_record_keeps_the_first(press):
    act = said("report", "李芳", 21, "需12,600元。", first="需12,800元。")
    without, with_it = ("".join(p.run for p in paper(press, incoming(act), history=h)) for h in (False, True))
    assert "需12,600元。" in without and "12,800" not in without
    assert with_it.index("需12,600元。") < with_it.index("需12,800元。")


def test_the_record_says_when_words_were_written_down_not_when_they_were_said(press):
    act = said("transcribe", "周建国", 20, "好。", scribe="李芳", made=at(23))
    (page,) = paper(press, incoming(act), history=True)[:1]
    assert "周建国批示，李芳代录2026.11.20" in page.run
    assert "2026.11.23" in "".join(p.run for p in paper(press, incoming(act), history=True))


def test_a_ledger_lies_and_says_its_heads_on_every_page(press):
    sources = [incoming(said("conclude", "陈静", 25, "已办结"), receipt_number=f"2026-{n}") for n in range(1, 61)]
    pages = read(press.print(register("incoming", sources, PEOPLE, "望春街道办事处", "2026年11月").form()).data)
    assert len(pages) >= 3
    for page in pages:
        assert (round(page.width), round(page.height)) == (297, 210)
        assert page.head >= 20
        assert "来文单位" in page.run and "办结日期" in page.run
    whole = "".join(p.run for p in pages)
    assert all(f"收〔2026〕{n}号" in whole for n in range(1, 61))


def test_an_empty_ledger_is_a_form_to_fill_in_by_hand(press):
    (page,) = read(press.print(register("incoming", [], PEOPLE, "望春街道办事处").form()).data)
    assert len({round(r[1]) for r in page.rules}) > 12


# ------------------------------------------------------------------ the real circulation


def circulated():
    scene = Scene(me=2)
    matter = scene.circulate("p3", "p6", "c2", number="明政办发〔2026〕12号", may_add=True)
    scene.act(3, "mark_read", {"opinion": "请应急办牵头。"}, matter=matter, track=0)
    scene.act(6, "add_reader", {"reader": ["p7"], "place": "after"}, matter=matter, track=1)
    scene.act(6, "mark_read", {"opinion": "同意。"}, matter=matter, track=1)
    scene.act(7, "send_back", {"reason": "附件缺第3页。"}, matter=matter, track=3)
    scene.act(1, "resume", {}, matter=matter, track=3)
    return scene, matter


def source(scene, matter):
    from oa_client.app.sheets import source_of

    return source_of(scene.desk, scene.desk.record(matter))


def test_a_circulation_lists_its_readers_and_marks_the_added(press):
    scene, matter = circulated()
    found = form(source(scene, matter), scene.desk.people)
    table = next(p for p in found.parts if isinstance(p, Table))
    assert [row[1] for row in table.rows] == [
        "周建国",
        "徐志强",
        "郑丽华\n（加阅）",
        "郑丽华\n（续送）",
        "望春街道办事处收发岗",
    ]
    assert [row[4] for row in table.rows] == ["请应急办牵头。", "同意。", "（已退回）附件缺第3页。", "", ""]
    text = "".join(p.run for p in read(press.print(found).data))
    assert "明州区人民政府办公室文件传阅单" in text
    assert scene.desk.record(matter).head[:8] in text


def test_history_is_printed_only_when_asked_for(press):
    scene, matter = circulated()
    made = source(scene, matter)
    without, with_it = (
        "".join(p.run for p in read(press.print(form(made, scene.desk.people, history=h)).data)) for h in (False, True)
    )
    assert "办理记录" not in without
    assert with_it.count("办理记录") == 1
    assert len(made.said) == 6 and "续送" in with_it


def test_what_waits_is_said_to_wait_and_the_mark_too():
    scene, matter = circulated()
    scene.act(7, "mark_read", {"opinion": "已阅。"}, matter=matter, track=4)
    from oa_client.domain.matter import TrackId

    scene.desk.act(scene.desk.record(matter), "mark_read", {"opinion": "已通知各科室。"}, track=TrackId(2), undo=0)
    found = form(source(scene, matter), scene.desk.people)
    table = next(p for p in found.parts if isinstance(p, Table))
    assert table.rows[4][4] == "已通知各科室。（待上传）\n王小明"
    assert "尚未上传的内容" in found.mark


def test_a_kind_without_a_sheet_of_its_own_prints_its_record():
    scene = Scene(me=2)
    made = scene.act(
        2,
        "submit",
        {"title": "停电通知", "body": "正文", "scope": ["t2"], "reviewer": "p3", "level": "street"},
        kind="bulletin",
    )
    parts = form(source(scene, made), scene.desk.people).parts
    assert isinstance(parts[-2], Caption) and isinstance(parts[-1], Table)
    assert parts[-1].rows[0][3] == "提交审核"


def test_an_unknown_edition_still_prints_its_head_and_record():
    scene = Scene()
    matter = scene.unknown_edition()
    found = form(source(scene, matter), scene.desk.people)
    assert found.parts[0] == Line((Blank("标题", "关于做好防御工作的通知"),))


def test_sixty_readers_keep_their_rows_whole(press):
    columns = (Column("序号", 14, middle=True), Column("姓名", 84), Column("意见", 67))
    rows = tuple((str(n), f"读者{n:02}", WISH if n % 9 == 0 else "已阅。") for n in range(1, 61))
    made = Form("传阅单", (Table(columns, rows), Tall("备注", (Signed("完", "陈静", "2026.11.21"),))), "续页", MARK)
    pages = read(press.print(made).data)
    whole = "".join(p.run for p in pages)
    assert all(whole.count(f"读者{n:02}") == 1 for n in range(1, 61))
    assert all(page.run.count("序号") == 1 for page in pages[:-1])


# ------------------------------------------------------------------ 领导批示台账


def instructed(number, leader, day, *acts, rank=LEADER, **fields):
    words = "请应急办牵头，会同住建部门逐处排查，并将结果专报我。" * (1 + number % 3)
    given = {"instructed_at": at(day), "leader": leader, "ledger_number": f"2026-{number}"}
    first = said("record", "李芳", day, fields.get("words", words), rank=rank)
    title = f"第{number}件开头关于老旧小区改造期间居民临时停车问题第{number}件结尾"
    head = MARK + "5" * 56
    return SheetSource("instruction", title, "望春街道", at(day), head, "handling", fields=given, said=(first, *acts))


def test_a_ledger_of_instructions_stands_by_leader_then_by_date(press):
    sources = [instructed(1, "p10", 3, rank=DEPUTY), instructed(2, "p3", 9), instructed(3, "p3", 12)]
    made = register("instruction", sources, PEOPLE, "望春街道办事处", "2026年")
    (page,) = read(press.print(made.form()).data)
    order = ["周建国2件", "批〔2026〕2号", "批〔2026〕3号", "蒋永康1件", "批〔2026〕1号"]
    places = [page.run.index(words) for words in order]
    assert places == sorted(places)
    table = made.tabular()
    assert [c.head for c in table.columns][:3] == ["序号", "批示领导", "批示日期"]
    rows = list(table.rows)
    assert [(r[0], r[1], r[2].isoformat()) for r in rows] == [
        (1, "周建国", "2026-11-09"),
        (2, "周建国", "2026-11-12"),
        (3, "蒋永康", "2026-11-03"),
    ]


def test_no_row_of_a_ledger_is_cut_over_a_page(press):
    sources = [instructed(n, "p3" if n % 2 else "p10", 1 + n % 28) for n in range(1, 41)]
    pages = read(press.print(register("instruction", sources, PEOPLE, "望春街道办事处").form()).data)
    assert len(pages) > 5
    for number in range(1, 41):
        on = [
            [mark in p.run for p in pages]
            for mark in (f"第{number}件开头", f"批〔2026〕{number}号", f"第{number}件结尾")
        ]
        assert on[0] == on[1] == on[2], number
        assert sum(on[0]) == 1
    for n, page in enumerate(pages, 1):
        assert "批示内容" in page.run
        assert f"第{n}页共{len(pages)}页" in page.run


def test_what_is_not_known_of_a_line_is_said(press):
    bare = SheetSource("incoming", "只有标题", "", at(3), "", "returned", fields={"receipt_number": "2026-7"})
    waiting = incoming(said("register", "李芳", 3), receipt_number="")
    first, second = (one.cells for one in register("incoming", [bare, waiting], PEOPLE, "望春街道").lines)
    assert first[-1] == "已退文，未取全文"
    assert (second[1], second[-1]) == ("待编号", "")
    no_words = register("instruction", [instructed(1, "p3", 3, words="")], PEOPLE, "望春街道").lines[0]
    assert no_words.cells[3] == "待录入"
