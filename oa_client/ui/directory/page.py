"""通讯录: the units at the left, their people, and one of them in full."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout

from oa_client.app.desk import Desk
from oa_client.app.directory import FOLK, Format, WriteDirectory
from oa_client.app.ports import Changes
from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.bridge import Bridge
from oa_client.ui.directory.grouping import GroupsDialog
from oa_client.ui.directory.model import Branch, Key, Line, card
from oa_client.ui.directory.person import PersonCard
from oa_client.ui.directory.presenter import DirectoryPresenter
from oa_client.ui.directory.table import StaffModel, StaffView
from oa_client.ui.directory.tree import UnitTree
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.cards import BusyStrip, StateCard
from oa_client.ui.widgets.file_picker import FilePicker
from oa_client.ui.widgets.menu import MenuButton
from oa_client.ui.widgets.page import Page, Room

TYPING_MS = 120
COALESCE_MS = 250
BUSY_MS = 1000
"""A file that is written sooner needs no word that it is."""
_WIDTHS = {Room.WIDE: (280, 360), Room.SPLIT: (240, 304), Room.RAIL: (212, 264), Room.NARROW: (200, 264)}
"""Of the tree and of the person, at standard type."""
_FORMS = (
    (Format.XLSX, "表格（XLSX）", "xlsx"),
    (Format.CSV, "CSV（UTF-8）", "csv"),
    (Format.CSV_GB, "CSV（GB18030，旧软件用）", "csv"),
    (Format.VCARD3, "名片 vCard 3.0（手机用）", "vcf"),
    (Format.VCARD4, "名片 vCard 4.0", "vcf"),
)


class DirectoryPage(Page):
    """`circulated`: somebody is to be sent a new circulation (his scope)."""

    circulated = Signal(str)

    def __init__(self, desk: Desk, bridge: Bridge, write: WriteDirectory | None, *, may_circulate: bool) -> None:
        super().__init__("page.directory", _("通讯录"))
        self._desk, self._bridge, self._entered, self._room = desk, bridge, False, Room.SPLIT
        self._said = ""
        self.presenter = DirectoryPresenter(desk, bridge, self)
        self._write = write
        self._build()
        self.export.setVisible(write is not None)
        self.person.offer_circulating(may_circulate)
        self._connect(bridge)

    # what there is

    def _build(self) -> None:
        self.tree = UnitTree()
        self.model = StaffModel()
        self.rows = StaffView(self.model)
        self.card = StateCard("directory.state")
        self.person = PersonCard()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.rows)
        self._stack.addWidget(self.card)
        self._left = QSplitter(Qt.Orientation.Horizontal)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        for splitter, parts in ((self._left, (self.tree, self._stack)), (self._split, (self._left, self.person))):
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
            for part in parts:
                splitter.addWidget(part)
        self._left.setStretchFactor(1, 1)
        self._split.setStretchFactor(0, 1)
        self.told = plain.message_strip("directory.told")
        self.busy = BusyStrip("directory.busy")
        self._timers()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for widget in (self._build_head(), self.told, self.busy):
            box.addWidget(widget)
        box.addWidget(self._split, 1)
        self.card.loading()
        self._stack.setCurrentWidget(self.card)

    def _build_head(self) -> QFrame:
        self.field = plain.line_edit("directory.search", _("查找人员"), _("姓名、拼音、首字母、电话或单位"))
        self.summary = plain.label("", "directory.summary", "second")
        self.groups = plain.button(_("常用分组…"), "directory.groups", spoken=_("管理常用分组"))
        self.export = MenuButton("directory.export", _("导出"))
        head = QFrame()
        head.setProperty("role", "bar")
        row = QHBoxLayout(head)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(12)
        row.addWidget(self.field, 1)
        for widget in (self.summary, self.groups, self.export):
            row.addWidget(widget)
        self.export.set_entries(
            [(_(words), f"directory.export.{f.value}", partial(self._ask, f)) for f, words, _e in _FORMS]
        )
        return head

    def _timers(self) -> None:
        self._typing, self._soon, self._waiting = (QTimer(self) for _n in range(3))
        for timer, ms in ((self._typing, TYPING_MS), (self._soon, COALESCE_MS), (self._waiting, BUSY_MS)):
            timer.setSingleShot(True)
            timer.setInterval(ms)

    def _connect(self, bridge: Bridge) -> None:
        self.field.textChanged.connect(self._on_typed)
        self.field.returnPressed.connect(self._on_return)
        QShortcut(QKeySequence("Down"), self.field, self.rows.setFocus, context=Qt.ShortcutContext.WidgetShortcut)
        self._typing.timeout.connect(self._search)
        self._soon.timeout.connect(self.presenter.load)
        self._waiting.timeout.connect(self._show_busy)
        self.tree.chosen.connect(self._on_branch)
        self.tree.activated.connect(self.rows.setFocus)
        self.rows.stood.connect(self._on_stood)
        self.rows.opened.connect(self._on_opened)
        self.rows.left.connect(self.back)
        self.rows.copied.connect(self.person.copy)
        self.person.copied.connect(self._on_copied)
        self.person.circulated.connect(self.circulated)
        self.person.closed.connect(self.back)
        self.groups.clicked.connect(self._open_groups)
        bridge.changed.connect(self._on_changed)

    # what is shown

    def show_tree(self, branches: tuple[Branch, ...], key: str) -> None:
        """The units and groups, standing on one."""
        self.tree.show_branches(branches, key)

    def show_lines(self, lines: tuple[Line, ...], text: str) -> None:
        """These rows, and how many that is."""
        self._stack.setCurrentWidget(self.rows)
        self.rows.show_lines(lines)
        self.export.setEnabled(True)
        self._say(text)

    def show_empty(self, text: str, act: str) -> None:
        """No rows: why, and what next."""
        self._none()
        self.card.empty(text, act, self.field.clear if self.presenter.query else partial(self.go_to.emit, "centre"))

    def show_trouble(self, text: str, detail: str) -> None:
        """It could not be read."""
        self._none()
        self.card.trouble(text, self.presenter.load, detail)

    def _none(self) -> None:
        self.model.show_lines(())
        self.person.show_card(None)
        self.export.setEnabled(False)
        self._stack.setCurrentWidget(self.card)
        self._say("")

    def _say(self, text: str) -> None:
        self._said = text
        self.summary.setText(text)
        self.said.emit(text)

    # what one does

    def _on_typed(self, text: str) -> None:
        if " ".join(text.split()) != self.presenter.query:
            self._typing.start()

    def _search(self) -> None:
        self._typing.stop()
        self.presenter.search(self.field.text())

    def _on_return(self) -> None:
        self._search()
        self.rows.setFocus()

    def _on_branch(self, key: str) -> None:
        self.field.blockSignals(True)
        self.field.clear()
        self.field.blockSignals(False)
        self._typing.stop()
        self.presenter.choose(key)

    def _on_stood(self, key: Key | None) -> None:
        self.person.show_card(card(self._desk.people, key[0]) if key else None)

    def _on_opened(self) -> None:
        if self._room is Room.NARROW:
            self._left.hide()
            self.person.show()
        self.person.copy_number.setFocus()

    def _on_copied(self, text: str) -> None:
        self.said.emit(_("已复制：{text}").format(text=text))

    def _open_groups(self) -> None:
        dialog = GroupsDialog(self._desk, self._bridge, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self.groups.setFocus)
        dialog.open()

    def _on_changed(self, changes: Changes, _origin: str) -> None:
        if self._entered and (changes.rows & {*FOLK, "settings"} or changes.feed):
            self._soon.start()

    # the file

    def _ask(self, form: Format) -> None:
        ending = next(end for one, _words, end in _FORMS if one is form)
        picker = FilePicker(self.window(), _("导出通讯录"), "dialog.export")
        picker.saving(f"通讯录.{ending}", ending)
        picker.fileSelected.connect(partial(self.export_to, form))
        picker.open()

    def export_to(self, form: Format, place: str) -> None:
        """Write what the list shows to a file."""
        if self._write is not None:
            self._waiting.start()
            self.presenter.export(self._write, self.model.lines, form, Path(place))

    def _show_busy(self) -> None:
        self.busy.show_progress(_("正在导出 {n} 行…").format(n=len(self.model.lines)))

    def show_exported(self, text: str, *, good: bool) -> None:
        """Where the file is, or why there is none."""
        self._waiting.stop()
        self.busy.end()
        self.told.say("selection" if good else "error", text, _("知道了"), self.told.hide)

    # what the shell asks

    def fit(self, room: Room) -> None:
        self._room = room
        scale = theme.current().scale
        units, person = (round(width * scale) for width in _WIDTHS[room])
        narrow = room is Room.NARROW
        self.person.back.setVisible(narrow)
        self.person.setVisible(not narrow)
        self._left.show()
        self.tree.setMinimumWidth(round(units * 0.8))
        self.person.setMinimumWidth(round(person * 0.9))
        left = max(1, self.width() - (0 if narrow else person))
        self._split.setSizes([left, person])
        self._left.setSizes([units, max(1, left - units)])

    def enter(self) -> None:
        if not self._entered:
            self._entered = True
            self.presenter.load()
        self.field.setFocus()
        self.field.selectAll()
        self.said.emit(self._said)

    def refresh(self) -> None:
        self.presenter.load()

    def back(self) -> bool:
        if self._room is Room.NARROW and not self.person.isHidden():
            self.person.hide()
            self._left.show()
            self.rows.setFocus()
            return True
        searched = bool(self.field.text())
        self.field.clear()
        self.field.setFocus()
        return searched
