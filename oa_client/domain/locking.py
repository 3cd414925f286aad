"""What a signature is given for, and what else of a text is found when deciding; the entry says it from then on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator

from oa_client.domain import body, routing
from oa_client.domain.fields import is_empty
from oa_client.domain.lexicon import holds
from oa_client.domain.scene import Scene
from oa_client.domain.table import Effect, FieldType

LOCK = "lock."
"""Before the name of a field in what was found: the hash of the head and the body that was signed."""
ASKING = "asking."
"""Before the name of a field in what was found: whether the body asks for a decision."""


def looked_at(effect: Effect, scene: Scene, read_text: Callable[[str], str | None]) -> Iterator[tuple[str, object]]:
    """What an effect needs of the texts at hand."""
    if effect.name == "lock" and holds(effect.when, scene):
        into, *names = map(str, effect.args)
        yield f"{LOCK}{into}", locked(scene, tuple(names))
    elif effect.name == "keep_asking":
        into, name = map(str, effect.args)
        given = _given(scene, name, read_text)
        if given is not None:
            yield f"{ASKING}{into}", routing.asks_something(body.words(given))


def _given(scene: Scene, name: str, read_text: Callable[[str], str | None]) -> str | None:
    """A body just given, in its field or as a file that is at hand."""
    given, file = scene.fields.get(name), scene.fields.get(f"{name}{body.FILE}")
    if isinstance(given, str) and not is_empty(given):
        return given
    return read_text(str(file[0]["sha256"])) if isinstance(file, list) and file else None


def locked(scene: Scene, names: tuple[str, ...]) -> str:
    """The SHA-256 of these fields as they stand, of bodies by what names their version."""
    bodies = {ask.name for action in scene.process.actions for ask in action.asks if ask.type is FieldType.BODY}
    values = {name: _version(scene, name) if name in bodies else scene.value(name) for name in names}
    filled = {name: value for name, value in values.items() if not is_empty(value)}
    plain = json.dumps(filled, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode(errors="surrogatepass")).hexdigest()


def _version(scene: Scene, name: str) -> object:
    """What names the text: of one just given itself, or of the file it came as, or what the state has."""
    given, file = scene.fields.get(name), scene.fields.get(f"{name}{body.FILE}")
    if isinstance(given, str) and not is_empty(given):
        return body.digest(given)
    if isinstance(file, list) and file:
        return file[0]["sha256"]
    return scene.value(f"{name}{body.DIGEST}")
