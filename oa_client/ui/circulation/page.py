"""One of the desk's lists with the matter chosen in it: 待办, 待阅, 已办, 我发出的."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import cast

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from oa_client.app.acting import UNDO_SECONDS
from oa_client.app.desk import Desk
from oa_client.app.forms import Form
from oa_client.app.ports import Changes
from oa_client.app.reading import Listed, ListName
from oa_client.assets import _
from oa_client.domain.matter import MatterId
from oa_client.ui.bridge import Bridge
from oa_client.ui.circulation.ledgers import Heads, Ledger
from oa_client.ui.circulation.presenter import ListPresenter
from oa_client.ui.circulation.printed import paper
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.choice import BASIC, Chip
from oa_client.ui.widgets.detail import MatterPages, MatterView
from oa_client.ui.widgets.drops import files_in
from oa_client.ui.widgets.listing import Listing
from oa_client.ui.widgets.page import Memory, Page, Panes, Room
from oa_client.wording import names
from oa_client.wording.lines import Line, line
from oa_client.wording.register import named

INCOMING = "incoming"
_CHIPS = {
    ListName.TODO: BASIC,
    ListName.TOREAD: (Chip.ALL, Chip.FLASH, Chip.UNREAD),
    ListName.DONE: (Chip.ALL, Chip.FLASH),
    ListName.SENT: (Chip.ALL, Chip.FLASH, Chip.LATE),
}


def _place(name: ListName, ledger: Ledger | None) -> str:
    """The place of the rail this list is."""
    return name.value if ledger is None else ledger.kind


class ListPage(Page):
    """A list and its matter side by side; with a `ledger` the register of one kind.

    `dropped` brings a file and the matter it was let go on, or None for a new one: in the register of what comes in.
    """

    dropped = Signal(object, object)

    def __init__(
        self,
        desk: Desk,
        bridge: Bridge,
        matter_page: MatterPages,
        memory: Memory,
        name: ListName,
        ledger: Ledger | None = None,
    ) -> None:
        title = names.list_name(name) if ledger is None else names.place(ledger.kind)
        super().__init__(f"page.list.{_place(name, ledger)}", title)
        self._ledger = ledger
        self._desk, self._bridge, self._memory = desk, bridge, memory
        self._name, self._entered, self._room = name, False, Room.SPLIT
        self._to_stand: MatterId | None = None
        self._to_focus = False
        self._print: Callable[[Callable[[], Form], str, str], None] | None = None
        self.presenter = ListPresenter(desk, bridge, self, name, ledger)
        self.setAcceptDrops(ledger is not None and ledger.kind == INCOMING)
        self._build(matter_page)
        self._connect()

    def _build(self, matter_page: MatterPages) -> None:
        name = f"list.{_place(self._name, self._ledger)}"
        chips = _CHIPS[self._name] if self._ledger is None else self._ledger.chips
        hint = "" if self._ledger is None else self._ledger.hint
        self.listing = Listing(name, self.accessibleName(), self._rows, self._line, chips, hint=hint)
        self.detail = matter_page(self)
        self.panes = Panes(f"{name}.panes", self.listing, self.detail)
        self.done = plain.message_strip(f"{name}.done")
        self.counts = plain.label("", f"{name}.counts", "section")
        self.counts.hide()
        self._above = QHBoxLayout()
        self._above.setContentsMargins(16, 4, 16, 4)
        self._above.addWidget(self.counts, 1)
        self._strip_end = QTimer(self)
        self._strip_end.setSingleShot(True)
        self._strip_end.setInterval(UNDO_SECONDS * 1000)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.done)
        box.addLayout(self._above)
        box.addWidget(self.panes, 1)
        if self._name is ListName.TOREAD:
            self.listing.set_batches([(_("批量阅毕"), "btn.batch.read", self._mark_read)])
        if self._name in {ListName.SENT, ListName.LEDGER}:
            self.listing.set_batches([(_("批量催办"), "btn.batch.urge", self.presenter.urge)])

    def _connect(self) -> None:
        self.listing.filters.chosen.connect(self.presenter.choose)
        self.listing.wanted.connect(self.presenter.load)
        self.listing.chosen.connect(self._on_chosen)
        self.listing.opened.connect(self._on_opened)
        self.listing.left.connect(self.back)
        self.listing.spaced.connect(self._on_spaced)
        self.panes.moved.connect(self._on_moved)
        self._view.finished.connect(self._on_finished)
        self._view.reopened.connect(self._on_reopened)
        self._bridge.changed.connect(self._on_changed)
        self._strip_end.timeout.connect(self.done.hide)

    @property
    def _view(self) -> MatterView:
        return cast("MatterView", self.detail)

    def _rows(self, ids: Sequence[MatterId]) -> tuple[Listed, ...]:
        return self._desk.rows(self._name, ids)

    def _line(self, item: Listed) -> Line:
        return line(item, self._desk.rules.directory, self._desk.clock.now(), self._desk.calendar)

    def offer(self, words: str, name: str, act: Callable[[], None]) -> None:
        """Something more that can be done here, above the list."""
        button = plain.button(words, f"btn.{name}", "main")
        button.clicked.connect(lambda _checked: act())
        self._above.addWidget(button)

    def offer_print(self, show: Callable[[Callable[[], Form], str, str], None]) -> None:
        """The register can be printed as it is shown; `show`: the preview, given form, title and file name."""
        self._print = show
        self.listing.filters.offer_print(named(self._ledger.kind) if self._ledger is not None else _("登记簿"))
        self.listing.filters.printed.connect(self._on_print)

    def _on_print(self) -> None:
        if self._print is not None and self._ledger is not None:
            form = paper(self._desk, self._ledger.kind, self.listing.model.ids, self.presenter.choice)
            name = named(self._ledger.kind)
            self._print(form, name, f"{name}.pdf")

    # the presenter's view

    def show_ids(self, ids: Sequence[MatterId], heads: Heads = ()) -> None:
        """These, in this order, under these heads."""
        self.listing.show_ids(ids, heads)
        if self._to_stand is not None and self.listing.stand_on(self._to_stand):
            self._to_stand = None
        self._take_focus()
        self._say_count()

    def show_counts(self, text: str) -> None:
        """How all that stand there stand."""
        self.counts.setText(text)
        self.counts.setVisible(bool(text))

    def show_loading(self) -> None:
        """They are on their way."""
        self.listing.show_loading()

    def show_empty(self, text: str, act: str) -> None:
        """None, and what next."""
        self.listing.show_empty(text, act, self._next_place(act))
        self._view.show_matter(None)
        self._take_focus()
        self._say_count()

    def _next_place(self, act: str) -> Callable[[], None]:
        if act == _("查看全部"):
            return self.listing.filters.clear
        return partial(self.go_to.emit, "todo" if self._name is ListName.DONE else "done")

    def show_trouble(self, text: str, detail: str) -> None:
        """They could not be read."""
        self.listing.show_trouble(text, detail)
        self.said.emit("")
        if self._to_focus:
            self.listing.take_focus()

    def show_done(self, text: str, can_undo: bool) -> None:
        """What was just done, and that it can be taken back for a while."""
        self.done.say("selection", text, _("撤销") if can_undo else "", self.undo)
        self._strip_end.start()

    def show_refusal(self, text: str) -> None:
        """Why something was not done."""
        self.done.say("error", text)
        self._strip_end.start()

    def say(self, text: str, *, good: bool, undo: Callable[[], None] | None = None) -> None:
        """What came of something done outside the list."""
        self.done.say("selection" if good else "error", text, _("撤销") if undo is not None else "", undo)
        self._strip_end.start()

    # what people do

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_in(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """What letting go here would do."""
        matter = self._matter_at(event.position().toPoint())
        row = self.listing.model.row_of(matter)
        line = self.listing.model.line(row) if row is not None else None
        self.said.emit(_("松开：附到《{title}》").format(title=line.title) if line else _("松开：登记为收文"))
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._say_count()

    def dropEvent(self, event: QDropEvent) -> None:
        matter = self._matter_at(event.position().toPoint())
        self._say_count()
        event.acceptProposedAction()
        for path in files_in(event.mimeData()):
            self.dropped.emit(path, matter)

    def _matter_at(self, point: QPoint) -> MatterId | None:
        """The matter whose row or page that is."""
        view = self.listing.view.viewport()
        inside = view.mapFrom(self, point)
        if view.isVisible() and view.rect().contains(inside):
            return self.listing.model.id_at(self.listing.view.indexAt(inside).row())
        on_detail = self.detail.isVisible() and self.detail.rect().contains(self.detail.mapFrom(self, point))
        return self.listing.current if on_detail else None

    def _on_chosen(self, matter: MatterId | None) -> None:
        if not self.panes.one_at_a_time or self.panes.on_detail:
            self._view.show_matter(matter)
        self._say_count()

    def _on_opened(self, matter: MatterId) -> None:
        self._view.show_matter(matter)
        self.panes.show_detail()
        if not self.panes.one_at_a_time:
            self.detail.setFocus()

    def _on_finished(self, matter: MatterId) -> None:
        if self._ledger is None:
            self.listing.finish(matter)
        else:
            self.listing.changed({matter})
        self.listing.view.setFocus()

    def _on_reopened(self, matter: MatterId) -> None:
        self._to_stand = matter
        self.listing.changed(None)

    def _on_spaced(self) -> None:
        if self._name is ListName.TOREAD and self.listing.current is not None:
            self._mark_read([self.listing.current])

    def _mark_read(self, matters: Sequence[MatterId]) -> None:
        self.presenter.mark_read(matters)

    def finish(self, matters: Sequence[MatterId]) -> None:
        """These need nothing more: their rows go, the next one is stood on."""
        for matter in matters:
            self.listing.finish(matter)

    def _on_changed(self, changes: Changes, _origin: str) -> None:
        if self._entered and self.presenter.concerned(changes):
            self.listing.changed(changes.matters or None)

    def _on_moved(self, width: int) -> None:
        self._memory.set(self._key(), str(width))

    def _key(self) -> str:
        return f"panes/{self.screen().size().width()}/{self._room.name}"

    # the shell's page

    def fit(self, room: Room) -> None:
        self._room = room
        kept = self._memory.get(self._key())
        self.panes.fit(room, int(kept) if kept.isdigit() else 0)

    def enter(self) -> None:
        if not self._entered:
            self._entered = True
            self.presenter.load()
        self._to_focus = True
        self._take_focus()
        self._say_count()

    def _take_focus(self) -> None:
        """The rows take the keyboard as soon as there are any."""
        if self._to_focus and self.presenter.loaded:
            self._to_focus = False
            self.listing.take_focus()

    def refresh(self) -> None:
        self.listing.changed(None)

    def back(self) -> bool:
        if self.panes.on_detail:
            self.panes.show_list()
            self.listing.view.setFocus()
            return True
        self.listing.view.setFocus()
        return False

    def undo(self) -> bool:
        self.done.hide()
        return self._view.undo() or self.presenter.undo()

    def take_up(self, matter: MatterId, form: str) -> None:
        """Go to a matter and open the form in which words are a draft again."""
        self.stand_on(matter)
        self._view.take_up(matter, form)
        self.panes.show_detail()

    def stand_on(self, matter: MatterId) -> None:
        """Go to a matter as soon as the list is here; a filter that keeps it out is lifted."""
        if self.listing.stand_on(matter):
            return
        self._to_stand = matter
        choice = self.presenter.choice
        if self.presenter.loaded and (choice.chip is not Chip.ALL or choice.text):
            self.listing.filters.clear()

    def lead_to(self, matter: MatterId) -> None:
        """Go to a matter and show it."""
        self.stand_on(matter)
        self._view.show_matter(matter)
        self.panes.show_detail()

    def _say_count(self) -> None:
        shown, chosen = len(self.listing.model.ids), len(self.listing.selected)
        text = _("{title} {n:,} 件").format(title=self.accessibleName(), n=shown)
        self.said.emit(f"{_('已选 {n}').format(n=chosen)} / {text}" if chosen else text)
