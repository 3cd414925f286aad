"""A command names a track by its number; whoever it meant then is who it is about, or nobody."""

import msgspec

from oa_client.app.acting import Acting, Kept
from oa_client.app.bodies import Texts
from oa_client.app.ports import Standing
from oa_client.domain.decision import Command
from oa_client.domain.kinds import Kinds
from oa_client.domain.matter import MatterId
from oa_client.domain.people import PostId
from oa_client.sync.upward import command_up
from tests.fakes.memory import MemoryFiles
from tests.sync.office import Office

READERS = {"mode": "parallel", "purpose": "information", "readers": [["p2"], ["p3"]]}


class Desk:
    """A device's own acts, judged as on the screen."""

    def __init__(self, device):
        self.device = device
        self.acting = Acting(device.outbox, device.clock, texts=Texts(device.outbox, MemoryFiles()), kinds=Kinds())

    def act(self, matter, action, track=None, **fields):
        kept = self.acting.act(self.device.rules(), self.device.shows(matter), action, fields, track=track, undo=0)
        assert isinstance(kept, Kept), kept
        self.device.engine.look()
        return kept.n

    def track_of(self, matter, holder):
        return next(t.id for t in self.device.shows(matter).matter.tracks if t.holder == holder)


def two_clerks():
    """One circulation on two devices of the same clerk; both add a reader without hearing of the other."""
    office = Office()
    here, there = (Desk(d) for d in office.devices[:2])
    office.rest()
    matter = office.do(here.device, "circulate", kind="circulation", title="通知", **READERS)
    office.rest()
    there.act(matter, "add_reader", reader=["o9"], place="parallel")
    here.act(matter, "add_reader", reader=["o1"], place="parallel", note="请主任阅")
    assert here.track_of(matter, "o1") == there.track_of(matter, "o9") == 2
    return office, here, there, matter


def test_another_readers_track_under_the_same_number_is_left_alone():
    office, here, there, matter = two_clerks()
    n = here.act(matter, "skip", track=2, reason="主任出差")
    office.rest(there.device)
    office.rest()
    states = {t.holder: t.state for t in here.device.shows(matter).matter.tracks}
    assert states == {"p2": "delivered", "p3": "delivered", "o9": "delivered", "o1": "delivered"}
    (refused,) = here.device.outbox.refused()
    assert (refused.n, refused.code) == (n, "changed_since")
    assert refused.facts == {"action": "skip", "track": 2, "holder": "o1"}


def test_the_words_come_back_into_their_form():
    office, here, there, matter = two_clerks()
    n = here.act(matter, "skip", track=2, reason="主任出差")
    office.rest(there.device)
    office.rest()
    assert here.acting.rework(n).standing is Standing.REFUSED
    assert here.device.outbox.draft(f"act/{matter}/skip").data["fields"] == {"reason": "主任出差"}
    here.act(matter, "skip", track=here.track_of(matter, "o1"), reason="主任出差")
    office.rest()
    states = {t.holder: t.state for t in here.device.shows(matter).matter.tracks}
    assert (states["o9"], states["o1"]) == ("delivered", "skipped")
    assert here.device.outbox.refused() == ()


def test_tracks_named_in_a_field_are_held_to_their_holders_too():
    office, here, there, matter = two_clerks()
    n = here.act(matter, "urge_reading", tracks=[0, 2], note="请今天阅完")
    office.rest(there.device)
    office.rest()
    (refused,) = here.device.outbox.refused()
    assert (refused.n, refused.code, refused.facts["holder"]) == (n, "changed_since", "o1")


def test_nobody_in_between_and_it_is_as_before():
    office, here, _, matter = two_clerks()
    here.act(matter, "skip", track=2, reason="主任出差")
    here.act(matter, "urge_reading", tracks=[0, 1])
    office.rest(here.device)
    assert here.device.outbox.refused() == ()
    states = {t.holder: t.state for t in here.device.shows(matter).matter.tracks}
    assert states["o1"] == "skipped"


def test_a_command_of_an_older_client_is_taken_by_its_number_and_travels_as_it_did():
    office, here, there, matter = two_clerks()
    old = Command(MatterId(matter), "circulation", "skip", {"reason": "出差"}, track=2, edition=1)
    kept = here.device.outbox.queue(old, PostId(1), office.clock.now())
    assert b"holders" not in msgspec.json.encode(command_up(kept))
    office.rest(there.device)
    office.rest()
    states = {t.holder: t.state for t in here.device.shows(matter).matter.tracks}
    assert states["o9"] == "skipped"
