"""What a search shows of the matters it found, beside their rows: passages, which I handled, and whose they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select, text

from oa_client.app.bodies import Texts
from oa_client.app.finding import passage
from oa_client.domain.kinds import Kinds
from oa_client.domain.matter import Entry, MatterId, Row
from oa_client.domain.people import PersonId, person_scope
from oa_client.protocol import record
from oa_client.protocol.record import Stored
from oa_client.store import tables as t
from oa_client.store.codec import unpack_row
from oa_client.store.projections import NOTHING, UNFOLDABLE, spoken
from oa_client.store.waiting import Shown
from oa_client.wording.serials import asked_serial, bears


def handled(connection: Connection, ids: Sequence[MatterId], me: PersonId) -> frozenset[MatterId]:
    """Of these matters the ones a person of this device opened or acted in, as the centre has it."""
    return frozenset(connection.execute(_HANDLED, {"ids": list(ids), "me": me}).scalars())


def of_person(connection: Connection, person: PersonId, limit: int) -> list[MatterId]:
    """Matters somebody opened, acted in, is named in or holds a task in by his name, the last changed first."""
    values = {"person": person, "holder": person_scope(person), "limit": limit}
    return [MatterId(id) for id in connection.execute(_OF_PERSON, values).scalars()]


def numbered(connection: Connection, query: str) -> list[MatterId]:
    """Matters that bear the number of a register which the whole query is, the last changed first; mostly it is none.

    These numbers are no words of the index: their year would be found in everything that came in that year.
    """
    asked = asked_serial(query)
    if asked is None:
        return []
    kinds, number = asked
    rows = connection.execute(_NUMBERED, {"kinds": sorted(kinds), "number": f'"{number}"'})
    found = ((one.id, one.kind, unpack_row(one.row)) for one in rows)
    return [MatterId(id) for id, kind, row in found if bears(kind, row, query)]


def passages(
    connection: Connection,
    kinds: Kinds,
    over: Mapping[MatterId, Shown],
    ids: Sequence[MatterId],
    words: Sequence[str],
    texts: Texts,
) -> dict[MatterId, str]:
    """What stands round the first word that a matter's title and number do not hold, where its text holds it."""
    plain = [id for id in ids if id not in over or not over[id].entries]
    held = [*_held(connection, plain), *((one.id, one.kind, one.row, one.entries) for one in over.values())]
    whole = ((id, kind, row, [texts.entry(e) for e in entries]) for id, kind, row, entries in held if entries)
    said = ((id, row, spoken(kinds.newest(kind), entries, row)) for id, kind, row, entries in whole)
    made = ((id, passage(whole, words, f"{row.title}\n{row.number}")) for id, row, whole in said)
    return {id: found for id, found in made if found}


def _held(connection: Connection, ids: Sequence[MatterId]) -> Iterator[tuple[MatterId, str, Row, list[Entry]]]:
    for found in connection.execute(_STATES, {"ids": list(ids)}).all():
        stored = connection.execute(_PREFIX, {"k": found.k, "have": found.have})
        yield MatterId(found.id), found.kind, unpack_row(found.row), list(_readable(stored))


def _readable(stored: Any) -> Iterator[Entry]:
    """The entries this build can read."""
    for one in stored:
        try:
            yield record.read(Stored(one.envelope, one.data))
        except UNFOLDABLE:
            continue


_m = t.matter.c
_HANDLED = select(_m.id).where(
    _m.id.in_(bindparam("ids", expanding=True)), (_m.opener == bindparam("me")) | (_m.acted == 1)
)
_NUMBERED = (
    select(_m.id, _m.kind, _m.row)
    .where(_m.kind.in_(bindparam("kinds", expanding=True)), _m.shown > NOTHING)
    .where(text('instr(CAST("row" AS TEXT), :number) > 0'))
    .order_by(_m.changed_at.desc(), _m.id)
)
_OF_PERSON = text(
    "SELECT id FROM (SELECT id, changed_at FROM matter WHERE opener = :person AND shown > 0"
    " UNION SELECT m.id, m.changed_at FROM involved JOIN matter m USING (k) WHERE person = :person AND m.shown > 0"
    " UNION SELECT m.id, m.changed_at FROM task JOIN matter m USING (k) WHERE holder = :holder AND m.shown > 0)"
    " ORDER BY changed_at DESC LIMIT :limit"
)
_STATES = select(_m.k, _m.id, _m.kind, _m.row, _m.have).where(
    _m.id.in_(bindparam("ids", expanding=True)), _m.shown > NOTHING
)
_PREFIX = (
    select(t.entry.c.envelope, t.entry.c.data)
    .where(t.entry.c.k == bindparam("k"), t.entry.c.v <= bindparam("have"))
    .order_by(t.entry.c.v)
)
