"""记录可核验: whether a stored handling record still says what the centre chained, without asking the centre."""

from __future__ import annotations

from dataclasses import dataclass

from oa_client.app.reading import Library
from oa_client.domain.matter import MatterId
from oa_client.protocol import record


@dataclass(frozen=True, slots=True)
class Verdict:
    """`good`: the bytes of all `entries` link up to `head`, the one kept with them and announced; else why not."""

    good: bool
    entries: int
    head: str
    why: str = ""


def verify(library: Library, matter: MatterId) -> Verdict:
    """Recompute the chain of a matter from its stored bytes and compare it with the head the replica keeps."""
    shown = library.record(matter)
    stored = library.stored(matter)
    if shown is None or not stored:
        return Verdict(good=False, entries=0, head="", why="not_whole")
    try:
        head = record.head(matter, stored).hex()
        for entry in stored:
            record.read(entry)
    except record.BrokenRecord as error:
        return Verdict(good=False, entries=len(stored), head="", why=str(error))
    if head != shown.head or library.doubted(matter):
        return Verdict(good=False, entries=len(stored), head=head, why="head_differs")
    return Verdict(good=True, entries=len(stored), head=head)
