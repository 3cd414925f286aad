"""拟稿: fields at the left, the text in the middle, its real page at the right; a draft from the first key on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from oa_client.app.desk import Desk
from oa_client.app.office_copy import BroughtBack, OfficeFiles, as_laid
from oa_client.app.reading import Record
from oa_client.assets import _
from oa_client.domain.body import BASE
from oa_client.domain.matter import MatterId
from oa_client.ui.bridge import Bridge
from oa_client.ui.matter.asks import Ask, Finding
from oa_client.ui.matter.compose import ComposePage
from oa_client.ui.matter.compose_presenter import Task
from oa_client.ui.matter.drawing import Drawing
from oa_client.ui.matter.edit_bars import EditBars
from oa_client.ui.matter.field_files import FilesField
from oa_client.ui.matter.form import Form
from oa_client.ui.matter.presenter import Done
from oa_client.ui.matter.proofs import ProofPreview
from oa_client.ui.matter.text_versions import Version
from oa_client.ui.matter.versions_pane import VersionsPane
from oa_client.ui.matter.working_copies import WorkingCopies
from oa_client.ui.outgoing.body_field import BodyField
from oa_client.ui.outgoing.checks_list import ChecksList
from oa_client.ui.outgoing.columns import Columns, Side
from oa_client.ui.outgoing.fields_column import FieldsColumn
from oa_client.ui.outgoing.figure_side import FigureSide
from oa_client.ui.outgoing.model import Proofed, Target
from oa_client.ui.outgoing.office import OfficeSide
from oa_client.ui.outgoing.presenter import ProofPresenter
from oa_client.ui.outgoing.proof_pane import ProofPane
from oa_client.ui.outgoing.turn_strip import TurnStrip
from oa_client.ui.outgoing.versions import Versions
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.running import Lane

LOOK_MS = 600
"""How long nobody types before the page is laid out anew."""
BODY, TITLE = "body", "title"
HIDDEN = frozenset({BASE})
"""Fields the editor fills in itself."""
EDGE = 8
"""Free at both sides of what stands between two columns."""


class DraftPage(ComposePage):
    """A `ComposePage` for a kind whose text is a 公文."""

    looked = Signal()
    """What is shown beside the text is that of the text now."""

    def __init__(
        self,
        desk: Desk,
        bridge: Bridge,
        task: Task | str,
        proofs: ProofPreview | None = None,
        parent: QWidget | None = None,
        office: tuple[WorkingCopies, OfficeFiles] | None = None,
    ) -> None:
        """Without `proofs` there are checks, but no pages; without `office` nothing is handed to office software."""
        self._based: dict[str, object] = {}
        self._drawing = Drawing(proofs, bridge.post) if proofs is not None else None
        super().__init__(desk, bridge, task, parent)
        self._bridge = bridge
        self.proofs = ProofPresenter(desk, self._runner, self, proofs)
        self.versions = Versions(desk, self._runner)
        self._around = self._surroundings()
        self.office = OfficeSide(desk, self._runner, *office, self.bars, self) if office is not None else None
        self.figures = FigureSide(desk, self._runner, proofs, bridge, self.body, self)
        self._connect_draft()
        self._connect_office()

    def values(self) -> dict[str, object]:
        """What was filled in, with the version of the text it was written on."""
        return {**super().values(), **self._based}

    def _surroundings(self) -> dict[str, object]:
        """What a matter keeps already, where this form does not ask for it."""
        record = self.presenter.record
        return dict(record.matter.fields) if record is not None and record.matter is not None else {}

    # building

    def _build_forms(self) -> None:
        asked = tuple(a for a in self.presenter.asks if a.name not in HIDDEN)
        self.body = BodyField(next((a for a in asked if a.name == BODY), Ask(BODY, asked[0].type, _("正文"))))
        self.top = Form(tuple(a for a in asked if a.name == TITLE), self._workshop())
        self.side = FieldsColumn(tuple(a for a in asked if a.name not in {BODY, TITLE}), self._workshop())
        self.form, self.more = self.side.form, self.side.more
        self.text = Form((), self._workshop())
        self.text.setParent(self)
        self.text.hide()
        self.text.fields[BODY] = self.body
        self.body.changed.connect(self.text.changed)

    @property
    def _forms(self) -> tuple[Form, ...]:
        return (self.top, self.form, self.more, self.text)

    def _build_middle(self) -> QWidget:
        self.columns = Columns(self.side, self._build_written(), self._build_beside())
        return self.columns

    def _build_written(self) -> QWidget:
        """The title has the whole width of the text: it is as long as a sentence."""
        written = QWidget()
        self.turn = TurnStrip(self._desk, self._runner, self.presenter.action.name, self.values)
        box = QVBoxLayout(written)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        self.bars = EditBars()
        box.addWidget(self.turn)
        box.addWidget(self.bars)
        self.top.setContentsMargins(EDGE, 0, EDGE, 0)
        box.addWidget(self.top)
        box.addWidget(self.body, 1)
        return written

    def _build_beside(self) -> QTabWidget:
        self.beside = plain.named(QTabWidget(), "draft.beside", _("版面、检查和历史版本"))
        plain.named(self.beside.tabBar(), "draft.beside.tabs", _("版面、检查和历史版本"))
        self.beside.setDocumentMode(True)
        self.beside.tabBar().setDrawBase(False)
        self.checks = ChecksList()
        self.past = VersionsPane(self._runner)
        self.proof = ProofPane(self._drawing) if self._drawing is not None else None
        if self.proof is not None:
            self.beside.addTab(self.proof, _("版面"))
        self.beside.addTab(self.checks, _("检查"))
        self.beside.addTab(self.past, _("历史版本"))
        return self.beside

    def _build_foot(self) -> QHBoxLayout:
        row = super()._build_foot()
        self.number = plain.label("", "draft.number", "meta")
        self.hand = plain.button(_("用办公软件编辑"), "btn.office", "main", _("用 WPS 或 LibreOffice 编辑正文"))
        row.insertWidget(row.count() - 1, self.hand)
        row.addWidget(self.number)
        self.show_fields = plain.button(_("字段 (F9)"), "btn.fields", "main", _("显示或收起发文稿纸各项"))
        self.show_paper = plain.button(_("版面 (F8)"), "btn.paper", "main", _("显示或收起版面预览"))
        for button in (self.show_fields, self.show_paper):
            button.setCheckable(True)
            row.addWidget(button)
        return row

    def _connect_draft(self) -> None:
        self._look = self._timer("draft.look", LOOK_MS, self._look_now)
        self.show_fields.clicked.connect(partial(self.columns.toggle, Side.FIELDS))
        self.show_paper.clicked.connect(partial(self.columns.toggle, Side.PAPER))
        self.columns.folded.connect(self._on_folded)
        self.checks.asked.connect(self.go_to_target)
        self.figures.said.connect(partial(self._advice.say, "offline"))
        self.figures.came.connect(self.proofs.renew)
        self.body.left.connect(self._keep_now)
        self.body.parting.connect(self.flush)
        self.past.restored.connect(self._restore)
        self.beside.currentChanged.connect(self._on_beside)
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("F8"), self, partial(self.columns.toggle, Side.PAPER), context=here)
        QShortcut(QKeySequence("F9"), self, partial(self.columns.toggle, Side.FIELDS), context=here)
        QShortcut(QKeySequence("F7"), self, self.show_checks, context=here)
        self._on_folded()
        if self.presenter.record is not None:
            self.turn.watch(self._bridge, self.presenter.record, self._on_record)

    def _on_record(self, record: Record) -> None:
        """The matter has moved on behind the form."""
        self.presenter.record = record
        self._around = self._surroundings()

    def _connect_office(self) -> None:
        office = self.office
        self.hand.setVisible(office is not None)
        if office is not None:
            self.hand.clicked.connect(lambda: office.open(str(self.values().get(TITLE) or ""), self.body.body()))
            office.back.connect(self._on_back)
            office.kept.connect(self._on_kept_file)
            office.said.connect(self._advice.say)

    def _on_back(self, brought: BroughtBack, taken: Callable[[], None]) -> None:
        """What was written with office software; what stood here is a version."""
        self.flush()
        self.figures.put_body(as_laid(brought.body, self.body.body()), partial(self._stands, brought, taken))

    def _stands(self, brought: BroughtBack, taken: Callable[[], None]) -> None:
        self.flush()
        taken()
        said = _("已取回在办公软件中的修改；取回前的内容在历史版本里。")
        left = _("其中 {n} 张图片没有进来，请加为附件。").format(n=brought.pictures) if brought.pictures else ""
        self._advice.say("offline", said + left)

    def _on_kept_file(self, path: Path) -> None:
        """A file that cannot be read as a text is an attachment; the text stays as it is."""
        files = self.form.fields.get("files")
        if isinstance(files, FilesField):
            files.take_in([path])
        self._advice.say("offline", _("改过的文件读不成正文，已加为附件；正文没有变。"))

    def _timer(self, name: str, pause: int, act: object) -> QTimer:
        made = QTimer(self)
        made.setObjectName(name)
        made.setSingleShot(True)
        made.setInterval(pause)
        if callable(act):
            made.timeout.connect(act)
        return made

    def _on_folded(self) -> None:
        self.show_fields.setChecked(self.columns.in_sight(Side.FIELDS))
        self.show_paper.setChecked(self.columns.in_sight(Side.PAPER))

    def _fit(self) -> None:
        """The columns see to their widths themselves."""

    # what is typed

    def _on_changed(self) -> None:
        super()._on_changed()
        self._look.start()

    def hideEvent(self, event: object) -> None:
        super().hideEvent(event)
        self._look.stop()

    def _keep_now(self) -> None:
        if self._pause.isActive() and not self.body.composing():
            self._pause.stop()
            self._save()

    def _save(self) -> None:
        super()._save()
        if not self.body.composing():
            self.versions.typed(self.values())

    def flush(self) -> None:
        """Keep what was written now, also as a version."""
        super().flush()
        self.versions.keep(self.values())

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.WindowDeactivate and hasattr(self, "_look"):
            self._keep_now()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return False

    # the page and the checks

    def _look_now(self) -> None:
        if self.body.composing():
            self._look.start()
        else:
            self.proofs.look({**self._around, **self.values()})

    def show_proof(self, proofed: Proofed) -> None:
        """How the draft stands now."""
        if self.proof is not None:
            self.proof.show_pages(proofed.document, proofed.unshown)
            self.proof.show_missing(proofed.missing)
        self.checks.show_checks(proofed.checks)
        self.number.setText(_("文号：{number}").format(number=proofed.number or _("待取号")))
        at = self.beside.indexOf(self.checks)
        self.beside.setTabText(at, _("检查 {n}").format(n=proofed.open) if proofed.open else _("检查"))
        self.looked.emit()

    def show_checks(self) -> None:
        """F7: the checks, with the keys in them."""
        self.columns.show_side(Side.PAPER)
        self.beside.setCurrentWidget(self.checks)
        self.checks.list.setFocus()

    def go_to_target(self, target: Target) -> None:
        """Put the keys where something is to be mended."""
        if target.field == BODY and target.block is None:
            self.body.go_to_title(target.part)
        elif target.field == BODY:
            self.body.go_to(target.part, target.block or 0)
        else:
            self._show_field(target.field)
            for form in self._forms[:3]:
                form.go_to(target.field)

    def go_to(self, finding: Finding) -> None:
        """Put the keys where it is to be mended, and say it there."""
        self._show_field(finding.field)
        super().go_to(finding)

    def _show_field(self, field: str) -> None:
        """Have a field in sight, wherever it is folded away."""
        if self.side.has(field):
            self.columns.show_side(Side.FIELDS)

    # versions

    def show_values(self, values: dict[str, object], restored: str) -> None:
        """A draft, and since when it is one; it is the first of the versions kept while it is written."""
        self._based = {name: values[name] for name in HIDDEN & values.keys()}
        super().show_values(values, restored)
        self.versions.begin(self.presenter.key, values)
        if self.office is not None:
            self.office.begin(self.presenter.key)
        self._look_now()
        self.turn.look()

    def _on_beside(self, _at: int) -> None:
        if self.beside.currentWidget() is self.past:
            self.read_versions()

    def read_versions(self) -> None:
        """Look which versions there are."""
        record, versions, shown = self.presenter.record, self.versions, self.past.show_versions
        # behind what is still being kept, so that it is among them
        self._runner.run(lambda: versions.read(record), shown, lambda _: None, lane=Lane.WRITE, name="draft.versions")

    def _restore(self, version: Version) -> None:
        """The text of a version; what stands there now is kept as one before."""
        self.flush()
        self.body.put(version.body)
        self.flush()
        self.read_versions()
        self._advice.say("offline", _("已恢复所选的版本；恢复前的内容也在历史版本里。"))

    # sending

    def tell_finished(self, matter: str) -> None:
        """The matter keeps the versions from now on."""
        self.versions.drop()
        if self.office is not None:
            self.office.finished(MatterId(matter))
        super().tell_finished(matter)

    def tell_taken_back(self, done: Done) -> None:
        super().tell_taken_back(done)
        if self.office is not None:
            self.office.taken_back(MatterId(done.matter))
        self._look.start()

    def submit(self) -> None:
        """Not while a picture is still on its way into the text: it would be missing from what is sent."""
        if self.figures.busy:
            self._advice.say("offline", _("图片还在放进来，请稍候再提交。"))
        else:
            super().submit()

    def _clear(self) -> None:
        """The next draft lies in the same place: it is offered nothing of this one."""
        self.versions.drop()
        if self.office is not None:
            self.office.cleared()
        super()._clear()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange and hasattr(self, "columns"):
            self.columns.fit()
