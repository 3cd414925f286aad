"""The workbench without its screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from oa_client.app.desk import Desk
from oa_client.assets import _
from oa_client.ui.widgets.running import Job, Runner
from oa_client.ui.workbench.model import CARDS, Card, Deputy, Filled, Urging, deputies, fill, urging


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
