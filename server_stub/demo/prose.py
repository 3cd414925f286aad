"""The texts of the demo district: documents, bulletins, opinions and reasons, all from one seed."""

from __future__ import annotations

import datetime as dt
import random
from collections import deque
from dataclasses import dataclass, field, replace

from . import above, bulletins, choice, days, talk
from .district import District
from .document import Document, Issuer
from .draft import Draft
from .parts import Text
from .places import organ_of, places
from .setting import Setting
from .topics import Topic, topics

DEFAULT_DAY = dt.date(2026, 6, 1)

_RATE = {"district": 0.35, "department": 0.3, "street": 0.35, "town": 0.35}
_MEMORY = 8


@dataclass(frozen=True)
class _Named:
    """A unit given by its name only."""

    name: str
    level: str
    organ: str
    code: str


@dataclass
class Used:
    """Titles and numbers that stand already: none is given twice."""

    titles: set[str] = field(default_factory=set)
    numbers: dict[tuple[str, int], set[int]] = field(default_factory=dict)


class Prose:
    """A deterministic writer; give it the built district and its texts speak of its places and people.

    Calls follow one another in one stream: neighbours differ in topic and pattern, titles hardly repeat.
    """

    def __init__(
        self, seed: int | random.Random, district: District | None = None, *, used: Used | None = None
    ) -> None:
        """`used`: what another writer of the same district has used."""
        self._rng = seed if isinstance(seed, random.Random) else random.Random(seed)
        self._setting = Setting(district)
        self._topics: deque[str] = deque(maxlen=_MEMORY)
        self._pattern = ""
        self.used = used or Used()
        self._recent: deque[str] = deque(maxlen=3)
        self._bulletin = ""

    def circulation(self, from_unit: Issuer | str, level: str | None = None, on: dt.date | None = None) -> Document:
        """Return the unit's next document, dated `on` (by default 1 June 2026).

        `from_unit` is a unit of the district, or a name; `level` is then needed (it is taken from a unit).
        """
        unit = from_unit if not isinstance(from_unit, str) else self._named(from_unit, level or "department")
        day = on or DEFAULT_DAY
        draft, pattern = self._begin(unit, day)
        text = choice.PATTERNS[pattern][0](draft)
        for _ in range(30):
            if text.title not in self.used.titles:
                break
            draft, pattern = self._begin(unit, day)
            text = choice.PATTERNS[pattern][0](draft)
        self.used.titles.add(text.title)
        self._topics.append(draft.topic.name)
        self._pattern = pattern
        return self._finish(draft, pattern, text)

    def about(self, unit: Issuer, topic: str, pattern: str, on: dt.date) -> Document:
        """Return a document of the unit about that topic by one of `choice.PATTERNS`."""
        subject = next(t for t in topics() if t.name == topic)
        draft = Draft(self._rng, self._setting, unit, choice.fitness(unit, subject)[0], subject, on)
        text = choice.PATTERNS[pattern][0](draft)
        self.used.titles.add(text.title)
        return self._finish(draft, pattern, text)

    def from_above(self, on: dt.date, *, wired: bool = False) -> Document:
        """Return a document of an organ of the city; `wired`: a telegram."""
        doc, word = above.from_above(self._rng, self._setting, on, wired=wired)
        for _ in range(30):
            if doc.title not in self.used.titles:
                break
            doc, word = above.from_above(self._rng, self._setting, on, wired=wired)
        self.used.titles.add(doc.title)
        return replace(doc, number=self._next(word, on, 0.1 if wired else 0.3))

    def bulletin(self, unit: Issuer | str, on: dt.date | None = None) -> bulletins.Bulletin:
        """Return a notice for the board of the house, never of the kind of the one before."""
        name = unit if isinstance(unit, str) else unit.name
        level = "department" if isinstance(unit, str) else unit.level
        made = bulletins.bulletin(self._rng, name, level, on or DEFAULT_DAY, self._bulletin)
        self._bulletin = made.kind
        return made

    def opinion(
        self,
        kind: str,
        who: str,
        doc: Document,
        level: str = "street",
        on: dt.date | None = None,
        unit: Issuer | None = None,
    ) -> str:
        """Return an opinion of a kind of `talk.kinds()` by a leader, clerk or handler.

        With `unit` it speaks of that unit's places and colleagues; else `level` says from where it comes. A day
        it names lies after `on` (by default the document's date).
        """
        if unit is not None:
            voice = talk.Voice(unit.level, self._setting.places_of(unit), self._setting.known_leaders(unit))
        else:
            voice = talk.Voice(level, self._setting.inner if level in ("street", "town") else ())
        text = talk.opinion(self._rng, kind, who, doc, voice, on or doc.date)
        for attempt in range(12):
            if text not in self._recent or (attempt > 4 and text != self._recent[-1]):
                break
            text = talk.opinion(self._rng, kind, who, doc, voice, on or doc.date)
        self._recent.append(text)
        return text

    def reason(self, kind: str) -> str:
        """Return why something was 退回, 跳过 or 结束 (or return, skip, close)."""
        return talk.reason(self._rng, kind)

    def attachment_name(self, doc: Document) -> str:
        """Return the name of a file that would hang on the document."""
        return talk.attachment_name(self._rng, doc)

    def _named(self, name: str, level: str) -> Issuer:
        known = self._setting.unit(name)
        if known is not None:
            return known
        if (organ := organ_of(name)) is not None:
            return _Named(organ.name, "department", organ.organ, organ.code)
        for place in places():
            if place.name == name:
                return _Named(name, place.kind, place.organ, place.code)
        if level == "district":
            return _Named("明州区", level, "明州区人民政府", "明政")
        if level in ("community", "village"):
            body = "居民" if level == "community" else "村民"
            return _Named(name, level, f"{name}{body}委员会", name[:2] + name[-1])
        return _Named(name, level, name, "明" + name.removeprefix("区")[:2])

    def _begin(self, unit: Issuer, on: dt.date) -> tuple[Draft, str]:
        topic, kind = self._choose(unit, on)
        open_ = choice.open_patterns(unit, kind, topic, on, self._pattern)
        pattern = self._rng.choices(list(open_), list(open_.values()))[0] if open_ else "local_report"
        return Draft(self._rng, self._setting, unit, kind, topic, on), pattern

    def _choose(self, unit: Issuer, on: dt.date) -> tuple[Topic, str]:
        """Choose a topic the unit writes about at that time of year, and as what it writes."""
        fit: list[tuple[Topic, str, float]] = []
        for topic in topics():
            kind, weight = choice.fitness(unit, topic)
            if weight and topic.in_season(on):
                narrow = 1.6 if topic.months != (1, 12) else 1.0
                fit.append((topic, kind, weight * narrow))
        fresh = [f for f in fit if f[0].name not in self._topics]
        if not fresh:
            fresh = [f for f in fit if not self._topics or f[0].name != self._topics[-1]] or fit
        topic, kind, _ = self._rng.choices(fresh, [f[2] for f in fresh])[0]
        return topic, kind

    def _finish(self, d: Draft, pattern: str, text: Text) -> Document:
        recipients = "" if text.genre == "纪要" else (d.to or d.down())
        chance = self._rng.random()
        hurried = text.genre in ("通知", "通报", "函", "请示")  # reports and minutes carry no urgency
        urgency = "" if not hurried else "特急" if chance < 0.035 else "加急" if chance < 0.18 else ""
        lines = [f"{recipients}："] if recipients else []
        lines += text.paragraphs
        names = d.attachments
        if len(names) == 1:
            lines.append(f"附件：{names[0]}")
        elif names:
            lines += [f"附件：1. {names[0]}", *[f"{i}. {n}" for i, n in enumerate(names[1:], 2)]]
        if text.genre != "纪要":
            lines += [d.unit.organ]
        lines.append(days.written(d.on))
        if text.note:
            lines.append(text.note)
        if text.annex:
            lines += ["附件1", *text.annex]
        body = "\n".join(lines)
        said = d.person.full in body
        return Document(
            text.title,
            self._number(d.unit, text, d.on),
            text.genre,
            urgency,
            body,
            d.unit.organ,
            recipients,
            d.on,
            d.due,
            tuple(names),
            d.person.full if said else "",
            d.phone if said else "",
            d.topic.name,
            pattern,
            d.unit.level,
        )

    def _number(self, unit: Issuer, text: Text, on: dt.date) -> str:
        word = unit.code
        if text.suffix:
            word += text.suffix
        elif unit.organ in ("明州区人民政府", "明州区人民政府办公室") and text.genre in ("通知", "通报", "意见"):
            word += "发"
        rate = _RATE.get(unit.level, 0.06)
        if word != unit.code:
            rate *= 0.4 if text.suffix else 1
        return self._next(word, on, rate)

    def _next(self, word: str, on: dt.date, rate: float) -> str:
        """The first number that is still free of those a house with so many documents a day has reached by then."""
        given = self.used.numbers.setdefault((word, on.year), set())
        number = 1 + int((on.timetuple().tm_yday - 1) * rate)
        while number in given:
            number += 1
        given.add(number)
        return f"{word}〔{on.year}〕{number}号"
