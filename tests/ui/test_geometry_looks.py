"""The rules of the screen while the look changes under an open window, and in what opens above it."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from oa_client.app.directory import People
from oa_client.export import late
from oa_client.ui import theme
from oa_client.ui.circulation.ledgers import LEDGERS
from oa_client.ui.matter.action_dialog import ActionDialog
from oa_client.ui.matter.fields import StillBox
from oa_client.ui.matter.form import Workshop
from oa_client.ui.matter.head import HeadBar
from oa_client.ui.matter.sheet import Head, sheet
from oa_client.ui.supervision.page import BringDialog
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.people import PeopleDialog
from oa_client.ui.widgets.people_chosen import GROUPED, SEQUENTIAL, Wish
from oa_client.wording.kept import Kept
from tests.ui import demo, geometry, pictures
from tests.ui.matter_desk import Now, Scene
from tests.ui.matter_people import district
from tests.ui.test_usual_day import assigning

EVERY = ("workbench", "todo", "toread", "done", "sent", "bulletin", *LEDGERS, "statistics", "directory", "centre",
         "settings")  # fmt: skip
LOOKS = (
    (theme.Look(type=theme.Type.LARGE), (1366, 768)),
    (theme.Look(scheme=theme.Scheme.CONTRAST, type=theme.Type.LARGEST), (1093, 614)),
    (theme.Look(scheme=theme.Scheme.DARK), (1093, 614)),
    (theme.Look(scheme=theme.Scheme.DARK), (1366, 768)),
)
"""One window, worn so one after the other: what was laid out in another size of type is laid out again."""


def test_every_page_keeps_the_rules_when_the_look_changes_under_it(open_desktop, look):
    shown = open_desktop(library=demo.Folk())
    found = []
    for chosen, size in LOOKS:
        look(scheme=chosen.scheme, type=chosen.type)
        shown.window.resize(*size)
        for place in EVERY:
            shown.window.go(place)
            pictures.at_rest(shown.bridge)
            faults = geometry.faults(shown.window, theme.current().sizes.tall)
            if place in shown.window.nav.buttons and place not in shown.window.nav.shown:
                faults.append("the rail does not show where one stands")
            found += [f"{chosen} {size} {place}: {fault}" for fault in faults]
    assert not found, "\n".join(found)


GROUPS = (("p1", "p15"), ("p3", "c10", "o44"))


def long_names():
    """The district, its units with the names such units really bear."""
    known = district()
    return replace(
        known, units={n: replace(u, name=f"{u.name}基层治理与综合执法办公室") for n, u in known.units.items()}
    )


@pytest.mark.parametrize("size", theme.Type)
def test_choosing_people_keeps_the_rules(qtbot, look, size):
    look(type=size)
    wish = Wish("选择送阅对象", orders=(SEQUENTIAL, GROUPED), order=GROUPED, groups=GROUPS, recent=("p7", "p9"))
    dialog = PeopleDialog(People(long_names()), wish)
    qtbot.addWidget(dialog)
    dialog.resize(dialog.minimumSize())
    dialog.show()
    pictures.at_rest()
    assert not geometry.faults(dialog, theme.current().sizes.tall)


NAMES = ("督查号", "督查方式", "督查来源", "主办单位", "时限")
FACTS = tuple(Kept(name, f"{name}的内容写在这里") for name in NAMES)


def test_the_facts_of_a_head_stand_apart_at_once_and_never_as_windows(qtbot, qapp, look):
    bar = HeadBar()
    qtbot.addWidget(bar)
    bar.resize(820, 160)
    bar.show()
    with geometry.windows_opened(qapp) as opened:
        bar.show_head(Head("标题", "", "", (), "办理中", facts=FACTS))
    assert opened == []
    assert not list(geometry.overlapping(bar))


def test_title_and_state_begin_at_one_line_beside_a_higher_button(qtbot, look):
    bar = HeadBar()
    qtbot.addWidget(bar)
    bar.resize(820, 160)
    bar.show_head(Head("标题", "", "", (), "办理中", facts=FACTS))
    bar.show()
    assert bar.print.height() > bar._title.height(), "else there is nothing to see"
    assert bar._title.y() == bar._state.y() == bar.print.y()


PAYEE = "收款单位（人）　明州市望春区江海机电设备安装维修有限责任公司"


@pytest.mark.parametrize("size", theme.Type)
@pytest.mark.parametrize("width", [480, 826, 1180])
def test_who_is_paid_is_told_by_how_his_name_begins(qtbot, look, size, width):
    look(type=size)
    bar = HeadBar()
    qtbot.addWidget(bar)
    bar.resize(width, 400)
    bar.show()
    bar.show_head(Head("标题", "", "", (), "办理中", facts=(*FACTS[:2], Kept(*PAYEE.split("　")), *FACTS[2:])))
    (said,) = (label for label in bar.grid.findChildren(QLabel) if "收款" in label.accessibleName())
    assert PAYEE.startswith(said.text().rstrip("…"))
    assert said.toolTip() and said.accessibleName() == PAYEE
    assert "有限责任公司" in said.text() or width == 480, "it takes the room of two columns where there are two"
    assert not list(geometry.overlapping(bar))


@pytest.mark.parametrize("size", theme.Type)
def test_what_is_chosen_ends_in_dots_where_it_is_too_long_and_only_there(qtbot, look, size):
    look(type=size)
    words = "防汛装备购置　2240106 31002　年初预算（可用 213,999.50 元，截至 今天 06:24）"
    box = StillBox()
    qtbot.addWidget(box)
    box.addItem(words)
    box.ensurePolished()
    box.resize(box.sizeHint())
    assert box.shown() == words
    box.resize(box.width() // 2, box.height())
    assert box.shown().endswith("…")
    assert words.startswith(box.shown()[:-1])
    assert box.toolTip() == plain.tip(words)


def over(qtbot, width, height):
    """A window for dialogs to open over."""
    below = QWidget()
    qtbot.addWidget(below)
    below.resize(width, height)
    below.show()
    return below


@pytest.mark.parametrize("size", theme.Type)
def test_a_form_with_its_usual_day_is_read_without_scrolling_sideways(qtbot, look, size):
    look(type=size)
    scene = Scene(me=2)
    matter, _form = assigning(scene, qtbot)
    shown = sheet(scene.desk, scene.desk.record(matter))
    offer = next(o for o in (shown.primary, *shown.others) if o is not None and o.action.name == "assign")
    below = over(qtbot, 1093, 614)
    dialog = ActionDialog(shown, offer, Workshop(scene.desk, Now()), {}, below)
    dialog.open()
    pictures.at_rest()
    assert "按常例给定" in dialog.form.fields["due"]._hint.text()
    assert not geometry.faults(dialog, theme.current().sizes.tall)
    assert dialog.height() < below.height(), "its buttons stay within the window"


DIALOGS = {
    "people": lambda below: PeopleDialog(People(district()), Wish("选择送阅对象"), below),
    "bring": lambda below: BringDialog(Scene(me=1).desk, Now(), late.read_table, late.write_table, below),
}


@pytest.mark.parametrize("made", DIALOGS)
def test_no_dialog_opens_larger_than_the_window_below_it(qtbot, look, made):
    look(type=theme.Type.LARGEST)
    below = over(qtbot, 1093, 614)
    dialog = DIALOGS[made](below)
    dialog.show()
    pictures.at_rest()
    assert dialog.width() < below.width()
    assert dialog.height() < below.height()
