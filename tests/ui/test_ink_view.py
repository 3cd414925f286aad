"""The canvas with made-up pens and mice: pressure, the rubber, undoing, scrolling, palms, and how long an event takes."""

import time

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QApplication

from oa_client.app.ink import PAD
from oa_client.app.ink_session import InkSession
from oa_client.ui.matter.drawing import Drawing
from oa_client.ui.matter.field_ink import PadOnly
from oa_client.ui.matter.ink_view import InkView
from tests.fakes.handwriting import ink_of

KINDS = {"press": QEvent.Type.TabletPress, "move": QEvent.Type.TabletMove, "release": QEvent.Type.TabletRelease}
MICE = {
    "press": QEvent.Type.MouseButtonPress,
    "move": QEvent.Type.MouseMove,
    "release": QEvent.Type.MouseButtonRelease,
}
CAN = QInputDevice.Capability.Position | QInputDevice.Capability.Pressure


def device(kind, pointer=QPointingDevice.PointerType.Pen):
    return QPointingDevice("pen", 7, kind, pointer, CAN, 1, 3)


PEN = device(QInputDevice.DeviceType.Stylus)
RUBBER = device(QInputDevice.DeviceType.Stylus, QPointingDevice.PointerType.Eraser)
FINGER = device(QInputDevice.DeviceType.TouchScreen, QPointingDevice.PointerType.Finger)


@pytest.fixture
def view(qtbot):
    now = [0.0]

    def clock():
        now[0] += 8
        return now[0]

    made = InkView(Drawing(PadOnly(), lambda tell: tell()), clock)
    qtbot.addWidget(made)
    made.resize(900, 620)
    made.show_pad()
    made.show()
    return made


def pen(view, kind, x, y, pressure=0.5, by=PEN):
    at, none = QPointF(x, y), Qt.KeyboardModifier.NoModifier
    left = Qt.MouseButton.LeftButton
    event = QTabletEvent(KINDS[kind], by, at, at, pressure, 0, 0, 0, 0, 0, none, left, left)
    QApplication.sendEvent(view.viewport(), event)


def mouse(view, kind, x, y, by=None):
    left = Qt.MouseButton.LeftButton
    held = Qt.MouseButton.NoButton if kind == "release" else left
    button = Qt.MouseButton.NoButton if kind == "move" else left
    at, none = QPointF(x, y), Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(MICE[kind], at, at, at, button, held, none, by or QPointingDevice.primaryPointingDevice())
    QApplication.sendEvent(view.viewport(), event)


def stroke(send, view, places, **how):
    send(view, "press", *places[0], **how)
    for place in places[1:]:
        send(view, "move", *place, **how)
    send(view, "release", *places[-1], **how)


def test_pressure_reaches_the_strokes(view):
    pen(view, "press", 100, 100, 0.1)
    pen(view, "move", 200, 100, 0.9)
    pen(view, "move", 300, 100, 1.0)
    pen(view, "release", 300, 100, 0.0)
    (found,) = view.session.strokes
    assert [p.pressure for p in found.points] == [102, 921, 1023]
    assert [p.t for p in found.points] == [0, 8, 16]


def test_places_are_those_of_the_paper_however_it_is_zoomed(view):
    stroke(pen, view, [(100, 100), (300, 200)])
    rect = view._rect(0)
    wanted = (100 - rect.x()) * PAD[0] / rect.width()
    assert view.session.strokes[0].points[0].x == pytest.approx(wanted, abs=PAD[0] / rect.width())
    view.zoom_by(1.6)
    view.horizontalScrollBar().setValue(40)
    view.verticalScrollBar().setValue(30)
    stroke(pen, view, [(100, 100), (300, 200)])
    rect = view._rect(0)
    assert rect.x() < 12, "scrolled"
    wanted = (100 - rect.x()) * PAD[0] / rect.width()
    assert view.session.strokes[1].points[0].x == pytest.approx(wanted, abs=PAD[0] / rect.width())


def test_a_mouse_writes_too_and_presses_evenly(view):
    stroke(mouse, view, [(100, 100), (200, 120), (300, 100)])
    (found,) = view.session.strokes
    assert {p.pressure for p in found.points} == {512}


def test_the_other_end_of_the_pen_rubs_out_and_undoing_brings_it_back(view):
    stroke(pen, view, [(100, 100), (300, 100)])
    stroke(pen, view, [(100, 300), (300, 300)])
    stroke(pen, view, [(200, 90), (200, 110)], by=RUBBER)
    assert len(view.session.strokes) == 1
    assert view.session.undo()
    assert len(view.session.strokes) == 2


def test_the_rubber_of_the_window_is_for_the_mouse(view):
    stroke(mouse, view, [(100, 100), (300, 100)])
    view.erasing = True
    stroke(mouse, view, [(200, 100), (201, 100)])
    assert view.session.strokes == []


def test_who_has_a_pen_may_rest_his_hand_on_the_glass(view):
    stroke(mouse, view, [(100, 100), (300, 100)], by=FINGER)
    assert len(view.session.strokes) == 1, "a finger alone writes"
    stroke(pen, view, [(100, 200), (300, 200)])
    stroke(mouse, view, [(100, 300), (300, 300)], by=FINGER)
    assert len(view.session.strokes) == 2
    stroke(mouse, view, [(100, 400), (300, 400)])
    assert len(view.session.strokes) == 3, "the mouse still writes"


def test_beside_the_paper_nothing_is_written(view):
    stroke(pen, view, [(2, 2), (3, 3)])
    assert view.session.strokes == []


def dark(view, x, y):
    return view.grab().toImage().pixelColor(QPoint(x, y)).value() < 128


def test_what_is_written_is_seen_at_once_and_stays_over_zooming(view):
    pen(view, "press", 200, 200, 1.0)
    pen(view, "move", 400, 200, 1.0)
    assert dark(view, 300, 200), "while the pen is down"
    pen(view, "release", 400, 200)
    assert dark(view, 300, 200)
    (found,) = view.session.strokes
    view.zoom_by(1.3)
    place = view._rect(0).topLeft()
    scale = view._ink_scale(0)
    at = [(p.x * scale + place.x(), p.y * scale + place.y()) for p in found.points]
    assert dark(view, round((at[0][0] + at[-1][0]) / 2), round(at[0][1]))


def test_a_pen_that_writes_more_than_fits_is_told_so_and_what_is_there_stays(view, monkeypatch):
    told = []
    view.filled.connect(lambda: told.append(True))
    stroke(pen, view, [(100, 100), (300, 100)])
    monkeypatch.setattr("oa_client.app.ink_session.MOST_POINTS", 2)
    stroke(pen, view, [(100, 200), (300, 200)])
    assert told == [True]
    assert len(view.session.strokes) == 1


def test_an_event_costs_no_repaint_of_ten_thousand_points(view):
    """What one event paints anew is the surroundings of its piece, whatever is on the page already."""
    strokes = ink_of("同意请速办" * 2, raw=True, square=800)
    session = InkSession(strokes)
    view.take(session)
    areas = []
    before = view.paintEvent

    def seen(event):
        areas.append(event.rect())
        before(event)

    view.paintEvent = seen
    QApplication.processEvents()
    areas.clear()
    pen(view, "press", 200, 200)
    pen(view, "move", 206, 203)
    QApplication.processEvents()
    assert areas
    assert all(a.width() < 60 and a.height() < 60 for a in areas)


def measured(view, events=400):
    """Milliseconds of each event with its painting, for the bench and the report."""
    found = []
    pen(view, "press", 150, 150)
    for n in range(events):
        begun = time.perf_counter()
        pen(view, "move", 150 + n % 500, 150 + (n * 7) % 300, 0.2 + n % 7 / 10)
        QApplication.processEvents()
        found.append((time.perf_counter() - begun) * 1000)
    pen(view, "release", 150, 150)
    return sorted(found)
