"""``directory [TEXT] [--out FILE]``: the address book, or whoever a name, letters, a number or a unit mean."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path, PurePath

from oa_client.app import whole
from oa_client.app.directory import Format, People, Staff, numbers
from oa_client.app.seat import CannotServe, Seat
from oa_client.cli.grammar import Wrong
from oa_client.cli.output import Exit, Output

LIMIT = 500
FORMS = {".xlsx": Format.XLSX, ".csv": Format.CSV, ".vcf": Format.VCARD3}


def directory(seat: Seat, args: argparse.Namespace, out: Output) -> Exit:
    """In protocol order, or the best match first."""
    people, text = seat.desk.people, args.text or ""
    limit = LIMIT if args.out is None else len(people.directory.people) + 1
    found = people.found(text, limit) if text.strip() else _everybody(people)
    if args.out is not None:
        return _write(seat, args, found, out)
    lines = [_text(one) for one in found]
    nobody = f"没有找到“{text}”。" if text else "通讯录还没有到本机，联网同步后再看。"
    out.give([_value(one) for one in found], "\n".join(lines) or nobody)
    return Exit.DONE


def _write(seat: Seat, args: argparse.Namespace, found: Sequence[Staff], out: Output) -> Exit:
    """The same lines as a file; never over one that is there."""
    form = FORMS.get(PurePath(args.out).suffix.lower())
    if form is None or (args.gb18030 and form is not Format.CSV):
        msg = "--out 要以 .xlsx、.csv 或 .vcf 结尾；--gb18030 只用于 .csv"
        raise Wrong(msg)
    data = seat.tables.directory(found, Format.CSV_GB if args.gb18030 else form)
    try:
        whole.put_new(Path(args.folder, args.out), data)
    except OSError as error:
        raise CannotServe("file_unwritable", {"name": args.out, "why": error.strerror or str(error)}) from error
    out.give({"path": args.out, "lines": len(found)}, f"已另存为 {args.out}，共 {len(found)} 行")
    return Exit.DONE


def _everybody(people: People) -> tuple[Staff, ...]:
    return tuple(one for unit in people.roots() for one in people.staff_under(unit.id))


def _value(one: Staff) -> dict[str, object]:
    person = one.person
    return {
        "scope": one.scope,
        "name": person.name,
        "unit": one.unit.name,
        "posts": [post.title for post in one.posts],
        "phone": person.phone,
        "mobile": person.mobile,
        "short": person.short,
    }


def _text(one: Staff) -> str:
    return "　".join(part for part in (one.person.name, one.title, one.unit.name, *numbers(one.person)) if part)
