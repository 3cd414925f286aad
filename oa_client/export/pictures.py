"""Pictures made safe to set: unpacked once within limits and packed anew, so that nothing else in them goes on."""

from __future__ import annotations

import io
import struct
import warnings
from dataclasses import replace

from oa_client.app.gongwen import Block, BlockKind, Gongwen
from oa_client.app.pictures import wrong_with


class BadPicture(ValueError):
    """It begins like one and is none; its name."""


def cleaned(document: Gongwen) -> Gongwen:
    """The same with every picture packed anew. Raises `BadPicture`."""
    attached = tuple(replace(a, blocks=_cleaned(a.blocks)) for a in document.attachments)
    return replace(document, blocks=_cleaned(document.blocks), attachments=attached)


def _cleaned(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    return tuple(replace(b, data=_anew(b)) if b.kind is BlockKind.PICTURE and b.data else b for b in blocks)


def _anew(block: Block) -> bytes:
    """A JPEG as a JPEG, anything else as a PNG; without what was written beside the points."""
    from PIL import Image  # noqa: PLC0415 - only where there are pictures

    if wrong_with(block.data) is not None:
        raise BadPicture(block.picture)
    out = io.BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(block.data), formats=("PNG", "JPEG")) as image:
                photo = image.format == "JPEG"
                plain = image.convert("RGB" if photo else "RGBA")
        if photo:
            plain.save(out, "JPEG", quality=90)
        else:
            ground = Image.new("RGB", plain.size, "white")
            ground.paste(plain, mask=plain.getchannel("A"))
            ground.save(out, "PNG")
    except (OSError, SyntaxError, ValueError, struct.error, Image.DecompressionBombWarning) as error:
        raise BadPicture(block.picture) from error
    return out.getvalue()
