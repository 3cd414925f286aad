"""One row of a list in words: what the list paints, and what a screen reader says."""

from __future__ import annotations

from dataclasses import dataclass

from oa_client.app.reading import Listed, Mark
from oa_client.assets import _
from oa_client.domain.matter import MatterId, Row
from oa_client.domain.people import Directory
from oa_client.wording import moments, names


@dataclass(frozen=True, slots=True)
class Line:
    """What one row says. `urgency` is the tag's kind (flash, urgent, or none), the other texts are ready to show."""

    id: MatterId
    title: str
    urgency: str = ""
    tag: str = ""
    meta: str = ""
    due: str = ""
    late: bool = False
    near: bool = False
    time: str = ""
    unread: bool = False
    files: bool = False
    mark: Mark = Mark.NONE
    mark_words: str = ""

    @property
    def spoken(self) -> str:
        """The row as a screen reader says it."""
        unread = _("未读") if self.unread else ""
        parts = (self.tag, unread, self.title, self.meta, self.due, self.mark_words, self.time)
        return "，".join(p for p in parts if p)


_PLAIN = ("", "read")
"""Steps that a list says by its own name; there the state of the matter says more."""
NEAR_DAYS = 1
"""From how many days before it a limit counts as near."""


def is_pinned(row: Row, now: int) -> bool:
    """Whether a matter stands before the others now; when it is over it no longer does."""
    return row.pinned is not None and row.pinned > now


def line(item: Listed, directory: Directory, now: int) -> Line:
    """A row in words, as things stand now."""
    row = item.row
    unit = directory.units.get(row.unit)
    due = item.due if item.due is not None else row.due
    due = None if row.over else due
    step = names.step(item.kind, item.step) if item.step not in _PLAIN else names.stage(item.kind, row.stage)
    whole = "" if item.whole else _("未取全文")
    return Line(
        id=item.matter,
        title=row.title or _("（无标题）"),
        urgency=row.urgency,
        tag=names.urgency(row.urgency) or (_("置顶") if is_pinned(row, now) else ""),
        meta=" · ".join(p for p in (unit.name if unit else "", row.number, step, whole) if p),
        due=moments.due_words(due, now) if due is not None else "",
        late=due is not None and due < now,
        near=due is not None and 0 <= moments.days_left(due, now) <= NEAR_DAYS,
        time=moments.short(item.since or row.changed_at, now),
        unread=item.unread,
        files=row.files > 0,
        mark=item.mark,
        mark_words=names.mark(item.mark),
    )
