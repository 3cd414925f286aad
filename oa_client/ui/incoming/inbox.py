"""The scan inbox on the desktop: looked into every few seconds while a folder is set; its number and its dialog."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from oa_client.app.desk import Desk
from oa_client.app.preview import Preview
from oa_client.app.scans import Inbox, Scan, ScanFolder
from oa_client.assets import _
from oa_client.domain.matter import FileRef, MatterId
from oa_client.ui.bridge import Bridge
from oa_client.ui.incoming.page import ScansDialog
from oa_client.ui.incoming.presenter import InboxPresenter
from oa_client.ui.matter.drawing import Drawing
from oa_client.ui.widgets.page import Memory

LOOK_MS = 3000
FOLDER = "scans/folder"
"""Where the folder's name is kept; empty: none is watched."""


@dataclass(frozen=True, slots=True)
class Scanning:
    """The scan inbox: its folder, what draws pages, what opens 收文登记 with a file and says when it is kept."""

    folder: ScanFolder
    preview: Preview
    compose: Callable[[QWidget, FileRef, Callable[[], None]], None]


class ScanInbox(QObject):
    """`counted`: the words of the badge, empty for none; `wanted`: (file, path) to be registered."""

    counted = Signal(str)
    wanted = Signal(object, object)

    def __init__(
        self, desk: Desk, bridge: Bridge, memory: Memory, folder: ScanFolder, preview: Preview | None, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk, self._memory = desk, memory
        self._drawing = Drawing(preview, bridge.post) if preview is not None else None
        self.presenter = InboxPresenter(desk, bridge, folder, self, lambda: memory.get(FOLDER))
        self.dialog: ScansDialog | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.presenter.look)
        self.rest()

    def rest(self) -> None:
        """Watch while a folder is set, else not at all."""
        if self._memory.get(FOLDER):
            self._timer.start()
        else:
            self._timer.stop()
        self.presenter.look()

    def stop(self) -> None:
        """No more looks."""
        self._timer.stop()

    def open(self, parent: QWidget, current: Callable[[], tuple[MatterId, str] | None]) -> None:
        """Show what is there; `current`: the matter a scan can be attached to, with its title."""
        if self.dialog is not None:
            self.dialog.raise_()
            return
        matter = current()
        title = matter[1] if matter is not None else ""
        dialog = ScansDialog(self._drawing, self._desk.clock.now(), title, parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.registered.connect(self._register)
        dialog.finished.connect(self._closed)
        if matter is not None:
            dialog.attached.connect(lambda scan: self.presenter.attach(scan, matter[0]))
        self.dialog = dialog
        dialog.show_inbox(self.presenter.inbox)
        dialog.open()

    def _closed(self) -> None:
        self.dialog = None

    def _register(self, scan: Scan) -> None:
        def done(file: FileRef, path: Path) -> None:
            if self.dialog is not None:
                self.dialog.accept()
            self.wanted.emit(file, path)

        self.presenter.take(scan, done)

    def kept(self, path: Path) -> None:
        """The registration with this scan is kept: the scan goes to 已登记."""
        self.presenter.put_away((path,))

    # the presenter's view

    def show_inbox(self, inbox: Inbox) -> None:
        """The badge, and the dialog when it is open."""
        text = _("扫描件 {n}").format(n=inbox.ready) if inbox.ready else ""
        self.counted.emit(_("扫描文件夹打不开") if inbox.trouble else text)
        if self.dialog is not None:
            self.dialog.show_inbox(inbox)

    def show_said(self, text: str, *, good: bool) -> None:
        """In the dialog, when it is open."""
        if self.dialog is not None:
            self.dialog.say(text, good=good)
