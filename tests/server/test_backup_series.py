"""The daily backup: dated, proved to open, so many kept; and nothing of anybody else's touched."""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from server_stub import backup, backup_series
from server_stub.__main__ import main
from server_stub.backup import restore
from server_stub.backup_series import Proved, add, dated, prove
from server_stub.certificates import begin, today
from server_stub.copying import NoBackup
from tests.server.office import Office

BYTES = b"%PDF attached"
SHA = hashlib.sha256(BYTES).hexdigest()
DAY = 24 * 3600


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A centre with two matters and an attachment."""
    office = Office.open(tmp_path / "centre")
    office.centre.append_file(office.device(9), SHA, 0, len(BYTES), BYTES)
    matter = office.do(9, "write", to=["p9"], files=[{"sha256": SHA, "name": "件.pdf", "size": len(BYTES)}])
    office.do(9, "say", matter, opinion="甲")
    office.do(9, "write", to=["p9"])
    office.centre.close()
    return tmp_path / "centre"


def at(day: int):  # type: ignore[no-untyped-def]
    return lambda: 1_790_000_000.0 + day * DAY


def test_no_elder_backup_goes_before_the_new_one_is_durable(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: Path) -> None:
        raise OSError("the disk is gone")

    add(folder, tmp_path, 1, clock=at(0))
    monkeypatch.setattr(backup_series, "entered", fails)
    with pytest.raises(OSError, match="the disk is gone"):
        add(folder, tmp_path, 1, clock=at(1))
    assert len(dated(tmp_path)) == 2


def test_the_newest_are_kept_and_what_is_another_s_stays(folder: Path, tmp_path: Path) -> None:
    to = tmp_path / "copies"
    (to / "2026-holiday").mkdir(parents=True)
    (to / "note.txt").write_text("另存")
    (to / "2020-01-01-000000.part").mkdir()
    done = [add(folder, to, 2, clock=at(day)) for day in range(4)]
    assert [path.name for path in dated(to)] == [Path(one.made.to).name for one in done[-2:]]
    assert done[-1].gone == (Path(done[1].made.to).name,)
    assert (done[-1].proved.matters, done[-1].proved.files, done[-1].kept) == (2, 1, 2)
    others = {"2026-holiday", "note.txt", ".backing-up.lock"}
    assert {path.name for path in to.iterdir()} == {*(path.name for path in dated(to)), *others}
    first, second = ((path / "files" / SHA[:2] / SHA).stat() for path in dated(to))
    assert first.st_ino == second.st_ino


def test_none_goes_before_there_are_too_many(folder: Path, tmp_path: Path) -> None:
    assert [add(folder, tmp_path / "copies", 6, clock=at(day)).kept for day in range(8)] == [1, 2, 3, 4, 5, 6, 6, 6]


def test_a_second_at_once_is_told_and_leaves_the_first_one_s_draft(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    to, codes = tmp_path / "copies", list[int]()

    def beside(draft: Path, **_: object) -> Proved:
        with monkeypatch.context() as patched:
            patched.setattr(backup_series, "prove", prove)
            codes.append(main(["backup", "--data", str(folder), "--to", str(to), "--keep", "3"]))
        return prove(draft)

    monkeypatch.setattr(backup_series, "prove", beside)
    add(folder, to, 3, clock=at(0))
    assert (codes, len(dated(to))) == ([1], 1)
    assert "正在备份" in capsys.readouterr().err
    monkeypatch.undo()
    assert add(folder, to, 3, clock=at(1)).kept == 2


def test_two_of_one_second_are_two(folder: Path, tmp_path: Path) -> None:
    for _ in range(3):
        add(folder, tmp_path / "copies", 9, clock=at(0))
    assert len(dated(tmp_path / "copies")) == 3
    add(folder, tmp_path / "copies", 2, clock=at(0))
    done = add(folder, tmp_path / "copies", 2, clock=at(0))
    assert Path(done.made.to) == dated(tmp_path / "copies")[-1]


def test_one_whose_record_does_not_hold_is_not_kept_and_costs_no_elder(folder: Path, tmp_path: Path) -> None:
    to = tmp_path / "copies"
    add(folder, to, 1, clock=at(0))
    elders = dated(to)
    with closing(dbapi2.connect(str(folder / "centre.db"))) as connection:
        connection.execute("DROP TRIGGER entry_no_update")
        connection.execute("UPDATE entry SET data = CAST(replace(data, '甲', '乙') AS BLOB) WHERE v = 2")
        connection.commit()
    with pytest.raises(NoBackup, match="散列链断了"):
        add(folder, to, 1, clock=at(1))
    assert [path for path in to.iterdir() if path.is_dir()] == elders
    assert prove(elders[0]).matters == 2


def test_a_file_the_centre_lost_is_named_and_stops_no_backup_of_all_the_rest(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to, part = tmp_path / "copies", Path("files") / SHA[:2] / SHA
    add(folder, to, 9, clock=at(0))
    (folder / part).unlink()
    for day, there in ((1, True), (2, True), (3, False)):
        made = add(folder, to, 9, clock=at(day))
        copy = Path(made.made.to)
        assert (made.made.lost, (copy / part).exists(), made.proved.matters) == ((SHA,), there, 2)
        if day == 2:
            for elder in dated(to):
                (elder / part).unlink()
    assert restore(tmp_path / "new", dated(to)[-1], at(4)).lacking == 1
    assert main(["backup", "--data", str(folder), "--to", str(tmp_path / "one")]) == 1
    told = capsys.readouterr()
    assert f"中心的盘上没有了 1 个附件，请从以前的备份拷回 files 下同名的地方：{SHA}。" in told.out
    assert "备份做好了，留下了；但" in told.err
    assert main(["backup", "--data", str(folder), "--to", str(to), "--keep", "9", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["made"]["lost"] == [SHA]
    assert len(dated(to)) == 5


def test_one_that_lacks_a_file_the_centre_has_is_not_kept(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = backup.copy_files

    def half(source: Path, to: Path, *more: object) -> object:
        done = copied(source, to, *more)  # type: ignore[arg-type]
        (to / SHA[:2] / SHA).unlink()
        return done

    monkeypatch.setattr(backup, "copy_files", half)
    with pytest.raises(NoBackup, match="缺 1 个附件"):
        add(folder, tmp_path / "copies", 1)
    assert dated(tmp_path / "copies") == []


def test_a_database_that_is_none_is_told(folder: Path, tmp_path: Path) -> None:
    add(folder, tmp_path / "copies", 1)
    (copy,) = dated(tmp_path / "copies")
    (copy / "centre.db").write_bytes(b"nothing" * 1000)
    with pytest.raises(NoBackup, match="打不开"):
        prove(copy)


def test_the_timer_s_command_reads_the_settings(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OA_SERVER_DATA", str(folder))
    monkeypatch.setenv("OA_SERVER_BACKUP_TO", str(tmp_path / "copies"))
    monkeypatch.setenv("OA_SERVER_BACKUP_KEEP", "2")
    begin(folder / "tls", "海东区", ["10.0.0.1"], today())
    for _ in range(3):
        assert main(["backup"]) == 0
    first, *_, last = (line for line in capsys.readouterr().out.splitlines() if line.startswith("已核验"))
    assert first == "已核验：2 件事项的记录连续，1 个附件都在，核对了其中 1 个的内容；现有 1 份备份。"
    assert last.endswith("；现有 2 份备份，删去最早的 1 份。")
    assert (dated(tmp_path / "copies")[-1] / "tls" / "ca.key").read_bytes() == (folder / "tls" / "ca.key").read_bytes()
    assert main(["backup", "--without-key"]) == 0
    assert {path.name for path in dated(tmp_path / "copies")[-1].iterdir()} == {"centre.db", "files"}
    monkeypatch.setenv("OA_SERVER_BACKUP_KEEP", "0")
    assert main(["backup"]) == 1
    monkeypatch.setenv("OA_SERVER_BACKUP_KEEP", "许多")
    assert main(["backup"]) == 2
    assert "OA_SERVER_BACKUP_KEEP" in capsys.readouterr().err


def test_a_further_machine_gets_the_certificates_and_keeps_its_own(folder: Path, tmp_path: Path) -> None:
    begin(folder / "tls", "海东区", ["10.0.0.1"], today())
    copy = Path(add(folder, tmp_path / "copies", 1).made.to)
    assert main(["restore", "--data", str(tmp_path / "new"), "--from", str(copy)]) == 0
    made = (folder / "tls" / "server.pem").read_bytes()
    assert (tmp_path / "new" / "tls" / "server.pem").read_bytes() == made
    assert main(["restore", "--data", str(folder), "--from", str(copy)]) == 0
    assert (folder / "tls" / "server.pem").read_bytes() == made


def test_a_clock_that_was_ahead_costs_the_newest_nothing(folder: Path, tmp_path: Path) -> None:
    """By its name it is the oldest there is, and no elder stands for today's work."""
    for day in (4000, 4001, 6, 7):
        done = add(folder, tmp_path / "copies", 2, clock=at(day))
        assert (Path(done.made.to) / "centre.db").exists()
        assert done.kept <= 2
    with pytest.raises(NoBackup):
        add(folder, tmp_path / "copies", 0, clock=at(8))


def damage(path: Path) -> None:
    """Another byte and the same size, in all copies that share it."""
    with path.open("r+b") as file:
        file.write(b"!")


def test_within_a_week_a_damaged_file_is_found_though_all_days_share_it(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to, part = tmp_path / "copies", Path("files") / SHA[:2] / SHA
    first = add(folder, to, 9, clock=at(0))
    assert first.made.looked == 1
    damage(Path(first.made.to) / part)
    found = [add(folder, to, 9, clock=at(day)).made for day in range(1, 8)]
    (day,) = (n for n, made in enumerate(found) if made.mended)
    assert found[day].mended == (SHA,)
    assert [(Path(made.to) / part).read_bytes() == BYTES for made in found] == [n >= day for n in range(7)]
    plain = ["backup", "--data", str(folder), "--to", str(tmp_path / "plain")]
    assert main(plain) == 0
    damage(tmp_path / "plain" / part)
    assert main(plain) == 0
    assert f"已从中心重新复制，请检查备份所在的盘：{SHA}" in capsys.readouterr().out


def test_a_file_damaged_at_the_centre_is_named_and_restored_from_whoever_has_it(folder: Path, tmp_path: Path) -> None:
    damage(folder / "files" / SHA[:2] / SHA)
    made = add(folder, tmp_path / "copies", 2, clock=at(0)).made
    assert (made.broken, made.looked) == ((SHA,), 0)
    for _night in range(2):
        again = ["backup", "--data", str(folder), "--to", str(tmp_path / "copies"), "--keep", "9"]
        assert main(again) == 1, "it is told until it is mended"
    assert not [copy for copy in dated(tmp_path / "copies") if (copy / "files" / SHA[:2] / SHA).exists()]
    back = restore(tmp_path / "new", Path(made.to), at(1))
    assert back.lacking == 1
    assert not (tmp_path / "new" / "files" / SHA[:2] / SHA).exists()


def test_what_is_restored_mends_what_is_damaged_there(folder: Path, tmp_path: Path) -> None:
    made = add(folder, tmp_path / "copies", 2, clock=at(0)).made
    damage(folder / "files" / SHA[:2] / SHA)
    assert restore(folder, Path(made.to), at(1)).lacking == 0
    assert (folder / "files" / SHA[:2] / SHA).read_bytes() == BYTES
