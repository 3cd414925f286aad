"""Commands in outbox.db, from the moment a person gave them to the archive. No row is ever deleted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import msgspec
from sqlalchemy import Connection, RowMapping, insert, select, text, update

from oa_client.app.batches import OPENER_UNDONE, Batched, falling_with
from oa_client.app.ports import NOT_TAKEN_BACK, Before, Pending, Session, Settlement, Standing
from oa_client.domain.decision import Command
from oa_client.domain.matter import MatterId, TrackId
from oa_client.domain.people import PersonId, PostId, Scope
from oa_client.domain.series import read_number
from oa_client.protocol.messages import WireEntry
from oa_client.store.before import keep_runs, kept_run
from oa_client.store.codec import pack, unpack
from oa_client.store.engine import Database
from oa_client.store.tables import command as t
from oa_client.store.tables import command_file, draft, own_file
from oa_client.store.tables import outbox_meta as meta

T = TypeVar("T")
LIVE, DONE, GONE, WITHDRAWN, PUT_AWAY = "live", "done", "gone", "withdrawn", "put_away"
_AT_ONCE = 500
_UNSENT = (t.c.kept == LIVE) & (t.c.sent == 0) & (t.c.standing == Standing.QUEUED.value)
_WAITING = tuple(s.value for s in (Standing.QUEUED, Standing.SENT, Standing.TAKING_BACK, Standing.ACCEPTED))


def take_number(connection: Connection, name: str, count: int = 1) -> int:
    """The next number of a counter, and as many behind it; never again, whatever happens to what was numbered."""
    found = connection.execute(select(meta.c.value).where(meta.c.key == name)).scalar()
    number = int(found) if found is not None else 1
    keep(connection, name, str(number + count))
    return number


def batched(many: Sequence[T]) -> Iterator[Sequence[T]]:
    """In parts that one statement can name."""
    for start in range(0, len(many), _AT_ONCE):
        yield many[start : start + _AT_ONCE]


def keep(connection: Connection, name: str, value: str) -> None:
    """Set a value of the outbox."""
    if connection.execute(update(meta).where(meta.c.key == name).values(value=value)).rowcount == 0:
        connection.execute(insert(meta).values(key=name, value=value))


def put_draft(connection: Connection, key: str, data: Mapping[str, object], at: int) -> None:
    """Keep what is being typed."""
    values = {"data": pack(data), "saved_at": at, "serial": take_number(connection, "draft")}
    if connection.execute(update(draft).where(draft.c.key == key).values(values)).rowcount == 0:
        connection.execute(insert(draft).values(key=key, **values))


class Commands:
    """The part of the outbox that holds commands."""

    _db: Database

    def session(self) -> Session | None:
        """Who is signed in, if anyone ever was."""
        raise NotImplementedError

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
        """Number and keep a command and drop the draft it came from, in one transaction."""
        with self._db.write() as connection:
            (kept,) = self._put(connection, (Batched(command, post),), made_at, not_before, seen)
            if draft is not None:
                _drop_draft(connection, draft)
        return kept

    def queue_all(self, batch: Sequence[Batched], made_at: int, *, not_before: int = 0) -> tuple[Pending, ...]:
        """Number and keep them in this order, in one transaction: all of them, or none."""
        if not batch:
            return ()
        with self._db.write() as connection:
            return self._put(connection, batch, made_at, not_before)

    def _put(
        self, connection: Connection, batch: Sequence[Batched], made_at: int, held: int, seen: int | None = None
    ) -> tuple[Pending, ...]:
        session = self.session()
        first = take_number(connection, "command", len(batch))
        device = session.device if session else 0
        matters = [one.command.matter or MatterId(f"{device}-{n}") for n, one in enumerate(batch, first)]
        kept: list[Pending] = []
        for n, (one, matter) in enumerate(zip(batch, matters, strict=True), first):
            named = replace(one.named(matters), matter=matter)
            kept.append(Pending(n, named, one.post, made_at, Standing.QUEUED, held, seen=seen))
        rows = [{"n": p.n, **_columns(p.command, p.post, made_at, held), "seen": seen} for p in kept]
        connection.execute(insert(t), rows)
        files = [{"n": p.n, "sha256": sha} for p in kept for sha in sorted(set(named_files(p.command.fields)))]
        if files:
            connection.execute(insert(command_file), files)
        return tuple(kept)

    def withdraw_all(self, numbers: Sequence[int]) -> tuple[Pending, ...]:
        """Take back those of a batch that were never sent, in one transaction; no drafts come of them."""
        taken: list[Pending] = []
        with self._db.write() as connection:
            for some in batched(numbers):
                found = connection.execute(select(t).where(_UNSENT, t.c.n.in_(some)).order_by(t.c.n)).mappings().all()
                taken += map(pending_of, found)
                connection.execute(update(t).where(_UNSENT, t.c.n.in_(some)).values(kept=WITHDRAWN))
        return tuple(taken)

    def withdraw(self, n: int) -> tuple[Pending, ...]:
        """Take back a command never sent, with what falls with it; none when it is too late (ports.Outbox)."""
        session = self.session()
        with self._db.write() as connection:
            rows = connection.execute(select(t).where(_UNSENT, t.c.n >= n).order_by(t.c.n)).mappings().all()
            here = {row["n"]: pending_of(row) for row in rows}
            if (taken := here.pop(n, None)) is None:
                return ()
            later = ((p.n, p.command) for p in here.values())
            fallen = [(n, False), *falling_with(taken.command, n, later, session.device if session else 0)]
            here[n] = taken
            return tuple(_fall(connection, here[number], on_it=on_it) for number, on_it in fallen)

    def ask_back(self, n: int) -> Pending | None:
        """Have the centre asked never to carry out a command that was sent; None when it is not on its way.

        Nor one that was accepted before a restore: others may have seen it.
        """
        sent = (t.c.n == n) & (t.c.kept == LIVE) & (t.c.receipt == "")
        sent &= t.c.standing.in_((Standing.SENT.value, Standing.TAKING_BACK.value))
        with self._db.write() as connection:
            connection.execute(update(t).where(sent).values(standing=Standing.TAKING_BACK.value))
            found = connection.execute(select(t).where(sent)).mappings().first()
        return pending_of(found) if found is not None else None

    def pending(self) -> tuple[Pending, ...]:
        """Queued, sent and accepted commands, oldest first, also those being taken back: the overlay."""
        return self._standing(_WAITING)

    def refused(self) -> tuple[Pending, ...]:
        """Commands the centre refused (须重交), oldest first."""
        return self._standing((Standing.REFUSED.value,))

    def _standing(self, standings: Sequence[str]) -> tuple[Pending, ...]:
        with self._db.read() as connection:
            found = connection.execute(_LIVE_ROWS).mappings().all()
        return tuple(pending_of(row) for row in found if row["standing"] in standings)

    def put_away(self, n: int) -> None:
        """A refused command was handled by its author: to the archive, words kept."""
        with self._db.write() as connection:
            connection.execute(
                update(t)
                .where(t.c.n == n, t.c.kept == LIVE, t.c.standing == Standing.REFUSED.value)
                .values(kept=PUT_AWAY)
            )

    def bring_back(self, n: int) -> bool:
        """Let a command that was put away stand as refused again; False when it was not put away."""
        with self._db.write() as connection:
            put_away = (t.c.n == n) & (t.c.kept == PUT_AWAY)
            return connection.execute(update(t).where(put_away).values(kept=LIVE)).rowcount == 1

    def versions(self, matter: MatterId) -> tuple[Pending, ...]:
        """My commands on a matter that were put away, newest first."""
        query = select(t).where(t.c.kept == PUT_AWAY, t.c.matter == matter).order_by(t.c.n.desc())
        with self._db.read() as connection:
            return tuple(pending_of(row) for row in connection.execute(query).mappings())

    def mark_sent(self, numbers: Sequence[int]) -> None:
        """These are on their way: from here on they cannot be taken back."""
        if not numbers:
            return
        on_the_way = t.c.standing.in_((Standing.QUEUED.value, Standing.SENT.value))
        with self._db.write() as connection:
            connection.execute(
                update(t)
                .where(t.c.n.in_(numbers), t.c.kept == LIVE, on_the_way)
                .values(standing=Standing.SENT.value, sent=1, tries=t.c.tries + 1)
            )

    def settle(self, settlements: Sequence[Settlement]) -> bool:
        """Bring standings into line with what the replica proves; repeatable. True when something changed."""
        numbers = [s.n for s in settlements]
        with self._db.read() as connection:
            rows = connection.execute(select(t).where(t.c.n.in_(numbers))).mappings().all()
        before = {row["n"]: row for row in rows}
        changes = [(s.n, new) for s in settlements if (old := before.get(s.n)) and (new := _settled(old, s))]
        if not changes:
            return False
        with self._db.write() as connection:
            for n, new in changes:
                connection.execute(update(t).where(t.c.n == n).values(new))
        return True

    def reoffer(
        self, known: Sequence[tuple[int, int]], lacking: Sequence[str] = (), before: Before | None = None
    ) -> int:
        """A new epoch: archived accepted commands outside these ranges go back in front in their order; how many.

        Their files are sent again, those of whatever else the centre may not know, and those it is `lacking`. `before`
        is kept with them; where it says nothing of one, what was kept before stays.
        """
        again = {"kept": LIVE, "standing": Standing.SENT.value, "tries": 0, "code": "", "facts": "{}"}
        archived = select(t.c.n).where(t.c.kept.in_((DONE, GONE))).order_by(t.c.n)
        accepted = select(t.c.n).where(t.c.kept == LIVE, t.c.standing == Standing.ACCEPTED.value)
        with self._db.write() as connection:
            lost = [n for n in connection.execute(archived).scalars() if not any(a <= n <= b for a, b in known)]
            for some in batched([*lost, *connection.execute(accepted).scalars()]):
                connection.execute(update(t).where(t.c.n.in_(some)).values(again))
            keep_runs(connection, before or {})
            _send_files_again(connection, lacking)
        return len(lost)

    def count_on(self, n: int) -> None:
        """Commands are numbered beyond `n` from now on."""
        if n < self._next_number():
            return
        with self._db.write() as connection:
            keep(connection, "command", str(n + 1))

    def _next_number(self) -> int:
        with self._db.read() as connection:
            found = connection.execute(select(meta.c.value).where(meta.c.key == "command")).scalar()
        return int(found or 1)

    def drawn(self, series: str) -> Mapping[int, MatterId]:
        """Every number of a series that was ever drawn here, whatever became of its command, and for which matter."""
        query = select(t.c.drawn, t.c.matter).where(text("drawn != '{}'")).order_by(t.c.n)
        with self._db.read() as connection:
            rows = connection.execute(query).all()
        said = ((read_number(value), row.matter) for row in rows for value in unpack(row.drawn).values())
        return {got.n: MatterId(matter) for got, matter in said if got is not None and got.series == series}

    def matters_of(self, numbers: Sequence[int]) -> dict[int, MatterId]:
        """Which matters commands of mine are about."""
        with self._db.read() as connection:
            rows = connection.execute(select(t.c.n, t.c.matter).where(t.c.n.in_(numbers))).all()
        return {row.n: MatterId(row.matter) for row in rows}


def _fall(connection: Connection, one: Pending, *, on_it: bool) -> Pending:
    """Its words become a draft; where the matter is gone they stand as refused."""
    row = update(t).where(t.c.n == one.n)
    if on_it:
        connection.execute(row.values(standing=Standing.REFUSED.value, code=OPENER_UNDONE))
        return replace(one, standing=Standing.REFUSED, code=OPENER_UNDONE)
    connection.execute(row.values(kept=WITHDRAWN))
    put_draft(connection, f"withdrawn/{one.n}", _as_draft(one.command), one.made_at)
    return one


_LIVE_ROWS = select(t).where(t.c.kept == LIVE).order_by(t.c.n)


def _send_files_again(connection: Connection, lacking: Sequence[str]) -> None:
    """A restored centre may have lost what was sent of every file, but for those of commands it knows."""
    named = select(command_file.c.sha256).join(t, t.c.n == command_file.c.n)
    known = t.c.kept.in_((DONE, GONE))
    sha = own_file.c.sha256
    again = sha.in_(named.where(~known)) | sha.not_in(named.where(known))
    connection.execute(update(own_file).where(again).values(at=0))
    for shas in batched(sorted(lacking)):
        connection.execute(update(own_file).where(sha.in_(shas)).values(at=0))


def _columns(command: Command, post: PostId, made_at: int, not_before: int) -> dict[str, object]:
    return {
        "matter": command.matter,
        "kind": command.kind,
        "action": command.action,
        "fields": pack(command.fields),
        "track": command.track,
        "edition": command.edition,
        "base": command.base,
        "own": command.own,
        "light": int(command.light),
        "holders": pack(command.holders),
        "drawn": pack(command.drawn),
        "on_behalf": command.on_behalf,
        "delegation": command.delegation,
        "post": post,
        "made_at": made_at,
        "not_before": not_before,
        "standing": Standing.QUEUED.value,
    }


def pending_of(row: RowMapping) -> Pending:
    """A command as it stands in its row."""
    command = Command(
        MatterId(row["matter"]),
        row["kind"],
        row["action"],
        unpack(row["fields"]),
        None if row["track"] is None else TrackId(row["track"]),
        row["edition"],
        row["base"],
        {TrackId(int(number)): Scope(str(held)) for number, held in unpack(row["holders"]).items()},
        row["own"],
        bool(row["light"]),
        drawn=unpack(row["drawn"]),
        on_behalf=None if row["on_behalf"] is None else PersonId(row["on_behalf"]),
        delegation=row["delegation"],
    )
    entry = WireEntry(msgspec.Raw(row["envelope"]), msgspec.Raw(row["data"]), row["n"]) if row["envelope"] else None
    return Pending(
        row["n"],
        command,
        PostId(row["post"]),
        row["made_at"],
        Standing(row["standing"]),
        row["not_before"],
        row["tries"],
        row["code"],
        unpack(row["facts"]),
        row["receipt"],
        entry,
        row["seen"],
        kept_run(row["run_before"]),
    )


def _as_draft(command: Command) -> dict[str, object]:
    return {
        "matter": command.matter,
        "kind": command.kind,
        "action": command.action,
        "track": command.track,
        "fields": dict(command.fields),
    }


def _drop_draft(connection: Connection, key: str) -> None:
    connection.execute(draft.delete().where(draft.c.key == key))


def _settled(old: RowMapping, said: Settlement) -> dict[str, object]:
    """The columns that a settlement changes; none when it says nothing new."""
    new: dict[str, object] = {}
    outcome = said.outcome
    if said.entry is not None and not old["envelope"]:
        new |= {"envelope": bytes(said.entry.e), "data": bytes(said.entry.d)}
    if outcome is not None and outcome.receipt and outcome.receipt != old["receipt"]:
        new["receipt"] = outcome.receipt
    if old["kept"] == LIVE:
        new |= _moved(old, said)
    elif old["kept"] != DONE:
        return {}
    return {name: value for name, value in new.items() if value != old[name]}


def _moved(old: RowMapping, said: Settlement) -> dict[str, object]:
    outcome, standing = said.outcome, old["standing"]
    if standing == Standing.REFUSED.value and not said.shown:
        return {}
    accepted = standing == Standing.ACCEPTED.value or (outcome is not None and outcome.s == "a")
    if said.shown or (said.gone and accepted):
        return {"kept": DONE if said.shown else GONE, "standing": Standing.DONE.value, "code": "", "facts": "{}"}
    if outcome is None or standing == Standing.ACCEPTED.value:
        return {}
    answer = {"code": outcome.code, "facts": pack(outcome.facts), "tries": 0}
    if outcome.s == "a":
        return {**answer, "standing": Standing.ACCEPTED.value, "code": "", "facts": "{}"}
    if outcome.s == "r":
        return {**answer, "standing": Standing.REFUSED.value}
    if outcome.code == NOT_TAKEN_BACK:
        return {"standing": Standing.SENT.value} if standing == Standing.TAKING_BACK.value else {}
    return answer


def named_files(value: object) -> Iterator[str]:
    """The hashes of the files that fields name, wherever in them."""
    if isinstance(value, Mapping):
        sha = value.get("sha256")
        if isinstance(sha, str):
            yield sha
        for inner in value.values():
            yield from named_files(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from named_files(inner)
