"""``drafts``: what was written and not handed in: refused at once, taken back, or begun in the window."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping

from oa_client.app.desk import Desk
from oa_client.app.ports import Draft
from oa_client.app.seat import CannotServe, Seat
from oa_client.cli.output import Exit, Output
from oa_client.cli.plain_words import Wrong
from oa_client.cli.views import moment
from oa_client.domain.matter import MatterId
from oa_client.domain.table import Action, Process
from oa_client.wording import kept, names


def drafts(seat: Seat, args: argparse.Namespace, out: Output) -> Exit:
    """``drafts [list | show KEY | discard KEY]``."""
    desk = seat.desk
    if args.verb == "list":
        found = desk.drafts()
        text = "\n".join(_line(desk, one) for one in found) or "没有草稿。"
        out.give([_value(one) for one in found], text)
        return Exit.DONE
    if args.key is None:
        msg = f"drafts {args.verb} 要写明哪一份，名称见 drafts list"
        raise Wrong(msg)
    one = desk.draft(args.key)
    if one is None:
        raise CannotServe("no_such_draft", {"name": args.key})
    if args.verb == "discard":
        desk.drop_draft(one.key)
        out.give({"state": "done", "key": one.key}, "草稿已丢弃")
    else:
        out.give(_value(one), "\n".join([_line(desk, one), *_fields(desk, one)]))
    return Exit.DONE


def _value(one: Draft) -> dict[str, object]:
    return {"key": one.key, "kind": _kind(one), "fields": _given(one), "saved_at": one.saved_at}


def _kind(one: Draft) -> str:
    return str(one.data.get("kind") or (one.key.split("/")[1] if one.key.startswith("new/") else ""))


def _given(one: Draft) -> Mapping[str, object]:
    fields = one.data.get("fields")
    return fields if isinstance(fields, dict) else {}


def _matter(one: Draft) -> MatterId | None:
    parts = one.key.split("/")
    return MatterId(parts[1]) if parts[0] == "act" and len(parts) > 2 else None


def _line(desk: Desk, one: Draft) -> str:
    """Its key, what it is for, of which matter, when it was kept."""
    matter, kind = _matter(one), _kind(one)
    (row,) = desk.headed((matter,)) if matter else (None,)
    title = row.row.title if row else str(_given(one).get("title") or "")
    does = (
        names.action(kind or (row.kind if row else ""), one.key.split("/")[2]) if matter else f"新建{names.kind(kind)}"
    )
    return f"{one.key}　{' · '.join(part for part in (does, title, moment(one.saved_at)) if part)}"


def _fields(desk: Desk, one: Draft) -> Iterator[str]:
    found = _action(desk, one)
    if found is None:
        yield from (f"{name}：{value}" for name, value in _given(one).items())
        return
    process, action = found
    for given in kept.given(process, action.name, _given(one), None):
        said = given.words(desk.people, {})
        yield f"{said.label}（--{given.ask.name}）：{said.value}"


def _action(desk: Desk, one: Draft) -> tuple[Process, Action] | None:
    process = desk.kinds.newest(_kind(one))
    if process is None:
        return None
    action = process.action(one.key.split("/")[2]) if _matter(one) else process.opening[0]
    return None if action is None else (process, action)
