"""What may be somebody's next password: judged here once, by the client before it asks and by the centre again."""

from __future__ import annotations

from itertools import pairwise
from string import digits, punctuation

LEAST, MOST = 8, 128
"""Characters."""
LEAST_TURNS = 3
_AROUND = digits + punctuation + " "


def fault_of(user: str, present: str, new: str) -> str:
    """Why an account's next password cannot be this, as a code; empty: it can.

    Length counts, and nobody asks for a mixture of signs; what is refused besides are the first guesses of anybody
    (NIST SP 800-63B, 5.1.1.2): the account's name, and repeated or running characters.
    """
    if not new.isprintable():
        return "password_signs"
    if len(new) < LEAST:
        return "password_short"
    if len(new) > MOST:
        return "password_long"
    if new == present:
        return "password_same"
    if _is_name(user.casefold(), new.casefold()):
        return "password_name"
    return "password_easy" if _runs(new) else ""


def _is_name(user: str, new: str) -> bool:
    """Whether it is the name of the account, or that with only digits and signs around."""
    bare = user.strip(_AROUND)
    return new == user or (bare != "" and new.strip(_AROUND) == bare)


def _runs(new: str) -> bool:
    """Whether nearly each character is the one before again, or its neighbour: 11111111, 12345678, 1234abcd."""
    return sum(abs(ord(b) - ord(a)) > 1 for a, b in pairwise(new)) < LEAST_TURNS
