"""From start to end of the desktop: signing in, the first sync, then the window; and back to signing in."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from oa_client.app.policies import Policies
from oa_client.app.preview import Preview
from oa_client.app.seat import Doors, Seat
from oa_client.app.standing import Phase, SyncState
from oa_client.domain.matter import FileRef, MatterId
from oa_client.ui import theme
from oa_client.ui.bridge import Bridge
from oa_client.ui.calls import Calls
from oa_client.ui.desktop import Desktop
from oa_client.ui.incoming.inbox import Scanning
from oa_client.ui.matter.compose import ComposePage
from oa_client.ui.matter.compose_presenter import Task
from oa_client.ui.matter.page import MatterPage
from oa_client.ui.matter.proofs import ProofPreview
from oa_client.ui.network import Network
from oa_client.ui.outgoing.page import DraftPage
from oa_client.ui.probe import Probe
from oa_client.ui.shell import tray
from oa_client.ui.shell.first_sync import FirstSync
from oa_client.ui.shell.given import Link, Outside, Tools
from oa_client.ui.shell.idle import Idle
from oa_client.ui.shell.locking import IdleLock
from oa_client.ui.shell.sign_in import Here, SignIn
from oa_client.ui.widgets.page import Memory
from oa_client.ui.widgets.running import Lane


class RunningLink(Link, Protocol):
    """The engine of a seat; it ends with the desktop."""

    def stop(self) -> object:
        """End it; what is on the way is cut and goes on another time."""
        ...


MakeForm = Callable[[Task, QWidget], ComposePage]
"""Builds the form of what is written, over a window."""


@dataclass(frozen=True, slots=True)
class Start:
    """What the desktop begins with: who is here, and what the command line gave."""

    here: Here
    server: str = ""
    user: str = ""
    password: str = ""
    link: str = ""
    quietly: bool = False
    """Without coming to the front: beside the clock, or as a button of the taskbar."""


class Application(QObject):
    """The windows of one run, one at a time."""

    ended = Signal()

    def __init__(
        self,
        app: QApplication,
        doors: Doors,
        connect: Callable[[Seat], RunningLink],
        preview: Preview,
        memory: Memory,
        start: Start,
        outside: Outside | None = None,
    ) -> None:
        super().__init__()
        self._outside = outside or Outside()
        self._app, self._doors, self._connect, self._memory = app, doors, connect, memory
        setter = self._outside.typesetter
        self._prover = ProofPreview(preview, setter) if setter is not None else None
        self._preview: Preview = self._prover or preview
        self._forms: Mapping[str, MakeForm] = {"outgoing": self._draft_page}
        self._start = start
        self.probe = Probe(self, period=20)
        self.bridge = Bridge(self, self.probe.action)
        self.seat: Seat | None = None
        self.link: RunningLink | None = None
        self.desktop: Desktop | None = None
        self.window: QWidget | None = None
        self._network: Network | None = None
        self._composing: dict[str, ComposePage] = {}
        self._quietly = start.quietly
        self.calls = Calls(self, start.link, self._outside.diagnose)
        self._policies = self._outside.policies or Policies()
        self._idle_lock: IdleLock | None = None
        theme.load_faces()
        theme.apply(app, theme.Look())

    def watch(self, network: Network) -> None:
        """Sync at once when the line comes back; tell whoever sits here when it costs by the byte."""
        self._network = network
        network.setParent(self)
        network.back.connect(self._on_back)
        network.metered.connect(self._on_metered)

    def _on_back(self) -> None:
        if self.link is not None:
            self.link.sync_now()

    def _on_metered(self, metered: bool) -> None:
        if self.desktop is not None:
            self.desktop.line.advise(metered)

    def begin(self) -> None:
        """Ask who it is; with a name and password given, or a profile the keyring opens, go straight in."""
        start = self._start
        sign_in = self._ask(start.here, start.server)
        self.probe.start()
        if start.user and start.password:
            sign_in.presenter.sign_in(start.server or start.here.server, start.user, start.password)
        elif start.here.user:
            sign_in.presenter.enter_if_open(start.password)

    def _ask(self, here: Here, server: str) -> SignIn:
        sign_in = SignIn(self._doors, self.bridge, here, int(time.time()), server, self._policies)
        sign_in.entered.connect(self._on_seat)
        self.calls.greet(sign_in)
        self._front(sign_in)
        return sign_in

    def _sign_in_again(self) -> None:
        """Leave the desk, everything kept, and ask who it is: the centre wants to know anew, or the person does."""
        desktop, seat, link = self.desktop, self.seat, self.link
        if seat is None or link is None:
            return
        session = seat.desk.session
        here = Here(session.server, session.user, session.name, link.state().last_full_pass) if session else Here()
        if desktop is not None:
            desktop.quit_asked.disconnect(self._quit)
            self._put_away(desktop)
            self.window = None
        self.desktop, self.seat, self.link = None, None, None
        self._end_idle_lock()

        def leave() -> None:
            link.stop()
            seat.close()
            self._tidy()

        def ask(_: object) -> None:
            self._ask(here, self._start.server)

        self.bridge.run(leave, ask, ask, lane=Lane.WRITE, name="leave")

    def _on_seat(self, seat: Seat) -> None:
        self.seat = seat
        nothing_here = seat.desk.stores.replica.feed().position is None
        self.link = self._connect(seat)
        self._begin_idle_lock(seat)
        if nothing_here:
            self._fill(self.link)
        else:
            self._sit_down()

    def _begin_idle_lock(self, seat: Seat) -> None:
        """闲置锁定, where the administrator wants it."""
        check, session = self._outside.check, seat.desk.session
        minutes = self._policies.number("IdleLockMinutes") if self._policies.rules else 0
        if not minutes or check is None:
            return
        lock = self._idle_lock = IdleLock(self._app, Idle(minutes, seat.desk.clock), check, self.bridge)
        lock.locked.connect(partial(self._on_locked, True))
        lock.unlocked.connect(partial(self._on_locked, False))
        lock.sign_in_asked.connect(self._sign_in_again)
        lock.watch(session.name if session is not None else "")

    def _on_locked(self, locked: bool) -> None:
        if self._outside.bar is not None:
            self._outside.bar(locked)
        if self.desktop is not None:
            self.desktop.hush(hushed=locked)

    def _end_idle_lock(self) -> None:
        if self._idle_lock is not None:
            self._idle_lock.end()
            self._idle_lock = None

    def _fill(self, link: RunningLink) -> None:
        """The first sync, until the names of what is to do are here and the person goes in, or all is."""
        first = FirstSync()
        first.wished.connect(self._sit_down)
        first.asked.connect(partial(self._on_filling_asked, link))
        first.show_state(link.state(), int(time.time()))
        stop = link.listen(lambda state: self.bridge.post(lambda: self._show_filling(first, state)))
        first.destroyed.connect(lambda _: stop())
        self._front(first)

    def _on_filling_asked(self, link: RunningLink, what: str) -> None:
        match what:
            case "sync":
                link.sync_now()
            case "signin":
                self._sign_in_again()
            case _:
                link.pause(paused=what == "pause")

    def _show_filling(self, first: FirstSync, state: SyncState) -> None:
        if self.window is not first:
            return
        first.show_state(state, int(time.time()))
        if state.phase is Phase.IDLE and state.last_full_pass:
            self._sit_down()

    def _sit_down(self) -> None:
        if self.seat is None or self.link is None or self.desktop is not None:
            return
        self.desktop = Desktop(
            self._app,
            self.seat.desk,
            self.link,
            bridge=self.bridge,
            memory=self._memory,
            tools=Tools(
                self._matter_page,
                self._compose,
                self._outside.write_directory,
                self._outside.write_table,
                read_table=self._outside.read_table,
                autostart=self._outside.autostart,
                policies=self._policies,
                change_password=self._outside.change_password,
            ),
            probe=self.probe,
        )
        if self._outside.scans is not None:
            self.desktop.watch_scans(Scanning(self._outside.scans, self._preview, self._compose_with))
        if tray.available():
            self.desktop.enter_tray()
        if self._idle_lock is not None:
            self.desktop.kept_back = self._idle_lock.raise_screen
        self.desktop.quit_asked.connect(self._quit)
        self.desktop.sign_in_asked.connect(self._sign_in_again)
        if self._network is not None:
            self._on_metered(self._network.is_metered)
        self._front(self.desktop.window)
        self.calls.seated(self.desktop, self.seat)

    def _matter_page(self, parent: QWidget) -> QWidget:
        assert self.seat is not None
        seat, given = self.seat, self._outside
        page = MatterPage(
            seat.desk, self.bridge, self._preview, parent, seat.press, given.copies, self._memory, given.passing
        )
        if page.printing is not None:
            page.printing.use_seals(seat.seals)
        page.followed.connect(self._on_followed)
        page.compose = partial(self._form, parent.window())
        return page

    def _on_followed(self, kind: str, matter: str) -> None:
        """A matter speaks of another: go there."""
        if self.desktop is not None:
            self.desktop.open(kind, MatterId(matter))

    def _compose(self, parent: QWidget, kind: str, draft: str) -> None:
        """The form of a new matter, in a window of its own: the lists stay at hand."""
        self._form(parent, Task(kind), draft)

    def _compose_with(self, parent: QWidget, file: FileRef) -> None:
        """收文登记 with a file attached."""
        self._form(parent, Task("incoming"))
        self._composing["incoming"].bring(file)

    def _draft_page(self, task: Task, parent: QWidget) -> ComposePage:
        """拟稿 has fields, text and page side by side: it takes all the room there is."""
        assert self.seat is not None
        given = self._outside
        office = (given.copies, given.office) if given.copies is not None and given.office is not None else None
        page = DraftPage(self.seat.desk, self.bridge, task, self._prover, parent, office)
        page.resize(parent.size())
        return page

    def _form_page(self, task: Task, parent: QWidget) -> ComposePage:
        assert self.seat is not None
        page = ComposePage(self.seat.desk, self.bridge, task, parent)
        page.resize(parent.size() * 0.86)
        return page

    def _form(self, parent: QWidget, task: Task, draft: str = "") -> None:
        name = draft or (f"{task.record.id}/{task.action}" if task.record is not None else task.kind)
        if (begun := self._composing.get(name)) is not None:
            begun.raise_()
            begun.activateWindow()
            return
        page = self._forms.get(task.kind, self._form_page)(task, parent)
        page.setWindowFlag(Qt.WindowType.Window)
        page.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        page.setWindowTitle(page.accessibleName())
        page.closed.connect(page.close)
        page.opened.connect(self._on_look)
        if self.desktop is not None and (inbox := self.desktop.inbox) is not None:
            page.kept.connect(inbox.presenter.kept)
            page.taken_back.connect(inbox.presenter.taken_back)
        self._composing[name] = page
        page.destroyed.connect(lambda _: self._composing.pop(name, None))
        page.begin(draft or None)
        page.show()

    def _on_look(self, matter: str) -> None:
        """A form speaks of another matter: show it in the window behind."""
        if self.desktop is not None:
            self.desktop.open("incoming", MatterId(matter))
            self._raise()

    def _front(self, window: QWidget) -> None:
        """This window instead of the one before."""
        before, self.window = self.window, window
        if self._quietly:
            self._stay_behind(window)
        else:
            window.show()
        if before is not None:
            before.close()
            before.deleteLater()

    def raise_window(self) -> None:
        """Bring the window to the front; from any thread."""
        self.bridge.post(self._raise)

    def _stay_behind(self, window: QWidget) -> None:
        """Begun by the system: what somebody is doing there keeps the keyboard."""
        window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        if self.desktop is None or self.desktop.tray is None:
            window.showMinimized()

    def _raise(self) -> None:
        if self._idle_lock is not None and self._idle_lock.raise_screen():
            return
        if self.window is not None:
            self._quietly = False
            self.window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, False)
            self.window.showNormal() if self.window.isMinimized() else self.window.show()
            self.window.raise_()
            self.window.activateWindow()

    def _quit(self) -> None:
        self._app.quit()

    @staticmethod
    def _put_away(desktop: Desktop) -> None:
        desktop.close()
        desktop.window.deleteLater()
        desktop.deleteLater()

    def close(self) -> None:
        """Finish what is being written, then let go of everything."""
        self.probe.stop()
        self._end_idle_lock()
        if self.desktop is not None:
            self._put_away(self.desktop)
        elif self.window is not None:
            self.window.close()
            self.window.deleteLater()
        self.bridge.close()
        self._preview.close()
        if self.link is not None:
            self.link.stop()
        if self.seat is not None:
            self.seat.close()
        self._tidy()

    def _tidy(self) -> None:
        """Copies in which nothing waits, and that nothing has open, do not stay in the clear."""
        if self._outside.copies is not None:
            self._outside.copies.tidy()
