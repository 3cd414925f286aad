"""XML of strangers as a tree: no document type, no entities, nothing fetched, and no more of it than a person reads.

Names lose their namespaces: what writers put there differs, what they mean by a name does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, TreeBuilder  # builds what expat below reads; it parses nothing here
from xml.parsers import expat

from oa_client.system.showing.unreadable import Unreadable

MOST_PARTS = 400_000
DEEPEST = 200


class _Enough(Exception):
    """There are as many as were asked for."""


class _Building:
    """Counts while it builds; ends before one more than `most` of the parts named `of`."""

    def __init__(self, of: str = "", most: int = 0) -> None:
        self._tree = TreeBuilder()
        self._of, self._left = of, most
        self._open: list[str] = []
        self._parts = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if _local(name) == self._of:
            if self._left < 1:
                raise _Enough
            self._left -= 1
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise Unreadable("too_big_to_show")
        if len(self._open) > DEEPEST:
            raise Unreadable("unsafe_file")
        self._open.append(_local(name))
        self._tree.start(_local(name), {_local(key): value for key, value in attributes.items()})

    def end(self, _name: str) -> None:
        self._tree.end(self._open.pop())

    def data(self, text: str) -> None:
        self._tree.data(text)

    def close(self) -> Element:
        while self._open:
            self._tree.end(self._open.pop())
        return self._tree.close()


def parsed(data: bytes) -> Element:
    """The tree. Raises `Unreadable` for what is not well-formed, or tries something."""
    return _built(data, _Building())


def parsed_until(data: bytes, name: str, most: int) -> tuple[Element, bool]:
    """The tree with at most so many parts of a name, ending there; and whether that is all. Raises `Unreadable`."""
    building = _Building(name, most)
    try:
        return _built(data, building), True
    except _Enough:
        return building.close(), False


def _built(data: bytes, building: _Building) -> Element:
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = building.start
    parser.EndElementHandler = building.end
    parser.CharacterDataHandler = building.data
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(data, True)
        return building.close()
    except (expat.ExpatError, AssertionError, ValueError, LookupError) as error:
        raise Unreadable("broken_file") from error


def _refuse(*_what: object) -> None:
    raise Unreadable("unsafe_file")


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def under(part: Element | None, *path: str) -> Element | None:
    """The first part down a path of names."""
    for name in path:
        part = None if part is None else part.find(name)
    return part


def words(part: Element | None) -> str:
    """The text directly in a part."""
    return (part.text or "").strip() if part is not None else ""


def each(part: Element | None, *names: str) -> Iterator[Element]:
    """The parts directly under one, of these names."""
    for one in part if part is not None else ():
        if one.tag in names:
            yield one
