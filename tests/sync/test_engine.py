"""The engine by hand: no link at all, every answer and silence is given by the test."""

import hashlib
import random
from dataclasses import replace

import msgspec
import pytest

from oa_client.app.ports import NoRoom, Session, Standing
from oa_client.app.standing import Phase
from oa_client.domain.decision import Command
from oa_client.domain.matter import MatterId
from oa_client.domain.people import PersonId, PostId
from oa_client.protocol import patch, record
from oa_client.protocol.messages import (
    EntryItem,
    FileState,
    ForgetItem,
    Header,
    MattersRequest,
    Outcome,
    RowItem,
    StreamPart,
    SyncReply,
    WalkAsk,
    WalkPage,
    Woken,
)
from oa_client.sync.engine import Engine
from oa_client.sync.errands import Channel, Fault, Fetch, SendPart, Stream, Trouble, Wait
from oa_client.sync.state import Policy
from tests.fakes.memory import MemoryFiles, MemoryOutbox, MemoryReplica
from tests.sync.office import Clock
from tests.sync.test_store_contract import wire

LINK = Fault(Trouble.LINK)


def problem(status, code="busy", **more):
    return Fault(Trouble.PROBLEM, code, status, **more)


class Most:
    """Chance at its upper end, so that bounds can be read off."""

    def uniform(self, a, b):
        return b


class Desk:
    """Stores and an engine over them; the centre is the test."""

    def __init__(self, policy=None):
        self.clock = Clock()
        self.outbox = MemoryOutbox(Session("", "wang", PersonId(1), "王", 7, "token"))
        self.replica = MemoryReplica()
        self.files = MemoryFiles()
        policy = policy or Policy()
        self.engine = Engine(self.outbox, self.replica, self.files, self.clock, Most(), policy)
        self.seq = 10
        self.given = {}

    def errand(self, channel=Channel.CONTROL):
        """The errand the engine gives on this channel now."""
        self.given |= {e.channel: e for e in self.engine.errands(self.clock.monotonic())}
        return self.given.pop(channel, None)

    def next(self, channel=Channel.CONTROL):
        """The errand on this channel, waiting for it if need be."""
        errand = self.errand(channel)
        if errand is None:
            self.clock.seconds = max(self.clock.seconds, self.engine.wake_at())
            errand = self.errand(channel)
        return errand

    def reply(self, errand, **more):
        request = errand.call.request
        self.seq += 1
        given = {
            "epoch": 5,
            "now": 0,
            "as_of": self.seq,
            "position": (self.seq, 9, ""),
            "since": request.position,
            "outcomes": [Outcome(c.n, "a", v=1) for c in request.commands],
        }
        return SyncReply(**(given | more))

    def connected(self):
        """First contact is over, nothing is open."""
        errand = self.errand()
        self.engine.delivered(errand, self.reply(errand))
        return self

    def holds(self, *matters):
        """These are here, as headers."""
        with self.replica.page() as page:
            for matter in matters:
                page.say_seen(matter, self.seq, 1)
                page.put_header(Header(matter, 1, full=False))

    def read(self, *matters, kind="read"):
        """Marks of reading, in this order."""
        for matter in matters:
            self.outbox.queue_row(kind, matter, {"at": 1})
        self.engine.look()

    def rows_sent(self, **more):
        """The rows the next turn carries up; the centre takes them."""
        errand = self.errand()
        self.engine.delivered(errand, self.reply(errand, **more))
        return [row.key for row in errand.call.request.rows]

    def say(self, matter="7-99", *, undo=0, **fields):
        now = self.clock.now()
        command = Command(MatterId(matter), "circulation", "add_note", fields or {"opinion": "好"}, edition=1)
        pending = self.outbox.queue(command, PostId(1), now, not_before=now + undo if undo else 0)
        self.engine.look()
        return pending.n

    def sent(self):
        """What the next turn carries up, answered with yes."""
        errand = self.errand()
        numbers = [c.n for c in errand.call.request.commands]
        self.engine.delivered(errand, self.reply(errand))
        return numbers

    def sent_next(self):
        """What the next turn carries up, waiting for it if need be, answered with yes."""
        errand = self.next()
        self.engine.delivered(errand, self.reply(errand))
        return [c.n for c in errand.call.request.commands]

    @property
    def state(self):
        return self.engine.state()


def turns(desk, many):
    """The requests of so many turns that go through."""
    for _ in range(many):
        errand = desk.next()
        yield errand.call.request
        outcomes = [Outcome(c.n, "a", v=1, receipt="r") for c in errand.call.request.commands]
        desk.engine.delivered(errand, desk.reply(errand, outcomes=outcomes))


@pytest.fixture
def desk():
    return Desk().connected()


class TestTurns:
    def test_first_contact_carries_no_commands(self):
        desk = Desk()
        desk.say()
        request = desk.errand().call.request
        assert (request.epoch, request.position, request.commands) == (0, None, [])

    def test_one_turn_at_a_time(self):
        desk = Desk()
        assert desk.errand() is not None
        assert desk.errand() is None

    def test_nothing_to_do_is_idle_and_a_full_pass(self, desk):
        assert desk.errand() is None
        assert desk.state.phase is Phase.IDLE
        assert desk.state.last_full_pass == desk.clock.now()

    def test_commands_go_in_their_order(self, desk):
        numbers = [desk.say(f"7-{i % 3}") for i in range(5)]
        assert desk.sent() == numbers
        assert [p.standing for p in desk.outbox.pending()] == [Standing.ACCEPTED] * 5

    def test_a_lost_turn_is_sent_again_the_same(self, desk):
        desk.say()
        first = desk.errand()
        desk.engine.failed(first, LINK)
        assert desk.errand() is None
        assert desk.state.phase is Phase.OFFLINE
        desk.clock.seconds = desk.engine.wake_at()
        again = desk.errand()
        assert msgspec.json.encode(again.call.request.commands) == msgspec.json.encode(first.call.request.commands)
        assert again.id != first.id

    def test_a_late_reply_changes_nothing(self, desk):
        desk.say()
        first = desk.errand()
        reply = desk.reply(first)
        desk.engine.failed(first, LINK)
        desk.engine.delivered(first, reply)
        assert desk.outbox.pending()[0].standing is Standing.SENT
        assert desk.replica.feed().position == (11, 9, "")

    def test_a_later_holds_back_only_its_own_matter(self, desk):
        first, second, other = desk.say("7-1"), desk.say("7-1"), desk.say("7-2")
        errand = desk.errand()
        outcomes = [
            Outcome(first, "l", code="files_missing"),
            Outcome(second, "l", code="behind"),
            Outcome(other, "a", v=1),
        ]
        desk.engine.delivered(errand, desk.reply(errand, outcomes=outcomes))
        third = desk.say("7-3")
        assert desk.sent() == [third]
        assert desk.errand() is None
        desk.clock.seconds = desk.engine.wake_at()
        assert desk.sent() == [first, second]

    def test_what_may_be_taken_back_waits(self, desk):
        n = desk.say("61-1", undo=10)  # not its own, though the counter is the same
        behind = desk.say("61-1")
        assert desk.errand() is None
        assert desk.engine.wake_at() == 10.0
        assert desk.outbox.withdraw(n)
        desk.engine.look()
        assert desk.sent() == [behind]

    def test_the_undo_time_ends(self, desk):
        n = desk.say("7-1", undo=10)
        assert desk.errand() is None
        desk.clock.seconds = 10.0
        assert desk.sent() == [n]

    def test_a_clock_put_back_does_not_hold_a_command_for_years(self, desk):
        n = desk.say("7-1", undo=10)
        desk.clock.shift = -10 * 365 * 86_400
        assert desk.sent() == [n]

    def test_taken_back_between_choosing_and_sending_is_not_sent(self, desk):
        n = desk.say("7-1")
        mark = desk.outbox.mark_sent

        def mark_too_late(numbers):
            desk.outbox.withdraw(n)
            mark(numbers)

        desk.outbox.mark_sent = mark_too_late
        assert desk.errand().call.request.commands == []

    def test_rows_are_ticked_off_unless_changed_again(self, desk):
        desk.holds("7-1", "7-2")
        desk.outbox.queue_row("read", "7-1", {"at": 1})
        desk.outbox.queue_row("read", "7-2", {"at": 1})
        desk.engine.look()
        errand = desk.errand()
        desk.outbox.queue_row("read", "7-2", {"at": 2})
        desk.engine.delivered(errand, desk.reply(errand))
        assert [(r.key, r.data["at"]) for r in desk.outbox.pending_rows(9)] == [("7-2", 2)]

    def test_a_turn_is_not_larger_than_agreed(self):
        desk = Desk(Policy(batch=50, batch_bytes=4000)).connected()
        for _ in range(6):
            desk.say("7-1", opinion="字" * 500)
        assert [(len(one.commands), one.more) for one in turns(desk, 3)] == [(2, True), (2, True), (2, False)]

    def test_a_turn_without_the_one_that_is_suspected_says_that_there_is_more(self):
        desk = Desk(Policy(batch=1)).connected()
        desk.say("7-1")
        desk.engine.failed(desk.next(), problem(400))
        assert [(len(one.commands), one.more) for one in turns(desk, 2)] == [(0, True), (1, False)]

    def test_more_is_asked_for_at_once(self, desk):
        desk.engine.kick()
        errand = desk.errand()
        desk.engine.delivered(errand, desk.reply(errand, more=True))
        assert desk.errand() is not None

    def test_settles_at_start_what_the_replica_proves(self, desk):
        n = desk.say("7-99")
        with desk.replica.page() as page:
            page.put_entry("7-99", 1, wire("7-99", 1, n, action="add_note", fields={"opinion": "好"}))
        again = Engine(desk.outbox, desk.replica, desk.files, desk.clock, Most(), Policy())
        assert [e.channel for e in again.errands(0.0)] == [Channel.CONTROL]
        assert desk.outbox.pending() == ()

    def test_a_full_disk_keeps_the_place(self, desk):
        desk.say()
        errand = desk.errand()

        def full():
            raise NoRoom

        desk.replica.page = full
        desk.engine.delivered(errand, desk.reply(errand))
        del desk.replica.page
        assert desk.state.problem == "no_room_to_sync"
        assert desk.replica.feed().position == (11, 9, "")
        desk.clock.seconds = desk.engine.wake_at()
        assert len(desk.sent()) == 1


class TestRows:
    """The centre drops what somebody marks in a matter that it does not show him."""

    @pytest.mark.parametrize("kind", ["read", "receipt"])
    def test_a_mark_waits_until_its_matter_is_here(self, desk, kind):
        desk.read("7-1", kind=kind)
        assert desk.errand() is None
        assert (desk.state.settled, desk.state.stuck, desk.engine.wake_at()) == (True, 0, float("inf"))
        desk.engine.kick()
        entry = wire("7-1", 1, 9)
        item = EntryItem(12, "7-1", 1, entry)
        digest = record.digest([bytes(entry.e), bytes(entry.d)])
        assert desk.rows_sent(live=[item], digest=digest) == []
        assert desk.rows_sent() == ["7-1"]
        assert desk.outbox.pending_rows(9) == ()
        assert desk.errand() is None

    def test_a_mark_in_what_i_open_myself_goes_when_that_is_here(self, desk):
        matter = desk.outbox.queue(Command(MatterId(""), "circulation", "circulate", {}), PostId(1), 0).command.matter
        desk.read(matter)
        assert desk.rows_sent() == []
        desk.holds(matter)
        desk.engine.look()
        assert desk.rows_sent() == [matter]

    def test_a_mark_in_what_a_stream_brings_goes_after_it(self, desk):
        desk.read("a")
        assert desk.errand() is None
        desk.holds("b")
        desk.replica.want_full("b")
        desk.engine.look()
        errand = desk.errand(Channel.BULK)
        desk.engine.arrived(errand, [StreamPart(12, m, 1, 1, [wire(m, 1)]) for m in ("a", "b")])
        desk.engine.delivered(errand, None)
        assert desk.rows_sent() == ["a"]

    def test_marks_that_wait_hold_nothing_back(self, desk):
        away = [f"9-{n}" for n in range(500)]
        desk.read(*away)
        desk.holds("7-1", "7-2")
        desk.outbox.queue_row("settings", "ui", {})
        desk.read("7-1", *away[:200], "7-2")
        assert desk.rows_sent() == ["ui", "7-1", "7-2"]
        assert desk.errand() is None
        assert len(desk.outbox.pending_rows(999)) == 500
        desk.holds(*away)
        desk.engine.look()
        found = []
        while errand := desk.errand():
            found += [row.key for row in errand.call.request.rows]
            desk.engine.delivered(errand, desk.reply(errand))
        assert found == [*away[200:], *away[:200]]

    def test_a_mark_in_what_is_gone_meanwhile_waits_for_it_to_come_back(self, desk):
        desk.holds("7-1", "7-2")
        desk.read("7-1", "7-2")
        assert desk.rows_sent(live=[ForgetItem(12, "7-1")]) == ["7-1", "7-2"]
        assert [r.key for r in desk.outbox.pending_rows(9)] == ["7-1"]
        assert desk.errand() is None
        assert desk.state.settled
        desk.holds("7-1")
        desk.engine.look()
        assert desk.rows_sent() == ["7-1"]

    def test_in_a_backlog_nobody_knows_what_is_gone_and_marks_go_again_at_its_end(self, desk):
        desk.holds("7-1", "7-2")
        desk.read("7-1", "7-2")
        assert desk.rows_sent(more=True) == ["7-1", "7-2"]
        assert desk.rows_sent(more=True) == []
        assert desk.rows_sent(live=[ForgetItem(12, "7-1")]) == []
        assert desk.rows_sent() == ["7-2"]
        assert [r.key for r in desk.outbox.pending_rows(9)] == ["7-1"]
        assert desk.errand() is None


class TestPatience:
    def test_backing_off_doubles_to_five_minutes(self, desk):
        waits = []
        desk.engine.kick()
        for _ in range(10):
            desk.engine.failed(desk.errand(), LINK)
            waits.append(desk.engine.wake_at() - desk.clock.seconds)
            desk.clock.seconds = desk.engine.wake_at()
        assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]

    @pytest.mark.parametrize("act", ["kick", "success"])
    def test_a_click_or_success_begins_anew(self, desk, act):
        desk.engine.kick()
        for _ in range(5):
            desk.engine.failed(desk.errand(), LINK)
            desk.clock.seconds = desk.engine.wake_at()
        if act == "success":
            desk.sent()
        desk.engine.kick()
        desk.engine.failed(desk.errand(), LINK)
        assert desk.engine.wake_at() - desk.clock.seconds == 2

    def test_the_centre_may_ask_for_time(self, desk):
        desk.engine.kick()
        desk.engine.failed(desk.errand(), problem(503, after=120.0))
        assert desk.engine.wake_at() - desk.clock.seconds == 122

    def test_a_portal_is_probed_each_minute_and_nothing_of_it_is_used(self, desk):
        desk.say()
        for _ in range(3):
            desk.engine.failed(desk.errand(), Fault(Trouble.PORTAL))
            assert desk.state.phase is Phase.PORTAL
            assert desk.engine.wake_at() - desk.clock.seconds == 60
            desk.clock.seconds = desk.engine.wake_at()
        assert desk.sent() == [1]
        assert desk.state.phase is not Phase.PORTAL

    @pytest.mark.parametrize(
        ("status", "code", "phase"),
        [
            (401, "token", Phase.NEEDS_SIGN_IN),
            (403, "locked", Phase.LOCKED),
            (426, "protocol", Phase.UPGRADE),
        ],
    )
    def test_some_answers_stop_everything_until_somebody_acts(self, desk, status, code, phase):
        desk.say()
        desk.engine.failed(desk.errand(), problem(status, code))
        assert desk.state.phase is phase
        desk.clock.seconds += 10_000
        assert desk.engine.errands(desk.clock.monotonic()) == []
        assert desk.engine.wake_at() == float("inf")
        desk.engine.kick()
        assert (desk.errand() is None) == (phase is Phase.UPGRADE)

    def test_nobody_signed_in(self):
        desk = Desk()
        desk.outbox._session = None
        assert desk.errand() is None
        assert desk.state.phase is Phase.NEEDS_SIGN_IN

    def test_paused_and_resumed(self, desk):
        desk.engine.pause()
        desk.say()
        assert desk.errand() is None
        assert desk.state.phase is Phase.PAUSED
        desk.engine.resume()
        assert desk.sent() == [1]


class TestPoison:
    def past(self, desk, bad, numbers, status):
        """Turns until everything but the bad one has arrived; how many."""
        arrived, turns = set(), 0
        while arrived != set(numbers) - {bad}:
            errand = desk.next()
            turns += 1
            carried = [c.n for c in errand.call.request.commands]
            if bad in carried:
                desk.engine.failed(errand, problem(status))
            else:
                arrived |= set(carried)
                desk.engine.delivered(errand, desk.reply(errand))
        return turns

    @pytest.mark.parametrize("status", [400, 413])
    def test_one_bad_command_among_a_thousand_is_parked_and_the_rest_arrives(self, status):
        desk = Desk().connected()
        numbers = [desk.say(f"7-{i}") for i in range(1000)]
        bad = numbers[411]
        assert self.past(desk, bad, numbers, status) < 80
        while bad not in desk.state.parked:
            errand = desk.next()
            if errand.call.request.commands:
                desk.engine.failed(errand, problem(status))
            else:
                desk.engine.delivered(errand, desk.reply(errand))
        assert desk.errand() is None
        assert desk.engine.wake_at() == float("inf")
        desk.engine.kick()
        assert desk.errand().call.request.commands[0].n == bad

    def test_one_the_centre_breaks_on_lets_the_rest_arrive_and_stays_queued(self):
        desk = Desk().connected()
        numbers = [desk.say(f"7-{i}") for i in range(1000)]
        bad = numbers[411]
        assert self.past(desk, bad, numbers, 500) < 60
        for _ in range(9):
            desk.engine.failed(desk.next(), problem(500))
        assert desk.state.parked == ()
        assert [p.n for p in desk.outbox.pending() if p.standing is not Standing.ACCEPTED] == [bad]
        assert [desk.sent_next(), desk.sent_next()] == [[], [bad]]

    @pytest.mark.parametrize("what", ["command", "row"])
    def test_one_thing_the_centre_breaks_on_stops_nothing_that_comes_down(self, what):
        desk = Desk().connected()
        if what == "command":
            desk.say()
        else:
            desk.outbox.queue_row("settings", "bad", {})
            desk.engine.look()
        came = []
        for turn in range(12):
            errand = desk.next()
            request = errand.call.request
            if request.commands or request.rows:
                desk.engine.failed(errand, problem(500))
                continue
            row = RowItem(turn, "person", str(turn), {"name": "新"})
            desk.engine.delivered(errand, desk.reply(errand, live=[row]))
            came.append(desk.state.stuck)
        assert came == [0, 0, 1, 1, 1, 1]
        assert {key for _, key in desk.replica.state.rows} == {str(turn) for turn in range(1, 12, 2)}
        assert desk.state.parked == ()
        assert not desk.state.settled
        desk.engine.kick()
        assert desk.state.stuck == 0

    def test_what_the_centre_broke_on_goes_up_when_it_is_mended(self, desk):
        n = desk.say()
        for _ in range(3):
            desk.engine.failed(desk.next(), problem(500))
            assert desk.sent_next() == []
        assert desk.state.stuck == 1
        assert desk.sent_next() == [n]
        assert desk.state.stuck == 0

    def test_one_passing_fault_parks_nothing(self, desk):
        n = desk.say()
        desk.engine.failed(desk.errand(), problem(500))
        assert desk.state.parked == ()
        assert desk.errand() is None
        assert [desk.sent_next(), desk.sent_next()] == [[], [n]]

    def test_refused_once_by_itself_is_tried_again(self, desk):
        n = desk.say()
        desk.engine.failed(desk.errand(), problem(400))
        assert desk.sent() == []
        assert desk.state.parked == ()
        errand = desk.next()
        assert [c.n for c in errand.call.request.commands] == [n]

    def test_a_parked_command_holds_back_its_own_matter(self):
        desk = Desk(Policy(batch=1)).connected()
        bad, behind = desk.say("7-1"), desk.say("7-1")
        for _ in range(3):
            desk.engine.failed(desk.next(), problem(400))
            assert desk.sent() == []
        assert desk.state.parked == (bad,)
        assert (desk.state.stuck, desk.state.settled) == (1, False)
        assert desk.errand() is None
        assert [p.n for p in desk.outbox.pending()] == [bad, behind]

    def test_an_outage_parks_nobody(self, desk):
        desk.say()
        for _ in range(6):
            desk.engine.failed(desk.next(), problem(500))
        assert desk.state.parked == ()
        assert desk.clock.seconds > 20

    def test_a_row_the_centre_cannot_digest_is_set_aside(self, desk):
        desk.outbox.queue_row("settings", "bad", {})
        desk.outbox.queue_row("settings", "good", {})
        desk.engine.look()
        while (errand := desk.errand()) or desk.engine.wake_at() < float("inf"):
            errand = errand or desk.next()
            if any(r.key == "bad" for r in errand.call.request.rows):
                desk.engine.failed(errand, problem(400))
            else:
                desk.engine.delivered(errand, desk.reply(errand))
        assert [r.key for r in desk.outbox.pending_rows(9)] == ["bad"]
        assert (desk.state.phase, desk.state.stuck, desk.state.settled) == (Phase.IDLE, 1, False)
        desk.engine.kick()
        assert desk.state.stuck == 0

    def test_refusals_of_a_row_that_went_through_at_last_do_not_count_any_more(self, desk):
        for _ in range(3):
            desk.outbox.queue_row("settings", "ui", {})
            desk.engine.look()
            for status in (400, 400, 0):
                errand = desk.next()
                while not errand.call.request.rows:
                    desk.engine.delivered(errand, desk.reply(errand))
                    errand = desk.next()
                if status:
                    desk.engine.failed(errand, problem(status))
                else:
                    desk.engine.delivered(errand, desk.reply(errand))
            assert desk.outbox.pending_rows(9) == ()
            assert desk.state.stuck == 0

    def test_what_fails_inside_the_centre_five_times_is_parked(self, desk):
        n = desk.say()
        for _ in range(5):
            errand = desk.next()
            desk.engine.delivered(errand, desk.reply(errand, outcomes=[Outcome(n, "l", code="internal")]))
        assert desk.state.parked == (n,)
        assert desk.errand() is None


class TestTakingBack:
    def later(self, desk, code="files_missing"):
        n = desk.say("7-1")
        errand = desk.errand()
        desk.engine.delivered(errand, desk.reply(errand, outcomes=[Outcome(n, "l", code=code)]))
        return n

    def ask_back(self, desk, n):
        assert desk.outbox.ask_back(n).standing is Standing.TAKING_BACK
        desk.engine.look()
        errand = desk.errand()
        assert [(c.n, c.void, c.action, c.fields) for c in errand.call.request.commands] == [(n, True, "", {})]
        return errand

    def test_it_stands_until_the_centre_says_so_and_then_comes_back_with_its_words(self, desk):
        n = self.later(desk)
        errand = self.ask_back(desk, n)
        assert [p.standing for p in desk.outbox.pending()] == [Standing.TAKING_BACK]
        desk.engine.delivered(errand, desk.reply(errand, outcomes=[Outcome(n, "r", code="withdrawn")]))
        (back,) = desk.outbox.refused()
        assert (back.n, back.code, back.command.fields) == (n, "withdrawn", {"opinion": "好"})
        assert desk.outbox.pending() == ()

    def test_a_lost_answer_is_asked_for_again(self, desk):
        n = self.later(desk)
        desk.engine.failed(self.ask_back(desk, n), LINK)
        again = Engine(desk.outbox, desk.replica, desk.files, desk.clock, Most(), Policy())
        (turn,) = [e for e in again.errands(0.0) if e.channel is Channel.CONTROL]
        assert [(c.n, c.void) for c in turn.call.request.commands] == [(n, True)]

    def test_too_late_it_stands_as_accepted(self, desk):
        n = self.later(desk)
        errand = self.ask_back(desk, n)
        desk.engine.delivered(errand, desk.reply(errand, outcomes=[Outcome(n, "a", v=4, receipt="r")]))
        assert [p.standing for p in desk.outbox.pending()] == [Standing.ACCEPTED]
        assert desk.outbox.ask_back(n) is None

    def test_a_centre_that_does_not_know_of_taking_back_loses_nothing_it_accepted(self, desk):
        n = self.later(desk)
        errand = self.ask_back(desk, n)
        said = [Outcome(n, "r", code="id_reuse", facts={"x": 1})]
        desk.engine.delivered(errand, desk.reply(errand, outcomes=said))
        assert desk.outbox.refused() == ()
        (standing,) = desk.outbox.pending()
        assert (standing.standing, standing.code) == (Standing.SENT, "files_missing")
        errand = desk.errand()
        assert [(c.n, c.void, c.fields) for c in errand.call.request.commands] == [(n, False, {"opinion": "好"})]
        desk.engine.delivered(errand, desk.reply(errand))
        assert [p.standing for p in desk.outbox.pending()] == [Standing.ACCEPTED]

    def test_a_centre_that_took_the_taking_back_for_the_command_itself_carries_it_out_never(self, desk):
        n = self.later(desk)
        for code in ("unknown_action", "id_reuse"):
            errand = self.ask_back(desk, n) if code == "unknown_action" else desk.errand()
            desk.engine.delivered(errand, desk.reply(errand, outcomes=[Outcome(n, "r", code=code)]))
        assert [(p.n, p.code, p.command.fields) for p in desk.outbox.refused()] == [(n, "id_reuse", {"opinion": "好"})]

    def test_a_refused_command_whose_entry_is_here_was_carried_out(self, desk):
        n = desk.say("7-99")
        errand = desk.errand()
        desk.engine.delivered(errand, desk.reply(errand, outcomes=[Outcome(n, "r", code="id_reuse")]))
        assert [p.n for p in desk.outbox.refused()] == [n]
        with desk.replica.page() as page:
            page.put_entry("7-99", 1, wire("7-99", 1, n))
        desk.engine.kick()
        desk.sent()
        assert desk.outbox.refused() == desk.outbox.pending() == ()

    def test_what_was_accepted_before_a_restore_is_not_taken_back(self, desk):
        n = desk.say()
        errand = desk.errand()
        desk.engine.delivered(errand, desk.reply(errand, outcomes=[Outcome(n, "a", v=1, receipt="r")]))
        desk.outbox.reoffer([])
        assert desk.outbox.ask_back(n) is None

    def test_a_parked_command_can_be_taken_back_and_what_was_behind_it_goes(self):
        desk = Desk(Policy(batch=1)).connected()
        bad, behind = desk.say("7-1"), desk.say("7-1")
        for _ in range(3):
            desk.engine.failed(desk.next(), problem(400))
            assert desk.sent() == []
        errand = self.ask_back(desk, bad)
        desk.engine.delivered(errand, desk.reply(errand, outcomes=[Outcome(bad, "r", code="withdrawn")]))
        assert desk.sent() == [behind]
        assert desk.state.stuck == 0

    def test_taking_back_that_fails_inside_the_centre_is_parked_too_and_told_once(self, desk):
        n = desk.say()
        for _ in range(5):
            errand = desk.next()
            desk.engine.delivered(errand, desk.reply(errand, outcomes=[Outcome(n, "l", code="internal")]))
        assert desk.state.parked == (n,)
        errand = self.ask_back(desk, n)
        for _ in range(4):
            desk.engine.delivered(errand, desk.reply(errand, outcomes=[Outcome(n, "l", code="internal")]))
            errand = desk.next()
            assert [(c.n, c.void) for c in errand.call.request.commands] == [(n, True)]
        desk.engine.delivered(errand, desk.reply(errand, outcomes=[Outcome(n, "l", code="internal")]))
        assert desk.errand() is None
        assert desk.engine.wake_at() == float("inf")
        assert (desk.state.parked, desk.state.stuck) == ((n,), 1)

    def test_taking_back_refused_by_itself_does_not_spin(self, desk):
        n = self.later(desk)
        desk.engine.failed(self.ask_back(desk, n), problem(400))
        assert desk.sent() == []
        for _ in range(2):
            desk.engine.failed(desk.next(), problem(400))
            assert desk.sent() == []
        assert desk.state.parked == (n,)
        assert desk.errand() is None


class TestEpoch:
    def test_offers_again_then_rebuilds(self, desk):
        n = desk.say("7-99")
        errand = desk.errand()
        desk.engine.delivered(errand, desk.reply(errand))
        with desk.replica.page() as page:
            page.put_entry("7-99", 1, wire("7-99", 1, n))
        desk.engine.kick()
        errand = desk.errand()
        desk.engine.delivered(errand, desk.reply(errand))
        assert desk.outbox.pending() == ()
        desk.engine.kick()
        desk.engine.failed(desk.errand(), problem(409, "epoch", facts={"epoch": 6}))
        assert desk.replica.feed().epoch == 0
        assert [p.n for p in desk.outbox.pending()] == [n]
        errand = desk.errand()
        assert (errand.call.request.epoch, errand.call.request.commands) == (0, [])
        desk.engine.delivered(errand, desk.reply(errand, epoch=6))
        assert desk.replica.feed().epoch == 6
        assert [c.n for c in desk.errand().call.request.commands] == [n]

    def test_the_epoch_is_new_only_once(self, desk):
        """The wait learns of it after the turn did, and a turn in the new epoch is on the line."""
        epoch = problem(409, "epoch", facts={"epoch": 6})
        wait = desk.errand(Channel.WAIT)
        desk.engine.kick()
        desk.engine.failed(desk.errand(), epoch)
        errand = desk.errand()
        desk.engine.delivered(errand, desk.reply(errand, epoch=6, more=True))
        errand = desk.errand()
        desk.engine.failed(wait, epoch)
        assert desk.replica.feed().epoch == 6, "the replica was emptied again"
        desk.engine.delivered(errand, desk.reply(errand, epoch=6))
        assert desk.replica.feed().position == (13, 9, "")

    def test_a_turn_that_fits_no_more_is_made_again(self, desk):
        """The wait learns of the new epoch while an answer of the old one is on the line."""
        wait = desk.errand(Channel.WAIT)
        n = desk.say()
        desk.holds("7-99")
        desk.outbox.queue_row("read", "7-99", {"at": 1})
        errand = desk.errand()
        desk.engine.failed(wait, problem(409, "epoch", facts={"epoch": 6}))
        desk.engine.delivered(errand, desk.reply(errand))
        assert [row.key for row in desk.outbox.pending_rows(9)] == ["7-99"], "what a lost centre took is not kept"
        errand = desk.errand()
        assert errand is not None, "nothing more is asked"
        desk.engine.delivered(errand, desk.reply(errand, epoch=6))
        assert desk.sent() == [n]

    def test_on_a_full_disk_a_new_epoch_is_not_asked_for_without_rest(self, desk):
        def full():
            raise NoRoom

        desk.engine.kick()
        errand = desk.errand()
        desk.replica.page = full
        desk.engine.failed(errand, problem(409, "epoch", facts={"epoch": 6}))
        assert desk.errand() is None, "the same again, at once"
        assert desk.state.problem == "no_room_to_sync"
        del desk.replica.page
        desk.engine.failed(desk.next(), problem(409, "epoch", facts={"epoch": 6}))
        assert desk.errand().call.request.epoch == 0

    def test_a_stream_of_another_epoch_is_not_kept(self, desk):
        desk.replica.state.feed = replace(desk.replica.feed(), epoch=6)
        errand_epoch = 5
        from oa_client.sync.replication import Heads, apply_part

        with desk.replica.page() as page:
            apply_part(page, StreamPart(12, "m", 1, 1, [wire("m", 1)]), errand_epoch, Heads())
        assert desk.replica.state.matters == {}


class TestWaiting:
    def wait(self, desk):
        return desk.errand(Channel.WAIT)

    def test_waits_longer_each_quiet_time(self, desk):
        seconds = []
        for _ in range(6):
            errand = self.wait(desk)
            seconds.append(errand.call.seconds)
            desk.engine.delivered(errand, None)
        assert seconds == [55, 110, 220, 440, 600, 600]

    def test_halves_after_a_silent_cut(self, desk):
        for _ in range(3):
            desk.engine.delivered(self.wait(desk), None)
        errand = self.wait(desk)
        desk.clock.seconds += 300
        desk.engine.failed(errand, LINK)
        desk.clock.seconds = desk.engine.wake_at()
        assert self.wait(desk).call.seconds == 220

    def test_a_wait_that_was_cut_is_no_problem_for_long(self, desk):
        errand = self.wait(desk)
        desk.clock.seconds += 50
        desk.engine.failed(errand, LINK)
        assert desk.state.phase is Phase.IDLE
        assert desk.next(Channel.WAIT) is not None

    def test_no_link_at_all_is_offline_until_a_turn_goes_through(self, desk):
        desk.engine.failed(self.wait(desk), LINK)
        assert desk.state.phase is Phase.OFFLINE
        assert desk.next() is not None
        assert self.wait(desk) is None

    def test_the_problem_is_over_with_the_next_success(self, desk):
        desk.engine.failed(self.wait(desk), LINK)
        assert desk.state.problem
        errand = desk.next()
        desk.engine.delivered(errand, desk.reply(errand))
        assert not desk.state.problem
        assert desk.errand() is None
        assert desk.state.settled

    def test_a_bell_brings_a_turn(self, desk):
        errand = self.wait(desk)
        assert desk.errand() is None
        desk.engine.delivered(errand, Woken())
        assert desk.errand() is not None

    def test_a_bell_for_what_has_come_meanwhile_brings_none(self, desk):
        errand = self.wait(desk)
        desk.say()
        desk.sent()
        assert errand.call.position != desk.replica.feed().position
        desk.engine.delivered(errand, Woken())
        found = {e.channel: e.call for e in desk.engine.errands(desk.clock.monotonic())}
        assert Channel.CONTROL not in found
        assert isinstance(found[Channel.WAIT], Wait)

    def test_the_command_line_never_waits(self):
        desk = Desk(Policy(wait=False)).connected()
        assert desk.engine.errands(desk.clock.monotonic()) == []


def headers(desk, *names, walk=("upto", 0, 11), following="", full=True):
    """A first page of an inventory."""
    page = WalkPage(walk, "", following, [Header(m, 1, 1, "circulation", 1, {}, full=full) for m in names])
    errand = desk.errand()
    desk.engine.delivered(errand, desk.reply(errand, page=page))


class TestBulk:
    def filling(self):
        desk = Desk(Policy(wait=False))
        errand = desk.errand()
        desk.engine.delivered(errand, desk.reply(errand, opened=[("rows", 0, 11), ("upto", 0, 11)]))
        return desk

    def test_the_beginning_of_the_inventory_comes_before_the_directory(self):
        desk = self.filling()
        assert desk.errand().call.request.walk.walk == ("upto", 0, 11)

    def test_records_come_beside_the_inventory_and_then_in_one_stream(self):
        desk = self.filling()
        headers(desk, "a", "b", following="2")
        assert desk.state.first.names_ready
        stream = desk.errand(Channel.BULK)
        assert stream.call.request.wants == [("a", 0), ("b", 0)]
        desk.engine.arrived(stream, [StreamPart(12, m, 1, 1, [wire(m, 1)]) for m in ("a", "b")])
        desk.engine.delivered(stream, None)
        assert desk.state.first.records == 2
        assert desk.replica.wants(9) == ()

    def test_the_first_stream_goes_on_behind_the_names_that_are_here(self):
        """And counts what becomes known of it meanwhile; of what came before its name nothing is asked for again."""
        desk = self.filling()
        headers(desk, "a", "b", following="2.11.5.b")
        stream = desk.errand(Channel.BULK)
        assert stream.call.request.behind == WalkAsk(("upto", 0, 11), "2.11.5.b")
        desk.engine.arrived(stream, [StreamPart(12, m, 1, 1, [wire(m, 1)]) for m in ("a", "b", "c")])
        errand = desk.errand()
        desk.engine.delivered(errand, desk.reply(errand, page=WalkPage(("rows", 0, 11), "")))
        rest = [Header(m, 1, 1, "circulation", 1, {}, full=m != "e") for m in "cde"]
        errand = desk.errand()
        desk.engine.delivered(errand, desk.reply(errand, page=WalkPage(("upto", 0, 11), "2.11.5.b", "", rest)))
        assert (desk.state.first.records, desk.state.first.of) == (3, 4)
        desk.engine.failed(stream, LINK)
        desk.clock.seconds = desk.engine.wake_at()
        assert desk.errand(Channel.BULK).call.request == MattersRequest(5, [("d", 0)])

    def test_a_stream_that_broke_names_what_it_wants(self):
        """What lies behind the names may be here by then."""
        desk = self.filling()
        headers(desk, "a", "b", following="2.11.5.b")
        stream = desk.errand(Channel.BULK)
        errand = desk.errand()
        desk.engine.delivered(errand, desk.reply(errand, page=WalkPage(("rows", 0, 11), "", "person/9")))
        desk.engine.failed(stream, LINK)
        desk.clock.seconds = desk.engine.wake_at()
        assert desk.errand(Channel.BULK).call.request == MattersRequest(5, [("a", 0), ("b", 0)])

    def back_after_weeks(self):
        """What moved meanwhile is being walked over, and the first of it is here."""
        desk = Desk(Policy(wait=False))
        errand = desk.errand()
        desk.engine.delivered(errand, desk.reply(errand, opened=[("rows", 5, 11), ("moved", 5, 11)]))
        headers(desk, "a", "b", walk=("moved", 5, 11), following="2")
        return desk

    def test_after_a_long_time_away_the_first_records_have_the_line_to_themselves(self):
        """What is for me to do is among them; names and rows beside them would only keep them back."""
        desk = self.back_after_weeks()
        stream = desk.errand(Channel.BULK)
        assert stream.call.request.wants == [("a", 0), ("b", 0)]
        assert desk.errand() is None
        desk.engine.arrived(stream, [StreamPart(12, m, 1, 1, [wire(m, 1)]) for m in ("a", "b")])
        desk.engine.delivered(stream, None)
        assert desk.errand().call.request.walk.walk == ("rows", 5, 11)

    def test_what_i_wrote_goes_up_beside_them(self):
        desk = self.back_after_weeks()
        desk.errand(Channel.BULK)
        desk.say()
        turn = desk.errand().call.request
        assert (len(turn.commands), turn.walk) == (1, None)

    def test_names_go_on_where_the_first_records_broke_off(self):
        desk = self.back_after_weeks()
        desk.engine.failed(desk.errand(Channel.BULK), LINK)
        assert desk.errand().call.request.walk.walk == ("rows", 5, 11)

    def test_records_of_before_keep_no_names_waiting(self):
        """What is for me to do is not among them."""
        desk = Desk(Policy(wait=False)).connected()
        with desk.replica.page() as page:
            page.say_seen("old", 5, 1)
            page.put_header(Header("old", 1, full=True))
            page.set_walk(("moved", 5, 11), "")
        desk.engine._feed = None
        desk.engine.kick()
        assert desk.errand().call.request.walk.walk == ("moved", 5, 11)
        assert desk.errand(Channel.BULK).call.request.wants == [("old", 0)]

    def test_the_second_stream_shares_the_line(self):
        desk = self.back_after_weeks()
        stream = desk.errand(Channel.BULK)
        desk.engine.arrived(stream, [StreamPart(12, m, 1, 1, [wire(m, 1)]) for m in ("a", "b")])
        desk.engine.delivered(stream, None)
        errand = desk.errand()
        desk.engine.delivered(errand, desk.reply(errand, page=WalkPage(("rows", 5, 11), "")))
        rest = [Header(m, 1, 1, "circulation", 1, {}, full=True) for m in "cd"]
        errand = desk.errand()
        desk.engine.delivered(errand, desk.reply(errand, page=WalkPage(("moved", 5, 11), "2", "3", rest)))
        assert desk.errand(Channel.BULK).call.request.wants == [("c", 0), ("d", 0)]
        assert desk.errand().call.request.walk.place == "3"

    def test_a_cut_stream_goes_on_where_it_was(self, desk):
        with desk.replica.page() as page:
            page.set_walk(("upto", 0, 11), "")
        desk.engine.kick()
        desk.engine._feed = None
        headers(desk, "a", "b")
        stream = desk.errand(Channel.BULK)
        desk.engine.arrived(stream, [StreamPart(12, "a", 1, 1, [wire("a", 1)])])
        desk.engine.failed(stream, LINK)
        desk.clock.seconds = desk.engine.wake_at()
        assert desk.errand(Channel.BULK).call.request.wants == [("b", 0)]

    def test_a_foreign_entry_in_a_stream_is_not_kept(self, desk):
        with desk.replica.page() as page:
            page.say_seen("a", 5, 1)
            page.put_header(Header("a", 1, full=True))
        desk.engine.kick()
        stream = desk.errand(Channel.BULK)
        desk.engine.arrived(stream, [StreamPart(12, "a", 1, 1, [wire("b", 1)])])
        assert desk.replica.state.matters["a"].have == 0
        assert desk.state.phase is Phase.OFFLINE

    def test_a_stream_that_brings_nothing_is_not_asked_for_without_end(self, desk):
        with desk.replica.page() as page:
            page.say_seen("a", 5, 1)
            page.put_header(Header("a", 1, full=True))
        desk.engine.kick()
        stream = desk.errand(Channel.BULK)
        desk.engine.delivered(stream, None)
        assert desk.errand(Channel.BULK) is None
        assert desk.engine.wake_at() == desk.clock.seconds + 2

    def test_when_it_is_tried_next_is_a_moment_and_stays_so(self, desk):
        desk.engine.kick()
        desk.engine.failed(desk.errand(), LINK)
        told = desk.state
        assert told.next_try == desk.clock.seconds + 2
        desk.clock.seconds += 1
        assert desk.state == told

    @pytest.mark.parametrize("fault", [LINK, Fault(Trouble.PORTAL)])
    def test_when_nothing_is_left_to_fetch_nothing_fails_any_more(self, desk, fault):
        with desk.replica.page() as page:
            page.say_seen("a", 5, 1)
            page.put_header(Header("a", 1, full=True))
        desk.engine.look()
        desk.engine.failed(desk.errand(Channel.BULK), fault)
        with desk.replica.page() as page:
            page.forget("a", 20)
        assert desk.errand(Channel.BULK) is None
        assert desk.state.phase in {Phase.OFFLINE, Phase.PORTAL}, "as long as it rests nobody knows"
        desk.clock.seconds = desk.engine.wake_at()
        assert desk.errand(Channel.BULK) is None
        assert (desk.state.phase, desk.state.problem, desk.state.settled) == (Phase.IDLE, "", True)
        assert desk.engine.wake_at() == float("inf")

    def test_what_was_given_up_is_told_when_nothing_is_left(self, desk):
        desk.files.want("0" * 64, MatterId("m"), 5)
        desk.engine.look()
        desk.engine.failed(desk.errand(Channel.BULK), problem(404, "not_visible"))
        desk.clock.seconds += 1000
        assert desk.errand(Channel.BULK) is None
        assert (desk.state.phase, desk.state.problem) == (Phase.IDLE, "not_visible")

    def test_news_of_its_matter_bring_what_the_centre_would_not_give_before(self, desk):
        """A centre that was restored has not the matter yet; somebody else brings it back."""
        for name, matter in (("0", "m"), ("1", "n")):
            desk.files.want(name * 64, MatterId(matter), 5)
            desk.engine.look()
            desk.engine.failed(desk.errand(Channel.BULK), problem(404, "not_visible"))
        desk.clock.seconds += 1000
        assert desk.errand(Channel.BULK) is None
        desk.say("7-1")
        turn, entry = desk.errand(), wire("n", 1, 9)
        digest = record.digest([bytes(entry.e), bytes(entry.d)])
        desk.engine.delivered(turn, desk.reply(turn, live=[EntryItem(12, "n", 1, entry)], digest=digest))
        stream = desk.errand(Channel.BULK)
        desk.engine.arrived(stream, [StreamPart(99, "7-1", gone=True)])
        desk.engine.delivered(stream, None)
        assert desk.errand(Channel.BULK).call.sha256 == "1" * 64

    def test_an_accepted_command_nothing_came_of_is_asked_for_once(self, desk):
        n = desk.say("8-1")
        assert desk.sent() == [n]
        stream = desk.errand(Channel.BULK)
        assert stream.call.request.wants == [("8-1", 0)]
        desk.engine.arrived(stream, [StreamPart(99, "8-1", gone=True)])
        desk.engine.delivered(stream, None)
        assert desk.outbox.pending() == ()


class TestFiles:
    DATA = b"x" * 300_000
    SHA = hashlib.sha256(DATA).hexdigest()

    def sending(self, desk, tmp_path):
        (tmp_path / "f").write_bytes(self.DATA)
        ref = desk.outbox.add_file(tmp_path / "f", "f.bin")
        return desk.say("7-1", files=[{"sha256": ref.sha256, "name": ref.name, "size": ref.size}])

    def test_goes_up_in_growing_parts_and_from_the_offset_the_centre_names(self, desk, tmp_path):
        self.sending(desk, tmp_path)
        first = desk.errand(Channel.BULK)
        assert isinstance(first.call, SendPart)
        assert (first.call.at, len(first.call.data)) == (0, 65_536)
        desk.engine.delivered(first, FileState(65_536, 300_000))
        second = desk.errand(Channel.BULK)
        assert (second.call.at, len(second.call.data)) == (65_536, 131_072)
        desk.engine.failed(second, problem(409, "offset", state=FileState(100_000, 300_000)))
        third = desk.errand(Channel.BULK)
        assert third.call.at == 100_000
        desk.engine.failed(third, LINK)
        desk.clock.seconds = desk.engine.wake_at()
        fourth = desk.errand(Channel.BULK)
        assert (fourth.call.at, len(fourth.call.data)) == (100_000, 131_072)

    def test_a_whole_file_lets_the_command_that_needs_it_go(self, desk, tmp_path):
        n = self.sending(desk, tmp_path)
        errand = desk.errand()
        outcomes = [Outcome(n, "l", code="files_missing")]
        desk.engine.delivered(errand, desk.reply(errand, outcomes=outcomes))
        part = desk.errand(Channel.BULK)
        desk.engine.delivered(part, FileState(300_000, 300_000, stored=True))
        assert desk.sent() == [n]

    def test_comes_down_from_where_it_was_and_is_checked(self, desk):
        desk.files.want(self.SHA, MatterId("m"), len(self.DATA))
        desk.files.append(self.SHA, 0, self.DATA[:1000])
        desk.engine.look()
        errand = desk.errand(Channel.BULK)
        assert errand.call == Fetch(self.SHA, "m", 1000, 300_000)
        desk.engine.arrived(errand, self.DATA[1000:70_000])
        desk.engine.failed(errand, LINK)
        assert desk.files.at(self.SHA) == 70_000
        desk.clock.seconds = desk.engine.wake_at()
        errand = desk.errand(Channel.BULK)
        assert errand.call.at == 70_000
        desk.engine.arrived(errand, self.DATA[70_000:])
        desk.engine.delivered(errand, None)
        assert desk.files.whole(self.SHA)

    def broken_off(self, desk, fault):
        """How long it rests after each of eight failures in a row, something having come before the first."""
        desk.files.want(self.SHA, MatterId("m"), len(self.DATA))
        desk.engine.look()
        rests = []
        for n in range(8):
            errand = desk.next(Channel.BULK)
            if n == 0:
                desk.engine.arrived(errand, self.DATA[:1000])
            desk.engine.failed(errand, fault)
            rests.append(desk.engine.wake_at() - desk.clock.monotonic())
        return rests

    def test_a_line_that_breaks_in_the_middle_is_tried_again_at_once_a_few_times(self, desk):
        assert self.broken_off(desk, LINK) == pytest.approx([0.2] * 6 + [2, 4])

    def test_a_centre_that_breaks_in_the_middle_is_left_in_peace(self, desk):
        down = Fault(Trouble.LINK, "server_down", 502)
        assert self.broken_off(desk, down) == pytest.approx([2, 4, 8, 16, 32, 64, 128, 256])

    def test_a_file_that_is_not_what_its_name_says_is_fetched_again(self, desk):
        desk.files.want(self.SHA, MatterId("m"), len(self.DATA))
        desk.engine.look()
        errand = desk.errand(Channel.BULK)
        desk.engine.arrived(errand, b"y" * 300_000)
        desk.engine.delivered(errand, None)
        assert not desk.files.whole(self.SHA)
        desk.clock.seconds = desk.engine.wake_at()
        assert desk.errand(Channel.BULK).call.at == 0

    def test_a_file_that_is_not_mine_to_see_is_not_asked_for_again(self, desk):
        desk.files.want(self.SHA, MatterId("m"), len(self.DATA))
        desk.engine.look()
        desk.engine.failed(desk.errand(Channel.BULK), problem(404, "not_visible"))
        desk.clock.seconds += 10_000
        assert desk.errand(Channel.BULK) is None
        assert desk.state.phase is not Phase.NEEDS_SIGN_IN

    AWAITED = problem(404, "awaited")

    def test_what_its_author_has_still_to_send_blocks_nothing_and_is_tried_after_each_turn(self, desk):
        other = "1" * 64
        desk.files.want(other, MatterId("n"), 5)
        desk.files.want(self.SHA, MatterId("m"), len(self.DATA))
        desk.engine.look()
        errand = desk.errand(Channel.BULK)
        assert errand.call.sha256 == self.SHA
        desk.engine.failed(errand, self.AWAITED)
        second = desk.errand(Channel.BULK)
        assert second.call.sha256 == other
        assert desk.engine.unwanted() == ()
        desk.engine.failed(second, self.AWAITED)
        assert desk.errand(Channel.BULK) is None
        assert (desk.state.phase, desk.state.problem, desk.state.stuck) == (Phase.IDLE, "", 0)
        assert desk.engine.wake_at() == float("inf")
        desk.outbox.queue_row("settings", "ui", {})
        desk.engine.look()
        assert desk.rows_sent() == ["ui"]
        again = desk.errand(Channel.BULK)
        assert again.call == errand.call
        desk.engine.arrived(again, self.DATA)
        desk.engine.delivered(again, None)
        assert desk.files.whole(self.SHA)
        assert desk.errand(Channel.BULK).call.sha256 == other

    def test_what_the_centre_lost_is_told_once_tried_again_and_forgotten_when_it_comes(self, desk):
        desk.files.want(self.SHA, MatterId("m"), len(self.DATA))
        desk.engine.look()
        lost = problem(404, "awaited", facts={"lost": True})
        for told in (frozenset({"m"}), frozenset()):
            desk.engine.failed(desk.errand(Channel.BULK), lost)
            assert desk.files.lost(self.SHA)
            assert desk.engine.take_changes().matters == told
            assert (desk.state.problem, desk.state.stuck) == ("", 0)
            desk.engine.kick()
        again = desk.errand(Channel.BULK)
        desk.engine.arrived(again, self.DATA)
        desk.engine.delivered(again, None)
        assert desk.files.whole(self.SHA)
        assert not desk.files.lost(self.SHA)

    @pytest.mark.parametrize("answer", [None, Woken()])
    def test_what_is_awaited_is_tried_after_each_wait(self, desk, answer):
        desk.files.want(self.SHA, MatterId("m"), len(self.DATA))
        desk.engine.look()
        given = {e.channel: e for e in desk.engine.errands(desk.clock.monotonic())}
        desk.engine.failed(given[Channel.BULK], self.AWAITED)
        assert desk.errand(Channel.BULK) is None
        desk.engine.delivered(given[Channel.WAIT], answer)
        assert desk.errand(Channel.BULK).call.sha256 == self.SHA

    def test_many_turns_in_a_row_ask_for_what_is_awaited_once(self, desk):
        desk.files.want(self.SHA, MatterId("m"), len(self.DATA))
        desk.engine.look()
        asked = 0
        for _ in range(60):
            if errand := desk.errand(Channel.BULK):
                asked += 1
                desk.engine.failed(errand, self.AWAITED)
            desk.clock.seconds += 1.0
            desk.engine.look()
            desk.outbox.queue_row("settings", "ui", {})
            assert desk.rows_sent() == ["ui"]
        assert asked == 1 + 60 // 30

    def test_what_is_awaited_ends_no_rest_of_what_fails(self, desk):
        other = "1" * 64
        desk.files.want(other, MatterId("n"), 5)
        desk.files.want(self.SHA, MatterId("m"), len(self.DATA))
        desk.engine.look()
        desk.engine.failed(desk.errand(Channel.BULK), self.AWAITED)
        rests = []
        for _ in range(5):
            desk.engine.failed(desk.next(Channel.BULK), LINK)
            rests.append(desk.engine.wake_at() - desk.clock.monotonic())
        assert rests == sorted(rests)
        assert rests[-1] > rests[0]

    def test_a_click_tries_what_is_awaited_and_what_is_not_wanted_any_more_is_not_tried(self, desk):
        desk.files.want(self.SHA, MatterId("m"), len(self.DATA))
        desk.engine.look()
        for _ in range(2):
            desk.engine.failed(desk.errand(Channel.BULK), self.AWAITED)
            assert desk.errand(Channel.BULK) is None
            desk.engine.kick()
        desk.files.append(self.SHA, 0, self.DATA)
        assert desk.files.finish(self.SHA, len(self.DATA))
        assert desk.errand(Channel.BULK) is None

    def test_an_upload_given_up_is_never_green_and_a_click_tries_it_again(self, desk, tmp_path):
        n = self.sending(desk, tmp_path)
        assert desk.sent() == [n]
        with desk.replica.page() as page:
            page.put_entry("7-1", 1, wire("7-1", 1, n))
        desk.engine._settle()
        assert desk.outbox.pending() == ()
        desk.engine.failed(desk.errand(Channel.BULK), problem(413, "quota"))
        desk.engine.kick()
        desk.engine.failed(desk.errand(Channel.BULK), problem(413, "quota"))
        assert desk.sent() == []
        assert desk.errand(Channel.BULK) is None
        assert (desk.state.phase, desk.state.problem, desk.state.waiting) == (Phase.IDLE, "", 0)
        assert (desk.state.stuck, desk.state.settled) == (1, False)
        assert desk.engine.wake_at() == float("inf")
        desk.engine.kick()
        assert isinstance(desk.errand(Channel.BULK).call, SendPart)

    def test_attachments_that_are_held_wait_and_go_on_where_they_were(self, desk):
        desk.files.want(self.SHA, MatterId("m"), len(self.DATA))
        desk.engine.look()
        errand = desk.errand(Channel.BULK)
        desk.engine.hold_files(held=True)
        assert desk.engine.unwanted() == (errand,)
        assert desk.state.files_held
        desk.files.append(self.SHA, 0, self.DATA[:7])
        desk.engine.failed(errand, Fault(Trouble.LINK, "cut"))
        assert desk.errand(Channel.BULK) is None
        assert (desk.state.phase, desk.state.problem) == (Phase.IDLE, ""), "nobody is offline for having let go"
        assert desk.engine.wake_at() == float("inf")
        desk.engine.hold_files(held=False)
        assert desk.errand(Channel.BULK).call.at == 7

    def test_words_break_off_a_file(self, desk):
        desk.files.want(self.SHA, MatterId("m"), len(self.DATA))
        desk.engine.look()
        errand = desk.errand(Channel.BULK)
        assert desk.engine.unwanted() == ()
        with desk.replica.page() as page:
            page.say_seen("a", 5, 1)
            page.put_header(Header("a", 1, full=True))
        desk.engine.look()
        assert desk.engine.unwanted() == (errand,)
        desk.engine.failed(errand, LINK)
        assert desk.state.phase is not Phase.OFFLINE
        assert isinstance(desk.errand(Channel.BULK).call, Stream)

    def test_a_file_is_not_broken_off_for_words_whose_turn_comes_later(self, desk):
        with desk.replica.page() as page:
            page.set_walk(("upto", 0, 11), "")
            page.say_seen("a", 5, 1)
            page.put_header(Header("a", 1, full=True))
        desk.engine._feed = None
        desk.engine._bulk.streams = 1
        desk.files.want(self.SHA, MatterId("m"), len(self.DATA))
        desk.engine.look()
        assert isinstance(desk.errand(Channel.BULK).call, Fetch)
        assert desk.engine.unwanted() == ()

    def changed(self, desk, tmp_path):
        """A file the centre has, and a new version of it that waits to go up."""
        old = random.Random(3).randbytes(300_000)
        new = old[:150_000] + "立即".encode() + old[150_002:]
        refs = []
        for data in (old, new):
            (tmp_path / "v").write_bytes(data)
            refs.append(desk.outbox.add_file(tmp_path / "v", "稿.docx"))
        desk.outbox.uploaded(refs[0].sha256, refs[0].size)
        named = {"sha256": refs[1].sha256, "name": "稿.docx", "size": refs[1].size}
        desk.outbox.queue(Command(MatterId(""), "circulation", "circulate", {"files": [named]}), PostId(3), 100)
        desk.engine.look()
        return old, new, refs

    def test_a_changed_file_goes_up_as_what_is_new_in_it(self, desk, tmp_path):
        old, new, (before, after) = self.changed(desk, tmp_path)
        errand = desk.errand(Channel.BULK)
        call = errand.call
        assert (call.sha256, call.base, call.at, call.size) == (after.sha256, before.sha256, 0, len(call.data))
        assert len(call.data) < 1000
        assert patch.apply(old, call.data) == new
        desk.engine.delivered(errand, FileState(after.size, after.size, stored=True))
        assert desk.outbox.uploads() == ()

    @pytest.mark.parametrize("answer", ["refused", "older"])
    def test_a_patch_that_is_not_taken_goes_whole_and_at_once(self, desk, tmp_path, answer):
        _, new, (_, after) = self.changed(desk, tmp_path)
        errand = desk.errand(Channel.BULK)
        if answer == "refused":
            desk.engine.failed(errand, problem(404, "not_visible"))
        else:  # took the patch for the file's own bytes, and threw them away
            state = FileState(0, errand.call.size)
            desk.engine.failed(errand, Fault(Trouble.PROBLEM, "offset", 409, state=state))
        call = desk.errand(Channel.BULK).call
        assert (call.base, call.at, call.size) == ("", 0, after.size)
        assert new.startswith(call.data)

    def test_a_patch_goes_on_where_the_centre_has_it(self, desk, tmp_path):
        self.changed(desk, tmp_path)
        errand = desk.errand(Channel.BULK)
        whole = errand.call.data
        desk.engine.failed(errand, Fault(Trouble.PROBLEM, "offset", 409, state=FileState(7, len(whole))))
        call = desk.errand(Channel.BULK).call
        assert (call.at, call.size, call.data) == (7, len(whole), whole[7:])


class TestAProfilePutBack:
    """Its commands come under numbers that were given before; what was said before is no proof of them."""

    def test_an_entry_of_other_words_under_its_number_settles_nothing(self, desk):
        n = desk.say("7-99")
        with desk.replica.page() as page:
            page.put_entry("7-99", 1, wire("7-99", 1, n, action="add_note", fields={"opinion": "早先的话"}))
        desk.engine.kick()
        assert [c.n for c in desk.errand().call.request.commands] == [n]
        assert [p.n for p in desk.outbox.pending()] == [n]

    def test_what_the_centre_calls_used_comes_back_and_the_next_number_is_beyond(self, desk):
        n = desk.say("7-99")
        errand = desk.errand()
        with desk.replica.page() as page:
            page.put_entry("7-99", 1, wire("7-99", 1, n, action="add_note", fields={"opinion": "好"}))
        said = [Outcome(n, "r", code="id_reuse", facts={"last": n + 7})]
        desk.engine.delivered(errand, desk.reply(errand, outcomes=said))
        assert [p.n for p in desk.outbox.refused()] == [n]
        assert desk.say("7-99") == n + 8
