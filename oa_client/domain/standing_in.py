"""Who stands in for whom, in which kinds of matter, until when: what follows from a `delegation` matter.

Nobody hands on what he holds for another, and what is a person's own (his leave, his delegations) is never handed over.
"""

from __future__ import annotations

from dataclasses import dataclass

from oa_client.domain.matter import Matter, MatterId, Moment
from oa_client.domain.people import PersonId, Scope, scope_person
from oa_client.domain.scene import Scene, flat_scopes

DELEGATION = "delegation"
PERSONAL = frozenset({DELEGATION, "leave"})
"""Kinds in which nobody acts for another."""
DELEGABLE = (
    "circulation",
    "incoming",
    "exchange",
    "instruction",
    "bulletin",
    "outgoing",
    "issuing_plan",
    "numbers",
    "supervision",
    "fiscal",
)
"""The kinds that can be handed over; one named none hands over all of these."""
UNDELEGABLE = frozenset({"calendar", "budget_line", "fiscal_rules"})
"""Kinds that an office keeps for everybody, by those the administrator gave the role: nobody lends it."""
GOING = frozenset({"planned", "active", "asleep"})
"""The stages of a delegation that is not over."""
ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class StandIn:
    """`taker` acts for `giver` in matters of `kinds` from `begins` to before `until`; both None: a pair that sleeps."""

    id: MatterId
    giver: PersonId
    taker: PersonId
    kinds: frozenset[str]
    begins: Moment | None = None
    until: Moment | None = None
    may_sign: bool = False
    standing: bool = False
    away: bool = False
    """By a leave: he is not there, and everybody may know."""

    def covers(self, kind: str) -> bool:
        """Whether it is for matters of this kind."""
        return kind in self.kinds

    def lasts(self, now: int) -> bool:
        """Whether it is not over by the clock: the last moment is no more in it."""
        return self.until is None or now < self.until

    def meets(self, other: StandIn) -> bool:
        """Whether both are for the same kind at the same time; a pair meets only a pair."""
        if self.standing or other.standing:
            return self.standing and other.standing
        apart = _before(self.until, other.begins) or _before(other.until, self.begins)
        return not apart and not self.kinds.isdisjoint(other.kinds)


def _before(end: Moment | None, begin: Moment | None) -> bool:
    return end is not None and begin is not None and end <= begin


def stand_in(matter: Matter) -> StandIn | None:
    """What a delegation matter says; None for any other, and for one that names nobody."""
    taker = scope_person(Scope(str(matter.fields.get("taker", ""))))
    if matter.kind != DELEGATION or taker is None:
        return None
    begins, until = (matter.fields.get(name) for name in ("from", "until"))
    return StandIn(
        matter.id,
        matter.opener,
        taker,
        kinds_of(matter.fields.get("kinds")),
        Moment(begins) if isinstance(begins, int) else None,
        Moment(until) if isinstance(until, int) else None,
        may_sign=bool(matter.fields.get("may_sign")),
        standing=bool(matter.fields.get("standing")),
        away=bool(matter.fields.get("leave")),
    )


def kinds_of(value: object) -> frozenset[str]:
    """The kinds a field names; all that can be handed over when it names none."""
    named = frozenset(str(kind) for kind in value) if isinstance(value, list) else frozenset()
    return (named or frozenset(DELEGABLE)) - PERSONAL


def wished(scene: Scene) -> StandIn | None:
    """What a command asks for, with what the matter keeps."""
    takers = [person for s in flat_scopes(scene.value("taker")) if (person := scope_person(s)) is not None]
    if scene.actor is None or not takers:
        return None
    begins, until = (scene.value(name) for name in ("from", "until"))
    return StandIn(
        MatterId(str(scene.value("@matter") or "")),
        scene.actor.effective,
        takers[0],
        kinds_of(scene.value("kinds")),
        Moment(begins) if isinstance(begins, int) else None,
        Moment(until) if isinstance(until, int) else None,
        standing=bool(scene.value("standing")),
    )
