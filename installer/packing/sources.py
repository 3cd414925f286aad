"""The sources that are built here, pinned by their SHA-256, and how they come from a Debian mirror."""

from __future__ import annotations

import hashlib
import os
import subprocess
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MIRROR: Final = "DEBIAN_MIRROR"
"""The variable that names another mirror than this machine's own: the address above its debian folder."""


class CannotBuild(Exception):
    """What stops a build, in one sentence for the person who asked for it."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file of a source package: where it lies on the mirror, and what it must be."""

    path: str
    sha256: str

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.rpartition("/")[2]


OPENSSL: Final = Source(
    "debian-security/pool/updates/main/o/openssl/openssl_3.0.22.orig.tar.gz",
    "67ebca7e50d17383028045486653492195b83db95f8558709701bb47b5c1ef81",
)
PYTHON: Final = Source(
    "debian/pool/main/p/python3.11/python3.11_3.11.2.orig.tar.gz",
    "2411c74bda5bbcfcddaf4531f66d1adc73f247f529aee981b029513aefdbf849",
)
PYTHON_MENDS: Final = Source(
    "debian/pool/main/p/python3.11/python3.11_3.11.2-6+deb12u8.debian.tar.xz",
    "ece2d63c70ac0b7a401fbe6b51b0103be997c294a01a3865549be1862794ba97",
)
"""Debian's own mends of that release: of them the security and crash ones are applied (interpreter.py)."""

SOURCES: Final = (OPENSSL, PYTHON, PYTHON_MENDS)


def mirror() -> str:
    """Where this machine takes its own packages from. Raises `CannotBuild` when it is no Debian."""
    if named := os.environ.get(MIRROR):
        return named.rstrip("/")
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]
    known = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()
    found = [uri.rstrip("/").removesuffix("/debian") for uri in known if uri.rstrip("/").endswith("/debian")]
    if not found:
        raise CannotBuild(f"没有找到 Debian 镜像；请用环境变量 {MIRROR} 写明（debian 文件夹的上一级地址）。")
    return found[0]


def fetch(source: Source, folder: Path) -> Path:
    """The file, from the folder if it is there already. Raises `CannotBuild` when it is not what is pinned."""
    place = folder / source.name
    if not (place.exists() and sha256(place) == source.sha256):
        folder.mkdir(parents=True, exist_ok=True)
        _download(f"{mirror()}/{source.path}", place)
    if sha256(place) != source.sha256:
        place.unlink()
        raise CannotBuild(
            f"{source.name} 与登记的 SHA-256 不符，没有使用；请核对镜像，或更新 installer/packing/sources.py。"
        )
    return place


def _download(url: str, place: Path) -> None:
    partial = place.with_suffix(place.suffix + ".part")
    try:
        with urllib.request.urlopen(url, timeout=60) as reply, partial.open("wb") as out:  # noqa: S310
            while piece := reply.read(1 << 20):
                out.write(piece)
    except OSError as problem:
        partial.unlink(missing_ok=True)
        raise CannotBuild(
            f"取不到 {place.name}：{problem}。镜像上若已换成新版本，请更新 installer/packing/sources.py。"
        ) from problem
    partial.replace(place)


def sha256(path: Path) -> str:
    """The hash of a file, as hexadecimal digits."""
    with path.open("rb") as given:
        return hashlib.file_digest(given, "sha256").hexdigest()
