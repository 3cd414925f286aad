"""Searching without its screen: as one types, never behind an older query."""

from __future__ import annotations

from typing import Protocol

from oa_client.app.desk import Desk
from oa_client.assets import _
from oa_client.domain.matter import MatterId
from oa_client.ui.search.model import Answer, alone, look
from oa_client.ui.widgets.running import Job, Runner


class SearchView(Protocol):
    """The screen of a search."""

    def show_answer(self, answer: Answer, text: str) -> None:
        """The rows, and in words what was searched."""
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
        self._job: Job | None = None
        self.query = ""

    def search(self, query: str) -> None:
        """Search for every word of a query; an older search is dropped."""
        self.query = " ".join(query.split())
        if self._job is not None:
            self._job.cancel()
        if not self.query:
            self._view.show_nothing(_("输入标题、文号、正文里的字词，几个词用空格隔开。"))
            return
        desk, wanted = self._desk, self.query
        self._job = self._runner.run(lambda: look(desk, wanted), self._on_answer, self._on_failed, name="search")

    def show_alone(self, matter: MatterId) -> None:
        """One matter as the only row."""
        self.query = ""
        if self._job is not None:
            self._job.cancel()
        desk = self._desk

        def told(answer: Answer) -> None:
            self._view.show_answer(answer, _("从同步中心打开"))

        self._job = self._runner.run(lambda: alone(desk, matter), told, self._on_failed, name="search.alone")

    def _on_answer(self, answer: Answer) -> None:
        scope = _("本机全文 {n:,} / 仅标题 {m:,}").format(n=answer.found.in_full, m=answer.found.by_title)
        if not answer.rows:
            text = _("没有找到“{query}”。已查{scope}；可换个说法，或少写几个字。")
            self._view.show_nothing(text.format(query=answer.query, scope=scope))
            return
        total, shown = answer.found.total, len(answer.rows)
        text = _("共 {n:,} 件").format(n=total)
        if shown < total:
            text = _("共 {n:,} 件，先显示最新 {m} 件").format(n=total, m=shown)
        self._view.show_answer(answer, f"{text} · {scope}")

    def _on_failed(self, error: Exception) -> None:
        self._view.show_trouble(_("这次没有查成；本机内容不受影响。"), f"{type(error).__name__}: {error}")
