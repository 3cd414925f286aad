"""One digest a person a day, on the mornings the calendar says, of what is his and open."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from oa_client.domain.calendar import BEIJING, Lamp
from oa_client.domain.people import PersonId, person_scope
from oa_client.protocol.digest import DIGEST, KEY
from oa_client.protocol.messages import RowItem, RowUp, SyncRequest
from server_stub.rows import get_row
from server_stub.workdays import district_days
from tests.server.office import Office

HEAD = {"title": "关于防汛的通知", "issuer": "市局", "handling": "action"}


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=BEIJING).timestamp())


def opened(folder: Path | None = None, now: str = "2026-11-09 10:00") -> Office:
    office = Office.open(folder, calendar=district_days())
    office.clock.now = at(now)
    return office


def given_out(office: Office, due: str) -> str:
    """Person 1 registers a paper and gives it to person 2, to be done by then."""
    matter = office.do(1, "register", kind="incoming", **HEAD)
    office.do(1, "dispatch", matter, kind="incoming", lead="p2", due=at(due))
    return matter


def digest(office: Office, person: int) -> dict[str, object] | None:
    with office.centre.database.read() as connection:
        return get_row(connection, DIGEST, KEY, person_scope(PersonId(person)))


def morning(office: Office, day: str, time: str = "08:40") -> list[tuple[str, str, str]]:
    """What person 2 is told anew on a day."""
    office.clock.now = at(f"{day} {time}")
    office.centre.run_timers()
    found = digest(office, 2)
    if found is None or found["day"] != day:
        return []
    return [(one["matter"], one["step"], one["lamp"]) for one in found["items"]]


def test_it_comes_three_days_and_one_before_on_the_day_after_it_and_then_weekly() -> None:
    office = opened()
    matter = given_out(office, "2026-11-20 17:00")
    told = {day: morning(office, f"2026-11-{day}") for day in (12, 13, 14, 16, 17, 18, 19, 20, 21, 23, 24, 27, 30)}
    said = {day: lamp for day, found in told.items() for _, _, lamp in found}
    near, late = Lamp.NEAR.value, Lamp.OVERDUE.value
    assert said == {17: near, 19: near, 20: near, 23: late, 30: late}
    assert told[17] == [(matter, "handle", near)]


def test_it_comes_in_the_morning_once_a_day_also_after_a_restart(tmp_path: Path) -> None:
    office = opened(tmp_path)
    given_out(office, "2026-11-20 17:00")
    assert morning(office, "2026-11-17", "08:20") == []
    assert len(morning(office, "2026-11-17")) == 1
    office.centre.close()
    again = opened(tmp_path, "2026-11-17 09:30")
    given_out_late = given_out(again, "2026-11-20 17:00")
    assert given_out_late not in [m for m, _, _ in morning(again, "2026-11-17", "11:00")]
    again.centre.close()


def test_after_a_restore_nobody_is_told_twice_and_none_while_it_gathers() -> None:
    office = opened()
    given_out(office, "2026-11-20 17:00")
    before = office.centre.snapshot()
    assert len(morning(office, "2026-11-17")) == 1
    after = office.centre.snapshot()
    office.centre.restore(before)
    office.clock.now = at("2026-11-17 10:00")
    office.centre.run_timers()
    assert digest(office, 2) is None
    office.centre.restore(after)
    office.centre.close_restore()
    kept = digest(office, 2)
    office.centre.run_timers()
    assert digest(office, 2) == kept


def test_what_fell_on_days_the_centre_stood_still_is_told_on_the_next_one() -> None:
    office = opened()
    given_out(office, "2026-11-20 17:00")
    morning(office, "2026-11-16")
    assert len(morning(office, "2026-11-18")) == 1, "17 November was T-3"
    assert morning(office, "2026-11-18", "15:00") != [], "it is the same one"


def test_none_of_what_is_done_or_over() -> None:
    office = opened()
    done, over = given_out(office, "2026-11-20 17:00"), given_out(office, "2026-11-20 17:00")
    office.do(2, "complete", done, kind="incoming", opinion="已办。")
    office.do(1, "void", over, kind="incoming", reason="误登")
    assert morning(office, "2026-11-17") == []
    assert digest(office, 2) is None


def test_work_of_a_desk_stands_under_the_limit_of_its_matter_for_each_of_its_people() -> None:
    office = opened()
    office.do(1, "register", kind="incoming", **HEAD, due=at("2026-11-20 17:00"))
    office.clock.now = at("2026-11-17 08:40")
    office.centre.run_timers()
    found = digest(office, 1)
    assert found is not None
    assert [one["step"] for one in found["items"]] == ["propose"]
    assert digest(office, 3) is None, "the clerk of another street is told nothing"


def test_it_holds_no_title_and_travels_to_its_owner_alone_who_cannot_write_it() -> None:
    office = opened()
    given_out(office, "2026-11-20 17:00")
    first = {person: office.first(person) for person in (2, 3)}
    morning(office, "2026-11-17")
    replies = {
        p: office.centre.sync(office.device(p), SyncRequest(office.centre.epoch, first[p].position)) for p in first
    }
    rows = {p: [i for i in r.live if isinstance(i, RowItem) and i.k == DIGEST] for p, r in replies.items()}
    assert (len(rows[2]), rows[3]) == (1, [])
    assert HEAD["title"] not in str(rows[2][0].d)
    before = digest(office, 2)
    request = SyncRequest(office.centre.epoch, replies[2].position, rows=[RowUp(DIGEST, KEY, {"day": "2099-01-01"})])
    office.centre.sync(office.device(2), request)
    assert digest(office, 2) == before


@pytest.mark.parametrize("day", ["2026-10-10", "2026-10-05"])
def test_offices_that_work_on_a_saturday_are_reminded_and_holidays_are_quiet(day: str) -> None:
    office = opened(now="2026-09-28 10:00")
    given_out(office, "2026-10-12 17:00")
    assert bool(morning(office, day)) == (day == "2026-10-10")
