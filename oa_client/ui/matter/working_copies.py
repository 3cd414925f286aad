"""Copies of attachments that people change with their office software: kept until what was changed is taken in.

A copy lies in ``<matter>/<first characters of its hash>/<its own name>``, in a folder only this user reads, and is
never written over: opened again it is as its author left it, also after a crash. What it counts as changed against
stands beside it.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import time
import weakref
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath

from oa_client.app import whole
from oa_client.app.desk import Desk
from oa_client.domain.matter import FileRef, MatterId
from oa_client.ui.matter.handing_out import checked, safe

EDITED = frozenset(
    {".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".wps", ".et", ".dps", ".rtf", ".odt", ".ods", ".odp", ".txt"}
)
"""Endings of what office software changes; none that carries macros by its kind."""
KNOWN = ".known"
LEFT = ("~$", ".~")
"""How the marks begin that office software leaves beside a file it has open."""
SHORT = 12
MARKLESS, MARKLESS_SECONDS = ".txt", 24 * 3600
"""What is changed with programs that leave no mark counts as open for a day."""
LOCKED_SECONDS = 7 * 24 * 3600
"""How old the mark of office software may be that still has a copy open."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a matter's file under the author's hands."""

    matter: MatterId
    file: FileRef
    path: Path


def can_edit(name: str) -> bool:
    """Whether a file of this name is offered to be changed; what office software leaves beside a file is not."""
    return PurePath(safe(name).casefold()).suffix in EDITED and not safe(name).startswith(LEFT)


class WorkingCopies:
    """The copies in one folder; blocks, so not for the GUI thread."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder`: where they outlive the client; without one they go when it ends."""
        self._folder = folder
        self._end: Callable[[], object] | None = None

    def _root(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="lunyue-edit-"))
            self._end = weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder

    def _of(self, matter: MatterId) -> Path:
        number = "".join(c for c in matter if c.isascii() and (c.isalnum() or c == "-"))
        return self._root() / (number or "0")

    def _place(self, matter: MatterId, file: FileRef) -> Path:
        return self._of(matter) / file.sha256[:SHORT] / safe(file.name)

    def take(self, desk: Desk, matter: MatterId, file: FileRef) -> Copy:
        """The copy to open: the one that is there, else a fresh one. Raises `BadBytes`, KeyError, OSError."""
        copy = Copy(matter, file, self._place(matter, file))
        if copy.path.exists() and not _is_hollow(copy.path):
            return copy
        return _laid(copy, checked(desk.attachments.read(file), file))

    def put(self, matter: MatterId, name: str, data: bytes) -> Copy:
        """The copy of what lies in no file: the one of these bytes that is there, else a fresh one. Raises OSError."""
        file = FileRef(hashlib.sha256(data).hexdigest(), name, len(data))
        copy = Copy(matter, file, self._place(matter, file))
        return copy if copy.path.exists() and not _is_hollow(copy.path) else _laid(copy, data)

    def hand_over(self, one: MatterId, other: MatterId) -> None:
        """What was written for one belongs to the other now; copies in which nothing waits go."""
        if self._folder is None:
            return
        for place in self._of(one).glob("*"):
            _clear(place)
            target = self._of(other) / place.name
            if place.exists() and not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                with suppress(OSError):  # one that cannot be moved stays where it is
                    place.rename(target)

    def forget(self, matter: MatterId) -> None:
        """Its author threw all of it away."""
        if self._folder is not None:
            shutil.rmtree(self._of(matter), ignore_errors=True)

    def begun(self, matter: MatterId, files: Iterable[FileRef]) -> tuple[Copy, ...]:
        """The copies there are of these files, and those of files the matter no longer names that hold something."""
        if self._folder is None:
            return ()
        found = [Copy(matter, file, self._place(matter, file)) for file in files]
        named = {copy.path for copy in found}
        left = [p for p in self._of(matter).glob("*/*") if p not in named and can_edit(p.name) and _waits(p)]
        orphans = (Copy(matter, FileRef(next(iter(_states(p)), ""), p.name, 0), p) for p in sorted(left))
        return (*(copy for copy in found if copy.path.exists()), *orphans)

    def changed(self, copy: Copy) -> str:
        """The hash of what its author made of it; empty when nothing, or while it is being saved."""
        try:
            with copy.path.open("rb") as data:
                found = hashlib.file_digest(data, "sha256").hexdigest()
            empty = copy.path.stat().st_size == 0
        except OSError:
            return ""
        return "" if empty or found == (_states(copy.path) or [copy.file.sha256])[-1] else found

    def keep(self, copy: Copy, sha256: str) -> None:
        """This state of it was taken in: only what comes after is a change again, also back to an earlier one."""
        states = _states(copy.path) or [copy.file.sha256]
        _note(copy.path).write_text("\n".join((*states, sha256)), "ascii")

    def drop(self, copy: Copy) -> None:
        """Its author threw it away; what else lies beside it is not his word."""
        for path in (copy.path, _note(copy.path)):
            path.unlink(missing_ok=True)
        _clear(copy.path.parent)

    def tidy(self) -> None:
        """Copies in which nothing waits to be taken in go, unless office software has them open."""
        if self._folder is None or not self._folder.is_dir():
            return
        for place in self._folder.glob("*/*"):
            _clear(place)


def _laid(copy: Copy, data: bytes) -> Copy:
    """It, put where it is to be; what counts as unchanged is said first."""
    copy.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _note(copy.path).write_text(copy.file.sha256, "ascii")
    copy.path.unlink(missing_ok=True)
    whole.put_new(copy.path, data)
    return copy


def _clear(place: Path) -> None:
    """A place in which nothing waits goes; one that cannot be looked into stays."""
    with suppress(OSError):
        files = list(place.iterdir())
        if not any(_waits(path) or _is_open(path) for path in files):
            shutil.rmtree(place, ignore_errors=True)


def _waits(path: Path) -> bool:
    """Whether something in a copy was not taken in; what office software leaves beside it does not count."""
    if path.name.startswith((*LEFT, ".")) or path.suffix.casefold() == ".tmp":
        return False
    with suppress(OSError), path.open("rb") as data:
        found = hashlib.file_digest(data, "sha256").hexdigest()
        states = _states(path)
        if not path.stat().st_size:
            return False
        return found != states[-1] if states else not found.startswith(path.parent.name)
    return True


def _is_open(path: Path) -> bool:
    """Whether this is the mark office software puts beside what it has open; one of a crash counts no more some day."""
    age = time.time() - path.stat().st_mtime
    if path.suffix.casefold() == MARKLESS and not path.name.startswith("."):
        return age < MARKLESS_SECONDS
    return path.name.startswith(LEFT) and age < LOCKED_SECONDS


def _is_hollow(path: Path) -> bool:
    """Whether a save that failed left nothing in it; not while office software is at it."""
    return not path.stat().st_size and not any(map(_is_open, path.parent.iterdir()))


def _note(path: Path) -> Path:
    """Beside a copy, what it counts as changed against: files of the same bytes lie in one place, each has its own."""
    return path.with_name(f"{KNOWN}.{path.name}")


def _states(path: Path) -> list[str]:
    """The hashes of the file a copy was made of and of what was taken in since; none when nothing is known."""
    with suppress(OSError):
        return _note(path).read_text("ascii", "replace").split()
    return []
