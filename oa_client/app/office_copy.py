"""A draft on its way through office software and back: what a surface asks of whatever writes and reads the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from oa_client.app.body import Body, every_block
from oa_client.app.gongwen import Attachment, Block, BlockKind
from oa_client.domain.body import shown

_ENOUGH = 8
"""So many signs of a hash tell the pictures of one text apart."""


class Unreadable(Exception):
    """The file is no document this can read; it is kept as it is."""


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """What came back; `pictures` stayed behind. A picture in it has its bytes, and its name by these."""

    body: Body
    pictures: int = 0


def as_laid(found: Body, before: Body) -> Body:
    """What a file cannot say stays as it was: how a table of the same head lies, which attachments stay apart.

    A picture whose bytes were not here went as a line that names it, and is itself again.
    """
    every = tuple(every_block(before))
    pictures = _by_line(before)
    tables = {block.columns: block for block in every if block.kind is BlockKind.TABLE}
    apart = {a.title for a in before.attachments if a.apart}

    def laid(blocks: Iterable[Block]) -> tuple[Block, ...]:
        old = ((block, tables.get(block.columns) if block.kind is BlockKind.TABLE else None) for block in blocks)
        laid = (replace(b, shares=o.shares, landscape=o.landscape) if o is not None else b for b, o in old)
        return tuple(_itself(b, pictures) for b in laid)

    blocks = laid(found.blocks)  # before the attachments: of two that are named alike the first is the first
    attached = (Attachment(a.title, laid(a.blocks), a.title in apart) for a in found.attachments)
    return Body(blocks, tuple(attached))


def line_of(picture: Block, body: Body) -> str:
    """What names a picture of a text where its bytes are not here: two with the same words below them by their hash."""
    alike = {b.picture for b in _pictures(body) if b.text.strip() == picture.text.strip()}
    return _exact(picture) if len(alike) > 1 else shown(picture.text)


def _exact(picture: Block) -> str:
    return shown(f"{picture.text.strip()}（{picture.picture[:_ENOUGH]}）")


def _pictures(body: Body) -> Iterator[Block]:
    return (block for block in every_block(body) if block.kind is BlockKind.PICTURE)


def _by_line(body: Body) -> Mapping[str, list[Block]]:
    """The pictures by what may name them, in their order; the words below one do while no other has them."""
    found: dict[str, list[Block]] = {}
    for block in _pictures(body):
        for line in dict.fromkeys((shown(block.text), _exact(block))):
            found.setdefault(line, []).append(block)
    return found


def _itself(block: Block, pictures: Mapping[str, list[Block]]) -> Block:
    """A line that names a picture is that picture; of several named alike each stands once, in their order."""
    named = pictures.get(block.text) if block.kind is BlockKind.PARAGRAPH else None
    if not named:
        return block
    return named.pop(0) if len(named) > 1 else named[0]


class OfficeFiles(Protocol):
    """Blocks: not for the GUI thread."""

    def write(self, title: str, body: Body) -> bytes:
        """A DOCX of the text and its attachments."""
        ...

    def read(self, data: bytes) -> BroughtBack:
        """The text in a DOCX. Raises `Unreadable`."""
        ...
