"""The district's calendar of working days: as clients are shipped with it, and what its administrator announced since.

The announcements are entries of the matter `CALENDAR_MATTER`; the row ``calendar`` tells everybody what they come to.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from oa_client.domain.calendar import WorkingDays
from oa_client.domain.decision import Accepted, Command
from oa_client.domain.matter import EntryType
from oa_client.domain.people import CENTRE, EVERYONE
from oa_client.domain.recount import counts_days, entry_data, without_moved
from oa_client.domain.rulebook import decide
from oa_client.domain.working_calendar import CALENDAR, CALENDAR_MATTER, SAID
from oa_client.protocol.record import read, write
from server_stub.announcements import sound
from server_stub.cannot import CannotDo
from server_stub.entries import append, context, find, make_entry
from server_stub.fold import Fold, begin, record
from server_stub.going_on import going_on
from server_stub.restoring import calendar_found, era, lost_years
from server_stub.rows import get_row, put_row
from server_stub.work import Work

ROW, KEY = "calendar", "latest"
_ROOT = Path(__file__).resolve().parents[1]
_PLACES = (
    # Where it is packaged, beside its program; a source tree; a wheel.
    *([Path(sys.executable).resolve().parent / "resources"] if getattr(sys, "frozen", False) else []),
    _ROOT / "resources",
    _ROOT / "oa_client" / "_resources",
)
_TITLE = "工作日历"


@dataclass(frozen=True, slots=True)
class Announced:
    """What an announcement came to: the years it is about, in how many matters limits moved, whether it says more."""

    years: tuple[int, ...]
    matters: int
    new: bool = True


def district_days() -> WorkingDays:
    """The calendar as shipped; weekends alone where the file is missing."""
    for folder in _PLACES:
        path = folder / "calendar" / "cn_workdays.json"
        if path.exists():
            return WorkingDays.from_json(json.loads(path.read_text(encoding="utf-8")))
    return WorkingDays()


def days_in_force(connection: Connection, shipped: WorkingDays) -> WorkingDays:
    """The calendar with what was announced here."""
    said = get_row(connection, ROW, KEY, EVERYONE)
    return shipped if said is None else shipped.with_json(said)


def announce(work: Work, text: str, by: str, note: str, *, dry_run: bool = False) -> Announced:
    """Take in the years and hours of a calendar in JSON, and count every running limit again. Raises `CannotDo`.

    All of it in one transaction, or nothing. A trial writes nothing: a look at the centre will do for it. What is in
    force already is announced to nobody again.
    """
    if era(work.connection).restoring:
        raise CannotDo("中心正在恢复，还有记录没有回来；请先关闭恢复（restore close）再改工作日历。")
    new = sound(text)
    before, after = work.calendar, work.calendar.with_json(json.loads(text))
    lost, told = lost_years(work.connection), frozenset(map(int, new.notices)) or frozenset({0})
    if before == after:
        if not dry_run:
            calendar_found(work.connection, told)
        return Announced(tuple(sorted(new.notices)), 0, new=False)
    if lost.isdisjoint(told) and lost:
        years = "、".join(f"{year}年" if year else "作息时间" for year in sorted(lost))
        raise CannotDo(f"恢复之前公布过的工作日历（{years}）还没有重新公布，没有改动；请先公布它，再公布别的。")
    moving = tuple(_moving(work, before, after, new, note))
    if not dry_run:
        _enter(work, text, by, note)
        _tell(work, text)
        calendar_found(work.connection, told)
        work.calendar = after
        for matter, fold, data in moving:
            entry = make_entry(work, fold, CENTRE, matter, EntryType.ASSIGNED, data)
            append(work, fold, entry, write(entry), 0, 0)
    return Announced(tuple(sorted(new.notices)), len(moving))


def _why(new: WorkingDays, note: str) -> str:
    named = "、".join(f"{year}年（{notice.name}）" for year, notice in sorted(new.notices.items())) or "作息时间"
    return f"工作日历有变动：{named}，按变动后的工作日重算时限。{note}".strip()


def _moving(
    work: Work, before: WorkingDays, after: WorkingDays, new: WorkingDays, note: str
) -> Iterator[tuple[str, Fold, dict[str, object]]]:
    """The matters in which a running limit moves, with what their entry says."""
    again = lost_years(work.connection)
    for matter in going_on(work, lambda table: table.clocks or counts_days(table)):
        fold = find(work, matter)
        if fold is None or fold.state is None or fold.state.stage in fold.process.over:
            continue
        data = entry_data(fold.process, fold.state, work.now, before, after, _why(new, note))
        if data is not None and again:
            entries = map(read, record(work.connection, matter))
            data = without_moved(data, entries, again)
        if data is not None:
            yield matter, fold, data


def _enter(work: Work, text: str, by: str, note: str) -> None:
    """The announcement in the record of the calendar, which is opened by the first."""
    fold = find(work, CALENDAR_MATTER)
    if fold is None:
        fold = _step(work, begin(CALENDAR, CALENDAR_MATTER), "open", {"title": _TITLE})
    _step(work, fold, "announce", {SAID: text, "by": by, "note": note})


def _step(work: Work, fold: Fold, action: str, fields: dict[str, object]) -> Fold:
    answer = decide(
        fold.process, fold.state, Command(CALENDAR_MATTER, "calendar", action, fields), context(work, CENTRE)
    )
    if not isinstance(answer, Accepted):
        raise CannotDo("这份工作日历没有通过校验，没有改动。")
    for new in answer.entries:
        entry = make_entry(work, fold, CENTRE, CALENDAR_MATTER, new.type, dict(new.data))
        fold = append(work, fold, entry, write(entry), 0, 0)
    return fold


def _tell(work: Work, text: str) -> None:
    """The row that every device counts by: all that was ever announced, the newest word on each year."""
    said: dict[str, object] = dict(get_row(work.connection, ROW, KEY, EVERYONE) or {})
    new = json.loads(text)
    years = said.get("years")
    said |= {name: new[name] for name in ("close", "cutoff") if name in new}
    said["years"] = {**(years if isinstance(years, dict) else {}), **new.get("years", {})}
    put_row(work, ROW, KEY, EVERYONE, said)
    work.touched.add(EVERYONE)
    work.count("calendar")
