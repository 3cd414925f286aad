"""The system administrator's work on units: take in, add, give posts, rename, close, list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from sqlalchemy import func, select

from oa_client.domain.people import (
    Directory,
    Scope,
    Unit,
    UnitId,
    clerks_scope,
    post_scope,
    under_scope,
    unit_scope,
)
from server_stub import tables as t
from server_stub.audit import note
from server_stub.cannot import CannotDo
from server_stub.entries import find
from server_stub.going_on import going_on
from server_stub.keeping import Keeping
from server_stub.naming import UNIT, wrong_name
from server_stub.people import last_given, put_things
from server_stub.restoring import era
from server_stub.tabular import UNITS, Row, read_rows
from server_stub.unit_intake import LEVEL_NAMES, SECTION, UnitPlan, UnitPlanner
from server_stub.unit_names import meant, path, which
from server_stub.unit_posts import told
from server_stub.work import Work


def import_units(centre: Keeping, file: Path, *, dry_run: bool) -> UnitPlan:
    """Take in the units of a file, all of them or none. Raises `CannotDo`, OSError.

    Where the plan has errors, or for a dry run, nothing is changed.
    """
    rows = read_rows(file, UNITS)
    with centre.work() as work:
        plan = UnitPlanner(work.directory, last_given(work)).plan(rows)
        if not plan.errors and not dry_run:
            _take(work, plan, "units.import", file.name)
    return plan


def add_unit(centre: Keeping, said: Mapping[str, str]) -> Unit:
    """A new unit, of what a row of a file would say. Raises `CannotDo`."""
    with centre.work() as work:
        plan = _planned(work, said)
        if not plan.added:
            raise CannotDo(f"{said['unit']}已经有了；岗位用 units posts，改名用 units rename。")
        _take(work, plan, "units.add", said["unit"])
    return next(iter(plan.units.values()))


def change_posts(centre: Keeping, name: str, posts: str) -> str:
    """A unit has these posts too, or posts of it these roles; what that came to. Raises `CannotDo`."""
    with centre.work() as work:
        plan = _planned(work, {**_row_of(work.directory, _unit(work, name)), "posts": posts})
        _take(work, plan, "units.posts", name)
    return f"{name}：新设岗位 {len(plan.new_posts)} 个，变更岗位 {len(plan.posts) - len(plan.new_posts)} 个"


def rename_unit(centre: Keeping, name: str, new: str) -> None:
    """A unit is called otherwise from now on, on old records too. Raises `CannotDo`."""
    with centre.work() as work:
        unit, directory = _unit(work, name), work.directory
        if wrong := wrong_name(new, UNIT):
            raise CannotDo(f"{wrong}没有改名")
        if any(u.name == new and u.parent == unit.parent for u in directory.units.values()):
            above = "" if unit.parent is None else f"{directory.units[unit.parent].name}下面"
            raise CannotDo(f"{above}已有“{new}”，没有改名。")
        put_things(work, [replace(unit, name=new)])
        note(work, "units.rename", f"{name}>{new}")


def close_unit(centre: Keeping, name: str) -> None:
    """A unit is no more: nobody names it any longer, its records stay. Raises `CannotDo`."""
    with centre.work() as work:
        unit = _unit(work, name)
        if why := _still_needed(work, unit):
            raise CannotDo(f"不能撤销{why}")
        put_things(work, [replace(unit, closed=True)])
        note(work, "units.close", name)


def list_units(centre: Keeping) -> list[str]:
    """A line for each unit below the one it belongs to: its level, its number, its posts with their roles."""
    return list(_lines(centre.directory(), None, 0))


def _lines(directory: Directory, parent: UnitId | None, depth: int) -> Iterator[str]:
    for unit in sorted((u for u in directory.units.values() if u.parent == parent), key=lambda u: (u.order, u.id)):
        posts = sorted((p for p in directory.posts.values() if p.unit == unit.id), key=lambda p: (p.order, p.id))
        named = "、".join(f"{p.title} ({p.id})［{told(p.roles)}］" for p in posts) or "没有岗位"
        state = "，已撤销" if unit.closed else ""
        yield f"{'　' * depth}{unit.name}（{_level(directory, unit)}，{unit.id} 号{state}）：{named}"
        yield from _lines(directory, unit.id, depth + 1)


def _level(directory: Directory, unit: Unit) -> str:
    above = directory.units.get(unit.parent) if unit.parent is not None else None
    return SECTION if above is not None and above.level is unit.level else LEVEL_NAMES[unit.level]


def _row_of(directory: Directory, unit: Unit) -> dict[str, str]:
    """What a row of a file would say of a unit there is."""
    above = directory.units.get(unit.parent) if unit.parent is not None else None
    return {
        "unit": unit.name,
        "level": _level(directory, unit),
        "parent": path(above, directory.units) if above else "",
    }


def _planned(work: Work, said: Mapping[str, str]) -> UnitPlan:
    plan = UnitPlanner(work.directory, last_given(work)).plan([Row(0, said)])
    if plan.errors:
        raise CannotDo(plan.errors[0].partition("：")[2])
    return plan


def _take(work: Work, plan: UnitPlan, action: str, what: str) -> None:
    put_things(work, [*plan.units.values(), *plan.posts.values()])
    note(work, action, what, outcome=plan.told())


def _unit(work: Work, name: str) -> Unit:
    units = work.directory.units
    found = meant(name, units)
    if len(found) != 1:
        raise CannotDo(which(name, found, units))
    return found[0]


def _still_needed(work: Work, unit: Unit) -> str:
    """Why a unit cannot be closed; empty when it can."""
    directory = work.directory
    if unit.parent is None:
        return f"区（{unit.name}）。"
    if era(work.connection).restoring:
        return f"{unit.name}：中心正在恢复，等它办的任务可能还没有回来；请先了结恢复（restore close）。"
    if below := [u.name for u in directory.units.values() if u.parent == unit.id and not u.closed]:
        return f"{unit.name}：下面还有：{'、'.join(below)}。"
    posts = {p.id for p in directory.posts.values() if p.unit == unit.id}
    if held := [p.name for p in directory.people.values() if p.active and posts & set(p.posts)]:
        return f"{unit.name}：还有人任职：{'、'.join(held)}；请先调走或停用。"
    task = t.task.c
    scopes = [unit_scope(unit.id), clerks_scope(unit.id), under_scope(unit.id), *map(post_scope, posts)]
    count = select(func.count()).where(task.holder.in_(scopes), task.by_receipt.is_(False))
    if waiting := int(work.connection.execute(count).scalar_one()):
        return f"{unit.name}：还有 {waiting} 项任务等着它办；请先办完或由发出的一方收回。"
    if coming := list(_to_come(work, frozenset(scopes))):
        named = "、".join(coming[:3])
        return f"{unit.name}：还有 {len(coming)} 件事项以后要轮到它办（{named}）；请先由经办的一方跳过或改派。"
    return ""


def _to_come(work: Work, scopes: frozenset[Scope]) -> Iterator[str]:
    """The titles of the matters in which a strand stands open for one of these, though nobody has it to do yet."""
    for matter in going_on(work, lambda table: table.open_tracks):
        fold = find(work, matter)
        state = fold.state if fold is not None else None
        if fold and state and any(s.holder in scopes and s.state in fold.process.open_tracks for s in state.tracks):
            yield state.title or "（无标题）"
