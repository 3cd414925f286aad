"""新建: the form that opens a matter of any kind, made from its table; a draft from the first key on."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from oa_client.app.desk import Desk
from oa_client.assets import _
from oa_client.domain.matter import FileRef, MatterId
from oa_client.domain.table import FieldType
from oa_client.ui import theme
from oa_client.ui.bridge import Bridge
from oa_client.ui.matter.action_area import AGAIN_MS, SAVE_MS
from oa_client.ui.matter.asks import Ask, Finding
from oa_client.ui.matter.compose_presenter import ComposePresenter, Task
from oa_client.ui.matter.field_files import FilesField
from oa_client.ui.matter.field_ink import Inking, pad_only
from oa_client.ui.matter.form import Form, Workshop
from oa_client.ui.matter.presenter import Done
from oa_client.ui.matter.recent import Recent
from oa_client.ui.matter.runner import HomeRunner
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.drops import files_in
from oa_client.ui.widgets.undo_strip import UndoStrip
from oa_client.wording import names

TEXT_WIDTH = 300
"""With this much room left beside the other fields the long text stands there, else below them."""
EDGES = 24


class ComposePage(QFrame):
    """`finished`: a matter was begun (its id); `closed`: somebody leaves it, the draft stays."""

    finished = Signal(str)
    closed = Signal()
    kept = Signal(object)
    taken_back = Signal(object)
    """The files, by hash, of what was begun, and of what was taken back."""
    opened = Signal(str)
    """Somebody wants to see another matter (its id)."""

    def __init__(self, desk: Desk, bridge: Bridge, task: Task | str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        task = Task(task) if isinstance(task, str) else task
        self._desk, self._kind, self._begun = desk, task.kind, False
        self._brought: list[FileRef] = []
        self._ready = False
        self._runner = HomeRunner(bridge, self)
        self._recent = Recent(desk, self._runner)
        self.presenter = ComposePresenter(desk, self._runner, self, task)
        self._build()
        self._connect()

    def _build(self) -> None:
        record, action = self.presenter.record, self.presenter.action.name
        said = names.new(self._kind) if record is None else f"{names.action(self._kind, action)}：{record.row.title}"
        plain.named(self, f"page.new.{self._kind}", said)
        self.setProperty("role", "panel")
        self.setAcceptDrops(True)
        self._build_forms()
        self.strip = UndoStrip("new.done")
        self._restored = plain.message_strip("new.restored")
        self._advice = plain.message_strip("new.advice")
        self._title = plain.label(self.accessibleName(), "new.title", "title", wrap=self.presenter.record is not None)
        self._saved = plain.label("", "new.saved", "meta")
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._saved)
        middle = self._build_middle()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._restored)
        box.addWidget(self._advice)
        whole = QVBoxLayout()
        whole.setContentsMargins(20, 12, 20, 12)
        whole.setSpacing(12)
        whole.addLayout(head)
        whole.addWidget(middle, 1)
        whole.addWidget(self._build_findings())
        whole.addLayout(self._build_foot())
        box.addLayout(whole, 1)
        # where somebody has just submitted: coming and going it moves no field under his hands
        box.addWidget(self.strip)

    def _build_forms(self) -> None:
        """The long texts apart: they stand beside the other fields where there is room."""
        shop = self._workshop()
        asked = self.presenter.asks
        self.form = Form(tuple(a for a in asked if not _long(a)), shop)
        self.text = Form(tuple(a for a in asked if _long(a)), shop)

    @property
    def _forms(self) -> tuple[Form, ...]:
        return (self.form, self.text)

    def _workshop(self) -> Workshop:
        inking = Inking(pad_only(), (), f"ink/{self._kind}/{self.presenter.action.name}")
        return Workshop(self._desk, self._runner, self._recent.scopes, inking=inking)

    def _build_middle(self) -> QWidget:
        inner = QWidget()
        self._stacked = QVBoxLayout(inner)
        self._stacked.setContentsMargins(0, 0, 0, 0)
        self._stacked.setSpacing(12)
        self._stacked.addWidget(self.form)
        self._area = area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        inner.setAutoFillBackground(False)
        area.viewport().setAutoFillBackground(False)
        middle = QWidget()
        self._columns = QHBoxLayout(middle)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(24)
        self._columns.addWidget(area, 3)
        self._columns.addWidget(self.text, 2)
        return middle

    def _build_findings(self) -> QWidget:
        self._findings = plain.named(QFrame(), "new.findings", _("还要改的地方"))
        self._findings.setProperty("role", "card")
        self._finding_box = QVBoxLayout(self._findings)
        self._finding_box.setContentsMargins(12, 4, 12, 4)
        self._finding_box.setSpacing(0)
        self._findings.hide()
        return self._findings

    def _build_foot(self) -> QHBoxLayout:
        text = names.action(self._kind, self.presenter.action.name) or _("提交")
        self.ok = plain.button(f"{text} (Ctrl+Enter)", "btn.submit", "primary", text)
        self.close_button = plain.button(_("存为草稿并关闭"), "btn.close", "main")
        self.drop = plain.button(_("清空"), "btn.drop", "main", _("清空已填的内容"))
        row = QHBoxLayout()
        row.setSpacing(12)
        for part in (self.ok, self.close_button, self.drop):
            row.addWidget(part)
        row.addStretch(1)
        return row

    def _connect(self) -> None:
        self._pause = QTimer(self)
        self._pause.setObjectName("new.pause")
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._save)
        for form in self._forms:
            form.changed.connect(self._on_changed)
        self.form.installEventFilter(self)
        self.ok.clicked.connect(self.submit)
        self.close_button.clicked.connect(self._leave)
        self.drop.clicked.connect(self._ask_drop)
        self.strip.undone.connect(self.undo)
        self.strip.over.connect(self.presenter.undo_over)
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.submit, context=here)
        QShortcut(QKeySequence("Ctrl+S"), self, self.flush, context=here)
        QShortcut(QKeySequence("Ctrl+Shift+Z"), self, self.undo, context=here)

    # what the shell asks

    def begin(self, draft: str | None = None) -> None:
        """Start, from what was being written last or from a named draft."""
        self._begun = True
        self._recent.read()
        self.presenter.begin(draft)
        for form in self._forms:
            form.go_to("title")

    def bring(self, file: FileRef) -> None:
        """Begin with this file attached, beside what a draft holds."""
        self._brought.append(file)
        if self._ready:
            self._attach()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_in(event.mimeData()) and isinstance(self.form.fields.get("files"), FilesField):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A file let go anywhere in the form is one of its attachments."""
        field = self.form.fields.get("files")
        if isinstance(field, FilesField):
            field.take_in(files_in(event.mimeData()))
            event.acceptProposedAction()

    def _attach(self) -> None:
        field = self.form.fields.get("files")
        brought, self._brought = self._brought, []
        if isinstance(field, FilesField):
            for file in brought:
                field.bring(file)

    def flush(self) -> None:
        """Keep what was filled in now."""
        QGuiApplication.inputMethod().commit()
        self._pause.stop()
        self.presenter.typed(self.values())

    def undo(self) -> bool:
        """Take back what was just sent; whether there was something."""
        if self.presenter.done is None:
            return False
        self.strip.end()
        self.presenter.undo()
        return True

    def values(self) -> dict[str, object]:
        """What was filled in."""
        return {name: value for form in self._forms for name, value in form.values().items()}

    def submit(self) -> None:
        """Send it, or say what is to be mended first."""
        self.flush()
        self.presenter.submit(self.values())

    def _leave(self) -> None:
        self.flush()
        self.closed.emit()

    def showEvent(self, event: object) -> None:
        """Once it is seen it holds what was being written last, unless somebody began it with a draft of his choice."""
        if not self._begun:
            self.begin()

    def hideEvent(self, event: object) -> None:
        if self._pause.isActive():
            self.flush()

    def resizeEvent(self, event: object) -> None:
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The fields may want another width by now: a larger face, a longer label."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return False

    def _fit(self) -> None:
        """The long text beside the fields where it has room, else below them; nothing is cut."""
        needed = self.form.minimumSizeHint().width() + EDGES
        self._area.setMinimumWidth(max(1, min(needed, self.width() - 2 * EDGES)))
        beside = self.width() - needed - 3 * EDGES >= TEXT_WIDTH * theme.current().scale
        if beside and self._columns.indexOf(self.text) < 0:
            self._columns.addWidget(self.text, 2)
        elif not beside and self._stacked.indexOf(self.text) < 0:
            self._stacked.addWidget(self.text, 1)

    def _on_changed(self) -> None:
        self._show_needed()
        if not self._pause.isActive():
            self._pause.start(SAVE_MS)

    def _save(self) -> None:
        if any(form.composing() for form in self._forms):
            self._pause.start(AGAIN_MS)
        else:
            self.presenter.typed(self.values())
            self.presenter.advise(self.values())

    def _show_needed(self) -> None:
        needed = self.presenter.needed(self.values())
        for form in self._forms:
            form.show_needed(needed)

    def _ask_drop(self) -> None:
        question = _("清空已填的内容吗？")
        detail = _("已填的内容和草稿会一起清掉，不能恢复。")
        plain.question(self, question, detail, _("清空"), self._clear, "dialog.drop")

    def _clear(self) -> None:
        """Everything that was written goes."""
        self.presenter.drop()

    # the presenter's view

    def show_values(self, values: dict[str, object], restored: str) -> None:
        """A draft, and since when it is one."""
        for form in self._forms:
            form.blockSignals(True)
            for name, made in form.fields.items():
                if name not in values:
                    made.set_value(None)
            form.set_values(values)
            form.clear_wrong()
            form.blockSignals(False)
        self._pause.stop()
        self._findings.hide()
        self._show_needed()
        self._ready = True
        self._attach()
        if restored:
            self._restored.say("offline", restored, _("清空重写"), self._ask_drop)
        else:
            self._restored.hide()

    def show_saved(self, text: str, *, good: bool) -> None:
        """Where the draft stands."""
        self._saved.setText(text)
        plain.set_role(self._saved, "meta" if good else "warn")

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
        """What is to be mended; each goes to its field."""
        for row in self._findings.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            self._finding_box.removeWidget(row)
            row.deleteLater()
        for number, finding in enumerate(findings, 1):
            go = plain.button(f"{number}. {finding.words}", f"finding.{finding.field}", "link", finding.words)
            go.clicked.connect(partial(self.go_to, finding))
            self._finding_box.addWidget(go, 0, Qt.AlignmentFlag.AlignLeft)
        self._findings.setVisible(bool(findings))
        for form in self._forms:
            form.clear_wrong()
        if findings:
            self.go_to(findings[0])

    def go_to(self, finding: Finding) -> None:
        """Put the keys where it is to be mended, and say it there."""
        for form in self._forms:
            form.show_wrong(finding.field, finding.words)

    def show_advice(self, text: str, matter: MatterId | None) -> None:
        """What is worth a look; it hinders nothing."""
        if not text:
            self._advice.hide()
        elif matter is None:
            self._advice.say("offline", text)
        else:
            self._advice.say("offline", text, _("看看"), partial(self.opened.emit, matter))

    def show_done(self, done: Done) -> None:
        """It is on its way."""
        self._restored.hide()
        self.strip.count_down(done.words, done.seconds)

    def tell_finished(self, matter: str) -> None:
        """A matter was opened."""
        self.finished.emit(matter)
        if self.presenter.done is not None:
            self.kept.emit(_files(self.presenter.done))

    def tell_taken_back(self, done: Done) -> None:
        """It was taken back."""
        self.taken_back.emit(_files(done))


def _files(done: Done) -> frozenset[str]:
    named = (done.fields or {}).get("files")
    return frozenset(str(f.get("sha256")) for f in (named if isinstance(named, list) else ()) if isinstance(f, dict))


def _long(ask: Ask) -> bool:
    return ask.type is FieldType.TEXT
