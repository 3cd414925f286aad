"""Which release of the program this is: said by ``release.json`` among the resources of a package."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import metadata
from pathlib import Path

import msgspec

from oa_client.assets import resource

FILE = "release.json"


class Release(msgspec.Struct, frozen=True):
    """`built`: seconds since 1970 of the source, 0 unknown; `files`: SHA-256 of each resource, by its name.

    `program`: the same of each file of the program, by its name from the folder that the resources stand in; "" where
    only that it is there counts.
    """

    version: str = ""
    built: int = 0
    revision: str = ""
    files: Mapping[str, str] = {}
    program: Mapping[str, str] = {}

    @property
    def packaged(self) -> bool:
        """Whether it was installed from a package; else it runs from its source."""
        return bool(self.files)


@cache
def release() -> Release:
    """This release; from its source only the version is known."""
    return _said() or Release(_installed())


def replaced(before: Release, place: Path | None = None) -> str:
    """The version of another release that was put in the place of this one while it runs; "" where none was.

    `place`: where a release says which it is.
    """
    now = _said(place) if before.packaged else None
    return now.version if now is not None and now.packaged and now != before else ""


def _said(place: Path | None = None) -> Release | None:
    try:
        return msgspec.json.decode((place or resource(FILE)).read_bytes(), type=Release)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _installed() -> str:
    try:
        return metadata.version("lunyue")
    except metadata.PackageNotFoundError:
        return ""
