"""The desk on which one document is written: its dates, words, people, and what it has already said."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from . import days, names
from .document import Issuer
from .fill import figure, fill
from .places import departments, organ_of
from .setting import Setting
from .tables import sections
from .topics import Task, Topic, timely

NUMERALS = "一二三四五六七八九十"
_OURS = (
    ("分局", "我局"),
    ("局", "我局"),
    ("办公室", "我办"),
    ("部", "我部"),
    ("大队", "我大队"),
    ("馆", "我馆"),
    ("中心", "我中心"),
    ("联合会", "我会"),
    ("总工会", "我会"),
)
_SCALE = {"street": 0.16, "town": 0.14, "community": 0.04, "village": 0.04}
_LOCAL = ("community", "village")


@dataclass
class Draft:
    """One document while it is written.

    `kind` is R government or its office, D department in its own field, I department inside itself, S street,
    T town, C community or village.
    """

    rng: random.Random
    setting: Setting
    unit: Issuer
    kind: str
    topic: Topic
    on: dt.date
    said: set[str] = field(default_factory=set)
    due: dt.date | None = None
    attachments: list[str] = field(default_factory=list)
    to: str = ""

    def __post_init__(self) -> None:
        rng = self.rng
        self.d1 = days.after(self.on, rng.randint(4, 9))
        self.d2 = days.after(self.d1, rng.randint(9, 16))
        self.d3 = days.after(self.d2, rng.randint(10, 22))
        self.person = names.pick(rng)
        self.phone = names.landline(rng.randint(1, 90_000))
        self.scale = _SCALE.get(self.unit.level, 1.0)
        self.words = self._words()

    @property
    def party(self) -> bool:
        """Return whether a party organ writes."""
        return self.unit.organ.startswith("中共")

    @property
    def section(self) -> str:
        """Return the section of a street or town that looks after the topic."""
        return self.topic.section_in(self.unit.level)

    @property
    def ours(self) -> str:
        """Return how the issuer speaks of itself: 我局, 我街道, 我社区."""
        if self.kind in "RSTC":
            return {"R": "我区", "S": "我街道", "T": "我镇"}.get(
                self.kind, "我社区" if self.unit.level == "community" else "我村"
            )
        return next((we for tail, we in _OURS if self.unit.organ.endswith(tail)), "我单位")

    def _words(self) -> dict[str, str]:
        kind, topic = self.kind, self.topic
        lead = organ_of(topic.lead)
        assert lead is not None, topic.lead
        parent = self.setting.parent(self.unit)
        house = {"S": "街道", "T": "镇"}.get(kind, "街道" if parent.endswith("街道") else "镇")
        if self.unit.organ == lead.organ:
            office = self.ours if kind != "R" else "我办"
        elif kind in "STC":
            office = house + self.section
        else:
            office = "办公室" if kind == "I" else lead.name
        whole, below = {
            "R": ("全区", "各街道、镇"),
            "D": ("全区", "各街道、镇"),
            "I": ("全系统", "各科室、直属各单位"),
            "S": ("全街道", "各社区"),
            "T": ("全镇", "各村（社区）"),
        }.get(kind, ("社区内" if self.unit.level == "community" else "全村", "各网格"))
        streets, inner = self.setting.near(self.unit, self.rng, rural="r" in topic.scope and "u" not in topic.scope)
        here = {"D": "我区", "I": self.ours}.get(kind, self.ours)
        upper = {"R": "市委、市政府", "C": parent}.get(kind, "区委、区政府")
        consent = (
            ("经区委同意，" if self.party else "经区政府同意，")
            if kind in "RD" and self.unit.level != "district"
            else ""
        )
        look = days.before(self.on, self.rng.randint(2, 9))
        return {
            "d1": days.brief(self.d1, self.on),
            "d2": days.brief(self.d2, self.on),
            "d3": days.brief(self.d3, self.on),
            "p": days.brief(look, self.on),
            "base": days.brief(days.before(self.on, 1), self.on),
            "per": days.period(self.on),
            "yr": str(self.on.year),
            "区": whole,
            "我": here,
            "我方": self.ours,
            "下": below,
            "局": office,
            "topic": topic.short,
            "upper": upper,
            "consent": consent,
            "parent": parent,
            "st": streets[0],
            "st2": streets[-1],
            "co": inner[0],
            "co2": inner[-1] if len(inner) > 1 else "集镇",
            "党": "社区党组织" if self.unit.level == "community" else "村党组织",
            "民": "居民" if self.unit.level == "community" else "村民",
            "帮": "物业人员" if self.unit.level == "community" else "村务监督委员会成员",
            "neighbour": self.setting.neighbour(self.unit, self.rng),
            "who": self.person.full,
            "tel": self.phone,
            "finance": "财政所" if kind in "STC" else "区财政局",
        }

    def fill(self, text: str, shrink: bool = False, **more: str) -> str:
        """Return the phrase with its slots filled in the words of this document."""
        return fill(text, {**self.words, **more}, self.rng, self.scale if shrink else 1.0)

    def say(self, section: str, **more: str) -> str:
        """Return a phrase of that section that this document has not used."""
        return self.several(section, 1, **more)[0]

    def several(self, section: str, count: int, **more: str) -> list[str]:
        """Return so many different unused phrases of that section."""
        return [self.fill(raw, shrink=False, **more) for raw in self.unused(sections("phrases")[section], count)]

    def unused(self, pool: Sequence[str], count: int) -> list[str]:
        """Return up to `count` lines of the pool, none used before in this document, in the pool's order."""
        free = [line for line in pool if line not in self.said]
        chosen = self.rng.sample(free, min(count, len(free)))
        self.said.update(chosen)
        return [line for line in free if line in chosen] if count > 1 else chosen

    def tasks(self, count: int, first: Task | None = None) -> list[tuple[str, str]]:
        """Return headings and texts of tasks, `first` at the head of them."""
        town = self.kind == "S" or self.unit.level == "community"
        free = [t for t in self.topic.tasks if t is not first and t.head not in self.said]
        free = [t for t in free if not (town and "农村" in t.head)]
        rest = self.rng.sample(free, min(count - (first is not None), len(free)))
        chosen = ([first] if first is not None else []) + sorted(rest, key=self.topic.tasks.index)
        self.said.update(t.head for t in chosen)
        return [(t.head, "".join(self.fill(s) + "。" for s in t.text)) for t in chosen]

    def long_tasks(self, count: int) -> list[tuple[str, str]]:
        """Return tasks as `tasks` does, each with a further sentence and who answers for it."""
        rows = self.tasks(count)
        more = self.deepen(len(rows))
        who = self.answering(len(rows))
        return [
            (h, f"{t}{m}（责任单位：{w}）") for (h, t), m, w in zip(rows, more + [""] * len(rows), who, strict=False)
        ]

    def deepen(self, count: int) -> list[str]:
        """Return further sentences on how to go about a task; office matters have no 点位 to inspect."""
        pool = sections("phrases")["deepen"]
        if "c" in self.topic.scope:
            pool = tuple(line for line in pool if not any(w in line for w in ("点位", "整改", "停用", "夜间", "企业")))
        return [self.fill(raw) for raw in self.unused(pool, count)]

    def answering(self, count: int) -> list[str]:
        """Return which units answer for each of so many tasks."""
        lead = organ_of(self.topic.lead)
        assert lead is not None
        if self.kind in "RD":
            pool, first, last = self.colleagues(6), lead.name, "各街道（镇）"
        elif self.kind in "ST":
            desks = ("党政办", "党建办", "平安法治办", "公共服务办", "综合执法队", "应急管理站", "财政所")
            pool, first, last = [s for s in desks if s != self.section], self.section, "各社区（村）"
        else:
            pool, first, last = ["综合科室", "业务科室", "机关党委"], "办公室", "直属各单位"
        return [
            "、".join((first, *self.rng.sample(pool, self.rng.randint(0, 1)), *[last] * (self.rng.random() < 0.7)))
            for _ in range(count)
        ]

    def cause(self) -> str:
        """Return a sentence on why the document is written."""
        fit = [c for c in self.topic.causes if timely(c, self.on)] or self.topic.causes
        return self.fill(self.unused(fit, 1)[0], shrink=True)

    def results(self, count: int) -> list[str]:
        """Return sentences with what has been achieved, in figures that agree."""
        if self.unit.level in _LOCAL:
            return [self.fill(line) for line in self.unused(self.topic.done, count)]
        return [self.fill(line, shrink=True) for line in self.unused(self.topic.results, count)]

    def faults(self, count: int) -> list[str]:
        """Return what is wrong, as clauses without a full stop."""
        return [self.fill(line) for line in self.unused(self.topic.faults, count)]

    def counted(self) -> str:
        """Return a sentence with a total and its parts, which add up."""
        what, unit, low, high = self.topic.count
        total = figure(self.rng, low, high, self.scale, least=12)
        first = round(total * self.rng.uniform(0.52, 0.68))
        parts: tuple[tuple[str, int], ...]
        if self.kind in "ST":
            near = round(first * self.rng.uniform(0.35, 0.45))
            far = round((first - near) * self.rng.uniform(0.35, 0.6))
            parts = ((self.words["co"], near), (self.words["co2"], far), ("其余各社区（村）", total - near - far))
        else:
            if "r" in self.topic.scope and "u" not in self.topic.scope:
                first = total - first
            one, other = ("机关科室", "直属单位") if self.kind == "I" else ("街道", "镇")
            if self.unit.level in _LOCAL:
                one, other = "第一、第二网格", "其余网格"
            parts = ((one, first), (other, total - first))
        said = "、".join(f"{where}{number}{unit}" for where, number in parts)
        return f"截至{self.words['base']}，{self.words['区']}共{what}{total}{unit}，其中{said}。"

    def consented(self, opening: str) -> str:
        """Return the opening, saying by whose leave an office or department addresses streets and towns."""
        if not self.words["consent"] or "同意" in opening:
            return opening
        head, found, tail = opening.rpartition("现")
        return head + self.words["consent"] + found + tail if found else self.words["consent"] + opening

    def mulled(self) -> str:
        """Return a sentence on what has gone wrong so far, or nothing."""
        if self.rng.random() < 0.35:
            return ""
        f1, f2 = self.faults(2)
        return self.say("mulled", f1=f1, f2=f2)

    def contact(self) -> str:
        """Return the line that names whom to ask."""
        return self.say("contact")

    def attach(self, most: int = 2) -> None:
        """Attach some of the topic's papers."""
        count = self.rng.randint(0, most)
        self.attachments += [self.fill(a) for a in self.rng.sample(self.topic.attachments, count)]

    def down(self) -> str:
        """Return those addressed by an ordinary document to lower and fellow organs."""
        if self.kind == "R" and self.party:
            return "各街道党工委、各镇党委，区级机关各部门党组（党委）"
        if self.kind == "D":
            return "各街道党工委、各镇党委，区级有关单位" if self.party else "各街道办事处、各镇人民政府，区级有关单位"
        return {
            "R": "各街道办事处、各镇人民政府，区政府各部门、各直属单位",
            "I": "机关各科室、直属各单位",
            "S": "各社区党组织、居民委员会，街道各办（站、所、队）",
            "T": "各村（社区），镇属各办（站、所、队）",
        }.get(self.kind, "各居民小组、各网格")

    def up(self) -> str:
        """Return the organ above."""
        if self.kind == "C":
            return self.setting.parent_organ(self.unit)
        if self.kind == "R":
            return "中共市委办公室" if self.party else "市人民政府"
        return "中共明州区委" if self.party else "明州区人民政府"

    def colleagues(self, count: int) -> list[str]:
        """Return the names of other organs of the district."""
        keys = sections("fellows")[self.topic.group][0].split()
        others = [o for o in departments() if o.key in keys and o.organ != self.unit.organ and o.key != self.topic.lead]
        return [o.name for o in sorted(self.rng.sample(others, count), key=others.index)]

    def within(self, day: dt.date) -> dt.date:
        """Note a deadline the document sets; the earliest one is the document's own."""
        self.due = day if self.due is None else min(day, self.due)
        return day
