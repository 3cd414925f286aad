"""Writing the text of a draft: roles, numbers, tables, pasting what Word and WPS put on the clipboard, undo."""

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage, QTextCursor
from PySide6.QtWidgets import QApplication

from oa_client.app.body import Body, decode, encode
from oa_client.app.gongwen import Attachment, Block, BlockKind
from oa_client.domain.table import FieldType
from oa_client.ui.matter.asks import Ask
from oa_client.ui.matter.field_body import BodyText
from oa_client.ui.outgoing import blocks
from oa_client.ui.outgoing.body_field import BodyField
from oa_client.ui.outgoing.length import words_for
from tests.app.test_body import WORD, WPS

H, P, T = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.TABLE
TABLE = Block(T, columns=("序号", "事项"), rows=(("1", "甲"), ("2", "乙\n丙")), shares=(1.0, 3.0))
BODY = Body(
    (
        Block(P, "各单位：\n请遵照执行。"),
        Block(H, "一、总体要求", 1),
        Block(H, "（一）加强领导。", 2, "压实责任。"),
        TABLE,
        Block(P, "特此通知。"),
    ),
    (Attachment("清单", (Block(P, "甲"),)), Attachment("名单", apart=True)),
)


@pytest.fixture
def field(qtbot, look):
    made = BodyField(Ask("body", FieldType.BODY, "正文"))
    qtbot.addWidget(made)
    made.resize(600, 500)
    made.show()
    made.edit.setFocus()
    return made


def written(field):
    return field.body().blocks


def type_in(qtbot, field, *lines):
    for n, line in enumerate(lines):
        if n:
            qtbot.keyClick(field.edit, Qt.Key.Key_Return)
        field.edit.insertPlainText(line)


def paste(field, *, html="", text="", image=None):
    mime = QMimeData()
    if html:
        mime.setHtml(html)
    if text:
        mime.setText(text)
    if image is not None:
        mime.setImageData(image)
    QApplication.clipboard().setMimeData(mime)
    field.edit.paste()


def test_a_body_goes_in_and_comes_out_as_it_was(field):
    field.set_value(encode(BODY))
    assert decode(field.value()) == BODY
    field.set_value(encode(Body((TABLE, TABLE))))
    assert written(field) == (TABLE, TABLE)
    field.set_value(None)
    assert field.value() is None


def test_a_text_that_is_no_body_comes_in_all_the_same(field):
    field.set_value("一、要求\n请落实。")
    assert written(field) == (Block(H, "一、要求", 1), Block(P, "请落实。"))


def test_a_line_with_the_number_of_a_heading_becomes_one_and_text_follows_it(qtbot, field):
    type_in(qtbot, field, "一、总体要求", "各单位要落实。", "1.5万元已拨付", "")
    assert written(field) == (Block(H, "一、总体要求", 1), Block(P, "各单位要落实。"), Block(P, "1.5万元已拨付"))


def test_roles_are_set_with_keys_and_bear_the_next_number(qtbot, field):
    type_in(qtbot, field, "总体要求")
    qtbot.keyClick(field.edit, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    field.edit.insertPlainText("重点任务")
    field.tools.roles[1].click()
    assert written(field) == (Block(H, "一、总体要求", 1), Block(H, "二、重点任务", 1))
    field.tools.roles[2].click()
    assert written(field)[1] == Block(H, "（一）重点任务", 2)
    field.tools.roles[0].click()
    assert written(field)[1] == Block(P, "重点任务")


def test_backspace_at_the_beginning_of_a_heading_makes_text_of_it_first(qtbot, field):
    field.set_value(encode(Body((Block(H, "一、甲", 1),))))
    qtbot.keyClick(field.edit, Qt.Key.Key_Backspace)
    assert written(field) == (Block(P, "一、甲"),)


def test_headings_are_numbered_anew_in_one_step(field):
    heads = (Block(H, "一、甲", 1), Block(H, "三、乙", 1), Block(H, "（五）丙", 2), Block(P, "九、不是标题的正文"))
    field.set_value(encode(Body(heads)))
    field.edit.renumber()
    assert [b.text for b in written(field)] == ["一、甲", "二、乙", "（一）丙", "九、不是标题的正文"]
    field.edit.undo()
    assert written(field) == heads


def test_a_heading_somebody_indented_with_spaces_is_numbered_where_its_number_is(qtbot, field):
    type_in(qtbot, field, "一、甲", "　　三、乙", "")
    field.edit.renumber()
    assert field.edit.toPlainText() == "一、甲\n　　二、乙\n"
    field.edit.show_at(6)
    field.edit.moveCursor(QTextCursor.MoveOperation.EndOfBlock)
    field.edit.set_role(2)
    assert written(field)[1] == Block(H, "（一）乙", 2)
    field.edit.set_role(0)
    assert field.edit.toPlainText() == "一、甲\n　　乙\n"


def test_a_table_is_put_in_filled_with_tab_changed_and_undone(qtbot, field):
    type_in(qtbot, field, "前面")
    field.tools.table.click()
    for text in ("序号", "事项", "时限", "1"):
        field.edit.insertPlainText(text)
        qtbot.keyClick(field.edit, Qt.Key.Key_Tab)
    empty = ("",) * 3
    assert written(field)[1] == Block(T, columns=("序号", "事项", "时限"), rows=(("1", "", ""), empty))
    field.edit.change_table("row")
    field.edit.change_table("drop_column")
    field.edit.change_table("lie")
    assert written(field)[1] == Block(T, columns=("序号", "时限"), rows=(("1", ""), ("", ""), ("", "")), landscape=True)
    for _ in range(3):
        field.edit.undo()
    assert written(field)[1].rows == (("1", "", ""), empty)
    field.edit.change_table("drop_table")
    assert written(field) == (Block(P, "前面"),)


def test_tab_leaves_the_last_cell_for_the_next_field(qtbot, field):
    field.set_value(encode(Body((TABLE,))))
    last = next(iter(blocks.placed_in(field.edit.document())))
    pen = field.edit.textCursor()
    pen.setPosition(last.at)
    field.edit.setTextCursor(pen)
    cells = 0
    while field.edit.hasFocus() and cells < 20:
        qtbot.keyClick(field.edit, Qt.Key.Key_Tab)
        cells += 1
    assert cells == 6


@pytest.mark.parametrize(
    ("html", "first", "count"), [(WORD, "一、总体", 3), (WPS, "各街道，区属各单位：", 2)], ids=["word", "wps"]
)
def test_what_office_software_copied_comes_in_without_its_looks(field, html, first, count):
    paste(field, html=html, text="不用这个", image=QImage(4, 4, QImage.Format.Format_RGB32))
    assert len(written(field)) == count
    assert written(field)[0].text == first
    document = field.edit.document()
    block = document.begin()
    while block.isValid():
        at = block.begin()
        while not at.atEnd():
            assert not at.fragment().charFormat().fontFamilies()
            at += 1
        block = block.next()
    field.edit.undo()
    assert written(field) == ()


def test_pasting_in_the_middle_of_a_sentence_keeps_both_ends(field):
    field.set_value(encode(Body((Block(P, "前后"),))))
    pen = field.edit.textCursor()
    pen.setPosition(1)
    field.edit.setTextCursor(pen)
    paste(field, text="中间")
    assert written(field) == (Block(P, "前中间后"),)
    paste(field, text="一、甲\n乙")
    assert written(field) == (Block(P, "前中间"), Block(H, "一、甲", 1), Block(P, "乙"), Block(P, "后"))


def test_pasting_into_a_cell_stays_in_it(field):
    field.set_value(encode(Body((TABLE,))))
    field.edit.show_at(next(iter(blocks.placed_in(field.edit.document()))).at)
    pen = field.edit.textCursor()
    pen.clearSelection()
    field.edit.setTextCursor(pen)
    paste(field, html=WORD)
    assert [b.kind for b in written(field)] == [T]
    assert "加强组织领导" in written(field)[0].columns[0]


def test_a_picture_does_not_come_in_and_is_told(qtbot, field):
    with qtbot.waitSignal(field.pictures) as told:
        paste(field, image=QImage(4, 4, QImage.Format.Format_RGB32))
    assert told.args[0] == 1
    assert isinstance(told.args[1], QImage)
    with qtbot.waitSignal(field.pictures) as told:
        paste(field, html=WORD)
    assert told.args == [1, None]


def test_attachments_are_parts_of_their_own(qtbot, field):
    type_in(qtbot, field, "详见附件。")
    field.add.click()
    qtbot.keyClicks(field.title, "List")
    field.edit.insertPlainText("甲")
    assert field.body() == Body((Block(P, "详见附件。"),), (Attachment("List", (Block(P, "甲"),)),))
    assert field.tabs.tabText(1) == "附件：List"
    field.tabs.setCurrentIndex(0)
    assert field.edit.toPlainText() == "详见附件。"
    field.go_to_title(1)
    assert field.part == 1


def test_a_block_is_found_again_behind_a_table(field):
    field.set_value(encode(BODY))
    field.go_to(0, 4)
    assert field.edit.textCursor().selectedText() == "特此通知。"
    field.go_to(1, 0)
    assert field.edit.textCursor().selectedText() == "甲"


def test_the_length_is_told_against_both_marks(field):
    assert words_for(4000) == "正文 4,000 字"
    assert words_for(4001) == "正文 4,001 字，超过专项文件 4,000 字"
    assert words_for(5001) == "正文 5,001 字，超过综合文件 5,000 字"
    field.set_value(encode(Body((Block(P, "字" * 4001), Block(H, "一、甲", 1)))))
    assert field.length.words.text() == "正文 4,004 字，超过专项文件 4,000 字"
    assert field.length.words.property("role") == "warn"


def test_a_change_of_role_is_seen_in_the_value_and_undone(field):
    field.set_value(encode(Body((Block(P, "甲"), Block(P, "乙")))))
    pen = QTextCursor(field.edit.document())
    pen.select(QTextCursor.SelectionType.Document)
    field.edit.setTextCursor(pen)
    field.edit.set_role(3)
    assert [b.level for b in written(field) if b.kind is H] == [3, 3]
    field.edit.undo()
    assert written(field) == (Block(P, "甲"), Block(P, "乙"))


def test_where_no_editor_is_at_hand_the_words_stand_and_nothing_is_lost(qtbot, look):
    plain = BodyText(Ask("body", FieldType.BODY, "正文"))
    qtbot.addWidget(plain)
    plain.set_value(encode(BODY))
    assert plain.edit.toPlainText().startswith("各单位：\n请遵照执行。\n一、总体要求")
    assert decode(plain.value()) == BODY
    plain.edit.setPlainText("一、甲\n乙")
    assert decode(plain.value()) == Body((Block(H, "一、甲", 1), Block(P, "乙")))
