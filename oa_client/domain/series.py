"""A series of document numbers (文号) of an organ: which numbers are apart, and who holds it (design.md decision 24).

A number is free until a matter has it. The clerk sets some apart: reserved (预留), given again to one matter (复用) or
void (作废); these are drawn by nobody else. A holding (持号) moves the whole series of a year, or a block of it, to one
device; it ends by its holder's act or by a clerk's write-off, never by time. What it may have drawn is never allotted
to another document: its numbers stay in its span for good.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from oa_client.domain.matter import Matter, MatterId, Moment
from oa_client.domain.people import PersonId, PostId

REGISTRY = "series"
"""The registry in which the matter that keeps a series is found."""
STATE = "series"
"""The field of such a matter that says how its numbers stand, and the name of what was found for an act on them."""
RESERVED, GIVEN, VOID = "reserved", "given", "void"
RELEASED, WRITTEN_OFF = "released", "written_off"


def joined(parts: Iterable[str]) -> str:
    """The parts as one key, so that different parts never join to the same."""
    return "/".join(p.replace("%", "%25").replace("/", "%2F") for p in parts)


def address(registry: str, parts: tuple[str, ...]) -> str:
    """Where the matter is found that keeps a series; a series without a word of its own has an empty one."""
    return joined((registry, *parts, *([""] if len(parts) == 1 else [])))


def key_of(name: str, n: int) -> str:
    """The key of one number of a series; keys sort as their numbers do."""
    return f"{name}/{n:06}"


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number of a series: which, of what year, the how manieth."""

    series: str
    year: int
    n: int

    @property
    def text(self) -> str:
        """As the state keeps it: ``2026-13``."""
        return f"{self.year}-{self.n}"

    @property
    def plain(self) -> dict[str, object]:
        """As an entry says it."""
        return {"series": self.series, "year": self.year, "n": self.n}


def read_number(value: object) -> Numbered | None:
    """A number as an entry or a command says it; None for anything else."""
    if not isinstance(value, dict):
        return None
    series, year, n = value.get("series"), value.get("year"), value.get("n")
    whole = all(isinstance(v, int) and not isinstance(v, bool) and 0 < v < 10**6 for v in (year, n))
    return Numbered(series, int(str(year)), int(str(n))) if whole and isinstance(series, str) else None


@dataclass(frozen=True, slots=True)
class Apart:
    """A number taken out of the sequence, by which entry. A given one goes to `matter` and to no other."""

    year: int
    n: int
    state: str
    v: int
    at: Moment
    by: PersonId
    until: int | None = None
    matter: str = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """The series of a year from `first` on, or a block of it, in the hands of one device; `last`: it ended there.

    `ended`: "" while it lasts; `reached`: the last number it may then have drawn. `v`: the entry it began by.
    """

    year: int
    first: int
    last: int | None
    device: int
    person: PersonId
    post: PostId
    since: Moment
    v: int
    block: bool = False
    ended: str = ""
    reached: int = 0

    def covers(self, year: int, n: int) -> bool:
        """Whether it could have drawn this number."""
        return self.year == year and self.first <= n and (self.last is None or n <= self.last)


@dataclass(frozen=True, slots=True)
class Series:
    """How the numbers of a series stand, as its matter says; free and used ones are known by who has them."""

    word: str = ""
    apart: tuple[Apart, ...] = ()
    holdings: tuple[Holding, ...] = ()

    @classmethod
    def of(cls, matter: Matter | None) -> Series:
        """As a matter keeps it."""
        kept = matter.fields.get(STATE) if matter else None
        word = str(matter.fields.get("word") or matter.title) if matter else ""
        return replace(kept, word=word) if isinstance(kept, Series) else cls(word)

    def find(self, year: int, n: int) -> Apart | None:
        """The number, where it is set apart."""
        return next((a for a in self.apart if (a.year, a.n) == (year, n)), None)

    def given_to(self, year: int, matter: object) -> int | None:
        """The number that was given again to a matter."""
        return next((a.n for a in self.apart if a.state == GIVEN and (a.year, a.matter) == (year, matter)), None)

    def whole(self, year: int) -> Holding | None:
        """Who holds the whole series of a year now."""
        return next((h for h in self.holdings if h.year == year and not h.block and not h.ended), None)

    def held_by(self, device: int, year: object) -> Holding | None:
        """What a device holds of a year now; None: of any, the oldest first."""
        mine = (h for h in self.holdings if h.device == device and not h.ended)
        return next((h for h in mine if year in {None, h.year}), None)

    def holding(self, year: int, n: int) -> Holding | None:
        """The holding in whose hands a number is now."""
        return next((h for h in self.holdings if h.covers(year, n) and not h.ended), None)

    def covered(self, device: int, year: int, n: int) -> bool:
        """Whether a device could draw this number, by a holding that lasts or one that is over."""
        return any(h.device == device and h.covers(year, n) for h in self.holdings)

    def written_off(self, year: int, n: int) -> bool:
        """Whether a lost device may have drawn it: it goes to no other document."""
        return any(h.ended == WRITTEN_OFF and h.covers(year, n) for h in self.holdings)

    def spoken_for(self, year: int, n: int) -> bool:
        """Whether a document may bear it that has not come yet: a holding that is over may have drawn it."""
        return any(h.ended and h.covers(year, n) and n <= h.reached for h in self.holdings)

    def free(self, year: int, n: int) -> bool:
        """Whether it stands in the sequence: neither apart nor of a block."""
        return self.find(year, n) is None and not any(h.block and h.covers(year, n) for h in self.holdings)

    def reach(self, year: int, taken: Iterable[int]) -> int:
        """The last number the sequence has come to; what is apart or of a block does not move it."""
        apart = {a.n for a in self.apart if a.year == year}
        of_year = [h for h in self.holdings if h.year == year]
        blocks = [h for h in of_year if h.block]
        moving = (n for n in taken if n not in apart and not any(h.covers(year, n) for h in blocks))
        return max((*moving, *(h.last for h in of_year if not h.block and h.last is not None)), default=0)

    def after(self, year: int, n: int) -> int:
        """The next number behind `n` that stands in the sequence."""
        n += 1
        while not self.free(year, n):
            n += 1
        return n

    def put(self, numbers: Iterable[Apart]) -> Series:
        """These are apart now."""
        new = {(a.year, a.n): a for a in numbers}
        kept = tuple(a for a in self.apart if (a.year, a.n) not in new)
        return replace(self, apart=tuple(sorted((*kept, *new.values()), key=lambda a: (a.year, a.n))))

    def drop(self, year: int, n: int) -> Series:
        """This one is apart no more."""
        return replace(self, apart=tuple(a for a in self.apart if (a.year, a.n) != (year, n)))

    def end(self, v: int, how: str, last: int) -> Series:
        """The holding that began by entry `v` is over."""
        over = (replace(h, ended=how, last=h.last if h.block else last, reached=last) for h in self.holdings)
        return replace(self, holdings=tuple(b if a.v == v else a for a, b in zip(self.holdings, over, strict=True)))


def lacks(series: Series, matter: MatterId, year: int, n: int) -> bool:
    """Whether a number that is apart is not this matter's."""
    found = series.find(year, n)
    return found is not None and (found.state, found.matter) != (GIVEN, matter)
