"""Which matter a line means by an id, or by the beginning of one."""

from __future__ import annotations

from oa_client.app.reading import Record
from oa_client.app.seat import CannotServe, Seat
from oa_client.cli.grammar import Wrong
from oa_client.domain.matter import MatterId


def record_of(seat: Seat, prefix: str) -> Record:
    """The matter with its record. Raises `Wrong` when several are meant, `CannotServe` when none is here."""
    found = seat.desk.stores.library.resolve(prefix) if prefix.isascii() else ()
    if len(found) > 1:
        msg = f"“{prefix}”可以是：{'、'.join(found[:8])}"
        raise Wrong(msg)
    shown = seat.desk.record(MatterId(found[0])) if found else None
    if shown is None:
        raise CannotServe("no_such_matter", {"matter": prefix})
    return shown
