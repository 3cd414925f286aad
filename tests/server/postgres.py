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


def stop(url: str, how: str = "fast") -> None:
    """As an upgrade of its package does; `immediate`: as when the power fails."""
    folder = _folder(url)
    _run(folder, "pg_ctl", "stop", "-w", "-m", how, "-D", str(folder / "data"))


def start(url: str) -> None:
    """Begin again, on the socket it had."""
    folder = _folder(url)
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    _run(folder, "pg_ctl", "start", "-w", "-D", str(folder / "data"), "-l", str(folder / "log"), "-o", options)


def runs(url: str) -> bool:
    """Whether it was begun and not stopped."""
    return (_folder(url) / "data/postmaster.pid").exists()


def _folder(url: str) -> Path:
    return Path(url.partition("?host=")[2])


def _run(folder: Path, name: str, *args: str) -> None:
    subprocess.run([*program(name), *args], check=True, cwd=folder, stdout=subprocess.DEVNULL)


@contextmanager
def cluster() -> Iterator[str]:
    """A cluster that listens on a socket in its folder, as a URL; it is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    url, data = f"postgresql+psycopg://centre@/postgres?host={folder}", str(folder / "data")
    try:
        _run(folder, "initdb", "-D", data, "-U", "centre", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        start(url)
        try:
            yield url
        finally:
            if runs(url):
                stop(url, "immediate")
    finally:
        shutil.rmtree(folder)
