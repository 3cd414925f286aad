"""The versions of a text that is a 公文, as its record has them, and one read against another. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from oa_client.app import body as bodies
from oa_client.app.bodies import body_files
from oa_client.app.body import BadBody, Body
from oa_client.app.desk import Desk
from oa_client.app.drafting import draft_of
from oa_client.app.reading import Record
from oa_client.app.redline import Marked, plain, redline
from oa_client.assets import _
from oa_client.wording import moments, names


class NotHere(Exception):
    """The words of a version are still at the centre."""


@dataclass(frozen=True, slots=True)
class Version:
    """A state of the text: where it comes from, in words, and the fields of the form then (in the record: the text).

    `here`: its words are on this device.
    """

    head: str
    fields: Mapping[str, object]
    at: int
    here: bool = True

    @property
    def body(self) -> Body:
        """Its text."""
        return draft_of(self.fields).body


def recorded(desk: Desk, record: Record | None) -> tuple[Version, ...]:
    """The versions that are entries of a matter, newest first."""
    if record is None:
        return ()
    now, people, found = desk.clock.now(), desk.rules.directory.people, []
    for line in record.lines:
        entry = line.entry
        here = _is_body(entry.fields.get("body"))
        if here or body_files(entry):
            who = people[entry.actor].name if entry.actor in people else ""
            head = f"{moments.full(entry.at, now)}　{who} {names.action(record.kind, entry.action)}"
            absent = "" if here else _("（尚未下载）")
            found.append(Version(f"{head}{absent}", {"body": entry.fields.get("body")}, entry.at, here))
    return tuple(reversed(found))


def marked(version: Version, against: Version | None) -> tuple[Marked, ...]:
    """花脸稿 against an earlier state; 清稿 without one. Raises `NotHere`."""
    if not version.here or (against is not None and not against.here):
        raise NotHere(version.head if not version.here else against.head if against is not None else "")
    return redline(against.body, version.body) if against is not None else plain(version.body)


def _is_body(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(bodies.decode(value))
    except BadBody:
        return False
