"""Blocks of a 公文 in a text document of Qt and out of it again: roles on paragraphs, tables as tables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtGui import (
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)

from oa_client.app import recognition
from oa_client.app.gongwen import Block, BlockKind

ROLE = QTextFormat.Property.UserProperty.value + 20
SHARES, LYING = ROLE + 1, ROLE + 2
LEVELS = 4
LINE = "\u2028"
"""A line end inside a paragraph, as Qt has it."""
_PICTURE = "\ufffc"
_SPACE = " \u3000\u00a0" + _PICTURE


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and where in the document its words begin."""

    block: Block
    at: int


def role_of(block: QTextBlock) -> int:
    """The level of a heading; 0 for text."""
    role = block.blockFormat().property(ROLE)
    return role if isinstance(role, int) and 0 < role <= LEVELS else 0


def look_of(role: int) -> QTextBlockFormat:
    """A paragraph of this role: the role stays with it, also when it is copied or undone."""
    made = QTextBlockFormat()
    made.setProperty(ROLE, role)
    made.setTopMargin(6 if role else 2)
    made.setBottomMargin(4)
    made.setLineHeight(130, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    return made


def set_role(cursor: QTextCursor, role: int) -> None:
    """Give every paragraph of a selection a role; cells of tables have none."""
    document = cursor.document()
    first, last = document.findBlock(cursor.selectionStart()), document.findBlock(cursor.selectionEnd())
    pen = QTextCursor(document)
    pen.beginEditBlock()
    block = first
    while block.isValid() and block.position() <= last.position():
        pen.setPosition(block.position())
        if pen.currentTable() is None:
            pen.setBlockFormat(look_of(role))
        block = block.next()
    pen.endEditBlock()


# ------------------------------------------------------------------ out


def read(document: QTextDocument) -> tuple[Block, ...]:
    """What stands in it; empty paragraphs count for nothing."""
    return tuple(placed.block for placed in placed_in(document))


def placed_in(document: QTextDocument) -> Iterator[Placed]:
    """The blocks with their places."""
    at = document.rootFrame().begin()
    while not at.atEnd():
        frame, block = at.currentFrame(), at.currentBlock()
        if isinstance(frame, QTextTable):
            yield Placed(table_in(frame), frame.firstPosition())
        elif block.isValid() and (found := paragraph_in(block)) is not None:
            yield Placed(found, block.position() + space_before(block.text()))
        at += 1


def paragraph_in(block: QTextBlock) -> Block | None:
    """A heading or a paragraph; None for an empty one."""
    text = _plain(block.text()).strip(" \u3000")
    if not text:
        return None
    if role := role_of(block):
        head, after = recognition.parted(text.replace("\n", ""))
        return Block(BlockKind.HEADING, head, role, after)
    return Block(BlockKind.PARAGRAPH, text)


def space_before(text: str) -> int:
    """How many characters stand before the first that counts: people indent with spaces, too."""
    return len(text) - len(text.lstrip(_SPACE))


def table_in(table: QTextTable) -> Block:
    """The rows of a table, the first its head."""
    rows = [tuple(_cell(table, r, c) for c in range(table.columns())) for r in range(table.rows())]
    look = table.format()
    shares = tuple(float(x) for x in json.loads(look.stringProperty(SHARES) or "[]"))
    return Block(
        BlockKind.TABLE,
        columns=tuple(c.replace("\n", "") for c in rows[0]),
        rows=tuple(rows[1:]),
        shares=shares if len(shares) == table.columns() else (),
        landscape=look.boolProperty(LYING),
    )


def _cell(table: QTextTable, row: int, column: int) -> str:
    cell = table.cellAt(row, column)
    pen = cell.firstCursorPosition()
    pen.setPosition(cell.lastCursorPosition().position(), QTextCursor.MoveMode.KeepAnchor)
    return _plain(pen.selectedText()).strip(" \u3000\n")


def _plain(text: str) -> str:
    return text.replace(_PICTURE, "").replace("\u2029", "\n").replace(LINE, "\n").replace("\u00a0", " ")


# ------------------------------------------------------------------ in


def fill(document: QTextDocument, blocks: Sequence[Block]) -> None:
    """These instead of everything; there is nothing to undo after it."""
    document.setUndoRedoEnabled(False)
    document.clear()
    pen = QTextCursor(document)
    pen.setBlockFormat(look_of(0))
    insert(pen, blocks)
    document.setUndoRedoEnabled(True)


def insert(pen: QTextCursor, blocks: Sequence[Block]) -> None:
    """Put blocks where the cursor stands, as one step; a single paragraph flows into the one that is there."""
    pen.beginEditBlock()
    if pen.hasSelection():
        pen.removeSelectedText()
    if pen.currentTable() is not None:
        pen.insertText("\n".join(_flat(b) for b in blocks).replace("\n", LINE))
    elif len(blocks) == 1 and blocks[0].kind is BlockKind.PARAGRAPH:
        pen.insertText(blocks[0].text.replace("\n", LINE))
    else:
        for block in blocks:
            _insert(pen, block)
    pen.endEditBlock()


def _flat(block: Block) -> str:
    if block.kind is BlockKind.TABLE:
        return "\n".join(" ".join(row) for row in (block.columns, *block.rows))
    return block.text + block.after


def _insert(pen: QTextCursor, block: Block) -> None:
    """One block after what stands before the cursor; what stands behind it goes on in a paragraph of its own."""
    role = block.level if block.kind is BlockKind.HEADING else 0
    if pen.block().text() or pen.currentTable() is not None:
        behind = not pen.atBlockEnd()
        pen.insertBlock(look_of(role), QTextCharFormat())
        if behind:
            pen.insertBlock(look_of(0), QTextCharFormat())
            pen.movePosition(QTextCursor.MoveOperation.PreviousBlock)
            pen.setBlockFormat(look_of(role))
    else:
        pen.setBlockFormat(look_of(role))
    if block.kind is BlockKind.TABLE:
        put_table(pen, block)
    else:
        pen.insertText((block.text + block.after).replace("\n", LINE))


def put_table(pen: QTextCursor, block: Block) -> QTextTable:
    """A table where the cursor stands; the cursor goes behind it."""
    rows = (block.columns, *block.rows)
    table = pen.insertTable(len(rows), len(block.columns), _table_look(block))
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            table.cellAt(r, c).firstCursorPosition().insertText(text.replace("\n", LINE))
    pen.setPosition(table.lastPosition() + 1)
    return table


def _table_look(block: Block) -> QTextTableFormat:
    look = QTextTableFormat()
    look.setBorder(1)
    look.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    look.setBorderCollapse(True)
    look.setCellPadding(4)
    look.setCellSpacing(0)
    look.setHeaderRowCount(1)
    look.setTopMargin(4)
    look.setBottomMargin(8)
    look.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    if block.shares:
        whole = sum(block.shares)
        parts = [QTextLength(QTextLength.Type.PercentageLength, 100 * s / whole) for s in block.shares]
        look.setColumnWidthConstraints(parts)
        look.setProperty(SHARES, json.dumps(block.shares))
    look.setProperty(LYING, block.landscape)
    return look
