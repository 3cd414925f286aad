"""A draft on its way through office software and back: what a surface asks of whatever writes and reads the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from oa_client.app.body import Body
from oa_client.app.gongwen import Attachment, Block, BlockKind


class Unreadable(Exception):
    """The file is no document this can read; it is kept as it is."""


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """What came back; `pictures` stayed behind."""

    body: Body
    pictures: int = 0


def as_laid(found: Body, before: Body) -> Body:
    """What a file cannot say stays as it was: how a table of the same head lies, which attachments stay apart."""
    every = (*before.blocks, *(block for one in before.attachments for block in one.blocks))
    tables = {block.columns: block for block in every if block.kind is BlockKind.TABLE}
    apart = {a.title for a in before.attachments if a.apart}

    def laid(blocks: Iterable[Block]) -> tuple[Block, ...]:
        old = ((block, tables.get(block.columns) if block.kind is BlockKind.TABLE else None) for block in blocks)
        return tuple(replace(b, shares=o.shares, landscape=o.landscape) if o is not None else b for b, o in old)

    attached = (Attachment(a.title, laid(a.blocks), a.title in apart) for a in found.attachments)
    return Body(laid(found.blocks), tuple(attached))


class OfficeFiles(Protocol):
    """Blocks: not for the GUI thread."""

    def write(self, title: str, body: Body) -> bytes:
        """A DOCX of the text and its attachments."""
        ...

    def read(self, data: bytes) -> BroughtBack:
        """The text in a DOCX. Raises `Unreadable`."""
        ...
