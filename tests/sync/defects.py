"""Defects planted one at a time, each as it was met in a real client or in the prototypes. Production code has no flags:
a defect replaces one seam while its context lasts.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from unittest import mock

import msgspec

from oa_client.app.ports import Settlement
from oa_client.protocol.messages import END
from oa_client.sync import engine, replication
from server_stub import commands, keeping, timers
from server_stub.centre import Centre
from server_stub.restoring import Era
from server_stub.seal import Seal
from server_stub.steps import Undone
from server_stub.work import counter
from tests.fakes.link import Link
from tests.fakes.memory import MemoryOutbox

Defect = Callable[[], AbstractContextManager[None]]
apply_reply = replication.apply_reply
begin = keeping.begin
PLANTED: dict[str, Defect] = {}


def planted(defect: Callable[[], Iterator[None]]) -> Defect:
    PLANTED[defect.__name__] = contextmanager(defect)
    return PLANTED[defect.__name__]


@planted
def cut_inside_tie():
    """The position is only a sequence number: what shares the last one's number and was cut off never comes."""

    def apply(page, request, reply):
        fits = apply_reply(page, request, reply)
        if fits:
            page.set_position((reply.position[0], END, ""))
        return fits

    with mock.patch.object(engine, "apply_reply", apply):
        yield


@planted
def urgent_behind_walk():
    """News waits until the inventory is through."""

    def apply(page, request, reply):
        if page.feed().walks and reply.since is not None:
            reply = msgspec.structs.replace(reply, live=[], digest="", position=reply.since)
        return apply_reply(page, request, reply)

    with mock.patch.object(engine, "apply_reply", apply):
        yield


@planted
def forget_idempotency():
    """The centre does not remember what it has decided."""
    with mock.patch.object(commands, "_known", return_value=None), mock.patch.object(commands, "_remember"):
        yield


@planted
def no_forget():
    """What is lost from sight stays on the device."""
    with mock.patch.object(replication, "_gone"):
        yield


@planted
def push_no_epoch():
    """The centre takes commands whatever epoch they were sent in."""
    sync = Centre.sync

    def careless(centre, caller, request):
        if request.commands and request.epoch != centre.epoch:
            sync(centre, caller, msgspec.structs.replace(request, epoch=centre.epoch, position=None))
        return sync(centre, caller, request)

    with mock.patch.object(Centre, "sync", careless):
        yield


@planted
def no_epoch():
    """A restored centre goes on in its old epoch."""

    def same(connection, epoch):
        begin(connection, counter(connection, "epoch"))

    with mock.patch.object(keeping, "begin", same):
        yield


@planted
def no_archive():
    """What was accepted is not kept for a restore."""
    with mock.patch.object(MemoryOutbox, "reoffer", return_value=0):
        yield


@planted
def position_before_page():
    """The position is written in a transaction of its own, before what it stands for."""
    take = engine.Engine._take_turn

    def hasty(self, call, reply):
        with self._replica.page() as page:
            before = page.feed().position
            page.set_position(reply.position)
        with self._replica.page() as page:
            if before is not None:
                page.set_position(before)
            apply_reply(page, call.request, reply)
        take(self, call, reply)

    with mock.patch.object(engine.Engine, "_take_turn", hasty):
        yield


@planted
def outbox_first():
    """The outbox lets go of a command when the centre says yes, not when its entry is to be seen."""

    def settle(outbox, replica):
        proofs = replica.settlements([p.n for p in outbox.pending()])
        return outbox.settle([replace(p, shown=p.shown or bool(p.outcome and p.outcome.s == "a")) for p in proofs])

    with mock.patch.object(engine, "settle", settle):
        yield


@planted
def torn_page():
    """Nobody checks whether a reply holds together."""
    with mock.patch.object(replication, "check_reply"):
        yield


@planted
def moving_head():
    """The centre reads its head after the page, not in the same snapshot: what was written between never comes."""
    carry = Link.carry

    def late_head(link, call):
        carried = carry(link, call)
        if between := getattr(link, "between", None):
            link.between = None
            between()
            with link.centre.database.read() as connection:
                head = (counter(connection, "seq"), END, "")
            carried.reply = msgspec.structs.replace(carried.reply, position=head)
        return carried

    with mock.patch.object(Link, "carry", late_head):
        yield


@planted
def overlay_twice():
    """A command stays in the overlay though its entry is in the record."""

    def settle(outbox, replica):
        proofs = replica.settlements([p.n for p in outbox.pending()])
        return outbox.settle([Settlement(p.n, outcome=p.outcome) for p in proofs])

    with mock.patch.object(engine, "settle", settle):
        yield


@planted
def no_as_of():
    """The statement that came last wins, not the one that was true last."""

    def seen(page, matter, at, head, number=0):
        page.say_seen(matter, at, head, number)
        return True

    with mock.patch.object(replication, "_seen", seen):
        yield


@planted
def restore_refuses_gap():
    """Whoever comes back before the author of the entry below his is refused."""
    again = commands.offered_again

    def refuse(one, proof):
        try:
            return again(one, proof)
        except Undone as undone:
            raise one.refused("not_visible") from undone

    with mock.patch.object(commands, "offered_again", refuse):
        yield


@planted
def timers_while_restoring():
    """What the centre does by itself takes the place of an entry that is still to come back."""
    with mock.patch.object(timers, "era", lambda connection: Era(1)):
        yield


@planted
def no_row_reoffer():
    """Only commands are offered again."""
    with mock.patch.object(MemoryOutbox, "requeue_rows"):
        yield


@planted
def epoch_unchanged():
    """A database put back by hand is taken for the one that was there."""
    proof = Seal.proof

    def timeless(*given):
        proved = proof(*given)
        return proved and replace(proved, epoch=0)

    with mock.patch.object(Seal, "proof", timeless):
        yield
