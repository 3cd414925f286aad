"""工作报告分解 without its screen: a workbook is read and judged, then everything kept, or what is good of it."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from oa_client.app.acting import Kept
from oa_client.app.breakdown import Defaults, Plan, TakenBack, keep, planned, take_back
from oa_client.app.desk import Desk
from oa_client.app.ports import BadStore, NoRoom
from oa_client.app.tabular import MOST_BYTES, Foreign, ReadTable, WriteTable
from oa_client.assets import _
from oa_client.domain.decision import Refused
from oa_client.ui.widgets.running import Lane, Runner
from oa_client.wording import breakdown
from oa_client.wording.sentences import sentence


class BringView(Protocol):
    """The screen of it."""

    def show_plan(self, plan: Plan, said: str) -> None:
        """The rows, and what they come to."""
        ...

    def show_trouble(self, text: str) -> None:
        """It could not be read, or kept."""
        ...

    def show_done(self, text: str, *, undo: bool = False) -> None:
        """What was kept, or written; `undo`: it can be taken back as a whole."""
        ...


class BringPresenter:
    """One workbook at a time."""

    def __init__(self, desk: Desk, runner: Runner, view: BringView, read: ReadTable, write: WriteTable) -> None:
        self._desk, self._runner, self._view, self._read, self._write = desk, runner, view, read, write
        self.plan = Plan()
        self._kept: tuple[Kept, ...] = ()
        self._path: Path | None = None

    def again(self, defaults: Defaults) -> None:
        """The same workbook with something else where its rows say nothing."""
        if self._path is not None:
            self.open(self._path, defaults)

    def open(self, path: Path, defaults: Defaults) -> None:
        """Read it and say row by row what it comes to."""
        self._path = path
        desk, read = self._desk, self._read

        def judge() -> Plan:
            with path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
            return planned(desk, read(data), defaults)

        self._runner.run(judge, self._on_planned, lambda e: self._on_failed(e, path), name="bring.read")

    def _on_planned(self, plan: Plan) -> None:
        self.plan = plan
        self._view.show_plan(plan, breakdown.summary(plan))

    def _on_failed(self, error: Exception, path: Path) -> None:
        self.plan = Plan()
        self._view.show_plan(self.plan, "")
        code, facts = (error.code, error.facts) if isinstance(error, Foreign) else ("file_unreadable", {})
        self._view.show_trouble(sentence(code, {**facts, "name": path.name}, kept=False))

    def keep(self) -> None:
        """Everything, or where rows are wrong only the good ones: the button has said which."""
        desk, tasks = self._desk, self.plan.good
        self._runner.run(
            lambda: keep(desk, tasks), self._on_kept, self._on_not_kept, lane=Lane.WRITE, name="bring.keep"
        )

    def undo(self) -> bool:
        """Take back what was just brought in, all in one; False: there is nothing."""
        desk, kept = self._desk, self._kept
        self._kept = ()
        if kept:
            self._runner.run(
                lambda: take_back(desk, kept), self._on_undone, self._on_not_kept, lane=Lane.WRITE, name="bring.undo"
            )
        return bool(kept)

    def _on_undone(self, taken: TakenBack) -> None:
        self._view.show_done(breakdown.taken_back(taken))

    def _on_kept(self, kept: tuple[Kept, ...] | Refused) -> None:
        if isinstance(kept, Refused):
            self._view.show_trouble(sentence(kept.code, {**kept.facts, "kind": "supervision"}, kept=False))
            return
        self.plan, self._path, self._kept = Plan(), None, kept
        self._view.show_plan(self.plan, "")
        self._view.show_done(_("已拟立项 {n} 件，已提交，待上传。").format(n=len(kept)), undo=True)

    def _on_not_kept(self, error: Exception) -> None:
        self._view.show_trouble(sentence(*_cause(error), kept=False))

    def template(self, path: Path) -> None:
        """The workbook to fill in."""
        write = self._write
        done = _("模板已另存为 {name}").format(name=path.name)
        wrong = sentence("file_unwritable", {"name": path.name}, kept=False)
        self._runner.run(
            lambda: write(breakdown.template(), path),
            lambda _: self._view.show_done(done),
            lambda _: self._view.show_trouble(wrong),
            lane=Lane.WRITE,
            name="bring.template",
        )


def _cause(error: Exception) -> tuple[str, dict[str, object]]:
    """Why nothing was kept: no room, a damaged store, or what else went wrong by its own name."""
    if isinstance(error, NoRoom):
        return "disk_full", {}
    if isinstance(error, BadStore):
        return error.code, {"which": error.which}
    return "import_failed", {"why": getattr(error, "strerror", None) or type(error).__name__}
