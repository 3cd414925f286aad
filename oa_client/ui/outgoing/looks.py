"""How the roles of paragraphs look while they are written, in the theme of now; nothing of it is in the document."""

from __future__ import annotations

from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCharFormat, QTextCursor, QTextDocument, QTextTable

from oa_client.app import recognition
from oa_client.ui import theme
from oa_client.ui.outgoing.blocks import role_of

ROLES = ("正文", "一级", "二级", "三级", "四级")
"""What stands at the edge beside a paragraph, by its role."""


class Looks(QSyntaxHighlighter):
    """Headings are told from the text by weight; which level they are also stands at the edge, in words."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._formats: dict[tuple[int, bool], QTextCharFormat] = {}
        self._worn: theme.Theme | None = None

    def highlightBlock(self, text: str) -> None:
        """The look of one paragraph."""
        if self._worn is not theme.current():
            self._worn = theme.current()
            self._formats.clear()
        block = self.currentBlock()
        role = role_of(block)
        heading, after = recognition.parted(text) if role else (text, "")
        self.setFormat(0, len(heading), self._format(role, head=self._is_head(block.position())))
        if after:
            self.setFormat(len(heading), len(after), self._format(0, head=False))

    def _is_head(self, position: int) -> bool:
        """Whether it stands in the first row of a table."""
        pen = QTextCursor(self.document())
        pen.setPosition(position)
        table: QTextTable | None = pen.currentTable()
        return table.cellAt(position).row() == 0 if table is not None else False

    def _format(self, role: int, *, head: bool) -> QTextCharFormat:
        key = role, head
        if key not in self._formats:
            now = theme.current()
            made = QTextCharFormat()
            font = now.font("section", bold=role in {1, 2} or (head and not role))
            if role == 2:
                font.setWeight(QFont.Weight.DemiBold)
            made.setFont(font)
            made.setForeground(now.colour("text"))
            self._formats[key] = made
        return self._formats[key]
