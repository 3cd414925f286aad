"""The 公文 of a matter, put together from what it keeps; whoever shows or prints it lays it out."""

from __future__ import annotations

from datetime import datetime

from oa_client.app.desk import Desk
from oa_client.app.drafting import draft_of, gongwen_of
from oa_client.app.gongwen import Gongwen
from oa_client.app.reading import Record
from oa_client.domain.calendar import BEIJING
from oa_client.domain.table import FieldType, Process


def body_name(process: Process | None) -> str:
    """The field that holds the structured text of a kind; empty when it has none."""
    asked = (field for action in (process.actions if process else ()) for field in action.asks)
    return next((field.name for field in asked if field.type is FieldType.BODY), "")


def text_of(record: Record, name: str) -> str:
    """What the entry that set a text last says there."""
    at = record.matter.texts.get(name) if record.matter is not None else None
    found = next((x.entry.fields.get(name) for x in record.lines if at is not None and x.entry.v == at), None)
    return found if isinstance(found, str) else ""


def text_lacks(desk: Desk, record: Record) -> bool:
    """Whether it has a text that is not on this device yet: then nobody says that it has none."""
    return desk.texts.lacks(record) is not None


def gongwen_in(desk: Desk, record: Record) -> Gongwen | None:
    """The 公文 as it stands; None for a matter without one, or whose text is not written or not here yet."""
    rules = desk.rules
    name = body_name(rules.kinds.get(record.kind, record.edition))
    text = text_of(record, name) if name else ""
    if not text or record.matter is None:
        return None
    draft = draft_of({**record.matter.fields, "title": record.row.title, name: text})
    return gongwen_of(draft, rules.directory, datetime.fromtimestamp(desk.clock.now(), BEIJING).date())
