"""The address book on the screen: tree, rows, finding, one person in full, groups, files."""

import csv
from dataclasses import replace

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QGuiApplication

from oa_client.app.directory import Format, People
from oa_client.app.ports import Changes
from oa_client.domain.people import Directory, PersonId, Post, PostId, UnitId
from oa_client.ui.directory.model import card, lines_of, tree
from oa_client.ui.directory.presenter import DirectoryPresenter
from tests.ui import demo, geometry, pictures
from tests.ui.test_presenters import View

STREET, OFFICE, SAFETY = UnitId(2), UnitId(9), UnitId(10)


@pytest.fixture
def people():
    return demo.desk(demo.Folk()).people


@pytest.fixture
def page(open_desktop):
    shown = open_desktop(page="directory", library=demo.Folk())
    return shown.window.page


def names(page):
    return [line.staff.person.name for line in page.model.lines]


def settle(page):
    pictures.settle(page._bridge, 160)


# lines


def test_leaders_stand_in_protocol_order_and_their_offices_below(people):
    lines = lines_of(people, "u2", {})
    assert [line.staff.person.name for line in lines[:4]] == ["沈立新", "周建国", "陈国强", "罗丽娜"]
    assert [line.staff.unit.id for line in lines][-1] == SAFETY


def test_who_holds_two_posts_stands_once_in_each_unit(people):
    where = [line.staff.unit.id for line in lines_of(people, "u1", {}) if line.staff.person.name == "罗丽娜"]
    assert where == [STREET, SAFETY]


def test_two_posts_in_one_unit_are_one_line(people):
    folk = people.directory
    more = Post(PostId(99), STREET, "机关工委书记", frozenset(), 9)
    first = folk.people[PersonId(13)]
    both = Directory(
        folk.units,
        {**folk.posts, more.id: more},
        {**folk.people, first.id: replace(first, posts=(*first.posts, more.id))},
    )
    lines = [line for line in lines_of(People(both), "u2", {}) if line.staff.person.id == first.id]
    assert [line.staff.title for line in lines] == ["党工委书记、机关工委书记"]


def test_a_unit_counts_everybody_below_it_once(people):
    top = tree(people, {})[0]
    street = next(b for b in top.below if b.key == "u2")
    assert (top.count, street.count) == (10, 10)
    assert {b.key: b.count for b in street.below} == {"u8": 1, "u9": 3, "u10": 3}


def test_a_group_counts_and_lists_its_people_in_its_own_order(people):
    groups = {"联络员": ("p20", "c9", "p20")}
    branch = tree(people, groups)[-1].below[0]
    assert (branch.key, branch.count) == ("g:联络员", 2)
    assert [line.staff.person.name for line in lines_of(people, branch.key, groups)] == ["赵铁军", "王小明"]


def test_a_card_has_every_post_and_every_number(people):
    shown = card(people, PersonId(16))
    assert shown.places == (
        ("望春街道办事处", "党工委委员、副主任"),
        ("望春街道办事处 · 应急管理和综合执法办公室", "应急管理站站长"),
    )
    assert shown.numbers == (("办公电话", "0574-87010004"), ("短号", "6004"))
    assert shown.number == "0574-87010004"
    assert card(people, PersonId(22)).number == "13900010031"


def test_who_just_left_has_no_card(people):
    assert card(people, PersonId(99)) is None


# the presenter


def presenter(at_once, library=None):
    view = View()
    return DirectoryPresenter(demo.desk(library or demo.Folk()), at_once, view), view


def test_it_begins_with_my_own_unit(at_once):
    made, view = presenter(at_once)
    made.load()
    assert made.key == "u9"
    assert view.last("show_lines")[1] == "共 3 人"


@pytest.mark.parametrize("typed", ["周建国", "zjg", "zhoujian", "87010002", "0574-8701 0002", "6002", "139000100 02"])
def test_somebody_is_found_by_name_pinyin_initials_and_number(at_once, typed):
    made, view = presenter(at_once)
    made.search(typed)
    assert [line.staff.person.name for line in view.last("show_lines")[0]] == ["周建国"]


def test_two_digits_find_nobody_by_number(at_once):
    made, view = presenter(at_once)
    made.search("87")
    assert "没有找到“87”" in view.last("show_empty")[0]


def test_a_newer_wish_drops_the_older(later):
    made, view = presenter(later)
    made.search("zjg")
    made.search("wxm")
    later.release()
    assert [line.staff.person.name for line in view.last("show_lines")[0]] == ["王小明"]
    assert len([told for told in view.told if told[0] == "show_lines"]) == 1


def test_without_a_directory_it_says_what_to_do(at_once):
    made, view = presenter(at_once, demo.Folk(nobody=True))
    made.load()
    assert view.last("show_empty") == ("通讯录还没有到本机。联网同步后，这里会列出各单位和人员。", "去同步中心")


def test_what_cannot_be_read_is_told(at_once):
    library = demo.Folk()
    library.directory = lambda: 1 / 0
    made, view = presenter(at_once, library)
    made.load()
    text, detail = view.last("show_trouble")
    assert "暂时读不出来" in text
    assert "ZeroDivisionError" in detail


# the screen


def test_rows_and_card_follow_the_unit_chosen(page, qtbot):
    assert names(page) == ["吴桂香", "王小明", "李芳"]
    page.tree.chosen.emit("u10")
    settle(page)
    assert names(page) == ["罗丽娜", "赵铁军", "欧阳文斌"]
    assert "罗丽娜" in page.person.words.toPlainText()


def test_typing_finds_and_the_keyboard_goes_on(page, qtbot):
    qtbot.keyClicks(page.field, "zjg")
    settle(page)
    assert names(page) == ["周建国"]
    qtbot.keyClick(page.field, Qt.Key.Key_Down)
    assert page.rows.hasFocus()
    qtbot.keyClick(page.rows, Qt.Key.Key_Return)
    assert page.person.copy_number.hasFocus()


def test_enter_in_the_box_finds_at_once_and_goes_to_the_rows(page, qtbot):
    page.field.setText("李芳")
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    assert page.rows.hasFocus()
    settle(page)
    assert names(page) == ["李芳"]


def test_letters_in_the_rows_move_and_copy(page, qtbot):
    page.rows.setFocus()
    qtbot.keyClick(page.rows, Qt.Key.Key_J)
    assert page.rows.current.staff.person.name == "王小明"
    qtbot.keyClick(page.rows, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "王小明（收发员）办公电话 0574-87010012，手机 13900010012，短号 6012"


def test_copying_the_number(page, qtbot):
    said = []
    page.said.connect(said.append)
    page.person.copy_number.click()
    assert QGuiApplication.clipboard().text() == "0574-87010011"
    assert said == ["已复制：0574-87010011"]


def test_who_was_stood_on_is_still_after_a_change(page):
    page.rows.go(2)
    page._bridge.publish(Changes(rows=frozenset({"person"})))
    pictures.settle(page._bridge, 350)
    assert page.rows.current.staff.person.name == "李芳"


def test_a_row_is_spoken_as_one_sentence(page):
    model: QAbstractItemModel = page.model
    spoken = model.data(model.index(0, 3), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "吴桂香，主任，党政办公室，电话 0574-87010011，短号 6011"


def test_a_narrow_window_shows_one_at_a_time(open_desktop, qtbot):
    page = open_desktop(page="directory", library=demo.Folk(), size=(960, 560)).window.page
    assert page.person.isHidden()
    qtbot.keyClick(page.rows, Qt.Key.Key_Return)
    assert page._left.isHidden() and not page.person.isHidden()
    assert page.back()
    assert page.person.isHidden() and page.rows.hasFocus()


def test_a_circulation_begins_with_the_person_in_it(open_desktop):
    begun = []
    shown = open_desktop(page="directory", library=demo.Folk())
    shown._tools = replace(shown._tools, compose=lambda _parent, kind, draft: begun.append((kind, draft)))
    shown.window.page.person.circulate.click()
    pictures.settle(shown.bridge)
    assert begun == [("circulation", "new/circulation/to-p17")]
    assert shown._desk.draft("new/circulation/to-p17").data["fields"] == {"readers": [["p17"]]}


def test_the_list_is_exported_and_the_place_said(page, tmp_path):
    place = tmp_path / "通讯录.csv"
    page.export_to(Format.CSV, str(place))
    settle(page)
    rows = list(csv.reader(place.read_text("utf-8-sig").splitlines()))
    assert [row[0] for row in rows] == ["姓名", "吴桂香", "王小明", "李芳"]
    assert page.told.text == f"已导出 3 行，另存到 {place}"
    assert page.busy.isHidden()


def test_a_place_that_takes_nothing_is_told(page, tmp_path):
    page.export_to(Format.XLSX, str(tmp_path / "没有这个目录" / "通讯录.xlsx"))
    settle(page)
    assert page.told.text.startswith("没有导出成：通讯录.xlsx 写不进去")


# groups


def test_the_groups_are_shown_renamed_and_removed(open_desktop, qtbot):
    outbox = demo.Outbox()
    shown = open_desktop(page="directory", library=demo.Folk(), outbox=outbox)
    page = shown.window.page
    page.groups.click()
    dialog = shown.window.findChild(object, "dialog.groups")
    assert dialog.current == "党工委班子"
    assert "沈立新" in dialog.members.text()
    dialog.name.setText("街道班子")
    dialog.rename.click()
    pictures.settle(shown.bridge)
    changed = {"党工委班子": None, "街道班子": ["p13", "p2", "p15", "p16"]}
    assert outbox.rows[-1] == ("settings", "directory.groups", changed)
    dialog.name.setText("防汛联络员")
    dialog.rename.click()
    assert "已经有叫“防汛联络员”的分组" in dialog.told.text
    assert not geometry.faults(dialog)
    dialog.accept()


def test_a_group_kept_while_its_dialog_closes_is_kept_and_nothing_breaks(open_desktop):
    outbox = demo.Outbox()
    shown = open_desktop(page="directory", library=demo.Folk(), outbox=outbox)
    shown.window.page.groups.click()
    dialog = shown.window.findChild(object, "dialog.groups")
    dialog._changed([["p2"]], "parallel")
    dialog.accept()
    pictures.settle(shown.bridge)
    assert outbox.rows[-1] == ("settings", "directory.groups", {"党工委班子": ["p2"]})
