"""What the names in a table's effects do to a matter: a closed vocabulary, looking nothing up.

What an effect needs from outside (a deadline counted in working days) was found by `decide` and stands in the
entry under ``found``.
"""

from __future__ import annotations

from dataclasses import replace

from oa_client.domain import clocks, parts, strands
from oa_client.domain.act import SIGNATURES, Act, apply, effect
from oa_client.domain.calendar import day_of
from oa_client.domain.fiscal import chains
from oa_client.domain.locking import ASKING, LOCK
from oa_client.domain.matter import Matter
from oa_client.domain.numbers import written_number
from oa_client.domain.people import Scope, clerks_scope, person_scope, post_scope, scope_person
from oa_client.domain.series import STATE, Series
from oa_client.domain.series_acts import applied
from oa_client.domain.strands import PENDING

__all__ = ("PENDING", "SIGNATURES", "Act", "apply", "chains", "clocks", "parts", "strands")


@effect("stage")
def _move(matter: Matter, _: Act, args: tuple[object, ...]) -> Matter:
    """To stage `args[0]`."""
    return replace(matter, stage=str(args[0]))


@effect("name", "value")
def _set(matter: Matter, _: Act, args: tuple[object, ...]) -> Matter:
    """Field `args[0]` becomes `args[1]`."""
    return replace(matter, fields={**matter.fields, str(args[0]): args[1]})


@effect("name", "field")
def _set_from(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Field `args[0]` becomes what was given for field `args[1]`."""
    return replace(matter, fields={**matter.fields, str(args[0]): act.entry.fields.get(str(args[1]))})


@effect("name")
def _set_actor(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Field `args[0]` names who acted."""
    return replace(matter, fields={**matter.fields, str(args[0]): person_scope(act.entry.effective)})


@effect("field")
def _opened_for(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Opened by the centre, it counts as opened by the person field `args[0]` names."""
    person = scope_person(Scope(str(act.value(args[0], matter) or "")))
    return matter if person is None else replace(matter, opener=person)


@effect()
def _alone(matter: Matter, _: Act, __: tuple[object, ...]) -> Matter:
    """Nothing; deciding, it is refused where its giver has another for the same at that time (`standing_in.py`)."""
    return matter


@effect("name")
def _set_clerks(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Field `args[0]` names the clerks of the unit that acted."""
    return replace(matter, fields={**matter.fields, str(args[0]): clerks_scope(act.entry.unit)})


@effect("name")
def _set_post(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Field `args[0]` names whoever holds the post that acted."""
    return replace(matter, fields={**matter.fields, str(args[0]): post_scope(act.entry.post)})


@effect("name")
def _set_entry(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Field `args[0]` holds the number of this entry."""
    return replace(matter, fields={**matter.fields, str(args[0]): act.entry.v})


@effect("name", "name")
def _await_entry(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Something of this entry is waited for: its number stands in field `args[0]`, or last in the line `args[1]`."""
    first, more = str(args[0]), str(args[1])
    if not matter.fields.get(first):
        return replace(matter, fields={**matter.fields, first: act.entry.v})
    return replace(matter, fields={**matter.fields, more: [*_line(matter, more), act.entry.v]})


@effect("name", "name")
def _next_awaited(matter: Matter, _: Act, args: tuple[object, ...]) -> Matter:
    """What was waited for in field `args[0]` came: the first in the line `args[1]` takes its place, or nothing."""
    first, more = str(args[0]), str(args[1])
    line = _line(matter, more)
    return replace(matter, fields={**matter.fields, first: line[0] if line else 0, more: line[1:]})


def _line(matter: Matter, name: str) -> list[object]:
    value = matter.fields.get(name)
    return list(value) if isinstance(value, list | tuple) else []


@effect("series_act")
def _series(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """The numbers of the series it keeps stand as act `args[0]` on them was found to leave them."""
    now = applied(str(args[0]), Series.of(matter), act.entry)
    return replace(matter, fields={**matter.fields, STATE: now})


@effect("name+")
def _clear(matter: Matter, _: Act, args: tuple[object, ...]) -> Matter:
    """These fields are empty again."""
    return replace(matter, fields={name: value for name, value in matter.fields.items() if name not in args})


@effect("name", "amount")
def _add(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Field `args[0]`, a number, grows by `args[1]`, or by the number in that field."""
    counts = (matter.fields.get(str(args[0])), args[1] if isinstance(args[1], int) else act.value(args[1], matter))
    total = sum(n for n in counts if isinstance(n, int))
    return replace(matter, fields={**matter.fields, str(args[0]): total})


@effect("name", "amount", "field?")
def _set_later(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Field `args[0]` holds the moment so many seconds after this entry, times the number in field `args[2]`."""
    times = act.value(args[2], matter) if len(args) > 2 else None
    seconds = args[1] if isinstance(args[1], int) else 0
    at = act.entry.at + seconds * (times if isinstance(times, int) and times > 0 else 1)
    return replace(matter, fields={**matter.fields, str(args[0]): at})


@effect("name")
def _set_day(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Field `args[0]` holds the day of this entry in Beijing, by its first moment."""
    return replace(matter, fields={**matter.fields, str(args[0]): day_of(act.entry.at)})


@effect("name", "field+")
def _lock(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Field `args[0]` holds the hash of the fields after it, found when deciding."""
    found = act.found.get(f"{LOCK}{args[0]}")
    return replace(matter, fields={**matter.fields, str(args[0]): found}) if isinstance(found, str) else matter


@effect("name", "field")
def _keep_asking(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Field `args[0]` says whether the body in field `args[1]` asks for a decision, as found when deciding."""
    found = act.found.get(f"{ASKING}{args[0]}")
    return replace(matter, fields={**matter.fields, str(args[0]): found}) if isinstance(found, bool) else matter


@effect("name", "field")
def _keep_file_digest(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Field `args[0]` names the first file of field `args[1]`, by its SHA-256: a text that came as a file."""
    named = act.entry.fields.get(str(args[1]))
    first = named[0].get("sha256") if isinstance(named, list) and named else None
    return replace(matter, fields={**matter.fields, str(args[0]): first}) if isinstance(first, str) else matter


@effect("name", "field", "field")
def _write_number(matter: Matter, _: Act, args: tuple[object, ...]) -> Matter:
    """Field `args[0]` is the 文号 of the word in field `args[1]` and the number drawn into field `args[2]`."""
    word, drawn = (matter.fields.get(str(name)) for name in args[1:])
    if not drawn:
        return matter
    year, _dash, n = str(drawn).partition("-")
    return replace(matter, fields={**matter.fields, str(args[0]): written_number(str(word or ""), year, n)})


@effect("field")
def _correct(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """The words of the entry whose number stands in field `args[0]` now read as in this one."""
    number = act.value(args[0], matter)
    return replace(matter, corrected={**matter.corrected, number: act.entry.v}) if isinstance(number, int) else matter
