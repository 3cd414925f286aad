"""What an administrator does with units on the command line."""

from __future__ import annotations

import argparse

from server_stub import units
from server_stub.cannot import CannotDo
from server_stub.centre_commands import opened, unreadable


def listed(given: argparse.Namespace) -> str:
    """Every unit, each below the one it belongs to."""
    with opened(given.data) as centre:
        return "\n".join(units.list_units(centre))


def added(given: argparse.Namespace) -> str:
    """A new unit; its posts. Raises `CannotDo`."""
    said = {"unit": given.name, "level": given.level, "parent": given.parent}
    said |= {"order": given.order, "posts": given.posts}
    with opened(given.data) as centre:
        made = units.add_unit(centre, said)
        return next(line.strip() for line in units.list_units(centre) if f"，{made.id} 号" in line)


def posted(given: argparse.Namespace) -> str:
    """New posts of a unit, or other roles of those it has. Raises `CannotDo`."""
    with opened(given.data) as centre:
        return units.change_posts(centre, given.unit, given.posts)


def renamed(given: argparse.Namespace) -> str:
    """Another name. Raises `CannotDo`."""
    with opened(given.data) as centre:
        units.rename_unit(centre, given.unit, given.name)
    return f"{given.unit}已改名为{given.name}。"


def closed(given: argparse.Namespace) -> str:
    """Close a unit. Raises `CannotDo`."""
    with opened(given.data) as centre:
        units.close_unit(centre, given.unit)
    return f"{given.unit}已撤销；它的办理记录照留。"


def imported(given: argparse.Namespace) -> str:
    """Take in a file of units; what it came to. Raises `CannotDo`."""
    with opened(given.data) as centre:
        try:
            plan = units.import_units(centre, given.file, dry_run=given.dry_run)
        except OSError as problem:
            raise CannotDo(unreadable(given.file, problem)) from problem
    if plan.errors:
        raise CannotDo("\n".join([f"有 {len(plan.errors)} 行不对，一行也没有导入：", *plan.errors]))
    return f"{'预览（没有改动）：' if given.dry_run else ''}{plan.told()}"
