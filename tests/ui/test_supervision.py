"""督查 on the screen: whose side a row is on, the counts above, the tree of parts, what a form knows beforehand."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from oa_client.app.breakdown import Defaults, planned
from oa_client.app.ports import BadStore, NoRoom
from oa_client.app.reading import ListName
from oa_client.domain.supervision.limits import LIMITS
from oa_client.export import late
from oa_client.ui.circulation.ledgers import LEDGERS
from oa_client.ui.circulation.presenter import ListPresenter
from oa_client.ui.matter import asks
from oa_client.ui.matter.form import Form, Workshop
from oa_client.ui.matter.parts_tab import PartsTab
from oa_client.ui.matter.sheet import sheet
from oa_client.ui.supervision.page import BringDialog
from oa_client.ui.supervision.presenter import BringPresenter
from oa_client.ui.widgets.choice import Chip, Choice
from oa_client.wording.part_lines import parts_of
from tests.app.test_breakdown import book, row
from tests.ui.matter_desk import HOUR, NOW, Now, Scene
from tests.ui.supervision_pictures import KIND, act, broken_down, folk, issued


class View:
    """What a list presenter shows."""

    def __init__(self):
        self.ids, self.counts = (), ""

    def show_ids(self, ids, heads=()):
        self.ids = tuple(ids)

    def show_counts(self, text):
        self.counts = text

    def show_loading(self):
        pass

    def show_empty(self, text, act):
        self.ids = ()

    def show_trouble(self, text, detail):
        raise AssertionError(detail)


def listed(scene, chip=Chip.ALL):
    view = View()
    presenter = ListPresenter(scene.desk, Now(), view, ListName.LEDGER, LEDGERS[KIND])
    presenter.choose(Choice(chip))
    return view


@pytest.mark.parametrize(("me", "mine", "overseen"), [(2, 4, 0), (1, 0, 4), (10, 0, 4)])
def test_a_row_is_on_the_side_of_who_works_or_who_supervises(me, mine, overseen):
    scene, _ = broken_down(me=me)
    assert len(listed(scene, Chip.MINE).ids) == mine
    assert len(listed(scene, Chip.OVERSEEN).ids) == overseen


def test_above_the_list_stands_how_all_of_them_stand():
    scene, matter = broken_down()
    assert listed(scene).counts == "在办 4 件　临期 1 件　超期 1 件"
    assert listed(scene, Chip.LATE).counts == "在办 4 件　临期 1 件　超期 1 件"
    assert matter not in listed(scene, Chip.LATE).ids


def test_the_strands_are_a_tree_and_say_their_lamp_in_words():
    scene, matter = broken_down()
    lead, assist = parts_of(scene.desk, scene.desk.record(matter), NOW)
    assert (lead.title, lead.progress, lead.due, lead.mine) == ("主办", "55%", "11月26日 正常", True)
    assert lead.state == "申请延至12月6日"
    assert [(p.title, p.due, p.late) for p in lead.below] == [
        ("芦港村入户摸底登记", "11月22日 临期", False),
        ("管线迁改协调", "昨天 超期", True),
    ]
    assert "下有 2 项" in lead.spoken
    assert "我的任务" in lead.spoken
    assert assist.below == ()


def test_the_tree_is_walked_by_keys_and_what_was_folded_stays_so(qtbot):
    scene, matter = broken_down()
    shown = sheet(scene.desk, scene.desk.record(matter))
    assert shown.readers == ()
    tab = PartsTab()
    qtbot.addWidget(tab)
    tab.show()
    tab.show_parts(shown.parts, shown.read)
    tree, model = tab.tree, tab.tree.model()
    first = model.index(0, 0)
    assert tree.isExpanded(first)
    assert "主办" in first.data(Qt.ItemDataRole.AccessibleTextRole)
    tree.setFocus()
    tree.setCurrentIndex(first)
    QTest.keyClick(tree, Qt.Key.Key_Down)
    assert tree.currentIndex().data() == "芦港村入户摸底登记"
    QTest.keyClick(tree, Qt.Key.Key_Up)
    QTest.keyClick(tree, Qt.Key.Key_Left)
    assert not tree.isExpanded(first)
    tab.show_parts(tuple(replace(p, progress="80%") for p in shown.parts), shown.read)
    assert not tree.isExpanded(tree.model().index(0, 0))
    assert tree.currentIndex().siblingAtColumn(0).data() == "主办"


def test_a_form_fills_in_the_limit_its_source_usually_has(qtbot):
    scene = Scene(me=1, folk=folk())
    table = scene.kinds.newest(KIND)
    form = Form(asks.asks_of(scene.desk, KIND, table.action("propose"), None), Workshop(scene.desk, Now()))
    qtbot.addWidget(form)
    assert form.values()["mode"] == "government"
    source, due = form.fields["source"], form.fields["due"]
    for name in ("public_opinion", "meeting"):
        source.set_value(name)
        source.changed.emit()
        assert due.value() == scene.desk.calendar.due(NOW, *LIMITS[name])
    due.set_value(NOW + 99 * HOUR)
    source.set_value("superior")
    source.changed.emit()
    assert due.value() // 60 == (NOW + 99 * HOUR) // 60


def test_a_street_is_offered_supervision_inside_its_house(qtbot):
    scene, _ = broken_down(me=1)
    inside = asks.asks_of(Scene(me=2).desk, KIND, scene.kinds.newest(KIND).action("propose"), None)
    assert next(a.value for a in inside if a.name == "mode") == "internal"


def test_only_those_strands_can_be_chosen_that_are_ones_own_to_judge():
    scene = Scene(me=1, folk=folk())
    matter = issued(scene)
    for person, track in ((2, 0),):
        act(scene, matter, person, "accept", {}, 400, track=track)
    act(scene, matter, 2, "break_down", {"part": "摸底", "holders": ["c5"], "due": NOW + HOUR}, 300, track=0)
    urge = scene.kinds.newest(KIND).action("urge")
    (whom, *_rest) = asks.asks_of(scene.desk, KIND, urge, scene.desk.record(matter))
    assert [c.value for c in whom.choices] == [0, 1]


def test_what_is_over_time_says_so_once():
    scene = Scene(me=1, folk=folk())
    matter = issued(scene, 300, due=NOW - 40 * HOUR)
    (due,) = [f for f in sheet(scene.desk, scene.desk.record(matter)).head.facts if f.label == "时限"]
    assert due.value == "11月18日（超期 2 天）"


def test_a_workbook_is_shown_row_by_row_and_the_button_says_how_many_are_kept(qtbot, tmp_path):
    scene = Scene(me=1, folk=folk())
    dialog = BringDialog(scene.desk, Now(), late.read_table, late.write_table, None)
    qtbot.addWidget(dialog)
    assert not dialog.go.isEnabled()
    path = tmp_path / "分解.xlsx"
    path.write_bytes(book(row(1, "口袋公园"), row(2, "污水设施", lead="没有这个街道")))
    dialog.presenter.open(path, Defaults())
    assert dialog.told.text() == "共 2 行，1 行有问题。"
    assert dialog.go.text() == "只导入没有问题的 1 行"
    assert dialog.model.data(dialog.model.index(0, 2)) == "政府督查"
    dialog.table.selectRow(1)
    assert dialog.row_said.text().startswith("第 4 行：通讯录里没有“没有这个街道”")
    dialog.way.setCurrentIndex(dialog.way.findData("internal"))
    assert dialog.model.data(dialog.model.index(0, 2)) == "内部督办"
    dialog.way.setCurrentIndex(0)
    assert dialog.model.data(dialog.model.index(1, 5)).startswith("通讯录里没有“没有这个街道”")
    dialog.go.click()
    assert [p.command.fields["title"] for p in scene.outbox.pending()] == ["口袋公园"]
    assert dialog.said.isVisibleTo(dialog)
    dialog.said._button.click()
    assert scene.outbox.pending() == ()
    path.write_bytes(b"PK cut")
    dialog.presenter.open(path, Defaults())
    assert not dialog.go.isEnabled()
    template = tmp_path / "模板.xlsx"
    dialog.presenter.template(template)
    assert late.read_table(template.read_bytes())


class Brought:
    """What the screen of an import would show."""

    def __init__(self):
        self.said = []

    def show_plan(self, plan, said):
        pass

    def show_trouble(self, text):
        self.said.append(text)

    def show_done(self, text, *, undo=False):
        self.said.append(text)


def brought(scene, *rows):
    view = Brought()
    presenter = BringPresenter(scene.desk, Now(), view, late.read_table, late.write_table)
    presenter.plan = planned(scene.desk, late.read_table(book(*rows)), Defaults())
    presenter.keep()
    return presenter, view


def test_what_was_brought_in_is_taken_back_as_one():
    scene = Scene(me=1, folk=folk())
    presenter, view = brought(scene, row(1, "甲"), row(2, "乙", above=1))
    assert presenter.undo()
    assert view.said == ["已拟立项 2 件，已提交，待上传。", "已全部撤销，共 2 件。"]
    assert scene.outbox.pending() == ()
    assert not presenter.undo()


@pytest.mark.parametrize(
    ("error", "said"),
    [(NoRoom(), "磁盘空间不足"), (BadStore("outbox"), "检查未通过"), (PermissionError(13, "拒绝访问"), "拒绝访问")],
)
def test_why_nothing_was_kept_is_told_as_it_is(monkeypatch, error, said):
    scene = Scene(me=1, folk=folk())

    def broken(*args, **more):
        raise error

    monkeypatch.setattr(scene.outbox, "queue_all", broken)
    _presenter, view = brought(scene, row(1, "甲"))
    (text,) = view.said
    assert said in text
    assert ("磁盘" in text) == isinstance(error, NoRoom)


@pytest.mark.parametrize("width", [560, 826])
def test_who_is_charged_is_told_whole_where_the_tasks_leave_room(qtbot, look, width):
    tab, whole = parted(qtbot, width), 826
    tree = tab.tree
    wanted = tree.sizeHintForColumn(1)
    assert (tree.columnWidth(1) >= wanted) is (width == whole)
    assert tree.columnWidth(0) >= (tree.sizeHintForColumn(0) if width == whole else 0)
    assert sum(tree.columnWidth(n) for n in range(5)) <= tree.viewport().width() or width != whole


def test_the_words_of_a_column_begin_where_its_head_does(qtbot, look):
    tab = parted(qtbot, 826)
    tree = tab.tree
    left = tree.header().sectionViewportPosition(1)
    head = first_ink(tree.header().viewport(), left)
    below = first_ink(tree.viewport(), left)
    assert abs(head - below) <= 3, "as far as the strokes of two characters begin apart"


def first_ink(widget, left):
    """How far right of there the first dark pixel of a widget is."""
    shot = widget.grab().toImage()
    dark = (
        x for x in range(left, shot.width()) for y in range(shot.height()) if shot.pixelColor(x, y).lightness() < 150
    )
    return next(dark) - left


def parted(qtbot, width):
    scene, matter = broken_down()
    shown, tab = sheet(scene.desk, scene.desk.record(matter)), PartsTab()
    qtbot.addWidget(tab)
    tab.resize(width, 400)
    tab.show_parts(shown.parts, shown.read)
    tab.show()
    tab.tree.fit_columns()
    return tab
