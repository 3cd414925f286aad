"""How many things wait where: read once, shown on badges, cards and lists alike. No Qt; not for the GUI thread."""

from __future__ import annotations

from collections.abc import Mapping

from oa_client.app.desk import Desk
from oa_client.app.ports import ListName

BULLETIN = "bulletin"


def read(desk: Desk) -> Mapping[str, int]:
    """The numbers by place of the rail; 已办 and 我发出的 wait for nobody and bear none."""
    counts = desk.counts()
    found = {"todo": counts.get(ListName.TODO, 0), "toread": counts.get(ListName.TOREAD, 0)}
    found["sent"] = counts.get(ListName.SENT, 0)
    if desk.kinds.newest(BULLETIN) is not None:
        found[BULLETIN] = len(desk.ids(ListName.TOREAD, kind=BULLETIN))
    found["centre"] = len(desk.refused())
    return found


WAITING = ("todo", "toread", BULLETIN, "centre")
"""The places whose number is a badge."""
