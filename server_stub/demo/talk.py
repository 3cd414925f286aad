"""What people write on a document: opinions by kind and role, reasons, names of files."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from . import days, names
from .document import Document
from .fill import fill
from .tables import sections
from .topics import Topic, topics


@dataclass(frozen=True)
class Voice:
    """Who speaks: the level of the unit, the places it has, and colleagues as (name, title)."""

    level: str
    places: Sequence[str]
    people: Sequence[tuple[str, str]] = ()


@cache
def kinds() -> dict[str, tuple[str, ...]]:
    """Return every kind of opinion with the roles that write it."""
    found: dict[str, tuple[str, ...]] = {}
    for key in sections("opinions"):
        kind, role = key.split(".")
        found[kind] = (*found.get(kind, ()), role)
    return found


_ALIASES = {
    "拟办": "propose",
    "批示": "instruct",
    "阅": "read",
    "分办": "assign",
    "承办": "handle",
    "办结": "result",
    "会签": "countersign",
    "核稿": "review",
    "签发": "sign_off",
    "转阅": "forward",
    "加阅": "add",
    "催阅": "urge",
}
_REASONS = {"退回": "return", "跳过": "skip", "结束": "close", "send_back": "return"}
_LETTER = {"street": "s", "town": "s", "department": "d", "district": "d", "community": "c", "village": "c"}
_GROUP = {
    "meeting": "m",
    "training": "m",
    "report": "r",
    "local_report": "r",
    "minutes": "r",
    "praise": "p",
    "adjust": "p",
    "request": "a",
    "local_ask": "a",
    "letter": "f",
    "answer": "f",
    "consult": "f",
    "approve": "n",
}
_SECTIONS = ("平安法治办", "公共服务办", "经济发展办", "党建办", "应急管理站", "综合执法队", "财政所")
_BOSS = {"s": ("主要领导", "分管领导", "班子领导"), "d": ("局领导", "分管领导", "主要领导"), "c": ("书记", "主任")}
_TITLES = ("书记", "主任", "局长", "部长", "镇长", "大队长", "馆长", "主席", "理事长", "区长")
_LINE = re.compile(r"([sdc]*)(?:/([nmraf]+))?:(.*)")
_TABLE = ("表", "清单", "台账", "名册", "名单", "明细", "汇总", "统计")


def opinion(rng: random.Random, kind: str, who: str, doc: Document, voice: Voice, on: dt.date) -> str:
    """Return an opinion of 1 to 120 characters that fits the document, its kind and who writes."""
    kind = _ALIASES.get(kind, kind)
    roles = kinds()[kind]
    pool = sections("opinions")[f"{kind}.{who if who in roles else roles[0]}"]
    topic = next(t for t in topics() if t.name == doc.topic)
    words = _words(rng, topic, doc, voice, on)
    fit = _fit(pool, _LETTER[voice.level], _GROUP.get(doc.pattern, "n"), words)
    for _ in range(20):
        # lines that speak of this document count double, yet much of what people write is short and general
        line = rng.choices([f[0] for f in fit], [f[1] for f in fit])[0]
        text = nested(fill(line, words, rng))
        if len(text) <= 120:
            return text
    return "已阅。"


def nested(text: str) -> str:
    """Return the text with quotes inside quotes turned to single ones."""
    depth, made = 0, []
    for character in text:
        depth -= character == "”"
        made.append({"“": "‘", "”": "’"}.get(character, character) if depth > 0 else character)
        depth += character == "“"
    return "".join(made)


def _fit(pool: Sequence[str], letter: str, group: str, words: dict[str, str]) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    for line in pool:
        match = _LINE.fullmatch(line)
        writers, groups, text = match.groups() if match else ("", None, line)
        if (writers and letter not in writers) or (groups and group not in groups):
            continue
        slots = re.findall(r"\{(\w+)\}", text)
        if all(words.get(s) for s in slots) and not (text.startswith("附件清单") and not words["attached"]):
            found.append((text, 2.0 if match else 1.0))
    return found


def _words(rng: random.Random, topic: Topic, doc: Document, voice: Voice, on: dt.date) -> dict[str, str]:
    letter = _LETTER[voice.level]
    due = doc.due if doc.due is not None and doc.due > on else days.after(on, rng.randint(3, 8))
    earlier = days.before(due, 1)
    due = earlier if earlier > on and rng.random() < 0.6 else due
    heads = [t.head for t in topic.tasks if t.head in doc.body] or [t.head for t in topic.tasks]
    near = [p for p in voice.places if p in doc.body] or list(voice.places)
    place = rng.choice(near) if near else ""
    people = [n for n, _ in voice.people]
    while len(people) < 3:
        people.append(names.pick(rng, people, senior=True).full)
    first, second = rng.sample(people, 2)
    bosses = [t for t in (_boss(n, title) for n, title in voice.people) if t] or list(_BOSS[letter])
    few = rng.randint(2, 5)
    head, head2 = rng.sample(heads if len(heads) > 1 else [t.head for t in topic.tasks], 2)
    one, other_done = (fill(line, {"co": place or "辖区"}, rng) for line in rng.sample(topic.done, 2))
    section = topic.section_in(voice.level)
    other = [s for s in _SECTIONS if s != section]
    return {
        "boss": rng.choice(bosses),
        "sec": section,
        "sec2": rng.choice(other),
        "sec_": section if letter == "s" else "办公室" if letter == "d" else "文书",
        "due": days.brief(due, on),
        "late": days.brief(days.after(due, 5), on),
        "head": head,
        "head2": head2,
        "many": str(rng.randint(4, 9)),
        "topic": topic.short,
        "contact": f"{doc.contact}同志" if doc.contact else "",
        "urg": doc.urgency,
        "few": str(few),
        "one": str(rng.randint(1, few - 1)),
        "place": place,
        "wd": rng.choice("三四五"),
        "given": _given(first),
        "given2": _given(second),
        "cost": str(rng.randint(2, 6)),
        "attached": "y" if doc.attachments else "",
        "done": one,
        "done2": other_done,
    }


def _given(name: str) -> str:
    """Return how a leader names a colleague: the given name, all of a two-character name."""
    return name[-2:] if len(name) >= 3 else name


def _boss(name: str, title: str) -> str:
    """Return surname and rank (陈书记, 王副局长), or nothing for titles no one is called by."""
    rank = next((t for t in _TITLES if title.endswith(t)), "")
    if not rank:
        return ""
    surname = name[:2] if name[:2] in ("欧阳", "上官") else name[0]
    return surname + ("副" if title.endswith("副" + rank) else "") + rank


def reason(rng: random.Random, kind: str) -> str:
    """Return a reason for 退回, 跳过 or 结束."""
    return rng.choice(sections("reasons")[_REASONS.get(kind, kind)])


def attachment_name(rng: random.Random, doc: Document) -> str:
    """Return a file name as offices give them."""
    topic = next(t for t in topics() if t.name == doc.topic)
    own = [*doc.attachments] or [fill(a, {"yr": str(doc.date.year)}, rng) for a in topic.attachments]
    name = rng.choice(own)
    table = name.endswith(_TABLE)
    ends = (".xlsx", ".xls", ".et") if table else (".docx", ".doc", ".wps", ".pdf")
    forms = [
        f"附件{own.index(name) + 1}：{name}{rng.choice(ends)}",
        f"{name}{'.xlsx' if table else '.docx'}",
        f"{name}（{rng.choice(('定稿', '盖章扫描件', '最新', '修改稿'))}）.pdf",
        f"{doc.number} {doc.title}.pdf",
        f"{doc.title}.{rng.choice(('docx', 'ofd', 'pdf'))}",
        f"{topic.short}附件{rng.choice(('', '汇总', '材料'))}.{rng.choice(('zip', 'rar'))}",
        f"扫描件{doc.date:%Y%m%d}-{rng.randint(1, 30):02d}.pdf",
    ]
    return rng.choices(forms, (5, 4, 2, 2, 2, 1, 1))[0]
