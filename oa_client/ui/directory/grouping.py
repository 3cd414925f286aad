"""常用分组: making, changing, naming and removing them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from oa_client.app.desk import Desk
from oa_client.app.groups import MOST_NAME, TooMuch
from oa_client.assets import _
from oa_client.domain.people import Scope
from oa_client.ui.bridge import Bridge
from oa_client.ui.matter.runner import HomeRunner
from oa_client.ui.widgets import people as dialogs
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.people_chosen import PARALLEL, Wish, groups_in, summary
from oa_client.ui.widgets.running import Lane

NAME = Qt.ItemDataRole.UserRole
T = TypeVar("T")


class GroupsDialog(QDialog):
    """The groups at the left, the one stood on at the right; each change is kept at once."""

    def __init__(self, desk: Desk, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._runner = desk, HomeRunner(bridge, self)
        self._build()
        self._connect()
        self._show("")

    def _build(self) -> None:
        plain.named(self, "dialog.groups", _("常用分组"))
        self.setWindowTitle(_("常用分组"))
        self.resize(720, 420)
        self.list = plain.named(QListWidget(), "groups.list", _("已有的分组"))
        self.new = plain.button(_("新建分组…"), "groups.new", "main")
        self.name = plain.line_edit("groups.name", _("分组名称"), _("分组名称"))
        self.name.setMaxLength(MOST_NAME)
        self.rename = plain.button(_("改名"), "groups.rename", spoken=_("把分组改成这个名称"))
        self.members = plain.label("", "groups.members", "second", wrap=True)
        self.members.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.change = plain.button(_("改成员…"), "groups.change", "main")
        self.remove = plain.button(_("删除分组"), "groups.remove", "danger")
        self.told = plain.message_strip("groups.told")
        self.close_button = plain.button(_("关闭"), "groups.close", "main")
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.list, 1)
        left.addWidget(self.new)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addLayout(left, 2)
        columns.addLayout(self._build_right(), 3)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 16, 16, 16)
        box.setSpacing(12)
        box.addWidget(self.told)
        box.addLayout(columns, 1)
        box.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignRight)

    def _build_right(self) -> QVBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.name, 1)
        head.addWidget(self.rename)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.change)
        foot.addWidget(self.remove)
        foot.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addLayout(head)
        right.addWidget(self.members, 1)
        right.addLayout(foot)
        return right

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(self._on_current)
        self.new.clicked.connect(self._on_new)
        self.rename.clicked.connect(self._on_rename)
        self.name.returnPressed.connect(self._on_rename)
        self.change.clicked.connect(self._on_change)
        self.remove.clicked.connect(self._on_remove)
        self.close_button.clicked.connect(self.accept)

    @property
    def current(self) -> str:
        """The group stood on."""
        row = self.list.currentRow()
        return str(self.list.item(row).data(NAME)) if row >= 0 else ""

    def _show(self, stand_on: str) -> None:
        self._groups = self._desk.groups.all()
        self.list.clear()
        for name, members in self._groups.items():
            item = QListWidgetItem(_("{name}（{n} 项）").format(name=name, n=len(members)))
            item.setData(NAME, name)
            self.list.addItem(item)
        names = list(self._groups)
        self.list.setCurrentRow(names.index(stand_on) if stand_on in names else min(0, len(names) - 1))
        self._on_current()

    def _on_current(self) -> None:
        name = self.current
        self.name.setText(name)
        for widget in (self.name, self.rename, self.change, self.remove):
            widget.setEnabled(bool(name))
        members = self._groups.get(name, ())
        told = summary(self._desk.people, (members,), PARALLEL, limit=40)
        self.members.setText(told or _("还没有分组。新建一个，发传阅选人时可整组加入。"))

    def _on_new(self) -> None:
        self._choose((), _("新建常用分组"), self._made)

    def _on_change(self) -> None:
        self._choose(self._groups.get(self.current, ()), _("改分组成员"), self._changed)

    def _choose(self, members: tuple[Scope, ...], title: str, answer: Callable[[list[list[str]], str], None]) -> None:
        wish = Wish(title, units=True, groups=(members,) if members else ())
        dialogs.ask(self._desk.people, wish, answer, self.list)

    def _made(self, chosen: list[list[str]], _order: str) -> None:
        name = next(n for k in range(1, 1000) if (n := _("分组 {n}").format(n=k)) not in self._groups)
        self._keep(name, chosen, name_it=True)

    def _changed(self, chosen: list[list[str]], _order: str) -> None:
        self._keep(self.current, chosen)

    def _keep(self, name: str, chosen: list[list[str]], *, name_it: bool = False) -> None:
        members = [s for group in groups_in(chosen) for s in group]

        def done(kept: str) -> None:
            self._kept(kept)
            if name_it:
                self.name.setFocus()
                self.name.selectAll()

        self._do(lambda: self._desk.groups.keep(name, members), done)

    def _on_rename(self) -> None:
        old, new = self.current, " ".join(self.name.text().split())
        if not new or new == old:
            return
        if new in self._groups:
            self.told.say("error", _("已经有叫“{name}”的分组，请换个名称。").format(name=new))
            return
        self._do(lambda: self._desk.groups.rename(old, new), self._kept)

    def _on_remove(self) -> None:
        name = self.current

        def remove() -> None:
            self._do(lambda: self._desk.groups.drop(name), lambda _nothing: self._kept(""))

        text = _("删除分组“{name}”？").format(name=name)
        plain.question(self, text, _("只删除这个分组，里面的人不受影响。"), _("删除分组"), remove, "ask.groups.remove")

    def _do(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        self._runner.run(work, done, self._refuse, lane=Lane.WRITE, name="groups")

    def _kept(self, name: str) -> None:
        self.told.hide()
        self._show(name)

    def _refuse(self, error: Exception) -> None:
        text = _("没有存上：本机磁盘写不进去。请清出空间后再试。")
        if isinstance(error, TooMuch):
            text = _("常用分组放不下了，请先删去一些再存。")
        self.told.say("error", text)
