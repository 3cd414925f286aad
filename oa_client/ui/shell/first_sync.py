"""The first sync: what is here already, what comes next, how fast; one may go in as soon as the 待办 are here."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QProgressBar, QVBoxLayout

from oa_client.app.standing import FirstSync as Filling
from oa_client.app.standing import Phase, SyncState
from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.widgets import plain, standing
from oa_client.ui.widgets.page import size_over
from oa_client.wording.names import amount

STEPS = ("待办", "通讯录", "标题", "正文")
HOLDS = {
    Phase.PAUSED: ("resume", "继续取回"),
    Phase.OFFLINE: ("sync", "立即重试"),
    Phase.PORTAL: ("sync", "立即重试"),
    Phase.LOCKED: ("sync", "立即重试"),
    Phase.UPGRADE: ("sync", "立即重试"),
    Phase.NEEDS_SIGN_IN: ("signin", "重新登录"),
}
"""What the second button does, and its word; while bytes come it is 暂停."""
STANDS = {
    Phase.OFFLINE: "连接中断，已取回的都在；恢复后自动接着取。",
    Phase.PAUSED: "已暂停，已取回的都在；点“继续取回”从断开处接着取。",
}
COMING = frozenset({Phase.SYNCING, Phase.IDLE})
"""While it stands otherwise nothing is on its way, and nothing says it is."""
SURE_AFTER = 5
"""Seconds of records coming before the time left is said."""


def reached(first: Filling) -> int:
    """How many of the steps are done."""
    if not first.names_ready:
        return 0
    if first.of and first.records >= first.of:
        return 4
    if first.of:
        return 3
    return 2 if first.headers else 1


class Remaining:
    """How long the records still take, by how they came since they began or went on."""

    def __init__(self) -> None:
        self._since: tuple[int, int] | None = None

    def seconds(self, first: Filling, now: int, *, coming: bool) -> int | None:
        """None while nothing can be said."""
        if not coming or not first.of:
            self._since = None
            return None
        if self._since is None or first.records < self._since[1]:
            self._since = (now, first.records)
        spent, got = now - self._since[0], first.records - self._since[1]
        return (first.of - first.records) * spent // got if got and spent >= SURE_AFTER else None


def time_left(seconds: int | None) -> str:
    """约剩 3 分钟."""
    if seconds is None:
        return ""
    return _(" · 约剩 {n} 分钟").format(n=-(-seconds // 60)) if seconds >= 60 else _(" · 约剩不到 1 分钟")


class FirstSync(QFrame):
    """What fills the window until the desk can be used; losing power loses nothing of it."""

    wished = Signal()
    """先进入系统."""
    asked = Signal(str)
    """pause, resume, sync or signin."""

    def __init__(self) -> None:
        super().__init__()
        self._remaining = Remaining()
        self._hold = "pause"
        self._build()
        self.enter.clicked.connect(self.wished)
        self.hold.clicked.connect(lambda: self.asked.emit(self._hold))

    def _build(self) -> None:
        plain.named(self, "window.first", _("首次同步"))
        self.setProperty("role", "page")
        scale = theme.current().scale
        self.resize(size_over(self, 960, 640))
        self.problem = plain.message_strip("first.problem")
        self.facts = plain.label("", "first.facts", "second")
        self.bar = plain.named(QProgressBar(), "first.bar", _("正文进度"))
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(12)
        self.enter = plain.button(_("先进入系统"), "btn.enter", "primary")
        self.hold = plain.button(_("暂停"), "btn.hold")
        self._words = [plain.label("", f"first.step.{n}.state", "second") for n in range(len(STEPS))]
        grid = QGridLayout()
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for n, step in enumerate(STEPS):
            grid.addWidget(plain.label(f"{n + 1}. {_(step)}", f"first.step.{n}", "strong"), n, 0)
            grid.addWidget(self._words[n], n, 1)
        card = plain.named(QFrame(), "first.card")
        card.setProperty("role", "card")
        card.setFixedWidth(round(560 * scale))
        box = QVBoxLayout(card)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(12)
        box.addWidget(plain.label(_("首次同步"), "first.title", "title"))
        about = _("正在从中心取回您的公文。可以随时关机或断网，下次从断开处接着取。")
        box.addWidget(plain.label(about, "first.about", "second", wrap=True))
        box.addLayout(grid)
        for widget in (self.bar, self.facts, self.problem):
            box.addWidget(widget)
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addWidget(self.enter, 1)
        buttons.addWidget(self.hold)
        box.addLayout(buttons)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(card)
        row.addStretch(1)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addLayout(row)
        outer.addStretch(3)

    def show_state(self, state: SyncState, now: int) -> None:
        """How far it is."""
        first = state.first or Filling()
        done = reached(first)
        counts = ("", _("{n:,} 人").format(n=first.people) if first.people else "", self._count(first.headers), "")
        coming = state.phase in COMING
        under_way = _("正在取回…") if coming else _("还没有取完")
        for n, label in enumerate(self._words):
            word = _("已到本机") if n < done else (under_way if n == done else _("等候"))
            label.setText(f"{word}  {counts[n]}".strip())
        self._words[3].setText(self._body(first, _("已到本机") if done > 3 else under_way))
        self.bar.setRange(0, max(1, first.of))
        self.bar.setValue(min(first.records, first.of))
        speed = _(" · 每秒 {speed}").format(speed=amount(state.speed)) if state.speed and coming else ""
        left = time_left(self._remaining.seconds(first, now, coming=state.phase is Phase.SYNCING))
        self.facts.setText(_("已收 {size}{speed}{left}").format(size=amount(state.today), speed=speed, left=left))
        self.enter.setEnabled(first.names_ready)
        waits = _("待办取到后即可进入")
        self.enter.setText(_("先进入系统") if first.names_ready else waits)
        self.enter.setAccessibleName(self.enter.text())
        self._hold, word = HOLDS.get(state.phase, ("pause", "暂停"))
        self.hold.setText(_(word))
        self.hold.setAccessibleName(self.hold.text())
        self._say_problem(state, now)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        (self.enter if self.enter.isEnabled() else self.hold).setFocus(Qt.FocusReason.OtherFocusReason)

    def _count(self, headers: int) -> str:
        return _("{n:,} 件").format(n=headers) if headers else ""

    def _body(self, first: Filling, word: str) -> str:
        if not first.of:
            return _("等候")
        return _("{word}  {n:,} / {of:,} 件").format(word=word, n=first.records, of=first.of)

    def _say_problem(self, state: SyncState, now: int) -> None:
        said = standing.notice(state, now)
        if said is not None and state.phase not in COMING:
            usual = STANDS.get(state.phase) if said.role != "error" else None
            self.problem.say(said.role, _(usual) if usual else said.text)
        else:
            self.problem.hide()
