"""打印: a sheet or 公文 is set as PDF, looked at, then saved or printed as it was looked at."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractSpinBox, QDialog, QWidget

from oa_client.app import whole
from oa_client.app.desk import Desk
from oa_client.app.forms import Form, Press
from oa_client.app.preview import Layout, Preview
from oa_client.app.seals import SealProvider
from oa_client.assets import _
from oa_client.domain.decision import Refused
from oa_client.domain.matter import FileRef, MatterId
from oa_client.ui.matter import words
from oa_client.ui.matter.drawing import Drawing
from oa_client.ui.matter.print_dialog import PrintDialog
from oa_client.ui.matter.print_work import Choices, Made, PaperWork, Wish, as_word, why_not
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.file_picker import FilePicker
from oa_client.ui.widgets.page import Memory
from oa_client.ui.widgets.running import Lane, Runner
from oa_client.wording.sentences import sentence

if TYPE_CHECKING:
    from oa_client.ui.matter.print_run import PrintRun


WITH_RECORD = "print/record"
"""Where it is kept that 含办理记录 was chosen."""
Make = Callable[[Wish], Made]


class PrintRoom(QObject):
    """Where the papers of a page's matters are printed; one dialog at a time."""

    sealed = Signal(str, object, object)
    """(MatterId, FileRef, Sealed) a 公文 with a picture of a seal was taken in, for 用印."""

    def __init__(
        self,
        desk: Desk,
        press: Press,
        preview: Preview,
        drawing: Drawing,
        runner: Runner,
        memory: Memory | None = None,
        passing: Path | None = None,
    ) -> None:
        """`memory`: where it is kept whether the record is wanted too; `passing`: where a file lies on its way in."""
        super().__init__()
        self._desk, self._press, self._preview, self._passing = desk, press, preview, passing
        self._drawing, self._runner, self._memory = drawing, runner, memory
        self._work = PaperWork(desk, press)
        self.dialog: PrintDialog | None = None
        self.made: Made | None = None
        self.run: PrintRun | None = None

    def use_seals(self, seals: SealProvider) -> None:
        """From now on offer the seals somebody may put on paper."""
        self._work.seals = seals

    def open(self, matter: MatterId, title: str, parent: QWidget) -> None:
        """Show what there is to print of a matter."""
        dialog = self._open(lambda wish: self._work.make(matter, wish), title, parent, record=True)
        if dialog is None:
            return
        dialog.used.connect(lambda: self._take_in(matter))

        def done(choices: Choices) -> None:
            if dialog is self.dialog:
                dialog.show_choices(choices)
                self._make(lambda wish: self._work.make(matter, wish))

        self._runner.run(lambda: self._work.choices(matter), done, self._failed(dialog, Wish()), name="print.choices")

    def open_form(self, form: Callable[[], Form], title: str, name: str, parent: QWidget) -> None:
        """Show any form, a register for one; `form` is called away from the screen, `name` is what a file is called."""

        def make(_wish: Wish) -> Made:
            return Made(self._press.print(form()), name)

        if self._open(make, title, parent, record=False) is not None:
            self._make(make)

    def _open(self, make: Make, title: str, parent: QWidget, *, record: bool) -> PrintDialog | None:
        if self.dialog is not None:
            return None
        history = record and self._memory is not None and self._memory.get(WITH_RECORD) == "1"
        dialog = self.dialog = PrintDialog(title, self._drawing, parent, history=history)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.history.setVisible(record)
        dialog.obey(self._desk.terms.allowed)
        dialog.history.toggled.connect(self._keep_record)
        dialog.chosen.connect(lambda _wish: self._make(make))
        dialog.saved.connect(lambda: self._unless_lacking(self._ask_where))
        dialog.worded.connect(lambda: self._unless_lacking(self._ask_where_word))
        dialog.printed.connect(lambda: self._unless_lacking(self._ask_printer))
        dialog.finished.connect(self._closed)
        dialog.open()
        return dialog

    def _keep_record(self, history: bool) -> None:
        """For the next sheet too."""
        if self._memory is not None:
            self._memory.set(WITH_RECORD, "1" if history else "0")

    def _closed(self) -> None:
        self.dialog = self.made = None

    def _make(self, make: Make) -> None:
        """Set it anew; what was chosen meanwhile counts, not what is ready first."""
        dialog = self.dialog
        if dialog is None:
            return
        dialog.show_waiting()
        wish = dialog.wish()

        def done(made: Made) -> None:
            if dialog is self.dialog and dialog.wish() == wish:
                self.made = made
                dialog.show_pages(made)

        self._runner.run(lambda: make(wish), done, self._failed(dialog, wish), name="print.make")

    def _failed(self, dialog: PrintDialog, wish: Wish) -> Callable[[Exception], None]:
        def failed(error: Exception) -> None:
            if dialog is self.dialog:
                dialog.show_trouble(why_not(error, wish))

        return failed

    def _unless_lacking(self, go_on: Callable[[], None]) -> None:
        """What is short of pictures leaves the house only when somebody says so."""
        if self.dialog is None or self.made is None or not self.made.lacking:
            go_on()
            return
        asked = _("有 {n} 张图片尚未下载或无法读取，仍要输出吗？").format(n=self.made.lacking)
        detail = _("纸上图片的位置是写明的方框。连上网取来图片后再打开打印，就是全的。")
        plain.question(self.dialog, asked, detail, _("仍要输出"), go_on, "dialog.lacking")

    # as a file

    def _ask_where(self) -> None:
        if self.made is not None:
            self._ask(_("另存为 PDF"), self.made.name, self.save_to)

    def _ask_where_word(self) -> None:
        if self.made is not None:
            self._ask(_("另存为 Word"), as_word(self.made.name), self.save_word_to)

    def _ask(self, title: str, name: str, save: Callable[[str], None]) -> None:
        picker = FilePicker(self.dialog, title, "dialog.save")
        picker.saving(name, name.rpartition(".")[2])
        picker.fileSelected.connect(save)
        picker.open()

    def save_to(self, place: str) -> None:
        """Write what is shown there, whole or not at all."""
        if self.made is not None:
            data = self.made.printed.data
            self._save(Path(place), lambda: data)

    def save_word_to(self, place: str) -> None:
        """Write the 公文 that is shown there as DOCX, whole or not at all."""
        if (made := self.made) is not None:
            self._save(Path(place), lambda: self._work.word(made))

    def _save(self, path: Path, data: Callable[[], bytes]) -> None:
        def done(_nothing: None) -> None:
            self._say("selection", _("已另存到 {place}").format(place=path))

        def failed(error: Exception) -> None:
            told = isinstance(error, OSError)
            self._say("error", words.told("file_unwritable" if told else "cannot_set_document", {"name": path.name}))

        self._runner.run(lambda: whole.put(path, data()), done, failed, name="print.save")

    # for 用印

    def _take_in(self, matter: MatterId) -> None:
        """What is shown becomes a file of this profile, and the form of 用印 opens with it."""
        made = self.made
        if made is None or made.sealed is None:
            return
        sealed = made.sealed

        def done(answer: FileRef | Refused) -> None:
            if isinstance(answer, Refused):
                self._say("error", words.told(answer.code, answer.facts))
            elif self.dialog is not None and self.made is made:
                self.dialog.accept()
                self.sealed.emit(matter, answer, sealed)

        def failed(_error: Exception) -> None:
            self._say("error", words.told("file_unreadable", {"name": made.name}))

        self._runner.run(lambda: self._taken_in(made), done, failed, lane=Lane.WRITE, name="print.seal")

    def _taken_in(self, made: Made) -> FileRef | Refused:
        with tempfile.TemporaryDirectory(dir=self._passing) as folder:
            path = Path(folder, "sealed.pdf")
            path.write_bytes(made.printed.data)
            return self._desk.attachments.take_in(path, made.name)

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
        from PySide6.QtPrintSupport import QPrintDialog, QPrinterInfo  # noqa: PLC0415 - the start does not wait for it

        from oa_client.ui.matter.print_run import PrintRun, printer_for  # noqa: PLC0415 - the same

        to_file = self._desk.terms.allowed.export
        if not to_file and not QPrinterInfo.availablePrinterNames():
            self._say("error", sentence("no_printer"))
            return
        printer = printer_for(layout)
        printer.setDocName(made.name)
        picker = QPrintDialog(printer, self.dialog)
        picker.setObjectName("dialog.printer")
        picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picker.setOption(QPrintDialog.PrintDialogOption.PrintToFile, to_file)
        picker.setMinMax(1, len(layout.sizes))
        for box in picker.findChildren(QAbstractSpinBox):  # framed as other fields, Qt draws their arrows in pieces
            box.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
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
