"""How the line may be used: one wish, shown in 设置 and in 同步中心, kept, and told to the engine at once."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QRadioButton, QWidget

from oa_client.app.lineuse import LineUse
from oa_client.ui.widgets.line_wish import LinePresenter, LineWish, kept_wish
from tests.ui import pictures
from tests.ui.pictures import Remembering

KB = 1024


def settled(shown, place):
    shown.window.go(place)
    pictures.settle(shown.bridge, 30)
    return shown.window.page


def told(shown):
    """What the engine was told of the line, the newest last."""
    return [wish for wish in shown._link.wishes if isinstance(wish, LineUse)]


def part(page, kind, name):
    found = page.findChild(kind, name)
    assert found is not None, name
    return found


def test_a_wish_is_kept_and_told_once():
    memory, used, seen = Remembering(), [], []
    presenter = LinePresenter(memory, used.append)
    presenter.listen(lambda: seen.append(presenter.wish))
    assert presenter.wish == LineWish()
    assert presenter.wish.use == LineUse()
    presenter.set_metered(metered=True)
    presenter.set_cap(32 * KB)
    presenter.set_cap(32 * KB)
    presenter.set_night(night=True)
    presenter.set_hours(22, 5)
    night = (0, 6)
    assert used == [
        LineUse(metered=True),
        LineUse(metered=True, cap=32 * KB),
        LineUse(metered=True, cap=32 * KB, night=night),
        LineUse(metered=True, cap=32 * KB, night=(22, 5)),
    ]
    assert len(seen) == 4
    assert kept_wish(memory) == presenter.wish


@pytest.mark.parametrize("junk", ["", "x", "-1", "24", "99999999999", "16384.0", "１６３８４", "1e3"])
def test_what_was_kept_and_means_nothing_is_as_never_set(junk):
    memory = Remembering()
    for key in ("line/metered", "line/cap", "line/night", "line/night_from", "line/night_to"):
        memory.set(key, junk)
    assert kept_wish(memory) == LineWish()


def test_advice_is_shown_and_changes_nothing_by_itself():
    used, seen = [], []
    presenter = LinePresenter(Remembering(), used.append)
    presenter.listen(lambda: seen.append(presenter.advised))
    presenter.advise(metered=True)
    presenter.advise(metered=True)
    presenter.advise(metered=False)
    assert (used, seen, presenter.wish) == ([], [True, False], LineWish())


@pytest.mark.parametrize("places", [("settings", "centre"), ("centre", "settings")])
def test_both_places_show_what_is_set_in_one(open_desktop, qtbot, places):
    shown = open_desktop()
    one, other = (settled(shown, place) for place in places)
    here, there = places
    settled(shown, here)
    if here == "centre":
        one.tabs.setCurrentWidget(one.spent)
    qtbot.keyClick(part(one, QCheckBox, f"{here}.night"), Qt.Key.Key_Space)
    qtbot.keyClick(part(one, QRadioButton, f"{here}.cap.{64 * KB}"), Qt.Key.Key_Space)
    qtbot.keyClick(part(one, QComboBox, f"{here}.begin"), Qt.Key.Key_End)
    assert told(shown)[-1] == LineUse(cap=64 * KB, night=(23, 6))
    assert part(other, QCheckBox, f"{there}.night").isChecked()
    assert part(other, QRadioButton, f"{there}.cap.{64 * KB}").isChecked()
    assert part(other, QComboBox, f"{there}.begin").currentText() == "23 时"
    qtbot.keyClick(part(one, QCheckBox, f"{here}.metered"), Qt.Key.Key_Space)
    assert told(shown)[-1].metered
    assert not part(other, QCheckBox, f"{there}.night").isEnabled(), "nothing comes at night while traffic is saved"
    assert part(other, QWidget, f"{there}.hours").isHidden()
    assert kept_wish(shown.memory) == shown.line.wish


def test_the_wheel_scrolls_the_page_and_changes_no_hour(open_desktop, qtbot):
    shown = open_desktop()
    page = settled(shown, "settings")
    qtbot.keyClick(part(page, QCheckBox, "settings.night"), Qt.Key.Key_Space)
    before, hour = told(shown), part(page, QComboBox, "settings.end")
    at, none = QPointF(hour.rect().center()), Qt.KeyboardModifier.NoModifier
    turn = QWheelEvent(
        at, QPointF(hour.mapToGlobal(at)), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton, none,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(hour, turn)
    assert hour.currentText() == "6 时"
    assert told(shown) == before


def test_advice_is_seen_until_it_is_followed(open_desktop, qtbot):
    shown = open_desktop()
    page = settled(shown, "settings")
    advice = part(page, QWidget, "settings.advice")
    assert not advice.isVisible()
    shown.line.advise(metered=True)
    assert advice.isVisible()
    assert told(shown) == []
    qtbot.keyClick(part(page, QCheckBox, "settings.metered"), Qt.Key.Key_Space)
    assert not advice.isVisible()


@pytest.mark.parametrize("place", ["settings", "centre"])
def test_every_part_is_reached_by_tab_and_bears_a_name(open_desktop, place):
    shown = open_desktop()
    page = settled(shown, place)
    card = part(page, QWidget, f"{place}.line")
    parts = [w for kind in (QCheckBox, QRadioButton, QComboBox) for w in card.findChildren(kind)]
    assert len(parts) == 2 + 5 + 2
    for widget in parts:
        assert widget.accessibleName(), widget.objectName()
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus, widget.objectName()
