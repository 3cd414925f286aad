"""督查 and 督办 in the demo: an item in every stage, with what units report; its chance is drawn by the seed alone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from oa_client.domain.calendar import WorkingDays
from server_stub.demo.cast import OUTER, ROOT, Cast, Seat
from server_stub.demo.hours import Hours
from server_stub.demo.script import DAY, Script, Step
from server_stub.demo.story import Fields

KIND = "supervision"
STAGES = (
    "proposed",
    "approved",
    "issued",
    "accepted",
    "broken_down",
    "asking",
    "granted",
    "applied",
    "sent_back",
    "returned",
    "standing",
    "overdue",
    "suspended",
    "reported",
    "closed",
    "objected",
    "evaluated",
    "cancelled",
    "declined",
)
"""How far they have come, in the order they are dealt."""
_WHAT = (
    ("12个老旧小区改造年内完工", "work_report", "按月报送形象进度，11月底前全部完工并组织居民评议。"),
    ("城乡供水一体化三期工程", "livelihood", "年底前通水，逐村核实入户情况。"),
    ("区政府常务会议关于防汛隐患整改的决定", "meeting", "对排查出的37处隐患逐一销号，整改前后照片存档。"),
    ("区长关于农贸市场消防安全的批示", "instruction", "立即组织全面检查，存在问题限期整改并报结果。"),
    ("政协关于增设口袋公园的提案办理", "proposal", "与提案委员沟通不少于两次，按期书面答复。"),
    ("网民反映夜间施工噪声问题处置", "public_opinion", "五日内核实处置，向反映人反馈。"),
    ("市政府督查室交办营商环境问题整改", "superior", "逐条对照整改，整改报告经主要负责人签字后报送。"),
    ("镇村生活污水治理设施运维", "work_report", "每季度通报设施完好率，故障设施一周内修复。"),
    ("中小学校门前道路交通整治", "livelihood", "开学前完成标线和隔离设施，高峰时段定人定岗。"),
    ("历史遗留违法建设处置", "meeting", "按清单分类处置，疑难问题提交专题会议。"),
)
_INSIDE = ("机关值班纪律整改", "便民服务中心窗口作风整改", "社区网格巡查问题整改", "重点项目征迁扫尾")
_REPORTS = (
    ("已完成前期摸底，方案报审。", 20),
    ("按计划推进，累计完成过半。", 55),
    ("主体工作完成，正在收尾。", 85),
)
_PROBLEMS = ("个别点位管线迁改未协调到位。", "专项资金尚有缺口。", "")


@dataclass(frozen=True, slots=True)
class _House:
    """Who supervises, who opens it, and whose clerks have to do it."""

    officer: Seat
    leader: Seat
    lead: Seat
    assist: Seat | None = None
    below: Seat | None = None

    @property
    def units(self) -> Fields:
        """Whom it is given to."""
        others = [f"c{self.assist.unit}"] if self.assist else []
        return {"lead": f"c{self.lead.unit}", "assist": others}


class Supervised:
    """The items of the district and of the streets and towns inside their own houses."""

    def __init__(self, cast: Cast, days: WorkingDays, seed: int, now: int) -> None:
        """Until `now`."""
        self._cast, self._now = cast, now
        self._rng = random.Random(f"supervision{seed}")
        self._hours = Hours(days, self._rng)

    def scripts(self, count: int) -> Iterator[Script]:
        """As many items of the district, and one of each street and town."""
        for n in range(count):
            if (house := self._district()) is not None:
                yield self._item(house, _WHAT[n % len(_WHAT)], STAGES[n % len(STAGES)], n)
        for n, unit in enumerate(u.id for u in self._cast.district.units if u.level in OUTER and count):
            if (house := self._inside(unit)) is not None:
                what = (_INSIDE[n % len(_INSIDE)], "meeting", "一周内拿出措施，月底前整改到位。")
                yield self._item(house, what, ("accepted", "broken_down", "closed")[n % 3], n, mode="internal")

    def _officer(self, unit: int) -> Seat | None:
        """Somebody in his post of supervisor there."""
        posts = {p.id for p in self._cast.district.posts if p.unit == unit and "supervisor" in p.roles}
        held = [(s, p) for s in self._cast.seats.values() for p in self._cast.held[s.person] if p in posts]
        return replace(held[0][0], post=held[0][1], unit=unit) if held else None

    def _leader(self, unit: int) -> Seat | None:
        found = [s for s in self._cast.of_unit[unit] if s.role == "leader"]
        return self._rng.choice(found) if found else None

    def _district(self) -> _House | None:
        officer, leader = self._officer(ROOT), self._leader(ROOT)
        outer = [s for s in self._cast.outer_clerks() if self._below(s.unit)]
        if officer is None or leader is None or len({s.unit for s in outer}) < 2:
            return None
        lead = self._rng.choice(outer)
        assist = self._rng.choice([s for s in outer if s.unit != lead.unit])
        return _House(officer, leader, lead, assist, self._below(lead.unit))

    def _inside(self, unit: int) -> _House | None:
        officer, leader, below = self._officer(unit), self._leader(unit), self._below(unit)
        if officer is None or leader is None or below is None:
            return None
        return _House(officer, leader, below)

    def _below(self, unit: int) -> Seat | None:
        found = [s for child in self._cast.district.children(unit) for s in self._cast.clerks(child.id)]
        return found[0] if found else None

    def _later(self, at: int, low: float, high: float) -> int:
        return self._hours.later(at, low, high)

    def _begun(self, until: str) -> int:
        """So long ago that it can have come there by now."""
        days = {"closed": 60, "objected": 60, "evaluated": 75, "overdue": 40}.get(until, 24)
        return self._hours.within(self._now - (days + self._rng.randint(0, 4)) * DAY)

    def _item(self, house: _House, what: tuple[str, str, str], until: str, n: int, mode: str = "government") -> Script:
        title, source, wanted = what
        at = self._begun(until)
        left = -3 if until == "overdue" else (2, 5, 12, 30)[n % 4]
        fields: Fields = {
            "title": title,
            "mode": mode,
            "source": source,
            "requirements": wanted,
            "plan": "2026年度督查计划" if mode == "government" else "",
            "cycle": "monthly" if source in {"work_report", "livelihood"} else "none",
            "due": self._hours.closing(self._now + left * DAY),
            "approver": house.leader.scope,
            "slips": mode == "government" and n % 5 == 0,
            "contact": house.officer.name,
            **house.units,
        }
        fields = {name: value for name, value in fields.items() if value not in ("", [], False)}
        matter = (yield Step(at, house.officer, KIND, "propose", fields)).matter
        yield from self._opened(house, matter, at, until, fields)

    def _opened(self, house: _House, matter: str, at: int, until: str, fields: Fields) -> Script:
        if until == "proposed":
            return
        at = self._later(at, 1, 8)
        if until == "declined":
            yield Step(at, house.leader, KIND, "refuse_item", {"reason": "已列入另一项督查，不再单独立项。"}, matter)
            return
        yield Step(at, house.leader, KIND, "approve", {"opinion": "同意立项，抓好落实。"}, matter)
        if until == "approved":
            return
        at = self._later(at, 1, 6)
        given: Fields = {name: fields[name] for name in ("lead", "assist", "due") if name in fields}
        yield Step(at, house.officer, KIND, "issue", given, matter)
        if until != "issued":
            yield from self._handled(house, matter, at, until, fields)

    def _handled(self, house: _House, matter: str, at: int, until: str, fields: Fields) -> Script:
        at = self._later(at, 1, 7)
        if until == "returned":
            yield Step(at, house.lead, KIND, "decline", {"reason": "该事项不属我单位职责。"}, matter, track=0)
            return
        yield Step(at, house.lead, KIND, "accept", {"contact": house.lead.name}, matter, track=0)
        if house.assist is not None and until != "accepted":
            yield Step(self._later(at, 1, 4), house.assist, KIND, "accept", {}, matter, track=1)
        for words, progress in _REPORTS[: 3 if until in {"closed", "evaluated", "objected", "reported"} else 2]:
            at = self._later(at, 20, 40)
            said: Fields = {"progress": progress, "opinion": words, "problems": self._rng.choice(_PROBLEMS)}
            yield Step(at, house.lead, KIND, "report", {k: v for k, v in said.items() if v != ""}, matter, track=0)
        yield from self._gone_on(house, matter, at, until, fields)

    def _gone_on(self, house: _House, matter: str, at: int, until: str, fields: Fields) -> Script:
        at, due = self._later(at, 4, 20), fields["due"]
        assert isinstance(due, int)
        officer, lead = house.officer, house.lead
        if until == "broken_down" and house.below is not None:
            yield from self._broken_down(house, house.below, matter, at, due)
        elif until in {"asking", "granted"}:
            asked: Fields = {"new_due": due + 10 * DAY, "reason": "连续降雨影响施工，申请顺延。"}
            yield Step(at, lead, KIND, "request_extension", asked, matter, track=0)
            if until == "granted":
                at = self._later(at, 2, 10)
                granted: Fields = {"new_due": due + 7 * DAY, "opinion": "同意顺延七日。"}
                yield Step(at, officer, KIND, "grant_extension", granted, matter, track=0)
        elif until == "suspended":
            yield Step(at, officer, KIND, "suspend", {"reason": "待上级规划批复后继续。"}, matter)
        elif until == "cancelled":
            yield Step(at, officer, KIND, "ask_cancel", {"reason": "上级政策调整，事项不再实施。"}, matter)
            yield Step(self._later(at, 1, 5), house.leader, KIND, "cancel", {"reason": "同意撤销。"}, matter)
        elif until not in {"accepted", "overdue"}:
            yield from self._finished(house, matter, at, until, due)

    def _broken_down(self, house: _House, below: Seat, matter: str, at: int, due: int) -> Script:
        lead, first = house.lead, 2 if house.assist else 1
        for n, part in enumerate(("入户摸底登记", "问题点位整改")):
            fields: Fields = {"part": part, "holders": [below.scope if n else f"c{below.unit}"], "due": due}
            at = self._later(at, 0.2, 1)
            yield Step(at, lead, KIND, "break_down", fields, matter, track=0)
        at = self._later(at, 2, 8)
        yield Step(at, below, KIND, "accept", {}, matter, track=first)
        said: Fields = {"progress": 60, "opinion": "已登记312户，剩余的周末入户。"}
        yield Step(self._later(at, 8, 20), below, KIND, "report", said, matter, track=first)

    def _finished(self, house: _House, matter: str, at: int, until: str, due: int) -> Script:
        officer, lead = house.officer, house.lead
        yield Step(at, lead, KIND, "apply_completion", {"opinion": "已按要求全部完成，申请办结。"}, matter, track=0)
        if until == "applied":
            return
        at = self._later(at, 2, 12)
        if until == "sent_back":
            yield Step(at, officer, KIND, "send_back", {"reason": "两处点位未见整改佐证，请补充。"}, matter, track=0)
            return
        if until == "standing":
            turned: Fields = {
                "new_due": due + 180 * DAY,
                "cycle": "quarterly",
                "reason": "需建立长效机制，转长期推进。",
            }
            yield Step(at, officer, KIND, "turn_long", turned, matter, track=0)
            return
        yield Step(at, officer, KIND, "pass_completion", {"opinion": "情况属实，同意办结。"}, matter, track=0)
        if house.assist is not None:
            at = self._later(at, 2, 8)
            done: Fields = {"opinion": "协办事项已完成。"}
            yield Step(at, house.assist, KIND, "apply_completion", done, matter, track=1)
            yield Step(self._later(at, 2, 6), officer, KIND, "pass_completion", {}, matter, track=1)
            at = self._later(at, 7, 12)
        if until != "reported":
            yield from self._closed(house, matter, self._later(at, 2, 10), until)

    def _closed(self, house: _House, matter: str, at: int, until: str) -> Script:
        conclusion: Fields = {"conclusion": "经核查，事项按要求落实到位，准予销号。"}
        yield Step(at, house.officer, KIND, "close", conclusion, matter)
        if until == "objected":
            wrong: Fields = {"reason": "结论中我单位完成时间认定有误，请复核。"}
            yield Step(self._later(at, 5, 20), house.lead, KIND, "object", wrong, matter, track=0)
        elif until == "evaluated":
            yield Step(self._later(at, 5, 20), house.officer, KIND, "evaluate", {"grade": "good"}, matter)
