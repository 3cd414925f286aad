"""线路: how much of the line files may take; the same card in 设置 and in 同步中心."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from oa_client.assets import _
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.administered import administered, mark
from oa_client.ui.widgets.line_wish import CAPS, KB, LinePresenter

HOURS = range(24)


class _Hours(QComboBox):
    """An hour of the day. The wheel scrolls the page that it lies on, and never changes it in passing."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class LineCard(QFrame):
    """Shows what is set and takes it at once. `place` begins the names of its parts."""

    def __init__(self, presenter: LinePresenter, place: str) -> None:
        super().__init__()
        self.presenter, self._place = presenter, place
        self._caps = QButtonGroup(self)
        self._build()
        self._connect()
        self.show_wish()
        presenter.listen(self.show_wish)

    def _build(self) -> None:
        plain.named(self, f"{self._place}.line", _("线路"))
        self.setProperty("role", "card")
        self.metered = self._tick(_("省流量"), "metered")
        self.night = self._tick(_("夜间取原件"), "night")
        self.begin, self.end = self._hours(_("从几时"), "begin"), self._hours(_("到几时"), "end")
        self.advice = plain.label(
            _("系统说这条线路按流量计费，建议打开“省流量”。"), f"{self._place}.advice", "warn", wrap=True
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 16)
        box.setSpacing(12)
        box.addWidget(plain.label(_("线路"), f"{self._place}.line.title", "section"))
        box.addWidget(self.advice)
        box.addLayout(
            self._explained(self.metered, _("1 MB 以上的原件要点“下载”才取，扫描件先看简版；夜间也不取原件。"))
        )
        box.addLayout(self._cap_row())
        box.addLayout(self._night_row())
        box.addWidget(
            plain.label(
                _("您点“下载”的附件随时都取；特急、加急件的附件随文字之后自动取；其余的在夜间取，或等您要看时取。"),
                f"{self._place}.line.text",
                "second",
                wrap=True,
            )
        )

    def _tick(self, words: str, name: str) -> QCheckBox:
        return plain.named(QCheckBox(words), f"{self._place}.{name}", words)

    def _explained(self, tick: QCheckBox, words: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(tick)
        row.addWidget(plain.label(words, f"{tick.objectName()}.text", "second", wrap=True), 1)
        return row

    def _cap_row(self) -> QHBoxLayout:
        words = _("带宽上限（KB/秒）")
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(plain.label(words, f"{self._place}.cap", "strong"))
        now = self.presenter.wish.cap
        for cap, text in {**CAPS, **({} if now in CAPS else {now: str(now // KB)})}.items():
            button = plain.named(QRadioButton(_(text)), f"{self._place}.cap.{cap}", f"{words}，{_(text)}")
            button.clicked.connect(partial(self._on_cap, cap))
            self._caps.addButton(button, cap)
            row.addWidget(button)
            self._lock("cap", button)
        self._mark(row, "cap")
        row.addStretch(1)
        return row

    def _lock(self, name: str, *controls: QWidget) -> None:
        """Out of use where an administrator locked this."""
        if name in self.presenter.locked:
            for control in controls:
                administered(control)

    def _mark(self, row: QHBoxLayout, *names: str) -> None:
        if self.presenter.locked.intersection(names):
            row.addWidget(mark(f"{self._place}.{names[0]}.locked"))

    def _hours(self, spoken: str, name: str) -> QComboBox:
        made = plain.named(_Hours(), f"{self._place}.{name}", spoken)
        for hour in HOURS:
            made.addItem(_("{hour} 时").format(hour=hour))
        return made

    def _night_row(self) -> QHBoxLayout:
        self.hours = plain.named(QWidget(), f"{self._place}.hours", _("夜间时段"))
        inner = QHBoxLayout(self.hours)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(16)
        inner.addWidget(plain.label(_("从"), f"{self._place}.from"))
        inner.addWidget(self.begin)
        inner.addWidget(plain.label(_("到"), f"{self._place}.to"))
        inner.addWidget(self.end)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.night)
        row.addWidget(self.hours)
        self._lock("night", self.night)
        self._lock("begin", self.begin)
        self._lock("end", self.end)
        self._mark(row, "night", "begin", "end")
        row.addStretch(1)
        return row

    def _connect(self) -> None:
        self.metered.clicked.connect(self.presenter.set_metered)
        self.night.clicked.connect(self.presenter.set_night)
        self.begin.activated.connect(self._on_hours)
        self.end.activated.connect(self._on_hours)

    def _on_cap(self, cap: int) -> None:
        self.presenter.set_cap(cap)

    def _on_hours(self) -> None:
        self.presenter.set_hours(self.begin.currentIndex(), self.end.currentIndex())

    def show_wish(self) -> None:
        """As it is set now, here or elsewhere."""
        wish = self.presenter.wish
        self.metered.setChecked(wish.metered)
        self.night.setChecked(wish.night)
        self.night.setEnabled(not wish.metered)
        for hours, hour in ((self.begin, wish.begin), (self.end, wish.end)):
            hours.setCurrentIndex(hour)
        self.hours.setVisible(wish.night and not wish.metered)
        self._caps.button(wish.cap).setChecked(True)
        self.advice.setVisible(self.presenter.advised and not wish.metered)
