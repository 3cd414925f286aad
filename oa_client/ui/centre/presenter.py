"""The sync centre without its screen."""

from __future__ import annotations

from typing import Protocol

from oa_client.app.desk import Desk
from oa_client.app.ports import Pending
from oa_client.assets import _
from oa_client.domain.matter import MatterId
from oa_client.ui.centre.model import Tray, tray
from oa_client.ui.widgets.running import Job, Lane, Runner


class CentreView(Protocol):
    """The screen of the sync centre."""

    def show_tray(self, tray: Tray) -> None:
        """What waits, what came back."""
        ...

    def show_trouble(self, text: str, detail: str) -> None:
        """It could not be read."""
        ...

    def say(self, text: str) -> None:
        """What came of a wish."""
        ...

    def rework(self, matter: MatterId) -> None:
        """Open a matter whose words are a draft again."""
        ...


class CentrePresenter:
    """What is under way and what came back."""

    def __init__(self, desk: Desk, runner: Runner, view: CentreView) -> None:
        self._desk, self._runner, self._view = desk, runner, view
        self._job: Job | None = None

    def load(self) -> None:
        """Read both again."""
        if self._job is not None:
            self._job.cancel()
        desk = self._desk
        self._job = self._runner.run(lambda: tray(desk), self._view.show_tray, self._failed, name="centre")

    def _failed(self, error: Exception) -> None:
        text = _("暂时读不出来；已提交和待上传的内容都在。")
        self._view.show_trouble(text, f"{type(error).__name__}: {error}")

    def undo(self, n: int) -> None:
        """Take back what was not sent yet."""
        desk = self._desk
        self._runner.run(lambda: desk.undo(n), self._on_undone, self._failed, lane=Lane.WRITE, name="undo")

    def _on_undone(self, taken: Pending | None) -> None:
        self._view.say(_("已撤销，您写的内容存为草稿。") if taken else _("已经上传，不能撤销了。"))
        self.load()

    def take_back(self, n: int) -> None:
        """Ask the centre not to carry out what is on its way."""
        desk = self._desk
        self._runner.run(
            lambda: desk.take_back(n), self._on_asked_back, self._failed, lane=Lane.WRITE, name="take_back"
        )

    def _on_asked_back(self, asked: Pending | None) -> None:
        good, late = _("已请中心收回；中心确认后转到“须重交”，您写的内容都在。"), _("中心已经收下，不能收回了。")
        self._view.say(good if asked else late)
        self.load()

    def rework(self, n: int) -> None:
        """Take up a refused command again: its words become a draft."""
        desk = self._desk
        self._runner.run(lambda: desk.rework(n), self._on_rework, self._failed, lane=Lane.WRITE, name="rework")

    def _on_rework(self, taken: Pending | None) -> None:
        if taken is not None:
            self._view.say(_("原内容已存为草稿，请修改后重新提交。"))
            self._view.rework(taken.command.matter)
        self.load()

    def put_away(self, n: int) -> None:
        """A refusal needs nothing more."""
        desk = self._desk
        self._runner.run(lambda: desk.put_away(n), self._on_put_away, self._failed, lane=Lane.WRITE, name="put_away")

    def _on_put_away(self, _nothing: None) -> None:
        self._view.say(_("已收起，原内容留在本机存档里。"))
        self.load()
