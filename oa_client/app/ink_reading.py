"""The handwriting of an entry: which file it is, and what stands in it when that file is here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from oa_client.app.attachments import Attachments
from oa_client.app.ink import MOST_BYTES, NAME, BadInk, Ink
from oa_client.app.ink_file import decode, encode
from oa_client.app.reading import Record
from oa_client.domain.acceptance import file_refs
from oa_client.domain.handwriting import INK
from oa_client.domain.matter import FileRef


def ink_of(fields: Mapping[str, object]) -> FileRef | None:
    """The file somebody wrote by hand in this entry, or None."""
    return next(iter(file_refs(fields.get(INK.name))), None)


def handwritten(record: Record) -> frozenset[str]:
    """The files (SHA-256) that are the hand of an entry and were attached by nobody, whatever they are called."""
    inks = frozenset(file.sha256 for x in record.lines if (file := ink_of(x.entry.fields)) is not None)
    return inks - frozenset(_attached(record)) if inks else inks


def _attached(record: Record) -> Iterator[str]:
    """What stands in any other field of files."""
    for line in record.lines:
        for name, value in line.entry.fields.items():
            if name != INK.name and isinstance(value, list):
                yield from (str(f["sha256"]) for f in value if isinstance(f, dict) and "sha256" in f)


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
