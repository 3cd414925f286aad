"""The feed in a page: what a centre says and what a client makes of it, without bytes, tables or rules.

This is the executable statement of the protocol (design.md decision 6), small enough to be thought through. It knows
matters of two kinds, access by scopes, memberships (a delegation is one limited to a kind), headers that stay headers,
pages that end inside a tie, the jump of who is far behind, walks, and a restore in a new epoch.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

END = "~"
PAGE, JUMP = 2, 7

Key = tuple[int, int, str]
Walk = tuple[str, int, int]


@dataclass
class Span:
    """Somebody or something is in a scope from `since` until `until`; only for matters of `kind` when given."""

    who: str
    scope: str
    since: int
    until: int | None = None
    kind: str = ""


@dataclass
class Reply:
    epoch: int
    as_of: int
    since: Key | None
    position: Key
    items: list[tuple[Key, object]] = field(default_factory=list)
    opened: Walk | None = None
    more: bool = False


@dataclass
class Centre:
    """Everything that happened, by position."""

    epoch: int = 1
    seq: int = 0
    entries: list[tuple[int, str, int, str]] = field(default_factory=list)
    version: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    log: dict[str, bool] = field(default_factory=dict)
    access: list[Span] = field(default_factory=list)
    members: list[Span] = field(default_factory=list)
    old: set[str] = field(default_factory=set)

    def tick(self) -> int:
        self.seq += 1
        return self.seq

    def append(self, matter: str, command: str) -> None:
        self.version[matter] += 1
        self.old.discard(matter)
        self.entries.append((self.tick(), matter, self.version[matter], command))

    def paths(self, user: str, matter: str) -> list[tuple[int, int | None]]:
        """(start, end) of every path that ever led from a user to a matter."""
        found = []
        for a in self.access:
            if a.who != matter:
                continue
            if a.scope == user:
                found.append((a.since, a.until))
            for m in self.members:
                if m.who == user and m.scope == a.scope and m.kind in {"", matter[0]}:
                    low, ends = max(a.since, m.since), [e for e in (a.until, m.until) if e is not None]
                    high = min(ends, default=None)
                    if high is None or high >= low:
                        found.append((low, high))
        return found

    def visible(self, user: str, matter: str) -> bool:
        return any(end is None for _, end in self.paths(user, matter))

    def lost(self, user: str, matter: str) -> int | None:
        paths = self.paths(user, matter)
        if not paths or self.visible(user, matter):
            return None
        return max(end for _, end in paths if end is not None)

    def submit(self, user: str, command: tuple[str, str, str]) -> bool:
        """Decide once; whether it is accepted."""
        name, matter, action = command
        if name not in self.log:
            self.log[name] = action == "open" or self.visible(user, matter)
            if self.log[name]:
                self.append(matter, name)
                if action == "open":
                    self.access.append(Span(matter, user, self.tick()))
        return self.log[name]

    def live(self, user: str, since: Key | None) -> Reply:
        head = (self.seq, 9, END)
        if since is None:
            return Reply(self.epoch, self.seq, None, head, opened=("upto", 0, self.seq))
        found: list[tuple[Key, object]] = [
            ((seq, 1, m), ("entry", m, v, c)) for seq, m, v, c in self.entries if self.visible(user, m)
        ]
        begun = set()
        for matter in self.version:
            if self.visible(user, matter):
                begun |= {low for low, _ in self.paths(user, matter)}
            elif (at := self.lost(user, matter)) is not None:
                found.append(((at, 0, matter), ("forget", matter)))
        found += [((at, 2, ""), ("walk", at)) for at in begun]
        items = sorted(item for item in found if item[0] > since)
        if len(items) > JUMP:
            return Reply(self.epoch, self.seq, since, head, opened=("moved", since[0], self.seq))
        page, more = items[:PAGE], len(items) > PAGE
        return Reply(self.epoch, self.seq, since, page[-1][0] if more else head, page, more=more)

    def walk(self, user: str, walk: Walk, place: str) -> tuple[int, list[tuple[str, int | None, bool]], str]:
        """(as_of, [(matter, version or gone, to be held in full)], next place), newest first."""
        name, low, high = walk

        def belongs(matter: str) -> bool:
            starts = [at for at, _ in self.paths(user, matter)]
            if not self.visible(user, matter):
                at = self.lost(user, matter)
                return name == "moved" and at is not None and low <= at <= high
            moved = name == "moved" and any(low <= seq <= high for seq, m, _, _ in self.entries if m == matter)
            return moved or any(low <= at <= high for at in starts)

        left = sorted((m for m in self.version if m < place and belongs(m)), reverse=True)
        shown = [(m, self.version[m] if self.visible(user, m) else None, m not in self.old) for m in left[:PAGE]]
        return self.seq, shown, left[PAGE - 1] if len(left) > PAGE else ""

    def fetch(self, user: str, wants: list[tuple[str, int]]) -> tuple[int, list[tuple[str, int, str]], list[str]]:
        """(as_of, entries, gone)."""
        gone = [m for m, _ in wants if not self.visible(user, m)]
        after = {m: v for m, v in wants if m not in gone}
        entries = [(m, v, c) for _, m, v, c in self.entries if m in after and v > after[m]]
        return self.seq, entries[:PAGE], gone


@dataclass
class Client:
    """What a device holds; of two statements about a matter the newer wins."""

    user: str
    epoch: int = 0
    waiting: list[tuple[str, str, str]] = field(default_factory=list)
    archive: list[tuple[str, str, str]] = field(default_factory=list)
    accepted: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.wipe()

    def wipe(self) -> None:
        self.position: Key | None = None
        self.walks: dict[Walk, str] = {}
        self.held: dict[str, dict[int, str]] = defaultdict(dict)
        self.head: dict[str, int] = {}
        self.full: set[str] = set()
        self.seen: dict[str, int] = {}
        self.gone: dict[str, int] = {}

    def prefix(self, matter: str) -> int:
        n = 0
        while n + 1 in self.held.get(matter, {}):
            n += 1
        return n

    def shown(self) -> set[str]:
        return {c for m, es in self.held.items() for v, c in es.items() if v <= self.prefix(m)}

    def says(self, matter: str, at: int, *, visible: bool, head: int = 0) -> bool:
        if (self.gone if visible else self.seen).get(matter, -1) > at:
            return False
        said = self.seen if visible else self.gone
        said[matter] = max(at, said.get(matter, -1))
        if visible:
            self.head[matter] = max(head, self.head.get(matter, 0))
        else:
            self.held.pop(matter, None)
            self.head.pop(matter, None)
            self.full.discard(matter)
        return True

    def put(self, matter: str, v: int, command: str) -> None:
        self.held[matter][v] = command
        self.full.add(matter)

    def begin_again(self, epoch: int) -> None:
        self.waiting = self.archive + self.waiting
        self.archive, self.accepted, self.epoch = [], set(), epoch
        self.wipe()

    def take_live(self, reply: Reply) -> None:
        if reply.epoch != self.epoch or reply.since != self.position:
            return
        for _, item in reply.items:
            match item:
                case ("forget", matter):
                    self.says(matter, reply.as_of, visible=False)
                case ("walk", at):
                    self.walks["at", at, at] = END
                case ("entry", matter, v, command):
                    if self.says(matter, reply.as_of, visible=True, head=v):
                        self.put(matter, v, command)
        if reply.opened:
            self.walks[reply.opened] = END
        self.position = reply.position

    def take_walk(self, epoch, walk, place, page) -> None:
        if epoch != self.epoch or self.walks.get(walk) != place:
            return
        as_of, shown, following = page
        for matter, head, full in shown:
            if self.says(matter, as_of, visible=head is not None, head=head or 0) and head is not None and full:
                self.full.add(matter)
        self.walks[walk] = following
        if not following:
            del self.walks[walk]

    def take_fetch(self, epoch, page) -> None:
        if epoch != self.epoch:
            return
        as_of, entries, gone = page
        for matter, v, command in entries:
            if self.says(matter, as_of, visible=True, head=v):
                self.put(matter, v, command)
        for matter in gone:
            self.says(matter, as_of, visible=False)

    def wants(self) -> list[tuple[str, int]]:
        short = [m for m in sorted(self.full, reverse=True) if self.prefix(m) < self.head.get(m, 0)]
        return [(m, self.prefix(m)) for m in short][:2]

    def settle(self) -> None:
        shown = self.shown()
        done = [c for c in self.waiting if c[0] in shown or (c[0] in self.accepted and self.lost_sight(c[1]))]
        self.archive += done
        self.waiting = [c for c in self.waiting if c not in done]

    def lost_sight(self, matter: str) -> bool:
        return self.gone.get(matter, -1) > self.seen.get(matter, -1)
