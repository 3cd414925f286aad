"""打印: a sheet is set as PDF, looked at, then saved or printed as it was looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from oa_client.app import whole
from oa_client.app.desk import Desk
from oa_client.app.forms import Form, Press, Printed
from oa_client.app.preview import Document, Layout, Preview
from oa_client.app.sheets import source_of
from oa_client.assets import _
from oa_client.domain.matter import MatterId
from oa_client.ui.matter import handing_out, words
from oa_client.ui.matter.drawing import Drawing
from oa_client.ui.matter.print_dialog import PrintDialog
from oa_client.ui.widgets.page import Memory
from oa_client.ui.widgets.running import Runner
from oa_client.wording import sheets
from oa_client.wording.sentences import sentence

if TYPE_CHECKING:
    from oa_client.ui.matter.print_run import PrintRun


WITH_RECORD = "print/record"
"""Where it is kept that 含办理记录 was chosen."""


@dataclass(frozen=True, slots=True)
class Made:
    """A sheet that was set, and what a file of it is called."""

    printed: Printed
    name: str

    @property
    def document(self) -> Document:
        """To look at."""
        data = self.printed.data
        return Document(hashlib.sha256(data).hexdigest(), self.name, len(data), lambda: [data])


class _NotWhole(Exception):
    """Its record is not here yet."""


class PrintRoom(QObject):
    """Where the sheets of a page's matters are printed; one dialog at a time."""

    def __init__(
        self, desk: Desk, press: Press, preview: Preview, drawing: Drawing, runner: Runner, memory: Memory | None = None
    ) -> None:
        """`memory`: where it is kept whether the record is wanted too."""
        super().__init__()
        self._desk, self._press, self._preview = desk, press, preview
        self._drawing, self._runner, self._memory = drawing, runner, memory
        self.dialog: PrintDialog | None = None
        self.made: Made | None = None
        self.run: PrintRun | None = None

    def open(self, matter: MatterId, title: str, parent: QWidget) -> None:
        """Show the sheet of a matter."""
        self._open(lambda history: self._set(matter, history=history), title, parent, record=True)

    def open_form(self, form: Callable[[], Form], title: str, name: str, parent: QWidget) -> None:
        """Show any form, a register for one; `form` is called away from the screen, `name` is what a file is called."""
        self._open(lambda _history: Made(self._press.print(form()), name), title, parent, record=False)

    def _open(self, make: Callable[[bool], Made], title: str, parent: QWidget, *, record: bool) -> None:
        if self.dialog is not None:
            return
        history = record and self._memory is not None and self._memory.get(WITH_RECORD) == "1"
        dialog = self.dialog = PrintDialog(title, self._drawing, parent, history=history)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.history.setVisible(record)
        dialog.chosen.connect(lambda chosen: self._choose_record(make, chosen))
        dialog.saved.connect(self._ask_where)
        dialog.printed.connect(self._ask_printer)
        dialog.finished.connect(self._closed)
        dialog.open()
        self._make(make, history=history)

    def _choose_record(self, make: Callable[[bool], Made], history: bool) -> None:
        """From now on with it or without, for the next sheet too."""
        if self._memory is not None:
            self._memory.set(WITH_RECORD, "1" if history else "0")
        self._make(make, history=history)

    def _closed(self) -> None:
        self.dialog = self.made = None

    def _make(self, make: Callable[[bool], Made], *, history: bool) -> None:
        """Set it anew; what was chosen meanwhile counts, not what is ready first."""
        dialog = self.dialog
        if dialog is None:
            return
        dialog.show_waiting()

        def done(made: Made) -> None:
            if dialog is self.dialog and dialog.history.isChecked() == history:
                self._show(made)

        def failed(error: Exception) -> None:
            if dialog is self.dialog:
                code = "not_whole_to_print" if isinstance(error, _NotWhole) else "cannot_set_sheet"
                dialog.show_trouble(sentence(code))

        self._runner.run(lambda: make(history), done, failed, name="print.make")

    def _set(self, matter: MatterId, *, history: bool) -> Made:
        record = self._desk.open(matter)
        if record is None or not record.whole:
            raise _NotWhole
        form = sheets.form(source_of(self._desk, record), self._desk.people, history=history)
        name = handing_out.safe(f"{sheets.title(record.kind)} {record.row.title}.pdf")
        return Made(self._press.print(form), name)

    def _show(self, made: Made) -> None:
        if self.dialog is not None:
            self.made = made
            warning, remark = sheets.absent(made.printed), sheets.stand_ins(made.printed)
            self.dialog.show_pages(made.document, remark, warning)

    # as a file

    def _ask_where(self) -> None:
        if self.dialog is None or self.made is None:
            return
        picker = QFileDialog(self.dialog, _("另存为 PDF"))
        picker.setObjectName("dialog.save")
        picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picker.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        picker.setDefaultSuffix("pdf")
        picker.selectFile(self.made.name)
        picker.fileSelected.connect(self.save_to)
        picker.open()

    def save_to(self, place: str) -> None:
        """Write what is shown there, whole or not at all."""
        if self.made is None:
            return
        path, data = Path(place), self.made.printed.data

        def done(_nothing: None) -> None:
            self._say("selection", _("已另存到 {place}").format(place=path))

        def failed(_error: Exception) -> None:
            self._say("error", words.told("file_unwritable", {"name": path.name}))

        self._runner.run(lambda: whole.put(path, data), done, failed, name="print.save")

    # on paper

    def _ask_printer(self) -> None:
        if self.dialog is None or self.made is None:
            return
        made = self.made

        def done(layout: Layout) -> None:
            if self.dialog is not None and self.made is made:
                self._choose(made, layout)

        self._runner.run(lambda: self._preview.layout(made.document), done, self._broke, name="print.layout")

    def _choose(self, made: Made, layout: Layout) -> None:
        from PySide6.QtPrintSupport import QPrintDialog  # noqa: PLC0415 - the start does not wait for printing

        from oa_client.ui.matter.print_run import PrintRun, printer_for  # noqa: PLC0415 - the same

        printer = printer_for(layout)
        printer.setDocName(made.name)
        picker = QPrintDialog(printer, self.dialog)
        picker.setObjectName("dialog.printer")
        picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picker.setMinMax(1, len(layout.sizes))
        picker.accepted.connect(
            lambda: self.start(PrintRun(self._preview, self._runner, made.document, layout, printer))
        )
        QDialog.open(picker)

    def start(self, run: PrintRun) -> None:
        """Send the pages."""
        if self.dialog is not None:
            self.dialog.show_printing(busy=True)
        self.run = run
        run.over.connect(self._printed)
        run.begin()

    def _printed(self, good: bool) -> None:
        self.run = None
        if self.dialog is not None and shiboken6.isValid(self.dialog):
            self.dialog.show_printing(busy=False)
        if good:
            self._say("selection", _("已送到打印机。"))
        else:
            self._broke(OSError())

    def _broke(self, _error: Exception) -> None:
        self._say("error", sentence("cannot_print"))

    def _say(self, role: str, text: str) -> None:
        if self.dialog is not None:
            self.dialog.say(role, text)
