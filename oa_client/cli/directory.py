"""``directory [TEXT]``: the address book, or whoever a name, letters, a number or a unit mean."""

from __future__ import annotations

import argparse

from oa_client.app.directory import People, Staff, numbers
from oa_client.app.seat import Seat
from oa_client.cli.output import Exit, Output

LIMIT = 500


def directory(seat: Seat, args: argparse.Namespace, out: Output) -> Exit:
    """In protocol order, or the best match first."""
    people, text = seat.desk.people, args.text or ""
    found = people.found(text, LIMIT) if text.strip() else _everybody(people)
    lines = [_text(one) for one in found]
    nobody = f"没有找到“{text}”。" if text else "通讯录还没有到本机，联网同步后再看。"
    out.give([_value(one) for one in found], "\n".join(lines) or nobody)
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
