"""The words of conditions: how one is added, what its arguments are, whether a condition holds of a scene.

What each word means stands in `conditions.py`, and in those that it imports for the words in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from oa_client.domain.scene import Scene
from oa_client.domain.table import Condition

Test = Callable[[Scene, tuple[object, ...]], bool]
_TESTS: dict[str, Test] = {}
SIGNATURES: dict[str, tuple[str, ...]] = {}
"""What each word's arguments are; ``*`` behind the last: any number of them, ``+``: at least one."""
ACTING: set[str] = set()
"""The words that look at who acts, when, or the address book: for `who` and guards, where these are known."""
READS: dict[str, tuple[str, ...]] = {}
"""The fields a word looks at beside those its arguments name."""


def word(*arguments: str, acting: bool = False, reads: tuple[str, ...] = ()) -> Callable[[Test], Test]:
    """Add a word: the name of the test it is put on, without the underscore."""

    def register(test: Test) -> Test:
        name = test.__name__.strip("_")
        _TESTS[name] = test
        SIGNATURES[name] = arguments
        READS[name] = reads
        if acting:
            ACTING.add(name)
        return test

    return register


def holds(condition: Condition, scene: Scene) -> bool:
    """Whether a condition is true of the scene. Raises KeyError for a word outside the vocabulary."""
    name, *args = condition
    return _TESTS[str(name)](scene, tuple(args))


def inner(args: tuple[object, ...]) -> Iterator[Condition]:
    """The conditions among the arguments of a word."""
    return (arg for arg in args if isinstance(arg, tuple))
