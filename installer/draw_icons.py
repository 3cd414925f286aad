"""Draws the product's icon in the sizes desktops look for, from resources/product, into the entries of the packages.

    python3 installer/draw_icons.py

Run it when a drawing changed; the pictures are kept. Needs PySide6. Below 32 points the small drawing serves: of the
large one nothing could be told apart.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ROOT: Final = Path(__file__).resolve().parents[1]
DRAWINGS: Final = ROOT / "resources/product"
ICONS: Final = ROOT / "installer/packing/entries/icons/hicolor"
NAME: Final = "org.lunyue.client"
SIZES: Final = (16, 22, 24, 32, 48, 64, 128, 256)
SMALL: Final = 32


def drawn(size: int) -> QImage:
    """The icon as large as asked, on a clear ground."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(DRAWINGS / ("lunyue-small.svg" if size < SMALL else "lunyue.svg"))).render(painter)
    painter.end()
    return image


def place(size: int) -> Path:
    """Where the icon of a size lies in the entries."""
    return ICONS / f"{size}x{size}/apps/{NAME}.png"


def main() -> int:
    """Draw them all; 0 when they lie there."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QGuiApplication(sys.argv[:1])
    for size in SIZES:
        place(size).parent.mkdir(parents=True, exist_ok=True)
        if not drawn(size).save(str(place(size))):
            return 1
    shutil.copyfile(DRAWINGS / "lunyue.svg", ICONS / f"scalable/apps/{NAME}.svg")
    del app
    return 0


if __name__ == "__main__":
    sys.exit(main())
