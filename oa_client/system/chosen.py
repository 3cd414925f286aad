"""What the person of a profile set of what policies speak of; read without opening the profile."""

from __future__ import annotations

import configparser
from collections.abc import Callable, Mapping
from pathlib import Path

from oa_client.system.badge import read_badge
from oa_client.system.ways import said_of_way

_KEPT: Mapping[str, tuple[str, str, Callable[[str], object]]] = {
    "BandwidthLimitKbps": ("line", "cap", lambda kept: int(kept) * 8 // 1000),
    "NightFetch": ("line", "night", lambda kept: kept == "1"),
    "NightFetchFrom": ("line", "night_from", int),
    "NightFetchTo": ("line", "night_to", int),
    "AutoStart": ("start", "auto", lambda kept: kept == "1"),
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
    except (OSError, configparser.Error, UnicodeDecodeError):
        return {}
    found: dict[str, object] = {}
    for name, (section, key, meant) in _KEPT.items():
        try:
            found[name] = meant(kept[section][key])
        except (KeyError, ValueError):
            continue
    return found
