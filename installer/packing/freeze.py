"""A program and everything it needs, as one folder: PyInstaller inside the old root."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Final

from packing.interpreter import PREFIX
from packing.root import Root
from packing.sources import CannotBuild

ROOT: Final = Path(__file__).resolve().parents[2]
SHIPPED: Final = ("oa_client", "server_stub", "resources", "installer", "pyproject.toml", "README.md")
_FREEZE: Final = f"""
{PREFIX}/bin/python3 -m venv --without-pip /build/venv
/build/venv/bin/python "$(echo /build/wheels/pip-[0-9]*.whl)/pip" install -q --no-index --no-deps --no-compile \\
    --disable-pip-version-check --root-user-action=ignore /build/wheels/*.whl
cd /build/out
/build/venv/bin/pyinstaller --clean --noconfirm --log-level WARN \\
    --distpath /build/out/dist --workpath /build/out/work /build/source/installer/packing/%s.spec
# What only a debugger reads is a third of what some wheels bring.
find /build/out/dist -name '*.so*' -type f -exec strip --strip-unneeded {{}} +
for library in $(find /build/out/dist -name '*.so*' -type f); do
    case "$(patchelf --print-rpath "$library" 2>/dev/null)" in *{PREFIX}*) patchelf --remove-rpath "$library" ;; esac
done
"""


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


def freeze(root: Root, source: Path, wheels: Path, work: Path, program: str, epoch: int) -> Path:
    """Freeze `client` or `server`; the folder that holds it. Raises `CannotBuild`."""
    venv, out = work / "venv", work / f"out-{program}"
    shutil.rmtree(venv, ignore_errors=True)
    venv.mkdir(parents=True)
    out.mkdir(parents=True)
    root.run(
        _FREEZE % program,
        seen={source: "/build/source", wheels: "/build/wheels", venv: "/build/venv", out: "/build/out"},
        variables={"SOURCE_DATE_EPOCH": str(epoch), "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    (folder,) = (out / "dist").iterdir()
    return folder
