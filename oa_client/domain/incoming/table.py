"""收文: a document comes in, is signed for, registered, proposed, instructed, handled and answered (domain.md §4.2).

The matter belongs to the 收发岗 of the organ that received it (field ``registry``), whoever sent it: what comes from an
organ of the district is opened by that organ's exchange, what comes from outside by the clerk who registers it.
Strands by role: ``instruct`` leaders, ``lead`` and ``assist`` who handle it, ``read`` who only reads.
"""

from __future__ import annotations

from oa_client.domain.corrections import correcting
from oa_client.domain.handling import GOING
from oa_client.domain.incoming.handle import (
    ADD_NOTE,
    ANSWER,
    ARCHIVE,
    CIRCULATE,
    COMPLETE,
    CONCLUDE,
    DISPATCH,
    FORWARD,
    MARK_READ,
    REASSIGN,
    REPORT,
    SEND_BACK,
    TAKE_OFF,
    URGE,
)
from oa_client.domain.incoming.instruct import CONFIRM, FOLLOW_THROUGH, INSTRUCT, PROPOSE, TRANSCRIBE, WRITE_WORDS
from oa_client.domain.incoming.register import (
    ABSORB,
    AMEND,
    ATTACH,
    DELIVER_HERE,
    ENTER,
    KEEP,
    MERGE,
    NOTE_ASKED_BACK,
    NOTE_WITHDRAWN,
    REGISTER,
    RETURN_DOCUMENT,
    SIGN_RECEIPT,
    TRANSFER,
    VOID,
)
from oa_client.domain.incoming.stages import EVERYWHERE, OFFICE, OVER
from oa_client.domain.matter import Duty
from oa_client.domain.table import AudienceRule, Process, TaskRule

INCOMING = Process(
    kind="incoming",
    edition=1,
    stages=(
        "delivered",
        "signed",
        "registered",
        "proposed",
        "instructed",
        "handling",
        "reported",
        "reading",
        "concluded",
        "read_all",
        "returned",
        "merged",
        "transferred",
        "void",
        "withdrawn",
        "archived",
    ),
    over=OVER,
    track_states=(
        "pending",
        "delivered",
        "instructed",
        "transcribed",
        "confirmed",
        "done",
        "read",
        "returned",
        "redone",
        "forwarded",
        "withdrawn",
    ),
    open_tracks=frozenset({"pending", "delivered"}),
    actions=(
        REGISTER,
        DELIVER_HERE,
        SIGN_RECEIPT,
        ENTER,
        INSTRUCT,
        CONFIRM,
        MARK_READ,
        COMPLETE,
        REPORT,
        PROPOSE,
        DISPATCH,
        CONCLUDE,
        ARCHIVE,
        CIRCULATE,
        TRANSCRIBE,
        WRITE_WORDS,
        ANSWER,
        FOLLOW_THROUGH,
        SEND_BACK,
        FORWARD,
        REASSIGN,
        URGE,
        TAKE_OFF,
        AMEND,
        ATTACH,
        RETURN_DOCUMENT,
        NOTE_WITHDRAWN,
        NOTE_ASKED_BACK,
        KEEP,
        TRANSFER,
        MERGE,
        ABSORB,
        VOID,
        ADD_NOTE,
        correcting(EVERYWHERE),
    ),
    tasks=(
        TaskRule(Duty.ACT, "sign_receipt", ("stage", "delivered"), holders=("field", "registry")),
        TaskRule(Duty.ACT, "enter", ("stage", "signed"), holders=("field", "registry")),
        TaskRule(
            Duty.ACT, "propose", ("all", ("stage", "registered"), ("given", "proposer")), holders=("field", "proposer")
        ),
        TaskRule(
            Duty.ACT,
            "propose",
            ("all", ("stage", "registered"), ("not", ("given", "proposer"))),
            holders=("field", "registry"),
        ),
        TaskRule(Duty.ACT, "instruct", states=GOING, roles=frozenset({"instruct"})),
        TaskRule(Duty.ACT, "dispatch", ("stage", "instructed"), holders=("field", "registry")),
        TaskRule(Duty.ACT, "handle", states=GOING, roles=frozenset({"lead"})),
        TaskRule(Duty.ACT, "assist", states=GOING, roles=frozenset({"assist"})),
        TaskRule(Duty.READ, "read", states=GOING, roles=frozenset({"read"})),
        TaskRule(
            Duty.ACT,
            "conclude",
            ("all", ("stage", "reported"), ("no_track_in", "returned")),
            holders=("field", "registry"),
        ),
        TaskRule(
            Duty.ACT,
            "returned",
            ("all", ("stage", "handling", "reported"), ("track_in", "returned")),
            holders=("field", "registry"),
        ),
        TaskRule(
            Duty.ACT,
            "asked_back",
            ("all", ("given", "asked_back"), ("stage", "signed", *sorted(OFFICE))),
            holders=("field", "registry"),
        ),
        TaskRule(Duty.ACT, "write_words", ("given", "awaiting_words"), holders=("field", "registry")),
    ),
    audience=(
        AudienceRule(("field", "registry")),
        AudienceRule(("field", "proposer"), ("stage", *sorted(OFFICE | OVER))),
        AudienceRule(("delivered",)),
        AudienceRule(("tracks", "transcribed", "confirmed")),
    ),
)
