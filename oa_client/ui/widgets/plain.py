"""Where labels, buttons, fields and tips are made: always plain text, always with a name for tests and for readers.

Text in this system is written by other people; Qt guesses whether a text is markup, and here the guess is switched off.
Nobody else makes a bare QLabel or sets a tip of text that is not a literal (a test reads the source).
"""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import (
    QImage,
    QInputMethodEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextFragment,
    QTextFrameFormat,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QProgressDialog,
    QPushButton,
    QSizePolicy,
    QTextEdit,
    QToolButton,
    QWidget,
)

from oa_client.ui import theme
from oa_client.ui.widgets import icons

W = TypeVar("W", bound=QWidget)


def tip(text: str) -> str:
    """Somebody's text as a tip shows it, letter for letter."""
    return f"<qt>{html.escape(text).replace(chr(10), '<br>')}</qt>" if text else ""


def outside(text: str) -> str:
    """Somebody's text for the desktop's own tips and pop-ups: some take markup, some show it letter for letter.

    So what could be markup is told by its wide forms, which are none.
    """
    return text.translate(_WIDE)


_WIDE = {ord(mark): chr(ord(mark) + 0xFEE0) for mark in "<>&"}
"""The wide forms of the characters that markup is made of."""


def unmarked(text: str) -> str:
    """Somebody's text where Qt would take & for the mark of a shortcut."""
    return text.replace("&", "&&")


def named(widget: W, name: str, spoken: str = "") -> W:
    """The widget with its name for tests and the one a screen reader says."""
    widget.setObjectName(name)
    if spoken:
        widget.setAccessibleName(spoken)
    return widget


def label(text: str, name: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """A label; `role` is one of the style sheet's (title, section, meta, hint, …)."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return named(made, name)


def tag(kind: str, text: str, name: str = "tag") -> QLabel:
    """A word on a coloured ground: flash, urgent, calm, scope. The word says it; the colour only helps."""
    made = label(text, name)
    made.setProperty("tag", kind)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def button(text: str, name: str, role: str = "", spoken: str = "") -> QPushButton:
    """A push button; `role`: primary (one a screen), main, danger, link, chip."""
    made = QPushButton(unmarked(text))
    made.setAutoDefault(False)
    if role:
        made.setProperty("role", role)
    return named(made, name, spoken or text)


class IconButton(QToolButton):
    """A button with an icon only; its icon takes the theme's colour whenever that changes."""

    def __init__(self, icon: str, colour: str) -> None:
        super().__init__()
        self._icon, self._colour = icon, colour
        self.setProperty("role", "icon")
        self._paint_icon()

    def _paint_icon(self) -> None:
        self._worn = theme.current()
        size = self._worn.sizes.icon
        self.setIcon(icons.icon(self._icon, self._colour))
        self.setIconSize(QSize(size, size))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.PaletteChange} and self._worn is not theme.current():
            self._paint_icon()


def icon_button(icon: str, spoken: str, name: str, colour: str = "text2") -> QToolButton:
    """A button with an icon only; `spoken` is verb and object (打印处理笺), shown as its tip."""
    made = IconButton(icon, colour)
    made.setToolTip(tip(spoken))
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return named(made, name, spoken)


def line_edit(name: str, spoken: str, placeholder: str = "", *, secret: bool = False) -> QLineEdit:
    """One line to type in."""
    made = QLineEdit()
    made.setPlaceholderText(placeholder)
    if secret:
        made.setEchoMode(QLineEdit.EchoMode.Password)
    return named(made, name, spoken)


class Lines(QPlainTextEdit):
    """Several lines; while something is composed, Qt would paint the placeholder under it."""

    _waiting: str | None = None
    """The placeholder while something is composed."""

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        if event.preeditString() and self._waiting is None:
            self._waiting = self.placeholderText()
            super().setPlaceholderText("")
        elif not event.preeditString() and self._waiting is not None:
            kept, self._waiting = self._waiting, None
            super().setPlaceholderText(kept)

    def setPlaceholderText(self, text: str) -> None:
        """What is said where nothing is written."""
        if self._waiting is None:
            super().setPlaceholderText(text)
        else:
            self._waiting = text


def text_edit(name: str, spoken: str, placeholder: str = "") -> QPlainTextEdit:
    """Several lines to type in; Tab goes on to the next field. A file dropped here is for the form around it."""
    made = Lines()
    made.setAcceptDrops(False)
    made.setPlaceholderText(placeholder)
    made.setTabChangesFocus(True)
    return named(made, name, spoken)


def set_role(widget: QWidget, role: str) -> None:
    """Give a widget another role of the style sheet; what is inside may look different by it."""
    if widget.property("role") == role:
        return
    widget.setProperty("role", role)
    for one in (widget, *widget.findChildren(QWidget)):
        one.style().unpolish(one)
        one.style().polish(one)


class Strip(QFrame):
    """One line that says something across a page: offline, error, conflict; perhaps with something to do about it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._do: Callable[[], object] | None = None
        self._build(name)
        self._connect()

    def _build(self, name: str) -> None:
        named(self, name)
        self._text = label("", f"{name}.text", wrap=True)
        self._button = button("", f"{name}.act", "link")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 8, 4)
        row.addWidget(self._text, 1)
        row.addWidget(self._button)
        self.hide()

    def _connect(self) -> None:
        self._button.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        if self._do is not None:
            self._do()

    @property
    def text(self) -> str:
        """What it says now."""
        return self._text.text()

    def say(self, role: str, text: str, act: str = "", do: Callable[[], object] | None = None) -> None:
        """Show a sentence, and a button when there is something to do."""
        set_role(self, role)
        self._text.setText(text)
        self._button.setText(unmarked(act))
        self._button.setAccessibleName(act)
        self._button.setVisible(bool(act))
        self._do = do
        self.setMinimumHeight(theme.current().sizes.banner)
        self.setAccessibleName(text)
        self.show()

    def say_if(self, role: str, text: str) -> None:
        """Show a sentence, or nothing where there is none."""
        if text:
            self.say(role, text)
        else:
            self.hide()


def message_strip(name: str) -> Strip:
    """A strip, hidden until it has something to say."""
    return Strip(name)


def question(parent: QWidget, text: str, detail: str, yes: str, do: Callable[[], None], name: str) -> QMessageBox:
    """Ask before something that cannot be taken back; nothing waits for the answer."""
    box = named(QMessageBox(parent), name, text)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setInformativeText(detail)
    agree = named(box.addButton(unmarked(yes), QMessageBox.ButtonRole.AcceptRole), f"{name}.yes", yes)
    refuse = named(box.addButton("取消", QMessageBox.ButtonRole.RejectRole), f"{name}.no", "取消")
    box.setDefaultButton(refuse)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    agree.clicked.connect(do)
    box.open()
    return box


def notice(parent: QWidget | None, title: str, text: str, agreed: str, name: str) -> QMessageBox:
    """Something to read and be done with; not shown yet."""
    box = named(QMessageBox(parent), name, text)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    named(box.addButton(unmarked(agreed), QMessageBox.ButtonRole.AcceptRole), f"{name}.read", agreed)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return box


def progress(parent: QWidget, title: str, text: str, name: str) -> QProgressDialog:
    """How far something is that takes seconds and cannot be stopped; not shown yet."""
    bar = named(QProgressDialog(parent), name, title)
    bar.setWindowTitle(title)
    bar.setLabel(label(text))
    bar.setCancelButton(None)
    bar.setMinimumDuration(0)
    bar.setAutoClose(False)
    bar.setWindowModality(Qt.WindowModality.WindowModal)
    return bar


_EDGE = 20
"""Pixels above the first and below the last line of a long text."""


_COLOUR = QTextFormat.Property.UserProperty.value + 1
_SIZE = _COLOUR + 1
_BOLD = _COLOUR + 2
_STRUCK = _COLOUR + 3


def _look(colour: str, size: str, *, bold: bool, struck: bool = False) -> QTextCharFormat:
    """How words look in the theme now; the names of colour and size stay with them for another theme."""
    look = QTextCharFormat()
    look.setFont(theme.current().font(size, bold=bold))
    look.setForeground(theme.current().colour(colour))
    look.setFontStrikeOut(struck)
    for key, value in ((_COLOUR, colour), (_SIZE, size), (_BOLD, bold), (_STRUCK, struck)):
        look.setProperty(key, value)
    return look


class Reading(QTextEdit):
    """A long text to read, letter for letter: in a readable measure, with room between lines, to select and copy."""

    def __init__(self, name: str, spoken: str, measure: int = 0) -> None:
        super().__init__()
        self._measure, self._worn = measure, theme.current()
        named(self, name, spoken)
        self.setReadOnly(True)
        self.setAcceptDrops(False)
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.document().setDocumentMargin(0)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )

    def loadResource(self, kind: int, name: object) -> object:
        """Nothing: no text here may fetch a file."""
        return None

    def start(self, margin: int = _EDGE) -> None:
        """Empty it; `margin` pixels above the first and below the last line."""
        self._worn = theme.current()
        self.clear()
        edge = QTextFrameFormat()
        edge.setTopMargin(margin)
        edge.setBottomMargin(margin)
        self.document().rootFrame().setFrameFormat(edge)
        self._pen = QTextCursor(self.document())
        self._first = True

    def paragraph(self, *, above: int = 0, indent: int = 0, spacing: int = 110, first: int = 0) -> None:
        """Begin a paragraph: pixels above it, pixels in (the first line `first` more), lines apart in per cent."""
        block = QTextBlockFormat()
        block.setTextIndent(first)
        block.setTopMargin(above)
        block.setLeftMargin(indent)
        block.setLineHeight(spacing, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if self._first:
            self._pen.setBlockFormat(block)
        else:
            self._pen.insertBlock(block)
        self._first = False

    def run(
        self, text: str, colour: str = "text", size: str = "body", *, bold: bool = False, struck: bool = False
    ) -> None:
        """Some words in a colour and size of the theme."""
        self._pen.insertText(text, _look(colour, size, bold=bold, struck=struck))

    def picture(self, image: QImage) -> None:
        """A picture that was drawn here, as a character of the line."""
        self._pen.insertImage(image)

    def finish(self) -> None:
        """Everything is in: back to its beginning."""
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def say(self, text: str, size: str = "body") -> None:
        """A text, paragraph by paragraph."""
        self.start()
        for line in text.split("\n"):
            self.paragraph(spacing=118)
            self.run(line, size=size)
        self.finish()

    def _restyle(self) -> None:
        """The same words in the colours and sizes of another theme; the place where somebody reads stays."""
        self._worn = theme.current()
        bar = self.verticalScrollBar()
        share = bar.value() / max(1, bar.maximum())
        pen = QTextCursor(self.document())
        pen.beginEditBlock()
        block = self.document().begin()
        while block.isValid():
            runs: list[QTextFragment] = []
            at = block.begin()
            while not at.atEnd():
                runs.append(at.fragment())
                at += 1
            for part in runs:
                kept = part.charFormat()
                colour, size = kept.stringProperty(_COLOUR), kept.stringProperty(_SIZE)
                if colour and size:
                    pen.setPosition(part.position())
                    pen.setPosition(part.position() + part.length(), QTextCursor.MoveMode.KeepAnchor)
                    bold, struck = kept.boolProperty(_BOLD), kept.boolProperty(_STRUCK)
                    pen.setCharFormat(_look(colour, size, bold=bold, struck=struck))
            block = block.next()
        pen.endEditBlock()
        bar.setValue(round(share * bar.maximum()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange and self._worn is not theme.current():
            self._restyle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._measure:
            most = round(self._measure * theme.current().scale)
            side = max(20, (self.width() - most) // 2)
            self.setViewportMargins(side, 0, side, 0)
        super().resizeEvent(event)
