"""Whose work stands in my lists by a delegation: put anew where that changes."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection

from oa_client.domain.matter import MatterId
from oa_client.domain.people import Scope
from oa_client.store.codec import pack
from oa_client.store.lists import Behalf
from oa_client.store.projector import Projector
from oa_client.store.state import get_meta, set_meta

_told = msgspec.json.Decoder(dict[str, tuple[int, list[str], list[str]]])


def follow_behalf(connection: Connection, projector: Projector) -> frozenset[MatterId]:
    """Bring the lists into line with the delegations as they are now; which matters that moved."""
    behalf = projector.me.behalf if projector.me is not None else ()
    now = {one.delegation: _plain(one) for one in behalf}
    then = _told.decode(get_meta(connection, "behalf") or "{}")
    if then == now:
        return frozenset()
    set_meta(connection, "behalf", pack(now))
    moved = {key for key in (*then, *now) if then.get(key) != now.get(key)}
    scopes = {Scope(s) for told in (then, now) for key in moved if key in told for s in told[key][1]}
    return projector.relist_held_by(scopes)


def _plain(one: Behalf) -> tuple[int, list[str], list[str]]:
    return one.giver, sorted(one.scopes), sorted(one.kinds)
