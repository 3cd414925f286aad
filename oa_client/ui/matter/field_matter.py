"""Another matter in a form: found by title or number among what stands in the registers here."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from oa_client.app import registers
from oa_client.app.desk import Desk
from oa_client.app.reading import LEDGERS, Listed
from oa_client.assets import _
from oa_client.domain.matter import MatterId
from oa_client.ui.matter.asks import Ask
from oa_client.ui.matter.fields import FieldWidget
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.running import Runner
from oa_client.wording.kept import called

ID = Qt.ItemDataRole.UserRole
TYPING_MS = 150
ROWS_SHOWN = 4
_KINDS = {"into": ("incoming",), "merged": ("incoming",), "on_document": ("incoming",), "plan": ("issuing_plan",)}
"""Of which registers a field takes its matter."""


class MatterField(FieldWidget):
    """A word to look for, what bears it, and what was chosen of that."""

    def __init__(self, ask: Ask, desk: Desk, runner: Runner) -> None:
        super().__init__(ask)
        self._desk, self._runner = desk, runner
        self._chosen: str | None = None
        self._build(ask)
        self._connect()

    def _build(self, ask: Ask) -> None:
        self.edit = plain.line_edit(f"edit.{ask.name}", ask.label, _("输入标题、文号或登记号查找"))
        self.edit.setClearButtonEnabled(True)
        self.list = plain.named(QListWidget(), f"list.{ask.name}", ask.label)
        self.list.hide()
        self._said = plain.label("", f"said.{ask.name}", "second", wrap=True)
        self._said.hide()
        self.drop = plain.button(_("去掉"), f"drop.{ask.name}", "link", _("去掉所选的{label}").format(label=ask.label))
        self.drop.hide()
        chosen = QHBoxLayout()
        chosen.addWidget(self._said, 1)
        chosen.addWidget(self.drop)
        for part in (self.edit, self.list):
            self.box.addWidget(part)
        self.box.addLayout(chosen)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)

    def _connect(self) -> None:
        self.edit.textEdited.connect(self._on_edited)
        self._typing.timeout.connect(self.look)
        self.list.itemClicked.connect(self._take)
        self.list.itemActivated.connect(self._take)
        self.drop.clicked.connect(self._on_drop)
        self.edit.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the word down into what bears it."""
        down = isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Down
        if watched is self.edit and down and self.list.count() and not self.list.isHidden():
            self.list.setFocus()
            self.list.setCurrentRow(0)
            return True
        return False

    def _on_drop(self) -> None:
        self._put(None, "")
        self.edit.setFocus()
        self.changed.emit()

    def _on_edited(self, _text: str) -> None:
        self._typing.start()

    def look(self) -> None:
        """Look for what was typed, away from the screen."""
        text, kinds = self.edit.text(), _KINDS.get(self.ask.name, LEDGERS)

        def show(found: tuple[Listed, ...]) -> None:
            if text == self.edit.text():
                self._show(found)

        self._runner.run(lambda: registers.like(self._desk, text, kinds), show, self._failed, name="matter.find")

    def _show(self, found: tuple[Listed, ...]) -> None:
        self.list.clear()
        for row in found:
            item = QListWidgetItem(called(row))
            item.setData(ID, row.matter)
            self.list.addItem(item)
        self.list.setVisible(bool(found))
        self.list.setFixedHeight(min(len(found), ROWS_SHOWN) * max(32, self.list.sizeHintForRow(0)) + 8)
        self._say("" if found or not self.edit.text().strip() else _("本机收文中没有找到，可换字词再找。"))

    def _failed(self, _error: Exception) -> None:
        self._say(_("暂时查不了，已填的内容都在。"))

    def _say(self, text: str) -> None:
        if self._chosen is None:
            self._said.setText(text)
            self._said.setVisible(bool(text))

    def _take(self, item: QListWidgetItem) -> None:
        self.list.hide()
        self.edit.clear()
        self._put(str(item.data(ID)), item.text())
        self.changed.emit()

    def _put(self, matter: str | None, words: str) -> None:
        self._chosen = None
        self._say(_("已选：{words}").format(words=words) if matter else "")
        self._chosen = matter
        self.drop.setVisible(bool(matter))

    def value(self) -> object:
        """The matter chosen."""
        return self._chosen

    def set_value(self, value: object) -> None:
        """A matter, or none; its title is read by index."""
        if not isinstance(value, str) or not value:
            self._put(None, "")
            return
        self._put(value, self._named(MatterId(value)))

    def _named(self, matter: MatterId) -> str:
        rows = self._desk.headed((matter,))
        return called(rows[0]) if rows else _("不在本机的一件事项")

    def first(self) -> QWidget:
        return self.edit
