"""A new epoch: what is offered again to a centre that was restored (design.md decision 23).

The centre says which of this device's commands it has decided and which of its files it lacks, so nothing is sent that
it still has. One that does not say is offered everything. Rows need no receipt: they wait until the centre's own rows
are here, and go up where those lack them. With a command goes what the centre had done by itself directly before it: it
is kept beside the receipt, for the replica is wiped next.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from oa_client.app.ports import Outbox
from oa_client.app.replica import Replica

_EVERYTHING = 1 << 31


class _Facts(msgspec.Struct):
    """What a centre says when it begins a new epoch; nothing from an older one."""

    known: list[tuple[int, int]] = []
    lacking: list[str] = []


def offer_again(outbox: Outbox, replica: Replica, facts: Mapping[str, object]) -> None:
    """Put back in front what the centre may have lost; repeatable. The replica must still be whole."""
    try:
        told = msgspec.convert(dict(facts), _Facts, strict=False)
    except msgspec.ValidationError:
        told = _Facts()
    outbox.reoffer(told.known, told.lacking, replica.before_mine())
    outbox.requeue_rows([(kind, key, data) for (kind, key), data in replica.own_rows().items()])


def drop_shown_rows(outbox: Outbox, replica: Replica) -> None:
    """Row changes that the centre shows already need not go up."""
    waiting = outbox.pending_rows(_EVERYTHING)
    if waiting:
        shown = replica.own_rows()
        outbox.rows_done([row for row in waiting if _shown(row.kind, row.data, shown.get((row.kind, row.key)))])


def _shown(kind: str, mine: Mapping[str, object], theirs: Mapping[str, object] | None) -> bool:
    if theirs is None:
        return False
    return kind != "settings" or all(theirs.get(name) == value for name, value in mine.items())
