"""The facets on the screen: a panel at the left where there is room, else a row of chips above the list."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.search.facets import Facet, Group, Option
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.fit_row import FitRow
from oa_client.ui.widgets.menu import MenuButton

WIDTH = 192
_VALUE = int(Qt.ItemDataRole.UserRole) + 1
_COUNT = _VALUE + 1
_Index = QModelIndex | QPersistentModelIndex


def spoken(group: Group, option: Option) -> str:
    """A value as a screen reader says it."""
    chosen = _("，已选") if option.chosen else ""
    return _("{facet}：{words}，{n} 件").format(facet=group.words, words=option.words, n=option.count) + chosen


class _Counted(QStyledItemDelegate):
    """A value with its count at the right end; what does not fit is left out of the words, never of the count."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        super().initStyleOption(option, index)
        view = option
        metrics, rect = view.fontMetrics, view.rect  # type: ignore[attr-defined]
        room = rect.width() - self._taken(index, metrics.horizontalAdvance(index.data(_COUNT) or ""))
        view.text = metrics.elidedText(index.data() or "", Qt.TextElideMode.ElideMiddle, room)  # type: ignore[attr-defined]

    @staticmethod
    def _taken(index: _Index, count: int) -> int:
        return count + (44 if index.data(_VALUE) else 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        super().paint(painter, option, index)
        rect: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        painter.setFont(option.font)  # type: ignore[attr-defined]
        painter.setPen(theme.current().colour("text2"))
        aligned = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect.adjusted(0, 0, -8, 0), int(aligned), index.data(_COUNT) or "")
        if option.state & QStyle.StateFlag.State_HasFocus:  # type: ignore[attr-defined]
            painter.setPen(QPen(theme.current().colour("link"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(40, theme.current().sizes.tall)


class _Values(QListWidget):
    """Every facet's values under its name; ↑↓ to go, Space or Enter to choose."""

    picked = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        plain.named(self, "search.facets.values", _("筛选条件"))
        self.setItemDelegate(_Counted(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QListWidget.SelectionMode.NoSelection)  # the tick says what is chosen
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(self._pick)

    def show_groups(self, found: tuple[Group, ...]) -> None:
        """These; whoever stood on one still does."""
        stood = self.currentIndex().data(_VALUE)
        self.clear()
        for group in found:
            if group.facet is not Facet.MINE:
                self.addItem(_head(group))
            for option in group.options:
                self.addItem(item := _item(group, option))
                if item.data(_VALUE) == stood:
                    self.setCurrentItem(item)

    def _pick(self, item: QListWidgetItem) -> None:
        if (value := item.data(_VALUE)) is not None:
            facet, chosen = value
            self.picked.emit(Facet(facet), chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}
        item = self.currentItem()
        if event.key() in keys and item is not None:
            self._pick(item)
        else:
            super().keyPressEvent(event)


def _head(group: Group) -> QListWidgetItem:
    item = QListWidgetItem(group.words)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    item.setFont(theme.current().font("meta", bold=True))
    item.setForeground(theme.current().colour("text2"))
    return item


def _item(group: Group, option: Option) -> QListWidgetItem:
    item = QListWidgetItem(plain.outside(option.words))
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    item.setCheckState(Qt.CheckState.Checked if option.chosen else Qt.CheckState.Unchecked)
    item.setData(_VALUE, [group.facet.value, option.value])
    item.setData(_COUNT, f"{option.count:,}")
    item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken(group, option))
    item.setToolTip(plain.tip(option.words))
    return item


class FacetPanel(QFrame):
    """At the left: all values in sight."""

    picked = Signal(object, str)
    cleared = Signal()

    def __init__(self) -> None:
        super().__init__()
        plain.named(self, "search.facets", _("筛选"))
        self.setProperty("role", "panel")
        self.values = _Values()
        self.clear = plain.button(_("清除筛选"), "search.facets.clear", "link")
        self._title = plain.label(_("筛选"), "search.facets.title", "second")
        head = QHBoxLayout()
        head.setContentsMargins(12, 4, 4, 4)
        head.addWidget(self._title, 1)
        head.addWidget(self.clear)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(head)
        inside = QHBoxLayout()
        inside.setContentsMargins(9, 0, 4, 4)  # the ticks stand below the title
        inside.addWidget(self.values)
        box.addLayout(inside, 1)
        self.values.picked.connect(self.picked)
        self.clear.clicked.connect(self.cleared)
        policy = self.clear.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.clear.setSizePolicy(policy)
        self._fit()

    def _fit(self) -> None:
        self.setFixedWidth(round(WIDTH * theme.current().scale))

    def show_groups(self, found: tuple[Group, ...], *, narrowed: bool) -> None:
        """What there is to choose."""
        had = self.clear.hasFocus()
        self.values.show_groups(found)
        self.clear.setVisible(narrowed)
        if had and not narrowed:
            self.values.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange and hasattr(self, "values"):
            self._fit()


class FacetRow(QFrame):
    """Above the list: a button with a menu for each facet."""

    picked = Signal(object, str)
    cleared = Signal()

    def __init__(self) -> None:
        super().__init__()
        plain.named(self, "search.chips", _("筛选"))
        self.setProperty("role", "bar")
        self.fit = FitRow("search.chips.row", "chip")
        box = QHBoxLayout(self)
        box.setContentsMargins(12, 2, 12, 6)
        box.addWidget(self.fit, 1)

    def show_groups(self, found: tuple[Group, ...], *, narrowed: bool) -> None:
        """What there is to choose; the keyboard stays at the facet it was at."""
        stood = next((b.objectName() for b in self.fit.buttons if b.hasFocus()), "")
        made = [self._chip(group) for group in found]
        if narrowed:
            clear = plain.button(_("清除筛选"), "search.chips.clear", "link")
            clear.clicked.connect(self.cleared)
            made.append(clear)
        self.fit.set_buttons(made)
        again = next((b for b in made if b.objectName() == stood), made[0] if made else None)
        if stood and again is not None:
            again.setFocus()

    def _chip(self, group: Group) -> QPushButton:
        name = f"search.chips.{group.facet.value}"
        if group.facet is Facet.MINE:
            return self._toggle(group, group.options[0], name)
        chosen = group.chosen
        words = _words_of(group, chosen) if chosen else group.words
        chip = MenuButton(name, words)
        plain.set_role(chip, "chip")
        chip.setCheckable(True)
        chip.setChecked(chosen is not None)
        chip.clicked.connect(lambda: chip.setChecked(chosen is not None))  # it drops a menu, nothing else
        chip.set_entries(list(self._entries(group, name)))
        return chip

    def _toggle(self, group: Group, option: Option, name: str) -> QPushButton:
        chip = plain.button(f"{option.words}（{option.count:,}）", name, "chip", spoken(group, option))
        chip.setCheckable(True)
        chip.setChecked(option.chosen)
        chip.clicked.connect(partial(self._tell, group.facet, option.value))
        return chip

    def _entries(self, group: Group, name: str) -> Iterator[tuple[str, str, partial[None]]]:
        for n, option in enumerate(group.options):
            mark = "✓ " if option.chosen else ""
            words = f"{mark}{plain.outside(option.words)}（{option.count:,}）"
            yield words, f"{name}.{n}", partial(self._tell, group.facet, option.value)

    def _tell(self, facet: Facet, value: str, _checked: bool = False) -> None:
        self.picked.emit(facet, value)


def _words_of(group: Group, option: Option) -> str:
    return _("{facet}：{words}").format(facet=group.words, words=option.words)
