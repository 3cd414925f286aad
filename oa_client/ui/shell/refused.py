"""One sentence on the screen, where the window itself cannot be opened; it leans on no part of the program."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMessageBox

from oa_client.assets import _
from oa_client.ui.shell.bars import PRODUCT
from oa_client.ui.widgets import plain


def say(words: str, then: Callable[[], None]) -> QMessageBox:
    """Show it; `then` when it was read."""
    box = plain.notice(None, _(PRODUCT), words, _("关闭"), "window.refused")
    box.setIcon(QMessageBox.Icon.Warning)
    box.finished.connect(lambda _result: then())
    box.open()
    return box
