"""The organs and places of the invented district, from the tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from .tables import lines


@dataclass(frozen=True)
class Organ:
    """An organ of the district; `rank` says how soon a small district needs it."""

    key: str
    name: str
    organ: str
    code: str
    rank: int
    head: str
    sections: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """A street or town with the names of what lies in it."""

    kind: Literal["street", "town"]
    base: str
    code: str
    communities: tuple[str, ...]
    villages: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return the name: 澜江街道."""
        return self.base + ("街道" if self.kind == "street" else "镇")

    @property
    def organ(self) -> str:
        """Return the organ that signs: 明州区人民政府澜江街道办事处."""
        return f"明州区人民政府{self.name}办事处" if self.kind == "street" else f"明州区{self.name}人民政府"

    @property
    def lesser(self) -> tuple[str, ...]:
        """Return the names of the kind it has few of."""
        return self.villages if self.kind == "street" else self.communities


@cache
def departments() -> tuple[Organ, ...]:
    """Return the organs of the district by protocol."""
    made = []
    for line in lines("units"):
        key, name, organ, code, rank, head, inner = line.split("|")
        made.append(Organ(key, name, organ, code, int(rank), head, tuple(inner.split(";"))))
    return tuple(made)


@cache
def places() -> tuple[Place, ...]:
    """Return streets, then towns, by protocol."""
    made = []
    for line in lines("places"):
        head, communities, villages = line.split(" : ")
        kind, base, word = head.split()
        code = word + ("街办" if kind == "street" else "政")
        kind_: Literal["street", "town"] = "street" if kind == "street" else "town"
        made.append(Place(kind_, base, code, tuple(communities.split()), tuple(villages.split())))
    return tuple(made)


@cache
def organ_of(key: str) -> Organ | None:
    """Return the organ by its key (应急管理局), its directory name or its full name."""
    return next((o for o in departments() if key in (o.key, o.name, o.organ)), None)
