"""Short clean documents of every form, drawn by a seeded dice: from no sentence to three, with and without all the rest."""

import random

from oa_client.app.gongwen import (
    Attachment,
    Attendance,
    Block,
    BlockKind,
    Day,
    Gongwen,
    Imprint,
    Number,
    Sensitivity,
    Shape,
    Signer,
    Signing,
    Urgency,
)

ORGANS = ("澜江街道办事处", "宁波市海曙区人民政府", "海曙区教育局", "中共海曙区委办公室")
SENTENCES = (
    "同意。",
    "请予支持为盼。",
    "请认真贯彻执行。",
    "现就有关事项通知如下。",
    "现将名单印发给你们，请遵照执行。",
    "经研究，同意你局提出的实施方案。",
    "你单位《关于调整预算的请示》收悉，现批复如下。",
    "各社区要于2026年12月5日前完成排查，发现问题及时处理。",
    "为切实做好2026年冬季城市管理和防冻保供工作，现就有关事项通知如下，请抓好落实。",
    "坚持以人民为中心，压实属地责任，做到早部署、早排查、早处置，确保辖区内各项设施安全平稳运行，"
    "不发生影响群众生活的事件。",
)
HEADINGS = ("总体要求", "重点任务", "工作安排", "保障措施", "排查供水管网", "明确责任人")
SUBJECTS = ("做好冬季防冻保供工作", "调整领导小组成员", "报送有关材料", "成立专班", "实施第二批老旧小区改造项目")
RECIPIENTS = (
    ("北斗社区",),
    ("各社区", "机关各科室"),
    ("区财政局",),
    ("各镇（乡）人民政府、街道办事处", "区级机关各部门"),
)
ATTACHED = ("联络员名单", "任务分解表", "2026年度海曙区冬季安全生产专项整治行动任务分解表及责任单位一览表", "考核办法")
DAYS = (Day(2026, 11, 3), Day(2026, 1, 5), Day(2026, 12, 31))


def drawn(seed: int) -> Gongwen:
    """The document of a seed."""
    rng = random.Random(seed)
    kind = ("down", "up", "letter", "order", "minutes", "joint")[seed % 6]
    return {"up": _up, "letter": _letter, "order": _order, "minutes": _minutes, "joint": _joint}.get(kind, _down)(rng)


def _maybe(rng, value, other=None, chance=0.5):
    return value if rng.random() < chance else other


def _blocks(rng):
    """A body: at least one thing, else it is none."""
    made = [Block(text="".join(rng.sample(SENTENCES, rng.randint(1, 2)))) for _n in range(rng.randint(0, 3))]
    for level in (1, 1, 2, 3):
        if rng.random() < 0.3:
            made.append(Block(BlockKind.HEADING, rng.choice(HEADINGS), level))
            if rng.random() < 0.5:
                made.append(Block(text=rng.choice(SENTENCES)))
    if rng.random() < 0.2:
        made.append(_table(rng))
    levels = [b.level for b in made if b.kind is BlockKind.HEADING]
    if levels and levels[0] > 1:
        made.insert(0, Block(BlockKind.HEADING, rng.choice(HEADINGS), 1))
    if levels in ([1, 3], [3]):
        made = [b for b in made if b.level < 3]
    return tuple(made or [Block(text=rng.choice(SENTENCES))])


def _table(rng, *, landscape=False):
    rows = tuple((str(n + 1), rng.choice(HEADINGS), "王某") for n in range(rng.randint(1, 4)))
    return Block(BlockKind.TABLE, columns=("序号", "事项", "责任人"), rows=rows, landscape=landscape)


def _attachments(rng):
    made = []
    for title in rng.sample(ATTACHED, rng.choice((0, 0, 0, 1, 1, 2))):
        content = rng.choice(
            (
                (Block(text="（略）"),),
                (_table(rng),),
                (_table(rng, landscape=True),),
                (Block(text=rng.choice(SENTENCES)),),
            )
        )
        made.append(Attachment(title, content))
    return tuple(made)


def _imprint(rng, date):
    copies = rng.choice(((), ("区城市管理局",), ("区委各部门", "区人大常委会办公室", "区政协办公室")))
    return _maybe(rng, Imprint(copies, "澜江街道党政办公室", date), chance=0.8)


def _common(rng):
    date, organ = rng.choice(DAYS), rng.choice(ORGANS)
    return {
        "organs": (organ,),
        "date": date,
        "copy": _maybe(rng, 7, chance=0.2),
        "urgency": _maybe(rng, rng.choice(list(Urgency)), chance=0.2),
        "sensitivity": _maybe(rng, Sensitivity.INTERNAL, chance=0.2),
        "number": Number("澜街办发", date.year, rng.choice((1, 12, 107))),
        "recipients": rng.choice(RECIPIENTS),
        "blocks": _blocks(rng),
        "attachments": _attachments(rng),
        "annotation": _maybe(rng, "此件公开发布", "", chance=0.4),
        "imprint": _imprint(rng, date),
        "signing": rng.choice((Signing.SEALED, Signing.SEALED, Signing.UNSEALED)),
    }


def _title(rng, genre, organ=""):
    return f"{_maybe(rng, organ, '')}关于{rng.choice(SUBJECTS)}的{genre}"


def _down(rng):
    own = _common(rng)
    return Gongwen(title=_title(rng, rng.choice(("通知", "批复", "通报")), own["organs"][0]), **own)


def _up(rng):
    own = _common(rng) | {
        "recipients": ("区财政局",),
        "annotation": "联系人：张三，电话：87654321",
        "signatories": rng.choice((("王小明",), ("王小明", "李四"), ("王小明", "李四", "欧阳小小"))),
    }
    return Gongwen(title=_title(rng, "请示", own["organs"][0]), upward=True, **own)


def _letter(rng):
    return Gongwen(title=_title(rng, rng.choice(("函", "复函"))), shape=Shape.LETTER, **_common(rng))


def _order(rng):
    own = _common(rng)
    for name in ("recipients", "copy", "urgency", "sensitivity", "number", "annotation", "signing"):
        del own[name]
    blocks = (Block(text=rng.choice(SENTENCES)),)
    signed = {"signing": Signing.STAMPED, "signers": (Signer("区长", "王小明"),)}
    return Gongwen(shape=Shape.ORDER, issue="第3号", **own | {"blocks": blocks} | signed)


def _minutes(rng):
    own = _common(rng)
    for name in ("recipients", "copy", "urgency", "number", "annotation", "signing", "date"):
        del own[name]
    own["date"] = _maybe(rng, Day(2026, 1, 5), chance=0.3)
    own["attendance"] = Attendance(
        rng.choice((("王小明",), ("王小明", "李四", "张三"), ("王小明", "李四", "欧阳小小") * 5)),
        rng.choice(((), ("赵六",))),
        rng.choice(((), ("孙七", "周八"))),
    )
    return Gongwen(
        shape=Shape.MINUTES, mark="街道办事处主任办公会议纪要", issue="第3期", title=_title(rng, "会议纪要"), **own
    )


def _joint(rng):
    own = _common(rng) | {
        "organs": tuple(f"海曙区{n}局" for n in rng.sample(("财政", "教育", "交通运输"), rng.choice((2, 3))))
    }
    return Gongwen(title=_title(rng, "通知"), **own)
