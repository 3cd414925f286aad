"""工作台: what waits, on cards; every card's number is its list's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from oa_client.app.desk import Desk
from oa_client.app.ports import Changes
from oa_client.app.reading import Listed
from oa_client.assets import _
from oa_client.domain.matter import MatterId
from oa_client.ui import theme
from oa_client.ui.bridge import Bridge
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.cards import PATIENCE_MS, StateCard
from oa_client.ui.widgets.listing import COALESCE_MS
from oa_client.ui.widgets.listing_model import ListingModel
from oa_client.ui.widgets.listing_rows import RowsView
from oa_client.ui.widgets.page import Memory, Page, Room
from oa_client.ui.widgets.undo_strip import UndoStrip
from oa_client.ui.workbench.deputies import DeputiesCard
from oa_client.ui.workbench.model import ROWS, Card, Deputy, Filled, Urging
from oa_client.ui.workbench.presenter import WorkbenchPresenter, cards_of
from oa_client.ui.workbench.urging import UrgingCard
from oa_client.wording.lines import Line


class CardFrame(QFrame):
    """One card: title, count, 全部, five rows."""

    opened = Signal(object)
    wanted = Signal()

    def __init__(self, card: Card, words: Callable[[Listed], Line]) -> None:
        super().__init__()
        self.card = card
        self._held: dict[MatterId, Listed] = {}
        self.model = ListingModel(self._fetch, words, self)
        self._build()
        self._connect()

    def _build(self) -> None:
        name = f"card.{self.card.place}"
        plain.named(self, name, _(self.card.title))
        self.setProperty("role", "card")
        self.title = plain.label(_(self.card.title), f"{name}.title", "section")
        self.count = plain.label("", f"{name}.count", "section")
        self.others = plain.label("", f"{name}.others", "hint")
        self.all = plain.button(_("全部"), f"{name}.all", "link", _("查看全部{title}").format(title=_(self.card.title)))
        head = QHBoxLayout()
        head.setContentsMargins(16, 4, 8, 4)
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addWidget(self.count)
        head.addWidget(self.others)
        head.addStretch(1)
        head.addWidget(self.all)
        self.rows = RowsView(f"{name}.rows", _(self.card.title), self.model, compact=True)
        self.rows.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.state = StateCard(f"{name}.state")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.rows)
        self._stack.addWidget(self.state)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self._stack, 1)
        self._restyle()

    def _connect(self) -> None:
        self.all.clicked.connect(self.wanted)
        self.rows.entered_row.connect(self._on_entered)
        self.rows.clicked.connect(self._on_clicked)

    def _fetch(self, ids: Sequence[MatterId]) -> list[Listed]:
        return [self._held[m] for m in ids if m in self._held]

    def _on_entered(self, row: int) -> None:
        if (matter := self.model.id_at(row)) is not None:
            self.opened.emit(matter)

    def _on_clicked(self) -> None:
        self._on_entered(self.rows.currentIndex().row())

    def show_filled(self, filled: Filled) -> None:
        """The rows and the list's number."""
        self._held = {row.matter: row for row in filled.rows}
        self.model.set_ids(tuple(self._held))
        self.count.setText(str(filled.count))
        self.others.setText(_("另列台账在办 {n} 件").format(n=filled.others) if filled.others else "")
        held = self.window().focusWidget() is self.rows
        if filled.rows:
            self._stack.setCurrentWidget(self.rows)
        else:
            self.state.empty(_(self.card.empty))
            self._stack.setCurrentWidget(self.state)
        if held:
            self.take_focus()

    def show_reading(self) -> None:
        """Its rows are long in coming."""
        self.others.setText(_("正在读取本地数据…"))

    def take_focus(self) -> None:
        """The keyboard goes to its rows; where there are none, to 全部."""
        (self.all if self._stack.currentWidget() is self.state else self.rows).setFocus()

    def _restyle(self) -> None:
        self._stack.setFixedHeight(ROWS * theme.current().sizes.line)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.rows.restyle()
            self._restyle()


class WorkbenchPage(Page):
    """The cards in a grid, and trouble in their place when they cannot be read."""

    picked = Signal(str, object)
    """(place, matter) somebody wants to go on with."""

    def __init__(self, desk: Desk, bridge: Bridge, words: Callable[[Listed], Line], memory: Memory) -> None:
        super().__init__("page.workbench", _("工作台"))
        self._words, self._entered = words, False
        self.urging = UrgingCard(words, memory)
        self.deputies, self.done = DeputiesCard(), UndoStrip("workbench.done")
        self.presenter = WorkbenchPresenter(desk, bridge, self)
        self._build(cards_of(desk))
        self._connect(bridge)

    def _build(self, cards: Sequence[Card]) -> None:
        self.cards = {card.place: CardFrame(card, self._words) for card in cards}
        self._trouble = StateCard("workbench.trouble")
        self._trouble.hide()
        self._stand = QWidget()
        self._grid = QGridLayout(self._stand)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(12)
        inside = QFrame()
        inside.setProperty("role", "page")
        box = QVBoxLayout(inside)
        box.setContentsMargins(16, 16, 16, 16)
        box.setSpacing(12)
        box.addWidget(self.deputies)
        box.addWidget(self.urging)
        box.addWidget(self._stand)
        box.addWidget(self._trouble)
        box.addStretch(1)
        scroll = plain.named(QScrollArea(), "workbench.scroll", _("工作台"))
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.done)
        outer.addWidget(scroll, 1)
        self._coalesce = QTimer(self)
        self._coalesce.setSingleShot(True)
        self._coalesce.setInterval(COALESCE_MS)
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(PATIENCE_MS)
        self._lay(2)

    def _lay(self, columns: int) -> None:
        for n, card in enumerate(self.cards.values()):
            self._grid.addWidget(card, n // columns, n % columns)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def _connect(self, bridge: Bridge) -> None:
        for place, card in self.cards.items():
            card.wanted.connect(partial(self.go_to.emit, place))
            card.opened.connect(partial(self._on_opened, place))
        self.urging.opened.connect(self._on_opened)
        self.deputies.opened.connect(self._on_opened)
        self.deputies.taken_back.connect(self.presenter.take_back)
        self.done.undone.connect(self.undo)
        self.done.over.connect(self.presenter.undo_over)
        bridge.changed.connect(self._on_changed)
        self._coalesce.timeout.connect(self.presenter.load)
        self._slow.timeout.connect(self._show_reading)

    def _on_opened(self, place: str, matter: MatterId) -> None:
        self.picked.emit(place, matter)

    def _on_changed(self, changes: Changes, _origin: str) -> None:
        if self._entered and changes and not self._coalesce.isActive():
            self._coalesce.start()

    def show_cards(self, cards: Sequence[Filled]) -> None:
        """The cards with their rows."""
        self._slow.stop()
        for filled in cards:
            self.cards[filled.card.place].show_filled(filled)
        self._put_in_front(trouble=False)

    def show_urging(self, urging: Urging) -> None:
        """What is near its date or over it."""
        self.urging.show_urging(urging)

    def show_deputies(self, deputies: Sequence[Deputy]) -> None:
        """Who stands in for whom."""
        self.deputies.show_deputies(deputies)

    def show_taken_back(self, text: str, seconds: int) -> None:
        """What was just done; it can be undone for a while."""
        self.done.count_down(text, seconds)

    def show_refusal(self, text: str) -> None:
        """Why it was not done."""
        self.done.end()
        self.done.say("error", text)

    def undo(self) -> bool:
        self.done.end()
        return self.presenter.undo()

    def show_trouble(self, text: str, detail: str) -> None:
        """They could not be read."""
        self._slow.stop()
        self._trouble.trouble(text, self.presenter.load, detail)
        self._put_in_front(trouble=True)

    def _put_in_front(self, *, trouble: bool) -> None:
        """Trouble stands where the cards would: below them nobody sees it. The keyboard goes along."""
        held = self.window().focusWidget()
        gone = (self._stand, self.urging) if trouble else (self._trouble,)
        follows = any(part.isAncestorOf(held) for part in gone)
        self._trouble.setVisible(trouble)
        for part in (self._stand, self.urging):
            part.setHidden(trouble)
        if follows or (trouble and held is None):
            self._take_focus()

    def _take_focus(self) -> None:
        first = next(iter(self.cards.values()), None)
        if not self._trouble.isHidden():
            self._trouble.take_focus()
        elif first is not None:
            first.take_focus()

    def _show_reading(self) -> None:
        for card in self.cards.values():
            card.show_reading()

    def fit(self, room: Room) -> None:
        self._lay(1 if room is Room.NARROW else 2)

    def enter(self) -> None:
        if not self._entered:
            self._slow.start()
        self._entered = True
        self.presenter.load()
        self._take_focus()

    def refresh(self) -> None:
        self.presenter.load()
