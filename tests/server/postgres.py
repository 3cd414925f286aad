"""A real PostgreSQL for a test: a cluster of its own in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def there() -> bool:
    """Whether this machine has the programs of a PostgreSQL."""
    return all(shutil.which(name, path=_path()) for name in ("initdb", "pg_ctl"))


def _path() -> str:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return os.pathsep.join([*map(str, versions), os.environ.get("PATH", "")])


def program(name: str) -> list[str]:
    """The line that begins one of its programs; it does not run as root."""
    found = shutil.which(name, path=_path())
    assert found is not None
    other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    return [*other, found]


def _run(folder: Path, name: str, *args: str) -> None:
    subprocess.run([*program(name), *args], check=True, cwd=folder, stdout=subprocess.DEVNULL)


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
