"""What the desktop is given: the engine as it sees it, and what its pages work with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QWidget

from oa_client.app.directory import WriteDirectory
from oa_client.app.forms import Form
from oa_client.app.lineuse import LineUse
from oa_client.app.office_copy import OfficeFiles
from oa_client.app.policies import Policies
from oa_client.app.scans import ScanFolder
from oa_client.app.seat import NewPassword
from oa_client.app.standing import SyncState
from oa_client.app.synclog import LogLine
from oa_client.app.tabular import ReadTable, WriteTable
from oa_client.layout.proof import Typesetter
from oa_client.ui.matter.working_copies import WorkingCopies
from oa_client.ui.widgets.detail import MatterPages


class Link(Protocol):
    """The engine, as the desktop sees it. May be called from the GUI thread; never blocks."""

    def state(self) -> SyncState:
        """How syncing stands."""
        ...

    def listen(self, listener: Callable[[SyncState], None]) -> Callable[[], None]:
        """Call this, from any thread, whenever it stands differently; the result stops it."""
        ...

    def sync_now(self) -> None:
        """立即同步."""
        ...

    def pause(self, *, paused: bool) -> None:
        """暂停 and 恢复."""
        ...

    def hold_files(self, *, held: bool) -> None:
        """暂停下载附件, and 继续."""
        ...

    def use(self, use: LineUse) -> None:
        """From now on use the line so."""
        ...

    def log(self) -> Sequence[LogLine]:
        """What syncing did lately, oldest first. Not for the GUI thread."""
        ...


Check = Callable[[str], None]
"""Raises `CannotServe` for another password than that of the profile. Not for the GUI thread."""


ChangePassword = Callable[[str, str], NewPassword]
"""Gives whoever sits here another password, by the present one. Raises `CannotServe`. Not for the GUI thread."""


Compose = Callable[[QWidget, str, str], None]
"""Opens the form that begins a new matter of a kind, with a named draft or else with what was begun last."""


Diagnose = Callable[[str, Path, Callable[[int, int, str], None]], tuple[str, Mapping[str, object]]]
"""Writes a diagnosis: what the window knows itself, where to, and who hears how far it is; a code and facts of
`oa_client.wording` that say where it lies. Not for the GUI thread. Raises `CannotServe`."""


PrintForm = Callable[[Callable[[], Form], str, str, QWidget], None]
"""Shows a form as it will be printed: what makes it, away from the screen, its title, and what a file is called."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What the pages are given to work with: the page of a matter, the forms of new ones, what writes files."""

    matter_page: MatterPages
    compose: Compose | None = None
    write_directory: WriteDirectory | None = None
    write_table: WriteTable | None = None
    print_form: PrintForm | None = None
    read_table: ReadTable | None = None
    policies: Policies | None = None
    autostart: bool = False
    """Whether the system can begin the program by itself."""
    change_password: ChangePassword | None = None


@dataclass(frozen=True, slots=True)
class Outside:
    """What reaches beyond the window: what writes files, attachments being changed, the scanner's folder."""

    write_directory: WriteDirectory | None = None
    copies: WorkingCopies | None = None
    scans: ScanFolder | None = None
    write_table: WriteTable | None = None
    typesetter: Typesetter | None = None
    office: OfficeFiles | None = None
    passing: Path | None = None
    """Where copies lie that other programs look at; cleared at each start."""
    read_table: ReadTable | None = None
    policies: Policies | None = None
    check: Check | None = None
    """Whether a password is that of the profile; where there is none the window is never locked."""
    bar: Callable[[bool], None] | None = None
    """From now on the profile opens by the password alone, or as ever."""
    diagnose: Diagnose | None = None
    autostart: bool = False
    change_password: ChangePassword | None = None
