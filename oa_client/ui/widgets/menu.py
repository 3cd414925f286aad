"""A button that drops a menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMenu, QPushButton

from oa_client.ui.widgets import plain

Entry = tuple[str, str, Callable[[], object]]
"""A line of a menu: its words, its object name, and what it does."""


class MenuButton(QPushButton):
    """A button that drops a menu."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(f"{text} ▾")
        plain.named(self, name, text)
        self._menu = plain.named(QMenu(self), f"{name}.menu", text)
        self.clicked.connect(self.open_menu)

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """What the menu offers; without entries there is no button."""
        self._menu.clear()
        for words, name, do in entries:
            action = self._menu.addAction(plain.unmarked(words))
            action.setObjectName(name)
            action.triggered.connect(do)
        self.setVisible(bool(entries))

    def set_words(self, text: str) -> None:
        """Other words on the button."""
        self.setText(f"{plain.unmarked(text)} ▾")
        self.setAccessibleName(text)

    def open_menu(self) -> None:
        """Drop the menu."""
        if self._menu.actions():
            self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
