"""The workbench without its screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from oa_client.app.acting import UNDO_SECONDS, Answer
from oa_client.app.desk import Desk
from oa_client.app.ports import Pending
from oa_client.assets import _
from oa_client.domain.decision import Refused
from oa_client.domain.matter import MatterId
from oa_client.ui.widgets.running import Job, Lane, Runner
from oa_client.ui.workbench.model import CARDS, Card, Deputy, Filled, Urging, deputies, fill, urging
from oa_client.wording.sentences import sentence


class WorkbenchView(Protocol):
    """The screen of the workbench."""

    def show_cards(self, cards: Sequence[Filled]) -> None:
        """The cards with their rows."""
        ...

    def show_urging(self, urging: Urging) -> None:
        """What is near its date or over it."""
        ...

    def show_deputies(self, deputies: Sequence[Deputy]) -> None:
        """Who stands in for whom."""
        ...

    def show_taken_back(self, text: str, seconds: int) -> None:
        """A delegation was taken back; for so many seconds that can be undone."""
        ...

    def show_refusal(self, text: str) -> None:
        """Why it was not."""
        ...

    def show_trouble(self, text: str, detail: str) -> None:
        """They could not be read."""
        ...


def cards_of(desk: Desk) -> tuple[Card, ...]:
    """The cards whose kind this build has."""
    return tuple(c for c in CARDS if c.kind is None or desk.kinds.newest(c.kind) is not None)


class WorkbenchPresenter:
    """The first page of the day."""

    def __init__(self, desk: Desk, runner: Runner, view: WorkbenchView) -> None:
        self._desk, self._runner, self._view = desk, runner, view
        self._job: Job | None = None
        self._taken: int | None = None

    def load(self) -> None:
        """Read the cards again."""
        if self._job is not None:
            self._job.cancel()
        desk, cards = self._desk, cards_of(self._desk)

        def read() -> tuple[list[Filled], Urging, tuple[Deputy, ...]]:
            return [fill(desk, card) for card in cards], urging(desk), deputies(desk)

        self._job = self._runner.run(read, self._on_read, self._failed, name="workbench")

    def _on_read(self, found: tuple[list[Filled], Urging, tuple[Deputy, ...]]) -> None:
        cards, near, standing = found
        self._view.show_cards(cards)
        self._view.show_urging(near)
        self._view.show_deputies(standing)

    def _failed(self, error: Exception) -> None:
        text = _("工作台暂时读不出来；已保存和待上传的内容不受影响。")
        self._view.show_trouble(text, f"{type(error).__name__}: {error}")

    def take_back(self, matter: MatterId) -> None:
        """收回 a delegation that this person gave."""
        desk = self._desk

        def work() -> Answer:
            record = desk.record(matter)
            return Refused("no_such_matter", {}) if record is None else desk.act(record, "revoke", {})

        self._runner.run(work, self._on_taken_back, self._broke, lane=Lane.WRITE, name="delegation.revoke")

    def _on_taken_back(self, answer: Answer) -> None:
        if isinstance(answer, Refused):
            self._view.show_refusal(sentence(answer.code, {**answer.facts, "kind": "delegation"}, kept=False))
            return
        self._taken = getattr(answer, "n", None)
        self._view.show_taken_back(_("已提交收回，待上传"), UNDO_SECONDS if self._taken is not None else 0)
        self.load()

    def undo(self) -> bool:
        """It was not meant; whether there was something to undo."""
        number, self._taken = self._taken, None
        if number is None:
            return False
        desk = self._desk
        self._runner.run(lambda: desk.undo(number), self._on_undone, self._broke, lane=Lane.WRITE, name="undo")
        return True

    def _on_undone(self, taken: Sequence[Pending]) -> None:
        if not taken:
            self._view.show_refusal(_("已经上传，不能撤销了；要继续委托请另立一件。"))
        self.load()

    def undo_over(self) -> None:
        """The time for it has passed."""
        self._taken = None

    def _broke(self, error: Exception) -> None:
        self._view.show_refusal(sentence("disk_full" if isinstance(error, OSError) else "cannot_keep", kept=False))
