"""Further documents to lower organs: plans and rules, forwarded papers, 通报, lists, groups, 意见."""

from __future__ import annotations

import datetime as dt

from . import days, names
from .draft import NUMERALS, Draft
from .parts import Text, district_leaders, numbered, quota, requirements, second, third
from .places import organ_of

_RULES = ("办法", "细则", "规定", "规范", "制度", "规程", "标准", "导则", "指引", "规则", "流程", "政策")


_PLANS = ("方案", "计划", "预案", "要点")


def issue(d: Draft) -> Text:
    """Write 关于印发…的通知 with the plan, or the articles of the rule, beneath."""
    plan = d.fill(d.rng.choice(d.topic.plans))
    named = {"S": d.unit.name, "T": d.unit.name, "I": ""}.get(d.kind, "明州区") + plan
    passed = {
        "R": "经区政府常务会议审议通过" if d.unit.level == "district" else "经区政府同意",
        "D": "经区政府同意",
        "S": "经街道班子会议研究通过",
        "T": "经镇班子会议研究通过",
    }.get(d.kind, "经领导班子会议研究通过")
    if d.party:
        passed = "经区委同意"
    opening = d.say("issue_head", plan=named, passed=passed)
    if plan.endswith(_RULES):
        return Text(f"关于印发《{named}》的通知", "通知", [opening, named, *_articles(d, plan[-2:])])
    shown = f"《{named}》" if plan.endswith("预案") else named
    steps = [d.say("step1"), d.say("step2"), d.say("step3")]
    return Text(
        f"关于印发{shown}的通知",
        "通知",
        [
            opening,
            named,
            d.cause() + f"为抓好{d.topic.short}工作，特制定本{plan[-2:] if plan.endswith(_PLANS) else '文件'}。",
            "一、总体要求",
            d.say("aim"),
            "二、主要任务",
            *second(d.long_tasks(5)),
            "三、实施步骤",
            *[f"（{NUMERALS[i]}）{step}" for i, step in enumerate(steps)],
            "四、组织保障",
            *second(requirements(d, d.rng.randint(3, 5))),
        ],
    )


def _articles(d: Draft, genre: str) -> list[str]:
    """Return a rule as articles."""
    start = (d.on.replace(day=1) + dt.timedelta(days=62)).replace(day=1)
    texts = [
        d.fill("为规范{topic}工作，根据有关法律法规和政策规定，结合{我}实际，制定本{genre}。", genre=genre),
        d.fill("本{genre}适用于{区}范围内{topic}及其相关管理活动。", genre=genre),
        f"{d.topic.short}工作应当坚持依法依规、分级负责、便民高效的原则。",
        d.fill("{局}负责{topic}工作的组织协调和监督检查，{下}按照职责做好具体实施工作。"),
    ]
    for task in d.topic.tasks:  # what has a date is no rule
        lasting = "".join(d.fill(s) + "。" for s in task.text if "{d" not in s)
        texts += [f"（{task.head}）{lasting}"] * bool(lasting)
    texts += d.several("rule_end", d.rng.randint(3, 4), genre=genre)
    office = d.unit.organ if d.words["局"].startswith("我") else d.words["局"]
    texts.append(f"本{genre}由{office}负责解释，自{days.written(start)}起施行。")
    return [f"第{_ordinal(i)}条　{text}" for i, text in enumerate(texts, 1)]


def _ordinal(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else NUMERALS[tens - 1] + "十") + (
        NUMERALS[ones - 1] if ones else ""
    )


def forward(d: Draft) -> Text:
    """Write 转发…的通知 of the organ above, with what is to be done here."""
    paper = d.topic.paper
    if d.kind in "ST":
        for old, new in (
            ("市发展和改革委员会", "区发展和改革局"),
            ("市卫生健康委员会", "区卫生健康局"),
            ("市生态环境局", "市生态环境局明州分局"),
            ("市疾病预防控制局", "区卫生健康局"),
        ):
            paper = paper.replace(old, new)
        if paper.startswith("市") and "分局" not in paper:
            paper = "区" + paper[1:]
    d.attachments.append(paper)
    d.within(d.d1)
    tail = "并提出以下要求，请一并落实。"
    opening = d.consented(d.say("forward", paper=paper)).replace("。", "，" + tail)
    return Text(
        f"转发{paper}",
        "通知",
        [opening, *numbered(d.tasks(d.rng.randint(2, 3)) + requirements(d, 1)), d.say("forward_tail"), d.contact()],
    )


def state(d: Draft) -> Text:
    """Write 关于…情况的通报: what was done, what is wrong, what comes next."""
    what = d.rng.choice(
        (
            f"{d.words['per']}{d.topic.short}工作",
            f"{d.topic.campaign}",
            f"{d.topic.short}工作抽查",
            f"{(d.on.month + 10) % 12 + 1}月份{d.topic.short}工作",
        )
    )
    faults = d.faults(3)
    where = f"从抽查情况看，{d.words['st']}、{d.words['st2']}相关问题相对集中，已书面反馈并明确整改时限。"
    if d.kind not in "RD":
        where = "具体点位和问题已当场反馈责任单位，并明确整改时限。"
    d.within(d.d1)
    table = quota(d) if d.kind in "RD" and d.rng.random() < 0.4 else []
    total = table[-1].removeprefix("合计：") if table else ""
    whole = (
        d.counted()
        if not table
        else d.fill("{区}共") + f"{d.topic.count[0]}{total}{d.topic.count[1]}，各街道、镇完成情况见附件。"
    )
    return Text(
        f"关于{what}情况的通报",
        "通报",
        [
            d.consented(d.say("state_open")),
            "一、总体情况",
            whole + "".join(d.results(2)),
            "二、存在问题",
            *[f"（{NUMERALS[i]}）{f}。" for i, f in enumerate(faults)],
            where,
            "三、下步要求",
            *third(d.several("state_next", 3) + [f"{h}。{t}" for h, t in d.tasks(2)]),
        ],
        annex=table,
    )


def praise(d: Draft) -> Text:
    """Write a 通报 that commends places which did well."""
    chosen = d.setting.streets[:]
    d.rng.shuffle(chosen)
    named = "、".join(sorted(chosen[:2], key=d.setting.streets.index))
    return Text(
        f"关于表扬{d.words['per']}{d.topic.short}工作成效明显单位的通报",
        "通报",
        [
            d.consented(d.say("state_open").replace("取得一定成效，但也存在一些问题", "涌现出一批工作扎实的单位")),
            "一、工作成效",
            d.counted() + "".join(d.results(2)),
            "二、表扬单位",
            f"{named}等单位在工作中{'；'.join(d.several('praise', 2))}，现予以通报表扬。",
            "三、有关要求",
            "希望受到表扬的单位珍惜荣誉、再接再厉。其他单位要学习先进做法，结合实际补齐短板。",
            *third([f"{h}。{t}" for h, t in d.tasks(2)]),
        ],
    )


def collect(d: Draft) -> Text:
    """Write 关于报送…的通知, sparing in what it asks for."""
    paper = d.fill(d.rng.choice(d.topic.attachments))
    d.attachments.append(paper)
    d.within(d.d1)
    what = "、".join(h for h, _ in d.tasks(3))
    return Text(
        f"关于报送{paper}的通知",
        "通知",
        [
            d.cause() + d.consented(d.say("collect").replace("请按附件", "现请按附件")),
            "一、填报范围",
            d.fill("{下}负责本级本辖区内容的核实填报，未涉及该项工作的单位作“零报告”即可。"),
            "二、核实内容",
            f"重点核实{what}等方面的责任单位、责任人、完成情况和存在困难；数量类指标须与原始记录一致，文字说明控制在200字以内。",
            "三、填报要求",
            *third(d.several("collect_point", 4)),
            d.contact(),
        ],
    )


def adjust(d: Draft) -> Text:
    """Write 关于调整…领导小组成员的通知 with names."""
    chiefs, members = (_district_group if d.kind == "R" else _street_group)(d)
    head, *deputies = chiefs
    return Text(
        f"关于调整{d.topic.short}工作领导小组成员的通知",
        "通知",
        [
            d.cause()
            + d.fill("鉴于人事变动和工作需要，{consent}决定调整{topic}工作领导小组成员。现将调整后的名单通知如下："),
            f"组长：{head}",
            f"副组长：{'、'.join(deputies)}",
            f"成员：{'、'.join(members)}",
            *d.several("adjust", 4),
        ],
    )


def _district_group(d: Draft) -> tuple[list[str], list[str]]:
    """Return the head and deputies, and the members, of a leading group of the district."""
    fit = district_leaders(d)
    lead = organ_of(d.topic.lead)
    first = lead.name if lead else d.topic.lead
    chiefs = [f"{n}（{t}）" for n, t in fit[:2]] + [_official(d, first, 0)]
    return chiefs, list(dict.fromkeys(_official(d, o, 1) for o in d.colleagues(d.rng.randint(7, 10))))


def _street_group(d: Draft) -> tuple[list[str], list[str]]:
    """Return the head and deputies, and the members, of a leading group of a street or town."""
    chiefs = d.setting.officials(d.unit, d.rng, 3)
    rest = [p for p in d.setting.staff(d.unit) if p[0] not in {n for n, _ in chiefs}][:9]
    return [f"{n}（{t}）" for n, t in chiefs], [f"{n}（{t}）" for n, t in rest]


def _official(d: Draft, organ: str, rank: int) -> str:
    """Return the head (0) or deputy (1) of an organ with the title in full."""
    unit = d.setting.unit(organ)
    if unit is None:
        return f"{names.pick(d.rng, senior=True).full}（{organ}{'主要负责人' if rank == 0 else '分管负责人'}）"
    found = d.setting.officials(unit, d.rng, rank + 1)
    name, title = found[-1]
    return f"{name}（{organ}{title}）"


def opinion(d: Draft) -> Text:
    """Write an 意见 on doing better in the long run."""
    verb, kind = d.rng.choice(
        (("进一步加强", "实施意见"), ("深入推进", "实施意见"), ("健全", "指导意见"), ("全面加强", "意见"))
    )
    tail = "长效机制" if verb == "健全" else "工作"
    return Text(
        f"关于{verb}{d.topic.short}{tail}的{kind}",
        "意见",
        [
            d.cause() + d.consented(d.say("opinion_open")),
            "一、总体要求",
            d.say("aim"),
            "二、主要任务",
            *second(d.long_tasks(5)),
            "三、保障措施",
            *second(requirements(d, d.rng.randint(3, 4))),
        ],
    )
