"""What a chart says, before anybody knows how wide it is: labelled bars of one or several series, with their unit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of value for every label; None: there is none."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars lying below each other, a label each; several series stand one behind the other in the same bar.

    `unit` is what a value counts; `most` is what the scale goes up to at least, `decimals` how values are written.
    """

    title: str
    unit: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    most: float = 0.0
    decimals: int = 0
