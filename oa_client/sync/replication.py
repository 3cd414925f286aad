"""What came down, applied to the replica: the one place that decides what a reply changes (design.md decision 6).

Every statement about a matter was true at a position (`as_of`); the newer statement wins. A reply is checked whole
before any of it is stored, and stored whole in one transaction of the replica; the outbox follows (`settle`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from oa_client.app.ports import NOT_TAKEN_BACK, Outbox, Pending, Settlement, Standing
from oa_client.app.replica import Feed, Held, Replica, ReplicaPage
from oa_client.protocol import record
from oa_client.protocol.messages import (
    WITHDRAWN,
    EntryItem,
    ForgetItem,
    Header,
    LiveItem,
    Outcome,
    RowItem,
    StreamPart,
    SyncReply,
    SyncRequest,
    Walk,
    WalkAsk,
    WalkItem,
    WalkPage,
    WireEntry,
)
from oa_client.sync.proof import counted, proved

_envelope = msgspec.json.Decoder(record.Envelope)


class Torn(ValueError):
    """A reply does not hold together, or answers another question; nothing of it is used."""


def apply_reply(page: ReplicaPage, request: SyncRequest, reply: SyncReply) -> bool:
    """Apply a whole reply, or nothing of it where it does not fit: late, repeated, of another epoch. Raises `Torn`."""
    check_reply(request, reply)
    feed = page.feed()
    if request.epoch == 0 and feed.epoch == 0 and feed.position is None:
        page.wipe(reply.epoch)
    elif request.epoch != reply.epoch or feed.epoch != reply.epoch:
        return False
    if page.feed().position != reply.since:
        return False
    _apply_live(page, reply.live, reply.as_of)
    if reply.page is not None:
        _apply_walk(page, reply.page, reply.as_of)
    for walk in reply.opened:
        page.set_walk(walk, "")
    voids = {command.n for command in request.commands if command.void}
    for outcome in reply.outcomes:
        page.put_outcome(_unknown(outcome) if outcome.n in voids else outcome)
    page.set_position(reply.position)
    return True


def _unknown(outcome: Outcome) -> Outcome:
    """An answer to a taking back. A refusal of any other kind says nothing of the command itself: an older centre's."""
    refused = outcome.s == "r" and outcome.code != WITHDRAWN
    return Outcome(outcome.n, "l", code=NOT_TAKEN_BACK) if refused else outcome


def _apply_live(page: ReplicaPage, items: Sequence[LiveItem], at: int) -> None:
    page.expect(item.m for item in items if isinstance(item, EntryItem | ForgetItem))
    for item in items:
        match item:
            case EntryItem():
                if _seen(page, item.m, at, item.v, item.k):
                    page.put_entry(item.m, item.v, item.e)
            case ForgetItem():
                _gone(page, item.m, at)
            case WalkItem():
                page.set_walk(("at", item.s, item.s), "")
            case RowItem():
                page.put_row(item.k, item.i, item.d, item.s)


def _seen(page: ReplicaPage, matter: str, at: int, head: int, number: int = 0) -> bool:
    """A statement that a matter is visible; False when a newer one says it is not."""
    if page.held(matter).gone_at > at:
        return False
    page.say_seen(matter, at, head, number)
    return True


def _gone(page: ReplicaPage, matter: str, at: int) -> None:
    """A statement that a matter is not visible; nothing when a newer one says it is."""
    if page.held(matter).seen_at <= at:
        page.forget(matter, at)


def _apply_walk(page: ReplicaPage, walked: WalkPage, at: int) -> None:
    """A page of an inventory, if the walk stands at its place."""
    if (walked.walk, walked.place) not in page.feed().walks:
        return
    page.expect(header.m for header in walked.headers)
    for header in walked.headers:
        _apply_header(page, header, at)
    page.put_rows(walked.rows)
    if walked.next:
        page.set_walk(walked.walk, walked.next)
    else:
        page.end_walk(walked.walk)


def next_walk(feed: Feed) -> WalkAsk | None:
    """The walk to go on with: the beginning of an inventory first (my open tasks), then rows, then the rest."""

    def rank(walk: Walk, place: str) -> int:
        return 1 if walk[0] == "rows" else 0 if not place else 2

    best = min(feed.walks, key=lambda w: rank(*w), default=None)
    return WalkAsk(*best) if best else None


def _apply_header(page: ReplicaPage, header: Header, at: int) -> None:
    if header.gone:
        _gone(page, header.m, at)
    elif _seen(page, header.m, at, header.v):
        page.put_header(header)


def check_reply(request: SyncRequest, reply: SyncReply) -> None:
    """Whether a reply holds together and answers this request. Raises `Torn`."""
    if reply.since != request.position:
        raise Torn("the reply begins at another position")
    if reply.since is not None and reply.epoch == request.epoch and tuple(reply.position) < tuple(reply.since):
        raise Torn("the reply goes back")
    entries = [item for item in reply.live if isinstance(item, EntryItem)]
    for item in entries:
        check_entry(item.m, item.v, item.e)
    if reply.digest != (record.digest(_bytes(item.e for item in entries)) if entries else ""):
        raise Torn("the digest does not fit")
    asked = {command.n for command in request.commands}
    if not asked.issuperset(outcome.n for outcome in reply.outcomes):
        raise Torn("an outcome nobody asked for")
    if reply.page is not None:
        ask = request.walk
        if ask is None or (ask.walk, ask.place) != (reply.page.walk, reply.page.place):
            raise Torn("a page nobody asked for")


def check_entry(matter: str, v: int | None, entry: WireEntry) -> int:
    """The version its envelope says; it must be of this matter and, when given, this version. Raises `Torn`."""
    try:
        envelope = _envelope.decode(entry.e)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Torn(f"{matter}: {error}") from error
    if envelope.matter != matter or envelope.v < 1 or (v is not None and envelope.v != v):
        raise Torn(f"{matter} v{v}: the envelope says {envelope.matter} v{envelope.v}")
    return envelope.v


def _bytes(entries: Iterable[WireEntry]) -> Iterator[bytes]:
    for entry in entries:
        yield bytes(entry.e)
        yield bytes(entry.d)


class Heads:
    """The heads of a stream as its parts arrive, for the digest at its end; and what of a doubted record is here again.

    A matter whose prefix on this device has moved on meanwhile has no known start; then the end is not compared. One
    that comes from its first entry has.
    """

    def __init__(self) -> None:
        """The start of a stream."""
        self._heads: dict[str, tuple[int, bytes]] = {}
        self._again: dict[str, dict[int, WireEntry]] = {}
        self._known = True
        self.fit: bool | None = None
        """Whether the digest at the end fitted, once that is known."""

    def follow(self, page: ReplicaPage, matter: str, versions: Sequence[int], entries: Sequence[WireEntry]) -> None:
        """These entries of a matter came."""
        if matter not in self._heads:
            held = Held() if 1 in versions else page.held(matter)
            self._heads[matter] = (held.have, held.link or record.start(matter))
            self._known &= bool(held.link) or held.have == 0
        v, h = self._heads[matter]
        for version, entry in zip(versions, entries, strict=True):
            self._known &= version == v + 1
            v, h = version, record.link(h, record.Stored(bytes(entry.e), bytes(entry.d)))
        self._heads[matter] = (v, h)

    def again(self, page: ReplicaPage, part: StreamPart, versions: Sequence[int]) -> None:
        """A line of a doubted record: kept aside until the whole is here, then put in the place of what is shown."""
        come = self._again.setdefault(part.m, {})
        come.update(zip(versions, part.entries, strict=True))
        if come and come.keys() == set(range(1, max(part.head, *come) + 1)):
            page.start_over(part.m, max(come))
            for v, entry in sorted(self._again.pop(part.m).items()):
                page.put_entry(part.m, v, entry)

    def compare(self, page: ReplicaPage, digest: str) -> None:
        """Trust all that came if this is the digest over it, doubt all of it if not, as far as that can be told.

        Only what came alone is doubted a second time: of several one may be wrong, and nobody knows which.
        """
        if not self._known or self._again:
            return
        self.fit = digest == record.digest(h for _, h in self._heads.values())
        for matter in self._heads:
            if self.fit:
                page.trust(matter)
            elif len(self._heads) == 1 or page.held(matter).doubt == 0:
                page.doubt(matter)


def apply_part(page: ReplicaPage, part: StreamPart, epoch: int, heads: Heads) -> None:
    """Apply one line of a bulk stream that was asked for in `epoch`; `heads` are this stream's. Raises `Torn`."""
    versions = [check_entry(part.m, None, entry) for entry in part.entries]
    if page.feed().epoch != epoch:
        return
    if part.end:
        heads.compare(page, part.digest)
        return
    if part.gone:
        _gone(page, part.m, part.as_of)
        return
    heads.follow(page, part.m, versions, part.entries)
    if not _seen(page, part.m, part.as_of, part.head, part.number):
        return
    if page.held(part.m).doubt == 1:
        heads.again(page, part, versions)
        return
    for v, entry in zip(versions, part.entries, strict=True):
        page.put_entry(part.m, v, entry)


def settle(outbox: Outbox, replica: Replica) -> bool:
    """Bring the outbox into line with what the replica proves; repeatable. True when something changed."""
    waiting, refused = outbox.pending(), outbox.refused()
    if not waiting and not refused:
        return False
    mine = {p.n: p for p in (*waiting, *refused)}
    known = replica.settlements(list(mine))
    if last := counted(known):
        outbox.count_on(last)
    proofs = {proof.n: proved(mine[proof.n], proof) for proof in known}
    for n in _lost(replica, [p for p in waiting if _accepted(p, proofs.get(p.n))]):
        proofs[n] = _with_gone(proofs.get(n), n)
    return outbox.settle([proofs[n] for n in sorted(proofs)])


def missing(outbox: Outbox, replica: Replica) -> tuple[str, ...]:
    """Matters the replica has never heard of though the centre took commands of mine on them."""
    taken = [p.command.matter for p in outbox.pending() if p.standing is Standing.ACCEPTED]
    if not taken:
        return ()
    with replica.page() as page:
        return tuple(m for m in dict.fromkeys(taken) if not page.held(m).full)


def _accepted(pending: Pending, proof: Settlement | None) -> bool:
    """Whether the centre took it and its entry is not to be seen here."""
    if proof is not None and (proof.shown or proof.gone):
        return False
    answered = proof is not None and proof.outcome is not None and proof.outcome.s == "a"
    return answered or pending.standing is Standing.ACCEPTED


def _lost(replica: Replica, accepted: Sequence[Pending]) -> list[int]:
    """Which of these commands are of a matter that is gone."""
    if not accepted:
        return []
    with replica.page() as page:
        held = {p.command.matter: page.held(p.command.matter) for p in accepted}
    return [p.n for p in accepted if held[p.command.matter].gone_at > held[p.command.matter].seen_at]


def _with_gone(proof: Settlement | None, n: int) -> Settlement:
    return Settlement(n, gone=True, outcome=proof.outcome if proof else None)
