"""A centre small enough to stand in a test: it numbers and chains what the rulebook accepts."""

import random
from dataclasses import dataclass, field, replace

import msgspec
from sqlalchemy import select

from oa_client.app.ports import Session
from oa_client.domain import rulebook
from oa_client.domain.body import as_file
from oa_client.domain.decision import Accepted, Command, Context
from oa_client.domain.kinds import Kinds
from oa_client.domain.matter import Entry, Matter, MatterId, Moment
from oa_client.domain.people import Directory, Level, Person, PersonId, Post, PostId, Role, Unit, UnitId
from oa_client.protocol import record
from oa_client.protocol.messages import Header, WireEntry
from oa_client.store.commands import LIVE, pending_of
from oa_client.store.tables import command

ME = PersonId(1)
SESSION = Session("https://centre.example", "wang", ME, "王小明", 7, "token")
KEY = bytes(range(32))


def office() -> Directory:
    """A street with six people and a department with two; person 1 is a clerk and a leader's stand-in."""
    units = {
        UnitId(1): Unit(UnitId(1), "海曙区", None, Level.DISTRICT),
        UnitId(2): Unit(UnitId(2), "望春街道", UnitId(1), Level.STREET),
        UnitId(3): Unit(UnitId(3), "民政局", UnitId(1), Level.DEPARTMENT),
    }
    posts, people = {}, {}
    for n in range(1, 9):
        unit = UnitId(2 if n <= 6 else 3)
        roles = frozenset({Role.CLERK}) if n in {1, 2, 7} else frozenset({Role.LEADER}) if n == 3 else frozenset()
        posts[PostId(n)] = Post(PostId(n), unit, f"职务{n}", roles)
        people[PersonId(n)] = Person(PersonId(n), f"人员{n}", (PostId(n),))
    return Directory(units, posts, people)


def rows_of(directory):
    """The directory as the rows that travel."""
    for kind, things in (("unit", directory.units), ("post", directory.posts), ("person", directory.people)):
        for key, thing in things.items():
            yield kind, str(key), msgspec.to_builtins(thing, order="sorted")


@dataclass
class Centre:
    """Holds matters; `act` decides and appends, or says why not."""

    directory: Directory = field(default_factory=office)
    kinds: Kinds = field(default_factory=Kinds)
    matters: dict[str, Matter] = field(default_factory=dict)
    entries: dict[str, list[WireEntry]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    now: int = 1_780_000_000
    seq: int = 0

    def act(self, person, command: Command, *, n=0, device=0):
        """The entry of an accepted command, or None."""
        matter = self.matters.get(command.matter)
        edition = matter.edition if matter else command.edition
        process = self.kinds.get(command.kind, edition) if edition else self.kinds.newest(command.kind)
        actor = self.directory.actor(PersonId(person))
        self.now += 60
        context = Context(
            actor, Moment(self.now), self.directory, at_centre=True, device=device, read_text=self.texts.get
        )
        decision = rulebook.decide(process, matter, command, context)
        if not isinstance(decision, Accepted):
            return None
        for new in decision.entries:
            v = (matter.version if matter else 0) + 1
            entry = Entry(
                command.matter, v, new.type, Moment(self.now), actor.person, actor.post, actor.unit, dict(new.data)
            )
            matter = rulebook.evolve(process, matter, entry)
            self.append(matter, entry, n)
        return entry

    def as_file(self, text):
        """A body as a file that was sent here."""
        file = dict(as_file(text))
        self.texts[file["sha256"]] = text
        return [file]

    def append(self, matter, entry, n=0):
        stored = record.write(entry)
        self.matters[entry.matter] = matter
        self.numbers.setdefault(entry.matter, len(self.numbers) + 1)
        wire = WireEntry(msgspec.Raw(stored.envelope), msgspec.Raw(stored.data), n)
        self.entries.setdefault(entry.matter, []).append(wire)

    def circulate(self, person, id, title, readers, *, n=0, **fields):
        values = {"title": title, "mode": "parallel", "purpose": "action", "readers": [readers], **fields}
        return self.act(person, Command(MatterId(id), "circulation", "circulate", values, edition=1), n=n)

    def read(self, person, id, opinion="已阅。", *, n=0):
        command = Command(MatterId(id), "circulation", "mark_read", {"opinion": opinion} if opinion else {})
        return self.act(person, command, n=n)

    def header(self, id, *, full=False):
        matter = self.matters[id]
        process = self.kinds.get(matter.kind, matter.edition)
        values = msgspec.to_builtins(rulebook.row(process, matter))
        return Header(id, matter.version, self.numbers[id], matter.kind, matter.edition, values, full)

    def tell(self, page, id, *, after=0, header=True):
        """Everything of a matter, into a page."""
        self.seq += 1
        page.say_seen(id, self.seq, len(self.entries[id]))
        if header:
            page.put_header(self.header(id, full=True))
        for v, entry in enumerate(self.entries[id], 1):
            if v > after:
                page.put_entry(id, v, entry)

    def tell_directory(self, page):
        for kind, key, data in rows_of(self.directory):
            page.put_row(kind, key, data, 1)

    def some(self, count, rng=None, *, text="正文"):
        """Matters of every sort, with what chance makes of them."""
        rng = rng or random.Random(5)
        made = []
        for i in range(count):
            id = f"{rng.choice([7, 8, 9])}-{1000 + i}"
            people = rng.sample(range(1, 7), rng.randint(1, 4))
            mode = rng.choice(["sequential", "parallel", "grouped", "broadcast"])
            purpose = "information" if mode == "broadcast" else rng.choice(["action", "information"])
            opener = rng.choice([1, 2, 7])
            scopes = ["u2"] if mode == "broadcast" else [f"p{p}" for p in people]
            if rng.random() < 0.2 and mode != "broadcast":
                scopes.append("c2")
            extra = {"urgency": "urgent"} if rng.random() < 0.3 else {}
            title = f"关于第{i}项工作的通知"
            if self.circulate(
                opener,
                id,
                title,
                scopes,
                mode=mode,
                purpose=purpose,
                body=f"{text}{i}",
                number=f"海政〔2026〕{i}号",
                **extra,
            ):
                made.append(id)
                for person in people:
                    if rng.random() < 0.5:
                        self.read(person, id)
        return made


def without_receipt(tasks, scopes):
    return [t for t in tasks if not (t.by_receipt and t.holder in scopes)]


def moved(person: Person, posts) -> Person:
    return replace(person, posts=tuple(PostId(p) for p in posts))


def archived(outbox):
    """What became of settled, withdrawn and put away commands, oldest first."""
    query = select(command).where(command.c.kept != LIVE).order_by(command.c.n)
    with outbox._db.read() as connection:
        return [pending_of(row) for row in connection.execute(query).mappings()]
