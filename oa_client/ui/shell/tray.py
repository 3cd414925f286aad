"""The icon beside the clock: how syncing stands, a menu, and word of new 待办. Only where the desktop has a tray."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from oa_client.app.desk import Desk
from oa_client.app.ports import Changes
from oa_client.app.standing import SyncState
from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.bridge import Bridge
from oa_client.ui.shell import herald, tray_model
from oa_client.ui.shell.herald import Arrived, Herald, PopUp, Titles
from oa_client.ui.shell.spell import MEETING_SECONDS, Spell
from oa_client.ui.shell.tray_model import Entry, Face
from oa_client.ui.widgets import icons, plain
from oa_client.ui.widgets.page import Memory

SIDE = 64
LOOK_MS = 500
TICK_MS = 5_000
SHOWN_MS = 10_000
KEY = "notice/titles"


def available() -> bool:
    """Whether there is a tray to be in."""
    return QSystemTrayIcon.isSystemTrayAvailable()


class TrayIcon(QObject):
    """The icon itself. `asked`: an entry of the menu; `clicked`: the icon, or the pop-up shown last."""

    asked = Signal(str)
    clicked = Signal()
    followed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._face: Face | None = None
        self._entries: tuple[Entry, ...] = ()
        self.icon = QSystemTrayIcon(self)
        self.icon.setObjectName("tray")
        self.menu = plain.named(QMenu(), "tray.menu", _("轮阅"))
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._on_activated)
        self.icon.messageClicked.connect(self.followed)

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.clicked.emit()

    def show_face(self, face: Face) -> None:
        """How it stands."""
        if face == self._face:
            return
        if self._face is None or face.mark != self._face.mark:
            self.icon.setIcon(drawn(face.mark))
        if self._face is None and available():
            self.icon.show()
        self._face = face
        self.icon.setToolTip(plain.outside(face.tip))

    def show_menu(self, entries: tuple[Entry, ...]) -> None:
        """What can be asked for; the same again leaves an open menu alone."""
        if entries != self._entries:
            self._entries = entries
            self.menu.clear()
            self._fill(self.menu, entries)

    def _fill(self, menu: QMenu, entries: Iterable[Entry]) -> None:
        for entry in entries:
            if entry.below:
                self._fill(menu.addMenu(plain.unmarked(entry.words)), entry.below)
                continue
            action = menu.addAction(plain.unmarked(entry.words))
            action.setObjectName(f"tray.{entry.act}")
            action.setCheckable(entry.act.startswith("titles."))
            action.setChecked(entry.checked)
            action.triggered.connect(partial(self.asked.emit, entry.act))

    def pop_up(self, said: PopUp) -> None:
        """Say it beside the clock."""
        self.icon.showMessage(
            plain.outside(said.title), plain.outside(said.text), QSystemTrayIcon.MessageIcon.Information, SHOWN_MS
        )

    def end(self) -> None:
        """Leave the tray."""
        self.icon.hide()
        self.menu.deleteLater()


def drawn(mark: str) -> QIcon:
    """The product's sign with a mark in its corner, that says by its shape how it stands."""
    now = theme.current()
    picture = QPixmap(SIDE, SIDE)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(now.colour("brand"))
    painter.drawRoundedRect(QRectF(0, 0, SIDE, SIDE), 10, 10)
    font = now.font("title", bold=True)
    font.setPixelSize(SIDE * 5 // 8)
    painter.setFont(font)
    painter.setPen(now.colour("on"))
    painter.drawText(QRectF(-8, -8, SIDE - 8, SIDE - 8), int(Qt.AlignmentFlag.AlignCenter), "轮")
    corner = QRectF(SIDE * 0.36, SIDE * 0.36, SIDE * 0.64, SIDE * 0.64)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(now.colour("card"))
    painter.drawEllipse(corner)
    inner = corner.adjusted(4, 4, -4, -4)
    painter.drawPixmap(inner.toRect(), icons.pixmap(mark, "text", round(inner.width())))
    painter.end()
    return QIcon(picture)


class TraySide(QObject):
    """What is beside the clock for one desk: the icon, 会议模式, and who tells of new 待办."""

    asked = Signal(str)
    opened = Signal(object)
    """(MatterId or None) somebody wants the window, and this matter in it."""

    def __init__(self, desk: Desk, bridge: Bridge, memory: Memory, filling: Callable[[], bool]) -> None:
        super().__init__()
        self._desk, self._bridge, self._memory, self._filling = desk, bridge, memory, filling
        self._state = SyncState()
        self._last: PopUp | None = None
        self._looking = self.hushed = False
        self.meeting = Spell(desk.clock)
        self.herald = Herald(desk.clock.monotonic, self.titles, lambda: self.meeting.on)
        self.tray = TrayIcon(self)
        self._soon = self._timer(LOOK_MS, single=True)
        self._tick = self._timer(TICK_MS)
        self._connect()
        self._look()
        self._tick.start()

    def _timer(self, ms: int, *, single: bool = False) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(ms)
        timer.setSingleShot(single)
        return timer

    def _connect(self) -> None:
        self.tray.asked.connect(self._on_asked)
        self.tray.clicked.connect(lambda: self.opened.emit(None))
        self.tray.followed.connect(lambda: self.opened.emit(self._last.matter if self._last else None))
        self._bridge.changed.connect(self._on_changed)
        self._soon.timeout.connect(self._look)
        self._tick.timeout.connect(self.tick)

    def titles(self) -> Titles:
        """Whose titles may be shown; none while the window is locked."""
        if self.hushed:
            return Titles.NONE
        kept = self._memory.get(KEY, Titles.NONE.value)  # anybody may stand beside the desk: titles only if wished
        return next((t for t in Titles if t.value == kept), Titles.NONE)

    def show_state(self, state: SyncState) -> None:
        """How syncing stands: the same object as the bar's."""
        self._state = state
        self._show()

    def _show(self) -> None:
        self.tray.show_face(tray_model.face(self._state, self._desk.clock.now(), self.meeting))
        self.tray.show_menu(tray_model.menu(self._state, self.meeting, self.titles()))

    def _on_changed(self, changes: Changes, _origin: str) -> None:
        if (changes.matters or changes.feed) and not self._soon.isActive():
            self._soon.start()

    def _look(self) -> None:
        """Read in a worker what is to do; while it reads, another change only asks again."""
        if self._looking:
            self._soon.start()
            return
        self._looking = True
        desk, known = self._desk, self.herald.known
        self._bridge.run(lambda: herald.look(desk, known), self._on_arrived, self._on_blind, name="herald")

    def _on_arrived(self, arrived: Arrived) -> None:
        self._looking = False
        self.herald.hear(arrived, filling=self._filling())
        self.tick()

    def _on_blind(self, _error: Exception) -> None:
        """What could not be read is told with the next change; the lists themselves say what is wrong."""
        self._looking = False

    def tick(self) -> None:
        """Say what may be said by now."""
        if self.meeting.over():
            self._show()
        if (said := self.herald.next()) is not None:
            self._last = said
            self.tray.pop_up(said)

    def _on_asked(self, what: str) -> None:
        if what == "open":
            self.opened.emit(None)
        elif what.startswith("meeting."):
            self._meet(what.removeprefix("meeting."))
        elif what.startswith("titles."):
            self._memory.set(KEY, what.removeprefix("titles."))
            self._show()
        else:
            self.asked.emit(what)

    def _meet(self, how: str) -> None:
        if how == "end":
            self.meeting.end()
        else:
            self.meeting.begin(MEETING_SECONDS if how == "2" else 0)
        self._show()
        self.tick()

    def close(self) -> None:
        """Leave the tray and hear no more."""
        self._bridge.changed.disconnect(self._on_changed)
        self._soon.stop()
        self._tick.stop()
        self.tray.end()
