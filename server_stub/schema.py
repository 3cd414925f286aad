"""The version of a centre's data, and the steps that bring older data up to it.

It stands in SQLite's own ``user_version``, in PostgreSQL among the counters: every copy carries it. All steps of an
opening and the new number are one transaction: data are of one version or of the other, whatever fails in between. A
table or an index that is merely new needs no step, `create_all` makes it and an older program does not see it; a step
is for what an older program could not work with, or must not overlook. A step once landed never changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, delete, insert, inspect, select

from server_stub.cannot import DataNewer, NotBroughtUp
from server_stub.tables import counter, held_back, metadata, reclaimed

Step = Callable[[Connection], None]
_VERSION = "schema"


def _counted(_: Connection) -> None:
    """1: data that were made before versions were counted are as those of version 1."""


def _held_back(connection: Connection) -> None:
    """2: what waits for the closing of a restore, and what was found again, is truth: none goes on without it."""
    for table in (held_back, reclaimed):
        table.create(connection, checkfirst=True)


STEPS: tuple[Step, ...] = (_counted, _held_back)
"""``STEPS[n]`` makes data of version n those of version n + 1."""


def bring_up(connection: Connection, steps: Sequence[Step] | None = None) -> None:
    """Make the tables, or bring those of an older program up. Raises `DataNewer`, `NotBroughtUp`: roll back then."""
    known = STEPS if steps is None else steps
    found = version(connection) if inspect(connection).has_table(counter.name) else len(known)
    if found > len(known):
        raise DataNewer(found, len(known))
    for number, step in enumerate(known[found:], found + 1):
        try:
            step(connection)
        except Exception as problem:
            raise NotBroughtUp(found, number, problem) from problem
    metadata.create_all(connection)
    if version(connection) != len(known):
        _set_version(connection, len(known))


def version(connection: Connection) -> int:
    """The version of the data; 0: made before it was counted."""
    if _is_sqlite(connection):
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    return connection.execute(select(counter.c.value).where(counter.c.name == _VERSION)).scalar() or 0


def _set_version(connection: Connection, number: int) -> None:
    if _is_sqlite(connection):
        connection.exec_driver_sql(f"PRAGMA user_version={number:d}")
        return
    connection.execute(delete(counter).where(counter.c.name == _VERSION))
    connection.execute(insert(counter).values(name=_VERSION, value=number))


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"
