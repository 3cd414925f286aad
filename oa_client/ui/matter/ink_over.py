"""批注笔迹: what was written over a page, shown over the same page to whoever reads it later.

A page is the same when its file is, by SHA-256. What was written over a version the matter has no more of its page is
told beside, and shown as on a pad.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPixmap

from oa_client.app.ink import Ink, Stroke, Surface
from oa_client.domain.matter import FileRef
from oa_client.ui.matter import ink_paint
from oa_client.ui.matter.entry_lines import EntryLine
from oa_client.ui.matter.ink_player import Written
from oa_client.ui.matter.pages_view import PagesView

Layer = tuple[int, tuple[Stroke, ...]]
"""How wide the page was that was written on, in hundredths of a millimetre, and the strokes there."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What was written over pages in a matter, in the order of its record."""

    over: Mapping[str, Mapping[int, tuple[Layer, ...]]]
    """By the file's SHA-256, then by page from 0."""
    acts: tuple[tuple[frozenset[str], Written], ...] = ()
    """Each act of writing with the files it was written over."""

    def on(self, file: str) -> Mapping[int, tuple[Layer, ...]]:
        """Page by page what was written over a file."""
        return self.over.get(file, {})

    def elsewhere(self, shown: FileRef, known: Mapping[str, str]) -> tuple[Written, ...]:
        """The acts that wrote over another version of what is shown: of its name, or gone from the matter's files."""

        def other(file: str) -> bool:
            return file != shown.sha256 and known.get(file, shown.name) == shown.name

        return tuple(written for over, written in self.acts if any(map(other, over)))


NO_MARKS = Marks({})


def title(entry: EntryLine) -> str:
    """Whose writing it is, among several."""
    return f"{entry.number}. {entry.who}　{entry.at}"


def marks_of(entries: Iterable[EntryLine]) -> Marks:
    """What the entries of a record wrote over pages; what was refused is not there."""
    over: dict[str, dict[int, tuple[Layer, ...]]] = {}
    acts: list[tuple[frozenset[str], Written]] = []
    for entry in entries:
        if entry.ink is None or entry.refused:
            continue
        for at in entry.ink.used:
            surface = entry.ink.surfaces[at]
            if surface.file:
                pages = over.setdefault(surface.file, {})
                layer = (surface.width, tuple(entry.ink.on(at)))
                pages[surface.page] = (*pages.get(surface.page, ()), layer)
        files = frozenset(surface.file for surface in _used(entry.ink) if surface.file)
        acts += [(files, Written(title(entry), entry.ink))] * bool(files)
    return Marks(over, tuple(acts))


def _used(ink: Ink) -> tuple[Surface, ...]:
    return tuple(ink.surfaces[at] for at in ink.used)


class MarkedPages(PagesView):
    """Pages with what was written over them; each page's writing is drawn once for a width."""

    _marks: Mapping[int, tuple[Layer, ...]] = {}

    def show_marks(self, marks: Mapping[int, tuple[Layer, ...]]) -> None:
        """Over the pages of this document; nothing takes them away."""
        if marks != self._marks:
            self._marks = marks
            self._inked: dict[int, QPixmap] = {}
            self.viewport().update()

    def paint_page(self, painter: QPainter, number: int, rect: QRect) -> None:
        super().paint_page(painter, number, rect)
        if number in self._marks:
            painter.drawPixmap(rect.topLeft(), self._drawn(number, rect))

    def _drawn(self, number: int, rect: QRect) -> QPixmap:
        ratio = self.devicePixelRatioF()
        found = self._inked.get(number)
        if found is not None and found.size() == rect.size() * ratio:
            return found
        layer = QPixmap(rect.size() * ratio)
        layer.setDevicePixelRatio(ratio)
        layer.fill(Qt.GlobalColor.transparent)
        painter = QPainter(layer)
        for wide, strokes in self._marks[number]:
            ink_paint.draw(painter, strokes, rect.width() / max(1, wide))
        painter.end()
        self._inked = {n: kept for n, kept in self._inked.items() if n in self._in_sight()} | {number: layer}
        return layer
