"""财政审批权限: the rules of who decides on how much, a matter of the finance bureau; a new version is an entry.

There is one for the district: whoever makes them first is its finance office, and nobody else gives budget lines.

An application keeps the chain it was handed in under (see `application`), whatever is put in force later.
"""

from __future__ import annotations

from oa_client.domain.document import ALWAYS, TITLE, opinion
from oa_client.domain.fiscal.chains import VERSIONS
from oa_client.domain.handling import UNKNOWN
from oa_client.domain.table import Action, AudienceRule, ClaimRule, Effect, Field, FieldType, Guard, Process

_IN_FORCE = frozenset({"in_force"})
_HOLDERS = ("finance_section", "finance_bureau_head", "vice_head", "district_head")
_BUREAU = ("finance_section", "finance_bureau_head")
_RULES = (
    Field("effective_from", FieldType.MOMENT, ALWAYS),
    Field("table", FieldType.TEXT, ALWAYS, limit=10_000),
    *(Field(name, FieldType.HOLDER, ALWAYS if name in _BUREAU else ("never",)) for name in _HOLDERS),
    Field("basis", FieldType.LINE, ALWAYS, limit=100),
)
_SOUND = (
    *(Guard(("known_people", name), UNKNOWN) for name in _HOLDERS),
    *(Guard(("each_one_person", name), "leader_not_a_person") for name in _HOLDERS),
    Guard(("named_role", "finance_section", "finance", "finance_head"), "not_of_finance"),
    Guard(("named_role", "finance_bureau_head", "finance_head"), "not_of_finance"),
    Guard(("named_role", "vice_head", "finance_leader"), "not_of_finance"),
    Guard(("named_role", "district_head", "principal"), "not_of_finance"),
)
_THE_BUREAU = Guard(("unit_level", "district", "department"), "not_the_bureau")
"""The district's finance office: the roles say which department that is, and the basis who authorised it."""
_ENACT = (Effect("enact_rules", (VERSIONS,)), Effect("move", ("in_force",)))

_OPEN = Action(
    "enact",
    who=("role", "finance_head"),
    states=frozenset(),
    opens=True,
    asks=(TITLE, *_RULES),
    guards=(_THE_BUREAU, *_SOUND),
    claims=(ClaimRule("fiscal_rules", ("@unit",)),),
    effects=_ENACT,
    needs_centre=True,
)
_CHANGE = Action(
    "change",
    who=("all", ("role", "finance_head"), ("opener_unit",)),
    states=_IN_FORCE,
    asks=_RULES,
    guards=_SOUND,
    effects=_ENACT,
    needs_centre=True,
    primary=True,
)
_ADD_NOTE = Action("add_note", who=("sees",), states=_IN_FORCE, asks=(opinion(),))

FISCAL_RULES = Process(
    kind="fiscal_rules",
    edition=1,
    stages=("in_force",),
    over=frozenset(),
    track_states=(),
    open_tracks=frozenset(),
    actions=(_OPEN, _CHANGE, _ADD_NOTE),
    tasks=(),
    audience=(AudienceRule(("everyone",)),),
)
