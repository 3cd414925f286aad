"""What an act was about, beside its words: on whose strand, and what was filled in; told alike on page and paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from oa_client.app.directory import People
from oa_client.app.reading import Record
from oa_client.app.sheets import WORDS, SheetSource
from oa_client.assets import _
from oa_client.domain.corrections import ABOUT
from oa_client.domain.matter import TrackId
from oa_client.domain.people import Scope
from oa_client.domain.table import Action, Field, FieldType, Process
from oa_client.wording import kept, money, names

_ELSEWHERE = frozenset({FieldType.FILES, FieldType.MATTER, FieldType.BODY, FieldType.BODY_FILE})
"""What stands elsewhere on the page: files by name, texts whole; the id of another matter says nothing to anybody."""


class Strand(Protocol):
    """A strand as far as an act tells of it."""

    @property
    def holder(self) -> Scope:
        """Whose it is."""
        ...

    @property
    def title(self) -> str:
        """Which part of the matter."""
        ...


class Act(Protocol):
    """What is known of an act."""

    @property
    def action(self) -> str:
        """By its name in the table."""
        ...

    @property
    def track(self) -> TrackId | None:
        """The strand it was about."""
        ...

    @property
    def fields(self) -> Mapping[str, object]:
        """What was filled in."""
        ...


Strands = Mapping[TrackId, Strand]


def of_record(record: Record, process: Process | None, people: People, act: Act) -> str:
    """Of an act in the record of a matter that is here."""
    matter = record.matter
    if process is None or matter is None:
        return ""
    return _said(process, people, {t.id: t for t in matter.tracks}, matter.fields, act)


def of_source(source: SheetSource, people: People, act: Act) -> str:
    """The same for the printer."""
    strands = {r.track: r for r in source.readers if r.track is not None}
    return _said(source.process, people, strands, source.fields, act) if source.process is not None else ""


def _said(process: Process, people: People, strands: Strands, state: Mapping[str, object], act: Act) -> str:
    action = process.action(act.action)
    if action is None:
        return ""
    if any(ask.name == "title" for ask in action.asks):  # the whole matter: its head says the rest
        return "；".join(_sums(process, state, act))
    return "；".join(
        (
            *_whose(people, strands, action, act),
            *_given(process, people, strands, action, act.fields),
            *_sums(process, state, act),
        )
    )


def _whose(people: People, strands: Strands, action: Action, act: Act) -> Iterator[str]:
    """Whose strand somebody else judged; of his own, which part it is."""
    strand = strands.get(act.track) if act.track is not None and action.target is not None else None
    if strand is None or action.target is None:
        return
    if not action.target.own:
        who = kept.holder(people, strand.holder)
        yield _("{who}（{part}）").format(who=who, part=strand.title) if strand.title else who
    elif strand.title:
        yield strand.title


def _given(
    process: Process, people: People, strands: Strands, action: Action, fields: Mapping[str, object]
) -> Iterator[str]:
    """What was filled in, in the order of the form, without the words that stand below."""
    words = next((name for name in WORDS if fields.get(name)), "")
    holders = {number: strand.holder for number, strand in strands.items()}
    for given in kept.given(process, action.name, fields, None):
        if given.ask.name not in {words, ABOUT} and not _stands_elsewhere(given.ask):
            one = given.words(people, holders)
            yield _one(one.label, _short(given.ask, given.value) or one.value)


def _stands_elsewhere(ask: Field) -> bool:
    return ask.type in _ELSEWHERE or (ask.type is FieldType.TEXT and ask.kept)


def _short(ask: Field, value: object) -> str:
    """A value as a line has room for it; nothing where it is told as everywhere."""
    if not isinstance(value, int):
        return ""
    if ask.type is FieldType.MONEY:
        return money.yuan(value)
    return str(value) if ask.type is FieldType.NUMBER else ""


_SUMS = {
    "apply": ("amount",),
    "reapply": ("amount",),
    "issue_indicator": ("approved",),
    "reconcile": ("approved", "paid"),
}


def _sums(process: Process, state: Mapping[str, object], act: Act) -> Iterator[str]:
    """What an act about money came to, as filled in or as the application keeps it; in the end what went back."""
    if process.kind != "fiscal":
        return
    for name in _SUMS.get(act.action, ()):
        if isinstance(value := act.fields.get(name, state.get(name)), int):
            yield _one(names.field_name(name, process.kind), money.yuan(value))
    if act.action == "reconcile":
        yield _one(_("退回指标"), money.yuan(money.rest(state)))


def _one(label: str, value: str) -> str:
    return _("{label}：{value}").format(label=label, value=value)
