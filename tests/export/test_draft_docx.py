"""A draft through a DOCX and back; what 修订 put in and took out; files that are no draft."""

import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from oa_client.app.body import Body
from oa_client.app.gongwen import Attachment, Block, BlockKind
from oa_client.app.office_copy import Unreadable
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
