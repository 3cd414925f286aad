"""What the kinds of document are put together from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from .draft import NUMERALS, Draft
from .fill import figure


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


def quota(d: Draft) -> list[str]:
    """Return a table as lines: the topic's count by place, with the sum at its end; it is the attachment 1."""
    what, unit, low, high = d.topic.count
    rural = "r" in d.topic.scope and "u" not in d.topic.scope
    places = [s for s in d.setting.streets if not (rural and s.endswith("街道"))]
    share = figure(d.rng, low, high) / max(1, len(places))
    rows = [(p, max(1, round(share * d.rng.uniform(0.6, 1.4)))) for p in places]
    name = f"{d.topic.short}工作任务分解表"
    d.attachments.insert(0, name)
    return [f"{name}（{what}，单位：{unit}）", *[f"{p}：{n}" for p, n in rows], f"合计：{sum(n for _, n in rows)}"]
