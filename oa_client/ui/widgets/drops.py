"""Files that are dragged here: from the scan inbox or from any folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData


def files_in(data: QMimeData) -> list[Path]:
    """The files of this device somebody drags; what lies elsewhere is none."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
