"""CPython and OpenSSL 3, built once in the old root and kept: bullseye's own are 3.9 and 1.1.1."""

from __future__ import annotations

import os
import shutil
import tarfile
from pathlib import Path
from typing import Final

from packing import sources
from packing.root import QT, TOOLS, Root, fingerprint, make_root, settled

PREFIX: Final = "/opt/python"
MENDS: Final = ("CVE-", "000", "shutdown-deadlock", "frame_dealloc-crash", "relfile-nullptr", "reproducible-buildinfo")
"""How the names of those of Debian's patches begin that mend faults; the others move folders about."""

NEEDED: Final = "bz2, ctypes, hashlib, lzma, multiprocessing.synchronize, pyexpat, ssl, uuid, zlib"
"""Modules that are left out without a word where a library is missing."""

_OPENSSL: Final = f"""
cd /src/openssl
./Configure linux-$(uname -m) shared no-tests no-ssl3 no-legacy --prefix={PREFIX} --libdir=lib --openssldir=/etc/ssl
make -j$(nproc)
make install_sw
mkdir -p {PREFIX}/share/licences/openssl
cp LICENSE.txt {PREFIX}/share/licences/openssl
"""
_PYTHON: Final = f"""
cd /src/python
# One of the mends calls what the library does not show to modules beside it, so this one stands inside.
printf '*static*\\npyexpat pyexpat.c -lexpat\\n' > Modules/Setup.local
# Both came with glibc 2.30; without them the interpreter runs on 2.28.
export ac_cv_func_sem_clockwait=no ac_cv_func_pthread_cond_clockwait=no
LDFLAGS=-Wl,-rpath,{PREFIX}/lib ./configure --prefix={PREFIX} --enable-shared --with-openssl={PREFIX} \\
    --with-openssl-rpath=auto --with-system-expat --without-ensurepip --disable-test-modules
make -j$(nproc)
make install
{PREFIX}/bin/python3 -c 'import {NEEDED}'
mkdir -p {PREFIX}/share/licences/cpython
cp LICENSE {PREFIX}/share/licences/cpython
rm -rf /src
"""


def ensure_root(cache: Path) -> Root:
    """The root with its interpreter: the kept one where nothing it is made of has changed."""
    place = cache / f"root-{fingerprint(TOOLS, QT, sources.SOURCES, MENDS, _OPENSSL, _PYTHON)}"
    if not place.exists():
        building = cache / f"{place.name}.{os.getpid()}"
        try:
            _build(building, cache)
            settled(building, place)
        finally:
            shutil.rmtree(building, ignore_errors=True)
    return Root(place)


def _build(place: Path, cache: Path) -> None:
    files = [sources.fetch(source, cache / "sources") for source in sources.SOURCES]
    root = make_root(place, (*TOOLS, *QT))
    for file, name in zip(files, ("openssl", "python", "mends"), strict=True):
        _unpack(file, place / "src" / name)
    _mend(root)
    root.run(_OPENSSL)
    root.run(_PYTHON)


def _unpack(file: Path, place: Path) -> None:
    """Unpack, without the one folder everything in it stands in."""
    beside = place.with_name(f"{place.name}.d")
    with tarfile.open(file) as packed:
        packed.extractall(beside, filter="data")
    (only,) = beside.iterdir()
    only.rename(place)
    beside.rmdir()


def _mend(root: Root) -> None:
    """Apply the mends of the list, in Debian's order."""
    series = (root.path / "src/mends/patches/series").read_text("utf-8").split()
    chosen = [name for name in series if name.startswith(MENDS)]
    root.run("cd /src/python\n" + "\n".join(f"patch -p1 -s -N -i ../mends/patches/{name}" for name in chosen))
