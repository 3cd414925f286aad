"""Everything the matter page shows of a matter, put into words away from the screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from oa_client.app import papers
from oa_client.app.acting import Offer
from oa_client.app.attachments import Availability
from oa_client.app.desk import Desk
from oa_client.app.ink_reading import handwritten
from oa_client.app.light import LightState
from oa_client.app.ports import Draft
from oa_client.app.preview import Document, has_light, has_pages
from oa_client.app.reading import Record
from oa_client.assets import _
from oa_client.domain.body import DIGEST
from oa_client.domain.body import words as words_of
from oa_client.domain.matter import FileRef, Matter, MatterId
from oa_client.domain.people import SYSTEM, PersonId, person_scope
from oa_client.domain.table import Process
from oa_client.ui.matter import paper_of, text_versions
from oa_client.ui.matter.entry_lines import EntryLine, entries_of
from oa_client.ui.matter.strands import ReaderLine, Turn, readers_of, turns_of
from oa_client.ui.matter.text_versions import Version
from oa_client.ui.widgets.conflicts import Clash, Said, clashes, my_words
from oa_client.wording import kept, lines, moments, names, spending
from oa_client.wording.kept import Kept
from oa_client.wording.part_lines import PartLine, mine, parts_of
from oa_client.wording.sentences import sentence
from oa_client.wording.spending import Told

NO_LIGHT = LightState()


@dataclass(frozen=True, slots=True)
class Head:
    """The top of the page."""

    title: str
    urgency: str
    tag: str
    meta: tuple[str, ...]
    state: str
    late: bool = False
    facts: tuple[Kept, ...] = ()
    """What a register says of it, for the grid under the title; then `meta` is empty."""


@dataclass(frozen=True, slots=True)
class FileLine:
    """An attachment: what it is called, how large, and how much of it is here."""

    file: FileRef
    size: str
    state: str
    whole: bool
    pages: bool
    fetching: bool = False
    light: LightState = NO_LIGHT
    by_hand: bool = False
    """What somebody wrote by hand in an act: part of the record, which stands there and over the pages."""


@dataclass(frozen=True, slots=True)
class UnitLine:
    """How many of a unit have signed, of how many."""

    unit: str
    signed: int
    asked: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A matter as the page shows it. `primary` is what is done in place, `others` open a dialog.

    `fields` is what its kind keeps beside the head, `texts` the long ones beside the body. `conflicts`: what came back
    because it had moved on; `versions`: what I wrote and put away. `paper`: its text, where that is a 公文, as pages;
    `drafts`: the versions of it. `parts`: its strands as a tree, where a strand has parts; then they stand there alone.
    """

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
    counted: tuple[int, int] = (0, 0)
    fields: tuple[Kept, ...] = ()
    texts: tuple[Kept, ...] = ()
    conflicts: tuple[Clash, ...] = ()
    versions: tuple[Said, ...] = ()
    units: tuple[UnitLine, ...] = ()
    paper: Document | None = None
    drafts: tuple[Version, ...] = ()
    parts: tuple[PartLine, ...] = ()
    lacking: str = ""
    """That its text is not here, where that is so."""
    money: Told | None = None
    """What is said of an application for money beside its fields."""
    givers: Mapping[PersonId, str] = field(default_factory=dict)
    """Those for whom something is offered here."""

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
    receipts = desk.stores.library.row("receipts", record.id)
    offers = [o for o in desk.offers(record) if not (o.receipt and receipted)]
    primary = _primary(offers)
    parts = parts_of(desk, record, now)
    readers = tuple(readers_of(desk, record, now)) if record.matter and not parts else ()
    told, money = readers or parts, spending.told(desk, record)
    return Sheet(
        record=record,
        process=process,
        head=head(desk, record, now),
        body=body(record),
        paper=paper_of.paper_of(desk, record),
        lacking=_lacking(desk, record),
        drafts=text_versions.recorded(desk, record) if papers.body_name(process) else (),
        files=tuple(_files(desk, record)),
        entries=tuple(entries_of(desk, record)),
        readers=readers,
        parts=parts,
        read=names.progress(record.kind, record.row.ended, record.row.total) if told else _receipts(receipts),
        counted=_counted(record, receipts),
        primary=primary,
        others=tuple(o for o in offers if o is not primary and not _same(o, primary)),
        turns=tuple(turns_of(desk, record, primary)),
        draft=desk.draft(draft_key(record.id, primary)) if primary else None,
        notice="\n".join(_notices(record, money)),
        money=money,
        receipted=receipted,
        fields=kept.fields(process, record, desk.people, lambda matter: next(iter(desk.headed((matter,))), None)),
        texts=kept.texts(process, record),
        conflicts=clashes(desk, record.id),
        versions=tuple(my_words(desk, mine) for mine in desk.versions(record.id)),
        units=tuple(_units(desk, receipts)),
        givers={g: desk.people.label(person_scope(g)) for o in offers if (g := o.actor.on_behalf) is not None},
    )


def _units(desk: Desk, receipts: Mapping[str, object] | None) -> Iterator[UnitLine]:
    """Unit by unit in protocol order, for those who asked."""
    counted = receipts.get("units") if receipts else None
    by_unit = {int(u): c for u, c in counted.items()} if isinstance(counted, dict) else {}
    for unit in desk.people.in_order():
        count = by_unit.pop(unit.id, None)
        if count is not None:
            yield UnitLine(unit.name, count[0], count[1])
    for count in by_unit.values():
        yield UnitLine(_("其他"), count[0], count[1])


def _receipts(row: Mapping[str, object] | None) -> str:
    """How many have signed for a broadcast, told to those who sent it."""
    return _read(_count(row, "n"), _count(row, "total"), _count(row, "light")) if row else ""


def _counted(record: Record, receipts: Mapping[str, object] | None) -> tuple[int, int]:
    if receipts and not record.row.total:
        return _count(receipts, "n"), _count(receipts, "total")
    return record.row.ended, record.row.total


def _count(row: Mapping[str, object] | None, name: str) -> int:
    value = row.get(name) if row else None
    return value if isinstance(value, int) else 0


def _read(ended: int, total: int, light: int) -> str:
    said = names.progress("", ended, total)
    return _("{said}，其中 {n} 人阅的是简版").format(said=said, n=light) if light else said


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
    from_unit, begun = names.origin(record.kind)
    facts = (*kept.head_facts(record, desk.people, now, desk.calendar), *mine(parts_of(desk, record, now)))
    meta = (
        ()
        if facts
        else (
            f"{from_unit} {unit.name}" if unit else "",
            row.number and _("文号 {number}").format(number=row.number),
            scope and _("知悉范围 {scope}").format(scope=scope),
            f"{begun} {moments.full(row.opened_at, now)}",
            due and _("时限 {day}（{left}）").format(day=moments.full(due, now), left=moments.due_words(due, now)),
        )
    )
    return Head(
        title=lines.title(record.kind, row, desk.rules.directory),
        urgency=row.urgency,
        tag=names.urgency(row.urgency),
        meta=tuple(str(m) for m in meta if m),
        state=lines.standing(record.kind, row),
        late=due is not None and due < now,
        facts=facts,
    )


def body(record: Record) -> str:
    """The body's text, from the entry that set it last."""
    set_at = record.matter.texts.get("body") if record.matter else None
    found = [x for x in reversed(record.lines) if record.matter is None or x.entry.v == set_at]
    said = next((str(x.entry.fields["body"]) for x in found if x.entry.fields.get("body")), "")
    structured = record.matter is not None and f"body{DIGEST}" in record.matter.fields
    return words_of(said) if structured else said


def _lacking(desk: Desk, record: Record) -> str:
    """A body that came as a file and is still at the centre."""
    file = desk.texts.lacks(record)
    if file is None:
        return ""
    size = names.amount(file.size)
    return _("正文（{size}）尚未下载：已排在附件前面，联网后自动取来，届时可看可办。").format(size=size)


def files_of(record: Record) -> tuple[FileRef, ...]:
    """The matter's files; of a matter this build cannot fold, whatever its entries name as files."""
    if record.matter is not None:
        return record.matter.files
    named = [v for x in record.lines for value in x.entry.fields.values() if isinstance(value, list) for v in value]
    found = [v for v in named if isinstance(v, dict) and {"sha256", "name", "size"} <= set(v)]
    return tuple(FileRef(str(f["sha256"]), str(f["name"]), int(f["size"])) for f in found if type(f["size"]) is int)


def _files(desk: Desk, record: Record) -> Iterator[FileLine]:
    by_hand = handwritten(record)
    for file in files_of(record):
        line = file_line(file, desk.attachments.here(file), desk.attachments.light(file))
        yield replace(line, by_hand=file.sha256 in by_hand)


def file_line(file: FileRef, here: Availability, light: LightState = NO_LIGHT) -> FileLine:
    """An attachment as it stands."""
    if here.whole:
        state = _("在本机")
    elif here.lost:
        state = sentence("file_lost", {"name": file.name})
    elif here.at:
        state = _("下载 {n}%").format(n=min(99, here.at * 100 // max(1, here.size)))
    elif light.here:
        state = _("未下载，可看简版")
    else:
        state = _("未下载")
    fetching = 0 < here.at < here.size
    pages = has_pages(file.name) if here.whole else has_light(file.name)
    return FileLine(file, names.amount(file.size), state, here.whole, pages, fetching, light)


def _notices(record: Record, money: Told | None) -> Iterator[str]:
    """What stands above the page: that it cannot be worked on, what wants a second look."""
    if not record.known:
        yield sentence("unknown_edition", {})
    yield from money.warnings if money is not None else ()


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
