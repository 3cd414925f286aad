"""办结 and after: the whole item paused, merged, cancelled, closed; objected to and looked at again; judged, archived.

The conclusion is fed back to whom it is about, who may object within 30 days and gets an answer within 30 more
(国务院令733号). A 督查单 is a formal act of the district's own 督查机构, and only where the item allows it.
"""

from __future__ import annotations

from oa_client.domain.document import ALWAYS, opinion, reason
from oa_client.domain.supervision.stages import (
    ALL_ENDED,
    APPROVER,
    AT_WORK,
    ENDED,
    EVERYWHERE,
    GO_ON,
    GOING_ON,
    GOVERNMENT,
    OFFICE,
    PAUSE,
    QUIET,
    STOPPED,
    given,
    own,
)
from oa_client.domain.table import Action, Effect, Field, FieldType, FollowUpRule, Guard

SLIP = Action(
    "slip",
    who=("all", OFFICE, ("role", "supervisor"), ("in_person",)),
    states=frozenset({"handling"}),
    asks=(Field("colour", FieldType.CHOICE, ALWAYS, ("blue", "orange", "red"), kept=True), opinion()),
    guards=(
        Guard(GOVERNMENT, "slips_inside"),
        Guard(("unit_level", "district"), "slip_not_yours"),
        Guard(("given", "slips"), "slips_off"),
    ),
    target=given("delivered", "accepted", "asking", "standing"),
)
"""督查单: a signed act about one unit, never the consequence of a date alone."""
SUSPEND = Action(
    "suspend",
    who=("any", OFFICE, APPROVER),
    states=AT_WORK,
    asks=(reason(), Field("until", FieldType.MOMENT, kept=True)),
    effects=(*PAUSE, Effect("set_later", ("suspended_at", 0)), Effect("move", ("suspended",))),
)
RESUME = Action(
    "resume",
    who=("any", OFFICE, APPROVER),
    states=frozenset({"suspended"}),
    asks=(opinion(("never",)),),
    effects=(
        Effect("resume_dues", ("suspended_at",)),
        Effect("clear", ("suspended_at", "until")),
        *GO_ON,
        Effect("move", ("handling",)),
        Effect("move", ("reported",), ALL_ENDED),
    ),
    primary=True,
)
"""It goes on, and each day that was still to come is later by the working days it stood still."""
ASK_CANCEL = Action(
    "ask_cancel",
    who=OFFICE,
    states=GOING_ON - {"draft", "proposed"},
    asks=(reason(),),
    effects=(Effect("set_entry", ("cancel_asked",)),),
)
CANCEL = Action(
    "cancel",
    who=APPROVER,
    states=GOING_ON - {"draft", "proposed"},
    asks=(reason(),),
    guards=(Guard(("not", ("names_actor", "office")), "approves_own"),),
    effects=(*STOPPED, Effect("clear", ("cancel_asked",)), Effect("move", ("cancelled",))),
)
KEEP = Action(
    "keep",
    who=APPROVER,
    states=GOING_ON - {"draft", "proposed"},
    asks=(reason(),),
    guards=(Guard(("given", "cancel_asked"), "cancel_not_asked"),),
    effects=(Effect("clear", ("cancel_asked",)),),
)
MERGE = Action(
    "merge",
    who=OFFICE,
    states=GOING_ON,
    asks=(Field("into", FieldType.MATTER, ALWAYS, kept=True), reason()),
    guards=(Guard(("not", ("same", "into", "@matter")), "merge_into_itself"),),
    effects=(*STOPPED, Effect("move", ("merged",))),
    follow_ups=(FollowUpRule("supervision", "absorb", {"merged": "@matter", "title": "title"}, matter="into"),),
)
ABSORB = Action(
    "absorb",
    who=("all", ("caused",), ("sees",)),
    states=GOING_ON,
    asks=(Field("merged", FieldType.MATTER, ALWAYS), Field("title", FieldType.LINE)),
)
CLOSE = Action(
    "close",
    who=OFFICE,
    states=AT_WORK,
    asks=(Field("conclusion", FieldType.TEXT, ALWAYS, limit=4000, kept=True), Field("files", FieldType.FILES)),
    guards=(Guard(ALL_ENDED, "still_supervised"),),
    effects=(
        *QUIET,
        Effect("set_later", ("closed_at", 0)),
        Effect("start_clock", ("objection",), GOVERNMENT),
        Effect("move", ("closed",)),
    ),
    primary=True,
    refusals={"closed": "already_done"},
)
OBJECT = Action(
    "object",
    who=("holder", "done"),
    states=ENDED,
    asks=(reason(), Field("files", FieldType.FILES)),
    guards=(
        Guard(GOVERNMENT, "objection_inside"),
        Guard(("not", ("given", "rechecked")), "objected_already"),
        Guard(("not", ("passed", "clock.objection")), "objection_too_late"),
    ),
    target=own("done"),
    effects=(Effect("stop_clock", ("objection",)), Effect("start_clock", ("recheck",)), Effect("move", ("objected",))),
)
RECHECK = Action(
    "recheck",
    who=APPROVER,
    states=frozenset({"objected"}),
    asks=(
        Field("finding", FieldType.CHOICE, ALWAYS, ("uphold", "revise", "reopen"), kept=True),
        opinion(),
    ),
    guards=(
        Guard(("not", ("holds_any", "done")), "rechecks_own"),
        Guard(("not", ("author_of", "conclusion")), "wrote_the_conclusion"),
    ),
    effects=(
        Effect("stop_clock", ("recheck",)),
        Effect("set_actor", ("rechecked",)),
        Effect("move", ("closed",)),
        Effect("move", ("reported",), ("is", "finding", "reopen")),
    ),
    primary=True,
)
"""复核: the conclusion stands, reads as this now, or the item is taken up again."""
EVALUATE = Action(
    "evaluate",
    who=OFFICE,
    states=ENDED,
    asks=(
        Field("grade", FieldType.CHOICE, ALWAYS, ("good", "fair", "poor"), kept=True),
        opinion(("never",)),
    ),
    effects=(Effect("move", ("evaluated",)),),
)
ARCHIVE = Action(
    "archive",
    who=OFFICE,
    states=ENDED | {"archived"},
    asks=(
        Field("archive_year", FieldType.NUMBER, ALWAYS, limit=2199, kept=True),
        Field("retention", FieldType.CHOICE, ALWAYS, ("permanent", "thirty_years", "ten_years"), kept=True),
    ),
    guards=(
        Guard(("not", ("stage", "archived")), "archived_already"),
        Guard(("not", ("at_most", "archive_year", 1948)), "no_such_year"),
        Guard(("any", ("not", ("clock_running", "objection")), ("passed", "clock.objection")), "objection_open"),
    ),
    effects=(Effect("stop_clock", ("objection",)), Effect("move", ("archived",))),
    needs_files=True,
)
ADD_NOTE = Action("add_note", who=("sees",), states=EVERYWHERE, asks=(opinion(),))
