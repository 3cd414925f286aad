"""One command line, from its words to its exit code; the same whether this process or the desktop's carries it out."""

from __future__ import annotations

import argparse
import errno
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from functools import cache
from typing import TextIO

from oa_client.app.ports import BadStore, NoRoom
from oa_client.app.seat import CannotServe, Doors, Seat
from oa_client.app.soundness import EXITS, Check, Finding
from oa_client.cli.commands import COMMANDS
from oa_client.cli.forms import describe
from oa_client.cli.grammar import Wrong, parse
from oa_client.cli.hints import BY_VARIABLE
from oa_client.cli.output import Exit, Output
from oa_client.cli.policies import forbids
from oa_client.cli.soundness import self_test
from oa_client.wording.sentences import password_changed, sentence
from oa_client.wording.soundness import lines

_WANT_PASSWORD = frozenset({"password_needed", "unlock_needed"})


def run(
    argv: Sequence[str],
    *,
    doors: Doors,
    password: Callable[[], str],
    new_password: Callable[[], str] = str,
    out: TextIO,
    err: TextIO,
    folder: str = "",
    checks: Callable[[], Sequence[Finding]] = tuple,
) -> int:
    """Carry out one command line. The passwords are asked only when they are needed; paths are seen from `folder`.

    `checks` looks at this machine and the profile, also where that does not open.
    """
    try:
        args = parse(argv)
    except Wrong as wrong:
        print(wrong, file=err)
        return Exit.USAGE
    args.folder, args.checks = folder, checks
    output = Output(out, as_json=bool(getattr(args, "json", False)))
    try:
        if args.command == "help":
            return describe(args, output)
        if args.command == "self-test":
            return self_test(checks(), output)
        return _carry_out(args, doors, password, new_password, output)
    except Wrong as wrong:
        print(wrong, file=err)
        return Exit.USAGE
    except CannotServe as why:
        return _refused(why.code, why.facts, why.ends, args, output)
    except BadStore as why:
        ends = EXITS[Check.DATA] if why.code == "store_too_new" else Exit.REFUSED
        return _refused(why.code, {"which": why.which}, ends, args, output)
    except BrokenPipeError:
        raise
    except OSError as why:
        full = isinstance(why, NoRoom) or why.errno in {errno.ENOSPC, errno.EDQUOT}
        return output.refuse(*(("disk_full", {}) if full else ("folder_unusable", {"name": why.filename or ""})))


def _refused(code: str, facts: Mapping[str, object], ends: int, args: argparse.Namespace, output: Output) -> int:
    """Why it does not open; the doctor tells what the machine is like all the same."""
    found = lines(args.checks()) if args.command == "doctor" else ()
    output.refuse(code, facts, more=(*([BY_VARIABLE] if code in _WANT_PASSWORD else []), *found))
    return ends


def _carry_out(
    args: argparse.Namespace, doors: Doors, password: Callable[[], str], new_password: Callable[[], str], output: Output
) -> int:
    if args.command == "login":
        with closing(doors.sign_in(args.server, args.user, password())) as seat:
            return _greet(seat, output)
    if args.command == "password":
        return _change_password(doors, cache(password), new_password, output)
    with closing(doors.open(password)) as seat:
        if seat.desk.session is None:
            raise CannotServe("not_signed_in")
        for code in seat.notes:
            output.say(sentence(code))
        if forbids(seat.desk.terms.allowed, args):
            raise CannotServe("export_forbidden")
        return COMMANDS[args.command](seat, args, output)


def _change_password(
    doors: Doors, password: Callable[[], str], new_password: Callable[[], str], output: Output
) -> Exit:
    with closing(doors.open(password)) as seat:
        done = doors.change_password(seat, password(), new_password())
    if done.left:
        return output.refuse(done.left, {})
    output.give({"state": "done", "ended": done.ended}, password_changed(done.ended))
    return Exit.DONE


def _greet(seat: Seat, output: Output) -> Exit:
    session = seat.desk.session
    assert session is not None
    value = {"state": "done", "user": session.user, "name": session.name, "device": session.device}
    output.give(value, f"{session.name}，已登录")
    return Exit.DONE
