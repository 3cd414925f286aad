"""同步中心: how syncing stands, what waits to go up, what came back, what comes down, what the line has borne."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from math import ceil

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QTabWidget, QVBoxLayout, QWidget

from oa_client.app.acting import UNDO_SECONDS
from oa_client.app.conflicts import TakenUp
from oa_client.app.desk import Desk
from oa_client.app.ports import Changes
from oa_client.app.standing import Phase, SyncState
from oa_client.app.synclog import LogLine
from oa_client.assets import _
from oa_client.ui.bridge import Bridge
from oa_client.ui.centre.flow_tabs import DownloadsTab, LogTab, TrafficTab
from oa_client.ui.centre.model import Tray, Waiting
from oa_client.ui.centre.presenter import CentrePresenter, Flow
from oa_client.ui.widgets import plain, standing
from oa_client.ui.widgets.cards import CardColumn
from oa_client.ui.widgets.conflict_card import ConflictCard
from oa_client.ui.widgets.conflicts import Clash
from oa_client.ui.widgets.page import Page
from oa_client.ui.widgets.textlines import TitleLabel
from oa_client.ui.widgets.undo_strip import UndoStrip
from oa_client.wording.names import amount

LOOK_MS = 1000
"""So often what the line carries is looked at while somebody watches it."""
MOST = 50
"""Cards shown at once; the rest is counted."""


class WaitingCard(QFrame):
    """One command of mine, what became of it, and what can be done."""

    undone = Signal(int)
    taken_back = Signal(int)
    reworked = Signal(int)
    put_away = Signal(int)
    retried = Signal()

    def __init__(self, item: Waiting) -> None:
        super().__init__()
        self._item = item
        self._build()

    def _build(self) -> None:
        item, name = self._item, f"waiting.{self._item.n}"
        plain.named(self, name, f"{item.what}，{item.title}，{item.state}")
        self.setProperty("role", "card")
        title = TitleLabel(f"{name}.title", size="section")
        title.set_text(item.title)
        facts = plain.label(f"{item.what} · {item.since} · {item.state}", f"{name}.facts", "second")
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 12)
        box.setSpacing(4)
        box.addWidget(title)
        box.addWidget(facts)
        if item.reason:
            box.addWidget(plain.label(item.reason, f"{name}.reason", "warn", wrap=True))
        if buttons := self._buttons(name):
            row = QHBoxLayout()
            row.setSpacing(8)
            for button in buttons:
                row.addWidget(button)
            row.addStretch(1)
            box.addLayout(row)

    def _buttons(self, name: str) -> list[QWidget]:
        item = self._item
        made: list[QWidget] = []
        if item.refused:
            rework = plain.button(_("修改后重交"), f"{name}.rework", "main")
            rework.clicked.connect(partial(self.reworked.emit, item.n))
            away = plain.button(_("不再提交"), f"{name}.away")
            away.clicked.connect(partial(self.put_away.emit, item.n))
            made += [rework, away]
        elif item.can_undo:
            undo = plain.button(_("撤销"), f"{name}.undo")
            undo.clicked.connect(partial(self.undone.emit, item.n))
            made.append(undo)
        if item.can_retry:
            again = plain.button(_("立即重试"), f"{name}.retry", spoken=_("立即重试，{title}").format(title=item.title))
            again.clicked.connect(self.retried)
            made.append(again)
        if item.can_take_back:
            back = plain.button(_("请中心收回"), f"{name}.take_back")
            back.clicked.connect(partial(self.taken_back.emit, item.n))
            made.append(back)
        return made


class CentrePage(Page):
    """The page."""

    wished = Signal(str)
    """sync, pause, pause_30, resume, hold_files, let_files."""
    opened = Signal(str, object)
    """A place ("" none in particular) and what was taken up there: a matter and its form."""

    def __init__(self, desk: Desk, bridge: Bridge, log: Callable[[], Sequence[LogLine]]) -> None:
        super().__init__("page.centre", _("同步中心"))
        self._entered = False
        self._state = SyncState()
        self._clock = desk.clock
        self._borne = ""
        self.presenter = CentrePresenter(desk, bridge, self, log)
        self._build()
        self._connect(bridge)

    def _build(self) -> None:
        self.head = plain.label("", "centre.summary", "section", wrap=True)
        self.traffic = plain.label("", "centre.traffic", "second")
        self.sync = plain.button(_("立即同步"), "btn.sync", "primary")
        self.pause = plain.button(_("暂停同步 ▾"), "btn.pause", "main", _("暂停同步"))
        self.spells = plain.named(QMenu(self.pause), "btn.pause.menu", _("暂停同步"))
        for spell, name in ((_("30 分钟"), "pause_30"), (_("直到手动恢复"), "pause")):
            action = self.spells.addAction(spell)
            action.setObjectName(name)
            action.triggered.connect(partial(self.wished.emit, name))
        top = QFrame()
        top.setProperty("role", "bar")
        row = QHBoxLayout(top)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(8)
        words = QVBoxLayout()
        words.addWidget(self.head)
        words.addWidget(self.traffic)
        row.addLayout(words, 1)
        row.addWidget(self.sync)
        row.addWidget(self.pause)
        self.strip = plain.message_strip("centre.strip")
        self.waiting = CardColumn("centre.waiting", _("没有待上传的内容，都在中心了。"))
        self.refused = CardColumn("centre.refused", _("没有须重交的内容。"))
        self.conflicts = CardColumn("centre.conflicts", _("没有冲突：您办的和中心的一致。"))
        self.away = UndoStrip("centre.away")
        self._away = 0
        self.tabs = plain.named(QTabWidget(), "centre.tabs", _("同步内容"))
        self.tabs.addTab(self.waiting, _("待上传"))
        self.tabs.addTab(self.refused, _("须重交"))
        self.tabs.addTab(self.conflicts, _("冲突"))
        self.downloads, self.spent, self.log = DownloadsTab(), TrafficTab(), LogTab()
        self.tabs.addTab(self.downloads, _("下载"))
        self.tabs.addTab(self.spent, _("流量"))
        self.tabs.addTab(self.log, _("日志"))
        self._look = QTimer(self)
        self._look.setObjectName("centre.look")
        self._look.setInterval(LOOK_MS)
        self._count = QTimer(self)
        self._count.setObjectName("centre.count")
        self._count.setInterval(LOOK_MS)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for widget in (top, self.strip, self.away):
            box.addWidget(widget)
        box.addWidget(self.tabs, 1)

    def _connect(self, bridge: Bridge) -> None:
        self.sync.clicked.connect(partial(self.wished.emit, "sync"))
        self.pause.clicked.connect(self._on_pause)
        self.away.undone.connect(self._on_undone)
        bridge.changed.connect(self._on_changed)
        self.downloads.held.connect(self._on_held)
        self.log.narrowed.connect(self._watch)
        self.log.exported.connect(self.presenter.export)
        self.tabs.currentChanged.connect(self._watch)
        self._look.timeout.connect(self._watch)
        self._count.timeout.connect(self._count_down)

    def _on_held(self, held: bool) -> None:
        self.wished.emit("hold_files" if held else "let_files")

    def _watch(self) -> None:
        """Look at what the line carries, again and again as long as somebody watches it."""
        watched = self.isVisible() and self.tabs.currentWidget() in {self.downloads, self.spent, self.log}
        if watched:
            self.presenter.look(trouble=self.log.trouble.isChecked())
            self._look.start()
        else:
            self._look.stop()

    def _on_pause(self) -> None:
        if self._state.phase is Phase.PAUSED:
            self.wished.emit("resume")
        else:
            self.spells.popup(self.pause.mapToGlobal(self.pause.rect().bottomLeft()))

    def _on_changed(self, changes: Changes, _origin: str) -> None:
        if self._entered and changes.outbox:
            self.presenter.load()

    def show_state(self, state: SyncState, now: int) -> None:
        """How syncing stands: the same object as the bar's."""
        self._state = state
        self.head.setText(standing.summary(state, now))
        text = _("上次同步 {last} · 今日流量 {today}")
        self._borne = text.format(last=standing.last_sync(state, now), today=amount(state.today))
        self._count_down()
        paused = state.phase is Phase.PAUSED
        self.pause.setText(_("恢复同步") if paused else _("暂停同步 ▾"))
        self.pause.setAccessibleName(_("恢复同步") if paused else _("暂停同步"))
        self.sync.setEnabled(state.phase is not Phase.SYNCING)
        self._name(self.waiting, _("待上传 {n}").format(n=state.waiting))
        self._name(self.refused, _("须重交 {n}").format(n=state.refused))
        self._name(self.conflicts, _("冲突 {n}").format(n=state.conflicts))
        self.downloads.show_held(held=state.files_held)

    def _count_down(self) -> None:
        """The line's second line; while the next attempt is ahead its seconds are counted."""
        state = self._state
        left = ceil(state.next_try - self._clock.monotonic()) if state.phase is Phase.OFFLINE else 0
        text = _("{text} · {n} 秒后自动再试").format(text=self._borne, n=left) if left > 0 else self._borne
        self.traffic.setText(text)
        if left > 0:
            self._count.start()
        else:
            self._count.stop()

    def _name(self, tab: QWidget, text: str) -> None:
        self.tabs.setTabText(self.tabs.indexOf(tab), text)

    def show_tray(self, tray: Tray) -> None:
        """What waits, what came back, what clashes."""
        for column, items in ((self.waiting, tray.waiting), (self.refused, tray.refused)):
            column.show_cards([self._card(item) for item in items[:MOST]], max(0, len(items) - MOST))

        clashing = tray.conflicts
        self.conflicts.show_cards([self._clash(c) for c in clashing[:MOST]], max(0, len(clashing) - MOST))

    def _clash(self, item: Clash) -> ConflictCard:
        card = ConflictCard(item, titled=True)
        card.taken.connect(self.presenter.put_away)
        card.reworked.connect(self.presenter.rework)
        return card

    def offer_undo(self, n: int, text: str) -> None:
        """A command was put away; for a while it can come back."""
        self._away = n
        self.strip.hide()
        self.away.count_down(text, UNDO_SECONDS)

    def _on_undone(self) -> None:
        self.away.end()
        self.presenter.bring_back(self._away)

    def show_flow(self, flow: Flow) -> None:
        """What comes down, what was spent, what happened."""
        self.downloads.show_downloads(flow.downloads[:MOST])
        self._name(self.downloads, _("下载 {n}").format(n=len(flow.downloads)))
        self.spent.show_spent(flow.spent)
        self.log.show_log(flow.log)

    def _card(self, item: Waiting) -> WaitingCard:
        card = WaitingCard(item)
        card.undone.connect(self.presenter.undo)
        card.taken_back.connect(self.presenter.take_back)
        card.reworked.connect(self.presenter.rework)
        card.put_away.connect(self.presenter.put_away)
        card.retried.connect(partial(self.wished.emit, "sync"))
        return card

    def show_trouble(self, text: str, detail: str) -> None:
        """It could not be read."""
        self.strip.say("error", text, _("重试"), self.presenter.load)

    def say(self, text: str) -> None:
        """What came of a wish."""
        self.strip.say("selection", text)

    def rework(self, taken: TakenUp, place: str) -> None:
        """Open the form in which words are a draft again."""
        self.opened.emit(place, taken)

    def undo(self) -> bool:
        if self.away.isHidden():
            return False
        self._on_undone()
        return True

    def show_conflicts(self) -> None:
        """To the tab of what clashes with the centre."""
        self.tabs.setCurrentWidget(self.conflicts)

    def show_refused(self) -> None:
        """To the tab of what came back."""
        self.tabs.setCurrentWidget(self.refused)

    def enter(self) -> None:
        self._entered = True
        self.presenter.load()
        self._watch()
        self.sync.setFocus()
        if self._state.conflicts:
            self.show_conflicts()
        elif self._state.refused and not self._state.waiting:
            self.show_refused()

    def refresh(self) -> None:
        self.presenter.load()
