"""统计: a period, by unit, source or month, as charts and the same numbers as a table; saved as XLSX, printed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from oa_client.app.desk import Desk
from oa_client.app.forms import Form
from oa_client.app.ports import Changes
from oa_client.app.statistics import By, Statistics
from oa_client.app.tabular import WriteTable
from oa_client.assets import _
from oa_client.domain.measures import Count
from oa_client.ui import theme
from oa_client.ui.bridge import Bridge
from oa_client.ui.statistics.chart import ChartView
from oa_client.ui.statistics.presenter import Shown, StatisticsPresenter
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.cards import StateCard
from oa_client.ui.widgets.file_picker import FilePicker
from oa_client.ui.widgets.grid import Grid, GridModel
from oa_client.ui.widgets.page import Page
from oa_client.wording import statistics as words

NUMBER_LEAST = 64
ROWS_SEEN = 12
"""As many rows of the table stand there without scrolling it for itself."""
Row = tuple[str, Count]
Print = Callable[[Callable[[], Form], str, str, QWidget], None]
"""Shows a form as it will be printed: what makes it, its title, what a file is called, and over which window."""


def _cells(row: Row) -> tuple[str, ...]:
    return (row[0], *(m.said(row[1]) for m in words.MEASURES))


def _heads(first: str) -> tuple[str, ...]:
    """The unit of a measure in a line of its own, so that its column is no wider than its numbers need."""
    return (first, *(m.head.replace("（", "\n（") for m in words.MEASURES))


class NumbersTable(Grid):
    """The numbers of the charts."""

    def __init__(self) -> None:
        self.rows = GridModel[Row](_heads(""), _cells)
        super().__init__("statistics.table", _("统计数字"), self.rows)
        self.stretch(0)

    def fit_columns(self) -> None:
        for column in range(1, len(words.MEASURES) + 1):
            self.fit_to_words(column, round(NUMBER_LEAST * theme.current().scale))


class StatisticsPage(Page):
    """The page. `print_form` shows it as it will be printed, `write` makes an XLSX of it."""

    def __init__(self, desk: Desk, bridge: Bridge, write: WriteTable | None, print_form: Print | None) -> None:
        super().__init__("page.statistics", _("统计"))
        self._desk, self._write, self._print = desk, write, print_form
        self._entered = self._came = False
        self.presenter = StatisticsPresenter(desk, bridge, self)
        self._build()
        self._connect(bridge)

    def _build(self) -> None:
        self.charts = tuple(ChartView(f"statistics.chart.{n}") for n in range(3))
        self.table = NumbersTable()
        self.key = plain.label(_(words.KEY), "statistics.key", "second", wrap=True)
        self.card = StateCard("statistics.state")
        inner = QWidget()
        inner.setObjectName("statistics.inner")
        box = QVBoxLayout(inner)
        box.setContentsMargins(16, 16, 16, 16)
        box.setSpacing(16)
        for chart in self.charts:
            box.addWidget(_in_card(chart))
        box.addWidget(self.key)
        box.addWidget(self.table)
        box.addStretch(1)
        self._around = plain.named(QScrollArea(), "statistics.all", _("统计"))
        self._around.setWidgetResizable(True)
        self._around.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._around.setWidget(inner)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._around)
        self._stack.addWidget(self.card)
        self.told = plain.message_strip("statistics.told")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._build_head())
        outer.addWidget(self.told)
        outer.addWidget(self._stack, 1)
        self.card.loading()
        self._stack.setCurrentWidget(self.card)

    def _build_head(self) -> QFrame:
        self.period = plain.named(QComboBox(), "statistics.period", _("统计期间"))
        self.by = plain.named(QComboBox(), "statistics.by", _("怎样分"))
        for by in By:
            self.by.addItem(_(words.BY[by]), by)
        self.as_of = plain.label("", "statistics.as_of", "second")
        self.save = plain.button(_("导出表格…"), "statistics.save", spoken=_("把统计数字导出为 XLSX"))
        self.print = plain.button(_("打印或存 PDF…"), "statistics.print")
        head = QFrame()
        head.setProperty("role", "bar")
        row = QHBoxLayout(head)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(12)
        for widget in (self.period, self.by, self.as_of):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.save)
        row.addWidget(self.print)
        self._offer(there=False)
        return head

    def _connect(self, bridge: Bridge) -> None:
        self.period.activated.connect(self._on_chosen)
        self.by.activated.connect(self._on_chosen)
        self.save.clicked.connect(self._on_save)
        self.print.clicked.connect(self._on_print)
        bridge.changed.connect(self._on_changed)

    # what happens

    def enter(self) -> None:
        self._entered, self._came = True, True
        self.presenter.read()

    def refresh(self) -> None:
        self.presenter.read()

    def _on_changed(self, changes: Changes) -> None:
        if self._entered:
            self.presenter.changed(frozenset(changes.rows))

    def _on_chosen(self) -> None:
        by = self.by.currentData()
        self.presenter.choose(str(self.period.currentData() or ""), by if isinstance(by, By) else By.UNIT)

    def _on_save(self) -> None:
        found = self.presenter.counted
        if found is None:
            return
        picker = FilePicker(self.window(), _("导出统计"), "dialog.export")
        picker.saving(f"{words.title(found)}.xlsx", "xlsx")
        picker.fileSelected.connect(self.export_to)
        picker.open()

    def export_to(self, place: str) -> None:
        """Write the table there."""
        if self._write is not None:
            self.presenter.export_to(Path(place), self._write)

    def _on_print(self) -> None:
        found = self.presenter.counted
        if found is not None and self._print is not None:
            name = words.title(found)
            self._print(partial(_form, found, self._desk), name, f"{name}.pdf", self.window())

    # StatisticsView

    def show_read(self, shown: Shown) -> None:
        self._fill_periods(shown)
        self._offer(there=shown.counted is not None)
        if shown.counted is None:
            self.as_of.setText("")
            self.card.empty(_("还没有督查统计。本单位主办或督办的事项交办以后，中心每天早上统计一次，联网即到。"))
            self._stack.setCurrentWidget(self.card)
            return
        self._show_numbers(shown.counted)

    def _show_numbers(self, found: Statistics) -> None:
        directory = self._desk.rules.directory
        self.as_of.setText(words.as_of(found))
        rows = tuple(words.rows(found, directory))
        for view, chart in zip(self.charts, words.charts(found, directory), strict=True):
            view.show_chart(chart, _("图：{title}，数字见下表").format(title=chart.title))
        self.table.rows.show_lines(rows, _heads(words.HEADS[found.by]))
        self.table.fit_columns()
        line = self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(line * min(len(rows), ROWS_SEEN) + self.table.horizontalHeader().height() + 4)
        self._stack.setCurrentWidget(self._around)
        if self._came:
            self.period.setFocus()
            self._came = False

    def _fill_periods(self, shown: Shown) -> None:
        self.period.clear()
        for period in shown.periods:
            self.period.addItem(words.period(period), period)
        self.period.setCurrentIndex(max(0, self.period.findData(self.presenter.period)))

    def _offer(self, *, there: bool) -> None:
        for widget in (self.period, self.by):
            widget.setEnabled(there)
        self.save.setVisible(there and self._write is not None)
        self.print.setVisible(there and self._print is not None)

    def show_trouble(self, text: str, detail: str) -> None:
        self.card.trouble(text, self.presenter.read, detail)
        self._stack.setCurrentWidget(self.card)

    def show_exported(self, text: str, *, good: bool) -> None:
        self.told.say("selection" if good else "error", text, _("知道了"), self.told.hide)


def _form(found: Statistics, desk: Desk) -> Form:
    return words.form(found, desk.rules.directory)


def _in_card(chart: ChartView) -> QFrame:
    card = QFrame()
    card.setProperty("role", "card")
    box = QVBoxLayout(card)
    box.setContentsMargins(16, 12, 16, 12)
    box.addWidget(chart)
    return card
