from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel

from oa_client.ui.widgets import plain
from oa_client.ui.widgets.textlines import TitleLabel, broken

HOSTILE = "<img src='http://192.0.2.1/x'><b>急</b> & 通知"


def test_a_pop_up_of_the_desktop_gets_no_markup():
    text = plain.outside('<img src="http://x/"/>&lt;b> 关于A&B的通知')
    assert not set(text) & set("<>&")
    assert "关于A＆B的通知" in text


def test_a_label_shows_markup_as_typed(qtbot):
    made = plain.label(HOSTILE, "x")
    qtbot.addWidget(made)
    assert made.textFormat() is Qt.TextFormat.PlainText
    made.setText(HOSTILE)
    assert made.textFormat() is Qt.TextFormat.PlainText


def test_a_tip_shows_markup_as_typed():
    assert plain.tip(HOSTILE).startswith("<qt>&lt;img src=")
    assert plain.tip("") == ""


def test_an_ampersand_is_no_shortcut(qtbot):
    made = plain.button(HOSTILE, "btn.x")
    qtbot.addWidget(made)
    assert made.shortcut().isEmpty()
    assert made.accessibleName() == HOSTILE


def test_a_strip_says_and_does(qtbot):
    made = plain.message_strip("strip")
    qtbot.addWidget(made)
    done = []
    made.say("offline", HOSTILE, "查看", lambda: done.append(1))
    assert made.text == HOSTILE
    made.findChildren(plain.QPushButton)[0].click()
    assert done == [1]
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in made.findChildren(QLabel))


def test_a_question_blocks_nothing(qtbot):
    parent = plain.label("x", "p")
    qtbot.addWidget(parent)
    agreed = []
    box = plain.question(parent, HOSTILE, "不能撤销。", "清除", lambda: agreed.append(1), "ask")
    assert box.textFormat() is Qt.TextFormat.PlainText
    assert box.defaultButton().text() == "取消"
    parent.findChild(plain.QPushButton, "ask.yes").click()
    assert agreed == [1]


def test_a_long_title_keeps_its_end(qapp):
    font = qapp.font()
    one = broken("短标题", font, 300)
    two = broken("关于进一步做好辖区内老旧小区防汛排涝隐患排查整治工作的通知" * 3, font, 200)
    assert one == ("短标题",)
    assert len(two) == 2
    assert "…" in two[1]
    assert two[1].endswith("通知")


def test_no_character_stands_alone_on_the_last_line(qapp):
    font = qapp.font()
    title = "关于报送第四季度安全生产检查情况的通知"
    wide = QFontMetricsF(font).horizontalAdvance(title[:-1])
    assert broken(title, font, wide + 1) == (title[:-2], "通知")


def test_a_mark_that_closes_does_not_begin_the_last_line(qapp):
    font = qapp.font()
    title = "转发《关于做好年终检查的意见》的函"
    wide = QFontMetricsF(font).horizontalAdvance(title[:-1])
    assert broken(title, font, wide + 1) == ("转发《关于做好年终检查的意见》", "的函")
    shorter = "关于落实《年终检查意见》函"
    wide = QFontMetricsF(font).horizontalAdvance(shorter[:-1])
    assert broken(shorter, font, wide + 1) == ("关于落实《年终检查意", "见》函")
    assert broken("", font, 100) in ((), ("",))


def test_a_first_line_leaves_room_for_a_tag(qapp):
    text = "关于做好今年第12号台风防御工作的紧急通知"
    with_tag = broken(text, qapp.font(), 200, 2, 60)
    assert len(with_tag[0]) < len(broken(text, qapp.font(), 200)[0])
    assert "".join(with_tag) == text


def test_a_title_label_keeps_the_whole_for_the_reader(qtbot):
    made = TitleLabel("t")
    qtbot.addWidget(made)
    made.resize(120, 60)
    made.set_text(HOSTILE * 9)
    assert made.accessibleName() == HOSTILE * 9
    assert "<img" not in made.toolTip()


def test_a_placeholder_makes_room_for_what_is_composed(qtbot):
    """Qt itself paints both, one over the other."""
    made = plain.text_edit("edit", "意见", "请输入意见")
    qtbot.addWidget(made)
    compose(made, "ni'hao")
    assert made.placeholderText() == ""
    made.setPlaceholderText("可不写意见")
    assert made.placeholderText() == ""
    compose(made, "", "你好")
    assert (made.toPlainText(), made.placeholderText()) == ("你好", "可不写意见")
    made.clear()
    compose(made, "ni")
    compose(made, "")
    assert made.placeholderText() == "可不写意见"


def compose(edit, text, done=""):
    """What an input method sends: what is being composed, and what is done."""
    event = QInputMethodEvent(text, [])
    event.setCommitString(done)
    QApplication.sendEvent(edit, event)
