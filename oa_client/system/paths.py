"""Where a profile lives when nobody says otherwise."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def default_profile() -> Path:
    """``OA_PROFILE``, else the folder this system keeps a user's data in."""
    if given := os.environ.get("OA_PROFILE"):
        return Path(given)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "Lunyue"
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "lunyue"


def private_folder(folder: Path) -> Path:
    """The folder, made if need be, and open to nobody else. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    if sys.platform != "win32":
        folder.chmod(0o700)
    return folder
