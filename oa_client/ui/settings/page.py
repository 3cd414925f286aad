"""设置: type, colours, density, with a sample; how the line may be used; and what helps whoever helps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from oa_client.assets import _
from oa_client.ui.settings.days_card import DaysCard
from oa_client.ui.settings.model import DENSITIES, SAMPLE, SCHEMES, TYPES
from oa_client.ui.settings.presenter import SettingsPresenter
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.line_card import LineCard
from oa_client.ui.widgets.line_wish import LinePresenter
from oa_client.ui.widgets.page import Page
from oa_client.ui.widgets.textlines import TitleLabel

T = TypeVar("T")


class SettingsPage(Page):
    """The page. `line` is how the line may be used; `diagnosis` gives the text that 复制诊断信息 copies.

    `days` shows the calendar in force.
    """

    def __init__(
        self, presenter: SettingsPresenter, line: LinePresenter, days: DaysCard, diagnosis: Callable[[], str]
    ) -> None:
        super().__init__("page.settings", _("设置"))
        self.days = days
        self.presenter, self._diagnosis = presenter, diagnosis
        self.line = LineCard(line, "settings")
        self._groups: list[QButtonGroup] = []
        self._build()
        self._connect()

    def _build(self) -> None:
        wish, presenter = self.presenter.wish, self.presenter
        self.sample = TitleLabel("settings.sample")
        self.sample.set_text(_(SAMPLE))
        self.copy = plain.button(_("复制诊断信息"), "btn.diagnosis")
        self.export = plain.button(_("导出诊断…"), "btn.diagnosis.export")
        self.export.hide()
        card = plain.named(QFrame(), "settings.look", _("显示"))
        card.setProperty("role", "card")
        look = QVBoxLayout(card)
        look.setContentsMargins(16, 12, 16, 16)
        look.setSpacing(12)
        look.addWidget(plain.label(_("显示"), "settings.look.title", "section"))
        rows = QGridLayout()
        rows.setHorizontalSpacing(16)
        rows.setVerticalSpacing(12)
        rows.setColumnStretch(1, 1)
        self._choice(rows, "type", _("字号"), TYPES, wish.size, presenter.set_size)
        self._choice(rows, "scheme", _("颜色"), SCHEMES, wish.scheme, presenter.set_scheme)
        self._choice(rows, "density", _("列表疏密"), DENSITIES, wish.compact, presenter.set_compact)
        look.addLayout(rows)
        look.addWidget(plain.label(_("示例"), "settings.sample.label", "second"))
        look.addWidget(self.sample)
        inner = QWidget()
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(16, 16, 16, 16)
        outer.setSpacing(12)
        outer.addWidget(card)
        outer.addWidget(self.line)
        outer.addWidget(self.days)
        self._outer = outer
        outer.addWidget(self._about())
        outer.addStretch(1)
        around = plain.named(QScrollArea(), "settings.all", _("设置"))
        around.setWidgetResizable(True)
        around.setWidget(inner)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(around)

    def put_below(self, card: QWidget) -> None:
        """Another card, above 诊断."""
        self._outer.insertWidget(self._outer.count() - 2, card)

    def offer_diagnosis(self, export: Callable[[], None]) -> None:
        """A diagnosis can be taken from here as a file."""
        self.export.show()
        self.export.clicked.connect(lambda _checked: export())

    def _about(self) -> QFrame:
        card = plain.named(QFrame(), "settings.about", _("诊断"))
        card.setProperty("role", "card")
        box = QVBoxLayout(card)
        box.setContentsMargins(16, 12, 16, 16)
        box.setSpacing(12)
        box.addWidget(plain.label(_("诊断"), "settings.about.title", "section"))
        words = _("遇到卡顿或异常，可把诊断信息发给管理员；其中没有公文内容、姓名和密码，发出之前可以打开看。")
        box.addWidget(plain.label(words, "settings.about.text", "second", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.export)
        row.addWidget(self.copy)
        row.addStretch(1)
        box.addLayout(row)
        return card

    def _choice(
        self, rows: QGridLayout, name: str, words: str, values: Mapping[T, str], now: T, take: Callable[[T], None]
    ) -> None:
        """One more row: what is chosen, and of what; what can be chosen begins at one edge in all rows."""
        group = QButtonGroup(self)
        self._groups.append(group)
        at, row = rows.rowCount(), QHBoxLayout()
        row.setSpacing(16)
        rows.addWidget(plain.label(words, f"settings.{name}", "strong"), at, 0)
        for value, text in values.items():
            spoken = f"{words}，{_(text)}"
            button = plain.named(QRadioButton(_(text)), f"settings.{name}.{value}".lower(), spoken)
            button.setChecked(value == now)
            button.clicked.connect(partial(take, value))
            group.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        rows.addLayout(row, at, 1)

    def _connect(self) -> None:
        self.copy.clicked.connect(self._on_copy)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._diagnosis())

    def show_wish(self) -> None:
        """The look was changed elsewhere (a key, a list's button)."""
        wish = self.presenter.wish
        chosen = (f"settings.type.{wish.size}", f"settings.scheme.{wish.scheme}", f"settings.density.{wish.compact}")
        for name in chosen:
            button = self.findChild(QRadioButton, name.lower())
            if button is not None:
                button.setChecked(True)

    def enter(self) -> None:
        self.show_wish()
        self.days.refresh()
        checked = next((g.checkedButton() for g in self._groups if g.checkedButton() is not None), None)
        if checked is not None:
            checked.setFocus()
