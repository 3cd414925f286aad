"""What TCP does on the line, read from the headers: connections, turns, payload sent for the first time and again."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from tests.bench.weaklink.ways import Count

HALF, WHOLE = 1 << 31, 1 << 32
SYN = 2


@dataclass(frozen=True, slots=True)
class Segment:
    """One TCP segment; `flow` is the ports, the client's first."""

    flow: tuple[int, int]
    seq: int
    size: int
    opens: bool


def parse(frame: bytes, *, from_client: bool) -> Segment | None:
    """The segment in an Ethernet frame; None when there is none."""
    if len(frame) < 54 or frame[12:14] != b"\x08\x00" or frame[23] != 6:
        return None
    head = (frame[14] & 15) * 4
    total: int = struct.unpack_from("!H", frame, 16)[0]
    at = 14 + head
    source, target, seq = struct.unpack_from("!HHI", frame, at)
    size = total - head - (frame[at + 12] >> 4) * 4
    flow = (source, target) if from_client else (target, source)
    return Segment(flow, seq, size, bool(frame[at + 13] & SYN))


@dataclass(slots=True)
class Flows:
    """Counts over all connections. A turn: the client speaks after the other side did."""

    connections: int = 0
    turns: int = 0
    _top: dict[tuple[int, int, bool], int] = field(default_factory=dict)
    _spoke: dict[tuple[int, int], bool] = field(default_factory=dict)
    _born: dict[tuple[int, int], float] = field(default_factory=dict)

    def see(self, segment: Segment, count: Count, now: float, *, from_client: bool) -> None:
        """Count one segment."""
        key = (*segment.flow, from_client)
        if segment.opens:
            self._open(segment, key, now, from_client=from_client)
        elif segment.size > 0:
            new = self._new(segment, key)
            count.payload += new
            count.resent += segment.size - new
            if new:
                self._speak(segment.flow, from_client=from_client)

    def _open(self, segment: Segment, key: tuple[int, int, bool], now: float, *, from_client: bool) -> None:
        first = (segment.seq + 1) % WHOLE
        again = self._top.get(key) == first
        if from_client and not again:
            self.connections += 1
            self._spoke.pop(segment.flow, None)
            self._born[segment.flow] = now
        self._top[key] = first

    def _new(self, segment: Segment, key: tuple[int, int, bool]) -> int:
        """How many of its bytes were never seen before."""
        end = (segment.seq + segment.size) % WHOLE
        ahead = (end - self._top.get(key, segment.seq)) % WHOLE
        if not 0 < ahead < HALF:
            return 0
        self._top[key] = end
        return min(ahead, segment.size)

    def _speak(self, flow: tuple[int, int], *, from_client: bool) -> None:
        if from_client and self._spoke.get(flow) is not True:
            self.turns += 1
        self._spoke[flow] = from_client

    def born(self, segment: Segment) -> float:
        """When the segment's connection was made; 0 when that was not seen."""
        return self._born.get(segment.flow, 0.0)
