"""One sentence on the screen, where the window itself cannot be opened; it leans on no part but the faces.

A system may have no Chinese face of its own; where those of the program are lost too, nothing else is better.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from PySide6.QtWidgets import QMessageBox

from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.shell.bars import PRODUCT
from oa_client.ui.widgets import plain

SIZE = 16
"""Pixels of its words, which are for anybody's eyes."""


def say(words: str, then: Callable[[], None]) -> QMessageBox:
    """Show it; `then` when it was read."""
    with suppress(OSError):
        theme.load_faces()
    box = plain.notice(None, _(PRODUCT), words, _("关闭"), "window.refused")
    box.setFont(theme.face(SIZE))
    box.setIcon(QMessageBox.Icon.Warning)
    box.finished.connect(lambda _result: then())
    box.open()
    return box
