"""What is done with strands of work in several kinds of matter: rows of a table, built from what differs there.

Whoever holds a strand reports, completes it, sends it back or hands it on inside his unit; the office that gave it out
gives it to somebody else, takes it off and urges.
"""

from __future__ import annotations

from collections.abc import Mapping

from oa_client.domain.document import ALWAYS, opinion, reason
from oa_client.domain.table import Action, Condition, Effect, Field, FieldType, Guard, Target

GOING = frozenset({"delivered"})
WORK = frozenset({"lead", "assist"})
HANDLING: Condition = ("open_role", "lead", "assist")
UNKNOWN = "unknown_reader"

_AT_WORK = frozenset({"handling"})
_NOTE = Field("note", FieldType.TEXT, limit=500)
_TO = (Field("reader", FieldType.HOLDER, ALWAYS), _NOTE)
_SAID = (opinion(), Field("files", FieldType.FILES))
_KNOWN = Guard(("known_people", "reader"), UNKNOWN)


def _own(late: Mapping[str, str], roles: frozenset[str] = WORK, *, note: bool = False) -> Target:
    return Target(own=True, states=GOING, refusals=late, roles=roles, note=note)


def report(late: Mapping[str, str]) -> Action:
    """反馈进展: words on the way, the strand goes on. `late`: what is said of a strand that is over."""
    return Action("report", who=("holder",), states=_AT_WORK, asks=_SAID, target=_own(late))


def complete(late: Mapping[str, str], then: tuple[Effect, ...]) -> Action:
    """办理完毕: the strand is done, and what follows."""
    return Action(
        "complete",
        who=("holder",),
        states=_AT_WORK,
        asks=_SAID,
        target=_own(late, note=True),
        effects=(Effect("end_track", ("done",)), *then),
        primary=True,
    )


def send_back(
    late: Mapping[str, str],
    then: tuple[Effect, ...],
    states: frozenset[str] = _AT_WORK,
    roles: frozenset[str] = WORK,
) -> Action:
    """退回: not ours, and why; the office has to find somebody else."""
    return Action(
        "send_back",
        who=("holder",),
        states=states,
        asks=(reason(),),
        target=_own(late, roles),
        effects=(Effect("end_track", ("returned",)), *then),
    )


def forward(late: Mapping[str, str], deliver: tuple[Effect, ...]) -> Action:
    """转交: a colleague of the same unit does it."""
    return Action(
        "forward",
        who=("holder",),
        states=_AT_WORK,
        asks=_TO,
        guards=(_KNOWN, Guard(("within_unit", "reader"), "outside_unit")),
        target=_own(late),
        effects=(Effect("replace_track", ("reader",)), Effect("end_track", ("forwarded",)), *deliver),
    )


def reassign(office: Condition, late: Mapping[str, str], deliver: tuple[Effect, ...]) -> Action:
    """改派: the office gives a strand, going on or sent back, to somebody else."""
    return Action(
        "reassign",
        who=office,
        states=_AT_WORK | {"reported"},
        asks=_TO,
        guards=(_KNOWN,),
        target=Target(own=False, states=GOING | {"returned"}, refusals=late, roles=WORK),
        effects=(
            Effect("replace_track", ("reader",)),
            Effect("end_track", ("redone",)),
            Effect("move", ("handling",)),
            *deliver,
        ),
    )


def take_off(
    office: Condition,
    late: Mapping[str, str],
    then: tuple[Effect, ...],
    states: frozenset[str] = _AT_WORK,
    roles: frozenset[str] = WORK,
) -> Action:
    """取消一人: the office wants nothing more of one of them."""
    return Action(
        "take_off",
        who=office,
        states=states,
        asks=(Field("reason", FieldType.TEXT, limit=500),),
        target=Target(own=False, states=GOING | {"pending"}, refusals=late, roles=roles),
        effects=(Effect("end_track", ("withdrawn",)), *then),
    )


def urge(office: Condition, states: frozenset[str], waiting: str = "delivered", name: str = "urge") -> Action:
    """催办: those named, or all who are waited for, are told; nothing changes."""
    return Action(
        name,
        who=office,
        states=states,
        asks=(Field("tracks", FieldType.TRACKS), _NOTE),
        guards=(
            Guard(("track_in", waiting), "nobody_to_urge"),
            Guard(("tracks_in", "tracks", waiting), "not_reading"),
        ),
    )
