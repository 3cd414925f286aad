"""``register``: 收文登记簿, 发文登记簿, 用印登记表, 领导批示台账, 督查台账 and 财政审批台账 as files."""

from __future__ import annotations

import argparse
from datetime import date, datetime, timedelta
from pathlib import Path, PurePath

from oa_client.app import whole
from oa_client.app.registers import entered, unit_of
from oa_client.app.seat import CannotServe, Seat
from oa_client.cli.grammar import Wrong
from oa_client.cli.output import Exit, Output
from oa_client.domain.calendar import BEIJING
from oa_client.wording import sheets
from oa_client.wording.register import kind_of
from oa_client.wording.register import register as set_out
from oa_client.wording.register_form import Register
from oa_client.wording.spans import spoken

ENDINGS = {".pdf", ".xlsx"}


def register(seat: Seat, args: argparse.Namespace, out: Output) -> Exit:
    """``register KIND --out FILE``: never over a file that is there."""
    ending = PurePath(args.out).suffix.lower()
    if ending not in ENDINGS:
        msg = "--out 要以 .pdf 或 .xlsx 结尾"
        raise Wrong(msg)
    first, last = _span(args)
    start, end = _moment(first), None if last is None else _moment(last + timedelta(days=1))
    sources = entered(seat.desk, kind_of(args.kind), first=start, end=end)
    made = set_out(args.kind, sources, seat.desk.people, unit_of(seat.desk), spoken(first, last))
    data, notes, pages = _bytes(seat, made, ending)
    try:
        whole.put_new(Path(args.folder, args.out), data)
    except OSError as error:
        raise CannotServe("file_unwritable", {"name": args.out, "why": error.strerror or str(error)}) from error
    text = f"已另存为 {args.out}，共 {len(made.lines)} 件" + (f"、{pages} 页" if pages else "")
    out.give({"path": args.out, "lines": len(made.lines), "pages": pages}, "\n".join([text, *notes]))
    return Exit.DONE


def _bytes(seat: Seat, made: Register, ending: str) -> tuple[bytes, list[str], int]:
    """The file, what is good to know of it, and its pages."""
    if ending == ".xlsx":
        return seat.tables.workbook(made.tabular()), [], 0
    printed = seat.press.print(made.form())
    return printed.data, [x for x in (sheets.absent(printed), sheets.stand_ins(printed)) if x], printed.pages


def _span(args: argparse.Namespace) -> tuple[date | None, date | None]:
    """The days asked for: those given, else those of the year."""
    if args.year is not None and not 1 <= args.year < date.max.year:
        msg = f"没有 {args.year} 年"
        raise Wrong(msg)
    first = args.first or (date(args.year, 1, 1) if args.year else None)
    last = args.last or (date(args.year, 12, 31) if args.year else None)
    if first and last and last < first:
        msg = f"{first} 在 {last} 之后"
        raise Wrong(msg)
    return first, last


def _moment(day: date | None) -> int:
    """When a day begins in this office."""
    return 0 if day is None else int(datetime(day.year, day.month, day.day, tzinfo=BEIJING).timestamp())
