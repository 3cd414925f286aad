"""Whom a form names: a line that says who, and the dialog that finds them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from oa_client.app.directory import People
from oa_client.assets import _
from oa_client.domain.people import Scope, UnitId, clerks_scope, unit_scope
from oa_client.domain.table import FieldType
from oa_client.ui.matter.asks import Ask
from oa_client.ui.matter.fields import FieldWidget
from oa_client.ui.widgets import people as dialogs
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.people_chosen import BROADCAST, PARALLEL, Wish, groups_in, summary
from oa_client.ui.widgets.people_keep import Keep


class PeopleField(FieldWidget):
    """Persons, posts or units. `order_chosen`: the dialog settled how turns are taken."""

    order_chosen = Signal(str)

    def __init__(
        self,
        ask: Ask,
        people: Callable[[], People],
        recent: Callable[[], tuple[Scope, ...]],
        kept: Callable[[], Mapping[str, tuple[Scope, ...]]],
        keep: Keep | None = None,
    ) -> None:
        super().__init__(ask)
        self._people, self._recent, self._kept, self._keep = people, recent, kept, keep
        self._groups: tuple[tuple[Scope, ...], ...] = ()
        self.order = PARALLEL
        self.orders: tuple[str, ...] = ()
        self._build(ask)

    def _build(self, ask: Ask) -> None:
        self.button = plain.button(
            _("选单位…") if self._organs else _("选单位或人…") if ask.desks else _("选人…"),
            f"choose.{ask.name}",
            spoken=_("选择{label}").format(label=ask.label),
        )
        self._nobody = _("还没有选单位") if self._organs else _("还没有选人")
        self._names = plain.label(self._nobody, f"names.{ask.name}", "second", wrap=True)
        self._names.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.button)
        row.addWidget(self._names, 1)
        self.box.addLayout(row)
        self.button.clicked.connect(self.choose)

    @property
    def _organs(self) -> bool:
        """Only units are offered, each as one."""
        return self.ask.organs or self.ask.whole_unit

    @property
    def _units(self) -> bool:
        return self.ask.type is FieldType.SCOPES or not self.ask.one_person or self.order == BROADCAST

    def choose(self) -> None:
        """Open the dialog."""
        wish = Wish(
            title=_("选择{label}").format(label=self.ask.label),
            many=self.ask.type is not FieldType.HOLDER,
            units=self._units and not self._organs,
            organs=self._organs,
            orders=self.orders,
            order=self.order,
            groups=self._each(_desk_of) if self.ask.whole_unit else self._groups,
            recent=self._recent(),
            kept=tuple(self._kept().items()),
            keep=self._keep if self.ask.type is not FieldType.HOLDER else None,
        )
        people = self._people()
        if self.ask.roles:
            people = People(people.directory.only(self.ask.roles), people.me)
        dialogs.ask(people, wish, self._chosen, self.button)

    def _chosen(self, groups: list[list[str]], order: str) -> None:
        self.order = order
        chosen = groups_in(groups)
        self._groups = chosen
        if self.ask.desks or self.ask.whole_unit:
            self._groups = self._each(_desk_of if self.ask.desks else _unit_of)
        self._show()
        if self.orders:
            self.order_chosen.emit(order)
        self.changed.emit()

    def _each(self, meant: Callable[[Scope], Scope]) -> tuple[tuple[Scope, ...], ...]:
        return tuple(tuple(map(meant, group)) for group in self._groups)

    def take_order(self, order: object) -> None:
        """The form says how turns are taken; the names stay."""
        if isinstance(order, str) and order != self.order:
            flat = tuple(s for group in self._groups for s in group)
            self._groups = tuple((s,) for s in flat) if order == "sequential" else ((flat,) if flat else ())
            self.order = order
            self._show()

    def _show(self) -> None:
        order = self.order if self.orders else PARALLEL
        self._names.setText(summary(self._people(), self._groups, order) or self._nobody)

    def value(self) -> object:
        """In the shape its type wants."""
        flat = [str(s) for group in self._groups for s in group]
        if not flat:
            return None
        if self.ask.type is FieldType.HOLDER:
            return flat[0]
        return [[str(s) for s in g] for g in self._groups] if self.ask.type is FieldType.GROUPS else flat

    def set_value(self, value: object) -> None:
        """Whatever names somebody."""
        self._groups = groups_in(value)
        self._show()

    def first(self) -> QWidget:
        return self.button


def _desk_of(scope: Scope) -> Scope:
    """A unit by its 收发岗, anybody else as he is."""
    return clerks_scope(UnitId(int(scope[1:]))) if scope.startswith("u") else scope


def _unit_of(scope: Scope) -> Scope:
    """A unit as a whole, chosen by its 收发岗."""
    return unit_scope(UnitId(int(scope[1:]))) if scope.startswith("c") else scope
