import io
from zipfile import ZIP_STORED

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image

from oa_client.system.preview import ChildPreview
from oa_client.system.showing import word
from oa_client.system.showing.numbering import chinese
from oa_client.system.showing.unreadable import Unreadable
from tests.system.showing_files import LAUGHS, OUTSIDE, answered, spoiled, stands, text_of, with_member, zipped

MAIN = "word/document.xml"


def notice(*, paragraphs=1):
    paper = docx.Document()
    paper.add_heading("关于做好防汛工作的通知", 0)
    paper.add_heading("一、总体要求", 1)
    for n in range(paragraphs):
        paper.add_paragraph(f"第{n + 1}段。坚持“人民至上”。")
    for text in ("加强值守", "落实责任"):
        paper.add_paragraph(text, style="List Number")
    table = paper.add_table(rows=3, cols=3)
    for r in range(3):
        for c in range(3):
            table.cell(r, c).text = f"格{r}{c}"
    table.cell(0, 0).merge(table.cell(0, 1)).text = "合并的表头"
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "PNG")
    picture.seek(0)
    paper.add_picture(picture)
    paper.add_paragraph("特此通知。")
    return saved(paper)


def saved(paper):
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def of_body(xml, **how):
    """A document with this in its body and nothing else."""
    head = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    return zipped({MAIN: f"{head}{xml}</w:document>"}, **how)


@pytest.fixture
def preview():
    made = ChildPreview()
    yield made
    made.close()


def test_words_come_in_their_order_under_a_line_that_says_what_this_is():
    lines = text_of(word.pages(notice()))[0].split("\n")
    wanted = [
        "文字预览，版式以原件为准；页眉页脚、批注和脚注不在内。",
        "关于做好防汛工作的通知",
        "一、总体要求",
        "第1段。坚持“人民至上”。",
        "1. 加强值守",
        "2. 落实责任",
        "合并的表头",
        "[图片]",
        "特此通知。",
    ]
    places = [next(n for n, line in enumerate(lines) if line.strip().startswith(want)) for want in wanted]
    assert places == sorted(places)


def test_a_long_document_goes_on_over_the_page():
    made = text_of(word.pages(notice(paragraphs=200)))
    assert len(made) > 3
    assert "第200段。" in made[-1] + made[-2]


def test_a_document_without_end_says_that_there_is_more(monkeypatch):
    monkeypatch.setattr("oa_client.system.showing.paper.MOST_PAGES", 3)
    made = text_of(word.pages(notice(paragraphs=400)))
    assert len(made) == 4
    assert "不再显示" in made[-1]


def test_what_was_struck_out_is_not_shown_and_what_was_put_in_is():
    xml = (
        "<w:body><w:p><w:r><w:t>原文</w:t></w:r>"
        "<w:del><w:r><w:delText>删去的</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>插入的</w:t></w:r></w:ins></w:p></w:body>"
    )
    said = text_of(word.pages(of_body(xml)))[0]
    assert "原文插入的" in said
    assert "删去的" not in said


def test_a_text_box_is_read_once():
    box = "<w:txbxContent><w:p><w:r><w:t>红头文字</w:t></w:r></w:p></w:txbxContent>"
    xml = (
        '<w:body><w:p><w:r><mc:AlternateContent xmlns:mc="m">'
        f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p></w:body>"
    )
    assert text_of(word.pages(of_body(xml)))[0].count("红头文字") == 1


def test_a_form_whose_one_cell_holds_the_whole_text_says_what_is_missing():
    def form(n):
        cell = "".join(f"<w:p><w:r><w:t>第{k}条</w:t></w:r></w:p>" for k in range(1, n + 1))
        return text_of(word.pages(of_body(f"<w:body><w:tbl><w:tr><w:tc>{cell}</w:tc></w:tr></w:tbl></w:body>")))[0]

    assert "第30条" in form(30)
    assert "这一格没有显示完，请看原件" not in form(30)
    assert "这一格没有显示完，请看原件" in form(31).replace("\n", "")


def test_chinese_numbers_of_lists():
    assert [chinese(n) for n in (1, 10, 11, 20, 34, 100, 103, 110, 999)] == [
        "一", "十", "十一", "二十", "三十四", "一百", "一百零三", "一百一十", "九百九十九",
    ]  # fmt: skip


def test_lists_of_an_office_count_in_chinese_and_begin_again_below():
    paper = docx.Document()
    numbering = paper.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">'
            '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
            '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1-%2"/></w:lvl>'
            "</w:abstractNum>"
        ),
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for depth, text in ((0, "目标"), (1, "甲"), (1, "乙"), (0, "措施"), (1, "丙")):
        one = paper.add_paragraph(text)
        one._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="90"/></w:numPr>')
        )
    said = text_of(word.pages(saved(paper)))[0]
    assert said.split("\n")[1:] == ["一、 目标", "一-1 甲", "一-2 乙", "二、 措施", "二-1 丙"]


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda: of_body(LAUGHS + "<w:body/>"), "broken_file"),
        (lambda: zipped({MAIN: LAUGHS + "<x>&i;</x>"}), "unsafe_file"),
        (lambda: zipped({MAIN: OUTSIDE + "<x>&i;</x>"}), "unsafe_file"),
        (lambda: zipped({MAIN: "<x>" * 100_000}), "unsafe_file"),
        (lambda: zipped({MAIN: b" " * (40 << 20)}), "unsafe_file"),
        (lambda: zipped({MAIN: "<x/>", **{f"{n}": b" " * (3 << 20) for n in range(30)}}), "too_big_to_show"),
        (lambda: zipped({MAIN: "<x/>", **{f"{n}": b"" for n in range(5000)}}), "unsafe_file"),
        (lambda: of_body("<w:body>" + "<w:p/>" * 2_000_000 + "</w:body>"), "unsafe_file"),
        (lambda: of_body("<w:body>" + "<w:p/>" * 2_000_000 + "</w:body>", how=ZIP_STORED), "too_big_to_show"),
        (lambda: of_body(""), "broken_file"),
        (lambda: zipped({MAIN: ""}), "broken_file"),
    ],
)
def test_what_a_stranger_sends_instead_is_one_code(made, code):
    with pytest.raises(Unreadable, match=f"^{code}$"):
        word.pages(made())


def test_a_part_that_is_locked_says_so():
    data = bytearray(notice())
    at = data.rindex(MAIN.encode()) - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    data[at + 8] |= 1
    with pytest.raises(Unreadable, match="encrypted_file"):
        word.pages(bytes(data))


def test_a_document_without_styles_or_with_broken_ones_is_still_read():
    assert "特此通知" in text_of(word.pages(with_member(notice(), "word/styles.xml", lambda d: d[:500])))[0]


def test_a_spoiled_document_costs_one_answer(preview):
    good = notice()
    answers = [stands(preview, bad, good) for bad in spoiled(good)]
    assert answers.count("broken_file") > 20


def test_whatever_it_is_called_it_is_what_it_holds(preview):
    assert answered(preview, notice()) == ""
    assert (
        answered(preview, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))
        == "encrypted_file"
    )
    assert answered(preview, b"7z\xbc\xaf\x27\x1c" + bytes(90)) == "unlisted_archive"
