"""What stands in a form before anybody typed: today, paper, one's own organ, the day that is usually given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict

from oa_client.app.acting import actors
from oa_client.app.desk import Desk
from oa_client.app.reading import Record
from oa_client.app.usual import usual
from oa_client.domain.body import BASE, DIGEST
from oa_client.domain.matter import Moment
from oa_client.domain.people import Level, Role, clerks_scope
from oa_client.domain.table import Action, Field
from oa_client.domain.usual import DUE, USUAL, Usual, usual_of

Fill = Callable[[Desk, Record | None], object]


def _now(desk: Desk, _record: Record | None) -> object:
    return desk.clock.now()


def _year(desk: Desk, record: Record | None) -> object:
    """The year it was done with: what is archived stands under that one."""
    return desk.calendar.year(Moment(record.row.changed_at if record else desk.clock.now()))


def _unit(desk: Desk, _record: Record | None) -> object:
    actor = next(iter(actors(desk.rules)), None)
    unit = desk.rules.directory.units.get(actor.unit) if actor else None
    return unit.name if unit else None


def _clerks(desk: Desk, _record: Record | None) -> object:
    actor = next(iter(actors(desk.rules)), None)
    return clerks_scope(actor.unit) if actor else None


def _text_here(_desk: Desk, record: Record | None) -> object:
    """Which version of the text is being edited."""
    return record.matter.fields.get(f"body{DIGEST}") if record and record.matter else None


def _document(_desk: Desk, record: Record | None) -> object:
    """The document itself, its sealed scan with it."""
    return [asdict(file) for file in record.matter.document_files] if record and record.matter else None


def _mode(desk: Desk, _record: Record | None) -> object:
    """政府督查 where the district's own supervisor proposes, 督办 inside the house anywhere else."""
    found = (actor for actor in actors(desk.rules) if Role.SUPERVISOR in actor.roles)
    unit = next((desk.rules.directory.units.get(actor.unit) for actor in found), None)
    return "government" if unit is not None and unit.level is Level.DISTRICT else "internal"


def _wished(_desk: Desk, record: Record | None) -> object:
    """The day that was asked for, where one asks."""
    tracks = record.matter.tracks if record and record.matter else ()
    asked = [t.wish for t in tracks if t.wish is not None]
    return asked[0] if len(asked) == 1 else None


def _is(value: str) -> Fill:
    return lambda _desk, _record: value


_FILLED: Mapping[tuple[str, str, str], Fill] = {
    ("incoming", "register", "received_at"): _now,
    ("incoming", "register", "channel"): _is("paper"),
    ("incoming", "register", "carrier"): _is("document"),
    ("incoming", "register", "handling"): _is("action"),
    ("incoming", "sign_receipt", "received_at"): _now,
    ("incoming", "enter", "received_at"): _now,
    ("incoming", "enter", "handling"): _is("action"),
    ("incoming", "transcribe", "instructed_at"): _now,
    ("incoming", "archive", "archive_year"): _year,
    ("exchange", "send", "issuer"): _unit,
    ("exchange", "send", "carrier"): _is("document"),
    ("outgoing", "draft", "organ"): _clerks,
    ("outgoing", "draft", "issuer"): _unit,
    ("outgoing", "draft", "sensitivity"): _is("general"),
    ("outgoing", "revise", BASE): _text_here,
    ("outgoing", "suggest", BASE): _text_here,
    ("outgoing", "typeset", "print_date"): _now,
    ("outgoing", "distribute", "files"): _document,
    ("outgoing", "archive", "archive_year"): _year,
    ("issuing_plan", "plan", "plan_year"): _year,
    ("instruction", "record", "form"): _is("paper"),
    ("instruction", "record", "instructed_at"): _now,
    ("supervision", "propose", "mode"): _mode,
    ("supervision", "propose", "cycle"): _is("none"),
    ("supervision", "fill_in", "mode"): _mode,
    ("supervision", "fill_in", "cycle"): _is("none"),
    ("supervision", "grant_extension", "new_due"): _wished,
    ("supervision", "archive", "archive_year"): _year,
}


def value(desk: Desk, kind: str, action: Action, field: Field, record: Record | None, kept: object) -> object:
    """What stands in a field of a form: what the matter keeps there, else what is usual."""
    if kept is not None:
        return kept
    fill = _FILLED.get((kind, action.name, field.name))
    return fill(desk, record) if fill is not None else None


def offered(desk: Desk, kind: str, action: Action, record: Record | None) -> Usual | None:
    """How the day that stands in a form was counted: as the matter keeps it, else what is usual, from now on."""
    fields = record.matter.fields if record and record.matter else {}
    if fields.get(DUE) is not None:
        return usual_of(fields.get(USUAL))
    return usual(kind, action.name, record.row.urgency if record else "", desk.clock.now())
