"""Rules every page keeps at every size, checked on live widgets: no golden picture needed."""

from itertools import combinations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QWidget,
)

from oa_client.ui.widgets.textlines import TitleLabel

LEAST = 32
PIECES = (QLabel, QAbstractButton, QLineEdit, TitleLabel, QPlainTextEdit, QComboBox)
INSIDE = ("qt_", "ScrollLeftButton", "ScrollRightButton")


def visible(root):
    return [w for w in root.findChildren(QWidget) if w.isVisibleTo(root) and not w.visibleRegion().isEmpty()]


def name_of(widget):
    return f"{type(widget).__name__} “{widget.objectName()}”"


def place(widget, root):
    return QRect(widget.mapTo(root, QPoint(0, 0)), widget.size())


def in_sight(widget, root):
    """Where it lies, without what the pages it is scrolled in cut off."""
    found, above = place(widget, root), widget.parentWidget()
    while above is not None and above is not root:
        found &= place(above, root)
        above = above.parentWidget()
    return found


def clipped(root):
    """Labels and buttons whose words do not fit into them."""
    for widget in visible(root):
        text = widget.text().replace("&&", "&") if isinstance(widget, QLabel | QAbstractButton) else ""
        if not text or widget.objectName().startswith(INSIDE):
            continue
        metrics = QFontMetrics(widget.font())
        room = widget.contentsRect().width()
        if isinstance(widget, QLabel) and widget.wordWrap():
            needed = metrics.boundingRect(
                QRect(0, 0, room, 10_000), int(Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere), text
            )
            if needed.height() > widget.height() + 1:
                yield f"{name_of(widget)} is {widget.height()} high, needs {needed.height()}: {text}"
        elif metrics.horizontalAdvance(text) > room + 1:
            yield f"{name_of(widget)} is {room} wide, needs {metrics.horizontalAdvance(text)}: {text}"


def overlapping(root):
    """Pieces that lie on one another."""
    pieces = [w for w in visible(root) if isinstance(w, PIECES) and not w.objectName().startswith(INSIDE)]
    pieces = [w for w in pieces if not isinstance(w.parent(), QAbstractItemView | QLineEdit | QComboBox)]
    for one, other in combinations(pieces, 2):
        if one.isAncestorOf(other) or other.isAncestorOf(one):
            continue
        shared = in_sight(one, root) & in_sight(other, root)
        if shared.width() > 2 and shared.height() > 2:
            yield f"{name_of(one)} and {name_of(other)} share {shared.width()}×{shared.height()}"


def out_of_sight(root):
    """Pieces beyond the window's edge, unless they can be scrolled to."""
    for widget in visible(root):
        above = widget.parent()
        while above is not None and not isinstance(above, QAbstractScrollArea):
            above = above.parent()
        if isinstance(widget, PIECES) and above is None and not root.rect().contains(place(widget, root)):
            yield f"{name_of(widget)} at {place(widget, root).getRect()} outside {root.size().toTuple()}"


def takes_focus(widget):
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled()


def unnamed(root):
    """What takes the keyboard and has no name for tests or none for a screen reader."""
    for widget in visible(root):
        if isinstance(widget, QScrollBar) or widget.objectName().startswith(INSIDE):
            continue
        if takes_focus(widget) and not isinstance(widget, QTabBar):
            if not widget.objectName():
                yield f"{name_of(widget)} in {name_of(widget.parent())} has no object name"
            if not widget.accessibleName():
                yield f"{name_of(widget)} has no accessible name"


def small(root, least=LEAST):
    """What is pressed and too low for an unsteady hand."""
    for widget in visible(root):
        pressed = isinstance(widget, QAbstractButton) and not widget.objectName().startswith((*INSIDE, "status."))
        if pressed and widget.height() < least:
            yield f"{name_of(widget)} is {widget.height()} high"


def horizontal_bars(root):
    """Lists that must be scrolled sideways."""
    for view in visible(root):
        if isinstance(view, QAbstractScrollArea) and view.horizontalScrollBar().isVisible():
            yield f"{name_of(view)} scrolls sideways"


def reds(root):
    """Filled red buttons in sight."""
    return [w for w in visible(root) if isinstance(w, QAbstractButton) and w.property("role") == "primary"]


def faults(root, least=LEAST):
    found = [
        *clipped(root), *overlapping(root), *out_of_sight(root), *unnamed(root), *small(root, least),
        *horizontal_bars(root),
    ]  # fmt: skip
    if len(reds(root)) > 1:
        found.append(f"{len(reds(root))} red buttons")
    return found
