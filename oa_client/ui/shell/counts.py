"""How many things wait where: read once, shown on badges, bar and cards alike. No Qt; not for the GUI thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from oa_client.app.desk import Desk
from oa_client.app.reading import GATHERED, ListName

BULLETIN = "bulletin"


@dataclass(frozen=True, slots=True)
class Counted:
    """The numbers by place of the rail (已办 and 我发出的 wait for nobody), and those of the outbox.

    `ledgers`: the registers in which anything stands.
    """

    places: Mapping[str, int] = field(default_factory=dict)
    ledgers: frozenset[str] = frozenset()
    waiting: int = 0
    refused: int = 0
    conflicts: int = 0


def read(desk: Desk) -> Counted:
    """As it stands now."""
    counts = desk.counts()
    places = {"todo": counts.get(ListName.TODO, 0), "toread": counts.get(ListName.TOREAD, 0)}
    if desk.kinds.newest(BULLETIN) is not None:
        places[BULLETIN] = len(desk.ids(ListName.TOREAD, kind=BULLETIN))
    known = [kind for kind in sorted(GATHERED) if desk.kinds.newest(kind) is not None]
    places |= {kind: len(desk.ids(ListName.TODO, kind=kind)) for kind in known}
    held = frozenset(kind for kind in known if desk.ids(ListName.LEDGER, kind=kind))
    return Counted(places, held, len(desk.pending()), len(desk.refused()), len(desk.conflicting()))
