"""催办提醒: what the centre reminded this person of, as far as it is still to be done."""

from __future__ import annotations

from itertools import chain

import msgspec

from oa_client.app.reading import Library, ListName
from oa_client.protocol.digest import DIGEST, KEY, Digest

_OPEN = (ListName.TODO, ListName.TOREAD)


def digest(library: Library) -> Digest | None:
    """The newest digest without what was done since; None when there is none, or this build cannot read it."""
    row = library.row(DIGEST, KEY)
    if row is None:
        return None
    try:
        found = msgspec.convert(row, Digest)
    except msgspec.ValidationError:
        return None
    here = frozenset[str](chain.from_iterable(library.ids(name) for name in _OPEN))
    items = tuple(one for one in found.items if one.matter in here)
    return Digest(found.day, found.total - len(found.items) + len(items), items)
