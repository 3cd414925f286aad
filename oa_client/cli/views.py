"""What matters look like on the command line, as JSON values and as text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from oa_client.app.desk import Desk
from oa_client.app.reading import Listed, Record, RecordLine
from oa_client.cli import ink
from oa_client.domain.body import DIGEST
from oa_client.domain.body import words as words_of
from oa_client.domain.calendar import BEIJING
from oa_client.domain.matter import LIGHT, SEEN, Entry, FileRef, MatterId, Track
from oa_client.domain.people import SYSTEM, person_scope
from oa_client.protocol.digest import Urged
from oa_client.wording import kept, lines, names


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
    }


def listed_text(desk: Desk, item: Listed) -> str:
    """A row of a list, for people."""
    value = listed(desk, item)
    mark = f"〔{names.mark(item.mark.value)}〕" if item.mark.value else ""
    step = names.step(item.kind, item.step) or lines.standing(item.kind, item.row)
    due = f"时限 {moment(item.due)}" if item.due else ""
    said = (item.row.title, names.kind(item.kind), step, str(value["from"]), moment(item.since), due)
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
        "lines": [_line(desk, line) for line in record.lines],
        "actions": [o.action.name for o in desk.offers(record)],
    }


def body(record: Record) -> str:
    """The body's text, from the entry that set it last."""
    at = record.matter.texts.get("body") if record.matter else None
    said = next((str(x.entry.fields.get("body", "")) for x in record.lines if x.entry.v == at), "")
    structured = record.matter is not None and f"body{DIGEST}" in record.matter.fields
    return words_of(said) if structured else said


def _file(desk: Desk, file: FileRef) -> dict[str, object]:
    return {
        "name": file.name,
        "size": file.size,
        "sha256": file.sha256,
        "here": desk.attachments.here(file).whole,
    }


def _track(desk: Desk, track: Track) -> dict[str, object]:
    return {
        "task": track.id,
        "holder": track.holder,
        "name": desk.people.label(track.holder),
        "state": track.state,
        "turn": track.turn,
        "due": track.due,
    }


def _line(desk: Desk, line: RecordLine) -> dict[str, object]:
    entry = line.entry
    return {
        "v": entry.v,
        "who": "中心" if entry.actor == SYSTEM else desk.people.label(person_scope(entry.actor)),
        "action": entry.action,
        "task": entry.track,
        "at": entry.at,
        "text": words(entry),
        "by_hand": ink.said(desk, line),
        "seen": str(entry.data.get(SEEN, "")),
        "pending": line.pending is not None,
        "code": line.code,
    }


def words(entry: Entry) -> str:
    """What the person wrote in this entry, as typed."""
    return next(
        (str(entry.fields[k]) for k in ("opinion", "words", "result", "reason", "note") if entry.fields.get(k)), ""
    )


def _head(desk: Desk, record: Record) -> Iterator[str]:
    """What stands at the head of a matter's page: its numbers, and when it is due."""
    if record.row.number:
        yield record.row.number
    process = desk.rules.kinds.get(record.kind, record.edition)
    given = dict.fromkeys(rule.field for action in process.actions for rule in action.numbers) if process else {}
    for name in given:
        if record.matter and (number := record.matter.fields.get(name)):
            yield f"{names.field_name(name)} {number}"
    if record.row.due:
        yield f"时限 {moment(record.row.due)}"


def shown_text(desk: Desk, record: Record) -> Iterator[str]:
    """A whole matter, for people."""
    yield record.row.title
    yield " · ".join((record.id, lines.standing(record.kind, record.row), *_head(desk, record)))
    if not record.whole:
        yield "未取全文，联网后可看。"
    process = desk.rules.kinds.get(record.kind, record.edition)
    for one in kept.fields(process, record, desk.people):
        yield f"{one.label}：{one.value}"
    if text := body(record):
        yield ""
        yield text
    for one in kept.texts(process, record):
        yield ""
        yield f"{one.label}："
        yield one.value
    for number, file in enumerate(record.matter.files if record.matter else (), 1):
        yield f"附件 {number}　{file.name}（{file.size} 字节）"
    yield ""
    for line in record.lines:
        value = _line(desk, line)
        pending = "　待上传" if line.pending is not None else ""
        light = "　阅的是简版" if value["seen"] == LIGHT else ""
        yield f"{moment(line.entry.at)}　{value['who']}　{names.action(record.kind, line.entry.action)}{pending}{light}"
        if by_hand := ink.said(desk, line):
            yield f"　　{by_hand}"
        if value["text"]:
            yield f"　　{value['text']}"
    if actions := [f"{a}（{names.action(record.kind, a)}）" for a in (o.action.name for o in desk.offers(record))]:
        yield f"可办：{'、'.join(actions)}"
