"""The pictures in texts: kept as files of mine, found by their hash wherever they are, put into what is to be laid out.

Nothing is unpacked here: what may be a picture is told by its size and its first bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from oa_client.app import body as bodies
from oa_client.app import pictures
from oa_client.app.body import BadBody, Body
from oa_client.app.gongwen import Block, BlockKind, Gongwen
from oa_client.app.ports import Files, Outbox
from oa_client.app.reading import Record
from oa_client.domain.body import PICTURES
from oa_client.domain.matter import FileRef, Matter
from oa_client.domain.table import Action

PART = 256 * 1024
_ENDINGS = {b"\x89": "png", b"\xff": "jpg"}


class Figures:
    """Those of every text on this device; any thread."""

    def __init__(self, outbox: Outbox, files: Files) -> None:
        """My own are in the outbox, those that came down in `files`."""
        self._outbox, self._files = outbox, files

    def keep(self, data: bytes) -> str:
        """Keep a picture as a file of mine; its SHA-256. Raises `NoRoom`."""
        return self._outbox.add_bytes(data, named(data)).sha256

    def read(self, sha256: str) -> bytes:
        """Its bytes; none when it is not here, `pictures.UNREADABLE` for what can be no picture."""
        data = b"".join(self._parts(sha256))
        return pictures.UNREADABLE if data and pictures.wrong_with(data) is not None else data

    def _parts(self, sha256: str) -> Iterator[bytes]:
        """No more than a picture may have, and one part."""
        at = 0
        while at <= pictures.MOST_BYTES and (mine := self._outbox.file_bytes(sha256, at, PART)):
            yield mine
            at += len(mine)
        if not at and self._files.whole(sha256):
            small = self._files.at(sha256) <= pictures.MOST_BYTES
            yield from self._files.read(sha256) if small else (pictures.UNREADABLE,)

    def here(self, sha256: str) -> bool:
        """Whether its bytes are on this device."""
        return self._outbox.file_bytes(sha256, 0, 1) is not None or self._files.whole(sha256)

    def filled(self, document: Gongwen) -> Gongwen:
        """The same with the bytes of its pictures, as far as they are here."""
        return pictures.filled(document, self.read)

    def body(self, body: Body) -> Body:
        """A text with the bytes of its pictures, as far as they are here."""
        attached = tuple(replace(a, blocks=self._blocks(a.blocks)) for a in body.attachments)
        return Body(self._blocks(body.blocks), attached)

    def _blocks(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        return tuple(replace(b, data=self.read(b.picture)) if b.kind is BlockKind.PICTURE else b for b in blocks)

    def brought(
        self, action: Action | None, matter: Matter | None, fields: Mapping[str, object], given: Mapping[str, object]
    ) -> dict[str, object]:
        """`fields` with the files of the pictures that a text in `given` shows and the document does not have yet."""
        if action is None or all(ask.name != PICTURES for ask in action.asks):
            return dict(fields)
        found = {name: value for name, value in fields.items() if name != PICTURES}
        shown = (sha for text in given.values() if isinstance(text, str) for sha in pictures_in(text))
        held = {f.sha256 for f in matter.document_files} if matter is not None else set()
        files = [f for sha in dict.fromkeys(shown) if sha not in held and (f := self._file(sha, matter)) is not None]
        if files:
            found[PICTURES] = [{"sha256": f.sha256, "name": f.name, "size": f.size} for f in files]
        return found

    def _file(self, sha256: str, matter: Matter | None) -> FileRef | None:
        known = next((f for f in matter.files if f.sha256 == sha256), None) if matter is not None else None
        if known is not None:
            return known
        data = self.read(sha256)
        return FileRef(sha256, named(data), len(data)) if len(data) > len(pictures.UNREADABLE) else None


def named(data: bytes) -> str:
    """What the file of a picture is called: only what the bytes are, never where they were."""
    return f"正文图片.{_ENDINGS.get(data[:1], 'png')}"


def is_figure(file: FileRef) -> bool:
    """Whether it is called as the pictures of texts are; another file of that name is only looked at once more."""
    return file.name.startswith("正文图片.")


def pictures_in(text: str) -> tuple[str, ...]:
    """The pictures a text for a field shows; none when it is no body."""
    try:
        return bodies.pictures_of(bodies.decode(text)) if text.startswith("{") else ()
    except BadBody:
        return ()


def shown_in(record: Record) -> tuple[str, ...]:
    """The pictures of the texts of a matter as they stand."""
    texts = record.matter.texts if record.matter is not None else {}
    said = (x.entry.fields.get(name) for name, v in texts.items() for x in record.lines if x.entry.v == v)
    return tuple(dict.fromkeys(sha for text in said if isinstance(text, str) for sha in pictures_in(text)))


def missing(document: Gongwen) -> int:
    """How many pictures it names whose bytes are not here or are none."""
    every = (*document.blocks, *(b for a in document.attachments for b in a.blocks))
    return sum(1 for b in every if b.kind is BlockKind.PICTURE and len(b.data) <= len(pictures.UNREADABLE))
