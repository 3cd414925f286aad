"""Whom this person addressed lately, read from what he sent; nothing is kept for it."""

from __future__ import annotations

from oa_client.app.desk import Desk
from oa_client.app.reading import ListName
from oa_client.domain.people import Scope
from oa_client.domain.table import FieldType
from oa_client.ui.widgets.people_chosen import groups_in
from oa_client.ui.widgets.running import Runner

MATTERS = 15
MOST = 30
_PEOPLE = {FieldType.GROUPS, FieldType.HOLDERS, FieldType.HOLDER, FieldType.SCOPES}


class Recent:
    """Read away from the screen; empty until then."""

    def __init__(self, desk: Desk, runner: Runner) -> None:
        """Nothing is read yet."""
        self._desk, self._runner = desk, runner
        self._found: tuple[Scope, ...] = ()

    def scopes(self) -> tuple[Scope, ...]:
        """As last read."""
        return self._found

    def read(self) -> None:
        """Look again."""
        self._runner.run(self._look, self._take, self._keep, name="people.recent")

    def _take(self, found: tuple[Scope, ...]) -> None:
        self._found = found

    def _keep(self, _error: Exception) -> None:
        """What was read before stands."""

    def _look(self) -> tuple[Scope, ...]:
        found: dict[Scope, None] = {}
        for matter in self._desk.ids(ListName.SENT)[:MATTERS]:
            record = self._desk.record(matter)
            process = self._desk.kinds.get(record.kind, record.edition) if record else None
            if record is None or record.matter is None or process is None:
                continue
            asked = [f.name for action in process.opening for f in action.asks if f.type in _PEOPLE]
            for name in asked:
                found |= dict.fromkeys(s for g in groups_in(record.matter.fields.get(name)) for s in g)
        return tuple(found)[:MOST]
