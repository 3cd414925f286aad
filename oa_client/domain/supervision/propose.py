"""拟立项 and 立项: what is to be supervised, why, by whom and until when; a leader has it opened.

政府督查 is for governments of county level and above and whom they have authorised (国务院令733号, 第二条, 第五条);
streets and towns supervise inside their own house.
"""

from __future__ import annotations

from dataclasses import replace

from oa_client.domain.document import ALWAYS, TITLE, URGENCIES, opinion, reason
from oa_client.domain.handling import UNKNOWN
from oa_client.domain.supervision.stages import (
    APPROVER,
    CYCLES,
    GOING_ON,
    GOVERNMENT,
    INTERNAL,
    NOT_PAST,
    OFFICE,
    OPEN_TRACKS,
    SIGN_FOR,
    STOPPED,
    WITHIN_ITEM,
    objects,
)
from oa_client.domain.table import (
    Action,
    ClaimRule,
    Condition,
    Effect,
    Field,
    FieldType,
    FollowUpRule,
    Guard,
    NumberRule,
)

SOURCES = ("meeting", "instruction", "work_report", "livelihood", "proposal", "public_opinion", "superior")
NUMBER = NumberRule("supervision_number", "supervision_number", ("organ", "mode"))
LEAD = Field("lead", FieldType.HOLDER, ALWAYS, kept=True)
ASSIST = Field("assist", FieldType.HOLDERS, limit=50, kept=True)
DUE = Field("due", FieldType.MOMENT, ALWAYS, kept=True)
WHAT = (
    TITLE,
    Field("mode", FieldType.CHOICE, ALWAYS, ("government", "internal"), kept=True),
    Field("authorisation", FieldType.LINE, limit=120, kept=True),
    Field("source", FieldType.CHOICE, ALWAYS, SOURCES, kept=True),
    Field("plan", FieldType.LINE, limit=120, kept=True),
    Field("basis", FieldType.LINE, limit=200, kept=True),
    Field("basis_matter", FieldType.MATTER, kept=True),
    Field("parent", FieldType.MATTER, kept=True),
    Field("requirements", FieldType.TEXT, ALWAYS, limit=4000, kept=True),
    LEAD,
    ASSIST,
    DUE,
    Field("cycle", FieldType.CHOICE, ALWAYS, ("none", *CYCLES), kept=True),
    Field("urgency", FieldType.CHOICE, choices=URGENCIES[:2], kept=True),
    Field("contact", FieldType.LINE, limit=60, kept=True),
    Field("slips", FieldType.FLAG, kept=True),
    Field("approver", FieldType.HOLDER, ALWAYS, kept=True),
    Field("files", FieldType.FILES),
)
ADDRESSED = (
    Guard(("known_people", "lead", "assist"), UNKNOWN),
    Guard(("each_one_desk", "lead", "assist"), "holder_too_wide"),
    Guard(("disjoint", "lead", "assist"), "lead_assists_itself"),
    Guard(("named_once", "assist"), "unit_named_twice"),
    Guard(("any", ("not", INTERNAL), ("below", "lead")), "outside_house"),
    Guard(("any", ("not", INTERNAL), ("below", "assist")), "outside_house"),
    objects("lead"),
    objects("assist"),
    Guard(("not", ("passed", "due")), NOT_PAST),
)
_LEADS = Guard(("leads_over", "approver", "@actor_clerks", "leader"), "leader_of_another_house")
SOUND = (
    Guard(("any", ("not", GOVERNMENT), ("unit_level", "district", "department")), "no_government_supervision"),
    Guard(("any", ("not", GOVERNMENT), ("unit_level", "district"), ("given", "authorisation")), "authorisation_wanted"),
    Guard(("any", ("not", ("given", "slips")), GOVERNMENT), "slips_inside"),
    Guard(("known_people", "approver"), UNKNOWN),
    Guard(("each_one_person", "approver"), "leader_not_a_person"),
    Guard(("named_role", "approver", "leader"), "not_a_leader"),
    _LEADS,
    Guard(("not", ("names_actor", "approver")), "approver_is_proposer"),
    *ADDRESSED,
)

PROPOSE = Action(
    "propose",
    who=("role", "supervisor"),
    states=frozenset(),
    opens=True,
    asks=WHAT,
    guards=SOUND,
    effects=(Effect("set_clerks", ("organ",)), Effect("set_post", ("office",)), Effect("move", ("proposed",))),
)
TAKE_UP = Action(
    "take_up",
    who=("caused",),
    states=frozenset(),
    opens=True,
    asks=(
        TITLE,
        Field("organ", FieldType.HOLDER, ALWAYS, kept=True),
        Field("office", FieldType.HOLDER, ALWAYS, kept=True),
        Field("basis_matter", FieldType.MATTER, ALWAYS, kept=True),
        Field("requirements", FieldType.TEXT, limit=4000, kept=True),
        Field("lead", FieldType.HOLDER, kept=True),
        Field("assist", FieldType.HOLDERS, limit=50, kept=True),
        Field("approver", FieldType.HOLDER, kept=True),
        Field("urgency", FieldType.CHOICE, choices=URGENCIES, kept=True),
    ),
    claims=(ClaimRule("supervised", ("basis_matter",)),),
    effects=(Effect("set", ("source", "instruction")), Effect("move", ("draft",))),
    follow_ups=(FollowUpRule("instruction", "note_supervised", {"supervision": "@matter"}, matter="basis_matter"),),
)
"""An instruction that was not carried out in time is taken up, once; the office fills in the rest."""
FILL_IN = replace(
    PROPOSE,
    name="fill_in",
    who=OFFICE,
    states=frozenset({"draft"}),
    opens=False,
    primary=True,
    asks=tuple(f for f in WHAT if f.name != "basis_matter"),
    effects=(Effect("move", ("proposed",)),),
    refusals={"proposed": "already_done"},
)
AMEND = replace(
    FILL_IN,
    name="amend",
    states=frozenset({"proposed"}),
    asks=tuple(f for f in WHAT if f.name != "files"),
    primary=False,
    effects=(),
    refusals={},
)
ATTACH = Action(
    "attach",
    who=OFFICE,
    states=GOING_ON,
    asks=(Field("files", FieldType.FILES, ALWAYS), Field("note", FieldType.TEXT, limit=500)),
    document=True,
)
APPROVE = Action(
    "approve",
    who=APPROVER,
    states=frozenset({"proposed"}),
    asks=(opinion(("never",)),),
    guards=(
        Guard(
            ("not", ("any", ("asked_it",), ("names_actor", "office"), ("author_of", "requirements"))),
            "approves_own",
        ),
    ),
    numbers=(NUMBER,),
    effects=(Effect("move", ("approved",)),),
    primary=True,
    refusals={"approved": "already_done", "declined": "already_done"},
)
DECLINE_ITEM = Action(
    "refuse_item",
    who=APPROVER,
    states=frozenset({"proposed"}),
    asks=(reason(),),
    effects=(Effect("move", ("declined",)),),
    refusals={"approved": "already_done", "declined": "already_done"},
)
AS_APPROVED: Condition = (
    "all",
    ("unchanged", "lead", "assist"),
    ("any", ("unchanged", "due"), ("kept_passed", "due")),
)
"""What the leader opened is what is handed out; in this edition it can be changed no more, so a day that has passed
meanwhile may be a later one."""
ISSUE = Action(
    "issue",
    who=OFFICE,
    states=frozenset({"approved"}),
    asks=(LEAD, ASSIST, DUE, Field("note", FieldType.TEXT, limit=500)),
    guards=(Guard(AS_APPROVED, "approved_otherwise"), *ADDRESSED),
    numbers=(NUMBER,),
    effects=(
        Effect("add_tracks", ("lead", "parallel", "lead")),
        Effect("add_tracks", ("assist", "parallel", "assist"), ("given", "assist")),
        Effect("set_later", ("issued_at", 0)),
        Effect("move", ("handling",)),
        *SIGN_FOR,
    ),
    primary=True,
    refusals={"handling": "already_done"},
)
ADD_UNITS = Action(
    "add_units",
    who=OFFICE,
    states=frozenset({"handling", "reported"}),
    asks=(
        Field("assist", FieldType.HOLDERS, ALWAYS, limit=50),
        Field("due", FieldType.MOMENT, ALWAYS),
        Field("note", FieldType.TEXT, limit=500),
    ),
    guards=(
        Guard(("known_people", "assist"), UNKNOWN),
        Guard(("each_one_desk", "assist"), "holder_too_wide"),
        Guard(("named_once", "assist"), "unit_named_twice"),
        Guard(("not", ("has_track_in", "assist", *sorted(OPEN_TRACKS), "returned")), "already_handling"),
        Guard(("any", ("not", INTERNAL), ("below", "assist")), "outside_house"),
        objects("assist"),
        Guard(("not", ("passed", "due")), NOT_PAST),
        WITHIN_ITEM,
    ),
    effects=(Effect("add_tracks", ("assist", "last", "assist")), Effect("move", ("handling",)), *SIGN_FOR),
)
_PRINCIPAL: Condition = ("all", ("role", "principal"), ("below", "organ"))
_SAME_LEADER: Condition = ("same", "new_approver", "approver")
_MAY_CHANGE_LEADER: Condition = (
    "any",
    ("stage", "draft", "proposed"),
    _SAME_LEADER,
    APPROVER,
    _PRINCIPAL,
    ("named_role", "new_approver", "principal"),
    ("not", ("known_people", "approver")),
)
"""Once opened: by himself or the head of the house, or to that head, or where he has left: nobody picks his judge."""
HAND_ON = Action(
    "hand_on",
    who=("any", OFFICE, APPROVER, _PRINCIPAL),
    states=GOING_ON | {"objected", "closed", "evaluated"},
    asks=(
        Field("new_office", FieldType.HOLDER, ALWAYS),
        Field("new_approver", FieldType.HOLDER, ALWAYS),
        reason(),
    ),
    guards=(
        Guard(("known_people", "new_office", "new_approver"), UNKNOWN),
        Guard(("named_role", "new_office", "supervisor"), "not_a_supervisor"),
        Guard(("named_role", "new_approver", "leader"), "not_a_leader"),
        Guard(("any", _SAME_LEADER, ("leads_over", "new_approver", "organ", "leader")), "leader_of_another_house"),
        Guard(_MAY_CHANGE_LEADER, "leader_changed_by_leader"),
        Guard(("not", ("same_person", "new_office", "new_approver")), "approver_is_proposer"),
        Guard(("not", ("names_anew", "new_approver", "approver")), "approver_is_proposer"),
    ),
    effects=(Effect("set_from", ("office", "new_office")), Effect("set_from", ("approver", "new_approver"))),
)
"""Another supervises it from now on, or another leader answers for it: posts are given up, people move."""
WITHDRAW_ITEM = Action(
    "withdraw_item",
    who=OFFICE,
    states=frozenset({"draft", "proposed"}),
    asks=(reason(),),
    effects=(*STOPPED, Effect("move", ("cancelled",))),
)
"""Before a leader has opened it, whoever proposed it may take it back himself."""
