"""What goes wrong, and what an administrator does: each is drawn now and then and has an end, but for the years."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.sync.office import DAY

if TYPE_CHECKING:
    from tests.sim.seat import Seat
    from tests.sim.world import World

YEARS = 3650 * DAY
MINUTE, HOUR = 60.0, 3600.0
EVERY = ("memo", "paper", "circulation")


class Mishaps:
    """Faults of devices, lines, clocks, disks and the centre."""

    def __init__(self, world: World) -> None:
        self.world, self.rng = world, world.rng
        self.kinds: list[tuple[int, Callable[[], None]]] = [
            (6, self.crash), (6, self.killed_at_a_write), (6, self.partition), (1, self.centre_down),
            (4, self.full_disk), (4, self.years_off), (4, self.backup), (4, self.restore), (3, self.transfer),
            (3, self.delegate), (2, self.end_delegation), (1, self.months), (3, self.timers),
            (3, self.token_ends), (2, self.out_of_office),
        ]  # fmt: skip

    def something(self) -> None:
        self.rng.choices([m for _, m in self.kinds], [w for w, _ in self.kinds])[0]()

    def seat(self) -> Seat:
        return self.rng.choice(self.world.devices)

    def note(self, kind: str, who: str, what: str) -> None:
        self.world.story.operation(kind, who, what)

    # devices

    def crash(self) -> None:
        seat = self.seat()
        if seat.up:
            self.note("crash", seat.name, "the program is killed")
            self.world.stain(seat)
            seat.crash()

    def killed_at_a_write(self) -> None:
        seat = self.seat()
        seat.disk.fuse = self.rng.randrange(6)
        self.world.stain(seat)
        self.note("fuse", seat.name, f"will be killed before its write {seat.disk.fuse + 1} from now")

    def full_disk(self) -> None:
        seat = self.seat()
        if not seat.disk.full:
            seat.disk.full = True
            self.world.stain(seat)
            self.note("full disk", seat.name, "the disk is full")
            self.world.timeline.after(self.rng.uniform(10, 10 * MINUTE), lambda: self.room(seat))

    def room(self, seat: Seat) -> None:
        if seat.disk.full:
            seat.disk.full = False
            self.world.story.tell(seat.name, "there is room again")

    def years_off(self) -> None:
        """The clock of a device is put wrong by ten years, or right again."""
        seat = self.seat()
        seat.clock.shift = 0 if seat.clock.shift else self.rng.choice((-YEARS, YEARS))
        self.note("clock", seat.name, f"the clock is {seat.clock.shift // YEARS * 10:+} years off")

    # lines

    def partition(self) -> None:
        self.cut(self.seat(), self.rng.choice((5.0, MINUTE, HOUR)))

    def centre_down(self) -> None:
        self.note("centre down", "centre", "is away")
        seconds = self.rng.uniform(1, 5 * MINUTE)
        for seat in self.world.devices:
            self.cut(seat, seconds)

    def cut(self, seat: Seat, most: float) -> None:
        if not seat.way.cut:
            seat.way.break_off()
            self.world.stain(seat)
            self.note("partition", seat.name, "the line is cut")
            self.world.timeline.after(self.rng.uniform(1, most), lambda: self.mend(seat))

    def mend(self, seat: Seat) -> None:
        if seat.way.cut:
            seat.way.cut = False
            self.world.story.tell(seat.name, "the line is there again")

    # the centre

    def backup(self) -> None:
        world = self.world
        if not world.centre.restoring:
            self.note("backup", "centre", "is backed up")
            world.backup = world.centre.snapshot()

    def restore(self) -> None:
        world = self.world
        if world.backup is not None and not world.centre.restoring:
            self.note("restore", "centre", "goes back to its backup, in a new epoch")
            world.go_back()

    def transfer(self) -> None:
        person, unit = self.rng.randint(1, 3), self.rng.choice((2, 3))
        self.note("transfer", f"p{person}", f"goes to unit {unit}")
        self.world.transfer(person, unit)

    def delegate(self) -> None:
        giver, taker = self.rng.sample((1, 2, 3), 2)
        self.note("delegate", f"p{giver}", f"lets p{taker} stand in")
        self.world.delegate(giver, taker, self.rng.choice((EVERY, ("memo",), ("paper", "circulation"))))

    def end_delegation(self) -> None:
        if self.world.alive:
            self.note("end delegation", "centre", "a delegation ends")
            self.world.end_delegation(self.rng.randrange(30))

    def token_ends(self) -> None:
        """Its time is over; whoever is told so signs in again, soon or late."""
        seat = self.seat()
        seat.link.signed_in = False
        self.world.stain(seat)
        self.note("token ends", seat.name, "is signed out by the centre")

    def out_of_office(self) -> None:
        """An account is disabled, its devices with it, and after a while put back."""
        person = self.rng.randint(1, 3)
        if person not in self.world.out:
            self.note("out of office", f"p{person}", "is disabled, with every device")
            self.world.disable(person)
            self.comes_back(person)

    def comes_back(self, person: int) -> None:
        self.world.timeline.after(self.rng.uniform(1, HOUR / 2), lambda: self.world.enable(person))

    def months(self) -> None:
        self.note("months", "everybody", "three months pass while the machines sleep")
        self.world.clock.shift += 91 * DAY

    def timers(self) -> None:
        self.note("timers", "centre", "looks at its timers")
        self.world.centre.run_timers()
