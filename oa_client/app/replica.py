"""The port of the replica: what the centre can send again, and the plain data that crosses. As `ports`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from oa_client.app.ports import Before, Changes, Settlement
from oa_client.domain.matter import MatterId
from oa_client.protocol.messages import Header, Outcome, Position, RowItem, Walk, WireEntry

OWN_ROWS = ("read", "receipt", "settings")
"""The kinds of rows that a person makes himself; of these the replica holds nobody else's."""


@dataclass(frozen=True, slots=True)
class Feed:
    """Where this replica stands: everything up to `position` of `epoch` is here, but for the open walks."""

    epoch: int = 0
    position: Position | None = None
    walks: tuple[tuple[Walk, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """What the replica has of a matter: an unbroken prefix of `have` entries of `head`; the newest statements about it.

    `seen_at`: newest as_of that said it is visible; `gone_at`: newest that said it is not. -1: never said.
    `link`: the chain's hash at `have`, for checking a stream's digest; empty when `have` is 0. `doubt`: how often what
    came of it did not fit what was announced: once, and it is fetched again from the start; twice, and it stays so.
    """

    have: int = 0
    head: int = 0
    seen_at: int = -1
    gone_at: int = -1
    full: bool = False
    link: bytes = b""
    doubt: int = 0


class ReplicaPage(Protocol):
    """One transaction on the replica: all of it is there afterwards, or nothing. Projections follow inside it."""

    def feed(self) -> Feed:
        """As it stands inside this transaction."""
        ...

    def wipe(self, epoch: int) -> None:
        """Forget everything and begin at an epoch; position None, no walks."""
        ...

    def set_position(self, position: Position) -> None:
        """Everything up to here is in."""
        ...

    def set_walk(self, walk: Walk, place: str) -> None:
        """A walk stands at a place (opens it when new)."""
        ...

    def end_walk(self, walk: Walk) -> None:
        """A walk is done."""
        ...

    def expect(self, matters: Iterable[str]) -> None:
        """These are spoken of next: look them up together. Changes nothing."""
        ...

    def held(self, matter: str) -> Held:
        """What is here of a matter; `Held()` when nothing was ever said of it."""
        ...

    def say_seen(self, matter: str, at: int, head: int, number: int = 0) -> None:
        """Visible, said at `at`, with at least `head` entries; `number` at the centre, 0 when that was not told."""
        ...

    def put_header(self, header: Header) -> None:
        """What a list shows of it, until its record is here."""
        ...

    def put_entry(self, matter: str, v: int, entry: WireEntry) -> None:
        """Keep an entry, also beyond the prefix; the same again changes nothing. Want its record in full.

        The number of a command counts only with an entry that the person made whose replica this is.
        """
        ...

    def doubt(self, matter: str) -> None:
        """What came of it does not fit what was announced, once more; nothing for a matter that is not here."""
        ...

    def trust(self, matter: str) -> None:
        """It fits after all."""
        ...

    def start_over(self, matter: str, upto: int) -> None:
        """Its entries up to this one go, for others to be put in their place; what else is known of it stays."""
        ...

    def forget(self, matter: str, at: int) -> None:
        """Nothing of it stays: entries, header, index, file parts of it alone; that it is gone is remembered."""
        ...

    def put_row(self, kind: str, key: str, data: Mapping[str, object] | None, at: int) -> None:
        """A row as of `at`, or that it is no more; an older `at` changes nothing."""
        ...

    def put_rows(self, rows: Iterable[RowItem]) -> None:
        """Each as `put_row`."""
        ...

    def reread(self, matters: Iterable[str]) -> None:
        """What follows from the records of these is worked out anew."""
        ...

    def came(self, matter: str, sha256: str) -> None:
        """A body that goes as a file is here, for this matter: every other one that names it is reread as well."""
        ...

    def put_outcome(self, outcome: Outcome) -> None:
        """The centre's answer to a command of mine."""
        ...


class Replica(Protocol):
    """What the centre can send again. Losing it costs time, never words."""

    def feed(self) -> Feed:
        """Where it stands."""
        ...

    def page(self) -> AbstractContextManager[ReplicaPage]:
        """A transaction; leaving it normally commits, an exception leaves everything as it was."""
        ...

    def wants(self, limit: int) -> tuple[tuple[str, int], ...]:
        """Matters to hold in full that are short of their head, and what is here: my open tasks first, then newest.

        Without those that are doubted once.
        """
        ...

    def doubted(self, limit: int) -> tuple[str, ...]:
        """Visible matters that are doubted once, newest first."""
        ...

    def here(self, matters: Sequence[str]) -> frozenset[str]:
        """Those of these matters of which a header, an entry or the news that they are visible is here."""
        ...

    def want_full(self, matter: MatterId) -> None:
        """Somebody opened a matter that is here as a header: fetch its record."""
        ...

    def settlements(self, numbers: Sequence[int]) -> tuple[Settlement, ...]:
        """What this replica proves about commands of mine."""
        ...

    def before_mine(self) -> Before:
        """For each entry of mine that is shown: the centre's own acts directly before it, as many as go up."""
        ...

    def own_rows(self) -> Mapping[tuple[str, str], Mapping[str, object]]:
        """My rows (`OWN_ROWS`) as the centre confirmed them, by (kind, key)."""
        ...

    def take_changes(self) -> Changes:
        """What the pages since the last call changed."""
        ...
