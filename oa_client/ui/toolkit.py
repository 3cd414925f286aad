"""What Qt itself brings: its own words in Chinese, and a try of what the windows count on of it."""

from __future__ import annotations

import ctypes
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QCollator, QIODevice, QLibraryInfo, QLocale, QTranslator, QXmlStreamReader
from PySide6.QtGui import QImageReader, QPainter
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from oa_client.app import libraries

WORDS = "qtbase_zh_CN"
PICTURES = frozenset({b"png", b"jpeg", b"bmp", b"gif", b"webp", b"tiff", b"svg"})
"""Of icons, and of what a preview decodes."""
ONLY_WHERE_IT_IS = frozenset({"libcupsprintersupport.so"})
"""What asks for a library that only a system with printers has."""
_SORTED = ["安", "陈", "张"]
_SAID = {"GB18030": "镕〇㐀", "GBK": "镕啰", "Big5": "區鎮"}
"""Text in encodings of old files, some of it in four bytes."""
_BUTTON = QDialogButtonBox.StandardButton


def speak_chinese(app: QApplication) -> bool:
    """Give Qt's own buttons, menus and dialogs their Chinese words; whether they are there."""
    words = QTranslator(app)
    found = words.load(WORDS, QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return found and app.installTranslator(words)


def words() -> bool:
    """Whether the buttons of its dialogs are Chinese."""
    box = QDialogButtonBox(_BUTTON.Ok | _BUTTON.Cancel)
    return [box.button(one).text() for one in (_BUTTON.Ok, _BUTTON.Cancel)] == ["确定", "取消"]


def sorting() -> bool:
    """Whether names sort by pinyin, as in dialogs of files."""
    collator = QCollator(QLocale("zh_CN"))
    return sorted(_SORTED, key=collator.sortKey) == _SORTED


def converting() -> bool:
    """Whether text of old files becomes what it says, as in what is pasted from other programs."""
    return all(_read(said, encoding) == said for encoding, said in _SAID.items())


def _read(said: str, encoding: str) -> str:
    given = QBuffer()
    given.setData(f'<?xml version="1.0" encoding="{encoding}"?><a>{said}</a>'.encode(encoding))
    given.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QXmlStreamReader(given)
    reader.readNextStartElement()
    return reader.readElementText()


def printing() -> bool:
    """Whether a page goes to a PDF as it would to a printer."""
    from PySide6.QtPrintSupport import QPrinter  # noqa: PLC0415 - the start does not wait for printing

    with tempfile.TemporaryDirectory(prefix="lunyue-") as place:
        file = Path(place, "page.pdf")
        printer = QPrinter()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(file))
        painter = QPainter()
        drawn = painter.begin(printer) and painter.drawText(100, 100, "轮阅") is None and painter.end()
        made = file.read_bytes() if file.exists() else b""
    return drawn and made.startswith(b"%PDF-") and made.rstrip().endswith(b"%%EOF")


def pictures() -> bool:
    """Whether every kind of picture can be decoded."""
    return {bytes(one.data()) for one in QImageReader.supportedImageFormats()} >= PICTURES


def missing(folder: str | None = None) -> list[str]:
    """The libraries of a package that do not load, or of the system those by whose absence they do not."""
    folder = folder or getattr(sys, "_MEIPASS", None)
    return sorted({lost for path in Path(folder).rglob("*.so*") if (lost := _lost(path))}) if folder else []


def _lost(library: Path) -> str:
    """What is not there; empty where it loads."""
    try:
        ctypes.CDLL(str(library), os.RTLD_LAZY | os.RTLD_LOCAL)
    except OSError as error:
        return "" if library.name in ONLY_WHERE_IT_IS else str(libraries.missing(str(error)) or library.name)
    return ""


TRIALS: dict[str, Callable[[], bool]] = {
    "words": words, "sorting": sorting, "converting": converting, "printing": printing, "pictures": pictures,
}  # fmt: skip
"""By name, what is tried."""


def main() -> int:
    """Try everything in this process, which has a screen or needs none, and write what came of it as JSON."""
    app = QApplication(["lunyue"])
    speak_chinese(app)
    tried = {name: trial() for name, trial in TRIALS.items()}
    sys.stdout.write(json.dumps(tried | dict.fromkeys(missing(), False)))
    return 0
