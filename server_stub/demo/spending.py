"""财政审批 in the demo: the rules of who decides, budget lines of streets and towns, an application in every stage."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from oa_client.domain.calendar import BEIJING, WorkingDays
from server_stub.demo.cast import OUTER, ROOT, Cast, Seat
from server_stub.demo.hours import Hours
from server_stub.demo.script import DAY, Script, Step
from server_stub.demo.story import Fields

WAN = 1_000_000
RULES = """年初预算 | 预算内 | 0 | 10万元 | 业务科室 > 财政局长 > 分管副区长
年初预算 | 预算内 | 10万元 | 100万元 | 业务科室 > 财政局长 > 分管副区长 > 区长
年初预算 | 预算内 | 100万元 | 不限 | 业务科室 > 财政局长 > 分管副区长 > 区长 > 常务会议
上级补助 | 不限 | 0 | 不限 | 业务科室 > 财政局长 > 分管副区长
追加 | 不限 | 0 | 50万元 | 业务科室 > 财政局长 > 分管副区长 > 区长
追加 | 不限 | 50万元 | 不限 | 业务科室 > 财政局长 > 分管副区长 > 区长 > 常务会议"""
STAGES = (
    "unit_head",
    "finance_section",
    "finance_bureau_head",
    "vice_head",
    "district_head",
    "returned",
    "approved",
    "issued",
    "paying",
    "archived",
)
"""How far they have come, in the order they are dealt."""
_WHAT = (
    ("购置防汛排水泵", "江海机电设备有限公司", 86_000_00, "汛前补充移动排水泵 4 台，用于低洼路段排涝。"),
    ("社区养老服务中心电梯维修", "安达电梯工程有限公司", 64_800_00, "电梯年检不合格，需更换曳引机并重新检验。"),
    ("农贸市场消防管网改造", "恒通消防工程有限公司", 1_380_000_00, "整改消防检查提出的管网渗漏和水压不足。"),
    ("城乡供水一体化管道延伸", "明州水务工程有限公司", 9_650_000_00, "两个行政村 312 户接通区管网供水。"),
    ("背街小巷路灯更新", "光明照明工程有限公司", 428_600_00, "更换老化路灯 186 盏，改为节能灯具。"),
    ("网格巡查终端采购", "云图信息技术有限公司", 98_000_00, "为专职网格员配发巡查终端 35 台。"),
    ("文化礼堂屋面防水", "固安防水工程有限公司", 73_250_50, "屋面渗漏，影响汛期避灾安置使用。"),
    ("校门口交通设施完善", "交安设施工程有限公司", 52_400_00, "增设护栏、标线和减速带。"),
    ("防汛物资储备", "江海机电设备有限公司", 59_900_00, "补充编织袋、救生衣和照明设备。"),
    ("垃圾分类亭改造", "净美环境科技有限公司", 91_300_00, "改造分类投放亭 12 座。"),
)


@dataclass(frozen=True, slots=True)
class _Bureau:
    """Who decides on money."""

    section: Seat
    head: Seat
    vice: Seat
    district: Seat


class Spending:
    """The money of the district."""

    def __init__(self, cast: Cast, days: WorkingDays, seed: int, now: int) -> None:
        """Until `now`."""
        self._cast, self._now = cast, now
        self._rng = random.Random(f"spending{seed}")
        self._hours = Hours(days, self._rng)

    def scripts(self, count: int) -> Iterator[Script]:
        """The rules, then as many applications."""
        bureau = self._bureau()
        outer = [s for s in self._cast.outer_clerks() if self._head(s.unit) is not None]
        if bureau is None or not outer or not count:
            return
        yield self._rules(bureau)
        for n in range(count):
            yield self._application(bureau, outer[n % len(outer)], n)

    def _bureau(self) -> _Bureau | None:
        held = [self._in_post(role) for role in ("finance", "finance_head", "finance_leader")]
        district = next((s for s in self._cast.of_unit[ROOT] if self._title(s) == "区长"), None)
        section, head, vice = held
        return _Bureau(section, head, vice, district) if section and head and vice and district else None

    def _in_post(self, role: str) -> Seat | None:
        posts = {p.id: p for p in self._cast.district.posts if role in p.roles}
        found = [(s, p) for s in self._cast.seats.values() for p in self._cast.held[s.person] if p in posts]
        return replace(found[0][0], post=found[0][1], unit=posts[found[0][1]].unit) if found else None

    def _title(self, seat: Seat) -> str:
        return next(p.title for p in self._cast.district.posts if p.id == seat.post)

    def _head(self, unit: int) -> Seat | None:
        return next((s for s in self._cast.of_unit[unit] if s.role == "leader" and s.level in OUTER), None)

    def _later(self, at: int, low: float = 2, high: float = 10) -> int:
        return self._hours.later(at, low, high)

    def _rules(self, bureau: _Bureau) -> Script:
        at = self._hours.within(self._now - 200 * DAY)
        fields: Fields = {
            "title": "明州区财政资金审批权限",
            "effective_from": at,
            "table": RULES,
            "basis": "明政发〔2026〕3号",
            "finance_section": f"o{bureau.section.post}",
            "finance_bureau_head": f"o{bureau.head.post}",
            "vice_head": f"o{bureau.vice.post}",
            "district_head": f"o{bureau.district.post}",
        }
        yield Step(at, bureau.head, "fiscal_rules", "enact", fields)

    def _line(self, bureau: _Bureau, unit: int, n: int, amount: int, at: int) -> Step:
        fields: Fields = {
            "title": _WHAT[n % len(_WHAT)][0][:12],
            "owner": f"u{unit}",
            "line_year": datetime.fromtimestamp(self._now, BEIJING).year,
            "function_code": f"21203{n:02}",
            "economy_code": "31002",
            "fund": "annual",
            "total": (amount * 3 // WAN + 1) * WAN,
            "basis": "明财预〔2026〕1号",
        }
        return Step(at, bureau.section, "budget_line", "grant", fields)

    def _application(self, bureau: _Bureau, clerk: Seat, n: int) -> Script:
        title, payee, amount, purpose = _WHAT[n % len(_WHAT)]
        until, head = STAGES[n % len(STAGES)], self._head(clerk.unit)
        assert head is not None
        line = (yield self._line(bureau, clerk.unit, n, amount, self._hours.within(self._now - 150 * DAY))).matter
        at = self._hours.within(self._now - (26 if until in {"issued", "paying", "archived"} else 9) * DAY)
        fields: Fields = {
            "title": title,
            "amount": amount,
            "unit_head": head.scope,
            "line": line,
            "payee": payee,
            "account": f"33010401600{n:06}",
            "basis": "明政办纪要〔2026〕18号",
            "purpose": purpose,
            "invoices": f"0330002600{n:04}",
        }
        matter = (yield Step(at, clerk, "fiscal", "apply", fields)).matter
        yield from self._passed(bureau, head, matter, self._later(at), until, amount)
        if until in {"issued", "paying", "archived"}:
            yield from self._spent(bureau.section, matter, self._later(at, 90, 110), until, line, amount)

    def _passed(self, bureau: _Bureau, head: Seat, matter: str, at: int, until: str, amount: int) -> Script:
        """Along the chain as far as it came."""
        long = amount > 10 * WAN
        steps: list[tuple[str, Seat, str, Fields]] = [
            ("unit_head", head, "agree", {"opinion": "情况属实，同意申报。"}),
            ("finance_section", bureau.section, "review", {"opinion": "要素齐全，有指标，拟同意。"}),
            ("finance_bureau_head", bureau.head, "approve", {"opinion": "同意，请分管区长审批。"}),
            ("vice_head", bureau.vice, "approve" if long else "decide", {"opinion": "同意。"}),
        ]
        steps += [("district_head", bureau.district, "decide", {"opinion": "同意。"})] if long else []
        for stage, seat, action, fields in steps:
            if until == stage:
                return
            if until == "returned" and stage == "finance_section":
                back: Fields = {"reason": "缺合同和三家比价材料，请补齐后再报。"}
                yield Step(at, seat, "fiscal", "send_back", back, matter)
                return
            yield Step(at, seat, "fiscal", action, fields, matter)
            at = self._later(at, 6, 16)

    def _spent(self, section: Seat, matter: str, at: int, until: str, line: str, amount: int) -> Script:
        issued: Fields = {"indicator": f"明财指〔2026〕{self._rng.randint(20, 90)}号", "line": line}
        yield Step(at, section, "fiscal", "issue_indicator", issued, matter)
        parts = {"issued": (), "paying": (amount // 2,), "archived": (amount // 2, amount - amount // 2)}[until]
        for part in parts:
            at = self._later(at, 20, 40)
            paid: Fields = {"payment": part, "paid_on": at, "voucher": f"2026-{self._rng.randint(1000, 9999)}"}
            yield Step(at, section, "fiscal", "pay", paid, matter)
        if until == "archived":
            yield Step(self._later(at, 3, 9), section, "fiscal", "reconcile", {}, matter)
            yield Step(self._later(at, 20, 30), section, "fiscal", "archive", {"archive_year": 2026}, matter)
