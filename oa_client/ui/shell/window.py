"""The main window: bars, rail, banner and the page in front. It knows where to go, and nothing of the office."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout

from oa_client.app.standing import SyncState
from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.shell.bars import PRODUCT, StatusBar, TopBar
from oa_client.ui.shell.keys import KEYS, PLACES
from oa_client.ui.shell.keys_sheet import KeysSheet
from oa_client.ui.shell.nav import Nav, Place
from oa_client.ui.widgets import plain, standing
from oa_client.ui.widgets.page import MINIMUM, Memory, Page, Room, room_for

LOW_HEIGHT = 640
"""Below this the banner moves into the status bar."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the rail and how its page is built, the first time somebody goes there."""

    place: Place
    build: Callable[[], Page]


class Window(QFrame):
    """The window."""

    asked = Signal(str)
    """Something of the keyboard or the banner that is not the window's own: sync, new, larger, smaller, standard, …"""
    searched = Signal(str)
    closing = Signal()

    def __init__(self, spots: Sequence[Spot], memory: Memory) -> None:
        super().__init__()
        self._spots = {spot.place.name: spot for spot in spots}
        self._memory = memory
        self.pages: dict[str, Page] = {}
        self._unfit: set[str] = set()
        self.room = Room.SPLIT
        self._state, self._now = SyncState(), 0
        self._unread: list[str] = []
        self._build(tuple(spot.place for spot in spots))
        self._connect()
        self._bind()
        self._restore()

    def _build(self, places: tuple[Place, ...]) -> None:
        plain.named(self, "window.main", _(PRODUCT))
        self.setProperty("role", "page")
        self.setWindowTitle(_(PRODUCT))
        self.setMinimumSize(MINIMUM)
        self.top = TopBar()
        self.banner = plain.message_strip("banner")
        self.told = plain.message_strip("told")
        self.nav = Nav(places)
        self.stack = QStackedWidget()
        self.status = StatusBar()
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.nav)
        middle.addWidget(self.stack, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for widget in (self.top, self.banner, self.told):
            box.addWidget(widget)
        box.addLayout(middle, 1)
        box.addWidget(self.status)

    def _connect(self) -> None:
        self.nav.chosen.connect(self.go)
        self.top.searched.connect(self.searched)
        self.status.pressed.connect(partial(self.go, "centre"))

    def _bind(self) -> None:
        acts: dict[str, Callable[[], None]] = {
            "search": self._focus_search,
            "pane": self._next_pane,
            "refresh": self._refresh,
            "keys": self.show_keys,
            "back": self._back,
            "undo": self._undo,
            "new": self.top.new.open_menu,
        }
        for key in KEYS:
            if key.act:
                self._shortcut(key.keys, acts.get(key.act, partial(self.asked.emit, key.act)))
        for n in range(PLACES):
            self._shortcut(f"Ctrl+{n + 1}", partial(self._go_nth, n))

    def _shortcut(self, keys: str, do: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(do)

    # going places

    @property
    def page(self) -> Page | None:
        """The page in front."""
        found = self.stack.currentWidget()
        return found if isinstance(found, Page) else None

    def go(self, name: str) -> None:
        """Show a page, building it the first time."""
        if name not in self._spots:
            return
        self.make_ready(name)
        self.stack.setCurrentWidget(self.pages[name])
        self.nav.mark(name)
        self.status.say("")
        self.pages[name].enter()
        self._memory.set("window/page", name)

    def _go_nth(self, n: int) -> None:
        """Ctrl+1 to Ctrl+9: the places in sight, top down."""
        if n < len(self.nav.shown):
            self.go(self.nav.shown[n])

    def make_ready(self, name: str) -> None:
        """Build a page, or give one that was out of sight the look and the room of now; where it is both, nothing."""
        if name not in self.pages:
            page = self.pages[name] = self._spots[name].build()
            page.said.connect(partial(self._on_said, name))
            page.go_to.connect(self.go)
            self.stack.addWidget(page)
            self._unfit.add(name)
        theme.catch_up(self.pages[name])
        if name in self._unfit:
            self._unfit.discard(name)
            self.pages[name].fit(self.room)

    @property
    def unready(self) -> list[str]:
        """The places that `make_ready` would still do something for."""
        here = (n for n in self._spots if n in self.pages or n in self.nav.shown)
        return [n for n in here if n not in self.pages or n in self._unfit or theme.is_late(self.pages[n])]

    @property
    def out_of_sight(self) -> list[Page]:
        """The pages behind the one in front."""
        return [page for page in self.pages.values() if page is not self.page]

    def _on_said(self, name: str, text: str) -> None:
        if self.page is self.pages.get(name):
            self.status.say(text)

    def _focus_search(self) -> None:
        self.top.field.setFocus()
        self.top.field.selectAll()

    def _next_pane(self) -> None:
        panes = [self.top.field, self.nav, self.page, self.status.line]
        held = self.focusWidget()
        inside = [p is not None and (p is held or p.isAncestorOf(held)) for p in panes]
        start = inside.index(True) if True in inside else -1
        target = panes[(start + 1) % len(panes)]
        if target is self.nav:
            target = next((b for b in self.nav.buttons.values() if b.isChecked()), None)
        if target is self.page and self.page is not None:
            self.page.enter()
        elif target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _refresh(self) -> None:
        if self.page is not None:
            self.page.refresh()

    def show_keys(self) -> None:
        """F1."""
        sheet = KeysSheet(self)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    def _back(self) -> None:
        if self.page is not None:
            self.page.back()

    def _undo(self) -> None:
        if self.page is not None:
            self.page.undo()

    # how things stand

    def show_state(self, state: SyncState, now: int) -> None:
        """How syncing stands: bar, banner and badge from one object."""
        self._state, self._now = state, now
        self.status.show_state(state, now)
        self._show_notice()

    def _show_notice(self) -> None:
        notice = standing.notice(self._state, self._now)
        low = self.height() < LOW_HEIGHT
        spoken_by_bar = notice is None or notice.role == "offline"
        self.status.show_notice("" if notice is None or spoken_by_bar or not low else notice.text)
        if notice is None or low:
            self.banner.hide()
        else:
            self.banner.say(notice.role, notice.text, notice.act, self._on_banner)

    def tell(self, text: str) -> None:
        """Say something once, until it was read, below what was not read yet; it does not come back."""
        self._unread = [*(said for said in self._unread if said != text), text]
        self._show_unread()

    def take_back(self, text: str) -> None:
        """What was told is so no more."""
        self._unread = [said for said in self._unread if said != text]
        self._show_unread()

    def _show_unread(self) -> None:
        if self._unread:
            self.told.say("offline", "\n".join(self._unread), _("知道了"), self._on_read)
        else:
            self.told.hide()

    def _on_read(self) -> None:
        self._unread = []
        self._show_unread()

    def _on_banner(self) -> None:
        self.asked.emit(f"notice.{self._state.phase.value}")

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """How many things wait where."""
        self.nav.set_counts(counts)

    # its size

    def refit(self) -> None:
        """Lay out anew: the size changed, or the type did."""
        self.room = room_for(self.width())
        self.nav.set_rail(self.room in {Room.RAIL, Room.NARROW})
        self._unfit = set(self.pages)
        for name, page in self.pages.items():
            if page is self.page:
                self.make_ready(name)
        self._show_notice()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refit()

    def _restore(self) -> None:
        kept = self._memory.get("window/geometry")
        if not (kept and self.restoreGeometry(QByteArray.fromBase64(kept.encode()))):
            self.resize(1366, 728)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._memory.set("window/geometry", bytes(self.saveGeometry().toBase64().data()).decode())
        self.closing.emit()
        super().closeEvent(event)
