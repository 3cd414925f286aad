"""Looks at a profile's files without changing them: whether they open, pass their check, and what waits in them.

No word of anybody is read: only names of states, counts, times and sizes.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import sqlcipher3.dbapi2 as driver

from oa_client.app.soundness import Check, Finding
from oa_client.store.engine import OldSQLite, check_sqlite
from oa_client.store.tables import HEADS

NAMES = tuple(HEADS)
_STATES = (
    "SELECT kept || '/' || standing, count(*), min(made_at), max(made_at) FROM command GROUP BY 1 "
    "UNION ALL SELECT 'draft', count(*), min(saved_at), max(saved_at) FROM draft HAVING count(*) > 0"
)


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One file. `trouble`: why it does not open or pass, "" none; `waiting`: for each state how many and since when."""

    name: str
    size: int = 0
    log_size: int = 0
    schema: str = ""
    trouble: str = ""
    rows: Mapping[str, int] = field(default_factory=dict)
    waiting: tuple[tuple[str, int, int, int], ...] = ()


def cipher() -> Finding:
    """Whether the store's engine is there, encrypts, and is new enough to be trusted."""
    try:
        check_sqlite()
        version = _cipher_version()
    except (OldSQLite, driver.Error) as error:
        return Finding(Check.STORE, good=False, code="store_engine", facts={"why": str(error)}, grave=True)
    if not version:
        return Finding(Check.STORE, good=False, code="store_engine", facts={"why": "no cipher"}, grave=True)
    return Finding(Check.STORE, told=f"SQLite {driver.sqlite_version}，SQLCipher {version}")


def _cipher_version() -> str:
    with contextlib.closing(driver.connect(":memory:")) as connection:
        connection.execute("PRAGMA key = 'x'")
        connection.execute("CREATE TABLE t (v)")
        connection.execute("INSERT INTO t VALUES (1)")
        found = connection.execute("PRAGMA cipher_version").fetchone()
    return str(found[0]) if found else ""


def look(folder: Path, key: bytes | None) -> Iterator[FileFacts]:
    """Each file of a profile; without its key only how large it is."""
    for name in NAMES:
        path = folder / f"{name}.db"
        if not path.exists():
            yield FileFacts(name, trouble="absent")
        elif key is None:
            yield FileFacts(name, _size(path), _size(_log(path)), trouble="locked")
        else:
            yield _look(name, path, key)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _log(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _look(name: str, path: Path, key: bytes) -> FileFacts:
    sizes = _size(path), _size(_log(path))
    try:
        with contextlib.closing(_open(path, key)) as connection:
            schema = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            checked = connection.execute("PRAGMA quick_check(1)").fetchone()
            trouble = "" if checked == ("ok",) else "check"
            waiting = tuple(connection.execute(_STATES)) if name == "outbox" else ()
            return FileFacts(name, *sizes, str(schema[0]) if schema else "", trouble, _rows(connection), waiting)
    except driver.Error as error:
        return FileFacts(name, *sizes, trouble=type(error).__name__)


def _open(path: Path, key: bytes) -> driver.Connection:
    """For reading only; the file alone where nothing waits beside it, or the log's index could not be made there."""
    alone = "&immutable=1" if not _size(_log(path)) or not os.access(path.parent, os.W_OK) else ""
    made = driver.connect(f"file:{quote(str(path))}?mode=ro{alone}", uri=True)
    made.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
    made.execute("PRAGMA cipher_log_level=NONE")
    made.execute("PRAGMA query_only=1")
    return made


def _rows(connection: driver.Connection) -> dict[str, int]:
    """How many rows each table of ours has."""
    named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
    names = [str(row[0]) for row in connection.execute(named)]
    plain = [name for name in names if name.replace("_", "").isalnum() and not name.startswith("search")]
    return {name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in plain}  # noqa: S608
