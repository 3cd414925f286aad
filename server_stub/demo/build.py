"""Builds a demo centre: a district, its people, and weeks of work told through the rulebook at past moments."""

from __future__ import annotations

import heapq
import itertools
import json
import os
import random
import secrets
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import insert, select

from oa_client.domain.people import PersonId, Scope, person_scope
from oa_client.protocol.messages import CommandUp, Outcome
from server_stub import tables as t
from server_stub.accounts import QUICK, new_device_number, set_account
from server_stub.centre import Centre
from server_stub.commands import Caller, Submission, submit
from server_stub.demo.absences import UNITS, Absences
from server_stub.demo.cast import Cast, Seat
from server_stub.demo.daybook import Daybook
from server_stub.demo.district import build as build_district
from server_stub.demo.document import Document
from server_stub.demo.hours import Hours
from server_stub.demo.plan import DAY, Planner
from server_stub.demo.printout import pdf
from server_stub.demo.prose import Prose
from server_stub.demo.script import Done, Office, Script, Step
from server_stub.demo.spending import Spending
from server_stub.demo.story import Act, Fields, Story, Teller
from server_stub.demo.supervisions import Supervised
from server_stub.people import put_things
from server_stub.receipts import count_receipts
from server_stub.restoring import era
from server_stub.rows import put_new_rows
from server_stub.timers import run_timers
from server_stub.work import Work
from server_stub.workdays import district_days

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_LEVELS = ("street", "town", "district", "department", "community", "village")


def build(folder: Path, *, people: int, matters: int, seed: int, now: int) -> None:
    """Fill a new folder. Raises FileExistsError when a centre is there already."""
    if (folder / "centre.db").exists():
        raise FileExistsError(folder)
    days = district_days()
    centre = Centre.open(folder, clock=lambda: now, calendar=days)
    try:
        with centre.work() as work:
            demo = Demo(centre, work, Cast(build_district(people, seed)), seed, now)
            demo.people()
            demo.tell(matters)
            demo.sign()
            accounts = demo.accounts()
            work.now = now
    finally:
        centre.close()
    _write_private(folder / "accounts.json", accounts)


def _write_private(path: Path, accounts: list[dict[str, object]]) -> None:
    text = json.dumps(accounts, ensure_ascii=False, indent=1)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text + "\n")


def _send(script: Script, done: Done) -> Step | None:
    try:
        return script.send(done)
    except StopIteration:
        return None


class Demo:
    """One building, in one transaction."""

    def __init__(self, centre: Centre, work: Work, cast: Cast, seed: int, now: int) -> None:
        """Nothing is there yet."""
        self._centre = centre
        self._work = work
        self._cast = cast
        self._now = now
        self._seed = seed
        self._rng = random.Random(seed)
        hours = Hours(work.calendar, self._rng)
        prose = Prose(seed, cast.district)
        self._planner = Planner(cast, prose, hours, self._rng, now)
        self._teller = Teller(cast, prose, hours, self._rng)
        tales = Prose(seed + 1, cast.district, used=prose.used)
        self._office = Office(cast, tales, hours, random.Random(seed + 1), now)
        self._devices: dict[int, int] = {}
        self._counts: dict[int, int] = {}
        self._order = itertools.count()
        self._queue: list[tuple[int, int, Callable[[], object]]] = []
        self._broadcast: list[tuple[str, str, int]] = []
        self.refused: list[Outcome] = []

    def people(self) -> None:
        """The district, a year ago."""
        self._work.now = self._now - 365 * DAY
        put_things(self._work, self._cast.things())
        for person in self._cast.seats:
            device = new_device_number(self._work)
            self._work.connection.execute(insert(t.device).values(id=device, person=person, made_at=self._work.now))
            self._devices[person] = device

    # ---------------------------------------------------------------- stories

    def tell(self, matters: int) -> None:
        """Every story in the order of time, up to now."""
        tales = matters // 7
        notices, broadcasts = matters // 24, matters // 16
        past = matters * 46 // 100
        current = matters - notices - broadcasts - past
        for at, author, reviewer, fields in self._planner.bulletins(notices):
            self._at(at, partial(self._bulletin, at, author, reviewer, fields))
        for story in self._planner.broadcasts(broadcasts):
            self._at(story.at, partial(self._open, story))
        for story in (*self._planner.past(past), *self._planner.current(current)):
            self._at(story.at, partial(self._open, story))
        supervised = Supervised(self._cast, self._work.calendar, self._seed, self._now)
        spending = Spending(self._cast, self._work.calendar, self._seed, self._now).scripts(min(tales, 20))
        absences = Absences(self._cast, self._work.calendar, self._seed, self._now)
        away = absences.scripts(min(matters // 100, UNITS))
        for script in (*Daybook(self._office).scripts(tales), *supervised.scripts(tales // 2), *spending, *away):
            self._go_through(script, None)
        self._at(absences.since + 60, partial(run_timers, self._work))
        while self._queue:
            at, _, happen = heapq.heappop(self._queue)
            if at < self._now:
                self._work.now = at
                happen()

    def _at(self, at: int, happen: Callable[[], object]) -> None:
        heapq.heappush(self._queue, (at, next(self._order), happen))

    def _do(self, seat: Seat, kind: str, matter: str, action: str, fields: Fields, track: int | None) -> str:
        """A command through the rulebook; the matter, or nothing when it was refused."""
        done = self._command(seat, kind, matter, action, fields, track)
        return done.matter if done else ""

    def _command(
        self, seat: Seat, kind: str, matter: str, action: str, fields: Fields, track: int | None
    ) -> Done | None:
        device = self._devices[seat.person]
        n = self._counts[device] = self._counts.get(device, 0) + 1
        up = CommandUp(n, matter or f"{device}-{n}", kind, action, seat.post, self._work.now, fields, track=track)
        caller = Caller(PersonId(seat.person), device)
        outcome = submit(Submission(self._work, self._centre.seal, caller, up, era(self._work.connection)))
        if outcome.s != "a":
            self.refused.append(outcome)
            return None
        return Done(up.matter, f"{device}-{n}")

    def _go_through(self, script: Script, done: Done | None) -> None:
        """Let a script say what comes next, and begin those that it has begun."""
        step = next(script, None) if done is None else _send(script, done)
        if step is not None:
            soonest = 0 if done is None else self._work.now + 60
            self._at(max(step.at, soonest), partial(self._take, script, step))
        while self._office.more:
            self._go_through(self._office.more.pop(), None)

    def _take(self, script: Script, step: Step) -> None:
        fields = step.fields
        if step.printed is not None:
            fields = {**fields, "files": [self._file(step.seat, step.printed, scanned=step.scanned)]}
        if done := self._command(step.seat, step.kind, step.matter, step.action, fields, step.track):
            self._go_through(script, done)

    def _open(self, story: Story) -> None:
        if self._rng.random() < 0.12:
            story.fields["files"] = [self._file(story.sender, story.doc)]
        story.matter = self._do(story.sender, "circulation", "", "circulate", story.fields, None)
        if not story.matter:
            return
        if story.fields["mode"] == "broadcast":
            readers = story.fields["readers"]
            scope = readers[0][0] if isinstance(readers, list) else "*"
            self._broadcast.append((story.matter, scope, story.at))
        self._go_on(story)

    def _file(self, seat: Seat, doc: Document, *, scanned: bool = False) -> dict[str, object]:
        """A document on paper; as plain text where nothing can print it."""
        printed = pdf(doc)
        data, ending = (doc.body.encode(), "txt") if printed is None else (printed, "pdf")
        sha256 = self._centre.files.put(self._work.connection, PersonId(seat.person), data)
        name = doc.attachments[0] if doc.attachments and not scanned else doc.title
        stem = ("扫描件 " if scanned else "") + name.rsplit(".", 1)[0][:50].strip()
        return {"sha256": sha256, "name": f"{stem}.{ending}", "size": len(data)}

    def _go_on(self, story: Story) -> None:
        fold = self._work.fresh.get(story.matter)
        if fold is None or fold.state is None:
            return
        for act in self._teller.go_on(story, fold.state, self._work.now):
            self._at(act.at, partial(self._act, story, act))

    def _act(self, story: Story, act: Act) -> None:
        if self._do(act.seat, "circulation", story.matter, act.action, act.fields, act.track):
            self._go_on(story)

    def _bulletin(self, at: int, author: Seat, reviewer: Seat, fields: Fields) -> None:
        matter = self._do(author, "bulletin", "", "submit", fields, None)
        scope = fields["scope"]
        if not matter or not isinstance(scope, list):
            return
        published = at + self._rng.randint(600, 7200)
        if published < self._now:
            self._at(published, partial(self._publish, matter, str(scope[0]), reviewer))

    def _publish(self, matter: str, scope: str, reviewer: Seat) -> None:
        if self._do(reviewer, "bulletin", matter, "publish", {}, None):
            self._broadcast.append((matter, scope, self._work.now))

    # ---------------------------------------------------------------- receipts and accounts

    def sign(self) -> None:
        """Everybody has read the older notices; the newest lie unread, as many as his desk wants."""
        m = t.member.c
        rows = self._work.connection.execute(select(m.person, m.scope).where(m.until.is_(None)))
        mine: dict[int, set[str]] = {}
        for person, scope in rows:
            mine.setdefault(person, set()).add(scope)
        newest = sorted(self._broadcast, key=lambda one: -one[2])
        receipts: list[tuple[str, str, Scope, dict[str, object] | None]] = []
        for person, scopes in sorted(mine.items()):
            addressed = [(matter, at) for matter, scope, at in newest if scope in scopes]
            for matter, at in addressed[self._planner.desks.unread[person] :]:
                signed = min(self._now - 60, at + self._rng.randint(1800, 5 * DAY))
                receipts.append(("receipt", matter, person_scope(PersonId(person)), {"at": signed}))
        put_new_rows(self._work, receipts)
        for matter, _, _ in newest:
            count_receipts(self._work, matter)

    def accounts(self) -> list[dict[str, object]]:
        """An account for everybody, the clerks of streets and towns first within their level."""
        self._work.now = self._now
        made: list[tuple[tuple[int, bool, int], dict[str, object]]] = []
        for person in self._cast.district.persons:
            password = "".join(secrets.choice(_LETTERS) for _ in range(10))
            set_account(self._work, PersonId(person.id), person.login, password, QUICK)
            seat = self._cast.seats[person.id]
            order = (_LEVELS.index(seat.level), seat.role != "clerk", person.id)
            made.append((order, self._cast.account(person.id, person.login, password)))
        return [line for _, line in sorted(made, key=lambda one: one[0])]
