"""What is worth a look in a draft before it goes on: by code, with the place, beside what keeps it from being set."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from oa_client.app.body import GENERAL, SPECIAL, count, words_of
from oa_client.app.drafting import Draft
from oa_client.app.gongwen import BlockKind, Gongwen, Shape

LONG_TITLE = 50
"""Characters from which a title is long (by practice; the standard has no figure)."""
_SPEAKS = re.compile(r"附件|附后|附表")
_NUMBERED = re.compile(r"附件\s*(\d{1,2})")
_MARKS = re.compile("[，。；：！？、,;:!?]")
_WITHOUT = frozenset({Shape.ORDER, Shape.MINUTES})
"""Shapes that need no 主送."""
OPEN_TO_ALL = frozenset({"resolution", "decision", "communique", "public_announcement", "public_notice", "other"})
"""文种 that may be addressed to nobody in particular."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing worth a look; `strong`: better mended. `place` as in `gongwen_faults.Fault`."""

    code: str
    place: str
    facts: Mapping[str, object] = field(default_factory=dict)
    strong: bool = True


def remarks(document: Gongwen, draft: Draft, genre: str = "") -> tuple[Remark, ...]:
    """Everything; `genre` is the name of the 文种, as titles end with it."""
    return (
        *_title(document, genre),
        *_recipients(document, draft),
        *_length(draft),
        *_levels(document),
        *_attachments(document),
        *_still_open(draft),
    )


def _title(document: Gongwen, genre: str) -> Iterator[Remark]:
    title = document.title.replace("\n", "")
    if not title:
        return
    if len(title) > LONG_TITLE:
        yield Remark("title_long", "title", {"n": len(title), "most": LONG_TITLE}, strong=False)
    bare = re.sub("《[^》]*》|（[^）]*）", "", title)
    if genre and document.shape is not Shape.ORDER and not bare.endswith(genre):
        yield Remark("title_genre", "title", {"genre": genre})
    if _MARKS.search(bare):
        yield Remark("title_mark", "title", strong=False)


def _recipients(document: Gongwen, draft: Draft) -> Iterator[Remark]:
    addressed = document.shape not in _WITHOUT and draft.text("genre") not in OPEN_TO_ALL
    if addressed and not document.recipients:
        yield Remark("no_recipients", "recipients")


def _length(draft: Draft) -> Iterator[Remark]:
    n = count(draft.body)
    if n > GENERAL:
        yield Remark("over_general", "blocks[0]", {"n": f"{n:,}"}, strong=False)
    elif n > SPECIAL:
        yield Remark("over_special", "blocks[0]", {"n": f"{n:,}"}, strong=False)


def _levels(document: Gongwen) -> Iterator[Remark]:
    """A second level without a first above it; a third may follow a first (7.3.3 lets a level be skipped)."""
    above = False
    first = any(b.kind is BlockKind.HEADING and b.level == 1 for b in document.blocks)
    for n, block in enumerate(document.blocks):
        if block.kind is BlockKind.HEADING:
            above = above or block.level == 1
            if block.level == 2 and first and not above:
                yield Remark("level_skipped", f"blocks[{n}].text", strong=False)
                return


def _attachments(document: Gongwen) -> Iterator[Remark]:
    text = "\n".join(map(words_of, document.blocks))
    listed = len(document.attachments)
    if _SPEAKS.search(text) and not listed:
        at = next(n for n, b in enumerate(document.blocks) if _SPEAKS.search(words_of(b)))
        yield Remark("attachment_unnamed", f"blocks[{at}].text")
    elif listed and not _SPEAKS.search(text):
        yield Remark("attachment_unmentioned", "attachments[0].title", {"n": listed}, strong=False)
    most = max((int(n) for n in _NUMBERED.findall(text)), default=0)
    if listed and most > listed:
        yield Remark("attachment_count", "attachments[0].title", {"said": most, "n": listed})


def _still_open(draft: Draft) -> Iterator[Remark]:
    """What comes later and only stands in on the page."""
    if draft.number is None:
        yield Remark("number_stands_in", "", strong=False)
    if draft.date is None:
        yield Remark("date_stands_in", "", strong=False)
