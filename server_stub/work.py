"""One writing transaction: its connection, its moment, and what it has done so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from oa_client.domain.calendar import WorkingDays
from oa_client.domain.kinds import Kinds
from oa_client.domain.people import Directory, Scope
from server_stub import tables as t
from server_stub.fold import Fold

_VALUE = select(t.counter.c.value).where(t.counter.c.name == bindparam("of"))
_VALUES = select(t.counter.c.name, t.counter.c.value)


@dataclass
class Work:
    """What the steps of one transaction share. `fresh` are its folds, kept by the centre once it commits."""

    connection: Connection
    now: int
    kinds: Kinds
    calendar: WorkingDays
    read_directory: Callable[[Connection], Directory]
    known: Callable[[str], Fold | None]
    known_directory: Directory | None = None
    read_text: Callable[[str], str | None] = lambda _: None
    """The text of a file that lies here whole; None: it does not, or it is none."""
    fresh: dict[str, Fold] = field(default_factory=dict)
    undo: dict[str, Fold | None] = field(default_factory=dict)
    touched: set[Scope] = field(default_factory=set)
    urgent: bool = False
    _counters: dict[str, int] = field(default_factory=dict)

    @property
    def directory(self) -> Directory:
        """Everybody, as of now."""
        if self.known_directory is None:
            self.known_directory = self.read_directory(self.connection)
        return self.known_directory

    def keep(self, matter: str, fold: Fold) -> None:
        """A matter now stands like this."""
        self.undo.setdefault(matter, self.fresh.get(matter))
        self.fresh[matter] = fold

    def begin_step(self) -> None:
        """What is kept from here on may be undone."""
        self.undo = {}

    def undo_step(self) -> None:
        """Matters stand as they did when the step began."""
        for matter, fold in self.undo.items():
            if fold is None:
                self.fresh.pop(matter, None)
            else:
                self.fresh[matter] = fold

    def drop_directory(self) -> None:
        """It was changed: read it again when next asked."""
        self.known_directory = None
        self.count("directory")

    def count(self, name: str) -> int:
        """The next number of a counter; gaps may stay where a step is undone."""
        if name not in self._counters:
            self._counters[name] = counter(self.connection, name)
        self._counters[name] += 1
        return self._counters[name]

    def counted(self, name: str, before: int) -> int:
        """Where a counter stands that stood at `before`."""
        return self._counters.get(name, before)

    def seq(self) -> int:
        """The next feed position; the writer is alone, so positions become visible in order."""
        return self.count("seq")

    def finish(self) -> None:
        """Write the counters down; the last step before the commit."""
        for name, value in self._counters.items():
            set_counter(self.connection, name, value)


def counter(connection: Connection, name: str) -> int:
    """A counter's value, 0 before its first number."""
    found = connection.execute(_VALUE, {"of": name}).scalar()
    return int(found or 0)


def counters(connection: Connection) -> dict[str, int]:
    """Every counter's value."""
    return {row.name: row.value for row in connection.execute(_VALUES)}


def set_counter(connection: Connection, name: str, value: int) -> None:
    """Put a counter at a value."""
    done = connection.execute(update(t.counter).where(t.counter.c.name == name).values(value=value))
    if done.rowcount == 0:
        connection.execute(insert(t.counter).values(name=name, value=value))


def clear(connection: Connection, *names: str) -> None:
    """Empty rebuildable tables."""
    for name in names:
        connection.execute(delete(t.metadata.tables[name]))


def size(connection: Connection, name: str) -> int:
    """How many rows a table has."""
    table = t.metadata.tables[name]
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())
