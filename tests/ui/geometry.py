"""Rules every page keeps at every size, checked on live widgets: no golden picture needed."""

from contextlib import contextmanager
from itertools import combinations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollBar,
    QStyle,
    QStyleOptionButton,
    QTabBar,
    QWidget,
)

from oa_client.ui.widgets.textlines import TitleLabel

LEAST = 32
HEAD_EDGES = 16
"""The style sheet's padding at both sides of a head."""
PIECES = (QLabel, QAbstractButton, QLineEdit, TitleLabel, QPlainTextEdit, QComboBox)
INSIDE = ("qt_", "ScrollLeftButton", "ScrollRightButton")


class _Opened(QObject):
    """Notes what is shown as a window of its own."""

    def __init__(self):
        super().__init__()
        self.names = []

    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Show and watched.isWidgetType() and watched.isWindow():
            self.names.append(watched.objectName())
        return False


@contextmanager
def windows_opened(app):
    """The names of the windows that open meanwhile, be it for a moment."""
    seen = _Opened()
    app.installEventFilter(seen)
    yield seen.names
    app.removeEventFilter(seen)


_SEEN = {}
"""What is visible of a root while its faults are looked for: found once for all of them."""


def visible(root):
    if root in _SEEN:
        return _SEEN[root]
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


def words_of(button):
    """How wide a button's words are, as it paints them: in the bold of one that is checked."""
    return button.fontMetrics().size(int(Qt.TextFlag.TextShowMnemonic), button.text()).width()


def squeezed(root):
    """Push buttons whose words are wider than what the style sheet's padding leaves for them."""
    for widget in visible(root):
        if not isinstance(widget, QPushButton) or not widget.text():
            continue
        option = QStyleOptionButton()
        widget.initStyleOption(option)
        room = widget.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, widget).width()
        if words_of(widget) > room:
            yield f"{name_of(widget)} has room for {room}, its words need {words_of(widget)}: {widget.text()}"


def cut_heads(root):
    """Heads of tables whose words are wider than their column, also where one must scroll to see them."""
    for head in root.findChildren(QHeaderView):
        if not head.isVisibleTo(root) or head.orientation() is not Qt.Orientation.Horizontal:
            continue
        for column in range(head.count()):
            words = str(head.model().headerData(column, head.orientation()) or "")
            wide = max(head.fontMetrics().horizontalAdvance(line) for line in words.split("\n"))
            needed, room = wide + HEAD_EDGES, head.sectionSize(column)
            if words and not head.isSectionHidden(column) and needed > room + 1:
                yield f"{name_of(head.parent())} gives {room} to its head, which needs {needed}: {words}"


def overlapping(root):
    """Pieces that lie on one another."""
    pieces = [w for w in visible(root) if isinstance(w, PIECES) and not w.objectName().startswith(INSIDE)]
    pieces = [w for w in pieces if not isinstance(w.parent(), QAbstractItemView | QLineEdit | QComboBox)]
    seen = [(w, in_sight(w, root)) for w in pieces]
    for (one, here), (other, there) in combinations(seen, 2):
        shared = here & there
        if shared.width() <= 2 or shared.height() <= 2:
            continue
        if not (one.isAncestorOf(other) or other.isAncestorOf(one)):
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
    _SEEN[root] = visible(root)
    try:
        found = [
            *clipped(root), *squeezed(root), *cut_heads(root), *overlapping(root), *out_of_sight(root), *unnamed(root),
            *small(root, least), *horizontal_bars(root),
        ]  # fmt: skip
        red = len(reds(root))
    finally:
        del _SEEN[root]
    return [*found, f"{red} red buttons"] if red > 1 else found
