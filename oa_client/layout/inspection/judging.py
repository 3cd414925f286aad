"""What a rule of the inspection is, what it sees of a file, and what it says; no rule itself.

A rule gives any number of sightings; none means it does not apply. Its clause, how binding it is and its figure come
from the profile where it is about a figure. Only what is 规定 can be 不符合; anything else not as it should be is 提示.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from oa_client.app.gongwen import Shape
from oa_client.layout.faces import MM, Face
from oa_client.layout.gongwen.profile import Figure, Profile, Strength
from oa_client.layout.inspection.elements import Elements
from oa_client.layout.inspection.facts import Para, Piece, Reading, Stroke
from oa_client.layout.inspection.looks import bare, is_stand_in, told

ALLOWED = {"mm": 1.0, "行": 0.6, "字": 0.5, "pt": 0.6}
"""What reading adds to a figure's own tolerance: programs set and write differently, and no clerk mends half a 毫米."""
ROOM = 0.05
"""For figures that were rounded on their way."""
ACROSS = 1.6
"""How far the ends of a rule may be from the edges: programs draw over them, or end with round tips."""
MOST_PLACES = 5
"""More places of one rule are only counted."""
MOST_QUOTED = 30

Said = float | str


class Outcome(Enum):
    """What a rule says of a file."""

    MEETS = "符合"
    FAILS = "不符合"
    HINT = "提示"
    UNKNOWN = "未能判定"
    NOT_APPLICABLE = "不适用"


@dataclass(frozen=True, slots=True)
class Seen:
    """One sighting: whether it is good (None: cannot be told), where, what it is and what it should be."""

    good: bool | None
    measured: Said = ""
    wanted: Said = ""
    para: Para | None = None
    page: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where: a page from 1, or a paragraph of a file that has no pages yet; words as they stand there."""

    page: int = 0
    paragraph: int = 0
    line: int = 0
    words: str = ""
    measured: Said = ""
    wanted: Said = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says of a file. `count` places, of which the first few are told."""

    rule: str
    clause: str
    strength: Strength
    outcome: Outcome
    unit: str = ""
    places: tuple[Place, ...] = ()
    count: int = 0


@dataclass(frozen=True)
class Sight:
    """A file as the rules see it."""

    reading: Reading
    found: Elements
    profile: Profile = field(default_factory=Profile)

    @cached_property
    def left(self) -> float:
        """The left edge of the 版心: as measured, or as it should be."""
        return self.reading.area.left if self.reading.area.left is not None else self.profile["page.bind"]

    @cached_property
    def right(self) -> float:
        """Its right edge."""
        nominal = self.profile["page.bind"] + self.profile["area.width"]
        return self.reading.area.right if self.reading.area.right is not None else nominal

    @cached_property
    def heads(self) -> tuple[float, float] | None:
        """Between what heights the upper edge is; of a PDF that has no other page, by what stands in its first line."""
        area = self.reading.area
        if self.reading.flowing:
            return None if area.top is None else (area.top, area.top + area.slack)
        corner = () if self.found.shape is Shape.LETTER else (p.first.head for p in self.found.corner if p.page == 1)
        top = area.top if area.top is not None else min(corner, default=None)
        return None if top is None else (top - area.slack, top)

    @cached_property
    def top(self) -> float:
        """Its upper edge as it should be; where it is, in a file that has it elsewhere."""
        figure, sides = self.profile.figures["page.head"], self.heads
        if sides is None:
            return figure.value
        least, most = sides
        if least - figure.tolerance - ROOM <= figure.value <= most + figure.tolerance + ROOM:
            return figure.value
        return most

    def is_across(self, line: Stroke) -> bool:
        """Whether a rule is as wide as the 版心 and over it; of a 版心 elsewhere only its own width is asked."""
        if max(abs(line.left - self.left), abs(line.right - self.right)) <= ACROSS:
            return True
        wide, bind = self.profile["area.width"], self.profile["page.bind"]
        off = max(abs(self.left - bind), abs(self.right - self.left - wide)) > ACROSS
        return off and abs(line.wide - wide) <= ACROSS

    @property
    def bottom(self) -> float:
        """Its lower edge, as high as it should be."""
        return self.top + self.profile["area.height"]

    @property
    def pitch(self) -> float:
        """A 行 of this file in millimetres."""
        return self.reading.pitch / MM

    @property
    def leading(self) -> float:
        """Of that, what is between characters."""
        return max(0.0, self.pitch - self.profile["text.size"] / MM)

    def blanks(self, foot: float, head: float) -> float:
        """How many empty lines are between one line's characters and another's."""
        return (head - foot - self.leading) / self.pitch

    def indent(self, para: Para) -> float:
        """How many characters it stands in from the left."""
        return (para.first.left - self.left) / em(para)

    def space_right(self, para: Para) -> float:
        """How many characters its end is from the right."""
        return (self.right - para.last.right) / em(para)

    def off_middle(self, para: Para) -> float:
        """How far it is from the middle of the 版心, in millimetres, whatever its lines are."""
        return max(abs(row.middle - (self.left + self.right) / 2) for row in para.rows)

    def lies(self, para: Para) -> bool:
        """Whether its page does: where it stands there is no affair of upright pages."""
        return any(leaf.lies for leaf in self.reading.leaves if leaf.number == para.page)

    def figure(self, key: str, value: float, para: Para | None = None, page: int = 0) -> Seen:
        """A measured figure beside the profile's."""
        figure = self.profile.figures[key]
        good = abs(value - figure.value) <= figure.tolerance + ALLOWED.get(figure.unit, 0.0)
        return Seen(good, round(value, 1) + 0.0, figure.value, para, page)

    def face(self, para: Para, wanted: Face) -> Iterator[Seen]:
        """The face of its hanzi: what is not in it where anything is."""
        pieces = [p for p in para.pieces if any("\u4e00" <= c <= "\u9fff" for c in p.words)]
        seen = [s for piece in pieces for s in self.faced(piece, wanted, para)]
        yield from ([s for s in seen if s.good is False] or [s for s in seen if s.good is None] or seen)[:1]

    def faced(self, piece: Piece, wanted: Face, para: Para | None = None, page: int = 0) -> Iterator[Seen]:
        """The face of one piece. A stand-in does not tell what was meant; of a font that tells nothing, nothing."""
        found = told(piece)
        if found is None:
            return
        good = found is wanted or (None if is_stand_in(piece.font) else False)
        said = bare(piece.font) if good is None or isinstance(found, str) else found.value
        yield Seen(good, said, wanted.value, para, page)

    def size(self, key: str, para: Para) -> Seen:
        """Its size, beside the figure."""
        figure = self.profile.figures[key]
        return Seen(
            abs(para.size - figure.value) <= figure.tolerance + ALLOWED["pt"], round(para.size, 1), figure.value, para
        )


Judge = Callable[[Sight], Iterable[Seen]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by its code."""

    code: str
    clause: str
    strength: Strength
    unit: str
    judge: Judge


class Rules:
    """Rules in the order of the standard; each is put in by its module."""

    def __init__(self) -> None:
        self.all: dict[str, Rule] = {}

    def of(
        self, code: str, clause: str, strength: Strength = Strength.MUST, unit: str = ""
    ) -> Callable[[Judge], Judge]:
        """Put in a rule about words or looks."""

        def put(judge: Judge) -> Judge:
            assert code not in self.all, code
            self.all[code] = Rule(code, clause, strength, unit, judge)
            return judge

        return put

    def figure(self, key: str) -> Callable[[Judge], Judge]:
        """Put in a rule about a figure of the profile."""
        figure: Figure = Profile().figures[key]
        return self.of(key, figure.clause, figure.strength, figure.unit)


def em(para: Para) -> float:
    """A character of a paragraph, in millimetres."""
    return para.size / MM


def ending(para: Para) -> str:
    """The sign it ends with, if it is one."""
    return "" if para.text[-1].isalnum() else para.text[-1]


def judged(sight: Sight, rules: Rules) -> tuple[Finding, ...]:
    """What every rule says."""
    return tuple(_judged(rule, sight) for rule in rules.all.values())


def _judged(rule: Rule, sight: Sight) -> Finding:
    seen = list(rule.judge(sight))
    bad = [s for s in seen if s.good is False]
    unknown = [s for s in seen if s.good is None]
    shown = bad or unknown or seen
    return Finding(
        rule.code,
        rule.clause,
        rule.strength,
        _outcome(rule, seen, bad, unknown),
        rule.unit,
        tuple(_place(s, sight.reading) for s in shown[:MOST_PLACES]),
        len(shown),
    )


def _outcome(rule: Rule, seen: list[Seen], bad: list[Seen], unknown: list[Seen]) -> Outcome:
    if not seen:
        return Outcome.NOT_APPLICABLE
    if bad:
        return Outcome.FAILS if rule.strength is Strength.MUST else Outcome.HINT
    return Outcome.UNKNOWN if len(unknown) == len(seen) else Outcome.MEETS


def _place(seen: Seen, reading: Reading) -> Place:
    para = seen.para
    words = para.text[:MOST_QUOTED] if para is not None else ""
    if para is None:
        return Place(page=seen.page, measured=seen.measured, wanted=seen.wanted)
    if reading.flowing:
        return Place(paragraph=para.n, words=words, measured=seen.measured, wanted=seen.wanted)
    line = len({round(p.first.foot) for p in reading.paras if p.page == para.page and p.n <= para.n})
    return Place(page=para.page, line=line, words=words, measured=seen.measured, wanted=seen.wanted)
