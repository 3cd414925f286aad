"""检索: one box over every matter on this device, with what was searched in plain sight."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import cast

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from oa_client.app.desk import Desk
from oa_client.app.reading import Listed
from oa_client.assets import _
from oa_client.domain.matter import MatterId
from oa_client.ui.bridge import Bridge
from oa_client.ui.search.facet_view import FacetPanel, FacetRow
from oa_client.ui.search.facets import Group
from oa_client.ui.search.folk_row import FolkRow
from oa_client.ui.search.model import Answer, Somebody
from oa_client.ui.search.presenter import SearchPresenter
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.detail import MatterPages, MatterView
from oa_client.ui.widgets.listing import Listing
from oa_client.ui.widgets.page import Page, Panes, Room
from oa_client.wording.lines import Line

TYPING_MS = 150


class SearchPage(Page):
    """The box, whom it may mean, the facets, the rows found, and the matter chosen."""

    def __init__(self, desk: Desk, bridge: Bridge, matter_page: MatterPages, words: Callable[[Listed], Line]) -> None:
        super().__init__("page.search", _("检索"))
        self._held: dict[MatterId, Listed] = {}
        self._to_stand: MatterId | None = None
        self._room, self._any_facets = Room.SPLIT, False
        self.presenter = SearchPresenter(desk, bridge, self)
        self._build(matter_page, words)
        self._connect()
        self.presenter.search("")

    def _build(self, matter_page: MatterPages, words: Callable[[Listed], Line]) -> None:
        self.field = plain.line_edit("edit.search.page", _("检索"), _("输入字词，几个词用空格隔开"))
        self.summary = plain.label("", "search.summary", "second")
        head = QFrame()
        head.setProperty("role", "bar")
        row = QHBoxLayout(head)
        row.setContentsMargins(12, 4, 16, 4)
        row.setSpacing(12)
        row.addWidget(self.field, 1)
        row.addWidget(self.summary)
        self.listing = Listing("list.search", _("检索结果"), self._rows, words, chips=())
        self.detail = matter_page(self)
        self.panes = Panes("search.panes", self.listing, self.detail)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self.folk, self.chips, self.facets = FolkRow(), FacetRow(), FacetPanel()
        below = QHBoxLayout()
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(1)
        below.addWidget(self.facets)
        below.addWidget(self.panes, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for widget in (head, self.folk, self.chips):
            box.addWidget(widget)
        box.addLayout(below, 1)

    def _connect(self) -> None:
        self.field.textChanged.connect(self._on_typed)
        self.field.returnPressed.connect(self._search)
        self._typing.timeout.connect(self._search)
        self.listing.chosen.connect(self._on_chosen)
        self.listing.opened.connect(self._on_opened)
        self.listing.left.connect(self.back)
        self.listing.wanted.connect(self._search)
        self.listing.view.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.folk.chosen.connect(self._on_somebody)
        for facets in (self.facets, self.chips):
            facets.picked.connect(self.presenter.choose)
            facets.cleared.connect(self.presenter.clear)

    @property
    def _view(self) -> MatterView:
        return cast("MatterView", self.detail)

    def _rows(self, ids: Sequence[MatterId]) -> list[Listed]:
        return [self._held[m] for m in ids if m in self._held]

    def _on_typed(self, text: str) -> None:
        if " ".join(text.split()) != self.presenter.query:
            self._typing.start()

    def _search(self) -> None:
        self._typing.stop()
        self.presenter.search(self.field.text())

    def search_for(self, text: str) -> None:
        """Somebody asked in the top bar."""
        self.field.setText(text)
        self._search()
        self.listing.view.setFocus()

    def take_up(self, matter: MatterId, form: str) -> None:
        """Show one matter that may stand in no list, with the form open in which words are a draft again."""
        self.field.clear()
        self._typing.stop()
        self._to_stand = matter
        self.presenter.show_alone(matter)
        self._view.take_up(matter, form)
        self.panes.show_detail()

    def lead_to(self, matter: MatterId) -> None:
        """Show one matter that may stand in no list."""
        self.field.clear()
        self._typing.stop()
        self._to_stand = matter
        self.presenter.show_alone(matter)
        self._view.show_matter(matter)
        self.panes.show_detail()

    def show_answer(self, answer: Answer, text: str) -> None:
        """The rows, hits marked, and what was searched."""
        self._held = {row.matter: row for row in answer.rows}
        self.listing.set_hits(answer.words)
        self.listing.model.refresh()
        self.listing.show_ids(tuple(self._held))
        if self._to_stand is not None:
            self.listing.stand_on(self._to_stand)
            self._to_stand = None
        self.summary.setText(text)
        self._say()

    def _say(self) -> None:
        """How many there are; what was searched stands above."""
        self.said.emit(self.summary.text().partition(" · ")[0])

    def show_facets(self, found: tuple[Group, ...], *, narrowed: bool) -> None:
        """What the rows can be narrowed by."""
        self._any_facets = bool(found)
        self.facets.show_groups(found, narrowed=narrowed)
        self.chips.show_groups(found, narrowed=narrowed)
        self._place_facets()

    def _place_facets(self) -> None:
        """Beside the rows where there is room, above them where there is not."""
        beside = self._room in {Room.WIDE, Room.SPLIT}
        self.facets.setVisible(beside and self._any_facets)
        self.chips.setVisible(not beside and self._any_facets)

    def show_quotes(self, quotes: Mapping[MatterId, str]) -> None:
        """What was found in the texts of some rows."""
        self.listing.set_quotes(quotes)

    def show_folk(self, folk: tuple[Somebody, ...]) -> None:
        """The people the query may mean."""
        self.folk.show_folk(folk)

    def _on_somebody(self, name: str) -> None:
        self.field.setText(name)
        self._search()
        self.listing.take_focus()

    def _on_scrolled(self) -> None:
        view = self.listing.view
        last = view.rowAt(view.viewport().height() - 1)
        self.presenter.seen_to(last if last >= 0 else len(self.listing.model.ids))

    def show_nothing(self, text: str) -> None:
        """No rows, and why."""
        self._held = {}
        self.listing.show_empty(text)
        self.summary.setText("")
        self._view.show_matter(None)

    def show_trouble(self, text: str, detail: str) -> None:
        """It could not be searched."""
        self.listing.show_trouble(text, detail)

    def _on_chosen(self, matter: MatterId | None) -> None:
        if not self.panes.one_at_a_time:
            self._view.show_matter(matter)

    def _on_opened(self, matter: MatterId) -> None:
        self._view.show_matter(matter)
        self.panes.show_detail()

    def fit(self, room: Room) -> None:
        self._room = room
        self._place_facets()
        self.panes.fit(room)

    def enter(self) -> None:
        self.field.setFocus()
        self.field.selectAll()
        self._say()

    def undo(self) -> bool:
        return self._view.undo()

    def refresh(self) -> None:
        self._search()

    def back(self) -> bool:
        if self.panes.on_detail:
            self.panes.show_list()
            return True
        self.field.setFocus()
        return False
