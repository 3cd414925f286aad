"""办理记录: every entry as it was made, with the words as typed, and whether the chain still holds."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from oa_client.app.checking import Verdict
from oa_client.assets import _
from oa_client.ui.matter.entry_lines import EntryLine
from oa_client.ui.matter.ink_over import title
from oa_client.ui.matter.ink_paint import picture
from oa_client.ui.matter.ink_player import ReplayDialog, Written
from oa_client.ui.widgets import plain

MOST = 500
PICTURE = (420, 150)
"""How large handwriting stands in the record at most."""


class HistoryTab(QWidget):
    """The record as one text to read and copy. `asked`: somebody wants it checked."""

    asked = Signal()

    def __init__(self, *, may_save: bool = True) -> None:
        super().__init__()
        self._may_save = may_save
        self._shown: tuple[EntryLine, ...] = ()
        plain.named(self, "tab.history", _("办理记录"))
        self._verdict = plain.label("", "history.verdict", "second", wrap=True)
        self._check = plain.button(_("核验"), "history.check", spoken=_("核验办理记录"))
        self._check.clicked.connect(self.asked)
        self._replay = plain.button(_("重放手写"), "history.replay")
        self._replay.clicked.connect(self.replay)
        self._replay.hide()
        self.text = plain.Reading("history.text", _("办理记录"))
        bar = QFrame()
        bar.setProperty("role", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(20, 4, 20, 4)
        row.addWidget(self._verdict, 1)
        row.addWidget(self._replay)
        row.addWidget(self._check)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(bar)
        box.addWidget(self.text, 1)

    def show_entries(self, entries: tuple[EntryLine, ...], head: str, *, fresh: bool) -> None:
        """The record as it stands; the place where somebody reads stays."""
        if fresh:
            self._say_head(head)
        if entries == self._shown and not fresh:
            return
        self._shown = entries
        self._replay.setVisible(any(e.ink is not None for e in entries))
        at = self.text.verticalScrollBar().value()
        self.text.start()
        for number, entry in enumerate(entries[-MOST:]):
            self._entry(entry, above=16 if number else 0)
        self.text.finish()
        self.text.verticalScrollBar().setValue(0 if fresh else at)

    def _entry(self, entry: EntryLine, above: int) -> None:
        self.text.paragraph(above=above, indent=20, spacing=105)
        self.text.run(f"{entry.number}. ", "text2", "meta")
        self.text.run(entry.who, bold=True)
        self.text.run(f"　{entry.action}")
        at = _("中心已收 {at}").format(at=entry.at) if entry.received else entry.at
        self.text.run(f"　{at}", "text2", "meta")
        if entry.mark:
            self.text.run(f"　{entry.sign}{entry.mark}", "warn", "meta", bold=True)
        if entry.place or entry.note:
            self.text.paragraph(indent=20, spacing=100)
            self.text.run(entry.place, "text2", "meta")
            self.text.run(f"　{entry.note}" if entry.place and entry.note else entry.note, "text2", "meta")
        if entry.told:
            self.text.paragraph(above=2, indent=44, spacing=110)
            self.text.run(entry.told, "text2")
        if entry.by_hand is not None:
            self._hand(entry)
        for line in entry.opinion.split("\n") if entry.opinion else ():
            self.text.paragraph(above=2, indent=44, spacing=110)
            self.text.run(line, "hint" if entry.struck else "text", struck=entry.struck)

    def _hand(self, entry: EntryLine) -> None:
        """What was written by hand, as it was written."""
        self.text.paragraph(above=4, indent=44, spacing=100)
        if entry.ink is None:
            self.text.run(_("（手写，还没有取到本机，或显示不出来）"), "hint")
            return
        self.text.picture(picture(entry.ink, *PICTURE, self.devicePixelRatioF()))
        said = "　" + _("手写（{n} 笔）").format(n=len(entry.ink.strokes))
        pages = sum(1 for at in entry.ink.used if entry.ink.surfaces[at].file)
        self.text.run(said + (_("，写在 {n} 页文件上").format(n=pages) if pages else ""), "text2", "meta")

    def replay(self) -> None:
        """Play what was written by hand in this record."""
        written = [Written(title(e), e.ink) for e in self._shown if e.ink is not None]
        if written:
            dialog = ReplayDialog(written, self.window(), may_save=self._may_save)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def _say_head(self, head: str) -> None:
        self._verdict.setText(_("链首 {head}　可在本机核验这份记录有没有被改动").format(head=head[:8]) if head else "")
        plain.set_role(self._verdict, "second")
        self._check.setEnabled(bool(head))

    def show_verdict(self, verdict: Verdict) -> None:
        """What checking found."""
        if verdict.good:
            told = _("核验通过：{n} 条记录首尾相接，链首 {head}").format(n=verdict.entries, head=verdict.head[:8])
        elif verdict.why == "not_whole":
            told = _("本机还没有这件事项的全文，取到后再核验。")
        else:
            told = _("核验不通过：本机这份记录可能已被改动，请勿据此办理，并告知管理员。")
        self._verdict.setText(told)
        plain.set_role(self._verdict, "ok" if verdict.good else "warn")
