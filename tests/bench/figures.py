"""What a bench prints: rows of figures, as a table for people and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `must` is ``<= N``, ``>= N`` or None, in the same unit (design.md §6)."""

    bench: str
    figure: str
    value: float
    unit: str
    must: str | None = None

    @property
    def met(self) -> bool | None:
        """Whether it reaches what it must; None when nothing is asked."""
        if self.must is None:
            return None
        sign, bound = self.must.split()
        return self.value <= float(bound) if sign == "<=" else self.value >= float(bound)


@dataclass(frozen=True, slots=True)
class Extent:
    """How much a bench does, and where it keeps what takes long to build; the defaults are the full count."""

    data: Path
    matters: int = 100_000
    items: int = 5_000
    people: int = 18_000
    readers: int = 50_000
    starts: int = 3
    frames: int = 400
    states: int = 100_000
    kills: int = 1_000
    operations: int = 1_000_000
    seed: int = 1


Bench = Callable[[Extent], Iterable[Figure]]


def percentile(values: list[float], share: float) -> float:
    """The smallest value that at least `share` of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def line(figure: Figure) -> str:
    """A figure for people."""
    verdict = {None: "", True: "  met", False: "  MISSED"}[figure.met]
    must = f"  must {figure.must}" if figure.must else ""
    return f"{figure.bench:12} {figure.figure:46} {figure.value:12,.2f} {figure.unit}{must}{verdict}"


def write(path: Path, figures: list[Figure]) -> None:
    """The rows as JSON."""
    path.write_text(json.dumps([asdict(f) for f in figures], ensure_ascii=False, indent=1) + "\n", "utf-8")
