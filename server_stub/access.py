"""Who sees what since when: the paths from a person over a scope to a matter, and what follows from them.

A path exists while the person is a member of a scope (`member`, perhaps for some kinds only) that the matter's audience
names (`access`); both ends are feed positions. The paths to a matter merge into stretches of unbroken visibility. What
the feed says follows from the last stretch alone: *seen since* its start while it lasts, else *lost* at its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, bindparam, false, or_, select

from oa_client.domain.matter import MatterId
from oa_client.domain.people import PersonId, Scope
from server_stub import tables as t

DIRECTORY = "directory"
"""Why a membership is: the directory says so. Any other is a delegation's id."""

_CHUNK = 400
_MINE = select(t.member.c.scope, t.member.c.since, t.member.c.until, t.member.c.kinds, t.member.c.why).where(
    t.member.c.person == bindparam("of_person")
)
_kinds = msgspec.json.Decoder(list[str])


@dataclass(frozen=True, slots=True)
class Membership:
    """A scope means the person from `since` to `until`, for matters of `kinds` (None: of every kind).

    `direct`: by the directory; else by a delegation, which shows matters and no rows.
    """

    scope: Scope
    since: int
    until: int | None
    kinds: frozenset[str] | None = None
    direct: bool = True


@dataclass(frozen=True, slots=True)
class Sight:
    """How a person stands to a matter: seen since a position, or lost at one."""

    seen: int | None = None
    lost: int = -1


@dataclass(frozen=True, slots=True)
class Mine:
    """Every membership a person ever had."""

    person: PersonId
    members: tuple[Membership, ...]

    @property
    def ever(self) -> list[str]:
        """The scopes that mean him now or did once."""
        return sorted({m.scope for m in self.members})

    @property
    def live(self) -> list[str]:
        """The scopes that mean him now for matters of every kind."""
        return sorted({m.scope for m in self.members if m.until is None and m.kinds is None})

    @property
    def own(self) -> dict[Scope, int]:
        """The scopes that mean him now by the directory, and since when."""
        return {m.scope: m.since for m in self.members if m.until is None and m.direct}

    def begun(self, low: int, high: int) -> list[str]:
        """The scopes of memberships that began between two positions."""
        return sorted({m.scope for m in self.members if low <= m.since <= high})

    def ended(self, low: int, high: int) -> list[str]:
        """The scopes of memberships that ended between two positions."""
        return sorted({m.scope for m in self.members if m.until is not None and low <= m.until <= high})

    def reaches(self, scope: ColumnElement[str], kind: ColumnElement[str]) -> ColumnElement[bool]:
        """SQL: a scope means this person now, for a matter of a kind."""
        limited = [
            and_(scope == m.scope, kind.in_(sorted(m.kinds)))
            for m in self.members
            if m.until is None and m.kinds is not None
        ]
        return or_(scope.in_(self.live), *limited) if self.members else false()

    def sees(self) -> ColumnElement[bool]:
        """SQL on `matter`: this person sees it now."""
        return (
            select(t.access.c.matter)
            .where(
                t.access.c.matter == t.matter.c.id,
                t.access.c.until.is_(None),
                self.reaches(t.access.c.scope, t.matter.c.kind),
            )
            .exists()
        )


def mine(connection: Connection, person: PersonId) -> Mine:
    """The memberships of a person."""
    rows = connection.execute(_MINE, {"of_person": person})
    return Mine(
        person,
        tuple(
            Membership(
                Scope(r.scope),
                r.since,
                r.until,
                frozenset(_kinds.decode(r.kinds)) if r.kinds else None,
                direct=r.why == DIRECTORY,
            )
            for r in rows
        ),
    )


def sights(connection: Connection, me: Mine, matters: Iterable[str]) -> dict[str, Sight]:
    """How a person stands to these matters; one he never saw is not among them."""
    found: dict[str, Sight] = {}
    wanted = list(dict.fromkeys(matters))
    a = t.access.c
    for start in range(0, len(wanted), _CHUNK):
        rows = connection.execute(
            select(a.matter, t.matter.c.kind, a.scope, a.since, a.until)
            .join(t.matter, t.matter.c.id == a.matter)
            .where(a.matter.in_(wanted[start : start + _CHUNK]), a.scope.in_(me.ever))
        )
        ways: dict[str, list[tuple[int, int | None]]] = {}
        for matter, kind, scope, since, until in rows:
            ways.setdefault(matter, []).extend(paths(me.members, kind, scope, since, until))
        found.update({matter: sight(way) for matter, way in ways.items() if way})
    return found


def paths(
    members: Sequence[Membership], kind: str, scope: str, since: int, until: int | None
) -> Iterator[tuple[int, int | None]]:
    """The paths over one access: where it and a membership in its scope were both there."""
    for m in members:
        if m.scope != scope or (m.kinds is not None and kind not in m.kinds):
            continue
        low = max(since, m.since)
        ends = [end for end in (until, m.until) if end is not None]
        high = min(ends, default=None)
        if high is None or high > low:
            yield low, high


def sight(ways: Sequence[tuple[int, int | None]]) -> Sight:
    """What follows from the paths to a matter."""
    start, end = -1, -1
    for low, high in sorted(ways, key=lambda way: way[0]):
        if low > end:
            start, end = low, low
        if high is None:
            return Sight(seen=start)
        end = max(end, high)
    return Sight(lost=end)


def visible(connection: Connection, me: Mine, matter: MatterId | str) -> bool:
    """Whether a person sees a matter now."""
    found = connection.execute(select(t.matter.c.id).where(t.matter.c.id == matter, me.sees()))
    return found.first() is not None
