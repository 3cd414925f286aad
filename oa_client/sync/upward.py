"""What goes up: which commands and row changes the next turn carries, in what order, and what waits.

Commands go in the order they were made; one that must wait holds back only those on its own matter. When the centre
refuses a whole turn the load is halved until one item is left; if a turn without that item goes through, the item waits
while the others go, and is parked the third time. A centre that breaks parks nothing: less is carried, and what it
broke on alone stays behind until a turn goes through; when that has happened three times, the item is told as stuck.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from oa_client.app.ports import Clock, Outbox, Pending, PendingRow, Standing
from oa_client.protocol.messages import CommandUp, Outcome
from oa_client.sync.rows import Rows
from oa_client.sync.state import Policy, Rng

Name = int | tuple[str, str]
"""A command's number, negative for its taking back, or a row's kind and key."""

REFUSALS = 3
"""How often an item is refused by itself, with turns that go through in between, before it is parked; likewise how
often the centre breaks on it before that is told."""

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Load:
    """What a turn carries up; `more`: further commands could go."""

    commands: tuple[CommandUp, ...] = ()
    rows: tuple[PendingRow, ...] = ()
    more: bool = False

    def __len__(self) -> int:
        """How many items."""
        return len(self.commands) + len(self.rows)

    def only(self) -> Name:
        """The name of the single item in it."""
        return name_of(self.commands[0] if self.commands else self.rows[0])


def name_of(one: Pending | CommandUp | PendingRow) -> Name:
    """By what name it is held back, counted and set aside."""
    match one:
        case PendingRow():
            return one.kind, one.key
        case CommandUp():
            return -one.n if one.void else one.n
        case _:
            return -one.n if one.standing is Standing.TAKING_BACK else one.n


def command_up(pending: Pending) -> CommandUp:
    """A command as it travels; always the same for the same command, but for its receipt.

    One that is taken back travels without its words, and without its action: a centre that does not know of taking back
    refuses it for good.
    """
    command = pending.command
    if pending.standing is Standing.TAKING_BACK:
        return CommandUp(pending.n, command.matter, command.kind, "", pending.post, pending.made_at, void=True)
    return CommandUp(
        n=pending.n,
        matter=command.matter,
        kind=command.kind,
        action=command.action,
        post=pending.post,
        made_at=pending.made_at,
        fields=dict(command.fields),
        track=command.track,
        edition=command.edition,
        base=command.base,
        own=command.own,
        light=command.light,
        drawn=dict(command.drawn),
        holders=sorted((int(track), str(held)) for track, held in command.holders.items()),
        on_behalf=command.on_behalf,
        delegation=command.delegation or None,
        receipt=pending.receipt,
        stored=pending.entry if pending.receipt else None,
        before=list(pending.before) if pending.receipt and pending.entry else [],
    )


class Upward:
    """The upward half of the engine."""

    def __init__(self, outbox: Outbox, rows: Rows, clock: Clock, rng: Rng, policy: Policy) -> None:
        """Over an outbox, with its rows."""
        self._outbox = outbox
        self._row_changes = rows
        self._clock = clock
        self._rng = rng
        self._policy = policy
        self._room = policy.batch
        self._suspect: Name | None = None
        self._refusals: Counter[Name] = Counter()
        self._broken: set[Name] = set()
        self._breaks: Counter[Name] = Counter()
        self._parked: set[Name] = set()
        self._later: dict[Name, tuple[int, float]] = {}
        self._names: dict[int, Name] = {}
        self._look = True
        self._due = 0.0
        self.waiting = 0

    @property
    def parked(self) -> tuple[int, ...]:
        """Commands the centre could not digest, set aside until somebody clicks or the program starts anew."""
        return tuple(sorted({abs(n) for n in self._parked if isinstance(n, int)}))

    @property
    def stuck(self) -> int:
        """How many commands and rows are set aside so, or break the centre each time they go."""
        names = self._parked | {name for name, times in self._breaks.items() if times >= REFUSALS}
        return len({abs(name) if isinstance(name, int) else name for name in names})

    def look(self) -> None:
        """Something may have come into the outbox."""
        self._look = True

    def again(self) -> None:
        """Everything is different now: hold nothing back."""
        self._parked.clear()
        self._later.clear()
        self._refusals.clear()
        self._broken.clear()
        self._breaks.clear()
        self._suspect = None
        self._room = self._policy.batch
        self._look = True

    def wake_at(self) -> float:
        """When something held back is due."""
        return self._due

    def wanted(self, now: float) -> bool:
        """Whether there is something to carry up now."""
        if self._suspect is not None:
            return True
        if not self._look and now < self._due:
            return False
        self._look = bool(self._sendable(now) or self._rows(1, now))
        return self._look

    def load(self, now: float, *, rows: bool = True) -> Load:
        """What the next turn carries, with or without rows; its commands cannot be taken back from here on."""
        if self._suspect is not None:
            return Load(more=True)
        sendable = self._sendable(now)
        chosen = self._choose(sendable)
        more = len(chosen) < len(sendable)
        numbers = [p.n for p in chosen]
        if numbers:
            self._outbox.mark_sent(numbers)
            sent = {p.n: p for p in self._outbox.pending() if p.standing in {Standing.SENT, Standing.TAKING_BACK}}
            chosen = [sent[n] for n in numbers if n in sent]
        self._names = {p.n: name_of(p) for p in chosen}
        self._look = True
        changes = self._rows(self._room - len(chosen) if rows else 0, now)
        return Load(tuple(command_up(p) for p in chosen), changes, more)

    def _choose(self, pending: Sequence[Pending]) -> list[Pending]:
        chosen: list[Pending] = []
        size = 0
        for one in pending[: self._room]:
            size += len(_encode(one.command.fields)) + 100 + sum(len(entry.e) + len(entry.d) for entry in one.before)
            if chosen and size > self._policy.batch_bytes:
                break
            chosen.append(one)
        return chosen

    def _rows(self, limit: int, now: float) -> tuple[PendingRow, ...]:
        """The row changes that may go now; notes when the next held one is due, after `_sendable`."""
        return self._row_changes.first(limit, lambda row: self._free(name_of(row), now)) if limit > 0 else ()

    def _free(self, name: Name, now: float) -> bool:
        if name in self._parked or name in self._broken:
            return False
        at = self._later.get(name, (0, 0.0))[1]
        if at > now:
            self._due = min(self._due, at)
        return at <= now

    def _sendable(self, now: float) -> list[Pending]:
        """The commands that may go now, oldest first; notes when the next held one is due."""
        held: set[str] = set()
        found: list[Pending] = []
        self._due = float("inf")
        pending = self._outbox.pending()
        self.waiting = len(pending)
        for one in pending:
            back = one.standing is Standing.TAKING_BACK
            if one.standing is Standing.ACCEPTED or (one.command.matter in held and not back):
                continue
            at = self._at(one, now)
            if at > now:
                held.add(one.command.matter)
                self._due = min(self._due, at)
            else:
                found.append(one)
        return found

    def _at(self, one: Pending, now: float) -> float:
        """When it may go, on the clock that never jumps. A time of day before it was made lifts the undo time."""
        name = name_of(one)
        if name in self._parked or name in self._broken:
            return float("inf")
        wall = self._clock.now()
        undo = max(0, one.not_before - wall) if wall >= one.made_at else 0
        return max(now + undo, self._later.get(name, (0, 0.0))[1])

    def answered(self, outcomes: Sequence[Outcome], now: float, rows: Sequence[PendingRow] = ()) -> None:
        """A turn went through: these are the centre's answers, and it has these rows."""
        if self._suspect is not None:
            self._refused_alone(self._suspect, now)
            self._suspect = None
            self._room = self._policy.batch
        self._room = min(self._policy.batch, self._room * 2)
        self._look = True
        self._went_without(now)
        for outcome in outcomes:
            if outcome.s != "l" or outcome.code == "behind":
                self._forget(outcome.n, -outcome.n)
            else:
                self._put_off(outcome, now)
        self._forget(*map(name_of, rows))

    def _put_off(self, outcome: Outcome, now: float) -> None:
        name = self._names.get(outcome.n, outcome.n)
        tries, _ = self._later.get(name, (0, 0.0))
        if outcome.code == "internal" and tries + 1 >= self._policy.tries:
            self._parked.add(name)
        self._hold(name, now)

    def _forget(self, *names: Name) -> None:
        """Nothing stands in their way any more."""
        for name in names:
            self._later.pop(name, None)
            self._refusals.pop(name, None)
            self._breaks.pop(name, None)
            self._parked.discard(name)

    def _hold(self, name: Name, now: float) -> None:
        """Let the others go first; longer each time."""
        tries, _ = self._later.get(name, (0, 0.0))
        wait = min(self._policy.backoff_most, self._policy.backoff_first * 2 ** min(tries, 16))
        self._later[name] = (tries + 1, now + self._rng.uniform(0.0, wait))

    def _refused_alone(self, name: Name, now: float) -> None:
        """A turn with nothing but this was refused, one without it went through."""
        self._refusals[name] += 1
        if self._refusals[name] >= REFUSALS:
            self._parked.add(name)
        else:
            self._hold(name, now)

    def _went_without(self, now: float) -> None:
        """What the centre broke on before may be tried again, later each time."""
        for name in self._broken:
            self._breaks[name] += 1
            self._hold(name, now)
        self._broken.clear()

    def broke(self, load: Load) -> None:
        """The centre broke on this turn: carry less; what was alone stays behind until a turn goes through."""
        self._look = True
        self._suspect = None
        if len(load):
            self._room = max(1, len(load) // 2)
        if len(load) == 1:
            self._broken.add(load.only())

    def refused_whole(self, load: Load) -> bool:
        """The centre refused this whole turn: carry less. False when there is nothing less to carry."""
        self._look = True
        if self._suspect is not None or not len(load):
            self._suspect = None
            return False
        if len(load) > 1:
            self._room = max(1, len(load) // 2)
        else:
            self._room = 1
            self._suspect = load.only()
        return True
