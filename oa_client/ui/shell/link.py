"""The engine, as the window sees it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from oa_client.app.lineuse import LineUse
from oa_client.app.standing import SyncState
from oa_client.app.synclog import LogLine


class Link(Protocol):
    """The engine, as the desktop sees it. May be called from the GUI thread; never blocks."""

    def state(self) -> SyncState:
        """How syncing stands."""
        ...

    def listen(self, listener: Callable[[SyncState], None]) -> Callable[[], None]:
        """Call this, from any thread, whenever it stands differently; the result stops it."""
        ...

    def sync_now(self) -> None:
        """立即同步."""
        ...

    def pause(self, *, paused: bool) -> None:
        """暂停 and 恢复."""
        ...

    def hold_files(self, *, held: bool) -> None:
        """暂停下载附件, and 继续."""
        ...

    def use(self, use: LineUse) -> None:
        """From now on use the line so."""
        ...

    def log(self) -> Sequence[LogLine]:
        """What syncing did lately, oldest first. Not for the GUI thread."""
        ...
