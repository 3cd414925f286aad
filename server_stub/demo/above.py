"""What comes from above by paper or wire: documents of the city's organs, and telegrams (明传电报)."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from . import days
from .document import Document
from .draft import NUMERALS, Draft
from .places import departments
from .setting import Setting
from .topics import Topic, timely, topics

CITY = "江"
"""What the city's own 机关代字 begin with."""
_HASTE = {"": 5, "加急": 3, "特急": 1}
_WIRE = {"平急": 3, "加急": 4, "特急": 2, "特提": 0.4}
_CITY_WORDS = {
    "区": "全市",
    "我": "我市",
    "我方": "我市",
    "下": "各区（县、市）",
    "upper": "省委、省政府",
    "consent": "",
}


@dataclass(frozen=True)
class _Above:
    """An organ of the city, as the drafts see it."""

    name: str
    organ: str
    code: str
    level: str = "department"


def from_above(rng: random.Random, setting: Setting, on: dt.date, *, wired: bool) -> tuple[Document, str]:
    """A document without its number, and the word its number begins with; `wired`: a telegram."""
    fit = [t for t in topics() if t.in_season(on) and timely(t.paper, on) and "关于" in t.paper]
    if wired:
        fit = [t for t in fit if t.group == "topics_safety"] or fit
    topic = rng.choice(fit)
    issuer, _, matter = topic.paper.partition("关于")
    organ = _Above(issuer, issuer, _code(issuer) + ("明电" if wired else "发"))
    draft = Draft(rng, setting, organ, "D", topic, on)
    draft.words |= {**_CITY_WORDS, "局": issuer}
    title = f"关于切实做好{topic.short}工作的紧急通知" if wired else f"关于{matter}"
    haste = rng.choices(*zip(*(_WIRE if wired else _HASTE).items(), strict=True))[0]
    return _document(draft, topic, title, str(haste)), organ.code


def _document(d: Draft, topic: Topic, title: str, haste: str) -> Document:
    due = d.within(d.d1) if d.rng.random() < 0.7 else None
    recipients = "各区（县、市）人民政府，市级有关单位"
    asked = [f"请于{days.brief(due, d.on)}前将落实情况报送我单位。"] if due else []
    lines = [
        f"{recipients}：",
        d.cause() + "现就有关事项通知如下：",
        *[f"{NUMERALS[n]}、{head}。{text}" for n, (head, text) in enumerate(d.tasks(4))],
        *asked,
        d.unit.organ,
        days.written(d.on),
    ]
    body = "\n".join(lines)
    named = (topic.name, "do", "department")
    return Document(title, "", "通知", haste, body, d.unit.organ, recipients, d.on, due, (), "", "", *named)


def _code(issuer: str) -> str:
    """The 代字 of a city's organ, after that of the district's organ of the same name where there is one."""
    name = issuer.removeprefix("市").replace("“", "").replace("”", "")
    same = next((o for o in departments() if o.name.removeprefix("区") == name), None)
    return CITY + (same.code.removeprefix("明") if same else name.removeprefix("委")[:2])
