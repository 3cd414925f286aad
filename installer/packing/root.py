"""The old system a package is built in: a bullseye root, so that what is built runs on desktops as old as its glibc."""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from packing.children import called
from packing.sources import CannotBuild, mirror

SUITE: Final = "bullseye"
TOOLS: Final = (
    "binutils", "ca-certificates", "gcc", "libbz2-dev", "libc6-dev", "libexpat1-dev", "libffi-dev", "liblzma-dev",
    "make", "patch", "patchelf", "perl", "pkg-config", "uuid-dev", "xz-utils", "zlib1g-dev",
)  # fmt: skip
QT: Final = (
    "libdbus-1-3", "libegl1", "libfontconfig1", "libgl1", "libglib2.0-0", "libgssapi-krb5-2", "libx11-xcb1",
    "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-randr0", "libxcb-render-util0",
    "libxcb-shape0", "libxcb-xkb1", "libxkbcommon-x11-0", "libxkbcommon0",
)  # fmt: skip
"""What the Qt wheel needs and does not bring; what is not on every desktop goes into the package."""


@dataclass(frozen=True, slots=True)
class Root:
    """A folder that holds a whole small system."""

    path: Path

    def run(
        self, script: str, *, seen: Mapping[Path, str] | None = None, variables: Mapping[str, str] | None = None
    ) -> None:
        """Run a shell script inside, with some folders of this machine to be seen at the places named.

        What is mounted is mounted for this process alone and is gone with it. Raises `CannotBuild` with the last lines
        of what it printed.
        """
        mounts = ["mount -t proc proc proc", "mount --rbind /dev dev"]
        for outside, inside in (seen or {}).items():
            (self.path / inside.lstrip("/")).mkdir(parents=True, exist_ok=True)
            mounts.append(f"mount --bind {shlex.quote(str(outside))} {shlex.quote(inside.lstrip('/'))}")
        lines = [
            "set -e",
            f"cd {shlex.quote(str(self.path))}",
            *mounts,
            f"exec chroot . /bin/sh -ec {shlex.quote(script)}",
        ]
        command = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", "\n".join(lines)]
        done = called(command, env=clean(variables or {}))
        if done.returncode:
            tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-25:])
            raise CannotBuild(f"在 {SUITE} 里执行失败（{done.returncode}）：\n{tail}")


def clean(variables: Mapping[str, str]) -> dict[str, str]:
    """An environment that says the same on every machine."""
    plain = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    return {**plain, **variables}


def make_root(place: Path, packages: Sequence[str], suite: str = SUITE) -> Root:
    """Put a system together from the mirror, the least of it with these packages. Raises `CannotBuild`."""
    need_tools()
    include = [f"--include={','.join(sorted(packages))}"] if packages else []
    command = [
        "mmdebstrap", "--variant=minbase", "--mode=root", "--aptopt=APT::Install-Recommends false", *include,
        suite, str(place), f"{mirror()}/debian",
    ]  # fmt: skip
    done = called(command)
    if done.returncode:
        tail = "\n".join(done.stderr.strip().splitlines()[-15:])
        raise CannotBuild(f"建不了 {suite} 的系统：\n{tail}")
    return Root(place)


def need_tools() -> None:
    """Install what makes such a root, where it is missing. Raises `CannotBuild` without the right to."""
    if os.geteuid() != 0:
        raise CannotBuild("构建要用 chroot，请用 root 身份执行（sudo python3 installer/build.py …）。")
    if not shutil.which("mmdebstrap"):
        called(["apt-get", "update", "-q"])
        command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", "mmdebstrap"]
        if called(command).returncode:
            raise CannotBuild("缺少 mmdebstrap，也装不上；请先执行 apt-get install mmdebstrap。")


def fingerprint(*parts: object) -> str:
    """What tells two ways of building apart, short enough for a folder's name."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def settled(made: Path, place: Path) -> None:
    """Give a finished folder the name it is kept by; one that another has put there meanwhile stays, and this goes."""
    try:
        made.rename(place)
    except OSError:
        if not place.is_dir():
            raise
        shutil.rmtree(made, ignore_errors=True)
