"""Which number an act draws from a series: the centre the next one, the device that holds the series (持号) its own.

What a device drew stands in its command; the centre takes it where a holding of this device covers it and no other
document has it. Whoever draws while another device holds the whole series is told who does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from oa_client.domain.conditions import holds
from oa_client.domain.decision import Command, Context, Refused
from oa_client.domain.fields import is_empty
from oa_client.domain.matter import Matter, MatterId
from oa_client.domain.scene import Scene
from oa_client.domain.series import (
    Holding,
    Numbered,
    Series,
    address,
    joined,
    key_of,
    lacks,
    read_number,
)
from oa_client.domain.table import Action, NumberRule, Process

NUMBER = "number."
"""Before the name of a field in what was found: the number it was given."""
LAST = "last"
"""In what a device drew: the last number, said when it gives a series back."""


def name_of(rule: NumberRule, scene: Scene, year: int) -> str:
    """The series of a year that a rule draws from."""
    return joined((*_parts(rule, scene), str(year)))


def address_of(rule: NumberRule, scene: Scene) -> str:
    """Where the matter is found that keeps the series of a rule."""
    return address(rule.registry, _parts(rule, scene))


def _parts(rule: NumberRule, scene: Scene) -> tuple[str, ...]:
    return tuple(str(scene.value(k) or "") for k in rule.series)


def wanted(action: Action, scene: Scene) -> tuple[NumberRule, ...]:
    """The numbers an act draws for its own matter."""
    return tuple(rule for rule in action.numbers if is_empty(scene.value(rule.field)))


def drawn_here(action: Action, scene: Scene, command: Command) -> bool:
    """Whether the device that sends it has drawn a number it needs; the others the centre finds for it later."""
    return any(rule.field in command.drawn for rule in wanted(action, scene))


def numbered(action: Action, scene: Scene, command: Command, context: Context) -> dict[str, object] | Refused:
    """The number of each series an act draws from: found before, drawn by its device, else the centre's next.

    What follows elsewhere goes on without a number while its series is held; it is drawn there later.
    """
    found: dict[str, object] = {}
    for rule in wanted(action, scene):
        got = _one(rule, scene, command, context)
        if isinstance(got, Refused) and command.cause is None:
            return got
        found.update({} if isinstance(got, Refused) else got)
    for rule in _elsewhere(action, scene):
        got = _one(rule, scene, replace(command, drawn={}), context)
        found.update({} if isinstance(got, Refused) else got)
    return found


def _elsewhere(action: Action, scene: Scene) -> Iterator[NumberRule]:
    return (rule for follow in action.follow_ups if holds(follow.when, scene) for rule in follow.numbers)


def _one(rule: NumberRule, scene: Scene, command: Command, context: Context) -> dict[str, object] | Refused:
    key = f"{NUMBER}{rule.field}"
    if key in command.found:
        return {key: command.found[key]}
    if rule.field in command.drawn:
        got = _as_drawn(rule, scene, command.drawn[rule.field], context)
    elif context.at_centre:
        got = _next(rule, scene, context)
    else:
        return {}
    return got if isinstance(got, Refused) else {key: got.plain}


def _as_drawn(rule: NumberRule, scene: Scene, said: object, context: Context) -> Numbered | Refused:
    """The number a device drew, if it was its to draw and is nobody else's."""
    got = read_number(said)
    if got is None or got.series != name_of(rule, scene, got.year):
        return Refused("number_not_held", {})
    if not context.at_centre:
        return got
    series = context.series(address_of(rule, scene))
    if series is None or not series.covered(context.device, got.year, got.n):
        return Refused("number_not_held", _facts(series, got))
    subject = _subject(scene)
    if context.holder_of(rule.registry, key_of(got.series, got.n)) not in {None, subject}:
        return Refused("number_taken", _facts(series, got))
    return Refused("number_taken", _facts(series, got)) if lacks(series, subject, got.year, got.n) else got


def _subject(scene: Scene) -> MatterId:
    return MatterId(str(scene.value("@matter") or ""))


def _facts(series: Series | None, got: Numbered) -> dict[str, object]:
    return {"word": series.word if series else "", "year": got.year, "n": got.n}


def _next(rule: NumberRule, scene: Scene, context: Context) -> Numbered | Refused:
    """The number given again to this matter, else the next of the sequence."""
    year = context.calendar.year(context.now)
    name = name_of(rule, scene, year)
    series = context.series(address_of(rule, scene))
    if series is None:
        return Numbered(name, year, context.given(rule.registry, name) + 1)
    given = series.given_to(year, _subject(scene))
    if given is not None and context.holder_of(rule.registry, key_of(name, given)) is None:
        return Numbered(name, year, given)
    if (holding := series.whole(year)) is not None:
        return held(holding, series, context)
    return Numbered(name, year, next_of(series, year, context.taken(rule.registry, name)))


def next_of(series: Series, year: int, taken: frozenset[int]) -> int:
    """The next number of the sequence of a year."""
    return series.after(year, series.reach(year, taken))


def held(holding: Holding, series: Series, context: Context) -> Refused:
    """Who holds the series, and since when."""
    person = context.directory.people.get(holding.person)
    post = context.directory.posts.get(holding.post)
    said = {"word": series.word, "year": holding.year, "since": holding.since, "by": holding.person}
    return Refused("number_held", {**said, "name": person.name if person else "", "post": post.title if post else ""})


# ---------------------------------------------------------------- on the device that holds


def with_drawn(process: Process, matter: Matter | None, command: Command, context: Context) -> Command:
    """The command with the numbers that this device draws for it; as it was where it holds none of the series.

    They stand whatever else has happened to the matter by the time the command comes up: it names no version.
    """
    action = process.action(command.action)
    if action is None:
        return command
    scene = Scene(process, matter, context.actor, command.fields, None, context.directory, context.now, command.matter)
    drawn = {rule.field: got.plain for rule in wanted(action, scene) if (got := _here(rule, scene, context))}
    if any(effect.name == "series" and effect.args == ("release",) for effect in action.effects):
        drawn |= _last(scene, context)
    return replace(command, drawn=drawn, base=None, own=0) if drawn else command


def _here(rule: NumberRule, scene: Scene, context: Context) -> Numbered | None:
    """The next number of what this device holds; a document that drew one before gets its own again."""
    year = context.calendar.year(context.now)
    series = context.series(address_of(rule, scene))
    holding = series.held_by(context.device, year) if series else None
    if series is None or holding is None or series.given_to(year, _subject(scene)) is not None:
        return None
    name = name_of(rule, scene, year)
    n = _own(context.drawn(name), holding, _subject(scene)) or _behind(context.drawn(name), holding, series)
    return Numbered(name, year, n) if holding.covers(year, n) else None


def _own(drawn: Mapping[int, MatterId], holding: Holding, matter: MatterId) -> int:
    return max((n for n, of in drawn.items() if matter and of == matter and holding.covers(holding.year, n)), default=0)


def _behind(drawn: Mapping[int, MatterId], holding: Holding, series: Series) -> int:
    """Behind the last one drawn; within a block its own numbers are free to it."""
    n = max((n for n in drawn if holding.covers(holding.year, n)), default=holding.first - 1) + 1
    while series.find(holding.year, n) is not None or (not holding.block and not series.free(holding.year, n)):
        n += 1
    return n


def _last(scene: Scene, context: Context) -> dict[str, dict[str, object]]:
    """The last number this device drew of the series it gives back."""
    series = Series.of(scene.matter)
    holding = series.held_by(context.device, scene.fields.get("year"))
    if scene.matter is None or holding is None:
        return {}
    name = kept_name(scene.matter, holding.year)
    n = max((n for n in context.drawn(name) if holding.covers(holding.year, n)), default=0)
    return {LAST: Numbered(name, holding.year, n).plain} if n else {}


def kept_name(matter: Matter, year: int) -> str:
    """The series of a year that a matter keeps."""
    word = str(matter.fields.get("word") or "")
    return joined((str(matter.fields.get("registry", "")), *([word] if word else []), str(year)))


def kept_address(matter: Matter) -> str:
    """Where the matter that keeps a series is found."""
    fields = matter.fields
    return joined(str(fields.get(name) or "") for name in ("of", "registry", "word"))
