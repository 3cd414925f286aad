"""The parts of an OFD: where they lie, the fonts and pictures pages name, and what its seals cover.

Only OFD.xml has a fixed name, and writers differ in what a path is relative to: a part is looked for where it may be.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element  # a type here; `tree` reads it

from oa_client.system.showing.tree import each, parsed, under, words
from oa_client.system.showing.unreadable import Unreadable
from oa_client.system.showing.zipped import Zipped

Box = tuple[float, float, float, float]
A4_BOX: Box = (0.0, 0.0, 210.0, 297.0)


def numbers(said: str | None) -> tuple[float, ...]:
    """The numbers in a list; what is none ends it."""
    found = []
    for word in (said or "").replace(",", " ").split():
        try:
            value = float(word)
        except ValueError:
            break
        if not abs(value) < 1e7:
            break
        found.append(value)
    return tuple(found)


def box(said: str | None) -> Box | None:
    """Left, top, width and height; None when it is no box."""
    found = numbers(said)
    return (found[0], found[1], found[2], found[3]) if len(found) == 4 else None


@dataclass(frozen=True, slots=True)
class Stamp:
    """A seal on a page: where, which part of it, and the file its picture is in."""

    page: str
    place: Box
    clip: Box | None
    files: tuple[str, ...]


@dataclass(slots=True)
class Book:
    """One document in an OFD."""

    zipped: Zipped
    folder: str
    pages: list[tuple[str, str]] = field(default_factory=list)
    size: Box = A4_BOX
    templates: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    """Annotations by the page they are on."""
    fonts: dict[str, Element] = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)
    looks: dict[str, Element] = field(default_factory=dict)
    units: dict[str, Element] = field(default_factory=dict)
    stamps: list[Stamp] = field(default_factory=list)

    def part(self, name: str) -> Element:
        """A part read. Raises `Unreadable`."""
        return parsed(self.zipped.read(name))

    def find(self, said: str, *folders: str) -> str:
        """Where a part lies; empty when nowhere."""
        said = said.strip().replace("\\", "/")
        tried = [said.lstrip("/")] if said.startswith("/") else []
        tried += [posixpath.join(folder, said.lstrip("/")) for folder in (*folders, self.folder, "")]
        return next((name for name in map(posixpath.normpath, tried) if said and name in self.zipped), "")


def books(data: bytes) -> Iterator[Book]:
    """The documents in an OFD. Raises `Unreadable`."""
    zipped = Zipped(data)
    for body in each(parsed(zipped.read("OFD.xml")), "DocBody"):
        root = words(body.find("DocRoot"))
        found = Book(zipped, "")
        name = found.find(root)
        if not name:
            continue
        found.folder = posixpath.dirname(name)
        _fill(found, found.part(name))
        _seal(found, words(body.find("Signatures")))
        yield found


def _fill(book: Book, root: Element) -> None:
    common = root.find("CommonData")
    book.size = box(words(under(common, "PageArea", "PhysicalBox"))) or A4_BOX
    for one in each(common, "PublicRes", "DocumentRes"):
        _resources(book, book.find(words(one)))
    for one in each(common, "TemplatePage"):
        book.templates[one.get("ID", "")] = book.find(one.get("BaseLoc", ""))
    for one in each(root.find("Pages"), "Page"):
        book.pages.append((one.get("ID", ""), book.find(one.get("BaseLoc", ""))))
    _notes(book, book.find(words(root.find("Annotations"))))


def _loose(book: Book, name: str) -> Element | None:
    """A part the document can do without."""
    try:
        return book.part(name) if name else None
    except Unreadable as error:
        if str(error) != "broken_file":
            raise
        return None


def _resources(book: Book, name: str) -> None:
    root = _loose(book, name)
    if root is None:
        return
    here = posixpath.dirname(name)
    folder = posixpath.join(here, root.get("BaseLoc", "").strip("/"))
    for one in each(root.find("Fonts"), "Font"):
        if (file := words(one.find("FontFile"))) != "":
            one.set("file", book.find(file, folder, here))
        book.fonts[one.get("ID", "")] = one
    for one in each(root.find("MultiMedias"), "MultiMedia"):
        book.media[one.get("ID", "")] = book.find(words(one.find("MediaFile")), folder, here)
    for one in each(root.find("DrawParams"), "DrawParam"):
        book.looks[one.get("ID", "")] = one
    for one in each(root.find("CompositeGraphicUnits"), "CompositeGraphicUnit"):
        book.units[one.get("ID", "")] = one


def _notes(book: Book, name: str) -> None:
    here = posixpath.dirname(name)
    for one in each(_loose(book, name), "Page"):
        book.notes[one.get("PageID", "")] = book.find(words(one.find("FileLoc")), here)


def _seal(book: Book, said: str) -> None:
    name = book.find(said)
    here = posixpath.dirname(name)
    for one in each(_loose(book, name), "Signature"):
        path = book.find(one.get("BaseLoc", ""), here)
        root, inner = _loose(book, path), posixpath.dirname(path)
        info = under(root, "SignedInfo")
        said_files = (words(under(info, "Seal", "BaseLoc")), words(under(root, "SignedValue")))
        files = tuple(f for f in (book.find(s, inner) for s in said_files) if f)
        for stamp in each(info, "StampAnnot"):
            place = box(stamp.get("Boundary"))
            if place is not None:
                book.stamps.append(Stamp(stamp.get("PageRef", ""), place, box(stamp.get("Clip")), files))
