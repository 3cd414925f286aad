"""公文 for the tests, one of every form."""

from dataclasses import replace
from functools import cache

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
from oa_client.export import gongwen_docx
from oa_client.export.gongwen import typeset
from tests.export.measuring import measured

WORDS = (
    "为深入贯彻落实党中央、国务院关于安全生产的决策部署，进一步压实“四个责任”，有效防范化解重大安全风险，"
    "坚决遏制重特大事故发生，经区人民政府同意，现就2026年冬季安全生产专项整治有关事项通知如下。"
)
HANZI = "国家机关工作人员应当依法履行职责并接受人民群众监督建设法治政府和服务型政府不断提高治理能力水平"
FULL = HANZI.replace("，", "") * 30
"""Nothing but hanzi, so that every line is full."""


def words(n=1):
    return tuple(Block(text=WORDS) for _one in range(n))


def heading(level, text, after=""):
    return Block(BlockKind.HEADING, text, level, after)


def table(rows, *, landscape=False, columns=("序号", "任务", "责任单位", "时限")):
    made = tuple((str(n + 1), WORDS[:40], "区应急局", "2026年1月5日") for n in range(rows))
    return Block(BlockKind.TABLE, columns=columns, rows=made, shares=(1.0, 5.0, 2.0, 2.5), landscape=landscape)


IMPRINT = Imprint(
    ("区委各部门", "区人大常委会办公室", "区政协办公室", "区监委", "区人民法院", "区人民检察院", "各人民团体"),
    "宁波市海曙区人民政府办公室",
    Day(2026, 1, 6),
)
BODY = (
    *words(1),
    heading(1, "总体要求"),
    *words(1),
    heading(2, "提高政治站位。", "各单位要切实提高思想认识。"),
    heading(3, "落实责任"),
    heading(4, "明确分工"),
    *words(1),
)
DOWN = Gongwen(
    organs=("宁波市海曙区人民政府",),
    title="宁波市海曙区人民政府关于开展冬季安全生产专项整治行动的通知",
    date=Day(2026, 1, 5),
    number=Number("海政", 2026, 1),
    copy=1,
    urgency=Urgency.FLASH,
    sensitivity=Sensitivity.INTERNAL,
    recipients=("各镇（乡）人民政府、街道办事处", "区级机关各部门"),
    blocks=BODY,
    annotation="此件公开发布",
    imprint=IMPRINT,
)
UP = replace(
    DOWN,
    title="宁波市海曙区人民政府关于提前下达2026年度老旧小区改造专项资金的请示",
    recipients=("宁波市人民政府",),
    upward=True,
    signatories=("王小明",),
    annotation="联系人：张三，联系电话：0574-87654321",
)
UP3 = replace(UP, signatories=("王小明", "李四", "欧阳小小"))
LETTER = replace(DOWN, shape=Shape.LETTER, annotation="")
ORDER = Gongwen(
    organs=("宁波市海曙区人民政府",),
    shape=Shape.ORDER,
    issue="第3号",
    date=Day(2026, 1, 5),
    blocks=words(1),
    signing=Signing.STAMPED,
    signers=(Signer("区长", "王小明"),),
    imprint=IMPRINT,
)
MINUTES = Gongwen(
    organs=("宁波市海曙区人民政府办公室",),
    shape=Shape.MINUTES,
    mark="海曙区人民政府常务会议纪要",
    issue="第3期",
    title="区政府第3次常务会议纪要",
    date=Day(2026, 1, 5),
    blocks=words(1),
    attendance=Attendance(("王小明", "李四", "张三") * 6, ("赵六",), ("孙七", "周八")),
    imprint=IMPRINT,
)
BUREAUS = tuple(
    f"海曙区{name}局"
    for name in (
        "发展和改革 经济和信息化 教育 科学技术 公安 民政 司法 财政 自然资源和规划 住房和城乡建设 交通运输 农业农村"
    ).split()
)
JOINT3 = replace(DOWN, organs=BUREAUS[:3], copy=None, urgency=None, sensitivity=None, annotation="")
JOINT12 = replace(JOINT3, organs=BUREAUS)
UNSEALED = replace(DOWN, signing=Signing.UNSEALED, annotation="")
ATTACHED = replace(
    DOWN,
    annotation="",
    attachments=(
        Attachment("2026年度海曙区冬季安全生产专项整治行动任务分解表及责任单位一览表", (table(20, landscape=True),)),
        Attachment("考核办法", BODY),
    ),
)
LONG = replace(DOWN, blocks=(Block(text=FULL), Block(text=FULL), Block(text=FULL)), annotation="")
PAPERS = {
    "down": DOWN,
    "up": UP,
    "up3": UP3,
    "letter": LETTER,
    "order": ORDER,
    "minutes": MINUTES,
    "joint3": JOINT3,
    "joint12": JOINT12,
    "unsealed": UNSEALED,
    "attached": ATTACHED,
    "long": LONG,
}


@cache
def set_(document):
    """The pages as an independent reader sees them, what the press says, and how it was laid."""
    printed, laid = typeset(document)
    return measured(printed.data), printed, laid


def leaves(document):
    return set_(document)[0]


@cache
def docx(document):
    """The DOCX."""
    return gongwen_docx.typeset(document)[0].data
