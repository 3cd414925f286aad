"""The handwriting of an entry: which file it is, and what stands in it when that file is here."""

from __future__ import annotations

from collections.abc import Mapping

from oa_client.app.attachments import Attachments
from oa_client.app.ink import MOST_BYTES, NAME, BadInk, Ink
from oa_client.app.ink_file import decode, encode
from oa_client.domain.acceptance import file_refs
from oa_client.domain.handwriting import INK
from oa_client.domain.matter import FileRef


def ink_of(fields: Mapping[str, object]) -> FileRef | None:
    """The file somebody wrote by hand in this entry, or None."""
    return next(iter(file_refs(fields.get(INK.name))), None)


def read_ink(attachments: Attachments, file: FileRef) -> Ink | None:
    """What is written in it; None while it is not here, and when it is no handwriting. Not for the GUI thread."""
    if file.size > MOST_BYTES or not attachments.here(file).whole:
        return None
    try:
        return decode(b"".join(attachments.read(file)))
    except (BadInk, KeyError):
        return None


def take_in(attachments: Attachments, ink: Ink) -> FileRef:
    """Make it a file that a command can name. Raises `BadInk`, `NoRoom`, OSError. Not for the GUI thread."""
    return attachments.keep(encode(ink), NAME)
