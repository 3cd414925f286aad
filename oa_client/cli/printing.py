"""``sheet`` and ``document``: the sheet of a matter as PDF, and its 公文 as PDF or DOCX."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from oa_client.app import whole
from oa_client.app.figures import missing
from oa_client.app.forms import Printed, Unsettable
from oa_client.app.gongwen import Gongwen
from oa_client.app.papers import gongwen_in, text_lacks
from oa_client.app.reading import Record
from oa_client.app.seat import CannotServe, Seat
from oa_client.app.sheets import source_of
from oa_client.cli.finding import record_of
from oa_client.cli.output import Exit, Output
from oa_client.cli.paper_kind import kind_of
from oa_client.cli.plain_words import Wrong
from oa_client.wording import gongwen as wording
from oa_client.wording import sheets
from oa_client.wording.sheets_supervision import applicants

PATIENCE = 20.0
"""Seconds a record that is not here yet is waited for."""


def sheet(seat: Seat, args: argparse.Namespace, out: Output) -> Exit:
    """``sheet ID --out FILE``: never over a file that is there."""
    if kind_of(args.out, None) != "pdf":
        msg = f"处理单只存成 PDF，--out 请以 .pdf 结尾：{args.out}"
        raise Wrong(msg)
    record = _whole(seat, record_of(seat, args.id))
    named = f"{record.kind}.{args.form}{_whose(record, args)}"
    form = sheets.form(source_of(seat.desk, record), seat.desk.people, history=args.history, sheet=named)
    return _put(seat.press.print(form), (), args, out)


def _whose(record: Record, args: argparse.Namespace) -> str:
    """Which application for a later day is meant, where one is named. Raises `Wrong`."""
    if args.task is None:
        return ""
    asked = applicants(record)
    if args.form != "extension" or all(track.id != args.task for track in asked):
        told = "、".join(str(track.id) for track in asked) or "（没有）"
        msg = f"--task 只和 --form extension 一起用；申请过延期的任务：{told}"
        raise Wrong(msg)
    return f"{sheets.OF}{args.task}"


def document(seat: Seat, args: argparse.Namespace, out: Output) -> Exit:
    """``document ID --format pdf|docx --out FILE``: never over a file that is there, and never with a seal."""
    kind = kind_of(args.out, args.format)
    record = _with_text(seat, _whole(seat, record_of(seat, args.id)))
    found = gongwen_in(seat.desk, record)
    if found is None:
        raise CannotServe("text_not_here" if text_lacks(seat.desk, record) else "no_document")
    try:
        printed, remarks = _set(seat, found, kind)
    except Unsettable as error:
        raise CannotServe("no_text_on_page_1") from error
    lacking = ("picture_missing",) if missing(found) else ()
    return _put(printed, (*lacking, *remarks), args, out)


def _set(seat: Seat, found: Gongwen, kind: str) -> tuple[Printed, tuple[str, ...]]:
    if kind == "docx":
        return seat.press.write_docx(found), ()
    made = seat.press.typeset(found)
    return made.printed, made.remarks


def _put(printed: Printed, remarks: Iterable[str], args: argparse.Namespace, out: Output) -> Exit:
    """Write it, whole or not at all, and say so."""
    try:
        whole.put_new(Path(args.folder, args.out), printed.data)
    except OSError as error:
        raise CannotServe("file_unwritable", {"name": args.out, "why": error.strerror or str(error)}) from error
    value = {
        "path": args.out,
        "pages": printed.pages,
        "absent": list(printed.absent),
        "stand_ins": list(printed.stand_ins),
    }
    said = [*map(wording.remark, remarks), sheets.absent(printed), sheets.stand_ins(printed)]
    lines = [f"已另存为 {args.out}，共 {printed.pages} 页", *said]
    out.give(value, "\n".join(x for x in lines if x))
    return Exit.DONE


def _with_text(seat: Seat, record: Record) -> Record:
    """A text that came as a file, and the pictures in a text, are fetched where they are not here."""
    shown = gongwen_in(seat.desk, record)
    if not text_lacks(seat.desk, record) and not (shown is not None and missing(shown)):
        return record
    seat.desk.open(record.id)
    seat.sync(PATIENCE)
    return seat.desk.record(record.id) or record


def _whole(seat: Seat, record: Record) -> Record:
    """Printing fetches the record when only its header is here."""
    if record.whole:
        return record
    seat.desk.open(record.id)
    seat.sync(PATIENCE)
    again = seat.desk.record(record.id)
    if again is None or not again.whole:
        raise CannotServe("not_whole_to_print")
    return again
