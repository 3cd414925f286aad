"""The rhythm of the client on three encrypted files, in a few statements: what the simulator is tried on.

A round is: a draft is kept; it becomes a command (one transaction in the outbox, the draft gone); a page
arrives with the entry of that command and one of somebody else (entries, position, outcome: one transaction
in the replica); the outbox settles itself from the replica, the command moving to the archive. Meanwhile, on
another thread, parts of files are stored. After each step the user is told. No transaction spans two files.

`CHECKER` says what must hold in every state. Run as a module it is a workload:
`python -m tests.crash.workload_reference FOLDER [SYNCHRONOUS] [ORDER] [ROUNDS]`.
"""

import hashlib
import os
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

from sqlcipher3 import dbapi2

from tests.crash.record import Ack, ack, mark
from tests.crash.replay import ByFile, Verdict

OUTBOX, REPLICA, FILES = "outbox.db", "replica.db", "files.db"
KEY = "ab" * 32
OTHERS = 1_000_000
SCHEMA = {
    OUTBOX: """
        CREATE TABLE draft (id INTEGER, body BLOB, digest BLOB);
        CREATE TABLE command (id INTEGER, body BLOB, digest BLOB);
        CREATE TABLE archive (id INTEGER, body BLOB, digest BLOB);
    """,
    REPLICA: """
        CREATE TABLE entry (seq INTEGER, command INTEGER, body BLOB, digest BLOB);
        CREATE TABLE outcome (command INTEGER, accepted INTEGER);
        CREATE TABLE position (seq INTEGER);
        INSERT INTO position VALUES (0);
    """,
    FILES: "CREATE TABLE part (id INTEGER, body BLOB, digest BLOB);",
}


# --- the workload ---------------------------------------------------------------------------------


def connect(path: Path) -> dbapi2.Connection:
    """Open one of the files with its raw key."""
    connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
    connection.execute(f"""PRAGMA key = "x'{KEY}'" """)
    return connection


class Profile:
    """The three files of one user."""

    def __init__(self, folder: Path, synchronous: str) -> None:
        self.outbox, self.replica, self.files = (self._open(folder / name, synchronous) for name in SCHEMA)

    def _open(self, path: Path, synchronous: str) -> dbapi2.Connection:
        connection = connect(path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA wal_autocheckpoint = 16")
        connection.executescript(f"BEGIN IMMEDIATE; {SCHEMA[path.name]} COMMIT;")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute(f"PRAGMA synchronous = {synchronous}")
        return connection

    def keep_draft(self, number: int) -> None:
        """What the user is writing is kept."""
        with Transaction(self.outbox) as run:
            run("INSERT INTO draft VALUES (?, ?, ?)", (number, *_sealed(300)))
        ack(draft=number)

    def save(self, number: int) -> None:
        """The draft becomes a command: both or neither."""
        with Transaction(self.outbox) as run:
            run("INSERT INTO command VALUES (?, ?, ?)", (number, *_sealed(700)))
            run("DELETE FROM draft WHERE id = ?", (number,))
        ack(saved=number)

    def apply_page(self, number: int) -> None:
        """A page from the centre: its entries, the position after them and the outcome of our command."""
        with Transaction(self.replica) as run:
            run("INSERT INTO entry VALUES (?, ?, ?, ?)", (2 * number - 1, number, *_sealed(700)))
            run("INSERT INTO entry VALUES (?, ?, ?, ?)", (2 * number, OTHERS + number, *_sealed(700)))
            run("UPDATE position SET seq = ?", (2 * number,))
            run("INSERT INTO outcome VALUES (?, 1)", (number,))
        ack(page=2 * number)

    def settle(self, number: int) -> None:
        """A command with an outcome moves to the archive."""
        with Transaction(self.outbox) as run:
            run("INSERT INTO archive SELECT * FROM command WHERE id = ?", (number,))
            run("DELETE FROM command WHERE id = ?", (number,))
        ack(settled=number)

    def settle_in_two(self, number: int) -> None:
        """The same as two transactions, which is wrong."""
        with Transaction(self.outbox) as run:
            run("INSERT INTO archive SELECT * FROM command WHERE id = ?", (number,))
        with Transaction(self.outbox) as run:
            run("DELETE FROM command WHERE id = ?", (number,))
        ack(settled=number)

    def store_parts(self, count: int) -> None:
        """The pieces of files that are being loaded."""
        for number in range(1, count + 1):
            with Transaction(self.files) as run:
                run("INSERT INTO part VALUES (?, ?, ?)", (number, *_sealed(1500)))
            ack(part=number)

    def close(self) -> None:
        """End properly, which empties the write-ahead logs."""
        for connection in (self.outbox, self.replica, self.files):
            connection.close()


class Transaction:
    """One transaction of the only writer of a file."""

    def __init__(self, connection: dbapi2.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> Any:
        self._connection.execute("BEGIN IMMEDIATE")
        return self._connection.execute

    def __exit__(self, kind: object, *_: object) -> None:
        self._connection.execute("COMMIT" if kind is None else "ROLLBACK")


def _sealed(size: int) -> tuple[bytes, bytes]:
    body = os.urandom(size)
    return body, hashlib.sha256(body).digest()


def main(folder: str, synchronous: str = "FULL", order: str = "replica_first", rounds: str = "12") -> None:
    """Work; wrong orders are `outbox_first`, before the replica knows, and `in_two` transactions."""
    profile = Profile(Path(folder), synchronous)
    mark("ready")
    loading = Thread(target=profile.store_parts, args=(3 * int(rounds),))
    loading.start()
    for number in range(1, int(rounds) + 1):
        profile.keep_draft(number)
        profile.save(number)
        steps = [profile.apply_page, profile.settle_in_two if order == "in_two" else profile.settle]
        for step in reversed(steps) if order == "outbox_first" else steps:
            step(number)
    loading.join()
    profile.close()


# --- the checker ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands in one file: the ids in each table, and what is wrong with it by itself."""

    ids: Mapping[str, Counter[int]]
    corrupt: tuple[str, ...]


def read(path: Path) -> Reading:
    """Open a file as the client would after a crash, check it page by page and row by row, and list it.

    Exclusive locking only keeps SQLite's index of the write-ahead log in memory instead of in a -shm file;
    the recovery of the log is the same, and a third of the time is saved.
    """
    connection = connect(path)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        wrong = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        ids = {}
        for table, columns in TABLES[path.name].items():
            rows = connection.execute(f"SELECT {columns} FROM {table}").fetchall()
            ids[table] = Counter([row[0] for row in rows])
            wrong += [f"{table} {row[0]} garbled" for row in rows if row[1:] and not _whole(*row[1:])]
        return Reading(ids, tuple(wrong))
    finally:
        connection.close()


SEALED = "id, body, digest"
TABLES = {
    OUTBOX: {"draft": SEALED, "command": SEALED, "archive": SEALED},
    REPLICA: {"entry": "command, body, digest", "outcome": "command", "position": "seq"},
    FILES: {"part": SEALED},
}


def _whole(body: bytes, digest: bytes) -> bool:
    return hashlib.sha256(body).digest() == digest


def judge(found: Mapping[str, Reading], acks: list[Ack]) -> Verdict:
    """Nothing the user was told is gone, nothing stands twice, no file runs ahead of what it depends on."""
    outbox, replica = found[OUTBOX].ids, found[REPLICA].ids
    told = (next(iter(done.fields.items())) for done in acks)
    kept = outbox["command"] + outbox["archive"]
    position = max(replica["position"], default=-1)
    present = {
        "draft": outbox["draft"].keys() | kept.keys() | replica["entry"].keys(),
        "saved": kept.keys() | replica["entry"].keys(),
        "page": range(position + 1),
        "settled": outbox["archive"].keys(),
        "part": found[FILES].ids["part"].keys(),
    }
    own = Counter({number: count for number, count in replica["entry"].items() if number < OTHERS})
    return Verdict(
        lost=_words((f"{kind} {number}" for kind, number in told if number not in present[kind])),
        duplicated=_words(_twice("command or archive", outbox["draft"] + kept) | _twice("entry", replica["entry"])),
        corrupt=tuple(f"{name}: {wrong}" for name, reading in found.items() for wrong in reading.corrupt),
        split=_words(
            [
                *(f"{number} archived, entry missing" for number in outbox["archive"].keys() - own.keys()),
                *(f"{number} entered, never saved" for number in own.keys() - kept.keys()),
                *(f"{number} entered without its outcome" for number in own.keys() ^ replica["outcome"].keys()),
                *(
                    [f"position {position}, {sum(replica['entry'].values())} entries"]
                    if position != sum(replica["entry"].values())
                    else []
                ),
            ]
        ),
    )


def _twice(where: str, numbers: Counter[int]) -> set[str]:
    return {f"{where} {number}" for number, count in numbers.items() if count > 1}


def _words(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(found))


CHECKER = ByFile((OUTBOX, REPLICA, FILES), read, judge)
"""Opens each file once for each of its contents."""


def check_folder(folder: Path, acks: list[Ack]) -> Verdict:
    """The same rules with every file opened in every state, again after starts that settle the outbox."""
    before = {name: read(folder / name) for name in SCHEMA}
    outcomes = sorted(before[REPLICA].ids["outcome"])
    for _ in range(2):
        settle_again(folder / OUTBOX, outcomes)
    after = {**before, OUTBOX: read(folder / OUTBOX)}
    verdict = judge(before, acks)
    if not verdict.ok:
        return verdict
    unsettled = after[OUTBOX].ids["command"].keys() & set(outcomes)
    return judge(after, acks) if not unsettled else Verdict(split=(f"unsettled after a start: {unsettled}",))


def settle_again(path: Path, outcomes: Iterable[int]) -> None:
    """What the client does at its start: every command that has an outcome moves to the archive."""
    connection = connect(path)
    try:
        with Transaction(connection) as run:
            for number in outcomes:
                run("INSERT INTO archive SELECT * FROM command WHERE id = ?", (number,))
                run("DELETE FROM command WHERE id = ?", (number,))
    finally:
        connection.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
