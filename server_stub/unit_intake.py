"""Taking units in from a file, with their posts: what each row means, what is wrong with it, and what it makes.

Rows may stand in any order. Whoever writes posts in a row has the say on their roles; posts he does not write stay.
Nothing is taken in while any row is wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from oa_client.domain.people import Directory, Level, Post, PostId, Unit, UnitId
from server_stub.naming import UNIT, wrong_name
from server_stub.people import NONE_GIVEN, Last
from server_stub.tabular import Faults, Row
from server_stub.unit_names import meant, which
from server_stub.unit_posts import BadPosts, Posts, read_posts, usual

SECTION = "科室"
LEVELS = {
    "区": Level.DISTRICT,
    "部门": Level.DEPARTMENT,
    "街道": Level.STREET,
    "镇": Level.TOWN,
    "社区": Level.COMMUNITY,
    "村": Level.VILLAGE,
}
LEVEL_NAMES = {level: name for name, level in LEVELS.items()}
_HOUSES = frozenset({Level.DISTRICT, Level.DEPARTMENT, Level.STREET, Level.TOWN})
_ABOVE = {
    Level.DEPARTMENT: frozenset({Level.DISTRICT, Level.DEPARTMENT}),
    Level.STREET: frozenset({Level.DISTRICT}),
    Level.TOWN: frozenset({Level.DISTRICT}),
    Level.COMMUNITY: _HOUSES,
    Level.VILLAGE: _HOUSES,
}
"""What a unit of a level may belong to. A section is of the level of its organ."""


@dataclass(slots=True)
class UnitPlan:
    """What a file comes to. `errors` are sentences; with any of them nothing else counts."""

    units: dict[UnitId, Unit] = field(default_factory=dict)
    posts: dict[PostId, Post] = field(default_factory=dict)
    added: set[UnitId] = field(default_factory=set)
    changed: set[UnitId] = field(default_factory=set)
    same: set[UnitId] = field(default_factory=set)
    new_posts: set[PostId] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)

    def told(self) -> str:
        """It in one sentence."""
        units = f"新增 {len(self.added)} 个单位，变更 {len(self.changed)} 个，不变 {len(self.same)} 个"
        posts = len(self.posts) - len(self.new_posts)
        return f"{units}，新设岗位 {len(self.new_posts)} 个，变更岗位 {posts} 个"


class UnitPlanner:
    """Goes through the rows of a file, those first whose superiors are there."""

    def __init__(self, directory: Directory, last: Last = NONE_GIVEN) -> None:
        """Against the directory as it is; what is new is numbered behind `last`, too."""
        self._before, self._given = directory, last
        self._units, self._posts = dict(directory.units), dict(directory.posts)
        self._taken = {u.name for u in directory.units.values()}
        self._root = next(u for u in directory.units.values() if u.parent is None)
        self._plan = UnitPlan()
        self._seen: dict[UnitId, str] = {}

    def plan(self, rows: Iterable[Row]) -> UnitPlan:
        """The change these rows make."""
        given = list(rows)
        faults = Faults(given, "文件里没有一行单位。")
        waiting = [row for row in given if not faults.note(row, _wrong(row, self._taken))]
        while ready := [row for row in waiting if self._superiors(row)]:
            waiting = [row for row in waiting if row not in ready]
            for row in ready:
                faults.note(row, self._take(row))
        for row in waiting:
            faults.note(row, f"没有叫“{row['parent']}”的上级单位；请先建它，或写进这张表。")
        for row in given:
            if row not in faults and len(self._superiors(row)) > 1:
                faults.note(row, which(row["parent"], self._superiors(row), self._units))
        self._plan.errors = faults.told()
        return self._plan

    def _superiors(self, row: Row) -> list[Unit]:
        return meant(row["parent"], self._units) if row["parent"] else [self._root]

    def _take(self, row: Row) -> str:
        above = self._superiors(row)[0]
        if row["level"] == LEVEL_NAMES[Level.DISTRICT]:
            return self._district(row)
        section = row["level"] == SECTION
        level = above.level if section else LEVELS[row["level"]]
        if wrong := _misplaced(level, above, section=section):
            return wrong
        known = next((u for u in self._units.values() if (u.parent, u.name) == (above.id, row["unit"])), None)
        if known is not None and known.level is not level:
            return f"{known.name}已经有了，是{LEVEL_NAMES[known.level]}；导入不改层级。"
        made = known or Unit(
            UnitId(max(self._given.unit, *self._units) + 1), row["unit"], above.id, level, self._last(above.id) + 1
        )
        if known is None:
            self._plan.added.add(made.id)
        return self._keep(made, row, usual(level, section=section) if known is None else {})

    def _district(self, row: Row) -> str:
        if row["unit"] != self._root.name or row["parent"]:
            return f"只有一个区，已经有了：{self._root.name}。"
        return self._keep(self._root, row, {})

    def _keep(self, unit: Unit, row: Row, posts: Posts) -> str:
        """The unit with what the row says of it."""
        if before := self._seen.get(unit.id):
            return f"与{before}重复：{unit.name}已经写过。"
        self._seen[unit.id] = row.where
        now = replace(unit, order=int(row["order"] or unit.order), closed=False)
        self._units[unit.id] = self._plan.units[unit.id] = now
        if unit.id not in self._plan.added:
            (self._plan.same if now == self._before.units[unit.id] else self._plan.changed).add(unit.id)
        for title, roles in (read_posts(row["posts"]) or posts).items():
            number = PostId(max((self._given.post, *self._posts)) + 1)
            self._post(unit.id, title, Post(number, unit.id, title, roles))
        return ""

    def _post(self, unit: UnitId, title: str, wanted: Post) -> None:
        known = next((p for p in self._posts.values() if (p.unit, p.title) == (unit, title)), None)
        if known is None:
            last = max((p.order for p in self._posts.values() if p.unit == unit), default=0)
            wanted = replace(wanted, order=last + 1)
            self._plan.new_posts.add(wanted.id)
        elif known.roles == wanted.roles:
            return
        else:
            wanted = replace(known, roles=wanted.roles)
        self._posts[wanted.id] = self._plan.posts[wanted.id] = wanted

    def _last(self, above: UnitId) -> int:
        return max((u.order for u in self._units.values() if u.parent == above), default=0)


def _wrong(row: Row, taken: Collection[str]) -> str:
    """What is wrong with its cells as they stand. Names that were taken before go on, whatever they look like."""
    if row.bad:
        return f"“{row.bad[0]}”是公式而文件里没有存它的值，请在表格软件里打开并保存一次。"
    if row["unit"] not in taken and (wrong := wrong_name(row["unit"], UNIT)):
        return wrong
    if not row["level"]:
        return "没有填层级。"
    if row["level"] not in {*LEVELS, SECTION}:
        return f"不认识层级“{row['level']}”，只能填：{'、'.join((*LEVELS, SECTION))}。"
    if row["order"] and not (row["order"].isascii() and row["order"].isdecimal()):
        return f"排序“{row['order']}”不是整数。"
    try:
        read_posts(row["posts"])
    except BadPosts as bad:
        return str(bad)
    return ""


def _misplaced(level: Level, above: Unit, *, section: bool) -> str:
    if section:
        root = above.level is Level.DISTRICT
        return f"科室不能直接设在区（{above.name}）下面；区直的请写“部门”。" if root else ""
    if above.level in _ABOVE[level]:
        return ""
    return f"{LEVEL_NAMES[level]}不能设在{LEVEL_NAMES[above.level]}（{above.name}）下面。"
