"""I1 to I12 of the protocol (sync.md §3.6), each a small function that says in design.md's words what it is about.

After every step, for the device it touched: I2 (what is held), I3, I4 (nothing vanishes), I5, I6, I8, I9, I10, I12, and
I7's part that nobody runs in circles. I11 is a promise with a date, looked at when the date comes. At rest, when the
faults have stopped: I1, I2 to the byte, I4 whole, I7's part that rest is reached at all (`world`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from oa_client.app.ports import Standing
from oa_client.protocol import record
from tests.sim.broken import Broken, broken

if TYPE_CHECKING:
    from tests.sim.seat import Seat
    from tests.sim.world import World

Check = Callable[["World", "Seat"], None]
CIRCLES = 20
"""So many errands of one channel that fail or bring nothing, with little more between them than the line takes."""
CIRCLE_SECONDS = 5.0


def i1_convergence(world: World) -> None:
    """One feed orders both; at rest every replica is what its person sees, byte for byte."""
    for seat in world.devices:
        told("I1", lambda seat=seat: world.check_device(seat))


def i1_holds(world: World) -> bool:
    """Whether it is so already."""
    try:
        i1_convergence(world)
    except Broken:
        return False
    return True


def i2_permission(world: World, seat: Seat) -> None:
    """A matter is the unit of visibility; a `forget` leaves nothing of it: no device holds what was never granted."""
    new = seat.replica.state.matters.keys() - world.ever[seat.person]
    if new:
        world.ever[seat.person] |= world.ever_seen(seat.person, new)
    if extra := new - world.ever[seat.person]:
        raise broken("I2", f"{seat.name} holds {sorted(extra)}, which p{seat.person} never saw")


def i3_exactly_once(world: World) -> None:
    """Nothing happens twice: what the screen has called 已保存 takes effect once. (The ledger looks at each entry.)"""
    world.ledger.catch_up()


def i4_no_loss(world: World, seat: Seat) -> None:
    """Nothing is lost: what the screen has called 待上传 survives any crash, full disk, fault or restore."""
    outbox = seat.outbox
    known = outbox._open.keys() | outbox._archive.keys() | seat.withdrawn
    if len(known) != len(seat.asked) or known != seat.asked.keys():
        raise broken("I4", f"{seat.name}: commands {sorted(known ^ seat.asked.keys())} got lost or came from nowhere")
    seat.settled -= outbox._open.keys()
    done = [p for n, p in outbox._archive.items() if n not in seat.settled]
    for one in done:
        seat.settled.add(one.n)
        name = (seat.link.caller.device, one.n)
        if current(world, seat) and one.standing is Standing.DONE and name not in world.ledger.effects:
            raise broken("I4", f"{seat.name}: {one.n} is called done and the centre has no entry of it")
    told("I4", lambda: own_acts_stay(world, seat))


def own_acts_stay(world: World, seat: Seat) -> None:
    """An accepted act of mine is on the screen, in the record or in the overlay, while its matter is here."""
    state, waiting = seat.replica.state, seat.outbox._open
    for n in seat.settled - waiting.keys():
        one = seat.outbox._archive.get(n)
        if one is None or one.standing is not Standing.DONE:
            continue
        here = state.matters.get(one.command.matter)
        if here is None or state.said.get(one.command.matter, (-1, -1))[1] >= 0:
            continue
        if world.restores and here.have < here.head:
            continue  # what a restored centre has kept comes again with the record, not from here
        at = state.mine.get(n)
        assert at and at[1] <= here.have, f"{seat.name}: own accepted command {n} vanished from {one.command.matter}"


def i4_at_rest(world: World) -> None:
    """Every command has exactly one outcome; accepted means that its entry exists, also after a restore."""
    told("I4", world.check_commands)
    if lacking := world.files_lacking():
        raise broken("I4", f"files that records name and the centre does not have: {[sha[:6] for sha in lacking]}")
    for seat in world.devices:
        rows = {key for kind, key in seat.replica.state.rows if kind == "read"}
        if lost := (seat.read & seat.replica.state.matters.keys()) - rows:
            raise broken("I4", f"{seat.name}: marks of reading that got lost: {sorted(lost)}")
        if seat.outbox.uploads():
            raise broken("I4", f"{seat.name}: files that the centre does not hold: {seat.outbox.uploads()}")
        if missing := files_missing(world, seat):
            raise broken("I4", f"{seat.name}: files that never came: {[sha[:6] for sha in missing]}")


def files_missing(world: World, seat: Seat) -> list[str]:
    """The files somebody asked for here, in matters that are here, and whose bytes are not."""
    readable = world.readable(seat)
    asked = sorted(sha for sha in seat.fetched if sha in readable or seat.files.whole(sha))
    return [sha for sha in asked if not seat.files.whole(sha) or b"".join(seat.files.read(sha)) != world.contents[sha]]


def i5_prefix(world: World, seat: Seat) -> None:
    """Entries are stored and sent as the bytes that were hashed: what is shown is 1..k without a hole, and verifies."""
    state, same = seat.replica.state, current(world, seat)
    for matter in seat.touched:
        here = state.matters.get(matter)
        if here is None:
            continue
        shown = [(bytes(here.entries[v].e), bytes(here.entries[v].d)) for v in range(1, here.have + 1)]
        if here.have + 1 in here.entries:
            raise broken("I5", f"{seat.name} {matter}: shows {here.have} and has more")
        if shown and record.head(matter, [record.Stored(e, d) for e, d in shown]) != here.link:
            raise broken("I5", f"{seat.name} {matter}: the chain of {here.have} entries does not verify")
        if same and shown != world.ledger.records.get(matter, [])[: len(shown)]:
            raise broken("I5", f"{seat.name} {matter}: shows what the centre never wrote")


def i8_atomic_crash(world: World, seat: Seat) -> None:
    """A page, its position and outcomes commit together, or not at all: the position never stands without its page.

    Here: what is at or below the position and visible is known to the device, whatever was killed before.
    """
    feed = seat.replica.state.feed
    if not seat.feed_moved or feed.position is None or feed.walks or not current(world, seat):
        return
    if world.rng.randrange(world.rarely):
        return
    known = seat.replica.state.matters.keys() | seat.replica.state.said.keys()
    if missing := world.ledger.told_by(seat.person, feed.position) - known:
        raise broken("I8", f"{seat.name} stands beyond {sorted(missing)} and has never heard of them")


def i9_monotone_position(world: World, seat: Seat) -> None:
    """Position = (epoch, L): within an epoch it never goes back; late and repeated replies change nothing."""
    feed, before = seat.replica.state.feed, seat.feed_before
    seat.feed_moved = (feed.epoch, feed.position) != (before.epoch, before.position)
    same = feed.epoch == before.epoch and before.position is not None
    if same and (feed.position is None or tuple(feed.position) < tuple(before.position)):
        raise broken("I9", f"{seat.name} went back from {before.position} to {feed.position}")
    seat.feed_before = feed


def i10_optimism(world: World, seat: Seat) -> None:
    """The rule runs twice, at once on the client and then at the centre: the same where nobody came between.

    What somebody does for another names him only at the centre.
    """
    for promise in [p for p in seat.promises if p.matter in seat.touched]:
        at = seat.replica.state.mine.get(promise.n)
        here = seat.replica.state.matters.get(promise.matter)
        if at is None or here is None or at[1] > here.have:
            continue
        seat.promises.remove(promise)
        if (
            promise.n not in seat.link.behalf
            and promise.alone(seat.replica.state.mine)
            and (after := seat.as_of_version(promise.matter, promise.v)) != promise.shown
        ):
            raise broken("I10", f"{seat.name} {promise.matter} v{promise.v}: {promise.shown} became {after}")


def i11_urgent(world: World) -> None:
    """An urgent one does not wait behind a transfer: it leaves, or is seen, within seconds."""
    for watch in [w for w in world.watches if w.until <= world.timeline.now]:
        world.watches.remove(watch)
        if not watch.held():
            raise broken("I11", f"{watch.seat.name}: {watch.words} not within {watch.seconds:.1f} s")


def i12_old_client(world: World, seat: Seat) -> None:
    """Editions never change; a device without one shows the matter read-only, drops nothing, and the chain verifies."""
    if not seat.older:
        return
    for matter in seat.touched & seat.replica.state.matters.keys():
        here = seat.replica.state.matters[matter]
        shown = told("I12", lambda matter=matter: seat.confirmed(matter))
        if len(shown.entries if shown else ()) != here.have:
            raise broken("I12", f"{seat.name} {matter}: {here.have} entries, and not all are shown")
        if shown and shown.matter is None and seat.kinds.get(shown.kind, shown.edition):
            raise broken("I12", f"{seat.name} {matter}: an edition it knows is shown as unknown")


def i7_no_circles(world: World, seat: Seat) -> None:
    """Progress: finite data needs finitely many errands; what fails rests longer each time, 2 s · 2^k at the most."""
    quick = CIRCLE_SECONDS + 1.5 * CIRCLES * seat.way.round_trip
    for channel, times in seat.idle_errands.items():
        if len(times) >= CIRCLES and times[-1] - times[-CIRCLES] < quick:
            raise broken("I7", f"{seat.name} runs in circles on {channel.value}")


def current(world: World, seat: Seat) -> bool:
    """Whether a device is in the epoch of the centre: else it still holds what the centre has lost."""
    return seat.replica.state.feed.epoch == world.ledger.epoch


def told(invariant: str, check: Callable[[], object]):
    """A check that is shared with the machine of tests/sync, under its number here."""
    try:
        return check()
    except AssertionError as error:
        raise broken(invariant, str(error)) from error
    except (KeyError, ValueError) as error:
        raise broken(invariant, repr(error)) from error


EACH_STEP: tuple[Check, ...] = (
    i9_monotone_position,
    i2_permission,
    i5_prefix,
    i4_no_loss,
    i8_atomic_crash,
    i10_optimism,
    i12_old_client,
    i7_no_circles,
)
