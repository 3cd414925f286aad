"""发文立项 and the year's plan of an organ: how many documents it means to issue, and the centre's count of them.

The yearly total goes down, not up (整治形式主义为基层减负若干规定): a plan above last year's total is explained, and
past the plan nothing gets a number until its principal leader has allowed more. An outgoing document that names the
plan is counted when its number is drawn, whatever its series.
"""

from __future__ import annotations

from oa_client.domain.corrections import correcting
from oa_client.domain.document import ALWAYS, TITLE, opinion, reason
from oa_client.domain.handling import UNKNOWN
from oa_client.domain.matter import Duty
from oa_client.domain.table import (
    Action,
    AudienceRule,
    ClaimRule,
    Condition,
    Effect,
    Field,
    FieldType,
    Guard,
    Process,
    TaskRule,
)

CLERK: Condition = ("actor_in", "organ")
EVERYWHERE = frozenset({"running", "asking", "closed"})
MORE_THAN_LAST: Condition = ("all", ("given", "last_year"), ("not", ("at_most", "planned", "last_year")))
_ITEMS = Field("items", FieldType.TEXT, limit=20_000, kept=True)
_DOCUMENT = Field("document", FieldType.MATTER, ALWAYS)
_COUNTING: Condition = ("all", ("caused",), CLERK)

_PLAN = Action(
    "plan",
    who=("role", "clerk"),
    states=frozenset(),
    opens=True,
    asks=(
        TITLE,
        Field("plan_year", FieldType.NUMBER, ALWAYS, limit=2199, kept=True),
        Field("planned", FieldType.NUMBER, ALWAYS, limit=99_999, kept=True),
        Field("last_year", FieldType.NUMBER, limit=99_999, kept=True),
        Field("explanation", FieldType.TEXT, MORE_THAN_LAST, limit=2000, kept=True),
        _ITEMS,
        Field("files", FieldType.FILES),
    ),
    guards=(Guard(("not", ("at_most", "plan_year", 1948)), "no_such_year"),),
    claims=(ClaimRule("issuing_plan", ("@actor_clerks", "plan_year")),),
    effects=(
        Effect("set_clerks", ("organ",)),
        Effect("set", ("issued", 0)),
        Effect("add", ("allowed", "planned")),
        Effect("move", ("running",)),
    ),
)
_AMEND = Action("amend", who=CLERK, states=EVERYWHERE - {"closed"}, asks=(_ITEMS, Field("reason", FieldType.TEXT)))
_COUNT = Action(
    "count",
    who=_COUNTING,
    states=EVERYWHERE - {"closed"},
    asks=(_DOCUMENT, Field("title", FieldType.LINE), Field("plan_item", FieldType.LINE)),
    guards=(Guard(("not", ("at_most", "allowed", "issued")), "over_plan"),),
    effects=(Effect("add", ("issued", 1)),),
)
_UNCOUNT = Action(
    "uncount",
    who=_COUNTING,
    states=EVERYWHERE,
    asks=(_DOCUMENT, Field("reason", FieldType.TEXT)),
    effects=(Effect("add", ("voided", 1)), Effect("add", ("allowed", 1))),
)
"""A number that was void: it stays counted as given, and one more may be given in its stead."""
_ASK_EXTRA = Action(
    "ask_extra",
    who=CLERK,
    states=frozenset({"running", "asking"}),
    asks=(
        Field("approver", FieldType.HOLDER, ALWAYS, kept=True),
        Field("extra", FieldType.NUMBER, ALWAYS, limit=999, kept=True),
        reason(),
    ),
    guards=(
        Guard(("known_people", "approver"), UNKNOWN),
        Guard(("each_one_person", "approver"), "leader_not_a_person"),
        Guard(("heads", "organ", "approver", "principal"), "principal_must_sign"),
        Guard(("not", ("at_most", "extra", 0)), "no_extra_named"),
    ),
    effects=(Effect("move", ("asking",)),),
)
"""Asked again it goes to whom is named now: whoever was asked first may have left his post."""
_ALLOW_EXTRA = Action(
    "allow_extra",
    who=("actor_in", "approver"),
    states=frozenset({"asking"}),
    asks=(opinion(("never",)),),
    effects=(Effect("add", ("allowed", "extra")), Effect("move", ("running",))),
    needs_centre=True,
    primary=True,
)
_REFUSE_EXTRA = Action(
    "refuse_extra",
    who=("actor_in", "approver"),
    states=frozenset({"asking"}),
    asks=(reason(),),
    effects=(Effect("move", ("running",)),),
)
_CLOSE = Action(
    "close",
    who=CLERK,
    states=frozenset({"running"}),
    asks=(opinion(("never",)),),
    effects=(Effect("move", ("closed",)),),
)
_ADD_NOTE = Action("add_note", who=("sees",), states=EVERYWHERE, asks=(opinion(),))

ISSUING_PLAN = Process(
    kind="issuing_plan",
    edition=1,
    stages=("running", "asking", "closed"),
    over=frozenset({"closed"}),
    track_states=(),
    open_tracks=frozenset(),
    actions=(
        _PLAN,
        _COUNT,
        _UNCOUNT,
        _ASK_EXTRA,
        _ALLOW_EXTRA,
        _REFUSE_EXTRA,
        _AMEND,
        _CLOSE,
        _ADD_NOTE,
        correcting(EVERYWHERE),
    ),
    tasks=(TaskRule(Duty.ACT, "allow_extra", ("stage", "asking"), holders=("field", "approver")),),
    audience=(AudienceRule(("opener_unit",)), AudienceRule(("field", "organ")), AudienceRule(("field", "approver"))),
)
