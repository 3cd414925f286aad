"""oa-server backup and restore, from outside and with a centre at work."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlcipher3 import dbapi2

from server_stub import backup
from server_stub import tables as t
from server_stub.__main__ import main
from server_stub.backup import NoBackup, back_up, restore
from server_stub.centre import Centre
from server_stub.mark import Mark
from server_stub.serve import CannotServe, alone
from tests.server.office import KINDS, Office
from tests.server.test_restore import act, brought, entries

BYTES = b"%PDF attached"
SHA = hashlib.sha256(BYTES).hexdigest()


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office.open(tmp_path / "centre")
    yield made  # type: ignore[misc]
    made.centre.close()


def opened(office: Office, folder: Path) -> Office:
    return Office(Centre.open(folder, clock=office.clock, kinds=KINDS), office.clock, office.devices, office.counts)


@pytest.mark.parametrize("left", [0, 50, 4096, 0.5, -4096, -100])
def test_a_copy_that_is_cut_short_is_not_gone_back_to(
    left: float, office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of nothing, too, which SQLite takes for a database that is merely empty."""
    folder, copy = tmp_path / "centre", tmp_path / "copy"
    act(office, 9, "write", to=["p9"])
    office.centre.close()
    assert main(["backup", "--data", str(folder), "--to", str(copy)]) == 0
    whole, before = (copy / "centre.db").read_bytes(), (folder / "centre.db").read_bytes()
    (copy / "centre.db").write_bytes(whole[: int(len(whole) * left) if 0 < left < 1 else int(left)])
    capsys.readouterr()
    assert main(["restore", "--data", str(folder), "--from", str(copy)]) == 1
    assert capsys.readouterr().err.strip().endswith("没有用它，没有改动")
    assert (folder / "centre.db").read_bytes() == before
    assert {path.name for path in folder.iterdir()} == {"centre.db", "centre.mark", "receipt.key", "serving.lock"}


def test_nothing_is_restored_over_data_that_somebody_reads(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a backup that runs: what was written last would stand in a log that is already aside, were the power cut."""
    folder, copy = tmp_path / "centre", tmp_path / "copy"
    back_up(folder, copy)
    monkeypatch.setattr(backup, "PATIENCE", 0)
    with closing(dbapi2.connect(str(folder / "centre.db"))) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM entry").fetchone()
        act(office, 9, "write", to=["p9"])
        there = {path.name for path in folder.iterdir()}
        with pytest.raises(NoBackup, match="正由别的程序读着"):
            restore(folder, copy)
        assert {path.name for path in folder.iterdir()} - {"serving.lock"} == there
    office.centre.close()
    assert restore(folder, copy).entries == 0


def test_a_backup_of_a_centre_at_work_is_whole_and_going_back_gathers_the_rest(office: Office, tmp_path: Path) -> None:
    folder, copy = tmp_path / "centre", tmp_path / "copy"
    office.centre.append_file(office.device(9), SHA, 0, len(BYTES), BYTES)
    matter = act(office, 9, "write", to=["p9"], files=[{"sha256": SHA, "name": "件.pdf", "size": len(BYTES)}]).up.matter
    office.centre.append_file(office.device(9), "d" * 64, 0, 9, b"half")
    (copy / "files" / SHA[:2]).mkdir(parents=True)
    (copy / "files" / SHA[:2] / SHA).write_bytes(b"")
    done = back_up(folder, copy)
    assert (done.entries, done.files, done.key) == (1, 1, True)
    assert (copy / "files" / SHA[:2] / SHA).read_bytes() == BYTES
    assert stat.S_IMODE((copy / "receipt.key").stat().st_mode) == 0o600
    said = act(office, 9, "say", matter, opinion="甲")
    kept, epoch = entries(office, matter), office.centre.epoch
    office.centre.close()
    (folder / "files" / SHA[:2] / SHA).unlink()
    back = restore(folder, copy, lambda: office.clock.now)
    assert (back.entries, back.lacking, back.key_kept, back.epoch != epoch) == (1, 0, True, True)
    old = opened(office, Path(back.aside))
    assert entries(old, matter) == kept
    old.centre.close()
    again = opened(office, folder)
    assert (again.centre.epoch, again.centre.restoring) == (back.epoch, True)
    assert brought(again, said).s == "a"
    assert entries(again, matter) == kept
    assert b"".join(again.centre.read_file(again.device(9), SHA, matter)[1]) == BYTES
    again.centre.close()


@pytest.mark.parametrize("name", ["centre", "centre/centre.db", "link", "other", "aside"])
def test_a_backup_never_takes_the_place_of_a_centre_s_data(office: Office, tmp_path: Path, name: str) -> None:
    """Of those that are served, all that is written from then on would go with the old file."""
    folder = tmp_path / "centre"
    (tmp_path / "link").symlink_to(folder)
    Office.open(tmp_path / "other").centre.close()
    back_up(folder, tmp_path / "copy")
    (tmp_path / "aside").symlink_to(restore(tmp_path / "other", tmp_path / "copy").aside)
    inodes = {path: path.stat().st_ino for path in tmp_path.glob("*/centre.db")}
    with pytest.raises(NoBackup, match="是中心的数据文件夹"):
        back_up(folder, tmp_path / name)
    matter = act(office, 9, "write", to=["p9"]).up.matter
    office.centre.close()
    assert {path: path.stat().st_ino for path in inodes} == inodes
    assert len(entries(opened(office, folder), matter)) == 1


@pytest.mark.parametrize("links", [True, False])
def test_the_old_data_are_durable_before_anything_takes_their_place(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    folder, synced, fsync, replace = tmp_path / "centre", set[int](), os.fsync, Path.replace
    act(office, 9, "write", to=["p9"])
    back_up(folder, tmp_path / "copy")
    office.centre.close()
    old = (folder / "centre.db").stat().st_ino

    def no_links(*_: object) -> None:
        raise OSError(errno.EXDEV, "across devices")

    def follow(handle: int) -> None:
        synced.add(os.fstat(handle).st_ino)
        fsync(handle)

    def look(source: Path, target: Path) -> Path:
        if target == folder / "centre.db":
            (aside,) = folder.glob("before-restore-*")
            kept = (aside / "centre.db").stat().st_ino
            assert (kept == old) == links
            assert links or kept in synced
            assert {aside.stat().st_ino, folder.stat().st_ino} <= synced
            seen.append(aside)
            synced.clear()
        return replace(source, target)

    seen: list[Path] = []
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    monkeypatch.setattr(os, "fsync", follow)
    monkeypatch.setattr(Path, "replace", look)
    restore(folder, tmp_path / "copy", lambda: office.clock.now)
    assert len(seen) == 1
    assert folder.stat().st_ino in synced


def test_on_another_machine_the_key_of_the_backup_proves_the_receipts(office: Office, tmp_path: Path) -> None:
    matter = act(office, 9, "write", to=["p9"]).up.matter
    back_up(tmp_path / "centre", tmp_path / "with")
    back_up(tmp_path / "centre", tmp_path / "without", key=False)
    assert not (tmp_path / "without" / "receipt.key").exists()
    said = act(office, 9, "say", matter, opinion="甲")
    for name, code in (("with", ""), ("without", "restoring")):
        restore(tmp_path / f"new {name}", tmp_path / name)
        other = opened(office, tmp_path / f"new {name}")
        assert brought(other, said).code == code
        other.centre.close()


def test_the_key_of_a_centre_that_was_only_just_begun_gives_way_to_that_of_the_backup(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As after the loss of the machine, where somebody had begun one before he thought of the backup."""
    matter = act(office, 9, "write", to=["p9"]).up.matter
    back_up(tmp_path / "centre", tmp_path / "copy")
    said_ = act(office, 9, "say", matter, opinion="甲")
    assert main(["init", "--district", "海东区", "--data", str(tmp_path / "new")]) == 0
    begun = (tmp_path / "new" / "receipt.key").read_bytes()
    back = restore(tmp_path / "new", tmp_path / "copy")
    assert not back.key_kept
    assert (Path(back.aside) / "receipt.key").read_bytes() == begun
    other = opened(office, tmp_path / "new")
    assert brought(other, said_).s == "a"
    other.centre.close()


def test_a_restore_that_ends_before_the_mark_is_written_begins_no_second_one(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The power goes right after the new data took their place."""
    folder = tmp_path / "centre"
    act(office, 9, "write", to=["p9"])
    back_up(folder, tmp_path / "copy")
    office.centre.close()
    with monkeypatch.context() as cut:
        cut.setattr(Mark, "reach", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            restore(folder, tmp_path / "copy", lambda: office.clock.now)
    again = opened(office, folder)
    people = again.centre.restore_report().people
    assert people is not None
    assert people.kept is not None
    with again.centre.database.read() as connection:
        begun = connection.execute(select(t.audit.c.object).where(t.audit.c.action == "restore")).all()
    assert len(begun) == 1
    again.centre.close()


def test_files_the_backup_does_not_have_are_asked_for_again(office: Office, tmp_path: Path) -> None:
    office.centre.append_file(office.device(9), SHA, 0, len(BYTES), BYTES)
    act(office, 9, "write", to=["p9"], files=[{"sha256": SHA, "name": "件.pdf", "size": len(BYTES)}])
    assert back_up(tmp_path / "centre", tmp_path / "only.db").files == 0
    back = restore(tmp_path / "new", tmp_path / "only.db")
    assert back.lacking == 1
    other = opened(office, tmp_path / "new")
    assert other.centre.restore_report().files == (SHA,)
    other.centre.append_file(other.device(9), SHA, 0, len(BYTES), BYTES)
    assert other.centre.restore_report().files == ()
    other.centre.close()


def test_nothing_is_touched_while_it_serves_or_when_the_backup_is_no_good(office: Office, tmp_path: Path) -> None:
    folder, copy = tmp_path / "centre", tmp_path / "copy"
    back_up(folder, copy)
    before = sorted(path.name for path in folder.iterdir())
    with alone(folder), pytest.raises(CannotServe):
        restore(folder, copy)
    (copy / "centre.db").write_bytes(b"no database at all" * 400)
    for source in (copy, tmp_path / "nowhere"):
        with pytest.raises(NoBackup):
            restore(folder, source)
    with pytest.raises(NoBackup):
        back_up(tmp_path / "nowhere", copy)
    assert {name for name in set(before) ^ {p.name for p in folder.iterdir()} if ".part" not in name} <= {
        "serving.lock"
    }


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 0
    return capsys.readouterr().out.strip()


def test_the_commands_say_one_sentence_each_or_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, copy = ("--data", str(tmp_path / "c")), str(tmp_path / "copy")
    said(capsys, "init", *data, "--district", "明州区")
    assert said(capsys, "restore", "status", *data).startswith("没有在恢复：0 件事项不完整")
    done = said(capsys, "backup", *data, "--to", copy)
    assert done.startswith(f"已备份到 {copy}：0 条办理记录、0 个附件，含")
    assert "已核验：0 件事项的记录连续，没有附件。" in done
    told = json.loads(said(capsys, "restore", *data, "--from", copy, "--json"))
    assert (told["entries"], told["lacking"]) == (0, 0)
    assert said(capsys, "restore", "status", *data).startswith("恢复中：")
    assert said(capsys, "restore", "close", *data).startswith("恢复已了结：")
    assert said(capsys, "restore", "close", *data).startswith("没有在恢复：")
    assert json.loads(said(capsys, "restore", "close", *data, "--json"))["restoring"] is False
    assert said(capsys, "restore", "status", *data).startswith("没有在恢复：")
    nowhere = ["--data", str(tmp_path / "nowhere")]
    for code, wrong in (
        (2, ["restore", *data]),
        (2, ["restore", "close", *data, "--from", copy]),
        (2, ["restore", *data, "--from", copy, "--yes"]),
        (2, ["restore", "status", *data, "--before", "x"]),
        (2, ["restore", "put-away", *data, "--yes"]),
        (1, ["restore", "status", *nowhere]),
        (1, ["restore", *data, "--from", nowhere[1]]),
        (1, ["backup", *nowhere, "--to", copy]),
    ):
        assert main(wrong) == code, wrong
        assert capsys.readouterr().err.startswith("oa-server：")
    assert said(capsys, "restore", "status", *data).startswith("没有在恢复：")


@pytest.mark.parametrize("name", ["copy", "only.db"])
def test_a_single_backup_is_proved_too(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    act(office, 9, "write", to=["p9"], title="会商")
    line = ["backup", "--data", str(tmp_path / "centre"), "--to", str(tmp_path / name)]
    assert "已核验：1 件事项的记录连续，没有附件。" in said(capsys, *line)
    with office.centre.work() as work:
        work.connection.exec_driver_sql("DROP TRIGGER entry_no_update")
        work.connection.execute(update(t.entry).values(hash=b"x" * 32))
    assert main(line) == 1
    assert "记录不连续，不要用它恢复" in capsys.readouterr().err


def test_what_is_missing_is_said_of_each_matter(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    opened_ = act(office, 9, "write", to=["p9", "p1"], title="会商")
    back_up(tmp_path / "centre", tmp_path / "copy")
    act(office, 9, "say", opened_.up.matter, opinion="甲")
    second = act(office, 1, "say", opened_.up.matter, opinion="乙")
    office.centre.close()
    restore(tmp_path / "centre", tmp_path / "copy")
    again = opened(office, tmp_path / "centre")
    assert brought(again, second).s == "l"
    again.centre.close()
    lines = said(capsys, "restore", "status", "--data", str(tmp_path / "centre")).splitlines()
    assert lines[0] == (
        "恢复中：1 件事项不完整，1 条记录无人补交、1 条等前面的接上、0 条已退回须重交，0 个附件待补传。"
    )
    assert [line for line in lines if second.up.matter in line] == [
        f"{second.up.matter} 会商：现有 1 条，缺第 2 条，第 3 条待接上。"
    ]


def test_the_log_of_a_restore_that_was_cut_short_is_not_put_into_the_next(tmp_path: Path) -> None:
    office = Office.open(tmp_path / "centre")
    matter = office.do(9, "write", to=["p9"])
    office.centre.close()
    back_up(tmp_path / "centre", tmp_path / "first")
    office = Office.open(tmp_path / "centre")
    for _ in range(20):
        office.do(9, "say", matter, opinion="甲" * 200)
    office.centre.close()
    back_up(tmp_path / "centre", tmp_path / "second")
    cut = (
        "import os, sys; from pathlib import Path; from server_stub import backup, database\n"
        "database.Database.close = lambda self: os._exit(9)\n"  # the power goes: what was committed stands in the log
        "backup.restore(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    ended = subprocess.run([sys.executable, "-c", cut, tmp_path / "centre", tmp_path / "first"], check=False)
    assert ended.returncode == 9
    assert (tmp_path / "centre" / "centre.db.restore-wal").exists()
    assert restore(tmp_path / "centre", tmp_path / "second").entries == 21
