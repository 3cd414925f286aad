"""The pages of the desktop, each made when it is first asked for, and what they ask of the desktop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from oa_client.app.acting import actors
from oa_client.app.desk import Desk
from oa_client.app.forms import Form
from oa_client.app.reading import PLACES, Listed, ListName
from oa_client.app.tabular import ReadTable, WriteTable
from oa_client.assets import _
from oa_client.domain.matter import MatterId
from oa_client.domain.people import Role
from oa_client.ui.bridge import Bridge
from oa_client.ui.bulletin.page import BulletinPage
from oa_client.ui.circulation.ledgers import LEDGERS, Ledger
from oa_client.ui.circulation.page import ListPage
from oa_client.ui.circulation.printed import PRINTED
from oa_client.ui.directory.page import DirectoryPage
from oa_client.ui.search.page import SearchPage
from oa_client.ui.shell.counts import BULLETIN
from oa_client.ui.shell.given import PrintForm, Tools
from oa_client.ui.statistics.page import StatisticsPage
from oa_client.ui.supervision.page import BringDialog
from oa_client.ui.widgets.administered import administered
from oa_client.ui.widgets.list_export import ListExport
from oa_client.ui.widgets.list_table import Listable
from oa_client.ui.widgets.page import Memory, Page
from oa_client.ui.workbench.page import WorkbenchPage
from oa_client.wording.lines import Line, line

WITH_DETAIL = frozenset({*(name.value for name in PLACES), *LEDGERS, BULLETIN, "search"})
"""The pages that show a matter beside their list."""
CIRCULATION = "circulation"
Maker = Callable[[], Page]


@dataclass(frozen=True, slots=True)
class Hands:
    """What the desktop does for its pages.

    `detail` gives the page of a matter, `opened` shows one in its list, `dropped` takes a scanner's file, `circulated`
    begins a circulation to somebody, `dense` sets how close rows stand.
    """

    detail: Callable[[QWidget], QWidget]
    opened: Callable[[str, MatterId], None]
    dropped: Callable[[Path, MatterId | None], None]
    circulated: Callable[[str], None]
    dense: Callable[[bool], None]


class Pages:
    """Makes the pages of one desk."""

    def __init__(self, desk: Desk, bridge: Bridge, memory: Memory, tools: Tools, hands: Hands) -> None:
        """Nothing is made yet."""
        self._desk, self._bridge, self._memory, self._tools, self._hands = desk, bridge, memory, tools, hands

    @property
    def makers(self) -> Mapping[str, Maker]:
        """What makes each page, by the name of its place."""
        return {
            "workbench": self._workbench,
            **{name.value: partial(self._list, name) for name in PLACES},
            **{kind: partial(self._register, ledger) for kind, ledger in LEDGERS.items()},
            BULLETIN: self._bulletin,
            "directory": self._directory,
            "statistics": self._statistics,
            "search": self._search,
        }

    def _words(self, item: Listed) -> Line:
        return line(item, self._desk.rules.directory, self._desk.clock.now(), self._desk.calendar)

    def _workbench(self) -> Page:
        page = WorkbenchPage(self._desk, self._bridge, self._words, self._memory)
        page.picked.connect(self._hands.opened)
        return page

    def _list(self, name: ListName) -> Page:
        return self._with_list(ListPage(self._desk, self._bridge, self._hands.detail, self._memory, name))

    def _register(self, ledger: Ledger) -> Page:
        detail = self._hands.detail
        page = ListPage(self._desk, self._bridge, detail, self._memory, ListName.LEDGER, ledger)
        page.dropped.connect(self._hands.dropped)
        if ledger.kind in PRINTED and (show := self._tools.print_form) is not None:
            page.offer_print(partial(_over, page, show))
        if ledger.sides:
            self._offer_bringing(page)
        return self._with_list(page, ledger.kind)

    def _offer_bringing(self, page: ListPage) -> None:
        """A supervisor brings in the breakdown of a work report."""
        read, write = self._tools.read_table, self._tools.write_table
        supervises = any(Role.SUPERVISOR in actor.roles for actor in actors(self._desk.rules))
        if read is not None and write is not None and supervises:
            page.offer(_("导入分解表…"), "bring", partial(_bring, self._desk, self._bridge, read, write, page))

    def _bulletin(self) -> Page:
        return self._with_list(BulletinPage(self._desk, self._bridge, self._hands.detail, self._words))

    def _with_list(self, page: ListPage | BulletinPage | SearchPage, kind: str = "") -> Page:
        """What every page with a list has: its rows can stand closer, and leave as a file."""
        listing, write = page.listing, self._tools.write_table
        listing.filters.density_chosen.connect(self._hands.dense)
        if write is not None:
            what = Listable(self._desk, page.accessibleName(), listing.model.fetch, kind)
            ListExport(listing, what, self._bridge, write, allowed=self._desk.terms.allowed.export)
        return page

    def _directory(self) -> Page:
        circulates = self._tools.compose is not None and self._desk.kinds.newest(CIRCULATION) is not None
        page = DirectoryPage(self._desk, self._bridge, self._tools.write_directory, may_circulate=circulates)
        page.circulated.connect(self._hands.circulated)
        if not self._desk.terms.allowed.export:
            administered(page.export)
        return page

    def _statistics(self) -> Page:
        page = StatisticsPage(self._desk, self._bridge, self._tools.write_table, self._tools.print_form)
        if not self._desk.terms.allowed.export:
            administered(page.save)
        return page

    def _search(self) -> Page:
        return self._with_list(SearchPage(self._desk, self._bridge, self._hands.detail, self._words))


def _over(page: Page, show: PrintForm, form: Callable[[], Form], title: str, name: str) -> None:
    """Over the window the page is in."""
    show(form, title, name, page.window())


def _bring(desk: Desk, bridge: Bridge, read: ReadTable, write: WriteTable, page: ListPage) -> None:
    BringDialog(desk, bridge, read, write, page).open()
