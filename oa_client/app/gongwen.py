"""A 公文 as plain data: what it says, with nothing of how it is set. GB/T 9704-2012, 条例 arts 8 and 9.

There is no place for a 密级: an ordinary OA stores no state secrets (domain.md, 8.3). What cannot be is told by
`faults`, as codes with the place; the sentences are in `oa_client.wording.gongwen`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Shape(Enum):
    """Which of the four formats."""

    FILE = "文件"
    LETTER = "信函"
    ORDER = "命令"
    MINUTES = "纪要"


class Urgency(Enum):
    """紧急程度 of documents."""

    FLASH = "特急"
    URGENT = "加急"


class Sensitivity(Enum):
    """Marks by practice; a mark of a state secret is none of them."""

    INTERNAL = "内部"
    WORK_SECRET = "工作秘密"  # noqa: S105 - a mark on paper


class Signing(Enum):
    """How it is signed: 7.3.5.1, 7.3.5.2, 7.3.5.3."""

    SEALED = "加盖印章"
    UNSEALED = "不加盖印章"
    STAMPED = "签名章"


class BlockKind(Enum):
    """What a block of the text is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    TABLE = "table"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Day:
    """A day as it is written: no leading zeros."""

    year: int
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class Number:
    """发文字号: 代字〔year〕n号."""

    word: str
    year: int
    n: int


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a text, by its `kind`.

    heading: `text` at `level` 1..4; its number is set by the layout unless the text brings it, and `after` goes on
    behind it on the same line. paragraph: `text`. table: `columns`, `rows`, the columns' `shares` of the width;
    `landscape` gives it pages of its own, lying. picture: `picture` names a PNG or JPEG, `width_mm` wide (0: as the
    picture has it), at most as wide as the text; `text` stands below it. `data`: its bytes, where they are at hand.
    """

    kind: BlockKind = BlockKind.PARAGRAPH
    text: str = ""
    level: int = 1
    after: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    shares: tuple[float, ...] = ()
    landscape: bool = False
    picture: str = ""
    width_mm: float = 0.0
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs by 签名章: the full title before the stamp."""

    title: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """附件. `apart`: not bound with the document, so its first line bears the 文号."""

    title: str
    blocks: tuple[Block, ...] = ()
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Imprint:
    """版记. `further`: other items, such as 共印120份."""

    copies_to: tuple[str, ...] = ()
    office: str = ""
    date: Day | None = None
    further: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who was at the meeting of a 纪要."""

    present: tuple[str, ...] = ()
    excused: tuple[str, ...] = ()
    listening: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gongwen:
    """A whole document. `organs`: who issues it, the host first; `upward`: 上行文.

    `mark` is the 发文机关标志 where it is not the organ's name with 文件, 令 or 纪要 after it (a 纪要 bears the name
    of its meeting); `issue` the 第×号 of a 命令 or 第×期 of a 纪要. A line end in `title` is where it is to be broken.
    `signatures` are the organs as they sign, when not as they issue.
    """

    organs: tuple[str, ...]
    title: str = ""
    date: Day | None = None
    shape: Shape = Shape.FILE
    upward: bool = False
    mark: str = ""
    copy: int | None = None
    urgency: Urgency | None = None
    sensitivity: Sensitivity | None = None
    number: Number | None = None
    issue: str = ""
    signatories: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    signing: Signing = Signing.SEALED
    signatures: tuple[str, ...] = ()
    signers: tuple[Signer, ...] = ()
    annotation: str = ""
    imprint: Imprint | None = None
    attendance: Attendance | None = None
