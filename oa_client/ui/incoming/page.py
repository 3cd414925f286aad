"""扫描件: what the scanner saved, each with its first page; to be registered as 收文 or attached to a matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import shiboken6
from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from oa_client.app.preview import MOST_PREVIEWED, Document, Pixels, has_pages
from oa_client.app.scans import Inbox, Scan, ScanState
from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.matter.drawing import Asking, Drawing, Wanted
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.cards import StateCard
from oa_client.ui.widgets.page import size_over
from oa_client.wording import moments, names
from oa_client.wording.sentences import sentence

SCAN = Qt.ItemDataRole.UserRole
WIDTH = 320
EDGES = 14
"""Pixels above and below the two lines of a scan."""
_WORDS = {
    ScanState.READY: "",
    ScanState.WRITING: "正在保存，请稍候",
    ScanState.EMPTY: "空文件，可能没有扫成，请重扫",
    ScanState.UNREADABLE: "读不出来，可能已被移走或正被占用",
}


class ScanList(QListWidget):
    """The scans; a whole one can be dragged out as the file it is. `dragged` brings it."""

    dragged = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        plain.named(self, "scans.list", _("扫描件"))
        self.setProperty("role", "grid")
        self.setSpacing(4)
        self.setDragDropMode(QListWidget.DragDropMode.DragOnly)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # the end of a name says what it is

    @property
    def row_height(self) -> int:
        """Two lines, and room between them and the ring round them."""
        return 2 * self.fontMetrics().lineSpacing() + EDGES

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ring of the keyboard is round the scan stood on."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(theme.current().colour("link"), 2))
            around = self.visualRect(self.currentIndex()) if self.currentRow() >= 0 else self.viewport().rect()
            painter.drawRect(around.adjusted(1, 1, -1, -1))

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:
        """The file itself: a form, a matter and every other program take it."""
        data = QMimeData()
        scans = [item.data(SCAN) for item in items]
        data.setUrls([QUrl.fromLocalFile(str(scan.path)) for scan in scans])
        for scan in scans:
            self.dragged.emit(scan)
        return data


class ScansDialog(QDialog):
    """`registered` and `attached` bring the scan chosen. The window behind stays at hand: scans are dragged there."""

    registered = Signal(object)
    attached = Signal(object)

    def __init__(self, drawing: Drawing | None, now: int, title: Callable[[], str], parent: QWidget) -> None:
        """`drawing`: what draws first pages, if anything; `title`: of the matter a scan can be attached to now."""
        super().__init__(parent)
        self._drawing, self._now, self._title = drawing, now, title
        self._looked_at: Document | None = None
        self._asking = Asking(lambda _document, _layout: None, self._on_page, self._on_failed)
        self._build()
        self._connect()
        self._ask_title()

    def _build(self) -> None:
        plain.named(self, "dialog.scans", _("扫描件"))
        self.setWindowTitle(_("扫描件"))
        scale = theme.current().scale
        self.resize(size_over(self, 820, 540))
        self.nothing = StateCard("scans.state")
        self.said = plain.message_strip("scans.said")
        self.list = ScanList()
        self._page = plain.label("", "scans.page", "hint", wrap=True)
        self._page.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._page.setMinimumSize(round(WIDTH * scale), 320)
        self.register = plain.button(_("登记为收文"), "scans.register", "primary")
        self.attach = plain.button(_("附到当前事项"), "scans.attach", "main")
        self.close_button = plain.button(_("关闭"), "scans.close", "main")
        self._something = QWidget()
        middle = QHBoxLayout(self._something)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(12)
        middle.addWidget(self.list, 1)
        middle.addWidget(self._page)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        for button in (self.close_button, self.attach, self.register):
            foot.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 16, 16, 16)
        box.setSpacing(12)
        hint = _("可以拖到收文列表中的一件上，也可以拖进收文登记。")
        self._hint = plain.label(hint, "scans.hint", "hint", wrap=True)
        foot.insertWidget(0, self._hint, 1)
        foot.insertStretch(1)
        box.addWidget(self.said)
        box.addWidget(self.nothing, 1)
        box.addWidget(self._something, 1)
        box.addLayout(foot)

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(self._on_current)
        self.close_button.clicked.connect(self.reject)
        self.register.clicked.connect(self._on_register)
        self.attach.clicked.connect(self._on_attach)
        self.list.itemActivated.connect(self._on_register)

    @property
    def scan(self) -> Scan | None:
        """The one stood on."""
        row = self.list.currentRow()
        found = self.list.item(row).data(SCAN) if row >= 0 else None
        return found if isinstance(found, Scan) else None

    def show_inbox(self, inbox: Inbox) -> None:
        """What stands there now; who stood somewhere still does."""
        before = self.scan
        self.list.blockSignals(True)
        self.list.clear()
        for scan in inbox.scans:
            item = QListWidgetItem(self._line(scan))
            item.setData(SCAN, scan)
            item.setToolTip(plain.tip(scan.name))
            item.setSizeHint(QSize(0, self.list.row_height))
            if scan.state is not ScanState.READY:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDragEnabled)
            self.list.addItem(item)
            if before is not None and scan.path == before.path:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        if self.list.currentRow() < 0 and self.list.count():
            self.list.setCurrentRow(0)
        self._show_nothing(inbox)
        self._on_current()

    def _show_nothing(self, inbox: Inbox) -> None:
        """Where there is nothing to choose from, why; and the keyboard is not left on what is out of sight."""
        some, held = bool(inbox.scans), self.focusWidget()
        if inbox.trouble:
            self.nothing.trouble(sentence(inbox.trouble), None)
        elif not some:
            self.nothing.empty(_("文件夹里没有扫描件。扫好后会自动出现在这里。"))
        self.nothing.setHidden(some)
        for part in (self._something, self._hint):
            part.setVisible(some)
        if some and held in {None, self.close_button}:
            self.list.setFocus()
        elif not some and held in {None, self.list}:
            self.close_button.setFocus()

    def _line(self, scan: Scan) -> str:
        facts = _(_WORDS[scan.state]) or f"{names.amount(scan.size)} · {moments.full(scan.saved_at, self._now)}"
        return f"{scan.name}\n{facts}"

    def say(self, text: str, *, good: bool, undo: Callable[[], None] | None = None) -> None:
        """What came of it, until something else does; perhaps it can be taken back."""
        self.said.say("selection" if good else "error", text, _("撤销") if undo else "", undo and self._once(undo))

    def _once(self, undo: Callable[[], None]) -> Callable[[], None]:
        def take_back() -> None:
            self.said.hide()
            undo()

        return take_back

    def changeEvent(self, event: QEvent) -> None:
        """Somebody comes back from the window behind, where he may stand on another matter now."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            self._ask_title()

    def _ask_title(self) -> None:
        title = self._title()
        self._able = bool(title)
        self.attach.setToolTip(plain.tip(title or _("先在收文列表中选一件")))
        self._allow()

    def _allow(self) -> None:
        scan = self.scan
        good = scan is not None and scan.state is ScanState.READY
        self.register.setEnabled(good)
        self.attach.setEnabled(good and self._able)

    def _on_current(self, *_told: object) -> None:
        scan = self.scan
        self._allow()
        good = scan is not None and scan.state is ScanState.READY
        shown = _document(scan) if scan is not None and good and has_pages(scan.name) else None
        if self._drawing is None:
            shown = None
        if shown is not None and shown == self._looked_at:  # another look into the folder: its page stays
            return
        self._page.setPixmap(QPixmap())
        self._page.setText(_nothing_to_see(scan) if shown is None else _("正在显示第一页…"))
        self._looked_at = shown
        if self._drawing is not None:
            wanted = (Wanted(shown, 0, self._page.width()),) if shown is not None else ()
            self._drawing.want(wanted, self._asking)

    def done(self, result: int) -> None:
        """Nothing is drawn for it any more."""
        if self._drawing is not None:
            self._drawing.drop(self._asking)
        self._looked_at = None
        super().done(result)

    def _on_page(self, wanted: Wanted, pixels: Pixels) -> None:
        if shiboken6.isValid(self) and wanted.document == self._looked_at:
            self._show_page(pixels)

    def _on_failed(self, document: Document, _code: str) -> None:
        if shiboken6.isValid(self) and document == self._looked_at:
            self._page.setText(_("这一份显示不出来，仍可登记。"))

    def _show_page(self, pixels: Pixels) -> None:
        image = QImage(pixels.data, pixels.width, pixels.height, pixels.width * 4, QImage.Format.Format_RGB32).copy()
        room = self._page.size()
        kept = Qt.AspectRatioMode.KeepAspectRatio
        self._page.setPixmap(QPixmap.fromImage(image).scaled(room, kept, Qt.TransformationMode.SmoothTransformation))

    def _on_register(self, *_: object) -> None:
        if self.scan is not None and self.register.isEnabled():
            self.registered.emit(self.scan)

    def _on_attach(self) -> None:
        if self.scan is not None:
            self.attached.emit(self.scan)


def _document(scan: Scan) -> Document:
    """Its pages, drawn by the jailed child."""
    key = f"scan:{scan.path}:{scan.size}:{scan.saved_at}"
    return Document(key, scan.name, scan.size, lambda: _parts(scan.path))


def _parts(path: Path) -> Iterator[bytes]:
    """No more of it than is ever shown: it may have grown since."""
    with path.open("rb") as file:
        yield file.read(MOST_PREVIEWED + 1)


def _nothing_to_see(scan: Scan | None) -> str:
    if scan is None:
        return ""
    if scan.state is not ScanState.READY:
        return _(_WORDS[scan.state])
    return "" if has_pages(scan.name) else _("这种文件不在这里显示，仍可登记。")
