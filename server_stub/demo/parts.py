"""What the kinds of document are put together from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from .draft import NUMERALS, Draft


@dataclass(frozen=True)
class Text:
    """What a pattern gives: the title, the 文种 and the paragraphs (the last ones may be a closing)."""

    title: str
    genre: str
    paragraphs: list[str] = field(default_factory=list)
    note: str = ""
    annex: list[str] = field(default_factory=list)  # text of 附件1, after the date
    suffix: str = ""  # what the number's word takes: 函, 纪


Pattern = Callable[[Draft], Text]


def numbered(parts: list[tuple[str, str]]) -> list[str]:
    """Return parts as `一、heading。text` paragraphs."""
    return [f"{NUMERALS[i]}、{head}。{text}" for i, (head, text) in enumerate(parts)]


def second(parts: list[tuple[str, str]]) -> list[str]:
    """Return parts as `（一）heading。text` paragraphs."""
    return [f"（{NUMERALS[i]}）{head}。{text}" for i, (head, text) in enumerate(parts)]


def third(parts: list[str]) -> list[str]:
    """Return parts as `1. text` paragraphs."""
    return [f"{i}. {text}" for i, text in enumerate(parts, 1)]


def requirements(d: Draft, count: int) -> list[tuple[str, str]]:
    """Return heading and text of general requirements."""
    rows = [line.split("|") for line in d.several("req", count)]
    return [(head, text) for head, text in rows]


def district_leaders(d: Draft) -> list[tuple[str, str]]:
    """Return the district's leaders who take a matter in hand: vice heads, or secretaries of the party."""
    leaders = d.setting.officials(d.setting.unit("明州区") or d.unit, d.rng, 12)
    mark = "区委" if d.party else "副区长"
    return [(n, t) for n, t in leaders if mark in t and t != "区委书记"] or leaders[:3]
