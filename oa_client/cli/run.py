"""One command line, from its words to its exit code; the same whether this process or the desktop's carries it out."""

from __future__ import annotations

import argparse
import errno
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TextIO

from oa_client.app.ports import BadStore, NoRoom
from oa_client.app.seat import CannotServe, Doors, Seat
from oa_client.cli.commands import COMMANDS
from oa_client.cli.forms import describe
from oa_client.cli.grammar import Wrong, parse
from oa_client.cli.output import Exit, Output
from oa_client.cli.policies import forbids
from oa_client.wording.sentences import sentence


def run(
    argv: Sequence[str],
    *,
    doors: Doors,
    password: Callable[[], str],
    out: TextIO,
    err: TextIO,
    folder: str = "",
) -> Exit:
    """Carry out one command line. `password` is asked only when it is needed; paths are seen from `folder`."""
    try:
        args = parse(argv)
    except Wrong as wrong:
        print(wrong, file=err)
        return Exit.USAGE
    args.folder = folder
    output = Output(out, as_json=bool(getattr(args, "json", False)))
    try:
        if args.command == "help":
            return describe(args, output)
        return _carry_out(args, doors, password, output)
    except Wrong as wrong:
        print(wrong, file=err)
        return Exit.USAGE
    except CannotServe as why:
        return output.refuse(why.code, why.facts)
    except BadStore as why:
        return output.refuse(why.code, {"which": why.which})
    except BrokenPipeError:
        raise
    except OSError as why:
        full = isinstance(why, NoRoom) or why.errno in {errno.ENOSPC, errno.EDQUOT}
        return output.refuse(*(("disk_full", {}) if full else ("folder_unusable", {"name": why.filename or ""})))


def _carry_out(args: argparse.Namespace, doors: Doors, password: Callable[[], str], output: Output) -> Exit:
    if args.command == "login":
        with closing(doors.sign_in(args.server, args.user, password())) as seat:
            return _greet(seat, output)
    with closing(doors.open(password)) as seat:
        if seat.desk.session is None:
            raise CannotServe("not_signed_in")
        for code in seat.notes:
            output.say(sentence(code))
        if forbids(seat.desk.terms.allowed, args):
            raise CannotServe("export_forbidden")
        return COMMANDS[args.command](seat, args, output)


def _greet(seat: Seat, output: Output) -> Exit:
    session = seat.desk.session
    assert session is not None
    value = {"state": "done", "user": session.user, "name": session.name, "device": session.device}
    output.give(value, f"{session.name}，已登录")
    return Exit.DONE
