"""已提交，待上传 [撤销]: says what was handed in and counts down while it can be taken back."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal

from oa_client.assets import _
from oa_client.ui.matter.presenter import Done
from oa_client.ui.widgets.plain import Strip

SHOWN_SECONDS = 6
"""How long a strip with nothing to take back stays."""


class UndoStrip(Strip):
    """`undone`: take it back; `over`: the time for it has passed."""

    undone = Signal()
    over = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._done: Done | None = None
        self._left = 0
        self._tick = QTimer(self)
        self._tick.setObjectName("undo.tick")
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._on_tick)

    def show_done(self, done: Done) -> None:
        """Begin to count."""
        self._done = done
        self._left = done.seconds or SHOWN_SECONDS
        self._tick.start()
        self._show()

    def _show(self) -> None:
        done = self._done
        if done is None:
            return
        if done.n is None:
            self.say("selection", done.words)
        else:
            text = _("{words}（{n} 秒内可撤销）").format(words=done.words, n=self._left)
            self.say("selection", text, _("撤销"), self.undone.emit)

    def _on_tick(self) -> None:
        self._left -= 1
        if self._left > 0:
            self._show()
            return
        self.end()
        self.over.emit()

    def end(self) -> None:
        """Nothing to say any more."""
        self._tick.stop()
        self._done = None
        self.hide()
