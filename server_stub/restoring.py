"""A restored centre gathers what it lost (design.md decision 23), until an administrator closes the restore.

What the backup lacks stands on the devices of its authors: each offers it again with its receipt. A matter's entries
come back byte for byte, each where the chain fits; one whose predecessor is another author's waits for him. What the
centre had done by itself, and what followed from acts on other matters, comes with the words that stand behind it
(`own_acts`); behind which nobody wrote, that is done again by its timer, has to be announced again, or is made again
when the restore is closed (`holding_back`).
So nothing may take a place in a chain whose end is not known. Until the restore is closed the centre therefore

* takes back what a receipt proves and the chain fits, and tells the rest to wait;
* decides new commands only in matters of which it has every entry: those opened by a device that was registered after
  the restore (`Era.whole`), and there none that claims anything or acts on another matter. All others wait in their
  outboxes, where they are safe: even a new matter's first command may be one that was accepted and seen by others while
  its receipt was lost on the way;
* lets no timer go off, gives no number, makes nothing final and sends nothing out.

Rows are taken as ever: they merge in any order. When the restore is closed, what still does not fit is refused with
its words kept, and stays listed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, update

from oa_client.domain.people import PersonId
from server_stub import tables as t
from server_stub.seal import Proof
from server_stub.work import counter, counters, set_counter

RESTORE_GAP = 10_000
"""Device numbers a restored centre leaves free, for those it may have given after the backup was made."""

REFUSED = "restored_without"
"""What is answered of a command that the chain will never fit again."""

MOST_FILES = 4_000


class Swapped(Exception):
    """The database lacks what the centre acknowledged in this very epoch: it was exchanged for an older one."""


@dataclass(frozen=True, slots=True)
class Era:
    """The epoch, whether it is being restored, and the first device number given since."""

    epoch: int
    restoring: bool = False
    first_device: int = 0

    def whole(self, matter: str) -> bool:
        """Whether the centre certainly has every entry of this matter."""
        device = matter.partition("-")[0]
        return not self.restoring or (device.isascii() and device.isdigit() and int(device) >= self.first_device)


def era(connection: Connection) -> Era:
    """As it stands."""
    known = counters(connection)
    return Era(known["epoch"], bool(known.get("restoring")), known.get("restored_device", 0))


def begin(connection: Connection, epoch: int) -> None:
    """A new epoch over a database that may be older than what was acknowledged."""
    device = counter(connection, "device") + RESTORE_GAP
    set_counter(connection, "epoch", epoch)
    set_counter(connection, "restoring", 1)
    set_counter(connection, "device", device)
    set_counter(connection, "restored_device", device + 1)
    connection.execute(delete(t.awaited))


_CALENDAR = "calendar_lost/"


def calendar_lost(connection: Connection, years: Iterable[int]) -> None:
    """Limits came back as they were counted by a notice of these years; the notice itself did not. 0: office hours."""
    for year in years:
        set_counter(connection, f"{_CALENDAR}{year}", 1)


def calendar_found(connection: Connection, years: Iterable[int]) -> None:
    """These were announced again."""
    for year in lost_years(connection).intersection(years):
        set_counter(connection, f"{_CALENDAR}{year}", 0)


def lost_years(connection: Connection) -> frozenset[int]:
    """The years whose notice has to be announced again."""
    named = counters(connection).items()
    return frozenset(int(name.removeprefix(_CALENDAR)) for name, value in named if value and name.startswith(_CALENDAR))


# ---------------------------------------------------------------- what devices are told


def known_numbers(connection: Connection, device: int) -> list[tuple[int, int]]:
    """The commands of a device that were decided, as ranges: all others that it knows as accepted were lost."""
    c = t.command.c
    row = func.row_number().over(order_by=c.n)
    islands = select(c.n, (c.n - row).label("island")).where(c.device == device).subquery()
    ranges = select(func.min(islands.c.n), func.max(islands.c.n)).group_by(islands.c.island)
    return sorted((int(low), int(high)) for low, high in connection.execute(ranges))


def lacking_files(connection: Connection, person: PersonId | None = None) -> list[str]:
    """Files that matters name and of which nobody's bytes are here; for a person, of which his own are not.

    What somebody else has sent does not count for him: else he learnt that the centre holds a file he may not see.
    """
    n, u = t.named.c, t.upload.c
    here = select(u.sha256).where(u.sha256 == n.sha256, u.stored)
    found = select(n.sha256).distinct().order_by(n.sha256)
    if person is None:
        return list(connection.scalars(found.where(~here.exists())))
    his = here.where(u.person == person).exists()
    return list(connection.scalars(found.where(n.person == person, ~his).limit(MOST_FILES)))


# ---------------------------------------------------------------- what is awaited


def await_entry(connection: Connection, device: int, n: int, person: PersonId, matter: str, proof: Proof) -> None:
    """A receipt says that this entry existed; it does not fit yet."""
    if _awaited(connection, device, n) is None:
        values = {"device": device, "n": n, "person": person, "matter": matter, "v": proof.v, "refused": False}
        connection.execute(insert(t.awaited).values(values))


def refuse_entry(connection: Connection, device: int, n: int, person: PersonId, matter: str, proof: Proof) -> None:
    """It will never fit; its author was told, and it stays listed."""
    await_entry(connection, device, n, person, matter, proof)
    a = t.awaited
    connection.execute(update(a).where(a.c.device == device, a.c.n == n).values(refused=True))


def entry_came(connection: Connection, device: int, n: int) -> None:
    """It is there again."""
    if _awaited(connection, device, n) is not None:
        connection.execute(delete(t.awaited).where(t.awaited.c.device == device, t.awaited.c.n == n))


def _awaited(connection: Connection, device: int, n: int) -> str | None:
    a = t.awaited.c
    return connection.execute(select(a.matter).where(a.device == device, a.n == n)).scalar()
