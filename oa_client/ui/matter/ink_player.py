"""重放手写: what was written comes again in its own time, and can be stopped and hurried."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QDialog, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from oa_client.app import whole
from oa_client.app.ink import Ink
from oa_client.app.ink_line import below_each_other, box_of
from oa_client.app.ink_replay import SPEEDS, Replay
from oa_client.assets import _
from oa_client.layout.ink import svg
from oa_client.ui.matter import handing_out, ink_paint, words
from oa_client.ui.matter.fields import StillBox
from oa_client.ui.matter.ink_view import milliseconds
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.administered import administered
from oa_client.ui.widgets.file_picker import FilePicker

FRAME_MS = 33


@dataclass(frozen=True, slots=True)
class Written:
    """Something to play, and whose it is."""

    head: str
    ink: Ink


class Screen(QWidget):
    """White paper on which the strokes appear."""

    def __init__(self) -> None:
        super().__init__()
        plain.named(self, "replay.paper", _("手写"))
        self._replay: Replay | None = None
        self._now = 0.0
        self._whole = Ink((), ())

    def show_replay(self, replay: Replay, ink: Ink, now: float) -> None:
        """As it stands now."""
        self._replay, self._now, self._whole = replay, now, ink
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(640, 340)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        box = box_of(self._whole.strokes)
        if self._replay is None or box is None:
            return
        margin = ink_paint.MARGIN
        room = QRectF(self.rect()).adjusted(8, 8, -8, -8)
        scale = min(room.width() / (box.width + 2 * margin), room.height() / (box.height + 2 * margin))
        scale = min(scale, 3 * ink_paint.PIXEL)
        painter.translate(room.x() + (margin - box.left) * scale, room.y() + (margin - box.top) * scale)
        ink_paint.draw(painter, self._replay.shown(self._now), scale)


class ReplayDialog(QDialog):
    """One or more acts of writing, one of them played at a time. `now` is a clock of milliseconds."""

    def __init__(
        self,
        written: Sequence[Written],
        parent: QWidget,
        now: Callable[[], float] = milliseconds,
        *,
        may_save: bool = True,
    ) -> None:
        super().__init__(parent)
        self._written, self._now = tuple(written), now
        self._timer = QTimer(self)
        self._timer.setObjectName("replay.frame")
        self._timer.setInterval(FRAME_MS)
        self._build()
        if not may_save:
            administered(self.save)
        self._connect()
        self._choose(len(self._written) - 1)

    def _build(self) -> None:
        plain.named(self, "dialog.replay", _("重放手写"))
        self.setWindowTitle(_("重放手写"))
        self.which = plain.named(StillBox(), "replay.which", _("重放哪一份"))
        for one in self._written:
            self.which.addItem(one.head)
        self.which.setCurrentIndex(len(self._written) - 1)
        self.paper = Screen()
        self.play = plain.button(_("播放"), "replay.play", "primary")
        self.clock = plain.label("", "replay.clock", "meta")
        self._speeds = QButtonGroup(self)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.play)
        for n, speed in enumerate(SPEEDS):
            radio = plain.named(QRadioButton(f"×{speed}"), f"replay.speed.{speed}", _("{n} 倍速").format(n=speed))
            radio.setChecked(n == 0)
            self._speeds.addButton(radio, speed)
            foot.addWidget(radio)
        self.save = plain.button(_("另存为图片…"), "replay.save")
        foot.addStretch(1)
        foot.addWidget(self.clock)
        foot.addWidget(self.save)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 16, 16, 12)
        box.setSpacing(12)
        box.addWidget(self.which)
        box.addWidget(self.paper, 1)
        box.addLayout(foot)
        self.resize(680, 480)

    def _connect(self) -> None:
        self.which.currentIndexChanged.connect(self._choose)
        self.play.clicked.connect(self._toggle)
        self._speeds.idClicked.connect(self._set_speed)
        self._timer.timeout.connect(self.step)
        self.save.clicked.connect(self._ask_where)

    def _choose(self, at: int) -> None:
        ink = self._written[at].ink
        self._ink = Ink(ink.surfaces, below_each_other(ink))
        self.replay = Replay(self._ink)
        self.replay.set_speed(max(1, self._speeds.checkedId()), self._now())
        self._start()

    def _start(self) -> None:
        self.replay.play(self._now())
        self._timer.start()
        self.step()

    def _toggle(self) -> None:
        now = self._now()
        if self.replay.playing and not self.replay.over(now):
            self.replay.pause(now)
            self._timer.stop()
            self.step()
        else:
            self._start()

    def _set_speed(self, speed: int) -> None:
        self.replay.set_speed(speed, self._now())

    def _ask_where(self) -> None:
        name = handing_out.safe(f"{self.which.currentText()}.png")
        picker = FilePicker(self, _("另存为图片"), "dialog.save")
        picker.setNameFilters([_("PNG 图片 (*.png)"), _("SVG 矢量图 (*.svg)")])
        picker.saving(name, "png")
        picker.fileSelected.connect(self.save_to)
        picker.open()

    def save_to(self, place: str) -> None:
        """Everything written, by the end of the name as PNG or SVG; whole or not at all."""
        ink = self._written[self.which.currentIndex()].ink
        data = svg(ink).encode() if place.lower().endswith(".svg") else ink_paint.png(ink)
        try:
            whole.put(Path(place), data)
        except OSError:
            self.clock.setText(words.told("file_unwritable", {"name": Path(place).name}))
        else:
            self.clock.setText(_("已另存到 {name}").format(name=Path(place).name))

    def step(self) -> None:
        """Show what is written by now; at the end it stops."""
        now = self._now()
        self.paper.show_replay(self.replay, self._ink, now)
        over = self.replay.over(now)
        if over:
            self._timer.stop()
        running = self.replay.playing and not over
        self.play.setText(_("暂停") if running else _("播放"))
        at, length = (round(ms / 1000) for ms in (self.replay.at(now), self.replay.length))
        self.clock.setText(f"{at // 60}:{at % 60:02} / {length // 60}:{length % 60:02}")
