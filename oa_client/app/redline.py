"""花脸稿: what one version of a text has that another has not, line by line, character by character."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

from oa_client.app.body import Body
from oa_client.app.gongwen import Block, BlockKind
from oa_client.domain.body import shown

_ALIKE = 0.5
"""Two lines less alike than this are one taken out and one put in."""
_MOST_PAIRS = 2_500
_MOST_MEETINGS = 200_000
"""So many pairs of equal signs in two versions of a line can be looked through while somebody waits."""
_SHORT = 2
"""A stretch that stayed, no longer than this between two changes, is part of the change: nobody reads single signs."""


class Mark(Enum):
    """What became of some words."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Run:
    """Some words and what became of them."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A line; `level` 1..4 for a heading, 0 for other text."""

    runs: tuple[Run, ...]
    level: int = 0

    @property
    def changed(self) -> bool:
        """Whether anything in it differs."""
        return any(run.mark is not Mark.KEPT for run in self.runs)


@dataclass(frozen=True, slots=True)
class _Line:
    """`shows`: which picture it stands for; another picture is another line, whatever stands below it."""

    text: str
    level: int = 0
    shows: str = ""


def redline(before: Body, after: Body) -> tuple[Marked, ...]:
    """Both in one: what went is between what stayed, where it stood."""
    old, new = list(_lines(before)), list(_lines(after))
    found: list[Marked] = []
    was, now = ([(x.text, x.shows) for x in lines] for lines in (old, new))
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            found += [Marked((Run(Mark.KEPT, x.text),), x.level) for x in new[c:d]]
        else:
            found += _changed(old[a:b], new[c:d])
    return tuple(found)


def plain(body: Body) -> tuple[Marked, ...]:
    """清稿: the same lines without marks."""
    return tuple(Marked((Run(Mark.KEPT, x.text),), x.level) for x in _lines(body))


def _lines(body: Body) -> Iterator[_Line]:
    for block in body.blocks:
        yield from _block(block)
    for n, attachment in enumerate(body.attachments, 1):
        yield _Line(f"附件{n}：{attachment.title}")
        for block in attachment.blocks:
            yield from _block(block)


def _block(block: Block) -> Iterator[_Line]:
    if block.kind is BlockKind.PICTURE:
        yield _Line(shown(block.text), shows=block.picture)
    elif block.kind is BlockKind.TABLE:
        yield from (_Line(" │ ".join(c.replace("\n", " ") for c in row)) for row in (block.columns, *block.rows))
    else:
        yield _Line(block.text + block.after, block.level if block.kind is BlockKind.HEADING else 0)


def _changed(old: Sequence[_Line], new: Sequence[_Line]) -> Iterator[Marked]:
    """Lines that were put in another's place stand in it; the others were taken out or put in whole."""
    for mine, theirs in _pairs(old, new):
        if mine is None and theirs is not None:
            yield Marked((Run(Mark.ADDED, theirs.text),), theirs.level)
        elif theirs is None and mine is not None:
            yield Marked((Run(Mark.REMOVED, mine.text),), mine.level)
        elif mine is not None and theirs is not None:
            yield Marked(tuple(runs(mine.text, theirs.text)), theirs.level)


def _pairs(old: Sequence[_Line], new: Sequence[_Line]) -> list[tuple[_Line | None, _Line | None]]:
    """Which line became which, in order, so that what is alike stands together."""
    if len(old) * len(new) > _MOST_PAIRS:
        return [*((x, None) for x in old), *((None, x) for x in new)]
    best: list[list[float]] = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    alike = [[_alike(x.text, y.text) if x.shows == y.shows else 0.0 for y in new] for x in old]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + alike[i][j])
    found: list[tuple[_Line | None, _Line | None]] = []
    i = j = 0
    while i < len(old) or j < len(new):
        if i < len(old) and j < len(new) and alike[i][j] and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            found.append((old[i], new[j]))
            i, j = i + 1, j + 1
        elif i < len(old) and (j == len(new) or best[i][j] == best[i + 1][j]):
            found.append((old[i], None))
            i += 1
        else:
            found.append((None, new[j]))
            j += 1
    return found


def _alike(one: str, other: str) -> float:
    """How many signs two lines share, whatever their order; 0 for lines that have little to do with each other."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE:
        return 0.0
    ratio = matcher.quick_ratio()
    return ratio if ratio >= _ALIKE else 0.0


def runs(before: str, after: str) -> list[Run]:
    """One line in its two versions; of lines too long or too even for that only what both begin and end with stays."""
    if _meetings(before, after) > _MOST_MEETINGS:
        return _as_one(before, after)
    found: list[Run] = []
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    gone = come = ""
    for n, (tag, a, b, c, d) in enumerate(codes):
        inside = 0 < n < len(codes) - 1
        if tag == "equal" and not (inside and d - c <= _SHORT):
            found += _change(gone, come)
            gone = come = ""
            found.append(Run(Mark.KEPT, after[c:d]))
        else:
            gone, come = gone + before[a:b], come + after[c:d]
    return found + _change(gone, come)


def _meetings(one: str, other: str) -> int:
    """In how many places a sign of the one could be a sign of the other: what comparing them costs."""
    often = Counter(other)
    return sum(n * often[char] for char, n in Counter(one).items())


def _as_one(before: str, after: str) -> list[Run]:
    """One change from where they begin to differ to where they end to."""
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    kept = after[:head], after[len(after) - tail :]
    first, last = ([Run(Mark.KEPT, text)] if text else [] for text in kept)
    return [*first, *_change(before[head : len(before) - tail], after[head : len(after) - tail]), *last]


def _common(one: str, other: str) -> int:
    """With how many of the same signs both begin."""
    least = min(len(one), len(other))
    return next((n for n in range(least) if one[n] != other[n]), least)


def _change(gone: str, come: str) -> list[Run]:
    pairs = ((Mark.REMOVED, gone), (Mark.ADDED, come))
    return [Run(mark, text) for mark, text in pairs if text]
