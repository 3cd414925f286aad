"""What a look at this machine and this profile finds: each check with what it means, and the exit code it ends with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

LEAST_ROOM = 200 * 1024 * 1024
"""Bytes free on the disk of the profile; below it is told before anything fails."""
MOST_YEARS = 15
"""A clock so far ahead of the build is as wrong as one behind it."""


class Check(Enum):
    """What is looked at, in the order in which it is told."""

    FOLDER = "folder"
    ROOM = "room"
    DATA = "data"
    PARTS = "parts"
    STORE = "store"
    CLOCK = "clock"
    FONTS = "fonts"
    KEYRING = "keyring"
    PREVIEW = "preview"
    TOOLKIT = "toolkit"
    DISPLAY = "display"


EXITS: Mapping[Check, int] = {
    Check.FOLDER: 20,
    Check.ROOM: 21,
    Check.DATA: 22,
    Check.PARTS: 23,
    Check.STORE: 24,
    Check.CLOCK: 25,
    Check.FONTS: 26,
    Check.PREVIEW: 27,
    Check.DISPLAY: 28,
    Check.TOOLKIT: 29,
    Check.KEYRING: 30,
}
"""Exit codes; the README has the table. A keyring that does not answer is told and is no fault: the password serves."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check. `code` with `facts` becomes a sentence of `oa_client.wording`; `told`: a figure where all is well.

    `grave`: nothing may be opened. A good finding may still have a `code`: something to know, no fault.
    """

    check: Check
    good: bool = True
    told: str = ""
    code: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    grave: bool = False


def exit_code(found: Iterable[Finding]) -> int:
    """That of the first fault, 0 when there is none."""
    return next((EXITS[one.check] for one in found if not one.good and one.check in EXITS), 0)
