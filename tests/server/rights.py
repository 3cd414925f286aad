"""Who might act for whom, judged over the raw entries alone: by nothing of the rules, the tables or the centre's own rows.

Entries are read in the order the centre took them. What nobody may do for another, and what lay in whose post when, the
judge is told.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, text

OWN = ("delegation", "leave")
"""What is a person's own and never done for him."""
OVER = ("finish", "lapse", "revoke", "decline")


@dataclass(frozen=True)
class Said:
    """A raw entry: its envelope and its data."""

    matter: str
    action: str
    at: int
    actor: int
    post: int
    unit: int
    on_behalf: int | None
    delegation: str | None
    fields: Mapping[str, object]
    kind: str
    """Only of the entry that opens a matter."""

    @property
    def effective(self) -> int:
        """Whose act it is."""
        return self.actor if self.on_behalf is None else self.on_behalf


@dataclass
class Right:
    """What a delegation gives, as far as its entries have said."""

    giver: int
    taker: int
    kinds: tuple[str, ...] = ()
    until: int = 0
    active: bool = False

    def stands(self, giver: int, taker: int, kind: str, at: int) -> bool:
        """Whether by it one may act for the other in such a matter at that moment."""
        named = kind in self.kinds if self.kinds else True
        return self.active and (self.giver, self.taker) == (giver, taker) and named and at < self.until


@dataclass
class Judge:
    """All entries so far; `held` says whether somebody held a post at a moment."""

    held: Callable[[int, int, int], bool] = lambda _person, _post, _at: True
    rights: dict[str, Right] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    readers: dict[str, frozenset[str]] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    """Of the post each matter was opened in."""
    acted: dict[str, set[int]] = field(default_factory=dict)
    """Who did something in a matter, or had it done."""
    seen: int = 0
    behalf: int = 0
    wrong: list[str] = field(default_factory=list)

    def look(self, connection: Connection) -> None:
        """Judge what came since the last look."""
        query = text("select seq, envelope, data from entry where seq > :seen order by seq, matter, v")
        for seq, envelope, data in connection.execute(query, {"seen": self.seen}):
            self.seen = seq
            self._hear(_said(bytes(envelope), bytes(data)))

    def _hear(self, one: Said) -> None:
        kind = self.kinds.setdefault(one.matter, one.kind)
        self.units.setdefault(one.matter, one.unit)
        self.acted.setdefault(one.matter, set()).update({one.actor, one.effective})
        if one.delegation is not None or one.on_behalf is not None:
            self.behalf += 1
            self.wrong += [f"{one.matter} {one.action} at {one.at}: {why}" for why in self._against(one, kind)]
        if kind == "circulation" and one.action == "circulate":
            self.readers[one.matter] = frozenset(_names(one.fields["readers"]))
        if kind == "circulation" and one.action == "mark_read" and f"p{one.effective}" not in self.readers[one.matter]:
            self.wrong.append(f"{one.matter}: p{one.effective} was never asked to read")
        if kind == "delegation":
            self._learn(one)

    def _against(self, one: Said, kind: str) -> Iterator[str]:
        right = self.rights.get(str(one.delegation))
        if kind in OWN:
            yield f"{kind} is a person's own"
        elif one.on_behalf is None or right is None:
            yield "for nobody, or by no delegation"
        elif not right.stands(one.on_behalf, one.actor, kind, one.at):
            yield f"p{one.actor} had no right for p{one.on_behalf} by {one.delegation}: {right}"
        elif not self.held(one.on_behalf, one.post, one.at):
            yield f"p{one.on_behalf} did not hold post {one.post}"

    def _learn(self, one: Said) -> None:
        given = one.fields
        if one.action in {"give", "cover"}:
            giver = one.effective if one.action == "give" else _person(given["giver"])
            kinds = given.get("kinds")
            named = tuple(map(str, kinds)) if isinstance(kinds, list) else ()
            self.rights[one.matter] = Right(giver, _person(given["taker"]), named)
        right = self.rights[one.matter]
        if isinstance(until := given.get("until"), int):
            right.until = until
        if one.action in {"cover", "begin", "wake"}:
            right.active = True
        elif one.action in OVER:
            right.active = False


def _said(envelope: bytes, data: bytes) -> Said:
    matter, _, _, _, at, actor, post, unit, *more = json.loads(envelope)
    on_behalf, delegation = (*more, None, None)[:2]
    said = json.loads(data)
    fields = said.get("fields") or {}
    return Said(
        matter, str(said.get("action")), at, actor, post, unit, on_behalf, delegation, fields, said.get("kind", "")
    )


def _person(value: object) -> int:
    return int(str(value)[1:])


def _names(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _names(one)
    else:
        yield str(value)
