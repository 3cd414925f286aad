"""What stands in a form for each kind of value: one widget, one value, one signal."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QRegularExpression, Qt, Signal
from PySide6.QtGui import QPaintEvent, QRegularExpressionValidator, QWheelEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QRadioButton,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from oa_client.app.recognition import is_meant
from oa_client.assets import _
from oa_client.domain.fields import LINE_LIMIT
from oa_client.domain.numbers import plain_number
from oa_client.ui.matter.asks import Ask, Choice
from oa_client.ui.widgets import plain

NUMBERS = frozenset({"number", "reply_number"})
"""The fields a document number is written in."""


def cleaned(text: str) -> str:
    """Pasted text as people meant it: one kind of line end, no invisible characters, no space at line ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = text.replace("\u00a0", " ")
    kept = "".join(c for c in text if c in "\n\t" or is_meant(c))
    return "\n".join(line.rstrip() for line in kept.split("\n"))


def composing(edit: QPlainTextEdit) -> bool:
    """Whether an input method is in the middle of a word there."""
    return bool(edit.textCursor().block().layout().preeditAreaText())


class FieldWidget(QWidget):
    """One field of a form."""

    changed = Signal()

    def __init__(self, ask: Ask) -> None:
        super().__init__()
        self.ask = ask
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(4)

    def value(self) -> object:
        """What stands in it, as a command keeps it; None when nothing does."""
        raise NotImplementedError

    def set_value(self, value: object) -> None:
        """Put something in; what does not fit is left out."""
        raise NotImplementedError

    def beside(self) -> dict[str, object]:
        """What goes with the value in other fields of the command."""
        return {}

    def first(self) -> QWidget:
        """Where the keys go when somebody comes here."""
        return self

    def composing(self) -> bool:
        """Whether an input method is in the middle of a word."""
        return False


class LineField(FieldWidget):
    """One line, with a count of its characters once that matters."""

    def __init__(self, ask: Ask) -> None:
        super().__init__(ask)
        self._limit = ask.limit or LINE_LIMIT
        self.edit = plain.line_edit(f"edit.{ask.name}", ask.label)
        self._count = plain.label("", f"count.{ask.name}", "meta")
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.box.addWidget(self.edit)
        self.box.addWidget(self._count)
        self._counted = ask.name == "title"
        if ask.name in NUMBERS:
            self.edit.editingFinished.connect(self._write_plainly)
        self.edit.textChanged.connect(self._on_changed)
        self._on_changed()

    def _write_plainly(self) -> None:
        """A document number gets the brackets and digits of the standard."""
        if (plainly := plain_number(self.edit.text())) != self.edit.text():
            self.edit.setText(plainly)

    def _on_changed(self) -> None:
        count = len(self.edit.text())
        over = count > self._limit
        self._count.setText(_("已写 {n} 字，最多 {limit} 字").format(n=count, limit=self._limit))
        self._count.setVisible(over or self._counted or count > self._limit * 4 // 5)
        plain.set_role(self._count, "warn" if over else "meta")
        self.changed.emit()

    def value(self) -> object:
        """The line without space around it."""
        return self.edit.text().strip() or None

    def set_value(self, value: object) -> None:
        """A line."""
        self.edit.setText(value if isinstance(value, str) else "")

    def first(self) -> QWidget:
        return self.edit


class TextEdit(plain.Lines):
    """Several lines; what is pasted comes in clean and plain."""

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasText():
            self.insertPlainText(cleaned(source.text()))


class TextField(FieldWidget):
    """Several lines, kept as typed."""

    def __init__(self, ask: Ask) -> None:
        super().__init__(ask)
        self.edit = plain.named(TextEdit(), f"edit.{ask.name}", ask.label)
        self.edit.setTabChangesFocus(True)
        self.edit.setMinimumHeight(160 if ask.limit is None else 72)
        self._count = plain.label("", f"count.{ask.name}", "warn")
        self._count.hide()
        self.box.addWidget(self.edit)
        self.box.addWidget(self._count)
        self.edit.textChanged.connect(self._on_changed)

    def _on_changed(self) -> None:
        count, limit = len(self.edit.toPlainText()), self.ask.limit
        near = limit is not None and count > limit * 9 // 10
        self._count.setVisible(near)
        if near:
            self._count.setText(_("已写 {n} 字，最多 {limit} 字").format(n=count, limit=limit))
        self.changed.emit()

    def value(self) -> object:
        """The text, as typed."""
        text = self.edit.toPlainText()
        return text if text.strip() else None

    def set_value(self, value: object) -> None:
        """A text."""
        text = value if isinstance(value, str) else ""
        if text != self.edit.toPlainText():
            self.edit.setPlainText(text)

    def first(self) -> QWidget:
        return self.edit

    def composing(self) -> bool:
        return composing(self.edit)


class FlagField(FieldWidget):
    """A tick."""

    def __init__(self, ask: Ask) -> None:
        super().__init__(ask)
        text = f"{ask.label}（{ask.note}）" if ask.note else ask.label
        self.tick = plain.named(QCheckBox(plain.unmarked(text)), f"tick.{ask.name}", ask.label)
        self.box.addWidget(self.tick)
        self.tick.toggled.connect(self.changed)

    def value(self) -> object:
        """Ticked or not said."""
        return True if self.tick.isChecked() else None

    def set_value(self, value: object) -> None:
        """A tick."""
        self.tick.setChecked(value is True)

    def first(self) -> QWidget:
        return self.tick


class NumberField(FieldWidget):
    """A whole number."""

    def __init__(self, ask: Ask) -> None:
        super().__init__(ask)
        self.edit = plain.line_edit(f"edit.{ask.name}", ask.label)
        self.edit.setValidator(QRegularExpressionValidator(QRegularExpression(r"\d{0,15}"), self.edit))
        self.edit.setMaximumWidth(220)
        self.box.addWidget(self.edit)
        self.edit.textChanged.connect(self.changed)

    def value(self) -> object:
        """The number."""
        return int(self.edit.text()) if self.edit.text() else None

    def set_value(self, value: object) -> None:
        """A number."""
        self.edit.setText(str(value) if isinstance(value, int) else "")

    def first(self) -> QWidget:
        return self.edit


MANY = 7
IN_A_ROW = 5
"""More than these would not go side by side in a low window with large type."""
"""From more choices than these on they stand in a list that opens."""


class StillBox(QComboBox):
    """A list that opens. The wheel scrolls the form: rolled over on the way down, it must change nothing.

    What is too long for it ends in dots and is whole in its tip: cut in the middle of a character nobody knows of more.
    """

    def __init__(self) -> None:
        super().__init__()
        self.currentTextChanged.connect(lambda said: self.setToolTip(plain.tip(said)))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.shown()  # type: ignore[attr-defined]  # missing in its stub
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def shown(self) -> str:
        """What is chosen, as far as there is room."""
        option, part = QStyleOptionComboBox(), QStyle.SubControl.SC_ComboBoxEditField
        self.initStyleOption(option)
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
        text, metrics = self.currentText(), self.fontMetrics()
        if metrics.boundingRect(text).width() <= room:  # as its own hint counts: without what is blank at the end
            return text
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)


class PickField(FieldWidget):
    """One of many, in a list that opens."""

    def __init__(self, ask: Ask, *, wide: int = 260) -> None:
        super().__init__(ask)
        self._wanted: object = None
        self.pick = plain.named(StillBox(), f"pick.{ask.name}", ask.label)
        self.pick.addItem(_("不指定"), None)
        self.take_choices(ask.choices)
        self.pick.setMaximumWidth(wide)
        self.box.addWidget(self.pick)
        self.pick.currentIndexChanged.connect(self._on_picked)

    def take_choices(self, choices: tuple[Choice, ...]) -> None:
        """What there is to choose, now that it is known; what was put in before is chosen."""
        for choice in choices:
            self.pick.addItem(choice.words, choice.value)
        if self._wanted is not None and choices:
            self.set_value(self._wanted)

    def say_unread(self) -> None:
        """What there is to choose could not be read."""
        self.pick.setItemText(0, _("没有读到可选的项，请关闭后重新打开"))

    def _on_picked(self, _index: int) -> None:
        self._wanted = None
        self.changed.emit()

    def value(self) -> object:
        """What was chosen; what was put in, while the choices are not known."""
        return self.pick.currentData() if self._wanted is None else self._wanted

    def set_value(self, value: object) -> None:
        """One of the choices, or none; while they are not known it is kept as it is."""
        at = self.pick.findData(value)
        self.pick.setCurrentIndex(max(0, at))
        self._wanted = value if at < 0 and self.ask.later is not None and self.pick.count() == 1 else None

    def first(self) -> QWidget:
        return self.pick


def choosing(ask: Ask) -> FieldWidget:
    """The widget for one of some: all in sight where they are few or need explaining."""
    if ask.name == "line":
        return PickField(ask, wide=560)
    explained = ask.fills or any(c.note for c in ask.choices)
    return ChoiceField(ask) if explained or len(ask.choices) <= MANY else PickField(ask)


class ChoiceField(FieldWidget):
    """One of a few, each with a line about it; chosen ones can be left out again where nothing need be chosen."""

    def __init__(self, ask: Ask) -> None:
        super().__init__(ask)
        self._group = QButtonGroup(self)
        explained, several = any(c.note for c in ask.choices), len(ask.choices) > IN_A_ROW
        line = QHBoxLayout()
        line.setSpacing(16)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(0)
        options: list[tuple[object, str, str]] = [] if ask.required else [(None, self._none_words(ask), "")]
        options += [(c.value, c.words, c.note) for c in ask.choices]
        for number, (value, words, note) in enumerate(options):
            text = f"{words}：{note}" if note else words
            radio = plain.named(QRadioButton(plain.unmarked(text)), f"radio.{ask.name}.{value}", f"{ask.label} {text}")
            radio.setProperty("choice", value)
            self._group.addButton(radio, number)
            if explained:
                grid.addWidget(radio, *((number, 0) if ask.fills else divmod(number, 2)))
            elif several:
                grid.addWidget(radio, *divmod(number, IN_A_ROW))
            else:
                line.addWidget(radio)
        line.addStretch(1)
        grid.setColumnStretch(IN_A_ROW, 1)
        self.box.addLayout(grid if explained or several else line)
        if not ask.required:
            self._group.buttons()[0].setChecked(True)
        self._group.buttonClicked.connect(self._on_clicked)

    @staticmethod
    def _none_words(ask: Ask) -> str:
        return _("普通") if ask.name == "urgency" else _("不指定")

    def _on_clicked(self, _button: QWidget) -> None:
        self.changed.emit()

    def value(self) -> object:
        """What was chosen."""
        return self._group.checkedButton().property("choice") if self._group.checkedId() >= 0 else None

    def set_value(self, value: object) -> None:
        """One of the choices, or none."""
        self._group.setExclusive(False)
        for radio in self._group.buttons():
            radio.setChecked(radio.property("choice") == value)
        self._group.setExclusive(True)

    def first(self) -> QWidget:
        return self._group.button(max(0, self._group.checkedId()))


class ChoicesField(FieldWidget):
    """Several of some, in columns; none ticked is no wish."""

    COLUMNS = 3

    def __init__(self, ask: Ask) -> None:
        super().__init__(ask)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(0)
        self._boxes: dict[object, QCheckBox] = {}
        for number, choice in enumerate(ask.choices):
            name = f"check.{ask.name}.{choice.value}"
            box = plain.named(QCheckBox(plain.unmarked(choice.words)), name, f"{ask.label} {choice.words}")
            box.toggled.connect(self._on_toggled)
            self._boxes[choice.value] = box
            grid.addWidget(box, *divmod(number, self.COLUMNS))
        grid.setColumnStretch(self.COLUMNS, 1)
        self.box.addLayout(grid)

    def _on_toggled(self, _on: bool) -> None:
        self.changed.emit()

    def value(self) -> object:
        """Those ticked, in their order."""
        return [value for value, box in self._boxes.items() if box.isChecked()] or None

    def set_value(self, value: object) -> None:
        """These of the choices, and no others."""
        wanted = value if isinstance(value, list) else []
        for choice, box in self._boxes.items():
            box.setChecked(choice in wanted)

    def first(self) -> QWidget:
        return next(iter(self._boxes.values()), self)
