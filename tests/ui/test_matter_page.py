import gc
import weakref
from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from oa_client.app.preview import Layout, Pixels, Unshowable
from oa_client.domain.bulletin import BULLETIN
from oa_client.domain.decision import Refused
from oa_client.domain.table import Field, FieldType
from oa_client.ui import theme
from oa_client.ui.bridge import Bridge
from oa_client.ui.matter import words
from oa_client.ui.matter.page import MatterPage
from oa_client.wording.kept import Kept
from tests.ui.matter_desk import HOUR, NOW, Scene


class Paper:
    """A preview whose pages are grey."""

    def __init__(self, pages=3, wrong=""):
        self.pages, self.wrong, self.asked = pages, wrong, []

    def layout(self, document):
        if self.wrong:
            raise Unshowable(self.wrong)
        b"".join(document.read())
        return Layout(((595.0, 842.0),) * self.pages)

    def page(self, document, number, width):
        self.asked.append(number)
        return Pixels(width, width, b"\x80" * (width * width * 4))

    def close(self):
        pass


@pytest.fixture
def look(qapp):
    theme.load_faces()
    theme.apply(qapp, theme.Look())
    yield
    qapp.setStyleSheet("")


@pytest.fixture
def stage(qtbot, look):
    """Builds pages over a scene; each has its bridge."""
    made = []

    def build(scene, preview=None, size=(826, 680), copies=None):
        bridge = Bridge()
        stop = scene.desk.listen(bridge.publish)
        page = MatterPage(scene.desk, bridge, preview or Paper(), copies=copies)
        qtbot.addWidget(page)
        page.resize(*size)
        page.show()
        made.append((page, bridge, stop))
        return page

    yield build
    for page, bridge, stop in made:
        if shiboken6.isValid(page):  # of several the others may be gone by the time the first has come to rest
            page.close()
        qtbot.waitUntil(lambda b=bridge: b.idle)
        stop()
        assert bridge.close() == []


@pytest.fixture
def shown(qtbot, stage):
    def show(scene, matter, **more):
        page = stage(scene, **more)
        page.show_matter(matter)
        qtbot.waitUntil(lambda: page.presenter.sheet is not None)
        return page

    return show


def drafts(scene):
    return {d.key: d.data.get("fields") for d in scene.outbox.drafts()}


def test_what_is_typed_is_on_the_disk_within_a_second_and_in_a_new_page(qtbot, shown):
    scene = Scene()
    matter = scene.circulate("p2")
    page = shown(scene, matter)
    qtbot.keyClicks(page.area.edit, "agree")
    assert not drafts(scene)
    qtbot.waitUntil(lambda: drafts(scene) == {f"act/{matter}/mark_read": {"opinion": "agree"}}, timeout=1000)
    again = shown(scene, matter)
    assert again.area.edit.toPlainText() == "agree"
    qtbot.waitUntil(lambda: "已保存在本机 09:24" in [x.text() for x in page.findChildren(QLabel)])


def test_typing_without_a_pause_is_kept_all_the_same(qtbot, shown):
    scene = Scene()
    page = shown(scene, scene.circulate("p2"))
    for _ in range(12):
        qtbot.keyClicks(page.area.edit, "x")
        qtbot.wait(100)
    assert drafts(scene), "the first word is not waiting for the last"


def test_half_a_word_of_the_input_method_is_not_kept(qtbot, shown):
    scene = Scene()
    page = shown(scene, scene.circulate("p2"))
    page.area.edit.setFocus()
    invited = page.area.edit.placeholderText()
    QApplication.sendEvent(page.area.edit, QInputMethodEvent("nihao", []))
    assert invited and page.area.edit.placeholderText() == "", "it would be painted under what is composed"
    qtbot.wait(1000)
    assert not drafts(scene)
    done = QInputMethodEvent()
    done.setCommitString("你好")
    QApplication.sendEvent(page.area.edit, done)
    qtbot.waitUntil(lambda: list(drafts(scene).values()) == [{"opinion": "你好"}], timeout=1500)


def test_going_to_another_matter_keeps_the_words_of_this_one(qtbot, shown):
    scene = Scene()
    first, second = scene.circulate("p2"), scene.circulate("p2", title="另一件")
    page = shown(scene, first)
    qtbot.keyClicks(page.area.edit, "one")
    page.show_matter(second)
    qtbot.waitUntil(lambda: page.head.title == "另一件")
    assert page.area.edit.toPlainText() == ""
    page.show_matter(first)
    qtbot.waitUntil(lambda: page.area.edit.toPlainText() == "one")


def test_submit_by_keys_then_undo_brings_the_words_back(qtbot, shown):
    scene = Scene()
    matter = scene.circulate("p2", "p3")
    page = shown(scene, matter)
    qtbot.keyClicks(page.area.edit, "agree")
    with qtbot.waitSignal(page.finished) as told:
        qtbot.keyClick(page.area.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert told.args == [matter]
    assert page.strip.isVisible()
    assert page.strip.text == "已提交，待上传（10 秒内可撤销）"
    assert "成功" not in page.strip.text
    assert len(scene.outbox.pending()) == 1
    with qtbot.waitSignal(page.reopened):
        assert page.undo()
    qtbot.waitUntil(lambda: page.area.edit.toPlainText() == "agree")
    assert not scene.outbox.pending()
    assert not page.strip.isVisible()
    assert not page.undo(), "nothing more to take back"


def test_the_strip_counts_down_and_goes(qtbot, shown):
    scene = Scene()
    page = shown(scene, scene.circulate("p2"))
    page.area.insert("同意。")
    page.submit()
    qtbot.waitUntil(page.strip.isVisible)
    for _ in range(9):
        page.strip._on_tick()
    assert page.strip.text == "已提交，待上传（1 秒内可撤销）"
    page.strip._on_tick()
    assert not page.strip.isVisible()
    assert not page.undo()


def test_undo_after_the_list_moved_on_keeps_what_is_typed_there(qtbot, shown):
    scene = Scene()
    first, second = scene.circulate("p2"), scene.circulate("p2", title="另一件")
    page = shown(scene, first)
    page.area.insert("同意。")
    page.finished.connect(lambda _m: page.show_matter(second))
    page.submit()
    qtbot.waitUntil(lambda: page.head.title == "另一件")
    page.area.insert("半句")
    page.undo()
    qtbot.waitUntil(lambda: page.area.edit.toPlainText() == "同意。")
    assert drafts(scene)[f"act/{second}/mark_read"] == {"opinion": "半句"}


def test_a_refusal_says_why_and_the_words_stay(qtbot, shown):
    scene = Scene()
    page = shown(scene, scene.circulate("p2"))
    page.submit()
    qtbot.waitUntil(page.area._wrong.isVisible)
    assert "还没有填写“意见”" in page.area._wrong.text()
    page.area.insert("x" * 2001)
    page.submit()
    qtbot.waitUntil(lambda: "太长" in page.area._wrong.text())
    assert len(page.area.edit.toPlainText()) == 2001
    assert not scene.outbox.pending()


def test_markup_in_titles_names_and_opinions_shows_letter_for_letter(qtbot, shown):
    scene = Scene()
    evil = "<h1>紧急</h1><img src='/etc/hostname'> &amp; <a href='x'>点我</a>"
    files = [scene.file("&lt;b&gt;附件&amp;.pdf", b"x")]
    matter = scene.circulate("p3", "p2", title=evil, body=evil, files=files)
    scene.act(3, "mark_read", {"opinion": evil}, matter=matter)
    page = shown(scene, matter)
    assert page.head.title == evil
    assert page.tabs.body.text.toPlainText() == evil
    assert evil in page.tabs.history.text.toPlainText()
    for label in page.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText, label.objectName()


def test_a_change_from_outside_leaves_words_focus_and_tab(qtbot, shown):
    scene = Scene()
    matter = scene.circulate("p2", "p3", mode="parallel", body="正文\n" * 200)
    page = shown(scene, matter)
    page.tabs.setCurrentWidget(page.tabs.history)
    page.activateWindow()
    page.area.edit.setFocus()
    qtbot.keyClicks(page.area.edit, "half")
    page.tabs.body.text.verticalScrollBar().setValue(40)
    scene.act(3, "mark_read", {"opinion": "已阅"}, matter=matter, at=NOW)
    scene.tell(matter)
    qtbot.waitUntil(page.news.isVisible)
    assert page.news.text.startswith("周建国 09:24 ")
    assert page.area.edit.toPlainText() == "half"
    assert page.focusWidget() is page.area.edit
    assert page.tabs.currentWidget() is page.tabs.history
    assert page.tabs.body.text.verticalScrollBar().value() == 40
    assert "周建国" in page.tabs.history.text.toPlainText()


def test_both_tasks_of_one_person_can_be_chosen(qtbot, shown):
    scene = Scene(me=4)
    matter = scene.circulate("p4", "o40", "p6", mode="parallel")
    page = shown(scene, matter)
    assert page.area._turn.count() == 2
    page.area._turn.setCurrentIndex(1)
    page.area.insert("同意。")
    page.submit()
    qtbot.waitUntil(lambda: len(scene.outbox.pending()) == 1)
    assert scene.outbox.pending()[0].command.track == 1


def test_common_opinions_go_in_by_one_key(qtbot, shown):
    scene = Scene()
    page = shown(scene, scene.circulate("p2"))
    page.activateWindow()
    page.area.edit.setFocus()
    qtbot.keyClick(page.area.edit, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert page.area.edit.toPlainText() == "同意。"


def test_a_receipt_needs_no_words(qtbot, shown):
    scene = Scene()
    page = shown(scene, scene.circulate("u2", mode="broadcast", purpose="information", body="通知"))
    button = page.findChild(QWidget, "btn.submit")
    assert button.accessibleName() == "阅毕"
    with qtbot.waitSignal(page.finished):
        button.click()
    assert [r.kind for r in scene.outbox.pending_rows(9)] == ["read", "receipt"]


def test_the_pages_of_the_first_file_stand_where_there_is_no_text(qtbot, shown):
    scene = Scene()
    paper = Paper()
    page = shown(scene, scene.circulate("p2", files=[scene.file("正文.pdf", b"%PDF-")]), preview=paper)
    view = page.tabs.body.pages.view
    qtbot.waitUntil(lambda: {0, 1} <= view.drawn)
    assert page.tabs.body.stack.currentWidget() is page.tabs.body.pages
    assert paper.asked[0] == 0, "what is in sight first"
    qtbot.keyClick(view, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: 2 in view.drawn)
    width = view._rect(0).width()
    view.larger()
    assert view._rect(0).width() > width
    view.fit_width()
    assert view._rect(0).width() == width


@pytest.mark.parametrize(
    ("code", "word"), [("encrypted_file", "加了密码"), ("broken_file", "可能已损坏"), ("preview_failed", "另存")]
)
def test_what_cannot_be_shown_says_what_still_can_be_done(qtbot, shown, code, word):
    scene = Scene()
    files = [scene.file("正文.pdf", b"x")]
    page = shown(scene, scene.circulate("p2", files=files), preview=Paper(wrong=code))
    card = page.tabs.body.pages.card
    qtbot.waitUntil(card.isVisible)
    assert word in card.text
    assert "另存" in card.text


def test_a_file_not_here_can_be_asked_for_and_its_row_moves(qtbot, shown):
    scene = Scene()
    data = b"z" * 1000
    named = scene.file("图纸.dwg", data, here=False)
    page = shown(scene, scene.circulate("p2", files=[named], body="文"))
    page.tabs.setCurrentWidget(page.tabs.files)
    row = page.tabs.files._rows[0]
    assert row._want.isVisible()
    assert not row._open.isVisible()
    assert not row._edit.isVisible()
    row._want.click()
    qtbot.waitUntil(lambda: bool(scene.files.wanted()))
    scene.files.note_lost(named["sha256"], lost=True)
    qtbot.waitUntil(lambda: "中心缺这个附件" in row._state.text(), timeout=3000)
    assert row._want.isEnabled()
    scene.files.append(named["sha256"], 0, data[:400])
    qtbot.waitUntil(lambda: "下载 40%" in row._state.text(), timeout=3000)
    scene.files.append(named["sha256"], 400, data[400:])
    scene.files.finish(named["sha256"], 1000)
    qtbot.waitUntil(lambda: "在本机" in row._state.text(), timeout=3000)
    assert row._open.isVisible()
    assert not row._look.isVisible(), "a drawing of an architect has no pages"
    assert not page._look.isActive()


def test_checking_the_record_says_so(qtbot, shown):
    scene = Scene()
    page = shown(scene, scene.circulate("p2", body="文"))
    page.tabs.show_history()
    page.tabs.history._check.click()
    qtbot.waitUntil(lambda: "核验通过：1 条" in page.tabs.history._verdict.text())
    assert page.presenter.sheet.record.head[:8] in page.tabs.history._verdict.text()


def test_a_low_window_opens_the_opinion_by_a_button(qtbot, shown):
    scene = Scene()
    page = shown(scene, scene.circulate("p2", body="文"), size=(697, 500))
    assert not page.area.panel.isVisible()
    page.findChild(QWidget, "btn.opinion").click()
    assert page.area.panel.isVisible()


def test_no_matter_an_unreadable_one_and_one_without_its_record(qtbot, stage):
    scene = Scene()
    page = stage(scene)
    page.show_matter(None)
    assert page.card.text == "请在左侧选一件办理。"
    scene.library.broken = True
    page.show_matter(scene.circulate("p2"))
    qtbot.waitUntil(lambda: "读不出来" in page.card.text)
    scene.library.broken = False
    page.presenter.again()
    qtbot.waitUntil(lambda: page.presenter.sheet is not None)
    page.show_matter(scene.header_only())
    qtbot.waitUntil(lambda: "本机还没有全文" in page.tabs.body.card.text)
    assert not page.area.isVisible()
    assert not page.tabs.isTabVisible(1)


def test_a_matter_that_needs_no_body_raises_no_alarm(qtbot, shown):
    scene = Scene()
    page = shown(scene, scene.circulate("p2"))
    body = page.tabs.body
    bodiless = replace(page.presenter.sheet, body="", texts=(), files=(), fields=(Kept("请假类别", "公出"),))
    body.show_sheet(bodiless, fresh=True)
    assert body.card.text == "这件事项没有正文，要点都在上面。"
    assert body.card.findChild(QLabel, "body.state.icon").isHidden()
    body.show_sheet(replace(bodiless, fields=()), fresh=True)
    assert body.card.text == "这件事项没有正文。"


def test_an_unknown_edition_is_only_read(qtbot, shown):
    scene = Scene()
    page = shown(scene, scene.unknown_edition())
    assert "升级客户端" in page.notice.text
    assert not page.area.isVisible()


def test_every_control_has_a_name_and_room(qtbot, shown):
    scene = Scene()
    page = shown(scene, scene.circulate("p2", body="文", files=[scene.file("a.pdf", b"x")], due=NOW + HOUR))
    for at in range(page.tabs.count()):
        page.tabs.setCurrentIndex(at)
        for widget in page.findChildren(QWidget):
            if not widget.isVisible() or widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
                continue
            if widget.objectName().startswith("qt_") or not widget.isEnabled():
                continue
            assert widget.accessibleName(), f"{type(widget).__name__} {widget.objectName()}"
            if widget.inherits("QPushButton"):
                assert widget.height() >= 32, widget.objectName()


def notice(scene, **fields):
    given = {"title": "关于停水检修的公告", "body": "11月25日停水。", "scope": ["u2", "t5"], "level": "street",
             "valid_until": NOW + 240 * HOUR, "receipt": True, "reviewer": "p3", **fields}  # fmt: skip
    return scene.act(1, "submit", given, kind="bulletin")


def test_the_reviewer_of_a_bulletin_sees_what_he_lets_pass(shown):
    page = shown(scene := Scene(me=3), notice(scene))
    block = page.tabs.body.fields
    assert block.isVisible()
    assert [(f.label, f.value) for f in page.presenter.sheet.fields] == [
        ("发布范围", "望春街道办事处（本级全体）、芦港村（含下属单位）"),
        ("公告级别", "街道（镇）级"),
        ("有效期至", "2026年11月30日 09:24"),
        ("需要回执", "是"),
        ("审核人", "周建国"),
    ]
    assert all(f"{f.label}：{f.value}" in block.toPlainText() for f in page.presenter.sheet.fields)
    assert page.tabs.body.text.toPlainText() == "11月25日停水。"


def test_a_bulletin_for_everybody_says_so(shown):
    page = shown(scene := Scene(me=3), notice(scene, scope=["*"], receipt=False))
    assert "发布范围：全体人员" in page.tabs.body.fields.toPlainText()
    assert "需要回执：否" in page.tabs.body.fields.toPlainText()


def test_a_scope_of_many_leaves_room_for_the_text(shown):
    page = shown(scene := Scene(me=3), notice(scene, scope=["p4", "t5", "u2"] * 100))
    body = page.tabs.body
    assert body.fields.verticalScrollBar().maximum() > 0
    assert body.text.height() > body.fields.height()


def test_a_circulation_does_not_list_its_readers_twice_and_a_broadcast_does(shown):
    scene = Scene()
    one, many = scene.circulate("p2"), scene.circulate("u2", mode="broadcast", purpose="information")
    assert [f.label for f in shown(scene, one).presenter.sheet.fields] == []
    assert [f.label for f in shown(scene, many).presenter.sheet.fields] == ["送阅方式", "送阅目的", "送阅对象"]


def bodiless():
    opens = BULLETIN.opening[0]
    asks = tuple(f for f in opens.asks if f.name not in {"body", "files"})
    asks = (*asks, Field("reason", FieldType.TEXT, kept=True), Field("sum", FieldType.MONEY, kept=True))
    changed = replace(opens, asks=asks)
    return replace(BULLETIN, actions=(changed, *(a for a in BULLETIN.actions if a is not opens)))


def test_without_a_body_the_other_texts_stand_in_its_place(shown):
    scene = Scene(me=3, tables=(bodiless(),))
    given = {"title": "请假", "scope": ["u2"], "reviewer": "p3", "reason": "<b>探亲</b>\n五天", "sum": 12305}
    page = shown(scene, scene.act(1, "submit", given, kind="bulletin"))
    body = page.tabs.body
    assert body.stack.currentWidget() is body.text
    assert body.text.toPlainText() == "理由\n<b>探亲</b>\n五天"
    assert "sum：123.05 元" in body.fields.toPlainText()


def test_a_refusal_speaks_in_the_words_of_the_kind():
    facts = {"stage": "review", "action": "send_back"}
    text = words.refusal(Refused("wrong_stage", facts), "bulletin")
    assert "“待审核”" in text
    assert "“退回修改”" in text
    assert "“退回”" in words.refusal(Refused("wrong_stage", facts), "circulation")


def test_a_series_of_numbers_opens_at_its_record_which_says_the_numbers(qtbot, stage):
    scene = Scene(me=2)
    opened = {"title": "望街发", "of": "outgoing_number", "word": "望街发"}
    matter = scene.act(2, "open", opened, kind="numbers")
    meant = {"year": 2026, "first": 21, "last": 23, "until": NOW + 240 * HOUR, "reason": "年终表彰"}
    scene.act(2, "reserve", meant, matter=matter, kind="numbers", centre=True)
    page = stage(scene)
    page.show_matter(matter)
    qtbot.waitUntil(lambda: page.presenter.sheet is not None)
    assert page.tabs.currentWidget() is page.tabs.history
    assert page.presenter.sheet.entries[-1].note == "2026年21—23号"
    assert page.presenter.sheet.entries[0].note == ""


def test_a_page_nobody_holds_any_more_goes_with_its_parts(qtbot, look):
    """Its parts hold the runner, and Qt holds the parts: what held the page there would keep it for good."""
    scene, bridge = Scene(me=2), Bridge()
    page = MatterPage(scene.desk, bridge, Paper())
    page.show()
    page.show_matter(scene.circulate("p2"))
    qtbot.waitUntil(lambda: page.presenter.sheet is not None and bridge.idle)
    page.close()
    bridge.close()
    left, page = weakref.ref(page), None
    gc.collect()
    assert left() is None
