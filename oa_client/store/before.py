"""What nobody did directly before entries of mine: read from the replica, kept in the outbox.

That is what the centre did by itself and what followed from acts on other matters (`record.is_nobodys`).
"""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, bindparam, select, text, update

from oa_client.app.ports import Before
from oa_client.domain.matter import MatterId
from oa_client.protocol.messages import MOST_BEFORE, MOST_BEFORE_BYTES, WireEntry
from oa_client.protocol.record import is_nobodys
from oa_client.store import tables as t

_entries = msgspec.json.Decoder(tuple[WireEntry, ...])
_BACK = (
    select(t.entry.c.envelope, t.entry.c.data)
    .where(t.entry.c.k == bindparam("of"), t.entry.c.v < bindparam("below"))
    .order_by(t.entry.c.v.desc())
    .limit(MOST_BEFORE)
)
_KEEP = update(t.command).where(
    t.command.c.n == bindparam("of"), t.command.c.matter == bindparam("about"), t.command.c.kept == "live"
)


def runs(connection: Connection) -> Before:
    """The runs before the entries of mine that are shown, without the empty ones."""
    e, m, p = t.entry.c, t.matter.c, t.entry.alias("previous")
    mine = select(m.id, e.k, e.v, e.n, p.c.envelope, p.c.data).where(text("entry.n > 0"), e.v <= m.have)
    shown = mine.join(t.matter, m.k == e.k).join(p, (p.c.k == e.k) & (p.c.v == e.v - 1))
    found = [row for row in connection.execute(shown) if is_nobodys(bytes(row.envelope), bytes(row.data))]
    return {(MatterId(row.id), row.n): _run(connection, row.k, row.v) for row in found}


def _run(connection: Connection, k: int, below: int) -> tuple[WireEntry, ...]:
    entries, size = [], 0
    for row in connection.execute(_BACK, {"of": k, "below": below}):
        size += len(row.envelope) + len(row.data)
        if size > MOST_BEFORE_BYTES or not is_nobodys(bytes(row.envelope), bytes(row.data)):
            break
        entries.append(WireEntry(msgspec.Raw(row.envelope), msgspec.Raw(row.data)))
    return tuple(reversed(entries))


def keep_runs(connection: Connection, before: Before) -> None:
    """Keep them with the commands that are offered again."""
    for (matter, n), run in before.items():
        if run:
            values = {"of": n, "about": matter, "run": msgspec.json.encode(run)}
            connection.execute(_KEEP.values(run_before=bindparam("run")), values)


def kept_run(value: bytes | None) -> tuple[WireEntry, ...]:
    """What `keep_runs` wrote."""
    return _entries.decode(value) if value else ()
