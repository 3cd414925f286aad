"""Changing an attachment with office software: opened, watched, and offered as a new version when saved there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from oa_client.app.desk import Desk
from oa_client.domain.matter import FileRef, MatterId
from oa_client.ui.matter import words
from oa_client.ui.matter.handing_out import BadBytes
from oa_client.ui.matter.working_copies import Copy, WorkingCopies
from oa_client.ui.widgets.running import Lane, Runner

PAUSE_MS = 1500
"""How long office software is left in peace after it wrote something: it writes in several steps."""


class Editing(QObject):
    """`found`: the copies of the matter in sight that hold something new; `said`: a role of a strip and a sentence."""

    found = Signal(object)
    said = Signal(str, str)

    def __init__(self, desk: Desk, runner: Runner, copies: WorkingCopies, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._runner, self._copies = desk, runner, copies
        self._matter: MatterId | None = None
        self._open: dict[Path, Copy] = {}
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._on_touched)
        self._watcher.directoryChanged.connect(self._on_touched)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.look)

    def show_matter(self, matter: MatterId, files: tuple[FileRef, ...]) -> None:
        """Whose copies are looked for; those of an earlier run are found again."""
        self._matter = matter
        self.found.emit(())

        def done(found: tuple[Copy, ...]) -> None:
            for copy in found:
                self._watch(copy)
            self.look()

        self._runner.run(lambda: self._copies.begun(matter, files), done, self._ignore, name="edit.begun")

    def open(self, file: FileRef) -> None:
        """Hand a copy to the office software and watch it."""
        matter = self._matter
        if matter is not None:
            self.open_copy(lambda: self._copies.take(self._desk, matter, file), file.name)

    def open_copy(self, made: Callable[[], Copy], name: str) -> None:
        """Hand the copy that `made` lays down to the office software and watch it."""

        def done(copy: Copy) -> None:
            self._watch(copy)
            if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy.path))):
                self.said.emit("error", words.told("no_reader", {"name": name}))

        def failed(error: Exception) -> None:
            code = "file_not_here" if isinstance(error, KeyError) else "file_unwritable"
            code = "changed_bytes" if isinstance(error, BadBytes) else code
            self.said.emit("error", words.told(code, {"name": name}))

        self._runner.run(made, done, failed, name="edit.open")

    def _watch(self, copy: Copy) -> None:
        self._open[copy.path] = copy
        self._watcher.addPaths([str(copy.path.parent), str(copy.path)])

    def _on_touched(self, _path: str) -> None:
        self._pause.start()

    def look(self) -> None:
        """Whether any copy holds something new; one that was put in the other's place is watched again."""
        every, matter, watched = tuple(self._open.values()), self._matter, set(self._watcher.files())

        def work() -> tuple[tuple[Copy, ...], list[str]]:
            changed = tuple(c for c in every if c.matter == matter and self._copies.changed(c))
            return changed, [str(c.path) for c in every if str(c.path) not in watched and c.path.exists()]

        self._runner.run(work, partial(self._found, matter), self._ignore, name="edit.look")

    def _found(self, matter: MatterId | None, seen: tuple[tuple[Copy, ...], list[str]]) -> None:
        copies, again = seen
        if again:
            self._watcher.addPaths(again)
        if matter == self._matter:
            self.found.emit(copies)

    def go_over(self, change: Callable[[], None]) -> None:
        """Copies are moved or thrown away; then it is looked anew which there are."""
        matter = self._matter

        def done(_nothing: None) -> None:
            for path in tuple(self._open):
                self._watcher.removePath(str(path))
            self._open.clear()
            if matter is not None and matter == self._matter:
                self.show_matter(matter, ())

        self._runner.run(change, done, self._ignore, lane=Lane.WRITE, name="edit.over")

    def taken(self, copy: Copy, sha256: str) -> None:
        """What it held was taken in as this."""
        self._runner.run(
            lambda: self._copies.keep(copy, sha256),
            lambda _: self.look(),
            self._ignore,
            lane=Lane.WRITE,
            name="edit.keep",
        )

    def drop(self, copy: Copy) -> None:
        """放弃: the copy goes; the attachment is as it was."""
        self._open.pop(copy.path, None)
        self._watcher.removePath(str(copy.path))
        self._write(lambda: self._copies.drop(copy), "edit.drop")

    def _write(self, work: Callable[[], None], name: str) -> None:
        self._runner.run(work, lambda _: self.look(), self._ignore, lane=Lane.WRITE, name=name)

    def _ignore(self, _error: Exception) -> None:
        """A look that fails is made again with the next change."""
