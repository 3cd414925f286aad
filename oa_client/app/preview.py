"""Showing the pages of a file: what a surface asks of the jailed process that reads untrusted bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Protocol

MOST_PREVIEWED = 64 * 1024 * 1024
"""The largest file whose pages are shown; a larger one is opened with the system's own reader."""

SCANS = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff"})
"""Endings of names whose pages are drawn as they are; the centre makes light copies of these."""
SET = frozenset({".docx", ".docm", ".xlsx", ".xlsm", ".ofd", ".zip", ".rar"})
"""Endings of names whose contents are set as pages here."""
OLD = frozenset({".doc", ".xls", ".ppt", ".pptx", ".rtf", ".wps", ".et", ".dps", ".odt", ".ods", ".odp"})
"""Endings of names that an office suite on the machine makes pages of."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file to look at: known by its contents, read only when its bytes are needed."""

    key: str
    name: str
    size: int
    read: Callable[[], Iterable[bytes]] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Layout:
    """Width and height of every page, in points."""

    sizes: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Pixels:
    """A page as it looks: rows of four bytes a pixel, blue green red and one unused."""

    width: int
    height: int
    data: bytes = field(repr=False)


class Unshowable(Exception):
    """The pages cannot be shown; saving and the system's reader still can. `code` becomes one sentence."""

    def __init__(self, code: str) -> None:
        """A code of `oa_client.wording`."""
        super().__init__(code)
        self.code = code


class Preview(Protocol):
    """Reads pages away from this process. Blocks: not for the GUI thread. Any file is answered or raises."""

    def layout(self, document: Document) -> Layout:
        """How many pages there are and their sizes. Raises `Unshowable`."""
        ...

    def page(self, document: Document, number: int, width: int) -> Pixels:
        """Page `number`, from 0, as wide as asked. Raises `Unshowable`."""
        ...

    def close(self) -> None:
        """End the process that reads."""
        ...


def has_pages(name: str) -> bool:
    """Whether a file of this name has pages to show."""
    return _ending(name) in SCANS | SET | OLD


def has_light(name: str) -> bool:
    """Whether the centre makes a light copy of a file of this name."""
    return _ending(name) in SCANS


def _ending(name: str) -> str:
    return PurePosixPath(name.casefold()).suffix
