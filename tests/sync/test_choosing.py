"""Which original comes next, and what is broken off for it: the engine by hand."""

import hashlib
from datetime import datetime

import pytest

from oa_client.app.lineuse import LineUse, Original, Rank
from oa_client.app.standing import Phase
from oa_client.domain.calendar import BEIJING
from oa_client.domain.matter import MatterId
from oa_client.protocol.messages import FileState, Header
from oa_client.sync.engine import Engine
from oa_client.sync.errands import Channel, Fault, Fetch, FetchLight, SendPart, Stream, Trouble
from oa_client.sync.state import Policy
from tests.sync.test_engine import Desk, Most, problem

MB = 1024 * 1024
CUT = Fault(Trouble.LINK, "cut")
NIGHT = LineUse(night=(0, 6))


class Shelf:
    """Originals of what waits for me, as the store would list them."""

    def __init__(self):
        self.pressing, self.others, self.bodies, self.older = [], [], [], []

    def urgent(self):
        return tuple(self.pressing)

    def rest(self):
        return tuple(self.others)

    def texts(self):
        return tuple(self.bodies)

    def is_text(self, sha256):
        return any(one.sha256 == sha256 for one in (*self.bodies, *self.older))


def original(name, data=b"", *, size=0):
    """An attachment of this content, or of this size with no content at hand."""
    return Original(hashlib.sha256(data or name.encode()).hexdigest(), MatterId(f"m-{name}"), name, size or len(data))


class Office(Desk):
    """A desk with a shelf, at an hour of the day."""

    def __init__(self, hour=12, use=NIGHT):
        super().__init__()
        self.shelf = Shelf()
        self.engine = Engine(self.outbox, self.replica, self.files, self.clock, Most(), Policy(), self.shelf)
        self.clock.shift = int(datetime(2026, 11, 22, hour, tzinfo=BEIJING).timestamp()) - self.clock.now()
        self.engine.use(use)
        self.connected()

    @property
    def bulk(self):
        self.engine.look()
        return self.errand(Channel.BULK)

    def ask_for(self, one):
        self.files.want(one.sha256, one.matter, one.size)
        self.engine.look()


BIG = original("大件.zip", size=3 * MB)
SCAN = original("扫描.pdf", size=3 * MB)
SMALL = original("小件.docx", size=200_000)
OTHER = original("另件.docx", size=100_000)
THIRD = original("三件.docx", size=100_000)


def fetch(one, rank, at=0):
    return Fetch(one.sha256, one.matter, at, one.size, rank)


def test_asked_for_before_urgent_before_the_rest():
    desk = Office(hour=3)
    desk.shelf.pressing, desk.shelf.others = [BIG], [OTHER]
    desk.files.want(SMALL.sha256, SMALL.matter, SMALL.size)
    order = []
    while errand := desk.bulk:
        order.append(errand.call)
        desk.engine.failed(errand, problem(404, "not_visible"))
    assert order == [fetch(SMALL, Rank.NOW), fetch(BIG, Rank.SOON), fetch(OTHER, Rank.LATE)]


def test_by_day_the_rest_stays_away_until_it_is_asked_for():
    desk = Office()
    desk.shelf.others = [OTHER]
    assert desk.bulk is None
    desk.ask_for(OTHER)
    assert desk.bulk.call == fetch(OTHER, Rank.NOW)


def test_the_night_begins_by_itself_and_ends_what_it_began():
    desk = Office(hour=23)
    desk.shelf.others = [OTHER]
    assert desk.bulk is None
    assert desk.engine.wake_at() == desk.clock.monotonic() + 3600
    assert desk.state.next_try == 0, "that is no attempt at a line which failed"
    desk.clock.seconds = desk.engine.wake_at()
    errand = desk.errand(Channel.BULK)
    assert errand.call.rank is Rank.LATE
    desk.engine.arrived(errand, b"x" * 70_000)
    assert desk.engine.unwanted() == ()
    desk.clock.seconds = desk.engine.wake_at()
    desk.engine.errands(desk.clock.monotonic())
    assert desk.engine.unwanted() == (errand,)
    desk.engine.failed(errand, CUT)
    assert desk.errand(Channel.BULK) is None
    assert desk.state.phase is Phase.IDLE


def test_a_line_that_failed_of_what_may_not_come_any_more_is_not_down():
    desk = Office(hour=3)
    desk.shelf.others = [OTHER]
    desk.engine.failed(desk.bulk, CUT)
    assert desk.state.phase is Phase.OFFLINE
    desk.engine.use(LineUse())
    desk.clock.seconds += 10
    assert desk.errand(Channel.BULK) is None
    assert (desk.state.phase, desk.state.problem) == (Phase.IDLE, "")
    assert desk.engine.wake_at() == float("inf")


@pytest.mark.parametrize(("first", "better"), [("rest", "asked"), ("rest", "urgent"), ("urgent", "asked")])
def test_what_is_wanted_sooner_breaks_off_what_can_wait_and_that_goes_on_where_it_was(first, better):
    desk = Office(hour=3)
    (desk.shelf.others if first == "rest" else desk.shelf.pressing).append(OTHER)
    errand = desk.bulk
    desk.engine.arrived(errand, b"x" * 40_000)
    assert desk.engine.unwanted() == ()
    if better == "asked":
        desk.ask_for(SMALL)
    else:
        desk.shelf.pressing.append(SMALL)
        desk.engine.look()
    assert desk.engine.unwanted() == (errand,)
    assert desk.engine.unwanted() == (errand,), "said until it is broken off"
    desk.engine.failed(errand, CUT)
    sooner = desk.errand(Channel.BULK)
    assert sooner.call.sha256 == SMALL.sha256
    desk.engine.failed(sooner, problem(404, "not_visible"))
    assert desk.bulk.call == fetch(OTHER, errand.call.rank, 40_000)


def test_the_file_on_the_line_is_not_broken_off_by_being_asked_for_itself():
    desk = Office()
    desk.shelf.pressing = [SMALL, OTHER]
    errand = desk.bulk
    assert errand.call == fetch(SMALL, Rank.SOON)
    desk.ask_for(SMALL)
    assert desk.engine.unwanted() == ()
    desk.ask_for(OTHER)
    assert desk.engine.unwanted() == (), "two that are wanted now come one after the other"


def test_words_and_my_own_files_go_before_what_nobody_asked_for(tmp_path):
    desk = Office()
    desk.shelf.pressing = [SMALL]
    with desk.replica.page() as page:
        page.say_seen("a", 5, 1)
        page.put_header(Header("a", 1, full=True))
    (tmp_path / "f").write_bytes(b"y" * 1000)
    ref = desk.outbox.add_file(tmp_path / "f", "f.bin")
    desk.say("7-1", files=[{"sha256": ref.sha256, "name": ref.name, "size": ref.size}])
    stream = desk.bulk
    assert isinstance(stream.call, Stream)
    desk.engine.failed(stream, CUT)
    with desk.replica.page() as page:
        page.forget("a", 9)
    desk.engine.kick()
    part = desk.errand(Channel.BULK)
    assert isinstance(part.call, SendPart)
    desk.engine.failed(part, problem(413, "quota"))
    assert desk.bulk.call == fetch(SMALL, Rank.SOON)


def test_while_the_names_of_all_are_not_here_only_what_is_asked_for_comes():
    desk = Office()
    desk.shelf.pressing = [SMALL]
    with desk.replica.page() as page:
        page.set_walk(("upto", 0, 11), "")
    desk.engine._feed = None
    assert desk.bulk is None
    desk.ask_for(OTHER)
    assert desk.bulk.call == fetch(OTHER, Rank.NOW)


def test_what_is_here_or_mine_does_not_come_again(tmp_path):
    data = b"z" * 5000
    here, mine = original("here", data), original("mine", b"w" * 6000)
    desk = Office(hour=3)
    desk.files.append(here.sha256, 0, data)
    assert desk.files.finish(here.sha256, here.size)
    (tmp_path / "mine").write_bytes(b"w" * 6000)
    assert desk.outbox.add_file(tmp_path / "mine", "mine").sha256 == mine.sha256
    desk.shelf.pressing, desk.shelf.others = [here, mine], [here, mine]
    assert desk.bulk is None


def test_on_a_metered_line_large_originals_stay_away_and_scans_come_light():
    desk = Office(hour=3, use=LineUse(metered=True, night=(0, 6)))
    desk.shelf.pressing, desk.shelf.others = [BIG, SCAN, SMALL], [OTHER]
    small = desk.bulk
    assert small.call == fetch(SMALL, Rank.SOON)
    desk.engine.failed(small, problem(404, "not_visible"))
    light = desk.bulk
    assert light.call == FetchLight(SCAN.sha256, SCAN.matter, 0)
    desk.engine.failed(light, problem(404, "not_visible"))
    assert desk.bulk is None
    desk.ask_for(BIG)
    assert desk.bulk.call == fetch(BIG, Rank.NOW)


def test_turning_metered_on_breaks_off_what_came_by_itself_and_not_what_was_asked_for():
    desk = Office()
    desk.shelf.pressing = [BIG]
    errand = desk.bulk
    desk.engine.use(LineUse(metered=True))
    assert desk.engine.unwanted() == (errand,)
    desk.engine.failed(errand, CUT)
    assert desk.errand(Channel.BULK) is None
    assert desk.state.phase is Phase.IDLE
    desk.ask_for(BIG)
    asked = desk.errand(Channel.BULK)
    assert asked.call.rank is Rank.NOW
    assert desk.engine.unwanted() == ()


def test_held_attachments_are_held_whoever_wants_them():
    desk = Office(hour=3)
    desk.shelf.pressing, desk.shelf.others = [SMALL], [OTHER]
    desk.engine.hold_files(held=True)
    assert desk.bulk is None


def test_under_a_cap_a_part_up_is_no_longer_on_its_way_than_a_part_should_be(tmp_path):
    desk = Office(use=LineUse(cap=16 * 1024))
    (tmp_path / "f").write_bytes(b"y" * MB)
    ref = desk.outbox.add_file(tmp_path / "f", "f.bin")
    desk.say("7-1", files=[{"sha256": ref.sha256, "name": ref.name, "size": ref.size}])
    at, lengths = 0, []
    for _ in range(3):
        errand = desk.bulk
        lengths.append(len(errand.call.data))
        at += lengths[-1]
        desk.engine.delivered(errand, FileState(at, MB))
    assert lengths == [64 * 1024] * 3, "four seconds of 16 KB each"
    desk.engine.use(LineUse())
    assert len(desk.bulk.call.data) > 64 * 1024


TEXT = original("正文.json", size=60_000)
OLD_TEXT = original("旧稿.json", size=50_000)


def test_a_text_comes_before_whatever_is_a_file_and_breaks_off_the_large_one_somebody_waits_for():
    desk = Office()
    desk.ask_for(BIG)
    errand = desk.bulk
    assert errand.call == fetch(BIG, Rank.NOW)
    desk.engine.arrived(errand, b"x" * 40_000)
    assert desk.engine.unwanted() == ()
    desk.shelf.bodies = [TEXT]
    desk.engine.look()
    assert desk.engine.unwanted() == (errand,)
    desk.engine.failed(errand, CUT)
    text = desk.errand(Channel.BULK)
    assert text.call == fetch(TEXT, Rank.TEXT)
    desk.engine.failed(text, problem(404, "not_visible"))
    assert desk.bulk.call == fetch(BIG, Rank.NOW, 40_000)


def test_a_text_comes_on_a_metered_line_and_while_attachments_are_held_and_nothing_breaks_it_off():
    desk = Office(use=LineUse(metered=True))
    desk.shelf.bodies, desk.shelf.pressing = [TEXT], [BIG]
    desk.ask_for(SMALL)
    desk.engine.hold_files(held=True)
    errand = desk.bulk
    assert errand.call == fetch(TEXT, Rank.TEXT)
    desk.engine.arrived(errand, b"x" * 4_000)
    desk.engine.look()
    assert desk.engine.unwanted() == ()


def test_an_earlier_version_of_a_text_comes_when_somebody_looks_and_then_as_a_text():
    desk = Office()
    desk.shelf.older = [OLD_TEXT]
    assert desk.bulk is None
    desk.ask_for(BIG)
    desk.ask_for(OLD_TEXT)
    desk.ask_for(OTHER)
    assert desk.bulk.call == fetch(OLD_TEXT, Rank.TEXT)


def test_when_a_text_is_here_whoever_shows_its_matter_hears_of_it():
    data = b"{}" * 20_000
    body = original("正文.json", data)
    desk = Office()
    desk.shelf.bodies = [body]
    errand = desk.bulk
    desk.engine.arrived(errand, data)
    desk.engine.take_changes()
    desk.engine.delivered(errand, None)
    assert desk.engine.take_changes().matters == {body.matter}


def test_a_text_of_mine_goes_up_before_my_attachments_and_breaks_off_what_comes_down(tmp_path):
    desk = Office()
    (tmp_path / "f").write_bytes(b"y" * 5 * MB)
    large = desk.outbox.add_file(tmp_path / "f", "f.bin")
    desk.say("7-1", files=[{"sha256": large.sha256, "name": large.name, "size": large.size}])
    first = desk.bulk
    assert first.call.sha256 == large.sha256
    text = "甲" * 20_000
    ref = desk.outbox.add_text(text, "正文.json")
    desk.say("7-2", body_file=[{"sha256": ref.sha256, "name": ref.name, "size": ref.size}])
    desk.engine.delivered(first, FileState(len(first.call.data), large.size))
    sent = b""
    while sent != text.encode():
        part = desk.bulk
        assert (part.call.sha256, part.call.at) == (ref.sha256, len(sent))
        sent += part.call.data
        desk.engine.delivered(part, FileState(len(sent), ref.size, stored=len(sent) == ref.size))
    assert desk.bulk.call.sha256 == large.sha256, "then the attachment goes on"


def test_a_text_of_mine_does_not_wait_for_a_large_file_on_its_way_down():
    desk = Office()
    desk.ask_for(BIG)
    errand = desk.bulk
    ref = desk.outbox.add_text("乙" * 20_000, "正文.json")
    desk.say("7-2", body_file=[{"sha256": ref.sha256, "name": ref.name, "size": ref.size}])
    desk.engine.look()
    assert desk.engine.unwanted() == (errand,)
    desk.engine.failed(errand, CUT)
    assert desk.errand(Channel.BULK).call.sha256 == ref.sha256
