"""Which tracks a command names, and whether they are still held by whom its author saw.

Tracks are numbered as they are laid. A device that numbers new ones before the centre has seen them may give a number
that the centre gives to somebody else's; so a command carries, beside each number, the holder its author saw there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from oa_client.domain.decision import Command, Refused
from oa_client.domain.matter import Matter, TrackId
from oa_client.domain.table import Action, FieldType

NUMBERED = frozenset({FieldType.TRACK, FieldType.TRACKS})
"""Fields whose values are numbers of tracks."""


def with_holders(action: Action | None, matter: Matter | None, command: Command) -> Command:
    """The command with the holder of each track it names, as the matter stands for its author."""
    if action is None or matter is None:
        return command
    seen = (matter.track(track) for track in _named(action, command))
    return replace(command, holders={track.id: track.holder for track in seen if track is not None})


def _named(action: Action, command: Command) -> Iterator[TrackId]:
    if command.track is not None:
        yield command.track
    for ask in action.asks:
        value = command.fields.get(ask.name) if ask.type in NUMBERED else None
        for number in value if isinstance(value, list) else (value,):
            if isinstance(number, int):
                yield TrackId(number)


def held_by_another(matter: Matter | None, command: Command) -> Refused | None:
    """The first track of a command that is not held by whom its author saw; facts say what he saw."""
    for number, seen in sorted(command.holders.items()):
        track = matter.track(number) if matter else None
        if track is None or track.holder != seen:
            return Refused("changed_since", {"action": command.action, "track": number, "holder": seen})
    return None
