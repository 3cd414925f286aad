"""``fiscal budget|rules``: how the budget lines stand, and who decides on how much, as this device was told last."""

from __future__ import annotations

import argparse
from pathlib import Path, PurePath

from oa_client.app import fiscal as money
from oa_client.app import whole
from oa_client.app.seat import CannotServe, Seat
from oa_client.cli.output import Exit, Output
from oa_client.cli.plain_words import Wrong
from oa_client.wording import money as said


def fiscal(seat: Seat, args: argparse.Namespace, out: Output) -> Exit:
    """``fiscal budget [--out FILE.xlsx]`` or ``fiscal rules``."""
    return _budget(seat, args, out) if args.what == "budget" else _rules(seat, out)


def _budget(seat: Seat, args: argparse.Namespace, out: Output) -> Exit:
    desk, now = seat.desk, seat.desk.clock.now()
    lines = money.lines(desk.stores.library)
    if args.out is not None:
        return _write(seat, args, out)
    words = [f"{one.matter}　{one.year}　{said.line_name(one)}　{said.left(one, now)}" for one in lines]
    values = [{"matter": one.matter, **one.plain, "left": one.left} for one in lines]
    out.give(values, "\n".join(words) or "本机没有预算指标；由财政部门下达后会自动到这里。")
    return Exit.DONE


def _write(seat: Seat, args: argparse.Namespace, out: Output) -> Exit:
    """预算指标执行情况 as a workbook; never over a file that is there."""
    if PurePath(args.out).suffix.lower() != ".xlsx":
        msg = "--out 要以 .xlsx 结尾"
        raise Wrong(msg)
    desk = seat.desk
    lines = money.lines(desk.stores.library)
    table = said.budget(lines, desk.people, desk.clock.now())
    try:
        whole.put_new(Path(args.folder, args.out), seat.tables.workbook(table))
    except OSError as error:
        raise CannotServe("file_unwritable", {"name": args.out, "why": error.strerror or str(error)}) from error
    out.give({"path": args.out, "lines": len(lines)}, f"已另存为 {args.out}，共 {len(lines)} 条指标")
    return Exit.DONE


def _rules(seat: Seat, out: Output) -> Exit:
    desk = seat.desk
    version = money.in_force(desk.stores.library, desk.clock.now())
    if version is None:
        out.give(None, "本机没有收到财政审批权限；由财政部门制定后会自动到这里。")
        return Exit.DONE
    out.give(version.plain, "\n".join(said.rules(version, desk.people)))
    return Exit.DONE
