"""The bulletins without their screen."""

from __future__ import annotations

from typing import Protocol

from oa_client.app.desk import Desk
from oa_client.assets import _
from oa_client.ui.bulletin.model import Board, board
from oa_client.ui.widgets.choice import Chip, Choice
from oa_client.ui.widgets.running import Job, Runner


class BulletinView(Protocol):
    """The screen of the bulletins."""

    def show_board(self, board: Board) -> None:
        """These, in this order."""
        ...

    def show_empty(self, text: str, act: str) -> None:
        """None, and what next."""
        ...

    def show_trouble(self, text: str, detail: str) -> None:
        """They could not be read."""
        ...


class BulletinPresenter:
    """What is on the board."""

    def __init__(self, desk: Desk, runner: Runner, view: BulletinView) -> None:
        self._desk, self._runner, self._view = desk, runner, view
        self._job: Job | None = None
        self.choice = Choice()

    def choose(self, choice: Choice) -> None:
        """Another filter."""
        self.choice = choice
        self.load()

    def load(self) -> None:
        """Read the board again."""
        if self._job is not None:
            self._job.cancel()
        desk, choice = self._desk, self.choice

        def work() -> Board:
            return board(desk, choice, desk.clock.now())

        self._job = self._runner.run(work, self._on_board, self._failed, name="bulletin")

    def _on_board(self, found: Board) -> None:
        if found.ids:
            self._view.show_board(found)
        elif self.choice.chip is Chip.ALL:
            self._view.show_empty(_("还没有公告。"), "")
        else:
            self._view.show_empty(_("没有未阅的公告。"), _("查看全部"))

    def _failed(self, error: Exception) -> None:
        text = _("公告暂时读不出来；已保存和待上传的内容不受影响。")
        self._view.show_trouble(text, f"{type(error).__name__}: {error}")
