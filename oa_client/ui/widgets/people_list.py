"""The chosen, at the right of 选人: their order, their groups, and taking them out again."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from oa_client.app.directory import People
from oa_client.assets import _
from oa_client.domain.people import Scope
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.fit_row import FitRow
from oa_client.ui.widgets.people_chosen import GROUPED, ORDERS, SEQUENTIAL, Chosen, Wish, away_words, name_of, place_of

SCOPE = Qt.ItemDataRole.UserRole


class ChosenList(QWidget):
    """Names in their turns. `changed`: taken out or moved; `ordered`: another way of taking turns."""

    changed = Signal()
    ordered = Signal(str)

    def __init__(self, people: People, chosen: Chosen, wish: Wish) -> None:
        super().__init__()
        self._people = people
        self._chosen = chosen
        self._organs = wish.organs
        self._build(wish)
        self._connect()
        self.refresh()

    def _build(self, wish: Wish) -> None:
        self._title = plain.label(_("已选"), "people.chosen.title", "section")
        self._list = plain.named(QListWidget(), "people.chosen", _("已选的人"))
        self._list.setWordWrap(True)  # a long name goes on in a second line: nobody scrolls sideways to read it
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._orders = QButtonGroup(self)
        orders = QHBoxLayout()
        orders.setSpacing(8)
        for order in wish.orders:
            chip = plain.button(_(ORDERS[order]), f"people.order.{order}", "chip")
            chip.setCheckable(True)
            chip.setChecked(order == self._chosen.order)
            chip.setProperty("order", order)
            self._orders.addButton(chip)
            orders.addWidget(chip)
        orders.addStretch(1)
        self._buttons = {
            "up": plain.button(_("上移"), "people.up", spoken=_("把选中的人上移一位")),
            "down": plain.button(_("下移"), "people.down", spoken=_("把选中的人下移一位")),
            "split": plain.button(_("从此另起一批"), "people.split"),
            "remove": plain.button(_("移除"), "people.remove", spoken=_("移除选中的人")),
            "clear": plain.button(_("清空"), "people.clear", spoken=_("清空已选的人")),
        }
        self._acts = FitRow("people.acts", "")
        self._acts.set_buttons(list(self._buttons.values()))
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self._title)
        if wish.orders:
            box.addLayout(orders)
        box.addWidget(self._list, 1)
        box.addWidget(self._acts)

    def _connect(self) -> None:
        self._orders.buttonClicked.connect(self._turn)
        self._buttons["up"].clicked.connect(self._up)
        self._buttons["down"].clicked.connect(self._down)
        self._buttons["split"].clicked.connect(self._split)
        self._buttons["remove"].clicked.connect(self._remove)
        self._buttons["clear"].clicked.connect(self._clear)
        here = Qt.ShortcutContext.WidgetShortcut
        for keys, act in (("Alt+Up", self._up), ("Alt+Down", self._down), ("Del", self._remove)):
            QShortcut(QKeySequence(keys), self._list, act, context=here)

    def refresh(self) -> None:
        """Show the chosen as they are; who was selected stays selected."""
        selected = set(self._selected())
        self._list.clear()
        for number, group in enumerate(self._chosen.groups, 1):
            if self._chosen.order == GROUPED:
                self._header(_("第 {n} 批（{count} 人）").format(n=number, count=len(group)))
            for scope in group:
                self._line(scope, number, selected=scope in selected)
        turns = self._chosen.order in {SEQUENTIAL, GROUPED} and self._chosen.many
        split = self._chosen.order == GROUPED
        left_out = {"up": not turns, "down": not turns, "split": not split}
        self._acts.offer([button for name, button in self._buttons.items() if not left_out.get(name)])
        nobody = _("已选（还没有单位）") if self._organs else _("已选（还没有人）")
        self._title.setText(_("已选 {n} 项").format(n=len(self._chosen)) if len(self._chosen) else nobody)

    def _header(self, text: str) -> None:
        item = QListWidgetItem(text)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self._list.addItem(item)

    def _line(self, scope: Scope, number: int, *, selected: bool) -> None:
        place, away = place_of(self._people, scope), away_words(self._people, scope)
        words = "　".join(part for part in (name_of(self._people, scope), away, place) if part)
        item = QListWidgetItem(f"{number}. {words}" if self._chosen.order == SEQUENTIAL else words)
        item.setData(SCOPE, str(scope))
        item.setToolTip(plain.tip(words))
        self._list.addItem(item)
        if selected:
            item.setSelected(True)
            self._list.setCurrentItem(item)

    def _selected(self) -> list[Scope]:
        return [Scope(str(i.data(SCOPE))) for i in self._list.selectedItems() if i.data(SCOPE)]

    def _turn(self, chip: QWidget) -> None:
        self._chosen.turn_to(str(chip.property("order")))
        self.refresh()
        self.ordered.emit(self._chosen.order)
        self.changed.emit()

    def _up(self) -> None:
        self._move(self._ordered_selection(), -1)

    def _down(self) -> None:
        self._move(self._ordered_selection()[::-1], 1)

    def _ordered_selection(self) -> list[Scope]:
        selected = set(self._selected())
        return [s for s in self._chosen.flat() if s in selected]

    def _move(self, scopes: list[Scope], step: int) -> None:
        for scope in scopes:
            self._chosen.move(scope, step)
        self._told()

    def _split(self) -> None:
        for scope in self._ordered_selection()[:1]:
            self._chosen.split(scope)
        self._told()

    def _remove(self) -> None:
        self._chosen.remove(self._selected())
        self._told()

    def _clear(self) -> None:
        self._chosen.clear()
        self._told()

    def _told(self) -> None:
        self.refresh()
        self.changed.emit()
