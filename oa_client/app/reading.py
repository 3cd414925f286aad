"""The reading side of a profile: what lists, records and searches are made of, and the port that gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from oa_client.domain.matter import Entry, Matter, MatterId, Row, Task
from oa_client.domain.people import Directory, PersonId
from oa_client.protocol.record import Stored


class Mark(Enum):
    """How a row stands to the centre, in the words of ui.md §5.3: "" is at rest."""

    NONE = ""
    WAITING = "waiting"
    SENDING = "sending"
    REFUSED = "refused"
    CONFLICT = "conflict"


class ListName(Enum):
    """The lists every desk has; in the LEDGER stands every matter of the `GATHERED` that is on this device."""

    TODO = "todo"
    TOREAD = "toread"
    DONE = "done"
    SENT = "sent"
    LEDGER = "ledger"


PLACES = (ListName.TODO, ListName.TOREAD, ListName.DONE, ListName.SENT)
"""The lists with a page of their own for all kinds; a ledger has one for each kind."""
LEDGERS = ("incoming", "outgoing", "exchange", "instruction", "supervision", "fiscal")
"""The kinds an office keeps a register of."""
GATHERED = frozenset({*LEDGERS, "issuing_plan", "numbers", "delegation", "leave"})
"""The kinds of which every matter on this device is found at once: registers, plans, series of numbers, absences."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of a list, confirmed or with my pending commands folded in. `giver`: for whom, by a delegation."""

    matter: MatterId
    kind: str
    row: Row
    step: str = ""
    since: int = 0
    due: int | None = None
    unread: bool = False
    whole: bool = True
    mark: Mark = Mark.NONE
    giver: PersonId | None = None


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One line of a handling record. `pending`: mine, not yet at the centre; `code`: why the rule would refuse it."""

    entry: Entry
    pending: int | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A matter as the desk sees it: the shown prefix with my pending commands folded in.

    `matter` is None when only the header is here, or its edition is unknown (`known` False: read-only).
    """

    id: MatterId
    kind: str
    edition: int
    row: Row
    matter: Matter | None
    lines: tuple[RecordLine, ...] = ()
    tasks: tuple[Task, ...] = ()
    whole: bool = True
    known: bool = True
    head: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search: newest first; counted as far as `counted`; searched in full or by title only.

    `person`: a word of the query is exactly this name, and his matters are among them.
    """

    ids: tuple[MatterId, ...]
    total: int
    in_full: int
    by_title: int
    person: str = ""


class Library(Protocol):
    """The reading side: pages by index, any thread, never behind a writer. Pending commands are folded in."""

    def ids(self, name: ListName, *, kind: str | None = None, urgency: str | None = None) -> tuple[MatterId, ...]:
        """A list's matters, newest first. Not for the GUI thread."""
        ...

    def rows(self, name: ListName, ids: Sequence[MatterId]) -> tuple[Listed, ...]:
        """These rows of a list, in this order, without the ones gone since; at most 200 at a time."""
        ...

    def headed(self, ids: Sequence[MatterId]) -> tuple[Listed, ...]:
        """These matters as rows of no list in particular, since their last change; as many at a time as `rows`."""
        ...

    def counts(self) -> Mapping[ListName, int]:
        """How many are in each list. Not for the GUI thread."""
        ...

    def record(self, matter: MatterId) -> Record | None:
        """A matter with its record."""
        ...

    def resolve(self, prefix: str) -> tuple[MatterId, ...]:
        """The matters an id or the beginning of one means: the exact one alone when it exists."""
        ...

    def stored(self, matter: MatterId) -> tuple[Stored, ...]:
        """The bytes of the shown prefix, for checking the chain."""
        ...

    def doubted(self, matter: MatterId) -> bool:
        """Whether what came of it does not fit what the centre announced."""
        ...

    def search(self, query: str, limit: int = 50) -> Found:
        """Matters that hold every word of the query (NFKC, casefold), newest first. Not for the GUI thread."""
        ...

    def words(self, query: str) -> tuple[str, ...]:
        """The words a query asks for, as `app.finding` compares them."""
        ...

    def passages(self, ids: Sequence[MatterId], query: str) -> Mapping[MatterId, str]:
        """What is said round a word that is not in the title; at most 50 at a time. Not for the GUI thread."""
        ...

    def handled(self, ids: Sequence[MatterId]) -> frozenset[MatterId]:
        """Of these matters the ones I opened or acted in; at most 200 at a time. Not for the GUI thread."""
        ...

    def of_person(self, person: PersonId, limit: int = 50) -> tuple[MatterId, ...]:
        """Matters somebody opened or acted in, or that name him or wait for him, the last changed first.

        Not for the GUI thread.
        """
        ...

    def directory(self) -> Directory:
        """Everybody, as this device knows it."""
        ...

    def row(self, kind: str, key: str) -> Mapping[str, object] | None:
        """A row, with my pending change on top."""
        ...

    def rows_under(self, kind: str, prefix: str) -> Mapping[str, Mapping[str, object]]:
        """The rows of a kind whose keys begin so, as the centre says them. Not for the GUI thread."""
        ...

    def usage(self) -> Mapping[str, int]:
        """Bytes of each file, matters, entries, pending, refused."""
        ...
