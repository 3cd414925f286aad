"""已提交，待上传 [撤销]: says what was done and counts down while it can be taken back."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal

from oa_client.assets import _
from oa_client.ui.widgets.plain import Strip

SHOWN_SECONDS = 6
"""How long a strip with nothing to take back stays."""


class UndoStrip(Strip):
    """`undone`: take it back; `over`: the time for it has passed."""

    undone = Signal()
    over = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._words = ""
        self._undo = False
        self._left = 0
        self._tick = QTimer(self)
        self._tick.setObjectName("undo.tick")
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._on_tick)

    def count_down(self, words: str, seconds: int) -> None:
        """Say what was done, and for so many seconds that it can be taken back; 0: it cannot."""
        self._words, self._undo = words, seconds > 0
        self._left = seconds or SHOWN_SECONDS
        self._tick.start()
        self._show()

    def _show(self) -> None:
        if not self._undo:
            self.say("selection", self._words)
        else:
            text = _("{words}（{n} 秒内可撤销）").format(words=self._words, n=self._left)
            self.say("selection", text, _("撤销"), self.undone.emit)

    def _on_tick(self) -> None:
        self._left -= 1
        if self._left > 0:
            self._show()
            return
        self.end()
        self.over.emit()

    def drop(self, *, every: bool, these: str) -> None:
        """What stands there without a time of its own is over: whatever it says, or only if it says `these`."""
        if not self._tick.isActive() and (every or self.text == these):
            self.hide()

    def end(self) -> None:
        """Nothing to say any more."""
        self._tick.stop()
        self.hide()
