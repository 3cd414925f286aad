"""``statistics``: how the items of supervision stand, as the centre counted them."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path, PurePath

from oa_client.app import whole
from oa_client.app.seat import CannotServe, Seat
from oa_client.app.statistics import By, Statistics, is_period, told_periods
from oa_client.app.statistics import statistics as counted
from oa_client.cli.grammar import Wrong
from oa_client.cli.output import Exit, Output
from oa_client.wording import statistics as words

ENDINGS = {".pdf", ".xlsx"}


def statistics(seat: Seat, args: argparse.Namespace, out: Output) -> Exit:
    """``statistics [PERIOD] [--by unit|source|month] [--out FILE]``; without a period the newest year."""
    if args.period and not is_period(args.period):
        raise Wrong(words.unknown_period(args.period))
    periods = told_periods(seat.desk)
    if not periods:
        out.give(None, words.none_yet(seat.desk.clock.now()))
        return Exit.DONE
    if args.period and args.period not in periods:
        msg = f"没有 {args.period} 的统计；有：{'、'.join(periods)}"
        raise Wrong(msg)
    found = counted(seat.desk, args.period or periods[0], By(args.by))
    if args.out is not None:
        return _write(seat, args, found, out)
    directory = seat.desk.rules.directory
    lines = {name: asdict(count) for name, count in words.rows(found, directory)}
    heads = "　".join((words.HEADS[found.by], *(m.head for m in words.MEASURES)))
    rows = ["　".join((name, *(m.said(count) for m in words.MEASURES))) for name, count in words.rows(found, directory)]
    value = {"period": found.period, "by": found.by.value, "counted_at": found.counted_at, "lines": lines}
    out.give(value, "\n".join([words.title(found), words.as_of(found), heads, *rows]))
    return Exit.DONE


def _write(seat: Seat, args: argparse.Namespace, found: Statistics, out: Output) -> Exit:
    """As a workbook or as pages; never over a file that is there."""
    ending = PurePath(args.out).suffix.lower()
    if ending not in ENDINGS:
        msg = "--out 要以 .pdf 或 .xlsx 结尾"
        raise Wrong(msg)
    directory = seat.desk.rules.directory
    if ending == ".xlsx":
        data = seat.tables.workbook(words.tabular(found, directory))
    else:
        data = seat.press.print(words.form(found, directory)).data
    try:
        whole.put_new(Path(args.folder, args.out), data)
    except OSError as error:
        raise CannotServe("file_unwritable", {"name": args.out, "why": error.strerror or str(error)}) from error
    out.give({"path": args.out, "lines": len(found.lines)}, f"已另存为 {args.out}，共 {len(found.lines)} 行")
    return Exit.DONE
