"""Which release last opened a profile, and how its files are laid out: readable before anything is unlocked."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path

import msgspec

NAME = "started.json"


class Started(msgspec.Struct, frozen=True):
    """`schemas`: the revision of each file, as ``{"outbox": "outbox_6"}``; `checked`: who looked at all last."""

    version: str = ""
    schemas: Mapping[str, str] = {}
    checked: str = ""


def read_started(folder: Path) -> Started:
    """What stands there; nothing when nobody wrote it, or it cannot be read."""
    try:
        return msgspec.json.decode((folder / NAME).read_bytes(), type=Started)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return Started()


def write_started(folder: Path, started: Started) -> None:
    """Keep it; on a disk that takes nothing the next start looks again."""
    if read_started(folder) == started:
        return
    part = folder / f"{NAME}.part"
    with contextlib.suppress(OSError):
        part.write_text(json.dumps(msgspec.to_builtins(started)), "utf-8")
        part.chmod(0o600)
        part.replace(folder / NAME)


def is_newer(found: Started, heads: Mapping[str, str]) -> bool:
    """Whether a later release than this one laid out the files: revisions are numbered, ``outbox_6``."""
    return any(_number(found.schemas.get(which, "")) > _number(head) for which, head in heads.items())


def _number(revision: str) -> int:
    last = revision.rpartition("_")[2]
    return int(last) if last.isascii() and last.isdigit() else 0
