"""What is being drafted as a 公文: the fields of its 发文稿纸 and its text put together, as it would be issued.

What only comes later (the number, the date of sign-off) stands in for itself: `Draft.number` and `Draft.date` are None
and the page shows a stand-in, which `standing_in` takes back out of what is said about it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from oa_client.app.body import BadBody, Body, decode
from oa_client.app.gongwen import Block, Day, Gongwen, Imprint, Number, Sensitivity, Shape, Signing, Urgency
from oa_client.domain.calendar import BEIJING
from oa_client.domain.people import Directory, Scope

SHAPES: Mapping[str, Shape] = {"order": Shape.ORDER, "letter": Shape.LETTER, "minutes": Shape.MINUTES}
URGENCIES: Mapping[str, Urgency] = {"flash": Urgency.FLASH, "urgent": Urgency.URGENT}
UPWARD = frozenset({"request", "report"})
NO_TITLE, NO_TEXT, NO_NUMBER = "（尚未拟定标题）", "（尚未起草正文）", "（待取号）"
"""What stands on the page where nothing is written yet."""
_NUMBER = re.compile(r"(?P<word>[^〔]+)〔(?P<year>\d{4})〕(?P<n>\d{1,6})号")
_APART = re.compile("[、，,;；]|\\s+")


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields by their names, and the text; `number` and `date` once there are any."""

    fields: Mapping[str, object]
    body: Body
    number: Number | None = None
    date: Day | None = None

    def text(self, name: str) -> str:
        """A field as text; empty when nothing stands there."""
        value = self.fields.get(name)
        return value.strip() if isinstance(value, str) else ""


def draft_of(fields: Mapping[str, object]) -> Draft:
    """What stands in a form, or in a matter, whose body came back to it."""
    text = fields.get("body")
    try:
        body = decode(text) if isinstance(text, str) and text else Body()
    except BadBody:
        body = Body(tuple(Block(text=line) for line in str(text).splitlines() if line.strip()))
    signed = fields.get("doc_date")
    day = day_of(signed) if isinstance(signed, int) and not isinstance(signed, bool) else None
    return Draft(fields, body, number_of(str(fields.get("number") or "")), day)


def number_of(text: str) -> Number | None:
    """A document number as it is written; None for anything else."""
    found = _NUMBER.fullmatch(text.strip())
    return Number(found["word"], int(found["year"]), int(found["n"])) if found else None


def day_of(moment: int) -> Day:
    """The day of a moment in Beijing."""
    told = datetime.fromtimestamp(moment, BEIJING)
    return Day(told.year, told.month, told.day)


def gongwen_of(draft: Draft, directory: Directory, today: date) -> Gongwen:
    """The document as it would be issued today; nothing is left out for being wrong."""
    genre = draft.text("genre")
    shape = SHAPES.get(genre, Shape.FILE)
    upward = shape is Shape.FILE and (draft.text("direction") == "up" or genre in UPWARD)
    organs = organs_of(draft, directory)
    day = draft.date or Day(today.year, today.month, today.day)
    return Gongwen(
        organs=organs or ("（发文机关）",),
        title=draft.text("title") or NO_TITLE,
        date=day,
        shape=shape,
        upward=upward,
        urgency=URGENCIES.get(draft.text("urgency")),
        sensitivity=Sensitivity.INTERNAL if draft.text("sensitivity") == "internal" else None,
        number=draft.number,
        issue="" if draft.number else NO_NUMBER,
        signatories=split(draft.text("signatories")) if upward else (),
        recipients=addressed(draft, directory, "receivers", "outside_receivers"),
        blocks=draft.body.blocks or (Block(text=NO_TEXT),),
        attachments=draft.body.attachments,
        signing=Signing.SEALED,
        annotation=_annotation(draft, upward=upward),
        imprint=_imprint(draft, directory, organs, day),
    )


def standing_in(document: Gongwen, draft: Draft) -> Gongwen:
    """The same without what only stands in on the page: what is said of it is said of what was written."""
    title = "" if document.title == NO_TITLE else document.title
    return replace(document, title=title, blocks=draft.body.blocks, issue="")


def organs_of(draft: Draft, directory: Directory) -> tuple[str, ...]:
    """Who issues it, the host first: as it signs, else by the name of the organ chosen."""
    host = draft.text("issuer") or _name(directory, draft.fields.get("organ"))
    named = draft.fields.get("joint_with")
    others = [_name(directory, scope) for scope in named] if isinstance(named, list) else []
    return tuple(name for name in (host, *others) if name)


def addressed(draft: Draft, directory: Directory, inside: str, outside: str) -> tuple[str, ...]:
    """The organs in a field, then those written beside it; each once."""
    named = draft.fields.get(inside)
    known = [_name(directory, scope) for scope in named] if isinstance(named, list) else []
    return tuple(dict.fromkeys(name for name in (*known, *split(draft.text(outside))) if name))


def split(text: str) -> tuple[str, ...]:
    """Names written one after the other."""
    return tuple(part for part in _APART.split(text) if part)


def _name(directory: Directory, scope: object) -> str:
    unit = directory.unit_of(Scope(scope)) if isinstance(scope, str) and scope else None
    found = directory.units.get(unit) if unit is not None else None
    return found.name if found else ""


def _annotation(draft: Draft, *, upward: bool) -> str:
    """附注: who can be asked (of 请示 the standard wants it)."""
    who: Sequence[str] = [x for x in (draft.text("contact"), draft.text("phone")) if x]
    return f"（联系人及电话：{'，'.join(who)}）" if who and upward else ""


def _imprint(draft: Draft, directory: Directory, organs: tuple[str, ...], day: Day) -> Imprint:
    copies = addressed(draft, directory, "copied_to", "outside_copied")
    printed = draft.fields.get("print_date")
    at = day_of(printed) if isinstance(printed, int) and not isinstance(printed, bool) else day
    count = draft.fields.get("copies")
    further = (f"共印{count}份",) if isinstance(count, int) and count > 0 else ()
    return Imprint(copies, organs[0] if organs else "（印发机关）", at, further)
