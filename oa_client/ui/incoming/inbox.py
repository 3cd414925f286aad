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
    """The scan inbox: its folder, what draws pages, what opens 收文登记 with a file."""

    folder: ScanFolder
    preview: Preview
    compose: Callable[[QWidget, FileRef], None]


class ScanInbox(QObject):
    """`counted`: the words of the badge, empty for none; `wanted`: a file to be registered.

    `said`: (words, good, can be undone) what came of something, while the dialog is not open.
    """

    counted = Signal(str)
    wanted = Signal(object)
    said = Signal(str, bool, bool)

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

        def title() -> str:
            matter = current()
            return matter[1] if matter is not None else ""

        def attach(scan: Scan) -> None:
            if (matter := current()) is not None:
                self.presenter.attach(scan.path, matter[0])

        dialog = ScansDialog(self._drawing, self._desk.clock.now(), title, parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.registered.connect(lambda scan: self.presenter.bring(scan.path))
        dialog.attached.connect(attach)
        dialog.list.dragged.connect(lambda scan: self.presenter.dragged(scan.path))
        for gone in (dialog.finished, dialog.destroyed):
            gone.connect(self._closed)
        self.dialog = dialog
        dialog.show_inbox(self.presenter.inbox)
        dialog.show()

    def _closed(self) -> None:
        self.dialog = None

    def dropped(self, path: Path, matter: MatterId | None) -> None:
        """A file was let go over the register: on one of its matters, or to be registered."""
        if matter is None:
            self.presenter.bring(path)
        else:
            self.presenter.attach(path, matter)

    # the presenter's view

    def show_inbox(self, inbox: Inbox) -> None:
        """The badge, and the dialog when it is open."""
        text = _("扫描件 {n}").format(n=inbox.ready) if inbox.ready else ""
        self.counted.emit(_("扫描文件夹打不开") if inbox.trouble else text)
        if self.dialog is not None:
            self.dialog.show_inbox(inbox)

    def show_said(self, text: str, *, good: bool, undo: bool = False) -> None:
        """In the dialog, when it is open."""
        if self.dialog is not None:
            self.dialog.say(text, good=good, undo=self.presenter.undo if undo else None)
        else:
            self.said.emit(text, good, undo)

    def show_wanted(self, file: FileRef) -> None:
        """收文登记 with it."""
        self.wanted.emit(file)
