"""复制链接: a matter's address and title, for a mail or a chat; who clicks it there sees what he may see anyway."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from oa_client.app.links import address_of
from oa_client.assets import _
from oa_client.ui.matter.sheet import Sheet
from oa_client.ui.widgets.undo_strip import UndoStrip


def copy_link(shown: Sheet | None, strip: UndoStrip) -> None:
    """Put it on the clipboard and say so; where no matter is shown, nothing."""
    if shown is not None:
        QGuiApplication.clipboard().setText(f"{shown.head.title}\n{address_of(shown.id)}")
        strip.say("selection", _("已复制链接和标题；对方装有轮阅并在知悉范围内，点开就是这一件。"))
