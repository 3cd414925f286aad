"""What stands beside a list: the shared matter page, built by a factory handed in from outside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from oa_client.domain.matter import MatterId


class MatterView(Protocol):
    """The shared page of a matter: a QWidget with these."""

    finished: SignalInstance
    """(MatterId) its work is done; the list goes on to the next."""
    reopened: SignalInstance
    """(MatterId) it was taken back; the list goes back to it."""

    def show_matter(self, matter: MatterId | None) -> None:
        """Show a matter, or nothing."""
        ...

    def take_up(self, matter: MatterId, form: str) -> None:
        """Show a matter with the form of an action open, in which words are a draft again."""
        ...

    def undo(self) -> bool:
        """Take back what was just handed in; whether there was something."""
        ...


MatterPages = Callable[[QWidget], QWidget]
"""Builds the shared page as a child of a widget; the result is a `MatterView` too."""
