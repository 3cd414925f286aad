"""The outbox: the precious file, with what this person said, typed and attached (ports.Outbox)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
from sqlalchemy import case, func, insert, or_, select, update

from oa_client.app.lease import Contact
from oa_client.app.ports import Session, Upload
from oa_client.app.versions import likeliest
from oa_client.domain.handwriting import MOST_BYTES
from oa_client.domain.matter import FileRef
from oa_client.store.codec import pack
from oa_client.store.commands import DONE, LIVE, Commands, keep
from oa_client.store.drafts import Drafts, RowChanges
from oa_client.store.engine import Database
from oa_client.store.tables import command, command_file
from oa_client.store.tables import outbox_meta as meta
from oa_client.store.tables import own_file as f
from oa_client.store.tables import own_part as p

PART = 256 * 1024
"""The size of a part of a file."""
RECENT = 50
"""Among so many of my files an earlier version is looked for."""
_BY_HAND = case((f.c.name.like("%.ink") & (f.c.size <= MOST_BYTES), 0), else_=1)
"""What somebody wrote by hand is small and read first: it goes before attachments."""


class OwnFiles:
    """The part of the outbox that holds the user's own files, in parts."""

    _db: Database

    def add_file(self, path: Path, name: str) -> FileRef:
        """Copy a file in, part by part, so that no save waits behind it; named last, in one transaction."""
        with path.open("rb") as source:
            return self._add(iter(lambda: source.read(PART), b""), name)

    def add_text(self, text: str, name: str) -> FileRef:
        """Keep a text as a file of mine; nothing of it ever lies on the disk in the clear."""
        return self.add_bytes(text.encode(), name)

    def add_bytes(self, data: bytes, name: str) -> FileRef:
        """Keep what is at hand as a file of mine."""
        return self._add((data[at : at + PART] for at in range(0, len(data), PART)), name)

    def _add(self, parts: Iterator[bytes], name: str) -> FileRef:
        file = self._begin()
        try:
            sha256, size = self._copy(file, parts)
        except BaseException:
            self._drop(file)
            raise
        return self._name(file, sha256, name, size)

    def _begin(self) -> int:
        with self._db.write() as connection:
            made = connection.execute(insert(f).values(sha256=None)).inserted_primary_key
        assert made is not None
        return int(made[0])

    def _copy(self, file: int, parts: Iterator[bytes]) -> tuple[str, int]:
        digest, size = hashlib.sha256(), 0
        for k, data in enumerate(parts):
            digest.update(data)
            size += len(data)
            with self._db.write() as connection:
                connection.execute(insert(p).values(file=file, k=k, data=data))
        return digest.hexdigest(), size

    def _name(self, file: int, sha256: str, name: str, size: int) -> FileRef:
        with self._db.write() as connection:
            if connection.execute(select(f.c.id).where(f.c.sha256 == sha256)).first() is None:
                connection.execute(update(f).where(f.c.id == file).values(sha256=sha256, name=name, size=size))
                return FileRef(sha256, name, size)
        self._drop(file)
        return FileRef(sha256, name, size)

    def _drop(self, file: int) -> None:
        """An unnamed copy goes again."""
        with self._db.write() as connection:
            connection.execute(p.delete().where(p.c.file == file))
            connection.execute(f.delete().where(f.c.id == file, f.c.sha256.is_(None)))

    def drop_unnamed(self) -> None:
        """Copies that were cut short before they had a name."""
        with self._db.read() as connection:
            left = connection.execute(select(f.c.id).where(f.c.sha256.is_(None))).scalars().all()
        for file in left:
            self._drop(file)

    def uploads(self) -> tuple[Upload, ...]:
        """My files that commands name and the centre does not hold yet.

        An entry is accepted while its files are still on their way (design.md decision 8), so a settled command's count
        too; those of refused, withdrawn or put away ones do not.
        """
        named = (
            select(command_file.c.sha256)
            .join(command, command.c.n == command_file.c.n)
            .where(or_(command.c.kept == DONE, (command.c.kept == LIVE) & (command.c.standing != "refused")))
        )
        with self._db.read() as connection:
            found = connection.execute(
                select(f).where(f.c.at < f.c.size, f.c.sha256.in_(named)).order_by(_BY_HAND, f.c.id)
            ).all()
        return tuple(Upload(FileRef(row.sha256, row.name, row.size), row.at) for row in found)

    def uploaded(self, sha256: str, at: int) -> None:
        """The centre holds this many bytes of it."""
        with self._db.write() as connection:
            connection.execute(update(f).where(f.c.sha256 == sha256).values(at=at))

    def alike(self, sha256: str) -> tuple[FileRef, ...]:
        """The newest files that lie whole at the centre under the same name, or with the same ending."""
        with self._db.read() as connection:
            name = connection.execute(select(f.c.name).where(f.c.sha256 == sha256)).scalar()
            there = select(f).where(f.c.at >= f.c.size, f.c.sha256 != sha256, f.c.sha256.is_not(None))
            rows = connection.execute(there.order_by(f.c.id.desc()).limit(RECENT)).all()
        return likeliest(name or "", [FileRef(row.sha256, row.name, row.size) for row in rows])

    def file_bytes(self, sha256: str, at: int, size: int) -> bytes | None:
        """Part of one of my files; None when it is not mine."""
        first, last = at // PART, max(at, at + size - 1) // PART
        with self._db.read() as connection:
            file = connection.execute(select(f.c.id).where(f.c.sha256 == sha256)).scalar()
            if file is None:
                return None
            parts = select(p.c.data).where(p.c.file == file, p.c.k.between(first, last)).order_by(p.c.k)
            data = b"".join(connection.execute(parts).scalars())
        return data[at - first * PART :][:size]


class Outbox(Commands, Drafts, RowChanges, OwnFiles):
    """Keeps `oa_client.app.ports.Outbox` in outbox.db."""

    def __init__(self, db: Database) -> None:
        """Over an open file."""
        self._db = db
        self._session: Session | None = None
        self.drop_unnamed()

    @property
    def generation(self) -> int:
        """Counts its changes; the same number means nothing was written since."""
        return self._db.generation

    def session(self) -> Session | None:
        """Who is signed in, if anyone ever was."""
        if self._session is None:
            with self._db.read() as connection:
                found = connection.execute(select(meta.c.value).where(meta.c.key == "session")).scalar()
            if found is not None:
                self._session = msgspec.json.decode(found, type=Session)
        return self._session

    def keep_session(self, session: Session) -> None:
        """Signed in, or signed in again."""
        with self._db.write() as connection:
            keep(connection, "session", pack(session))
        self._session = session

    def contact(self) -> Contact | None:
        """When the centre last answered (app.lease.ContactBook)."""
        with self._db.read() as connection:
            found = connection.execute(select(meta.c.value).where(meta.c.key == "contact")).scalar()
        return None if found is None else Contact(*map(int, found.split()))

    def keep_contact(self, contact: Contact) -> None:
        """Keep it."""
        with self._db.write() as connection:
            keep(connection, "contact", f"{contact.at} {contact.seen}")

    def usage(self) -> dict[str, int]:
        """How many commands wait, and how many came back refused."""
        standing = command.c.standing == "refused"
        with self._db.read() as connection:
            count = select(func.count()).select_from(command).where(command.c.kept == LIVE)
            refused = connection.execute(count.where(standing)).scalar() or 0
            pending = connection.execute(count.where(~standing)).scalar() or 0
        return {"pending": pending, "refused": refused}
