"""A profile with 100,000 matters of office prose, built once and kept for the benches.

Sentences are written once and shuffled; what follows from them is worked out once a paragraph by the store's own
functions, and rows go into the file in bulk. `tests/bench/test_large.py` holds the result to what pages write.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from random import Random

import msgspec
from sqlalchemy import Connection

from oa_client.app.overlay import confirm
from oa_client.app.ports import Session
from oa_client.domain import rulebook
from oa_client.domain.kinds import Kinds
from oa_client.domain.matter import Entry, EntryType, MatterId, Moment, Row, Task
from oa_client.domain.people import PersonId, PostId, UnitId
from oa_client.protocol import record
from oa_client.protocol.messages import END, Header, WireEntry
from oa_client.store.codec import pack_bytes
from oa_client.store.lists import Me, Standing, line_values, lines, me_in
from oa_client.store.page import Page
from oa_client.store.profile import Profile, open_profile
from oa_client.store.projections import FULL
from oa_client.store.state import get_meta, set_meta
from oa_client.store.words import CUT, indexed, normalise
from server_stub.demo.prose import Prose
from tests.fakes.office import OFFICE

KEY = bytes(range(32))
PAGE = 1000
START = 1_735_700_000
ME = PersonId(2)
MINE = 2500
"""Every so many matters one is on my desk; of the others I am told."""

WRITTEN = 3000
VERSION = f"3.{CUT}"
_URGENCY = {"加急": "urgent", "特急": "flash"}


def large_profile(folder: Path, matters: int) -> Path:
    """The profile in `folder`, built if it is not there yet for this many matters."""
    stamp = folder / "built"
    if not stamp.exists() or stamp.read_text() != f"{VERSION} {matters}":
        shutil.rmtree(folder, ignore_errors=True)
        started = time.monotonic()
        profile = open_profile(folder, KEY)
        fill(profile, matters)
        profile.close()
        stamp.write_text(f"{VERSION} {matters}")
        print(f"built {matters} matters in {time.monotonic() - started:.0f} s", flush=True)
    return folder


@dataclass(frozen=True, slots=True)
class Paper:
    """One matter's words."""

    number: int
    title: str
    docno: str
    urgency: str
    body: tuple[str, ...]
    at: Moment

    @property
    def id(self) -> MatterId:
        """As the centre would have named it."""
        return MatterId(f"9-{self.number}")

    @property
    def mine(self) -> bool:
        """Whether it is on my desk."""
        return self.number % MINE == 0


def papers(first: int, count: int) -> Iterator[Paper]:
    """Papers of written sentences; each takes the title of one document and paragraphs of three."""
    written = _written()
    for number in range(first, first + count):
        rng = Random(number)
        head, *others = (written[rng.randrange(len(written))] for _ in range(3))
        body = [part for n, part in enumerate(head.body) if n < 3 or n % 3 == 0]
        body += [part for n, other in enumerate(others, 1) for part in other.body[2:-2] if hash_of(part) % 3 == n]
        docno = f"{head.docno.split('〕')[0]}〕{1 + number % 997}号" if head.docno else ""
        yield replace(
            head, number=number, docno=docno, body=tuple(body), at=Moment(START + number * 300 + rng.randrange(200))
        )


def hash_of(text: str) -> int:
    """The same on every run."""
    return sum(map(ord, text))


@lru_cache(1)
def _written() -> tuple[Paper, ...]:
    prose = Prose(Random(1))
    documents = [prose.circulation("明州区人民政府办公室", "district") for _ in range(WRITTEN)]
    return tuple(
        Paper(0, d.title, d.number, _URGENCY.get(d.urgency, ""), tuple(filter(None, d.body.split("\n"))), Moment(0))
        for d in documents
    )


def opening(paper: Paper) -> Entry:
    """The entry that opens it."""
    fields = {
        "title": paper.title,
        "number": paper.docno,
        "mode": "parallel" if paper.mine else "broadcast",
        "purpose": "action" if paper.mine else "information",
        "readers": [["p2"]] if paper.mine else [["t1"]],
        "body": "\n".join(paper.body),
    }
    if paper.urgency:
        fields["urgency"] = paper.urgency
    data = {"kind": "circulation", "edition": 1, "action": "circulate", "fields": fields}
    return Entry(paper.id, 1, EntryType.OPENED, paper.at, PersonId(1), PostId(1), UnitId(1), data)


def fill(profile: Profile, matters: int) -> None:
    """People first, then the matters, newest last, a few of them on my desk."""
    begin(profile)
    bulk = Bulk()
    for first in range(0, matters, PAGE):
        with profile.replica.page() as page:
            bulk.put(page, list(papers(first, min(PAGE, matters - first))))
            page.set_position((first + PAGE, END, ""))
    put_together(profile, matters)


def put_together(profile: Profile, loose: int) -> None:
    """The index in one piece, as the client's own housekeeping has it after so many matters."""
    with profile.replica.page() as page:
        set_meta(page._connection, "loose", str(loose))
    while True:
        with profile._databases[1].read() as connection:
            if not (get_meta(connection, "merge") or profile.replica._in_pieces(connection)):
                return
        profile.replica.merge()


def begin(profile: Profile) -> None:
    """Whose profile it is, and everybody."""
    profile.outbox.keep_session(Session("http://127.0.0.1", "wxm", ME, "王小明", 7, "token"))
    with profile.replica.page() as page:
        page.wipe(1)
        for kind, things in (("unit", OFFICE.units), ("post", OFFICE.posts), ("person", OFFICE.people)):
            for number, thing in things.items():
                page.put_row(kind, str(number), _plain(thing), 1)


def _plain(thing: object) -> dict[str, object]:
    value = msgspec.json.decode(msgspec.json.encode(asdict(thing)))  # type: ignore[call-overload]
    assert isinstance(value, dict)
    return value


def put_as_pages_do(page: Page, some: Iterable[Paper]) -> None:
    """As the centre's replies are put: slowly."""
    for paper in some:
        stored = record.write(opening(paper))
        page.say_seen(paper.id, paper.number + 1, 1)
        page.put_header(Header(paper.id, 1, paper.number + 1))
        page.put_entry(paper.id, 1, WireEntry(msgspec.Raw(stored.envelope), msgspec.Raw(stored.data)))


_TABLES = {
    "matter": "k id number doc kind edition have head strays hash seen_at gone_at full want shown header header_v row"
    " changed_at opener acted",
    "entry": "k v n envelope data",
    "task": "k holder duty step since due track by_receipt",
    "listing": "list at matter kind urgency step since due unread whole row",
    "words": "doc text",
    "search": "rowid x",
}


class Bulk:
    """The same rows in bulk."""

    def __init__(self) -> None:
        self._kinds = Kinds()
        self._process = self._kinds.get("circulation", 1)
        self._me: Me = me_in(OFFICE, ME)
        self._folded: dict[tuple[bool, str], tuple[Row, tuple[Task, ...]]] = {}
        self._cut = lru_cache(1 << 17)(_cut)

    def put(self, page: Page, some: list[Paper]) -> None:
        """Inside a page, which says what changed when it ends."""
        rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in _TABLES}
        for paper in some:
            self._add(rows, paper, page._next_k)
            page._next_k += 1
            page._wanted += 1
        page._entries += len(some)
        page._told |= {paper.id for paper in some}
        for name, columns in _TABLES.items():
            _insert(page._connection, name, columns.split(), rows[name])

    def _add(self, rows: dict[str, list[tuple[object, ...]]], paper: Paper, k: int) -> None:
        entry, doc = opening(paper), paper.number + 1
        stored = record.write(entry)
        row, tasks = self._fold(paper, entry)
        hashed = record.link(record.start(paper.id), stored)
        state = (k, paper.id, doc, doc, "circulation", 1, 1, 1, 0, hashed, doc, -1, 1, -k, FULL, pack_bytes({}), 1)
        rows["matter"].append((*state, pack_bytes(row), row.changed_at, row.opener, 0))
        rows["entry"].append((k, 1, 0, stored.envelope, stored.data))
        for t in tasks:
            rows["task"].append((k, t.holder, t.duty.value, t.step, t.since, t.due, t.track, int(t.by_receipt)))
        for line in lines(self._me, "circulation", row, tasks, acted=False, receipt=False, read=False):
            values = line_values(Standing(paper.id, "circulation", row, tasks, acted=False, whole=True), line)
            rows["listing"].append(tuple(values[name] for name in _TABLES["listing"].split()))
        parts = [self._cut(part) for part in (paper.title, paper.docno, *paper.body) if part]
        rows["words"].append((doc, " ".join(text for text, _ in parts)))
        rows["search"].append((doc, " ".join(dict.fromkeys(token for _, tokens in parts for token in tokens))))

    def _fold(self, paper: Paper, entry: Entry) -> tuple[Row, tuple[Task, ...]]:
        """By the rulebook for the first of each sort; the others differ in words and moments only."""
        sort = (paper.mine, paper.urgency)
        if sort not in self._folded:
            found = confirm(self._kinds, [entry], head="")
            assert found is not None
            assert found.matter is not None
            assert self._process is not None
            self._folded[sort] = (found.row, tuple(rulebook.tasks(self._process, found.matter)))
        row, tasks = self._folded[sort]
        row = replace(row, title=paper.title, number=paper.docno, opened_at=paper.at, changed_at=paper.at)
        return row, tuple(replace(task, since=paper.at) for task in tasks)


def _cut(part: str) -> tuple[str, tuple[str, ...]]:
    text = normalise(part)
    return text, tuple(indexed(text).split(" "))


def _insert(connection: Connection, name: str, columns: list[str], rows: list[tuple[object, ...]]) -> None:
    if rows:
        names = ", ".join(f'"{column}"' for column in columns)
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {name} ({names}) VALUES ({marks})", rows)
