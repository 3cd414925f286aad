"""The working calendar at the centre: announced by its administrator, told to everybody, limits moved by entries."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from oa_client.domain.calendar import BEIJING
from oa_client.domain.kinds import TABLES, Kinds
from oa_client.domain.people import EVERYONE
from oa_client.domain.table import Action, AudienceRule, ClockRule, Effect, Field, FieldType, Process
from oa_client.protocol.record import read
from server_stub import workdays
from server_stub.__main__ import main
from server_stub.announcements import sound
from server_stub.cannot import CannotDo
from server_stub.entries import find
from server_stub.fold import Fold, record
from server_stub.rows import get_row
from server_stub.work import Work
from server_stub.workdays import announce, district_days
from tests.domain.test_recount import SPRING
from tests.server.office import Office

TEXT = json.dumps(SPRING, ensure_ascii=False)
TIMED = Process(
    kind="timed",
    edition=1,
    stages=("open", "over"),
    over=frozenset({"over"}),
    track_states=(),
    open_tracks=frozenset(),
    clocks=(ClockRule("handle", 5),),
    actions=(
        Action(
            "write",
            who=("always",),
            states=frozenset(),
            opens=True,
            asks=(Field("title", FieldType.LINE, kept=True),),
            effects=(Effect("start_clock", ("handle",)), Effect("move", ("open",))),
        ),
        Action("add_note", who=("always",), states=frozenset({"open"}), asks=(Field("opinion", FieldType.TEXT),)),
        Action("end", who=("always",), states=frozenset({"open"}), effects=(Effect("move", ("over",)),)),
    ),
    tasks=(),
    audience=(AudienceRule(("opener",)),),
)
"""Five working days to handle it in."""


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=BEIJING).timestamp())


@pytest.fixture
def office() -> Office:
    return opened()


def opened(folder: Path | None = None) -> Office:
    office = Office.open(folder, kinds=Kinds((*TABLES, TIMED)), calendar=district_days())
    office.clock.now = at("2027-02-01 09:00")
    return office


def timed(office: Office) -> str:
    """A matter to be handled in five working days from 2027-02-01: 2-02 to 2-08."""
    return office.do(1, "write", kind="timed", title="值班安排")


def due(office: Office, matter: str) -> int:
    with office.centre.work() as work:
        fold = find(work, matter)
        assert fold is not None
        assert fold.state is not None
        (clock,) = fold.state.clocks
        return clock.due


def take_in(office: Office, text: str = TEXT, **how: bool) -> int:
    with office.centre.work() as work:
        return announce(work, text, "张三", "", **how).matters


def test_a_limit_moves_past_the_holiday_by_an_entry_that_names_the_notice(office: Office) -> None:
    matter = timed(office)
    assert due(office, matter) == at("2027-02-08 17:00")
    assert take_in(office) == 1
    # by the notice 2-05 to 2-11 are off and the Sunday 2-14 is worked: 2-02, 03, 04, 12, 14
    assert due(office, matter) == at("2027-02-14 17:00")
    with office.centre.database.read() as connection:
        last = read(record(connection, matter)[-1])
    assert last.action == "recount"
    assert "国办发明电〔2026〕9号" in str(last.fields["note"])


def test_what_is_over_stays_as_it_is(office: Office) -> None:
    matter = timed(office)
    office.do(1, "end", matter, kind="timed")
    assert take_in(office) == 0
    assert due(office, matter) == at("2027-02-08 17:00")


def test_of_what_is_over_no_entry_is_read(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    matters = [timed(office) for _ in range(3)]
    office.do(1, "end", matters[0], kind="timed")
    read_ones: list[str] = []

    def noting(work: Work, matter: str) -> Fold | None:
        read_ones.append(matter)
        return find(work, matter)

    monkeypatch.setattr(workdays, "find", noting)
    assert take_in(office, dry_run=True) == 2
    assert read_ones == matters[1:]


def test_a_trial_runs_beside_a_writer(tmp_path: Path) -> None:
    office = opened(tmp_path)
    matter = timed(office)
    with office.centre.work() as writing:
        with office.centre.look() as work:
            assert announce(work, TEXT, "张三", "", dry_run=True).matters == 1
        assert find(writing, matter) is not None


def entries(office: Office) -> int:
    """How many announcements stand in the record of the calendar."""
    with office.centre.database.read() as connection:
        return len(record(connection, "0-1"))


def test_the_same_again_moves_nothing_and_is_no_entry(office: Office) -> None:
    matter = timed(office)
    take_in(office)
    before = entries(office)
    assert take_in(office) == 0
    assert entries(office) == before
    assert due(office, matter) == at("2027-02-14 17:00")


def test_a_trial_says_how_many_and_changes_nothing(office: Office) -> None:
    matter = timed(office)
    assert take_in(office, dry_run=True) == 1
    assert due(office, matter) == at("2027-02-08 17:00")
    with office.centre.work() as work:
        assert work.calendar.is_provisional(2027)


def test_new_limits_are_counted_by_it_and_everybody_is_told(office: Office) -> None:
    take_in(office)
    matter = timed(office)
    assert due(office, matter) == at("2027-02-14 17:00")
    with office.centre.database.read() as connection:
        said = get_row(connection, "calendar", "latest", EVERYONE)
    assert said is not None
    assert said["years"]["2027"]["notice"] == "国办发明电〔2026〕9号"  # type: ignore[index]


def test_what_was_announced_before_stays_when_another_year_comes(office: Office) -> None:
    take_in(office)
    take_in(office, json.dumps({"close": "17:30", "years": {"2028": year("2028-01-01")}}))
    with office.centre.work() as work:
        assert not work.calendar.is_provisional(2027)
        assert not work.calendar.is_provisional(2028)
        assert not work.calendar.is_working(date(2027, 2, 8))
        assert work.calendar.close.isoformat("minutes") == "17:30"


def year(*off: str, **more: object) -> dict[str, object]:
    """A year as its notice says it, with these days off."""
    holidays = [{"name": "元旦", "first": day, "last": day} for day in off]
    return {"notice": "国办发明电〔2027〕1号", "holidays": holidays, **more}


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("", "文件是空的"),
        ("{", "不是 JSON，第 1 行第 2 个字起写坏了"),
        ("[]", "要写成 {"),
        ({}, "里面没有一年的放假安排"),
        ({"years": {}}, "里面没有一年的放假安排"),
        ({"2027": {}}, "不认识“2027”这一项，年份要放在 years 里；"),
        ({"2027": {"holidays": ["2027-13-40"]}}, "不认识“2027”这一项"),
        ({"years": {"2027": {}}}, "2027年 的 notice：没有填"),
        ({"years": {"2027": year()}}, "2027年没有写一天放假"),
        ({"years": {"2027": year("2027-13-40")}}, "2027年 的 holidays 第 1 项 的 first：“2027-13-40”不是日期"),
        ({"years": {"2027": year("2027-01-01", makeup=["2027-01-01"])}}, "2027年：2027-01-01 既写成放假又写成调休上班"),
        ({"years": {"2027": year("2027-01-01", makeup=["2027-01-04"])}}, "2027年 的 makeup：2027-01-04 不是周末"),
        ({"years": {"2027": year("2024-01-01")}}, "2027年：2024-01-01 不是这一年的日子"),
        ({"years": {"2027": year("2027-01-01", holiday=[])}}, "不认识2027年的“holiday”这一项"),
        ({"close": "25:00"}, "close：“25:00”不是时刻"),
    ],
)
def test_what_is_no_calendar_is_told_in_a_sentence(value: object, why: str) -> None:
    with pytest.raises(CannotDo) as refused:
        sound(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
    said = str(refused.value)
    assert said.startswith(f"这份工作日历读不了，没有改动：{why}")
    assert "\n" not in said


@pytest.mark.parametrize("text", ["", '{"years": {"27": {}}}', "[" * 100_000])
def test_what_is_no_calendar_changes_nothing(office: Office, text: str) -> None:
    matter = timed(office)
    with pytest.raises(CannotDo, match="没有改动"):
        take_in(office, text)
    assert due(office, matter) == at("2027-02-08 17:00")


def test_no_person_announces_a_calendar(office: Office) -> None:
    take_in(office)
    (outcome,) = office.send(1, office.up(1, "announce", "0-1", kind="calendar", said=TEXT, by="李四"))
    assert (outcome.s, outcome.code) == ("r", "not_allowed")


def test_a_centre_that_serves_goes_on_from_what_another_process_entered(tmp_path: Path) -> None:
    serving = opened(tmp_path / "centre")
    matter = timed(serving)
    other = opened(tmp_path / "centre")
    assert take_in(other) == 1
    other.centre.close()
    serving.do(1, "add_note", matter, kind="timed", opinion="已催")
    assert due(serving, matter) == at("2027-02-14 17:00")


def test_an_administrator_takes_a_notice_in_and_looks_at_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    serving = opened(tmp_path / "centre")
    file = tmp_path / "2027.json"
    file.write_text(TEXT, encoding="utf-8")
    command = ["calendar", "announce", str(file), "--data", str(tmp_path / "centre"), "--by", "人9"]
    assert main([*command[:-1], "无此人", "--dry-run"]) == 1
    assert "没有在岗的“无此人”" in capsys.readouterr().err
    assert main([*command, "--dry-run"]) == 0
    assert "预览（没有改动）" in capsys.readouterr().out
    assert main(command) == 0
    assert "请随即做一次备份" in capsys.readouterr().out
    assert main(command) == 0
    assert capsys.readouterr().out == "与现行的工作日历相同，没有改动。\n"
    assert main(["calendar", "show", "--data", str(tmp_path / "centre")]) == 0
    assert "2027年　国办发明电〔2026〕9号　放假 7 天，调休上班 2 天" in capsys.readouterr().out
    with serving.centre.work() as work:
        assert not work.calendar.is_provisional(2027)
