"""Both sides of a conflict: in words, on the matter's page, in 同步中心; and that no word of mine is lost."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from oa_client.app.ports import Changes
from oa_client.app.reading import ListName
from oa_client.ui.bridge import Bridge
from oa_client.ui.centre.presenter import CentrePresenter
from oa_client.ui.matter.page import MatterPage
from oa_client.ui.widgets.conflict_card import ConflictCard, ConflictStack
from oa_client.ui.widgets.conflicts import clashes
from oa_client.ui.widgets.plain import Strip
from tests.ui import demo
from tests.ui.matter_desk import HOUR, NOW, Scene
from tests.ui.pictures import bridge_of, settle
from tests.ui.test_matter_page import Paper
from tests.ui.test_presenters import View

MINE, THEIRS = "附件打不开，请重发", "已阅，转应急管理站办理。"


def clash(scene, *, action="send_back", fields=None, code="already_done"):
    """王小明 sends back what 李芳 of the same post has read meanwhile."""
    matter = scene.circulate("p2", "p5", mode="parallel", at=NOW - 5 * HOUR, may_forward=True)
    kept = scene.desk.act(scene.desk.record(matter), action, fields or {"reason": MINE})
    scene.act(5, "mark_read", {"opinion": THEIRS}, matter=matter, at=NOW - HOUR)
    scene.come_back(kept, code, by=5)
    scene.tell(matter)
    return matter, kept.n


def test_both_sides_are_told_and_nothing_that_is_the_same():
    scene = Scene()
    matter, n = clash(scene)
    (one,) = clashes(scene.desk, matter)
    assert (one.n, one.what) == (n, "退回")
    assert one.mine.head == "本人 今天 09:24 退回"
    assert [line.value for line in one.mine.lines] == [MINE]
    assert [said.spoken for said in one.since] == [f"陆阿根 今天 08:24 阅毕\n意见：{THEIRS}"]
    assert one.state == "现在：轮阅中"
    assert "这一步已经办过" in one.why
    assert one.theirs == f"陆阿根：{THEIRS}"


def test_whom_i_chose_is_told_by_name_and_without_words_there_is_nothing_to_merge():
    scene = Scene()
    matter, _ = clash(scene, action="forward", fields={"reader": "p3"})
    (one,) = clashes(scene.desk, matter)
    assert [(line.label, line.value) for line in one.mine.lines] == [("送给", "周建国")]
    assert one.theirs == ""


def test_of_a_long_story_the_last_entries_are_told_and_the_others_counted():
    scene = Scene()
    matter, _ = clash(scene)
    for n in range(25):
        scene.act(1, "add_note", {"opinion": f"第{n}次补充"}, matter=matter)
    (one,) = clashes(scene.desk, matter)
    assert (len(one.since), one.before) == (20, 6)
    assert one.since[-1].lines[0].value == "第24次补充"


def test_a_matter_that_is_gone_still_shows_mine():
    scene = Scene()
    matter, _ = clash(scene)
    scene.library.entries.pop(matter)
    (one,) = clashes(scene.desk)
    assert [line.value for line in one.mine.lines] == [MINE]
    assert "已不在本机" in one.state


def test_the_centre_takes_up_the_words_in_the_form_that_is_open(at_once):
    scene = Scene()
    matter, n = clash(scene)
    view = View()
    presenter = CentrePresenter(scene.desk, at_once, view)
    presenter.load()
    assert [c.n for c in view.last("show_tray")[0].conflicts] == [n]
    presenter.rework(n, f"陆阿根：{THEIRS}")
    taken, place = view.last("rework")
    assert (taken.matter, taken.form, place) == (matter, "send_back", "todo")
    assert scene.outbox.draft(f"act/{matter}/send_back").data["fields"] == {"reason": f"{MINE}\n陆阿根：{THEIRS}"}
    assert view.last("show_tray")[0].conflicts == ()


# the screen


@pytest.fixture
def shown(qtbot, look):
    scene, bridge = Scene(), Bridge()
    matter, n = clash(scene)
    page = MatterPage(scene.desk, bridge, Paper())
    stop = scene.desk.listen(bridge.publish)
    page.resize(830, 800)
    page.show()
    page.show_matter(matter)
    qtbot.waitUntil(lambda: page.presenter.sheet is not None and bridge.idle)
    yield scene, page, matter, n
    stop()
    page.close()
    bridge.close()
    page.deleteLater()


def press(widget, name):
    widget.findChild(QPushButton, name).click()


def test_the_card_stands_in_the_matter_with_both_texts_in_reach_of_the_keyboard(shown, qtbot):
    _scene, page, _matter, n = shown
    card = page.conflicts.findChild(ConflictCard)
    assert card.isVisible()
    assert MINE in card.mine.toPlainText()
    assert THEIRS in card.centre.toPlainText()
    assert "冲突" in card.accessibleName()
    reached = {card.mine, card.centre, *card.findChildren(QPushButton)}
    assert all(w.accessibleName() and w.focusPolicy() & Qt.FocusPolicy.TabFocus for w in reached)
    names = [b.objectName() for b in card.findChildren(QPushButton)]
    assert names == [f"conflict.{n}.take", f"conflict.{n}.rework", f"conflict.{n}.merge"]


def test_a_refusal_that_comes_after_the_news_brings_the_card_too(qtbot, look):
    """The engine tells only that the outbox changed when the matter itself was here before."""
    scene, bridge = Scene(), Bridge()
    stop = scene.desk.listen(bridge.publish)
    matter = scene.circulate("p2", "p5", mode="parallel")
    kept = scene.desk.act(scene.desk.record(matter), "send_back", {"reason": MINE})
    page = MatterPage(scene.desk, bridge, Paper())
    page.show()
    page.show_matter(matter)
    qtbot.waitUntil(lambda: page.presenter.sheet is not None and bridge.idle)
    assert page.conflicts.isHidden()
    scene.come_back(kept, "recalled")
    scene.desk.tell(Changes(outbox=True, origin="sync"))
    qtbot.waitUntil(lambda: not page.conflicts.isHidden())
    stop()
    page.close()
    page.deleteLater()
    bridge.close()


def test_taking_the_centre_s_can_be_undone_and_keeps_mine_as_a_version(shown, qtbot):
    scene, page, _matter, n = shown
    press(page, f"conflict.{n}.take")
    qtbot.waitUntil(lambda: page.conflicts.isHidden())
    assert scene.desk.conflicting() == ()
    tab = page.tabs.indexOf(page.tabs.versions)
    assert (page.tabs.isTabVisible(tab), page.tabs.tabText(tab)) == (True, "历史版本 1")
    assert MINE in page.tabs.versions.toPlainText()
    assert "秒内可撤销" in page.strip.text
    assert page.undo()
    qtbot.waitUntil(lambda: not page.conflicts.isHidden())
    assert [p.n for p in scene.desk.conflicting()] == [n]
    assert not page.tabs.isTabVisible(tab)
    assert not page.undo()


@pytest.mark.parametrize(("button", "words"), [("rework", MINE), ("merge", f"{MINE}\n陆阿根：{THEIRS}")])
def test_mine_goes_back_into_its_form(shown, qtbot, button, words):
    _scene, page, _matter, n = shown
    press(page, f"conflict.{n}.{button}")
    qtbot.waitUntil(lambda: page._dialog is not None)
    assert page._dialog.form.values()["reason"] == words
    page._dialog.reject()


def test_an_act_done_in_place_is_taken_up_in_place(qtbot, look):
    scene, bridge = Scene(), Bridge()
    matter, n = clash(scene, action="mark_read", fields={"opinion": MINE}, code="changed_since")
    page = MatterPage(scene.desk, bridge, Paper())
    page.resize(830, 800)
    page.show()
    page.show_matter(matter)
    qtbot.waitUntil(lambda: page.presenter.sheet is not None and bridge.idle)
    press(page, f"conflict.{n}.merge")
    qtbot.waitUntil(lambda: MINE in page.area.edit.toPlainText())
    assert page.area.edit.toPlainText() == f"{MINE}\n陆阿根：{THEIRS}"
    assert page._dialog is None
    page.close()
    page.deleteLater()
    bridge.close()


def test_of_several_conflicts_one_is_whole_and_the_others_are_counted(qtbot, look):
    scene = Scene()
    matter, _ = clash(scene)
    kept = scene.desk.act(scene.desk.record(matter), "add_note", {"opinion": "又及"})
    scene.come_back(kept, "recalled")
    stack = ConflictStack()
    qtbot.addWidget(stack)
    items = clashes(scene.desk, matter)
    stack.show_conflicts(items)
    card = stack.findChild(ConflictCard)
    assert "另有 1 项冲突" in stack.findChild(Strip, "conflicts.strip").text
    stack.show_conflicts(items)
    assert stack.findChild(ConflictCard) is card, "what somebody reads is not made anew"
    stack.show_conflicts(())
    assert stack.isHidden()


def test_where_there_is_little_room_the_card_is_one_line_and_opens_in_place_of_the_matter(shown, qtbot):
    _scene, page, _matter, _n = shown
    page.resize(830, 600)
    strip, card = page.conflicts.findChild(Strip, "conflicts.strip"), page.conflicts.findChild(ConflictCard)
    assert (strip.isVisible(), card.isVisible(), page.tabs.isVisible()) == (True, False, True)
    assert "没有生效" in strip.text
    press(strip, "conflicts.strip.act")
    assert (card.isVisible(), page.tabs.isVisible(), page.area.isVisible()) == (True, False, False)
    press(strip, "conflicts.strip.act")
    assert (card.isVisible(), page.tabs.isVisible()) == (False, True)
    page.resize(830, 800)
    assert not card.isVisible(), "folded by hand, it stays folded"


@pytest.mark.parametrize("listed", [True, False])
def test_the_sync_centre_leads_to_the_form_wherever_the_matter_stands(open_desktop, qtbot, listed):
    """In a list it is stood on; in none of them it is shown by itself."""
    scene = Scene()
    matter, n = clash(scene)
    library = demo.Library()
    library.lists[ListName.TODO] = [replace(library.lists[ListName.TODO][0], matter=matter)] if listed else []
    for name in ("ids", "rows", "counts", "search", "usage"):
        setattr(scene.library, name, getattr(library, name))
    shown = open_desktop(
        own=scene.desk, page="centre", matter=lambda p: MatterPage(scene.desk, bridge_of(p), Paper(), p)
    )
    settle(shown.bridge)
    shown.window.page.show_conflicts()
    press(shown.window.page, f"conflict.{n}.rework")
    qtbot.waitUntil(lambda: shown.window.page.objectName() == ("page.list.todo" if listed else "page.search"))
    page = shown.window.page
    qtbot.waitUntil(lambda: page.detail._dialog is not None)
    assert page.detail._dialog.form.values()["reason"] == MINE
    qtbot.waitUntil(lambda: page.listing.current == matter)
    page.detail._dialog.reject()
    settle(shown.bridge)


def test_a_new_matter_that_came_back_is_taken_up_in_the_form_of_a_new_one(open_desktop, qtbot):
    scene = Scene()
    asked = {"title": "关于值班的通知", "mode": "parallel", "purpose": "action", "readers": [["p5"]]}
    kept = scene.desk.begin("circulation", "circulate", asked)
    scene.come_back(kept, "not_allowed")
    taken = scene.desk.rework(kept.n)
    assert (taken.form, taken.opens) == ("", "circulation")
    assert scene.outbox.draft("new/circulation/1").data["fields"]["title"] == "关于值班的通知"
    shown = open_desktop(page="centre")
    begun = []
    shown._tools = replace(shown._tools, compose=lambda _parent, kind, _draft: begun.append(kind))
    shown.take_up("", taken)
    assert (begun, shown.window.page.objectName()) == (["circulation"], "page.centre")
