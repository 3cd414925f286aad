"""What a person may set, and how it is kept. No Qt."""

from __future__ import annotations

from typing import Protocol

SCHEMES = {"light": "浅色", "dark": "深色", "contrast": "高对比"}
TYPES = {14: "标准", 16: "大", 18: "特大"}
DENSITIES = {False: "标准（标题两行）", True: "紧凑（一行）"}
SAMPLE = "关于做好今年第12号台风防御工作的紧急通知"


class Kept(Protocol):
    """Where settings of the window are kept."""

    def get(self, key: str, default: str = "") -> str:
        """What was kept."""
        ...

    def set(self, key: str, value: str) -> None:
        """Keep it."""
        ...


def kept_look(memory: Kept) -> tuple[str, int, bool]:
    """Scheme, type and density as kept; what is not known is standard."""
    scheme = memory.get("look/scheme", "light")
    size = memory.get("look/type", "14")
    chosen = int(size) if size.isdigit() and int(size) in TYPES else 14
    return (scheme if scheme in SCHEMES else "light"), chosen, memory.get("look/compact") == "1"


def keep_look(memory: Kept, scheme: str, size: int, compact: bool) -> None:
    """Keep them."""
    memory.set("look/scheme", scheme)
    memory.set("look/type", str(size))
    memory.set("look/compact", "1" if compact else "0")
