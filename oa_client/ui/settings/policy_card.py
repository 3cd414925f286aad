"""管理员的设定: what an administrator laid down for this machine; to read, nobody changes it here."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout

from oa_client.app.policies import Policies
from oa_client.assets import _
from oa_client.ui.widgets import plain
from oa_client.wording import policies as wording


class PolicyCard(QFrame):
    """A line for each policy that is laid down; hidden where there is none."""

    def __init__(self, policies: Policies) -> None:
        super().__init__()
        plain.named(self, "settings.policies", _("管理员的设定"))
        self.setProperty("role", "card")
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 16)
        box.setSpacing(8)
        box.addWidget(plain.label(_("管理员的设定"), "settings.policies.title", "section"))
        box.addLayout(self._lines(policies))
        if policies.faults:
            words = _("策略文件里有 {n} 处没有采用，管理员可用 oa-client --policy-dump 查看。")
            text = words.format(n=len(policies.faults))
            box.addWidget(plain.label(text, "settings.policies.faults", "warn", wrap=True))
        note = _("程序启动时读一次，改动在下次启动后生效。")
        box.addWidget(plain.label(note, "settings.policies.note", "second", wrap=True))
        if not policies.faults and not any(policies.laid(name) for name in policies.rules):
            self.hide()

    def _lines(self, policies: Policies) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        laid = [(rule, one) for name, rule in policies.rules.items() if (one := policies.laid(name)) is not None]
        for at, (rule, one) in enumerate(laid):
            name = f"settings.policy.{rule.name}"
            grid.addWidget(plain.label(rule.title, name, "strong"), at, 0)
            grid.addWidget(plain.label(wording.value(one.value), f"{name}.value", wrap=True), at, 1)
            grid.addWidget(plain.label(wording.standing(rule, one), f"{name}.state", "second"), at, 2)
        return grid
