"""What the feed is made of: items with their full key and size, and pages of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oa_client.protocol.messages import END, LiveItem, Position


@dataclass(frozen=True, slots=True)
class Item:
    """An item at its place in the feed; `size` is about what it takes as JSON."""

    key: Position
    size: int
    value: LiveItem


def end_of(seq: int) -> Position:
    """The position behind everything at `seq`."""
    return (seq, END, "")


def cut(sizes: Sequence[int], budget: int) -> int:
    """How many of these fit a budget, at least one if there is any."""
    total = 0
    for n, size in enumerate(sizes):
        total += size
        if total > budget and n > 0:
            return n
    return len(sizes)


def fits_pages(sizes: Sequence[int], budget: int, pages: int) -> bool:
    """Whether these go into so many pages."""
    done = 0
    for _ in range(pages):
        done += cut(sizes[done:], budget)
    return done >= len(sizes)
