"""导入工作报告分解: a workbook chosen, its rows with what is wrong of each, and everything or the good of it kept."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from oa_client.app.breakdown import Defaults, Plan, Task
from oa_client.app.desk import Desk
from oa_client.app.supervisors import GOVERNMENT, modes
from oa_client.app.tabular import ReadTable, WriteTable
from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.supervision.presenter import BringPresenter
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.file_picker import FilePicker
from oa_client.ui.widgets.grid import Grid, GridModel
from oa_client.ui.widgets.page import size_over
from oa_client.ui.widgets.running import Runner
from oa_client.wording import breakdown, names

COLUMNS = ("行", "事项", "方式", "主办单位", "完成时限", "检查结果")
TITLE, STATE = 1, 5
WIDTHS = {0: 48, 2: 84, 3: 150, 4: 104}
WIDE, HIGH = 900, 560


class TaskModel(GridModel[Task]):
    """The rows of the workbook."""

    def __init__(self) -> None:
        super().__init__(COLUMNS, _cells, lambda task: "，".join(cell for cell in _cells(task) if cell))

    def look(self, line: Task, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.ForegroundRole and line.faults and column == STATE:
            return theme.current().colour("warn")
        return None


def _cells(task: Task) -> tuple[str, ...]:
    title, lead, due = (task.cells.get(name, "") for name in ("title", "lead", "due"))
    return (str(task.row), title, breakdown.way(task), lead, due, breakdown.state(task))


def _within(offered: tuple[str, ...]) -> str:
    """Whom that reaches, where the house is the limit."""
    return "" if GOVERNMENT in offered else _("街道、镇只在本单位和下属单位之内督办")


class BringDialog(QDialog):
    """Nothing is kept before its button says how many."""

    def __init__(self, desk: Desk, runner: Runner, read: ReadTable, write: WriteTable, parent: QWidget) -> None:
        super().__init__(parent)
        plain.named(self, "dialog.bring", _("导入工作报告分解"))
        self.setWindowTitle(_("导入工作报告分解"))
        self.presenter = BringPresenter(desk, runner, self, read, write)
        self._build(modes(desk))
        self.show_plan(Plan(), "")

    def _ways(self, offered: tuple[str, ...]) -> QHBoxLayout:
        """In which way the rows are supervised that do not say so; where there is one way only, it is said."""
        self.way = plain.named(QComboBox(), "bring.way", _("没有写明督查方式的行"))
        for mode in offered:
            self.way.addItem(names.choice("mode", mode), mode if self.way.count() else "")
        self.way.setEnabled(len(offered) > 1)
        self.way.currentIndexChanged.connect(self._on_way)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(plain.label(_("没有写明督查方式的行"), "bring.way.label"))
        row.addWidget(self.way)
        row.addWidget(plain.label(_within(offered), "bring.way.hint", "hint", wrap=True), 1)
        return row

    def _build(self, offered: tuple[str, ...]) -> None:
        scale = theme.current().scale
        self.resize(size_over(self, WIDE, HIGH))
        self.said = plain.message_strip("bring.said")
        self.told = plain.label("", "bring.told", "section", wrap=True)
        self.model = TaskModel()
        self.table = Grid("bring.rows", _("分解表各行"), self.model)
        self.table.stretch(TITLE, STATE)
        for column, width in WIDTHS.items():
            self.table.setColumnWidth(column, round(width * scale))
        self.row_said = plain.label("", "bring.row", wrap=True)
        self.table.selectionModel().currentRowChanged.connect(self._on_row)
        self.pick = plain.button(_("选择文件…"), "bring.pick", "main")
        self.blank = plain.button(_("另存模板…"), "bring.template", "main")
        self.go = plain.button(_("导入"), "bring.go", "primary")
        close = plain.button(_("关闭"), "bring.close", "main")
        self.pick.clicked.connect(self._on_pick)
        self.blank.clicked.connect(self._on_template)
        self.go.clicked.connect(self.presenter.keep)
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        for button in (self.pick, self.blank):
            foot.addWidget(button)
        foot.addStretch(1)
        for button in (close, self.go):
            foot.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 16, 16, 16)
        box.setSpacing(12)
        box.addWidget(self.said)
        box.addWidget(self.told)
        box.addLayout(self._ways(offered))
        box.addWidget(self.table, 1)
        box.addWidget(self.row_said)
        box.addLayout(foot)

    def _on_row(self, current: QModelIndex) -> None:
        """What is said of a row, whole: its column may be too narrow for it."""
        lines = self.model.lines
        task = lines[current.row()] if 0 <= current.row() < len(lines) else None
        said = _("第 {row} 行：{said}").format(row=task.row, said=breakdown.state(task)) if task is not None else ""
        self.row_said.setText(said)

    def _on_pick(self) -> None:
        picker = FilePicker(self, _("选择分解表"), "dialog.file", filters=_("表格 (*.xlsx)"))
        picker.setFileMode(QFileDialog.FileMode.ExistingFile)
        picker.fileSelected.connect(lambda path: self.presenter.open(Path(path), self._defaults()))
        picker.open()

    def _defaults(self) -> Defaults:
        return Defaults(mode=str(self.way.currentData() or ""))

    def _on_way(self) -> None:
        self.presenter.again(self._defaults())

    def _on_template(self) -> None:
        picker = FilePicker(self, _("另存模板"), "dialog.save", filters=_("表格 (*.xlsx)"))
        picker.saving(_("工作报告任务分解.xlsx"), "xlsx")
        picker.fileSelected.connect(lambda path: self.presenter.template(Path(path)))
        picker.open()

    # the presenter's view

    def show_plan(self, plan: Plan, said: str) -> None:
        """The rows; the button says how many would be kept."""
        self.said.hide()
        hint = _("选一份 XLSX 分解表，先看逐行的检查结果，再决定是否导入。没有表的，可另存模板填写。")
        self.told.setText(said or hint)
        self.model.show_lines(plan.tasks)
        self.row_said.setText("")
        good, every = len(plan.good), len(plan.tasks)
        only = _("只导入没有问题的 {n} 行").format(n=good)
        self.go.setText(_("导入全部 {n} 行").format(n=good) if good == every else only)
        self.go.setEnabled(bool(good) and not plan.faults)

    def show_trouble(self, text: str) -> None:
        """It could not be read, or kept."""
        self.said.say("error", text)

    def show_done(self, text: str, *, undo: bool = False) -> None:
        """What was kept, or written; `undo`: it can be taken back as a whole."""
        self.said.say("selection", text, _("撤销") if undo else "", self.presenter.undo if undo else None)
