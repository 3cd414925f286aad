"""Notices of the everyday kinds: something to be done, a campaign, a meeting, a check, a course, a holiday."""

from __future__ import annotations

import datetime as dt

from . import days
from .draft import NUMERALS, Draft
from .parts import Text, numbered, quota, requirements, second, third


def _plain_title(d: Draft, head: str) -> str:
    """Return the matter of a title: short headings say their topic too."""
    topic = d.topic.short
    near = any(topic[i : i + 2] in head for i in range(len(topic) - 1))
    return head if len(head) > 6 or near else topic + head


def do(d: Draft) -> Text:
    """Write 关于做好…工作的通知: one task of the topic first, the neighbouring ones after it."""
    first = d.rng.choice(d.topic.tasks)
    verb = d.rng.choice(("做好", "切实做好", "扎实做好", "认真做好", "抓好"))
    what = _plain_title(d, first.head)
    tail = "" if what.endswith(("工作", "服务")) else "工作"
    opening = d.cause() + d.mulled() + d.consented(d.say("link"))
    parts = d.tasks(d.rng.choice((3, 4, 4)), first)
    d.attach()
    d.within(d.d1)
    return Text(
        f"关于{verb}{what}{tail}的通知",
        "通知",
        [opening, *numbered(parts + requirements(d, d.rng.randint(1, 2))), d.contact()],
    )


def strengthen(d: Draft) -> Text:
    """Write 关于进一步加强…工作的通知 with tasks and general requirements on two levels."""
    verb = d.rng.choice(("进一步加强", "切实加强", "扎实推进", "持续深化"))
    tail = d.rng.choice(("工作", "工作", "有关工作", "工作若干事项"))
    opening = d.cause() + d.mulled() + d.consented(d.say("link"))
    parts = d.tasks(d.rng.randint(3, 4)) if d.rng.random() < 0.5 else d.long_tasks(4)
    d.within(d.d1)
    d.attach(1)
    return Text(
        f"关于{verb}{d.topic.short}{tail}的通知",
        "通知",
        [
            opening,
            "一、突出重点任务",
            *second(parts),
            "二、严格工作要求",
            *second(requirements(d, d.rng.randint(2, 3))),
            d.contact(),
        ],
    )


def campaign(d: Draft) -> Text:
    """Write 关于开展…专项行动的通知: aim, tasks, steps, requirements."""
    name = d.topic.campaign
    checking = name.endswith(("检查", "核查", "“回头看”", "行动"))
    when = d.rng.choice(("", "", f"{d.on.year}年", _quarter(d.on)))
    opening = (
        d.cause()
        + d.mulled()
        + d.consented(d.fill("为切实解决突出问题，决定自即日起至{d3}在{区}开展此项工作，现将有关事项通知如下："))
    )
    steps = [d.say("step1"), d.say("step2"), d.say("step3")]
    d.within(d.d1)
    d.attach()
    table = quota(d) if d.kind in "RD" and d.rng.random() < 0.5 else []
    return Text(
        f"关于开展{when}{name}{'工作' if checking else '专项行动'}的通知",
        "通知",
        [
            opening,
            "一、工作目标",
            d.say("aim"),
            "二、重点任务",
            *second(d.long_tasks(d.rng.randint(3, 5))),
            "三、工作步骤",
            *[f"（{NUMERALS[i]}）{step}" for i, step in enumerate(steps)],
            "四、工作要求",
            *second(requirements(d, d.rng.randint(2, 4))),
            d.contact(),
        ],
        annex=table,
    )


def _quarter(on: dt.date) -> str:
    return f"{'一二三四'[(on.month - 1) // 3]}季度"


def meeting(d: Draft) -> Text:
    """Write 关于召开…的通知: time, place, who, what about, and the answer asked for."""
    day = days.after(d.on, d.rng.randint(2, 6))
    hour = d.rng.choice(("上午9时", "上午9时30分", "下午2时", "下午2时30分", "下午3时"))
    length = d.rng.choice(("1小时", "1个半小时", "半天"))
    place = (
        d.say("place")
        if d.kind in "RDI"
        else {"S": f"{d.unit.name}三楼会议室", "T": f"{d.unit.name}二楼会议室"}.get(
            d.kind, f"{d.unit.name}党群服务中心二楼"
        )
    )
    name = d.topic.meeting
    prefix = d.rng.choice((d.words["区"], f"{day.year}年{_quarter(day)}", f"{day.month}月份", ""))
    who = {
        "R": "各街道、镇分管负责人，区级有关部门分管负责人",
        "D": "各街道、镇分管负责人及业务科室负责人，区级有关单位联络人",
        "I": "领导班子成员，机关各科室、直属各单位负责人",
        "S": "各社区党组织书记，街道相关办（站、所、队）负责人",
        "T": "各村（社区）党组织书记，镇相关办（站、所、队）负责人",
    }[d.kind]
    reply = d.within(days.before(day, 1))
    asked = f"{days.brief(reply, d.on)}（星期{days.weekday(reply)}）"
    opening = d.consented(d.fill("为研究推进{topic}工作，决定召开{name}。现将有关事项通知如下：", name=name))
    return Text(
        f"关于召开{prefix}{name}的通知",
        "通知",
        [
            opening,
            "一、会议时间",
            f"{days.written(day)}（星期{days.weekday(day)}）{hour}，会期约{length}。",
            "二、会议地点",
            f"{place}。",
            "三、参会人员",
            f"{who}。",
            "四、会议议程",
            *third([a + "。" for a in d.topic.agenda]),
            "五、有关事项",
            *third(
                [
                    f"请于{asked}下班前反馈参会人员姓名、职务和手机号码。",
                    *d.several("meet_ask", d.rng.choice((3, 3, 4))),
                ]
            ),
            d.contact(),
        ],
    )


def check(d: Draft) -> Text:
    """Write 关于开展…检查的通知: when, what, how."""
    first, last = days.after(d.on, d.rng.randint(3, 5)), d.d2
    kind = d.rng.choice(("督查", "检查", "抽查", "调研督导"))
    what = d.rng.choice(
        (f"{d.topic.short}工作", f"{d.words['per']}{d.topic.short}工作", d.rng.choice(d.topic.tasks).head + "情况")
    )
    d.within(first)
    d.attach(1)
    return Text(
        f"关于开展{what}{kind}的通知",
        "通知",
        [
            d.cause()
            + d.consented(
                d.fill("为全面掌握情况、推动问题解决，决定开展{topic}工作") + f"{kind}。现将有关事项通知如下："
            ),
            "一、检查时间",
            f"{days.written(first)}至{days.brief(last, d.on)}，具体时间不另行通知。",
            "二、检查内容",
            *second(d.tasks(3)),
            "三、检查方式",
            *third(d.several("check_way", 3)),
            "四、有关要求",
            *third(d.several("check_end", d.rng.randint(2, 3))),
            d.contact(),
        ],
    )


def training(d: Draft) -> Text:
    """Write 关于举办…培训班的通知."""
    first = days.after(d.on, d.rng.randint(6, 12))
    heads = [t.head for t in d.rng.sample(d.topic.tasks, 3)]
    name = d.rng.choice(("业务培训班", "工作骨干培训班", "实务操作培训班", "专题培训班"))
    number = d.rng.randrange(40, 121, 10)
    reply = d.within(days.before(first, 3))
    half = number // 10 * 3
    return Text(
        f"关于举办{d.on.year}年{d.topic.short}{name}的通知",
        "通知",
        [
            d.cause() + d.consented("为提高一线人员业务能力，决定举办培训班，现将有关事项通知如下："),
            "一、培训时间",
            f"{days.written(first)}（星期{days.weekday(first)}），时间1天，上午8时30分报到。",
            "二、培训地点",
            f"{d.say('place')}。",
            "三、培训对象",
            f"从事相关工作的分管负责人和经办人员，共{number}人，其中分管负责人{half}人、经办人员{number - half}人。",
            "四、培训内容",
            *third([f"{h}的政策依据、操作流程和常见问题。" for h in heads]),
            "五、有关要求",
            *third([f"请于{days.brief(reply, d.on)}前报送参训人员名单。", *d.several("train_ask", 2)]),
            d.contact(),
        ],
    )


def holiday(d: Draft) -> Text:
    """Write 关于做好…期间…工作的通知 before a holiday that is near."""
    found = days.festival(d.on)
    assert found is not None
    name, first = found
    last_before = days.before(first, 1)
    d.within(last_before)
    opening = d.consented(d.say("holiday", fest=name))
    duty = d.several("holiday_duty", 2, fest=name, before=days.brief(last_before, d.on))
    return Text(
        f"关于做好{name}假期{d.topic.short}工作的通知",
        "通知",
        [
            opening,
            "一、突出工作重点",
            *second(d.tasks(3)),
            "二、强化节日值守",
            *third(duty),
            "三、严格落实责任",
            *second(requirements(d, 2)),
            d.contact(),
        ],
    )
