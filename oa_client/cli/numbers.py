"""``numbers``: how the organ's series of document numbers stand: 空号, 作废, 预留, 持号, 倒号."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path, PurePath

from oa_client.app import whole
from oa_client.app.directory import People
from oa_client.app.numbers import Number, Register, registers
from oa_client.app.seat import CannotServe, Seat
from oa_client.cli.grammar import Wrong
from oa_client.cli.output import Exit, Output
from oa_client.domain.calendar import WorkingDays
from oa_client.domain.matter import Moment
from oa_client.wording import number_register, numbering


def numbers(seat: Seat, args: argparse.Namespace, out: Output) -> Exit:
    """``numbers [WORD] [--year Y] [--all] [--out FILE.xlsx]``: the lines worth a look, or all of them."""
    desk = seat.desk
    year = args.year or WorkingDays().year(Moment(desk.clock.now()))
    found = [
        r for r in registers(desk.stores.library, desk.stores.outbox, year) if args.word in {None, r.word, r.title}
    ]
    if args.out is not None:
        return _write(seat, args, found, out)
    texts = [_text(one, desk.people, everything=args.all) for one in found]
    out.give([_value(one) for one in found], "\n\n".join(texts) or "本机没有这样的文号；收发岗可用 new numbers 设立。")
    return Exit.DONE


def _write(seat: Seat, args: argparse.Namespace, found: Sequence[Register], out: Output) -> Exit:
    """One series as a workbook; never over a file that is there."""
    if PurePath(args.out).suffix.lower() != ".xlsx" or len(found) != 1:
        msg = "--out 要以 .xlsx 结尾，并指明一个代字"
        raise Wrong(msg)
    (register,) = found
    data = seat.tables.workbook(number_register.tabular(register, seat.desk.people, register.numbers))
    try:
        whole.put_new(Path(args.folder, args.out), data)
    except OSError as error:
        raise CannotServe("file_unwritable", {"name": args.out, "why": error.strerror or str(error)}) from error
    lines = len(register.numbers)
    out.give({"path": args.out, "lines": lines}, f"已另存为 {args.out}，共 {lines} 个号")
    return Exit.DONE


def _text(register: Register, people: People, *, everything: bool) -> str:
    chosen = register.numbers if everything else number_register.out_of_order(register.numbers)
    table = number_register.tabular(register, people, chosen)
    lines = ["　".join(str(cell) for cell in row if cell not in {None, ""}) for row in table.rows]
    held = [number_register.holding(one, people) for one in register.holdings]
    return "\n".join([table.title, number_register.summary(register), *held, *lines])


def _value(register: Register) -> dict[str, object]:
    return {
        "matter": register.matter,
        "word": register.word,
        "of": register.of,
        "year": register.year,
        "numbers": [_number(register, one) for one in register.numbers],
        "jumps": [list(run) for run in register.jumps],
        "turned": [one.n for one in register.turned],
        "holdings": [
            {
                name: getattr(one, name)
                for name in ("first", "last", "block", "person", "post", "device", "since", "ended")
            }
            for one in register.holdings
        ],
    }


def _number(register: Register, one: Number) -> dict[str, object]:
    return {
        "n": one.n,
        "text": numbering.written(register.word, register.year, one.n),
        "state": one.state,
        "day": one.day.isoformat() if one.day else None,
        "matter": one.matter,
        "title": one.title,
        "until": one.until,
        "reason": one.reason,
        "before": one.before,
    }
