"""What will be wanted, made ready in small pieces while nobody needs the event loop."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, QTimer

BREATH_MS = 15
"""Between two pieces: a key pressed meanwhile is answered first."""
CALM_MS = 250
"""So long after somebody's last key or movement nothing is made ready."""

Piece = Callable[[], object]
_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.InputMethod,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchUpdate,
    }
)


class Ahead(QObject):
    """Does one piece a turn, in order, as long as `free` says so; somebody's hands come first.

    `hands`: what every event of somebody's hands passes through, whichever window it is for: the application.
    """

    def __init__(self, parent: QObject, free: Callable[[], bool], hands: QObject) -> None:
        super().__init__(parent)
        self._free, self._hands = free, hands
        self._pieces: deque[Piece] = deque()
        self._timer = QTimer(self)
        self._timer.setObjectName("ahead")
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._turn)

    def add(self, pieces: Iterable[Piece]) -> None:
        """Some more to do, after the rest; what waits already is done once."""
        self._pieces.extend(piece for piece in pieces if piece not in self._pieces)
        if self._pieces and not self._timer.isActive():
            self._timer.start(BREATH_MS)

    @property
    def pending(self) -> int:
        """How many pieces are left."""
        return len(self._pieces)

    def stop(self) -> None:
        """Leave the rest undone."""
        self._timer.stop()
        self._pieces.clear()
        self._listen(on=False)

    def _turn(self) -> None:
        if not self._free():
            self._timer.start(CALM_MS)
            return
        if self._pieces:
            self._pieces.popleft()()
        if self._pieces:
            self._timer.start(BREATH_MS)
        self._listen(on=bool(self._pieces))

    def _listen(self, *, on: bool) -> None:
        """Every event costs a call: only while there is something to hold back."""
        self._hands.removeEventFilter(self)
        if on:
            self._hands.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT and self._pieces:
            self._timer.start(CALM_MS)
        return False
