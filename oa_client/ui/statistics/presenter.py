"""统计 without its screen: which period, by what, and the numbers of it as this device was told of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from oa_client.app.desk import Desk
from oa_client.app.statistics import ROW, By, Statistics, statistics, told_periods
from oa_client.app.tabular import WriteTable
from oa_client.assets import _
from oa_client.ui.widgets.running import Job, Lane, Runner
from oa_client.wording import statistics as words


@dataclass(frozen=True, slots=True)
class Shown:
    """What was read: the periods there are, and one of them counted; None where there is nothing yet."""

    periods: tuple[str, ...]
    counted: Statistics | None


class StatisticsView(Protocol):
    """The screen of the statistics."""

    def show_read(self, shown: Shown) -> None:
        """These."""
        ...

    def show_trouble(self, text: str, detail: str) -> None:
        """They could not be read."""
        ...

    def show_exported(self, text: str, *, good: bool) -> None:
        """Where the file is, or why there is none."""
        ...


class StatisticsPresenter:
    """One period by one view; the newest wish only."""

    def __init__(self, desk: Desk, runner: Runner, view: StatisticsView) -> None:
        """Reads with `runner`."""
        self._desk, self._runner, self._view = desk, runner, view
        self._job: Job | None = None
        self.period, self.by = "", By.UNIT
        self.counted: Statistics | None = None

    def read(self) -> None:
        """Read them, away from the screen."""
        if self._job is not None:
            self._job.cancel()
        period, by = self.period, self.by
        self._job = self._runner.run(
            lambda: self._read(period, by), self._done, self._failed, lane=Lane.READ, name="statistics"
        )

    def _read(self, period: str, by: By) -> Shown:
        periods = told_periods(self._desk)
        wanted = period if period in periods else next(iter(periods), "")
        return Shown(periods, statistics(self._desk, wanted, by) if wanted else None)

    def _done(self, shown: Shown) -> None:
        self.counted = shown.counted
        self.period = shown.counted.period if shown.counted else ""
        self._view.show_read(shown)

    def _failed(self, error: Exception) -> None:
        self._view.show_trouble(_("统计没有读出来；数据都在，可重试。"), repr(error))

    def choose(self, period: str, by: By) -> None:
        """Another period, or another view of it."""
        if (period, by) != (self.period, self.by):
            self.period, self.by = period, by
            self.read()

    def changed(self, rows: frozenset[str]) -> None:
        """Rows of these kinds have come."""
        if ROW in rows:
            self.read()

    def export_to(self, path: Path, write: WriteTable) -> None:
        """The table as XLSX, while one works on."""
        found = self.counted
        if found is None:
            return
        table = words.tabular(found, self._desk.rules.directory)
        self._runner.run(
            lambda: write(table, path),
            lambda _nothing: self._view.show_exported(_("已另存到 {place}").format(place=path), good=True),
            lambda error: self._view.show_exported(_unwritten(path, error), good=False),
            lane=Lane.READ,
            name="statistics.export",
        )


def _unwritten(path: Path, error: Exception) -> str:
    why = getattr(error, "strerror", None) or type(error).__name__
    return _("没有导出成：{place} 写不进去（{why}）。可换个位置再存。").format(place=path.name, why=why)
