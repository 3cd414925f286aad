"""What of an entry stands in the matter's state from then on: who opened it, whose words are where, which text."""

from __future__ import annotations

from collections.abc import Mapping

from oa_client.domain.body import DIGEST, FILE, IN, digest
from oa_client.domain.fields import is_empty
from oa_client.domain.matter import Entry, EntryType, Matter, Moment
from oa_client.domain.people import PersonId
from oa_client.domain.table import WRITTEN, Action, Field, FieldType
from oa_client.domain.usual import DUE, USUAL


def opened(entry: Entry) -> Matter:
    """The matter an entry opens, with nothing in it yet."""
    edition = entry.data.get("edition")
    return Matter(
        id=entry.matter,
        kind=str(entry.data.get("kind", "")),
        edition=edition if isinstance(edition, int) else -1,
        stage="",
        version=0,
        opener=entry.effective,
        post=entry.post,
        unit=entry.unit,
        opened_at=Moment(entry.at),
        changed_at=Moment(entry.at),
    )


def written(matter: Matter, entry: Entry, action: Action) -> Mapping[int, PersonId]:
    """Who may correct which words; a correction is corrected by correcting the first words again.

    A body is no words of this kind: it is revised.
    """
    words = any(a.type is FieldType.TEXT and not is_empty(entry.fields.get(a.name)) for a in action.asks)
    if not words or action.entry is EntryType.CORRECTED or entry.cause:
        return matter.written
    return {**matter.written, entry.v: entry.effective}


def asking(matter: Matter, entry: Entry, action: Action) -> frozenset[PersonId]:
    """Who asked for it so far: with each handing in of the document there may be somebody more."""
    return matter.askers | entry.people if action.opens or action.document else matter.askers


def keep_counted(fields: dict[str, object], entry: Entry) -> None:
    """A day of which it is said how it was counted stands as it was found."""
    found = entry.data.get("found")
    due = found.get(DUE) if isinstance(found, dict) else None
    if entry.fields.get(USUAL) is not None and isinstance(due, int):
        fields[DUE] = due


def keep_value(ask: Field, value: object, v: int, fields: dict[str, object], texts: dict[str, int]) -> None:
    """Put what was given for a kept field where the state has it: a text in its entry, another value itself."""
    if ask.type is FieldType.BODY:
        fields.pop(f"{ask.name}{IN}", None)
    if value is None:
        for name in (ask.name, f"{ask.name}{DIGEST}"):
            fields.pop(name, None)
        texts.pop(ask.name, None)
    elif ask.type is FieldType.BODY_FILE:
        fields[f"{ask.name.removesuffix(FILE)}{IN}"] = value
    elif ask.type in WRITTEN:
        texts[ask.name] = v
        if ask.type is FieldType.BODY:
            fields[f"{ask.name}{DIGEST}"] = digest(str(value))
    else:
        fields[ask.name] = value
