"""检测到修改: a bar for each attachment that was changed with office software and not yet taken in."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.matter.working_copies import Copy
from oa_client.ui.widgets import plain


class EditBars(QWidget):
    """`kept` and `dropped` bring the copy."""

    kept = Signal(object)
    dropped = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        plain.named(self, "files.edits")
        self._copies: tuple[Copy, ...] = ()
        self._bars: list[QFrame] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self.hide()

    def show_copies(self, copies: tuple[Copy, ...]) -> None:
        """One for each of these; the same again stays as it is."""
        if copies == self._copies:
            return
        self._copies = copies
        for bar in self._bars:
            self._box.removeWidget(bar)
            bar.deleteLater()
        self._bars = [self._bar(copy, number) for number, copy in enumerate(copies, 1)]
        for bar in self._bars:
            self._box.addWidget(bar)
        self.setVisible(bool(copies))

    def _bar(self, copy: Copy, number: int) -> QFrame:
        name = f"edit.{number}"
        said = _("检测到修改：“{name}”已在办公软件中改过，还没有放进这件事项。").format(name=copy.file.name)
        bar = plain.named(QFrame(), name, said)
        plain.set_role(bar, "offline")
        bar.setMinimumHeight(theme.current().sizes.banner)
        keep = plain.button(_("保存为新版本"), f"{name}.keep", "link")
        drop = plain.button(_("放弃"), f"{name}.drop", "link", _("放弃对 {name} 的修改").format(name=copy.file.name))
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 4, 8, 4)
        row.addWidget(plain.label(said, f"{name}.text", wrap=True), 1)
        row.addWidget(keep)
        row.addWidget(drop)
        keep.clicked.connect(partial(self.kept.emit, copy))
        drop.clicked.connect(partial(self._ask, copy, name))
        return bar

    def _ask(self, copy: Copy, name: str) -> None:
        """What was written goes for good, so it is asked once."""
        plain.question(
            self,
            _("放弃对“{name}”的修改吗？").format(name=copy.file.name),
            _("改过的内容会删除，不能找回；原附件不受影响。"),
            _("放弃修改"),
            lambda: self.dropped.emit(copy),
            f"{name}.ask",
        )
