"""Cards that say how things stand where rows would be: loading, empty, in trouble; and the strip of a busy page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.widgets import icons, plain

PATIENCE_MS = 300
"""What is there sooner needs no word that it is coming."""


class StateCard(QFrame):
    """One sentence in the middle of an empty area, and one thing to do about it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._do: Callable[[], None] | None = None
        self._copied = ""
        self._icon = ""
        self._build(name)
        self._connect()

    def _build(self, name: str) -> None:
        plain.named(self, name)
        self.setProperty("role", "panel")
        self._picture: QLabel = plain.label("", f"{name}.icon")
        self._text = plain.label("", f"{name}.text", "second", wrap=True)
        self._act = plain.button("", f"{name}.act", "main")
        self._copy = plain.button(_("复制诊断信息"), f"{name}.copy", "link")
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 24, 24, 24)
        box.setSpacing(12)
        box.addStretch(1)
        for widget in (self._picture, self._text):
            widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
            box.addWidget(widget)
        for button in (self._act, self._copy):
            box.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(2)

    def _connect(self) -> None:
        self._act.clicked.connect(self._on_act)
        self._copy.clicked.connect(self._on_copy)
        self._later.timeout.connect(self._show_loading)

    def loading(self) -> None:
        """Nothing yet; says so only when it takes long enough to wonder."""
        self._say("", "", "")
        self._later.start(PATIENCE_MS)

    def _show_loading(self) -> None:
        self._say("hourglass", _("正在读取本地数据…"), "")

    def empty(self, text: str, act: str = "", do: Callable[[], None] | None = None) -> None:
        """Nothing here, why, and what next."""
        self._say("circle-check", text, act, do)

    def note(self, text: str) -> None:
        """Nothing belongs here, and nothing is to be done about it."""
        self._say("", text, "")

    def trouble(self, text: str, do: Callable[[], None] | None, detail: str = "") -> None:
        """What failed and what is safe; 重试, and the details for whoever helps."""
        self._say("alert-circle", text, _("重试") if do else "", do, detail)

    def _say(self, icon: str, text: str, act: str, do: Callable[[], None] | None = None, detail: str = "") -> None:
        self._later.stop()
        self._do, self._copied, self._icon = do, detail, icon
        self._text.setText(text)
        self.setAccessibleName(text)
        self._act.setText(plain.unmarked(act))
        self._act.setAccessibleName(act)
        self._act.setVisible(bool(act))
        self._copy.setVisible(bool(detail))
        self._picture.setVisible(bool(icon))
        self._draw()

    def _draw(self) -> None:
        if self._icon:
            self._picture.setPixmap(icons.pixmap(self._icon, "hint", theme.current().sizes.icon * 2))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange and hasattr(self, "_picture"):
            self._draw()

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def take_focus(self) -> None:
        """The keyboard goes to what can be done here."""
        if not self._act.isHidden():
            self._act.setFocus()

    def _on_act(self) -> None:
        if self._do is not None:
            self._do()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._copied)


class BusyStrip(QFrame):
    """Work under way: a sentence and how far it is. A bar that knows no end is not shown; 正在… says enough."""

    def __init__(self, name: str) -> None:
        super().__init__()
        plain.named(self, name)
        self.setProperty("role", "bar")
        self._text = plain.label("", f"{name}.text", "second")
        self._bar = plain.named(QProgressBar(), f"{name}.bar", _("进度"))
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(8)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 16, 4)
        row.addWidget(self._text)
        row.addWidget(self._bar, 1)
        self.hide()

    def show_progress(self, text: str, done: int = 0, total: int = 0) -> None:
        """Say what is under way, and how far when that is known."""
        self._text.setText(text)
        self._bar.setVisible(total > 0)
        if total > 0:
            self._bar.setRange(0, total)
            self._bar.setValue(min(done, total))
        self.show()

    def end(self) -> None:
        """It is done."""
        self.hide()


class CardColumn(QScrollArea):
    """A column of cards, or why there are none."""

    def __init__(self, name: str, empty: str) -> None:
        super().__init__()
        self._empty = empty
        self._build(name)

    def _build(self, name: str) -> None:
        plain.named(self, name, self._empty)
        self.setWidgetResizable(True)
        self._inside = QFrame()
        self._inside.setProperty("role", "page")
        self._box = QVBoxLayout(self._inside)
        self._box.setContentsMargins(16, 16, 16, 16)
        self._box.setSpacing(8)
        self.setWidget(self._inside)

    def show_cards(self, cards: Sequence[QWidget], more: int) -> None:
        """These cards, and how many more there are."""
        while self._box.count():
            old = self._box.takeAt(0).widget()
            if old is not None:
                old.deleteLater()
        for card in cards:
            self._box.addWidget(card)
        if not cards:
            state = StateCard(f"{self.objectName()}.state")
            state.empty(self._empty)
            self._box.addWidget(state)
        elif more:
            self._box.addWidget(plain.label(_("另有 {n} 项").format(n=more), f"{self.objectName()}.more", "hint"))
        self._box.addStretch(1)
