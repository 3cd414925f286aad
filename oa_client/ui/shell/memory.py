"""What the window remembers between starts: its place, its panes, how it looks. Never anything of the office."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings


class IniMemory:
    """Kept in a small file; losing it costs a mouse click."""

    def __init__(self, path: Path) -> None:
        """The file, made when first needed."""
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)

    def get(self, key: str, default: str = "") -> str:
        """What was kept."""
        found = self._settings.value(key, default)
        return found if isinstance(found, str) else default

    def set(self, key: str, value: str) -> None:
        """Keep it."""
        self._settings.setValue(key, value)
