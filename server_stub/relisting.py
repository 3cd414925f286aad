"""What a list shows of a matter came to say more: the rows that an earlier build made are made anew once, in steps.

A row is otherwise made only by the next entry, which a matter that is over never gets.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, select, update

from oa_client.domain.rulebook import row
from server_stub import tables as t
from server_stub.fold import load
from server_stub.projection import header_row
from server_stub.work import Work, counter, set_counter

ROWS = (frozenset({"supervision"}),)
"""Of which kinds the row came to say more, the oldest change first; only added to.

政府督查 and 内部督办 are told apart by what they are numbered under.
"""

STEP = 200
"""Matters in one transaction: some tenths of a second."""

_DONE, _UPTO = "rows", "rows_upto"


def is_behind(connection: Connection) -> bool:
    """Whether rows stand that an earlier build made otherwise."""
    return counter(connection, _DONE) < len(ROWS)


def relist(work: Work) -> None:
    """The next few rows, by the numbers of their matters. What this build cannot fold stays as it is."""
    connection, m = work.connection, t.matter.c
    kinds = frozenset[str]().union(*ROWS[counter(connection, _DONE) :])
    behind = (m.kind.in_(sorted(kinds)), m.number > counter(connection, _UPTO))
    found = connection.execute(select(m.id, m.number).where(*behind).order_by(m.number).limit(STEP)).all()
    for one in found:
        _make(work, one.id)
    ended = len(found) < STEP
    set_counter(connection, _UPTO, 0 if ended else found[-1].number)
    if ended:
        set_counter(connection, _DONE, len(ROWS))


def _make(work: Work, matter: str) -> None:
    fold = load(work.connection, work.kinds, matter)
    if fold is not None and fold.state is not None:
        shown = msgspec.json.encode(header_row(row(fold.process, fold.state)))
        work.connection.execute(update(t.matter).where(t.matter.c.id == matter).values(row=shown))
