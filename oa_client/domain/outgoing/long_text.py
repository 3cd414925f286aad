"""发文, second edition: a text too long for a field goes as a file of its own, and a text shows pictures.

Documents begun under the first edition go on under it: their texts are fields, without pictures.
"""

from __future__ import annotations

from dataclasses import replace

from oa_client.domain.body import PICTURES as PICTURE_FILES
from oa_client.domain.editions import action_of, edition
from oa_client.domain.outgoing.table import OUTGOING
from oa_client.domain.table import Action, Effect, Field, FieldType, Guard, Process

BODY_FILE = Field("body_file", FieldType.BODY_FILE, kept=True)
"""The text where it is too long for a field."""
PICTURES = Field(PICTURE_FILES, FieldType.FILES)
"""What the pictures in the text are made of: files of the document, named with the first text that shows them."""
ONE_TEXT = Guard(("not", ("given", "body", "body_file")), "body_twice")
_AS_FILE = Effect("keep_file_digest", ("body_digest", "body_file"), ("given", "body_file"))


def _asked(action: Action, after: str, *asks: Field) -> tuple[Field, ...]:
    """What it asks for, with these behind the one named; none is asked for twice."""
    kept = [ask for ask in action.asks if ask.name not in {new.name for new in asks}]
    at = [ask.name for ask in kept].index(after) + 1
    return (*kept[:at], *asks, *kept[at:])


def _draft(action: Action) -> Action:
    asking, *rest = action.effects
    asks = (*_asked(action, "body", BODY_FILE), PICTURES)
    return replace(action, asks=asks, guards=(*action.guards, ONE_TEXT), effects=(asking, _AS_FILE, *rest))


def _revise(action: Action) -> Action:
    """It is the document itself that changes, and the pictures with it."""
    return replace(action, asks=_asked(action, "body", BODY_FILE, PICTURES), document=True)


def _suggest(action: Action) -> Action:
    file = replace(BODY_FILE, kept=False)
    return replace(action, asks=_asked(action, "body", file, PICTURES), guards=(*action.guards, ONE_TEXT))


OUTGOING_2: Process = edition(
    OUTGOING,
    2,
    _draft(action_of(OUTGOING, "draft")),
    _revise(action_of(OUTGOING, "revise")),
    _suggest(action_of(OUTGOING, "suggest")),
)
