"""What to announce when: newly arrived 待办, the urgent ones by name and alone, the others as one digest. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from oa_client.app.desk import Desk
from oa_client.app.reading import Listed, ListName
from oa_client.assets import _
from oa_client.domain.matter import MatterId
from oa_client.wording import names

BETWEEN_SECONDS = 60
"""At most one announcement in so long."""
MOST_ROWS = 100
NAMED = 3
"""So many titles stand in a digest, where titles may be shown."""


class Titles(Enum):
    """Whose titles may stand in a pop-up, which anybody near the screen can read."""

    URGENT = "urgent"
    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Arrived:
    """待办 as they stand: all of them, and the rows of those not known before."""

    ids: tuple[MatterId, ...]
    rows: tuple[Listed, ...] = ()


def look(desk: Desk, known: frozenset[MatterId]) -> Arrived:
    """What is to do now. Not for the GUI thread."""
    ids = desk.ids(ListName.TODO)
    new = [matter for matter in ids if matter not in known][:MOST_ROWS]
    return Arrived(ids, desk.rows(ListName.TODO, new) if new else ())


@dataclass(frozen=True, slots=True)
class PopUp:
    """What to say, and where a click leads; `matter` None: to the list."""

    title: str
    text: str
    matter: MatterId | None = None


@dataclass
class Herald:
    """Remembers what was there, so that a command taken back or refused announces nothing anew."""

    monotonic: Callable[[], float]
    titles: Callable[[], Titles]
    muted: Callable[[], bool]
    known: frozenset[MatterId] = frozenset()
    _since: dict[MatterId, int | None] = field(default_factory=dict)
    _waiting: dict[MatterId, Listed] = field(default_factory=dict)
    _begun: bool = False
    _said_at: float | None = None

    def hear(self, arrived: Arrived, *, filling: bool = False) -> None:
        """So it stands now. The first time, and while the device is `filling`, everything counts as there before."""
        quiet = filling or not self._begun
        self._begun = True
        self.known = frozenset(arrived.ids)
        for row in arrived.rows:
            if not quiet and self._is_new(row):
                self._waiting[row.matter] = row
            self._since[row.matter] = row.since
        for matter in arrived.ids:
            self._since.setdefault(matter, None)
        self._waiting = {m: row for m, row in self._waiting.items() if m in self.known}

    def _is_new(self, row: Listed) -> bool:
        """Never here before, or here again for a step that began at another time."""
        if row.matter not in self._since:
            return True
        before = self._since[row.matter]
        return before is not None and before != row.since

    def next(self) -> PopUp | None:
        """What to say now; None: nothing, or not yet."""
        if not self._waiting or self.muted() or self._too_soon():
            return None
        self._said_at = self.monotonic()
        urgent = next((row for row in self._waiting.values() if row.row.urgency), None)
        if urgent is not None:
            del self._waiting[urgent.matter]
            return self._urgent(urgent)
        rows = list(self._waiting.values())
        self._waiting.clear()
        return self._digest(rows)

    def _too_soon(self) -> bool:
        return self._said_at is not None and self.monotonic() - self._said_at < BETWEEN_SECONDS

    def _urgent(self, row: Listed) -> PopUp:
        grade = names.urgency(row.row.urgency)
        text = _("您有 1 件{grade}待办").format(grade=grade) if self.titles() is Titles.NONE else row.row.title
        return PopUp(_("{grade}待办").format(grade=grade), text, row.matter)

    def _digest(self, rows: list[Listed]) -> PopUp:
        text = _("您有 {n} 件新待办").format(n=len(rows))
        if self.titles() is Titles.ALL:
            text = "\n".join([text, *(row.row.title for row in rows[-NAMED:])])
        return PopUp(_("新待办"), text, rows[0].matter if len(rows) == 1 else None)
