"""The libraries that go into a package: wheels for an old glibc, each pinned by its hash."""

from __future__ import annotations

import re
import shutil
import sys
import tomllib
import venv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from packing.children import called
from packing.root import fingerprint
from packing.sources import CannotBuild, sha256

HERE: Final = Path(__file__).resolve().parent
LOCK: Final = HERE / "lock-x86_64.txt"
CONSTRAINTS: Final = HERE.parent / "constraints.txt"
PROJECT: Final = HERE.parent.parent / "pyproject.toml"
FREEZERS: Final = ("pip", "pyinstaller", "setuptools")
"""What turns the wheels into a program; none of it is in the package but PyInstaller's own start."""
GLIBC: Final = (28, 27, 26, 24, 17, 12, 5)
"""The minors of glibc 2 a wheel may ask for."""
_PLATFORMS: Final = (*(f"manylinux_2_{n}_x86_64" for n in GLIBC), "manylinux2014_x86_64", "manylinux1_x86_64", "any")
_LINE: Final = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+) --hash=sha256:(?P<sha256>[0-9a-f]{64})$")


@dataclass(frozen=True, slots=True)
class Wheel:
    """One line of the lock."""

    name: str
    version: str
    sha256: str


def locked(lock: Path = LOCK) -> tuple[Wheel, ...]:
    """What is pinned. Raises `CannotBuild` for a line that pins nothing."""
    return tuple(_read(line) for line in lock.read_text("utf-8").splitlines() if line and not line.startswith("#"))


def _read(line: str) -> Wheel:
    found = _LINE.match(line)
    if found is None:
        raise CannotBuild(f"锁定文件里有一行没有写明版本和哈希：{line}")
    return Wheel(found["name"], found["version"], found["sha256"])


def ensure_wheels(cache: Path) -> Path:
    """The folder with exactly the pinned wheels, filled from the package index where they are missing."""
    place = cache / f"wheels-{fingerprint(LOCK.read_text('utf-8'))}"
    if not (place / "whole").exists():
        _pip(cache, "download", "-d", str(place), "--no-deps", "--require-hashes", "-r", str(LOCK), *_for_old_glibc())
        (place / "whole").touch()
    return place


def write_lock(cache: Path) -> int:
    """Pin anew what pyproject.toml asks for at the versions of constraints.txt; how many there are."""
    place = cache / "to-lock"
    for old in place.glob("*.whl"):
        old.unlink()
    _pip(cache, "download", "-d", str(place), "-c", str(CONSTRAINTS), *_for_old_glibc(), *wanted(), *FREEZERS)
    wheels = sorted(_named(path) for path in place.glob("*.whl"))
    head = "# Made by `build.py lock` from pyproject.toml and constraints.txt.\n"
    LOCK.write_text(head + "".join(f"{name}=={version} --hash=sha256:{digest}\n" for name, version, digest in wheels))
    return len(wheels)


def wanted() -> tuple[str, ...]:
    """What the client and the centre ask for, as pyproject.toml has it."""
    project = tomllib.loads(PROJECT.read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = [*project["dependencies"], *extras["desktop"], *extras["server"], "psycopg[binary]"]
    return tuple(dict.fromkeys(line for line in asked if "== 'aarch64'" not in line))


def _named(wheel: Path) -> tuple[str, str, str]:
    name, version, *_rest = wheel.name.split("-")
    return name.replace("_", "-").lower(), version, sha256(wheel)


def _for_old_glibc() -> Iterator[str]:
    yield from ("--only-binary=:all:", "--implementation", "cp", "--python-version", "3.11")
    for abi in ("cp311", "abi3", "none"):
        yield from ("--abi", abi)
    for platform in _PLATFORMS:
        yield from ("--platform", platform)


def _pip(cache: Path, *words: str) -> None:
    """Call pip, from an environment of its own: a system's Python may have none."""
    home = cache / f"pip-{sys.version_info.major}{sys.version_info.minor}"
    if not (home / "bin/pip").exists():
        _made(home)
    _called([str(home / "bin/python"), "-m", "pip", "-q", "--disable-pip-version-check", "--no-input", *words])


def _made(home: Path) -> None:
    """Make the environment; one that is not whole does not stay."""
    try:
        venv.create(home, with_pip=True)
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise


def _called(command: Sequence[str]) -> None:
    done = called(command)
    if done.returncode:
        tail = "\n".join(done.stderr.strip().splitlines()[-10:])
        raise CannotBuild(f"依赖没有取全：\n{tail}")
