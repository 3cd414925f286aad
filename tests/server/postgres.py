"""A real PostgreSQL for a test: a cluster of its own in a folder of its own, and the centre's tables in it.

Writers of any process follow one another by an advisory lock (sync.md §1); nothing else orders them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine

from server_stub.database import Database
from server_stub.tables import metadata

ALONE = "SELECT pg_advisory_xact_lock(7)"


class Postgres(Database):
    """The centre's database in a PostgreSQL; what asks for a copy of it has no business here."""

    def __init__(self, url: str) -> None:  # the tables are made by whoever comes first
        self.writing = threading.RLock()
        self._engine = create_engine(url, pool_size=4, max_overflow=8)
        with self.write() as connection:
            metadata.create_all(connection)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            connection.exec_driver_sql(ALONE)
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with self._engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            yield connection

    def close(self) -> None:
        self._engine.dispose()


def there() -> bool:
    """Whether this machine has the programs of a PostgreSQL."""
    return all(shutil.which(name, path=_path()) for name in ("initdb", "pg_ctl"))


def _path() -> str:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return os.pathsep.join([*map(str, versions), os.environ.get("PATH", "")])


def _run(folder: Path, name: str, *args: str) -> None:
    """One of its programs; it does not run as root."""
    program = shutil.which(name, path=_path())
    assert program is not None
    other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*other, program, *args], check=True, cwd=folder, stdout=subprocess.DEVNULL)


@contextmanager
def cluster() -> Iterator[str]:
    """A cluster that listens on a socket in its folder, as a URL; it is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    data = str(folder / "data")
    try:
        _run(folder, "initdb", "-D", data, "-U", "centre", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        socket = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        _run(folder, "pg_ctl", "start", "-w", "-D", data, "-l", str(folder / "log"), "-o", socket)
        try:
            yield f"postgresql+psycopg://centre@/postgres?host={folder}"
        finally:
            _run(folder, "pg_ctl", "stop", "-w", "-m", "immediate", "-D", data)
    finally:
        shutil.rmtree(folder)
