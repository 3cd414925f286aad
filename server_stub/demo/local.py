"""What communities and villages write: reports and small requests to their street or town, calls to a talk."""

from __future__ import annotations

from . import days
from .draft import Draft
from .parts import Text, second, third
from .tables import sections


def local_report(d: Draft) -> Text:
    """Write what a community or village reports to its street or town."""
    d.to = d.up()
    what = d.unit.name + d.rng.choice(
        (
            f"{d.topic.short}工作",
            f"{d.words['per']}{d.topic.short}工作",
            f"{(d.on.month + 10) % 12 + 1}月份{d.topic.short}工作",
        )
    )
    how = d.several("community_how", 2)
    heads = "".join(f"“{t.head}”" for t in d.rng.sample(d.topic.tasks, 2))
    return Text(
        f"关于{what}情况的报告",
        "报告",
        [
            d.say("community_open"),
            "一、工作开展情况",
            f"围绕{heads}等重点，结合实际逐项抓好落实。{d.counted()}",
            *second(list(zip(("组织力量落实任务", "深入走访做好宣传"), how, strict=True))),
            "二、取得的成效",
            *third(d.results(3)),
            "三、存在的困难",
            *third(d.several("community_trouble", 2)),
            "四、下步打算",
            *third(d.several("community_next", 3)),
            "特此报告。",
        ],
    )


def local_ask(d: Draft) -> Text:
    """Write a community's or village's 申请 for a small sum."""
    d.to = d.up()
    rows = [r.split("|") for r in sections("phrases")["community_ask"]]
    mine = [r for r in rows if r[0] == d.topic.name]
    topic_row = d.rng.choice(mine)
    _, title, why, spans = topic_row
    parts = []
    for span in spans.split(";"):
        name, figures = span.split(":")
        low, high = figures.split("-")
        parts.append((name, d.rng.randint(int(low), int(high))))
    total = sum(c for _, c in parts)
    own = 1 if total >= 4 else 0
    parent = d.words["parent"]
    share = f"拟申请{parent}补助{total - own}万元，{d.ours}自筹{own}万元。" if own else f"拟申请{parent}给予补助。"
    residents = d.rng.randrange(40, 260, 10)
    voted = d.rng.randint(round(residents * 0.75), residents - 3)
    body = "居民代表会议" if d.unit.level == "community" else "村民代表会议"
    return Text(
        f"关于{title}的申请",
        "申请",
        [
            f"近期，{d.ours}在日常走访中发现，{why}。{body}多次讨论，认为有必要尽快解决。现将有关情况申请如下：",
            "一、基本情况",
            d.fill(
                "项目涉及{res}户，已入户征求意见{res}户，同意{yes}户，其余{no}户主要关心施工时间和出行问题，已安排专人解释。",
                res=str(residents),
                yes=str(voted),
                no=str(residents - voted),
            ),
            "二、资金预算",
            (
                f"经现场查看并向{d.rng.randint(2, 3)}家单位询价，"
                f"预计需要资金{total}万元，其中{'、'.join(f'{n}{c}万元' for n, c in parts)}。{share}"
            ),
            "三、实施计划",
            d.fill(
                "资金落实后，{d2}前完成施工单位比选，{d3}前完工。施工期间由{民}代表和监督委员会成员参与质量监督，收支情况在公告栏公示。"
            ),
            "四、后续管护",
            f"项目完成后由{d.ours}安排专人负责日常管理，每月检查一次，损坏部位及时维修，所需费用列入年度公益事业支出。",
            "以上申请，请予审批。",
        ],
        note=f"（联系人：{d.person.full}，联系电话：{d.phone}）",
    )


def small_asks() -> tuple[str, ...]:
    """Return what communities and villages ask small sums for, each row led by its topic."""
    return sections("phrases")["community_ask"]


def local_meeting(d: Draft) -> Text:
    """Write a community's call to a talk with its residents."""
    day = days.after(d.on, d.rng.randint(2, 5))
    hour = d.rng.choice(("下午2时30分", "下午3时", "晚上6时30分", "晚上7时"))
    people = d.words["民"]
    name = d.rng.choice((f"{people}议事会", f"{people}代表座谈会", "网格议事会"))
    reply = d.within(days.before(day, 1))
    heads = d.tasks(2)
    return Text(
        f"关于召开{d.unit.name}{d.topic.short}{name}的通知",
        "通知",
        [
            d.fill("为听取意见、商量办法，把{topic}工作做得更实，决定召开{name}。现将有关事项通知如下：", name=name),
            "一、会议时间",
            f"{days.written(day)}（星期{days.weekday(day)}）{hour}，会期约1小时。",
            "二、会议地点",
            f"{d.unit.name}党群服务中心二楼议事厅。",
            "三、参会人员",
            d.fill("{民}代表{12-26}人，网格长、党员代表和{帮}{4-8}人；关心此事的{民}可自愿参加。"),
            "四、会议议程",
            *third(
                ["通报近期工作情况。", *[f"商议{h}有关事项。{t}" for h, t in heads], "现场答复提问，确定下一步分工。"]
            ),
            "五、有关事项",
            *third(
                [
                    f"请各网格于{days.brief(reply, d.on)}前把通知送到参会人员，征集的意见一并带到会上。",
                    f"不能到会的{people}可以书面或者电话提出意见，会后由网格员答复。",
                    "会议商定的事项在公告栏公示，接受监督。",
                ]
            ),
            d.contact(),
        ],
    )
