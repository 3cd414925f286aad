"""What is asked of the windows from outside them, and what is to be told in whichever of them is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Protocol

from PySide6.QtWidgets import QWidget

from oa_client.app.links import BadLink, Target, address_of, find, matter_of
from oa_client.app.seat import CannotServe, Seat
from oa_client.app.soundness import Finding
from oa_client.ui.bridge import Bridge
from oa_client.ui.desktop import Desktop
from oa_client.ui.shell.export import DiagnosisExport
from oa_client.ui.shell.given import Diagnose
from oa_client.ui.shell.sign_in import SignIn
from oa_client.ui.shell.signing import code_of
from oa_client.wording.sentences import sentence
from oa_client.wording.soundness import said


class Windows(Protocol):
    """The windows of one run, of which one is there at a time."""

    bridge: Bridge
    seat: Seat | None
    desktop: Desktop | None
    window: QWidget | None

    def raise_window(self) -> None:
        """Bring it to the front; from any thread."""
        ...


class Calls:
    """Links into the windows, what a look at this machine found, 导出诊断."""

    def __init__(self, windows: Windows, link: str, diagnose: Diagnose | None) -> None:
        """`link` is followed once somebody sits there."""
        self._windows, self._link, self._diagnose = windows, link, diagnose
        self._to_tell: list[str] = []

    def follow(self, address: str) -> str:
        """Go to the matter an address names, now or once somebody sits here; "" or why not. From any thread."""
        seat, bridge = self._windows.seat, self._windows.bridge
        try:
            if seat is None:
                bridge.post(partial(self._wait_with, address_of(matter_of(address))))
            else:
                bridge.post(partial(self._lead, find(seat.desk, address)))
        except BadLink:
            return self._refuse("bad_link", {})
        except CannotServe as why:
            return self._refuse(why.code, why.facts)
        return ""

    def _refuse(self, code: str, facts: Mapping[str, object]) -> str:
        text = sentence(code, facts)
        self._windows.bridge.post(partial(self.tell, text))
        self._windows.raise_window()
        return text

    def _wait_with(self, link: str) -> None:
        self._link = link
        if isinstance(self._windows.window, SignIn):
            self._windows.window.say(sentence("link_waits"))

    def _lead(self, target: Target) -> None:
        if self._windows.desktop is None:
            self._link = address_of(target.matter)
        else:
            self._windows.desktop.show_target(target)

    def _astray(self, error: Exception) -> None:
        self.tell(sentence(*code_of(error)))

    def greet(self, sign_in: SignIn) -> None:
        """Somebody is asked who he is."""
        if self._diagnose is not None:
            sign_in.offer_diagnosis(partial(self._export, sign_in))
        if self._link:
            sign_in.say(sentence("link_waits"))

    def seated(self, desktop: Desktop, seat: Seat) -> None:
        """Somebody sits at the desk now."""
        if self._diagnose is not None:
            desktop.offer_diagnosis(partial(self._export, desktop.window))
        self.tell(*(sentence(code) for code in seat.notes))
        if self._link:
            link, self._link = self._link, ""
            self._windows.bridge.run(lambda: find(seat.desk, link), self._lead, self._astray, name="follow")

    def check(self, look: Callable[[], Sequence[Finding]], done: Callable[[], None]) -> None:
        """Look at this machine beside everything else; what is wrong is told once. `done`: it was looked at."""

        def told(found: Sequence[Finding]) -> None:
            done()
            self.tell(*(said(one) for one in found if not one.good))

        self._windows.bridge.run(look, told, self._unchecked, name="checkup")

    def _unchecked(self, _error: Exception) -> None:
        """The next start looks again."""

    def tell(self, *sentences: str) -> None:
        """Say it once in the window, or as soon as there is one."""
        self._to_tell += [text for text in sentences if text]
        window = self._windows.window
        if not self._to_tell:
            return
        if self._windows.desktop is not None:
            self._windows.desktop.window.tell("\n".join(self._to_tell))
            self._to_tell = []
        elif isinstance(window, SignIn):
            window.say("\n".join(self._to_tell))

    def _export(self, parent: QWidget) -> None:
        """导出诊断, over the window somebody looks at."""
        desktop = self._windows.desktop
        if self._diagnose is not None:
            more = desktop.diagnosis() if desktop is not None else ""
            DiagnosisExport(self._windows.bridge, partial(self._diagnose, more), parent).choose()
