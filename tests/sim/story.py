"""What happened, in words, and the hash over it: the same seed tells the same story to the byte."""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Callable

Printer = Callable[[str], None]
LAST = 40


class Story:
    """Lines of time, who, what; kept short unless somebody listens."""

    def __init__(self, clock: Callable[[], float], told: Printer | None = None) -> None:
        self._clock = clock
        self._told = told
        self._hash = hashlib.sha256()
        self.last: deque[str] = deque(maxlen=LAST)
        self.counts: Counter[str] = Counter()

    def tell(self, who: str, what: str) -> None:
        now = self._clock()
        hours, rest = divmod(int(now), 3600)
        line = f"{hours:3}:{rest // 60:02}:{rest % 60:02}.{int(now % 1 * 1000):03}  {who:9} {what}"
        self._hash.update(line.encode() + b"\n")
        self.last.append(line)
        if self._told is not None:
            self._told(line)

    def operation(self, kind: str, who: str, what: str) -> None:
        """One of the things that are counted: an act, an errand, a mishap."""
        self.counts[kind] += 1
        self.tell(who, what)

    @property
    def operations(self) -> int:
        return sum(self.counts.values())

    @property
    def hash(self) -> str:
        return self._hash.hexdigest()
