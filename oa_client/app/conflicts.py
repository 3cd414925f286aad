"""What came back because its matter had moved on: which refusals those are, and both sides to lay beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from oa_client.app.ports import Pending
from oa_client.app.reading import Record
from oa_client.domain.decision import MOVED_ON, Command
from oa_client.domain.matter import Entry, MatterId
from oa_client.domain.table import FieldType, Process


def is_conflict(refused: Pending) -> bool:
    """Whether a refused command is nobody's error: the matter moved on between looking and judging."""
    return refused.code in MOVED_ON


@dataclass(frozen=True, slots=True)
class Conflict:
    """A command of mine, the matter as it stands now (None: not on this device), and what happened in between."""

    mine: Pending
    now: Record | None
    since: tuple[Entry, ...] = ()


def conflict(mine: Pending, now: Record | None) -> Conflict:
    """Both sides of a command that came back."""
    return Conflict(mine, now, since(mine, now) if now else ())


def since(mine: Pending, now: Record) -> tuple[Entry, ...]:
    """What the centre numbered after the version its author saw; where that is not known, after he acted."""
    confirmed = (line.entry for line in now.lines if line.pending is None)
    if mine.seen is None:
        return tuple(entry for entry in confirmed if entry.at >= mine.made_at)
    return tuple(entry for entry in confirmed if entry.v > mine.seen)


def seen_in(record: Record) -> int | None:
    """The version of a matter that somebody sees who looks at this record; None when it is not at the centre yet."""
    return max((line.entry.v for line in record.lines if line.pending is None), default=None)


def own_on_top(record: Record) -> int:
    """How many waiting commands of mine this record shows as done, or as going to the centre to be done."""
    return sum(line.pending is not None and line.code in {"", "needs_centre"} for line in record.lines)


@dataclass(frozen=True, slots=True)
class TakenUp:
    """What came back stands as a draft: in which matter, in the form of which action; "" where no form is open.

    `opens`: the kind of a matter that was to be opened by it; its words stand in the form of a new one.
    """

    matter: MatterId
    form: str
    opens: str = ""


def words_for(process: Process | None, command: Command, form: str, theirs: str = "") -> Mapping[str, object]:
    """A command's fields as a form takes them: all in its own, in another one its texts only.

    `theirs`: somebody else's words, to stand under mine in the first text.
    """
    if process is None or not form:
        return command.fields
    mine = [str(command.fields[name]) for name in _texts(process, command.action) if command.fields.get(name)]
    if form == command.action:
        into = next((n for n in _texts(process, form) if command.fields.get(n) or not mine), "")
        return {**command.fields, into: "\n".join([*mine[:1], theirs])} if theirs and into else command.fields
    texts = [*mine, *([theirs] if theirs else [])]
    into = next(iter(_texts(process, form)), "")
    return {into: "\n".join(texts)} if into and texts else {}


def _texts(process: Process, action: str) -> tuple[str, ...]:
    found = process.action(action)
    return tuple(ask.name for ask in found.asks if ask.type is FieldType.TEXT) if found is not None else ()
