"""The sync centre without its screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from oa_client.app.conflicts import TakenUp
from oa_client.app.desk import Desk
from oa_client.app.ports import Pending, Standing
from oa_client.app.reading import PLACES
from oa_client.app.synclog import LogLine
from oa_client.assets import _
from oa_client.domain.matter import MatterId
from oa_client.ui.centre.flow import Download, Spent, Told, downloads, log, spent
from oa_client.ui.centre.model import Tray, tray
from oa_client.ui.widgets.running import Job, Lane, Runner


@dataclass(frozen=True, slots=True)
class Flow:
    """What the line carries and has carried."""

    downloads: tuple[Download, ...]
    spent: tuple[Spent, ...]
    log: tuple[Told, ...]


class CentreView(Protocol):
    """The screen of the sync centre."""

    def show_tray(self, tray: Tray) -> None:
        """What waits, what came back, what clashes."""
        ...

    def show_trouble(self, text: str, detail: str) -> None:
        """It could not be read."""
        ...

    def show_flow(self, flow: Flow) -> None:
        """What comes down, what was spent, what happened."""
        ...

    def say(self, text: str) -> None:
        """What came of a wish."""
        ...

    def offer_undo(self, n: int, text: str) -> None:
        """A command was put away; for a while it can come back."""
        ...

    def rework(self, taken: TakenUp, place: str) -> None:
        """Open the form in which words are a draft again, in the list that has the matter; "" none has."""
        ...


def place_of(desk: Desk, matter: MatterId) -> str:
    """The first list that has a matter, "" when none has."""
    return next((name.value for name in PLACES if matter in desk.ids(name)), "")


class CentrePresenter:
    """What is under way and what came back."""

    def __init__(
        self, desk: Desk, runner: Runner, view: CentreView, log: Callable[[], Sequence[LogLine]] = tuple
    ) -> None:
        self._desk, self._runner, self._view, self._log = desk, runner, view, log
        self._job: Job | None = None
        self._looking = False

    def load(self) -> None:
        """Read both again."""
        if self._job is not None:
            self._job.cancel()
        desk = self._desk
        self._job = self._runner.run(lambda: tray(desk), self._view.show_tray, self._failed, name="centre")

    def _failed(self, error: Exception) -> None:
        text = _("暂时读不出来；已提交和待上传的内容都在。")
        self._view.show_trouble(text, f"{type(error).__name__}: {error}")

    def look(self, *, trouble: bool) -> None:
        """Look at what the line carries; a look under way is enough."""
        if self._looking:
            return
        self._looking = True
        desk, lines = self._desk, self._log

        def work() -> Flow:
            now, found = desk.clock.now(), lines()
            return Flow(downloads(desk), spent(found, now), log(found, now, trouble=trouble))

        self._runner.run(work, self._on_flow, self._on_blind, name="centre.flow")

    def _on_flow(self, flow: Flow) -> None:
        self._looking = False
        self._view.show_flow(flow)

    def _on_blind(self, error: Exception) -> None:
        self._looking = False
        self._failed(error)

    def export(self, place: str) -> None:
        """Save the log where somebody says; no word of any document stands in it."""
        path, now = Path(place), self._desk.clock.now()
        lines = self._log

        def work() -> None:
            told = [f"{line.day} {line.time}  {line.words}" for line in log(lines(), now, trouble=False)]
            path.write_text("\n".join([_("轮阅 同步日志"), *told]) + "\n", "utf-8")

        def done(_nothing: None) -> None:
            self._view.say(_("已导出到 {place}").format(place=path))

        def failed(_error: Exception) -> None:
            self._view.say(_("没能写到 {place}；日志仍在本机，请换一个位置再试。").format(place=path))

        self._runner.run(work, done, failed, name="log.export")

    def undo(self, n: int) -> None:
        """Take back what was not sent yet."""
        desk = self._desk

        self._runner.run(lambda: desk.undo(n), self._on_undone, self._failed, lane=Lane.WRITE, name="undo")

    def _on_undone(self, taken: Sequence[Pending]) -> None:
        with_others = _("已撤销，写明与它有关的 {n} 件一并撤销；您写的内容都存为草稿。").format(n=len(taken) - 1)
        done = with_others if len(taken) > 1 else _("已撤销，您写的内容存为草稿。")
        refused = sum(one.standing is Standing.REFUSED for one in taken)
        done += _("其中 {n} 件的内容在须重交里。").format(n=refused) if refused else ""
        self._view.say(done if taken else _("已经上传，不能撤销了。"))
        self.load()

    def take_back(self, n: int) -> None:
        """Ask the centre not to carry out what is on its way."""
        desk = self._desk
        self._runner.run(
            lambda: desk.take_back(n), self._on_asked_back, self._failed, lane=Lane.WRITE, name="take_back"
        )

    def _on_asked_back(self, asked: Pending | None) -> None:
        good, late = (
            _("已请中心收回；中心确认后转到“须重交”，您写的内容都在。"),
            _("来不及收回了；如需更正，请用“补充说明”。"),
        )
        self._view.say(good if asked else late)
        self.load()

    def rework(self, n: int, theirs: str = "") -> None:
        """Take up what came back: its words become a draft, with somebody else's under them where given."""
        desk = self._desk

        def work() -> tuple[TakenUp | None, str, bool]:
            taken = desk.rework(n, theirs=theirs)
            stays = any(p.n == n for p in (*desk.conflicting(), *desk.refused()))
            return taken, place_of(desk, taken.matter) if taken is not None else "", stays

        self._runner.run(work, self._on_rework, self._failed, lane=Lane.WRITE, name="rework")

    def _on_rework(self, found: tuple[TakenUp | None, str, bool]) -> None:
        taken, place, stays = found
        if taken is not None:
            self._view.say(_("原内容已存为草稿，请修改后重新提交。"))
            self._view.rework(taken, place)
        elif stays:
            self._view.say(_("这件事项已不在本机，不能修改后再交；您写的内容都还在。"))
        self.load()

    def put_away(self, n: int) -> None:
        """What came back needs nothing more; for a while that can be taken back."""
        desk = self._desk

        def work() -> tuple[Pending | None, bool]:
            taken = desk.put_away(n)
            return taken, taken is not None and desk.record(taken.command.matter) is not None

        self._runner.run(work, self._on_put_away, self._failed, lane=Lane.WRITE, name="put_away")

    def _on_put_away(self, done: tuple[Pending | None, bool]) -> None:
        taken, is_here = done
        if taken is not None:
            here = _("已收起，您写的内容留在这件事项的“历史版本”里")
            gone = _("已收起；这件事项不在本机了，您写的内容仍留着，事项再到本机时在它的“历史版本”里")
            self._view.offer_undo(taken.n, here if is_here else gone)
        self.load()

    def bring_back(self, n: int) -> None:
        """Let what was put away stand as it came back."""
        desk = self._desk
        self._runner.run(lambda: desk.bring_back(n), lambda _: self.load(), self._failed, lane=Lane.WRITE, name="back")
