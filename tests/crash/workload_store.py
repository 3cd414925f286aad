"""The client's own stores at work, for the crash simulator: what a person said is kept, whatever the disk does.

A round is what the desktop does: typing is kept as a draft; acting makes it a command and drops the draft; a page of
the centre brings its entry and one of somebody else's; the outbox settles itself from the replica. An attachment of mine
is copied in, and on another thread parts of files come down. After each call that returned, the person has been told.

Run as a module it is a workload: `python -m tests.crash.workload_store FOLDER [SYNCHRONOUS] [ORDER] [ROUNDS]`.
"""

import hashlib
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import msgspec
from sqlcipher3 import dbapi2

from oa_client.app.ports import Session
from oa_client.domain.decision import Command
from oa_client.domain.matter import Entry, EntryType, MatterId, Moment
from oa_client.domain.people import PersonId, PostId, UnitId
from oa_client.protocol.messages import END, Outcome, WireEntry
from oa_client.protocol.record import write
from oa_client.store.profile import open_profile
from tests.crash.record import Ack, ack, mark
from tests.crash.replay import ByFile, Verdict

OUTBOX, REPLICA, FILES = "outbox.db", "replica.db", "files.db"
KEY = bytes(range(32))
MATTER = MatterId("9-1")
PART = 1500
ME, POST, UNIT = PersonId(2), PostId(2), UnitId(2)
CHECKPOINT = 16


# --- the workload ---------------------------------------------------------------------------------


class Desk:
    """A profile in use."""

    def __init__(self, folder: Path, synchronous: str) -> None:
        self._first_start(folder)
        self.profile = open_profile(folder, KEY)
        self._v = self.profile.replica.feed().position[0] if self.profile.replica.feed().position else 0
        for database in self.profile._databases:
            raw = database._writer.raw_connection()
            raw.cursor().execute(f"PRAGMA synchronous={synchronous}")
            raw.cursor().execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT}")
            raw.close()

    @staticmethod
    def _first_start(folder: Path) -> None:
        profile = open_profile(folder, KEY)
        profile.outbox.keep_session(Session("http://127.0.0.1", "wxm", ME, "王小明", 7, "token"))
        with profile.replica.page() as page:
            page.wipe(5)
            page.say_seen(MATTER, 1, 1)
            fields = {"title": "关于防汛的通知", "mode": "parallel", "purpose": "information", "readers": [["p2"]]}
            data = {"kind": "circulation", "edition": 1, "action": "circulate", "fields": fields}
            page.put_entry(MATTER, 1, _wire(1, EntryType.OPENED, PersonId(1), data))
            page.set_position((1, END, ""))
        profile.close()

    def type_words(self, number: int) -> None:
        """What the person is typing is kept."""
        self.profile.outbox.save_draft(f"act/{number}", {"opinion": _words(number)}, 1000 + number)
        ack(draft=number)

    def act(self, number: int) -> int:
        """The draft becomes a command."""
        command = Command(MATTER, "circulation", "add_note", {"opinion": _words(number)}, edition=1)
        pending = self.profile.outbox.queue(command, POST, 1000 + number, draft=f"act/{number}")
        assert pending.n == number
        ack(saved=number)
        return pending.n

    def page(self, number: int) -> None:
        """A page from the centre: my entry, another's, the position after them, the outcome."""
        with self.profile.replica.page() as page:
            for actor, n in ((ME, number), (PersonId(1), 0)):
                self._v += 1
                data = {"action": "add_note", "fields": {"opinion": _words(number)}}
                page.put_entry(MATTER, self._v, _wire(self._v, EntryType.ACTED, actor, data, n))
            page.say_seen(MATTER, self._v, self._v)
            page.put_outcome(Outcome(number, "a", self._v - 1))
            page.set_position((self._v, END, ""))
        ack(page=self._v)

    def settle(self, number: int) -> None:
        """The outbox brings itself into line with what the replica proves."""
        outbox, replica = self.profile.outbox, self.profile.replica
        outbox.settle(replica.settlements([p.n for p in outbox.pending()]))
        ack(settled=number)

    def settle_first(self, number: int) -> None:
        """The wrong order: the outbox believes the reply before the replica has it."""
        from oa_client.app.ports import Settlement

        self.profile.outbox.settle([Settlement(number, shown=True, outcome=Outcome(number, "a", 1))])
        ack(settled=number)

    def attach(self, number: int, folder: Path) -> None:
        """A file of mine is copied in."""
        path = folder / f"{number}.bin"
        path.write_bytes(_bytes(number))
        taken = self.profile.outbox.add_file(path, path.name)
        ack(file=number, sha256=taken.sha256)

    def load(self, count: int) -> None:
        """Parts of a file come down."""
        for number in range(count):
            self.profile.files.append("ab" * 32, number * PART, _bytes(number)[:PART])
            ack(part=number)


def _wire(v: int, kind: EntryType, actor: PersonId, data: Mapping[str, object], n: int = 0) -> WireEntry:
    stored = write(Entry(MATTER, v, kind, Moment(1000 + v), actor, POST, UNIT, data))
    return WireEntry(msgspec.Raw(stored.envelope), msgspec.Raw(stored.data), n)


def _words(number: int) -> str:
    return f"第{number}条意见：" + "请按职责分工抓好落实，" * 12


def _bytes(number: int) -> bytes:
    return hashlib.sha256(str(number).encode()).digest() * 60


def main(folder: str, synchronous: str = "FULL", order: str = "replica_first", rounds: str = "8") -> None:
    """Work; the wrong order is `outbox_first`."""
    desk = Desk(Path(folder), synchronous)
    mark("ready")
    loading = Thread(target=desk.load, args=(2 * int(rounds),))
    loading.start()
    with tempfile.TemporaryDirectory() as elsewhere:
        for number in range(1, int(rounds) + 1):
            desk.type_words(number)
            desk.act(number)
            if number % 4 == 0:
                desk.attach(number, Path(elsewhere))
            if order == "outbox_first":
                desk.settle_first(number)
                desk.page(number)
            else:
                desk.page(number)
                desk.settle(number)
    loading.join()
    desk.profile.close()


# --- the checker ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands in one file."""

    drafts: frozenset[int] = frozenset()
    commands: Mapping[int, str] = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    entries: Counter[int] = field(default_factory=Counter)
    versions: tuple[int, ...] = ()
    outcomes: frozenset[int] = frozenset()
    position: int = 0
    bytes: int = 0
    corrupt: tuple[str, ...] = ()


def read(path: Path) -> Reading:
    """Open a file as the client would after a crash, check every page of it, and list what it holds."""
    connection = dbapi2.connect(str(path), isolation_level=None)
    try:
        connection.execute(f"""PRAGMA key = "x'{KEY.hex()}'" """)
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        wrong = tuple(row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok")
        return _READERS[path.name](connection, wrong)
    finally:
        connection.close()


def _read_outbox(connection: dbapi2.Connection, wrong: tuple[str, ...]) -> Reading:
    garbled = list(wrong)
    commands = {}
    for n, kept, standing, fields in connection.execute("SELECT n, kept, standing, fields FROM command"):
        commands[n] = "done" if kept != "live" else standing
        if json.loads(fields) != {"opinion": _words(n)}:
            garbled.append(f"command {n} garbled")
    drafts = frozenset(int(key.split("/")[1]) for (key,) in connection.execute("SELECT key FROM draft"))
    own = set()
    for id_, sha256 in connection.execute("SELECT id, sha256 FROM own_file WHERE sha256 IS NOT NULL").fetchall():
        parts = connection.execute("SELECT data FROM own_part WHERE file = ? ORDER BY k", (id_,))
        if hashlib.sha256(b"".join(p for (p,) in parts)).hexdigest() == sha256:
            own.add(sha256)
    return Reading(drafts=drafts, commands=commands, own=frozenset(own), corrupt=tuple(garbled))


def _read_replica(connection: dbapi2.Connection, wrong: tuple[str, ...]) -> Reading:
    rows = connection.execute("SELECT v, n FROM entry ORDER BY v").fetchall()
    values = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    return Reading(
        entries=Counter(n for _, n in rows if n),
        versions=tuple(v for v, _ in rows),
        outcomes=frozenset(n for (n,) in connection.execute("SELECT n FROM outcome")),
        position=json.loads(values["feed"])[1][0],
        corrupt=wrong,
    )


def _read_files(connection: dbapi2.Connection, wrong: tuple[str, ...]) -> Reading:
    (size,) = connection.execute("SELECT coalesce(sum(length(data)), 0) FROM part").fetchone()
    return Reading(bytes=size, corrupt=wrong)


_READERS = {OUTBOX: _read_outbox, REPLICA: _read_replica, FILES: _read_files}


def judge(found: Mapping[str, Reading], acks: list[Ack]) -> Verdict:
    """Nothing the person was told is gone, nothing stands twice, no file runs ahead of what it depends on."""
    outbox, replica, files = found[OUTBOX], found[REPLICA], found[FILES]
    done = {n for n, standing in outbox.commands.items() if standing == "done"}
    doubled = [f"entry of {n}" for n, count in replica.entries.items() if count > 1]
    doubled += [f"draft and command {n}" for n in outbox.drafts & outbox.commands.keys()]
    return Verdict(
        lost=tuple(_lost(outbox, replica, files, acks)),
        duplicated=tuple(doubled),
        corrupt=tuple(f"{name}: {w}" for name, reading in found.items() for w in reading.corrupt),
        split=tuple(_split(done, outbox, replica)),
    )


def _lost(outbox: Reading, replica: Reading, files: Reading, acks: list[Ack]) -> Iterable[str]:
    for told in acks:
        what = told.fields
        if "draft" in what and what["draft"] not in outbox.drafts | outbox.commands.keys():
            yield f"draft {what['draft']}"
        if "saved" in what and what["saved"] not in outbox.commands:
            yield f"command {what['saved']}"
        if "file" in what and what["sha256"] not in outbox.own:
            yield f"file {what['file']}"
        if "page" in what and replica.position < int(what["page"]):
            yield f"page {what['page']}"
        if "part" in what and files.bytes < (int(what["part"]) + 1) * PART:
            yield f"part {what['part']}"


def _split(done: set[int], outbox: Reading, replica: Reading) -> Iterable[str]:
    for n in done - replica.entries.keys():
        yield f"{n} in the archive, its entry missing"
    for n in replica.entries.keys() - outbox.commands.keys():
        yield f"{n} entered, never saved"
    if replica.versions != tuple(range(1, replica.position + 1)):
        yield f"position {replica.position}, entries {replica.versions[-3:]}"
    for n in replica.entries.keys() - replica.outcomes - done:
        yield f"{n} entered without its outcome"


CHECKER = ByFile((OUTBOX, REPLICA, FILES), read, judge)
"""Opens each file once for each of its contents."""


if __name__ == "__main__":
    main(*sys.argv[1:])
