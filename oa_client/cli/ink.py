"""Handwriting on the command line: a file of it given to an action, and ``ink show``, which needs no profile."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TextIO

from oa_client.app import whole
from oa_client.app.desk import Desk
from oa_client.app.ink import MOST_BYTES, BadInk, Ink
from oa_client.app.ink_file import decode
from oa_client.app.ink_reading import ink_of, read_ink
from oa_client.app.reading import RecordLine
from oa_client.app.seat import CannotServe
from oa_client.cli import filling
from oa_client.cli.grammar import Wrong
from oa_client.cli.output import Exit, Output
from oa_client.domain.handwriting import INK
from oa_client.domain.table import Action
from oa_client.layout.ink import svg
from oa_client.wording.sentences import sentence


def given(desk: Desk, action: Action, args: argparse.Namespace) -> dict[str, object]:
    """The handwriting of ``--ink FILE``, judged before it is taken in. Raises `Wrong`, `CannotServe`."""
    if args.ink is None:
        return {}
    if INK not in action.asks:
        msg = f"“{action.name}”不能手写"
        raise Wrong(msg)
    path = Path(args.folder, args.ink)
    _read(path)
    return {INK.name: filling.attach(desk, [path])}


def _read(path: Path) -> Ink:
    """What is written in a file; no more of it is read than handwriting may be large. Raises `CannotServe`."""
    try:
        with path.open("rb") as file:
            return decode(file.read(MOST_BYTES + 1))
    except OSError as error:
        raise CannotServe("file_unreadable", {"name": path.name, "why": error.strerror or str(error)}) from error
    except BadInk as bad:
        raise CannotServe(bad.code, {"name": path.name}) from bad


def said(desk: Desk, line: RecordLine) -> str:
    """手写（n 笔）, where an entry was written by hand; without the number while the file is not here."""
    file = ink_of(line.entry.fields)
    if file is None:
        return ""
    ink = read_ink(desk.attachments, file)
    return f"手写（{len(ink.strokes)} 笔）" if ink is not None else "手写（未下载）"


def show(args: argparse.Namespace, out: TextIO, err: TextIO) -> Exit:
    """``ink show FILE [--out FILE.svg]``: what it is, and a picture of it."""
    output = Output(out, as_json=bool(getattr(args, "json", False)))
    try:
        ink = _read(Path(args.file))
        if args.out:
            whole.put_new(Path(args.out), svg(ink).encode())
    except CannotServe as why:
        return _refuse(sentence(why.code, why.facts), output, err)
    except OSError as error:
        return _refuse(f"没有写成 {args.out}：{error.strerror or error}", output, err)
    seconds = max((s.points[-1].t for s in ink.strokes), default=0) / 1000
    value = {"strokes": len(ink.strokes), "points": ink.points, "seconds": seconds, "path": args.out or ""}
    told = f"手写（{len(ink.strokes)} 笔），{ink.points} 个点，写了 {seconds:.0f} 秒"
    output.give(value, f"{told}；已存为 {args.out}" if args.out else told)
    return Exit.DONE


def _refuse(why: str, output: Output, err: TextIO) -> Exit:
    if output.as_json:
        output.give({"state": "refused", "message": why})
    else:
        Output(err, as_json=False).say(why)
    return Exit.REFUSED
