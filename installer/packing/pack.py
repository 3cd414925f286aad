"""A tree made into a .deb whose bytes depend on nothing but the tree: times, rights and owners are set."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from packing.root import Root

PACKED = "xz"
"""dpkg of Debian 10, and with it UOS 20's, reads nothing newer."""


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
    """Write the package, with the packer of the old root so that every machine writes the same."""
    settle(tree, epoch)
    out = tree.with_name(f"{tree.name}.out")
    out.mkdir()
    script = f"dpkg-deb --root-owner-group -Z{PACKED} -z9 --build /build/tree /build/packed/it.deb"
    root.run(script, seen={tree: "/build/tree", out: "/build/packed"}, variables={"SOURCE_DATE_EPOCH": str(epoch)})
    package.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(out / "it.deb", package)
    out.rmdir()
