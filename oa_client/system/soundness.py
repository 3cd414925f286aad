"""Looks at what the program stands on: folder, disk, parts, clock, fonts, keyring, preview child. Changes nothing."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from oa_client.app.preview import Document, Preview, Unshowable
from oa_client.app.soundness import LEAST_ROOM, MOST_YEARS, Check, Finding
from oa_client.assets import resource
from oa_client.system.fonts import families
from oa_client.system.keyring import Keyring, Silent, lost_library
from oa_client.system.release import FILE, Release
from oa_client.system.started import is_newer, read_started

NEEDED = ("qss/base.qss", "calendar/cn_workdays.json", "icons/search.svg")
"""Parts without which no window comes up."""
FACES = ("fonts/NotoSansSC-Regular.ttf", "fonts/NotoSansSC-Bold.ttf")
YEAR = 366 * 86_400
DAY = 86_400
_MEGABYTE = 1024 * 1024
_PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n"
)
"""A blank page."""


def folder(path: Path) -> Finding:
    """Whether the profile's folder, or the one it will be made in, is ours and takes a file."""
    place = _nearest(path)
    if _of_another(path):
        return Finding(Check.FOLDER, good=False, code="folder_of_another", facts={"name": shown(path)}, grave=True)
    try:
        with tempfile.NamedTemporaryFile(prefix=".probe-", dir=place):
            pass
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            return Finding(Check.FOLDER, told=shown(path))  # that is told of the disk
        code = "folder_read_only" if error.errno == errno.EROFS else "folder_no_rights"
        return Finding(Check.FOLDER, good=False, code=code, facts={"name": shown(place)}, grave=True)
    return Finding(Check.FOLDER, told=shown(path))


def _of_another(path: Path) -> bool:
    """Whether a profile belongs to another user of this machine: even an administrator would leave files in it."""
    try:
        return sys.platform != "win32" and path.stat().st_uid != os.geteuid()
    except OSError:
        return False


def _nearest(path: Path) -> Path:
    """The folder itself, or the nearest above it that is there."""
    return next((one for one in (path, *path.parents) if os.path.isdir(one)), path)  # noqa: PTH112 - it never raises


def shown(path: Path) -> str:
    """A path without the name of whoever is at home there."""
    home = str(Path.home())
    text = str(path)
    return f"~{text[len(home) :]}" if text == home or text.startswith(home.rstrip("/") + os.sep) else text


def room(path: Path) -> Finding:
    """Whether the disk of the profile has room for a while."""
    free = shutil.disk_usage(_nearest(path)).free
    told = f"{free // _MEGABYTE} MB"
    if free < LEAST_ROOM:
        return Finding(Check.ROOM, good=False, code="little_room", facts={"free": told})
    return Finding(Check.ROOM, told=told)


def data(path: Path, heads: Mapping[str, str]) -> Finding:
    """Whether a later release than this one has written the profile."""
    found = read_started(path)
    if is_newer(found, heads):
        return Finding(Check.DATA, good=False, code="store_too_new", facts={"version": found.version}, grave=True)
    return Finding(Check.DATA, told=found.version)


def parts(release: Release, *, read: bool = True) -> Finding:
    """Whether the resources are there, and all files of a package what they were: for that each is read.

    Without a resource nothing is opened; what of the program is missing may be something nobody here asks for.
    """
    missing = [name for name in (*NEEDED, *release.files) if not _is_there(name)]
    if missing:
        return Finding(Check.PARTS, good=False, code="parts_missing", facts={"name": missing[0]}, grave=True)
    if read and (found := _unlike(release)):
        return found
    return Finding(Check.PARTS, told=str(len(release.files) + len(release.program) or len(NEEDED)))


def _unlike(release: Release) -> Finding | None:
    """The first file that is not what it was when the package was made."""
    program = _program() if release.program else Path()
    for name, digest in release.program.items():
        if not (program / name).is_file():
            return Finding(Check.PARTS, good=False, code="parts_lost", facts={"name": name})
        if digest and _digest(program / name) != digest:
            return Finding(Check.PARTS, good=False, code="parts_altered", facts={"name": name})
    altered = [name for name, digest in release.files.items() if _digest(resource(name)) != digest]
    return Finding(Check.PARTS, good=False, code="parts_altered", facts={"name": altered[0]}) if altered else None


def _program() -> Path:
    """The folder of a package's program."""
    return resource(FILE).parent.parent


def _is_there(name: str) -> bool:
    try:
        return resource(name).is_file()
    except (OSError, ValueError):
        return False


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def clock(release: Release, now: int) -> Finding:
    """Whether it can be now: not before the program was built, nor long after."""
    if now < release.built - DAY:
        return Finding(Check.CLOCK, good=False, code="clock_behind", facts={"now": now, "built": release.built})
    if release.built and now > release.built + MOST_YEARS * YEAR:
        return Finding(Check.CLOCK, good=False, code="clock_ahead", facts={"now": now})
    return Finding(Check.CLOCK)


def fonts() -> Finding:
    """Whether the faces that come along are fonts."""
    for name in FACES:
        try:
            found = families(resource(name))
        except OSError:
            found = frozenset()
        if not found:
            return Finding(Check.FONTS, good=False, code="fonts_bad", facts={"name": name})
    return Finding(Check.FONTS, told=str(len(FACES)))


def keyring(kept: Keyring) -> Finding:
    """Whether the keyring answers; where it does not the password serves, which is worth knowing and no fault.

    A part of the program that does not load is one.
    """
    if lost := lost_library():
        return Finding(Check.KEYRING, good=False, code="keyring_parts", facts={"name": lost})
    said = kept.get("soundness")
    if isinstance(said, Silent) and said.why != "empty":
        return Finding(Check.KEYRING, code="keyring_silent", facts={"why": said.why})
    return Finding(Check.KEYRING)


def preview(child: Preview) -> Finding:
    """Whether the child process draws a page, of the kind nearly everything becomes before it is drawn."""
    document = Document("soundness", "soundness.pdf", len(_PAGE), lambda: (_PAGE,))
    try:
        child.layout(document)
        drawn = child.page(document, 0, 200)
    except Unshowable as error:
        return Finding(Check.PREVIEW, good=False, code="preview_silent", facts={"why": error.code})
    return Finding(Check.PREVIEW, told=f"{drawn.width}×{drawn.height}")
