"""用 WPS / LibreOffice 编辑: the draft as a working copy, watched and brought back as text; nothing is overwritten."""

from __future__ import annotations

import hashlib
from functools import partial

from PySide6.QtCore import QObject, Signal

from oa_client.app.body import Body
from oa_client.app.desk import Desk
from oa_client.app.office_copy import BroughtBack, OfficeFiles, Unreadable
from oa_client.assets import _
from oa_client.domain.matter import MatterId
from oa_client.ui.matter.edit_bars import EditBars
from oa_client.ui.matter.editing import Editing
from oa_client.ui.matter.handing_out import safe
from oa_client.ui.matter.working_copies import Copy, WorkingCopies
from oa_client.ui.widgets.running import Runner

NAME = "正文.docx"
"""What the working copy is called when the draft has no title."""
MOST_NAME = 40


class OfficeSide(QObject):
    """`back`: what was written there, and what to do once it stands in the text.

    `kept`: a file that cannot be read as a text; `said`: a role and a sentence.
    """

    back = Signal(object, object)
    kept = Signal(object)
    said = Signal(str, str)

    def __init__(
        self, desk: Desk, runner: Runner, copies: WorkingCopies, files: OfficeFiles, bars: EditBars, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._runner, self._copies, self._files = runner, copies, files
        self._figures = desk.texts.figures
        self._editing = Editing(desk, runner, copies, self)
        self._editing.said.connect(self.said)
        self._editing.found.connect(bars.show_copies)
        bars.kept.connect(self._bring_back)
        bars.dropped.connect(self._editing.drop)
        self._key = MatterId("")

    def begin(self, key: str) -> None:
        """The draft lies there; what was written on a copy of it in an earlier run is offered again."""
        self._key = MatterId("draft-" + key.replace("/", "-"))
        self._editing.show_matter(self._key, ())

    def open(self, title: str, body: Body) -> None:
        """Hand what stands in the editor now to the office software."""
        name = safe(f"{title[:MOST_NAME]}.docx") if title else NAME
        matter, copies, files, figures = self._key, self._copies, self._files, self._figures
        self._editing.open_copy(lambda: copies.put(matter, name, files.write(title, figures.body(body))), name)

    def finished(self, matter: MatterId) -> None:
        """The draft has become this matter: what was written there and not taken in is offered on its page."""
        key, copies = self._key, self._copies
        self._editing.go_over(lambda: copies.hand_over(key, matter))

    def taken_back(self, matter: MatterId) -> None:
        """It is a draft again."""
        key, copies = self._key, self._copies
        self._editing.go_over(lambda: copies.hand_over(matter, key))

    def cleared(self) -> None:
        """The draft was thrown away; the next one lies in the same place."""
        key, copies = self._key, self._copies
        self._editing.go_over(lambda: copies.forget(key))

    def _bring_back(self, copy: Copy) -> None:
        def work() -> tuple[BroughtBack | None, str]:
            data = copy.path.read_bytes()
            sha256 = hashlib.sha256(data).hexdigest()
            try:
                return self._files.read(data), sha256
            except Unreadable:
                return None, sha256

        def done(found: tuple[BroughtBack | None, str]) -> None:
            brought, sha256 = found
            if brought is None:
                self.kept.emit(copy.path)
                self._editing.taken(copy, sha256)
            else:
                self.back.emit(brought, partial(self._editing.taken, copy, sha256))

        self._runner.run(work, done, self._broke, name="draft.back")

    def _broke(self, _error: Exception) -> None:
        self.said.emit("error", _("没有取回修改：读不出那份文件。正文没有变，文件也没有动，请稍后再试。"))
