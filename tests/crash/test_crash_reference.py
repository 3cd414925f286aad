"""The crash simulator finds nothing where nothing is wrong, and finds what is planted."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crash.disk import SECTOR
from tests.crash.record import (
    Ack,
    Create,
    Log,
    Operation,
    Ready,
    RecordingError,
    Rename,
    Sync,
    SyncFolder,
    Unlink,
    Write,
    available,
    module,
    record,
)
from tests.crash.replay import Result, Verdict, replay
from tests.crash.workload_reference import CHECKER, check_folder

pytestmark = pytest.mark.skipif(not available(), reason="recording takes Linux and a C compiler")

Recorded = Callable[..., Log]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """Record the reference workload with these arguments, once for all tests."""
    logs: dict[tuple[str, ...], Log] = {}

    def run(*arguments: str) -> Log:
        if arguments not in logs:
            folder = tmp_path_factory.mktemp("profile")
            logs[arguments] = record(module("tests.crash.workload_reference", str(folder), *arguments), folder)
        return logs[arguments]

    return run


def wrong(result: Result) -> tuple[int, int, int, int]:
    """How many states were lost, duplicated, corrupt, split."""
    return result.lost, result.duplicated, result.corrupt, result.split


# --- three encrypted files ------------------------------------------------------------------------


def test_with_full_synchronisation_nothing_acknowledged_is_lost_doubled_or_corrupt(
    recorded: Recorded,
) -> None:
    result = replay(recorded("FULL", "replica_first", "24"), CHECKER, variants=6)
    assert result.states >= 2000
    assert wrong(result) == (0, 0, 0, 0), result.first_failures


def test_with_full_synchronisation_nothing_depends_on_names_nobody_made_durable(recorded: Recorded) -> None:
    result = replay(recorded("FULL"), CHECKER, lose_entries=True)
    assert wrong(result) == (0, 0, 0, 0), result.first_failures


def test_after_every_crash_the_outbox_settles_itself_at_the_start_however_often(recorded: Recorded) -> None:
    result = replay(recorded("FULL"), check_folder, limit=600)
    assert result.states >= 300
    assert wrong(result) == (0, 0, 0, 0), result.first_failures


def test_normal_synchronisation_is_seen_to_lose_acknowledged_work(recorded: Recorded) -> None:
    result = replay(recorded("NORMAL"), CHECKER, limit=800)
    assert result.lost > 0
    assert result.first_failures[0].verdict.lost


def test_an_outbox_that_settles_before_the_replica_knows_is_seen(recorded: Recorded) -> None:
    assert replay(recorded("FULL", "outbox_first"), CHECKER, limit=800).split > 0


def test_a_command_that_moves_in_two_transactions_is_seen_twice(recorded: Recorded) -> None:
    assert replay(recorded("FULL", "in_two"), CHECKER, limit=800).duplicated > 0


def test_no_synchronisation_at_all_is_seen_to_corrupt(recorded: Recorded) -> None:
    assert replay(recorded("OFF"), CHECKER, limit=800).corrupt > 0


def test_two_workers_judge_the_very_states_of_one(recorded: Recorded) -> None:
    log = recorded("NORMAL")
    one, two = (replay(log, CHECKER, limit=800, workers=workers) for workers in (1, 2))
    assert (two.states, two.same, *wrong(two)) == (one.states, one.same, *wrong(one))
    assert two.first_failures == one.first_failures


def test_opening_each_content_once_finds_what_opening_every_state_finds(recorded: Recorded) -> None:
    log = recorded("FULL", "outbox_first")
    once, every = (replay(log, check, limit=400) for check in (CHECKER, check_folder))
    assert (once.states, *wrong(once)) == (every.states, *wrong(every))
    assert once.opened < 3 * every.states


# --- plain files ----------------------------------------------------------------------------------


PUT_IN_PLACE = """
import os, sys
from tests.crash.record import ack, mark
folder, sync_file, sync_folder = sys.argv[1], "file" in sys.argv, "folder" in sys.argv
mark("ready")
for number in range(3):
    with open(f"{folder}/new", "w") as new:
        new.write(str(number) * 2000)
        new.flush()
        if sync_file:
            os.fsync(new.fileno())
    os.replace(f"{folder}/new", f"{folder}/kept")
    if sync_folder:
        at = os.open(folder, os.O_RDONLY)
        os.fsync(at)
        os.close(at)
    ack(number=number)
"""


def kept_is_whole(folder: Path, acks: list[Ack]) -> Verdict:
    """The file put in place is one of those written, and none older than the last acknowledged."""
    path = folder / "kept"
    text = path.read_text() if path.exists() else None
    if text is not None and (len(text) != 2000 or len(set(text)) != 1):
        return Verdict(corrupt=("kept is torn",))
    newest = -1 if text is None else int(text[0])
    return Verdict(lost=tuple(str(done.fields["number"]) for done in acks if newest < done.fields["number"]))


@pytest.mark.parametrize(
    ("syncs", "lose_entries", "corrupt", "lost"),
    [
        ((), False, True, False),
        (("file",), False, False, False),
        (("file",), True, False, True),
        (("file", "folder"), True, False, False),
    ],
)
def test_a_file_put_in_place_by_rename_is_safe_only_with_its_folder_synced(
    tmp_path: Path, syncs: tuple[str, ...], lose_entries: bool, corrupt: bool, lost: bool
) -> None:
    log = record([sys.executable, "-c", PUT_IN_PLACE, str(tmp_path), *syncs], tmp_path)
    result = replay(log, kept_is_whole, variants=10, lose_entries=lose_entries)
    assert (result.corrupt > 0, result.lost > 0) == (corrupt, lost)


# --- what may survive -----------------------------------------------------------------------------


def survivors(*operations: Operation, variants: int = 200, lose_entries: bool = False) -> set[tuple[bytes | None, ...]]:
    """Every pair of contents of the files a and b that some crash leaves (None: no such file)."""
    found = set()

    def note(folder: Path, _: list[Ack]) -> Verdict:
        paths = (folder / "a", folder / "b")
        found.add(tuple(path.read_bytes() if path.exists() else None for path in paths))
        return Verdict()

    log = Log({"a": b"-", "b": b"-"}, (*operations[:-1], Ready(), operations[-1]))
    replay(log, note, variants=variants, lose_entries=lose_entries)
    return found


def test_what_was_synced_survives_and_what_was_not_may_go() -> None:
    assert survivors(Write("a", 0, b"1"), Sync("a"), Write("b", 0, b"2")) == {(b"1", b"-"), (b"1", b"2")}


def test_a_power_cut_may_keep_one_file_and_drop_the_other_either_way() -> None:
    kept = survivors(Write("a", 0, b"1"), Write("b", 0, b"2"))
    assert kept == {(a, b) for a in (b"-", b"1") for b in (b"-", b"2")}


def test_a_later_write_may_survive_an_earlier_one_and_leaves_a_hole() -> None:
    assert (b"-\0\0x", b"-") in survivors(Write("a", 1, b"yy"), Write("a", 3, b"x"))


def test_a_write_is_torn_only_where_a_sector_of_the_file_ends() -> None:
    page = b"\1" * (2 * SECTOR)
    whole = Write("a", SECTOR // 2, page)
    edges = {0, SECTOR, 2 * SECTOR, SECTOR // 2 + 2 * SECTOR}
    lengths = {len(a) for a, _ in survivors(whole) if a is not None and a.count(1) == len(a) - SECTOR // 2}
    assert {SECTOR, 2 * SECTOR} <= lengths <= edges


def test_a_name_is_lost_or_comes_back_only_on_request() -> None:
    change = (SyncFolder("."), Rename("a", "c"), Unlink("b"))
    assert survivors(*change) == {(None, b"-"), (None, None)}
    assert survivors(*change, lose_entries=True) == {(None, None), (None, b"-"), (b"-", b"-")}


def test_a_created_file_may_vanish_only_on_request() -> None:
    made = (Unlink("b"), SyncFolder("."), Create("b"), Write("b", 0, b"2"), Sync("b"))
    assert survivors(*made) == {(b"-", b""), (b"-", b"2")}
    assert (b"-", None) in survivors(*made, lose_entries=True)


def test_the_same_state_is_judged_once_and_counted_apart() -> None:
    result = replay(Log({"a": b"-"}, (Ready(), Write("a", 0, b"1"))), lambda *_: Verdict(), variants=10)
    assert (result.states, result.same) == (2, 22)


def test_a_state_that_a_checker_cannot_open_is_corrupt() -> None:
    def check(folder: Path, _: list[Ack]) -> Verdict:
        raise OSError(folder.name)

    assert replay(Log({"a": b"-"}, (Ready(),)), check).corrupt == 1


def test_what_a_checker_does_to_the_files_is_not_there_in_the_next_state() -> None:
    def check(folder: Path, _: list[Ack]) -> Verdict:
        intact = [path.name for path in folder.iterdir()] == ["a"] and (folder / "a").read_bytes() == b"-"
        (folder / "a").write_bytes(b"!")
        (folder / "left").write_bytes(b"!")
        return Verdict() if intact else Verdict(corrupt=("changed",))

    told = Ack({"number": 1})
    assert wrong(replay(Log({"a": b"-"}, (Ready(), told, told)), check)) == (0, 0, 0, 0)


# --- recordings that prove nothing ----------------------------------------------------------------


VOID = {
    "a writable mapping": "m = mmap.mmap(f.fileno(), 0); m[0] = 1; m.flush()",
    "a call the log has not seen": "c = ctypes.CDLL(None); c.fopen.restype = ctypes.c_void_p; "
    "s = ctypes.c_void_p(c.fopen(path.encode(), b'w')); c.fputs(b'x', s); c.fclose(s)",
    "a second process": "subprocess.run([sys.executable, '-c', f'open({path!r}, chr(119)).write(chr(48))'])",
    "a failure": "sys.exit(3)",
    "a second beginning": "mark('ready')",
    "an unknown mark": "mark('done')",
}


@pytest.mark.parametrize("act", VOID.values(), ids=VOID.keys())
def test_a_recording_that_misses_something_is_refused(tmp_path: Path, act: str) -> None:
    script = f"""
import ctypes, mmap, subprocess, sys
from tests.crash.record import mark
path = {str(tmp_path / "file")!r}
f = open(path, "w+b", buffering=0)
f.write(b"0123")
mark("ready")
{act}
"""
    with pytest.raises(RecordingError):
        record([sys.executable, "-c", script], tmp_path)
