"""The centre: everything a client can ask, over one database. Knows nothing of HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection, select

from oa_client.domain.passwords import fault_of
from oa_client.domain.people import person_scope
from oa_client.protocol.messages import (
    PROTOCOL,
    EntryItem,
    FileState,
    MattersRequest,
    Outcome,
    PasswordReply,
    PasswordRequest,
    Position,
    SessionReply,
    SessionRequest,
    StreamPart,
    SyncReply,
    SyncRequest,
    Woken,
)
from oa_client.protocol.record import digest
from server_stub import tables as t
from server_stub.access import mine
from server_stub.accounts import (
    Guesser,
    account_of,
    change_password,
    check_protocol,
    find_caller,
    kept_password,
    open_session,
    owns,
)
from server_stub.audit import note
from server_stub.coming_back import came, is_all, is_expected
from server_stub.commands import Caller, submit_all
from server_stub.feed import live
from server_stub.keeping import Keeping
from server_stub.merging import take_rows
from server_stub.problems import Refusal
from server_stub.restoring import Swapped, known_numbers, lacking_files
from server_stub.stream import MOST_WANTS, Stream
from server_stub.walks import Asked, walk_page
from server_stub.work import counter, counters

MOST_COMMANDS = 200
MOST_ROWS = 2000
LEAST_BUDGET, MOST_BUDGET = 1, 1024 * 1024


class Centre(Keeping):
    """One central store, as its clients see it."""

    # ---------------------------------------------------------------- who calls

    def session(self, request: SessionRequest, address: str) -> SessionReply:
        """Sign in. Raises `Refusal`: a wrong password, or too many."""
        check_protocol(request)
        with self.database.read() as connection:
            person, kept = kept_password(connection, request.user)
            known = request.device if person is not None and owns(connection, person, request.device) else 0
        self._proven("sign_in", (request.user, known, address), kept, request.password, said=request.device)
        assert person is not None
        with self.work() as work:
            now = kept_password(work.connection, request.user)
            if now != (person, kept) and not (now[0] == person and self.passwords.good(now[1], request.password)):
                raise Refusal(401, "password")  # it was reset while this one waited for his turn
            reply = open_session(work, person, request)
        return msgspec.structs.replace(reply, unlock=self.seal.unlock(person, reply.device))

    def change_password(self, caller: Caller, request: PasswordRequest, address: str) -> PasswordReply:
        """A person's next password. Raises `Refusal`: it cannot be, his present one is wrong, or he guessed too often.

        Either of the two proves who he is: where an answer was lost, the new one is in force when he asks again.
        """
        check_protocol(request)
        with self.database.read() as connection:
            user, kept = account_of(connection, caller.person)
        if fault := fault_of(user, request.password, request.new):
            raise Refusal(422, fault)
        guesser = (user, caller.device, address)
        right = self._proven("password", guesser, kept, request.password, request.new, said=caller.device)
        if right == request.new:
            return PasswordReply()
        made = self.passwords.hash(request.new)
        with self.work() as work:
            return PasswordReply(change_password(work, caller, user, kept, made))

    def _proven(self, action: str, guesser: Guesser, kept: str | None, *given: str, said: int) -> str:
        """Which of the given passwords is the kept one; `said`: the device that is named. Raises `Refusal`."""
        if left := self.delays.left(guesser):
            raise Refusal(429, "locked", after=left)
        for one in given:
            if self.passwords.good(kept, one):
                self.delays.good(guesser)
                return one
        self.delays.failed(guesser)
        with self.work() as work:
            note(work, action, guesser[0], device=said, outcome="password")
        raise Refusal(401, "password")

    def caller(self, token: str) -> Caller:
        """Whose token this is. Raises `Refusal`."""
        with self.database.read() as connection:
            found = find_caller(connection, token, self.clock())
        if found is None:
            raise Refusal(401, "token")
        return found

    def scopes(self, caller: Caller) -> list[str]:
        """The scopes that mean somebody now."""
        with self.database.read() as connection:
            return [*mine(connection, caller.person).ever, person_scope(caller.person)]

    # ---------------------------------------------------------------- files

    def append_file(self, caller: Caller, sha256: str, at: int, size: int, data: bytes) -> FileState:
        """Keep a part of a file; when `at` was not its length, the state says what is."""
        return self.files.append(caller, sha256, at, size, data)

    def append_patch(self, caller: Caller, sha256: str, base: str, at: int, size: int, data: bytes) -> FileState:
        """Keep a part of what is new in a file since `base`."""
        return self.files.append_patch(caller, sha256, base, at, size, data)

    def read_file(self, caller: Caller, sha256: str, matter: str, start: int = 0) -> tuple[int, Iterator[bytes]]:
        """The size and the bytes of a file that a matter shows."""
        return self.files.read(caller, sha256, matter, start)

    def read_light(self, caller: Caller, sha256: str, matter: str, start: int) -> Iterator[bytes]:
        """The light copy of a file that a matter shows, from a page on. Raises `Refusal` as for the file itself."""
        self.files.check(caller, sha256, matter)
        return self.lights.frames(sha256, start)

    # ---------------------------------------------------------------- sync

    def sync(self, caller: Caller, request: SyncRequest) -> SyncReply:
        """One turn: commands and rows in, then the feed after the position, in one snapshot. Raises `Refusal`."""
        if request.protocol != PROTOCOL:
            raise Refusal(426, "protocol", protocol=PROTOCOL)
        if len(request.commands) > MOST_COMMANDS or len(request.rows) > MOST_ROWS:
            raise Refusal(413, "too_large")
        first = request.epoch == 0 and request.position is None
        outcomes: list[Outcome] = []
        if not first and (request.commands or request.rows):
            outcomes = self._take(caller, request)
        with self.database.read() as connection:
            if not first:
                _check(connection, caller, request.epoch, request.position)
            reply = self._reply(connection, caller, request, outcomes)
            back = not first and is_all(request) and is_expected(connection, caller.device)
        if back:
            with self.work() as work:
                came(work.connection, caller.device)
        return reply

    def _take(self, caller: Caller, request: SyncRequest) -> list[Outcome]:
        """The commands and rows of a turn; a receipt that proves the database an older one begins a new epoch."""
        try:
            with self.work() as work:
                _check(work.connection, caller, request.epoch, request.position)
                outcomes = submit_all(work, self.seal, caller, request.commands)
                take_rows(work, mine(work.connection, caller.person), request.rows)
                return outcomes
        except Swapped:
            self.found_older(request.epoch)
            with self.database.read() as connection:
                _check(connection, caller, request.epoch, request.position)
            raise

    def _reply(
        self, connection: Connection, caller: Caller, request: SyncRequest, outcomes: list[Outcome]
    ) -> SyncReply:
        me = mine(connection, caller.person)
        head = counter(connection, "seq")
        budget = max(LEAST_BUDGET, min(request.budget, MOST_BUDGET))
        page = live(connection, caller, me, request.position, budget, self.pages)
        items = [item.value for item in page.items]
        raw = [bytes(part) for i in items if isinstance(i, EntryItem) for part in (i.e.e, i.e.d)]
        left = max(budget - sum(item.size for item in page.items), budget // 4, LEAST_BUDGET)
        asked = Asked(connection, me, request.walk.walk, self.clock(), head) if request.walk else None
        return SyncReply(
            epoch=counter(connection, "epoch"),
            now=self.clock(),
            as_of=head,
            position=page.position,
            since=request.position,
            more=page.more,
            outcomes=outcomes,
            live=items,
            opened=list(page.opened),
            page=walk_page(asked, request.walk, left) if asked and request.walk else None,
            digest=digest(raw) if raw else "",
        )

    def matters(self, caller: Caller, request: MattersRequest) -> Iterator[StreamPart]:
        """The records asked for, line by line. Raises `Refusal` before the first."""
        if len(request.wants) > MOST_WANTS:
            raise Refusal(413, "too_large")
        with self.database.read() as connection:
            _check(connection, caller, request.epoch, None)
            if request.behind is not None:  # one there cannot be is refused before the first line
                if request.behind.walk[0] == "rows":
                    raise Refusal(400, "bad_request", field="walk")
                me, head = mine(connection, caller.person), counter(connection, "seq")
                walk_page(Asked(connection, me, request.behind.walk, self.clock(), head), request.behind, LEAST_BUDGET)
        return Stream(self.database, caller, request.epoch, request.wants, self.clock(), request.behind).parts()

    def waiting(self, caller: Caller, epoch: int, position: Position) -> Woken | None:
        """Whether something waits for this person beyond a position. Raises `Refusal`."""
        with self.database.read() as connection:
            _check(connection, caller, epoch, position)
            me = mine(connection, caller.person)
            page = live(connection, caller, me, position, MOST_BUDGET, 1)
            if not page.items and not page.opened:
                return None
            return Woken(urgent=_urgent(connection, [i.value.m for i in page.items if isinstance(i.value, EntryItem)]))


def _check(connection: Connection, caller: Caller, epoch: int, position: Position | None) -> None:
    """Raise `Refusal` for another epoch or a position beyond the head, with what this device must offer again.

    `known`: its commands that were decided, as ranges; `lacking`: the files its person's acts name and nobody has sent.
    """
    known = counters(connection)
    if position is not None and position[0] < 0:
        raise Refusal(400, "bad_request", field="position")
    if epoch != known["epoch"] or (position is not None and position[0] > known.get("seq", 0)):
        decided = known_numbers(connection, caller.device)
        lacking = lacking_files(connection, caller.person)
        raise Refusal(409, "epoch", epoch=known["epoch"], known=decided, lacking=lacking)


def _urgent(connection: Connection, matters: list[str]) -> bool:
    m = t.matter.c
    found = connection.execute(select(m.id).where(m.id.in_(matters), m.urgency != "").limit(1))
    return found.first() is not None
