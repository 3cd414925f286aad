"""The field in which a draft is written: its text and its attachments, one at a time; its value is the body's JSON."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QWidget

from oa_client.app import body as bodies
from oa_client.app import pasted
from oa_client.app.body import BadBody, Body
from oa_client.app.gongwen import Attachment, Block
from oa_client.assets import _
from oa_client.ui.matter.asks import Ask
from oa_client.ui.matter.fields import FieldWidget
from oa_client.ui.outgoing import blocks
from oa_client.ui.outgoing.body_edit import BodyEdit
from oa_client.ui.outgoing.length import Length
from oa_client.ui.outgoing.tools import Tools
from oa_client.ui.widgets import plain

MOST_ATTACHMENTS = 50
SHORT = 8
"""How much of an attachment's name stands on its tab."""


@dataclass(eq=False)
class Part:
    """The text (no title) or an attachment."""

    document: QTextDocument
    title: str = ""
    apart: bool = False


class BodyField(FieldWidget):
    """`changed` after every change that is not half a word; `pictures` as `BodyEdit`'s; `left`: the keys went away."""

    pictures = Signal(int, object)
    left = Signal()
    attached = Signal()
    """There are other attachments now, or other names of them."""
    parting = Signal()
    """Something is about to go that cannot be undone here."""

    def __init__(self, ask: Ask) -> None:
        super().__init__(ask)
        self.edit = BodyEdit()
        self.tools = Tools(self.edit)
        self.length = Length()
        self.tabs = plain.named(QTabBar(), "draft.parts", _("正文和附件"))
        self.title = plain.line_edit("edit.attachment", _("附件名称"), _("附件名称，不加书名号和标点"))
        self.add = plain.button(_("添加附件"), "btn.attachment.add", "link", _("添加附件"))
        self.drop = plain.button(_("删除附件"), "btn.attachment.drop", "link", _("删除这个附件"))
        self._parts: list[Part] = []
        self._quiet = False
        self._read = Body()
        self._build()
        self._connect()
        self.set_value(None)

    def _build(self) -> None:
        self.box.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(4)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        head.addWidget(self.tabs, 1)
        head.addWidget(self.add)
        self._attachment = QWidget()
        row = QHBoxLayout(self._attachment)
        row.setContentsMargins(0, 4, 0, 4)
        row.addWidget(self.title, 1)
        row.addWidget(self.drop)
        self.box.addLayout(head)
        self.box.addWidget(self.tools)
        self.box.addWidget(self._attachment)
        self.box.addWidget(self.edit, 1)
        self.box.addWidget(self.length)
        self.edit.setMinimumHeight(120)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._show_part)
        self.add.clicked.connect(self.add_attachment)
        self.drop.clicked.connect(self._ask_drop)
        self.title.textChanged.connect(self._on_title)
        self.edit.pictures.connect(self.pictures)
        self.edit.left.connect(self.left)

    # the value

    def value(self) -> object:
        """The body as a command keeps it; None when nothing is written."""
        found = self.body()
        return bodies.encode(found) if found else None

    def body(self) -> Body:
        """What is written now."""
        text, *attached = self._parts
        told = tuple(Attachment(p.title.strip(), blocks.read(p.document), p.apart) for p in attached)
        return Body(blocks.read(text.document), told)

    def set_value(self, value: object) -> None:
        """A body; a text that is none comes in as pasted text does, so that nothing of it is lost."""
        text = value if isinstance(value, str) else ""
        try:
            body = bodies.decode(text) if text else Body()
        except BadBody:
            body = Body(pasted.from_text(text).blocks)
        if not self._parts or body != self.body():
            self.put(body)

    def put(self, body: Body) -> None:
        """This instead of everything; what was there cannot be undone here."""
        self._quiet = True
        while self.tabs.count():
            self.tabs.removeTab(0)
        old, self._parts = self._parts, []
        self._add(Part(self._document(body.blocks)))
        for one in body.attachments:
            self._add(Part(self._document(one.blocks), one.title, one.apart))
        self._quiet = False
        self._show_part(0)
        for part in old:
            part.document.deleteLater()
        self._on_changed()
        self.attached.emit()

    def _document(self, content: tuple[Block, ...]) -> QTextDocument:
        made = QTextDocument(self)
        self.edit.prepare(made)
        blocks.fill(made, content)
        made.contentsChanged.connect(self._on_changed)
        return made

    def _add(self, part: Part) -> None:
        self._parts.append(part)
        self.tabs.addTab("")
        self._name_tabs()

    def first(self) -> QWidget:
        return self.edit

    def composing(self) -> bool:
        return self.edit.composing()

    def _on_changed(self) -> None:
        if not self._quiet:
            self.length.show_count(bodies.count(Body(blocks.read(self._parts[0].document))))
            self.changed.emit()

    # parts

    @property
    def part(self) -> int:
        """Which is shown: 0 the text, then the attachments."""
        return max(0, self.tabs.currentIndex())

    def _show_part(self, at: int) -> None:
        if self._quiet or not 0 <= at < len(self._parts):
            return
        part = self._parts[at]
        self.edit.open(part.document)
        self.edit.setAccessibleName(_("附件{n}的内容").format(n=at) if at else _("正文"))
        self._attachment.setVisible(at > 0)
        self._quiet = True
        self.title.setText(part.title)
        self._quiet = False
        self.tools.show_place()

    def _name_tabs(self) -> None:
        many = len(self._parts) > 2
        for n, part in enumerate(self._parts):
            name = part.title if len(part.title) <= SHORT else f"{part.title[:SHORT]}…"
            number = f"{n}" if many else ""
            said = _("附件{n}：{name}").format(n=number, name=name) if name else _("附件{n}").format(n=number)
            self.tabs.setTabText(n, plain.unmarked(said) if n else _("正文"))

    def _on_title(self, text: str) -> None:
        if not self._quiet and self.part:
            self._parts[self.part].title = text
            self._name_tabs()
            self.attached.emit()
            self.changed.emit()

    def add_attachment(self) -> None:
        """A new one, to be named first."""
        if len(self._parts) > MOST_ATTACHMENTS:
            return
        self._add(Part(self._document(())))
        self.tabs.setCurrentIndex(len(self._parts) - 1)
        self.title.setFocus()
        self.attached.emit()
        self.changed.emit()

    def _ask_drop(self) -> None:
        part = self._parts[self.part]
        if part.document.isEmpty() and not part.title:
            self._drop()
            return
        question = _("删除“{name}”吗？").format(name=part.title or _("这个附件"))
        detail = _("它的内容一起删去；历史版本里仍可找回。")
        plain.question(self, question, detail, _("删除"), self._drop, "dialog.attachment")

    def _drop(self) -> None:
        at = self.part
        if not at:
            return
        self.parting.emit()
        part = self._parts.pop(at)
        self._quiet = True
        self.tabs.removeTab(at)
        self._quiet = False
        self.tabs.setCurrentIndex(at - 1)
        self._show_part(self.part)
        part.document.deleteLater()
        self._name_tabs()
        self.attached.emit()
        self.changed.emit()

    # where something is

    def go_to(self, part: int, block: int) -> None:
        """Put the keys into a block of a part."""
        if not 0 <= part < len(self._parts):
            return
        self.tabs.setCurrentIndex(part)
        placed = list(blocks.placed_in(self._parts[part].document))
        self.edit.show_at(placed[block].at if block < len(placed) else 0)

    def go_to_title(self, part: int) -> None:
        """Put the keys into the name of an attachment."""
        if 0 < part < len(self._parts):
            self.tabs.setCurrentIndex(part)
            self.title.setFocus()
