"""Trying the centre right after something was kept: what is saved is saved, whatever becomes of it."""

from __future__ import annotations

from oa_client.app.ports import NoRoom, Pending
from oa_client.app.seat import Seat, SyncReport

PATIENCE = 20.0
"""Seconds that an act waits for the centre before it is left to the next sync."""


def send(seat: Seat, *, now: bool = True) -> SyncReport:
    """Try the centre; not `now`: that it was not tried."""
    if not now:
        return SyncReport(code="not_tried")
    try:
        return seat.sync(PATIENCE)
    except NoRoom:
        return SyncReport(code="no_room_to_sync")
    except OSError:
        return SyncReport(code="cannot_keep")


def numbered(commands: tuple[Pending, ...], n: int) -> Pending | None:
    """The command of that number among these."""
    return next((p for p in commands if p.n == n), None)
