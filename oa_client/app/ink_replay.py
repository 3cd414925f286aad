"""重放: handwriting comes again stroke by stroke, in the time it took; whoever shows it says how late it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from oa_client.app.ink import Ink, Point, Stroke

SPEEDS = (1, 2, 4)
LONGEST_PAUSE = 1_500
"""A pause in which the writer thought is cut to so many milliseconds."""


class Replay:
    """How far it has been played. `now` is any clock's milliseconds: only differences count."""

    def __init__(self, ink: Ink) -> None:
        """From the beginning, standing."""
        self._strokes = tuple(_shortened(ink))
        self.length = max((s.points[-1].t for s in self._strokes), default=0)
        self.speed = 1
        self._at = 0.0
        self._since: float | None = None

    @property
    def playing(self) -> bool:
        """Whether it runs."""
        return self._since is not None

    def at(self, now: float) -> float:
        """Which millisecond of the writing is shown."""
        run = 0.0 if self._since is None else (now - self._since) * self.speed
        return min(float(self.length), self._at + max(0.0, run))

    def over(self, now: float) -> bool:
        """Whether everything is shown."""
        return self.at(now) >= self.length

    def play(self, now: float) -> None:
        """Go on; from the beginning when it was over."""
        if self.over(now):
            self._at = 0.0
        self._since = now

    def pause(self, now: float) -> None:
        """Stand where it is."""
        self._at, self._since = self.at(now), None

    def set_speed(self, speed: int, now: float) -> None:
        """Faster or slower from here on."""
        if self.playing:
            self._at, self._since = self.at(now), now
        self.speed = speed

    def shown(self, now: float) -> tuple[Stroke, ...]:
        """What is written by now; the last stroke as far as it has come."""
        at = self.at(now)
        return tuple(_until(s, at) for s in self._strokes if s.points[0].t <= at)


def _until(stroke: Stroke, at: float) -> Stroke:
    points = stroke.points
    if points[-1].t <= at:
        return stroke
    count = sum(p.t <= at for p in points)
    return replace(stroke, points=(*points[:count], _between(points[count - 1], points[count], at)))


def _between(a: Point, b: Point, at: float) -> Point:
    """Where the pen was on its way."""
    share = (at - a.t) / (b.t - a.t)
    x, y, pressure = (round(m + (n - m) * share) for m, n in ((a.x, b.x), (a.y, b.y), (a.pressure, b.pressure)))
    return Point(x, y, pressure, round(at))


def _shortened(ink: Ink) -> Iterator[Stroke]:
    """The strokes from time 0, long pauses between them cut."""
    cut, before = None, 0
    for stroke in sorted(ink.strokes, key=lambda s: s.points[0].t):
        start = stroke.points[0].t
        cut = start if cut is None else cut + max(0, start - before - LONGEST_PAUSE)
        before = max(before, stroke.points[-1].t)
        yield replace(stroke, points=tuple(replace(p, t=max(0, p.t - cut)) for p in stroke.points))
