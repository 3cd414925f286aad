"""工作日历: by which years' notices limits are counted on this device; changed by the administrator alone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QVBoxLayout

from oa_client.assets import _
from oa_client.domain.calendar import WorkingDays
from oa_client.ui.widgets import plain
from oa_client.wording import workdays


class DaysCard(QFrame):
    """Shows the calendar in force; `days` gives it."""

    def __init__(self, days: Callable[[], WorkingDays], now: Callable[[], int]) -> None:
        super().__init__()
        self._days, self._now = days, now
        plain.named(self, "settings.days", _("工作日历"))
        self.setProperty("role", "card")
        self.lines = plain.label("", "settings.days.lines", wrap=True)
        words = _("时限按工作日计算；放假、调休的安排由管理员在中心更新，联网后自动生效。")
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 16)
        box.setSpacing(8)
        box.addWidget(plain.label(_("工作日历"), "settings.days.title", "section"))
        box.addWidget(self.lines)
        box.addWidget(plain.label(words, "settings.days.text", "second", wrap=True))

    def refresh(self) -> None:
        """Show the calendar as it is now."""
        self.lines.setText("\n".join(workdays.lines(self._days(), self._now())))
