"""Controls an administrator decided about: in place, with what he set, out of use, and saying whose doing it is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QWidget

from oa_client.assets import _
from oa_client.ui.widgets import plain
from oa_client.wording.policies import BY_ADMINISTRATOR


class _Hold(QObject):
    """Keeps a control out of use, whatever its page thinks of it."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.EnabledChange and isinstance(watched, QWidget) and watched.isEnabled():
            watched.setEnabled(False)
        return False


def administered(control: QWidget) -> None:
    """From now on nobody can use this control; its tip says why."""
    control.installEventFilter(_Hold(control))
    control.setEnabled(False)
    control.setToolTip(plain.tip(_(BY_ADMINISTRATOR)))
    control.setAccessibleDescription(_(BY_ADMINISTRATOR))


def administered_entry(entry: QAction) -> None:
    """The same of an entry of a menu, which has no tip of its own: its words say it."""
    entry.setText(_("{entry}（由管理员设定）").format(entry=entry.text()))
    entry.setEnabled(False)


def mark(name: str) -> QLabel:
    """What stands beside a control that is out of use."""
    return plain.label(_(BY_ADMINISTRATOR), name, "hint")
