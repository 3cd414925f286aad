"""An entry being applied to a matter, and how the words of effects are added: a closed vocabulary, as `lexicon.py` is.

What the words do stands in `effects.py`, of tracks in `strands.py`, of clocks in `clocks.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from oa_client.domain.lexicon import holds
from oa_client.domain.matter import Entry, Matter, Track
from oa_client.domain.scene import Scene
from oa_client.domain.table import Effect, Process


@dataclass(frozen=True, slots=True)
class Act:
    """An entry being applied, with what it was about."""

    process: Process
    entry: Entry
    track: Track | None

    @property
    def found(self) -> Mapping[str, object]:
        """What `decide` looked up."""
        found = self.entry.data.get("found")
        return found if isinstance(found, dict) else {}

    def value(self, name: object, matter: Matter) -> object:
        """A field of the entry, else of the matter."""
        return self.entry.fields.get(str(name), matter.fields.get(str(name)))


Does = Callable[[Matter, Act, tuple[object, ...]], Matter]
_EFFECTS: dict[str, Does] = {}
SIGNATURES: dict[str, tuple[str, ...]] = {}
"""What each effect's arguments are, written as in `lexicon.SIGNATURES`."""


def effect(*arguments: str) -> Callable[[Does], Does]:
    """Add a word: the name of what it is put on, without the underscore."""

    def register(does: Does) -> Does:
        name = does.__name__.strip("_")
        _EFFECTS[name] = does
        SIGNATURES[name] = arguments
        return does

    return register


def apply(effects: tuple[Effect, ...], matter: Matter, act: Act) -> Matter:
    """The matter after the effects, each judged on what the ones before it left."""
    for effect in effects:
        scene = Scene(act.process, matter, fields=act.entry.fields, track=act.track)
        if holds(effect.when, scene):
            matter = _EFFECTS[effect.name](matter, act, effect.args)
    return matter
