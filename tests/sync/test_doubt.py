"""Records whose heads are not the ones announced: fetched again once from the start, and never verified as good."""

import random

import msgspec
import pytest

from oa_client.app.checking import verify
from oa_client.app.lineuse import NoOriginals
from oa_client.app.ports import Session
from oa_client.domain.matter import MatterId
from oa_client.domain.people import PersonId
from oa_client.protocol import record
from oa_client.protocol.messages import Header, StreamPart, SyncReply, WireEntry
from oa_client.sync.bulk import Bulk as Carried
from oa_client.sync.choosing import Choosing
from oa_client.sync.engine import Engine
from oa_client.sync.errands import Channel, Fault, Trouble
from oa_client.sync.state import Policy
from tests.fakes.memory import MemoryFiles, MemoryOutbox, MemoryReplica, stored
from tests.store.building import in_files
from tests.sync.office import Clock
from tests.sync.test_store_contract import wire

RECORDS = {m: [wire(m, v) for v in (1, 2, 3)] for m in ("a", "b", "c")}


def forged(entry):
    return WireEntry(entry.e, msgspec.Raw(bytes(entry.d).replace("第".encode(), "弟".encode())), entry.n)


def head(matter):
    return record.head(matter, [record.Stored(bytes(e.e), bytes(e.d)) for e in RECORDS[matter]])


class Bulk:
    """A device over files; its bulk connection goes to the test, which forges the last entry of `liar` `lies` times."""

    def __init__(self, folder, liar="", lies=0):
        self.stores = in_files(folder)
        self.stores.outbox.keep_session(Session("", "wang", PersonId(1), "王", 7, "token"))
        self.clock = Clock()
        stores = self.stores
        self.engine = Engine(
            stores.outbox, stores.replica, stores.files, self.clock, random.Random(3), Policy(wait=False)
        )
        self.liar, self.lies = liar, lies
        self.asked, self.faults = [], 0

    def run(self):
        for _ in range(40):
            self.clock.seconds = max(self.clock.seconds, min(self.engine.wake_at(), 1e9))
            errands = self.engine.errands(self.clock.monotonic())
            for errand in errands:
                (self.turn if errand.channel is Channel.CONTROL else self.stream)(errand)
            if self.engine.idle and not errands:
                return
        raise AssertionError("never comes to rest")

    def turn(self, errand):
        request = errand.call.request
        reply = SyncReply(5, 0, 9, (9, 9, ""), since=request.position)
        self.engine.delivered(errand, reply)
        with self.stores.replica.page() as page:
            for matter in RECORDS:
                page.say_seen(matter, 9, 3)
                page.put_header(Header(matter, 3, 0, "circulation", 1, {}, full=True))
        self.engine.look()

    def stream(self, errand):
        wants = errand.call.request.wants
        self.asked.append(wants)
        parts = [StreamPart(9, m, 3, 1 + list(RECORDS).index(m), self.told(m)[have:]) for m, have in wants]
        self.engine.arrived(errand, parts)
        digest = record.digest(head(m) for m, _ in wants)
        self.engine.arrived(errand, [StreamPart(9, end=True, digest=digest)])
        self.engine.delivered(errand, None)

    def told(self, matter):
        entries = RECORDS[matter]
        if matter == self.liar and self.lies:
            self.lies -= 1
            entries = [*entries[:2], forged(entries[2])]
        return entries

    def good(self):
        return {m: verify(self.stores.library, MatterId(m)).good for m in RECORDS}


@pytest.fixture
def made(tmp_path):
    opened = []

    def make(*args):
        opened.append(Bulk(tmp_path, *args))
        return opened[-1]

    yield make
    for one in opened:
        while one.stores._opened:
            one.stores._opened.pop().close()


def test_heads_that_fit_are_trusted(made):
    bulk = made()
    bulk.run()
    assert bulk.asked == [[("a", 0), ("b", 0), ("c", 0)]]
    assert bulk.good() == {"a": True, "b": True, "c": True}


def test_what_does_not_fit_is_not_good_and_is_fetched_again_together(made):
    bulk = made("b", 1)
    bulk.run()
    assert bulk.asked == [[("a", 0), ("b", 0), ("c", 0)]] * 2
    assert bulk.good() == {"a": True, "b": True, "c": True}
    assert shown(bulk, "b") == [bytes(e.d) for e in RECORDS["b"]]


def test_until_then_none_of_the_stream_is_good(made):
    bulk = made("b", 1)
    stream = bulk.engine.errands(0.0)[0]
    bulk.turn(stream)
    (errand,) = [e for e in bulk.engine.errands(0.0) if e.channel is Channel.BULK]
    bulk.stream(errand)
    assert bulk.good() == {"a": False, "b": False, "c": False}
    assert verify(bulk.stores.library, MatterId("b")).why == "head_differs"


def test_what_does_not_fit_twice_stays_doubted_and_is_not_asked_for_without_end(made):
    bulk = made("b", 99)
    bulk.run()
    assert bulk.good() == {"a": True, "b": False, "c": True}
    assert verify(bulk.stores.library, MatterId("b")).why == "head_differs"
    alone = [wants for wants in bulk.asked if wants == [("b", 0)]]
    assert len(alone) == 1


MANY = 200


class Many:
    """So many matters came in one stream whose digest did not fit; the centre goes on forging some of them."""

    def __init__(self, liars):
        self.liars = liars
        self.replica = MemoryReplica()
        outbox, files = MemoryOutbox(), MemoryFiles()
        self.bulk = Carried(outbox, self.replica, files, Policy(), Choosing(outbox, files, Clock(), NoOriginals()))
        self.names = [f"m{i:03}" for i in range(MANY)]
        with self.replica.page() as page:
            page.wipe(5)
            for name in self.names:
                page.say_seen(name, 8, 1)
                page.put_entry(name, 1, self.told(name))
                page.doubt(name)

    def told(self, name):
        return forged_title(wire(name, 1)) if name in self.liars else wire(name, 1)

    def run(self):
        """The sizes of the streams until nothing is doubted once."""
        sizes = []
        while call := self.bulk.next(self.replica.feed()):
            wants = call.request.wants
            good = record.digest(record.head(m, [stored(wire(m, 1))]) for m, _ in wants)
            self.bulk.arrived(call, [StreamPart(9, m, 1, 1, [self.told(m)]) for m, _ in wants])
            self.bulk.arrived(call, [StreamPart(9, end=True, digest=good)])
            assert self.bulk.stream_done(), "brought nothing forward"
            sizes.append(len(wants))
        return sizes

    def wrong(self):
        return {m for m, h in self.replica.state.matters.items() if h.doubt == 2}


def forged_title(entry):
    return WireEntry(entry.e, msgspec.Raw(bytes(entry.d).replace("题".encode(), "提".encode())), entry.n)


def test_many_doubted_for_one_wrong_digest_come_in_a_few_streams():
    many = Many(set())
    assert many.run() == [64, 64, 64, 8]
    assert many.wrong() == set()


def test_the_one_that_is_wrong_is_found_by_halves():
    many = Many({"m077"})
    sizes = many.run()
    assert many.wrong() == {"m077"}
    assert not any(h.doubt == 1 for h in many.replica.state.matters.values())
    assert len(sizes) < 25


def test_several_that_are_wrong_are_all_found_and_no_other():
    liars = {"m000", "m001", "m100", "m199"}
    many = Many(liars)
    assert len(many.run()) < 70
    assert many.wrong() == liars


def shown(bulk, matter):
    return [bytes(s.data) for s in bulk.stores.library.stored(MatterId(matter))]


def doubting(bulk, matter):
    """First contact is over, and this one matter of three entries is here and doubted; the stream that asks again."""
    bulk.turn(bulk.engine.errands(0.0)[0])
    with bulk.stores.replica.page() as page:
        for m, entries in RECORDS.items():
            for v, entry in enumerate(entries, 1):
                page.put_entry(m, v, entry)
        page.doubt(matter)
    bulk.engine.look()
    return next(e for e in bulk.engine.errands(0.0) if e.channel is Channel.BULK)


def test_a_doubted_record_stays_whole_on_the_screen_until_all_of_it_is_here_again(made):
    bulk = made()
    before = [bytes(e.d) for e in RECORDS["b"]]
    errand = doubting(bulk, "b")
    assert errand.call.request.wants == [("b", 0)]
    bulk.engine.arrived(errand, [StreamPart(9, "b", 3, 2, RECORDS["b"][:2])])
    assert shown(bulk, "b") == before
    bulk.engine.failed(errand, Fault(Trouble.LINK))
    assert shown(bulk, "b") == before
    assert not bulk.good()["b"]
    bulk.run()
    assert bulk.good()["b"]


def test_what_came_live_after_a_doubted_record_stays_behind_its_new_lines(made):
    bulk = made()
    errand = doubting(bulk, "b")
    with bulk.stores.replica.page() as page:
        page.put_entry("b", 4, wire("b", 4))
    for part in (RECORDS["b"][:2], RECORDS["b"][2:]):
        bulk.engine.arrived(errand, [StreamPart(9, "b", 3, 2, part)])
        assert len(shown(bulk, "b")) == 4
    bulk.engine.arrived(errand, [StreamPart(9, end=True, digest=record.digest([head("b")]))])
    assert bulk.good()["b"]
