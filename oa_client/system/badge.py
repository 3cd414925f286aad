"""What can be said of a profile before it is unlocked: whose it is, where its centre is, when it last synced."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

NAME = "badge.json"


@dataclass(frozen=True, slots=True)
class Badge:
    """Nothing of the office; empty where nobody ever signed in. `traffic`: bytes on the wire on `day`."""

    server: str = ""
    user: str = ""
    name: str = ""
    last_sync: int = 0
    day: str = ""
    traffic: int = 0


def read_badge(folder: Path) -> Badge:
    """The badge of a profile, empty when there is none that can be read."""
    try:
        return Badge(**json.loads((folder / NAME).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return Badge()


def write_badge(folder: Path, badge: Badge) -> None:
    """Keep it; losing it costs typing a name."""
    part = folder / f"{NAME}.part"
    part.write_text(json.dumps(asdict(badge), ensure_ascii=False), "utf-8")
    part.chmod(0o600)
    part.replace(folder / NAME)
