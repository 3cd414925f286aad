"""Fills a centre with given papers, told through the rulebook: what a measurement of syncing needs.

A line is an item (id, type, title, docno, sender, sender_name, unit, recipients, urgency, created, body, perhaps file,
the path of an attachment) or an action on one (item, by, at, kind: read or opinion, text). 电子公告 become bulletins,
everything else circulations. One user sees all of it, as the registry that holds the clerk's post of every organ; some
of it is addressed to this user as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import msgspec
from sqlalchemy import insert, select

from oa_client.domain.people import Level, Person, PersonId, Post, PostId, Role, Unit, UnitId
from oa_client.protocol.messages import CommandUp, Outcome
from server_stub import tables as t
from server_stub.accounts import new_device_number
from server_stub.cannot import CannotDo
from server_stub.centre import Centre
from server_stub.commands import Caller, Submission, submit
from server_stub.people import last_given, put_things
from server_stub.post_names import Unknown
from server_stub.restoring import era
from server_stub.work import Work

KEPT = "loaded.json"
"""Beside the centre: which matter each item became, for the actions of a later load."""

FIRST = 10_000
"""Numbers of people and posts from here on are a load's."""

LEADER = 90_000
COLLEAGUES = 20
"""The user's own office: u0000 … u0019 hold the same posts, so that they may act in everything."""

ON_DESK = 40
NOTICE = "电子公告"
READ = "已阅。"
_URGENCY = {"急件": "urgent", "特急": "flash"}
_BEIJING = dt.timezone(dt.timedelta(hours=8))


Somebody = Annotated[str, msgspec.Meta(pattern="^[a-z][0-9]{1,9}$")]
"""A person of the file, such as u0012."""


class Item(msgspec.Struct, frozen=True):
    """A paper."""

    id: str
    type: str
    title: str
    docno: str
    sender: Somebody
    sender_name: str
    unit: str
    recipients: list[Somebody]
    urgency: str
    created: dt.datetime
    body: str
    file: str = ""


class Deed(msgspec.Struct, frozen=True):
    """What somebody did with a paper."""

    id: str
    item: str
    by: Somebody
    at: dt.datetime
    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of it."""

    items: int
    deeds: int
    refused: tuple[Outcome, ...]


def read_lines(lines: Iterable[bytes]) -> tuple[list[Item], list[Deed]]:
    """Items and deeds of a file, one JSON object a line. Raises `CannotDo`, which names the line."""
    items: list[Item] = []
    deeds: list[Deed] = []
    for number, line in enumerate(lines, 1):
        try:
            if b'"item":' in line[:64]:
                deeds.append(msgspec.json.decode(line, type=Deed))
            elif line.strip():
                items.append(msgspec.json.decode(line, type=Item))
        except (msgspec.MsgspecError, UnicodeDecodeError) as problem:
            raise CannotDo(f"第 {number} 行不是一件事项，也不是一个操作：{problem}；没有改动") from problem
    return items, deeds


def load(
    centre: Centre, folder: Path, user: str, items: Sequence[Item], deeds: Sequence[Deed], *, on_desk: int = ON_DESK
) -> Loaded:
    """Tell them in one transaction, the newest happening now; `on_desk` items wait on the user's desk.

    Raises `Unknown` when there is no such user, `CannotDo` where the numbers of a load may be somebody else's.
    """
    known = read_map(folder)
    with centre.work() as work:
        if not known and max(last_given(work)) >= FIRST:
            raise CannotDo("这个中心恢复过，或者人太多，要用的号可能已经给了别人，没有改动；请另建一个专为测量的中心")
        loading = _Loading(centre, work, _user(work, user), _shift(items, deeds, work.now), known)
        loading.cast(items, deeds)
        every = max(1, len(items) // on_desk) if on_desk else 0
        for number, item in enumerate(items):
            loading.tell(item, on_desk=bool(every) and number % every == every - 1)
        for deed in deeds:
            loading.do(deed)
    (folder / KEPT).write_bytes(msgspec.json.encode(known))
    return Loaded(len(items), len(deeds), tuple(loading.refused))


def read_map(folder: Path) -> dict[str, str]:
    """Which matter each item of the loads so far became."""
    kept = folder / KEPT
    return msgspec.json.decode(kept.read_bytes(), type=dict[str, str]) if kept.exists() else {}


def _user(work: Work, user: str) -> Person:
    a = t.account.c
    number = work.connection.execute(select(a.person).where(a.user == user)).scalar()
    person = None if number is None else work.directory.people.get(PersonId(number))
    if person is None:
        raise Unknown(f"没有账号“{user}”")
    return person


def _shift(items: Sequence[Item], deeds: Sequence[Deed], now: int) -> int:
    """Seconds by which everything is moved, so that the last of it is just past: old papers travel as headers."""
    last = max((_moment(at) for at in (*(i.created for i in items), *(d.at for d in deeds))), default=now)
    return now - 1 - last


def _moment(at: dt.datetime) -> int:
    return int((at if at.tzinfo else at.replace(tzinfo=_BEIJING)).timestamp())


def person_of(corpus_id: str) -> PersonId:
    """The person that stands for one of the file."""
    return PersonId(FIRST + int(corpus_id[1:]))


@dataclass
class _Loading:
    """One load, in one transaction."""

    centre: Centre
    work: Work
    user: Person
    shift: int
    matters: dict[str, str]
    refused: list[Outcome] = field(default_factory=list)
    _devices: dict[PersonId, list[int]] = field(default_factory=dict)

    # who is there

    def cast(self, items: Sequence[Item], deeds: Sequence[Deed]) -> None:
        """The organs, their posts, and everybody named."""
        organs = self._organs([item.unit for item in items])
        self.work.now = min(self.work.now, self.work.now + self.shift)
        clerks = tuple(PostId(FIRST + unit) for unit in organs.values())
        people = dict(self._people(items, deeds, organs, clerks))
        new = [p for id, p in people.items() if id not in self.work.directory.people or p.posts]
        user = Person(self.user.id, self.user.name, tuple(dict.fromkeys((*self.user.posts, *clerks))))
        put_things(self.work, [*self._things(organs), *new, user])

    def _organs(self, names: Iterable[str]) -> dict[str, UnitId]:
        """Each organ's number; those of earlier loads keep theirs."""
        found = {u.name: u.id for u in self.work.directory.units.values() if u.id >= FIRST}
        for name in dict.fromkeys(names):
            found.setdefault(name, UnitId(FIRST + len(found)))
        return found

    def _things(self, organs: dict[str, UnitId]) -> Iterator[Unit | Post | Person]:
        """Under the first unit: a post for the registry, one for the head who reviews notices."""
        top = min(self.work.directory.units, default=None)
        for name, unit in organs.items():
            if unit in self.work.directory.units:
                continue
            yield Unit(unit, name, top, Level.DEPARTMENT, unit)
            yield Post(PostId(FIRST + unit), unit, "收发员", frozenset({Role.CLERK}))
            yield Post(PostId(LEADER + unit), unit, "负责人", frozenset({Role.LEADER}))
            yield Person(PersonId(LEADER + unit), f"{name}负责人", (PostId(LEADER + unit),))

    def _people(
        self, items: Sequence[Item], deeds: Sequence[Deed], organs: dict[str, UnitId], clerks: tuple[PostId, ...]
    ) -> Iterator[tuple[PersonId, Person]]:
        names = {item.sender: item.sender_name for item in items}
        homes: dict[str, set[UnitId]] = {}
        for item in items:
            homes.setdefault(item.sender, set()).add(organs[item.unit])
        everybody = {*names, *(r for item in items for r in item.recipients), *(d.by for d in deeds)}
        for one in sorted(everybody):
            id = person_of(one)
            before = self.work.directory.people.get(id)
            held = {PostId(FIRST + unit) for unit in homes.get(one, ())} | set(before.posts if before else ())
            posts = clerks if int(one[1:]) < COLLEAGUES else tuple(sorted(held))
            name = before.name if before and before.name != one else names.get(one, one)
            yield id, Person(id, name, posts, order=id)

    # what they do

    def tell(self, item: Item, *, on_desk: bool) -> None:
        """A paper goes out."""
        self.work.now = _moment(item.created) + self.shift
        unit = next(u.id for u in self.work.directory.units.values() if u.name == item.unit and u.id >= FIRST)
        sender, post = person_of(item.sender), PostId(FIRST + unit)
        readers = [f"p{person_of(r)}" for r in item.recipients]
        fields: dict[str, object] = {"title": item.title, "body": item.body}
        if item.type == NOTICE and not (on_desk or item.file):
            fields |= {"scope": readers, "reviewer": f"p{LEADER + unit}", "receipt": True}
            matter = self._submit(sender, post, "", "bulletin", "submit", fields)
            self._submit(PersonId(LEADER + unit), PostId(LEADER + unit), matter, "bulletin", "publish", {})
        else:
            mine = [f"p{self.user.id}"] if on_desk else []
            purpose = "action" if on_desk else "information"
            fields |= {"number": item.docno, "mode": "parallel", "purpose": purpose, "readers": [[*mine, *readers]]}
            if item.file:
                fields["files"] = [self._file(sender, Path(item.file))]
            if item.urgency in _URGENCY:
                fields["urgency"] = _URGENCY[item.urgency]
            matter = self._submit(sender, post, "", "circulation", "circulate", fields)
        if matter:
            self.matters[item.id] = matter

    def _file(self, sender: PersonId, path: Path) -> dict[str, object]:
        data = path.read_bytes()
        sha256 = self.centre.files.put(self.work.connection, sender, data)
        return {"sha256": sha256, "name": path.name, "size": len(data)}

    def do(self, deed: Deed) -> None:
        """Somebody of the office says a word to a paper."""
        matter = self.matters.get(deed.item, "")
        found = self.work.connection.execute(select(t.matter.c.kind).where(t.matter.c.id == matter)).scalar()
        if found is None:
            self.refused.append(Outcome(0, "r", code="no_such_item", facts={"item": deed.item}))
            return
        self.work.now = _moment(deed.at) + self.shift
        person = person_of(deed.by)
        post = self.work.directory.people[person].posts[0]
        action = "answer" if found == "bulletin" else "add_note"
        self._submit(person, post, matter, found, action, {"opinion": deed.text or READ})

    def _submit(
        self, person: PersonId, post: PostId, matter: str, kind: str, action: str, fields: dict[str, object]
    ) -> str:
        """A command through the rulebook; the matter, or nothing when it was refused."""
        count = self._devices.get(person) or self._devices.setdefault(person, [self._device(person), 0])
        count[1] += 1
        device, n = count
        up = CommandUp(n, matter or f"{device}-{n}", kind, action, post, self.work.now, fields)
        outcome = submit(Submission(self.work, self.centre.seal, Caller(person, device), up, era(self.work.connection)))
        if outcome.s != "a":
            self.refused.append(outcome)
            return ""
        return up.matter

    def _device(self, person: PersonId) -> int:
        number = new_device_number(self.work)
        self.work.connection.execute(insert(t.device).values(id=number, person=person, made_at=self.work.now))
        return number
