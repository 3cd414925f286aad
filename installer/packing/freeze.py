"""A program and everything it needs, as one folder: PyInstaller inside the old root."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from packing.interpreter import PREFIX
from packing.root import Root, fingerprint, settled
from packing.sources import CannotBuild

ROOT: Final = Path(__file__).resolve().parents[2]
SHIPPED: Final = ("oa_client", "server_stub", "resources", "installer", "pyproject.toml", "README.md")
_INSTALL: Final = f"""
{PREFIX}/bin/python3 -m venv --without-pip /build/venv
/build/venv/bin/python "$(echo /build/wheels/pip-[0-9]*.whl)/pip" install -q --no-index --no-deps --no-compile \\
    --disable-pip-version-check --root-user-action=ignore /build/wheels/*.whl
"""
_FREEZE: Final = f"""
cd /build/out
/build/venv/bin/pyinstaller --noconfirm --log-level WARN \\
    --distpath /build/out/dist --workpath /build/out/work /build/source/installer/packing/%s.spec
# What only a debugger reads is a third of what some wheels bring.
find /build/out/dist -name '*.so*' -type f -exec strip --strip-unneeded {{}} +
for library in $(find /build/out/dist -name '*.so*' -type f); do
    case "$(patchelf --print-rpath "$library" 2>/dev/null)" in *{PREFIX}*) patchelf --remove-rpath "$library" ;; esac
done
export PYTHONPATH=/build/source/installer
{PREFIX}/bin/python3 -m packing.leaner /build/out/dist %s
find /build/out/dist -xtype l -delete
{PREFIX}/bin/python3 -m packing.older /build/out/dist
for library in $(find /build/out/dist -name 'libicudata.so.*' -type f); do
    objcopy -O binary -j .rodata "$library" /build/out/work/icu.dat
    {PREFIX}/bin/python3 /build/source/installer/packing/icu.py /build/out/work/icu.dat /build/out/work/cut.dat
    symbol=$(nm -D --defined-only "$library" | cut -d' ' -f3)
    cat > /build/out/work/icu.s <<END
.section .note.GNU-stack,"",@progbits
.section .rodata
.balign 16
.globl $symbol
.type $symbol, @object
$symbol: .incbin "/build/out/work/cut.dat"
.size $symbol, . - $symbol
END
    gcc -shared -nostdlib -Wl,-soname,"${{library##*/}}" -Wl,--build-id=none -s -o "$library" /build/out/work/icu.s
done
"""

_OF_EVERY_SYSTEM: Final = {"client": "Xau lzma xcb zstd", "server": "lzma zstd"}
"""The libraries Pillow brings along that a desktop, or any machine at all, has of its own."""

_COMPILED: Final = {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONNODEBUGRANGES": "1"}
"""Without the columns of each instruction, a quarter of the byte code; lines stay."""


def take_source(place: Path, revision: str = "HEAD") -> int:
    """Unpack what a revision ships into a folder; its time, in seconds since 1970. Raises `CannotBuild`."""
    place.mkdir(parents=True)
    packed = subprocess.run(["git", "-C", str(ROOT), "archive", revision, *SHIPPED], capture_output=True, check=False)
    if packed.returncode:
        raise CannotBuild(f"取不出版本 {revision}：{packed.stderr.decode().strip()}")
    subprocess.run(["tar", "-x", "-C", str(place)], input=packed.stdout, check=True)
    shutil.copytree(ROOT / "installer", place / "installer", dirs_exist_ok=True)
    told = subprocess.run(
        ["git", "-C", str(ROOT), "log", "-1", "--format=%ct", revision], capture_output=True, check=True
    )
    return int(told.stdout)


def named(revision: str) -> str:
    """The name of a revision that stays, in its first twelve letters."""
    command = ["git", "-C", str(ROOT), "rev-parse", "--short=12", revision]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def freeze(root: Root, source: Path, wheels: Path, work: Path, program: str, epoch: int) -> Path:
    """Freeze `client` or `server`; the folder that holds it. Raises `CannotBuild`."""
    out = work / f"out-{program}"
    out.mkdir(parents=True)
    root.run(
        _FREEZE % (program, _OF_EVERY_SYSTEM[program]),
        seen={source: "/build/source", _ensure_installed(root, wheels): "/build/venv", out: "/build/out"},
        variables={"SOURCE_DATE_EPOCH": str(epoch), **_COMPILED},
    )
    (folder,) = (out / "dist").iterdir()
    return folder


def _ensure_installed(root: Root, wheels: Path) -> Path:
    """The libraries, installed for the old root's Python: the kept ones where neither has changed."""
    place = wheels.with_name(f"installed-{fingerprint(wheels.name, root.path.name, _INSTALL)}")
    if not place.exists():
        building = place.with_name(f"{place.name}.{os.getpid()}")
        try:
            building.mkdir()
            root.run(_INSTALL, seen={wheels: "/build/wheels", building: "/build/venv"})
            settled(building, place)
        finally:
            shutil.rmtree(building, ignore_errors=True)
    return place
