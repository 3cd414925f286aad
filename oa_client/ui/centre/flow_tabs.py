"""The tabs of the sync centre that tell what the line carries: 下载, 流量, 日志."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from oa_client.assets import _
from oa_client.ui.centre.flow import Download, Spent, Told
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.cards import CardColumn
from oa_client.ui.widgets.file_picker import FilePicker
from oa_client.ui.widgets.textlines import TitleLabel
from oa_client.wording.names import amount


class DownloadCard(QFrame):
    """An attachment on its way."""

    def __init__(self, number: int, item: Download) -> None:
        super().__init__()
        name = f"download.{number}"
        plain.named(self, name, f"{item.name}，{item.words}")
        self.setProperty("role", "card")
        title = TitleLabel(f"{name}.title", size="section")
        title.set_text(item.name)
        bar = plain.named(QProgressBar(), f"{name}.bar", _("下载进度"))
        bar.setTextVisible(False)
        bar.setValue(item.percent)
        facts = plain.label(f"{item.title} · {item.words}", f"{name}.facts", "second", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 12)
        box.setSpacing(4)
        for widget in (title, facts, bar):
            box.addWidget(widget)


class DownloadsTab(QFrame):
    """`held`: somebody wants attachments to wait, or to go on."""

    held = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._waits = False
        plain.named(self, "centre.downloads", _("下载"))
        self._said = plain.label("", "downloads.said", "second", wrap=True)
        self.hold = plain.button(_("暂停下载附件"), "btn.hold_files", "main")
        self.hold.clicked.connect(self._on_hold)
        self.column = CardColumn("downloads.column", _("没有正在下载的附件；打开附件时会自动下载。"))
        top = QHBoxLayout()
        top.setContentsMargins(16, 8, 16, 0)
        top.addWidget(self._said, 1)
        top.addWidget(self.hold)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(top)
        box.addWidget(self.column, 1)

    def _on_hold(self) -> None:
        self.held.emit(not self._waits)

    def show_held(self, *, held: bool) -> None:
        """Whether attachments wait."""
        self._waits = held
        words = _("继续下载附件") if held else _("暂停下载附件")
        self.hold.setText(words)
        self.hold.setAccessibleName(words)
        said = _("附件下载已暂停，文字照常收发。") if held else _("文字总是先于附件收发。")
        self._said.setText(said)

    def show_downloads(self, items: Sequence[Download]) -> None:
        """These are on their way."""
        self.column.show_cards([DownloadCard(n, item) for n, item in enumerate(items, 1)], 0)


class TrafficTab(QFrame):
    """Bytes by what they were for, today and this month; and how the line may be used."""

    def __init__(self) -> None:
        super().__init__()
        plain.named(self, "centre.traffic_tab", _("流量"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(48)
        self._grid.setVerticalSpacing(12)
        self._grid.setContentsMargins(24, 16, 24, 16)
        self._grid.setColumnStretch(3, 1)
        inner = QWidget()
        self._box = QVBoxLayout(inner)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addLayout(self._grid)
        self._box.addStretch(1)
        around = plain.named(QScrollArea(), "traffic.all", _("流量"))
        around.setWidgetResizable(True)
        around.setWidget(inner)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(around)

    def put_below(self, card: QFrame) -> None:
        """What can be set about it stands below the numbers."""
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 16, 16)
        row.addWidget(card)
        self._box.insertLayout(1, row)

    def show_spent(self, rows: Sequence[Spent]) -> None:
        """A row for each purpose, and their sum."""
        while self._grid.count():
            self._grid.takeAt(0).widget().deleteLater()
        whole = Spent(_("合计"), sum(r.today for r in rows), sum(r.month for r in rows))
        self._row(0, (_("用途"), _("今天"), _("本月")), "second")
        for n, row in enumerate((*rows, whole), 1):
            role = "strong" if row is whole else ""
            self._row(n, (row.what, amount(row.today), amount(row.month)), role)

    def _row(self, number: int, texts: tuple[str, ...], role: str) -> None:
        for column, text in enumerate(texts):
            label = plain.label(text, f"traffic.{number}.{column}", role)
            side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
            self._grid.addWidget(label, number, column, side)


class LogTab(QFrame):
    """What syncing did. `exported`: the place somebody wants it saved to; `narrowed`: only what went wrong."""

    exported = Signal(str)
    narrowed = Signal()

    def __init__(self) -> None:
        super().__init__()
        plain.named(self, "centre.log", _("日志"))
        self._shown: tuple[Told, ...] | None = None
        self._build()

    def _build(self) -> None:
        self.all = self._chip(_("全部"), "log.all")
        self.trouble = self._chip(_("只看问题"), "log.trouble")
        self.all.setChecked(True)
        group = QButtonGroup(self)
        group.addButton(self.all)
        group.addButton(self.trouble)
        group.buttonClicked.connect(self.narrowed)
        save = plain.button(_("导出…"), "log.export", "main", _("导出同步日志"))
        save.clicked.connect(self._ask_where)
        self.text = plain.Reading("log.text", _("同步日志"))
        top = QHBoxLayout()
        top.setContentsMargins(16, 8, 16, 8)
        top.setSpacing(8)
        top.addWidget(self.all)
        top.addWidget(self.trouble)
        top.addStretch(1)
        top.addWidget(save)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(top)
        box.addWidget(self.text, 1)

    def _chip(self, text: str, name: str) -> QPushButton:
        chip = plain.button(text, name, "chip")
        chip.setCheckable(True)
        return chip

    def _ask_where(self) -> None:
        picker = FilePicker(self.window(), _("导出同步日志"), "dialog.log")
        picker.saving(_("同步日志.txt"))
        picker.fileSelected.connect(self.exported)
        picker.open()

    def show_log(self, lines: tuple[Told, ...]) -> None:
        """These, the newest first; the same again leaves the place where somebody reads."""
        if lines == self._shown:
            return
        self._shown = lines
        self.text.start()
        day = ""
        for line in lines:
            if line.day != day:
                self.text.paragraph(above=16 if day else 0, indent=20)
                self.text.run(line.day, bold=True)
                day = line.day
            self.text.paragraph(indent=20, spacing=118)
            self.text.run(f"{line.time}　", "text2")
            self.text.run(line.words, "warn" if line.trouble else "text")
        if not lines:
            self.text.paragraph(indent=20)
            self.text.run(_("这里没有记录；日志保留 30 天，不含公文内容。"), "text2")
        self.text.finish()
