"""The bars above the rows of a list: filters, order and density; and what can be done with several rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout

from oa_client.assets import _
from oa_client.domain.matter import MatterId
from oa_client.ui import theme
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.administered import administered, administered_entry
from oa_client.ui.widgets.choice import BASIC, CHIP_WORDS, ORDER_WORDS, Chip, Choice, Order
from oa_client.ui.widgets.fit_row import FitRow

TYPING_MS = 150
TOOL_GAP = 2
"""Between the icons beside the chips: their own edges are clear, and the four chips of a list find room."""
Batch = tuple[str, str, Callable[[Sequence[MatterId]], None]]
"""What several rows can undergo: its word, its object name, and what does it."""


class FilterBar(QFrame):
    """Chips, order, density."""

    chosen = Signal(object)
    """A `Choice`."""
    density_chosen = Signal(bool)
    """True for one line a row."""
    exported = Signal()
    """The list is wanted as a file."""
    printed = Signal()
    """The register is wanted on paper."""

    def __init__(self, name: str, chips: Iterable[Chip] = BASIC, hint: str = "") -> None:
        """`hint`: what can be looked for in the list; then there is a field for it above the chips."""
        super().__init__()
        self._name, self._hint = name, hint
        self.choice = Choice()
        self._papers: QMenu | None = None
        self._build(tuple(chips))
        self._connect()

    @property
    def lines(self) -> int:
        """How many lines of height it takes."""
        return 2 if self._hint else 1

    def _build(self, chips: tuple[Chip, ...]) -> None:
        plain.named(self, f"{self._name}.filters")
        self.setProperty("role", "bar")
        self._group = QButtonGroup(self)
        self._chips = chips
        self._buttons: list[QPushButton] = []
        for n, chip in enumerate(chips):
            button = plain.button(_(CHIP_WORDS[chip]), f"{self._name}.chip.{chip.value}", "chip")
            button.setCheckable(True)
            button.setChecked(chip is Chip.ALL)
            self._group.addButton(button, n)
            self._buttons.append(button)
        self.fit = FitRow(f"{self._name}.chips", "chip")
        self.fit.set_buttons(self._buttons)
        row = QHBoxLayout()
        row.setSpacing(TOOL_GAP)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 0, 4, 0)  # the icons at the right have clear edges of their own
        box.setSpacing(0)
        box.addLayout(row)
        if self._hint:
            self._build_search(row, box)
        else:
            row.addWidget(self.fit, 1)
        self._order = plain.icon_button("arrows-sort", _("选择排序"), f"{self._name}.order")
        self._density = plain.icon_button("list-details", _("切换疏密"), f"{self._name}.density")
        self.export = plain.icon_button("download", _("导出列表"), f"{self._name}.export")
        self.export.hide()
        self._menu = self._order_menu()
        for tool in (self._order, self._density, self.export):
            row.addWidget(tool)

    def _build_search(self, row: QHBoxLayout, box: QVBoxLayout) -> None:
        self.field = plain.line_edit(f"{self._name}.search", _("搜索本列表"), self._hint)
        self.field.setClearButtonEnabled(True)
        row.addWidget(self.field, 1)
        box.addWidget(self.fit)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self.field.textChanged.connect(self._on_typing)
        self.field.returnPressed.connect(self._on_text)
        self._typing.timeout.connect(self._on_text)

    def _on_typing(self, _text: str) -> None:
        self._typing.start()

    def _on_text(self) -> None:
        self._typing.stop()
        self._choose(replace(self.choice, text=" ".join(self.field.text().split())))

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
        self.export.clicked.connect(self._on_export)

    def _open_menu(self) -> None:
        self._menu.popup(self._order.mapToGlobal(self._order.rect().bottomLeft()))

    def _on_chip(self, number: int) -> None:
        self._bring_forward(number)
        self._choose(replace(self.choice, chip=self._chips[number]))

    def _bring_forward(self, number: int) -> None:
        """A chip chosen from 更多 is shown beside 全部: what a list is filtered by is never out of sight."""
        chosen = self._buttons[number]
        if not chosen.isVisible():
            rest = [b for b in self._buttons[1:] if b is not chosen]
            self.fit.set_buttons([self._buttons[0], chosen, *rest])

    def _on_order(self, action: QAction) -> None:
        self._choose(replace(self.choice, order=action.data()))

    def offer_print(self, register: str) -> None:
        """Besides a file the list can become paper, the `register` as it is called; the button asks which."""
        self._papers = plain.named(QMenu(self), f"{self._name}.papers", _("导出或打印"))
        for words, name, wish in (
            (_("导出列表…"), "export.menu", self.exported),
            (_("打印{register}…").format(register=register), "print.menu", self.printed),
        ):
            action = self._papers.addAction(words)
            action.setObjectName(f"{self._name}.{name}")
            action.triggered.connect(wish)
        spoken = _("导出列表或打印{register}").format(register=register)
        self.export.setAccessibleName(spoken)
        self.export.setToolTip(plain.tip(spoken))

    def forbid_export(self) -> None:
        """No file may come of it: the button says so, or where paper still may, its entry."""
        if self._papers is None:
            administered(self.export)
        else:
            administered_entry(self._papers.actions()[0])

    def _on_export(self) -> None:
        if self._papers is None:
            self.exported.emit()
        else:
            self._papers.popup(self.export.mapToGlobal(self.export.rect().bottomLeft()))

    def _on_density(self) -> None:
        self.density_chosen.emit(not theme.current().look.compact)

    def _choose(self, choice: Choice) -> None:
        if choice != self.choice:
            self.choice = choice
            self.chosen.emit(choice)

    def clear(self) -> None:
        """Back to 全部, looking for nothing."""
        if self._hint:
            self.field.clear()
            self._on_text()
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
