"""Cuts the client's UI face out of Noto Sans SC, with its licence and source line.

    npm pack @expo-google-fonts/noto-sans-sc && tar xzf expo-google-fonts-noto-sans-sc-*.tgz
    python installer/cut_fonts.py package

Needs fontTools (extra `dev`). Regular keeps every hanzi of the source, because people's names use rare ones;
Bold, used for headings and numbers, keeps GB 2312.
"""

from __future__ import annotations

import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

TARGET = pathlib.Path(__file__).resolve().parent.parent / "resources" / "fonts"
PACKAGE = "npm @expo-google-fonts/noto-sans-sc 0.4.3 (Google Fonts Noto Sans SC v40, Version 2.004)"
KEPT_BLOCKS = (
    (0x0020, 0x007E),
    (0x00A0, 0x017F),
    (0x02B0, 0x02FF),
    (0x0370, 0x03FF),
    (0x0400, 0x045F),
    (0x2000, 0x27BF),
    (0x2E80, 0x312F),
    (0x31C0, 0x31EF),
    (0x3200, 0x33FF),
    (0xFE10, 0xFE4F),
    (0xFF00, 0xFFEF),
)
HANZI_BLOCKS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
FEATURES = ["ccmp", "locl", "vert", "vrt2"]


def span(blocks: tuple[tuple[int, int], ...]) -> set[int]:
    """Every code of these blocks."""
    return {code for first, last in blocks for code in range(first, last + 1)}


def gb2312() -> set[int]:
    """Return the 6,763 hanzi of GB 2312."""
    return {
        ord(bytes((high, low)).decode("gb2312"))
        for high in range(0xB0, 0xF8)
        for low in range(0xA1, 0xFF)
        if not (high == 0xD7 and low > 0xF9)
    }


def cut(source: pathlib.Path, target: pathlib.Path, hanzi: set[int]) -> None:
    """Write to `target` the glyphs of `source` for punctuation, symbols and the given hanzi."""
    options = subset.Options(
        hinting=False,
        layout_features=FEATURES,
        drop_tables=["STAT", "BASE", "gasp", "DSIG"],
        name_IDs=["*"],
        notdef_outline=True,
    )
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=span(KEPT_BLOCKS) | hanzi)
    cutter.subset(font)
    subset.save_font(font, str(target), options)
    kept = len(TTFont(target).getBestCmap())
    sys.stdout.write(f"{target.name}: {kept} characters, {target.stat().st_size / 1e6:.1f} MB\n")


def main(package: pathlib.Path) -> None:
    """Cut both weights of the unpacked npm package and lay licence and source beside them."""
    TARGET.mkdir(parents=True, exist_ok=True)
    weights = (
        ("400Regular", "Regular", span(HANZI_BLOCKS), "punctuation, symbols and all hanzi of the source"),
        ("700Bold", "Bold", gb2312(), "punctuation, symbols and the 6,763 hanzi of GB 2312"),
    )
    licence = (package / "LICENSE_FONT").read_text("utf-8")
    for folder, weight, hanzi, kept in weights:
        name = f"NotoSansSC-{weight}"
        cut(package / folder / f"NotoSansSC_{folder}.ttf", TARGET / f"{name}.ttf", hanzi)
        (TARGET / f"{name}.OFL.txt").write_text(licence, "utf-8")
        line = f"{name}.ttf: cut from {PACKAGE}, by installer/cut_fonts.py: {kept}; no hinting, few features.\n"
        (TARGET / f"{name}.SOURCE.txt").write_text(line, "utf-8")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
