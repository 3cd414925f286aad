"""How a restore stands: what a restored centre lacks, whom it waits for, and how people and accounts stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from oa_client.domain.money.purse import TAKEN
from server_stub import tables as t
from server_stub.claims import overdrawn
from server_stub.coming_back import ComingBack, coming_back
from server_stub.headers import title_in
from server_stub.people_kept import PeopleKept, people_kept
from server_stub.putting_away import PutAway, all_put_away
from server_stub.restoring import era, lacking_files, lost_years


@dataclass(frozen=True, slots=True)
class Gap:
    """A matter with missing entries: `here` are there, `lost` nobody brought, the others wait or were refused."""

    matter: str
    title: str
    here: int
    lost: tuple[int, ...] = ()
    waiting: tuple[tuple[int, int], ...] = ()
    refused: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Overdrawn:
    """A budget line on which more is held than it is worth: what had been given back was lost."""

    line: str
    title: str
    over: int


@dataclass(frozen=True, slots=True)
class HeldBack:
    """An entry that came back; what it sent to other matters waits for the closing, or could not be carried out."""

    matter: str
    title: str
    v: int


@dataclass(frozen=True, slots=True)
class Report:
    """How a restore stands. `waiting` and `refused` of a gap are (version, person).

    `calendar_lost`: limits count by a notice of the working calendar that the backup lacks. `put_away`: what was held
    back, can never be carried out and is listed no more. `coming`: which devices have been here since; `people`: how
    they and their accounts stand.
    """

    epoch: int
    restoring: bool
    gaps: tuple[Gap, ...] = ()
    files: tuple[str, ...] = field(default=())
    overdrawn: tuple[Overdrawn, ...] = ()
    held_back: tuple[HeldBack, ...] = ()
    calendar_lost: bool = False
    put_away: tuple[PutAway, ...] = ()
    coming: ComingBack = field(default=ComingBack())
    people: PeopleKept | None = None

    @property
    def lost(self) -> int:
        """How many entries receipts speak of and nobody brought."""
        return sum(len(gap.lost) for gap in self.gaps)

    @property
    def waiting(self) -> int:
        """How many entries came and do not fit yet."""
        return sum(len(gap.waiting) for gap in self.gaps)

    @property
    def refused(self) -> int:
        """How many went back to their authors."""
        return sum(len(gap.refused) for gap in self.gaps)


def report(connection: Connection) -> Report:
    """What is missing, as far as receipts and names tell."""
    now = era(connection)
    return Report(
        now.epoch,
        now.restoring,
        tuple(_gaps(connection)),
        tuple(lacking_files(connection)),
        _lines(connection),
        tuple(_held_back(connection)),
        bool(lost_years(connection)),
        all_put_away(connection),
        coming_back(connection),
        people_kept(connection),
    )


def _lines(connection: Connection) -> tuple[Overdrawn, ...]:
    m = t.matter.c
    found = ((key, over) for (registry, key), over in sorted(overdrawn(connection).items()) if registry == TAKEN)
    rows = ((key, over, connection.execute(select(m.row).where(m.id == key)).scalar()) for key, over in found)
    return tuple(Overdrawn(key, title_in(bytes(row or b"{}")), over) for key, over, row in rows)


def _held_back(connection: Connection) -> Iterator[HeldBack]:
    h, m = t.held_back.c, t.matter.c
    held = select(h.matter, h.v, m.row).join(t.matter, m.id == h.matter).order_by(h.matter, h.v)
    for row in connection.execute(held).all():
        yield HeldBack(row.matter, title_in(bytes(row.row)), row.v)


def _gaps(connection: Connection) -> Iterator[Gap]:
    a, m = t.awaited.c, t.matter.c
    rows = connection.execute(select(a.matter, a.v, a.person, a.refused).order_by(a.matter, a.v)).all()
    found: dict[str, list[tuple[int, int, bool]]] = {}
    for row in rows:
        found.setdefault(row.matter, []).append((row.v, row.person, row.refused))
    for matter, said in found.items():
        here = connection.execute(select(m.version, m.row).where(m.id == matter)).first()
        yield _gap(matter, here.version if here else 0, bytes(here.row) if here else b"{}", said)


def _gap(matter: str, here: int, row: bytes, said: Iterable[tuple[int, int, bool]]) -> Gap:
    told = list(said)
    brought = {v for v, _, _ in told}
    lost = tuple(v for v in range(here + 1, max(brought) + 1) if v not in brought)
    waiting = tuple((v, person) for v, person, refused in told if not refused)
    refused = tuple((v, person) for v, person, refused in told if refused)
    return Gap(matter, title_in(row), here, lost, waiting, refused)
