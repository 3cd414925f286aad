"""Attachments that came down (ports.Files), in parts of 256 KiB in files.db; a cache the centre can fill again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from oa_client.domain.matter import MatterId
from oa_client.store.engine import Database
from oa_client.store.light import Lights, forget_light
from oa_client.store.outbox import PART
from oa_client.store.tables import file as f
from oa_client.store.tables import files_meta as m
from oa_client.store.tables import part as p

_PART = select(p.c.data).where(p.c.sha256 == bindparam("sha256"), p.c.k == bindparam("part"))


class Files:
    """Keeps `oa_client.app.ports.Files`."""

    def __init__(self, db: Database) -> None:
        """Over an open file."""
        self._db = db
        self.light = Lights(db)

    def at(self, sha256: str) -> int:
        """How many bytes are here, from the first on."""
        with self._db.read() as connection:
            return _have(connection, sha256) or 0

    def append(self, sha256: str, at: int, data: bytes) -> int:
        """Keep bytes at the end; the new length. Bytes at another offset change nothing."""
        with self._db.write() as connection:
            have = _have(connection, sha256)
            if have is None:
                connection.execute(insert(f).values(sha256=sha256))
            _set_lost(connection, sha256, lost=False)
            if at != (have or 0) or not data or self._is_whole(connection, sha256):
                return have or 0
            self._put(connection, sha256, at, data)
            connection.execute(update(f).where(f.c.sha256 == sha256).values(have=at + len(data)))
        return at + len(data)

    @staticmethod
    def _put(connection: Connection, sha256: str, at: int, data: bytes) -> None:
        """Fill the last part up, then put whole ones."""
        k, filled = divmod(at, PART)
        if filled:
            old = connection.execute(_PART, {"sha256": sha256, "part": k}).scalar_one()
            connection.execute(delete(p).where(p.c.sha256 == sha256, p.c.k == k))
            data = bytes(old) + data
        parts = [data[n : n + PART] for n in range(0, len(data), PART)]
        connection.execute(insert(p), [{"sha256": sha256, "k": k + n, "data": one} for n, one in enumerate(parts)])

    @staticmethod
    def _is_whole(connection: Connection, sha256: str) -> bool:
        return bool(connection.execute(select(f.c.whole).where(f.c.sha256 == sha256)).scalar())

    def finish(self, sha256: str, size: int) -> bool:
        """All are here: whether they hash to their name. If not, they are thrown away to be fetched again."""
        digest, seen = hashlib.sha256(), 0
        for data in self._parts(sha256):
            digest.update(data)
            seen += len(data)
        good = seen == size and digest.hexdigest() == sha256
        with self._db.write() as connection:
            if good:
                connection.execute(update(f).where(f.c.sha256 == sha256).values(whole=1, size=size, have=size))
            else:
                connection.execute(delete(p).where(p.c.sha256 == sha256))
                connection.execute(update(f).where(f.c.sha256 == sha256).values(have=0, whole=0))
        return good

    def _parts(self, sha256: str) -> Iterator[bytes]:
        k = 0
        while True:
            with self._db.read() as connection:
                data = connection.execute(_PART, {"sha256": sha256, "part": k}).scalar()
            if data is None:
                return
            yield bytes(data)
            k += 1

    def whole(self, sha256: str) -> bool:
        """Whether the file is complete and checked."""
        with self._db.read() as connection:
            return self._is_whole(connection, sha256)

    def read(self, sha256: str) -> Iterator[bytes]:
        """The bytes of a complete file. Raises KeyError when it is not."""
        if not self.whole(sha256):
            raise KeyError(sha256)
        return self._parts(sha256)

    def wanted(self) -> tuple[tuple[str, MatterId, int], ...]:
        """(sha256, matter, size) that somebody asked for and are not complete, the newest request first."""
        asked = select(f).where(f.c.asked > 0, f.c.whole == 0).order_by(f.c.asked.desc())
        with self._db.read() as connection:
            return tuple((row.sha256, MatterId(row.matter), row.size) for row in connection.execute(asked))

    def want(self, sha256: str, matter: MatterId, size: int) -> None:
        """Somebody wants to open it."""
        with self._db.write() as connection:
            last = connection.execute(select(func.max(f.c.asked))).scalar() or 0
            values = {"matter": matter, "size": size, "asked": last + 1}
            if connection.execute(update(f).where(f.c.sha256 == sha256).values(values)).rowcount == 0:
                connection.execute(insert(f).values(sha256=sha256, **values))

    def drop(self, shas: Sequence[str]) -> None:
        """No matter names these any more: nothing of them stays."""
        for sha256 in shas:
            with self._db.write() as connection:
                connection.execute(delete(p).where(p.c.sha256 == sha256))
                connection.execute(delete(f).where(f.c.sha256 == sha256))
                _set_lost(connection, sha256, lost=False)
                forget_light(connection, sha256)

    def lost(self, sha256: str) -> bool:
        """Whether the centre had it once and said, when it was asked last, that it has it no more."""
        with self._db.read() as connection:
            return _is_lost(connection, sha256)

    def note_lost(self, sha256: str, *, lost: bool) -> bool:
        """What the centre says of it now; whether that is news."""
        if self.lost(sha256) == lost:
            return False
        with self._db.write() as connection:
            _set_lost(connection, sha256, lost=lost)
        return True


def _is_lost(connection: Connection, sha256: str) -> bool:
    return connection.execute(select(m.c.value).where(m.c.key == f"lost/{sha256}")).scalar() is not None


def _set_lost(connection: Connection, sha256: str, *, lost: bool) -> None:
    """Beside the table of files: so their schema stays, and an elder program still opens it."""
    connection.execute(delete(m).where(m.c.key == f"lost/{sha256}"))
    if lost:
        connection.execute(insert(m).values(key=f"lost/{sha256}", value="1"))


def _have(connection: Connection, sha256: str) -> int | None:
    found = connection.execute(select(f.c.have).where(f.c.sha256 == sha256)).scalar()
    return None if found is None else int(found)
