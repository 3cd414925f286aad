"""The bridge, for one page: what comes home after the page has gone is dropped."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QObject

from oa_client.ui.widgets.running import Job, Lane, Runner

T = TypeVar("T")
U = TypeVar("U")


class HomeRunner:
    """A `Runner` that asks whether its owner is still there."""

    def __init__(self, runner: Runner, owner: QObject) -> None:
        """For this page, which the runner does not keep: its parts hold the runner, and Qt holds its parts."""
        self._runner, self._owner = runner, weakref.ref(owner)

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        *,
        lane: Lane = Lane.READ,
        name: str = "",
    ) -> Job:
        """Do `work` elsewhere; tell the owner if it is still there."""
        return self._runner.run(work, self._if_here(done), self._if_here(failed), lane=lane, name=name)

    def _if_here(self, tell: Callable[[U], None]) -> Callable[[U], None]:
        def told(value: U) -> None:
            owner = self._owner()
            if owner is not None and shiboken6.isValid(owner):
                tell(value)

        return told
