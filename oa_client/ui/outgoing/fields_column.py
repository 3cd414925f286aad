"""发文稿纸 as a narrow column: what every document needs in the order it is filled in, the rest behind a button."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from oa_client.assets import _
from oa_client.domain.table import FieldType
from oa_client.ui.matter.asks import Ask
from oa_client.ui.matter.fields import PickField
from oa_client.ui.matter.form import Form, Workshop
from oa_client.ui.widgets import plain

FIRST = ("organ", "genre", "direction", "receivers", "copied_to", "sensitivity", "openness", "urgency", "signatories")
"""The fields in the order people fill them in; others follow."""
FURTHER = frozenset({"issuer", "withheld_reason", "outside_receivers", "outside_copied", "joint_with", "important"})
FURTHER |= {"regulatory", "market", "government_agreed", "contact", "phone", "copies", "reply_to", "relates"}
FURTHER |= {"plan", "plan_item"}
"""Fields few documents need; they open with a button, and by themselves when something is wrong there."""


class FieldsColumn(QScrollArea):
    """Two forms, the second folded."""

    def __init__(self, asks: tuple[Ask, ...], shop: Workshop) -> None:
        super().__init__()
        # in a narrow column choices open instead of standing side by side
        narrow = replace(shop, makers={FieldType.CHOICE: lambda ask, _shop: PickField(ask)})
        first = tuple(sorted((a for a in asks if a.name not in FURTHER), key=_order))
        self.form = Form(first, narrow, stacked=True)
        self.more = Form(tuple(a for a in asks if a.name in FURTHER), narrow, stacked=True)
        self.unfold = plain.button("", "btn.more", "link", _("显示或收起其他各项"))
        self._build()

    def _build(self) -> None:
        plain.named(self, "draft.fields", _("发文稿纸各项"))
        inner = QWidget()
        stacked = QVBoxLayout(inner)
        stacked.setContentsMargins(0, 0, 12, 0)
        stacked.setSpacing(8)
        stacked.addWidget(self.form)
        stacked.addWidget(self.unfold, 0, Qt.AlignmentFlag.AlignLeft)
        stacked.addWidget(self.more)
        stacked.addStretch(1)
        self.unfold.setCheckable(True)
        self.unfold.toggled.connect(self._show_more)
        self.unfold.setVisible(bool(self.more.asks))
        self._show_more(on=False)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)
        inner.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    def _show_more(self, on: bool) -> None:
        self.more.setVisible(on)
        said = _("收起其他各项") if on else _("其他各项（{n}）").format(n=len(self.more.asks))
        self.unfold.setText(said)

    def has(self, field: str) -> bool:
        """Whether a field stands here; one that is folded away unfolds."""
        if field in self.more.fields:
            self.unfold.setChecked(True)
        return field in self.form.fields or field in self.more.fields


def _order(ask: Ask) -> int:
    return FIRST.index(ask.name) if ask.name in FIRST else len(FIRST)
