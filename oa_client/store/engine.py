"""One SQLCipher file: one writing connection, reading connections beside it, and what its errors mean.

The recipe is measured (design.md decision 2): WAL, ``synchronous=FULL``, no memory map, ``BEGIN IMMEDIATE`` for the one
writer, ``BEGIN`` and ``query_only`` for readers, who then never wait behind a page being written.
"""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from oa_client.app.ports import BadStore, NoRoom

KEY_BYTES = 32
OLDEST_SQLITE = (3, 51, 3)
"""Below this two connections can lose committed pages (the WAL-reset bug)."""

READERS = 8
READ_CACHE_KIB = 16_000
_FULL, _IOERR, _CORRUPT, _NOTADB = 13, 10, 11, 26


class OldSQLite(RuntimeError):
    """The SQLite at hand is too old to be trusted with anybody's work."""


def check_sqlite(version: tuple[int, ...] | None = None) -> None:
    """Refuse to go on with a SQLite that has the WAL-reset bug. Raises `OldSQLite`."""
    found = tuple(driver.sqlite_version_info) if version is None else version
    if found < OLDEST_SQLITE:
        raise OldSQLite(f"SQLite {'.'.join(map(str, found))} is older than {'.'.join(map(str, OLDEST_SQLITE))}")


class Database:
    """An open file of the profile. Everything that reads or writes it goes through `read` and `write`."""

    def __init__(self, path: Path, key: bytes, *, most_pages: int = 0) -> None:
        """Nothing is opened yet; `most_pages` bounds the file's size."""
        if len(key) != KEY_BYTES:
            raise ValueError("a key is 32 bytes")
        check_sqlite()
        self.path = path
        self.which = path.stem
        self.generation = 0
        """Counts the commits of this process: who reads it before reading the file never takes old for new."""
        self._key = key
        self._most_pages = most_pages
        self._lock = threading.Lock()
        self._writer = self._engine(writing=True)
        self._reader = self._engine(writing=False)

    @property
    def mark(self) -> Path:
        """Stands beside the file once it has failed a check, so that the next start knows."""
        return self.path.with_name(self.path.name + ".failed")

    @property
    def is_new(self) -> bool:
        """Whether there is nothing in it yet."""
        return not self.path.exists() or self.path.stat().st_size == 0

    @property
    def was_left_open(self) -> bool:
        """Whether the last process to have it open did not close it."""
        wal = self.path.with_name(self.path.name + "-wal")
        return wal.exists() and wal.stat().st_size > 0

    def make(self) -> None:
        """The empty file, readable by its owner only."""
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction: all of it is durable afterwards, or nothing happened. Raises `NoRoom`, `BadStore`, OSError."""
        with self._lock, self._meaning():
            with self._writer.begin() as connection:
                yield connection
            self.generation += 1

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One snapshot, never behind the writer. Raises `BadStore`, OSError."""
        with self._meaning(), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def write_attached(self, source: Path) -> Iterator[Connection]:
        """A transaction with another file of the same key at hand as ``source``."""
        with self._lock, self._meaning(), self._writer.connect() as connection:
            raw = connection.connection.cursor()
            raw.execute("ATTACH ? AS source KEY \"x'%s'\"" % self._key.hex(), (str(source),))  # noqa: UP031
            with connection.begin():
                yield connection
            raw.execute("DETACH source")

    def check(self) -> None:
        """Raises `BadStore` when the file does not pass SQLite's quick check (each page's MAC is checked with it)."""
        with self.read() as connection:
            found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        if found != "ok":
            self._remember()
            raise BadStore(self.which, str(found))

    def tidy(self) -> None:
        """Bring the log into the file and empty it, as far as readers allow."""
        with self._lock, self._meaning():
            raw = self._writer.raw_connection()
            try:
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                raw.close()

    def close(self) -> None:
        """Close every connection; the last one leaves a single file."""
        self._reader.dispose()
        with self._lock:
            self._writer.dispose()

    @contextmanager
    def _meaning(self) -> Iterator[None]:
        """Say what an error of the driver means to who called."""
        try:
            yield
        except DBAPIError as error:
            raise self._translate(error) from error

    def _translate(self, error: DBAPIError) -> Exception:
        code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
        if code == _FULL:
            return NoRoom(errno.ENOSPC, "the disk is full", str(self.path.name))
        if code in {_CORRUPT, _NOTADB} or "malformed" in str(error.orig):
            self._remember()
            return BadStore(self.which, str(error.orig))
        if code == _IOERR:
            self._reader.dispose()
            full = os.statvfs(self.path.parent).f_bavail == 0 if hasattr(os, "statvfs") else False
            return NoRoom(errno.ENOSPC, str(error.orig)) if full else OSError(errno.EIO, str(error.orig))
        return error

    def _remember(self) -> None:
        """A file that can be fetched again is set aside at the next start."""
        if self.which != "outbox":
            self.mark.touch()

    def _engine(self, *, writing: bool) -> Engine:
        size = 1 if writing else READERS // 2
        engine = create_engine(
            f"sqlite:///{self.path}",
            module=driver,
            pool_size=size,
            max_overflow=0 if writing else READERS - size,
            hide_parameters=True,
        )
        event.listen(engine, "connect", self._on_connect(writing=writing))
        begin = "BEGIN IMMEDIATE" if writing else "BEGIN"
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine

    def _on_connect(self, *, writing: bool) -> Callable[[driver.Connection, object], None]:
        def prepare(connection: driver.Connection, _: object) -> None:
            connection.isolation_level = None
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA key=\"x'{self._key.hex()}'\"")
            cursor.execute("PRAGMA cipher_log_level=NONE")
            cursor.execute("PRAGMA mmap_size=0")
            if writing:
                cursor.execute("PRAGMA journal_mode=WAL")
                cursor.execute("PRAGMA synchronous=FULL")
                cursor.execute("PRAGMA secure_delete=ON")
                cursor.execute("PRAGMA journal_size_limit=67108864")
                if self._most_pages:
                    cursor.execute(f"PRAGMA max_page_count={self._most_pages}")
            else:
                cursor.execute("PRAGMA query_only=1")
                cursor.execute(f"PRAGMA cache_size=-{READ_CACHE_KIB}")
            cursor.close()

        return prepare
