"""预算指标: what a unit may spend on something in a year, given by the finance bureau and changed by entries.

How much of it applications hold is counted by their claims; a line is never made smaller than what is held.
"""

from __future__ import annotations

from oa_client.domain.document import ALWAYS, TITLE, opinion, reason
from oa_client.domain.handling import UNKNOWN
from oa_client.domain.money.amounts import MOST
from oa_client.domain.money.purse import TOTAL
from oa_client.domain.money.ruling import FUNDS
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
)

_BUREAU: Condition = ("all", ("role", "finance", "finance_head"), ("opener_unit",))
_OPEN = frozenset({"open"})
_MORE = Field("amount", FieldType.MONEY, ALWAYS, limit=MOST)
_GIVEN = Guard(("not", ("at_most", "amount", 0)), "amount_zero")
_BASIS = Field("basis", FieldType.LINE, ALWAYS, limit=100)

_GRANT = Action(
    "grant",
    who=("role", "finance", "finance_head"),
    states=frozenset(),
    opens=True,
    asks=(
        TITLE,
        Field("owner", FieldType.HOLDER, ALWAYS, kept=True),
        Field("line_year", FieldType.NUMBER, ALWAYS, limit=2199, kept=True),
        Field("function_code", FieldType.LINE, ALWAYS, limit=40, kept=True),
        Field("economy_code", FieldType.LINE, limit=40, kept=True),
        Field("fund", FieldType.CHOICE, ALWAYS, FUNDS, kept=True),
        Field("total", FieldType.MONEY, ALWAYS, limit=MOST, kept=True),
        Field("basis", FieldType.LINE, limit=100, kept=True),
    ),
    guards=(
        Guard(("not", ("at_most", "total", 0)), "amount_zero"),
        Guard(("not", ("at_most", "line_year", 1948)), "no_such_year"),
        Guard(("known_people", "owner"), UNKNOWN),
        Guard(("not", ("each_one_person", "owner")), "line_of_a_person"),
        Guard(("each_one_desk", "owner"), "line_of_several"),
    ),
    claims=(
        ClaimRule("budget_line", ("owner", "line_year", "function_code", "economy_code", "fund"), folded=True),
        ClaimRule(TOTAL, ("@matter",), amount="total"),
    ),
    effects=(Effect("move", ("open",)),),
)


def _change(name: str, *, less: bool) -> Action:
    """追加 or 调减."""
    effects = (Effect("add", ("reduced", "amount")),) if less else (Effect("add", ("total", "amount")),)
    guards = (Guard(("within_sum", "total", "reduced", "amount"), "reduced_too_much"),) if less else ()
    return Action(
        name,
        who=_BUREAU,
        states=_OPEN,
        asks=(_MORE, _BASIS, opinion(("never",))),
        guards=(_GIVEN, *guards),
        claims=(ClaimRule(TOTAL, ("@matter",), amount="amount", release=less),),
        effects=effects,
        needs_centre=True,
    )


_CLOSE = Action("close", who=_BUREAU, states=_OPEN, asks=(reason(),), effects=(Effect("move", ("closed",)),))
_REOPEN = Action(
    "reopen", who=_BUREAU, states=frozenset({"closed"}), asks=(reason(),), effects=(Effect("move", ("open",)),)
)
_ADD_NOTE = Action("add_note", who=("sees",), states=frozenset({"open", "closed"}), asks=(opinion(),))

BUDGET_LINE = Process(
    kind="budget_line",
    edition=1,
    stages=("open", "closed"),
    over=frozenset({"closed"}),
    track_states=(),
    open_tracks=frozenset(),
    actions=(_GRANT, _change("supplement", less=False), _change("reduce", less=True), _CLOSE, _REOPEN, _ADD_NOTE),
    tasks=(),
    audience=(AudienceRule(("opener_unit",)), AudienceRule(("field", "owner"))),
)
