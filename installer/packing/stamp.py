"""Says in the resources of a package which release it is and what each file was: the program looks at its start."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from packing.elf import is_binary
from packing.sources import sha256

FILE: Final = "release.json"
"""Read by oa_client/system/release.py."""


def stamp(resources: Path, version: str, built: int, program: Path | None = None, revision: str = "") -> None:
    """Write it beside the resources; `built`: seconds since 1970 of the source; `program`: the folder they stand by."""
    said = {"version": version, "built": built, "revision": revision, "files": _digests(resources)}
    if program is not None:
        said["program"] = {name: _unsigned(program / name, digest) for name, digest in _digests(program).items()}
    (resources / FILE).write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _unsigned(path: Path, digest: str) -> str:
    """Nothing for programs and libraries: who signs a package for UOS writes into each; whether they load is tried."""
    return "" if is_binary(path) else digest


def _digests(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    return {path.relative_to(folder).as_posix(): sha256(path) for path in files}
