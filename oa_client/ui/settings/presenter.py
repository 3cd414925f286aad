"""设置 without its screen: a change is shown at once and kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from oa_client.ui.settings.model import TYPES, Kept, keep_look, kept_look

Show = Callable[[str, int, bool], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants the window to look."""

    scheme: str = "light"
    size: int = 14
    compact: bool = False


class SettingsPresenter:
    """How the window looks; one object for the page, the keys and a list's own button."""

    def __init__(self, memory: Kept, show: Show) -> None:
        self._memory, self._show = memory, show
        self.wish = Wish(*kept_look(memory))

    def begin(self) -> None:
        """Show what was kept."""
        self._show(self.wish.scheme, self.wish.size, self.wish.compact)

    def _take(self, wish: Wish) -> None:
        if wish != self.wish:
            self.wish = wish
            keep_look(self._memory, wish.scheme, wish.size, wish.compact)
            self.begin()

    def set_scheme(self, scheme: str) -> None:
        """浅色, 深色, 高对比."""
        self._take(replace(self.wish, scheme=scheme))

    def set_size(self, size: int) -> None:
        """标准, 大, 特大."""
        self._take(replace(self.wish, size=size))

    def set_compact(self, compact: bool) -> None:
        """One line a row, or two and the facts."""
        self._take(replace(self.wish, compact=compact))

    def step(self, by: int) -> None:
        """Ctrl+plus and Ctrl+minus."""
        sizes = list(TYPES)
        at = max(0, min(len(sizes) - 1, sizes.index(self.wish.size) + by))
        self.set_size(sizes[at])
