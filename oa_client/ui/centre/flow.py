"""What comes down, what the line has borne, and what syncing did, in words. No Qt; not for the GUI thread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from oa_client.app.desk import Desk
from oa_client.app.standing import PURPOSES
from oa_client.app.synclog import LogLine
from oa_client.assets import _
from oa_client.domain.calendar import BEIJING
from oa_client.domain.matter import MatterId
from oa_client.wording import moments
from oa_client.wording.names import amount
from oa_client.wording.synclog import purpose, told


@dataclass(frozen=True, slots=True)
class Download:
    """An attachment on its way: `at` of `size` bytes are here."""

    title: str
    name: str
    at: int
    size: int

    @property
    def percent(self) -> int:
        """How much is here; never 100 before it was checked."""
        return min(99, self.at * 100 // max(1, self.size))

    @property
    def words(self) -> str:
        """How far it is."""
        return _("{at} / {size}，{n}%").format(at=amount(self.at), size=amount(self.size), n=self.percent)


@dataclass(frozen=True, slots=True)
class Spent:
    """Bytes by purpose, today and this month."""

    what: str
    today: int
    month: int


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the log: the day it belongs to, its time, what happened, and whether somebody should look."""

    day: str
    time: str
    words: str
    trouble: bool


def downloads(desk: Desk) -> tuple[Download, ...]:
    """The attachments somebody asked for, the newest wish first."""
    return tuple(_download(desk, *wanted) for wanted in desk.attachments.awaited())


def _download(desk: Desk, sha256: str, matter: MatterId, size: int, at: int) -> Download:
    record = desk.record(matter)
    files = record.matter.files if record is not None and record.matter is not None else ()
    name = next((f.name for f in files if f.sha256 == sha256), _("附件"))
    return Download(record.row.title if record else "", name, at, size)


def spent(lines: Sequence[LogLine], now: int) -> tuple[Spent, ...]:
    """What the log says was spent, purpose by purpose."""
    today, month = Counter[str](), Counter[str]()
    year_month_day = _day(now)
    for line in lines:
        if _day(line.at)[:2] == year_month_day[:2]:
            month.update(line.spent)
        if _day(line.at) == year_month_day:
            today.update(line.spent)
    return tuple(Spent(purpose(p), today[p], month[p]) for p in PURPOSES)


def _day(at: int) -> tuple[int, int, int]:
    then = datetime.fromtimestamp(at, BEIJING)
    return then.year, then.month, then.day


def log(lines: Sequence[LogLine], now: int, *, trouble: bool) -> tuple[Told, ...]:
    """The newest first; `trouble`: only what went wrong."""
    return tuple(
        Told(moments.day(line.at, now), moments.clock(line.at), told(line), line.trouble)
        for line in reversed(lines)
        if line.trouble or not trouble
    )
