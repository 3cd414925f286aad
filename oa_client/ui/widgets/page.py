"""What every page is to the shell, what it is given, and the two panes most pages have."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.widgets import plain


class Room(Enum):
    """How much room there is, by the breakpoints of ui.md §5.2; the value is the width of a list."""

    WIDE = 480
    SPLIT = 380
    RAIL = 340
    NARROW = 0


def room_for(width: int) -> Room:
    """The room a window's logical width gives, larger type counting as a smaller window."""
    effective = width / theme.current().scale
    if effective >= 1600:
        return Room.WIDE
    if effective >= 1200:
        return Room.SPLIT
    return Room.RAIL if effective >= 1000 else Room.NARROW


FRAME = QSize(16, 48)
"""Pixels a desktop may put around a dialog, so that all of it stays within the window below."""


def size_over(dialog: QWidget, wide: int, high: int) -> QSize:
    """How large it opens: so large at the standard size of type, and no larger than what it opens over.

    That is its parent's window, else the screen: on a low one its buttons would be below the edge.
    """
    below = dialog.parentWidget()
    if below is None:
        most = dialog.screen().availableGeometry().size() - FRAME
    else:
        most = below.window().size().expandedTo(MINIMUM) - FRAME
    scale = theme.current().scale
    return QSize(round(wide * scale), round(high * scale)).boundedTo(most)


class Memory(Protocol):
    """What the window remembers from one start to the next; never anything of the office."""

    def get(self, key: str, default: str = "") -> str:
        """What was kept."""
        ...

    def set(self, key: str, value: str) -> None:
        """Keep it."""
        ...


@dataclass(frozen=True, slots=True)
class Forgetful:
    """A memory that keeps nothing."""

    def get(self, key: str, default: str = "") -> str:
        """The default."""
        return default

    def set(self, key: str, value: str) -> None:
        """Nothing."""


class Page(QFrame):
    """A page of the shell."""

    said = Signal(str)
    """What the right of the status bar shows (selection, counts)."""
    go_to = Signal(str)
    """The name of another page to show."""

    def __init__(self, name: str, spoken: str) -> None:
        super().__init__()
        plain.named(self, name, spoken)
        self.setProperty("role", "page")

    def fit(self, room: Room) -> None:
        """The window has this much room now."""

    def enter(self) -> None:
        """It is in front."""

    def refresh(self) -> None:
        """F5: read it again from this device."""

    def back(self) -> bool:
        """Esc: go one step back inside; whether there was one."""
        return False

    def undo(self) -> bool:
        """Ctrl+Shift+Z: take back what was just handed in; whether there was something."""
        return False


class Panes(QFrame):
    """A list and what is chosen in it: side by side, or one at a time with 返回."""

    moved = Signal(int)
    """The list's width, after somebody dragged it."""

    def __init__(self, name: str, listing: QWidget, detail: QWidget) -> None:
        super().__init__()
        self._listing, self._detail = listing, detail
        self._room = Room.SPLIT
        self._build(name)
        self._connect()

    def _build(self, name: str) -> None:
        plain.named(self, name)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self._back = plain.button(_("返回列表"), f"{name}.back", "link")
        self._head = QFrame()
        self._head.setProperty("role", "bar")
        head = QHBoxLayout(self._head)
        head.setContentsMargins(8, 0, 8, 0)
        head.addWidget(self._back)
        head.addStretch(1)
        self._right = QFrame()
        self._right.setProperty("role", "panel")
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self._head)
        right.addWidget(self._detail, 1)
        self._head.hide()
        for widget in (self._listing, self._right):
            self._split.addWidget(widget)
        self._split.setStretchFactor(1, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._split)

    def _connect(self) -> None:
        self._back.clicked.connect(self.show_list)
        self._split.splitterMoved.connect(self._on_moved)

    def _on_moved(self) -> None:
        self.moved.emit(self._listing.width())

    def fit(self, room: Room, kept: int = 0) -> None:
        """Lay out for this much room; `kept`: the width somebody once dragged the list to."""
        self._room = room
        narrow = room is Room.NARROW
        self._head.setVisible(narrow)
        self._listing.setVisible(True)
        self._right.setVisible(not narrow)
        if not narrow:
            least = round(Room.RAIL.value * theme.current().scale * 0.8)
            self._listing.setMinimumWidth(least)
            width = max(least, kept or round(room.value * theme.current().scale))
            self._split.setSizes([width, max(1, self.width() - width)])

    @property
    def one_at_a_time(self) -> bool:
        """Whether list and detail take turns."""
        return self._room is Room.NARROW

    def show_detail(self) -> None:
        """Bring the detail to the front where there is room for one only."""
        if self.one_at_a_time:
            self._listing.hide()
            self._right.show()
            self._detail.setFocus()

    def show_list(self) -> None:
        """Bring the list back."""
        if self.one_at_a_time:
            self._right.hide()
            self._listing.show()
        self._listing.setFocus()

    @property
    def on_detail(self) -> bool:
        """Whether only the detail is in sight."""
        return self.one_at_a_time and not self._right.isHidden()


MINIMUM = QSize(960, 560)
