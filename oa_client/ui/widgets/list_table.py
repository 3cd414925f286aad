"""What a list shows, as a table to be written: all its rows, read page by page while that is done. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from oa_client.app.desk import Desk
from oa_client.app.tabular import Cell, Reading, Tabular
from oa_client.assets import _
from oa_client.domain.calendar import BEIJING
from oa_client.domain.matter import MatterId
from oa_client.ui.widgets.choice import CHIP_WORDS, Chip, Choice
from oa_client.ui.widgets.listing_model import Fetch
from oa_client.wording.columns import columns, told

CHUNK = 200


@dataclass(frozen=True, slots=True)
class Listable:
    """A list that can be written: its name, the kind whose register it is, and what reads its rows."""

    desk: Desk
    title: str
    fetch: Fetch
    kind: str = ""

    def table(self, ids: Sequence[MatterId], choice: Choice) -> tuple[Tabular, Reading]:
        """These rows in this order, and the count of those that have passed."""
        said = columns(self.kind)
        rows = Reading(self._rows(tuple(ids)), len(ids))
        return Tabular(self.named(choice), tuple(column for column, _value in said), rows), rows

    def _rows(self, ids: tuple[MatterId, ...]) -> Iterator[Sequence[Cell]]:
        desk, said, now = self.desk, columns(self.kind), self.desk.clock.now()
        directory = desk.rules.directory
        for start in range(0, len(ids), CHUNK):
            for item in self.fetch(ids[start : start + CHUNK]):
                row = told(item, directory, now, desk.calendar)
                yield tuple(value(row) for _column, value in said)

    def named(self, choice: Choice) -> str:
        """The list with the filter that was on."""
        chip = _(CHIP_WORDS[choice.chip]) if choice.chip is not Chip.ALL else ""
        words = "，".join(w for w in (chip, _("查找结果") if choice.text else "") if w)
        return f"{self.title}（{words}）" if words else self.title

    def file_name(self, choice: Choice) -> str:
        """What its file is called."""
        day = datetime.fromtimestamp(self.desk.clock.now(), BEIJING)
        return f"{self.named(choice)}{day:%Y%m%d}.xlsx"
