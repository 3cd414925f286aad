"""Searching without its screen: as one types, never behind an older query; the first hits wait for nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from oa_client.app.desk import Desk
from oa_client.app.reading import Listed
from oa_client.app.searching import MOST
from oa_client.assets import _
from oa_client.domain.matter import MatterId
from oa_client.ui.search.facets import Facet, Group, Wish, fits, groups
from oa_client.ui.search.model import Answer, Somebody, alone, look, sift
from oa_client.ui.widgets.running import Job, Runner

QUOTED = 50
"""Rows whose texts are looked into at a time."""
AHEAD = 15
"""From how many rows before the last one quoted the next ones are."""


class SearchView(Protocol):
    """The screen of a search."""

    def show_answer(self, answer: Answer, text: str) -> None:
        """The rows, and in words what was searched."""
        ...

    def show_facets(self, found: tuple[Group, ...], *, narrowed: bool) -> None:
        """What the rows can be narrowed by; whether they are."""
        ...

    def show_quotes(self, quotes: Mapping[MatterId, str]) -> None:
        """What was found in the texts of some rows."""
        ...

    def show_folk(self, folk: tuple[Somebody, ...]) -> None:
        """The people the query may mean."""
        ...

    def show_nothing(self, text: str) -> None:
        """No rows, and why."""
        ...

    def show_trouble(self, text: str, detail: str) -> None:
        """It could not be searched."""
        ...


class SearchPresenter:
    """One box over everything on this device."""

    def __init__(self, desk: Desk, runner: Runner, view: SearchView) -> None:
        self._desk, self._runner, self._view = desk, runner, view
        self._jobs: list[Job] = []
        self._whole: Answer | None = None
        self._wish: Wish = {}
        self._shown: tuple[Listed, ...] = ()
        self._quotes: dict[MatterId, str] = {}
        self._asked: set[MatterId] = set()
        self._quoting = False
        self.query = ""

    def search(self, query: str) -> None:
        """Search for every word of a query; an older search is dropped, and with it what it was narrowed by.

        The same query again is read again: what is in sight stays until then, with what it is narrowed by.
        """
        wanted = " ".join(query.split())
        again = wanted == self.query and self._whole is not None
        self._begin(wanted)
        if not wanted:
            self._view.show_folk(())
            self._nothing(_("输入标题、文号、正文里的字词，几个词用空格隔开；也可输入姓名或姓名的拼音首字母。"))
        elif again:
            self._sift()
        else:
            self._wish, self._quotes = {}, {}
            desk = self._desk
            self._run(self._runner.run(lambda: look(desk, wanted), self._on_answer, self._on_failed, name="search"))

    def _begin(self, query: str) -> None:
        for job in self._jobs:
            job.cancel()
        self._jobs, self.query, self._whole = [], query, None
        self._asked, self._quoting = set(), False

    def _run(self, job: Job) -> None:
        self._jobs.append(job)

    def show_alone(self, matter: MatterId) -> None:
        """One matter as the only row."""
        self._begin("")
        self._wish = {}
        self._view.show_folk(())
        self._view.show_facets((), narrowed=False)
        desk = self._desk

        def told(answer: Answer) -> None:
            self._view.show_answer(answer, _("从同步中心打开"))

        self._run(self._runner.run(lambda: alone(desk, matter), told, self._on_failed, name="search.alone"))

    def _on_answer(self, answer: Answer) -> None:
        self._view.show_quotes({})
        if self._found(answer):
            self._show(answer)
            self._sift()

    def _found(self, answer: Answer) -> bool:
        """Whether there are rows; if not, says so."""
        self._view.show_folk(answer.folk)
        if not answer.rows:
            text = _("没有找到“{query}”。已查{scope}；可换个说法，或少写几个字。")
            if answer.folk:
                text = _("没有哪件写着“{query}”。上面是姓名相符的人员，选一位就查他的事项。已查{scope}。")
            self._nothing(text.format(query=answer.query, scope=_scope(answer)))
        return bool(answer.rows)

    def _nothing(self, text: str) -> None:
        self._wish = {}
        self._view.show_facets((), narrowed=False)
        self._view.show_nothing(text)

    def _sift(self) -> None:
        desk, wanted = self._desk, self.query
        self._run(self._runner.run(lambda: sift(desk, wanted), self._on_sifted, self._on_failed, name="search.facets"))

    def _on_sifted(self, whole: Answer) -> None:
        if self._found(whole):
            self._whole = whole
            self._narrowed()

    # narrowed

    def choose(self, facet: Facet, value: str) -> None:
        """Narrow by a value, beside what was chosen of other facets; the same value again: no longer."""
        others = {one: chosen for one, chosen in self._wish.items() if one is not facet}
        self._wish = others if self._wish.get(facet) == value else {**others, facet: value}
        self._narrowed()

    def clear(self) -> None:
        """Everything found again."""
        self._wish = {}
        self._narrowed()

    def _narrowed(self) -> None:
        whole = self._whole
        if whole is None:
            return
        self._view.show_facets(groups(whole.traits.values(), self._wish), narrowed=bool(self._wish))
        rows = tuple(row for row in whole.rows if fits(whole.traits[row.matter], self._wish))
        if rows:
            self._show(replace(whole, rows=rows))
            self._quote()
        else:
            self._view.show_nothing(_("这样筛选没有一件。请清除筛选，或换个条件。"))

    def _show(self, answer: Answer) -> None:
        self._shown = answer.rows
        self._view.show_answer(answer, self._summary(answer))

    def _summary(self, answer: Answer) -> str:
        shown, more = len(answer.rows), answer.total > MOST
        total = _("{n:,} 件以上").format(n=MOST) if more else _("{n:,} 件").format(n=answer.total)
        text = _("共 {total}").format(total=total)
        if self._wish:
            text = _("筛出 {n:,} 件，{text}").format(n=shown, text=text)
            text = _("{text}（只筛最新 {n:,} 件）").format(text=text, n=MOST) if more else text
        elif shown < answer.total:
            text = _("{text}，先显示最新 {n:,} 件").format(text=text, n=shown)
        whose = _("含{name}发起、经手、待办的").format(name=answer.person) if answer.person else ""
        return " · ".join(part for part in (text, whose, _scope(answer)) if part)

    # quoted

    def seen_to(self, row: int) -> None:
        """Somebody looked as far down as this row."""
        asked = sum(one.matter in self._asked for one in self._shown)
        if self._whole is not None and row + AHEAD >= asked:
            self._quote()

    def _quote(self) -> None:
        """Look into the texts of the next rows."""
        ids = tuple(row.matter for row in self._shown if row.matter not in self._asked)[:QUOTED]
        if self._quoting or not ids:
            self._view.show_quotes(self._quotes)
            return
        self._quoting = True
        self._asked.update(ids)
        library, wanted = self._desk.stores.library, self.query
        work = self._runner.run(
            lambda: library.passages(ids, wanted), self._on_quotes, self._on_unquoted, name="search.quotes"
        )
        self._run(work)

    def _on_quotes(self, found: Mapping[MatterId, str]) -> None:
        self._quoting = False
        self._quotes |= found
        self._view.show_quotes(self._quotes)

    def _on_unquoted(self, _error: Exception) -> None:
        """Rows without a passage are rows all the same."""
        self._quoting = False

    def _on_failed(self, error: Exception) -> None:
        self._view.show_trouble(_("这次没有查成；本机内容不受影响。"), f"{type(error).__name__}: {error}")


def _scope(answer: Answer) -> str:
    found = answer.found
    return _("本机全文 {n:,} / 仅标题 {m:,}").format(n=found.in_full, m=found.by_title)
