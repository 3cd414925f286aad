"""Libraries every desktop system has and a bare one lacks: which one a loader misses, and which package brings it."""

from __future__ import annotations

import re
from typing import NamedTuple

PACKAGES = {
    "libEGL": "libegl1",
    "libGL": "libgl1",
    "libX11": "libx11-6",
    "libX11-xcb": "libx11-xcb1",
    "libbz2": "libbz2-1.0",
    "libdbus-1": "libdbus-1-3",
    "libfontconfig": "libfontconfig1",
    "libfreetype": "libfreetype6",
    "libglib-2.0": "libglib2.0-0",
    "libgssapi_krb5": "libgssapi-krb5-2",
    "liblzma": "liblzma5",
    "libstdc++": "libstdc++6",
    "libuuid": "libuuid1",
    "libxcb": "libxcb1",
    "libxcb-cursor": "libxcb-cursor0",
    "libxcb-icccm": "libxcb-icccm4",
    "libxcb-image": "libxcb-image0",
    "libxcb-keysyms": "libxcb-keysyms1",
    "libxcb-randr": "libxcb-randr0",
    "libxcb-render-util": "libxcb-render-util0",
    "libxcb-shape": "libxcb-shape0",
    "libxcb-xkb": "libxcb-xkb1",
    "libxkbcommon": "libxkbcommon0",
    "libxkbcommon-x11": "libxkbcommon-x11-0",
    "libz": "zlib1g",
    "libzstd": "libzstd1",
}
"""By the name before ``.so``, the package of Debian; those that a package of ours brings itself are lacking only
where it runs from its source."""

_MISSED = re.compile(r"(lib[\w.+-]+?)(\.so[.0-9]*)(?=: (?:cannot open|无法打开)|（软件包 )")


class Missing(NamedTuple):
    """A library, and the package that brings it."""

    name: str
    package: str

    def __str__(self) -> str:
        """As it stands in a sentence; `missing` knows it again."""
        return f"{self.name}（软件包 {self.package}）"


def missing(said: str) -> Missing | None:
    """The library of the system that what a loader said misses; None where it is none of those known here."""
    for found in _MISSED.finditer(said):
        if package := PACKAGES.get(found[1]):
            return Missing(found[1] + found[2], package)
    return None
