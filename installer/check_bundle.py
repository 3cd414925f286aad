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
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from packing import server_tree
from packing.deb import members
from packing.elf import is_binary, needs
from packing.licences import LIST
from packing.system_libraries import BEHIND, ONLY_WHERE_IT_IS, PACKAGES
from packing.tree import APP, HOME
from packing.wheels import locked

NEWEST: Final = {"GLIBC": (2, 31), "GLIBCXX": (3, 4, 25), "CXXABI": (1, 3, 11), "ZLIB": (1, 2, 9), "XZ": (5, 0)}
"""The versions Debian 10 has, and UOS 20 with it; of the C library, those of Kylin V10 SP1."""
GOAL_GLIBC: Final = (2, 28)
MOST_BYTES: Final = 45_000_000
MOST_OF_THE_STORE: Final = 25_000_000
KEPT: Final = {"control", "md5sums", "conffiles"}
"""What a package says of itself without running anything."""
ARCHIVE: Final = "data.tar.xz"
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
    def is_store(self) -> bool:
        """Whether it is the central store's, by what it says of itself."""
        return self.said("Package") == server_tree.NAME

    def said(self, field: str) -> str:
        """A field of its control file; nothing where it has none."""
        lines = (self.tree / "DEBIAN/control").read_text("utf-8").splitlines()
        return next((line.partition(": ")[2] for line in lines if line.startswith(f"{field}: ")), "")

    @property
    def home(self) -> Path:
        """Where its program lies."""
        return self.tree / (server_tree.HOME if self.is_store else HOME)

    @property
    def papers(self) -> Path:
        """Where the list of its parts lies, and their licences."""
        return self.home / "licences" if self.is_store else self.home / "files/licences"

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
    """Whatever a program or library asks for is in the package, or is of a system's package that it depends on."""
    binaries = [(path, needs(path.read_bytes())) for path in package.binaries()]
    here = {path.name for path, _ in binaries}
    depends = package.said("Depends").split(", ")
    declared = {name for depended in depends for name in PACKAGES.get(depended, ())}
    behind = () if package.is_store else (*BEHIND, *ONLY_WHERE_IT_IS)
    missing = sorted(
        f"{path.name} → {name}" for path, said in binaries for name in said.libraries
        if name not in here and name.partition(".so")[0] not in {*declared, *behind}
    )  # fmt: skip
    return not missing, f"{len(binaries)} 个程序和库，缺 {len(missing)} 个 {missing[:3] or ''}"


def size(package: Package) -> Found:
    """How much a weak line has to carry."""
    carried = package.file.stat().st_size
    unpacked = sum(path.stat().st_size for path in package.files())
    most = MOST_OF_THE_STORE if package.is_store else MOST_BYTES
    return carried <= most, f"{carried / 1e6:.1f} MB，装后 {unpacked / 1e6:.0f} MB，上限 {most / 1e6:.0f} MB"


def packer(package: Package) -> Found:
    """UOS 20 and Kylin V10 read no newer packing than xz; as root runs what we wrote and nothing else.

    The store of UOS takes no maintainer scripts at all.
    """
    parts = [name for name, _data in members(package.file.read_bytes())]
    scripts = sorted(p.name for p in (package.tree / "DEBIAN").iterdir() if p.name not in KEPT)
    ours = sorted(server_tree.SCRIPTS) if package.is_store else []
    changed = [name for name in scripts if name not in ours or not _is_ours(package.tree / "DEBIAN" / name)]
    good = ARCHIVE in parts and scripts == ours and not changed
    return good, f"{parts[-1]}，维护脚本 {scripts or '无'}{f'，不是我们写的 {changed}' * bool(changed)}"


def _is_ours(path: Path) -> bool:
    return path.read_bytes() == (server_tree.FILES / path.name).read_bytes()


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
    """Nothing runs as another, nothing is open for others to write, everything is root's."""
    inside = [package.tree, *(p for p in package.tree.rglob("*") if not p.is_symlink())]
    odd = [str(path.relative_to(package.tree)) for path in inside if path.stat().st_mode & 0o6022]
    others = list(_not_roots(package.file))
    found = f"setuid 或别人可写 {len(odd)} 个 {odd[:3] or ''}，不归 root {len(others)} 个 {others[:3] or ''}"
    return not odd and not others, found


def _not_roots(file: Path) -> Iterator[str]:
    (data,) = [data for name, data in members(file.read_bytes()) if name.startswith("data.tar")]
    with tarfile.open(fileobj=BytesIO(data)) as archive:
        yield from (one.name for one in archive if one.uid or one.gid)


def secrets(package: Package) -> Found:
    """No private key, no token, no path of the machine it was built on."""
    found = [(path.name, what) for path in package.files() for what in _told(path.read_bytes())]
    return not found, f"密钥或构建路径 {len(found)} 处 {found[:3] or ''}"


def _told(data: bytes) -> Iterator[str]:
    yield from (m.group(0)[:40].decode("ascii", "replace") for m in [_SECRET.search(data), _MACHINE.search(data)] if m)


def parts(package: Package) -> Found:
    """What the list of parts says is what the lock pins."""
    said = json.loads((package.papers / LIST).read_text("utf-8"))["components"]
    pinned = {(one.name, one.version) for one in locked()}
    listed = {(c["name"], c["version"]) for c in said if c["purl"].startswith("pkg:pypi/")}
    return bool(listed) and listed <= pinned, f"清单 {len(said)} 项，锁定之外 {sorted(listed - pinned) or '无'}"


def licences(package: Package) -> Found:
    """Each part and each font has its licence beside it."""
    kept = package.papers
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


def service(package: Package) -> Found:
    """The units, the command and the settings are those we wrote, where each belongs; the settings are kept."""
    wrong = [place for name, place in server_tree.PLACES.items() if not _is_laid(package.tree / place, name)]
    kept = package.tree / "DEBIAN/conffiles"
    told = kept.read_text("utf-8").split() if kept.exists() else []
    good = not wrong and told == [f"/{server_tree.PLACES['oa-server.env']}"]
    return good, f"{len(server_tree.PLACES)} 个文件，缺或不同 {wrong or '无'}；conffiles {told or '无'}"


def _is_laid(place: Path, name: str) -> bool:
    """Whether a file of ours is there as we wrote it, and may be run if that is what it is for."""
    if not place.is_file() or place.read_bytes() != (server_tree.FILES / name).read_bytes():
        return False
    return bool(place.stat().st_mode & 0o111) == (name in server_tree.COMMANDS)


def outside(package: Package) -> Found:
    """A service's package lies where Debian has such things; never among the data."""
    places = {str(p.relative_to(package.tree).parent) for p in package.files() if not p.is_relative_to(package.home)}
    known = {str(Path(place).parent) for place in server_tree.PLACES.values()} | {f"usr/share/doc/{server_tree.NAME}"}
    return places <= known, f"程序在 /{server_tree.HOME}，此外 {sorted(places - known) or '都在该在的地方'}"


Check = tuple[str, Callable[[Package], Found]]
BOTH: Final[tuple[Check, ...]] = (
    ("系统库", system), ("齐全", whole), ("大小", size), ("格式", packer), ("库路径", paths), ("权限", rights),
    ("保密", secrets), ("部件", parts), ("许可证", licences),
)  # fmt: skip
CHECKS: Final[tuple[Check, ...]] = (*BOTH, ("应用信息", store))
"""Of the client's package."""
OF_THE_STORE: Final[tuple[Check, ...]] = (*BOTH, ("服务", service), ("位置", outside))


def look(file: Path) -> Iterator[tuple[str, bool, str]]:
    """Every check of one package: its name, whether it holds, its figure."""
    with tempfile.TemporaryDirectory() as place:
        package = Package(file, Path(place) / "tree")
        subprocess.run(["dpkg-deb", "-R", str(file), str(package.tree)], check=True)
        for name, check in OF_THE_STORE if package.is_store else CHECKS:
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
