"""What travels between client and centre, as structs; one module, so that the whole protocol can be read at once.

All calls are POST or GET under ``/v1`` with JSON bodies compressed by zstd (`codec`). Field names are short: they
travel on 128 kbit/s lines; each says here what it holds. Times are seconds since 1970 UTC.

* ``POST /v1/session``  `SessionRequest`  -> `SessionReply`
* ``POST /v1/password`` `PasswordRequest` -> `PasswordReply`  (older centres: 404)
* ``POST /v1/sync``     `SyncRequest`     -> `SyncReply`  (commands, rows up; outcomes, live items, a walk page down)
* ``POST /v1/matters``  `MattersRequest`  -> a stream of `StreamPart`, one JSON line each, flushed about each 64 KiB
* ``GET  /v1/wait``     ?epoch&position&t -> 200 `Woken` | 204
* ``POST /v1/files/{sha256}?at=N&size=M`` -> `FileState` (append; 409 with `FileState` when N is not the length there)
  with ``&base=SHA256`` the M bytes are a `patch` against that file; 404 whenever the file must be sent whole
* ``GET  /v1/files/{sha256}?matter=ID``   + Range -> bytes

Errors are `Problem` with a 4xx/5xx status. Every genuine reply bears the header ``X-OA: 1``.
"""

from __future__ import annotations

from typing import Literal

import msgspec

PROTOCOL = 1
"""The number of this protocol; a centre refuses others with 426."""

LIVE_PAGE = 64 * 1024
"""The most bytes of items in a reply, before compression, unless one item alone is larger."""

Position = tuple[int, int, str]
"""A full key of the feed (seq, kind, key): everything up to it is known.

Kinds: 0 forget, 1 entry, 2 walk, 3 row, 9 end.
"""

FORGET, ENTRY, WALK, ROW, END = 0, 1, 2, 3, 9


class SessionRequest(msgspec.Struct, omit_defaults=True):
    """Sign in. `device` is the number given before on this profile, 0 on the first time."""

    user: str
    password: str
    device: int = 0
    protocol: int = PROTOCOL


class SessionReply(msgspec.Struct, omit_defaults=True):
    """`token` opens the other calls; `device` is this device's incarnation: its commands are numbered under it.

    `unlock` is this person's and device's secret at the centre, the same each time: with it the profile opens after a
    reset of the password on a machine without a keyring. `centre` is which centre this is, the same for ever; 0 from an
    older one.
    """

    token: str
    device: int
    person: int
    name: str
    epoch: int
    now: int
    unlock: str = ""
    centre: int = 0


class PasswordRequest(msgspec.Struct, omit_defaults=True):
    """My present password, and the one that is to be in its place. Whose, and which device asks, the token says.

    Asked again after an answer was lost, with `new` in force already, it is answered as if it were done now.
    """

    password: str
    new: str
    protocol: int = PROTOCOL


class PasswordReply(msgspec.Struct, omit_defaults=True):
    """It is changed. `ended`: how many other devices of this person were signed in, and are no more."""

    ended: int = 0


class WireEntry(msgspec.Struct, array_like=True, omit_defaults=True):
    """An entry as the very bytes that were hashed: `e` its envelope, `d` its data. `n`: my command's number, else 0."""

    e: msgspec.Raw
    d: msgspec.Raw
    n: int = 0


class CommandUp(msgspec.Struct, omit_defaults=True):
    """A command going up. `n` counts on the device; (device, n) is its id for ever. `post`: acting in which post.

    `base`: the version of the matter it was decided on, `own`: with so many of this device's earlier commands on top,
    which were not at the centre yet.
    `holders`: each track it names with who held it, as its author saw it; none from an older client.
    `light`: of a file of the matter its author had only the light copy before him.
    `drawn`: the numbers its device drew for it from a series that it holds (持号), by the field each is for.
    `void`: its author takes it back; the centre answers what was decided before, or never carries it out.
    `receipt` and `stored`, the entry it became, come with a command offered again to a restored centre (decision 23);
    `before`, oldest first, with what the centre had done by itself directly before that entry: nobody else brings that
    back. Older clients send none, older centres take no notice of it.
    """

    n: int
    matter: str
    kind: str
    action: str
    post: int
    made_at: int
    fields: dict[str, object] = {}
    track: int | None = None
    edition: int | None = None
    base: int | None = None
    own: int = 0
    holders: list[tuple[int, str]] = []
    light: bool = False
    drawn: dict[str, object] = {}
    void: bool = False
    on_behalf: int | None = None
    delegation: str | None = None
    receipt: str = ""
    stored: WireEntry | None = None
    before: list[WireEntry] = []


MOST_BEFORE, MOST_BEFORE_BYTES = 256, 64 * 1024
"""How many entries, and bytes of them, come as `CommandUp.before` at most: of more the last ones."""


WITHDRAWN = "withdrawn"
"""The code of a command that its author took back before it was decided; answered however often it comes."""


class RowUp(msgspec.Struct):
    """A row change going up: mine to make, merged by the rule of its kind (design.md §2, hard line)."""

    kind: str
    key: str
    data: dict[str, object]


class Outcome(msgspec.Struct, omit_defaults=True):
    """What became of command `n`: (a)ccepted as version `v` of its matter, (r)efused by code and facts, or (l)ater."""

    n: int
    s: Literal["a", "r", "l"]
    v: int = 0
    code: str = ""
    facts: dict[str, object] = {}
    receipt: str = ""


class EntryItem(msgspec.Struct, tag="e", tag_field="t", omit_defaults=True):
    """A new entry at feed position `s` of a matter visible now. The first one says the matter's number, `k`."""

    s: int
    m: str
    v: int
    e: WireEntry
    k: int = 0


class ForgetItem(msgspec.Struct, tag="f", tag_field="t"):
    """The last way to this matter ended at `s`: nothing of it stays on the device."""

    s: int
    m: str


class WalkItem(msgspec.Struct, tag="w", tag_field="t"):
    """A way to older matters began at `s`: ask for the walk ("at", s)."""

    s: int


class RowItem(msgspec.Struct, tag="r", tag_field="t"):
    """Row (`k`, `i`) is now `d`; None: it is no more."""

    s: int
    k: str
    i: str
    d: dict[str, object] | None


LiveItem = EntryItem | ForgetItem | WalkItem | RowItem

Walk = tuple[str, int, int]
"""Which inventory.

("upto", 0, t): what is visible by ways begun by t; ("at", t, t): begun at t; ("moved", f, t): changed in f..t;
("rows", f, t): the rows changed in f..t.
"""


class Header(msgspec.Struct, omit_defaults=True):
    """A matter as a list shows it, at version `v`. `full`: the device should hold its record. `gone`: forget it.

    `task`: a task in it is open for me, so that its record comes before those of matters that only moved.
    `row` is domain.matter.Row as JSON values; `number` is the matter's number at the centre, the search index's key.
    """

    m: str
    v: int = 0
    number: int = 0
    kind: str = ""
    edition: int = 0
    row: dict[str, object] = {}
    full: bool = False
    gone: bool = False
    task: bool = False


class WalkAsk(msgspec.Struct):
    """The next page of a walk, from the opaque place the last page gave ("" at first)."""

    walk: Walk
    place: str = ""


class WalkPage(msgspec.Struct, omit_defaults=True):
    """Part of an inventory: my open tasks first, then newest. `next` is "" at the end."""

    walk: Walk
    place: str
    next: str = ""
    headers: list[Header] = []
    rows: list[RowItem] = []


BATCH = 50
"""Commands that a client hands in in a turn at most; one of before `SyncRequest.more` with fewer has no more."""


class SyncRequest(msgspec.Struct, omit_defaults=True):
    """One turn. `epoch` 0 and `position` None on first contact. `budget`: the most item bytes wanted back.

    `more`: further commands could go and come with the next turn.
    """

    epoch: int
    position: Position | None = None
    commands: list[CommandUp] = []
    rows: list[RowUp] = []
    walk: WalkAsk | None = None
    budget: int = LIVE_PAGE
    protocol: int = PROTOCOL
    more: bool = False


class SyncReply(msgspec.Struct, omit_defaults=True):
    """The answer, read in one snapshot at `as_of` after the commands ran.

    `since` repeats the request's position: a reply is applied only where it fits. `opened`: walks this reply begins
    (first contact, or too far behind): they start with the position itself jumping to the head.
    """

    epoch: int
    now: int
    as_of: int
    position: Position
    since: Position | None = None
    more: bool = False
    outcomes: list[Outcome] = []
    live: list[LiveItem] = []
    opened: list[Walk] = []
    page: WalkPage | None = None
    digest: str = ""


class MattersRequest(msgspec.Struct, omit_defaults=True):
    """Send me these matters, in this order, each after the version I hold.

    `behind`: and then what a walk lists behind this place, of which I hold nothing, as far as its records are for me to
    hold in full. Who begins need not have every name before the records come.
    """

    epoch: int
    wants: list[tuple[str, int]]
    behind: WalkAsk | None = None


class StreamPart(msgspec.Struct, omit_defaults=True):
    """One line of the bulk stream: entries of matter `m`, or that it is `gone`, or the `end` with its digest.

    A matter may come in several parts; `head` is its version when the stream was read, `number` its search key.
    """

    as_of: int
    m: str = ""
    head: int = 0
    number: int = 0
    entries: list[WireEntry] = []
    gone: bool = False
    end: bool = False
    digest: str = ""


class Woken(msgspec.Struct):
    """Something waits beyond the position; `urgent` when some of it is."""

    urgent: bool = False


class FileState(msgspec.Struct):
    """How much of a file the centre holds; `stored` once it is whole and its hash is right."""

    at: int
    size: int
    stored: bool = False


class Problem(msgspec.Struct, omit_defaults=True):
    """Why a call was not served: epoch, token, password, locked, protocol, too_large, offset, not_visible, busy.

    A next password that cannot be is refused with the code of `oa_client.domain.passwords`.
    `awaited`: the matter names the file, and its author has still to send it.
    """

    code: str
    facts: dict[str, object] = {}
