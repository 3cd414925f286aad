"""What a matter has to say on a printed sheet: its header, opinions, readers and record, as plain data without words.

It is read from the folded state, the handling record and the directory, never from the tables of a kind: opinions are
told apart by the action and the role of the track they were given on, so a new kind needs nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from oa_client.app.desk import Desk
from oa_client.app.ink import Ink
from oa_client.app.ink_reading import handwritten, ink_of, read_ink
from oa_client.app.reading import Record, RecordLine
from oa_client.domain.matter import Entry, Matter, Track, TrackId
from oa_client.domain.people import Directory, PersonId, PostId, Role, Scope, is_scope, person_scope
from oa_client.domain.rulebook import evolve
from oa_client.domain.table import Process

WORDS = ("opinion", "words", "result", "reason", "note", "answer", "conclusion")
"""The fields an opinion may stand in, the first filled one counts."""
NOT_ITS_READERS = frozenset({"add_reader", "resume"})
"""Acts that name a track and are not the words of its holder."""
LATER = "new_due"
"""The field of a later day than the one that stands."""

Rank = tuple[int, int, int, int, int]
LAST: Rank = (9, 0, 0, 0, 0)
ABOVE: Rank = (0, 0, 0, 0, 0)
"""A leader who is not of this district."""


@dataclass(frozen=True, slots=True)
class Said:
    """One act with its words, as they read after corrections; `first`: as they were written, and `made` when.

    `scribe` wrote down what `who` had said elsewhere; `behalf`: for whom he acted. `by_hand`: he wrote it by hand, and
    `ink` is that, once the centre has it and its file is here. `due`: the day that stood then, where it asks for, or
    gives, a later one.
    """

    action: str
    who: str
    at: int
    words: str = ""
    role: str = ""
    place: str = ""
    behalf: str = ""
    scribe: str = ""
    rank: Rank = LAST
    track: TrackId | None = None
    waiting: bool = False
    fields: Mapping[str, object] = field(default_factory=dict)
    first: str = ""
    made: int = 0
    v: int = 0
    by_hand: bool = False
    ink: Ink | None = None
    due: int | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """One strand of a matter. `how`: "" laid at first, added, or in what state the one is whose place it took."""

    holder: Scope
    state: str
    role: str = ""
    unit: str = ""
    delivered_at: int | None = None
    ended_at: int | None = None
    how: str = ""
    said: Said | None = None
    title: str = ""
    due: int | None = None
    progress: int | None = None
    track: TrackId | None = None


@dataclass(frozen=True, slots=True)
class SheetSource:
    """A matter for the printer. `said` in the order of the record; `receipts`: how many of how many signed.

    `process`: the table it follows, by which the record says what was asked for in each act.
    """

    kind: str
    title: str
    unit: str
    opened_at: int
    head: str
    stage: str = ""
    opener: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)
    said: tuple[Said, ...] = ()
    readers: tuple[Reader, ...] = ()
    receipts: tuple[int, int] | None = None
    files: tuple[str, ...] = ()
    process: Process | None = None

    def opinions(self, *actions: str, role: str | None = None) -> tuple[Said, ...]:
        """Of these actions, the leader of higher rank first, then the earlier; `role`: on tracks of that role only."""
        found = (s for s in self.said if s.action in actions and role in {None, s.role})
        return tuple(sorted(found, key=lambda s: (s.rank, s.at)))

    @property
    def waiting(self) -> bool:
        """Whether something in it is not at the centre yet."""
        return any(s.waiting for s in self.said)


def source_of(desk: Desk, record: Record) -> SheetSource:
    """What a matter has to say. Reads the desk: not for the GUI thread."""
    directory, row = desk.rules.directory, record.row
    unit = directory.units.get(row.unit)
    said = tuple(_said(desk, record))
    receipts = desk.stores.library.row("receipts", record.id)
    fields = dict(record.matter.fields) if record.matter else {"title": row.title, "number": row.number}
    files, by_hand = record.matter.files if record.matter else (), handwritten(record)
    return SheetSource(
        kind=record.kind,
        title=row.title,
        unit=unit.name if unit else "",
        opened_at=row.opened_at,
        head=record.head,
        stage=row.stage,
        opener=desk.people.label(person_scope(row.opener)),
        fields=fields,
        said=said,
        readers=tuple(_readers(directory, record.matter, said)) if record.matter else (),
        receipts=_counts(receipts),
        files=tuple(f.name for f in files if f.sha256 not in by_hand),
        process=desk.rules.kinds.get(record.kind, record.edition),
    )


def _said(desk: Desk, record: Record) -> Iterator[Said]:
    """Every act that stands, with words as they were put right last; what would be refused is not printed."""
    stands = [x for x in record.lines if not x.code or x.code == "needs_centre"]
    words = {x.entry.v: _words(x) for x in stands}
    process = desk.rules.kinds.get(record.kind, record.edition) if record.matter else None
    days = _days_moved(process, [x.entry for x in stands])
    corrected = record.matter.corrected if record.matter else {}
    for line in stands:
        made = replace(_one(desk, record.matter, line), due=days.get(line.entry.v))
        by = corrected.get(made.v)
        yield made if by is None else replace(made, words=words.get(by, made.words))


def _days_moved(process: Process | None, entries: Sequence[Entry]) -> dict[int, int | None]:
    """The day a strand had before each act that asks for a later one, recounts of the calendar among what came before.

    A notice that is published afterwards changes nothing of what was applied for.
    """
    last = max((n for n, entry in enumerate(entries) if LATER in entry.fields), default=-1)
    found: dict[int, int | None] = {}
    state: Matter | None = None
    if process is None:
        return found
    for entry in entries[: last + 1]:
        if state is not None and LATER in entry.fields:
            track = state.track(entry.track)
            found[entry.v] = track.due if track is not None else None
        state = evolve(process, state, entry)
    return found


def _words(line: RecordLine) -> str:
    return next((str(line.entry.fields[k]) for k in WORDS if line.entry.fields.get(k)), "")


def _one(desk: Desk, matter: Matter | None, line: RecordLine) -> Said:
    entry, directory = line.entry, desk.rules.directory
    track = matter.track(entry.track) if matter else None
    unit, post = directory.units.get(entry.unit), directory.posts.get(entry.post)
    author, moment = person_scope(entry.actor), entry.fields.get("instructed_at")
    speaker, outside = _speaker(line)
    behalf = "" if entry.on_behalf is None else desk.people.label(person_scope(entry.on_behalf))
    return Said(
        action=entry.action,
        who=outside or (desk.people.label(speaker) if entry.actor or speaker != author else ""),
        at=moment if isinstance(moment, int) else entry.at,
        words=_words(line),
        role=track.role if track else "",
        place="\n".join(p for p in (unit.name if unit else "", post.title if post else "") if p),
        behalf=behalf if speaker == author and not outside else "",
        scribe=desk.people.label(author) if outside or speaker != author else "",
        rank=ABOVE if outside else rank(directory, _counts_as(line, speaker)),
        track=entry.track,
        waiting=line.pending is not None,
        fields=entry.fields,
        first=_words(line),
        made=entry.at,
        v=entry.v,
        by_hand=ink_of(entry.fields) is not None,
        ink=_ink(desk, line),
    )


def _ink(desk: Desk, line: RecordLine) -> Ink | None:
    """A step that is not finished has a typed name and nothing of his hand."""
    file = ink_of(line.entry.fields)
    return read_ink(desk.attachments, file) if file is not None and line.pending is None else None


def _speaker(line: RecordLine) -> tuple[Scope, str]:
    """Whose words an entry holds: its author's, or a leader's that were written down; one outside by his name."""
    fields = line.entry.fields
    leader, name = fields.get("leader"), fields.get("leader_name")
    if isinstance(fields.get("instructed_at"), int):
        if is_scope(leader):
            return Scope(str(leader)), ""
        if isinstance(name, str) and name:
            return person_scope(line.entry.actor), name
    return person_scope(line.entry.actor), ""


def _counts_as(line: RecordLine, speaker: Scope) -> Scope:
    """By whose rank words are ordered: his for whom somebody acted."""
    entry = line.entry
    own = entry.on_behalf is not None and speaker == person_scope(entry.actor)
    return person_scope(entry.effective) if own else speaker


def rank(directory: Directory, scope: Scope) -> Rank:
    """Leaders before others, higher organs first, then in protocol order: the smaller, the higher."""
    if scope.startswith("p"):
        person = directory.people.get(PersonId(int(scope[1:])))
        held = next((p for p in person.posts if p in directory.posts), None) if person else None
        own = person.order if person else 0
    else:
        held, own = PostId(int(scope[1:])) if scope.startswith("o") else None, 0
    post = directory.posts.get(held) if held is not None else None
    if post is None:
        return LAST
    unit = directory.units.get(post.unit)
    depth = len(list(directory.ancestors(post.unit)))
    return (0 if Role.LEADER in post.roles else 1, depth, unit.order if unit else 0, post.order, own)


def _readers(directory: Directory, matter: Matter, said: tuple[Said, ...]) -> Iterator[Reader]:
    laid = _laid_at_first(matter)
    for track in sorted(matter.tracks, key=lambda t: (t.turn, t.id)):
        acts = [s for s in said if s.track == track.id and s.action not in NOT_ITS_READERS]
        unit_id = directory.unit_of(track.holder)
        unit = directory.units.get(unit_id) if unit_id is not None else None
        yield Reader(
            holder=track.holder,
            state=track.state,
            role=track.role,
            unit=unit.name if unit else "",
            delivered_at=track.delivered_at,
            ended_at=track.ended_at,
            how=_how(matter, track, laid),
            said=acts[-1] if acts else None,
            title=track.title,
            due=track.due,
            progress=track.progress,
            track=track.id,
        )


def _laid_at_first(matter: Matter) -> int:
    """How many tracks the readers chosen at the beginning made; without such a field, all."""
    groups = matter.fields.get("readers")
    if not isinstance(groups, list | tuple):
        return len(matter.tracks)
    return sum(len(g) if isinstance(g, list | tuple) else 1 for g in groups)


def _how(matter: Matter, track: Track, laid: int) -> str:
    if (before := matter.track(track.replaces)) is not None:
        return before.state
    return "added" if track.id >= laid else ""


def _counts(row: Mapping[str, object] | None) -> tuple[int, int] | None:
    n, total = (row.get("n"), row.get("total")) if row else (None, None)
    return (n, total) if isinstance(n, int) and isinstance(total, int) else None
