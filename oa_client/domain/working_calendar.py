"""日历: which days the district works, as a matter of the centre; its record says who announced what, when and why.

Beside the calendar that is shipped it holds the years its administrator took in (the yearly notice of the State
Council's office, or a change of one) and the office hours. Only the centre acts in it, at its administrator's word;
everybody may read it. Limits that run are counted again by entries of their own, see `recount.py`.
"""

from __future__ import annotations

from oa_client.domain.document import ALWAYS, TITLE
from oa_client.domain.matter import MatterId
from oa_client.domain.table import Action, AudienceRule, Effect, Field, FieldType, Guard, Process

CALENDAR_MATTER = MatterId("0-1")
"""The one matter of this kind: no device makes it."""
SAID = "said"
"""The field in which an entry holds what was announced: JSON as in `resources/calendar`."""

_BY = Field("by", FieldType.LINE, ALWAYS, limit=60)
_NOTE = Field("note", FieldType.TEXT, limit=500)


_OPEN = Action(
    "open",
    who=("system",),
    states=frozenset(),
    opens=True,
    asks=(TITLE, _NOTE),
    effects=(Effect("move", ("in_force",)),),
)
_ANNOUNCE = Action(
    "announce",
    who=("system",),
    states=frozenset({"in_force"}),
    asks=(Field(SAID, FieldType.TEXT, ALWAYS), _BY, _NOTE),
    guards=(Guard(("sound_calendar", SAID), "no_calendar"),),
    effects=(Effect("set_entry", ("changed",)),),
)

CALENDAR = Process(
    kind="calendar",
    edition=1,
    stages=("in_force",),
    over=frozenset(),
    track_states=(),
    open_tracks=frozenset(),
    actions=(_OPEN, _ANNOUNCE),
    tasks=(),
    audience=(AudienceRule(("everyone",)),),
)
