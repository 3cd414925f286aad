"""财政审批: a unit applies for money, its head agrees, and it passes the chain that the rules give it (domain.md §4.9).

The chain is found when it is handed in and stays. Money of a budget line is held from then on and given back once,
however it ends: the matter holds exactly what each act says. The last word and every payment are the centre's.
"""

from __future__ import annotations

from oa_client.domain import handling
from oa_client.domain.corrections import correcting
from oa_client.domain.document import ALWAYS, TITLE, opinion, reason
from oa_client.domain.matter import Duty
from oa_client.domain.money.amounts import MOST
from oa_client.domain.money.purse import INVOICE, SPENT, TAKEN, VOUCHER
from oa_client.domain.money.ruling import FUNDS, NODES, UNIT_HEAD
from oa_client.domain.table import (
    Action,
    AudienceRule,
    ClaimRule,
    ClockRule,
    Condition,
    Effect,
    Field,
    FieldType,
    Guard,
    Process,
    Target,
    TaskRule,
)

AT_WORK = frozenset({UNIT_HEAD, *NODES})
OVER = frozenset({"archived", "withdrawn", "void"})
_AFTER = ("approved", "issued", "paying", "paid", "reconciled", "archived", "returned", "withdrawn", "void")
EVERYWHERE = AT_WORK.union(_AFTER)
INDICATOR_DAYS = 5
_LEADING = frozenset({"finance_bureau_head", "vice_head", "district_head"})
_LATE = {"approved": "already_done", "lapsed": "recalled"}
_SECTION: Condition = ("actor_in", "finance_section")
_HERE: Condition = ("holder", "delivered")
_LAST: Condition = ("no_track_in", "pending")
_BACK_ONE: Condition = ("all", ("is", "to", "before"), ("stage", *NODES))
_BACK_HOME: Condition = ("not", _BACK_ONE)
_GIVE_BACK = ClaimRule(TAKEN, ("line",), exact=True)
_NO_INVOICES = ClaimRule(INVOICE, ("invoices",), release=True, each=True)
_ON = (Effect("deliver", ("delivered",)), Effect("to_turn", ("approved",)))
_APPROVED = Field("approved", FieldType.MONEY, ("given", "approved"), limit=MOST, kept=True)
"""Once somebody has cut it, whoever decides after him says it anew: left out it would be the whole again."""
_MONEY_GIVEN = Guard(("not", ("at_most", "amount", 0)), "amount_zero")

_ASKED = (
    TITLE,
    Field("amount", FieldType.MONEY, ALWAYS, limit=MOST, kept=True),
    Field("unit_head", FieldType.HOLDER, ALWAYS, kept=True),
    Field("line", FieldType.MATTER, kept=True),
    Field("fund", FieldType.CHOICE, ("not", ("given", "line")), FUNDS, kept=True),
    Field("payee", FieldType.LINE, ALWAYS, limit=80, kept=True),
    Field("account", FieldType.LINE, limit=60, kept=True),
    Field("project", FieldType.LINE, limit=100, kept=True),
    Field("basis", FieldType.LINE, limit=100, kept=True),
    Field("purpose", FieldType.TEXT, ALWAYS, limit=2000, kept=True),
    Field("schedule", FieldType.TEXT, limit=1000, kept=True),
    Field("invoices", FieldType.LINE, kept=True),
    Field("major", FieldType.FLAG, kept=True),
    Field("files", FieldType.FILES),
)
_NO_OTHER_HEAD: Condition = ("all", ("only_one", "leader", "principal"), ("of_above", "unit_head"))
"""Where who applies is the only head of his unit, one of a unit above decides in his place."""
_NOT_HIS_OWN = Guard(("not", ("asked_it",)), "decides_own")
_SOUND = (
    _MONEY_GIVEN,
    Guard(("known_people", "unit_head"), handling.UNKNOWN),
    Guard(("each_one_person", "unit_head"), "leader_not_a_person"),
    Guard(("named_role", "unit_head", "leader", "principal"), "not_a_leader"),
    Guard(("not", ("names_actor", "unit_head")), "head_is_applicant"),
    Guard(("any", ("within_unit", "unit_head"), _NO_OTHER_HEAD), "outside_unit"),
)
_HELD = (
    ClaimRule(TAKEN, ("line",), amount="amount", exact=True, when=("given", "line")),
    ClaimRule(INVOICE, ("invoices",), folded=True, each=True),
)
_LAID = (Effect("lay_chain", (UNIT_HEAD,)), Effect("deliver", ("delivered",)), Effect("move", (UNIT_HEAD,)))

_APPLY = Action(
    "apply",
    who=("role", "clerk", "handler"),
    states=frozenset(),
    opens=True,
    asks=_ASKED,
    guards=_SOUND,
    claims=_HELD,
    effects=_LAID,
)
_REAPPLY = Action(
    "reapply",
    who=("clerk_of_opener",),
    states=frozenset({"returned"}),
    asks=_ASKED,
    guards=_SOUND,
    claims=_HELD,
    effects=_LAID,
    primary=True,
    document=True,
)


def _own(*roles: str) -> Target:
    return Target(own=True, states=handling.GOING, refusals=_LATE, roles=frozenset(roles))


_AGREE = Action(
    "agree",
    who=_HERE,
    states=frozenset({UNIT_HEAD}),
    asks=(opinion(("never",)),),
    guards=(_NOT_HIS_OWN, Guard(("track_in", "pending"), "chain_unknown")),
    target=_own(UNIT_HEAD),
    effects=(Effect("end_track", ("approved",)), *_ON),
    primary=True,
)
_REVIEW = Action(
    "review",
    who=_HERE,
    states=frozenset({"finance_section"}),
    asks=(opinion(), Field("split_looked", FieldType.FLAG, ("given", "split"), kept=True)),
    guards=(
        _NOT_HIS_OWN,
        Guard(("any", ("not", ("given", "split")), ("given", "split_looked")), "split_not_looked"),
    ),
    target=_own("finance_section"),
    effects=(Effect("end_track", ("approved",)), *_ON),
    primary=True,
)
_APPROVE = Action(
    "approve",
    who=_HERE,
    states=_LEADING,
    asks=(opinion(("never",)),),
    guards=(_NOT_HIS_OWN, Guard(("track_in", "pending"), "final_approval_here")),
    target=_own(*_LEADING),
    effects=(Effect("end_track", ("approved",)), *_ON),
    primary=True,
)
_WHOLE = Effect("add", ("approved", "amount"), ("not", ("given", "approved")))
_WHOLE_AT_LAST = Effect("add", ("approved", "amount"), ("all", _LAST, ("not", ("given", "approved"))))
_FINAL = (
    Guard(("not", ("is", "approved", 0)), "amount_zero"),
    Guard(("at_most", "approved", "amount"), "approved_too_much"),
)
_AS_APPROVED = (
    ClaimRule(TAKEN, ("line",), amount="approved", exact=True, when=("given", "approved", "line")),
    ClaimRule(
        TAKEN, ("line",), amount="amount", exact=True, when=("all", ("given", "line"), ("not", ("given", "approved")))
    ),
)
_CLOCK = Effect("start_clock", ("indicator",), ("stage", "approved"))
_DECIDE = Action(
    "decide",
    who=_HERE,
    states=_LEADING,
    asks=(opinion(("never",)), _APPROVED),
    guards=(_NOT_HIS_OWN, Guard(_LAST, "not_final_yet"), Guard(("in_person",), "sign_in_person"), *_FINAL),
    target=_own(*_LEADING),
    claims=_AS_APPROVED,
    effects=(Effect("end_track", ("approved",)), _WHOLE, *_ON, _CLOCK),
    needs_centre=True,
    primary=True,
)
"""最终审批: the last of the chain, whoever that is."""
_RECORD_DECISION = Action(
    "record_decision",
    who=_HERE,
    states=frozenset({"meeting"}),
    asks=(
        Field("meeting", FieldType.LINE, ALWAYS, limit=100, kept=True),
        Field("met_on", FieldType.MOMENT, ALWAYS, kept=True),
        Field("files", FieldType.FILES, ALWAYS),
        opinion(),
        _APPROVED,
    ),
    guards=(_NOT_HIS_OWN, *_FINAL),
    target=_own("meeting"),
    claims=_AS_APPROVED,
    effects=(Effect("end_track", ("approved",)), _WHOLE_AT_LAST, *_ON, _CLOCK),
    needs_centre=True,
    primary=True,
)
_SEND_BACK = Action(
    "send_back",
    who=_HERE,
    states=AT_WORK,
    asks=(Field("to", FieldType.CHOICE, choices=("applicant", "before")), reason()),
    target=_own(*AT_WORK),
    claims=(ClaimRule(TAKEN, ("line",), exact=True, when=_BACK_HOME),),
    effects=(
        Effect("end_track", ("returned",), _BACK_HOME),
        Effect("end_tracks", ("lapsed", "pending", "approved"), _BACK_HOME),
        Effect("clear", ("approved", "split_looked"), _BACK_HOME),
        Effect("move", ("returned",), _BACK_HOME),
        Effect("turn_back", ("delivered",), _BACK_ONE),
        Effect("to_turn", ("returned",), _BACK_ONE),
    ),
)
_END = (Effect("end_tracks", ("lapsed", "pending", "delivered", "approved")),)
_WITHDRAW = Action(
    "withdraw",
    who=("clerk_of_opener",),
    states=AT_WORK | {"returned"},
    asks=(reason(),),
    claims=(_GIVE_BACK, _NO_INVOICES),
    effects=(*_END, Effect("move", ("withdrawn",))),
)
_VOID = Action(
    "void",
    who=_SECTION,
    states=frozenset({"returned", "approved", "issued"}),
    asks=(reason(),),
    claims=(_GIVE_BACK, _NO_INVOICES),
    effects=(*_END, Effect("stop_clock", ("indicator",)), Effect("move", ("void",))),
)
_ISSUE = Action(
    "issue_indicator",
    who=_SECTION,
    states=frozenset({"approved"}),
    asks=(
        Field("indicator", FieldType.LINE, ALWAYS, limit=60, kept=True),
        Field("line", FieldType.MATTER, ALWAYS, kept=True),
        opinion(("never",)),
    ),
    guards=(Guard(("any", ("not", ("kept", "line")), ("unchanged", "line")), "line_as_approved"),),
    claims=(ClaimRule(TAKEN, ("line",), amount="approved", exact=True),),
    effects=(Effect("charge_line"), Effect("stop_clock", ("indicator",)), Effect("move", ("issued",))),
    needs_centre=True,
    primary=True,
)
"""下达指标: what was approved outside the budget is charged to a line now, the rest to the line it was approved for."""
_PAY = Action(
    "pay",
    who=_SECTION,
    states=frozenset({"issued", "paying"}),
    asks=(
        Field("payment", FieldType.MONEY, ALWAYS, limit=MOST),
        Field("paid_on", FieldType.MOMENT, ALWAYS),
        Field("voucher", FieldType.LINE, ALWAYS, limit=60),
        opinion(("never",)),
    ),
    guards=(
        Guard(("not", ("at_most", "payment", 0)), "amount_zero"),
        Guard(("begun", "paid_on"), "paid_in_future"),
        Guard(("within_sum", "approved", "paid", "payment"), "paid_too_much"),
    ),
    claims=(ClaimRule(VOUCHER, ("voucher",), folded=True), ClaimRule(SPENT, ("line",), amount="payment")),
    effects=(
        Effect("add", ("paid", "payment")),
        Effect("move", ("paying",)),
        Effect("move", ("paid",), ("at_most", "approved", "paid")),
    ),
    needs_centre=True,
    primary=True,
)
_RECONCILE = Action(
    "reconcile",
    who=_SECTION,
    states=frozenset({"paying", "paid"}),
    asks=(opinion(("never",)),),
    guards=(Guard(("any", ("at_most", "approved", "paid"), ("given", "opinion")), "rest_unexplained"),),
    claims=(ClaimRule(TAKEN, ("line",), amount="paid", exact=True),),
    effects=(Effect("move", ("reconciled",)),),
    needs_centre=True,
    primary=True,
)
"""对账: what was approved and not paid goes back to its line, and somebody says why."""
_ARCHIVE = Action(
    "archive",
    who=_SECTION,
    states=frozenset({"reconciled"}),
    asks=(Field("archive_year", FieldType.NUMBER, ALWAYS, limit=2199, kept=True),),
    guards=(Guard(("not", ("at_most", "archive_year", 1948)), "no_such_year"),),
    effects=(Effect("move", ("archived",)),),
    needs_files=True,
    primary=True,
)
_ADD_NOTE = Action("add_note", who=("sees",), states=EVERYWHERE, asks=(opinion(),))


def _section(step: str, *stages: str) -> TaskRule:
    return TaskRule(Duty.ACT, step, ("stage", *stages), holders=("field", "finance_section"))


FISCAL = Process(
    kind="fiscal",
    edition=1,
    stages=(UNIT_HEAD, *NODES, *_AFTER),
    over=OVER,
    track_states=("pending", "delivered", "approved", "returned", "lapsed"),
    open_tracks=frozenset({"pending", "delivered"}),
    void_tracks=frozenset({"withdrawn", "returned", "lapsed"}),
    actions=(
        _APPLY,
        _AGREE,
        _REVIEW,
        _APPROVE,
        _DECIDE,
        _RECORD_DECISION,
        _REAPPLY,
        _ISSUE,
        _PAY,
        _RECONCILE,
        _ARCHIVE,
        _SEND_BACK,
        _WITHDRAW,
        _VOID,
        handling.urge(("clerk_of_opener",), AT_WORK),
        _ADD_NOTE,
        correcting(EVERYWHERE),
    ),
    tasks=(
        *(TaskRule(Duty.ACT, node, states=handling.GOING, roles=frozenset({node})) for node in (UNIT_HEAD, *NODES)),
        TaskRule(Duty.ACT, "reapply", ("stage", "returned"), holders=("opener",)),
        _section("issue_indicator", "approved"),
        _section("pay", "issued", "paying"),
        _section("reconcile", "paid"),
        _section("archive", "reconciled"),
    ),
    audience=(AudienceRule(("opener",)), AudienceRule(("opener_clerks",)), AudienceRule(("delivered",))),
    clocks=(ClockRule("indicator", INDICATOR_DAYS),),
)
