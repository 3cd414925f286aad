"""Looks into a package before anybody installs it.

    python3 installer/check_bundle.py PACKAGE.deb …

Each check prints a line with its figure; the exit code is 1 when one does not hold.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from packing.licences import LIST
from packing.tree import APP, HOME
from packing.wheels import locked

MUST_GLIBC: Final = (2, 31)
GOAL_GLIBC: Final = (2, 28)
MOST_BYTES: Final = 45_000_000
_GLIBC: Final = re.compile(rb"GLIBC_(\d+)\.(\d+)")
_RUNPATH: Final = re.compile(r"\((?:RUNPATH|RPATH)\).*\[(.*)\]")
_SECRET: Final = re.compile(
    rb"-----BEGIN (?:RSA |EC |OPENSSH |ENCRYPTED )?PRIVATE KEY-----\s+[A-Za-z0-9+/=\s]{64}|AKIA[0-9A-Z]{16}"
)
_MACHINE: Final = re.compile(rb"/build/(?:source|venv|wheels)/|/root/\.cache")


@dataclass(frozen=True, slots=True)
class Package:
    """A package and what is in it, unpacked."""

    file: Path
    tree: Path

    @property
    def home(self) -> Path:
        """Where its program lies."""
        return self.tree / HOME

    def files(self) -> Iterator[Path]:
        """Every plain file that would be installed."""
        return (p for p in sorted(self.tree.rglob("*")) if p.is_file() and not p.is_symlink() and not _control(self, p))

    def binaries(self) -> Iterator[Path]:
        """Every program and library."""
        return (p for p in self.files() if p.read_bytes()[:4] == b"\x7fELF")


Found = tuple[bool, str]
"""Whether it holds, and the figure."""


def _control(package: Package, path: Path) -> bool:
    return path.is_relative_to(package.tree / "DEBIAN")


def glibc(package: Package) -> Found:
    """The newest C library anything in it asks for."""
    newest, by = max((_newest_glibc(path), path.name) for path in package.binaries())
    goal = "" if newest <= GOAL_GLIBC else f"，高于目标 {_dotted(GOAL_GLIBC)}"
    return newest <= MUST_GLIBC, f"glibc 最高 {_dotted(newest)}（{by}）{goal}"


def _newest_glibc(path: Path) -> tuple[int, int]:
    said = subprocess.run(["readelf", "-V", str(path)], capture_output=True, check=False).stdout
    return max(((int(a), int(b)) for a, b in _GLIBC.findall(said)), default=(0, 0))


def _dotted(version: tuple[int, int]) -> str:
    return f"{version[0]}.{version[1]}"


def size(package: Package) -> Found:
    """How much a weak line has to carry."""
    carried = package.file.stat().st_size
    unpacked = sum(path.stat().st_size for path in package.files())
    return (
        carried <= MOST_BYTES,
        f"{carried / 1e6:.1f} MB，装后 {unpacked / 1e6:.0f} MB，上限 {MOST_BYTES / 1e6:.0f} MB",
    )


def packer(package: Package) -> Found:
    """UOS 20 and Kylin V10 read no newer packing than xz; the store takes no maintainer scripts."""
    parts = subprocess.run(["ar", "t", str(package.file)], capture_output=True, text=True, check=True).stdout.split()
    scripts = sorted(
        p.name for p in (package.tree / "DEBIAN").iterdir() if p.name not in {"control", "md5sums", "conffiles"}
    )
    return "data.tar.xz" in parts and not scripts, f"{parts[-1]}，维护脚本 {scripts or '无'}"


def paths(package: Package) -> Found:
    """Libraries are looked for beside the program and nowhere else."""
    wrong = [
        f"{path.name}: {way}" for path in package.binaries() for way in _ways(path) if not way.startswith("$ORIGIN")
    ]
    return not wrong, f"RUNPATH 越界 {len(wrong)} 处 {wrong[:3] or ''}"


def _ways(path: Path) -> Iterator[str]:
    said = subprocess.run(["readelf", "-d", str(path)], capture_output=True, text=True, check=False).stdout
    for found in _RUNPATH.findall(said):
        yield from (way for way in found.split(":") if way)


def rights(package: Package) -> Found:
    """Nothing runs as another, nothing is open for everybody to write."""
    odd = [str(path.relative_to(package.tree)) for path in package.files() if path.stat().st_mode & 0o6022]
    return not odd, f"setuid 或人人可写 {len(odd)} 个 {odd[:3] or ''}"


def secrets(package: Package) -> Found:
    """No private key, no token, no path of the machine it was built on."""
    found = [(path.name, what) for path in package.files() for what in _told(path.read_bytes())]
    return not found, f"密钥或构建路径 {len(found)} 处 {found[:3] or ''}"


def _told(data: bytes) -> Iterator[str]:
    yield from (m.group(0)[:40].decode("ascii", "replace") for m in [_SECRET.search(data), _MACHINE.search(data)] if m)


def parts(package: Package) -> Found:
    """What the list of parts says is what the lock pins."""
    said = json.loads((package.home / "files/licences" / LIST).read_text("utf-8"))["components"]
    pinned = {(one.name, one.version) for one in locked()}
    listed = {(c["name"], c["version"]) for c in said if c["purl"].startswith("pkg:pypi/")}
    return bool(listed) and listed <= pinned, f"清单 {len(said)} 项，锁定之外 {sorted(listed - pinned) or '无'}"


def licences(package: Package) -> Found:
    """Each part and each font has its licence beside it."""
    kept = package.home / "files/licences"
    named = [c["name"] for c in json.loads((kept / LIST).read_text("utf-8"))["components"]]
    without = [name for name in named if not any((kept / name).glob("*"))]
    fonts = [p for p in package.files() if p.suffix in {".ttf", ".otf"}]
    bare = [p.name for p in fonts if not any(p.parent.glob(f"{p.stem}.*.txt"))]
    return not without and not bare, f"{len(named)} 项、{len(fonts)} 种字体，缺许可证 {without + bare or '无'}"


def store(package: Package) -> Found:
    """What the store of UOS reads of it."""
    info = json.loads((package.home / "info").read_text("utf-8"))
    good = info["appid"] == APP and re.fullmatch(r"\d+(\.\d+){3}", info["version"]) is not None
    entry = package.home / f"entries/applications/{APP}.desktop"
    return good and entry.exists(), f"info {info['appid']} {info['version']}"


CHECKS: Final[tuple[tuple[str, Callable[[Package], Found]], ...]] = (
    ("glibc", glibc), ("大小", size), ("格式", packer), ("库路径", paths), ("权限", rights),
    ("保密", secrets), ("部件", parts), ("许可证", licences), ("应用信息", store),
)  # fmt: skip


def look(file: Path) -> Iterator[tuple[str, bool, str]]:
    """Every check of one package: its name, whether it holds, its figure."""
    with tempfile.TemporaryDirectory() as place:
        package = Package(file, Path(place) / "tree")
        subprocess.run(["dpkg-deb", "-R", str(file), str(package.tree)], check=True)
        for name, check in CHECKS:
            yield (name, *check(package))


def main(arguments: Sequence[str]) -> int:
    """Check each package named; 1 when something does not hold."""
    holds = True
    for name in arguments:
        print(name)
        for check, good, figure in look(Path(name)):
            print(f"  {'✓' if good else '✗'} {check}：{figure}", flush=True)
            holds = holds and good
    return 0 if holds and arguments else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
