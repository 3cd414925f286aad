"""Whether what is written on a text that is there will be the text, or a 修改意见稿 beside it; said as it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QTimer

from oa_client.app.desk import Desk
from oa_client.app.editing_turn import turn
from oa_client.app.ports import Changes
from oa_client.app.reading import Record
from oa_client.ui.bridge import Bridge
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.running import Runner
from oa_client.wording import drafting

LEASE_MS = 15_000
"""How often it is looked whether the lease on the text has ended."""


class TurnStrip(plain.Strip):
    """Hidden while there is nothing to say, and for a new draft."""

    def __init__(self, desk: Desk, runner: Runner, action: str, values: Callable[[], Mapping[str, object]]) -> None:
        super().__init__("draft.turn")
        self._desk, self._runner, self._action, self._values = desk, runner, action, values
        self._record: Record | None = None
        self._told: Callable[[Record], None] = lambda _record: None
        self._again = QTimer(self)
        self._again.setObjectName("draft.lease")
        self._again.setInterval(LEASE_MS)
        self._again.timeout.connect(self.look)

    def watch(self, bridge: Bridge, record: Record, told: Callable[[Record], None]) -> None:
        """Look at this matter; `told` hears of it each time it has moved on."""
        self._record, self._told = record, told
        bridge.changed.connect(self._on_changed)
        self._again.start()
        self.destroyed.connect(self._again.stop)

    def _on_changed(self, changes: Changes, _origin: str) -> None:
        record, desk = self._record, self._desk
        if record is not None and record.id in changes.matters:
            self._runner.run(lambda: desk.record(record.id), self._on_record, lambda _: None, name="draft.record")

    def _on_record(self, record: Record | None) -> None:
        if record is not None:
            self._record = record
            self._told(record)
            self.look()

    def look(self) -> None:
        """Say how it stands now."""
        if self._record is None:
            return
        found = turn(self._desk, self._record, self._action, self._values())
        name = self._desk.people.label(found.holder) if found.holder is not None else ""
        said = drafting.turn(found, name, self._desk.clock.now())
        if said:
            self.say("conflict" if found.code else "offline", said)
        else:
            self.hide()
