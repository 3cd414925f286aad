"""``gongwen``: a 公文 from its SPEC to an issued page. It needs no profile and no sign-in."""

from __future__ import annotations

import argparse
import errno
import json
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from oa_client.app import pictures, whole
from oa_client.app.forms import Printed
from oa_client.app.gongwen import Gongwen
from oa_client.app.gongwen_faults import faults, picture_outside
from oa_client.app.gongwen_spec import MOST_BYTES, BadSpec, decode, schema
from oa_client.cli.gongwen_template import BadTemplate, profile_of
from oa_client.cli.output import Exit, Output
from oa_client.cli.paper_kind import kind_of
from oa_client.cli.plain_words import Wrong
from oa_client.layout.gongwen.profile import Profile
from oa_client.wording import gongwen as wording
from oa_client.wording import sheets

Typeset = Callable[[Gongwen, str, Profile], tuple[Printed, tuple[str, ...]] | None]
"""Sets a document as `pdf` or `docx`: what came out with its remarks; None when page 1 shows no text."""


def gongwen(args: argparse.Namespace, typeset: Typeset, out: TextIO, err: TextIO) -> Exit:
    """``gongwen schema`` or ``gongwen render SPEC.json --out FILE``: whole or not at all, never over a file."""
    if args.verb == "schema":
        print(json.dumps(schema(), ensure_ascii=False, indent=2), file=out)
        return Exit.DONE
    output = Output(out, as_json=bool(getattr(args, "json", False)))
    try:
        why = _render(args, typeset, output)
    except Wrong as wrong:
        print(wrong, file=err)
        return Exit.USAGE
    if not why:
        return Exit.DONE
    if output.as_json:
        output.give({"state": "refused", "message": why})
    else:
        Output(err, as_json=False).say(why)
    return Exit.REFUSED


def _render(args: argparse.Namespace, typeset: Typeset, output: Output) -> str:
    """Set it and say so; otherwise why not."""
    try:
        document = _with_pictures(decode(_bytes(Path(args.spec))), Path(args.spec).parent)
        profile = profile_of(args.template)
        made = typeset(document, kind_of(args.out, args.format), profile)
    except OSError as error:
        return f"打不开 {error.filename}：{why_not(error)}"
    except BadSpec as bad:
        return f"{args.spec}：{wording.fault(bad.faults[0])}"
    except BadTemplate as bad:
        return f"{args.template}：{bad}"
    if made is None:
        return f"{args.spec}：{wording.NO_TEXT}"
    printed, remarks = made
    try:
        whole.put_new(Path(args.out), printed.data)
    except OSError as error:
        return f"没有写成 {args.out}：{why_not(error)}"
    value = {
        "path": args.out,
        "pages": printed.pages,
        "absent": list(printed.absent),
        "stand_ins": list(printed.stand_ins),
        "remarks": list(remarks),
    }
    pages = f"已另存为 {args.out}，共 {printed.pages} 页"
    said = [pages, *map(wording.remark, remarks), *_faces(printed, args.format)]
    output.give(value, "\n".join(x for x in said if x))
    return ""


def _faces(printed: Printed, kind: str) -> tuple[str, str]:
    """What characters and faces were not here; a DOCX keeps the characters and the names of the faces."""
    if kind == "docx":
        return wording.kept(printed.absent), wording.reckoned(printed.stand_ins)
    return sheets.absent(printed), sheets.stand_ins(printed)


def _with_pictures(document: Gongwen, folder: Path) -> Gongwen:
    """With the bytes of the pictures it names, which lie beside the SPEC or below. Raises `BadSpec`, OSError."""

    def read(name: str) -> bytes:
        path = (folder / name).resolve()
        if Path(name).is_absolute() or not path.is_relative_to(folder.resolve()):
            raise BadSpec((picture_outside(name),))
        with path.open("rb") as file:
            return file.read(pictures.MOST_BYTES + 1)

    made = pictures.filled(document, read)
    if found := faults(made):
        raise BadSpec(found)
    return made


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def why_not(error: OSError) -> str:
    """Why a file could not be read or written."""
    match error.errno:
        case errno.ENOENT:
            return "没有这个文件或文件夹"
        case errno.EEXIST:
            return "已经有这个文件，请换一个名字"
        case errno.EACCES | errno.EPERM:
            return "没有权限"
        case errno.EISDIR:
            return "这是一个文件夹"
        case errno.ENOSPC | errno.EDQUOT:
            return "磁盘已满"
        case _:
            return error.strerror or str(error)
