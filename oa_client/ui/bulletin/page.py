"""电子公告: the board and a reader beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from PySide6.QtWidgets import QVBoxLayout

from oa_client.app.desk import Desk
from oa_client.app.ports import Changes
from oa_client.app.reading import Listed
from oa_client.assets import _
from oa_client.domain.matter import MatterId
from oa_client.ui.bridge import Bridge
from oa_client.ui.bulletin.model import Board, rows
from oa_client.ui.bulletin.presenter import BulletinPresenter
from oa_client.ui.widgets.choice import Chip
from oa_client.ui.widgets.detail import MatterPages, MatterView
from oa_client.ui.widgets.listing import Listing
from oa_client.ui.widgets.page import Page, Panes, Room
from oa_client.wording.lines import Line


class BulletinPage(Page):
    """The board."""

    def __init__(self, desk: Desk, bridge: Bridge, matter_page: MatterPages, words: Callable[[Listed], Line]) -> None:
        super().__init__("page.bulletin", _("电子公告"))
        self._desk, self._board, self._entered = desk, Board({}), False
        self._to_stand: MatterId | None = None
        self.presenter = BulletinPresenter(desk, bridge, self)
        self._build(matter_page, words)
        self._connect(bridge)

    def _build(self, matter_page: MatterPages, words: Callable[[Listed], Line]) -> None:
        self.listing = Listing("list.bulletin", _("公告"), self._rows, words, (Chip.ALL, Chip.UNREAD))
        self.detail = matter_page(self)
        self.panes = Panes("bulletin.panes", self.listing, self.detail)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.panes)

    def _connect(self, bridge: Bridge) -> None:
        self.listing.filters.chosen.connect(self.presenter.choose)
        self.listing.wanted.connect(self.presenter.load)
        self.listing.chosen.connect(self._on_chosen)
        self.listing.opened.connect(self._on_opened)
        self.listing.left.connect(self.back)
        bridge.changed.connect(self._on_changed)

    @property
    def _view(self) -> MatterView:
        return cast("MatterView", self.detail)

    def _rows(self, ids: Sequence[MatterId]) -> tuple[Listed, ...]:
        return rows(self._desk, self._board, ids)

    def show_board(self, board: Board) -> None:
        """These, in this order."""
        self._board = board
        self.listing.show_ids(board.ids)
        if self._to_stand is not None and self.listing.stand_on(self._to_stand):
            self._to_stand = None
        self.said.emit(_("公告 {n} 件").format(n=len(board.ids)))

    def show_empty(self, text: str, act: str) -> None:
        """None, and what next."""
        self._board = Board({})
        self.listing.show_empty(text, act, self.listing.filters.clear)
        self._view.show_matter(None)

    def show_trouble(self, text: str, detail: str) -> None:
        """They could not be read."""
        self.listing.show_trouble(text, detail)

    def _on_chosen(self, matter: MatterId | None) -> None:
        if not self.panes.one_at_a_time or self.panes.on_detail:
            self._view.show_matter(matter)

    def _on_opened(self, matter: MatterId) -> None:
        self._view.show_matter(matter)
        self.panes.show_detail()

    def _on_changed(self, changes: Changes, _origin: str) -> None:
        if self._entered and changes:
            self.listing.changed(changes.matters or None)

    def take_up(self, matter: MatterId, form: str) -> None:
        """Go to a matter and open the form in which words are a draft again."""
        self.stand_on(matter)
        self._view.take_up(matter, form)
        self.panes.show_detail()

    def stand_on(self, matter: MatterId) -> None:
        """Go to a bulletin as soon as it is here."""
        if not self.listing.stand_on(matter):
            self._to_stand = matter

    def lead_to(self, matter: MatterId) -> None:
        """Go to a matter and show it."""
        self.stand_on(matter)
        self._view.show_matter(matter)
        self.panes.show_detail()

    def fit(self, room: Room) -> None:
        self.panes.fit(room)

    def enter(self) -> None:
        if not self._entered:
            self._entered = True
            self.presenter.load()
        self.listing.view.setFocus()

    def undo(self) -> bool:
        return self._view.undo()

    def refresh(self) -> None:
        self.listing.changed(None)

    def back(self) -> bool:
        if self.panes.on_detail:
            self.panes.show_list()
        self.listing.view.setFocus()
        return True
