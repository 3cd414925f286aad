"""文号: a series of numbers of an organ is a matter of its own, and its handling record the register (domain.md §6).

Its clerks open it once for each 代字, or for the numbers of a register, and set numbers apart in it. While nobody has
opened one, the centre draws all the same. Whoever goes where there is no link takes the whole series along (持号): the
centre draws none of it until its holder gives it back, or a clerk writes the lost device off under his name. A block
is taken only where somebody asks for one: it leaves numbers out of their order.
"""

from __future__ import annotations

from oa_client.domain.corrections import correcting
from oa_client.domain.document import ALWAYS, TITLE, opinion, reason
from oa_client.domain.series import REGISTRY
from oa_client.domain.series_acts import MOST_BLOCK
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

CLERK: Condition = ("actor_in", "registry")
OPEN = frozenset({"open"})
OF = ("outgoing_number", "incoming_number", "instruction_number")
"""The registries whose series may be kept."""

_YEAR = Field("year", FieldType.NUMBER, limit=2200)
_FIRST = Field("first", FieldType.NUMBER, ALWAYS, limit=99_999)
_LAST = Field("last", FieldType.NUMBER, limit=99_999)

_OPEN = Action(
    "open",
    who=("role", "clerk"),
    states=frozenset(),
    opens=True,
    asks=(
        TITLE,
        Field("of", FieldType.CHOICE, ALWAYS, OF, kept=True),
        Field("word", FieldType.LINE, ("is", "of", "outgoing_number"), limit=30, kept=True),
        Field("note", FieldType.TEXT, limit=500),
    ),
    guards=(Guard(("solid", "word"), "word_not_solid"),),
    claims=(ClaimRule(REGISTRY, ("of", "@actor_clerks", "word")),),
    effects=(Effect("set_clerks", ("registry",)), Effect("move", ("open",))),
)


def _act(name: str, act: str, *asks: Field, needs_centre: bool = True, primary: bool = False) -> Action:
    """What a clerk does with the numbers."""
    return Action(
        name,
        who=CLERK,
        states=OPEN,
        asks=asks,
        effects=(Effect("series", (act,)),),
        needs_centre=needs_centre,
        primary=primary,
    )


_HOLD = _act(
    "hold", "hold", _YEAR, Field("block", FieldType.NUMBER, limit=MOST_BLOCK), opinion(("never",)), primary=True
)
_RELEASE = _act("release", "release", _YEAR, opinion(("never",)), needs_centre=False)
"""Given back at once on the device, so that it draws no more; the centre hears how far it came."""
_WRITE_OFF = _act("write_off", "write_off", _YEAR, Field("first", FieldType.NUMBER, limit=99_999), _LAST, reason())
_RESERVE = _act("reserve", "reserve", _YEAR, _FIRST, _LAST, Field("until", FieldType.MOMENT, ALWAYS), reason())
_GIVE = _act("give", "give", _YEAR, _FIRST, Field("document", FieldType.MATTER, ALWAYS), reason())
_CANCEL = _act("cancel", "cancel", _YEAR, _FIRST, reason())
_VOID = _act("void", "void", _YEAR, _FIRST, _LAST, reason())
_ADD_NOTE = Action("add_note", who=("sees",), states=OPEN, asks=(opinion(),))

NUMBERS = Process(
    kind="numbers",
    edition=1,
    stages=("open",),
    over=frozenset(),
    track_states=(),
    open_tracks=frozenset(),
    actions=(
        _OPEN,
        _HOLD,
        _RELEASE,
        _RESERVE,
        _GIVE,
        _CANCEL,
        _VOID,
        _WRITE_OFF,
        _ADD_NOTE,
        correcting(OPEN),
    ),
    tasks=(),
    audience=(AudienceRule(("field", "registry")),),
)
