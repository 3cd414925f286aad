"""What a disk, a power cut or a wrong key can do to a profile, and what comes of it."""

import os
import random
import shutil
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from oa_client.app.ports import BadStore, NoRoom
from oa_client.app.reading import ListName
from oa_client.domain.decision import Command
from oa_client.domain.matter import MatterId
from oa_client.domain.people import PostId
from oa_client.store.engine import Database, OldSQLite, check_sqlite
from oa_client.store.profile import open_profile
from tests.store.centre import KEY, SESSION

READ = Command(MatterId("9-1"), "circulation", "mark_read", {"opinion": "同意" * 50})


def filled(folder, centre, matters=30, commands=20):
    profile = open_profile(folder, KEY)
    for n in range(commands):
        profile.outbox.queue(READ, PostId(1), n)
    with profile.replica.page() as page:
        for id in centre.some(matters, text="正文" * 200):
            centre.tell(page, id)
    profile.close()


def flip(path, at, bit=3):
    data = bytearray(path.read_bytes())
    data[at] ^= 1 << bit
    path.write_bytes(data)


def contents(folder):
    return {p.name: p.read_bytes() for p in folder.glob("*") if p.is_file()}


def test_an_old_sqlite_is_refused():
    with pytest.raises(OldSQLite):
        check_sqlite((3, 51, 2))
    check_sqlite((3, 51, 3))


def test_the_recipe_is_on(profile):
    for db in profile._databases:
        with db.write() as connection:
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "mmap_size", "secure_delete", "query_only")
            }
        assert found == {"journal_mode": "wal", "synchronous": 2, "mmap_size": 0, "secure_delete": 1, "query_only": 0}
        with db.read() as connection:
            assert connection.exec_driver_sql("PRAGMA query_only").scalar() == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights otherwise")
def test_nobody_else_can_read_the_profile(profile):
    assert stat.S_IMODE(profile.folder.stat().st_mode) == 0o700
    profile.tidy()
    for path in profile.folder.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_nothing_on_the_disk_is_in_clear(folder, centre, tmp_path):
    filled(folder, centre)
    profile = open_profile(folder, KEY)
    path = tmp_path / "x.txt"
    path.write_bytes("机要附件".encode() * 100_000)
    profile.outbox.add_file(path, "机要附件.txt")
    profile.tidy()
    for file in folder.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert not any(word.encode() in data for word in ("同意", "正文", "机要附件", "SQLite format")), file
    profile.close()


def test_a_wrong_key_opens_nothing_and_changes_nothing(folder, centre):
    filled(folder, centre)
    before = contents(folder)
    with pytest.raises(BadStore) as found:
        open_profile(folder, bytes(32))
    assert found.value.which == "outbox"
    assert contents(folder) == before


def test_a_damaged_outbox_is_reported_and_left_as_it_is(folder, centre):
    filled(folder, centre)
    flip(folder / "outbox.db", 100)
    before = contents(folder)
    with pytest.raises(BadStore) as found:
        open_profile(folder, KEY)
    assert found.value.which == "outbox"
    assert contents(folder) == before


@pytest.mark.parametrize("name", ["replica", "files"])
def test_a_damaged_cache_is_set_aside_and_begun_anew(folder, centre, name):
    filled(folder, centre)
    flip(folder / f"{name}.db", 50)
    damaged = (folder / f"{name}.db").read_bytes()
    profile = open_profile(folder, KEY)
    assert profile.set_aside == (name,)
    assert len(profile.outbox.pending()) == 20
    assert (name == "replica") == (profile.replica.feed().epoch == 0)
    (kept,) = folder.glob(f"{name}.db.bad-*")
    assert kept.read_bytes() == damaged
    profile.close()
    again = open_profile(folder, KEY)
    assert again.set_aside == ()
    again.close()


def test_every_flipped_bit_is_found_and_none_read_as_truth(folder, centre, tmp_path):
    filled(folder, centre, matters=15)
    whole = read_all(folder, "replica")
    size = (folder / "replica.db").stat().st_size
    rng = random.Random(2)
    found = 0
    for n in range(25):
        copy = shutil.copytree(folder, tmp_path / f"flip{n}")
        flip(copy / "replica.db", rng.randrange(size), rng.randrange(8))
        try:
            read = read_all(copy, "replica")
        except BadStore as error:
            read, found = whole, found + (error.which == "replica")
        assert read == whole
        assert (copy / "replica.db.failed").exists() or read == whole
        shutil.rmtree(copy)
    assert found >= 20, "but for free pages, each one is noticed"


def read_all(folder, name):
    """Every table's rows; the indexes are gone through too, which a reading of the tables passes by."""
    db = Database(folder / f"{name}.db", KEY)
    try:
        with db.read() as connection:
            connection.exec_driver_sql("PRAGMA integrity_check").all()
            tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
            return {t: connection.exec_driver_sql(f'SELECT * FROM "{t}"').all() for t in tables if t != "search"}
    finally:
        db.close()


def test_damage_met_while_working_is_remembered_for_the_next_start(folder, centre):
    filled(folder, centre, matters=60)
    size = (folder / "replica.db").stat().st_size
    for at in range(8192, size, 4096):
        flip(folder / "replica.db", at + 200)
    profile = open_profile(folder, KEY) if _opens(folder) else None
    if profile is not None:
        with pytest.raises(BadStore):
            read_everything(profile)
        profile.close()
    again = open_profile(folder, KEY)
    assert again.replica.feed().epoch == 0
    again.close()


def _opens(folder):
    try:
        db = Database(folder / "replica.db", KEY)
        with db.read() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM alembic_version").scalar()
        return True
    except BadStore:
        return False
    finally:
        db.close()


def test_after_kill_everything_acknowledged_is_there(folder):
    story = f"""
import os, sys, signal
from oa_client.store.profile import open_profile
from tests.store.centre import KEY
from oa_client.domain.decision import Command
from oa_client.domain.people import PostId
profile = open_profile({str(folder)!r} and __import__("pathlib").Path({str(folder)!r}), KEY)
for n in range(40):
    kept = profile.outbox.queue(Command("9-1", "circulation", "mark_read", {{"opinion": str(n)}}), PostId(1), n)
    os.write(1, f"{{kept.n}}\\n".encode())
os.kill(os.getpid(), signal.SIGKILL)
"""
    ended = subprocess.run(
        [sys.executable, "-c", story],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    said = [int(n) for n in ended.stdout.split()]
    assert len(said) == 40, ended.stderr.decode()
    assert (folder / "outbox.db-wal").stat().st_size > 0
    profile = open_profile(folder, KEY)
    assert [p.n for p in profile.outbox.pending()] == said
    assert profile.outbox.queue(READ, PostId(1), 1).n == 41
    profile.close()


@pytest.mark.parametrize("keep", [0.0, 0.3, 0.7, 0.97])
def test_a_log_cut_short_gives_a_state_that_was(folder, tmp_path, keep):
    profile = open_profile(folder, KEY)
    for n in range(15):
        profile.outbox.queue(READ, PostId(1), n)
    copy = shutil.copytree(folder, tmp_path / "copy")
    profile.close()
    wal = copy / "outbox.db-wal"
    wal.write_bytes(wal.read_bytes()[: int(wal.stat().st_size * keep)])
    (copy / "outbox.db-shm").unlink()
    again = open_profile(copy, KEY)
    numbers = [p.n for p in again.outbox.pending()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert again.outbox.session() == SESSION
    again.close()


def keep_saying(profile, kept):
    for n in range(5000):
        kept.append(profile.outbox.queue(READ, PostId(1), n, draft=f"d{n}"))


def keep_telling(profile, centre, told):
    for id in centre.some(200, text="正文" * 500):
        with profile.replica.page() as page:
            centre.tell(page, id)
        told.append(id)


def read_everything(profile):
    for id in profile.library.ids(ListName.SENT):
        profile.library.record(id)


def test_a_full_disk_changes_nothing_and_reading_goes_on(folder, centre, tmp_path):
    profile = open_profile(folder, KEY, most_pages=60)
    path = tmp_path / "big"
    path.write_bytes(os.urandom(1_000_000))
    with pytest.raises(NoRoom):
        profile.outbox.add_file(path, "big")
    kept = []
    with pytest.raises(NoRoom):
        keep_saying(profile, kept)
    assert profile.outbox.pending() == tuple(kept)
    assert len(kept) > 10
    told = []
    with pytest.raises(NoRoom):
        keep_telling(profile, centre, told)
    assert profile.library.usage()["matters"] == len(told) > 5
    with pytest.raises(NoRoom):
        profile.files.append("a" * 64, 0, os.urandom(400_000))
    assert profile.files.at("a" * 64) == 0
    profile.close()
    again = open_profile(folder, KEY)
    assert again.outbox.queue(READ, PostId(1), 1).n == kept[-1].n + 1
    again.close()


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_really_full_disk_loses_nothing(folder, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], check=False).returncode:
        pytest.skip("this machine does not let anybody mount a disk")
    try:
        profile = open_profile(shutil.copytree(folder, disk / "profile"), KEY)
        kept = []
        with pytest.raises(NoRoom):
            keep_saying(profile, kept)
        assert [p.n for p in profile.outbox.pending()] == [p.n for p in kept]
        profile.close()
        again = open_profile(disk / "profile", KEY)
        assert [p.n for p in again.outbox.pending()] == [p.n for p in kept]
        again.close()
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def test_readers_never_wait_behind_a_page_and_never_see_half_of_it(profile, centre):
    ids = centre.some(60)
    wrong, stop = [], threading.Event()

    def read():
        while not stop.is_set():
            found = profile.library.ids(ListName.SENT)
            for name in ListName:
                rows = profile.library.rows(name, profile.library.ids(name)[:100])
                if any(row.row.title == "" for row in rows):
                    wrong.append(rows)
            counted = profile.library.usage()["matters"]
            if counted % 5:
                wrong.append(counted)
            if len(set(found)) != len(found):
                wrong.append(found)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for at in range(0, len(ids) - 5, 5):
            with profile.replica.page() as page:
                for id in ids[at : at + 5]:
                    centre.tell(page, id)
            profile.outbox.queue(Command(MatterId(ids[at]), "circulation", "add_note", {"opinion": "x"}), PostId(1), at)
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert not wrong


def test_rolling_copies_open_with_all_words(folder, centre, tmp_path):
    clock = [1000]
    profile = open_profile(folder, KEY, now=lambda: clock[0])
    path = tmp_path / "x"
    path.write_bytes(b"x" * 700_000)
    ref = profile.outbox.add_file(path, "x")
    for n in range(12):
        for _ in range(3):
            profile.outbox.save_draft("d", {"n": n}, n)
        profile.outbox.queue(READ, PostId(1), n)
        clock[0] += 3600
        profile.tidy()
    copies = sorted((folder / "copies").glob("*"))
    assert len(copies) == 10
    before = profile.outbox.pending(), profile.outbox.drafts()
    profile.tidy()
    assert sorted((folder / "copies").glob("*")) == copies, "nothing was said since"
    profile.close()
    restored = tmp_path / "restored"
    restored.mkdir()
    shutil.copy(copies[-1], restored / "outbox.db")
    again = open_profile(restored, KEY)
    assert (again.outbox.pending(), again.outbox.drafts()) == before
    assert again.outbox.file_bytes(ref.sha256, 699_999, 9) == b"x"
    assert again.outbox.session() == SESSION
    again.close()


def test_a_copy_each_hundred_commands(folder):
    profile = open_profile(folder, KEY, now=lambda: 5)
    profile.tidy()
    for n in range(99):
        profile.outbox.queue(READ, PostId(1), n)
    profile.tidy()
    assert len(list((folder / "copies").glob("*"))) <= 1
    taken = profile._copies.take_if_due()
    assert taken is None
    profile.outbox.queue(READ, PostId(1), 100)
    assert profile._copies.take_if_due() is not None
    profile.close()


def test_a_large_replica_left_open_is_checked_while_working(folder, centre, monkeypatch):
    from oa_client.store import profile as module

    filled(folder, centre, matters=60)
    monkeypatch.setattr(module, "CHECK_AT_ONCE", 1000)
    left = open_profile(folder, KEY)
    with left.replica.page() as page:
        page.put_row("settings", "a", {}, 9)
    copy = shutil.copytree(folder, folder.with_name("copy"))
    left.close()
    flip(copy / "replica.db", (copy / "replica.db").stat().st_size - 5000)
    profile = open_profile(copy, KEY)
    with pytest.raises(BadStore):
        profile.tidy()
    profile.close()
    again = open_profile(copy, KEY)
    assert again.set_aside == ("replica",)
    again.close()
