"""Where the text is written: paragraphs with roles, tables, clean pasting; Enter and Tab do what the role wants."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QRect, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
    QTextDocument,
    QTextTable,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from oa_client.app import pasted, recognition
from oa_client.app.gongwen import Block, BlockKind
from oa_client.assets import _
from oa_client.layout.gongwen.numerals import Counter
from oa_client.ui import theme
from oa_client.ui.outgoing import blocks
from oa_client.ui.outgoing.looks import ROLES, Looks
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.drops import files_in

EDGE = 44
"""How wide the edge with the roles is, in standard type."""
NEW_ROWS, NEW_COLUMNS = 3, 3


class BodyEdit(QTextEdit):
    """`pictures`: how many of them were pasted, and the one from the clipboard when there is one."""

    pictures = Signal(int, object)
    left = Signal()
    """The keys went elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        plain.named(self, "edit.body", _("正文"))
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setProperty("role", "body")
        self._edge = Edge(self)
        self._looks: list[Looks] = []
        self.verticalScrollBar().valueChanged.connect(self._edge.update)
        self.cursorPositionChanged.connect(self._edge.update)
        self.textChanged.connect(self._edge.update)

    def prepare(self, document: QTextDocument) -> None:
        """Have a document look as text here does."""
        document.setDocumentMargin(10)
        document.setDefaultFont(theme.current().font("section"))
        looks = Looks(document)
        self._looks.append(looks)
        document.destroyed.connect(lambda: self._looks.remove(looks))

    def open(self, document: QTextDocument) -> None:
        """Write in another document; each keeps what can be undone in it."""
        self.setDocument(document)
        self._edge.update()

    def composing(self) -> bool:
        """Whether an input method is in the middle of a word."""
        return bool(self.textCursor().block().layout().preeditAreaText())

    def loadResource(self, kind: int, name: object) -> object:
        """Nothing: no text here may fetch a file."""
        return None

    # roles and tables

    @property
    def role(self) -> int:
        """Of the paragraph with the cursor."""
        return blocks.role_of(self.textCursor().block())

    @property
    def table(self) -> QTextTable | None:
        """The table with the cursor."""
        return self.textCursor().currentTable()

    def set_role(self, role: int) -> None:
        """Make headings or text of the paragraphs selected; a heading without a number gets the next one."""
        pen = self.textCursor()
        pen.beginEditBlock()
        blocks.set_role(pen, role)
        if not pen.hasSelection() and pen.currentTable() is None:
            self._number(pen, role)
        pen.endEditBlock()
        self._edge.update()

    def _number(self, pen: QTextCursor, role: int) -> None:
        space = blocks.space_before(pen.block().text())
        text = pen.block().text()[space:]
        bare = recognition.bare(text) if recognition.level_of(text) else text
        wanted = self._told(pen, role, bare) if role else bare
        if wanted == text:
            return
        start = QTextCursor(pen.block())
        start.setPosition(pen.block().position() + space)
        start.setPosition(start.position() + len(text) - len(bare), QTextCursor.MoveMode.KeepAnchor)
        start.insertText(wanted[: len(wanted) - len(bare)])

    def _told(self, pen: QTextCursor, role: int, text: str) -> str:
        """With the number that comes next at this place."""
        counter = Counter()
        for placed in blocks.placed_in(self.document()):
            if placed.at >= pen.block().position():
                break
            if placed.block.kind is BlockKind.HEADING:
                counter.told(placed.block.level, placed.block.text)
        return counter.told(role, text)

    def renumber(self) -> None:
        """Number all headings anew, as one step that can be undone."""
        counter, wanted = Counter(), list[tuple[int, str, str]]()
        for placed in blocks.placed_in(self.document()):
            if placed.block.kind is BlockKind.HEADING:
                bare = recognition.bare(placed.block.text)
                old = placed.block.text[: len(placed.block.text) - len(bare)]
                new = counter.told(placed.block.level, bare)
                wanted.append((placed.at, old, new[: len(new) - len(bare)]))
        pen = QTextCursor(self.document())
        pen.beginEditBlock()
        for at, old, new in reversed(wanted):
            if old != new:
                pen.setPosition(at)
                pen.setPosition(at + len(old), QTextCursor.MoveMode.KeepAnchor)
                pen.insertText(new)
        pen.endEditBlock()

    def insert_table(self) -> None:
        """An empty table where the cursor stands; the keys go into its first cell."""
        if self.table is not None:
            return
        pen = self.textCursor()
        pen.beginEditBlock()
        pen.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        if pen.block().text():
            pen.insertBlock(blocks.look_of(0))
        empty = ("",) * NEW_COLUMNS
        made = blocks.put_table(pen, Block(BlockKind.TABLE, columns=empty, rows=(empty,) * (NEW_ROWS - 1)))
        pen.endEditBlock()
        self.setTextCursor(made.cellAt(0, 0).firstCursorPosition())

    def change_table(self, what: str) -> None:
        """Add or take away a row or column at the cursor, lay the table down, or take it away."""
        table = self.table
        if table is None:
            return
        cell = table.cellAt(self.textCursor())
        match what:
            case "row":
                table.insertRows(cell.row() + 1, 1)
            case "column":
                table.insertColumns(cell.column() + 1, 1)
            case "drop_row" if table.rows() > 1:
                table.removeRows(cell.row(), 1)
            case "drop_column" if table.columns() > 1:
                table.removeColumns(cell.column(), 1)
            case "drop_table":
                table.removeRows(0, table.rows())
            case "lie":
                look = table.format()
                look.setProperty(blocks.LYING, not look.boolProperty(blocks.LYING))
                table.setFormat(look)
            case _:
                return

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plainly = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
        keys = {Qt.Key.Key_Return: self._enter, Qt.Key.Key_Enter: self._enter, Qt.Key.Key_Backspace: self._backspace}
        act = keys.get(Qt.Key(event.key())) if plainly else None
        if act is not None and act():
            event.accept()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from cell to cell; behind the last one to the next field."""
        table = self.table
        if table is None:
            return super().focusNextPrevChild(forward)
        cell = table.cellAt(self.textCursor())
        at = cell.row() * table.columns() + cell.column() + (1 if forward else -1)
        if not 0 <= at < table.rows() * table.columns():
            return super().focusNextPrevChild(forward)
        self.setTextCursor(table.cellAt(*divmod(at, table.columns())).firstCursorPosition())
        return True

    def _enter(self) -> bool:
        """A heading is followed by text; a line that bears the number of a heading becomes one."""
        pen = self.textCursor()
        if pen.currentTable() is not None:
            return False
        pen.beginEditBlock()
        line = pen.block().text()
        known = recognition.block(recognition.clean(line)) if line.strip() and pen.atBlockEnd() else None
        if known is not None and not self.role and known.kind is BlockKind.HEADING:
            pen.setBlockFormat(blocks.look_of(known.level))
        pen.insertBlock(blocks.look_of(0 if pen.atBlockEnd() else self.role))
        pen.endEditBlock()
        self.setTextCursor(pen)
        return True

    def _backspace(self) -> bool:
        """At the beginning of a heading it makes text of it first."""
        pen = self.textCursor()
        if pen.hasSelection() or not pen.atBlockStart() or not self.role:
            return False
        blocks.set_role(pen, 0)
        return True

    # pasting

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """A file let go here is for the form around: it becomes an attachment."""
        return not files_in(source) and (source.hasHtml() or source.hasText() or source.hasImage())

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Words and tables come in; how they looked does not, nor do pictures."""
        found = pasted.from_html(source.html()) if source.hasHtml() else pasted.Pasted(())
        if not found.blocks and source.hasText():
            found = pasted.Pasted(pasted.from_text(source.text()).blocks, found.pictures)
        if found.blocks:
            pen = self.textCursor()
            blocks.insert(pen, found.blocks)
            self.setTextCursor(pen)
            self.ensureCursorVisible()
        image = source.imageData() if source.hasImage() and not found.blocks else None
        if found.pictures or image is not None:
            self.pictures.emit(max(1, found.pictures), image if isinstance(image, QImage) else None)

    # the edge

    def show_at(self, position: int) -> None:
        """Put the keys there."""
        pen = self.textCursor()
        pen.setPosition(min(position, self.document().characterCount() - 1))
        pen.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(pen)
        self.ensureCursorVisible()
        self.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = round(EDGE * theme.current().scale)
        self.setViewportMargins(wide, 0, 0, 0)
        super().resizeEvent(event)
        inside = self.contentsRect()
        self._edge.setGeometry(QRect(inside.left(), inside.top(), wide, inside.height()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange and hasattr(self, "_looks"):
            for looks in self._looks:
                looks.document().setDefaultFont(theme.current().font("section"))
                looks.rehighlight()
            self._edge.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class Edge(QWidget):
    """The role of every paragraph in sight, in words, beside it."""

    def __init__(self, edit: BodyEdit) -> None:
        super().__init__(edit)
        self._edit = edit
        plain.named(self, "edit.body.edge", _("段落层次"))

    def paintEvent(self, event: QPaintEvent) -> None:
        now, edit = theme.current(), self._edit
        painter = QPainter(self)
        painter.fillRect(self.rect(), now.colour("raised"))
        painter.setFont(now.font("meta"))
        layout, top = edit.document().documentLayout(), edit.verticalScrollBar().value()
        here = edit.textCursor().block()
        block = edit.cursorForPosition(edit.viewport().rect().topLeft()).block()
        while block.isValid():
            place = layout.blockBoundingRect(block).translated(0, -top)
            if place.top() > self.height():
                break
            if QTextCursor(block).currentTable() is None and (block.text() or block == here):
                painter.setPen(now.colour("text" if block == here else "text2"))
                where = QRect(0, round(place.top()), self.width(), now.sizes.body * 2)
                painter.drawText(where, Qt.AlignmentFlag.AlignCenter, _(ROLES[blocks.role_of(block)]))
            block = block.next()
