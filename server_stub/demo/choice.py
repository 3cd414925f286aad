"""Who writes what about which topic, and how often."""

from __future__ import annotations

import datetime as dt

from . import days, downward, local, notices, upward
from .document import Issuer
from .parts import Pattern
from .places import organ_of
from .topics import Topic, timely

# pattern: weight with each kind of issuer (R government or its office, D department in its field, I department
# inside itself, S street, T town, C community or village)
PATTERNS: dict[str, tuple[Pattern, dict[str, float]]] = {
    "do": (notices.do, {"R": 3, "D": 5, "I": 5, "S": 5, "T": 5}),
    "strengthen": (notices.strengthen, {"R": 2, "D": 2, "I": 2, "S": 2, "T": 2}),
    "campaign": (notices.campaign, {"R": 3, "D": 3, "S": 2, "T": 2}),
    "issue": (downward.issue, {"R": 4, "D": 2, "S": 1, "T": 1}),
    "meeting": (notices.meeting, {"R": 4, "D": 3, "I": 2, "S": 3, "T": 3}),
    "forward": (downward.forward, {"R": 2, "D": 2, "S": 3, "T": 3}),
    "state": (downward.state, {"R": 2, "D": 2, "S": 1, "T": 1}),
    "praise": (downward.praise, {"R": 0.5, "D": 0.4}),
    "check": (notices.check, {"R": 1, "D": 2, "I": 1, "S": 1, "T": 1}),
    "training": (notices.training, {"D": 2, "I": 1}),
    "holiday": (notices.holiday, {"R": 2, "D": 1, "I": 1, "S": 2, "T": 2}),
    "collect": (downward.collect, {"R": 0.4, "D": 0.8, "S": 0.5, "T": 0.5}),
    "adjust": (downward.adjust, {"R": 2, "S": 1.5, "T": 1.5}),
    "opinion": (downward.opinion, {"R": 1.5, "S": 0.4, "T": 0.4}),
    "report": (upward.report, {"R": 0.7, "D": 2, "I": 0.5, "S": 3, "T": 3}),
    "request": (upward.request, {"D": 1.5, "S": 2.5, "T": 2.5}),
    "letter": (upward.letter, {"D": 2.5, "S": 1.5, "T": 1.5}),
    "answer": (upward.answer, {"D": 1.5}),
    "consult": (upward.consult, {"D": 1.5}),
    "approve": (upward.approve, {"R": 2}),
    "minutes": (upward.minutes, {"R": 2.5, "D": 0.7, "S": 1, "T": 1}),
    "local_report": (local.local_report, {"C": 6}),
    "local_meeting": (local.local_meeting, {"C": 2}),
    "local_ask": (local.local_ask, {"C": 3}),
}
_HOLIDAY_TOPICS = frozenset(
    (
        "防汛防台",
        "消防安全",
        "安全生产",
        "道路交通安全",
        "森林防火",
        "假日旅游",
        "值班工作",
        "平安建设",
        "市容环境整治",
        "城市供水",
        "公共文化服务",
        "促消费",
        "低温雨雪冰冻",
    )
)
_NOT_ASKED_BY_STREETS = frozenset(("疫苗接种", "城市供水", "校外培训治理", "工业经济运行", "医疗保障", "干部培训"))
_NO_LETTER_FROM_STREETS = frozenset(
    (
        "作风建设",
        "审计整改",
        "档案管理",
        "统计工作",
        "政务公开",
        "反诈宣传",
        "疫苗接种",
        "就业创业",
        "城市供水",
        "校外培训治理",
        "征兵工作",
        "医疗保障",
        "工业经济运行",
        "招商引资",
        "促消费",
        "节能降碳",
        "重大项目推进",
        "网络安全",
        "基层党建",
        "政务服务",
    )
)
_NOT_BY_GOVERNMENT = {"do", "strengthen", "check", "collect", "meeting", "forward", "adjust", "holiday", "minutes"}
_NOT_BY_PARTY = {"request", "consult", "approve", "minutes"}


def open_patterns(unit: Issuer, kind: str, topic: Topic, on: dt.date, last: str) -> dict[str, float]:
    """Return the patterns the unit may use for the topic on that day, with their weights; never the last one."""
    street = kind in "ST"
    small = any(row.startswith(f"{topic.name}|") for row in local.small_asks())
    own_letter = topic.letter.to != unit.organ and not (street and topic.name in _NO_LETTER_FROM_STREETS)
    government = unit.level == "district"  # its office does the everyday writing
    closed = {
        "holiday": days.festival(on) is None or topic.name not in _HOLIDAY_TOPICS,
        "local_ask": not small,
        "letter": not own_letter or not timely(topic.letter.text, on),
        "forward": not timely(topic.paper, on),
        "request": street and topic.name in _NOT_ASKED_BY_STREETS,
        "approve": not government,
        "minutes": not days.is_working(on),
    }
    shut = {name for name, is_closed in closed.items() if is_closed} | {last}
    shut |= _NOT_BY_GOVERNMENT if government else set()
    shut |= _NOT_BY_PARTY if unit.organ.startswith("中共") else set()
    return {name: weights[kind] for name, (_, weights) in PATTERNS.items() if kind in weights and name not in shut}


def fitness(unit: Issuer, topic: Topic) -> tuple[str, float]:
    """Return as what a unit would write about a topic, and how readily (0: never)."""
    scope, level = topic.scope, unit.level
    rural, urban = "r" in scope, "u" in scope
    if level == "department":
        lead = organ_of(topic.lead)
        if unit.organ in ("明州区人民政府办公室", "中共明州区委办公室"):
            own = (lead is not None and lead.organ.startswith("中共")) == unit.organ.startswith("中共")
            return "R", 1.0 if own else 0.0
        if lead is not None and lead.organ == unit.organ:
            return "D", 4.0
        return "I", 0.35 if "c" in scope else 0.0
    if level == "district":
        return "R", 0.0 if topic.lead in ("组织部", "宣传部", "纪委", "政法委") else 1.0
    if level in ("street", "town"):
        fits = "s" in scope and not (rural and not urban if level == "street" else urban and not rural)
        return ("S" if level == "street" else "T"), 1.0 if fits else 0.0
    fits = "v" in scope and (urban if level == "community" else rural)
    return "C", 1.0 if fits else 0.0
