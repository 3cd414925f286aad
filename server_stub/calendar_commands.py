"""What an administrator does with the working calendar on the command line: look at it, take a year's notice in."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from oa_client.domain.calendar import BEIJING, WorkingDays
from server_stub.audit import note
from server_stub.cannot import CannotDo
from server_stub.centre_commands import in_office, opened, unreadable
from server_stub.tabular import decoded
from server_stub.workdays import announce

AHEAD = 1
"""How many years ahead are shown, announced or not."""


def announced(given: argparse.Namespace) -> str:
    """Take in a file as `resources/calendar` has it, one year or more; what it came to. Raises `CannotDo`."""
    try:
        text = decoded(given.file.read_bytes())
    except OSError as problem:
        raise CannotDo(unreadable(given.file, problem)) from problem
    with opened(given.data) as centre, centre.look() if given.dry_run else centre.work() as work:
        done = announce(work, text, in_office(work, given.by).name, given.note, dry_run=given.dry_run)
        if done.new and not given.dry_run:
            note(work, "calendar", given.file.name, outcome=f"{done.matters}")
    if not done.new:
        return "与现行的工作日历相同，没有改动。"
    years = "、".join(f"{year}年" for year in done.years) or "作息时间"
    told = f"工作日历{years}{'将改为' if given.dry_run else '已改为'}新的安排，{done.matters} 件事项的时限按工作日重算"
    return (
        f"预览（没有改动）：{told}。"
        if given.dry_run
        else f"{told}，各写一条办理记录。请随即做一次备份（oa-server backup）。"
    )


def shown(given: argparse.Namespace) -> str:
    """The years in force, each with its notice, and those that are still reckoned by weekends."""
    with opened(given.data) as centre, centre.look() as work:
        return "\n".join(_lines(work.calendar, datetime.fromtimestamp(work.now, UTC).astimezone(BEIJING).year))


def _lines(days: WorkingDays, year: int) -> list[str]:
    found = {*days.notices, year, year + AHEAD}
    return [
        *(f"{one}年　{_year(days, one)}" for one in sorted(found)),
        f"下班（时限截止）{days.close:%H:%M}　当日收件截止 {days.cutoff:%H:%M}",
    ]


def _year(days: WorkingDays, year: int) -> str:
    notice = days.notices.get(year)
    if notice is None:
        return "尚未公布，暂按周末和固定节日推算"
    return f"{notice.name}　放假 {len(notice.off)} 天，调休上班 {len(notice.worked)} 天"
