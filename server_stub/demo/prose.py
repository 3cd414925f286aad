"""The texts of the demo district: documents, bulletins, opinions and reasons, all from one seed."""
from __future__ import annotations

import datetime as dt
import random
from collections import deque
from dataclasses import dataclass

from . import bulletins, days, patterns, patterns_up, talk
from .district import District
from .document import Document, Issuer
from .draft import Draft
from .patterns import Pattern, Text
from .places import organ_of, places
from .setting import Setting
from .topics import Topic, topics

DEFAULT_DAY = dt.date(2026, 6, 1)

# pattern: weight with each kind of issuer (R government or its office, D department in its field, I department
# inside itself, S street, T town, C community or village)
_WEIGHTS: dict[str, tuple[Pattern, dict[str, float]]] = {
    "do": (patterns.do, {"R": 3, "D": 5, "I": 5, "S": 5, "T": 5}),
    "strengthen": (patterns.strengthen, {"R": 2, "D": 2, "I": 2, "S": 2, "T": 2}),
    "campaign": (patterns.campaign, {"R": 3, "D": 3, "S": 2, "T": 2}),
    "issue": (patterns.issue, {"R": 4, "D": 2, "S": 1, "T": 1}),
    "meeting": (patterns.meeting, {"R": 4, "D": 3, "I": 2, "S": 3, "T": 3}),
    "forward": (patterns.forward, {"R": 2, "D": 2, "S": 3, "T": 3}),
    "state": (patterns.state, {"R": 2, "D": 2, "S": 1, "T": 1}),
    "praise": (patterns.praise, {"R": 0.5, "D": 0.4}),
    "check": (patterns.check, {"R": 1, "D": 2, "I": 1, "S": 1, "T": 1}),
    "training": (patterns.training, {"D": 2, "I": 1}),
    "holiday": (patterns.holiday, {"R": 2, "D": 1, "I": 1, "S": 2, "T": 2}),
    "collect": (patterns.collect, {"R": 0.4, "D": 0.8, "S": 0.5, "T": 0.5}),
    "adjust": (patterns.adjust, {"R": 2, "S": 1.5, "T": 1.5}),
    "opinion": (patterns.opinion, {"R": 1.5, "S": 0.4, "T": 0.4}),
    "report": (patterns_up.report, {"R": 0.7, "D": 2, "I": 0.5, "S": 3, "T": 3}),
    "request": (patterns_up.request, {"D": 1.5, "S": 2.5, "T": 2.5}),
    "letter": (patterns_up.letter, {"D": 2.5, "S": 1.5, "T": 1.5}),
    "answer": (patterns_up.answer, {"D": 1.5}),
    "consult": (patterns_up.consult, {"D": 1.5}),
    "approve": (patterns_up.approve, {"R": 2}),
    "minutes": (patterns_up.minutes, {"R": 2.5, "D": 0.7, "S": 1, "T": 1}),
    "local_report": (patterns_up.local_report, {"C": 6}),
    "local_ask": (patterns_up.local_ask, {"C": 3}),
}
_HOLIDAY_TOPICS = frozenset(("防汛防台", "消防安全", "安全生产", "道路交通安全", "森林防火", "假日旅游", "值班工作", "平安建设",
                             "市容环境整治", "城市供水", "公共文化服务", "促消费", "低温雨雪冰冻"))
_NOT_ASKED_BY_STREETS = frozenset(("疫苗接种", "城市供水", "校外培训治理", "工业经济运行", "医疗保障", "干部培训"))
_RATE = {"district": 0.35, "department": 0.3, "street": 0.35, "town": 0.35}
_MEMORY = 8


@dataclass(frozen=True)
class _Named:
    """A unit given by its name only."""

    name: str
    level: str
    organ: str
    code: str


class Prose:
    """A deterministic writer; give it the built district and its texts speak of its places and people.

    Calls follow one another in one stream: neighbours differ in topic and pattern, titles hardly repeat.
    """

    def __init__(self, seed: int | random.Random, district: District | None = None) -> None:
        self._rng = seed if isinstance(seed, random.Random) else random.Random(seed)
        self._setting = Setting(district)
        self._topics: deque[str] = deque(maxlen=_MEMORY)
        self._pattern = ""
        self._titles: set[str] = set()
        self._numbers: dict[tuple[str, int], int] = {}
        self._recent: deque[str] = deque(maxlen=6)
        self._bulletin = ""

    def circulation(self, from_unit: Issuer | str, level: str | None = None, on: dt.date | None = None) -> Document:
        """Return the unit's next document, dated `on` (by default 1 June 2026).

        `from_unit` is a unit of the district, or a name; `level` is then needed (it is taken from a unit).
        """
        unit = from_unit if not isinstance(from_unit, str) else self._named(from_unit, level or "department")
        day = on or DEFAULT_DAY
        for _ in range(30):
            draft, pattern = self._begin(unit, day)
            text = _WEIGHTS[pattern][0](draft)
            if text.title not in self._titles:
                break
        self._titles.add(text.title)
        self._topics.append(draft.topic.name)
        self._pattern = pattern
        return self._finish(draft, pattern, text)

    def bulletin(self, unit: Issuer | str, on: dt.date | None = None) -> bulletins.Bulletin:
        """Return a notice for the board of the house, never of the kind of the one before."""
        name = unit if isinstance(unit, str) else unit.name
        level = "department" if isinstance(unit, str) else unit.level
        made = bulletins.bulletin(self._rng, name, level, on or DEFAULT_DAY, self._bulletin)
        self._bulletin = made.kind
        return made

    def opinion(self, kind: str, who: str, doc: Document, level: str = "street", on: dt.date | None = None,
                unit: Issuer | None = None) -> str:
        """Return an opinion of a kind of `talk.kinds()` by a leader, clerk or handler.

        With `unit` it speaks of that unit's places and colleagues; else `level` says from where it comes. A day
        it names lies after `on` (by default the document's date).
        """
        if unit is not None:
            voice = talk.Voice(unit.level, self._setting.places_of(unit), self._setting.known_leaders(unit))
        else:
            voice = talk.Voice(level, self._setting.inner if level in ("street", "town") else ())
        for _ in range(12):
            text = talk.opinion(self._rng, kind, who, doc, voice, on or doc.date)
            if text not in self._recent:
                break
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
        open_ = {k: w[kind] for k, (_, w) in _WEIGHTS.items() if kind in w and k != self._pattern}
        if days.festival(on) is None or topic.name not in _HOLIDAY_TOPICS:
            open_.pop("holiday", None)
        if not any(topic.name == row.split("|")[0] for row in patterns_up.small_asks()):
            open_.pop("local_ask", None)
        if topic.letter.to == unit.organ:
            open_.pop("letter", None)
        if unit.level != "district":
            open_.pop("approve", None)
        else:
            for kept_out in ("do", "strengthen", "check", "collect", "meeting", "forward", "adjust", "holiday", "minutes"):
                open_.pop(kept_out, None)
        if topic.name in _NOT_ASKED_BY_STREETS and kind in "ST":
            open_.pop("request", None)
        if unit.organ.startswith("中共"):
            for kept_out in ("request", "consult", "approve", "minutes"):
                open_.pop(kept_out, None)
        if not days.is_working(on):
            open_.pop("minutes", None)
        pattern = self._rng.choices(list(open_), list(open_.values()))[0] if open_ else "local_report"
        return Draft(self._rng, self._setting, unit, kind, topic, on), pattern

    def _choose(self, unit: Issuer, on: dt.date) -> tuple[Topic, str]:
        """Choose a topic the unit writes about at that time of year, and as what it writes."""
        fit: list[tuple[Topic, str, float]] = []
        for topic in topics():
            kind, weight = _fitness(unit, topic)
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
            text.title, self._number(d.unit, text, d.on), text.genre, urgency, body, d.unit.organ, recipients, d.on,
            d.due, tuple(names), d.person.full if said else "", d.phone if said else "", d.topic.name, pattern,
            d.unit.level)

    def _number(self, unit: Issuer, text: Text, on: dt.date) -> str:
        word = unit.code
        if text.suffix:
            word += text.suffix
        elif unit.organ in ("明州区人民政府", "明州区人民政府办公室") and text.genre in ("通知", "通报", "意见"):
            word += "发"
        rate = _RATE.get(unit.level, 0.06)
        if word != unit.code:
            rate *= 0.4 if text.suffix else 1
        floor = 1 + int((on.timetuple().tm_yday - 1) * rate)
        last = self._numbers.get((word, on.year))
        number = floor if last is None else max(last + 1, floor)
        self._numbers[word, on.year] = number
        return f"{word}〔{on.year}〕{number}号"


def _fitness(unit: Issuer, topic: Topic) -> tuple[str, float]:
    """Return as what a unit would write about a topic, and how readily (0: never)."""
    scope, level = topic.scope, unit.level
    rural, urban = "r" in scope, "u" in scope
    if level == "department":
        lead = organ_of(topic.lead)
        if unit.organ in ("明州区人民政府办公室", "中共明州区委办公室"):
            own = (lead is not None and lead.organ.startswith("中共")) == unit.organ.startswith("中共")
            return "R", 1.0 if own else 0.0
        if lead is not None and lead.organ == unit.organ:
            return "D", 4.0
        return "I", 0.35 if "c" in scope else 0.0
    if level == "district":
        return "R", 0.0 if topic.lead in ("组织部", "宣传部", "纪委", "政法委") else 1.0
    if level in ("street", "town"):
        fits = "s" in scope and not (rural and not urban if level == "street" else urban and not rural)
        return ("S" if level == "street" else "T"), 1.0 if fits else 0.0
    fits = "v" in scope and (urban if level == "community" else rural)
    return "C", 1.0 if fits else 0.0
