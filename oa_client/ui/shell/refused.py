"""One sentence on the screen, where the window itself cannot be opened; it leans on no part of the program."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from oa_client.assets import _
from oa_client.ui.shell.bars import PRODUCT
from oa_client.ui.widgets import plain


def say(words: str, then: Callable[[], None]) -> QMessageBox:
    """Show it; `then` when it was read."""
    box = plain.named(QMessageBox(), "window.refused", words)
    box.setWindowTitle(_(PRODUCT))
    box.setIcon(QMessageBox.Icon.Warning)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(words)
    plain.named(box.addButton(_("关闭"), QMessageBox.ButtonRole.AcceptRole), "refused.close", _("关闭"))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.finished.connect(lambda _result: then())
    box.open()
    return box
