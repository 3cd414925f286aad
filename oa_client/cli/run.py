"""One command line, from its words to its exit code; the same whether this process or the desktop's carries it out."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import TextIO

from oa_client.app.ports import BadStore, NoRoom
from oa_client.app.seat import CannotServe, Seat
from oa_client.cli.commands import COMMANDS
from oa_client.cli.grammar import Wrong, parse
from oa_client.cli.output import Exit, Output

Opener = Callable[[str], Seat]
"""From a password ("" when there is none) to the open profile. Raises `CannotServe`, `BadStore`."""


def run(argv: Sequence[str], *, opener: Opener, password: Callable[[], str], out: TextIO, err: TextIO) -> Exit:
    """Carry out one command line. `password` is asked only when it is needed."""
    try:
        args = parse(argv)
    except Wrong as wrong:
        print(wrong, file=err)
        return Exit.USAGE
    output = Output(out, as_json=bool(getattr(args, "json", False)))
    try:
        return _carry_out(args, opener, password, output)
    except Wrong as wrong:
        print(wrong, file=err)
        return Exit.USAGE
    except CannotServe as why:
        return output.refuse(why.code, why.facts)
    except BadStore as why:
        return output.refuse("bad_store", {"which": why.which})
    except NoRoom:
        return output.refuse("disk_full", {})


def _carry_out(args: argparse.Namespace, opener: Opener, password: Callable[[], str], output: Output) -> Exit:
    if args.command == "login":
        return _login(args, opener, password(), output)
    seat = opener("")
    try:
        if seat.desk.session is None:
            raise CannotServe("not_signed_in")
        return COMMANDS[args.command](seat, args, output)
    finally:
        seat.close()


def _login(args: argparse.Namespace, opener: Opener, password: str, output: Output) -> Exit:
    seat = opener(password)
    try:
        session = seat.sign_in(args.server, args.user, password)
        value = {"state": "done", "user": session.user, "name": session.name, "device": session.device}
        output.give(value, f"{session.name}，已登录")
        return Exit.DONE
    finally:
        seat.close()
