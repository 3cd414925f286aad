"""A tree made into a .deb whose bytes depend on nothing but the tree: times, rights and owners are set."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

from packing.interpreter import PREFIX
from packing.root import Root
from packing.sources import CannotBuild

HERE: Final = Path(__file__).resolve().parent


def settle(tree: Path, epoch: int) -> None:
    """Give every file the release's time, and rights that do not hang on this machine's umask."""
    for path in [*tree.rglob("*"), tree]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or _runs(path) else 0o644)
        os.utime(path, (epoch, epoch), follow_symlinks=False)


def _runs(path: Path) -> bool:
    """Whether it is a program: what is only loaded needs no such right."""
    return bool(path.stat().st_mode & 0o100) and ".so" not in path.name


def pack(root: Root, tree: Path, package: Path, epoch: int) -> None:
    """Write the package in the old root, so that every machine presses the same, and have its dpkg read it.

    What is pressed for one package is kept beside the tree for the next. Raises `CannotBuild`.
    """
    settle(tree, epoch)
    out, kept = tree.with_name("packed"), tree.with_name("pressed")
    for folder in (out, kept):
        folder.mkdir(exist_ok=True)
    script = (
        f"{PREFIX}/bin/python3 /build/packing/deb.py /build/tree /build/packed/{package.name} {epoch} /build/pressed"
    )
    seen = {tree: "/build/tree", out: "/build/packed", kept: "/build/pressed", HERE: "/build/packing"}
    root.run(script, seen=seen, variables={"PYTHONDONTWRITEBYTECODE": "1"})
    put(out / package.name, package)


def put(made: Path, place: Path) -> None:
    """Lay a finished file where it was asked for, whole or not at all. Raises `CannotBuild`."""
    partial = place.with_name(f".{place.name}.part")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made, partial)
        partial.replace(place)
    except OSError as problem:
        raise CannotBuild(f"放不进 {place.parent}：{problem.strerror}。打好的包没有留下，其余没有动。") from problem
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    made.unlink()
