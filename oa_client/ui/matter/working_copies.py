"""Copies of attachments that people change with their office software: kept until what was changed is taken in.

A copy lies in ``<matter>/<first characters of its hash>/<its own name>``, in a folder only this user reads, and is
never written over: opened again it is as its author left it, also after a crash. What it counts as changed against
stands beside it.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable, Sequence
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
SHORT = 12


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a matter's file under the author's hands."""

    matter: MatterId
    file: FileRef
    path: Path


def can_edit(name: str) -> bool:
    """Whether a file of this name is offered to be changed."""
    return PurePath(safe(name).casefold()).suffix in EDITED


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

    def _place(self, matter: MatterId, file: FileRef) -> Path:
        number = "".join(c for c in matter if c.isascii() and (c.isalnum() or c == "-"))
        return self._root() / (number or "0") / file.sha256[:SHORT] / safe(file.name)

    def take(self, desk: Desk, matter: MatterId, file: FileRef) -> Copy:
        """The copy to open: the one that is there, else a fresh one. Raises `BadBytes`, KeyError, OSError."""
        copy = Copy(matter, file, self._place(matter, file))
        if copy.path.exists():
            return copy
        data = checked(desk.attachments.read(file), file)
        copy.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        whole.put_new(copy.path, data)
        return copy

    def begun(self, matter: MatterId, files: Iterable[FileRef]) -> tuple[Copy, ...]:
        """The copies there are of these files."""
        if self._folder is None:
            return ()
        found = (Copy(matter, file, self._place(matter, file)) for file in files)
        return tuple(copy for copy in found if copy.path.exists())

    def changed(self, copy: Copy) -> str:
        """The hash of what its author made of it; empty when nothing, or while it is being saved."""
        try:
            with copy.path.open("rb") as data:
                found = hashlib.file_digest(data, "sha256").hexdigest()
            empty = copy.path.stat().st_size == 0
        except OSError:
            return ""
        return "" if empty or found in self._known(copy) else found

    def _known(self, copy: Copy) -> Sequence[str]:
        note = copy.path.with_name(KNOWN)
        with suppress(OSError):
            return (copy.file.sha256, *note.read_text("ascii", "replace").split())
        return (copy.file.sha256,)

    def keep(self, copy: Copy, sha256: str) -> None:
        """This state of it was taken in: only what comes after is a change again."""
        note = copy.path.with_name(KNOWN)
        note.write_text("\n".join((*self._known(copy), sha256)), "ascii")

    def drop(self, copy: Copy) -> None:
        """Its author threw it away."""
        shutil.rmtree(copy.path.parent, ignore_errors=True)

    def tidy(self) -> None:
        """Copies in which nothing waits to be taken in go; for the start, when no office software has them open."""
        if self._folder is None or not self._folder.is_dir():
            return
        for place in self._folder.glob("*/*"):
            files = [p for p in place.iterdir() if p.name != KNOWN] if place.is_dir() else []
            if not any(self._waits(path) for path in files):
                shutil.rmtree(place, ignore_errors=True)

    def _waits(self, path: Path) -> bool:
        """Whether something in a copy was not taken in; what office software leaves beside it does not count."""
        if path.name.startswith(("~$", ".~", ".")) or path.suffix.casefold() == ".tmp":
            return False
        with suppress(OSError), path.open("rb") as data:
            found = hashlib.file_digest(data, "sha256").hexdigest()
            note = path.with_name(KNOWN)
            known = note.read_text("ascii", "replace").split() if note.exists() else []
            return found not in known and not found.startswith(path.parent.name)
        return True
