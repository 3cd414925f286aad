"""Which release of the program this is: said by ``release.json`` among the resources of a package."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import metadata

import msgspec

from oa_client.assets import resource

FILE = "release.json"


class Release(msgspec.Struct, frozen=True):
    """`built`: seconds since 1970 of the source, 0 unknown; `files`: SHA-256 of each resource, by its name."""

    version: str = ""
    built: int = 0
    revision: str = ""
    files: Mapping[str, str] = {}

    @property
    def packaged(self) -> bool:
        """Whether it was installed from a package; else it runs from its source."""
        return bool(self.files)


@cache
def release() -> Release:
    """This release; from its source only the version is known."""
    try:
        return msgspec.json.decode(resource(FILE).read_bytes(), type=Release)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return Release(_installed())


def _installed() -> str:
    try:
        return metadata.version("lunyue")
    except metadata.PackageNotFoundError:
        return ""
