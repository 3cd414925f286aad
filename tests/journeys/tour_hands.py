"""The hands and eyes of the tour inside a client: real input, waiting for what is to happen, pictures, findings."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QImage, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabWidget,
    QTextEdit,
    QWidget,
)

from oa_client.app.standing import SyncState
from oa_client.domain.matter import MatterId
from oa_client.ui.application import Application
from oa_client.ui.desktop import Desktop
from oa_client.ui.matter.page import MatterPage
from oa_client.ui.shell.window import Window
from oa_client.ui.widgets.listing import Listing
from tests.journeys.tour_words import Job

W = TypeVar("W", bound=QWidget)
SIZE = (1366, 728)
LOOK_MS = 15
CALM = 6
"""So many looks in a row without work under way count as settled."""
PATIENCE = 90.0
BAD = "成功"


class Stuck(AssertionError):
    """What was waited for did not happen."""


def tell(**what: object) -> None:
    """A line for the tour."""
    sys.stdout.write(json.dumps(what, ensure_ascii=False) + "\n")
    sys.stdout.flush()


class Hands:
    """One client, and somebody sitting at it."""

    def __init__(self, app: QApplication, running: Application, job: Job) -> None:
        self.app, self.running, self.job = app, running, job
        self._since = time.perf_counter()

    # what is there

    @property
    def desktop(self) -> Desktop:
        """The desktop, once somebody sits at it."""
        assert self.running.desktop is not None
        return self.running.desktop

    @property
    def window(self) -> Window:
        """Its window."""
        return self.desktop.window

    @property
    def state(self) -> SyncState:
        """How syncing stands."""
        assert self.running.link is not None
        return self.running.link.state()

    @property
    def bar(self) -> str:
        """The status bar's line."""
        return self.window.status.line.accessibleName()

    @property
    def matter(self) -> MatterPage:
        """The page of a matter in sight."""
        return self.find(MatterPage, "page.matter")

    @property
    def listing(self) -> Listing:
        """The list of the page in front."""
        return next(w for w in self.window.stack.currentWidget().findChildren(Listing) if w.isVisible())

    def seen(self, kind: type[W], name: str) -> W | None:
        """A widget in sight by its object name, in whatever window."""
        for top in self.app.topLevelWidgets():
            if top.isVisible():
                found = [top] if isinstance(top, kind) and top.objectName() == name else []
                found += top.findChildren(kind, name)
                if (widget := next((w for w in found if w.isVisible()), None)) is not None:
                    return widget
        return None

    def find(self, kind: type[W], name: str) -> W:
        """The same, waited for."""
        self.until(lambda: self.seen(kind, name) is not None, name)
        widget = self.seen(kind, name)
        assert widget is not None
        return widget

    # waiting

    def until(self, happened: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
        """Let the client run until something has happened."""
        loop, end, seen = QEventLoop(), time.monotonic() + patience, False
        timer = QTimer()
        timer.setInterval(LOOK_MS)

        def look() -> None:
            nonlocal seen
            seen = seen or bool(happened())
            if seen or time.monotonic() > end:
                loop.quit()

        timer.timeout.connect(look)
        timer.start()
        loop.exec()
        timer.stop()
        if not seen:
            raise Stuck(what)

    def settle(self) -> None:
        """Until nothing is under way any more."""
        calm = 0

        def look() -> bool:
            nonlocal calm
            calm = calm + 1 if self.running.bridge.idle else 0
            return calm > CALM

        self.until(look, "calm")

    def ask(self, what: str) -> None:
        """Have the tour do something to the centre (or to this process), the client running on."""
        answered = threading.Event()

        def wait() -> None:
            tell(ask=what)
            sys.stdin.readline()
            answered.set()

        threading.Thread(target=wait, name="asking", daemon=True).start()
        self.until(answered.is_set, what, 60)

    @contextmanager
    def unmeasured(self) -> Iterator[None]:
        """What the tour itself does on the client's thread is not the client's delay."""
        self.running.probe.stop()
        try:
            yield
        finally:
            self.running.probe.start()

    # doing

    def click(self, name: str) -> None:
        """Press a button."""
        button = self.find(QAbstractButton, name)
        self.until(button.isEnabled, f"{name} enabled")
        self.activate(button.window())
        with self.running.probe.action(f"click {name}"):
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def activate(self, window: QWidget) -> None:
        """What a window manager does with a window that has just come."""
        window.activateWindow()
        self.until(window.isActiveWindow, f"{window.objectName()} active")

    def write(self, widget: QWidget, text: str) -> None:
        """Type as with an input method: the words arrive when they are chosen."""
        self.activate(widget.window())
        widget.setFocus()
        event = QInputMethodEvent()
        event.setCommitString(text)
        self.app.sendEvent(widget, event)

    def choose(self, matter: str) -> None:
        """Press a matter's row in the list in front, and wait for its page."""
        listing = self.listing
        self.until(lambda: listing.model.row_of(MatterId(matter)) is not None, f"row of {matter}")
        index = listing.model.index(listing.model.row_of(MatterId(matter)) or 0, 0)
        listing.view.scrollTo(index)
        point = listing.view.visualRect(index).center()
        QTest.mouseClick(listing.view.viewport(), Qt.MouseButton.LeftButton, pos=point)
        self.until(lambda: self._shows(matter), f"page of {matter}")
        self.settle()

    def _shows(self, matter: str) -> bool:
        page = self.seen(MatterPage, "page.matter")
        return page is not None and page.presenter.sheet is not None and page.presenter.sheet.id == matter

    def tab(self, page: QWidget) -> None:
        """Press the tab of a page of the matter."""
        tabs: QTabWidget = self.matter.tabs
        rect = tabs.tabBar().tabRect(tabs.indexOf(page))
        QTest.mouseClick(tabs.tabBar(), Qt.MouseButton.LeftButton, pos=rect.center())
        self.until(page.isVisible, page.objectName())

    # finding

    def check(self, name: str, ok: object) -> None:
        """Something the tour stands for."""
        tell(check=name, ok=bool(ok))

    def step(self, name: str, window: QWidget | None = None, *, calm: bool = True) -> None:
        """A picture of a window, and how long it took since the last."""
        if calm:
            self.settle()
        seconds = time.perf_counter() - self._since
        with self.unmeasured():
            shown = window or self.running.window
            assert shown is not None
            number = len(list(Path(self.job.out).glob("*.png"))) + 1
            png = f"{number:02}-{name}.png"
            assert shown.grab().save(str(Path(self.job.out) / png))
            tell(step=name, seconds=round(seconds, 3), png=png, focus=self._focus())
            self._look_for_bad_words(name)
        self._since = time.perf_counter()

    def _focus(self) -> str:
        """The name of what holds the keys."""
        held = self.app.focusWidget()
        return held.objectName() or type(held).__name__ if held is not None else ""

    def _look_for_bad_words(self, name: str) -> None:
        waiting = self.running.desktop is not None and "待上传 0" not in self.bar
        found = [words for words in self.words() if BAD in words] if waiting else []
        tell(words=name, bad=found, waiting=waiting)

    def words(self) -> Iterator[str]:
        """Everything the windows in sight say; not what the office wrote itself in a document."""
        for top in self.app.topLevelWidgets():
            for widget in [top, *top.findChildren(QWidget)]:
                if widget.isVisible():
                    yield widget.accessibleName()
                    yield from _words(widget)

    def end(self) -> None:
        """The longest delays and the bytes, for the tour."""
        own = self.running.probe.own()
        worst = [{"ms": round(s.own), "starved_ms": round(s.starved), "action": s.action} for s in own]
        tell(stalls=worst, p99=self.running.probe.percentile(0.99), up=self.state.up, down=self.state.down)


def _words(widget: QWidget) -> Iterator[str]:
    if widget.objectName() == "matter.body":
        return
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        yield widget.text()
    elif isinstance(widget, QTextEdit | QPlainTextEdit):
        yield widget.toPlainText()
    elif isinstance(widget, QTabWidget):
        yield from (widget.tabText(n) for n in range(widget.count()))
    elif isinstance(widget, QAbstractItemView) and (model := widget.model()) is not None:
        for row in range(min(50, model.rowCount())):
            index = model.index(row, 0)
            said: Any = model.data(index, Qt.ItemDataRole.AccessibleTextRole)
            yield str(said or model.data(index, Qt.ItemDataRole.DisplayRole) or "")


def inked(image: QImage) -> float:
    """The share of a picture's points that are dark."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    data = bytes(grey.constBits())
    dark = sum(data.count(bytes((level,))) for level in range(128))
    return dark / max(1, len(data))
