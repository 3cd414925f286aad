"""How the longer tales of the demo are told: as scripts that yield one act after the other and get its matter back."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Generator
from dataclasses import dataclass, field

from oa_client.domain.calendar import BEIJING
from server_stub.demo.cast import OUTER, Cast, Seat
from server_stub.demo.document import Document
from server_stub.demo.hours import Hours, date_of
from server_stub.demo.prose import Prose
from server_stub.demo.story import Fields

DAY = 86400
_TITLE = "副?(?:书记|主任|局长|部长|镇长|大队长|馆长|主席|理事长|区长)"
_LEAST = 3
_OF_OLD = 45 * DAY
_PLAIN = {"propose": "拟请领导阅示。", "instruct": "同意拟办意见。", "read": "已阅知。"}
_OPEN_END = re.compile("缺少|补充|退回|并入原件")
"""What is said where something is still missing, or a document is none of its own."""
GENRES = {
    "通知": "notice",
    "通报": "circular",
    "报告": "report",
    "请示": "request",
    "批复": "reply",
    "函": "letter",
    "意见": "opinion",
    "纪要": "minutes",
}
HASTE = {"加急": "urgent", "特急": "flash", "特提": "top", "平急": "calm"}


@dataclass(frozen=True, slots=True)
class Step:
    """An act at a moment; without a matter it opens one. `printed`: the document that goes along as a file."""

    at: int
    seat: Seat
    kind: str
    action: str
    fields: Fields
    matter: str = ""
    printed: Document | None = None
    scanned: bool = False
    track: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """An act that was accepted: its matter, and its own id, from which those that follow from it are named."""

    matter: str
    command: str


Script = Generator[Step, Done, None]
"""Yields what is done next and is sent what came of it; an act that is refused, or lies ahead, ends it."""


@dataclass
class Office:
    """The people, the words, the hours and the chance of all scripts; `more` are scripts that others have begun."""

    cast: Cast
    prose: Prose
    hours: Hours
    rng: random.Random
    now: int
    more: list[Script] = field(default_factory=list)

    def someone(self, unit: int, role: str, *, but: tuple[Seat, ...] = ()) -> Seat | None:
        """Anybody of a unit with that main role."""
        fit = [s for s in self.cast.of_unit[unit] if s.role == role and s not in but]
        return self.rng.choice(fit) if fit else None

    def meant(self, unit: int, text: str) -> Seat | None:
        """The leader of a unit whom a text asks by name and title, else any."""
        asked = [
            seat for seat in self.cast.of_unit[unit] if seat.role == "leader" and re.search(seat.name[0] + _TITLE, text)
        ]
        return asked[0] if asked else self.someone(unit, "leader")

    def staffed(self, *levels: str) -> list[int]:
        """The units of these levels in which somebody registers, leads and handles."""
        here = [u.id for u in self.cast.district.units if u.level in levels]
        return [u for u in here if all(self.someone(u, role) for role in ("clerk", "leader", "handler"))]

    def outer(self) -> list[int]:
        """The streets and towns."""
        return self.staffed(*OUTER)

    def later(self, at: int, low: float, high: float) -> int:
        """Some hours later, in office hours."""
        return self.hours.later(at, low, high)

    def say(self, kind: str, seat: Seat, doc: Document, at: int) -> str:
        """What this person writes on a document at a moment, in an opinion of that kind."""
        unit, on = self.cast.units[seat.unit], max(doc.date, date_of(at))
        for _ in range(12):
            text = self.prose.opinion(kind, seat.role, doc, on=on, unit=unit)
            if len(text) > _LEAST and not _OPEN_END.search(text) and seat.name[1:] not in text:
                return text
        return _PLAIN.get(kind, "已按要求落实。")

    def due(self, doc: Document, at: int, *, still_open: bool) -> int:
        """When something given out at a moment is due; what is still open mostly around today, if it is not of old."""
        soonest = self.hours.closing(at + DAY)
        if still_open and self.now - at < _OF_OLD:
            return max(soonest, self.hours.closing(self.now + self.rng.choice((-2, 0, 1, 2, 3, 5, 8)) * DAY))
        if doc.due is not None:
            return max(soonest, self.hours.closing(self.at(doc) + (doc.due - doc.date).days * DAY))
        return self.hours.closing(at + self.rng.randint(6, 12) * DAY)

    def at(self, doc: Document) -> int:
        """The beginning of the day a document is dated."""
        return int(dt.datetime.combine(doc.date, dt.time(0), BEIJING).timestamp())


def head(doc: Document) -> Fields:
    """What a clerk copies from the head of a document, but for its date, which is `Office.at`."""
    wired = "明电" in doc.number
    given: Fields = {
        "title": doc.title,
        "issuer": doc.issuer,
        "number": doc.number,
        "genre": GENRES.get(doc.genre, "other"),
        "carrier": "telegram" if wired else "document",
        "urgency": HASTE.get(doc.urgency, ""),
        "sensitivity": "general",
    }
    return {name: value for name, value in given.items() if value}
