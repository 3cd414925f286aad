"""One database, one writer: SQLite by sqlcipher3 without a key, in a folder or in memory (design.md decision 2)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, StaticPool, create_engine, event
from sqlcipher3 import dbapi2

from server_stub.schema import bring_up

OLDEST = (3, 51, 3)
"""Older SQLite may lose a reset write-ahead log."""


class Database:
    """Writers one after the other, readers each in a snapshot of their own. In memory they share one connection."""

    def __init__(self, path: Path | None, content: Any = None) -> None:
        """Open or create, of this program's version; in memory with this content.

        Raises `CannotDo` for data that are newer or could not be brought up, RuntimeError when SQLite is too old.
        """
        if dbapi2.sqlite_version_info < OLDEST:
            raise RuntimeError(f"SQLite {dbapi2.sqlite_version} is older than 3.51.3")
        self.writing = threading.RLock()
        """Held by the one who writes, until his caches are as new as what he committed."""
        self._memory = path is None
        where = ":memory:" if path is None else str(path)
        self._writer = _engine(where, begin="BEGIN IMMEDIATE", one=True)
        self._reader = self._writer if self._memory else _engine(where, begin="BEGIN", one=False)
        if content is not None:
            self.restore(content)
        try:
            with self.write() as connection:
                bring_up(connection)
        except BaseException:
            self.close()
            raise

    @classmethod
    def of(cls, copy: Any) -> Database:
        """A database in memory that begins as a copy of this one."""
        return cls(None, copy)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """The only writing transaction; leaving it normally commits durably, an exception undoes all."""
        with self.writing, self._writer.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A snapshot."""
        if self._memory:
            with self.writing, self._writer.begin() as connection:
                yield connection
        else:
            with self._reader.begin() as connection:
                yield connection

    @property
    def lost(self) -> bool:
        """Whether it may no longer be served from as it stands open here: to be opened anew, with every check."""
        return False

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Held while a centre is served from it: of one in a folder, the folder's own lock keeps a second one out."""
        yield

    def backup(self) -> Any:
        """A copy of everything, as an open database in memory."""
        copy = dbapi2.connect(":memory:", check_same_thread=False)
        with self.writing, self._writer.connect() as connection:
            connection.connection.driver_connection.backup(copy)  # type: ignore[union-attr]
        return copy

    def restore(self, copy: Any) -> None:
        """Everything as it was when the copy was made, in one step. No reader may be at work."""
        with self.writing, self._writer.connect() as connection:
            copy.backup(connection.connection.driver_connection)

    def close(self) -> None:
        """Close every connection."""
        self._writer.dispose()
        self._reader.dispose()


@contextmanager
def reading(path: Path) -> Iterator[Connection]:
    """A database as it stands, of whatever version: nothing in it is brought up or written. Raises SQLAlchemyError."""
    engine = _engine(str(path), begin="BEGIN", one=False)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _engine(where: str, *, begin: str, one: bool) -> Engine:
    def connect() -> Any:
        connection = dbapi2.connect(where, check_same_thread=False, isolation_level=None, timeout=30)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA cache_size=-16000")
        if not one:
            connection.execute("PRAGMA query_only=1")
        return connection

    if one:
        engine = create_engine("sqlite://", module=dbapi2, creator=connect, poolclass=StaticPool, hide_parameters=True)
    else:
        engine = create_engine(
            "sqlite://",
            module=dbapi2,
            creator=connect,
            poolclass=QueuePool,
            pool_size=8,
            max_overflow=24,
            hide_parameters=True,
        )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
