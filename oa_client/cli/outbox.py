"""``outbox``: what of mine waits or came back, and what can be done about it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from oa_client.app.desk import Desk
from oa_client.app.ports import Pending, Standing
from oa_client.app.seat import Seat
from oa_client.cli.grammar import Wrong
from oa_client.cli.output import Exit, Output
from oa_client.cli.views import moment
from oa_client.wording import names
from oa_client.wording.outbox import state_of
from oa_client.wording.sentences import sentence


def outbox(seat: Seat, args: argparse.Namespace, out: Output) -> Exit:
    """``outbox [list | undo N | rework N | put-away N]``."""
    if args.verb == "list":
        return _list(seat.desk, out)
    if args.n is None:
        msg = f"outbox {args.verb} 要写明哪一项，号见 outbox list"
        raise Wrong(msg)
    said = _VERBS[args.verb](seat, args.n)
    if not said:
        return out.refuse("not_in_outbox", {"n": args.n})
    out.give({"state": "done", "n": args.n}, said)
    return Exit.DONE


def _list(desk: Desk, out: Output) -> Exit:
    commands = (*desk.pending(), *desk.refused(), *desk.conflicting())
    text = "\n".join(_line(one) for one in commands) or "没有未了的操作。"
    out.give([_value(one) for one in commands], text)
    return Exit.DONE


def _value(one: Pending) -> dict[str, object]:
    command = one.command
    return {
        "n": one.n,
        "id": command.matter,
        "action": command.action,
        "fields": dict(command.fields),
        "standing": one.standing.value,
        "tries": one.tries,
        "code": one.code,
        "made_at": one.made_at,
    }


def _line(one: Pending) -> str:
    command = one.command
    why = sentence(one.code, {**one.facts, "kind": command.kind}) if one.code else ""
    said = (names.action(command.kind, command.action), state_of(one), moment(one.made_at), why)
    return f"{one.n:6} {command.matter:10} {' · '.join(part for part in said if part)}"


def _undo(seat: Seat, n: int) -> str:
    """Not sent yet: at once. On its way: the centre is asked."""
    desk = seat.desk
    queued = any(p.n == n and p.standing is Standing.QUEUED for p in desk.pending())
    if queued and (taken := desk.undo(n, apart=seat.is_lent)):
        return "已收回，写的内容留作草稿" + _fell(taken[1:])
    return "已请中心收回；同步后才知道是否来得及" if desk.take_back(n) else ""


def _fell(fallen: Sequence[Pending]) -> str:
    refused = sum(one.standing is Standing.REFUSED for one in fallen)
    said = f"；写明与它有关的 {len(fallen)} 件一并收回" if fallen else ""
    return said + (f"，其中 {refused} 件的内容在须重交里" if refused else "")


def _rework(seat: Seat, n: int) -> str:
    return "写的内容已成草稿，可改后再交" if seat.desk.rework(n, apart=seat.is_lent) else ""


def _put_away(seat: Seat, n: int) -> str:
    return "已放下，写的内容留在历史版本" if seat.desk.put_away(n) else ""


_VERBS: dict[str, Callable[[Seat, int], str]] = {"undo": _undo, "rework": _rework, "put-away": _put_away}
