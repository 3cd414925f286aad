"""What a person chose to see of a list: which rows, in which order. No Qt: presenters read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from oa_client.app.reading import Listed, ListName
from oa_client.domain.matter import MatterId
from oa_client.wording.lines import due_of


class Chip(Enum):
    """The filters of lists: those of every list, and the stages of the registers."""

    ALL = "all"
    FLASH = "flash"
    LATE = "late"
    UNREAD = "unread"
    SIGN = "sign"
    ENTER = "enter"
    PROPOSE = "propose"
    INSTRUCT = "instruct"
    DISPATCH = "dispatch"
    HANDLE = "handle"
    ASSIGN = "assign"
    SUBMIT = "submit"
    SEEN = "seen"
    CLOSE = "close"
    DRAFT = "draft"
    CHECK = "check"
    CONSULT = "consult"
    APPROVE = "approve"
    ISSUE = "issue"
    IN_USE = "in_use"
    LASTING = "lasting"
    DECIDE = "decide"
    RETURNED = "returned"
    RECEIVED = "received"
    OVER = "over"
    PLANNED = "planned"
    MINE = "mine"
    OVERSEEN = "overseen"


BASIC = (Chip.ALL, Chip.FLASH, Chip.LATE, Chip.UNREAD)
"""What any list can be filtered by."""


class Order(Enum):
    """The orders of every list."""

    NEWEST = "newest"
    DUE = "due"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter and an order."""

    chip: Chip = Chip.ALL
    order: Order = Order.NEWEST
    text: str = ""
    """What somebody looks for in the list."""


CHIP_WORDS = {
    Chip.ALL: "全部",
    Chip.FLASH: "特急",
    Chip.LATE: "超期",
    Chip.UNREAD: "未读",
    Chip.SIGN: "待签收",
    Chip.ENTER: "待登记",
    Chip.PROPOSE: "待拟办",
    Chip.INSTRUCT: "待批示",
    Chip.DISPATCH: "待分办",
    Chip.HANDLE: "承办中",
    Chip.ASSIGN: "待交办",
    Chip.SUBMIT: "待呈报",
    Chip.SEEN: "待阅示",
    Chip.CLOSE: "待销号",
    Chip.DRAFT: "拟稿中",
    Chip.CHECK: "核稿中",
    Chip.CONSULT: "会签中",
    Chip.APPROVE: "待签发",
    Chip.ISSUE: "编号印发",
    Chip.IN_USE: "在用",
    Chip.LASTING: "未结束",
    Chip.DECIDE: "待审批",
    Chip.RETURNED: "有退文",
    Chip.RECEIVED: "各方已签收",
    Chip.OVER: "已办结",
    Chip.PLANNED: "待立项交办",
    Chip.MINE: "我承办",
    Chip.OVERSEEN: "我督办",
}
ORDER_WORDS = {Order.NEWEST: "按收到时间，新的在前", Order.DUE: "按办理时限，急的在前", Order.URGENT: "按紧急程度"}
_NEVER = 1 << 62
_RANK = {"flash": 0, "urgent": 1}


class Lists(Protocol):
    """The part of the desk that lists."""

    def ids(self, name: ListName, *, kind: str | None = None, urgency: str | None = None) -> tuple[MatterId, ...]:
        """A list's matters, newest first."""
        ...

    def rows(self, name: ListName, ids: Sequence[MatterId]) -> tuple[Listed, ...]:
        """These rows of a list."""
        ...


def by_due(row: Listed) -> int:
    """The order of what is due first."""
    due = due_of(row)
    return _NEVER if due is None else due


def by_urgency(row: Listed) -> tuple[int, int]:
    """The order of what is most urgent, then due first."""
    return _RANK.get(row.row.urgency, 2), by_due(row)
