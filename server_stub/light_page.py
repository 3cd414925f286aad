"""One page as few bytes: black and red ink in one bit each, or grey where one bit would lose what there is to see.

Ink is what is darker than its surroundings, whatever the light of the scanner did; dust goes, because each speck costs
as much as a stroke. Whether the page survives is measured on the page: ink too faint for the threshold, and tones
without an edge. Runs in the jailed child only; Pillow's own filters, so that a page costs a fraction of a second.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter

from oa_client.protocol.light import BITS, GREY, MOST_PICTURE, LightPage

AROUND = 12
"""How far the surroundings of a dot reach: about the width of a character."""
DARKER = 28
"""A dot so much darker than its surroundings is ink; half-tones of JPEG and the grain of paper are not."""
WRITTEN = 9, 20
"""Within so many dots on each side so much ink is writing: there a speck may be a point."""
FAINT = 14
"""In a smoothed page, what so much darker is may be ink: pencil, a worn ribbon."""
SOLID = 80
"""Darker than this is ink wherever it stands, also inside a bar or a heavy stroke."""
REDDER = 48
"""Red beyond both other colours by this is the head or the seal."""
TONE = 84
"""So much darker than paper without being near ink is a picture; the shading of tables is lighter."""
TILE = 64
"""Faintness is judged by tiles, or a note in pencil on a printed page would be lost."""
TILE_INK, TILE_WEAK = 0.03, 0.42
"""A tile is faint when so much of it may be ink, and so much of that ink is weaker than `DARKER`."""
MOST_FAINT, MOST_TONE = 2, 0.025
"""Faint tiles, and share of the page in tones, above which the page is kept in grey."""
MOST_BITS = 64 * 1024
"""More in one bit is a picture dithered by somebody; grey is smaller and better to look at."""
GREY_QUALITY = 22


@dataclass(frozen=True, slots=True)
class Measure:
    """What one bit would lose of a page."""

    faint: int
    tone: float

    @property
    def survives(self) -> bool:
        """Whether one bit shows it."""
        return self.faint <= MOST_FAINT and self.tone <= MOST_TONE


def light(image: Image.Image, number: int, pages: int) -> LightPage:
    """The light copy of a page of about `DOTS` dots an inch."""
    colours = image.convert("RGB")
    black, red = inks(colours)
    if measure(colours.convert("L"), ImageChops.lighter(black, red)).survives:
        first, second = _g4(black), _g4(red) if red.getbbox() else b""
        if len(first) + len(second) <= MOST_BITS:
            return LightPage(number, pages, BITS, first, second)
    return LightPage(number, pages, GREY, _grey(colours))


def inks(colours: Image.Image) -> tuple[Image.Image, Image.Image]:
    """Black ink and red ink, 255 where there is any."""
    reds, greens, blues = colours.split()
    grey = colours.convert("L")
    red = _over(ImageChops.subtract(reds, ImageChops.lighter(greens, blues)), REDDER)
    dark = _over(ImageChops.subtract(_around(grey), grey), DARKER)
    black = ImageChops.lighter(dark, grey.point(lambda v: 255 if v < SOLID else 0))
    return _clean(ImageChops.subtract(black, red)), _clean(red)


def measure(grey: Image.Image, ink: Image.Image) -> Measure:
    """What is on the page and not in the ink."""
    tones = _over(ImageChops.subtract(_paper(grey), grey.filter(ImageFilter.BoxBlur(3))), TONE)
    return Measure(_faint(grey), _share(ImageChops.subtract(tones, ink.filter(ImageFilter.MaxFilter(9)))))


def _faint(grey: Image.Image) -> int:
    """How many tiles hold ink most of which is too weak."""
    smooth = grey.filter(ImageFilter.GaussianBlur(0.6))
    depth = ImageChops.subtract(_around(smooth), smooth)
    maybe = _clean(_over(depth, FAINT))
    weak = ImageChops.subtract(maybe, _over(depth, DARKER))
    tiles = zip(maybe.reduce(TILE).tobytes(), weak.reduce(TILE).tobytes(), strict=True)
    return sum(all_ink >= 255 * TILE_INK and weak_ink >= TILE_WEAK * all_ink for all_ink, weak_ink in tiles)


def _around(grey: Image.Image) -> Image.Image:
    return grey.filter(ImageFilter.BoxBlur(AROUND))


def _over(image: Image.Image, least: int) -> Image.Image:
    return image.point(lambda v: 255 if v >= least else 0)


def _share(mask: Image.Image) -> float:
    return mask.histogram()[255] / (mask.width * mask.height)


def _clean(mask: Image.Image) -> Image.Image:
    """Without specks: dots nearly alone among their nine, and then among their forty-nine, where nothing is written.

    Beside strokes a dot may be a decimal point or the dot of a 、 and stays, unless it is a single one.
    """
    written = _busy(mask, *WRITTEN)
    for reach, least, beside in ((1, 3, 2), (3, 6, 2)):
        kept = ImageChops.lighter(_busy(mask, reach, least), ImageChops.darker(written, _busy(mask, 1, beside)))
        mask = ImageChops.darker(mask, kept)
    return mask


def _busy(mask: Image.Image, reach: int, least: int) -> Image.Image:
    """Where at least so many dots are within reach on each side."""
    area = (2 * reach + 1) ** 2
    return _over(mask.filter(ImageFilter.BoxBlur(reach)), int(255 * (least - 0.5) / area))


def _paper(grey: Image.Image) -> Image.Image:
    """How light the paper is, the page's own lightest tone in wide tiles; a dark picture does not count as paper."""
    tiles = grey.reduce(8).filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.BoxBlur(4))
    usual = tiles.histogram()
    total, lightest = 0, 255
    for lightest in range(255, -1, -1):
        total += usual[lightest]
        if total > tiles.width * tiles.height * 0.2:
            break
    tiles = tiles.point(lambda v: max(v, lightest - 40))
    return tiles.resize(grey.size, Image.Resampling.BILINEAR)


def _g4(mask: Image.Image) -> bytes:
    out = io.BytesIO()
    ink = ImageChops.invert(mask).convert("1", dither=Image.Dither.NONE)
    ink.save(out, "TIFF", compression="group4", strip_size=mask.width * mask.height)
    return out.getvalue()


def _grey(colours: Image.Image) -> bytes:
    """In grey on white paper, smoothed a little: grain costs more than what is written."""
    grey = colours.convert("L").filter(ImageFilter.GaussianBlur(0.6))
    whiter = ImageChops.add(grey, ImageChops.invert(_paper(grey)))
    for quality in (GREY_QUALITY, 8, 0):
        out = io.BytesIO()
        whiter.save(out, "WEBP", quality=quality, method=4)
        if len(out.getvalue()) <= MOST_PICTURE:
            return out.getvalue()
    raise ValueError("a page beyond all measure")
