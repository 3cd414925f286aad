"""选人: finding persons, posts and units by tree or by name, and putting them in order."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from oa_client.app.directory import People
from oa_client.assets import _
from oa_client.domain.people import Scope
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.page import size_over
from oa_client.ui.widgets.people_chosen import BROADCAST, Chosen, Wish
from oa_client.ui.widgets.people_find import Hit, hits, kept_groups, recent_hits
from oa_client.ui.widgets.people_keep import KeepRow
from oa_client.ui.widgets.people_list import ChosenList
from oa_client.ui.widgets.people_tree import PeopleTree

SCOPE = Qt.ItemDataRole.UserRole
PAUSE_MS = 120


class PeopleDialog(QDialog):
    """Opened with `open()`; `chosen` brings the groups and the way of taking turns."""

    chosen = Signal(object, str)

    def __init__(self, people: People, wish: Wish, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people = people
        self._wish = wish
        self._made = Chosen([list(g) for g in wish.groups], wish.order, wish.many)
        self._build()
        self._connect()
        self._show_order(wish.order)

    def _build(self) -> None:
        plain.named(self, "dialog.people", self._wish.title)
        self.setWindowTitle(self._wish.title)
        self.resize(size_over(self, 880, 560))
        self.setMinimumSize(640, 420)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self._build_source())
        self._list = ChosenList(self._people, self._made, self._wish)
        split.addWidget(self._list)
        split.setSizes([500, 380])
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 16, 16, 16)
        box.setSpacing(12)
        box.addWidget(split, 1)
        box.addLayout(self._build_foot())

    def _build_source(self) -> QWidget:
        spoken, hint = _("按姓名、拼音或首字母查找"), _("姓名、拼音、首字母或单位，回车加入")
        if self._wish.organs:
            spoken, hint = _("按单位名称查找"), _("单位名称，回车加入")
        self._search = plain.line_edit("people.search", spoken, hint)
        self._search.setClearButtonEnabled(True)
        self._tabs = plain.named(QTabBar(), "people.tabs", _("查找方式"))
        for text in (_("组织"), _("常用分组"), _("最近")):
            self._tabs.addTab(text)
        self._tabs.setDrawBase(False)
        self._by_post = plain.named(QCheckBox(_("按岗位送（换人后由接任者收）")), "people.by_post", _("按岗位送"))
        self._model = PeopleTree(self._people, self._made, organs=self._wish.organs, parent=self)
        self._tree = plain.named(QTreeView(), "people.tree", _("组织与人员"))
        self._tree.setUniformRowHeights(True)
        self._tree.setHeaderHidden(True)
        self._tree.setExpandsOnDoubleClick(True)
        self._tree.setModel(self._model)
        self._found = plain.named(QListWidget(), "people.found", _("查找结果"))
        self._recent = plain.named(QListWidget(), "people.recent", _("最近选过的人"))
        self._groups = plain.named(QListWidget(), "people.groups", _("常用分组"))
        self._nobody = plain.label("", "people.nobody", "hint", wrap=True)
        self._nobody.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._nobody.setMargin(16)
        self._stack = QStackedWidget()
        for page in (self._tree, self._groups, self._recent, self._found, self._nobody):
            self._stack.addWidget(page)
        whole = QWidget()
        box = QVBoxLayout(whole)
        box.setContentsMargins(0, 0, 8, 0)
        box.setSpacing(8)
        for part in (self._search, self._tabs, self._stack, self._by_post):
            box.addWidget(part, 1 if part is self._stack else 0)
        self._fill(self._recent, recent_hits(self._people, self._wish.recent))
        if roots := self._model.rowCount():
            for row in range(min(roots, 2)):
                self._tree.expand(self._model.index(row, 0))
        return whole

    def _build_foot(self) -> QHBoxLayout:
        self._count = plain.label("", "people.count", "strong")
        self._ok = plain.button(_("确定 (Ctrl+Enter)"), "people.ok", "primary", _("确定"))
        self._cancel = plain.button(_("取消"), "people.cancel", "main")
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._count)
        self.keep: KeepRow | None = None
        if self._wish.keep is not None:
            self.keep = KeepRow(self._wish.keep, dict(self._wish.kept), lambda: tuple(self._made.flat()))
            row.addWidget(self.keep, 1)
        else:
            row.addStretch(1)
        row.addWidget(self._cancel)
        row.addWidget(self._ok)
        return row

    def _connect(self) -> None:
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self._search.textChanged.connect(self._on_text)
        self._search.returnPressed.connect(self._add_top)
        self._tabs.currentChanged.connect(self._look)
        self._by_post.toggled.connect(self._post_wanted)
        self._model.toggled.connect(self._changed)
        self._tree.activated.connect(self._activated)
        for found in (self._found, self._recent, self._groups):
            found.itemActivated.connect(self._add_item)
            found.itemClicked.connect(self._add_item)
        self._list.changed.connect(self._list_changed)
        self._list.ordered.connect(self._show_order)
        self._ok.clicked.connect(self._accept)
        self._cancel.clicked.connect(self.reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self._accept)
        QShortcut(QKeySequence("Down"), self._search, self._into_list, context=Qt.ShortcutContext.WidgetShortcut)
        self._search.setFocus()
        self._changed()

    # finding

    def _on_text(self, _text: str) -> None:
        self._pause.start()

    def _look(self) -> None:
        text = self._search.text().strip()
        if not text:
            self._show_tab()
            return
        found = hits(self._people, text, units=self._model.units, by_post=self._model.by_post, organs=self._wish.organs)
        self._fill(self._found, found)
        self._nobody.setText(_("没有找到“{text}”。可以换姓名、拼音首字母或单位名再找。").format(text=text))
        self._stack.setCurrentWidget(self._found if found else self._nobody)

    def _show_tab(self) -> None:
        page = (self._tree, self._groups, self._recent)[self._tabs.currentIndex()]
        if page is self._groups:
            self._fill_groups()
        empty = isinstance(page, QListWidget) and not page.count()
        if empty:
            self._nobody.setText(
                _("还没有最近选过的人。可以在“组织”中勾选，或直接输入姓名。")
                if page is self._recent
                else _("还没有能在这里用的常用分组。可以到“通讯录”里新建。")
            )
        self._stack.setCurrentWidget(self._nobody if empty else page)

    def _fill_groups(self) -> None:
        self._groups.clear()
        for name, scopes in kept_groups(self._people, self._wish.kept, units=self._model.units):
            item = QListWidgetItem(_("{name}（{n} 项）").format(name=name, n=len(scopes)))
            item.setData(SCOPE, [str(s) for s in scopes])
            self._groups.addItem(item)

    def _fill(self, into: QListWidget, found: tuple[Hit, ...]) -> None:
        into.clear()
        for hit in found:
            item = QListWidgetItem(hit.words)
            item.setData(SCOPE, str(hit.scope))
            into.addItem(item)
        if found:
            into.setCurrentRow(0, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _add_top(self) -> None:
        """Enter in the search box: the top hit goes in, and the box is ready for the next name."""
        if self._pause.isActive():
            self._pause.stop()
            self._look()
        if self._stack.currentWidget() is self._found and (item := self._found.currentItem()) is not None:
            self._add_item(item)
            self._search.clear()

    def _into_list(self) -> None:
        page = self._stack.currentWidget()
        if page is not None:
            page.setFocus()

    def _add_item(self, item: QListWidgetItem) -> None:
        meant = item.data(SCOPE)
        self._made.add([Scope(str(s)) for s in (meant if isinstance(meant, list) else [meant])])
        self._changed()

    def _activated(self, index: object) -> None:
        node = self._model.node(self._tree.currentIndex())
        if node is not None and node.member is not None:
            self._model.toggle(node)

    # the chosen

    def _post_wanted(self, wanted: bool) -> None:
        self._model.by_post = wanted
        self._look()

    def _changed(self) -> None:
        """Somebody was chosen, or no more, at the left."""
        self._list.refresh()
        self._list_changed()

    def _list_changed(self) -> None:
        """Somebody was taken out or moved, at the right."""
        self._model.refresh()
        organs = self._wish.organs
        self._count.setText(
            _("共 {n} 个单位").format(n=len(self._made)) if organs else _("共 {n} 人").format(n=self._heads())
        )
        self._ok.setEnabled(len(self._made) > 0)
        if self.keep is not None:
            self.keep.show_able(able=len(self._made) > 0)

    def _heads(self) -> int:
        """How many persons that is, each once."""
        reached: set[Scope] = set()
        for scope in self._made.flat():
            unit = self._people.directory.unit_of(scope)
            if scope.startswith("t") and unit is not None:
                reached |= self._model.under(unit)
            elif scope.startswith("c") and unit is not None:
                reached |= {m.scope for m in self._people.clerks(unit)}
            else:
                reached.add(scope)
        return len(reached)

    def _show_order(self, order: str) -> None:
        self._model.units = self._wish.units or order == BROADCAST
        self._by_post.setVisible(not self._model.units and not self._wish.organs)
        self._model.refresh()
        self._look()

    def _accept(self) -> None:
        if len(self._made):
            self.chosen.emit(self._made.value(), self._made.order)
            self.accept()


def ask(people: People, wish: Wish, answer: Callable[[list[list[str]], str], None], opener: QWidget) -> PeopleDialog:
    """Open the dialog; the answer comes when somebody was chosen, and the opener has the focus again."""
    dialog = PeopleDialog(people, wish, opener.window())
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.chosen.connect(answer)
    dialog.finished.connect(opener.setFocus)
    dialog.open()
    return dialog
