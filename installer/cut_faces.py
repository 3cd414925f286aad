"""Makes the faces that printed sheets embed: a 仿宋 for text, a heavy serif in the place of 小标宋 for titles.

    apt-get download texlive-lang-chinese && dpkg -x texlive-lang-chinese_*.deb tex
    npm pack @expo-google-fonts/noto-serif-sc && tar xzf expo-google-fonts-noto-serif-sc-*.tgz
    python installer/cut_faces.py tex package

Needs fontTools (extra `dev`). Both keep GB 2312 with punctuation and symbols; rarer characters come from the UI
face, which keeps every hanzi of its source. A PDF made here embeds quadratic outlines only, so the cubic ones of
FandolFang are approximated to within one unit of a thousand. The faces stand apart from resources/fonts because the
screen loads all of those.
"""

from __future__ import annotations

import gzip
import pathlib
import sys

from cut_fonts import FEATURES, KEPT_BLOCKS, gb2312, span
from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

TARGET = pathlib.Path(__file__).resolve().parent.parent / "resources" / "faces"
FANDOL = "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"
FANDOL_PAPERS = "usr/share/doc/texlive-doc/fonts/fandol"
MAX_ERROR = 1.0
KEPT = "punctuation, symbols and the 6,763 hanzi of GB 2312"


def cut(source: pathlib.Path) -> TTFont:
    """The font with the glyphs of GB 2312, punctuation and symbols only."""
    options = subset.Options(
        hinting=False,
        layout_features=FEATURES,
        drop_tables=["STAT", "BASE", "gasp", "DSIG"],
        name_IDs=["*"],
        notdef_outline=True,
    )
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=span(KEPT_BLOCKS) | gb2312())
    cutter.subset(font)
    return font


def to_quadratic(font: TTFont) -> None:
    """Replace cubic outlines (CFF) by quadratic ones (glyf) in place."""
    glyphs, order = font.getGlyphSet(), font.getGlyphOrder()
    made = {}
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        made[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = outlines = newTable("glyf")
    outlines.glyphOrder, outlines.glyphs = order, made
    for name in order:
        made[name].recalcBounds(outlines)
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(made[name], "xMin", 0))
    _limits(font)
    for gone in ("CFF ", "VORG"):
        if gone in font:
            del font[gone]
    font.sfntVersion = "\000\001\000\000"


def _limits(font: TTFont) -> None:
    limits = font["maxp"]
    limits.tableVersion = 0x00010000
    zero = "maxTwilightPoints maxStorage maxFunctionDefs maxInstructionDefs maxStackElements maxSizeOfInstructions"
    for name in zero.split():
        setattr(limits, name, 0)
    limits.maxZones, limits.maxComponentElements, limits.maxComponentDepth = 1, 0, 0
    limits.recalc(font)
    post = font["post"]
    post.formatType, post.extraNames, post.mapping = 3.0, [], {}


def keep(font: TTFont, name: str, source: str) -> None:
    """Write the face with the line that says where it is from."""
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    path = TARGET / f"{name}.ttf"
    font.save(path)
    (TARGET / f"{name}.SOURCE.txt").write_text(f"{name}.ttf: cut from {source}\n", "utf-8")
    sys.stdout.write(f"{path.name}: {len(font.getBestCmap())} characters, {path.stat().st_size / 1e6:.1f} MB\n")


def main(tex: pathlib.Path, package: pathlib.Path) -> None:
    """Make both faces and lay licence and source beside them."""
    TARGET.mkdir(parents=True, exist_ok=True)
    serif = "npm @expo-google-fonts/noto-serif-sc 0.4.3 (Google Fonts Noto Serif SC)"
    keep(
        cut(package / "700Bold" / "NotoSerifSC_700Bold.ttf"),
        "NotoSerifSC-Bold",
        f"{serif}, by installer/cut_faces.py: {KEPT}; no hinting, few features.",
    )
    (TARGET / "NotoSerifSC-Bold.OFL.txt").write_text((package / "LICENSE_FONT").read_text("utf-8"), "utf-8")
    fang = cut(tex / FANDOL / "FandolFang-Regular.otf")
    to_quadratic(fang)
    keep(
        fang,
        "FandolFang-Regular",
        f"FandolFang-Regular.otf of Debian texlive-lang-chinese 2022.20230122-1, by installer/cut_faces.py: {KEPT}; "
        "cubic outlines approximated by quadratic ones to within one unit. "
        "Licence: GPL 3 with the font exception, which is extended to this modified version. "
        "Its source: https://ctan.org/pkg/fandol, and the source package texlive-lang 2022.20230122-1 of Debian "
        "(https://snapshot.debian.org/package/texlive-lang/2022.20230122-1/); what was done to it is written in "
        "cut_faces.py and cut_fonts.py, which lie beside the licence in each package.",
    )
    licence = gzip.decompress((tex / FANDOL_PAPERS / "COPYING.gz").read_bytes()).decode("utf-8")
    readme = (tex / FANDOL_PAPERS / "README").read_text("utf-8")
    (TARGET / "FandolFang-Regular.GPL.txt").write_text(f"{readme}\n\n{licence}", "utf-8")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
