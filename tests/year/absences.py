"""Who is away with somebody standing in for him: 委托, 请假 with a deputy, AB角; called back, moved to another post meanwhile.

At each end it is looked whether everything is its owner's again: what his deputy had not touched he sees no more, and what
he still tries for him is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from oa_client.domain.people import Person, PersonId, PostId
from server_stub import tables as t
from server_stub.access import mine, visible
from server_stub.timers import run_timers
from tests.server.rights import Judge
from tests.year.district import (
    LEADER,
    NOBODY,
    SUPERVISOR,
    UNITS,
    Himself,
    StandIn,
    clerk_of,
    deputy_of,
    moment,
    successor_of,
)

if TYPE_CHECKING:
    from tests.year.living import Story, Year

DAY = 86_400
EACH = 3
"""Absences of everybody in a year."""
SEATS = (SUPERVISOR, LEADER, *map(clerk_of, UNITS))
PAIRED = SEATS[4::3]
"""Who has an AB角; none of those who change post."""
MOVED = SEATS[3::6]
"""Who changes post while he is away."""


@dataclass
class Told:
    """What came of it."""

    judge: Judge
    absences: int = 0
    behalf: int = 0
    refused: int = 0
    returned: int = 0
    moved: int = 0
    early: int = 0
    wrong: list[str] = field(default_factory=list)


def absences(year: Year) -> Iterator[tuple[int, Story]]:
    """Every absence of the year, with the moment its story begins."""
    first = moment(date(year.district.year, 1, 1))
    for seat in SEATS:
        if seat in PAIRED:
            yield first + 2 * DAY, _paired(year, seat)
        for n in range(EACH):
            begin = first + (30 + 105 * n + year.rng.randrange(60)) * DAY
            end = begin + year.rng.randrange(3, 13) * DAY
            moves = seat in MOVED and n == 1
            yield begin - 25 * DAY, _absence(year, seat, begin, end, moves=moves)


def _paired(year: Year, seat: int) -> Story:
    yield Himself(seat), 0
    year.himself(seat, "give", kind="delegation", taker=f"p{deputy_of(seat)}", standing=True)


def _absence(year: Year, seat: int, begin: int, end: int, *, moves: bool) -> Story:
    """Given or allowed in time, it begins, and ends at its time or before."""
    yield Himself(seat), 0
    by_leave = seat != LEADER and (seat in PAIRED or year.rng.random() < 0.5)
    if by_leave:
        name = year.himself(seat, "apply", kind="leave", **_leave(seat, begin, end))
        yield Himself(LEADER), year.rng.randrange(3 * DAY)
        year.himself(LEADER, "approve", name, kind="leave")
    else:
        kinds = year.rng.choice([[], ["supervision", "instruction"]])
        given = {"taker": f"p{deputy_of(seat)}", "from": begin, "until": end, "may_sign": True, "kinds": kinds}
        name = year.himself(seat, "give", kind="delegation", **given)
    yield NOBODY, max(0, begin - year.now)
    _begun(year, seat, end)
    if moves:
        yield NOBODY, (end - begin) // 2
        _to_another_post(year, seat)
    elif year.rng.random() < 0.25:
        yield NOBODY, (end - begin) // 2
        year.told.early += 1
        year.himself(seat, "report_back" if by_leave else "revoke", name, kind="leave" if by_leave else "delegation")
        _over(year, seat)
        return
    yield NOBODY, max(0, end - year.now)
    _over(year, seat)
    if by_leave and not moves:
        yield Himself(seat), 0
        year.himself(seat, "report_back", name, kind="leave")


def _leave(seat: int, begin: int, end: int) -> dict[str, object]:
    asked = {"leave_type": "annual", "unit_head": f"p{LEADER}", "from": begin, "until": end}
    return asked if seat in PAIRED else {**asked, "deputy": f"p{deputy_of(seat)}"}


def _begun(year: Year, seat: int, end: int) -> None:
    """The centre has opened or woken a delegation: from now on the deputy acts."""
    _timers(year)
    district, giver = year.district, year.district.sitting(seat)
    d = t.delegation.c
    with district.office.centre.database.read() as connection:
        rows = connection.execute(select(d.id, d.taker).where(d.giver == giver, d.ended.is_(False))).all()
    if len(rows) != 1:
        year.told.wrong.append(f"{len(rows)} delegations of {giver} at {year.now}")
    name, taker = rows[-1]
    district.standing[seat] = StandIn(name, giver, taker, year.now, end)
    year.told.absences += 1


def _over(year: Year, seat: int) -> None:
    """He is back, or another sits there: nothing is done for him any more, and what was not touched is not seen."""
    _timers(year)
    one = year.district.standing.pop(seat)
    _tries(year, seat, one)
    with year.district.office.centre.database.read() as connection:
        year.told.judge.look(connection)
        for (matter,) in connection.execute(
            select(t.task.c.matter).where(t.task.c.holder.in_(_scopes(seat))).distinct()
        ):
            own, deputy = (
                [visible(connection, mine(connection, PersonId(p)), matter)]
                for p in (year.district.sitting(seat), one.taker)
            )
            year.told.returned += 1
            if own != [True] or deputy != [one.taker in year.told.judge.acted[matter]]:
                year.told.wrong.append(f"{matter} did not return to {seat}")


def _scopes(seat: int) -> list[str]:
    return [f"c{seat - 100}"] if seat > 100 else [f"p{seat}", f"o{seat}"]


def _tries(year: Year, seat: int, one: StandIn) -> None:
    """The deputy goes on, in a matter that lies with the one he stood in for: nobody lets him."""
    office = year.district.office
    up = office.up(one.taker, "report", year.last, kind="supervision", progress=50, opinion="仍在代办")
    up.track, up.post, up.on_behalf, up.delegation = 0, seat, one.giver, one.name
    (outcome,) = office.send(one.taker, up)
    year.told.refused += 1
    if outcome.code != "authority_ended":
        year.told.wrong.append(f"{one.taker} for {one.giver} at {year.now}: {outcome}")


def _to_another_post(year: Year, seat: int) -> None:
    """While he is away somebody else gets his post."""
    district, old = year.district, year.district.sitting(seat)
    new = successor_of(seat)
    district.office.centre.put(
        [
            Person(PersonId(old), f"人{old}", (PostId(new),)),
            Person(PersonId(new), f"人{new}", (PostId(seat),)),
        ]
    )
    district.seated.append((year.now, seat, new))
    year.told.moved += 1
    _tries(year, seat, district.standing[seat])


def _timers(year: Year) -> None:
    """Everything that is due by now."""
    with year.district.office.centre.work() as work:
        while run_timers(work):
            pass
