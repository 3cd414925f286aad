"""What every 公文 bears, whoever issues or receives it: the fields a clerk copies from its head (domain.md §1.2)."""

from __future__ import annotations

import re

from oa_client.domain.table import Condition, Field, FieldType, Guard

ALWAYS: Condition = ("always",)
GENRES = (
    "resolution",
    "decision",
    "order",
    "communique",
    "public_announcement",
    "public_notice",
    "opinion",
    "notice",
    "circular",
    "report",
    "request",
    "reply",
    "bill",
    "letter",
    "minutes",
    "other",
)
"""The 15 文种 of the 条例, art. 8, and 事务文书."""
CARRIERS = ("document", "telegram")
URGENCIES = ("urgent", "flash", "top", "calm")
"""公文: 加急 urgent, 特急 flash. 电报: 特提 top, 特急 flash, 加急 urgent, 平急 calm (practice.md §3)."""
PRESSING: Condition = ("is", "urgency", "urgent", "flash", "top")
REQUEST: Condition = ("is", "genre", "request")

TITLE = Field("title", FieldType.LINE, ALWAYS, kept=True)
ISSUER = Field("issuer", FieldType.LINE, ALWAYS, limit=60, kept=True)
NUMBER = Field("number", FieldType.LINE, limit=60, kept=True)
HEAD = (
    TITLE,
    ISSUER,
    NUMBER,
    Field("genre", FieldType.CHOICE, choices=GENRES, kept=True),
    Field("carrier", FieldType.CHOICE, choices=CARRIERS, kept=True),
    Field("urgency", FieldType.CHOICE, choices=URGENCIES, kept=True),
    Field("sensitivity", FieldType.CHOICE, choices=("general", "internal"), kept=True),
    Field("doc_date", FieldType.MOMENT, kept=True),
)
SOUND = (Guard(("any", ("is", "carrier", "telegram"), ("not", ("is", "urgency", "top", "calm"))), "telegram_urgency"),)
"""What holds of every head: 特提 and 平急 are grades of telegrams."""
_ADDS_ITEM: Condition = (
    "all",
    ("unchanged", "archive_year", "retention"),
    ("given", "item_number"),
    ("not", ("kept", "item_number")),
)
FILED_ONCE = Guard(("any", ("not", ("stage", "archived")), _ADDS_ITEM), "archived_already")
"""What was filed is not filed otherwise; the 件号 may come later, when the year's files are put in order."""


def reason() -> Field:
    """Why: asked for where somebody gets a thing back."""
    return Field("reason", FieldType.TEXT, ALWAYS, limit=500)


def opinion(required: Condition = ALWAYS) -> Field:
    """Somebody's words."""
    return Field("opinion", FieldType.TEXT, required, limit=2000)


_ACTS = (
    "请求|申请|要求|恳请|批准|同意|审批|核准|明确|解决|追加|增加|增设|增补|增拨|新增|新建|迁建|扩建|兴建|修建|购置|采购|购买|"
    "配备|添置|更换|拨付|划拨|核拨|核定|下达|安排|减免|给予|落实|设立|设置|成立|组建|撤销|任免|聘用|招聘|招录|"
    "举办|召开|开展|启动|印发|修订|制定|出台|延长|收回|出让|征收|拆除|处置|租赁|转让|表彰|授予|命名|变更"
)
_DEEDS = "建设|改造|维修|改建|拓宽|整治|治理|调整|安置|补助|补偿|奖励|管理|保障|实施|推进|加强|提升|完善|规范"
"""Words that are as often the name of what is done (道路改造, 建设资金) as the doing of it."""
_THEN_A_NAME = "的|资金|经费|费用|专项|项目|工程|工作|任务|方案|规划|计划|标准|用地|办法|措施|机制|中心|机构|服务|$"
_JOINED = re.compile(f"(?:以及|[和及并与暨])(?:(?=({_ACTS}))|(?=(?:{_DEEDS})(?!{_THEN_A_NAME})))")
"""A joint with an act behind it; of the first group where it can be nothing else."""
_ONLY_ACTS = re.compile(
    f"(?:进一步|全面|切实|继续|尽快|统一|联合|依法|重新|对|拟|{_ACTS}|{_DEEDS}|以及|[和及并与暨、])*"
)
_ENDS_IN_ACT = re.compile(f"(?:{_ACTS})$")
_ENDS_IN_DEED = re.compile(f"(?:{_DEEDS})$")
_HAS_ACT = re.compile(f"{_ACTS}|{_DEEDS}")
_TWO_PAPERS = re.compile("的(?:请示|报告|意见|函|方案)?(?:以及|[和及并与暨])(?:关于|[^的]+的(?:请示|报告|函))")
_QUOTED = re.compile("《[^》]*》|“[^”]*”")


def names_two_matters(title: str) -> bool:
    """Whether a title seems to ask for two things (一文一事); a guess by its words, good for a look and no more.

    Two 「关于」, two papers, or a second act with an object of its own behind 「和」「及」「并」. Joined nouns under
    one act (养老和托育设施), joined acts over one object (新建和改建车棚) and names (和平路) are one matter.
    """
    bare = _QUOTED.sub("《》", title)
    if bare.count("关于") > 1 or _TWO_PAPERS.search(bare):
        return True
    _issuer, about, asked = bare.partition("关于")
    return bool(about) and any(_is_matter(asked[: f.start()], sure=bool(f[1])) for f in _JOINED.finditer(asked))


def _is_matter(clause: str, *, sure: bool) -> bool:
    """Whether what stands before a joint says an act and what it is done to; `sure`: behind it stands an act."""
    if _ONLY_ACTS.fullmatch(clause) or _ENDS_IN_ACT.search(clause) or (not sure and _ENDS_IN_DEED.search(clause)):
        return False
    return _HAS_ACT.search(clause) is not None
