"""Rolling copies of outbox.db: complete and openable files beside it, for the day the file itself is damaged."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import Connection, select

from oa_client.store.commands import keep
from oa_client.store.engine import Database
from oa_client.store.tables import OUTBOX
from oa_client.store.tables import outbox_meta as meta

EACH_COMMANDS = 100
EACH_SECONDS = 30 * 60
KEPT = 10


class Copies:
    """Copies of the outbox in a folder, the newest ten of them.

    The bytes of own files that the centre holds already are left out: they can be fetched from there.
    """

    def __init__(self, db: Database, folder: Path, key: bytes, now: Callable[[], int]) -> None:
        """Of an open outbox."""
        self._db = db
        self._folder = folder
        self._key = key
        self._now = now
        self._generation = 0

    def take_if_due(self) -> Path | None:
        """A copy when enough was said, or long enough ago, since the last one."""
        with self._db.read() as connection:
            state = {row.key: row.value for row in connection.execute(select(meta))}
        spoken, copied = int(state.get("command", 1)), int(state.get("copied", 1))
        said = self._db.generation > self._generation
        late = self._now() - int(state.get("copied_at", 0)) >= EACH_SECONDS
        if spoken - copied < EACH_COMMANDS and not (late and said):
            return None
        made = self.take()
        with self._db.write() as connection:
            keep(connection, "copied", str(spoken))
            keep(connection, "copied_at", str(self._now()))
        self._generation = self._db.generation
        return made

    def take(self) -> Path:
        """A copy, durable under its name or not there at all."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        target = self._folder / f"outbox-{self._now():011d}.db"
        part = target.with_suffix(".part")
        part.unlink(missing_ok=True)
        self._fill(part)
        _sync(part)
        part.replace(target)
        _sync(self._folder)
        for old in self.kept()[:-KEPT]:
            old.unlink()
        return target

    def kept(self) -> Sequence[Path]:
        """The copies there are, oldest first."""
        return sorted(self._folder.glob("outbox-*.db"))

    def _fill(self, part: Path) -> None:
        copy = Database(part, self._key)
        copy.make()
        try:
            with copy.write() as connection:
                schema = _schema(self._db)
                for sql in schema:
                    connection.exec_driver_sql(sql)
            with copy.write_attached(self._db.path) as connection:
                _copy_rows(connection)
        finally:
            copy.close()


def _schema(db: Database) -> list[str]:
    with db.read() as connection:
        found = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
        return [str(sql) for sql in found.scalars()]


def _copy_rows(connection: Connection) -> None:
    for table in ("alembic_version", *OUTBOX.tables):
        which = " WHERE file IN (SELECT id FROM source.own_file WHERE at < size)" if table == "own_part" else ""
        connection.exec_driver_sql(f"INSERT INTO main.{table} SELECT * FROM source.{table}{which}")  # noqa: S608


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
