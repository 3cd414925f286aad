"""Defects that only virtual time and faults show, planted one at a time as those of `tests.sync.defects`.

Each was met in a client somebody uses, or in this one: the last five of them are what the simulator found here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from unittest import mock

from oa_client.app.ports import Standing
from oa_client.sync import bulk, engine, failure, patching, patience, state, upward
from oa_client.sync.errands import Channel, SendPart, Turn
from server_stub import commands
from tests.fakes.memory import MemoryPage
from tests.sync import defects, office

Defect = Callable[[], AbstractContextManager[None]]
PLANTED: dict[str, Defect] = {}
SHARED = tuple(
    name for name in defects.PLANTED if name not in {"moving_head", "epoch_unchanged"}
)  # these two need a script: a write between two reads of one answer, a database put back by hand


def planted(defect: Callable[[], Iterator[None]]) -> Defect:
    PLANTED[defect.__name__] = contextmanager(defect)
    return PLANTED[defect.__name__]


@planted
def back_off_never_reset():
    """After a success the line is given no new patience: the next failure waits as long as the tenth."""

    def reset(self):
        self.until = 0.0

    with mock.patch.object(state.Backoff, "reset", reset):
        yield


@planted
def late_reply_applied():
    """A reply that was given up is taken for the news it was."""
    delivered = engine.Engine.delivered

    def careless(self, errand, reply):
        if not self._flight.holds(errand) and isinstance(errand.call, Turn):
            with self._replica.page() as page:
                page.set_position(reply.position)
            self._feed = None
        delivered(self, errand, reply)

    with mock.patch.object(engine.Engine, "delivered", careless):
        yield


@planted
def deaf_wait():
    """The bell rings and nobody asks what there is."""

    def deaf(self, call, *, woken):
        self._patience.went_well(Channel.WAIT)
        self._waiting.quiet()

    with mock.patch.object(engine.Engine, "_take_wait", deaf):
        yield


@planted
def position_outlives_full_disk():
    """Where the disk refuses a page, its position is kept all the same."""
    roll_back = MemoryPage.roll_back

    def half(self):
        feed = self.state.feed
        roll_back(self)
        self.state.feed = feed

    with mock.patch.object(MemoryPage, "roll_back", half):
        yield


@planted
def undo_for_years():
    """A clock put back by ten years holds what may still be undone for ten years."""

    def at(self, one, now):
        wall = self._clock.now()
        return max(now + max(0, one.not_before - wall), self._later.get(upward.name_of(one), (0, 0.0))[1])

    with mock.patch.object(upward.Upward, "_at", at):
        yield


@planted
def old_client_drops():
    """A client drops the lines of an edition it does not know."""
    confirm = office.confirm

    def only_known(kinds, entries, **more):
        shown = confirm(kinds, entries, **more)
        return shown if shown is None or shown.matter is not None else None

    with mock.patch.object(office, "confirm", only_known):
        yield


@planted
def words_behind_files():
    """Words wait until no part of a file is on the line."""
    control = engine.Engine._control

    def patient(self, feed, now, bulk):
        flying = self._flight.on(Channel.BULK)
        waits = self._bulk._send() is not None or (flying and isinstance(flying.call, SendPart))
        return None if waits and feed.epoch else control(self, feed, now, bulk)

    with mock.patch.object(engine.Engine, "_control", patient):
        yield


@planted
def deaf_beside_files():
    """Nobody listens for the bell while a file is on the line."""
    wait = engine.Engine._wait

    def busy(self, feed, now):
        return None if Channel.BULK in self._flight.channels else wait(self, feed, now)

    with mock.patch.object(engine.Engine, "_wait", busy):
        yield


@planted
def asks_on_signed_out():
    """What the centre says of a token that is over is an error like any other, and is tried again."""
    with mock.patch.object(patience, "STOPS", {}):
        yield


@planted
def stopped_for_good():
    """Who was signed out once is asked to sign in again after he has."""
    kick = patience.Patience.kick

    def stubborn(self):
        stop = self.stop
        kick(self)
        self.stop = stop

    with mock.patch.object(patience.Patience, "kick", stubborn):
        yield


@planted
def acts_for_ever():
    """Whoever may act for another once may do so when that has ended, too."""

    def acting(work, person, giver, name, kind, post):
        actor = work.directory.actor(giver, post)
        return actor and replace(actor, person=person, on_behalf=giver, delegation=name)

    with mock.patch.object(commands, "acting_for", acting):
        yield


@planted
def upload_on_faith():
    """The last part was sent, so the centre has the file."""

    def sent(self, call, told):
        self._outbox.uploaded(call.sha256, max(told.at, call.at + len(call.data)))
        self._patch = None

    with (
        mock.patch.object(patching.Sending, "sent", sent),
        mock.patch.object(
            bulk.Bulk, "failed", lambda self, call, _: isinstance(call, SendPart) and bool(sent_blindly(self, call))
        ),
    ):
        yield


def sent_blindly(self, call):
    self._outbox.uploaded(call.sha256, call.at + len(call.data))
    self._look = True
    return True


@planted
def taken_back_at_once():
    """What was sent and is asked back is thrown away without the centre's word."""

    def throw(self, n):
        found = self._open.get(n)
        if found is None or found.standing is not Standing.SENT:
            return None
        return self._open.pop(n)

    with mock.patch.object(office.MemoryOutbox, "ask_back", throw):
        yield


@planted
def begun_again_twice():
    """Whatever hears of a new epoch begins again, though another has begun."""

    class Any:
        def __eq__(self, other):
            return True

        __hash__ = None

    with mock.patch.object(failure, "_asked_in", lambda call: Any()):
        yield


@planted
def circles_on_full_disk():
    """What a refusal leads to cannot be kept, and is tried again at once."""
    answered = engine.Engine._answered_whole

    def hasty(self, errand, fault):
        try:
            return answered(self, errand, fault)
        except OSError:
            return True

    with mock.patch.object(engine.Engine, "_answered_whole", hasty):
        yield


@planted
def silent_after_misfit():
    """An answer that fits no more is taken for an answer, and nothing is asked after it."""
    apply = engine.apply_reply

    def fits(page, request, reply):
        apply(page, request, reply)
        return True

    with mock.patch.object(engine, "apply_reply", fits):
        yield


def by_name(name: str) -> Defect:
    return PLANTED[name] if name in PLANTED else defects.PLANTED[name]
