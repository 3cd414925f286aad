"""A picture from the clipboard on its way to the attachments."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path

from PySide6.QtGui import QImage

NAME = "粘贴的图片.png"


class Pasted:
    """Where pictures lie until the attachments have taken their copies; the folder goes with the page."""

    def __init__(self) -> None:
        """There is no folder before the first picture."""
        self._folder: Path | None = None
        self._count = 0

    def put(self, image: QImage) -> Path:
        """The picture as a file."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="lunyue-picture-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self._count += 1
        path = self._folder / str(self._count) / NAME
        path.parent.mkdir()
        image.save(str(path))
        return path
