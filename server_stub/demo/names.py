"""Invented personal names with their readings, and telephone numbers nobody owns."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from .tables import lines, sections

_DECADES = ("m60", "f60", "m70", "f70", "m80", "f80", "m90", "f90")
_STAFF = (8, 5, 18, 16, 26, 27, 20, 26)
_LEADERS = (18, 7, 38, 20, 26, 16, 0, 0)  # nobody born in the nineties heads a bureau


@dataclass(frozen=True)
class Name:
    """A person's name: as written, and its surname apart."""

    surname: str
    given: str

    @property
    def full(self) -> str:
        """Return surname and given name together."""
        return self.surname + self.given

    @property
    def syllables(self) -> tuple[str, ...]:
        """Return the readings of the characters, a surname read as a surname."""
        plain, surnames = _readings()
        return tuple(surnames.get(c, plain[c]) for c in self.surname) + tuple(plain[c] for c in self.given)

    @property
    def pinyin(self) -> str:
        """Return the reading with a space between characters: `chen li hua`."""
        return " ".join(self.syllables)

    @property
    def initials(self) -> str:
        """Return the first letters: `clh`."""
        return "".join(s[0] for s in self.syllables)


@cache
def _readings() -> tuple[dict[str, str], dict[str, str]]:
    plain: dict[str, str] = {}
    surnames: dict[str, str] = {}
    for line in lines("pinyin"):
        reading, characters = line.split()
        table = surnames if reading.startswith("*") else plain
        table.update((c, reading.lstrip("*")) for c in characters)
    return plain, surnames


@cache
def _tables() -> tuple[tuple[str, ...], tuple[int, ...], dict[str, tuple[str, ...]], frozenset[str]]:
    raw = sections("names")
    pairs = " ".join(raw["surnames"]).split()
    given = {key: tuple(" ".join(raw[key]).split()) for key in _DECADES}
    return tuple(pairs[::2]), tuple(int(w) for w in pairs[1::2]), given, frozenset(" ".join(raw["avoid"]).split())


def pick(rng: random.Random, taken: Collection[str] = (), senior: bool = False) -> Name:
    """Return a name of someone aged 25 to 60 (`senior`: 37 to 60) that is not among `taken`."""
    surnames, weights, given, avoid = _tables()
    while True:
        decade = rng.choices(_DECADES, _LEADERS if senior else _STAFF)[0]
        name = Name(rng.choices(surnames, weights)[0], rng.choice(given[decade]))
        clash = name.given[0] == name.surname or (len(name.given) == 2 and name.given[1] == name.surname)
        if not clash and name.full not in avoid and name.full not in taken:
            return name


def mobile(index: int) -> str:
    """Return a mobile number of the 120 prefix, which no Chinese operator has."""
    return f"120{index * 7919 % 100_000_000:08d}"


def landline(index: int) -> str:
    """Return an eight-digit number beginning with 9, which no exchange allots."""
    return f"990{index * 611 % 100_000:05d}"


def short(index: int) -> str:
    """Return a number dialled inside the house, nobody else's."""
    return f"6{index:04d}"


def login(name: Name, taken: set[str]) -> str:
    """Return a login name made of the reading, numbered when others have it; it is added to `taken`."""
    base = "".join(name.syllables)
    number = 1
    while (made := base if number == 1 else f"{base}{number}") in taken:
        number += 1
    taken.add(made)
    return made
