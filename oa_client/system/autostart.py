"""Whether the system begins the program when somebody signs in to it: the package brings an entry for that."""

from __future__ import annotations

import sys
from pathlib import Path

ENTRY = "org.lunyue.client.desktop"
_PLACES = (Path("/etc/xdg/autostart"), Path("/opt/apps/org.lunyue.client/entries/autostart"))


def is_offered(places: tuple[Path, ...] = _PLACES) -> bool:
    """Whether there is such an entry; it asks the policy and the person's wish each time."""
    return sys.platform.startswith("linux") and any((place / ENTRY).exists() for place in places)
