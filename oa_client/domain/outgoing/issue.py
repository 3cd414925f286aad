"""编号、排版、校对、用印、印发、分发、归档: from the signed text to what the others get."""

from __future__ import annotations

from oa_client.domain.document import ALWAYS, FILED_ONCE, opinion, reason
from oa_client.domain.handling import UNKNOWN
from oa_client.domain.matter import EntryType
from oa_client.domain.outgoing.stages import AT_WORK, CLERK, DRAFTER, EVERYWHERE, OUT, STOPPED
from oa_client.domain.table import Action, Condition, Effect, Field, FieldType, FollowUpRule, Guard, NumberRule

NUMBER_RULE = NumberRule("number_n", "outgoing_number", ("organ", "series_word"))
TOTAL_RULE = NumberRule("yearly_n", "outgoing_total", ("organ",))
"""Which document of the organ this year it is, whatever its series: the total that only goes down, year by year."""

NUMBER = Action(
    "number",
    who=CLERK,
    states=frozenset({"rechecked"}),
    asks=(Field("series_word", FieldType.LINE, ALWAYS, limit=20, kept=True),),
    guards=(Guard(("solid", "series_word"), "word_not_solid"),),
    numbers=(NUMBER_RULE, TOTAL_RULE),
    effects=(
        Effect("write_number", ("number", "series_word", "number_n")),
        Effect("set_entry", ("counted",), ("given", "plan")),
        Effect("move", ("numbered",)),
    ),
    follow_ups=(
        FollowUpRule(
            "issuing_plan",
            "count",
            {"title": "title", "plan_item": "plan_item", "document": "@matter"},
            matter="plan",
            when=("given", "plan"),
        ),
    ),
    entry=EntryType.NUMBERED,
    needs_centre=True,
    primary=True,
)
TYPESET = Action(
    "typeset",
    who=CLERK,
    states=frozenset({"numbered"}),
    asks=(
        Field("print_date", FieldType.MOMENT, ALWAYS, kept=True),
        Field("copies", FieldType.NUMBER, limit=9999, kept=True),
        Field("files", FieldType.FILES),
    ),
    guards=(Guard(("not_after", "doc_date", "print_date"), "printed_before_signed"),),
    effects=(Effect("move", ("typeset",)),),
    primary=True,
)
PROOFREAD = Action(
    "proofread",
    who=("any", CLERK, DRAFTER),
    states=frozenset({"typeset"}),
    asks=(opinion(("never",)),),
    effects=(Effect("move", ("proofread",)),),
    primary=True,
)
TYPESET_AGAIN = Action(
    "typeset_again",
    who=("any", CLERK, DRAFTER),
    states=frozenset({"typeset", "proofread"}),
    asks=(reason(),),
    effects=(Effect("move", ("numbered",)),),
)
SEAL = Action(
    "seal",
    who=CLERK,
    states=frozenset({"proofread"}),
    asks=(
        Field("files", FieldType.FILES, ALWAYS),
        Field("sealed_copies", FieldType.NUMBER, ALWAYS, limit=9999, kept=True),
        Field("note", FieldType.TEXT, limit=500),
    ),
    guards=(Guard(("not", ("at_most", "sealed_copies", 0)), "nothing_sealed"),),
    effects=(Effect("set_actor", ("sealed_by",)), Effect("set_day", ("sealed_on",)), Effect("move", ("sealed",))),
    document=True,
    needs_centre=True,
    needs_files=True,
    primary=True,
)
"""用印: printed, stamped, scanned; the scan is the 正本 in the system."""
ISSUE = Action(
    "issue",
    who=CLERK,
    states=frozenset({"sealed", "proofread"}),
    asks=(Field("note", FieldType.TEXT, limit=500),),
    guards=(Guard(("any", ("stage", "sealed"), ("is", "genre", "minutes")), "not_sealed"),),
    effects=(Effect("set_day", ("issued_on",)), Effect("move", ("issued",))),
    needs_files=True,
    primary=True,
)
"""印发. 纪要 as a rule bear no seal."""
_TO_ORGANS: Condition = ("given", "receivers")
_SENT = {
    "title": "title",
    "issuer": "issuer",
    "number": "number",
    "genre": "genre",
    "urgency": "urgency",
    "sensitivity": "sensitivity",
    "doc_date": "doc_date",
    "receivers": "receivers",
    "copied_to": "copied_to",
    "due": "due",
    "note": "note",
    "files": "files",
    "relates": "@matter",
}
DISTRIBUTE = Action(
    "distribute",
    who=CLERK,
    states=frozenset({"issued"}),
    asks=(
        Field("files", FieldType.FILES, _TO_ORGANS),
        Field("due", FieldType.MOMENT),
        Field("note", FieldType.TEXT, limit=2000),
    ),
    guards=(
        Guard(("known_people", "receivers", "copied_to"), UNKNOWN),
        Guard(("not", ("actor_in", "receivers"), ("actor_in", "copied_to")), "sent_to_itself"),
        Guard(("any", _TO_ORGANS, ("not", ("given", "copied_to"))), "copies_without_receiver"),
    ),
    effects=(Effect("move", ("distributed",)),),
    follow_ups=(FollowUpRule("exchange", "send", _SENT, when=_TO_ORGANS),),
    needs_files=True,
    primary=True,
)
"""分发: to the organs of the district by 公文交换, where what each does with it is kept; the rest leaves on paper."""
ARCHIVE = Action(
    "archive",
    who=CLERK,
    states=frozenset({"distributed", "archived"}),
    asks=(
        Field("archive_year", FieldType.NUMBER, ALWAYS, limit=2199, kept=True),
        Field("retention", FieldType.CHOICE, ALWAYS, ("permanent", "thirty_years", "ten_years"), kept=True),
        Field("item_number", FieldType.NUMBER, limit=999_999, kept=True),
    ),
    guards=(FILED_ONCE, Guard(("not", ("at_most", "archive_year", 1948)), "no_such_year")),
    effects=(Effect("move", ("archived",)),),
    needs_files=True,
)
VOID = Action(
    "void",
    who=CLERK,
    states=(AT_WORK - {"draft"}) | OUT - {"archived"},
    asks=(reason(),),
    effects=(
        *STOPPED,
        Effect("clear", ("editor", "lease_until", "lease_days", "suggestion")),
        Effect("set_day", ("voided_on",)),
        Effect("move", ("void",)),
    ),
    follow_ups=(
        FollowUpRule(
            "issuing_plan",
            "uncount",
            {"document": "@matter", "reason": "reason"},
            matter="plan",
            when=("given", "plan", "counted"),
        ),
    ),
)
"""作废: its number, if it has one, stays its own and is listed as void; nobody gets it again."""
SUPERSEDE = Action(
    "supersede",
    who=CLERK,
    states=frozenset({"issued", "distributed", "archived"}),
    asks=(Field("superseded_by", FieldType.MATTER, ALWAYS, kept=True), reason()),
    guards=(Guard(("not", ("same", "superseded_by", "@matter")), "superseded_by_itself"),),
    effects=(Effect("move", ("superseded",)),),
)
ADD_NOTE = Action("add_note", who=("sees",), states=EVERYWHERE, asks=(opinion(),))
