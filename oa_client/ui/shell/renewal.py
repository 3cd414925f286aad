"""Says that the program was upgraded under a window that goes on with the release it was started from."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from oa_client.wording.sentences import sentence

EVERY = 60_000
"""Milliseconds from one look to the next."""


class Renewal(QObject):
    """Looks now and then whether another release lies where this one did, and tells it once for each."""

    def __init__(self, parent: QObject, replaced: Callable[[], str], tell: Callable[[str], None]) -> None:
        """`replaced`: the version that lies there now, "" where it is this one."""
        super().__init__(parent)
        self._replaced, self._tell, self._told = replaced, tell, ""
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(EVERY)

    def look(self) -> None:
        """Look now."""
        version = self._replaced()
        if version and version != self._told:
            self._told = version
            self._tell(sentence("renewed", {"version": version}))
