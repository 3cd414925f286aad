"""What the use cases and the sync engine need from the outside, and the plain data that crosses.

Everything here is a frozen dataclass or a Protocol; each Protocol's docstring is what its contract test checks. Two
stores keep these promises: SQLCipher files (`oa_client.store`) and memory (`tests.fakes.memory`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Protocol

from oa_client.app.batches import Batched
from oa_client.app.light import Lights
from oa_client.domain.decision import Command
from oa_client.domain.matter import FileRef, MatterId
from oa_client.domain.people import PersonId, PostId
from oa_client.protocol.messages import Outcome, WireEntry


class Clock(Protocol):
    """The time of day as this machine has it, and a time that never jumps."""

    def now(self) -> int:
        """Seconds since 1970 UTC; may jump."""
        ...

    def monotonic(self) -> float:
        """Seconds since some start; never goes back."""
        ...


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in on this profile, where, and as which device; `centre`: which centre, 0 when it never said."""

    server: str
    user: str
    person: PersonId
    name: str
    device: int
    token: str = field(repr=False)
    centre: int = 0


class Standing(Enum):
    """Where a command of mine stands. ACCEPTED: the centre has it, but its entry is not here yet.

    TAKING_BACK: sent, and its author wants the centre never to carry it out; that stands only when the centre says so.
    """

    QUEUED = "queued"
    SENT = "sent"
    TAKING_BACK = "taking_back"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Pending:
    """A command in the outbox. It is not sent before `not_before` (undo); `tries` counts sendings without an answer.

    `code` and `facts` say why it was refused or is waited with; `receipt` and `entry` come back with a re-offered one,
    and `before`, what the centre had done by itself directly before that entry.
    `seen`: the version of the matter its author looked at, kept on this device only; None: not known, or it opens one.
    """

    n: int
    command: Command
    post: PostId
    made_at: int
    standing: Standing
    not_before: int = 0
    tries: int = 0
    code: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    receipt: str = ""
    entry: WireEntry | None = None
    seen: int | None = None
    before: tuple[WireEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class PendingRow:
    """A row change of mine not yet at the centre (read marks, receipts, settings). Same (kind, key) replaces."""

    kind: str
    key: str
    data: Mapping[str, object]
    serial: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody is typing, by the place it is typed in: ``new/circulation/3``, ``act/7-12/mark_read``."""

    key: str
    data: Mapping[str, object]
    saved_at: int


@dataclass(frozen=True, slots=True)
class Upload:
    """One of my own files on its way up: `at` bytes are at the centre."""

    file: FileRef
    at: int


NOT_TAKEN_BACK = "not_taken_back"
"""The code of a "later" that stands for a centre's not knowing of taking back: the command goes up again as it was."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What the replica proves of my command `n`: its entry is shown, its matter gone, or what the centre answered."""

    n: int
    shown: bool = False
    gone: bool = False
    outcome: Outcome | None = None
    entry: WireEntry | None = None


Before = Mapping[tuple[MatterId, int], tuple[WireEntry, ...]]
"""What nobody did (`record.is_nobodys`) directly before the entries of my commands, by their matter and number."""


class Outbox(Protocol):
    """The precious file: what this person said and typed. Every call is durable when it returns, and survives anything.

    Nothing in it is ever deleted by the program: settled commands move to the archive, refused ones keep their words.
    """

    def session(self) -> Session | None:
        """Who is signed in, if anyone ever was."""
        ...

    def keep_session(self, session: Session) -> None:
        """Signed in, or signed in again."""
        ...

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
        """Number and keep a command and drop the draft it came from, in one transaction.

        A command that opens a matter (`command.matter` empty) gets the id ``<device>-<n>``.
        """
        ...

    def queue_all(self, batch: Sequence[Batched], made_at: int, *, not_before: int = 0) -> tuple[Pending, ...]:
        """Number and keep them in this order, in one transaction: all of them, or none."""
        ...

    def withdraw_all(self, numbers: Sequence[int]) -> tuple[Pending, ...]:
        """Take back those of a batch that were never sent, in one transaction; no drafts come of them."""
        ...

    def withdraw(self, n: int) -> tuple[Pending, ...]:
        """Take back a command never sent; none when it is too late. Its words become the draft ``withdrawn/<n>``.

        In the same step fall those never sent that name the matter it would have opened, and come behind it; those that
        act on what is gone stand refused, as `batches.OPENER_UNDONE` (`batches.falling_with`).
        """
        ...

    def ask_back(self, n: int) -> Pending | None:
        """Have the centre asked never to carry out a command that was sent; None when it is not on its way.

        Nor one that was accepted before a restore: others may have seen it.
        """
        ...

    def pending(self) -> tuple[Pending, ...]:
        """Queued, sent and accepted commands, oldest first, also those being taken back: the overlay."""
        ...

    def refused(self) -> tuple[Pending, ...]:
        """Commands the centre refused (须重交), oldest first."""
        ...

    def put_away(self, n: int) -> None:
        """A refused command was handled by its author: to the archive, words kept."""
        ...

    def bring_back(self, n: int) -> bool:
        """Let a command that was put away stand as refused again; False when it was not put away."""
        ...

    def versions(self, matter: MatterId) -> tuple[Pending, ...]:
        """My commands on a matter that were put away, newest first: 历史版本."""
        ...

    def drawn(self, series: str) -> Mapping[int, MatterId]:
        """Every number of a series this device ever drew, whatever became of the command, and for which matter.

        None is drawn twice, also when its command was taken back or put away.
        """
        ...

    def mark_sent(self, numbers: Sequence[int]) -> None:
        """These are on their way: from here on they cannot be taken back."""
        ...

    def settle(self, settlements: Sequence[Settlement]) -> bool:
        """Bring standings into line with what the replica proves; repeatable. True when something changed."""
        ...

    def reoffer(
        self, known: Sequence[tuple[int, int]], lacking: Sequence[str] = (), before: Before | None = None
    ) -> int:
        """A new epoch: archived accepted commands outside these ranges go back in front in their order; how many.

        Their files are sent again, those of whatever else the centre may not know, and those it is `lacking`. `before`
        is kept with them; where it says nothing of one, what was kept before stays.
        """
        ...

    def count_on(self, n: int) -> None:
        """Commands are numbered beyond `n` from now on: so far this device had counted before it was put back."""
        ...

    def queue_row(self, kind: str, key: str, data: Mapping[str, object]) -> None:
        """Keep a row change to send; it replaces one of the same (kind, key), in settings name by name."""
        ...

    def requeue_rows(self, rows: Sequence[tuple[str, str, Mapping[str, object]]]) -> None:
        """Keep these (kind, key, data) to send again; a change that waits already stays."""
        ...

    def pending_rows(self, limit: int) -> tuple[PendingRow, ...]:
        """Row changes to send, oldest first."""
        ...

    def rows_done(self, rows: Sequence[PendingRow]) -> None:
        """The centre has these, unless changed again since (same serial)."""
        ...

    def save_draft(self, key: str, data: Mapping[str, object], at: int) -> None:
        """Keep what is being typed."""
        ...

    def draft(self, key: str) -> Draft | None:
        """What was being typed there."""
        ...

    def drafts(self, under: str = "") -> tuple[Draft, ...]:
        """All drafts whose keys begin so, newest first."""
        ...

    def move_draft(self, key: str, to: str) -> bool:
        """Put what stands there where nothing does, in one step; False where something does, or nothing was there."""
        ...

    def drop_draft(self, key: str) -> None:
        """The author threw it away."""
        ...

    def add_file(self, path: Path, name: str) -> FileRef:
        """Copy a file in, in parts; its bytes are durable when this returns. Raises `NoRoom`, OSError."""
        ...

    def add_text(self, text: str, name: str) -> FileRef:
        """Keep a text as a file of mine, as `add_file`."""
        ...

    def add_bytes(self, data: bytes, name: str) -> FileRef:
        """Keep what is at hand as a file of mine, as `add_file`."""
        ...

    def uploads(self) -> tuple[Upload, ...]:
        """My files that queued or sent commands name and the centre does not hold yet."""
        ...

    def uploaded(self, sha256: str, at: int) -> None:
        """The centre holds this many bytes of it."""
        ...

    def alike(self, sha256: str) -> tuple[FileRef, ...]:
        """My other files that the centre holds and this one may be a new version of, the likeliest first; few.

        Those that bear its name, then those with its ending, each the newest first.
        """
        ...

    def file_bytes(self, sha256: str, at: int, size: int) -> bytes | None:
        """Part of one of my files; None when it is not mine."""
        ...


@dataclass(frozen=True, slots=True)
class Changes:
    """What a write changed, told to everybody with its origin; empty means nothing."""

    matters: frozenset[MatterId] = frozenset()
    rows: frozenset[str] = frozenset()
    outbox: bool = False
    feed: bool = False
    origin: str = ""

    def __or__(self, other: Changes) -> Changes:
        """Both."""
        return Changes(
            self.matters | other.matters,
            self.rows | other.rows,
            self.outbox or other.outbox,
            self.feed or other.feed,
            self.origin or other.origin,
        )

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return bool(self.matters or self.rows or self.outbox or self.feed)


class Files(Protocol):
    """Bytes of attachments that came down, in parts of 256 KiB; a cache the centre can fill again."""

    @property
    def light(self) -> Lights:
        """Their light copies."""
        ...

    def at(self, sha256: str) -> int:
        """How many bytes are here, from the first on."""
        ...

    def append(self, sha256: str, at: int, data: bytes) -> int:
        """Keep bytes at the end; the new length. Bytes at another offset change nothing."""
        ...

    def finish(self, sha256: str, size: int) -> bool:
        """All are here: whether they hash to their name. If not, they are thrown away to be fetched again."""
        ...

    def whole(self, sha256: str) -> bool:
        """Whether the file is complete and checked."""
        ...

    def read(self, sha256: str) -> Iterator[bytes]:
        """The bytes of a complete file. Raises KeyError when it is not."""
        ...

    def lost(self, sha256: str) -> bool:
        """Whether the centre had it once and said, when it was asked last, that it has it no more."""
        ...

    def note_lost(self, sha256: str, *, lost: bool) -> bool:
        """What the centre says of it now; whether that is news. When bytes of it come it is not lost."""
        ...

    def wanted(self) -> tuple[tuple[str, MatterId, int], ...]:
        """(sha256, matter, size) that somebody asked for and are not complete, the newest request first."""
        ...

    def want(self, sha256: str, matter: MatterId, size: int) -> None:
        """Somebody wants to open it."""
        ...


class NoRoom(OSError):
    """The disk is full; nothing was changed."""


class BadStore(OSError):
    """A database fails its integrity check; `which` names it."""

    code = "bad_store"

    def __init__(self, which: str, detail: str = "") -> None:
        """The file's name without its folder, and what SQLite says."""
        super().__init__(which, detail)
        self.which = which
