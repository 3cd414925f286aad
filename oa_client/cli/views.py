"""What matters look like on the command line, as JSON values and as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from oa_client.app.acting import Offer
from oa_client.app.desk import Desk
from oa_client.app.papers import text_lacks
from oa_client.app.reading import Listed, Record, RecordLine
from oa_client.app.seat import CannotServe
from oa_client.app.sheets import WORDS
from oa_client.app.spending import When
from oa_client.cli import ink
from oa_client.domain.body import DIGEST
from oa_client.domain.body import words as words_of
from oa_client.domain.calendar import BEIJING
from oa_client.domain.matter import LIGHT, SEEN, Entry, FileRef, MatterId, Track, TrackId
from oa_client.domain.people import SYSTEM, PersonId, person_scope
from oa_client.protocol.digest import Urged
from oa_client.wording import acts, kept, lines, names, part_lines, serials, spending, workdays
from oa_client.wording.sentences import sentence


def moment(at: int | None) -> str:
    """A moment as people write it."""
    return datetime.fromtimestamp(at, BEIJING).strftime("%Y-%m-%d %H:%M") if at else ""


def listed(desk: Desk, item: Listed) -> dict[str, object]:
    """A row of a list."""
    unit = desk.rules.directory.units.get(item.row.unit)
    return {
        "id": item.matter,
        "kind": item.kind,
        "title": item.row.title,
        "state": item.row.stage,
        "mark": item.mark.value,
        "from": unit.name if unit else "",
        "at": item.since,
        "due": item.due,
        "for": _name(desk, item.giver),
    }


def _name(desk: Desk, person: PersonId | None) -> str:
    return desk.people.label(person_scope(person)) if person is not None else ""


def listed_text(desk: Desk, item: Listed) -> str:
    """A row of a list, for people."""
    value = listed(desk, item)
    mark = f"〔{names.mark(item.mark.value)}〕" if item.mark.value else ""
    step = names.step(item.kind, item.step) or lines.standing(item.kind, item.row)
    due = f"时限 {moment(item.due)}" if item.due else ""
    behalf = lines.behalf(str(value["for"]))
    title = lines.title(item.kind, item.row, desk.rules.directory)
    said = (title, behalf, names.kind(item.kind), step, str(value["from"]), moment(item.since), due)
    return f"{item.matter:10} {mark}{' · '.join(part for part in said if part)}"


def urged_text(desk: Desk, one: Urged) -> str:
    """A limit that somebody was reminded of, for people."""
    (item,) = desk.headed((MatterId(one.matter),)) or (None,)
    step = names.step(item.kind, one.step) if item else ""
    said = (item.row.title if item else "", step, f"时限 {moment(one.due)}", names.lamp(one.lamp))
    return f"{one.matter:10} {' · '.join(part for part in said if part)}"


def shown(desk: Desk, record: Record) -> dict[str, object]:
    """A whole matter."""
    matter = record.matter
    return {
        "id": record.id,
        "kind": record.kind,
        "title": record.row.title,
        "state": record.row.stage,
        "whole": record.whole,
        "known": record.known,
        "head": record.head,
        "fields": dict(matter.fields) if matter else {},
        "body": body(record),
        "files": [_file(desk, f) for f in matter.files] if matter else [],
        "tracks": [_track(desk, t) for t in matter.tracks] if matter else [],
        "lines": [{**_line(desk, line), "details": details(desk, record, line)} for line in record.lines],
        "actions": [o.action.name for o in desk.offers(record)],
        "actions_for": {
            o.action.name: _name(desk, o.actor.on_behalf) for o in desk.offers(record) if o.actor.on_behalf
        },
    }


def body(record: Record) -> str:
    """The body's text, from the entry that set it last."""
    at = record.matter.texts.get("body") if record.matter else None
    said = next((str(x.entry.fields.get("body", "")) for x in record.lines if x.entry.v == at), "")
    structured = record.matter is not None and f"body{DIGEST}" in record.matter.fields
    return words_of(said) if structured else said


def _file(desk: Desk, file: FileRef) -> dict[str, object]:
    here = desk.attachments.here(file)
    return {
        "name": file.name,
        "size": file.size,
        "sha256": file.sha256,
        "here": here.whole,
        "lost": here.lost,
    }


def _track(desk: Desk, track: Track) -> dict[str, object]:
    return {
        "task": track.id,
        "holder": track.holder,
        "name": desk.people.label(track.holder),
        "state": track.state,
        "turn": track.turn,
        "due": track.due,
        "under": track.under,
        "title": track.title,
        "progress": track.progress,
    }


def _line(desk: Desk, line: RecordLine) -> dict[str, object]:
    entry = line.entry
    return {
        "v": entry.v,
        "who": _who(desk, entry),
        "for": _name(desk, entry.on_behalf),
        "action": entry.action,
        "task": entry.track,
        "at": entry.at,
        "text": words(entry),
        "by_hand": ink.said(desk, line),
        "seen": str(entry.data.get(SEEN, "")),
        "pending": line.pending is not None,
        "code": line.code,
    }


def details(desk: Desk, record: Record, line: RecordLine) -> str:
    """Whom an act was about and what was filled in for it, beside its words; which day became which."""
    process = desk.rules.kinds.get(record.kind, record.edition)
    told = acts.of_record(record, process, desk.people, line.entry)
    return "；".join(part for part in (told, *workdays.shifted(line.entry)) if part)


def _who(desk: Desk, entry: Entry) -> str:
    """×××, or ×××（代×××）."""
    if entry.actor == SYSTEM:
        return "中心"
    return lines.who(_name(desk, entry.actor), _name(desk, entry.on_behalf))


def words(entry: Entry) -> str:
    """What the person wrote in this entry, as typed."""
    return next((str(entry.fields[name]) for name in WORDS if entry.fields.get(name)), "")


def _head(desk: Desk, record: Record) -> Iterator[str]:
    """What stands at the head of a matter's page: its numbers, and when it is due."""
    if record.row.number:
        yield record.row.number
    process = desk.rules.kinds.get(record.kind, record.edition)
    given = dict.fromkeys(rule.field for action in process.actions for rule in action.numbers) if process else {}
    for name in given:
        if record.matter and (number := record.matter.fields.get(name)):
            mode = str(record.matter.fields.get("mode", ""))
            number = serials.serial(record.kind, str(number), mode) if name == _SUPERVISION else number
            yield f"{names.field_name(name, record.kind) or name} {number}"
    if record.row.due:
        yield f"时限 {moment(record.row.due)}"


_HEADED = frozenset({"fiscal", "budget_line", "supervision"})
"""Kinds of which the head says what their register does."""


def _facts(desk: Desk, record: Record) -> Iterator[kept.Kept]:
    """What stands under the title on the page too, without what the line above says; then what is mine in it."""
    now = desk.clock.now()
    if record.kind in _HEADED:
        said = kept.head_facts(record, desk.people, now, desk.calendar)
        yield from (one for one in said if one.label not in {_DUE, names.field_name(_SUPERVISION)})
    yield from part_lines.mine(part_lines.parts_of(desk, record, now))


_DUE, _SUPERVISION = "时限", "supervision_number"
"""What the line above the facts says of a 督查 already."""


def _offered(desk: Desk, kind: str, offer: Offer) -> str:
    """An action by its name here and on the screen; one for another with whose it is."""
    said = f"{offer.action.name}（{names.action(kind, offer.action.name)}）"
    giver = _name(desk, offer.actor.on_behalf)
    return f"{said} --for {giver}" if giver else said


_STEPS = {When.DONE: "已办", When.NOW: "现在", When.COMING: "未到"}


def _money(money: spending.Told | None) -> Iterator[str]:
    """What wants a second look, what the budget line has left, and the steps of an application; of no other matter."""
    if money is None:
        return
    yield ""
    yield from (f"注意　{one}" for one in money.warnings)
    if money.balance:
        yield f"{money.head}：{'　'.join(f'{one.label} {one.value}' for one in money.balance)}"
    for step in money.steps:
        yield "　".join(part for part in (_STEPS[step.when], step.label, step.said, step.words) if part)
    if money.after:
        yield money.after


def task_of(record: Record, named: int | None) -> TrackId | None:
    """The task that is named by its number. Raises `CannotServe` where there is none of that number."""
    tracks = record.matter.tracks if record.matter is not None else ()
    if named is not None and tracks and all(track.id != named for track in tracks):
        known = "、".join(str(track.id) for track in tracks[:_MOST_TASKS])
        raise CannotServe("no_such_task", {"task": named, "tasks": known})
    return None if named is None else TrackId(named)


_MOST_TASKS = 40


def _parts(parts: Sequence[part_lines.PartLine], deep: str = "") -> Iterator[str]:
    """The tasks with the numbers by which they are named, those given on below whoever gave them."""
    if parts and not deep:
        yield ""
    for part in parts:
        said = (f"任务 {part.track}", *part.cells)
        yield deep + "　".join(x for x in said if x) + ("（我的）" if part.mine else "")
        yield from _parts(part.below, f"{deep}　")


def shown_text(desk: Desk, record: Record) -> Iterator[str]:
    """A whole matter, for people."""
    yield lines.title(record.kind, record.row, desk.rules.directory)
    yield " · ".join((record.id, lines.standing(record.kind, record.row), *_head(desk, record)))
    if not record.whole:
        yield "未取全文，联网后可看。"
    process = desk.rules.kinds.get(record.kind, record.edition)
    for one in (*_facts(desk, record), *kept.fields(process, record, desk.people)):
        yield f"{one.label}：{one.value}"
    if text := body(record):
        yield ""
        yield text
    if text_lacks(desk, record):
        yield ""
        yield "正文尚未下载；oa-client sync 之后可看。"
    for one in kept.texts(process, record):
        yield ""
        yield f"{one.label}："
        yield one.value
    yield from _money(spending.told(desk, record))
    yield from _parts(part_lines.parts_of(desk, record, desk.clock.now()))
    for number, file in enumerate(record.matter.files if record.matter else (), 1):
        lost = f"　{sentence('file_lost', {'name': file.name})}" if desk.attachments.here(file).lost else ""
        yield f"附件 {number}　{file.name}（{file.size} 字节）{lost}"
    yield ""
    for line in record.lines:
        value = _line(desk, line)
        pending = "　待上传" if line.pending is not None else ""
        light = "　阅的是简版" if value["seen"] == LIGHT else ""
        yield f"{moment(line.entry.at)}　{value['who']}　{names.action(record.kind, line.entry.action)}{pending}{light}"
        if by_hand := ink.said(desk, line):
            yield f"　　{by_hand}"
        if more := details(desk, record, line):
            yield f"　　{more}"
        if value["text"]:
            yield f"　　{value['text']}"
    if actions := [_offered(desk, record.kind, o) for o in desk.offers(record)]:
        yield f"可办：{'、'.join(actions)}"
