"""工作日历: its words, and what is said of limits that were counted again because of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from oa_client.assets import _
from oa_client.domain.calendar import WorkingDays
from oa_client.domain.matter import Entry
from oa_client.domain.recount import shifts
from oa_client.domain.usual import Usual
from oa_client.wording import moments

KINDS: Mapping[str, str] = {"calendar": "工作日历"}
STAGES: Mapping[str, str] = {"in_force": "施行中"}
ACTIONS: Mapping[str, str] = {
    "calendar.open": "设立工作日历",
    "announce": "公布工作日",
    "recount": "重算时限",
}
FIELDS: Mapping[str, str] = {"said": "放假与调休安排", "by": "经办人", "due_usual": "按常例"}
SENTENCES: Mapping[str, str] = {
    "no_calendar": "这份工作日历读不懂，没有改动；请按随附的格式填写年份、依据、放假和调休日期。",
}


def lines(days: WorkingDays, now: int) -> Iterator[str]:
    """This year, the next and every announced one since last year, each with what it stands on; then the hours."""
    year = days.year(now)
    for one in sorted({year, year + 1, *(y for y in days.notices if y >= year - 1)}):
        notice = days.notices.get(one)
        yield (
            _("{year}年　{notice}　放假 {off} 天，调休上班 {worked} 天").format(
                year=one, notice=notice.name, off=len(notice.off), worked=len(notice.worked)
            )
            if notice is not None
            else _("{year}年　放假安排尚未公布，暂按周末和固定节日推算").format(year=one)
        )
    hours = {"close": f"{days.close:%H:%M}", "cutoff": f"{days.cutoff:%H:%M}"}
    yield _("时限到当日 {close} 为止；{cutoff} 以后收到的从下一个工作日算起").format(**hours)


_UNITS: Mapping[str, str] = {"working_days": "{n} 个工作日", "days": "{n} 天", "hours": "{n} 小时"}


def counted(found: Usual) -> str:
    """How a day was counted: 10 个工作日，自2026年11月23日起."""
    said = _(_UNITS[found.unit]).format(n=found.amount)
    return _("{said}，自{day}起").format(said=said, day=moments.written(found.since))


def usual(found: Usual, due: int) -> str:
    """The day that stands because nobody said one."""
    return _("时限按常例定为{day}（{said}），放假安排有变时随之调整").format(
        day=moments.exact(due), said=counted(found)
    )


def shifted(entry: Entry) -> Iterator[str]:
    """For each limit that an entry counted again, or the centre counted otherwise: from which day to which."""
    for was, due in sorted(set(shifts(entry))):
        yield _("时限由{was}改为{due}").format(was=moments.full(was, due), due=moments.full(due, was))
