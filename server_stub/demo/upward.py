"""The kinds of document that go up or across: reports, requests, letters, replies, minutes."""

from __future__ import annotations

import re

from . import days, names
from .draft import NUMERALS, Draft
from .parts import Text, district_leaders, third
from .places import places
from .setting import organ_of_place
from .tables import sections


def report(d: Draft) -> Text:
    """Write a 报告: work done, what is wrong, what comes next; it asks for nothing."""
    d.to = d.up()
    what = d.rng.choice((f"{d.words['per']}{d.topic.short}工作", f"{d.topic.campaign}", f"{d.topic.short}工作"))
    heads = "".join(f"“{h}”" for h, _ in d.tasks(2))
    faults = d.faults(2)
    return Text(
        f"关于{what}情况的报告",
        "报告",
        [
            d.say("report_open"),
            "一、主要工作情况",
            f"（一）聚焦重点抓落实。围绕{heads}等重点任务，逐项明确责任人和完成时限，班子成员分片联系。{d.counted()}",
            *second_from(2, [(h, t) for h, t in zip(("加强排查促整改", "注重统筹提质效"), d.results(2), strict=False)]),
            "二、存在的问题",
            *[f"（{NUMERALS[i]}）{f}。" for i, f in enumerate(faults)],
            "三、下一步打算",
            d.say("report_next"),
            *third([f"{h}。{t}{m}" for (h, t), m in zip(d.tasks(3), d.deepen(3) + [""] * 3, strict=False)]),
            "特此报告。",
        ],
    )


def second_from(start: int, parts: list[tuple[str, str]]) -> list[str]:
    """Return `（二）heading。text` paragraphs numbered from `start`."""
    return [f"（{NUMERALS[start - 1 + i]}）{head}。{text}" for i, (head, text) in enumerate(parts)]


def request(d: Draft) -> Text:
    """Write a 请示: one matter, what it costs and who pays."""
    d.to = d.up()
    ask = d.topic.ask
    parts = [(name, d.rng.randint(low, high)) for name, low, high in ask.parts]
    total = sum(cost for _, cost in parts)
    own = round(total * d.rng.choice((0, 10, 20, 30)) / 100)
    payer = {"R": "市级财政补助", "C": "街道"}.get(d.kind, "区级财政安排")
    share = f"拟申请{payer}{total - own}万元，其余{own}万元由{d.ours}自筹解决。" if own else f"所需资金拟申请{payer}。"
    return Text(
        f"关于{d.fill(ask.title)}的请示",
        "请示",
        [
            d.say("request_open"),
            "一、基本情况",
            f"{d.fill(ask.why)}。{d.counted()}",
            "二、存在困难",
            "".join(d.several("request_why", 2)),
            "三、资金测算",
            f"经初步测算，共需资金{total}万元，其中{'、'.join(f'{n}{c}万元' for n, c in parts)}。{share}",
            "四、实施安排",
            (
                f"项目批准后，计划{days.brief(d.d2, d.on)}前完成前期手续，{days.brief(d.d3, d.on)}前启动实施。"
                f"资金使用严格执行预算和政府采购管理规定，{d.ours}将加强监管、接受审计监督。"
            ),
            d.say("request_end"),
        ],
        note=f"（联系人：{d.person.full}，联系电话：{d.phone}）",
    )


def letter(d: Draft) -> Text:
    """Write a 函 that asks another organ for something."""
    asked = d.topic.letter
    d.to = d.fill(asked.to)
    title = asked.title.removeprefix("商请")
    verb = d.rng.choice(("商请", "恳请协助") if "协助" not in title and "请" not in title else ("商请",))
    d.within(d.d1)
    return Text(
        f"关于{verb}{title}的函",
        "函",
        [
            d.say("letter_open"),
            d.cause() + f"工作中发现，{d.faults(1)[0]}，仅靠{d.ours}现有力量难以解决。",
            d.fill(asked.text) + "。",
            d.say("letter_when"),
            (
                f"为便于工作衔接，{d.ours}已明确专人负责此项工作，具体联系人为{d.person.full}，联系电话：{d.phone}。"
                f"所需现场配合和资料准备由{d.ours}承担，{d.say('letter_promise')}"
            ),
            d.say("letter_thanks") + d.say("letter_end"),
        ],
        suffix="函",
    )


def answer(d: Draft) -> Text:
    """Write a 复函 to a street's letter."""
    place = d.setting.streets[d.rng.randrange(len(d.setting.streets))]
    d.to = organ_of_place(place)
    title = d.topic.letter.title.removeprefix("商请")
    code = next(p.code for p in places() if p.name == place)
    month = days.before(d.on, d.rng.randint(5, 9))
    number = max(1, int(month.timetuple().tm_yday * 0.2) - d.rng.randint(0, 3))
    asked = f"关于商请{title}的函"
    points = d.several("reply_point", 5)
    cited = f"《{asked}》（{code}函〔{month.year}〕{number}号）"
    opening = d.rng.choice((f"你单位{cited}收悉。经研究，现函复如下：", f"{cited}收悉。经会商有关科室，现函复如下："))
    return Text(
        f"关于{title}有关事项的复函",
        "函",
        [
            opening,
            *[f"{NUMERALS[i]}、{p}" for i, p in enumerate(points)],
            f"在工作推进中，双方还应重点关注以下环节：{'、'.join(h for h, _ in d.tasks(2))}，防止出现管理空档。",
            d.contact(),
            "特此函复。",
        ],
        suffix="函",
    )


def consult(d: Draft) -> Text:
    """Write 关于征求…意见的函."""
    plan = "明州区" + d.fill(d.rng.choice(d.topic.plans))
    d.attachments.append(f"{plan}（征求意见稿）")
    d.to = "各街道办事处、各镇人民政府，区级有关单位"
    d.within(d.d1)
    heads = "、".join(h for h, _ in d.tasks(3))
    return Text(
        f"关于征求《{plan}（征求意见稿）》意见的函",
        "函",
        [
            d.cause() + f"根据工作安排，{d.ours}起草了《{plan}（征求意见稿）》，现征求你们意见。",
            f"征求意见稿对{heads}等内容作了规定，起草过程中已听取部分基层单位和业务人员意见。现将有关事项函告如下：",
            *third(d.several("consult", 3)),
            d.contact(),
            "专此函达。",
        ],
        suffix="函",
    )


def approve(d: Draft) -> Text:
    """Write a 批复 to a street's or town's 请示."""
    place = d.rng.choice(d.setting.streets)
    code = next(p.code for p in places() if p.name == place)
    d.to = organ_of_place(place)
    you = "你街道" if place.endswith("街道") else "你镇"
    ask = d.topic.ask
    parts = [(name, d.rng.randint(low, high)) for name, low, high in ask.parts]
    total = sum(cost for _, cost in parts)
    own = max(1, round(total * d.rng.choice((10, 20, 30)) / 100))
    asked_on = days.before(d.on, d.rng.randint(8, 15))
    number = max(1, int(asked_on.timetuple().tm_yday * 0.2) - d.rng.randint(0, 3))
    title = ask.title
    works = any(word in title for word in ("改造", "建设", "实施", "修复", "增设", "疏浚", "清淤", "治理"))
    pool = [p for p in sections("phrases")["approve_point"] if works or not re.search("施工|建设|工程", p)]
    approvals = [d.fill(p) for p in d.unused(pool, 5)]
    points = [
        f"原则同意{you}{title}，请按规定抓紧组织实施。",
        (
            f"核定所需资金{total}万元，其中{'、'.join(f'{n}{c}万元' for n, c in parts)}。"
            f"由区财政安排{total - own}万元，其余{own}万元由{you}自筹解决。"
        ),
        *approvals,
    ]
    return Text(
        f"关于同意{place}{title}的批复",
        "批复",
        [
            f"{you}《关于{title}的请示》（{code}〔{asked_on.year}〕{number}号）收悉。经研究，批复如下：",
            *[f"{NUMERALS[i]}、{p}" for i, p in enumerate(points)],
            "此复。",
        ],
        suffix="函",
    )


def minutes(d: Draft) -> Text:
    """Write the 纪要 of a special meeting."""
    held = days.before(d.on, d.rng.randint(1, 4))
    chair, title = d.rng.choice(district_leaders(d)) if d.kind == "R" else d.setting.officials(d.unit, d.rng, 1)[0]
    half = d.rng.choice(("上午", "下午"))
    if d.kind == "R":
        present = d.colleagues(4)
    elif d.kind == "D":
        present = [d.words["st"], d.words["st2"], *d.colleagues(2)]
    else:
        present = ["党政办", d.section, *[x for x in ("平安法治办", "综合执法队", "财政所") if x != d.section][:2]]
    heads = d.tasks(4)
    seen = "、".join(present)
    name = d.rng.choice(("专题会议", "专题协调会议", "推进会议"))
    return Text(
        f"{d.topic.short}工作{name}纪要",
        "纪要",
        [
            (
                f"{days.brief(held, d.on)}{half}，{title}{chair}主持召开{d.topic.short}工作{name}。"
                f"{seen}等单位负责人参加会议。现将会议主要内容纪要如下："
            ),
            d.say("minutes_open"),
            d.say("minutes_view"),
            "会议就有关事项议定如下：",
            *[f"{NUMERALS[i]}、关于{h}。{t}" for i, (h, t) in enumerate(heads)],
            *d.several("minutes_fund", 2),
            f"出席：{chair}、{'、'.join(_attendants(d, {chair}, present))}",
        ],
        suffix="纪",
    )


def _attendants(d: Draft, taken: set[str], present: list[str]) -> list[str]:
    made = []
    for unit in present:
        name = names.pick(d.rng, taken).full
        taken.add(name)
        made.append(f"{name}（{unit}）")
    return made
