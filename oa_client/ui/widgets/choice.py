"""What a person chose to see of a list: which rows, in which order. No Qt: presenters read it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Chip(Enum):
    """The filters of every list."""

    ALL = "all"
    FLASH = "flash"
    LATE = "late"
    UNREAD = "unread"


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


CHIP_WORDS = {Chip.ALL: "全部", Chip.FLASH: "特急", Chip.LATE: "逾期", Chip.UNREAD: "未读"}
ORDER_WORDS = {Order.NEWEST: "按收到时间，新的在前", Order.DUE: "按办理时限，急的在前", Order.URGENT: "按紧急程度"}
