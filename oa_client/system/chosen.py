"""What the person of a profile set of what policies speak of; read without opening the profile."""

from __future__ import annotations

import configparser
from collections.abc import Callable, Mapping
from pathlib import Path

from oa_client.system.badge import read_badge
from oa_client.system.ways import said_of_way

_LINE: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "BandwidthLimitKbps": ("cap", lambda kept: int(kept) * 8 // 1000),
    "NightFetch": ("night", lambda kept: kept == "1"),
    "NightFetchFrom": ("night_from", int),
    "NightFetchTo": ("night_to", int),
}
"""Where the window keeps them, and what is kept there as a policy says it."""


def chosen(folder: Path) -> Mapping[str, object]:
    """By the names of the policies; what was never set is not there, and what cannot be read neither."""
    server = read_badge(folder).server
    return {**({"ServerUrls": [server]} if server else {}), **said_of_way(folder), **_of_window(folder / "window.ini")}


def _of_window(path: Path) -> dict[str, object]:
    kept = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        kept.read(path, "utf-8")
        line = dict(kept["line"]) if "line" in kept else {}
    except (OSError, configparser.Error, UnicodeDecodeError):
        return {}
    found: dict[str, object] = {}
    for name, (key, meant) in _LINE.items():
        try:
            found[name] = meant(line[key])
        except (KeyError, ValueError):
            continue
    return found
