"""Programs built with glibc 2.31 made to run on 2.28.

    python3 -m packing.older FOLDER      # inside the old root, as freeze.py calls it

glibc 2.29 brought exp, exp2, log, log2 and pow a second time, without the old reporting of errors through matherr;
Python reads errno either way. Whatever asks the mathematical library for those asks for the first ones instead.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from packing.elf import asking, is_binary

NEWER, OLDER = "GLIBC_2.29", "GLIBC_2.2.5"


def main(arguments: Sequence[str]) -> int:
    """Go through a folder."""
    for folder in arguments:
        for path in Path(folder).rglob("*"):
            if path.is_file() and not path.is_symlink() and is_binary(path):
                data = path.read_bytes()
                made = asking(data, "libm.so.6", NEWER, OLDER)
                if made != data:
                    path.write_bytes(made)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
