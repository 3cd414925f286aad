"""公文办理: the shared page of a matter of any kind. It shows what the presenter says and passes on what people do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import shiboken6
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QResizeEvent, QShortcut, Qt
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from oa_client.app.acting import UNDO_SECONDS, Offer
from oa_client.app.checking import Verdict
from oa_client.app.desk import Desk
from oa_client.app.forms import Press
from oa_client.app.ports import Changes
from oa_client.app.preview import Preview
from oa_client.app.seals import Sealed
from oa_client.assets import _
from oa_client.domain.matter import FileRef, MatterId
from oa_client.domain.table import FieldType
from oa_client.ui import theme
from oa_client.ui.bridge import Bridge
from oa_client.ui.matter import asks, ink_fetching, words
from oa_client.ui.matter.action_area import ActionArea
from oa_client.ui.matter.action_dialog import ActionDialog
from oa_client.ui.matter.compose_presenter import Task
from oa_client.ui.matter.drawing import Drawing
from oa_client.ui.matter.editing import Editing
from oa_client.ui.matter.field_ink import on_pages
from oa_client.ui.matter.file_hands import FileHands
from oa_client.ui.matter.form import Workshop
from oa_client.ui.matter.head import HeadBar
from oa_client.ui.matter.link import copy_link
from oa_client.ui.matter.new_version import NewVersion
from oa_client.ui.matter.presenter import Done, Presenter
from oa_client.ui.matter.print_work import sealing
from oa_client.ui.matter.printing import PrintRoom
from oa_client.ui.matter.proofs import ProofPreview
from oa_client.ui.matter.recent import Recent
from oa_client.ui.matter.runner import HomeRunner
from oa_client.ui.matter.sheet import FileLine, Sheet
from oa_client.ui.matter.strands import Turn
from oa_client.ui.matter.tabs import Tabs
from oa_client.ui.matter.working_copies import Copy, WorkingCopies
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.cards import StateCard
from oa_client.ui.widgets.conflict_card import ConflictStack
from oa_client.ui.widgets.page import Memory
from oa_client.ui.widgets.undo_strip import UndoStrip

LOW = 640
"""Below this height of the window the opinion opens by a button."""
ROOMY = 760
"""From this height of the page on, both sides of a conflict have room above the matter."""
LOOK_MS = 1000


class MatterPage(QFrame):
    """One matter: head, tabs, and at the bottom what may be done."""

    finished = Signal(str)
    """(MatterId) its work is done; the list goes on to the next."""
    reopened = Signal(str)
    """(MatterId) it was taken back and is shown again; the list goes back to it."""
    followed = Signal(str, str)
    """(kind, MatterId) somebody wants to see another matter this one names."""

    def __init__(
        self,
        desk: Desk,
        bridge: Bridge,
        preview: Preview,
        parent: QWidget | None = None,
        press: Press | None = None,
        copies: WorkingCopies | None = None,
        memory: Memory | None = None,
        passing: Path | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._bridge = desk, bridge
        self._runner = HomeRunner(bridge, self)
        self._dialog: ActionDialog | None = None
        self._hands = FileHands(desk, self._runner, self, passing)
        self._editing = Editing(desk, self._runner, copies or WorkingCopies(), self)
        self.presenter = Presenter(desk, self._runner, self)
        self._version = NewVersion(desk, self._runner, self.presenter, self)
        self._recent = Recent(desk, self._runner)
        drawing = self._drawing = Drawing(preview, bridge.post)
        room = PrintRoom(desk, press, preview, drawing, self._runner, memory, passing) if press is not None else None
        self.printing = room
        self._lays = isinstance(preview, ProofPreview)
        self.compose: Callable[[Task], None] | None = None
        """Opens the page on which an action is written that asks for a text; without one it is a dialog."""
        self._build(drawing)
        self._connect()
        self.show_empty()

    def _build(self, drawing: Drawing) -> None:
        plain.named(self, "page.matter", _("公文办理"))
        self.setProperty("role", "panel")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.head = HeadBar()
        self.head.print.setVisible(self.printing is not None)
        self.strip = UndoStrip("matter.done")
        self.news = plain.message_strip("matter.news")
        self.notice = plain.message_strip("matter.notice")
        self.tabs = Tabs(self._desk, drawing, self._runner, lays=self._lays)
        self.area = ActionArea()
        self.card = StateCard("matter.card")
        self._whole = QWidget()
        inner = QVBoxLayout(self._whole)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        self.conflicts = ConflictStack()
        for part in (self.head, self.notice, self.conflicts, self.news):
            inner.addWidget(part)
        self._work = QWidget()
        work = QVBoxLayout(self._work)
        work.setContentsMargins(0, 0, 0, 0)
        work.setSpacing(0)
        work.addWidget(self.tabs, 1)
        work.addWidget(self.area)
        self.setFocusProxy(self.tabs.tabBar())
        inner.addWidget(self._work, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.card)
        self._stack.addWidget(self._whole)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.strip)
        box.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.area.typed.connect(self.presenter.typed)
        self.area.submitted.connect(self._submit)
        self.area.chosen.connect(self._open_dialog)
        self.strip.undone.connect(self.undo)
        self.strip.over.connect(self.presenter.undo_over)
        self.conflicts.spread.connect(self._work.setHidden)
        self.conflicts.taken.connect(self.presenter.put_away)
        self.conflicts.reworked.connect(self._rework)
        self.tabs.body.linked.followed.connect(self.followed)
        self.tabs.history.asked.connect(self._verify)
        self.tabs.files.wanted.connect(self.presenter.want)
        for pane in (self.tabs.body.pages, self.tabs.files.pages):
            pane.wanted.connect(self.presenter.want)
            pane.light_wanted.connect(self.presenter.want_light)
        self.tabs.files.opened.connect(self._hands.open)
        self.tabs.files.saved.connect(self._hands.save_as)
        self._hands.said.connect(self.strip.say)
        self.head.print.clicked.connect(self.print)
        self.head.link.clicked.connect(self._on_link)
        if self.printing is not None:
            self.printing.sealed.connect(self._open_sealing)
        self._connect_editing()
        self._bridge.changed.connect(self._on_changed)
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.setObjectName("matter.look")
        self._look.timeout.connect(self.presenter.look_at_files)
        acts = {"Ctrl+Return": self.submit, "Ctrl+Enter": self.submit, "Ctrl+S": self.flush, "Ctrl+P": self.print}
        acts |= {f"Alt+{n + 1}": partial(self.area.insert_common, n) for n in range(words.KEYED)}
        for keys, act in acts.items():
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _connect_editing(self) -> None:
        bars = self.tabs.files.edits
        self.tabs.files.edited.connect(self._editing.open)
        self._editing.said.connect(self.strip.say)
        self._editing.found.connect(bars.show_copies)
        bars.kept.connect(self._keep_version)
        bars.dropped.connect(self._editing.drop)

    # what the shell and the lists ask

    def show_matter(self, matter: MatterId | None) -> None:
        """Show a matter, or nothing; what was being typed is kept first."""
        self.flush()
        self.presenter.show(matter)

    def flush(self) -> None:
        """Keep what is being typed now."""
        QGuiApplication.inputMethod().commit()
        self.area.flush()

    def submit(self) -> None:
        """Ctrl+Enter: the primary action, with the last word the input method still holds."""
        QGuiApplication.inputMethod().commit()
        self.area.submit()

    def take_up(self, matter: MatterId, form: str) -> None:
        """Show a matter with the form of an action open, in which words are a draft again."""
        self.flush()
        self.presenter.take_up(matter, form)

    def undo(self) -> bool:
        """Take back what was just handed in or put away; whether there was something."""
        if not self.presenter.can_undo:
            return False
        done = self.presenter.done
        self.flush()
        self.strip.end()
        self.presenter.undo()
        if done is not None and self.presenter.done is None:
            self.reopened.emit(done.matter)
        return True

    def print(self) -> None:
        """Ctrl+P: look at the sheet of this matter as it would be printed."""
        if self.printing is not None and (shown := self.presenter.sheet) is not None:
            self.flush()
            self.printing.open(shown.id, shown.head.title, self)

    def refresh(self) -> None:
        """F5."""
        self.presenter.again()

    def hideEvent(self, event: object) -> None:
        self.flush()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.area.fold(folded=self.window().height() < LOW)
        self.conflicts.set_tight(self.height() < ROOMY * theme.current().scale)

    def _on_link(self) -> None:
        copy_link(self.presenter.sheet, self.strip)

    def _on_changed(self, changes: Changes, _origin: str) -> None:
        self.presenter.changed(changes)

    # the presenter's view

    def show_empty(self) -> None:
        """No matter is chosen."""
        self._look.stop()
        self.area.clear()
        self.card.empty(_("请在左侧选一件办理。"))
        self._stack.setCurrentWidget(self.card)

    def show_loading(self) -> None:
        """One is being read."""
        self._look.stop()
        self.news.hide()
        self.area.clear()
        self.card.loading()
        self._stack.setCurrentWidget(self.card)

    def show_error(self, text: str) -> None:
        """It could not be read."""
        self._look.stop()
        self.area.clear()
        self.card.trouble(text, self.presenter.again)
        self._stack.setCurrentWidget(self.card)

    def show_sheet(self, shown: Sheet, *, fresh: bool) -> None:
        """A matter as it stands; not `fresh`: focus, place and typed words stay."""
        self.head.show_head(shown.head)
        self.notice.say_if("offline", shown.notice)
        if fresh:
            self.news.hide()
        self.strip.drop(every=fresh, these="" if shown.lacking else _(words.LACKING))
        self.conflicts.show_conflicts(shown.conflicts, fresh=fresh)
        self.tabs.show_sheet(shown, fresh=fresh)
        draft = shown.draft.data.get("fields") if shown.draft else {}
        self.area.show_sheet(shown, fresh=fresh, draft=draft if isinstance(draft, dict) else {})
        self._watch_files(shown.files)
        if fresh:
            for file in ink_fetching.wanted(shown):
                self.presenter.want(file)
            self._editing.show_matter(shown.id, tuple(line.file for line in shown.files))
        self._stack.setCurrentWidget(self._whole)

    def show_news(self, text: str) -> None:
        """Somebody else acted in it meanwhile."""
        self.news.say("conflict", text, _("看办理记录"), self.tabs.show_history)

    def show_saved(self, text: str, *, good: bool) -> None:
        """Where what is typed stands."""
        target = self._dialog or self.area
        target.say_saved(text, good=good)

    def show_refusal(self, field: str, text: str) -> None:
        """It was not kept; nothing is cleared."""
        if self._dialog is not None:
            self._dialog.say_refusal(field, text)
        elif self.area.isVisible():
            self.area.say_refusal(text)
        else:
            self.strip.say("error", text)

    def show_done(self, done: Done) -> None:
        """It was kept: the strip to take it back."""
        if self._dialog is not None:
            self._dialog.accept()
        if self.presenter.sheet is not None and self.presenter.sheet.id == done.matter:
            self.area.handed_in()
        self.strip.count_down(done.words, done.seconds)

    def show_files(self, files: tuple[FileLine, ...]) -> None:
        """The attachments as they stand now."""
        self.tabs.show_files(files)
        self._watch_files(files)
        if ink_fetching.came(self.presenter.sheet, files):
            self.presenter.again()

    def show_away(self, words: str) -> None:
        """A conflict was put away: the strip to bring it back; the keyboard stays in the page."""
        self.strip.count_down(words, UNDO_SECONDS)
        self.tabs.tabBar().setFocus()

    def open_form(self, offer: Offer) -> None:
        """The form in which words are a draft again."""
        shown = self.presenter.sheet
        self.conflicts.set_open(False)
        if shown is not None and offer is shown.primary and asks.in_place(offer.action):
            self.area.panel.show()
            self.area.edit.setFocus()
        else:
            self._open_dialog(offer)

    def tell_finished(self, matter: MatterId) -> None:
        """The list may move on."""
        self.finished.emit(matter)

    def _watch_files(self, files: tuple[FileLine, ...]) -> None:
        if self.isVisible() and any(f.fetching or not f.whole for f in files):
            self._look.start()
        else:
            self._look.stop()

    # what people do

    def _submit(self, offer: Offer, fields: Mapping[str, object], turn: Turn | None) -> None:
        self.presenter.submit(offer, fields, turn)

    def _keep_version(self, copy: Copy) -> None:
        self._version.keep(copy, self._editing.taken)

    def _rework(self, n: int, theirs: str) -> None:
        self.flush()
        self.presenter.rework(n, theirs)

    def _open_sealing(self, matter: MatterId, file: FileRef, sealed: Sealed) -> None:
        """用印 with the file that bears a picture of the seal."""
        shown = self.presenter.sheet
        if shown is None or shown.id != matter:
            return
        offer = next((o for o in (shown.primary, *shown.others) if o is not None and o.action.name == "seal"), None)
        if offer is not None:
            fields = sealing(self.presenter.draft(offer), file, sealed)
            self.presenter.typed(offer, fields)
            self._open_dialog(offer, fields)

    def _open_dialog(self, offer: Offer, fields: Mapping[str, object] | None = None) -> None:
        shown = self.presenter.sheet
        if shown is None or self._dialog is not None:
            return
        self.flush()
        writes = any(a.type is FieldType.BODY for a in offer.action.asks)
        if writes and shown.lacking:
            self.strip.say("error", _(words.LACKING))
            return
        if self.compose is not None and writes:
            self.compose(Task(shown.kind, shown.record, offer.action.name))
            return
        inking = on_pages(self._drawing, shown.files, f"ink/{shown.id}/{offer.action.name}")
        shop = Workshop(self._desk, self._runner, self._recent.scopes, inking=inking)
        self._recent.read()
        dialog = ActionDialog(shown, offer, shop, fields or self.presenter.draft(offer), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.typed.connect(self.presenter.typed)
        dialog.submitted.connect(self._submit_dialog)
        dialog.finished.connect(self._dialog_closed)
        self._dialog = dialog
        dialog.open()

    def _submit_dialog(self, offer: Offer, fields: Mapping[str, object], seen: Sheet) -> None:
        self.presenter.submit(offer, fields, seen=seen)

    def _dialog_closed(self) -> None:
        self._dialog = None
        if shiboken6.isValid(self.area):
            self.area.row.setFocus()

    def _verify(self) -> None:
        shown = self.presenter.sheet
        if shown is None:
            return

        def told(verdict: Verdict) -> None:
            if self.presenter.sheet is not None and self.presenter.sheet.id == shown.id:
                self.tabs.history.show_verdict(verdict)

        def failed(_error: Exception) -> None:
            self.strip.say("error", words.told("record_broken"))

        self._runner.run(lambda: self._desk.verify(shown.id), told, failed, name="verify")
