"""Drawing the objects of one OFD page, in millimetres from the top left; what cannot be drawn is counted."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element  # a type here; `tree` reads it

from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from oa_client.system.showing.bilevel import MARK, draw_bilevel
from oa_client.system.showing.curves import steps
from oa_client.system.showing.images import readable
from oa_client.system.showing.ofd_book import Book, box, numbers
from oa_client.system.showing.ofd_ink import Ink
from oa_client.system.showing.ofd_text import draw_text
from oa_client.system.showing.tree import each, under, words
from oa_client.system.showing.unreadable import Unreadable

MOST_OBJECTS = 150_000
DEEPEST = 6


class Drawing:
    """A canvas whose axes are those of the page, and how many things were left out."""

    def __init__(self, book: Book, canvas: Canvas) -> None:
        """Of one page."""
        self._book, self._canvas = book, canvas
        self._objects = 0
        self.lost = 0
        self._draws: dict[str, Callable[[Element, Ink, int], None]] = {
            "TextObject": self._text,
            "PathObject": self._path,
            "ImageObject": self._image,
            "CompositeObject": self._composite,
        }

    def layers(self, page: Element) -> None:
        """The layers of a page or template."""
        for layer in each(page.find("Content"), "Layer"):
            self.objects(layer, layer)

    def notes(self, root: Element) -> None:
        """What was put on a page later: stamps, marks, watermarks."""
        for one in each(root, "Annot"):
            look = one.find("Appearance")
            if look is None or one.get("Visible", "true") == "false":
                continue
            self._canvas.saveState()
            place = box(look.get("Boundary"))
            if place is not None:
                self._canvas.translate(place[0], place[1])
            self.objects(look, None)
            self._canvas.restoreState()

    def objects(self, parent: Element, layer: Element | None, depth: int = 0) -> None:
        """Objects one over the other; of one that makes no sense it is counted."""
        for one in parent:
            if one.tag == "PageBlock" and depth < DEEPEST:
                self.objects(one, layer, depth + 1)
            draw = self._draws.get(one.tag)
            if draw is None or one.get("Visible", "true") == "false":
                continue
            self._objects += 1
            if self._objects > MOST_OBJECTS:
                raise Unreadable("too_big_to_show")
            self._one(draw, one, layer, depth)

    def _one(self, draw: Callable[[Element, Ink, int], None], one: Element, layer: Element | None, depth: int) -> None:
        canvas, place = self._canvas, box(one.get("Boundary"))
        canvas.saveState()
        try:
            if place is not None:
                canvas.translate(place[0], place[1])
            self._clip(one)
            draw(one, Ink(self._book, one, layer), depth)
        except (ValueError, KeyError, IndexError, ArithmeticError):
            self.lost += 1
        except Unreadable as error:  # a part that is broken is lost alone; what tries something ends it all
            if str(error) != "broken_file":
                raise
            self.lost += 1
        finally:
            canvas.restoreState()

    def _turn(self, one: Element) -> None:
        turn = numbers(one.get("CTM"))
        if len(turn) == 6:
            self._canvas.transform(*turn)

    def _clip(self, one: Element) -> None:
        """Nothing is drawn outside the areas an object says."""
        for clip in each(one.find("Clips"), "Clip"):
            path, any_path = self._canvas.beginPath(), False
            for area in each(clip, "Area"):
                said = words(under(area, "Path", "AbbreviatedData"))
                place = box(under(area, "Path").get("Boundary")) if said else None  # type: ignore[union-attr]
                turn = numbers(area.get("CTM"))
                any_path |= self._trace(path, said, place[:2] if place else (0.0, 0.0), turn)
            if any_path:
                self._canvas.clipPath(path, stroke=0, fill=0)

    def _trace(
        self, path: PDFPathObject, said: str, at: tuple[float, ...] = (0.0, 0.0), turn: tuple[float, ...] = ()
    ) -> bool:
        """Follow a notation; whether there was any."""
        a, b, c, d, e, f = turn if len(turn) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

        def moved(n: tuple[float, ...]) -> list[float]:
            pairs = [(n[i] + at[0], n[i + 1] + at[1]) for i in range(0, len(n), 2)]
            return [z for x, y in pairs for z in (a * x + c * y + e, b * x + d * y + f)]

        begun = False
        for what, n in steps(said):
            if what == "move":
                path.moveTo(*moved(n))
            elif not begun:
                path.moveTo(*moved((0.0, 0.0)))
            if what == "line":
                path.lineTo(*moved(n))
            elif what == "curve":
                path.curveTo(*moved(n))
            elif what == "close":
                path.close()
            begun = True
        return begun

    def _path(self, one: Element, ink: Ink, _depth: int) -> None:
        self._turn(one)
        path = self._canvas.beginPath()
        if not self._trace(path, words(one.find("AbbreviatedData"))):
            return
        filled = ink.colour("FillColor") if one.get("Fill", "false") == "true" else None
        lined = (ink.colour("StrokeColor") or ink.black) if one.get("Stroke", "true") != "false" else None
        if filled is not None:
            ink.fill(self._canvas, filled)
        if lined is not None:
            ink.stroke(self._canvas, lined)
        self.lost += any(c is not None and not c.true for c in (filled, lined))
        rule = 0 if one.get("Rule", "NonZero").casefold() == "even-odd" else 1
        self._canvas.drawPath(path, stroke=int(lined is not None), fill=int(filled is not None), fillMode=rule)

    def _text(self, one: Element, ink: Ink, _depth: int) -> None:
        self._turn(one)
        self.lost += draw_text(self._book, self._canvas, one, ink)

    def _image(self, one: Element, ink: Ink, _depth: int) -> None:
        place = box(one.get("Boundary"))
        if one.get("CTM"):
            self._turn(one)
        elif place is not None:
            self._canvas.scale(place[2], place[3])
        name = self._book.media.get(one.get("ResourceID", ""), "")
        self._canvas.setFillAlpha(ink.black.cover)
        if not name or not self.picture(self._book.zipped.read(name)):
            self.lost += 1

    def picture(self, data: bytes) -> bool:
        """A picture in the unit square; whether it could be drawn."""
        self._canvas.transform(1, 0, 0, -1, 0, 1)
        if data.startswith(MARK):
            return draw_bilevel(self._canvas, data)
        found = readable(data)
        if found is None:
            return False
        self._canvas.drawImage(found, 0, 0, 1, 1, mask="auto")
        return True

    def _composite(self, one: Element, _ink: Ink, depth: int) -> None:
        unit = self._book.units.get(one.get("ResourceID", ""))
        content = unit.find("Content") if unit is not None else None
        if content is None or depth >= DEEPEST:
            self.lost += 1
            return
        self._turn(one)
        self.objects(content, None, depth + 1)
