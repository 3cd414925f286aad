"""Which 收文, 发文, 公文交换 and 领导批示 the demo district has: in every stage, some late, and this morning's mail."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

from server_stub.demo import days
from server_stub.demo.cast import ROOT
from server_stub.demo.document import Document
from server_stub.demo.exchanges import granted, place_of, sent
from server_stub.demo.hours import date_of
from server_stub.demo.instructions import STAGES, recorded
from server_stub.demo.outgoings import FIT, issued
from server_stub.demo.outgoings import STAGES as OUTGOING
from server_stub.demo.registers import by_paper
from server_stub.demo.script import DAY, Office, Script

_AGES = (*("fresh",) * 2, *("going",) * 4, *("past",) * 6)
_SENT = {
    "fresh": ("delivered", "delivered", "signed", "registered"),
    "going": ("proposed", "handling", "handling", "registered", "instructed", "reported", "reading", "delivered"),
    "past": ("concluded", "concluded", "concluded", "concluded", "read_all", "read_all", "returned"),
}
"""What was sent on one day has gone about as far everywhere; now and then one lies."""
_BY_PAPER = (
    *("proposed", "handling", "registered") * 4,
    *("concluded",) * 7,
    *("archived",) * 2,
    *("read_all", "reading") * 3,
    *("instructed", "reported") * 2,
    *("transferred", "merged", "void"),
)
_DAYS = {"fresh": (0.05, 1.2), "going": (7, 15), "past": (18, 75), "registered": (1, 4), "reading": (4, 9)}
_DONE = frozenset({"concluded", "archived", "read_all", "closed", "transferred", "merged", "void"})
_DOWN = ("各街道", "各镇")
_OLD_ESTATES = "老旧小区改造"


class Daybook:
    """Draws the scripts; each begins early enough to have come as far as it should by now."""

    def __init__(self, office: Office) -> None:
        """For these people."""
        self._office = office
        self._rng: random.Random = office.rng
        self._decks: dict[tuple[str, ...], list[str]] = {}

    def scripts(self, count: int) -> Iterator[Script]:
        """As many tales; with none of them the district has none of these matters."""
        for _ in range(count * 24 // 100):
            yield from self._down()
        for n in range(count * 46 // 100):
            yield self._from_above(wired=n % 5 == 0)
        for n in range(count * 20 // 100):
            yield self._instruction(n)
        for n in range(count * 6 // 100):
            yield from self._granted(date_of(self._office.now - (25 + 17 * n) * DAY), "")
        if count:
            yield from self._granted(self._last_march(), _OLD_ESTATES)
        for n in range(count * 20 // 100):
            yield from self._issued(n)

    def _deal(self, deck: tuple[str, ...]) -> str:
        """The next of a shuffled deck, so that each stage comes as often as it stands there."""
        left = self._decks.setdefault(deck, [])
        if not left:
            left += self._rng.sample(deck, len(deck))
        return left.pop()

    def _begun(self, until: str) -> int:
        """A moment in office hours, so long ago as it takes to come there; or of an age."""
        low, high = _DAYS.get("past" if until in _DONE else until, _DAYS["going"])
        at = self._office.hours.within(self._office.now - int(self._rng.uniform(low, high) * DAY))
        return at if at < self._office.now else self._office.hours.within(self._office.now - 4 * DAY)

    def _down(self) -> Iterator[Script]:
        """One document of the district or a department to all streets and towns."""
        office = self._office
        senders = [s for s in office.cast.seats.values() if s.role == "clerk" and s.level in {"district", "department"}]
        sender, units = self._rng.choice(senders), office.outer()
        age = self._deal(_AGES)
        untils, at = [self._deal(_SENT[age]) for _ in units], self._begun(age)
        doc = self._addressed(sender.unit, at)
        if doc is not None and units:
            yield sent(office, sender, doc, at, units, untils)

    def _addressed(self, unit: int, at: int) -> Document | None:
        """A document of the unit that is meant for all streets and towns."""
        for _ in range(12):
            doc = self._office.prose.circulation(self._office.cast.units[unit], on=date_of(at))
            if doc.recipients.startswith(_DOWN):
                return doc
        return None

    def _from_above(self, *, wired: bool) -> Script:
        office, until = self._office, self._deal(_BY_PAPER)
        units = office.outer() * 3 + office.staffed("department") + office.staffed("district")
        at = self._begun(until)
        doc = office.prose.from_above(days.before(date_of(at), 2), wired=wired)
        return by_paper(office, self._rng.choice(units), doc, at, until)

    def _instruction(self, n: int) -> Script:
        office, until = self._office, STAGES[n % len(STAGES)]
        at = self._begun(until)
        doc = office.prose.from_above(days.before(date_of(at), 2))
        return recorded(office, self._rng.choice(office.outer() * 2 + office.staffed("district")), doc, at, until)

    def _issued(self, n: int) -> Iterator[Script]:
        """A document of a street or town to its communities and villages."""
        office, until, units = self._office, self._deal(OUTGOING), self._office.outer()
        unit, at = units[n % len(units)], self._begun("concluded" if until == "distributed" else "going")
        for _ in range(20):
            doc = office.prose.circulation(office.cast.units[unit], on=date_of(at))
            if doc.genre in FIT:
                yield issued(office, unit, doc, at, until)
                return

    def _granted(self, day: dt.date, topic: str) -> Iterator[Script]:
        """The district's answer to a request: of a street about this topic, or of any about something."""
        office = self._office
        asking = office.staffed("street") if topic else office.outer()
        at = office.hours.within(office.now - (date_of(office.now) - day).days * DAY)
        above = next((s for s in office.cast.seats.values() if s.unit == ROOT and s.role == "clerk"), None)
        for _ in range(40):
            doc = office.prose.about(office.cast.units[ROOT], topic or self._topic(), "approve", date_of(at))
            street = place_of(office, doc.recipients)
            if above is not None and street is not None and street in asking:
                yield granted(office, above, doc, street, at)
                return

    def _topic(self) -> str:
        return self._rng.choice(("房屋安全", "物业管理", "养老服务", "消防安全", "山塘水库安全"))

    def _last_march(self) -> dt.date:
        today = date_of(self._office.now)
        return dt.date(today.year - (today.month <= 3), 3, 17)
