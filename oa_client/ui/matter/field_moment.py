"""A limit of time in a form: a day, closing time, and how many working days that leaves."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDate, QDateTime, QEvent, QObject, Qt, QTime
from PySide6.QtGui import QIcon, QPalette, QTextCharFormat, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QDateTimeEdit, QHBoxLayout, QToolButton, QWidget

from oa_client.app.desk import Desk
from oa_client.app.workdays import BEGINS, PAST
from oa_client.assets import _
from oa_client.domain.calendar import BEIJING, day_of
from oa_client.domain.usual import DUE, USUAL, Usual
from oa_client.ui import theme
from oa_client.ui.matter.asks import Ask
from oa_client.ui.matter.fields import FieldWidget
from oa_client.ui.widgets import plain
from oa_client.wording import moments

LIMIT = DUE
"""The field in which an office sets a limit: counted in working days, as the lamps are."""
WORKING = (1, 3, 5, 10)
DAY = 86_400
PLAIN = (1, 7, 30, 90)


class DayEdit(QDateTimeEdit):
    """A day that is typed over where it is clicked: with nothing selected each figure more would be refused."""

    def __init__(self) -> None:
        super().__init__()
        self.lineEdit().installEventFilter(self)
        self.setCalendarPopup(True)
        month = self.calendarWidget()
        for name, arrow in (("prevmonth", Qt.ArrowType.LeftArrow), ("nextmonth", Qt.ArrowType.RightArrow)):
            if (turn := month.findChild(QToolButton, f"qt_calendar_{name}")) is not None:
                turn.setIcon(QIcon())
                turn.setArrowType(arrow)
        if (head := month.findChild(QWidget, "qt_calendar_navigationbar")) is not None:
            head.setBackgroundRole(QPalette.ColorRole.Window)
        self._restyle()

    def _restyle(self) -> None:
        """Qt's own red of days off is not to be read on a dark ground, and red means 特急 here."""
        now, month = theme.current(), self.calendarWidget()
        off, days = QTextCharFormat(), QTextCharFormat()
        off.setForeground(now.colour("warn"))
        days.setForeground(now.colour("text2"))
        month.setHeaderTextFormat(days)
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            month.setWeekdayTextFormat(day, off)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._restyle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.MouseButtonRelease and not self.lineEdit().hasSelectedText():
            self.setSelectedSection(self.currentSection())
        return super().eventFilter(watched, event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class MomentField(FieldWidget):
    """A day and a time, set or not; the quick ones count working days."""

    def __init__(self, ask: Ask, desk: Desk) -> None:
        super().__init__(ask)
        self._desk = desk
        self._usual: Usual | None = None
        self._by_itself = False
        self._build(ask)
        self._show_hint()
        self._connect()

    def _build(self, ask: Ask) -> None:
        self.tick = plain.named(QCheckBox(_("设定")), f"tick.{ask.name}", _("设定{label}").format(label=ask.label))
        self.edit = plain.named(DayEdit(), f"edit.{ask.name}", ask.label)
        self.edit.setDisplayFormat("yyyy年M月d日 HH:mm")
        self.edit.setEnabled(False)
        self._past = ask.name in PAST
        self._quick_days = (0, -1) if self._past else WORKING if ask.name == LIMIT else PLAIN
        self._put(self._after(self._quick_days[0 if self._past else 1]))
        if self._past:
            self.edit.setDisplayFormat("yyyy年M月d日")
        self._hint = plain.label("", f"hint.{ask.name}", "meta", wrap=True)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.tick)
        top.addWidget(self.edit)
        self._quick = []
        if ask.name == LIMIT:
            top.addWidget(plain.label(_("工作日"), f"quick.{ask.name}", "meta"))
        for days in self._quick_days:
            text, spoken = self._chip_words(days)
            chip = plain.button(text, f"quick.{ask.name}.{days}", "chip", spoken)
            chip.setProperty("days", days)
            top.addWidget(chip)
            self._quick.append(chip)
        top.addStretch(1)
        self.box.addLayout(top)
        self.box.addWidget(self._hint)

    def _chip_words(self, days: int) -> tuple[str, str]:
        if self._past:
            return (_("昨天"), _("昨天")) if days else (_("今天"), _("今天"))
        if self.ask.name == LIMIT:
            return _("{n} 日").format(n=days), _("{n} 个工作日").format(n=days)
        return _("{n} 天").format(n=days), _("{n} 天后，逢休息日顺延").format(n=days)

    def _after(self, days: int) -> int:
        """The close of business so many days from now: working days for a limit, else days of the calendar.

        What begins then begins with that day.
        """
        if self._past:
            return self._desk.clock.now() + days * DAY
        unit = "working_days" if self.ask.name == LIMIT else "days"
        found = self._desk.calendar.due(self._desk.clock.now(), days, unit)
        return day_of(found) if self.ask.name in BEGINS else found

    def _connect(self) -> None:
        self.tick.toggled.connect(self._on_ticked)
        self.edit.dateTimeChanged.connect(self._on_changed)
        if self.ask.counted:
            self.edit.lineEdit().textEdited.connect(self._on_picked)
            self.edit.calendarWidget().clicked.connect(self._on_picked)
            self.edit.calendarWidget().activated.connect(self._on_picked)
        for chip in self._quick:
            chip.clicked.connect(self._on_quick)

    def _on_ticked(self, ticked: bool) -> None:
        self.edit.setEnabled(ticked)
        self._on_changed()

    def _on_quick(self) -> None:
        chip = self.sender()
        days = chip.property("days")
        if isinstance(days, int):
            self.tick.setChecked(True)
            self._put(self._after(days))
            self._on_picked()

    def _on_picked(self) -> None:
        """A day that somebody picks is his, even if it is the one that stood there."""
        if self._usual is not None:
            self._on_changed()

    def _on_changed(self) -> None:
        if not self._by_itself:
            self._usual = None
        self._show_hint()
        self.changed.emit()

    def _show_hint(self) -> None:
        value = self.value()
        if not isinstance(value, int):
            self._hint.setText(self.ask.note)
            return
        now = self._desk.clock.now()
        parts = [moments.weekday(value)]
        if self._past:
            parts += [_("这一天还没有到")] if value > now + DAY else []
        elif self.ask.name in BEGINS:
            pass
        elif value <= now:
            parts.append(_("时间已过"))
        elif self.ask.name == LIMIT:
            parts += self._working_words(now, value)
        else:
            parts.append(moments.due_words(value, now))
        self._hint.setText("，".join(parts))

    def _working_words(self, now: int, value: int) -> list[str]:
        calendar, day = self._desk.calendar, datetime.fromtimestamp(value, BEIJING).date()
        left = calendar.left(now, value, "working_days")
        parts = [_("还有 {n} 个工作日").format(n=left) if left else _("不足 1 个工作日")]
        if not calendar.is_working(day):
            parts.append(_("这天不上班"))
        if calendar.is_provisional(day.year):
            parts.append(_("当年放假安排尚未公布，按周末推算"))
        if self.untouched and self.ask.counted:
            parts.append(_("按常例给定，随放假安排调整"))
        return parts

    def _put(self, at: int) -> None:
        local = datetime.fromtimestamp(at, BEIJING)
        self.edit.setDateTime(QDateTime(QDate(local.year, local.month, local.day), QTime(local.hour, local.minute)))

    def value(self) -> object:
        """Seconds since 1970, or None."""
        if not self.tick.isChecked():
            return None
        date, time = self.edit.date(), self.edit.time()
        local = datetime(date.year(), date.month(), date.day(), time.hour(), time.minute(), tzinfo=BEIJING)
        return int(local.timestamp())

    def set_value(self, value: object) -> None:
        """A moment, or none."""
        good = isinstance(value, int) and not isinstance(value, bool)
        if isinstance(value, int) and good:
            self._put(value)
        self.tick.setChecked(good)
        self.count(None)

    @property
    def untouched(self) -> bool:
        """Whether the day stands there as it was offered: nobody picked one."""
        return self._usual is not None and self.tick.isChecked()

    def offer(self, usual: Usual | None) -> None:
        """The day that is usual, until somebody picks one; none where nothing is usual."""
        self._usual, self._by_itself = usual, True
        if usual is not None:
            self._put(usual.due(self._desk.calendar))
        self.tick.setChecked(usual is not None)
        self._by_itself = False
        self._show_hint()

    def count(self, usual: Usual | None) -> None:
        """Say of the day that stands there how it was counted; None: somebody picked it."""
        self._usual = usual
        self._show_hint()

    def beside(self) -> dict[str, object]:
        """How the day was counted, while nobody picked one."""
        return {USUAL: self._usual.value} if self._usual is not None and self.untouched and self.ask.counted else {}

    def first(self) -> QWidget:
        return self.edit if self.tick.isChecked() else self.tick
