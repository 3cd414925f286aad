"""Addresses of matters on this desk, ``oa://matter/7-12``: they lead somewhere and never do anything.

Whatever stands in mails and web pages may hand one in, so only the one form is read, to its last character.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from oa_client.app.desk import Desk
from oa_client.app.reading import LEDGERS, PLACES
from oa_client.app.seat import CannotServe
from oa_client.domain.matter import MatterId

SCHEME = "oa"
MOST = 120
_ADDRESS = re.compile(r"(?i:oa)://(?i:matter)/([0-9]{1,12}-[0-9]{1,12}(?:\.[0-9]{1,6}){0,8})/?", re.ASCII)
_ALONE = "search"
"""The place that can show a matter which stands in no list."""
_OWN_PLACE = frozenset({*LEDGERS, "bulletin"})


class BadLink(ValueError):
    """It is no address of a matter; nothing was done with it."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a matter can be seen: a place of the window, and the matter there."""

    place: str
    matter: MatterId


def is_link(word: str) -> bool:
    """Whether a word claims to be one of our addresses, good or bad."""
    return word[: len(SCHEME) + 1].casefold() == f"{SCHEME}:"


def address_of(matter: MatterId) -> str:
    """The address that leads to a matter."""
    return f"{SCHEME}://matter/{matter}"


def matter_of(address: str) -> MatterId:
    """The matter an address leads to. Raises `BadLink` for anything else than exactly such an address."""
    found = _ADDRESS.fullmatch(address) if len(address) <= MOST else None
    if found is None:
        raise BadLink(address[:MOST])
    return MatterId(found.group(1))


def find(desk: Desk, address: str) -> Target:
    """Where the matter an address names is to be seen here. Raises `CannotServe`. Not for the GUI thread."""
    try:
        matter = matter_of(address)
    except BadLink as error:
        raise CannotServe("bad_link") from error
    (row,) = desk.headed((matter,)) or (None,)
    if row is None:
        raise CannotServe("matter_not_here", {"matter": matter})
    listed = next((name.value for name in PLACES if matter in desk.ids(name)), "")
    return Target(listed or (row.kind if row.kind in _OWN_PLACE else _ALONE), matter)
