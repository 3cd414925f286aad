"""How a row of a list is painted: dot, tag, title, one line of facts, limit, mark, time, clip."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from oa_client.app.finding import Span, spans
from oa_client.app.reading import Mark
from oa_client.domain.matter import MatterId
from oa_client.ui import theme
from oa_client.ui.widgets import icons
from oa_client.ui.widgets.listing_model import HEAD, LINE, QUOTE
from oa_client.ui.widgets.textlines import broken
from oa_client.wording.lines import BETWEEN, Line

_KEPT = 600
_ROOMY = 540
"""From which width on a row of one line shows limit, mark and time, all three."""
_LEAST = "某某…"
"""So much of where something came from still says something."""
_MARK_ICONS = {
    Mark.WAITING: "cloud-up",
    Mark.SENDING: "refresh",
    Mark.REFUSED: "alert-circle",
    Mark.CONFLICT: "alert-triangle",
}
_COME_BACK = frozenset({Mark.REFUSED, Mark.CONFLICT})


@dataclass(frozen=True, slots=True)
class _Laid:
    """A row's texts, broken and cut for one width."""

    line: Line
    title: tuple[str, ...]
    meta: str


class _Pens:
    """Fonts and measures of one theme, worked out once."""

    def __init__(self, now: theme.Theme) -> None:
        self.theme = now
        self.normal, self.bold = now.font(), now.font(bold=True)
        self.small, self.small_bold = now.font("meta"), now.font("meta", bold=True)
        self.of_bold, self.of_normal = QFontMetrics(self.bold), QFontMetrics(self.normal)
        self.of_small, self.of_small_bold = QFontMetrics(self.small), QFontMetrics(self.small_bold)
        self.unit = round(4 * now.scale)
        self.left = self.unit * 5
        self.right = self.unit * 3
        self.icon = now.sizes.meta + 2
        mark = self.of_small_bold.horizontalAdvance("须重交") + self.icon + 3
        self.time = max(self.of_small.horizontalAdvance("12月30日"), mark) + self.unit * 2

    def title(self, line: Line) -> QFont:
        return self.bold if line.unread else self.normal

    def tag_width(self, line: Line) -> int:
        return self.of_small_bold.horizontalAdvance(line.tag) + self.unit * 3 if line.tag else 0


class ListingDelegate(QStyledItemDelegate):
    """Paints rows of `Line`s; the words of a search are marked when there are any."""

    def __init__(self, parent: QWidget | None = None, *, compact: bool = False) -> None:
        super().__init__(parent)
        self._always_compact = compact
        self._pens = _Pens(theme.current())
        self._laid: OrderedDict[tuple[MatterId, int, bool], _Laid] = OrderedDict()
        self.hits: tuple[str, ...] = ()

    @property
    def compact(self) -> bool:
        """Whether a row is one line."""
        return self._always_compact or self._pens.theme.look.compact

    @property
    def height(self) -> int:
        """A row's height."""
        sizes = self._pens.theme.sizes
        return sizes.line if self.compact else sizes.row

    def restyle(self) -> None:
        """The theme changed."""
        if self._pens.theme is theme.current():
            return
        self._pens = _Pens(theme.current())
        self._laid.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, self.height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        view = option
        rect: QRect = view.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = view.state  # type: ignore[attr-defined]
        painter.save()
        if words := index.data(HEAD):
            rect = self._head(painter, rect, words)
        self._ground(painter, rect, state)
        line = index.data(LINE)
        if isinstance(line, Line):
            if self.compact:
                self._compact(painter, rect, line)
            else:
                self._full(painter, rect, line, index.data(QUOTE))
        painter.restore()

    @property
    def head(self) -> int:
        """How much higher a row is that begins a group."""
        return self._pens.of_small_bold.height() + self._pens.unit * 2

    @property
    def quote(self) -> int:
        """How much higher a row is that bears a quote: its line, less what the edges of such a row give up for it."""
        return self._pens.of_small.height() - self._pens.unit * 2 - 1

    def _head(self, painter: QPainter, rect: QRect, words: str) -> QRect:
        """The head of a group; what is left for its first row."""
        pens = self._pens
        above = QRect(rect.left(), rect.top(), rect.width(), self.head)
        painter.fillRect(above, pens.theme.colour("bg"))
        painter.setFont(pens.small_bold)
        painter.setPen(pens.theme.colour("text2"))
        inside = above.adjusted(pens.left, 0, -pens.right, 0)
        painter.drawText(inside, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), words)
        return rect.adjusted(0, self.head, 0, 0)

    def _ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        now = self._pens.theme
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, now.colour("selected"))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), now.colour("link"))
        painter.setPen(now.colour("divider"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(now.colour("link"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -2))

    def _full(self, painter: QPainter, rect: QRect, line: Line, quote: str) -> None:
        pens = self._pens
        edge = pens.unit + 1 if quote else pens.unit * 2
        left, top = rect.left() + pens.left, rect.top() + edge
        right = rect.right() - pens.right
        height = pens.of_bold.height()
        laid = self._lay(line, right - left - pens.time, right - left)
        self._dot(painter, rect, top + height // 2, line)
        x = left + self._tag(painter, left, top, height, line)
        painter.setFont(pens.title(line))
        self._title(painter, QPoint(left, top + pens.of_bold.ascent()), x, laid.title)
        self._time(painter, QRect(right - pens.time, top, pens.time, height), line)
        self._mark(painter, QRect(right - pens.time, top + height, pens.time, height), line)
        bottom = rect.bottom() - edge - pens.of_small.height()
        self._facts(painter, QRect(left, bottom, right - left, pens.of_small.height()), laid)
        if quote:
            self._quote(
                painter, QRect(left, bottom - pens.of_small.height(), right - left, pens.of_small.height()), quote
            )

    def _title(self, painter: QPainter, at: QPoint, first: int, lines: tuple[str, ...]) -> None:
        """The lines of a title, the first from `first` on; a word found in both is marked in both."""
        found, passed = spans("".join(lines), self.hits), 0
        for n, text in enumerate(lines):
            here = [(max(0, a - passed), min(len(text), b - passed)) for a, b in found]
            place = QPoint(first if n == 0 else at.x(), at.y() + n * self._pens.of_bold.height())
            self._marked(painter, place, text, "text", [(a, b) for a, b in here if a < b])
            passed += len(text)

    def _quote(self, painter: QPainter, box: QRect, quote: str) -> None:
        pens = self._pens
        text = pens.of_small.elidedText(quote, Qt.TextElideMode.ElideRight, box.width())
        painter.setFont(pens.small)
        self._text(painter, QPoint(box.left(), box.top() + pens.of_small.ascent()), text, "text2")

    def _compact(self, painter: QPainter, rect: QRect, line: Line) -> None:
        pens = self._pens
        left, right = rect.left() + pens.left, rect.right() - pens.right
        height = pens.of_bold.height()
        top = rect.top() + (rect.height() - height) // 2
        self._dot(painter, rect, rect.center().y(), line)
        x = left + self._tag(painter, left, top, height, line)
        roomy = rect.width() >= _ROOMY * pens.theme.scale
        end = self._ends(painter, QRect(x, top, right - x, height), line, roomy=roomy)
        font = pens.title(line)
        painter.setFont(font)
        metrics = pens.of_bold if line.unread else pens.of_normal
        text = metrics.elidedText(line.title, Qt.TextElideMode.ElideMiddle, end - x)
        self._text(painter, QPoint(x, top + pens.of_bold.ascent()), text, "text")

    def _ends(self, painter: QPainter, box: QRect, line: Line, *, roomy: bool) -> int:
        """What stands behind a title of one line, not `roomy`: only what matters most. Where it begins."""
        pens, end = self._pens, box.right() + 1
        pressing = line.late or line.near
        if roomy or not (line.mark_words or pressing):
            self._time(painter, QRect(end - pens.time, box.top(), pens.time, box.height()), line)
            end -= pens.time + pens.unit
        end -= self._amount(painter, box, end, line)
        if roomy or line.mark in _COME_BACK or not pressing:
            end -= self._mark(painter, QRect(box.left(), box.top(), end - box.left(), box.height()), line)
        if roomy or (pressing and line.mark not in _COME_BACK):
            end -= self._due(painter, box, end, line)
        return end - pens.unit

    def _lay(self, line: Line, title_width: int, facts_width: int) -> _Laid:
        key = (line.id, title_width, line.unread)
        laid = self._laid.get(key)
        if laid is None or laid.line is not line:
            pens = self._pens
            title = broken(line.title, pens.title(line), title_width, 2, self._tag_space(line))
            room = facts_width - self._facts_space(line)
            meta = pens.of_small.elidedText(self._shortened(line, room), Qt.TextElideMode.ElideRight, room)
            laid = self._laid[key] = _Laid(line, title, meta)
            if len(self._laid) > _KEPT:
                self._laid.popitem(last=False)
        return laid

    def _shortened(self, line: Line, room: int) -> str:
        """The facts in the room there is: how it stands stays whole, where it came from is cut and then left out."""
        wide = self._pens.of_small.horizontalAdvance
        room -= 1  # widths are rounded: what is just as wide as its room would be cut
        if wide(line.meta) <= room or len(line.facts) < 2:
            return line.meta
        first, *rest = line.facts
        left = room - wide(f"{BETWEEN}{BETWEEN.join(rest)}")
        if left >= wide(_LEAST):
            return BETWEEN.join((self._pens.of_small.elidedText(first, Qt.TextElideMode.ElideRight, left), *rest))
        while len(rest) > 1 and wide(BETWEEN.join(rest)) > room:
            del rest[0]
        return BETWEEN.join(rest)

    def _tag_space(self, line: Line) -> int:
        return self._pens.tag_width(line) + self._pens.unit * 2 if line.tag else 0

    def _dot(self, painter: QPainter, rect: QRect, y: int, line: Line) -> None:
        if line.unread:
            unit = self._pens.unit
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._pens.theme.colour("link"))
            painter.drawEllipse(QRectF(rect.left() + unit * 1.75, y - unit, unit * 2, unit * 2))

    def _tag(self, painter: QPainter, left: int, top: int, height: int, line: Line) -> int:
        if not line.tag:
            return 0
        pens = self._pens
        box = QRectF(left, top + 1, pens.tag_width(line), height - 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(pens.theme.colour(line.urgency if line.urgency in {"flash", "urgent", "calm"} else "scope"))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(pens.theme.colour("on"))
        painter.setFont(pens.small_bold)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), line.tag)
        return self._tag_space(line)

    def _time(self, painter: QPainter, box: QRect, line: Line) -> None:
        pens = self._pens
        painter.setFont(pens.small)
        painter.setPen(pens.theme.colour("text2"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), line.time)

    def _facts(self, painter: QPainter, box: QRect, laid: _Laid) -> None:
        pens = self._pens
        left = box.left()
        if laid.line.files:
            at = QPoint(left, box.top() + (box.height() - pens.icon) // 2)
            painter.drawPixmap(at, icons.pixmap("paperclip", "text2", pens.icon))
            left += pens.icon + pens.unit
        painter.setFont(pens.small)
        self._text(painter, QPoint(left, box.top() + pens.of_small.ascent()), laid.meta, "text2")
        end = box.right() + 1
        self._due(painter, box, end - self._amount(painter, box, end, laid.line), laid.line)

    def _amount(self, painter: QPainter, box: QRect, right: int, line: Line) -> int:
        """What it asks for, ending at `right`: one amount stands under the other; how wide it is."""
        if not line.amount:
            return 0
        pens, wide = self._pens, self._amount_space(line)
        painter.setFont(pens.small)
        painter.setPen(pens.theme.colour("text"))
        place = QRect(right - wide, box.top(), wide, box.height())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), line.amount)
        return wide

    def _amount_space(self, line: Line) -> int:
        return self._pens.of_small.horizontalAdvance(line.amount) + self._pens.unit * 3 if line.amount else 0

    def _due(self, painter: QPainter, box: QRect, right: int, line: Line) -> int:
        """The limit with its icon, ending at `right`; how wide it is."""
        if not line.due:
            return 0
        colour = "warn" if line.late or line.near else "text2"
        return self._word(painter, box, right, line.due, "alert-triangle" if line.late else "clock", colour)

    def _mark(self, painter: QPainter, box: QRect, line: Line) -> int:
        """How it stands to the centre, with its icon, at the right end; how wide it is."""
        if not line.mark_words:
            return 0
        colour = "warn" if line.mark in _COME_BACK else "text2"
        return self._word(painter, box, box.right() + 1, line.mark_words, _MARK_ICONS[line.mark], colour)

    def _word(self, painter: QPainter, box: QRect, right: int, text: str, icon: str, colour: str) -> int:
        pens = self._pens
        strong = colour == "warn"
        metrics = pens.of_small_bold if strong else pens.of_small
        wide = metrics.horizontalAdvance(text)
        middle = box.top() + (box.height() - metrics.height()) // 2
        painter.setFont(pens.small_bold if strong else pens.small)
        painter.setPen(pens.theme.colour(colour))
        painter.drawText(QPoint(right - wide, middle + metrics.ascent()), text)
        at = QPoint(right - wide - pens.icon - 3, box.top() + (box.height() - pens.icon) // 2)
        painter.drawPixmap(at, icons.pixmap(icon, colour, pens.icon))
        return wide + pens.icon + 3 + pens.unit * 2

    def _facts_space(self, line: Line) -> int:
        """What clip, amount and limit take of the line of facts."""
        pens, width = self._pens, self._amount_space(line)
        if line.files:
            width += pens.icon + pens.unit
        if line.due:
            metrics = pens.of_small_bold if line.late or line.near else pens.of_small
            width += metrics.horizontalAdvance(line.due) + pens.icon + 3 + pens.unit * 2
        return width

    def _text(self, painter: QPainter, at: QPoint, text: str, colour: str) -> None:
        self._marked(painter, at, text, colour, spans(text, self.hits))

    def _marked(self, painter: QPainter, at: QPoint, text: str, colour: str, found: Sequence[Span]) -> None:
        """A text whose words found stand on another ground, and underlined: never told by colour alone."""
        metrics, now = painter.fontMetrics(), self._pens.theme
        for start, end in found:
            x = at.x() + metrics.horizontalAdvance(text[:start])
            wide = metrics.horizontalAdvance(text[start:end])
            painter.fillRect(QRect(x, at.y() - metrics.ascent(), wide, metrics.height()), now.colour("hit"))
            painter.fillRect(QRect(x, at.y() + 2, wide, max(1, round(now.scale))), now.colour(colour))
        painter.setPen(now.colour(colour))
        painter.drawText(at, text)
