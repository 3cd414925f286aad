"""What the engine wants carried and what becomes of it: plain data between the engine and who moves the bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from oa_client.app.lineuse import Rank
from oa_client.app.ports import BadStore, NoRoom, PendingRow
from oa_client.protocol.light import LightPage
from oa_client.protocol.messages import (
    FileState,
    MattersRequest,
    Position,
    StreamPart,
    SyncReply,
    SyncRequest,
    Woken,
)


class Channel(Enum):
    """Each carries one errand at a time, on a connection of its own."""

    CONTROL = "control"
    BULK = "bulk"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Turn:
    """POST /v1/sync. `rows` are the row changes inside, to be ticked off."""

    request: SyncRequest
    rows: tuple[PendingRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Stream:
    """POST /v1/matters; the reply arrives in parts."""

    request: MattersRequest


@dataclass(frozen=True, slots=True)
class SendPart:
    """POST /v1/files/{sha256}: append these bytes at `at`, of the file or of a patch of it against `base`."""

    sha256: str
    at: int
    size: int
    data: bytes = field(repr=False)
    base: str = ""


@dataclass(frozen=True, slots=True)
class Fetch:
    """GET /v1/files/{sha256} from `at` to the end; the bytes arrive in parts."""

    sha256: str
    matter: str
    at: int
    size: int
    rank: Rank = Rank.NOW


@dataclass(frozen=True, slots=True)
class FetchLight:
    """GET /v1/light/{sha256}: the light copy from page `at` on; each arriving part is one page."""

    sha256: str
    matter: str
    at: int


@dataclass(frozen=True, slots=True)
class Wait:
    """GET /v1/wait: at most `seconds` for something beyond the position."""

    epoch: int
    position: Position | None
    seconds: int


Call = Turn | Stream | SendPart | Fetch | FetchLight | Wait


@dataclass(frozen=True, slots=True)
class Errand:
    """Something to carry now. `id` never comes again in the life of an engine."""

    id: int
    channel: Channel
    call: Call


Reply = SyncReply | FileState | Woken | None
"""How an errand ends well; None: the end of a stream or file, or nothing new."""

Parts = Sequence[StreamPart] | bytes | LightPage
"""What arrives of a stream, a file or a light copy before its end."""


class Trouble(Enum):
    """Why an errand ended badly.

    LINK: no answer; PORTAL: somebody else's answer; PROBLEM: the centre's refusal; TORN: an answer that does not hold
    together; LOCAL: this machine could not keep it.
    """

    LINK = "link"
    PORTAL = "portal"
    PROBLEM = "problem"
    TORN = "torn"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong, with the centre's status and code if it was the centre. `after`: seconds it asked to wait."""

    trouble: Trouble
    code: str = ""
    status: int = 0
    facts: Mapping[str, object] = field(default_factory=dict)
    after: float = 0.0
    state: FileState | None = None

    @property
    def broke(self) -> bool:
        """Whether it was the line that broke, and not who is at its end."""
        return self.trouble is Trouble.LINK and not self.status


def local_code(error: OSError) -> str:
    """Why this machine could not read or keep something, as a code of the wording."""
    if isinstance(error, NoRoom):
        return "no_room_to_sync"
    return error.code if isinstance(error, BadStore) else "cannot_keep"
