"""扫描件: what the scanner saved, each with its first page; to be registered as 收文 or attached to a matter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from oa_client.app.preview import MOST_PREVIEWED, Document, Pixels, has_pages
from oa_client.app.scans import Inbox, Scan, ScanState
from oa_client.assets import _
from oa_client.ui.matter.drawing import Asking, Drawing, Wanted
from oa_client.ui.widgets import plain
from oa_client.wording import moments, names
from oa_client.wording.sentences import sentence

SCAN = Qt.ItemDataRole.UserRole
WIDTH = 320
_WORDS = {
    ScanState.READY: "",
    ScanState.WRITING: "正在保存，请稍候",
    ScanState.EMPTY: "空文件，可能没有扫成，请重扫",
    ScanState.UNREADABLE: "读不出来，可能已被移走或正被占用",
}


class ScansDialog(QDialog):
    """`registered` and `attached` bring the scan chosen."""

    registered = Signal(object)
    attached = Signal(object)

    def __init__(self, drawing: Drawing | None, now: int, matter: str, parent: QWidget) -> None:
        """`drawing`: what draws first pages, if anything; `matter`: the title of the one a scan can be attached to."""
        super().__init__(parent)
        self._drawing, self._now = drawing, now
        self._looked_at: Document | None = None
        self._asking = Asking(lambda _document, _layout: None, self._on_page, self._on_failed)
        self._build(matter)
        self._connect()

    def _build(self, matter: str) -> None:
        plain.named(self, "dialog.scans", _("扫描件"))
        self.setWindowTitle(_("扫描件"))
        self.resize(820, 540)
        self._said = plain.label("", "scans.said", "second", wrap=True)
        self.list = plain.named(QListWidget(), "scans.list", _("扫描件"))
        self.list.setSpacing(4)
        self._page = plain.label("", "scans.page", "hint", wrap=True)
        self._page.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._page.setMinimumSize(WIDTH, 320)
        self.register = plain.button(_("登记为收文"), "scans.register", "primary")
        self.attach = plain.button(_("附到当前事项"), "scans.attach", "main")
        self.attach.setEnabled(bool(matter))
        self.attach.setToolTip(plain.tip(matter or _("先在收文列表中选一件")))
        close = plain.button(_("关闭"), "scans.close", "main")
        close.clicked.connect(self.reject)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self.list, 1)
        middle.addWidget(self._page)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addStretch(1)
        for button in (close, self.attach, self.register):
            foot.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 16, 16, 16)
        box.setSpacing(12)
        box.addWidget(self._said)
        box.addLayout(middle, 1)
        box.addLayout(foot)
        self._able = bool(matter)

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(self._on_current)
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
            self.list.addItem(item)
            if before is not None and scan.path == before.path:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        if self.list.currentRow() < 0 and self.list.count():
            self.list.setCurrentRow(0)
        nothing = _("文件夹里没有扫描件。扫好后会自动出现在这里。")
        self.say(sentence(inbox.trouble) if inbox.trouble else "" if inbox.scans else nothing, good=not inbox.trouble)
        self._on_current()

    def _line(self, scan: Scan) -> str:
        facts = _(_WORDS[scan.state]) or f"{names.amount(scan.size)} · {moments.full(scan.saved_at, self._now)}"
        return f"{scan.name}\n{facts}"

    def say(self, text: str, *, good: bool) -> None:
        """One sentence above the list."""
        self._said.setText(text)
        self._said.setVisible(bool(text))
        plain.set_role(self._said, "second" if good else "warn")

    def _on_current(self, *_: object) -> None:
        scan = self.scan
        good = scan is not None and scan.state is ScanState.READY
        self.register.setEnabled(good)
        self.attach.setEnabled(good and self._able)
        self._page.setPixmap(QPixmap())
        self._page.setText(_nothing_to_see(scan))
        if self._drawing is not None:
            self._looked_at = _document(scan) if scan is not None and good and has_pages(scan.name) else None
            wanted = (Wanted(self._looked_at, 0, WIDTH),) if self._looked_at is not None else ()
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
        image = QImage(pixels.data, pixels.width, pixels.height, QImage.Format.Format_RGB32).copy()
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
