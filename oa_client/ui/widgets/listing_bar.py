"""The bars above the rows of a list: filters, order and density; and what can be done with several rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QMenu

from oa_client.assets import _
from oa_client.domain.matter import MatterId
from oa_client.ui import theme
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.choice import CHIP_WORDS, ORDER_WORDS, Chip, Choice, Order

Batch = tuple[str, str, Callable[[Sequence[MatterId]], None]]
"""What several rows can undergo: its word, its object name, and what does it."""


class FilterBar(QFrame):
    """Chips, order, density."""

    chosen = Signal(object)
    """A `Choice`."""
    density_chosen = Signal(bool)
    """True for one line a row."""

    def __init__(self, name: str, chips: Iterable[Chip] = tuple(Chip)) -> None:
        super().__init__()
        self._name = name
        self.choice = Choice()
        self._build(tuple(chips))
        self._connect()

    def _build(self, chips: tuple[Chip, ...]) -> None:
        plain.named(self, f"{self._name}.filters")
        self.setProperty("role", "bar")
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(6)
        for n, chip in enumerate(chips):
            button = plain.button(_(CHIP_WORDS[chip]), f"{self._name}.chip.{chip.value}", "chip")
            button.setCheckable(True)
            button.setChecked(chip is Chip.ALL)
            self._group.addButton(button, n)
            row.addWidget(button)
        self._chips = chips
        row.addStretch(1)
        self._order = plain.icon_button("arrows-sort", _("选择排序"), f"{self._name}.order")
        self._density = plain.icon_button("list-details", _("切换疏密"), f"{self._name}.density")
        self._menu = self._order_menu()
        row.addWidget(self._order)
        row.addWidget(self._density)

    def _order_menu(self) -> QMenu:
        menu = plain.named(QMenu(self), f"{self._name}.orders", _("排序"))
        group = QActionGroup(menu)
        for order in Order:
            action = QAction(_(ORDER_WORDS[order]), menu, checkable=True)
            action.setData(order)
            action.setChecked(order is self.choice.order)
            group.addAction(action)
            menu.addAction(action)
        group.triggered.connect(self._on_order)
        return menu

    def _connect(self) -> None:
        self._group.idClicked.connect(self._on_chip)
        self._order.clicked.connect(self._open_menu)
        self._density.clicked.connect(self._on_density)

    def _open_menu(self) -> None:
        self._menu.popup(self._order.mapToGlobal(self._order.rect().bottomLeft()))

    def _on_chip(self, number: int) -> None:
        self._choose(Choice(self._chips[number], self.choice.order))

    def _on_order(self, action: QAction) -> None:
        self._choose(Choice(self.choice.chip, action.data()))

    def _on_density(self) -> None:
        self.density_chosen.emit(not theme.current().look.compact)

    def _choose(self, choice: Choice) -> None:
        if choice != self.choice:
            self.choice = choice
            self.chosen.emit(choice)

    def clear(self) -> None:
        """Back to 全部."""
        self._group.button(self._chips.index(Chip.ALL)).click()


class SelectionBar(QFrame):
    """已选 3, and what can be done with all of them at once."""

    cleared = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._selected: tuple[MatterId, ...] = ()
        plain.named(self, f"{name}.selection")
        self.setProperty("role", "selection")
        self._count = plain.label("", f"{name}.selected", "strong")
        self._clear = plain.button(_("取消选择"), f"{name}.unselect", "link")
        self._clear.clicked.connect(self.cleared)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 4, 12, 4)
        self._row.setSpacing(8)
        self._row.addWidget(self._count)
        self._row.addStretch(1)
        self._row.addWidget(self._clear)
        self.hide()

    def set_batches(self, batches: Iterable[Batch]) -> None:
        """What this list offers for several rows."""
        for text, name, do in batches:
            button = plain.button(text, name)
            button.setCursor(Qt.CursorShape.ArrowCursor)
            button.clicked.connect(self._runner(do))
            self._row.insertWidget(self._row.count() - 1, button)

    def _runner(self, do: Callable[[Sequence[MatterId]], None]) -> Callable[[], None]:
        return lambda: do(self._selected)

    def show_selected(self, matters: tuple[MatterId, ...]) -> None:
        """So many are chosen; shown from two on."""
        self._selected = matters
        self._count.setText(_("已选 {n} 件").format(n=len(matters)))
        self.setVisible(len(matters) > 1)
