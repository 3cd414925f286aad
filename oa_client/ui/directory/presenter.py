"""The address book without its screen: whom one chose to see, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from oa_client.app.desk import Desk
from oa_client.app.directory import Format, People, Staff, WriteDirectory
from oa_client.assets import _
from oa_client.domain.people import Scope
from oa_client.ui.directory.model import GROUP, Branch, Line, home, lines_found, lines_of, tree
from oa_client.ui.widgets.running import Job, Runner

LIMIT = 500


@dataclass(frozen=True, slots=True)
class Known:
    """The branches as they were read last, and of whom: with a whole city each letter would count them anew."""

    people: People | None = None
    groups: Mapping[str, tuple[Scope, ...]] = field(default_factory=dict)
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What was read: the branches, the rows, and the branch these are of."""

    branches: tuple[Branch, ...]
    lines: tuple[Line, ...]
    key: str
    known: Known


class DirectoryView(Protocol):
    """The screen of the address book."""

    def show_tree(self, branches: tuple[Branch, ...], key: str) -> None:
        """The units and groups, standing on one, or on none while somebody is looked for."""
        ...

    def show_lines(self, lines: tuple[Line, ...], text: str) -> None:
        """These rows, and how many that is."""
        ...

    def show_empty(self, text: str, act: str) -> None:
        """No rows: why, and what next."""
        ...

    def show_trouble(self, text: str, detail: str) -> None:
        """It could not be read."""
        ...

    def show_exported(self, text: str, *, good: bool) -> None:
        """Where the file is, or why there is none."""
        ...


class DirectoryPresenter:
    """A branch of the tree, or what was typed; the newest wish only."""

    def __init__(self, desk: Desk, runner: Runner, view: DirectoryView) -> None:
        self._desk, self._runner, self._view = desk, runner, view
        self._job: Job | None = None
        self.key, self.query = "", ""
        self._known = Known()

    def choose(self, key: str) -> None:
        """Another unit or group; what was typed no longer counts."""
        self.key, self.query = key, ""
        self.load()

    def search(self, text: str) -> None:
        """Whoever matches, wherever he is; nothing typed shows the branch again."""
        self.query = " ".join(text.split())
        self.load()

    def load(self) -> None:
        """Read it again."""
        if self._job is not None:
            self._job.cancel()
        desk, key, query, known = self._desk, self.key, self.query, self._known
        self._job = self._runner.run(
            lambda: _read(desk, key, query, known), self._on_read, self._on_failed, name="directory"
        )

    def _on_read(self, shown: Shown) -> None:
        self.key, self._known = shown.key, shown.known
        self._view.show_tree(shown.branches, "" if self.query else shown.key)
        if shown.lines:
            self._view.show_lines(shown.lines, self._counted(shown))
        else:
            self._view.show_empty(*self._nobody(shown))

    def _counted(self, shown: Shown) -> str:
        heads = len({line.staff.person.id for line in shown.lines})
        if self.query and len(shown.lines) >= LIMIT:
            return _("先显示 {n} 人，请再多输几个字").format(n=heads)
        return _("找到 {n} 人").format(n=heads) if self.query else _("共 {n} 人").format(n=heads)

    def _nobody(self, shown: Shown) -> tuple[str, str]:
        if not shown.branches:
            return _("通讯录还没有到本机。联网同步后，这里会列出各单位和人员。"), _("去同步中心")
        if self.query:
            text = _("没有找到“{query}”。可换姓名、拼音首字母、电话或单位名再找。")
            return text.format(query=self.query), _("清空查找")
        return _("这里还没有登记人员。可在左边另选一个单位。"), ""

    def _on_failed(self, error: Exception) -> None:
        text = _("通讯录暂时读不出来；已保存和待上传的内容不受影响。")
        self._view.show_trouble(text, f"{type(error).__name__}: {error}")

    def export(self, write: WriteDirectory, lines: tuple[Line, ...], form: Format, path: Path) -> None:
        """Write these rows to a file."""
        staff: tuple[Staff, ...] = tuple(line.staff for line in lines)

        def done(_nothing: None) -> None:
            text = _("已导出 {n} 行，另存到 {place}").format(n=len(staff), place=path)
            self._view.show_exported(text, good=True)

        def failed(error: Exception) -> None:
            why = getattr(error, "strerror", None) or type(error).__name__
            text = _("没有导出成：{place} 写不进去（{why}）。可换个位置再存。").format(place=path.name, why=why)
            self._view.show_exported(text, good=False)

        self._runner.run(lambda: write(staff, form, path), done, failed, name="directory.export")


def _read(desk: Desk, key: str, query: str, known: Known) -> Shown:
    people, groups = desk.people, desk.groups.all()
    if known.people is not people or known.groups != groups:
        known = Known(people, groups, tree(people, groups))
    branches = known.branches
    key = key if _is_there(branches, key) else home(people, desk.rules.me)
    if query:
        return Shown(branches, lines_found(people, query, LIMIT), key, known)
    return Shown(branches, lines_of(people, key, groups) if key and key != GROUP else (), key, known)


def _is_there(branches: tuple[Branch, ...], key: str) -> bool:
    return any(branch.key == key or _is_there(branch.below, key) for branch in branches)
