"""Root at work on a centre that belongs to another: as its owner, so that the service can open what he made."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path


def owner_of(folder: Path) -> int | None:
    """Whom a folder belongs to; None on systems without such owners, and where there is none yet."""
    if sys.platform == "win32" or not folder.exists():
        return None
    return folder.stat().st_uid


def may_work(folder: Path) -> bool:
    """Whether this user may read what is in a folder, and write there."""
    return not folder.exists() or os.access(folder, os.R_OK | os.W_OK | os.X_OK)


def at_hand(file: Path, owner: int) -> Path:
    """A copy of what root named, under the same name, where the owner may read it; gone when the process ends."""
    place = Path(tempfile.mkdtemp(prefix="oa-server-"))
    copy = place / file.name
    if file.is_file():
        shutil.copyfile(file, copy)
        os.chown(copy, owner, -1)
    os.chown(place, owner, -1)
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return copy


def name_of(owner: int) -> str:
    """What a user is called, else his number."""
    import pwd  # noqa: PLC0415 - Windows has none

    try:
        return pwd.getpwuid(owner).pw_name
    except KeyError:
        return f"{owner} 号用户"


def become(owner: int) -> None:
    """Be this user for the rest of the process, in the groups he has."""
    import pwd  # noqa: PLC0415 - Windows has none

    try:
        known = pwd.getpwuid(owner)
    except KeyError:
        os.setgroups([])
    else:
        os.initgroups(known.pw_name, known.pw_gid)
        os.setgid(known.pw_gid)
    os.setuid(owner)
    os.umask(0o077)
