"""The text of a draft as one value of a field: blocks and attachments of a 公文 to and from JSON, its words, its count.

The JSON is short, for it goes up with every version: a paragraph is ``{"p":"…"}``, a heading ``{"h":2,"p":"…"}`` with
``"a"`` for what goes on behind it, a table ``{"t":[[head…],[row…]…]}`` with ``"s"`` shares and ``"l"`` when it lies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from oa_client.app.gongwen import Attachment, Block, BlockKind

VERSION = 1
MOST_BYTES = 4 * 1024 * 1024
SPECIAL, GENERAL = 4000, 5000
"""专项文件 and 综合文件 are not to be longer than so many characters (整治形式主义为基层减负若干规定, 2024)."""


@dataclass(frozen=True, slots=True)
class Body:
    """What an author writes; everything around it stands in fields of its own."""

    blocks: tuple[Block, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything was written."""
        return bool(self.attachments) or any(words_of(b).strip() for b in self.blocks)


class BadBody(Exception):
    """It is no text of a draft."""


class _Block(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    p: str = ""
    h: int = 0
    a: str = ""
    t: tuple[tuple[str, ...], ...] = ()
    s: tuple[float, ...] = ()
    l: bool = False  # noqa: E741 - a letter in a file


class _Attachment(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    n: str = ""
    b: tuple[_Block, ...] = ()
    x: bool = False


class _Body(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    v: int
    b: tuple[_Block, ...] = ()
    a: tuple[_Attachment, ...] = ()


# ------------------------------------------------------------------ JSON


def encode(body: Body) -> str:
    """As text for a field; the same body gives the same text."""
    packed = _Body(
        VERSION, _packed(body.blocks), tuple(_Attachment(a.title, _packed(a.blocks), a.apart) for a in body.attachments)
    )
    return msgspec.json.encode(packed).decode()


def decode(text: str) -> Body:
    """The body in a text. Raises `BadBody`, also for what a later build wrote."""
    if len(text) > MOST_BYTES:
        raise BadBody("too long")
    try:
        found = msgspec.json.decode(text.encode(), type=_Body)
    except (msgspec.MsgspecError, UnicodeEncodeError, RecursionError) as error:
        raise BadBody(str(error)) from error
    if found.v != VERSION:
        raise BadBody(f"version {found.v}")
    return Body(_unpacked(found.b), tuple(Attachment(a.n, _unpacked(a.b), a.x) for a in found.a))


def _packed(blocks: Iterable[Block]) -> tuple[_Block, ...]:
    return tuple(_pack(block) for block in blocks)


def _pack(block: Block) -> _Block:
    match block.kind:
        case BlockKind.TABLE:
            return _Block(t=(block.columns, *block.rows), s=tuple(map(float, block.shares)), l=block.landscape)
        case BlockKind.HEADING:
            return _Block(p=block.text, h=block.level, a=block.after)
        case BlockKind.PARAGRAPH | BlockKind.PICTURE:  # a draft's text holds no pictures yet
            return _Block(p=block.text)


def _unpacked(blocks: Iterable[_Block]) -> tuple[Block, ...]:
    return tuple(_unpack(block) for block in blocks)


def _unpack(block: _Block) -> Block:
    if block.t:
        return Block(BlockKind.TABLE, columns=block.t[0], rows=block.t[1:], shares=block.s, landscape=block.l)
    if block.h:
        return Block(BlockKind.HEADING, block.p, block.h, block.a)
    return Block(BlockKind.PARAGRAPH, block.p)


# ------------------------------------------------------------------ words


def words_of(block: Block) -> str:
    """What a block says; the cells of a row are parted by tabs."""
    if block.kind is BlockKind.TABLE:
        return "\n".join("\t".join(row) for row in (block.columns, *block.rows))
    return block.text + block.after


def words(body: Body) -> str:
    """All it says, for search and for checks: a block a line, attachments behind it under their titles."""
    return "\n".join(_lines(body))


def _lines(body: Body) -> Iterator[str]:
    yield from map(words_of, body.blocks)
    for attachment in body.attachments:
        yield attachment.title
        yield from map(words_of, attachment.blocks)


def count(body: Body) -> int:
    """How long the 正文 is, as the marks of 4,000 and 5,000 count it.

    Every character counts one, letters, digits and punctuation too; space does not. Headings and tables of the 正文
    count; the title, 主送, 版记 and attachments do not.
    """
    return sum(counted(words_of(block)) for block in body.blocks)


def counted(text: str) -> int:
    """Characters without space."""
    return sum(1 for char in text if not char.isspace())
