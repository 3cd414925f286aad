"""A draft through a DOCX and back; what 修订 put in and took out; files that are no draft."""

import io
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from oa_client.app.body import Body
from oa_client.app.gongwen import Attachment, Block, BlockKind
from oa_client.app.office_copy import Unreadable, as_laid
from oa_client.export.draft_docx import read, write

H, P, T = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.TABLE
BODY = Body(
    (
        Block(P, "第一行\n第二行"),
        Block(H, "一、总体要求", 1),
        Block(H, "（一）加强领导。", 2, "压实责任。"),
        Block(T, columns=("序号", "事项"), rows=(("1", "甲\n乙"), ("2", ""))),
        Block(P, "特此通知。"),
    ),
    (Attachment("清单", (Block(P, "甲"), Block(H, "1.乙", 3))), Attachment("名单")),
)


SECOND = Body((Block(T, columns=("甲", "乙"), rows=()), Block(P, "丙")), (Attachment("新的"),))


def changed(*paragraphs):
    """A document somebody else's program wrote, paragraph by paragraph as XML."""
    made = docx.Document()
    for xml in paragraphs:
        made.element.body.insert(len(made.element.body) - 1, parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>"))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def run(text, tag="t"):
    return f'<w:r><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def test_a_draft_comes_back_as_it_went():
    assert read(write("关于某事的通知", BODY)).body == BODY
    assert read(write("", Body())).body == Body()


def test_what_was_typed_with_other_software_is_read_by_its_numbers():
    found = read(changed(run("一、总体要求"), run("（一）加强领导。") + run("压实责任。"), run("　　正文")))
    assert found.body.blocks == (
        Block(H, "一、总体要求", 1),
        Block(H, "（一）加强领导。", 2, "压实责任。"),
        Block(P, "正文"),
    )


def test_revisions_are_taken_as_accepted():
    said = run("请于") + f'<w:del w:id="1">{run("1日", "delText")}</w:del>' + f'<w:ins w:id="2">{run("5日")}</w:ins>'
    gone = f'<w:moveFrom w:id="3">{run("挪走的")}</w:moveFrom>'
    assert read(changed(said + run("前报送。") + gone)).body.blocks == (Block(P, "请于5日前报送。"),)


def test_cells_over_several_columns_are_said_once():
    made = docx.Document()
    table = made.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "合并"
    table.cell(0, 2).text = "乙"
    out = io.BytesIO()
    made.save(out)
    assert read(out.getvalue()).body.blocks == (Block(T, columns=("合并", "", "乙"), rows=(("", "", ""),)),)


def test_a_cell_over_several_rows_is_said_once_and_a_table_in_a_cell_keeps_its_words():
    made = docx.Document()
    table = made.add_table(3, 2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "责任单位"
    table.cell(2, 1).add_table(1, 1).cell(0, 0).text = "里面的字"
    out = io.BytesIO()
    made.save(out)
    (found,) = read(out.getvalue()).body.blocks
    assert found.columns == ("责任单位", "") and found.rows[-1] == ("", "里面的字")


def test_a_cell_that_says_it_reaches_over_a_thousand_million_columns_is_one_of_a_few():
    row = (
        '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:tr>'
    )
    made = docx.Document()
    made.element.body.insert(0, parse_xml(f"<w:tbl {nsdecls('w')}>{row}{row}</w:tbl>"))
    out = io.BytesIO()
    made.save(out)
    (found,) = read(out.getvalue()).body.blocks
    assert found.columns[0] == "甲" and len(found.columns) <= 40


def test_what_stands_in_a_content_control_comes_in():
    made = docx.Document()
    control = f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p>{run('控件里的一段')}</w:p></w:sdtContent></w:sdt>"
    made.element.body.insert(0, parse_xml(control))
    out = io.BytesIO()
    made.save(out)
    assert read(out.getvalue()).body.blocks == (Block(P, "控件里的一段"),)


def numbered(*paragraphs):
    """A document in which the program itself writes the numbers: 一、 and （1）; None for a plain paragraph."""
    made = docx.Document()
    levels = (("chineseCounting", "%1、"), ("decimal", "（%2）"))
    drawn = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(levels)
    )
    root = made.part.numbering_part.element
    for xml in (
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="900">{drawn}</w:abstractNum>',
        f'<w:num {nsdecls("w")} w:numId="900"><w:abstractNumId w:val="900"/></w:num>',
    ):
        root.append(parse_xml(xml))
    for level, text in paragraphs:
        one = made.add_paragraph(text)
        if level is not None:
            place = f'<w:ilvl w:val="{level}"/><w:numId w:val="900"/>'
            one._p.get_or_add_pPr().append(parse_xml(f"<w:numPr {nsdecls('w')}>{place}</w:numPr>"))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_numbers_the_program_writes_by_itself_are_not_lost():
    found = read(
        numbered((0, "总体要求"), (None, "正文"), (0, "任务"), (1, "排查"), (1, "整改"), (0, "要求"), (1, "报送"))
    )
    assert [b.text for b in found.body.blocks] == [
        "一、总体要求", "正文", "二、任务", "（1）排查", "（2）整改", "三、要求", "（1）报送",
    ]  # fmt: skip
    assert [b.level for b in found.body.blocks if b.kind is H] == [1, 1, 4, 4, 1, 4]


def test_a_line_about_attachments_in_the_text_begins_none():
    body = Body((Block(P, "附件：1.清单"), Block(P, "特此通知。")), (Attachment("清单", (Block(P, "甲"),)),))
    assert read(write("关于某事的通知", body)).body == body


def test_how_tables_lie_and_what_stays_apart_is_as_before():
    one, other = (Block(T, columns=(n, "事项"), rows=(("1", "甲"),)) for n in ("序号", "日期"))
    before = Body(
        (replace(one, shares=(1.0, 3.0), landscape=True), other),
        (Attachment("清单", (replace(other, shares=(2.0, 1.0)),), apart=True), Attachment("名单", (Block(P, "乙"),))),
    )
    found = as_laid(read(write("", before)).body, before)
    assert found.blocks[0] == before.blocks[0]
    assert [a.apart for a in found.attachments] == [True, False]
    assert as_laid(SECOND, before) == SECOND


def absent(digits, text="", width=0.0):
    """A picture whose bytes are not on this device."""
    return Block(BlockKind.PICTURE, text, picture=digits * 32, width_mm=width)


def without_line(data, n):
    """The document after somebody deleted its n-th paragraph that names a picture."""
    made = docx.Document(io.BytesIO(data))
    line = [p for p in made.paragraphs if "图片" in p.text][n]._p
    line.getparent().remove(line)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


TWO = Body(
    (Block(P, "图前。"), absent("a1"), absent("b2"), absent("c3", "图1"), Block(P, "图后。"), absent("d4", "图1"))
)


def test_pictures_that_are_not_here_come_back_each_as_itself():
    assert as_laid(read(write("", TWO)).body, TWO) == TWO
    apart = Body((absent("a1"),), (Attachment("图集", (absent("b2"), Block(P, "乙"))),))
    assert as_laid(read(write("", apart)).body, apart) == apart


def test_of_pictures_that_are_not_here_the_one_deleted_is_the_one_that_goes():
    for n, gone in enumerate("abcd"):
        found = as_laid(read(without_line(write("", TWO), n)).body, TWO)
        assert found.blocks == tuple(b for b in TWO.blocks if not b.picture.startswith(gone))


def test_one_picture_shown_twice_keeps_both_its_widths():
    body = Body((absent("a1", width=40.0), Block(P, "甲"), absent("a1", width=120.0)))
    assert as_laid(read(write("", body)).body, body) == body


def test_an_attachment_begun_in_office_software_is_one():
    turned = '<w:r><w:br w:type="page"/></w:r>'
    found = read(changed(run("正文") + turned, run("附件1：名单"), run("张三")))
    assert found.body == Body((Block(P, "正文"),), (Attachment("名单", (Block(P, "张三"),)),))


def test_pictures_stay_behind_and_are_counted():
    found = read(changed("<w:r><w:drawing/></w:r>" + run("见图")))
    assert found.pictures == 1
    assert found.body.blocks == (Block(P, "见图"),)


def packed(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        b"%PDF-1.7",
        packed(word__document_xml=b"<w:document"),
        packed(other_xml=b"x"),
        packed(word__document_xml=b"x" * 70_000_000),
    ],
    ids=["empty", "cut", "pdf", "broken", "other", "bomb"],
)
def test_what_is_no_draft_is_told(data):
    with pytest.raises(Unreadable):
        read(data)
