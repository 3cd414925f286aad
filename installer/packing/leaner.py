"""Programs without the copies of libraries that every such system has.

    python3 -m packing.leaner FOLDER NAME…      # inside the old root, as freeze.py calls it

Pillow's wheel brings its libraries along, each under a name with a hash in it: libxcb-4207a1da.so.1.1.0. Whatever asks
for a copy asks for the system's instead, libxcb.so.1, and the copy goes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from packing.elf import is_binary, needing

COPIES: Final = "pillow.libs"
_COPY: Final = re.compile(r"(?P<library>lib[^-]+)-[^.]+\.so\.(?P<version>\d+)")


def system_name(copy: str) -> str:
    """What the library is called in a system. Raises `ValueError` for a name that is not a copy's."""
    found = _COPY.match(copy)
    if found is None:
        raise ValueError(copy)
    return f"{found['library']}.so.{found['version']}"


def copies(folder: Path, names: Sequence[str]) -> list[Path]:
    """The copies of libraries of those names, as `xcb`, below a folder."""
    return sorted(copy for name in names for copy in folder.rglob(f"{COPIES}/lib{name}-*"))


def drop(folder: Path, names: Sequence[str]) -> None:
    """Let the system's be used instead of those copies."""
    for copy in copies(folder, names):
        copy.unlink()
        for path in folder.rglob("*.so*"):
            if path.is_file() and not path.is_symlink() and is_binary(path):
                _ask_for(path, copy.name, system_name(copy.name))


def _ask_for(path: Path, own: str, system: str) -> None:
    data = path.read_bytes()
    made = needing(data, own, system)
    if made != data:
        path.write_bytes(made)


def main(arguments: Sequence[str]) -> int:
    """Go through a folder."""
    drop(Path(arguments[0]), arguments[1:])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
