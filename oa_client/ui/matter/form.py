"""A form made from what an action asks: the fields in the table's order, each with its name and what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from oa_client.app.desk import Desk
from oa_client.assets import _
from oa_client.domain.handwriting import INK
from oa_client.domain.people import Scope
from oa_client.domain.table import FieldType
from oa_client.domain.usual import DUE, USUAL, usual_of
from oa_client.ui.matter.asks import TARGET, Ask, Choice
from oa_client.ui.matter.field_body import BodyText
from oa_client.ui.matter.field_files import FilesField
from oa_client.ui.matter.field_ink import InkField, Inking
from oa_client.ui.matter.field_matter import MatterField
from oa_client.ui.matter.field_moment import MomentField
from oa_client.ui.matter.field_money import MoneyField
from oa_client.ui.matter.field_people import PeopleField
from oa_client.ui.matter.field_tracks import TracksField
from oa_client.ui.matter.fields import (
    ChoiceField,
    ChoicesField,
    FieldWidget,
    FlagField,
    LineField,
    NumberField,
    PickField,
    TextField,
    choosing,
)
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.people_keep import Told
from oa_client.ui.widgets.running import Lane, Runner

_TOP = Qt.AlignmentFlag.AlignTop
Recent = Callable[[], tuple[Scope, ...]]


def _nobody() -> tuple[Scope, ...]:
    return ()


Maker = Callable[[Ask, "Workshop"], FieldWidget]


@dataclass(frozen=True, slots=True)
class Workshop:
    """What fields need to be made: the desk, a way off the screen, and who was chosen lately."""

    desk: Desk
    runner: Runner
    recent: Recent = _nobody
    makers: Mapping[FieldType, Maker] = field(default_factory=dict)
    """What a feature has for some kinds of value instead of what everybody has."""
    inking: Inking | None = None
    """Where somebody writes by hand; without it nobody does."""

    def make(self, ask: Ask) -> FieldWidget:
        """The widget for a field."""
        if (ask.name, ask.type) == (INK.name, INK.type) and self.inking is not None:
            return InkField(ask, self.desk, self.runner, self.inking)
        return (self.makers.get(ask.type) or _MAKERS[ask.type])(ask, self)


def _people(ask: Ask, shop: Workshop) -> FieldWidget:
    groups = shop.desk.groups

    def keep(name: str, scopes: tuple[Scope, ...], told: Told) -> None:
        def done(kept: str) -> None:
            told(kept, None)

        def failed(error: Exception) -> None:
            told(name, error)

        shop.runner.run(lambda: groups.keep(name, scopes), done, failed, lane=Lane.WRITE, name="groups.keep")

    return PeopleField(ask, lambda: shop.desk.people, shop.recent, groups.all, keep)


def _choice(ask: Ask, shop: Workshop) -> FieldWidget:
    made = choosing(ask)
    if ask.later is not None and isinstance(made, PickField):
        _choose_later(made, ask.later, shop.runner)
    return made


def _choose_later(made: PickField, read: Callable[[], tuple[Choice, ...]], runner: Runner) -> None:
    def found(choices: tuple[Choice, ...]) -> None:
        if shiboken6.isValid(made):
            made.take_choices(choices)

    def failed(_error: Exception) -> None:
        if shiboken6.isValid(made):
            made.say_unread()

    runner.run(read, found, failed, name="choices")


_MAKERS: Mapping[FieldType, Maker] = {
    FieldType.LINE: lambda ask, _shop: LineField(ask),
    FieldType.TEXT: lambda ask, _shop: TextField(ask),
    FieldType.FLAG: lambda ask, _shop: FlagField(ask),
    FieldType.NUMBER: lambda ask, _shop: NumberField(ask),
    FieldType.MONEY: lambda ask, _shop: MoneyField(ask),
    FieldType.MOMENT: lambda ask, shop: MomentField(ask, shop.desk),
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: lambda ask, _shop: ChoicesField(ask),
    FieldType.HOLDER: _people,
    FieldType.HOLDERS: _people,
    FieldType.GROUPS: _people,
    FieldType.SCOPES: _people,
    FieldType.TRACK: lambda ask, _shop: TracksField(ask),
    FieldType.TRACKS: lambda ask, _shop: TracksField(ask),
    FieldType.BODY: lambda ask, _shop: BodyText(ask),
    FieldType.FILES: lambda ask, shop: FilesField(ask, shop.desk, shop.runner),
    FieldType.MATTER: lambda ask, shop: MatterField(ask, shop.desk, shop.runner),
}


class Form(QWidget):
    """The fields of one action. `changed` after every change that is not half a word."""

    changed = Signal()

    def __init__(self, asks: tuple[Ask, ...], shop: Workshop, *, stacked: bool = False) -> None:
        """`stacked`: the names stand above the fields, for a narrow column."""
        super().__init__()
        self.asks, self._stacked = asks, stacked
        self.fields: dict[str, FieldWidget] = {}
        self._labels: dict[str, QLabel] = {}
        self._wrong: dict[str, QLabel] = {}
        self._turns: list[tuple[PeopleField, ChoiceField]] = []
        self._build(shop)
        self._connect()

    def _build(self, shop: Workshop) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4 if self._stacked else 12)
        grid.setColumnStretch(0 if self._stacked else 1, 1)
        for row, ask in enumerate(self.asks):
            made = shop.make(ask)
            self.fields[ask.name] = made
            cell = QVBoxLayout()
            cell.setSpacing(4)
            cell.addWidget(made)
            if ask.note and ask.type in {FieldType.CHOICES, FieldType.HOLDER}:
                cell.addWidget(plain.label(ask.note, f"note.{ask.name}", "meta"))
            wrong = plain.label("", f"wrong.{ask.name}", "warn", wrap=True)
            wrong.hide()
            cell.addWidget(wrong)
            self._wrong[ask.name] = wrong
            label = self._label(ask, made)
            if self._stacked:
                grid.addWidget(label, 2 * row, 0)
                grid.addLayout(cell, 2 * row + 1, 0)
                label.setVisible(ask.type is not FieldType.FLAG)
            else:
                grid.addLayout(cell, row, 1)
                grid.addWidget(label, row, 0, _TOP)
            if ask.type is FieldType.TEXT and not self._stacked:
                grid.setRowStretch(row, 1)
            if ask.value is not None:
                made.set_value(ask.value)
            if isinstance(made, MomentField):
                made.count(ask.usual)
        if self._stacked or not any(a.type is FieldType.TEXT for a in self.asks):
            grid.setRowStretch(2 * len(self.asks), 1)

    def _label(self, ask: Ask, made: FieldWidget) -> QLabel:
        label = plain.label("" if ask.type is FieldType.FLAG else ask.label, f"label.{ask.name}", "second")
        label.setBuddy(made.first())
        label.setMinimumHeight(24 if self._stacked else 32)
        self._labels[ask.name] = label
        return label

    def _connect(self) -> None:
        for made in self.fields.values():
            made.changed.connect(self._on_changed)
        for ask in self.asks:
            people, order = self.fields[ask.name], self.fields.get(ask.order)
            if isinstance(people, PeopleField) and isinstance(order, ChoiceField):
                people.orders = tuple(str(c.value) for c in order.ask.choices)
                people.order_chosen.connect(self._order_chosen)
                self._turns.append((people, order))
            chosen, filled = self.fields[ask.name], self.fields.get(ask.fills)
            if isinstance(chosen, ChoiceField) and isinstance(filled, TextField):
                chosen.changed.connect(partial(self._fill, chosen, filled))
            if isinstance(chosen, ChoiceField) and isinstance(filled, MomentField):
                chosen.changed.connect(partial(self._fill_moment, chosen, filled))
        self._tell_turns()

    def _fill(self, chosen: ChoiceField, filled: TextField) -> None:
        """What was chosen stands in its field to be changed; what somebody typed there already is left alone."""
        texts = {choice.value: choice.text for choice in chosen.ask.choices}
        if (filled.value() or "") in {"", *texts.values()}:
            filled.set_value(texts.get(chosen.value()))

    def _fill_moment(self, chosen: ChoiceField, filled: MomentField) -> None:
        """The day that usually goes with what was chosen, where nobody picked one."""
        usual = {choice.value: choice.then for choice in chosen.ask.choices}
        if filled.value() is None or filled.untouched:
            filled.offer(usual.get(chosen.value()))

    def _order_chosen(self) -> None:
        """The dialog settled how turns are taken: the form says the same."""
        for people, order in self._turns:
            order.set_value(people.order)

    def _tell_turns(self) -> None:
        """The form says how turns are taken: the names follow."""
        for people, order in self._turns:
            people.take_order(order.value())

    def _on_changed(self) -> None:
        self._tell_turns()
        if not self.composing():
            self.changed.emit()

    def composing(self) -> bool:
        """Whether an input method is in the middle of a word anywhere here."""
        return any(made.composing() for made in self.fields.values())

    def values(self) -> dict[str, object]:
        """What was filled in, by field."""
        given = {name: value for name, made in self.fields.items() if (value := made.value()) is not None}
        return given | {name: value for made in self.fields.values() for name, value in made.beside().items()}

    def set_values(self, values: Mapping[str, object]) -> None:
        """Put a draft back; the way of taking turns before who takes them."""
        for name in sorted(values, key=lambda n: bool(getattr(self.fields.get(n), "orders", ()))):
            if name in self.fields:
                self.fields[name].set_value(values[name])
                self._tell_turns()
        due = self.fields.get(DUE)
        if isinstance(due, MomentField) and DUE in values:
            due.count(usual_of(values.get(USUAL)))

    def show_needed(self, needed: frozenset[str]) -> None:
        """Say which fields must be filled in, as things stand."""
        for ask in self.asks:
            must = ask.name in needed or ask.name == TARGET
            text = "" if ask.type is FieldType.FLAG else ask.label
            self._labels[ask.name].setText(_("{label}（必填）").format(label=text) if must and text else text)

    def show_wrong(self, field: str, text: str) -> bool:
        """One sentence at a field; False when there is no such field."""
        self.clear_wrong()
        if field not in self._wrong:
            return False
        self._wrong[field].setText(text)
        self._wrong[field].show()
        self.go_to(field)
        return True

    def clear_wrong(self) -> None:
        """Nothing is wrong any more, as far as known."""
        for label in self._wrong.values():
            label.hide()

    def go_to(self, field: str) -> None:
        """Put the keys into a field."""
        if field in self.fields:
            self.fields[field].first().setFocus()
