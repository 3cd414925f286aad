"""The desktop put together: the window, its pages and what feeds them. Bootstrap builds one for a seated person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from oa_client.app.conflicts import TakenUp
from oa_client.app.desk import Desk
from oa_client.app.directory import FOLK
from oa_client.app.links import Target
from oa_client.app.policies import Policies
from oa_client.app.ports import Changes
from oa_client.app.reading import ListName
from oa_client.app.standing import SyncState
from oa_client.assets import _
from oa_client.domain.matter import MatterId
from oa_client.domain.people import Scope
from oa_client.ui import theme
from oa_client.ui.bridge import Bridge
from oa_client.ui.bulletin.page import BulletinPage
from oa_client.ui.centre.page import CentrePage
from oa_client.ui.circulation.ledgers import LEDGERS
from oa_client.ui.circulation.page import ListPage
from oa_client.ui.incoming.folder_card import FolderCard
from oa_client.ui.incoming.inbox import ScanInbox, Scanning
from oa_client.ui.pages import CIRCULATION, WITH_DETAIL, Hands, Pages
from oa_client.ui.probe import Probe
from oa_client.ui.scan_side import ScanSide
from oa_client.ui.search.page import SearchPage
from oa_client.ui.settings.days_card import DaysCard
from oa_client.ui.settings.page import SettingsPage
from oa_client.ui.settings.password_card import PasswordCard
from oa_client.ui.settings.policy_card import PolicyCard
from oa_client.ui.settings.presenter import SettingsPresenter
from oa_client.ui.settings.start_card import StartCard
from oa_client.ui.shell import counts, places, whose
from oa_client.ui.shell.ahead import Ahead
from oa_client.ui.shell.deputising import Deputising
from oa_client.ui.shell.diagnosis import diagnosis
from oa_client.ui.shell.given import Link, Tools
from oa_client.ui.shell.rail import rail
from oa_client.ui.shell.spell import PAUSE_SECONDS, Pausing
from oa_client.ui.shell.tray import TraySide
from oa_client.ui.shell.window import Spot, Window
from oa_client.ui.widgets.line_card import LineCard
from oa_client.ui.widgets.line_wish import LinePresenter
from oa_client.ui.widgets.page import Memory, Page
from oa_client.ui.widgets.running import Lane
from oa_client.wording import policies as wording

COALESCE_MS = 250
MINUTE_MS = 30_000


class Desktop(QObject):
    """Everything on the screen of one person at one desk."""

    quit_asked = Signal()
    sign_in_asked = Signal()

    def __init__(
        self,
        app: QApplication,
        desk: Desk,
        link: Link,
        *,
        bridge: Bridge,
        memory: Memory,
        tools: Tools,
        probe: Probe | None = None,
    ) -> None:
        super().__init__()
        self.inbox: ScanInbox | None = None
        self._password: PasswordCard | None = None
        self._export_diagnosis: Callable[[], None] | None = None
        self._app, self._desk, self._link, self._bridge = app, desk, link, bridge
        self._memory, self._tools, self._probe = memory, tools, probe
        self._deputising, self.settings = Deputising(desk), SettingsPresenter(memory, self._show_look)
        self.settings.begin()
        self._policies = tools.policies or Policies()
        self.line = LinePresenter(memory, link.use, self._policies)
        self.window = Window(self._spots(), memory)
        self._counted: counts.Counted | None = None
        self._said_of_lease = ""
        self._spare: QWidget | None = None
        self._ahead = Ahead(self, lambda: bridge.idle, app)
        self.pausing = Pausing(desk.clock, lambda paused: link.pause(paused=paused), self._show_state_now)
        self.tray: TraySide | None = None
        self.kept_back: Callable[[], bool] = lambda: False
        """Whether the window stays out of sight; then what keeps it there comes to the front."""
        self._timers()
        self._connect()
        self._begin()

    # what there is

    def _spots(self) -> list[Spot]:
        hands = Hands(self._detail, self.open, self._on_dropped, self._on_circulated, self.settings.set_compact)
        pages = Pages(self._desk, self._bridge, self._memory, self._tools, hands)
        makers = {**pages.makers, "centre": self._centre, "settings": self._settings_page}
        return [Spot(place, makers[place.name]) for place in rail(self._desk)]

    def _detail(self, parent: QWidget) -> QWidget:
        """The page of a matter for a list: the one made ahead, if there is one."""
        spare, self._spare = self._spare, None
        return spare or self._tools.matter_page(parent)

    def _make_ready(self) -> None:
        """One step: a page of a matter, the biggest part of most pages, or the rest of a page."""
        left = self.window.unready
        if left and left[0] in WITH_DETAIL and left[0] not in self.window.pages and self._spare is None:
            self._spare = self._tools.matter_page(self.window)
        elif left:
            self.window.make_ready(left[0])
        if self.window.unready:
            self._ahead.add([self._make_ready])

    def _centre(self) -> Page:
        page = CentrePage(self._desk, self._bridge, self._link.log)
        page.wished.connect(self._on_asked)
        page.opened.connect(self.take_up)
        page.spent.put_below(LineCard(self.line, "centre"))
        self._later.start()
        return page

    def _settings_page(self) -> Page:
        days = DaysCard(lambda: self._desk.calendar, self._desk.clock.now)
        page = SettingsPage(self.settings, self.line, days, self.diagnosis)
        if (change := self._tools.change_password) is not None:
            self._password = PasswordCard(self._desk, change, self._bridge)
            self._password.told.connect(self.window.tell)
            page.put_below(self._password)
            self._later.start()
        page.put_below(PolicyCard(self._policies))
        if self._tools.autostart:
            page.put_below(StartCard(self._memory, self._policies))
        if self._export_diagnosis is not None:
            page.offer_diagnosis(self._export_diagnosis)
        if self.inbox is not None:
            page.put_below(FolderCard(self._memory, self.inbox.rest))
        return page

    # how it hangs together

    def _timers(self) -> None:
        self._count_soon = QTimer(self)
        self._count_soon.setSingleShot(True)
        self._count_soon.setInterval(COALESCE_MS)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._minute = QTimer(self)
        self._minute.setInterval(MINUTE_MS)

    def _connect(self) -> None:
        self.window.asked.connect(self._on_asked)
        self.window.searched.connect(self._on_searched)
        self.window.closing.connect(self.quit_asked)
        self._bridge.changed.connect(self._on_changed)
        self._count_soon.timeout.connect(self._count)
        self._later.timeout.connect(self._show_state_now)
        for look in (self._show_state_now, self.pausing.look, self._deputising.look):
            self._minute.timeout.connect(look)
        self._stops = [
            self._desk.listen(self._bridge.publish),
            self._link.listen(lambda _: self._bridge.post(self._show_state_now)),
        ]

    def offer_diagnosis(self, export: Callable[[], None]) -> None:
        """Let the settings offer it, also those that the window began with."""
        self._export_diagnosis = export
        page = self.window.pages.get("settings")
        if isinstance(page, SettingsPage):
            page.offer_diagnosis(export)

    def watch_scans(self, scanning: Scanning) -> None:
        """Watch the folder of a scanner, when one is set."""
        inbox = ScanInbox(self._desk, self._bridge, self._memory, scanning.folder, scanning.preview, self)
        ScanSide(self._desk, self.window, inbox, scanning)
        self.inbox = inbox
        page = self.window.pages.get("settings")
        if isinstance(page, SettingsPage):
            page.put_below(FolderCard(self._memory, inbox.rest))

    def _on_dropped(self, path: Path, matter: MatterId | None) -> None:
        if self.inbox is not None:
            self.inbox.dropped(path, matter)

    def _begin(self) -> None:
        self._show_user()
        self._show_state_now()
        self._count()
        self.window.go(self._memory.get("window/page", "workbench"))
        if self.window.page is None:
            self.window.go("workbench")
        self._minute.start()
        self._ahead.add([self._make_ready])

    def _show_places(self) -> None:
        """A register is in sight for whoever keeps one, and where anything stands in it."""
        held = self._counted.ledgers if self._counted is not None else frozenset()
        mine = places.kept_by(self._desk)
        known = {kind for kind in LEDGERS if self._desk.kinds.newest(kind) is not None}
        self.window.nav.show_places(known - held - mine)

    def _show_user(self) -> None:
        self._show_places()
        top = self.window.top
        top.new.set_entries(whose.begins(self._desk, self._on_new) if self._tools.compose else [])
        unit, who = whose.unit_and_person(self._desk)
        top.set_unit(unit)
        top.user.set_words(who or _("用户"))
        self.window.top.user.set_entries(
            [
                (_("设置"), "user.settings", partial(self.window.go, "settings")),
                (_("快捷键表"), "user.keys", self.window.show_keys),
                (_("重新登录"), "user.signin", self.sign_in_asked.emit),
                (_("退出"), "user.quit", self.window.close),
            ]
        )

    def _on_new(self, kind: str) -> None:
        self._begin_with(kind, "")

    def _begin_with(self, kind: str, draft: str) -> None:
        if self._tools.compose is not None:
            self._tools.compose(self.window, kind, draft)

    def _on_circulated(self, scope: str) -> None:
        """A new circulation to somebody out of the address book."""
        desk = self._desk
        self._bridge.run(
            lambda: desk.begin_to(CIRCULATION, Scope(scope)),
            partial(self._begin_with, CIRCULATION),
            lambda _error: self.window.tell(_("没有开成新的传阅：本机磁盘写不进去。请清出空间后再试。")),
            lane=Lane.WRITE,
            name="directory.circulate",
        )

    def _on_asked(self, what: str) -> None:
        acts: dict[str, Callable[[], object]] = {
            "sync": self._link.sync_now,
            "pause": self.pausing.begin,
            "pause_30": partial(self.pausing.begin, PAUSE_SECONDS),
            "resume": self.pausing.end,
            "hold_files": partial(self._link.hold_files, held=True),
            "let_files": partial(self._link.hold_files, held=False),
            "notice.paused": self.pausing.end,
            "quit": self.window.close,
            "notice.needs_sign_in": self.sign_in_asked.emit,
            "larger": partial(self.settings.step, 1),
            "smaller": partial(self.settings.step, -1),
            "standard": partial(self.settings.set_size, 14),
        }
        acts.get(what, partial(self.window.go, "centre"))()

    def enter_tray(self) -> None:
        """Stand beside the clock as well; only where there is a tray."""
        self.tray = TraySide(self._desk, self._bridge, self._memory, self._is_filling)
        self.tray.asked.connect(self._on_asked)
        self.tray.opened.connect(self._on_followed)
        self._show_state_now()

    def hush(self, *, hushed: bool) -> None:
        """Say no titles while somebody else may sit here."""
        if self.tray is not None:
            self.tray.hushed = hushed

    def _is_filling(self) -> bool:
        return self._link.state().first is not None

    def _on_followed(self, matter: MatterId | None) -> None:
        """The icon beside the clock, or what it said, was clicked."""
        if self.kept_back():
            return
        self.window.showNormal() if self.window.isMinimized() else self.window.show()
        self.window.raise_()
        self.window.activateWindow()
        if matter is not None:
            self.open(ListName.TODO.value, matter)

    def _on_searched(self, text: str) -> None:
        self.window.go("search")
        page = self.window.page
        if isinstance(page, SearchPage):
            page.search_for(text)

    def open(self, place: str, matter: MatterId) -> None:
        """Go on with a matter where it stands."""
        self.window.go(place)
        page = self.window.page
        if isinstance(page, ListPage | BulletinPage):
            page.stand_on(matter)

    def show_target(self, target: Target) -> None:
        """Go to a matter that somebody's link led to."""
        self.window.go(target.place)
        page = self.window.page
        if isinstance(page, ListPage | BulletinPage | SearchPage):
            page.lead_to(target.matter)

    def take_up(self, place: str, taken: TakenUp) -> None:
        """Open the form in which what came back is a draft again, in the list that has its matter."""
        if taken.opens:
            self._on_new(taken.opens)
            return
        self.window.go(place or "search")
        page = self.window.page
        if isinstance(page, ListPage | BulletinPage | SearchPage):
            page.take_up(taken.matter, taken.form)

    def _on_changed(self, changes: Changes, _origin: str) -> None:
        if changes.rows & FOLK:
            self._show_user()
        if not self._count_soon.isActive():
            self._count_soon.start()

    def _count(self) -> None:
        desk = self._desk
        self._bridge.run(lambda: counts.read(desk), self._show_counts, self._uncounted, name="counts")

    def _show_counts(self, found: counts.Counted) -> None:
        before, self._counted = self._counted, found
        if before is None or before.ledgers != found.ledgers:
            self._show_places()
            self._ahead.add([self._make_ready])
        self._show_state_now()

    def _uncounted(self, _error: Exception) -> None:
        """The old numbers stay; the lists themselves say what is wrong."""

    def _show_state_now(self) -> None:
        self._show_state(self._link.state())
        self._show_lease()  # the centre may just have answered

    def _show_state(self, state: SyncState) -> None:
        now = self._desk.clock.now()
        if (counted := self._counted) is not None:
            state = replace(state, waiting=counted.waiting, refused=counted.refused, conflicts=counted.conflicts)
            self.window.set_counts({**counted.places, "centre": state.come_back})
        state = replace(state, paused_until=self.pausing.until)
        self.window.show_state(state, now)
        if self.tray is not None:
            self.tray.show_state(state)
        page = self.window.pages.get("centre")
        if isinstance(page, CentrePage):
            page.show_state(state, now)
        if self._password is not None:
            self._password.show_state(state)

    def _show_lease(self) -> None:
        """That the days without the centre are nearly over, or over; said anew when they are fewer."""
        lease = self._desk.terms.lease
        said = wording.lease(lease.left, lease.days) if lease is not None else ""
        if said == self._said_of_lease:
            return
        self.window.take_back(self._said_of_lease)
        if said:
            self.window.tell(said)
        self._said_of_lease = said

    def _show_look(self, scheme: str, size: int, compact: bool) -> None:
        look = theme.Look(theme.Scheme(scheme), theme.Type(size), compact)
        built = hasattr(self, "window")
        theme.apply(self._app, look, self.window.out_of_sight if built else ())
        if built:
            self.window.refit()
            self._ahead.add([self._make_ready])
            page = self.window.pages.get("settings")
            if isinstance(page, SettingsPage):
                page.show_wish()

    def diagnosis(self) -> str:
        """What helps whoever helps: versions, sizes and the longest delays; nothing of the office."""
        return diagnosis(self._desk.stores.library.usage(), self._probe.worst() if self._probe is not None else ())

    def show(self) -> None:
        """Bring the window up."""
        self.window.show()

    def close(self) -> None:
        """Let go of the window; writes under way are finished by the bridge, which its owner closes."""
        for stop in self._stops:
            stop()
        self._stops = []
        if self.tray is not None:
            self.tray.close()
        self._ahead.stop()
        if self.inbox is not None:
            self.inbox.stop()
        for timer in (self._minute, self._later, self._count_soon):
            timer.stop()
        self.window.close()
