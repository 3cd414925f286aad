"""Who is in office, and who may act for whom."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

from oa_client.domain.people import Person, PersonId
from tests.sim.wire import Behalf
from tests.sync.office import Office

if TYPE_CHECKING:
    from tests.sim.mishaps import Mishaps
    from tests.sim.seat import Seat

OWN = 0.7
"""So often somebody who may act for another acts for himself."""


class Staff(Office):
    """The people of the office, as the centre has them."""

    rng: random.Random
    mishaps: Mishaps

    def __init__(self, **office) -> None:
        self.out: set[int] = set()
        """The people whose accounts are disabled."""
        self.given: dict[str, tuple[int, int, tuple[str, ...]]] = {}
        """Giver, taker and kinds of every delegation there ever was."""
        super().__init__(**office)

    def person(self, p: int) -> Person:
        return replace(super().person(p), active=p not in self.out)

    def disable(self, person: int) -> None:
        """He may do nothing more, sees nothing, and every device of his is signed out."""
        self.out.add(person)
        self.centre.put([self.person(person)])
        for seat in self.devices:
            if seat.person == person:
                seat.link.signed_in = False
                self.stain(seat)

    def enable(self, person: int) -> None:
        if person in self.out:
            self.out.remove(person)
            self.centre.put([self.person(person)])
            self.story.tell(f"p{person}", "is in office again")

    def look_again(self) -> None:
        """The directory is that of the backup: who was out then is out again."""
        super().look_again()
        people = self.centre.directory().people
        self.out = {p for p in self.posts if not people[PersonId(p)].active}
        for seat in self.devices:
            seat.link.signed_in &= seat.person not in self.out
        for person in sorted(self.out):
            self.mishaps.comes_back(person)

    def stands_in(self, seat: Seat, kind: str) -> Behalf | None:
        """Now and then whoever may acts for another."""
        mine = [(name, *self.given[name]) for name in self.alive if self.given[name][1] == seat.person]
        fitting = [(name, giver) for name, giver, _, kinds in mine if kind in kinds]
        if not fitting or self.rng.random() < OWN:
            return None
        name, giver = self.rng.choice(fitting)
        return Behalf(giver, name, self.posts[giver])

    def behalf(self, device: int, n: int) -> Behalf | None:
        """For whom a command of a device was."""
        return next((s.link.behalf.get(n) for s in self.devices if s.link.caller.device == device), None)

    def delegate(self, giver: int, taker: int, kinds: tuple[str, ...]) -> None:
        super().delegate(giver, taker, kinds)
        self.given[self.alive[-1]] = (giver, taker, kinds)
