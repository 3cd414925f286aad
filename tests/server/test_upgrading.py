"""Data of an older version under a newer program, of a newer one under an older, and the ways back."""

from __future__ import annotations

import shutil
import time
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import Connection, inspect

from server_stub import schema
from server_stub.__main__ import main
from server_stub.backup import NotAgreed, roll_back, way_back
from server_stub.cannot import DataNewer, NotBroughtUp
from server_stub.centre import Centre
from server_stub.copying import NoBackup
from server_stub.serve import CannotServe, alone, open_centre
from server_stub.upgrading import KEPT, copies, data_version, make_way
from tests.server.office import KINDS, Office
from tests.server.test_restore import act, brought, entries


def with_a_column(connection: Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE device ADD COLUMN planted TEXT")


def half(connection: Connection) -> None:
    """Entries cannot be changed: it fails when its first half is done."""
    with_a_column(connection)
    connection.exec_driver_sql("UPDATE entry SET actor = 0")


LATER, BROKEN = (*schema.STEPS, with_a_column), (*schema.STEPS, half)
NOW = len(schema.STEPS)


def make_older(monkeypatch: pytest.MonkeyPatch) -> None:
    """As by a program that has a step more."""
    monkeypatch.setattr(schema, "STEPS", LATER)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A centre at work, with one entry; closed."""
    made = Office.open(tmp_path / "centre")
    made.kept = act(made, 9, "write", to=["p9"])  # type: ignore[attr-defined]
    made.centre.close()
    return made


def opened(office: Office, folder: Path) -> Office:
    return Office(Centre.open(folder, clock=office.clock, kinds=KINDS), office.clock, office.devices, office.counts)


def columns(centre: Centre) -> set[str]:
    with centre.database.read() as connection:
        return {column["name"] for column in inspect(connection).get_columns("device")}


def test_a_copy_whose_name_is_no_day_is_gone_back_to_by_who_means_it(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "centre"
    with monkeypatch.context() as later:
        make_older(later)
        open_centre(folder).close()
    (copy,) = copies(folder)
    copy.place.rename(copy.place.with_name(f"v{NOW}-20261332-250000"))
    assert main(["rollback", "--data", str(folder)]) == 1
    said = capsys.readouterr().err
    assert f"v{NOW}-20261332-250000（名称里的日期不是一个日子）" in said
    assert data_version(folder) == NOW + 1
    assert main(["rollback", "--yes", "--data", str(folder)]) == 0
    assert data_version(folder) == NOW


def test_a_new_centre_has_the_version_of_its_program(office: Office, tmp_path: Path) -> None:
    assert data_version(tmp_path / "centre") == NOW
    assert data_version(tmp_path / "nowhere") is None
    assert make_way(tmp_path / "centre") is None
    assert copies(tmp_path / "centre") == []


def test_a_program_that_knows_nothing_of_what_is_held_back_leaves_the_data_alone(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "centre"
    monkeypatch.setattr(schema, "STEPS", schema.STEPS[:1])
    with pytest.raises(DataNewer):
        Centre.open(folder, clock=office.clock, kinds=KINDS)


def test_data_of_before_get_the_tables_of_what_is_held_back(office: Office, tmp_path: Path) -> None:
    centre = Centre.open(tmp_path / "centre", clock=office.clock, kinds=KINDS)
    tables = {"held_back", "reclaimed"}
    with centre.database.write() as connection:
        for name in tables:
            connection.exec_driver_sql(f"DROP TABLE {name}")
        connection.exec_driver_sql("PRAGMA user_version=1")
        schema.bring_up(connection)
        assert tables <= set(inspect(connection).get_table_names())
        assert schema.version(connection) == NOW
    centre.close()


def test_older_data_are_copied_aside_before_they_are_brought_up(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "centre"
    monkeypatch.setattr(schema, "STEPS", LATER)
    centre = open_centre(folder)
    assert "planted" in columns(centre)
    centre.close()
    assert data_version(folder) == NOW + 1
    (copy,) = copies(folder)
    assert (copy.version, data_version(copy.place)) == (NOW, NOW)
    open_centre(folder).close()
    assert len(copies(folder)) == 1
    monkeypatch.undo()
    old = Centre.open(copy.place, clock=office.clock)
    assert "planted" not in columns(old)
    old.close()


def test_a_step_that_fails_leaves_the_data_to_the_old_program(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, matter = tmp_path / "centre", office.kept.up.matter  # type: ignore[attr-defined]
    monkeypatch.setattr(schema, "STEPS", BROKEN)
    with pytest.raises(NotBroughtUp):
        open_centre(folder)
    assert main(["units", "list", "--data", str(folder)]) == 4
    told = capsys.readouterr().err
    assert f"从第 {NOW} 版升到第 {NOW + 1} 版没有成功" in told
    assert "数据保持原样" in told
    assert "append-only" in told
    monkeypatch.undo()
    again = opened(office, folder)
    assert "planted" not in columns(again.centre)
    assert entries(again, matter) == [office.kept.entry]  # type: ignore[attr-defined]
    assert (again.centre.restoring, data_version(folder)) == (False, NOW)
    act(again, 9, "say", matter, opinion="照常")
    again.centre.close()


def test_newer_data_are_left_alone(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "centre"
    monkeypatch.setattr(schema, "STEPS", LATER)
    open_centre(folder).close()
    monkeypatch.undo()
    before = (folder / "centre.db").read_bytes()
    with pytest.raises(DataNewer):
        Centre.open(folder, clock=office.clock)
    for line in (["units", "list"], ["serve", "--port", "0"], ["restore", "close"]):
        assert main([*line, "--data", str(folder)]) == 3
        told = capsys.readouterr().err
        assert f"数据是第 {NOW + 1} 版，这个程序只认到第 {NOW} 版" in told
        assert "rollback" in told
    assert (folder / "centre.db").read_bytes() == before


def test_rolling_back_opens_the_copy_and_what_was_done_since_comes_back(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, matter = tmp_path / "centre", office.kept.up.matter  # type: ignore[attr-defined]
    monkeypatch.setattr(schema, "STEPS", LATER)
    open_centre(folder).close()
    later = opened(office, folder)
    said = act(later, 9, "say", matter, opinion="升级之后")
    later.centre.close()
    monkeypatch.undo()
    before = (folder / "centre.db").read_bytes()
    assert main(["rollback", "--data", str(folder)]) == 1
    told = capsys.readouterr().err
    today = time.localtime()
    day = f"{today.tm_year}年{today.tm_mon}月{today.tm_mday}日"
    assert f"将退回到 {day} 升级前的数据，此后中心记了 1 条办理记录，由各终端补交" in told
    assert f"oa-server rollback --yes --data {folder}" in told
    assert (folder / "centre.db").read_bytes() == before
    assert main(["rollback", "--yes", "--data", str(folder)]) == 0
    told = capsys.readouterr().out
    assert f"已退回到 {day} 升级前的数据，此后中心记了 1 条办理记录" in told
    assert "已恢复 1 条办理记录" in told
    (aside,) = folder.glob("before-restore-*")
    assert data_version(aside) == NOW + 1
    back = opened(office, folder)
    assert back.centre.restoring
    assert brought(back, said).s == "a"
    assert entries(back, matter)[-1] == said.entry
    back.centre.close()


@pytest.mark.parametrize(("days", "goes"), [(7, True), (8, False)])
def test_going_back_over_no_work_needs_no_word_unless_the_copy_is_old(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, goes: bool
) -> None:
    folder, made = tmp_path / "centre", 1_790_000_000.0
    make_older(monkeypatch)
    make_way(folder, lambda: made)
    monkeypatch.setattr(schema, "STEPS", LATER)
    Centre.open(folder, clock=office.clock).close()
    monkeypatch.undo()
    with nullcontext() if goes else pytest.raises(NotAgreed, match="此后中心记了 0 条"):
        assert roll_back(folder, lambda: made + days * 24 * 3600)[1].entries == 1
    assert data_version(folder) == (NOW if goes else NOW + 1)


def test_of_several_copies_that_with_the_most_in_it_is_gone_back_to(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a clock that was wrong the fuller one is called the older."""
    folder, matter = tmp_path / "centre", office.kept.up.matter  # type: ignore[attr-defined]
    for now, clock in enumerate((2_000_000_000.0, 1_790_000_000.0)):
        with monkeypatch.context() as patched:
            make_older(patched)
            make_way(folder, lambda clock=clock: clock)
        if now == 0:
            later = opened(office, folder)
            act(later, 9, "say", matter, opinion="又一条")
            later.centre.close()
    (folder / "before-upgrade" / f"v{NOW}-20400101-000000").mkdir()
    (folder / "before-upgrade" / f"v{NOW}-20400101-000000" / "centre.db").write_bytes(b"torn" * 1000)
    with monkeypatch.context() as patched:
        patched.setattr(schema, "STEPS", LATER)
        Centre.open(folder, clock=office.clock).close()
    way = way_back(folder)
    assert (way.made.tm_year, way.since) == (2026, 0)
    assert roll_back(folder, agreed=True)[1].entries == 2


def test_there_is_nothing_to_roll_back_to(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "centre"
    with pytest.raises(NoBackup, match="没有比程序新"):
        roll_back(folder)
    monkeypatch.setattr(schema, "STEPS", LATER)
    open_centre(folder).close()
    monkeypatch.undo()
    shutil.rmtree(folder / "before-upgrade")
    with pytest.raises(NoBackup, match="没有这个程序认得的副本"):
        roll_back(folder)


def test_nothing_is_brought_up_under_a_centre_that_serves(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "centre"
    monkeypatch.setattr(schema, "STEPS", LATER)
    with alone(folder), pytest.raises(CannotServe, match="已经在运行"):
        open_centre(folder)
    assert data_version(folder) == NOW
    assert copies(folder) == []


def test_without_room_for_the_copy_nothing_begins(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "centre"
    monkeypatch.setattr(schema, "STEPS", LATER)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=2**20))
    assert main(["units", "list", "--data", str(folder)]) == 5
    assert "数据没有动" in capsys.readouterr().err
    assert data_version(folder) == NOW


def test_tries_that_fail_do_not_fill_the_disk(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "centre"
    monkeypatch.setattr(schema, "STEPS", BROKEN)
    made = [make_way(folder, lambda now=now: float(now)) for now in range(0, 6 * 3600, 3600)]  # type: ignore[misc]
    assert copies(folder) == made[-KEPT:]
    by_a_right_clock = make_way(folder, lambda: 1.0)
    assert by_a_right_clock is not None and by_a_right_clock in copies(folder)
    assert len(copies(folder)) == KEPT


def test_a_backup_of_older_data_is_brought_up_where_it_is_restored(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["backup", "--data", str(tmp_path / "centre"), "--to", str(tmp_path / "copy")]) == 0
    monkeypatch.setattr(schema, "STEPS", LATER)
    new = tmp_path / "new"
    assert main(["restore", "--data", str(new), "--from", str(tmp_path / "copy")]) == 0
    assert (data_version(new), data_version(tmp_path / "copy")) == (NOW + 1, NOW)
