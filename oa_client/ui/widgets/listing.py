"""The list: one component for every list of matters, however long, whatever kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QTimer, Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout

from oa_client.domain.matter import MatterId
from oa_client.ui import theme
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.cards import StateCard
from oa_client.ui.widgets.choice import BASIC, Chip
from oa_client.ui.widgets.listing_bar import Batch, FilterBar, SelectionBar
from oa_client.ui.widgets.listing_model import Fetch, ListingModel, Words
from oa_client.ui.widgets.listing_rows import RowsView

COALESCE_MS = 250
_CHOSEN_MS = 60
_SEEK = 500


class Listing(QFrame):
    """Filters, the bar of a selection, the rows, and what stands in their place when there are none."""

    chosen = Signal(object)
    """The matter stood on, or None."""
    opened = Signal(object)
    """Enter or double click on a matter."""
    left = Signal()
    spaced = Signal()
    wanted = Signal()
    """Something changed: the ids may be others now. At most once in 250 ms."""

    def __init__(
        self,
        name: str,
        spoken: str,
        fetch: Fetch,
        words: Words,
        chips: Iterable[Chip] = BASIC,
        *,
        hint: str = "",
    ) -> None:
        super().__init__()
        self.model = ListingModel(fetch, words, self)
        self._told: MatterId | None = None
        self._dirty: set[MatterId] = set()
        self._all_dirty = False
        self._heads: tuple[tuple[MatterId, str], ...] = ()
        self._build(name, spoken, tuple(chips), hint)
        self._connect()

    def _build(self, name: str, spoken: str, chips: tuple[Chip, ...], hint: str) -> None:
        plain.named(self, name)
        self.setProperty("role", "panel")
        self.filters = FilterBar(name, chips, hint)
        if not chips:
            self.filters.hide()
        self.selection = SelectionBar(name)
        self.view = RowsView(f"{name}.rows", spoken, self.model)
        self.card = StateCard(f"{name}.state")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.card)
        box = self._box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for widget in (self.filters, self.selection):
            box.addWidget(widget)
        box.addWidget(self._stack, 1)
        self._settle = self._timer(_CHOSEN_MS)
        self._coalesce = self._timer(COALESCE_MS)
        self._fit_filters()

    def _fit_filters(self) -> None:
        bar = theme.current().sizes.bar
        self.filters.setFixedHeight(bar * self.filters.lines - (8 if self.filters.lines > 1 else 0))

    def _timer(self, ms: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(ms)
        return timer

    def _connect(self) -> None:
        self.view.entered_row.connect(self._on_entered)
        self.view.left.connect(self.left)
        self.view.spaced.connect(self.spaced)
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.view.selectionModel().selectionChanged.connect(self._on_selection)
        self.selection.cleared.connect(self._on_cleared)
        self.model.failed.connect(self._on_failed)
        self._settle.timeout.connect(self._tell_chosen)
        self._coalesce.timeout.connect(self._flush)

    # what is shown

    def show_ids(self, ids: Sequence[MatterId], heads: Iterable[tuple[MatterId, str]] = ()) -> None:
        """Show these matters; whoever stood somewhere still stands there, or at what took its place.

        `heads`: the first matter of each group with the words above it.
        """
        new, now = self._with_current(tuple(ids)), tuple(heads)
        if new != self.model.ids or now != self._heads:
            self._heads = now
            self._replace(new)
        self._stack.setCurrentWidget(self.view)

    def _with_current(self, ids: tuple[MatterId, ...]) -> tuple[MatterId, ...]:
        """What is being read does not vanish from 未读 under its reader's eyes."""
        row = self.model.row_of(self.current)
        if self.filters.choice.chip is not Chip.UNREAD or row is None or self.model.ids[row] in ids:
            return ids
        return (*ids[:row], self.model.ids[row], *ids[row:])

    def _replace(self, new: tuple[MatterId, ...]) -> None:
        view, old = self.view, self.model.ids
        current = self.current
        selected = set(self.selected)
        top = max(0, view.rowAt(0))
        anchor, offset = self.model.id_at(top), -view.rowViewportPosition(top)
        before = self.model.row_of(current)
        selection = view.selectionModel()
        selection.blockSignals(True)
        self.model.set_ids(new, self._heads)
        view.fit_heads(self.model.heads, self.model.quoted)
        view.lay_out()
        self._select(self._heir(old, before, current), selected)
        selection.blockSignals(False)
        if (row := self.model.row_of(anchor)) is not None and top:
            view.verticalScrollBar().setValue(view.verticalHeader().sectionPosition(row) + offset)
        if self.current != current:
            self._settle.start()
        self._on_selection()

    def _heir(self, old: tuple[MatterId, ...], row: int | None, current: MatterId | None) -> MatterId | None:
        """The matter to stand on now: the same, else the next one that is left, else the one before."""
        if row is None or self.model.row_of(current) is not None:
            return current
        nearby = (*old[row + 1 : row + _SEEK], *reversed(old[max(0, row - _SEEK) : row]))
        return next((m for m in nearby if self.model.row_of(m) is not None), None)

    def _select(self, current: MatterId | None, selected: set[MatterId]) -> None:
        model = self.view.selectionModel()
        row = self.model.row_of(current)
        chosen = QItemSelection()
        for other in sorted(r for m in selected | {current} if m and (r := self.model.row_of(m)) is not None):
            index = self.model.index(other, 0)
            chosen.select(index, index)
        flags = QItemSelectionModel.SelectionFlag
        if row is not None:
            model.setCurrentIndex(self.model.index(row, 0), flags.NoUpdate)
        model.select(chosen, flags.ClearAndSelect)

    def show_loading(self) -> None:
        """Rows are on their way."""
        self._show_card()
        self.card.loading()

    def show_empty(self, text: str, act: str = "", do: object = None) -> None:
        """There are none: why, and what next."""
        self._show_card()
        self.model.set_ids(())
        self.card.empty(text, act, do if callable(do) else None)

    def show_trouble(self, text: str, detail: str = "") -> None:
        """They could not be read."""
        self._show_card()
        self.card.trouble(text, self.wanted.emit, detail)

    def _show_card(self) -> None:
        self._stack.setCurrentWidget(self.card)

    def set_hits(self, words: Iterable[str]) -> None:
        """Mark these words, as `app.finding` compares them."""
        self.view.delegate.hits = tuple(w for w in words if w)
        self.view.viewport().update()

    def set_quotes(self, quotes: Mapping[MatterId, str]) -> None:
        """Under some titles stands what was found in their texts; these rows become higher."""
        self.model.set_quotes(quotes)
        self.view.fit_heads(self.model.heads, self.model.quoted)

    def set_batches(self, batches: Iterable[Batch]) -> None:
        """What can be done with several rows at once."""
        self.selection.set_batches(batches)

    def offer_export(self, strips: QFrame) -> None:
        """The list can be written to a file; how that goes is said above the rows."""
        self._box.insertWidget(self._box.count() - 1, strips)
        self.filters.export.show()

    def take_focus(self) -> None:
        """The keyboard goes to the rows, or to what can be done without any."""
        if self._stack.currentWidget() is self.view:
            self.view.setFocus()
        else:
            self.card.take_focus()

    # where one stands

    @property
    def current(self) -> MatterId | None:
        """The matter stood on; a row that only has the keyboard is not chosen yet."""
        index = self.view.currentIndex()
        chosen = index.isValid() and self.view.selectionModel().isSelected(index)
        return self.model.id_at(index.row()) if chosen else None

    @property
    def selected(self) -> tuple[MatterId, ...]:
        """All chosen matters, top down."""
        ranges = self.view.selectionModel().selection().toList()
        rows = sorted(row for one in ranges for row in range(one.top(), one.bottom() + 1))
        return tuple(m for row in rows if (m := self.model.id_at(row)) is not None)

    def stand_on(self, matter: MatterId | None) -> bool:
        """Go to a matter's row; whether it is here."""
        row = self.model.row_of(matter)
        if row is not None:
            self.view.go(row)
        return row is not None

    def finish(self, matter: MatterId) -> None:
        """Its work is done: its row goes at once and the next one is stood on."""
        row = self.model.row_of(matter)
        stood = self.current == matter
        self.model.remove(matter)
        self.view.fit_heads(self.model.heads, self.model.quoted)
        if stood and row is not None and self.model.ids:
            self.view.clearSelection()
            self.view.go(min(row, len(self.model.ids) - 1))
        self._settle.start()

    def step(self, by: int) -> None:
        """The next row, or the one before."""
        self.view.go(self.view.currentIndex().row() + by)

    # what changed

    def changed(self, matters: Iterable[MatterId] | None) -> None:
        """These matters changed (None: anything may have); told to nobody more often than each 250 ms."""
        self._all_dirty = self._all_dirty or matters is None
        self._dirty.update(matters or ())
        if not self._coalesce.isActive():
            self._coalesce.start()

    def _flush(self) -> None:
        self.model.refresh(None if self._all_dirty else self._dirty)
        self._dirty, self._all_dirty = set(), False
        self.wanted.emit()

    def _on_entered(self, row: int) -> None:
        if (matter := self.model.id_at(row)) is not None:
            if self.current != matter:
                self.view.go(row)
            self.opened.emit(matter)

    def _on_current(self) -> None:
        self._settle.start()

    def _tell_chosen(self) -> None:
        if self.current != self._told:
            self._told = self.current
            self.chosen.emit(self._told)

    def _on_selection(self) -> None:
        self._settle.start()
        self.selection.show_selected(self.selected)

    def _on_cleared(self) -> None:
        self.view.clearSelection()
        self.view.go(self.view.currentIndex().row())
        self.view.setFocus()

    def _on_failed(self, error: OSError) -> None:
        self.show_trouble(_UNREADABLE, str(error))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange and hasattr(self, "view"):
            self.view.restyle()
            self.view.fit_heads(self.model.heads, self.model.quoted)
            self._fit_filters()


_UNREADABLE = "这份列表暂时读不出来；已保存和待上传的内容不受影响。"
