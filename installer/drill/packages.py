"""What a package says of itself, and what of it lies in a system."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from drill.roots import Place
from drill.steps import need

APT: Final = (
    "apt-get", "-y", "-q", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0", "-o", "APT::Keep-Downloaded-Packages=1",
    "--allow-downgrades",
)  # fmt: skip
RELEASE: Final = "opt/apps/org.lunyue.client/files/resources/release.json"
"""Where a package says which release it is; a window looks there whether it was replaced."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package as a file."""

    file: Path

    def field(self, name: str) -> str:
        """One field of its control file."""
        done = subprocess.run(["dpkg-deb", "-f", str(self.file), name], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    @property
    def name(self) -> str:
        """What it is called."""
        return self.field("Package")

    @property
    def version(self) -> str:
        """Its version."""
        return self.field("Version")

    def owns(self) -> frozenset[str]:
        """The files it brings, as absolute paths; folders are left out: other packages share them."""
        done = subprocess.run(["dpkg-deb", "-c", str(self.file)], capture_output=True, text=True, check=True)
        return listed(done.stdout)

    def settings(self) -> frozenset[str]:
        """The files of those that are an administrator's to change: dpkg leaves them until the package is purged."""
        done = subprocess.run(
            ["dpkg-deb", "-I", str(self.file), "conffiles"], capture_output=True, text=True, check=False
        )
        return frozenset(done.stdout.split())

    def put(self, shared: Path) -> str:
        """Put a copy where every system sees it; its path there."""
        place = shared / self.file.name
        if not place.exists():
            shutil.copy(self.file, place)
        return f"/run/drill/{self.file.name}"


def listed(contents: str) -> frozenset[str]:
    """The files and links of what `dpkg-deb -c` prints."""
    lines = (line.split(maxsplit=5) for line in contents.splitlines())
    names = (parts[5].partition(" -> ")[0] for parts in lines if len(parts) == 6 and not parts[0].startswith("d"))
    return frozenset(name.removeprefix(".") for name in names)


def installed(place: Place, name: str) -> str:
    """The version that dpkg says is there and whole; nothing when it is not."""
    asked = place.run(["dpkg-query", "-W", "-f", "${db:Status-Abbrev} ${Version}", name], root=True)
    status, _, version = asked.stdout.partition(" ")
    return version.strip() if status == "ii" else ""


def install(place: Place, package: Package, shared: Path) -> str:
    """Install it as an administrator does, with what it declares to need and nothing else; what apt said."""
    inside = package.put(shared)
    place.run(["apt-get", "update", "-q"], root=True, seconds=300)
    done = place.run([*APT, "install", inside], root=True, seconds=900)
    need(done.returncode == 0, f"apt 没有装上：{last(done.stdout + done.stderr)}")
    need(installed(place, package.name) == package.version, "dpkg 说没有装全")
    return done.stdout


def dpkg(place: Place, *words: str) -> subprocess.CompletedProcess[str]:
    """Run dpkg as root."""
    return place.run(["dpkg", *words], root=True, seconds=600)


def unchanged(place: Place, name: str) -> str:
    """What of an installed package is not as it came; nothing when all is."""
    return dpkg(place, "--verify", name).stdout.strip()


def last(text: str, lines: int = 2) -> str:
    """The last lines of what a program said."""
    return " ".join(text.strip().splitlines()[-lines:])


def lower(package: Package, version: str, work: Path) -> Package:
    """The same package under another version number, for when there is no older one."""

    def change(tree: Path) -> None:
        control = tree / "DEBIAN/control"
        lines = control.read_text("utf-8").splitlines()
        control.write_text("".join(f"{reversioned(line, version)}\n" for line in lines), "utf-8")
        release = tree / RELEASE
        said = json.loads(release.read_text("utf-8"))
        release.write_text(json.dumps({**said, "version": version}, ensure_ascii=False), "utf-8")

    return repacked(package, work / f"{package.name}_{version}.deb", change)


def repacked(package: Package, file: Path, change: Callable[[Path], object]) -> Package:
    """The package once more, with what `change` did to its files unpacked."""
    tree = file.with_suffix(".tree")
    subprocess.run(["dpkg-deb", "-R", str(package.file), str(tree)], check=True)
    change(tree)
    pack = ["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", str(tree), str(file)]
    subprocess.run(pack, check=True, capture_output=True)
    shutil.rmtree(tree)
    return Package(file)


def reversioned(line: str, version: str) -> str:
    """A line of a control file; that of the version with another one."""
    return f"Version: {version}" if line.startswith("Version:") else line
