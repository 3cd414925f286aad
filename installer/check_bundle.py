"""Looks into a package before anybody installs it.

    python3 installer/check_bundle.py PACKAGE.deb …

Each check prints a line with its figure; the exit code is 1 when one does not hold.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from packing.deb import members
from packing.elf import is_binary, needs
from packing.licences import LIST
from packing.system_libraries import OF_THE_SYSTEM
from packing.tree import APP, HOME
from packing.wheels import locked

NEWEST: Final = {"GLIBC": (2, 31), "GLIBCXX": (3, 4, 25), "CXXABI": (1, 3, 11), "ZLIB": (1, 2, 9), "XZ": (5, 0)}
"""The versions Debian 10 has, and UOS 20 with it; of the C library, those of Kylin V10 SP1."""
GOAL_GLIBC: Final = (2, 28)
MOST_BYTES: Final = 45_000_000
KEPT: Final = {"control", "md5sums", "conffiles"}
"""What a package says of itself without running anything."""
_VERSION: Final = re.compile(r"^([A-Z]+)_(\d+(?:\.\d+)+)$")
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
        return (p for p in self.files() if is_binary(p))


Found = tuple[bool, str]
"""Whether it holds, and the figure."""


def _control(package: Package, path: Path) -> bool:
    return path.is_relative_to(package.tree / "DEBIAN")


def system(package: Package) -> Found:
    """The newest versions anything in it asks the system's libraries for."""
    asked = [(path, version) for path in package.binaries() for version in _asked(path)]
    newest = {
        name: max(((version, path.name) for path, (kind, version) in asked if kind == name), default=((0,), ""))
        for name in NEWEST
    }
    good = all(version <= NEWEST[name] for name, (version, _by) in newest.items())
    version, by = newest["GLIBC"]
    goal = "" if version <= GOAL_GLIBC else f"，高于目标 {_dotted(GOAL_GLIBC)}"
    others = "、".join(f"{name} {_dotted(had)}" for name, (had, _by) in newest.items() if name != "GLIBC" and any(had))
    return good, f"glibc 最高 {_dotted(version)}（{by}）{goal}；{others}"


def _asked(path: Path) -> Iterator[tuple[str, tuple[int, ...]]]:
    for version in needs(path.read_bytes()).versions:
        if found := _VERSION.match(version):
            yield found[1], tuple(int(part) for part in found[2].split("."))


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)


def whole(package: Package) -> Found:
    """Whatever a program or library asks for is in the package, or is the system's and declared."""
    binaries = [(path, needs(path.read_bytes())) for path in package.binaries()]
    here = {path.name for path, _ in binaries}
    missing = sorted(
        f"{path.name} → {name}" for path, said in binaries for name in said.libraries
        if name not in here and name.partition(".so")[0] not in OF_THE_SYSTEM
    )  # fmt: skip
    return not missing, f"{len(binaries)} 个程序和库，缺 {len(missing)} 个 {missing[:3] or ''}"


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
    parts = [name for name, _data in members(package.file.read_bytes())]
    scripts = sorted(p.name for p in (package.tree / "DEBIAN").iterdir() if p.name not in KEPT)
    return "data.tar.xz" in parts and not scripts, f"{parts[-1]}，维护脚本 {scripts or '无'}"


def paths(package: Package) -> Found:
    """Libraries are looked for beside the program and nowhere else."""
    wrong = [
        f"{path.name}: {way}" for path in package.binaries() for way in needs(path.read_bytes()).paths
        if not _stays_inside(package, path, way)
    ]  # fmt: skip
    return not wrong, f"RUNPATH 越界 {len(wrong)} 处 {wrong[:3] or ''}"


def _stays_inside(package: Package, path: Path, way: str) -> bool:
    if way.partition("/")[0] != "$ORIGIN":
        return False
    return Path(os.path.normpath(f"{path.parent}{way.removeprefix('$ORIGIN')}")).is_relative_to(package.home)


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
    ("系统库", system), ("齐全", whole), ("大小", size), ("格式", packer), ("库路径", paths), ("权限", rights),
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
