"""常用分组: the persons, posts and units somebody often addresses together, under a name of his own.

They are one settings row, merged name by name: two devices that add different groups both keep them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping

from oa_client.app.ports import Changes, Outbox
from oa_client.app.reading import Library
from oa_client.domain.people import Scope, is_scope

KIND, KEY = "settings", "directory.groups"
MOST_NAME = 30
MOST_BYTES = 12 * 1024
"""The centre takes rows up to 16 KiB; what is dropped there without a word must not leave here."""


class TooMuch(ValueError):
    """There is no room for another group, or a larger one."""


class Groups:
    """The groups of whoever is signed in; kept on this device at once, synced like every setting."""

    def __init__(self, outbox: Outbox, library: Library, tell: Callable[[Changes], None]) -> None:
        """Over the stores; `tell` hears of every change."""
        self._outbox, self._library, self._tell = outbox, library, tell

    def all(self) -> dict[str, tuple[Scope, ...]]:
        """The groups by name, in the order of their names."""
        row = self._library.row(KIND, KEY) or {}
        found = {name: _scopes(value) for name, value in row.items()}
        return {name: found[name] for name in sorted(found) if found[name]}

    def keep(self, name: str, scopes: Iterable[Scope], instead_of: str = "") -> str:
        """A group is now these, perhaps in place of one of another name; the name it has.

        Raises `TooMuch`, and ValueError for an empty name or nobody.
        """
        named, members = " ".join(name.split())[:MOST_NAME].strip(), list(dict.fromkeys(scopes))
        if not named or not members:
            raise ValueError("a group needs a name and somebody in it")
        gone: dict[str, object] = {instead_of: None} if instead_of else {}
        change = {**gone, named: members}
        if _size({**self.all(), **change}) > MOST_BYTES:
            raise TooMuch(name)
        self._change(change)
        return named

    def rename(self, old: str, new: str) -> str:
        """The same people under another name; raises as `keep`."""
        return self.keep(new, self.all().get(old, ()), old)

    def drop(self, name: str) -> None:
        """No such group any more."""
        self._change({name: None})

    def _change(self, change: Mapping[str, object]) -> None:
        self._outbox.queue_row(KIND, KEY, change)
        self._tell(Changes(rows=frozenset({KIND}), outbox=True, origin="groups"))


def _scopes(value: object) -> tuple[Scope, ...]:
    items = value if isinstance(value, list | tuple) else ()
    return tuple(Scope(s) for s in items if is_scope(s))


def _size(groups: Mapping[str, object]) -> int:
    return len(json.dumps(groups, ensure_ascii=False).encode())
