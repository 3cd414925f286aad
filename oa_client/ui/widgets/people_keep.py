"""保存为常用分组: those chosen now, under a name, for the next time."""

from __future__ import annotations

from collections.abc import Callable, Collection

import shiboken6
from PySide6.QtWidgets import QFrame, QHBoxLayout

from oa_client.app.groups import MOST_NAME, TooMuch
from oa_client.assets import _
from oa_client.domain.people import Scope
from oa_client.ui.widgets import plain

Told = Callable[[str, Exception | None], None]
"""Hears the name a group has now, or why it could not be kept."""
Keep = Callable[[str, tuple[Scope, ...], Told], None]


class KeepRow(QFrame):
    """A button, then a field for the name, then what came of it."""

    def __init__(self, keep: Keep, taken: Collection[str], chosen: Callable[[], tuple[Scope, ...]]) -> None:
        super().__init__()
        self._keep, self._taken, self._chosen = keep, set(taken), chosen
        self._build()
        self.begin.clicked.connect(self._on_begin)
        self.save.clicked.connect(self._on_save)
        self.name.returnPressed.connect(self._on_save)
        self._rest()

    def _build(self) -> None:
        plain.named(self, "people.keep")
        self.begin = plain.button(_("保存为常用分组…"), "people.keep.begin", "link")
        self.name = plain.line_edit("people.keep.name", _("分组名称"), _("分组名称"))
        self.name.setMaxLength(MOST_NAME)
        self.save = plain.button(_("保存"), "people.keep.save", spoken=_("保存分组"))
        self.told = plain.label("", "people.keep.told", "second")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part in (self.begin, self.name, self.save, self.told):
            row.addWidget(part)
        row.addStretch(1)

    def show_able(self, *, able: bool) -> None:
        """Whether anybody is chosen whom a group could hold."""
        self.begin.setEnabled(able)
        if not able:
            self._rest()

    def _rest(self) -> None:
        self.begin.show()
        self.name.hide()
        self.save.hide()

    def _on_begin(self) -> None:
        self.told.setText("")
        self.begin.hide()
        self.name.clear()
        self.name.show()
        self.save.show()
        self.name.setFocus()

    def _on_save(self) -> None:
        name = " ".join(self.name.text().split())
        if not name:
            self.told.setText(_("请先起个名称。"))
        elif name in self._taken:
            self.told.setText(_("已经有叫“{name}”的分组，请换个名称。").format(name=name))
        elif members := self._chosen():
            self.save.setEnabled(False)
            self._keep(name, members, self._on_kept)

    def _on_kept(self, name: str, error: Exception | None) -> None:
        if not shiboken6.isValid(self):
            return
        self.save.setEnabled(True)
        if error is None:
            self._taken.add(name)
            self._rest()
            self.told.setText(_("已存为常用分组“{name}”。").format(name=name))
        elif isinstance(error, TooMuch):
            self.told.setText(_("常用分组放不下了，请先删去一些再存。"))
        else:
            self.told.setText(_("没有存上：本机磁盘写不进去。请清出空间后再试。"))
