"""期限提醒: what the centre reminded of this morning, as far as it is still to be done; can be folded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from oa_client.app.reading import Listed
from oa_client.assets import _
from oa_client.domain.matter import MatterId
from oa_client.ui import theme
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.listing_model import ListingModel
from oa_client.ui.widgets.listing_rows import RowsView
from oa_client.ui.widgets.page import Memory
from oa_client.ui.workbench.model import Urging
from oa_client.wording.lines import Line

MOST = 5
_KEY = "workbench/urging"
_FOLDED = "folded"


class UrgingCard(QFrame):
    """Its head says how much there is, its rows are gone on with; empty it is one line."""

    opened = Signal(str, object)
    """(place, matter)"""

    def __init__(self, words: Callable[[Listed], Line], memory: Memory) -> None:
        super().__init__()
        self._words, self._memory = words, memory
        self._shown = Urging("", (), {})
        self._held: dict[MatterId, Listed] = {}
        self.model = ListingModel(self._fetch, self._line, self)
        self._build()
        self.fold.clicked.connect(self._on_fold)
        self.rows.entered_row.connect(self._on_entered)
        self.rows.clicked.connect(self._on_clicked)
        self._fit()  # and not a word of how much there is before it is known

    def _build(self) -> None:
        plain.named(self, "card.urging", _("期限提醒"))
        self.setProperty("role", "card")
        self.title = plain.label(_("期限提醒"), "card.urging.title", "section")
        self.summary = plain.label("", "card.urging.summary", "second")
        self.fold = plain.button("", "card.urging.fold", "link")
        head = QHBoxLayout()
        head.setContentsMargins(16, 4, 8, 4)
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addWidget(self.summary, 1)
        head.addWidget(self.fold)
        self.rows = RowsView("card.urging.rows", _("期限提醒"), self.model, compact=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self.rows)

    def _fetch(self, ids: Sequence[MatterId]) -> list[Listed]:
        return [self._held[m] for m in ids if m in self._held]

    def _line(self, item: Listed) -> Line:
        """As in any list; 临期 stands before the days where the list of the kind does not say it."""
        line = self._words(item)
        near = _("临期")
        return line if line.late or line.due.startswith(near) else replace(line, due=f"{near} · {line.due}", near=True)

    def show_urging(self, urging: Urging) -> None:
        """These, as things stand now."""
        self._shown = urging
        self._held = {row.matter: row for row in urging.rows}
        self.model.set_ids(tuple(self._held))
        self.summary.setText(self._said())
        self._fit()

    def _said(self) -> str:
        """Of which day the reminder is, how many are over their date and how many near it."""
        rows = self._shown.rows
        if not rows:
            return _("今天没有新的期限提醒。")
        lines = [self._line(row) for row in rows]
        late = sum(line.late for line in lines)
        parts = [_("超期 {n} 件").format(n=late) if late else ""]
        parts.append(_("临期 {n} 件").format(n=len(rows) - late) if len(rows) > late else "")
        parts.append(_("另有 {n} 件").format(n=self._shown.unlisted) if self._shown.unlisted else "")
        day = date.fromisoformat(self._shown.day)
        counted = "，".join(part for part in parts if part)
        return _("{month}月{day}日提醒：{counted}").format(month=day.month, day=day.day, counted=counted)

    @property
    def folded(self) -> bool:
        """Whether its rows are put away, as its reader likes it."""
        return self._memory.get(_KEY) == _FOLDED

    def _on_fold(self) -> None:
        self._memory.set(_KEY, "" if self.folded else _FOLDED)
        self._fit()

    def _fit(self) -> None:
        count = len(self._shown.rows)
        self.fold.setVisible(count > 0)
        text = _("展开") if self.folded else _("收起")
        self.fold.setText(text)
        self.fold.setAccessibleName(_("{act}期限提醒").format(act=text))
        self.rows.setVisible(count > 0 and not self.folded)
        self.rows.setFixedHeight(min(count, MOST) * theme.current().sizes.line)

    def _on_entered(self, row: int) -> None:
        if (matter := self.model.id_at(row)) is not None:
            self.opened.emit(self._shown.places[matter], matter)

    def _on_clicked(self) -> None:
        self._on_entered(self.rows.currentIndex().row())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange and hasattr(self, "rows"):
            self.rows.restyle()
            self._fit()
