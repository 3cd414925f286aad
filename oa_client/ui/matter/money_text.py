"""What is said of money under the text of an application: what its budget line has left, and its steps in a column."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics

from oa_client.app.spending import When
from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.widgets import plain
from oa_client.wording.spending import StepLine, Told

MARKS = {When.DONE: "●", When.NOW: "▶", When.COMING: "○"}


def say_money(text: plain.Reading, told: Told) -> None:
    """Behind what stands there already."""
    if told.balance:
        text.paragraph(above=20)
        text.run(told.head, "text2")
        text.paragraph(spacing=118)
        text.run("　　".join(_whole(f"{one.label} {one.value}") for one in told.balance))
    text.paragraph(above=20)
    text.run(_("审批流程"), "text2")
    for step in told.steps:
        _say_step(text, step)
    if told.after:
        text.paragraph(above=4)
        text.run(told.after, "hint")


def _whole(words: str) -> str:
    """Words that no line tears apart."""
    return words.replace(" ", "\u00a0")


def _say_step(text: plain.Reading, step: StepLine) -> None:
    now = step.when is When.NOW
    plainly = "hint" if step.when is When.COMING else "text"
    wide = QFontMetrics(theme.current().font()).horizontalAdvance(f"{MARKS[step.when]}　")
    text.paragraph(above=4, indent=wide, first=-wide, spacing=112)
    text.run(f"{MARKS[step.when]}　", "link" if now else "text2")
    text.run(step.label, plainly, bold=now)
    text.run(f"　{step.said}" if step.said else "", plainly if now else "text2", bold=now)
    for line in step.words.split("\n") if step.words else ():
        text.paragraph(indent=wide, spacing=112)
        text.run(line)
