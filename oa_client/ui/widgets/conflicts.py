"""A conflict in words: mine and the centre's side by side, only what differs. No Qt; not for the GUI thread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from oa_client.app.conflicts import Conflict
from oa_client.app.desk import Desk
from oa_client.app.ports import Pending
from oa_client.app.reading import Record
from oa_client.assets import _
from oa_client.domain.matter import Entry, Matter, MatterId, TrackId
from oa_client.domain.people import SYSTEM, Scope, person_scope
from oa_client.domain.table import FieldType, Process
from oa_client.wording import kept, moments, names
from oa_client.wording.kept import Kept
from oa_client.wording.lines import behalf
from oa_client.wording.sentences import sentence

MOST = 20
"""So many entries are told; of more, the last ones."""


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody's act: who did what when, and what he filled in."""

    head: str
    lines: tuple[Kept, ...] = ()

    @property
    def spoken(self) -> str:
        """As plain text."""
        return "\n".join([self.head, *(f"{line.label}：{line.value}" for line in self.lines)])


@dataclass(frozen=True, slots=True)
class Clash:
    """A conflict as its card shows it. `theirs`: the others' words, to stand under mine; "" there is nothing to merge.

    `before`: how many older entries are not told.
    """

    n: int
    matter: MatterId
    title: str
    what: str
    why: str
    mine: Said
    state: str
    since: tuple[Said, ...]
    before: int = 0
    theirs: str = ""

    @property
    def spoken(self) -> str:
        """The card as a screen reader names it."""
        return _("冲突：{title}，我的“{what}”没有生效。{why}").format(title=self.title, what=self.what, why=self.why)


def clashes(desk: Desk, matter: MatterId | None = None) -> tuple[Clash, ...]:
    """The conflicts of a matter, or of all."""
    return tuple(clash(desk, found) for found in desk.conflicts(matter))


def clash(desk: Desk, found: Conflict) -> Clash:
    """One conflict in words."""
    mine, command, record = found.mine, found.mine.command, found.now
    told = [_told(desk, record, entry) for entry in found.since[-MOST:]] if record is not None else []
    facts = {**mine.facts, "kind": command.kind}
    return Clash(
        n=mine.n,
        matter=command.matter,
        title=record.row.title if record is not None else _("（事项已不在本机）"),
        what=names.action(command.kind, command.action),
        why=sentence(mine.code, facts),
        mine=my_words(desk, mine, record.matter if record is not None else None),
        state=_state(record),
        since=tuple(told),
        before=len(found.since) - len(told),
        theirs=_theirs(desk, record, found) if record is not None else "",
    )


def my_words(desk: Desk, mine: Pending, now: Matter | None = None) -> Said:
    """A command of mine: what it was to do, and what I wrote and whom I chose."""
    command = mine.command
    at = moments.full(mine.made_at, desk.clock.now())
    head = _("本人 {at} {action}").format(at=at, action=names.action(command.kind, command.action))
    if command.on_behalf is not None:
        head = f"{head}（{behalf(desk.people.label(person_scope(command.on_behalf)))}）"
    fields = dict(command.fields)
    lines = _lines(desk, _process(desk, command.kind, command.edition), command.action, fields, now, command.holders)
    if command.track is not None and (held := command.holders.get(command.track)) and not _is_mine(desk, held):
        lines = (Kept(_("针对"), kept.holder(desk.people, held)), *lines)
    return Said(head, lines)


def _is_mine(desk: Desk, held: Scope) -> bool:
    return held in desk.rules.directory.scopes_of(desk.rules.me)


def _process(desk: Desk, kind: str, edition: int | None) -> Process | None:
    return desk.kinds.newest(kind) if edition is None else desk.kinds.get(kind, edition)


def _lines(
    desk: Desk,
    process: Process | None,
    action: str,
    values: Mapping[str, object],
    now: Matter | None,
    holders: Mapping[TrackId, Scope],
) -> tuple[Kept, ...]:
    return tuple(g.words(desk.people, holders) for g in kept.given(process, action, values, now))


def _state(record: Record | None) -> str:
    if record is None:
        return _("这件事项已不在本机；我写的内容都在左边。")
    return _("现在：{stage}").format(stage=names.stage(record.kind, record.row.stage) or _("（本客户端不认识）"))


def _told(desk: Desk, record: Record, entry: Entry) -> Said:
    at = moments.full(entry.at, desk.clock.now())
    action = names.action(record.kind, entry.action)
    head = _("{who} {at} {action}").format(who=_who(desk, entry), at=at, action=action)
    process = _process(desk, record.kind, record.edition)
    holders = {t.id: t.holder for t in record.matter.tracks} if record.matter is not None else {}
    return Said(head, _lines(desk, process, entry.action, entry.fields, None, holders))


def _who(desk: Desk, entry: Entry) -> str:
    if entry.actor == SYSTEM:
        return _("系统")
    return _("本人") if entry.effective == desk.rules.me else desk.people.label(person_scope(entry.effective))


def _theirs(desk: Desk, record: Record, found: Conflict) -> str:
    """What others wrote in between, each with his name; nothing when I wrote nothing it could stand beside."""
    process = _process(desk, record.kind, record.edition)
    if not any(_texts(process, found.mine.command.action, found.mine.command.fields)):
        return ""
    others = (e for e in found.since if e.effective != desk.rules.me and e.actor != SYSTEM)
    texts = (f"{_who(desk, e)}：{text}" for e in others for text in _texts(process, e.action, e.fields))
    return "\n".join(texts)


def _texts(process: Process | None, action: str, values: Mapping[str, object]) -> Iterator[str]:
    for one in kept.given(process, action, values, None):
        if one.ask.type is FieldType.TEXT:
            yield str(one.value)
