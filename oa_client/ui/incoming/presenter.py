"""The scan inbox without its screen: looking, taking files in, attaching, putting away what is kept, bringing back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from oa_client.app.acting import Kept
from oa_client.app.desk import Desk
from oa_client.app.scans import Inbox, ScanFolder, hash_of
from oa_client.assets import _
from oa_client.domain.decision import Refused
from oa_client.domain.matter import FileRef, MatterId
from oa_client.ui.widgets.running import Lane, Runner
from oa_client.wording.sentences import sentence


class InboxView(Protocol):
    """The screen of the scan inbox."""

    def show_inbox(self, inbox: Inbox) -> None:
        """What stands there now."""
        ...

    def show_said(self, text: str, *, good: bool, undo: bool = False) -> None:
        """What came of what was asked; `undo`: it can be taken back."""
        ...

    def show_wanted(self, file: FileRef) -> None:
        """A file that is to be registered."""
        ...


@dataclass(frozen=True, slots=True)
class Attached:
    """What was attached last: its command, and the scan it was."""

    n: int
    path: Path


class InboxPresenter:
    """One watched folder; `where` says which, now."""

    def __init__(
        self, desk: Desk, runner: Runner, folder: ScanFolder, view: InboxView, where: Callable[[], str]
    ) -> None:
        self._desk, self._runner, self._folder, self._view, self._where = desk, runner, folder, view, where
        self._looking = False
        self._scans: dict[str, Path] = {}
        """The scans that are in a form or on their way to one, by the hash of their bytes."""
        self._lies: dict[Path, Path] = {}
        """Where a scan lies that was put away."""
        self._last: Attached | None = None
        self.inbox = Inbox()

    def look(self) -> None:
        """Look into the folder, unless that is under way."""
        if self._looking:
            return
        self._looking = True
        folder, place = self._folder, self._where()
        self._runner.run(lambda: folder.look(place), self._seen, self._blind, name="scans.look")

    def _seen(self, found: Inbox) -> None:
        self._looking = False
        if found != self.inbox:
            self.inbox = found
            self._view.show_inbox(found)

    def _blind(self, _error: Exception) -> None:
        self._seen(Inbox(trouble="scan_folder_unreadable"))

    def _is_scan(self, path: Path) -> bool:
        return any(scan.path == path for scan in self.inbox.scans)

    # into a form

    def bring(self, path: Path) -> None:
        """登记为收文: copied into the profile, then wanted; one that cannot be read says so and stays."""

        def done(file: FileRef) -> None:
            if self._is_scan(path):
                self._scans[file.sha256] = path
            self._view.show_wanted(file)

        self._take(path, done)

    def dragged(self, path: Path) -> None:
        """It was dropped somewhere: once a registration with its bytes is kept it is put away too."""

        def done(sha256: str) -> None:
            self._scans[sha256] = path

        self._runner.run(lambda: hash_of(path), done, self._unread(path), name="scans.hash")

    def kept(self, files: Iterable[str]) -> None:
        """A registration with these files, by hash, is kept: their scans go to 已登记."""
        for path in [self._scans[sha] for sha in files if sha in self._scans]:
            self._put_away(path)

    def taken_back(self, files: Iterable[str]) -> None:
        """It was undone: their scans stand in the folder again."""
        for path in [self._scans[sha] for sha in files if sha in self._scans]:
            self._bring_back(path)

    def _take(self, path: Path, done: Callable[[FileRef], None]) -> None:
        attachments = self._desk.attachments

        def taken(answer: FileRef | Refused) -> None:
            if isinstance(answer, Refused):
                self._view.show_said(sentence(answer.code, answer.facts), good=False)
            else:
                done(answer)

        self._runner.run(
            lambda: attachments.take_in(path), taken, self._unread(path), lane=Lane.WRITE, name="scans.take"
        )

    def _unread(self, path: Path) -> Callable[[Exception], None]:
        return lambda _error: self._view.show_said(unreadable(path.name), good=False)

    # to a matter

    def attach(self, path: Path, matter: MatterId) -> None:
        """附到当前事项: as an attachment of a matter; put away once that is kept."""

        def act(file: FileRef) -> None:
            self._runner.run(lambda: self._attached(file, matter), told, self._broke, lane=Lane.WRITE)

        def told(answer: object) -> None:
            if isinstance(answer, Kept):
                self._last = Attached(answer.n, path)
                self._view.show_said(_("“{name}”已附上，待上传。").format(name=path.name), good=True, undo=True)
                if self._is_scan(path):
                    self._put_away(path)
            elif isinstance(answer, Refused):
                self._view.show_said(sentence(answer.code, answer.facts), good=False)
            else:
                self._view.show_said(_("这件事项不在本机，没有附上。"), good=False)

        self._take(path, act)

    def _attached(self, file: FileRef, matter: MatterId) -> object:
        record = self._desk.record(matter)
        named = {"sha256": file.sha256, "name": file.name, "size": file.size}
        return self._desk.act(record, "attach", {"files": [named]}) if record is not None else None

    def _broke(self, _error: Exception) -> None:
        self._view.show_said(_("没有附上；扫描件还在原处，请重试。"), good=False)

    def undo(self) -> None:
        """Take back what was attached last, while it has not left; its scan stands in the folder again."""
        last, self._last = self._last, None
        if last is None:
            return

        def taken(pending: object) -> None:
            if pending is None:
                self._view.show_said(_("已经上传，不能撤销。"), good=False)
                return
            self._view.show_said(_("已撤销，“{name}”没有附上。").format(name=last.path.name), good=True)
            self._bring_back(last.path)

        self._runner.run(lambda: self._desk.undo(last.n), taken, self._broke, lane=Lane.WRITE, name="scans.undo")

    # where scans lie

    def _put_away(self, path: Path) -> None:
        """Into 已登记; what cannot be moved stays and says so."""

        def moved(lies: Path | None) -> None:
            if lies is None:
                self._view.show_said(_("已登记，但扫描件移不到“已登记”文件夹，还留在原处。"), good=False)
            else:
                self._lies[path] = lies
            self.look()

        folder = self._folder
        self._runner.run(lambda: folder.put_away(path), moved, self._blind, lane=Lane.WRITE, name="scans.away")

    def _bring_back(self, path: Path) -> None:
        lies = self._lies.pop(path, None)
        if lies is None:
            return

        def moved(good: bool) -> None:
            if not good:
                self._view.show_said(_("已撤销，但扫描件移不回来，还在“已登记”文件夹里。"), good=False)
            self.look()

        folder = self._folder
        self._runner.run(lambda: folder.bring_back(lies, path), moved, self._blind, lane=Lane.WRITE, name="scans.back")


def unreadable(name: str) -> str:
    """One sentence about a file that cannot be read."""
    return _("“{name}”读不出来，可能已被移走或正被占用；其余扫描件不受影响。").format(name=name)
