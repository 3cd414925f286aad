"""Having pages drawn away from the screen: what is in sight first, what is out of sight again not at all."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from oa_client.app.preview import Document, Layout, Pixels, Preview, Unshowable

IDLE_SECONDS = 0.5
"""How long the thread waits for more before it ends."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page to draw, as wide as asked."""

    document: Document
    number: int
    width: int


@dataclass(frozen=True, slots=True)
class Asking:
    """Whom to tell; `layout` for a document asked for the first time, `failed` with a code."""

    layout: Callable[[Document, Layout], None]
    page: Callable[[Wanted, Pixels], None]
    failed: Callable[[Document, str], None]


class Drawing:
    """One thread while there is something to draw. `post` runs a closure on the GUI thread."""

    def __init__(self, preview: Preview, post: Callable[[Callable[[], None]], None]) -> None:
        """Nothing runs yet."""
        self._preview, self._post = preview, post
        self._change = threading.Condition()
        self._open: list[tuple[Document, Asking]] = []
        self._pages: dict[int, tuple[tuple[Wanted, ...], Asking]] = {}
        self._thread: threading.Thread | None = None

    def open(self, document: Document, asking: Asking) -> None:
        """How many pages it has and how large they are."""
        with self._change:
            self._open.append((document, asking))
            self._wake()

    def want(self, pages: tuple[Wanted, ...], asking: Asking) -> None:
        """These pages and no others any more, in this order."""
        with self._change:
            self._pages[id(asking)] = (pages, asking)
            self._wake()

    def drop(self, asking: Asking) -> None:
        """Nobody there wants anything any more."""
        with self._change:
            self._pages.pop(id(asking), None)
            self._open = [(d, a) for d, a in self._open if a is not asking]

    def _wake(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="drawing", daemon=True)
            self._thread.start()
        self._change.notify()

    def _serve(self) -> None:
        while (task := self._next()) is not None:
            task()

    def _next(self) -> Callable[[], None] | None:
        with self._change:
            if not self._something() and not self._change.wait_for(self._something, IDLE_SECONDS):
                self._thread = None
                return None
            if self._open:
                document, asking = self._open.pop(0)
                return lambda: self._layout(document, asking)
            key = next(k for k, (pages, _) in self._pages.items() if pages)
            pages, asking = self._pages.pop(key)
            if pages[1:]:
                self._pages[key] = (pages[1:], asking)
            return lambda: self._page(pages[0], asking)

    def _something(self) -> bool:
        return bool(self._open) or any(pages for pages, _ in self._pages.values())

    def _layout(self, document: Document, asking: Asking) -> None:
        try:
            found = self._preview.layout(document)
        except Exception as error:  # noqa: BLE001 - a thread that ends here draws nothing ever again
            code = _code(error)
            self._post(lambda: asking.failed(document, code))
        else:
            self._post(lambda: asking.layout(document, found))

    def _page(self, wanted: Wanted, asking: Asking) -> None:
        try:
            found = self._preview.page(wanted.document, wanted.number, wanted.width)
        except Exception as error:  # noqa: BLE001 - a thread that ends here draws nothing ever again
            code = _code(error)
            self._post(lambda: asking.failed(wanted.document, code))
        else:
            self._post(lambda: asking.page(wanted, found))


def _code(error: Exception) -> str:
    """Why it is not shown; what nobody foresaw, as a full disk under the office suite, is a failure as others are."""
    return error.code if isinstance(error, Unshowable) else "preview_failed"
