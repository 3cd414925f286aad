"""Says in the resources of a package which release it is and what each of them was: the program looks at its start."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from packing.sources import sha256

FILE: Final = "release.json"
"""Read by oa_client/system/release.py."""


def stamp(resources: Path, version: str, built: int) -> None:
    """Write it beside the resources; `built`: seconds since 1970 of the source."""
    files = {str(path.relative_to(resources)): sha256(path) for path in sorted(resources.rglob("*")) if path.is_file()}
    said = {"version": version, "built": built, "files": files}
    (resources / FILE).write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", "utf-8")
