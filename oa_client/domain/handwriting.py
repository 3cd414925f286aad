"""手写签批: a leader writes by hand on the screen; the clerk puts his words down for those who search (domain.md §4.4).

The handwriting is a small file of the matter (field ``ink``), named by its SHA-256 like every other. It stands beside
the typed words: where a leader instructs it may stand alone, and the words then wait for the clerk (待录入), one entry
after the other, the earliest first. 圈阅 is a circle: it has no words, and none are waited for.

Editions that know it are those before with this; matters opened under an earlier edition go on under that.
"""

from __future__ import annotations

from dataclasses import replace

from oa_client.domain.circulation import CIRCULATION
from oa_client.domain.document import REQUEST
from oa_client.domain.editions import action_of, edition
from oa_client.domain.incoming.table import INCOMING
from oa_client.domain.supervision.promote import INSTRUCTION_2
from oa_client.domain.table import Action, AudienceRule, Condition, Effect, Field, FieldType, Guard, Process

MOST_BYTES = 512 * 1024
"""The largest file of handwriting: a page written full takes a twentieth of it."""

INK = Field("ink", FieldType.FILES)
WRITTEN: Condition = ("given", "ink")
_AWAITED = ("awaiting_words", "awaiting_more")
"""The entry whose words the clerk is asked for now, and those after it."""
_ONE_SMALL = Guard(("all", ("at_most", "ink", 1), ("files_at_most", "ink", MOST_BYTES)), "ink_too_large")
_OWN_NAME = Guard(("any", ("not", WRITTEN), ("own_name",)), "ink_own_hand")
"""Nobody writes by hand in another's name; a delegate types, and the record says ×××（代×××）."""
_OWN_HAND = Guard(("any", ("not", WRITTEN), ("role", "leader")), "ink_by_leader")
_CIRCLED: Condition = ("is", "mark", "circle")
_WORDS_IN: Guard = Guard(("not", ("given", "awaiting_words")), "words_first")


def _with_ink(action: Action, *guards: Guard, effects: tuple[Effect, ...] | None = None) -> Action:
    return replace(
        action,
        asks=(*action.asks, INK),
        guards=(*action.guards, _ONE_SMALL, _OWN_NAME, *guards),
        effects=action.effects if effects is None else effects,
    )


def _needing(action: Action, field: str, required: Condition) -> Action:
    """The same, one field being required otherwise."""
    return replace(action, asks=tuple(replace(f, required=required) if f.name == field else f for f in action.asks))


def _await(field: str, when: Condition = ("always",)) -> Effect:
    return Effect("await_entry", _AWAITED, ("all", ("not", ("given", field)), when))


_NEXT = (Effect("correct", ("awaiting_words",)), Effect("next_awaited", _AWAITED))


# 公文轮阅, a reader signs by hand; words that are asked for are still typed

CIRCULATION_2: Process = edition(CIRCULATION, 2, _with_ink(action_of(CIRCULATION, "mark_read")))


# 收文 has 批示 and 圈阅


def _instruct(action: Action) -> Action:
    """By hand alone, unless he only circles: the words come later. The main approver of a 请示 must write."""
    alone: Condition = ("all", WRITTEN, ("not", ("given", "opinion")), ("not", _CIRCLED))
    told: Condition = (
        "any",
        ("not", REQUEST),
        ("not", ("actor_in", "main")),
        ("given", "opinion"),
        ("all", WRITTEN, ("not", _CIRCLED)),
    )
    _ended, *after = action.effects
    ends = (Effect("end_track", ("inked",), alone), Effect("end_track", ("instructed",), ("not", alone)))
    guards = tuple(replace(g, must=told) if g.refusal == "main_must_write" else g for g in action.guards)
    wanted: Condition = ("not", ("any", _CIRCLED, WRITTEN))
    effects = (*ends, Effect("await_entry", _AWAITED, alone), *after)
    return _with_ink(_needing(replace(action, guards=guards), "opinion", wanted), effects=effects)


def _transcribe(action: Action) -> Action:
    """Another paper may wait behind the one whose words are still wanted."""
    effects = tuple(_await("opinion") if e.name == "set_entry" else e for e in action.effects)
    return replace(action, guards=tuple(g for g in action.guards if g.refusal != "words_wanted_first"), effects=effects)


def _confirm(action: Action) -> Action:
    """What he wrote by hand he confirms once its words are in."""
    assert action.target is not None
    target = replace(action.target, states=action.target.states | {"inked"})
    inked = replace(_WORDS_IN, must=("any", _WORDS_IN.must, ("not", ("holder", "inked"))))
    return replace(action, target=target, guards=(*action.guards, inked))


def _of_incoming(process: Process, number: int) -> Process:
    found = edition(
        process,
        number,
        _instruct(action_of(process, "instruct")),
        _transcribe(action_of(process, "transcribe")),
        _confirm(action_of(process, "confirm_words")),
        replace(action_of(process, "write_words"), effects=_NEXT),
        _with_ink(action_of(process, "mark_read")),
    )
    states = (*process.track_states, "inked")
    return replace(found, track_states=states, audience=(*process.audience, AudienceRule(("tracks", "inked"))))


INCOMING_2: Process = _of_incoming(INCOMING, 2)


# 领导批示


def _record(action: Action) -> Action:
    """A leader writes it himself, by hand."""
    wanted: Condition = ("not", ("any", ("is", "form", "paper"), WRITTEN))
    effects = tuple(_await("words") if e.name == "set_entry" else e for e in action.effects)
    return _with_ink(_needing(action, "words", wanted), _OWN_HAND, effects=(*effects, *_BY_HAND))


_BY_HAND = (Effect("set", ("inked", 1), WRITTEN), Effect("clear", ("confirmed",), WRITTEN))


def _again(action: Action) -> Action:
    wanted: Condition = ("not", WRITTEN)
    return _with_ink(_needing(action, "words", wanted), effects=(_await("words"), *action.effects, *_BY_HAND))


def _confirm_instruction(action: Action) -> Action:
    by_hand: Condition = ("any", ("is", "form", "paper"), ("given", "inked"))
    inked = replace(_WORDS_IN, must=("any", _WORDS_IN.must, ("not", ("given", "inked"))))
    guards = tuple(replace(g, must=by_hand) if g.refusal == "nothing_to_confirm" else g for g in action.guards)
    return replace(action, guards=(*guards, inked))


def _of_instruction(process: Process, number: int) -> Process:
    """An edition of 领导批示 with handwriting."""
    return edition(
        process,
        number,
        _record(action_of(process, "record")),
        replace(action_of(process, "write_words"), effects=_NEXT),
        _confirm_instruction(action_of(process, "confirm_words")),
        _with_ink(action_of(process, "acknowledge")),
        _again(action_of(process, "instruct_again")),
    )


INSTRUCTION_3: Process = _of_instruction(INSTRUCTION_2, 3)
