"""The scan inbox and the window: its number in the status bar, the matter stood on, where it says what came of it."""

from __future__ import annotations

from PySide6.QtCore import QObject

from oa_client.app.desk import Desk
from oa_client.domain.matter import FileRef, MatterId
from oa_client.ui.circulation.page import INCOMING, ListPage
from oa_client.ui.incoming.inbox import ScanInbox, Scanning
from oa_client.ui.shell.window import Window


class ScanSide(QObject):
    """What the inbox and the window tell each other."""

    def __init__(self, desk: Desk, window: Window, inbox: ScanInbox, scanning: Scanning) -> None:
        super().__init__(inbox)
        self._desk, self._window, self._inbox, self._scanning = desk, window, inbox, scanning
        inbox.counted.connect(window.status.show_scans)
        inbox.wanted.connect(self._on_wanted)
        inbox.said.connect(self._on_said)
        window.status.scans.clicked.connect(self._open)

    def _open(self) -> None:
        self._inbox.open(self._window, self._standing_on)

    def _on_wanted(self, file: FileRef) -> None:
        self._scanning.compose(self._window, file)

    def _on_said(self, text: str, good: bool, can_undo: bool) -> None:
        """Where the file was let go, else once for the window."""
        page = self._window.page
        if isinstance(page, ListPage):
            page.say(text, good=good, undo=self._inbox.presenter.undo if can_undo else None)
        else:
            self._window.tell(text)

    def _standing_on(self) -> tuple[MatterId, str] | None:
        """The matter stood on in a list, to which a scan can be attached."""
        page = self._window.page
        matter = page.listing.current if isinstance(page, ListPage) else None
        rows = self._desk.headed((matter,)) if matter is not None else ()
        return (rows[0].matter, rows[0].row.title) if rows and rows[0].kind == INCOMING else None
