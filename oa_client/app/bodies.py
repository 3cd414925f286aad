"""Bodies too long for a field: on the way out each becomes a file, on the way in the text of its entry again.

Nobody else need know: a form, a draft and a record hold the text itself, whichever way it travels.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from oa_client.app.ports import Files, Outbox
from oa_client.app.reading import Record, RecordLine
from oa_client.domain.acceptance import bodies_held, file_refs
from oa_client.domain.body import FILE, FILE_NAME, IN, MOST, as_file, fits
from oa_client.domain.fields import is_empty
from oa_client.domain.matter import Entry, FileRef, Matter
from oa_client.domain.table import Action, FieldType

PART = 256 * 1024
KEPT = 16
"""So many texts read last are kept at hand: those of the page in sight and of the versions beside it."""


class Texts:
    """The bodies that came as files, or are to go as some: read from my own files, else from those that came down."""

    def __init__(self, outbox: Outbox, files: Files) -> None:
        """Over the stores; any thread."""
        self._outbox, self._files = outbox, files
        self._known: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, sha256: str) -> str | None:
        """The text; None when it is not here, or is none. What a hash names never changes."""
        with self._lock:
            if sha256 in self._known:
                self._known.move_to_end(sha256)
                return self._known[sha256]
        text = self._read(sha256)
        if text is not None:
            with self._lock:
                self._known[sha256] = text
                while len(self._known) > KEPT:
                    self._known.popitem(last=False)
        return text

    def _read(self, sha256: str) -> str | None:
        data = b"".join(self._parts(sha256))
        try:
            return data.decode() if 0 < len(data) <= MOST else None
        except UnicodeDecodeError:
            return None

    def _parts(self, sha256: str) -> Iterator[bytes]:
        """Its bytes, no more than any text has."""
        at = 0
        while at <= MOST and (mine := self._outbox.file_bytes(sha256, at, PART)):
            yield mine
            at += len(mine)
        if not at and self._files.whole(sha256):
            yield from self._files.read(sha256)

    def keep(self, fields: Mapping[str, object], given: Mapping[str, object]) -> None:
        """Put the bodies that `fields` name as files, and `given` holds as texts, into the outbox. Raises `NoRoom`."""
        for name, text in given.items():
            if isinstance(text, str) and name not in fields and is_body_file(f"{name}{FILE}", fields):
                self._outbox.add_text(text, FILE_NAME)

    def unpacked(self, fields: Mapping[str, object]) -> dict[str, object]:
        """Fields with their bodies as texts in place of the files they went as, where these are at hand."""
        found = dict(fields)
        for name in [n for n in fields if is_body_file(n, fields)]:
            (file,) = file_refs(fields[name])
            if (text := self.read(file.sha256)) is not None:
                del found[name]
                found[name.removesuffix(FILE)] = text
        return found

    def of(self, record: Record) -> Record:
        """A record whose entries say what their files say, as far as these are here; its state says so too."""
        entries = [self.entry(line.entry) for line in record.lines]
        if all(entry is line.entry for entry, line in zip(entries, record.lines, strict=True)):
            return record
        lines = tuple(replace(line, entry=entry) for line, entry in zip(record.lines, entries, strict=True))
        matter = record.matter
        return replace(record, lines=lines, matter=matter and _placed(matter, lines))

    def entry(self, entry: Entry) -> Entry:
        """An entry that says what its files say, as far as these are here."""
        fields = entry.fields
        texts = {
            name.removesuffix(FILE): text
            for name in fields
            if is_body_file(name, fields)
            for file in file_refs(fields[name])
            if (text := self.read(file.sha256)) is not None
        }
        if not texts:
            return entry
        return replace(entry, data={**entry.data, "fields": {**fields, **texts}})

    def absent(self, record: Record) -> tuple[FileRef, ...]:
        """The bodies of a record that are not here, the one it has now last."""
        named = [f for line in record.lines for f in body_files(line.entry)]
        now = {f.sha256 for f in current(record.matter)}
        found = {f.sha256: f for f in sorted(named, key=lambda f: f.sha256 in now) if self.read(f.sha256) is None}
        return tuple(found.values())

    def lacks(self, record: Record) -> FileRef | None:
        """The body a matter has now, where it is not here."""
        return next((f for f in current(record.matter) if self.read(f.sha256) is None), None)


def packed(action: Action | None, fields: Mapping[str, object]) -> dict[str, object]:
    """What goes up of what was filled in: a body too long for its field as a file, one that fits in its field."""
    found = dict(fields)
    asked = {ask.name for ask in action.asks if ask.type is FieldType.BODY_FILE} if action is not None else set()
    for name, text in fields.items():
        file = f"{name}{FILE}"
        if file not in asked or not isinstance(text, str) or is_empty(text):
            continue
        found.pop(file, None)
        if not fits(text):
            del found[name]
            found[file] = [dict(as_file(text))]
    return found


def is_body_file(name: str, fields: Mapping[str, object]) -> bool:
    """Whether a body came as a file in this field: by the name of both, and nothing else bears those."""
    value = fields.get(name)
    if not name.endswith(FILE) or not isinstance(value, list) or len(value) != 1 or not isinstance(value[0], dict):
        return False
    return value[0].get("name") == FILE_NAME and isinstance(value[0].get("sha256"), str) and "size" in value[0]


def body_files(entry: Entry) -> tuple[FileRef, ...]:
    """The bodies that an entry brought as files."""
    fields = entry.fields
    return tuple(f for name in fields if is_body_file(name, fields) for f in file_refs(fields[name]))


def current(matter: Matter | None) -> tuple[FileRef, ...]:
    """The files in which the bodies of a matter stand now."""
    return bodies_held(matter) if matter is not None else ()


def _placed(matter: Matter, lines: tuple[RecordLine, ...]) -> Matter:
    """Where a body stands that came as a file: in the entry that brought it last."""
    texts = dict(matter.texts)
    held = ((name.removesuffix(IN), value) for name, value in matter.fields.items() if name.endswith(IN))
    now = {file.sha256: name for name, value in held for file in file_refs(value)}
    for line in lines:
        for file in body_files(line.entry):
            if (name := now.get(file.sha256)) and line.entry.fields.get(name):
                texts[name] = line.entry.v
    return replace(matter, texts=texts)
