"""The lines of a handling record in words: who, what, when; what follows from elsewhere, what was corrected where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from oa_client.app.desk import Desk
from oa_client.app.ink import Ink
from oa_client.app.ink_reading import ink_of, read_ink
from oa_client.app.numbers import KIND as NUMBERS
from oa_client.app.reading import Record, RecordLine
from oa_client.assets import _
from oa_client.domain.matter import LIGHT, SEEN, Entry, FileRef, Matter
from oa_client.domain.people import SYSTEM, Scope, is_scope, person_scope
from oa_client.ui.matter.asks import words_in
from oa_client.wording import acts, lines, moments, names, numbering, workdays
from oa_client.wording.sentences import sentence


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A line of the handling record.

    `mark` says that it is not yet at the centre, or why it would be refused; `received`: it is mine and it is there;
    `struck`: its words were corrected, `note` says where. `by_hand`: the file of what was written by hand, `ink`: what
    stands in it, when it is here. `told`: what the act was about and what was filled in for it, beside its words.
    """

    who: str
    place: str
    at: str
    action: str
    opinion: str
    mark: str = ""
    refused: bool = False
    waits: bool = False
    received: bool = False
    number: int = 0
    struck: bool = False
    note: str = ""
    v: int = 0
    by_hand: FileRef | None = None
    ink: Ink | None = None
    told: str = ""

    @property
    def sign(self) -> str:
        """What stands before its mark: that it was refused, or is on its way up; nothing where it only lacks words."""
        return "↑" if self.waits else "！" if self.refused else ""


def entries_of(desk: Desk, record: Record) -> Iterator[EntryLine]:
    """Every entry in its order, counted from 1."""
    numbers = {line.entry.v: n for n, line in enumerate(record.lines, 1) if line.pending is None or not line.code}
    process = desk.rules.kinds.get(record.kind, record.edition)
    for n, line in enumerate(record.lines, 1):
        entry = line.entry
        who, place = _actor(desk, line)
        opinion = words_in(entry.fields)
        corrected = record.matter is not None and entry.v in record.matter.corrected and not line.code
        yield EntryLine(
            who=_transcribed(desk, record, entry, who),
            place=place,
            at=moments.exact(entry.at),
            action=names.action(record.kind, entry.action),
            opinion=opinion,
            mark=_mark(record, line, opinion),
            refused=bool(line.code),
            waits=line.pending is not None and line.code in {"", "needs_centre"},
            received=line.pending is None and entry.actor == desk.rules.me,
            number=n,
            struck=corrected and bool(opinion),
            note="；".join(_notes(desk, record, line, numbers)),
            v=entry.v,
            by_hand=(file := ink_of(entry.fields)),
            ink=read_ink(desk.attachments, file) if file is not None else None,
            told=acts.of_record(record, process, desk.people, entry),
        )


def _notes(desk: Desk, record: Record, line: RecordLine, numbers: Mapping[int, int]) -> Iterator[str]:
    """Where a line comes from, and where it goes on."""
    entry, matter = line.entry, record.matter
    if record.kind == NUMBERS and (which := numbering.concerned(entry.fields)):
        yield which
    if entry.cause is not None:
        unit = desk.rules.directory.units.get(entry.unit)
        told = _("由{unit}送达") if entry.action == "deliver" else _("由{unit}办理后自动记入")
        yield told.format(unit=unit.name if unit else _("中心"))
    yield from workdays.shifted(entry)
    first = entry.fields.get("entry")
    if entry.action == "correct" and isinstance(first, int) and first in numbers:
        yield _("更正第 {n} 条").format(n=numbers[first])
    if matter is None or line.code:
        return
    by = matter.corrected.get(entry.v)
    if by is not None and by in numbers:
        told = _("已更正，见第 {n} 条") if words_in(entry.fields) else _("文字已补录，见第 {n} 条")
        yield told.format(n=numbers[by])
    if (confirming := _confirmed(record, entry)) is not None:
        yield _("本人已核对，见第 {n} 条").format(n=numbers.get(confirming.v, 0))


def _leader(entry: Entry) -> object:
    """Whose words a clerk put down in this entry, if that is what it is."""
    paper = entry.action == "transcribe" or (
        entry.action in {"record", "take_up"} and entry.fields.get("form") != "screen"
    )
    return (entry.fields.get("leader") or entry.fields.get("leader_name")) if paper else None


def _transcribed(desk: Desk, record: Record, entry: Entry, who: str) -> str:
    """×××批示，×××代录."""
    leader = _leader(entry)
    if record.kind not in {"incoming", "instruction"} or not leader:
        return who
    name = desk.people.label(Scope(str(leader))) if is_scope(leader) else str(leader)
    return who if name == who else _("{leader}批示，{clerk}代录").format(leader=name, clerk=who)


def _confirmed(record: Record, entry: Entry) -> Entry | None:
    """The entry in which the leader confirmed what a clerk put down here."""
    leader = _leader(entry)
    later = (x.entry for x in record.lines if x.entry.v > entry.v and x.entry.action == "confirm_words" and not x.code)
    return next((e for e in later if leader and person_scope(e.effective) == leader), None)


def _waits_for_words(matter: Matter | None, entry: Entry, opinion: str) -> bool:
    if matter is None or opinion:
        return False
    more = matter.fields.get("awaiting_more")
    return matter.fields.get("awaiting_words") == entry.v or (isinstance(more, list) and entry.v in more)


def _mark(record: Record, line: RecordLine, opinion: str) -> str:
    if line.code and line.code != "needs_centre":
        why = sentence(line.code, {"kind": record.kind, "action": line.entry.action})
        return _("须重交：{why}").format(why=why)
    if line.code == "needs_centre":
        return _("待上传（由中心办理后生效）")
    waits = _("待上传") if line.pending is not None else ""
    light = _("阅的是简版") if line.entry.data.get(SEEN) == LIGHT else ""
    words = _("待录入") if _waits_for_words(record.matter, line.entry, opinion) else ""
    return " · ".join(part for part in (waits, light, words) if part)


def _actor(desk: Desk, line: RecordLine) -> tuple[str, str]:
    """Who acted, and in which post of which unit."""
    entry = line.entry
    if entry.actor == SYSTEM:
        return _("系统"), ""
    directory = desk.rules.directory
    who = desk.people.label(person_scope(entry.effective))
    if entry.on_behalf is not None:
        who = lines.who(desk.people.label(person_scope(entry.actor)), who)
    unit, post = directory.units.get(entry.unit), directory.posts.get(entry.post)
    return who, " ".join(part for part in (unit.name if unit else "", post.title if post else "") if part)
