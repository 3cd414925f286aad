"""What a clerk does with the numbers of a series: judged as of now, then applied to its matter by the entry alone.

`ruling` answers for the effect ``series`` of an action what the entry will say under ``series``; `applied` is what
that makes of the state. Each act has a row in `_RULINGS` and one in `_EFFECTS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from oa_client.domain.decision import Command, Context, Refused
from oa_client.domain.drawing import LAST, held, kept_name, next_of
from oa_client.domain.matter import Entry, Matter, Moment
from oa_client.domain.scene import Scene
from oa_client.domain.series import (
    GIVEN,
    RELEASED,
    RESERVED,
    STATE,
    VOID,
    WRITTEN_OFF,
    Apart,
    Holding,
    Series,
    key_of,
    read_number,
)
from oa_client.domain.table import Action

MOST_BLOCK = 20
MOST_AT_ONCE = 50
MOST_UNKNOWN = 500
"""How many numbers a lost device is believed to have drawn at most."""

Found = dict[str, object]
_Answer = Found | Refused


@dataclass(frozen=True, slots=True)
class Case:
    """What a ruling looks at: the series as it stands, the year asked about, and who has which number."""

    scene: Scene
    matter: Matter
    command: Command
    context: Context
    series: Series
    year: int

    def number(self, name: str) -> int | None:
        """A number that was filled in; 0 is none."""
        value = self.scene.fields.get(name)
        return value if isinstance(value, int) and value else None

    @property
    def name(self) -> str:
        """The series of the year."""
        return kept_name(self.matter, self.year)

    @property
    def registry(self) -> str:
        """Where its numbers are claimed."""
        return str(self.matter.fields.get("of", ""))

    @property
    def taken(self) -> frozenset[int]:
        """The numbers that documents have."""
        return self.context.taken(self.registry, self.name)

    def has_owner(self, n: int) -> bool:
        """Whether a document has it."""
        return self.context.holder_of(self.registry, key_of(self.name, n)) is not None

    def facts(self, n: int) -> Found:
        """A number as a sentence says it."""
        return {"word": self.series.word, "year": self.year, "n": n}


def act_of(action: Action) -> str:
    """What an action does with the numbers of its series; "" nothing."""
    return next((str(e.args[0]) for e in action.effects if e.name == "series"), "")


def ruling(action: Action, scene: Scene, command: Command, context: Context) -> Found | Refused:
    """What the entry will say of the numbers; nothing where the action is none of these. Refused, with why."""
    act, matter = act_of(action), scene.matter
    if not act or matter is None:
        return {}
    year = scene.fields.get("year") or context.calendar.year(context.now)
    case = Case(scene, matter, command, context, Series.of(matter), year if isinstance(year, int) else 0)
    found = _RULINGS[act](case)
    return found if isinstance(found, Refused) else {STATE: {"year": case.year, **found}}


def _span(case: Case) -> tuple[int, int] | Refused:
    """The numbers meant: none in other hands."""
    first = case.number("first") or 0
    last = case.number("last") or first
    if not 0 < first <= last < first + MOST_AT_ONCE:
        return Refused("numbers_span", {"limit": MOST_AT_ONCE})
    for n in range(first, last + 1):
        if (refused := _in_hands(case, n)) is not None:
            return refused
    return first, last


def _in_hands(case: Case, n: int) -> Refused | None:
    """Why a number is not for the clerk to dispose of."""
    if case.has_owner(n):
        return Refused("number_taken", case.facts(n))
    if (holding := case.series.holding(case.year, n)) is not None:
        return held(holding, case.series, case.context)
    return Refused("number_unknown", case.facts(n)) if case.series.spoken_for(case.year, n) else None


def _reserve(case: Case) -> _Answer:
    span = _span(case)
    if isinstance(span, Refused):
        return span
    apart = next((n for n in range(span[0], span[1] + 1) if case.series.find(case.year, n)), None)
    return {"first": span[0], "last": span[1]} if apart is None else Refused("number_apart", case.facts(apart))


def _void(case: Case) -> _Answer:
    span = _span(case)
    if isinstance(span, Refused):
        return span
    numbers = range(span[0], span[1] + 1)
    gone = next((n for n in numbers if (a := case.series.find(case.year, n)) and a.state == VOID), None)
    return {"first": span[0], "last": span[1]} if gone is None else Refused("number_apart", case.facts(gone))


def _give(case: Case) -> _Answer:
    """To one matter: a reserved number, or a gap the sequence has left behind."""
    n = case.number("first") or 0
    if (refused := _in_hands(case, n)) is not None:
        return refused
    apart = case.series.find(case.year, n)
    behind = 0 < n <= case.series.reach(case.year, case.taken) or not (apart or case.series.free(case.year, n))
    if (apart is not None and apart.state == VOID) or not (apart or behind):
        return Refused("number_not_free", case.facts(n))
    return {"first": n, "last": n}


def _cancel(case: Case) -> _Answer:
    n = case.number("first") or 0
    apart = case.series.find(case.year, n)
    if apart is None or apart.state == VOID:
        return Refused("number_not_reserved", case.facts(n))
    if case.has_owner(n):
        return Refused("number_taken", case.facts(n))
    return {"first": n, "last": n}


def _hold(case: Case) -> _Answer:
    """From the next number of this year or of the coming one on; a block is of so many that are not apart."""
    series, context = case.series, case.context
    if not context.device:
        return Refused("no_device", {})
    if case.year - context.calendar.year(context.now) not in {0, 1}:
        return Refused("year_not_now", {})
    if (holding := series.whole(case.year)) is not None:
        return held(holding, series, context)
    if series.held_by(context.device, case.year) is not None:
        return Refused("already_holding", {})
    first = next_of(series, case.year, case.taken)
    found: Found = {"first": first, "device": context.device}
    if block := case.number("block"):
        last = first
        for _ in range(block - 1):
            last = series.after(case.year, last)
        found["last"] = last
    return found


def _chosen(case: Case) -> Holding | Refused:
    """The holding meant, by its year or its first number where there are several."""
    first, year = case.number("first"), case.number("year")
    going = (h for h in case.series.holdings if not h.ended)
    lasting = [h for h in going if first in {None, h.first} and year in {None, h.year}]
    if len(lasting) == 1:
        return lasting[0]
    return Refused("which_holding" if lasting else "nobody_holds", {})


def _release(case: Case) -> _Answer:
    """By the device that holds it; it says how far it has drawn."""
    device, year = case.context.device, case.scene.fields.get("year")
    mine = [h for h in case.series.holdings if h.device == device and not h.ended]
    if year is None and len(mine) > 1:
        return Refused("which_holding", {})
    holding = case.series.held_by(device, year)
    if holding is None:
        over = any(h.ended == WRITTEN_OFF and h.device == device for h in case.series.holdings)
        lasting = next((h for h in case.series.holdings if not h.ended), None)
        if lasting is not None and not over:
            return held(lasting, case.series, case.context)
        return Refused("holding_over" if over else "nobody_holds", {})
    said = read_number(case.command.drawn.get(LAST))
    last = said.n if said is not None and said.series == kept_name(case.matter, holding.year) else 0
    return {"holding": holding.v, "year": holding.year, "last": max(last, _came(case, holding))}


def _came(case: Case, holding: Holding) -> int:
    """The highest number that came from it; before its first when none did."""
    taken = case.context.taken(case.registry, kept_name(case.matter, holding.year))
    return max((n for n in taken if holding.covers(holding.year, n)), default=holding.first - 1)


def _write_off(case: Case) -> _Answer:
    """The clerk says up to which number the lost device may have drawn."""
    holding = _chosen(case)
    if isinstance(holding, Refused):
        return holding
    came, last = _came(case, holding), case.number("last")
    if holding.last is not None:
        return {"holding": holding.v, "year": holding.year, "last": holding.last}
    if last is None or not came <= last <= came + MOST_UNKNOWN:
        return Refused("write_off_span", {**case.facts(came), "year": holding.year, "limit": MOST_UNKNOWN})
    return {"holding": holding.v, "year": holding.year, "last": last}


_RULINGS: Mapping[str, Callable[[Case], _Answer]] = {
    "reserve": _reserve,
    "void": _void,
    "give": _give,
    "cancel": _cancel,
    "hold": _hold,
    "release": _release,
    "write_off": _write_off,
}
ACTS = frozenset(_RULINGS)


# ---------------------------------------------------------------- what the entry makes of it


def applied(act: str, series: Series, entry: Entry) -> Series:
    """The series after an act, as its entry says it; an entry that says nothing changes nothing."""
    said = entry.data.get("found")
    found = said.get(STATE) if isinstance(said, dict) else None
    return _EFFECTS[act](series, entry, found) if isinstance(found, dict) else series


def _numbers(entry: Entry, found: Found, state: str) -> Iterator[Apart]:
    until, matter = entry.fields.get("until"), entry.fields.get("document")
    for n in range(_int(found, "first"), _int(found, "last") + 1):
        yield Apart(
            _int(found, "year"),
            n,
            state,
            entry.v,
            entry.at,
            entry.effective,
            until if isinstance(until, int) else None,
            matter if isinstance(matter, str) else "",
        )


def _int(found: Found, name: str) -> int:
    value = found.get(name)
    return value if isinstance(value, int) else 0


def _begun(series: Series, entry: Entry, found: Found) -> Series:
    last = _int(found, "last") or None
    new = Holding(
        _int(found, "year"),
        _int(found, "first"),
        last,
        _int(found, "device"),
        entry.effective,
        entry.post,
        Moment(entry.at),
        entry.v,
        block=last is not None,
    )
    return replace(series, holdings=(*series.holdings, new))


_EFFECTS: Mapping[str, Callable[[Series, Entry, Found], Series]] = {
    "reserve": lambda series, entry, found: series.put(_numbers(entry, found, RESERVED)),
    "void": lambda series, entry, found: series.put(_numbers(entry, found, VOID)),
    "give": lambda series, entry, found: series.put(_numbers(entry, found, GIVEN)),
    "cancel": lambda series, _, found: series.drop(_int(found, "year"), _int(found, "first")),
    "hold": _begun,
    "release": lambda series, _, found: series.end(_int(found, "holding"), RELEASED, _int(found, "last")),
    "write_off": lambda series, _, found: series.end(_int(found, "holding"), WRITTEN_OFF, _int(found, "last")),
}
