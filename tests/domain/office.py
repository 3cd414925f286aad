"""A small district for the rules: who works where, and one matter whose record grows as they act."""

import json
from dataclasses import asdict, replace
from pathlib import Path

from oa_client.domain import table_json
from oa_client.domain.body import as_file
from oa_client.domain.calendar import WorkingDays
from oa_client.domain.decision import Accepted, Command, Context, Refused
from oa_client.domain.kinds import TABLES
from oa_client.domain.matter import Entry, EntryType, MatterId
from oa_client.domain.people import Directory, Level, Person, Post, Role, Unit
from oa_client.domain.rulebook import audience, decide, evolve, tasks

ROOT = Path(__file__).resolve().parents[2]
TABLE_FILES = sorted((ROOT / "tests" / "data" / "tables").glob("*.json"))
CALENDAR = WorkingDays.from_json(json.loads((ROOT / "resources" / "calendar" / "cn_workdays.json").read_text("utf-8")))
MONDAY = 1_793_581_200  # 2026-11-02 09:00 in Beijing, a Monday

_UNITS = [(1, None, Level.DISTRICT), (2, 1, Level.DEPARTMENT), (3, 1, Level.DEPARTMENT), (4, 1, Level.STREET)]
_UNITS += [(5, 4, Level.COMMUNITY), (6, 1, Level.TOWN)]
_POSTS = {
    11: (1, {Role.CLERK}),
    12: (1, {Role.LEADER, Role.REVIEWER, Role.PRINCIPAL}),
    13: (1, {Role.HANDLER, Role.SUPERVISOR}),
    21: (2, {Role.CLERK}),
    22: (2, {Role.HANDLER}),
    23: (2, {Role.LEADER}),
    31: (3, {Role.CLERK}),
    32: (3, {Role.LEADER, Role.REVIEWER, Role.SUPERVISOR}),
    41: (4, {Role.HANDLER, Role.SUPERVISOR}),
    51: (5, {Role.CLERK}),
    61: (6, {Role.HANDLER}),
}
_HOLDERS = {1: 11, 2: 12, 3: 21, 4: 22, 5: 21, 6: 23, 7: 31, 8: 32, 9: 51, 10: 41, 11: 61, 12: 61, 13: 13}
DIRECTORY = Directory(
    {i: Unit(i, f"unit {i}", parent, level) for i, parent, level in _UNITS},
    {i: Post(i, unit, f"post {i}", frozenset(roles)) for i, (unit, roles) in _POSTS.items()},
    {i: Person(i, f"person {i}", (post,), active=i != 11) for i, post in _HOLDERS.items()},
)


def person(number):
    return DIRECTORY.actor(number)


CLERK, LEADER, COLLEAGUE = person(1), person(2), person(13)
FIRST, SECOND, HANDLER, HEAD = person(3), person(5), person(4), person(6)  # FIRST and SECOND share post 21
THIRD, REVIEWER, VILLAGE, STREET, OUTSIDER = person(7), person(8), person(9), person(10), person(12)
DELEGATE = replace(CLERK, person=12, on_behalf=1, delegation="d1")
ACTORS = (
    CLERK,
    LEADER,
    COLLEAGUE,
    FIRST,
    SECOND,
    HANDLER,
    HEAD,
    THIRD,
    REVIEWER,
    VILLAGE,
    STREET,
    OUTSIDER,
    DELEGATE,
)


def all_tables():
    """Every table as it comes out of JSON: the Python ones through theirs, and those that are only JSON."""
    dumped = [json.loads(json.dumps(table_json.dump(t))) for t in TABLES]
    return [table_json.load(v) for v in (*dumped, *(json.loads(p.read_text("utf-8")) for p in TABLE_FILES))]


def table(kind):
    return next(t for t in all_tables() if t.kind == kind)


class Record:
    """One matter of a kind: commands go in, entries and state come out."""

    def __init__(self, process, now=MONDAY, calendar=CALENDAR):
        self.process, self.now, self.calendar = process, now, calendar
        self.matter, self.entries = None, []
        self.texts = {}

    def context(self, actor, **more):
        return Context(actor, self.now, DIRECTORY, self.calendar, **{"read_text": self.texts.get, **more})

    def as_file(self, text):
        """A body as a file whose bytes are there."""
        file = dict(as_file(text))
        self.texts[file["sha256"]] = text
        return [file]

    def ask(self, actor, action, track=None, base=None, context=None, fields=None, following=None, **named):
        given = {**(fields or {}), **named}
        command = Command(MatterId("7-1"), self.process.kind, action, given, track, base=base, cause=following)
        return decide(self.process, self.matter, command, context or self.context(actor, at_centre=True))

    def append(self, actor, accepted):
        for new in accepted.entries:
            entry = Entry(
                MatterId("7-1"),
                len(self.entries) + 1,
                new.type,
                self.now,
                actor.person,
                actor.post,
                actor.unit,
                new.data,
                actor.on_behalf,
                actor.delegation,
            )
            self.matter = evolve(self.process, self.matter, entry)
            self.entries.append(entry)

    def does(self, actor, action, track=None, **fields):
        """Act, and expect it to be accepted."""
        found = self.ask(actor, action, track, **fields)
        assert isinstance(found, Accepted), found
        self.append(actor, found)
        self.now += 60
        return found

    def refused(self, actor, action, track=None, **fields):
        """Act, and expect a refusal; its code."""
        found = self.ask(actor, action, track, **fields)
        assert isinstance(found, Refused), found
        return found.code

    def states(self):
        return [t.state for t in self.matter.tracks]

    def seen_by(self, actor):
        return bool(audience(self.process, self.matter) & (DIRECTORY.scopes_of(actor.effective) | actor.scopes))

    def tasks_of(self, actor):
        mine = DIRECTORY.scopes_of(actor.person)
        return [(t.duty.value, t.step, t.track) for t in tasks(self.process, self.matter) if t.holder in mine]


def through_json(entry):
    """The entry as another device gets it."""
    value = json.loads(json.dumps(asdict(entry), default=lambda v: v.value))
    return Entry(**{**value, "type": EntryType(value["type"])})
