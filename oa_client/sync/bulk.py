"""The bulk connection: records, my open tasks first; texts that are files; light copies; my files; originals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from contextlib import suppress

from oa_client.app.lineuse import LineUse, Rank
from oa_client.app.ports import Changes, Files, Outbox, Upload
from oa_client.app.replica import Feed, Replica
from oa_client.domain.body import travels_as_text
from oa_client.domain.matter import MatterId
from oa_client.protocol.light import LightPage
from oa_client.protocol.messages import FileState, MattersRequest, StreamPart, Walk, WalkAsk
from oa_client.sync.choosing import Choosing, light_key
from oa_client.sync.errands import Call, Fault, Fetch, FetchLight, Parts, SendPart, Stream, Trouble
from oa_client.sync.patching import Sending
from oa_client.sync.replication import Heads, Torn, apply_part
from oa_client.sync.state import Policy

MOST_DOUBTED = 64
"""So many doubted records are asked for together; half as many after each time that one of them was wrong again."""

FOR_GOOD = frozenset({400, 403, 404, 413, 416})
"""Answers to a file that would be the same again."""

AWAITED = "awaited"
"""What a centre says of a file that a matter names and that is not there: its author has still to send it, or, with
the fact `lost`, the disk of the centre has it no more."""

AWHILE = 30.0
"""Seconds until awaited files are asked for again, at the least."""

MOST_TORN = 3
"""A file that came wrong so often starves the others no longer."""


class Bulk:
    """What the bulk connection carries next, and what came over it."""

    def __init__(self, outbox: Outbox, replica: Replica, files: Files, policy: Policy, choosing: Choosing) -> None:
        """Over the stores."""
        self._outbox = outbox
        self._replica = replica
        self._files = files
        self._policy = policy
        self._choosing = choosing
        self._part = policy.part_first
        self._sending = Sending(outbox)
        self._asked: tuple[tuple[str, int], ...] = ()
        self._extra: tuple[str, ...] = ()
        self._looked_for: set[str] = set()
        self._given_up: dict[str, str] = {}
        self._unsendable: set[str] = set()
        self._awaited: set[str] = set()
        self._asked_again = float("-inf")
        self._torn: Counter[str] = Counter()
        self._heads = Heads()
        self._behind: WalkAsk | None = None
        self._together = MOST_DOUBTED
        self._again = False
        self._look = True
        self.hold = False
        """Somebody wants no attachments now."""
        self._return: Walk | None = None
        self._returned: Walk | None = None
        self.alone = False
        """The stream asked for last is the first after a long time away: no names are to share the line with it."""
        self.streams = 0
        self.records = 0
        self.items = 0
        self.wanted = 0

    def look(self) -> None:
        """There may be something to fetch or send."""
        self._look = True
        self._choosing.look()

    def tick(self) -> None:
        """Time went on: the night may have begun or ended."""
        self._look |= self._choosing.turned()

    def use(self, use: LineUse) -> None:
        """From now on use the line so."""
        self._choosing.use = use
        self.look()

    def again(self) -> None:
        """Everything is different now: try also what failed for good."""
        self.streams = 0
        self._given_up.clear()
        self._unsendable.clear()
        self._awaited.clear()
        self._torn.clear()
        self._looked_for.clear()
        self._choosing.forget()
        self._look = True

    def heard(self, matters: Collection[str]) -> None:
        """There is news of these matters: what the centre would not give of them before it may give now."""
        known = [key for key, matter in self._given_up.items() if matter in matters]
        for key in known:
            del self._given_up[key]
        self._look |= bool(known)

    def went_through(self, now: float) -> None:
        """A turn or a wait did: what was not at the centre may have come there. Of many in a row the first counts."""
        if self._awaited and now >= self._asked_again + AWHILE:
            self._asked_again = now
            self._awaited.clear()
            self.look()

    @property
    def stuck(self) -> int:
        """How many of my files were given up until somebody acts."""
        mine = self._outbox.uploads() if self._unsendable else ()
        return sum(upload.file.sha256 in self._unsendable for upload in mine)

    def miss(self, matters: tuple[str, ...]) -> None:
        """The centre took commands of mine on these matters, and nothing of it has come: ask once."""
        self._extra = tuple(m for m in matters if m not in self._looked_for)
        self._look |= bool(self._extra)

    def named(self, matters: int) -> None:
        """So many more became known that are held in full: those behind the names that the stream was asked for."""
        if self._behind is not None:
            self.wanted += matters

    def next(self, feed: Feed) -> Call | None:
        """What to carry now; None when there is nothing."""
        if not self._look or feed.epoch == 0:
            return None
        call = self._stream(feed) or self._text(feed) or self._light() or self._send() or self._fetch(feed)
        self._look = call is not None
        return call

    def words_wait(self, feed: Feed) -> bool:
        """Whether records or light pages are wanted while a file is on the line."""
        if not self._look or feed.epoch == 0:
            return False
        return bool((self._may_stream(feed) and self._replica.wants(1)) or self._light() or self._texts_up())

    def holds(self, flying: Fetch) -> bool:
        """Whether somebody wants this not to come now."""
        return self.hold and flying.rank is not Rank.TEXT

    def outranked(self, flying: Fetch) -> bool:
        """Whether a file on the line is to be broken off for another, or comes no more."""
        return self._choosing.outranks(flying, self._given_up.keys() | self._awaited)

    def _may_stream(self, feed: Feed) -> bool:
        """While the names of all come there is one stream beside them, and then one of all the rest."""
        return not (_filling(feed) and self.streams)

    def _stream(self, feed: Feed) -> Stream | None:
        if not self._may_stream(feed):
            return None
        behind = _behind(feed)
        self._return = _return(feed)
        self.alone = self._return not in {None, self._returned}
        few = self.alone or (_filling(feed) and behind is None)
        wants = self._replica.wants(self._policy.first_wants if few else self._policy.wants)
        self.wanted = self.records + len(wants)
        if not wants:
            wants = tuple((matter, 0) for matter in self._extra)
            self._looked_for.update(self._extra)
            self._extra = ()
        self._again = not wants
        wants = wants or self._doubted()
        if not wants:
            return None
        self._asked = wants
        self._heads = Heads()
        self._behind = None if self._again else behind
        return Stream(MattersRequest(feed.epoch, list(wants), self._behind))

    def _text(self, feed: Feed) -> SendPart | Fetch | None:
        """A body that is a file, up or down: it waits for no attachment, also while those are held."""
        away = self._given_up.keys() | self._awaited
        return self._send(texts=True) or self._choosing.text(away, asked_only=bool(feed.walks))

    def _texts_up(self) -> bool:
        mine = self._outbox.uploads()
        return any(_is_text(one) and one.file.sha256 not in self._unsendable for one in mine)

    def _light(self) -> FetchLight | None:
        for sha, matter in self._files.light.wanted():
            if self._files.whole(sha):
                self._files.light.unwant(sha)
            elif light_key(sha) not in self._given_up:
                return FetchLight(sha, matter, self._files.light.state(sha).here)
        return None

    def _doubted(self) -> tuple[tuple[str, int], ...]:
        return tuple((matter, 0) for matter in self._replica.doubted(self._together))

    def _send(self, *, texts: bool = False) -> SendPart | None:
        for upload in self._outbox.uploads():
            if upload.file.sha256 in self._unsendable or (texts and not _is_text(upload)):
                continue
            part = self._sending.part(upload, self._part_now)
            if part is not None:
                return part
        return None

    @property
    def _part_now(self) -> int:
        """Under a cap no part is longer on its way than a part should be."""
        cap = self._choosing.use.cap
        return min(self._part, max(self._part_least, int(cap * self._policy.part_seconds))) if cap else self._part

    @property
    def _part_least(self) -> int:
        return self._policy.part_first // 4

    def _fetch(self, feed: Feed) -> Fetch | FetchLight | None:
        """What nobody asked for waits until the names of all are here."""
        away = self._given_up.keys() | self._awaited
        return None if self.hold else self._choosing.next(away, asked_only=bool(feed.walks))

    # what came

    def arrived(self, call: Call, parts: Parts) -> None:
        """Part of what was asked for: kept at once. Raises `Torn`."""
        if isinstance(call, Stream) and not isinstance(parts, bytes | LightPage):
            self._stream_parts(call, list(parts))
        elif isinstance(call, Fetch) and isinstance(parts, bytes):
            self._files.append(call.sha256, self._files.at(call.sha256), parts)
        elif isinstance(call, FetchLight) and isinstance(parts, LightPage):
            self._light_page(call, parts)

    def done(self, call: Fetch | FetchLight) -> None:
        """All of a file came, or of its light copy. Raises `Torn`."""
        self._look = True
        if isinstance(call, Fetch):
            self._file_done(call)
        else:
            self._light_done(call)

    def _stream_parts(self, call: Stream, parts: list[StreamPart]) -> None:
        """Lines of the stream: kept in one transaction. Raises `Torn`."""
        with self._replica.page() as page:
            page.expect(part.m for part in parts if part.m)
            for part in parts:
                apply_part(page, part, call.request.epoch, self._heads)
        self.items += sum(len(part.entries) for part in parts)
        self.records += len({part.m for part in parts if part.m})

    def stream_done(self) -> bool:
        """The stream is over; False when it brought nothing forward."""
        self._look = True
        self.streams += 1
        self._returned = self._return
        if self._again:
            self._halve_or_double()
            return not set(self._asked) <= set(self._doubted())
        return self._replica.wants(self._policy.wants)[: len(self._asked)] != self._asked

    def _halve_or_double(self) -> None:
        """Fewer doubted ones together until the wrong one is alone, then more again."""
        if self._heads.fit is not None:
            wrong = not self._heads.fit and len(self._asked) > 1
            self._together = len(self._asked) // 2 if wrong else min(MOST_DOUBTED, self._together * 2)

    def _file_done(self, call: Fetch) -> None:
        """The file's bytes are over: check them. Raises `Torn`."""
        if self._files.at(call.sha256) >= call.size and not self._files.finish(call.sha256, call.size):
            raise Torn("the file is not what its name says")
        if call.rank is Rank.TEXT:
            with self._replica.page() as page:
                page.came(call.matter, call.sha256)

    def _light_page(self, call: FetchLight, page: LightPage) -> None:
        """A page of a light copy, or why there are no more. Raises `Torn`."""
        if not self._files.light.keep(page, call.sha256):
            raise Torn("not the next page")

    def _light_done(self, call: FetchLight) -> None:
        """The pages are over; a centre that went silent before the last would be asked for ever."""
        if not self._files.light.state(call.sha256).whole:
            self._files.light.unwant(call.sha256)

    def sent(self, call: SendPart, state: FileState, seconds: float) -> None:
        """The centre holds this much of a file now. Parts grow while they are quick."""
        self._look = True
        self._sending.sent(call, state)
        if seconds < self._policy.part_seconds:
            self._part = min(self._policy.part_most, self._part * 2)

    def awaits(self, call: Call, fault: Fault) -> Changes | None:
        """What it changes that the file is not at the centre: no failure, and the others come first meanwhile.

        Its author has still to send it, or the centre lost it. None: that is not what went wrong.
        """
        if not isinstance(call, Fetch) or fault.code != AWAITED:
            return None
        self._awaited.add(call.sha256)
        self._look = True
        with suppress(OSError):  # a full disk: it is told with the next try
            if self._files.note_lost(call.sha256, lost=fault.facts.get("lost") is True):
                return Changes(matters=frozenset({MatterId(call.matter)}), origin="files")
        return Changes()

    def failed(self, call: Call, fault: Fault) -> bool:
        """It did not go through; for good, or wrong for the third time, it is given up until somebody clicks: True."""
        self._look = True
        for_good = fault.trouble is Trouble.PROBLEM and fault.status in FOR_GOOD
        torn = fault.trouble is Trouble.TORN
        if isinstance(call, SendPart) and call.base and for_good:
            self._sending.refused(call)
            return True
        if isinstance(call, SendPart):
            self._part = max(self._part_least, self._part // 2)
        if torn and isinstance(call, Fetch):
            self._torn[call.sha256] += 1
            for_good = for_good or self._torn[call.sha256] >= MOST_TORN
        if isinstance(call, FetchLight):
            self._torn[light_key(call.sha256)] += torn
            if for_good or self._torn[light_key(call.sha256)] >= MOST_TORN:
                self._given_up[light_key(call.sha256)] = "" if torn else call.matter
                return True
        if for_good and isinstance(call, SendPart):
            self._unsendable.add(call.sha256)
            return True
        if for_good and isinstance(call, Fetch):
            self._given_up[call.sha256] = "" if torn else call.matter
            return True
        return False


def _is_text(upload: Upload) -> bool:
    return travels_as_text(upload.file.name, upload.file.size)


def _filling(feed: Feed) -> bool:
    """Whether the names of all come just now."""
    return any(walk[0] == "upto" for walk, _ in feed.walks)


def _return(feed: Feed) -> Walk | None:
    """The walk over what moved while the device was away, once the first of it is here: what is for me to do."""
    moved = (walk for walk, place in feed.walks if walk[0] == "moved" and place)
    return None if _filling(feed) else next(moved, None)


def _behind(feed: Feed) -> WalkAsk | None:
    """Where the names of all come from just now, if nothing but the first of them has come yet.

    The stream then goes on with what the walk lists behind them: on a far line the names of all take as long as their
    records. Later some of those records may be here.
    """
    begun = any(walk[0] == "rows" and not place for walk, place in feed.walks)
    found = (WalkAsk(walk, place) for walk, place in feed.walks if walk[0] == "upto" and place)
    return next(found, None) if begun else None
