"""What syncing did: a log of codes and figures, no words of any document, kept for 30 days.

It is written from the one `SyncState`, so it can say nothing the bar did not say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from oa_client.app.standing import Phase, SyncState

KEPT_DAYS = 30

PASS, CUT, BACK, REFUSED, STUCK, PHASE, QUIET = "pass", "cut", "back", "refused", "stuck", "phase", "quiet"
"""All is through; the link broke, and is back; commands came back, or cannot go up; another phase; idle bytes."""
CONFLICT = "conflict"
"""Commands came back because their matters had moved on."""

QUIET_SECONDS = 3600
"""So often the bytes of a link on which nothing happens are written down."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """What happened at a time (seconds since 1970); `spent`: bytes on the wire since the line before, by purpose."""

    at: int
    what: str
    facts: Mapping[str, object] = field(default_factory=dict)
    spent: Mapping[str, int] = field(default_factory=dict)

    @property
    def trouble(self) -> bool:
        """Whether it is something a person may have to see to."""
        halted = self.what == PHASE and self.facts.get("phase") != "paused"
        return halted or self.what in {CUT, REFUSED, CONFLICT, STUCK}


class SyncLog(Protocol):
    """Where the lines are kept. May be called from any thread."""

    def add(self, line: LogLine) -> None:
        """Keep one more; a log that cannot be written stops nothing."""
        ...

    def lines(self) -> Sequence[LogLine]:
        """Those of the last `KEPT_DAYS` days, oldest first."""
        ...


class Journal:
    """Turns the states syncing goes through into lines. Heard by one thread."""

    def __init__(self, log: SyncLog, before: SyncState) -> None:
        """`before`: how it stands at the start."""
        self._log = log
        self._before = before
        self._spent: Mapping[str, int] = dict(before.spent)
        self._items = before.items
        self._cut = False
        self._quiet_since = 0

    def hear(self, state: SyncState, now: int) -> None:
        """It stands so now."""
        before, self._before = self._before, state
        self._quiet_since = self._quiet_since or now
        for what, facts in self._happened(before, state):
            self._write(now, what, facts, state)
        if now - self._quiet_since >= QUIET_SECONDS and self._since(state):
            self._write(now, QUIET, {}, state)

    def lines(self, now: int) -> tuple[LogLine, ...]:
        """What is written, and what was spent since the last line. From any thread."""
        rest = self._since(self._before)
        return (*self._log.lines(), *([LogLine(now, QUIET, {}, rest)] if rest else ()))

    def _since(self, state: SyncState) -> dict[str, int]:
        written = self._spent
        return {name: n - written.get(name, 0) for name, n in state.spent if n > written.get(name, 0)}

    def _write(self, now: int, what: str, facts: Mapping[str, object], state: SyncState) -> None:
        line = LogLine(now, what, facts, self._since(state))
        self._spent, self._quiet_since = dict(state.spent), now
        self._log.add(line)

    def _happened(self, before: SyncState, state: SyncState) -> list[tuple[str, Mapping[str, object]]]:
        found: list[tuple[str, Mapping[str, object]]] = []
        if state.phase is Phase.OFFLINE and state.problem and not self._cut:
            self._cut = True
            found.append((CUT, {"code": state.problem}))
        elif state.phase is Phase.IDLE and self._cut:
            self._cut = False
            found.append((BACK, {}))
        if state.phase is not before.phase and state.phase not in {Phase.IDLE, Phase.SYNCING, Phase.OFFLINE}:
            found.append((PHASE, {"phase": state.phase.value}))
        if state.refused > before.refused:
            found.append((REFUSED, {"n": state.refused - before.refused}))
        if state.conflicts > before.conflicts:
            found.append((CONFLICT, {"n": state.conflicts - before.conflicts}))
        if state.stuck > before.stuck:
            found.append((STUCK, {"n": state.stuck - before.stuck}))
        sent = max(0, before.waiting - state.waiting)
        if state.last_full_pass > before.last_full_pass and (state.items > self._items or sent):
            found.append((PASS, {"items": state.items - self._items}))
            self._items = state.items
        return found
