"""历史版本: the versions of the text, one read as 花脸稿 (against the one before it) or 清稿, and brought back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from oa_client.app.redline import Mark, Marked
from oa_client.assets import _
from oa_client.ui.matter.text_versions import NotHere, Version, marked
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.running import Runner

_LOOKS = {Mark.KEPT: "text", Mark.ADDED: "ok", Mark.REMOVED: "warn"}
LIST_HIGH = 140


class VersionsPane(QWidget):
    """`restored` brings the version somebody wants back."""

    restored = Signal(object)

    def __init__(self, runner: Runner, name: str = "draft.versions", *, restorable: bool = True) -> None:
        super().__init__()
        self._runner = runner
        plain.named(self, name, _("历史版本"))
        self._versions: tuple[Version, ...] = ()
        self._late = False
        self.list = plain.named(QListWidget(), "list.versions", _("历史版本"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMaximumHeight(LIST_HIGH)
        self.list.setProperty("role", "grid")
        self.marks = plain.button(_("花脸稿"), "versions.marks", "chip", _("花脸稿：标出与前一版的不同"))
        self.marks.setCheckable(True)
        self.marks.setChecked(True)
        self.restore = plain.button(_("恢复这一版"), "versions.restore", "link")
        self.restore.setVisible(restorable)
        self.text = plain.Reading("versions.text", _("这一版的内容"))
        self._none = plain.label("", "versions.none", "second", wrap=True)
        self._build()

    def _build(self) -> None:
        self._none.setContentsMargins(12, 12, 12, 12)
        self._none.setText(_("还没有历史版本：写作中每十分钟、关闭时和大段改动前自动保留，最多二十版。"))
        self._some = QWidget()
        row = QHBoxLayout()
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(self.marks)
        row.addWidget(self.restore)
        row.addStretch(1)
        some = QVBoxLayout(self._some)
        some.setContentsMargins(0, 0, 0, 0)
        some.setSpacing(0)
        some.addWidget(self.list)
        some.addLayout(row)
        some.addWidget(self.text, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._none, 0, Qt.AlignmentFlag.AlignTop)
        box.addWidget(self._some, 1)
        self.list.currentRowChanged.connect(self._show)
        self.marks.toggled.connect(lambda _on: self._show(self.list.currentRow()))
        self.restore.clicked.connect(self._restore)
        self.show_versions(())

    def show_versions(self, versions: tuple[Version, ...]) -> None:
        """Newest first; the one that is read stays. The same again changes nothing."""
        if versions == self._versions and versions:
            return
        kept = self.list.currentRow()
        self._versions = versions
        self.list.blockSignals(True)
        self.list.clear()
        for version in versions:
            self.list.addItem(QListWidgetItem(version.head))
        self.list.blockSignals(False)
        self._some.setVisible(bool(versions))
        self._none.setVisible(not versions)
        if versions:
            self.list.setCurrentRow(min(max(0, kept), len(versions) - 1))
        self._late = True
        if self.isVisible():
            self._show_now()

    def showEvent(self, event: object) -> None:
        """Versions are compared once somebody looks."""
        self._show_now()

    def _show_now(self) -> None:
        if self._late:
            self._late = False
            self._show(self.list.currentRow())

    def _show(self, row: int) -> None:
        if not 0 <= row < len(self._versions) or self._late:
            return
        version = self._versions[row]
        before = self._versions[row + 1] if row + 1 < len(self._versions) and self.marks.isChecked() else None

        def done(lines: tuple[Marked, ...]) -> None:
            if self.list.currentRow() == row and row < len(self._versions) and self._versions[row] is version:
                self._write(lines)

        def failed(error: Exception) -> None:
            if isinstance(error, NotHere) and self.list.currentRow() == row:
                self._say_absent(older=version.here)

        self.restore.setEnabled(version.here)
        self._runner.run(lambda: marked(version, before), done, failed, name="versions.compare")

    def _say_absent(self, *, older: bool) -> None:
        """One of the two is still at the centre."""
        self.text.start(8)
        which = _("前一稿") if older else _("这一稿")
        said = _("{which}的正文尚未下载，联网后自动取来。").format(which=which)
        self.text.paragraph(above=4, indent=12, spacing=118)
        self.text.run(said + (_("现在可以取消“花脸稿”，只看清稿。") if older else ""), "text2")
        self.text.finish()

    def _write(self, lines: tuple[Marked, ...]) -> None:
        self.text.start(8)
        first: int | None = None
        for line in lines:
            if line.changed and first is None:
                first = self.text.document().characterCount()
            self.text.paragraph(above=4, indent=12, spacing=118)
            for run in line.runs:
                self.text.run(
                    _said(run.mark, run.text),
                    _LOOKS[run.mark],
                    bold=line.level in {1, 2} or run.mark is Mark.ADDED,
                    struck=run.mark is Mark.REMOVED,
                )
        self.text.finish()
        if first is not None:
            self._bring(first)

    def _bring(self, place: int) -> None:
        """The first change comes into sight."""
        pen = self.text.textCursor()
        pen.setPosition(min(place, self.text.document().characterCount() - 1))
        self.text.setTextCursor(pen)
        self.text.ensureCursorVisible()

    def _restore(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._versions):
            self.restored.emit(self._versions[row])


def _said(mark: Mark, text: str) -> str:
    """What came in stands in brackets, so that it is told without colour; what went out is struck through."""
    text = text.replace("\n", "\u2028")
    return f"【{text}】" if mark is Mark.ADDED else text
