"""What a build reads or lists unlike the one before it: noted when the file is opened, worked out anew in small steps.

Until its turn a matter is shown as the build before had it. The note says how far that went, in the transaction that
went there: a kill between two steps costs none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from msgspec.json import decode
from sqlalchemy import ColumnElement, Connection, select, tuple_

from oa_client.store import tables as t
from oa_client.store.codec import pack, unpack
from oa_client.store.projections import NOTHING
from oa_client.store.state import get_meta, set_meta

UNSAID = tuple((kind, 1) for kind in ("circulation", "incoming", "exchange", "instruction", "bulletin"))
"""What a build could read that did not yet note it."""

VIEWS = (frozenset({"fiscal"}), frozenset({"supervision"}), frozenset({"supervision"}))
"""Of which kinds a row or the lists it stands in came to be made otherwise, the oldest change first; only added to.

Applications for money stand in their register; the two series of 督查 are told apart; and where only a header is here.
"""

SAID: Mapping[str, str] = {"supervision": "mode"}
"""What the header of every matter of a kind says; that of an older centre does not, and its record is asked for."""

STEP = 32
"""Matters that are worked out anew in one transaction: some hundredths of a second, which a page may wait."""

_NOTE = "anew"


class Anew(msgspec.Struct, frozen=True, array_like=True):
    """Of these editions and kinds, the matters behind the one with this inner number."""

    editions: list[tuple[str, int]]
    kinds: list[str]
    after: int = 0


def plan(connection: Connection, known: Sequence[tuple[str, int]]) -> Anew | None:
    """What is to be done beside what an earlier build has not finished; None where nothing changed since."""
    read, views = get_meta(connection, "kinds"), int(get_meta(connection, "views") or 0)
    news = sorted(set(known) - set(decode(read, type=list[tuple[str, int]]) if read else UNSAID))
    anew = frozenset[str]().union(*VIEWS[views:])
    if not (news or anew) and read is not None:
        return None
    left = noted(connection) or Anew([], [])
    return Anew(sorted({*news, *left.editions}), sorted({*anew, *left.kinds}))


def note(connection: Connection, what: Anew, known: Sequence[tuple[str, int]]) -> None:
    """This is to be done; the next build need only know what this one reads and lists."""
    set_meta(connection, "kinds", pack(known))
    set_meta(connection, "views", str(len(VIEWS)))
    note_place(connection, what)


def note_place(connection: Connection, what: Anew | None) -> None:
    """So much is left; None: nothing."""
    set_meta(connection, _NOTE, pack(what) if what else "")


def noted(connection: Connection) -> Anew | None:
    """What is left."""
    found = get_meta(connection, _NOTE)
    return decode(found, type=Anew) if found else None


class Turn(msgspec.Struct, frozen=True):
    """The matters whose turn it is, those of them of which the record is to be asked for, and what is left then."""

    matters: list[str]
    short: list[str]
    left: Anew | None


def turn(connection: Connection, what: Anew) -> Turn:
    """The next few."""
    m = t.matter.c
    found = connection.execute(
        select(m.k, m.id, m.kind, m.have, m.header)
        .where(m.k > what.after, m.shown > NOTHING, _are(what))
        .order_by(m.k)
        .limit(STEP)
    ).all()
    short = [row.id for row in found if not row.have and is_short(row.kind, unpack(row.header))]
    left = msgspec.structs.replace(what, after=found[-1].k) if len(found) == STEP else None
    return Turn([row.id for row in found], short, left)


def is_short(kind: str, header: Mapping[str, object]) -> bool:
    """Whether a header comes from a centre that did not yet say all that a list shows."""
    return kind in SAID and not header.get(SAID[kind])


def _are(what: Anew) -> ColumnElement[bool]:
    m = t.matter.c
    return tuple_(m.kind, m.edition).in_(what.editions) | m.kind.in_(what.kinds)
