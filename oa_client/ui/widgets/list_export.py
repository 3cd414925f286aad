"""导出: a list is written to a file while one works on; after a second it says how far it is and can be stopped."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from oa_client.app.tabular import GivenUp, Reading, WriteTable
from oa_client.assets import _
from oa_client.domain.matter import MatterId
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.administered import administered
from oa_client.ui.widgets.cards import BusyStrip
from oa_client.ui.widgets.file_picker import FilePicker
from oa_client.ui.widgets.list_table import Listable
from oa_client.ui.widgets.listing import Listing
from oa_client.ui.widgets.running import Lane, Runner

PATIENCE_MS = 1000
"""A file that is written sooner needs no word that it is."""
STEP_MS = 250


class ListExport(QFrame):
    """The strips above a list's rows: what is being written, and where it is then. One file at a time."""

    def __init__(
        self, listing: Listing, what: Listable, runner: Runner, write: WriteTable, *, allowed: bool = True
    ) -> None:
        super().__init__()
        self._allowed = allowed
        self._listing, self._what, self._runner, self._write = listing, what, runner, write
        self._reading: Reading | None = None
        self._build(listing.objectName())
        listing.offer_export(self)
        listing.filters.exported.connect(self._ask_all)
        listing.selection.set_batches([(_("导出"), "btn.batch.export", self.ask)])
        if not allowed:
            listing.filters.forbid_export()
            for button in listing.selection.findChildren(QPushButton, "btn.batch.export"):
                administered(button)

    def _build(self, name: str) -> None:
        plain.named(self, f"{name}.export.strips")
        self.busy = BusyStrip(f"{name}.export.busy")
        self.stop = plain.button(_("取消"), f"{name}.export.stop", "link", _("取消导出"))
        self.stop.hide()
        self.told = plain.message_strip(f"{name}.export.told")
        row = QHBoxLayout()
        row.addWidget(self.busy, 1)
        row.addWidget(self.stop)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.told)
        box.addLayout(row)
        self._tick = QTimer(self)
        self._tick.timeout.connect(self._show_progress)
        self.stop.clicked.connect(self._give_up)

    @property
    def is_busy(self) -> bool:
        """Whether a file is being written."""
        return self._reading is not None

    def _ask_all(self) -> None:
        self.ask(self._listing.model.ids)

    def ask(self, matters: Sequence[MatterId]) -> None:
        """Where the file of these rows shall be."""
        if self.is_busy or not self._allowed:
            return
        if not matters:
            self.told.say("offline", _("列表是空的，没有可导出的行。"), _("知道了"), self.told.hide)
            return
        picker = FilePicker(self.window(), _("导出列表"), "dialog.export")
        picker.saving(self._what.file_name(self._listing.filters.choice), "xlsx")
        picker.fileSelected.connect(partial(self.export_to, tuple(matters)))
        picker.open()

    def export_to(self, matters: Sequence[MatterId], place: str) -> None:
        """Write these rows there; what was there before stays when it does not come off."""
        if self.is_busy:
            return
        table, self._reading = self._what.table(matters, self._listing.filters.choice)
        self.told.hide()
        self._tick.start(PATIENCE_MS)
        path, write = Path(place), self._write
        self._runner.run(
            lambda: write(table, path),
            lambda _nothing: self._done(path),
            partial(self._failed, path),
            lane=Lane.READ,
            name="list.export",
        )

    def _show_progress(self) -> None:
        if self._reading is not None:
            text = _("正在导出 {n:,} / {total:,} 件…").format(n=self._reading.done, total=self._reading.total)
            self.busy.show_progress(text, self._reading.done, self._reading.total)
            self.stop.show()
            self._tick.start(STEP_MS)

    def _give_up(self) -> None:
        if self._reading is not None:
            self._reading.give_up()

    def _end(self) -> int:
        """Nothing is under way any more; how many rows passed."""
        reading, self._reading = self._reading, None
        self._tick.stop()
        self.busy.end()
        self.stop.hide()
        return reading.done if reading is not None else 0

    def _done(self, path: Path) -> None:
        text = _("已导出 {n:,} 件，另存到 {place}").format(n=self._end(), place=path)
        self.told.say("selection", text, _("知道了"), self.told.hide)

    def _failed(self, path: Path, error: Exception) -> None:
        self._end()
        if isinstance(error, GivenUp):
            self.told.say("selection", _("已取消导出，没有留下文件。"), _("知道了"), self.told.hide)
            return
        why = getattr(error, "strerror", None) or type(error).__name__
        text = _("没有导出成：{place} 写不进去（{why}）。可换个位置再存。").format(place=path.name, why=why)
        self.told.say("error", text, _("知道了"), self.told.hide)
