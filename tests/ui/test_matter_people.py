import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget

from oa_client.app.directory import People
from oa_client.app.groups import TooMuch
from oa_client.domain.people import UnitId
from oa_client.ui.widgets import people as dialogs
from oa_client.ui.widgets.people import PeopleDialog
from oa_client.ui.widgets.people_chosen import (
    BROADCAST,
    GROUPED,
    PARALLEL,
    SEQUENTIAL,
    Chosen,
    Wish,
    groups_in,
    summary,
)
from oa_client.ui.widgets.people_find import hits
from tests.ui.matter_desk import directory
from tests.ui.matter_people import district

ALL = (SEQUENTIAL, PARALLEL, GROUPED, BROADCAST)


@pytest.fixture
def open_dialog(qtbot):
    def build(wish, folk=None):
        dialog = PeopleDialog(People(folk or directory()), wish)
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        return dialog

    return build


def chosen(dialog):
    return [str(s) for s in dialog._made.flat()]


def test_initials_and_enter_add_the_top_hit_and_the_box_is_ready_again(qtbot, open_dialog):
    dialog = open_dialog(Wish("选人", orders=ALL, order=SEQUENTIAL))
    assert dialog.focusWidget() is dialog._search
    for letters in ("wxm", "周建国", "lua"):
        dialog._search.setText(letters)
        qtbot.keyClick(dialog._search, Qt.Key.Key_Return)
        assert dialog._search.text() == ""
    assert chosen(dialog) == ["p2", "p3", "p5"]
    assert dialog._count.text() == "共 3 人"
    with qtbot.waitSignal(dialog.chosen) as told:
        qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert told.args == [[["p2"], ["p3"], ["p5"]], SEQUENTIAL]


def test_half_a_word_searches_nothing(qtbot, open_dialog):
    dialog = open_dialog(Wish("选人"))
    QApplication.sendEvent(dialog._search, QInputMethodEvent("zhou", []))
    assert not dialog._pause.isActive()
    assert dialog._stack.currentWidget() is dialog._tree


def test_nobody_found_says_so_and_enter_adds_nobody(qtbot, open_dialog):
    dialog = open_dialog(Wish("选人"))
    qtbot.keyClicks(dialog._search, "qqq")
    qtbot.keyClick(dialog._search, Qt.Key.Key_Return)
    assert dialog._stack.currentWidget() is dialog._nobody
    assert chosen(dialog) == []
    assert not dialog._ok.isEnabled()


def test_ticking_a_unit_ticks_its_people_and_a_part_shows_as_a_part(open_dialog):
    dialog = open_dialog(Wish("选人"))
    model = dialog._model
    root = model.index(0, 0)
    model.fetchMore(root)
    street = next(
        i for r in range(model.rowCount(root)) if model.node(i := model.index(r, 0, root)).unit.id == UnitId(2)
    )
    model.setData(street, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert chosen(dialog) == ["p2", "p3", "p4", "p5"], "protocol order, and the village below"
    assert model.data(street, Qt.ItemDataRole.CheckStateRole) is Qt.CheckState.Checked
    assert model.data(root, Qt.ItemDataRole.CheckStateRole) is Qt.CheckState.PartiallyChecked
    assert model.data(root) == "明州区人民政府办公室（4/10）"
    dialog._list._list.selectAll()
    dialog._list._remove()
    assert model.data(root, Qt.ItemDataRole.CheckStateRole) is Qt.CheckState.Unchecked


def test_the_clerks_of_a_unit_and_a_post_can_be_chosen(open_dialog, qtbot):
    dialog = open_dialog(Wish("选人"))
    root = dialog._model.index(0, 0)
    clerks = dialog._model.node(dialog._model.index(0, 0, root))
    dialog._model.toggle(clerks)
    dialog._by_post.setChecked(True)
    qtbot.keyClicks(dialog._search, "zlh")
    qtbot.keyClick(dialog._search, Qt.Key.Key_Return)
    assert chosen(dialog) == ["c1", "o7"]
    assert dialog._count.text() == "共 2 人"


def test_a_broadcast_takes_whole_units(open_dialog, qtbot):
    dialog = open_dialog(Wish("选人", orders=ALL, order=BROADCAST))
    dialog._model.toggle(dialog._model.node(dialog._model.index(0, 0)))
    assert chosen(dialog) == ["t1"]
    assert dialog._count.text() == "共 10 人"
    dialog._search.setText("望春")
    qtbot.keyClick(dialog._search, Qt.Key.Key_Return)
    assert chosen(dialog) == ["t1", "t2"]


def test_one_person_takes_the_place_of_another(open_dialog, qtbot):
    dialog = open_dialog(Wish("选人", many=False))
    for letters in ("wxm", "zjg"):
        dialog._search.setText(letters)
        qtbot.keyClick(dialog._search, Qt.Key.Key_Return)
    assert chosen(dialog) == ["p3"]


def test_order_is_changed_by_keys(open_dialog, qtbot):
    dialog = open_dialog(Wish("选人", orders=ALL, order=SEQUENTIAL, groups=(("p2",), ("p3",), ("p4",))))
    names = dialog._list._list
    names.setCurrentRow(2)
    names.setFocus()
    qtbot.keyClick(names, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert chosen(dialog) == ["p2", "p4", "p3"]
    qtbot.keyClick(names, Qt.Key.Key_Delete)
    assert chosen(dialog) == ["p2", "p3"]


def test_groups_are_split_joined_and_kept():
    made = Chosen(order=SEQUENTIAL)
    made.add(["p1", "p2", "p3", "p2"])
    assert made.value() == [["p1"], ["p2"], ["p3"]]
    made.turn_to(GROUPED)
    assert made.value() == [["p1", "p2", "p3"]]
    made.split("p2")
    assert made.value() == [["p1"], ["p2", "p3"]]
    made.move("p3", 1)
    assert made.value() == [["p1"], ["p2"], ["p3"]]
    made.move("p3", -1)
    assert made.value() == [["p1"], ["p2", "p3"]]
    made.move("p1", -1)
    assert made.value() == [["p1"], ["p2", "p3"]], "the first alone stays the first"
    made.turn_to(PARALLEL)
    assert made.value() == [["p1", "p2", "p3"]]
    made.remove(["p1", "p9"])
    made.clear()
    assert len(made) == 0


def test_values_of_any_shape_are_read_and_strangers_left_out():
    assert groups_in("p2") == (("p2",),)
    assert groups_in(["p2", "x", "o3"]) == (("p2", "o3"),)
    assert groups_in([["p2"], ["<b>"], ["p3", "p4"]]) == (("p2",), ("p3", "p4"))
    assert groups_in(None) == groups_in(7) == groups_in([]) == ()
    people = People(directory())
    assert summary(people, groups_in([["p2"], ["p3", "c3"]]), GROUPED) == "王小明 → 周建国、区应急管理局收发岗（共 3）"


def test_found_units_without_clerks_are_no_hit():
    found = hits(People(directory()), "应急", units=False, by_post=False)
    assert [h.scope for h in found] == ["p6", "p7"]
    assert [h.scope for h in hits(People(directory()), "望春街道办事处收发", units=False, by_post=False)] == ["c2"]


def test_1800_people_do_not_stall_it(open_dialog):
    folk = district(1800)
    people = People(folk)
    started = time.perf_counter()
    dialog = PeopleDialog(people, Wish("选人", orders=ALL))
    dialog.show()
    opened = time.perf_counter()
    dialog._model.toggle(dialog._model.node(dialog._model.index(0, 0)))
    ticked = time.perf_counter()
    dialog._search.setText("wxm")
    dialog._look()
    looked = time.perf_counter()
    assert len(dialog._made) == 1800
    assert opened - started < 0.5
    assert ticked - opened < 0.5
    assert looked - ticked < 0.25
    dialog.close()
    dialog.deleteLater()


def test_the_tree_is_a_sound_model(qtmodeltester, open_dialog):
    dialog = open_dialog(Wish("选人"))
    qtmodeltester.check(dialog._model)


def test_the_dialog_gives_the_focus_back(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    from oa_client.ui.widgets import plain

    opener = plain.button("选人", "choose")
    opener.setParent(window)
    window.show()
    window.activateWindow()
    answers = []
    dialog = dialogs.ask(People(directory()), Wish("选人"), lambda g, o: answers.append((g, o)), opener)
    dialog._made.add(["p2"])
    dialog._changed()
    dialog._ok.click()
    assert answers == [([["p2"]], PARALLEL)]
    assert window.focusWidget() is opener


def test_every_control_of_the_dialog_has_a_name(open_dialog):
    dialog = open_dialog(Wish("选人", orders=ALL))
    for widget in dialog.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus and "qt_" not in widget.objectName():
            assert widget.accessibleName() or widget.inherits("QSplitterHandle"), (
                f"{type(widget)} {widget.objectName()}"
            )


def test_a_kept_group_goes_in_whole_and_without_who_left(qtbot, open_dialog):
    kept = (("联络员", ("p2", "p3", "p99")), ("街道", ("t2",)))
    dialog = open_dialog(Wish("选人", orders=ALL, order=SEQUENTIAL, kept=kept))
    dialog._tabs.setCurrentIndex(1)
    assert [dialog._groups.item(n).text() for n in range(dialog._groups.count())] == ["联络员（2 项）"]
    dialog._groups.itemActivated.emit(dialog._groups.item(0))
    assert chosen(dialog) == ["p2", "p3"]


def test_groups_of_units_are_offered_where_units_are_meant(qtbot, open_dialog):
    dialog = open_dialog(Wish("选人", units=True, order=BROADCAST, kept=(("街道", ("t2",)),)))
    dialog._tabs.setCurrentIndex(1)
    assert dialog._groups.count() == 1


def test_without_groups_it_says_where_they_are_made(qtbot, open_dialog):
    dialog = open_dialog(Wish("选人"))
    dialog._tabs.setCurrentIndex(1)
    assert "可以到“通讯录”里新建" in dialog._nobody.text()


# 保存为常用分组


class Groups:
    """Keeps groups when told to, or says why not."""

    def __init__(self, error=None):
        self.kept, self.error = {}, error

    def keep(self, name, scopes, told):
        if self.error is None:
            self.kept[name] = scopes
        told(name, self.error)


def keeping(open_dialog, groups):
    wish = Wish("选人", groups=(("p3",), ("p6",)), kept=(("班子", ("p3",)),), keep=groups.keep)
    row = open_dialog(wish).keep
    row.begin.click()
    return row


def test_those_chosen_become_a_group_under_a_name(open_dialog, qtbot):
    groups = Groups()
    row = keeping(open_dialog, groups)
    qtbot.keyClicks(row.name, " fangxun  a ")
    qtbot.keyClick(row.name, Qt.Key.Key_Return)
    assert groups.kept == {"fangxun a": ("p3", "p6")}
    assert row.told.text() == "已存为常用分组“fangxun a”。"
    assert row.name.isHidden()


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [
        ("", None, "请先起个名称"),
        ("班子", None, "已经有叫"),
        ("新", TooMuch("新"), "放不下"),
        ("新", OSError(), "没有存上"),
    ],
)
def test_a_group_that_is_not_kept_says_why_and_keeps_its_name(open_dialog, name, error, words):
    groups = Groups(error)
    row = keeping(open_dialog, groups)
    row.name.setText(name)
    row.save.click()
    assert words in row.told.text()
    assert groups.kept == {}
    assert not row.name.isHidden()


def test_nobody_chosen_is_no_group_and_some_choices_offer_none(open_dialog):
    assert not open_dialog(Wish("选人", keep=Groups().keep)).keep.begin.isEnabled()
    assert open_dialog(Wish("选人")).keep is None
