"""The stores of `oa_client.app.ports` in memory: the same promises as the files, without the disk."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from oa_client.app.batches import OPENER_UNDONE, Batched, falling_with
from oa_client.app.light import LightState
from oa_client.app.ports import (
    NOT_TAKEN_BACK,
    Before,
    Changes,
    Draft,
    Pending,
    PendingRow,
    Session,
    Settlement,
    Standing,
    Upload,
)
from oa_client.app.replica import OWN_ROWS, Feed, Held
from oa_client.app.versions import likeliest
from oa_client.domain.decision import Command
from oa_client.domain.matter import FileRef, MatterId
from oa_client.domain.people import PersonId, PostId
from oa_client.domain.series import read_number
from oa_client.protocol import record
from oa_client.protocol.light import LightPage
from oa_client.protocol.messages import (
    MOST_BEFORE,
    MOST_BEFORE_BYTES,
    Header,
    Outcome,
    Position,
    RowItem,
    Walk,
    WireEntry,
)

OPEN = (Standing.QUEUED, Standing.SENT, Standing.TAKING_BACK, Standing.ACCEPTED)


def stored(entry: WireEntry) -> record.Stored:
    return record.Stored(bytes(entry.e), bytes(entry.d))


def envelope(entry: WireEntry) -> record.Envelope:
    return msgspec.json.decode(entry.e, type=record.Envelope)


def words(pending: Pending) -> dict[str, object]:
    """The words of a command as a draft."""
    command = pending.command
    return {
        "matter": command.matter,
        "kind": command.kind,
        "action": command.action,
        "track": command.track,
        "fields": dict(command.fields),
    }


class MemoryOutbox:
    """The precious file."""

    def __init__(self, session: Session | None = None) -> None:
        self._session = session
        self._last = 0
        self._open: dict[int, Pending] = {}
        self._archive: dict[int, Pending] = {}
        self._rows: dict[tuple[str, str], PendingRow] = {}
        self._serial = 0
        self._drafts: dict[str, Draft] = {}
        self._files: dict[str, bytes] = {}
        self._names: dict[str, FileRef] = {}
        self._up: dict[str, int] = {}
        self._drawn: list[tuple[object, MatterId]] = []

    def session(self) -> Session | None:
        return self._session

    def keep_session(self, session: Session) -> None:
        self._session = session

    def queue(
        self,
        command: Command,
        post: PostId,
        made_at: int,
        *,
        not_before: int = 0,
        draft: str | None = None,
        seen: int | None = None,
    ) -> Pending:
        self._last += 1
        if not command.matter:
            device = self._session.device if self._session else 0
            command = replace(command, matter=MatterId(f"{device}-{self._last}"))
        kept = Pending(self._last, command, post, made_at, Standing.QUEUED, not_before, seen=seen)
        self._open[kept.n] = kept
        self._drawn += [(value, kept.command.matter) for value in command.drawn.values()]
        if draft is not None:
            self._drafts.pop(draft, None)
        return kept

    def queue_all(self, batch: Sequence[Batched], made_at: int, *, not_before: int = 0) -> tuple[Pending, ...]:
        kept: list[Pending] = []
        for one in batch:
            kept.append(
                self.queue(one.named([p.command.matter for p in kept]), one.post, made_at, not_before=not_before)
            )
        return tuple(kept)

    def withdraw_all(self, numbers: Sequence[int]) -> tuple[Pending, ...]:
        taken = [p for p in self.pending() if p.n in set(numbers) and p.standing is Standing.QUEUED]
        for one in taken:
            del self._open[one.n]
        return tuple(taken)

    def withdraw(self, n: int) -> tuple[Pending, ...]:
        found = self._open.get(n)
        if found is None or found.standing is not Standing.QUEUED:
            return ()
        behind = [p for p in self.pending() if p.n > n and p.standing is Standing.QUEUED]
        later = ((p.n, p.command) for p in behind)
        named = falling_with(found.command, n, later, self._session.device if self._session else 0)
        return tuple(self._fall(number, on_it=on_it) for number, on_it in ((n, False), *named))

    def _fall(self, number: int, *, on_it: bool) -> Pending:
        one = self._open[number]
        if on_it:
            self._open[number] = replace(one, standing=Standing.REFUSED, code=OPENER_UNDONE)
            return self._open[number]
        del self._open[number]
        key = f"withdrawn/{number}"
        self._drafts[key] = Draft(key, words(one), one.made_at)
        return one

    def ask_back(self, n: int) -> Pending | None:
        found = self._open.get(n)
        if found is None or found.receipt or found.standing not in {Standing.SENT, Standing.TAKING_BACK}:
            return None
        self._open[n] = replace(found, standing=Standing.TAKING_BACK)
        return self._open[n]

    def pending(self) -> tuple[Pending, ...]:
        return tuple(p for _, p in sorted(self._open.items()) if p.standing in OPEN)

    def refused(self) -> tuple[Pending, ...]:
        return tuple(p for _, p in sorted(self._open.items()) if p.standing is Standing.REFUSED)

    def archived(self) -> tuple[Pending, ...]:
        """For the tests: what was settled or put away."""
        return tuple(p for _, p in sorted(self._archive.items()))

    def put_away(self, n: int) -> None:
        found = self._open.get(n)
        if found is not None and found.standing is Standing.REFUSED:
            self._archive[n] = self._open.pop(n)

    def bring_back(self, n: int) -> bool:
        found = self._archive.get(n)
        if found is None or found.standing is not Standing.REFUSED:
            return False
        self._open[n] = self._archive.pop(n)
        return True

    def count_on(self, n: int) -> None:
        self._last = max(self._last, n)

    def drawn(self, series: str) -> Mapping[int, MatterId]:
        said = ((read_number(value), matter) for value, matter in self._drawn)
        return {got.n: matter for got, matter in said if got is not None and got.series == series}

    def versions(self, matter: MatterId) -> tuple[Pending, ...]:
        away = [p for p in self._archive.values() if p.standing is Standing.REFUSED and p.command.matter == matter]
        return tuple(sorted(away, key=lambda p: -p.n))

    def mark_sent(self, numbers: Sequence[int]) -> None:
        for n in numbers:
            found = self._open.get(n)
            if found is not None and found.standing in {Standing.QUEUED, Standing.SENT}:
                self._open[n] = replace(found, standing=Standing.SENT, tries=found.tries + 1)

    def settle(self, settlements: Sequence[Settlement]) -> bool:
        changed = [self._settle_one(s) for s in settlements]
        return any(changed)

    def _settle_one(self, said: Settlement) -> bool:
        found = self._open.get(said.n)
        if found is None or (found.standing not in OPEN and not said.shown):
            return False
        after = settled(found, said)
        if after == found:
            return False
        if after.standing is Standing.DONE:
            del self._open[said.n]
            self._archive[said.n] = after
        else:
            self._open[said.n] = after
        return True

    def reoffer(
        self, known: Sequence[tuple[int, int]], lacking: Sequence[str] = (), before: Before | None = None
    ) -> int:
        done = [p for p in self._archive.values() if p.standing is Standing.DONE]
        front = [p for p in done if not any(a <= p.n <= b for a, b in known)]
        for p in front:
            self._open[p.n] = replace(self._archive.pop(p.n), standing=Standing.SENT, tries=0, code="", facts={})
        for n, p in self._open.items():
            if p.standing is Standing.ACCEPTED:
                self._open[n] = replace(p, standing=Standing.SENT, tries=0)
        for n, p in self._open.items():
            if run := (before or {}).get((p.command.matter, n)):
                self._open[n] = replace(p, before=run)
        known = {ref.sha256 for p in self._archive.values() if p.standing is Standing.DONE for ref in self._named(p)}
        for p in (*self._open.values(), *(p for p in self._archive.values() if p.standing is Standing.REFUSED)):
            known -= {ref.sha256 for ref in self._named(p)}
        self._up = {sha: at for sha, at in self._up.items() if sha in known and sha not in lacking}
        return len(front)

    def requeue_rows(self, rows: Sequence[tuple[str, str, Mapping[str, object]]]) -> None:
        for kind, key, data in rows:
            if (kind, key) not in self._rows:
                self.queue_row(kind, key, data)

    def queue_row(self, kind: str, key: str, data: Mapping[str, object]) -> None:
        self._serial += 1
        before = self._rows.pop((kind, key), None)
        kept = before.data if before is not None and kind == "settings" else {}
        self._rows[kind, key] = PendingRow(kind, key, {**kept, **data}, self._serial)

    def pending_rows(self, limit: int) -> tuple[PendingRow, ...]:
        return tuple(self._rows.values())[:limit]

    def rows_done(self, rows: Sequence[PendingRow]) -> None:
        for row in rows:
            known = self._rows.get((row.kind, row.key))
            if known is not None and known.serial == row.serial:
                del self._rows[row.kind, row.key]

    def save_draft(self, key: str, data: Mapping[str, object], at: int) -> None:
        self._drafts.pop(key, None)
        self._drafts[key] = Draft(key, dict(data), at)

    def draft(self, key: str) -> Draft | None:
        return self._drafts.get(key)

    def drafts(self, under: str = "") -> tuple[Draft, ...]:
        newest = [draft for draft in self._drafts.values() if draft.key.startswith(under)][::-1]
        return tuple(sorted(newest, key=lambda d: -d.saved_at))

    def move_draft(self, key: str, to: str) -> bool:
        if key not in self._drafts or to in self._drafts:
            return False
        self._drafts[to] = replace(self._drafts.pop(key), key=to)
        return True

    def drop_draft(self, key: str) -> None:
        self._drafts.pop(key, None)

    def add_file(self, path: Path, name: str) -> FileRef:
        return self.add_bytes(path.read_bytes(), name)

    def add_text(self, text: str, name: str) -> FileRef:
        return self.add_bytes(text.encode(), name)

    def add_bytes(self, data: bytes, name: str) -> FileRef:
        ref = FileRef(hashlib.sha256(data).hexdigest(), name, len(data))
        self._files[ref.sha256] = data
        self._names[ref.sha256] = ref
        return ref

    def uploads(self) -> tuple[Upload, ...]:
        named: dict[str, FileRef] = {}
        for p in [*self._archive.values(), *self._open.values()]:
            if p.standing is not Standing.REFUSED:
                named |= {ref.sha256: ref for ref in self._named(p)}
        ups = (Upload(ref, self._up.get(ref.sha256, 0)) for ref in named.values())
        return tuple(u for u in ups if u.at < u.file.size)

    def _named(self, pending: Pending) -> Iterator[FileRef]:
        for value in pending.command.fields.values():
            for item in value if isinstance(value, list) else ():
                if isinstance(item, dict) and item.get("sha256") in self._files:
                    yield self._names[item["sha256"]]

    def uploaded(self, sha256: str, at: int) -> None:
        self._up[sha256] = at

    def alike(self, sha256: str) -> tuple[FileRef, ...]:
        there = [
            r for r in reversed(self._names.values()) if r.sha256 != sha256 and self._up.get(r.sha256, 0) >= r.size
        ]
        return likeliest(self._names[sha256].name, there) if sha256 in self._names else ()

    def file_bytes(self, sha256: str, at: int, size: int) -> bytes | None:
        data = self._files.get(sha256)
        return None if data is None else data[at : at + size]


def settled(pending: Pending, said: Settlement) -> Pending:
    """Where a command stands after what the replica proves; the same again changes nothing."""
    after, answer = pending, said.outcome
    if answer is not None and (answer.s, answer.code) == ("l", NOT_TAKEN_BACK):
        after = replace(after, standing=Standing.SENT) if after.standing is Standing.TAKING_BACK else after
        answer = None
    if answer is not None and answer.s == "a" and after.standing is not Standing.ACCEPTED:
        after = replace(after, standing=Standing.ACCEPTED, tries=0, code="", facts={})
    if answer is not None and answer.s == "a" and answer.receipt:
        after = replace(after, receipt=answer.receipt)
    if answer is not None and answer.s == "r" and not said.shown and after.standing is not Standing.ACCEPTED:
        return replace(after, standing=Standing.REFUSED, code=answer.code, facts=answer.facts, tries=0)
    if answer is not None and answer.s == "l" and after.standing is not Standing.ACCEPTED:
        after = replace(after, code=answer.code, facts=answer.facts, tries=0)
    if said.shown:
        return replace(after, standing=Standing.DONE, entry=said.entry, code="", facts={})
    if said.gone and after.standing is Standing.ACCEPTED:
        return replace(after, standing=Standing.DONE)
    return after


@dataclass
class Holding:
    """What is here of one matter."""

    entries: dict[int, WireEntry] = field(default_factory=dict)
    header: Header | None = None
    head: int = 0
    have: int = 0
    full: bool = False
    link: bytes = b""
    rank: int = 0
    doubt: int = 0


@dataclass
class State:
    """Everything in the replica."""

    feed: Feed = field(default_factory=Feed)
    matters: dict[str, Holding] = field(default_factory=dict)
    said: dict[str, tuple[int, int]] = field(default_factory=dict)
    rows: dict[tuple[str, str], tuple[int, Mapping[str, object] | None]] = field(default_factory=dict)
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    mine: dict[int, tuple[str, int]] = field(default_factory=dict)
    rank: int = 0


class MemoryPage:
    """One transaction; `undo` says how to take each step back."""

    def __init__(self, state: State, me: PersonId) -> None:
        self.state = state
        self.me = me
        self.undo: list[Callable[[], object]] = []
        self.changes = Changes()

    def roll_back(self) -> None:
        for step in reversed(self.undo):
            step()

    def _set_feed(self, feed: Feed) -> None:
        before = self.state.feed
        self.undo.append(lambda: setattr(self.state, "feed", before))
        self.state.feed = feed
        self.changes |= Changes(feed=True)

    def _set(self, table: dict[object, object], key: object, value: object) -> None:
        missing = object()
        before = table.get(key, missing)
        self.undo.append(lambda: table.pop(key, None) if before is missing else table.__setitem__(key, before))
        table[key] = value

    def _drop(self, table: dict[object, object], key: object) -> None:
        if key in table:
            before = table.pop(key)
            self.undo.append(lambda: table.__setitem__(key, before))

    def feed(self) -> Feed:
        return self.state.feed

    def wipe(self, epoch: int) -> None:
        before = State(**vars(self.state))
        self.undo.append(lambda: vars(self.state).update(vars(before)))
        gone = frozenset(MatterId(m) for m in self.state.matters)
        kinds = frozenset(kind for kind, _ in self.state.rows)
        vars(self.state).update(vars(State(feed=Feed(epoch))))
        self.changes |= Changes(matters=gone, rows=kinds, feed=True)

    def set_position(self, position: Position) -> None:
        self._set_feed(replace(self.state.feed, position=position))

    def set_walk(self, walk: Walk, place: str) -> None:
        walks = dict(self.state.feed.walks) | {walk: place}
        self._set_feed(replace(self.state.feed, walks=tuple(walks.items())))

    def end_walk(self, walk: Walk) -> None:
        self._set_feed(replace(self.state.feed, walks=tuple(w for w in self.state.feed.walks if w[0] != walk)))

    def held(self, matter: str) -> Held:
        seen, gone = self.state.said.get(matter, (-1, -1))
        here = self.state.matters.get(matter)
        if here is None:
            return Held(seen_at=seen, gone_at=gone)
        return Held(here.have, here.head, seen, gone, here.full, here.link, here.doubt)

    def _holding(self, matter: str) -> Holding:
        """A copy of what is here, put in its place: steps before it can be taken back."""
        here = self.state.matters.get(matter)
        if here is None:
            self.state.rank += 1
            now = Holding(rank=self.state.rank)
        else:
            now = replace(here, entries=dict(here.entries))
        self._set(self.state.matters, matter, now)
        self.changes |= Changes(matters=frozenset({MatterId(matter)}))
        return now

    def expect(self, matters: Iterable[str]) -> None:
        """Everything is at hand."""

    def say_seen(self, matter: str, at: int, head: int, number: int = 0) -> None:
        seen, gone = self.state.said.get(matter, (-1, -1))
        self._set(self.state.said, matter, (max(seen, at), gone))
        here = self.state.matters.get(matter)
        if here is None or here.head < head:
            now = self._holding(matter)
            now.head = max(now.head, head)

    def put_header(self, header: Header) -> None:
        here = self._holding(header.m)
        if here.header is None or here.header.v <= header.v:
            here.header = header
        here.full = here.full or header.full

    def put_entry(self, matter: str, v: int, entry: WireEntry) -> None:
        known = self.state.matters.get(matter)
        if known is not None and v in known.entries:
            return
        here = self._holding(matter)
        here.entries[v] = entry
        here.head = max(here.head, v)
        here.full = True
        if entry.n and envelope(entry).actor == self.me:
            self._set(self.state.mine, entry.n, (matter, v))
        while here.have + 1 in here.entries:
            here.link = record.link(here.link or record.start(matter), stored(here.entries[here.have + 1]))
            here.have += 1

    def doubt(self, matter: str) -> None:
        if matter in self.state.matters:
            here = self._holding(matter)
            here.doubt = min(here.doubt + 1, 2)

    def trust(self, matter: str) -> None:
        if matter in self.state.matters and self.state.matters[matter].doubt:
            self._holding(matter).doubt = 0

    def start_over(self, matter: str, upto: int) -> None:
        if matter in self.state.matters:
            here = self._holding(matter)
            here.entries = {v: entry for v, entry in here.entries.items() if v > upto}
            here.have, here.link = 0, b""

    def forget(self, matter: str, at: int) -> None:
        seen, gone = self.state.said.get(matter, (-1, -1))
        self._set(self.state.said, matter, (seen, max(gone, at)))
        self._drop(self.state.matters, matter)
        for n in [n for n, (m, _) in self.state.mine.items() if m == matter]:
            self._drop(self.state.mine, n)
        self.changes |= Changes(matters=frozenset({MatterId(matter)}))

    def put_row(self, kind: str, key: str, data: Mapping[str, object] | None, at: int) -> None:
        known = self.state.rows.get((kind, key))
        if known is None or known[0] <= at:
            self._set(self.state.rows, (kind, key), (at, data))
            self.changes |= Changes(rows=frozenset({kind}))

    def put_rows(self, rows: Iterable[RowItem]) -> None:
        for row in rows:
            self.put_row(row.k, row.i, row.d, row.s)

    def reread(self, matters: Iterable[str]) -> None:
        self.changes |= Changes(matters=frozenset(map(MatterId, matters)))

    def came(self, matter: str, sha256: str) -> None:
        self.reread((matter,))

    def put_outcome(self, outcome: Outcome) -> None:
        known = self.state.outcomes.get(outcome.n)
        if known is None or known.s == "l":
            self._set(self.state.outcomes, outcome.n, outcome)


FIRST = PersonId(1)


class MemoryReplica:
    """What the centre can send again."""

    def __init__(self, me: PersonId = FIRST) -> None:
        self.me = me
        self.state = State()
        self._changes = Changes()

    def feed(self) -> Feed:
        return self.state.feed

    @contextmanager
    def page(self) -> Iterator[MemoryPage]:
        page = MemoryPage(self.state, self.me)
        try:
            yield page
        except BaseException:
            page.roll_back()
            raise
        self._changes |= page.changes

    def wants(self, limit: int) -> tuple[tuple[str, int], ...]:
        short = [
            (h.rank, m, h.have) for m, h in self.state.matters.items() if h.full and h.have < h.head and h.doubt != 1
        ]
        return tuple((m, have) for _, m, have in sorted(short)[:limit])

    def doubted(self, limit: int) -> tuple[str, ...]:
        said = {m: self.state.said.get(m, (-1, -1)) for m, h in self.state.matters.items() if h.doubt == 1}
        newest = sorted((-seen, m) for m, (seen, gone) in said.items() if seen >= gone)
        return tuple(m for _, m in newest[:limit])

    def here(self, matters: Sequence[str]) -> frozenset[str]:
        return frozenset(self.state.matters.keys() & set(matters))

    def want_full(self, matter: MatterId) -> None:
        here = self.state.matters.get(matter)
        if here is not None:
            here.full = True

    def settlements(self, numbers: Sequence[int]) -> tuple[Settlement, ...]:
        return tuple(s for n in numbers if (s := self._settlement(n)) is not None)

    def _settlement(self, n: int) -> Settlement | None:
        outcome = self.state.outcomes.get(n)
        matter, v = self.state.mine.get(n, ("", 0))
        here = self.state.matters.get(matter)
        shown = here is not None and v <= here.have
        if outcome is None and not shown:
            return None
        return Settlement(n, shown, outcome=outcome, entry=here.entries[v] if here is not None and shown else None)

    def before_mine(self) -> Before:
        found = {}
        for n, (matter, v) in self.state.mine.items():
            here = self.state.matters[matter]
            if v <= here.have and (run := self._run(here, v)):
                found[MatterId(matter), n] = run
        return found

    @staticmethod
    def _run(here: Holding, v: int) -> tuple[WireEntry, ...]:
        run: list[WireEntry] = []
        for below in range(v - 1, max(0, v - 1 - MOST_BEFORE), -1):
            entry = here.entries[below]
            size = sum(len(one.e) + len(one.d) for one in (*run, entry))
            if not record.is_nobodys(bytes(entry.e), bytes(entry.d)) or size > MOST_BEFORE_BYTES:
                break
            run.insert(0, WireEntry(entry.e, entry.d))
        return tuple(run)

    def own_rows(self) -> dict[tuple[str, str], Mapping[str, object]]:
        return {name: d for name, (_, d) in self.state.rows.items() if name[0] in OWN_ROWS and d is not None}

    def take_changes(self) -> Changes:
        changes, self._changes = self._changes, Changes()
        return changes

    def shown(self, matter: str) -> tuple[WireEntry, ...]:
        """The bytes of the prefix."""
        here = self.state.matters.get(matter)
        return tuple(here.entries[v] for v in range(1, here.have + 1)) if here else ()


class MemoryLights:
    """Light copies."""

    def __init__(self) -> None:
        self._pages: dict[str, list[LightPage]] = {}
        self._code: dict[str, str] = {}
        self._wanted: dict[str, MatterId] = {}

    def state(self, sha256: str) -> LightState:
        pages = self._pages.get(sha256, [])
        return LightState(len(pages), pages[0].pages if pages else 0, self._code.get(sha256, ""))

    def keep(self, page: LightPage, sha256: str) -> bool:
        pages = self._pages.setdefault(sha256, [])
        if page.code:
            self._code[sha256] = page.code
        elif page.number != len(pages):
            return False
        else:
            pages.append(page)
        if page.code or len(pages) == page.pages:
            self._wanted.pop(sha256, None)
        return True

    def pages(self, sha256: str) -> Iterator[LightPage]:
        return iter(tuple(self._pages.get(sha256, ())))

    def want(self, sha256: str, matter: MatterId) -> None:
        state = self.state(sha256)
        if not state.whole and state.code in {"", "light_making"}:
            self._code.pop(sha256, None)
            self.unwant(sha256)
            self._wanted[sha256] = matter

    def unwant(self, sha256: str) -> None:
        self._wanted.pop(sha256, None)

    def wanted(self) -> tuple[tuple[str, MatterId], ...]:
        return tuple(reversed(self._wanted.items()))


class MemoryFiles:
    """Bytes of attachments."""

    def __init__(self) -> None:
        self.light = MemoryLights()
        self._data: dict[str, bytes] = {}
        self._whole: set[str] = set()
        self._wanted: dict[str, tuple[MatterId, int]] = {}
        self._lost: set[str] = set()

    def at(self, sha256: str) -> int:
        return len(self._data.get(sha256, b""))

    def append(self, sha256: str, at: int, data: bytes) -> int:
        have = self._data.get(sha256, b"")
        self._lost.discard(sha256)
        if at == len(have) and sha256 not in self._whole:
            self._data[sha256] = have = have + data
        return len(have)

    def finish(self, sha256: str, size: int) -> bool:
        data = self._data.get(sha256, b"")
        if len(data) == size and hashlib.sha256(data).hexdigest() == sha256:
            self._whole.add(sha256)
            self._wanted.pop(sha256, None)
            return True
        self._data.pop(sha256, None)
        return False

    def whole(self, sha256: str) -> bool:
        return sha256 in self._whole

    def read(self, sha256: str) -> Iterator[bytes]:
        if sha256 not in self._whole:
            raise KeyError(sha256)
        data = self._data[sha256]
        return (data[at : at + 262_144] for at in range(0, len(data), 262_144))

    def lost(self, sha256: str) -> bool:
        return sha256 in self._lost

    def note_lost(self, sha256: str, *, lost: bool) -> bool:
        news = lost != self.lost(sha256)
        (self._lost.add if lost else self._lost.discard)(sha256)
        return news

    def wanted(self) -> tuple[tuple[str, MatterId, int], ...]:
        return tuple((sha, m, size) for sha, (m, size) in reversed(self._wanted.items()))

    def want(self, sha256: str, matter: MatterId, size: int) -> None:
        if sha256 not in self._whole:
            self._wanted.pop(sha256, None)
            self._wanted[sha256] = (matter, size)
