"""The scan inbox without its screen: looking, taking files in, attaching, putting away what is kept, bringing back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from oa_client.app.acting import Kept
from oa_client.app.desk import Desk
from oa_client.app.ports import Pending
from oa_client.app.scans import Inbox, Scan, ScanFolder, hash_of
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
    """A file on its way to a matter, and its command once that is kept."""

    path: Path
    sha256: str
    matter: MatterId
    n: int = 0


class InboxPresenter:
    """One watched folder; `where` says which, now."""

    def __init__(
        self, desk: Desk, runner: Runner, folder: ScanFolder, view: InboxView, where: Callable[[], str]
    ) -> None:
        self._desk, self._runner, self._folder, self._view, self._where = desk, runner, folder, view, where
        self._looking = False
        self._taking: set[Path] = set()
        self._attached: set[Attached] = set()
        """What a second click would attach twice."""
        self._scans: dict[str, Scan] = {}
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

    def _scan(self, path: Path) -> Scan | None:
        """What stands there, if the folder is the one that is watched."""
        return next((scan for scan in self.inbox.scans if scan.path == path), None)

    # into a form

    def bring(self, path: Path) -> None:
        """登记为收文: copied into the profile, then wanted; one that cannot be read says so and stays."""
        scan = self._scan(path)

        def done(file: FileRef) -> None:
            if scan is not None:
                self._scans[file.sha256] = scan
            self._view.show_wanted(file)

        self._take(path, scan, done)

    def dragged(self, path: Path) -> None:
        """It was dropped somewhere: once a registration with its bytes is kept it is put away too."""
        if (scan := self._scan(path)) is None:
            return

        def done(sha256: str) -> None:
            self._scans[sha256] = scan

        self._runner.run(lambda: hash_of(path), done, self._unread(path), name="scans.hash")

    def kept(self, files: Iterable[str]) -> None:
        """A registration with these files, by hash, is kept: their scans go to 已登记."""
        for scan in [self._scans[sha] for sha in files if sha in self._scans]:
            self._put_away(scan)

    def taken_back(self, files: Iterable[str]) -> None:
        """It was undone: their scans stand in the folder again."""
        for scan in [self._scans[sha] for sha in files if sha in self._scans]:
            self._bring_back(scan.path)

    def _take(self, path: Path, scan: Scan | None, done: Callable[[FileRef], None]) -> None:
        """Copy it into the profile, once however often it is clicked; `scan`: as which it was seen."""
        if path in self._taking:
            return
        self._taking.add(path)

        def taken(answer: FileRef | Refused) -> None:
            self._taking.discard(path)
            if isinstance(answer, Refused):
                self._view.show_said(sentence(answer.code, answer.facts), good=False)
            else:
                done(answer)

        self._runner.run(lambda: self._in(path, scan), taken, self._unread(path), lane=Lane.WRITE, name="scans.take")

    def _in(self, path: Path, scan: Scan | None) -> FileRef | Refused:
        """The file that was seen, not another the scanner has put in its place since."""
        if scan is not None and not self._folder.stands(scan) and path.exists():
            return Refused("file_changing", {"name": path.name})
        return self._desk.attachments.take_in(path)

    def _unread(self, path: Path) -> Callable[[Exception], None]:
        def unread(_error: Exception) -> None:
            self._taking.discard(path)
            self._view.show_said(unreadable(path.name), good=False)

        return unread

    # to a matter

    def attach(self, path: Path, matter: MatterId) -> None:
        """附到当前事项: as an attachment of a matter; put away once that is kept."""
        scan = self._scan(path)

        def act(file: FileRef) -> None:
            once = Attached(path, file.sha256, matter)
            if once in self._attached:
                return
            self._attached.add(once)

            def broke(_error: Exception) -> None:
                self._attached.discard(once)
                self._view.show_said(_("没有附上；扫描件还在原处，请重试。"), good=False)

            def told(answer: object) -> None:
                self._told(once, scan, answer)

            self._runner.run(lambda: self._attach(file, matter), told, broke, lane=Lane.WRITE)

        self._take(path, scan, act)

    def _told(self, once: Attached, scan: Scan | None, answer: object) -> None:
        """What came of attaching it."""
        if isinstance(answer, Kept):
            self._last = replace(once, n=answer.n)
            self._view.show_said(_("“{name}”已附上，待上传。").format(name=once.path.name), good=True, undo=True)
            if scan is not None:
                self._put_away(scan)
            return
        self._attached.discard(once)
        if isinstance(answer, Refused):
            self._view.show_said(sentence(answer.code, answer.facts), good=False)
        else:
            self._view.show_said(_("这件事项不在本机，没有附上。"), good=False)

    def _attach(self, file: FileRef, matter: MatterId) -> object:
        record = self._desk.record(matter)
        named = {"sha256": file.sha256, "name": file.name, "size": file.size}
        return self._desk.act(record, "attach", {"files": [named]}) if record is not None else None

    def undo(self) -> None:
        """Take back what was attached last, while it has not left; its scan stands in the folder again."""
        last, self._last = self._last, None
        if last is None:
            return

        def taken(pending: Sequence[Pending]) -> None:
            if not pending:
                self._view.show_said(_("已经上传，不能撤销。"), good=False)
                return
            self._attached.discard(replace(last, n=0))
            self._view.show_said(_("已撤销，“{name}”没有附上。").format(name=last.path.name), good=True)
            self._bring_back(last.path)

        self._runner.run(lambda: self._desk.undo(last.n), taken, self._not_undone, lane=Lane.WRITE, name="scans.undo")

    def _not_undone(self, _error: Exception) -> None:
        self._view.show_said(_("没有撤销成，文件仍附在事项上，请到事项里撤销。"), good=False)

    # where scans lie

    def _put_away(self, scan: Scan) -> None:
        """Into 已登记; what cannot be moved stays and says so."""

        def moved(lies: Path | None) -> None:
            if lies is None:
                self._view.show_said(_("已登记，但扫描件移不到“已登记”文件夹，还留在原处。"), good=False)
            else:
                self._lies[scan.path] = lies
            self.look()

        folder = self._folder
        self._runner.run(lambda: folder.put_away(scan), moved, self._blind, lane=Lane.WRITE, name="scans.away")

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
