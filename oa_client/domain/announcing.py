"""What an entry of the working calendar announces, and the word of a condition that asks whether it is one."""

from __future__ import annotations

import json

from oa_client.domain.calendar import BadCalendar, WorkingDays
from oa_client.domain.lexicon import word
from oa_client.domain.scene import Scene


def announced(text: object) -> WorkingDays | None:
    """What an entry announces, alone; None where it is no calendar."""
    try:
        return WorkingDays.from_json(json.loads(str(text)))
    except (BadCalendar, ValueError, RecursionError):
        return None


@word("field")
def _sound_calendar(scene: Scene, args: tuple[object, ...]) -> bool:
    """The text in field `args[0]` is a calendar, as JSON."""
    return announced(scene.value(str(args[0]))) is not None
