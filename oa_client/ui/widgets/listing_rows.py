"""The rows of a list: fixed height, one column, moved in by keyboard or mouse."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHeaderView, QTableView

from oa_client.ui import theme
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.listing_model import ListingModel
from oa_client.ui.widgets.listing_paint import ListingDelegate

_NO_MODIFIERS = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class RowsView(QTableView):
    """The rows themselves: fixed height, one column, moved in by keyboard or mouse.

    The ring of the focus is round the row it is on, or round all of them until one is chosen.
    """

    entered_row = Signal(object)
    left = Signal()
    spaced = Signal()

    def __init__(self, name: str, spoken: str, model: ListingModel, *, compact: bool = False) -> None:
        super().__init__()
        self.delegate = ListingDelegate(self, compact=compact)
        self._odd: tuple[int, ...] = ()
        self._build(name, spoken, model)

    def _build(self, name: str, spoken: str, model: ListingModel) -> None:
        plain.named(self, name, spoken)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(self.delegate.height)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(self.delegate)
        self.setModel(model)
        self.doubleClicked.connect(self._on_double_clicked)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.entered_row.emit(index.row())

    def restyle(self) -> None:
        """The theme changed."""
        self.delegate.restyle()
        if self.verticalHeader().defaultSectionSize() != self.delegate.height:
            self.verticalHeader().setDefaultSectionSize(self.delegate.height)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and not self.currentIndex().isValid():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(theme.current().colour("link"), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))

    def keyboardSearch(self, search: str) -> None:
        """Letters are keys here, not a search through every row."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain_key = event.key(), event.modifiers() in _NO_MODIFIERS
        row = self.currentIndex().row()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and plain_key:
            self.entered_row.emit(row)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key == Qt.Key.Key_Space and plain_key:
            self.spaced.emit()
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End} and plain_key:
            self.go(0 if key == Qt.Key.Key_Home else self.model().rowCount() - 1)
        elif key in {Qt.Key.Key_J, Qt.Key.Key_K} and plain_key:
            self.go(row + (1 if key == Qt.Key.Key_J else -1))
        else:
            super().keyPressEvent(event)

    def fit_heads(self, heads: Iterable[int], quoted: Iterable[int] = ()) -> None:
        """Rows that begin a group are higher by its head, those with a quote by its line; all others are as they were.

        Without room for it, in rows of one line, no quote is shown.
        """
        header, delegate = self.verticalHeader(), self.delegate
        for row in self._odd:
            if row < header.count():
                header.resizeSection(row, delegate.height)
        begin, with_quote = frozenset(heads), frozenset(() if delegate.compact else quoted)
        self._odd = tuple(begin | with_quote)
        for row in self._odd:
            more = (delegate.head if row in begin else 0) + (delegate.quote if row in with_quote else 0)
            header.resizeSection(row, delegate.height + more)

    def lay_out(self) -> None:
        """Bring the scroll bar in line with rows that were just changed, so that one can scroll to them at once."""
        self.executeDelayedItemsLayout()
        self.updateGeometries()

    def go(self, row: int) -> None:
        """Stand in a row, alone."""
        if 0 <= row < self.model().rowCount():
            self.setCurrentIndex(self.model().index(row, 0))
