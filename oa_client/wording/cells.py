"""What stands in the cells of a sheet: opinions with name and date, choices, days, organs by their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from oa_client.app.directory import People
from oa_client.app.forms import Blank, Line, Signed
from oa_client.app.sheets import Said, SheetSource
from oa_client.assets import _
from oa_client.domain.calendar import LAST_MOMENT
from oa_client.domain.people import Scope, is_scope
from oa_client.wording import kept, moments, names, serials


def signed(said: Said, words: str | None = None) -> Signed:
    """An opinion as it is printed: a typed name, and no picture of a signature."""
    shown = said_words(said) if words is None else words
    waits = _("（待上传）") if said.waiting else ""
    return Signed(f"{shown}{waits}", signature(said), moments.dotted(said.at), said.ink)


def said_words(said: Said) -> str:
    """The words, or that a leader circled his name, or wrote by hand what does not stand here."""
    if said.words or said.ink is not None:
        return said.words
    circled = said.fields.get("mark") == "circle"
    return _("（圈阅）") if circled else _("（手写）") if said.by_hand else ""


def signature(said: Said) -> str:
    """Whose words they are, and who wrote them down or acted for whom."""
    if said.scribe:
        return _("{name}批示，{scribe}代录").format(name=said.who, scribe=said.scribe)
    return _("{name}（代{other}）").format(name=said.who, other=said.behalf) if said.behalf else said.who


def pair(*given: tuple[str, str]) -> Line:
    """Labelled values side by side, each as wide."""
    return Line(tuple(Blank(label, value) for label, value in given))


def numbered(source: SheetSource, field: str) -> str:
    """Its number in the register it stands in, or that it has none yet."""
    number, mode = (text(source.fields.get(name)) for name in (field, "mode"))
    return serials.serial(source.kind, number, mode) or _("待编号")


def text(value: object) -> str:
    """A plain value; nothing for a list."""
    return "" if value is None or isinstance(value, list | dict) else str(value)


def choice(name: str, fields: Mapping[str, object]) -> str:
    """What was chosen in a field, in words."""
    return names.choice(name, text(fields.get(name)))


def date(value: object) -> str:
    """A day, written out."""
    return moments.written(value) if isinstance(value, int) and 0 < value < LAST_MOMENT else text(value)


def moment(at: int | None) -> str:
    """A day and a time below each other."""
    return f"{moments.dotted(at)}\n{moments.clock(at)}" if at else ""


def holders(value: object, people: People) -> str:
    """Persons and organs, each with where it belongs."""
    return "、".join(kept.holder(people, Scope(str(s))) if is_scope(s) else text(s) for s in _flat(value) if s)


def units(value: object, people: People) -> str:
    """Organs by their names alone."""
    return "、".join(people.label(Scope(str(s))) if is_scope(s) else text(s) for s in _flat(value) if s)


def _flat(value: object) -> Iterator[object]:
    if isinstance(value, list | tuple):
        for one in value:
            yield from _flat(one)
    else:
        yield value
