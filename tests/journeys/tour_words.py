"""What both sides of the tour know: the job of a client, and the words written in it. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

OPINION = "已组织网格员逐户排查，低洼易涝区域人员全部转移到位，安置点物资齐备。"
SECOND = "已安排专人落实，按时报送。"
DRAFT = "拟请城建办先行核实，再行会商，"


@dataclass(frozen=True, slots=True)
class Job:
    """What a client of the tour is to know."""

    act: str
    out: str
    profile: str
    server: str
    user: str
    password: str
    urgent: str
    paged: str
    pdf: str
    ofd: str
    first_words: str
    draft: str
    reader: str
