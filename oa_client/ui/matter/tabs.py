"""The tabs of a matter; one that has nothing to show is not there."""

from __future__ import annotations

from PySide6.QtWidgets import QTabWidget, QWidget

from oa_client.app.desk import Desk
from oa_client.app.numbers import KIND as NUMBERS
from oa_client.assets import _
from oa_client.ui.matter.body_tab import BodyTab
from oa_client.ui.matter.drawing import Drawing
from oa_client.ui.matter.files_tab import FilesTab
from oa_client.ui.matter.history_tab import HistoryTab
from oa_client.ui.matter.ink_over import marks_of
from oa_client.ui.matter.parts_tab import PartsTab
from oa_client.ui.matter.readers_tab import ReadersTab
from oa_client.ui.matter.sheet import FileLine, Sheet
from oa_client.ui.matter.versions_pane import VersionsPane
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.conflicts import Said
from oa_client.ui.widgets.running import Runner
from oa_client.wording import names


def attachments(files: tuple[FileLine, ...]) -> tuple[FileLine, ...]:
    """What came as a file, without what was written by hand."""
    return tuple(line for line in files if not line.by_hand)


class Tabs(QTabWidget):
    """正文, 附件, 办理记录, 传阅情况, 分解任务, 历史版本, 历次稿."""

    def __init__(self, desk: Desk, drawing: Drawing, runner: Runner, *, lays: bool = False) -> None:
        super().__init__()
        plain.named(self, "matter.tabs", _("事项内容"))
        self.setDocumentMode(True)
        self.setMinimumHeight(140)
        self.tabBar().setExpanding(False)
        self.tabBar().setDrawBase(False)
        plain.named(self.tabBar(), "matter.tabbar", _("事项内容"))
        self.body = BodyTab(desk, drawing, lays=lays)
        self.files = FilesTab(desk, drawing)
        self.history = HistoryTab(may_save=desk.terms.allowed.export)
        self.readers = ReadersTab()
        self.parts = PartsTab()
        self.versions = plain.Reading("tab.versions", _("历史版本"))
        self._versions: tuple[Said, ...] = ()
        self.drafts = VersionsPane(runner, "tab.drafts", restorable=False)
        pages = ((self.body, _("正文")), *((page, "") for page in self._further))
        for page, words in pages:
            self.addTab(page, words)

    @property
    def _further(self) -> tuple[QWidget, ...]:
        return (self.files, self.history, self.readers, self.parts, self.versions, self.drafts)

    def show_sheet(self, sheet: Sheet, *, fresh: bool) -> None:
        """The same matter again leaves the tab and the place in it."""
        if fresh:
            self.setCurrentWidget(self.history if sheet.kind == NUMBERS else self.body)
        self.body.show_sheet(sheet, fresh=fresh)
        attached = attachments(sheet.files)
        self.files.show_files(attached)
        self._show_marks(sheet)
        self.history.show_entries(sheet.entries, sheet.record.head, fresh=fresh)
        title = names.tracks(sheet.kind)
        self.readers.show_readers(sheet.readers, sheet.read, title, sheet.units)
        self._show_versions(sheet.versions)
        self.drafts.show_versions(sheet.drafts)
        read, total = sheet.counted
        self._name(self.drafts, _("历次稿 {n}").format(n=len(sheet.drafts)), shown=len(sheet.drafts) > 1)
        self._name(self.files, _("附件 {n}").format(n=len(attached)), shown=bool(attached))
        self._name(self.history, _("办理记录 {n}").format(n=len(sheet.entries)), shown=bool(sheet.entries))
        self.parts.show_parts(sheet.parts, sheet.read)
        self._name(self.parts, _("分解任务 {read}/{total}").format(read=read, total=total), shown=bool(sheet.parts))
        self._name(self.readers, f"{title} {read}/{total}", shown=bool(sheet.read) and not sheet.parts)
        self._name(self.versions, _("历史版本 {n}").format(n=len(sheet.versions)), shown=bool(sheet.versions))
        self.tabBar().setIconSize(self.tabBar().iconSize())  # lays the tabs out anew: a hidden one left its gap

    def _show_marks(self, sheet: Sheet) -> None:
        """What was written over pages lies over them wherever they are shown."""
        marks, known = marks_of(sheet.entries), {line.file.sha256: line.file.name for line in sheet.files}
        for pane in (self.body.pages, self.files.pages):
            pane.show_marks(marks, known)

    def _show_versions(self, versions: tuple[Said, ...]) -> None:
        """What I wrote and put away: to read and to copy."""
        if versions == self._versions:
            return
        self._versions = versions
        self.versions.start()
        self.versions.paragraph(indent=20)
        self.versions.run(_("这些内容没有生效，只在本机。"), "text2")
        for one in versions:
            self.versions.paragraph(above=16, indent=20)
            self.versions.run(one.head, bold=True)
            for line in one.lines:
                self.versions.paragraph(above=2, indent=44)
                self.versions.run(f"{line.label}　", "text2")
                self.versions.run(line.value.replace("\n", "\u2028"))
        self.versions.finish()

    def show_files(self, files: tuple[FileLine, ...]) -> None:
        """The attachments as they stand now."""
        self.files.show_files(attachments(files))
        self.body.show_files(files)

    def _name(self, page: QWidget, text: str, *, shown: bool) -> None:
        at = self.indexOf(page)
        self.setTabText(at, text)
        self.setTabVisible(at, shown)

    def show_history(self) -> None:
        """Bring the record to the front."""
        self.setCurrentWidget(self.history)
