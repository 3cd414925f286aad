"""A client as small as it can be that follows the feed to the letter (the prototype's, on the real messages)."""

from __future__ import annotations

from collections import defaultdict

from oa_client.protocol.messages import (
    EntryItem,
    ForgetItem,
    MattersRequest,
    Position,
    RowItem,
    StreamPart,
    SyncReply,
    SyncRequest,
    Walk,
    WalkAsk,
    WalkItem,
)
from server_stub.centre import Centre
from server_stub.commands import Caller


class Desk:
    """Holds what the feed said. Every statement about a matter counts from where it was true; the newer one wins."""

    def __init__(self, centre: Centre, caller: Caller) -> None:
        self.centre = centre
        self.caller = caller
        self.epoch = 0
        self.wipe()

    def wipe(self) -> None:
        self.at: Position | None = None
        self.walks: dict[Walk, str] = {}
        self.held: dict[str, dict[int, bytes]] = defaultdict(dict)
        self.head: dict[str, int] = {}
        self.known: dict[str, int] = {}
        self.gone: dict[str, int] = {}
        self.rows: dict[tuple[str, str], tuple[int, object]] = {}

    def says(self, matter: str, visible: bool, at: int) -> bool:
        if visible and self.gone.get(matter, -1) > at:
            return False
        if not visible and self.known.get(matter, -1) > at:
            return False
        if visible:
            self.known[matter] = max(at, self.known.get(matter, -1))
        else:
            self.gone[matter] = max(at, self.gone.get(matter, -1))
            self.held.pop(matter, None)
            self.head.pop(matter, None)
        return True

    def put(self, matter: str, v: int, data: bytes) -> None:
        self.held[matter][v] = data
        self.head[matter] = max(self.head.get(matter, 0), v)

    def put_row(self, item: RowItem) -> None:
        key = (item.k, item.i)
        if self.rows.get(key, (-1, None))[0] <= item.s:
            self.rows[key] = (item.s, item.d)

    def prefix(self, matter: str) -> int:
        n = 0
        while n + 1 in self.held.get(matter, {}):
            n += 1
        return n

    def ask(self, budget: int, walk: Walk | None = None) -> SyncReply:
        asked = WalkAsk(walk, self.walks[walk]) if walk else None
        return self.centre.sync(self.caller, SyncRequest(self.epoch, self.at, walk=asked, budget=budget))

    def take(self, reply: SyncReply) -> None:
        if self.epoch == 0:
            self.epoch = reply.epoch
        if reply.epoch != self.epoch:
            return
        if reply.page is not None:
            self._take_page(reply)
        if self.at != reply.since and (reply.opened or self.at is None):
            return
        if reply.since is not None and self.at is not None and reply.since > self.at:
            return
        for item in reply.live:
            if isinstance(item, ForgetItem):
                self.says(item.m, False, reply.as_of)
            elif isinstance(item, WalkItem):
                if self.at is None or (item.s, 2, "") > self.at:
                    self.walks.setdefault(("at", item.s, item.s), "")
            elif isinstance(item, RowItem):
                self.put_row(item)
            elif isinstance(item, EntryItem) and self.says(item.m, True, reply.as_of):
                self.put(item.m, item.v, bytes(item.e.e) + bytes(item.e.d))
        for walk in reply.opened:
            self.walks[walk] = ""
        self.at = reply.position if self.at is None else max(self.at, reply.position)

    def _take_page(self, reply: SyncReply) -> None:
        page = reply.page
        assert page is not None
        if self.walks.get(page.walk) != page.place:
            return
        for header in page.headers:
            if self.says(header.m, not header.gone, reply.as_of) and not header.gone:
                self.head[header.m] = max(self.head.get(header.m, 0), header.v)
        for row in page.rows:
            self.put_row(row)
        if page.next:
            self.walks[page.walk] = page.next
        else:
            del self.walks[page.walk]

    def wants(self, most: int = 100) -> list[tuple[str, int]]:
        return [(m, self.prefix(m)) for m in sorted(self.head, reverse=True) if self.prefix(m) < self.head[m]][:most]

    def fetch(self, most: int = 100) -> list[StreamPart]:
        return list(self.centre.matters(self.caller, MattersRequest(self.epoch, self.wants(most))))

    def take_parts(self, parts: list[StreamPart]) -> None:
        have: dict[str, int] = {}
        for part in parts:
            if not part.m:
                continue
            if part.gone:
                self.says(part.m, False, part.as_of)
            elif self.says(part.m, True, part.as_of):
                for entry in part.entries:
                    v = int(bytes(entry.e).split(b",")[1])
                    self.put(part.m, v, bytes(entry.e) + bytes(entry.d))
                    have[part.m] = v

    def rest(self, budget: int = 65536) -> int:
        """Go on until nothing is left to do; how many turns it took."""
        for turn in range(2000):
            reply = self.ask(budget, next(iter(self.walks), None))
            self.take(reply)
            if self.wants():
                self.take_parts(self.fetch())
            idle = not reply.live and not reply.opened and not reply.more
            if idle and not self.walks and not self.wants():
                return turn
        raise AssertionError("never at rest")
