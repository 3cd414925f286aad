"""收发岗: how a document comes in, is registered, and leaves the register again."""

from __future__ import annotations

from dataclasses import replace

from oa_client.domain.document import ALWAYS, HEAD, SOUND, reason
from oa_client.domain.fields import FILES_LIMIT
from oa_client.domain.handling import UNKNOWN
from oa_client.domain.incoming.stages import CLERK, FEW_FILES, HERE, LEFT, OFFICE, TOO_MANY_FILES, UNREGISTERED, tell
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

REGISTER_FIELDS = (
    *HEAD,
    Field("handling", FieldType.CHOICE, ALWAYS, ("action", "reading"), kept=True),
    Field("received_at", FieldType.MOMENT, kept=True),
    Field("channel", FieldType.CHOICE, choices=("paper", "exchange", "platform", "mail"), kept=True),
    Field("copies", FieldType.NUMBER, limit=9999, kept=True),
    Field("pages", FieldType.NUMBER, limit=9999, kept=True),
    Field("copy_no", FieldType.LINE, limit=20, kept=True),
    Field("location", FieldType.LINE, limit=60, kept=True),
    Field("due", FieldType.MOMENT, kept=True),
    Field("proposer", FieldType.HOLDER, kept=True),
    Field("summary", FieldType.TEXT, limit=2000, kept=True),
    Field("files", FieldType.FILES),
)
REGISTER_SOUND = (*SOUND, Guard(("known_people", "proposer"), UNKNOWN))
ONE_OF_A_KIND = ClaimRule(
    "incoming", ("@actor_clerks", "issuer", "number"), when=("given", "issuer", "number"), instead=True, folded=True
)
"""Nobody registers the same number of the same organ twice (domain.md §4.2)."""
GIVE_UP = replace(ONE_OF_A_KIND, release=True, instead=False)
RECEIPT_NUMBER = NumberRule("receipt_number", "incoming_number", ("@actor_clerks",))


DELIVER_HERE = Action(
    "deliver",
    who=("caused",),
    states=frozenset(),
    opens=True,
    asks=(
        *HEAD,
        Field("registry", FieldType.HOLDER, ALWAYS, kept=True),
        Field("source", FieldType.MATTER, kept=True),
        Field("channel", FieldType.CHOICE, choices=("exchange",), kept=True),
        Field("due", FieldType.MOMENT, kept=True),
        Field("note", FieldType.TEXT, limit=2000),
        Field("files", FieldType.FILES),
    ),
    claims=(HERE,),
    effects=(Effect("set", ("channel", "exchange")), Effect("move", ("delivered",))),
)
REGISTER = Action(
    "register",
    who=("role", "clerk"),
    states=frozenset(),
    opens=True,
    asks=REGISTER_FIELDS,
    guards=REGISTER_SOUND,
    claims=(ONE_OF_A_KIND,),
    numbers=(RECEIPT_NUMBER,),
    effects=(Effect("set_clerks", ("registry",)), Effect("move", ("registered",))),
)
SIGN_RECEIPT = Action(
    "sign_receipt",
    who=CLERK,
    states=frozenset({"delivered"}),
    asks=(
        Field("copies", FieldType.NUMBER, limit=9999, kept=True),
        Field("received_at", FieldType.MOMENT, kept=True),
        Field("note", FieldType.TEXT, limit=500),
    ),
    effects=(Effect("set_actor", ("signer",)), Effect("move", ("signed",))),
    follow_ups=(tell("note_signed"),),
    primary=True,
    refusals={"signed": "already_done", "returned": "already_done", "withdrawn": "recalled"},
)
ENTER = replace(
    REGISTER,
    name="enter",
    who=CLERK,
    states=frozenset({"signed"}),
    opens=False,
    primary=True,
    document=True,
    effects=(Effect("move", ("registered",)),),
    refusals={"registered": "already_done"},
)
AMEND = Action(
    "amend",
    who=CLERK,
    states=OFFICE,
    asks=tuple(f for f in REGISTER_FIELDS if f.name not in {"files", "due", "proposer"}),
    guards=SOUND,
    claims=(ONE_OF_A_KIND,),
)
ATTACH = Action(
    "attach",
    who=CLERK,
    states=OFFICE | frozenset({"signed"}),
    asks=(Field("files", FieldType.FILES, ALWAYS), Field("note", FieldType.TEXT, limit=500)),
    document=True,
)
RETURN_DOCUMENT = Action(
    "return_document",
    who=CLERK,
    states=UNREGISTERED | OFFICE,
    asks=(reason(),),
    guards=(Guard(("any", ("stage", *sorted(UNREGISTERED), "registered"), ("given", "asked_back")), "not_asked_back"),),
    claims=(GIVE_UP, LEFT),
    effects=(Effect("end_tracks", ("withdrawn", "pending", "delivered")), Effect("move", ("returned",))),
    follow_ups=(tell("note_returned", reason="reason"),),
    refusals={"withdrawn": "recalled"},
)
NOTE_WITHDRAWN = Action(
    "note_withdrawn",
    who=("caused",),
    states=frozenset({"delivered"}),
    asks=(reason(),),
    claims=(LEFT,),
    effects=(Effect("move", ("withdrawn",)),),
)
NOTE_ASKED_BACK = Action(
    "note_asked_back",
    who=("caused",),
    states=OFFICE | {"signed"},
    asks=(reason(),),
    effects=(Effect("set_entry", ("asked_back",)),),
)
KEEP = Action(
    "keep",
    who=CLERK,
    states=OFFICE | {"signed"},
    asks=(reason(),),
    guards=(Guard(("given", "asked_back"), "not_asked_back"),),
    effects=(Effect("set", ("asked_back", 0)),),
    follow_ups=(tell("note_kept", reason="reason"),),
)
WITH_INSTRUCTIONS: Condition = ("given", "with_instructions")


def _passed_on(files: str, when: Condition) -> FollowUpRule:
    """The document for the other organ; what this one wrote on it goes along only if the clerk says so."""
    fields = {f.name: f.name for f in HEAD} | {"registry": "to", "note": "reason", "files": files, "due": "due"}
    return FollowUpRule("incoming", "deliver", fields, when=when)


TRANSFER = Action(
    "transfer",
    who=CLERK,
    states=frozenset({"registered", "instructed"}),
    asks=(Field("to", FieldType.HOLDER, ALWAYS, kept=True), Field("with_instructions", FieldType.FLAG), reason()),
    guards=(
        Guard(("known_people", "to"), UNKNOWN),
        Guard(("each_clerks", "to"), "receiver_not_an_organ"),
        Guard(("not", ("same", "to", "registry")), "transfer_to_itself"),
        Guard(("any", WITH_INSTRUCTIONS, ("at_most", "@document_files", FILES_LIMIT)), TOO_MANY_FILES),
        Guard(("any", ("not", WITH_INSTRUCTIONS), FEW_FILES), TOO_MANY_FILES),
    ),
    claims=(GIVE_UP, LEFT),
    effects=(Effect("move", ("transferred",)),),
    follow_ups=(
        _passed_on("@files", WITH_INSTRUCTIONS),
        _passed_on("@document_files", ("not", WITH_INSTRUCTIONS)),
        tell("note_transferred", to="to"),
    ),
)
MERGE = Action(
    "merge",
    who=CLERK,
    states=frozenset({"signed", *OFFICE}),
    asks=(Field("into", FieldType.MATTER, ALWAYS, kept=True), reason()),
    guards=(Guard(("not", ("same", "into", "@matter")), "merge_into_itself"), Guard(FEW_FILES, TOO_MANY_FILES)),
    claims=(GIVE_UP, LEFT),
    effects=(Effect("end_tracks", ("withdrawn", "pending", "delivered")), Effect("move", ("merged",))),
    follow_ups=(
        FollowUpRule("incoming", "absorb", {"merged": "@matter", "note": "reason", "files": "@files"}, matter="into"),
        tell("note_merged", reason="reason"),
    ),
)
ABSORB = Action(
    "absorb",
    who=("all", ("caused",), CLERK),
    states=OFFICE | frozenset({"concluded"}),
    asks=(
        Field("merged", FieldType.MATTER, ALWAYS),
        Field("note", FieldType.TEXT, limit=500),
        Field("files", FieldType.FILES),
    ),
    document=True,
)
VOID = Action(
    "void",
    who=CLERK,
    states=OFFICE | frozenset({"signed"}),
    asks=(reason(),),
    claims=(GIVE_UP, LEFT),
    effects=(Effect("end_tracks", ("withdrawn", "pending", "delivered")), Effect("move", ("void",))),
    follow_ups=(tell("note_voided", reason="reason"),),
)
