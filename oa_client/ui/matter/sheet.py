"""Everything the matter page shows of a matter, put into words away from the screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from oa_client.app.acting import Offer, actors
from oa_client.app.attachments import Availability
from oa_client.app.desk import Desk
from oa_client.app.ports import Draft, Record, RecordLine
from oa_client.app.preview import has_pages
from oa_client.assets import _
from oa_client.domain.matter import FileRef, Matter, MatterId, Track, TrackId
from oa_client.domain.people import SYSTEM, Scope, person_scope, scope_person
from oa_client.domain.table import Process
from oa_client.wording import moments, names
from oa_client.wording.sentences import sentence

OPINIONS = ("opinion", "reason", "note", "answer")
LATE = "超期"


@dataclass(frozen=True, slots=True)
class Head:
    """The top of the page."""

    title: str
    urgency: str
    tag: str
    meta: tuple[str, ...]
    state: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class FileLine:
    """An attachment: what it is called, how large, and how much of it is here."""

    file: FileRef
    size: str
    state: str
    whole: bool
    pages: bool
    fetching: bool = False


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A line of the handling record. `mark` says that it is not yet at the centre, or why it would be refused."""

    who: str
    place: str
    at: str
    action: str
    opinion: str
    mark: str = ""
    refused: bool = False


@dataclass(frozen=True, slots=True)
class ReaderLine:
    """One strand of 传阅情况."""

    turn: str
    name: str
    unit: str
    state: str
    delivered: str
    ended: str
    phone: str
    late: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """One open task of mine in this matter: which track, in which post."""

    track: TrackId | None
    post: int
    words: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A matter as the page shows it. `primary` is what is done in place, `others` open a dialog."""

    record: Record
    process: Process | None
    head: Head
    body: str
    files: tuple[FileLine, ...]
    entries: tuple[EntryLine, ...]
    readers: tuple[ReaderLine, ...]
    read: str
    primary: Offer | None
    others: tuple[Offer, ...]
    turns: tuple[Turn, ...]
    draft: Draft | None
    notice: str
    receipted: bool = False

    @property
    def id(self) -> MatterId:
        """Which matter."""
        return self.record.id

    @property
    def kind(self) -> str:
        """Which kind of matter."""
        return self.record.kind


def sheet(desk: Desk, record: Record) -> Sheet:
    """The matter as it stands now. Reads the desk: not for the GUI thread."""
    now = desk.clock.now()
    rules = desk.rules
    process = rules.kinds.get(record.kind, record.edition)
    receipted = desk.stores.library.row("receipt", record.id) is not None
    offers = [o for o in desk.offers(record) if not (o.receipt and receipted)]
    primary = _primary(offers)
    readers = tuple(_readers(desk, record, now)) if record.matter else ()
    return Sheet(
        record=record,
        process=process,
        head=head(desk, record, now),
        body=body(record),
        files=tuple(_files(desk, record)),
        entries=tuple(_entries(desk, record)),
        readers=readers,
        read=_("已阅 {ended} / 共 {total}").format(ended=record.row.ended, total=record.row.total) if readers else "",
        primary=primary,
        others=tuple(o for o in offers if o is not primary and not _same(o, primary)),
        turns=tuple(_turns(desk, record, primary)),
        draft=desk.draft(draft_key(record.id, primary)) if primary else None,
        notice=_notice(record),
        receipted=receipted,
    )


def _primary(offers: list[Offer]) -> Offer | None:
    """What is done in place: the table's first primary action, else a receipt."""
    marked = next((o for o in offers if o.action.primary), None)
    return marked or next((o for o in offers if o.receipt), None)


def _same(offer: Offer, primary: Offer | None) -> bool:
    """The words that a receipt may take along are not offered a second time."""
    return primary is not None and primary.receipt and offer.action.name == primary.action.name


def draft_key(matter: MatterId, offer: Offer) -> str:
    """Where what is typed for an action is kept."""
    return f"act/{matter}/{offer.action.name}"


def head(desk: Desk, record: Record, now: int) -> Head:
    """Title, tag, and the line under it."""
    row = record.row
    unit = desk.rules.directory.units.get(row.unit)
    due = None if row.over else row.due
    scope = names.choice("sensitivity", str(record.matter.fields.get("sensitivity") or "")) if record.matter else ""
    meta = (
        _("来文单位 {unit}").format(unit=unit.name) if unit else "",
        row.number and _("文号 {number}").format(number=row.number),
        scope and _("知悉范围 {scope}").format(scope=scope),
        _("收到 {time}").format(time=moments.full(row.opened_at, now)),
        due and _("时限 {day}（{left}）").format(day=moments.full(due, now), left=moments.due_words(due, now)),
    )
    return Head(
        title=row.title or _("（无标题）"),
        urgency=row.urgency,
        tag=names.urgency(row.urgency),
        meta=tuple(str(m) for m in meta if m),
        state=names.stage(record.kind, row.stage),
        late=due is not None and due < now,
    )


def body(record: Record) -> str:
    """The body's text, from the entry that set it last."""
    at = record.matter.texts.get("body") if record.matter else None
    return next((str(x.entry.fields.get("body", "")) for x in reversed(record.lines) if x.entry.v == at), "")


def _files(desk: Desk, record: Record) -> Iterator[FileLine]:
    for file in record.matter.files if record.matter else ():
        yield file_line(file, desk.attachments.here(file))


def file_line(file: FileRef, here: Availability) -> FileLine:
    """An attachment as it stands."""
    if here.whole:
        state = _("在本机")
    elif here.at:
        state = _("下载 {n}%").format(n=min(99, here.at * 100 // max(1, here.size)))
    else:
        state = _("未下载")
    return FileLine(file, names.amount(file.size), state, here.whole, has_pages(file.name), 0 < here.at < here.size)


def _entries(desk: Desk, record: Record) -> Iterator[EntryLine]:
    for line in record.lines:
        entry = line.entry
        who, place = _actor(desk, line)
        opinion = next((str(entry.fields[k]) for k in OPINIONS if entry.fields.get(k)), "")
        yield EntryLine(
            who=who,
            place=place,
            at=moments.exact(entry.at),
            action=names.action(record.kind, entry.action),
            opinion=opinion,
            mark=_mark(line),
            refused=bool(line.code),
        )


def _mark(line: RecordLine) -> str:
    if line.code and line.code != "needs_centre":
        return _("须重交：{why}").format(why=sentence(line.code, {"action": line.entry.action}))
    if line.code == "needs_centre":
        return _("待上传（由中心办理后生效）")
    return _("待上传") if line.pending is not None else ""


def _actor(desk: Desk, line: RecordLine) -> tuple[str, str]:
    """Who acted, and in which post of which unit."""
    entry = line.entry
    if entry.actor == SYSTEM:
        return _("系统"), ""
    directory = desk.rules.directory
    who = desk.people.label(person_scope(entry.effective))
    if entry.on_behalf is not None:
        who = _("{name}（代{other}）").format(name=desk.people.label(person_scope(entry.actor)), other=who)
    unit, post = directory.units.get(entry.unit), directory.posts.get(entry.post)
    return who, " ".join(part for part in (unit.name if unit else "", post.title if post else "") if part)


def _readers(desk: Desk, record: Record, now: int) -> Iterator[ReaderLine]:
    assert record.matter is not None
    mine = desk.rules.directory.scopes_of(desk.rules.me)
    turns = sorted({t.turn for t in record.matter.tracks})
    process = desk.rules.kinds.get(record.kind, record.edition)
    open_tracks = process.open_tracks if process else frozenset()
    for track in sorted(record.matter.tracks, key=lambda t: (t.turn, t.id)):
        late = track.due is not None and track.state in open_tracks and track.due < now
        state = names.track_state(record.kind, track.state)
        yield ReaderLine(
            turn=str(turns.index(track.turn) + 1),
            name=desk.people.label(track.holder),
            unit=_unit_of(desk, track.holder),
            state=f"{state} · {_(LATE)}" if late else state,
            delivered=moments.full(track.delivered_at, now) if track.delivered_at else "",
            ended=moments.full(track.ended_at, now) if track.ended_at else "",
            phone=_phone(desk, track.holder),
            late=late,
            mine=track.holder in mine,
        )


def _unit_of(desk: Desk, holder: Scope) -> str:
    directory = desk.rules.directory
    unit_id = directory.unit_of(holder)
    unit = directory.units.get(unit_id) if unit_id is not None else None
    return unit.name if unit else ""


def _phone(desk: Desk, holder: Scope) -> str:
    """The number to ring: a person's, or that of who holds the post."""
    directory = desk.rules.directory
    if (person := scope_person(holder)) is not None:
        known = directory.people.get(person)
        return known.phone if known else ""
    held = [p for p in directory.people.values() if p.active and p.phone and holder in directory.scopes_of(p.id)]
    return held[0].phone if holder.startswith(("o", "c")) and held else ""


def _turns(desk: Desk, record: Record, primary: Offer | None) -> Iterator[Turn]:
    """My open tasks the primary action would end, when there are several: each can be taken."""
    target = primary.action.target if primary else None
    if record.matter is None or target is None or not target.own:
        return
    found: dict[TrackId, Turn] = {}
    for actor in actors(desk.rules):
        for track in record.matter.tracks:
            if track.state in target.states and track.holder in actor.scopes:
                found.setdefault(track.id, Turn(track.id, actor.post, _turn_words(desk, actor.post, track)))
    if len(found) > 1:
        yield from found.values()


def _turn_words(desk: Desk, held: int, track: Track) -> str:
    directory = desk.rules.directory
    post = next((p for p in directory.posts.values() if p.id == held), None)
    unit = directory.units.get(post.unit) if post else None
    if track.holder.startswith("p"):
        return _("以本人身份（第 {n} 项）").format(n=track.id + 1)
    return _("以{unit}{post}身份").format(unit=unit.name if unit else "", post=post.title if post else "")


def _notice(record: Record) -> str:
    """What stands above the page when it cannot be worked on."""
    if not record.known:
        return sentence("unknown_edition", {})
    if not record.whole or record.matter is None:
        return sentence("not_whole", {})
    return ""


def news(before: Matter | None, after: Record, desk: Desk) -> str:
    """Who did something while the page was open; nothing when it was only me."""
    seen = before.version if before else 0
    fresh = [
        line.entry
        for line in after.lines
        if line.pending is None and line.entry.v > seen and line.entry.actor not in {SYSTEM, desk.rules.me}
    ]
    if before is None or not fresh:
        return ""
    last = fresh[-1]
    return _("{name} {time} {action}；页面已更新。").format(
        name=desk.people.label(person_scope(last.effective)),
        time=moments.clock(last.at),
        action=names.action(after.kind, last.action),
    )
