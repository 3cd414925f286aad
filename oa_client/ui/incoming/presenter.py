"""The scan inbox without its screen: looking, taking files in, attaching, and putting away what is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from oa_client.app.acting import Kept
from oa_client.app.desk import Desk
from oa_client.app.scans import Inbox, Scan, ScanFolder
from oa_client.assets import _
from oa_client.domain.decision import Refused
from oa_client.domain.matter import FileRef, MatterId
from oa_client.ui.widgets.running import Lane, Runner
from oa_client.wording.sentences import sentence

Took = Callable[[FileRef, Path], None]


class InboxView(Protocol):
    """The screen of the scan inbox."""

    def show_inbox(self, inbox: Inbox) -> None:
        """What stands there now."""
        ...

    def show_said(self, text: str, *, good: bool) -> None:
        """What came of what was asked."""
        ...


class InboxPresenter:
    """One watched folder; `where` says which, now."""

    def __init__(
        self, desk: Desk, runner: Runner, folder: ScanFolder, view: InboxView, where: Callable[[], str]
    ) -> None:
        self._desk, self._runner, self._folder, self._view, self._where = desk, runner, folder, view, where
        self._looking = False
        self._taking: set[Path] = set()
        self._taken: dict[Path, Scan] = {}
        self._attaching: set[tuple[Path, str, MatterId]] = set()
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

    def take(self, scan: Scan, done: Took) -> None:
        """Copy a scan into the profile, then go on with it; one that cannot be read says so and stays."""
        if scan.path in self._taking:
            return
        self._taking.add(scan.path)

        def taken(answer: FileRef | Refused) -> None:
            self._taking.discard(scan.path)
            if isinstance(answer, Refused):
                self._view.show_said(sentence(answer.code, answer.facts), good=False)
            else:
                self._taken[scan.path] = scan
                done(answer, scan.path)

        self._runner.run(lambda: self._in(scan), taken, self._unread(scan), lane=Lane.WRITE, name="scans.take")

    def _in(self, scan: Scan) -> FileRef | Refused:
        """The file that was seen, not another the scanner has put in its place since."""
        if not self._folder.stands(scan) and scan.path.exists():
            return Refused("file_changing", {"name": scan.name})
        return self._desk.attachments.take_in(scan.path)

    def _unread(self, scan: Scan) -> Callable[[Exception], None]:
        def unread(_error: Exception) -> None:
            self._taking.discard(scan.path)
            self._view.show_said(unreadable(scan), good=False)

        return unread

    def attach(self, scan: Scan, matter: MatterId) -> None:
        """附到当前事项: as an attachment of a matter; put away once that is kept."""

        def act(file: FileRef, path: Path) -> None:
            once = (path, file.sha256, matter)
            if once in self._attaching:  # it was clicked twice
                return
            self._attaching.add(once)

            def broke(error: Exception) -> None:
                self._attaching.discard(once)
                self._broke(error)

            def done(answer: object) -> None:
                if not isinstance(answer, Kept):
                    self._attaching.discard(once)
                told(answer, path)

            self._runner.run(lambda: self._attached(file, matter), done, broke, lane=Lane.WRITE)

        def told(answer: object, path: Path) -> None:
            if isinstance(answer, Kept):
                self._view.show_said(_("“{name}”已附上，待上传。").format(name=path.name), good=True)
                self.put_away((path,))
            elif isinstance(answer, Refused):
                self._view.show_said(sentence(answer.code, answer.facts), good=False)
            else:
                self._view.show_said(_("这件事项不在本机，没有附上。"), good=False)

        self.take(scan, act)

    def _attached(self, file: FileRef, matter: MatterId) -> object:
        record = self._desk.record(matter)
        named = {"sha256": file.sha256, "name": file.name, "size": file.size}
        return self._desk.act(record, "attach", {"files": [named]}) if record is not None else None

    def _broke(self, _error: Exception) -> None:
        self._view.show_said(_("没有附上；扫描件还在原处，请重试。"), good=False)

    def put_away(self, paths: Sequence[Path]) -> None:
        """Move what is registered into 已登记; what cannot be moved stays and says so."""
        folder, scans = self._folder, [self._taken.pop(path) for path in paths if path in self._taken]

        def moved(good: list[bool]) -> None:
            if not all(good):
                self._view.show_said(_("已登记，但扫描件移不到“已登记”文件夹，还留在原处。"), good=False)
            self.look()

        self._runner.run(
            lambda: [folder.put_away(scan) for scan in scans], moved, self._blind, lane=Lane.WRITE, name="scans.away"
        )


def unreadable(scan: Scan) -> str:
    """One sentence about a file that cannot be read."""
    return _("“{name}”读不出来，可能已被移走或正被占用；其余扫描件不受影响。").format(name=scan.name)
