"""Files: parts that last, hashes that fit, no way to learn or fetch what one may not see."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from oa_client.protocol.messages import FileState
from server_stub.problems import Refusal
from tests.server.office import Office

DATA = bytes(range(256)) * 40
SHA = hashlib.sha256(DATA).hexdigest()
SIZE = len(DATA)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office.open(tmp_path)
    yield office
    office.centre.close()


def ref(sha: str = SHA, size: int = SIZE) -> dict[str, object]:
    return {"sha256": sha, "name": "附件.pdf", "size": size}


def send(office: Office, person: int, at: int = 0, data: bytes = DATA, sha: str = SHA, size: int = SIZE) -> FileState:
    return office.centre.append_file(office.device(person), sha, at, size, data)


def read(office: Office, person: int, matter: str, start: int = 0) -> bytes:
    return b"".join(office.centre.read_file(office.device(person), SHA, matter, start)[1])


def test_a_file_goes_up_in_parts_and_goes_on_after_a_break(office: Office, tmp_path: Path) -> None:
    assert send(office, 1, 0, DATA[:4000]) == FileState(4000, SIZE)
    office.centre.close()
    again = Office.open(tmp_path)
    again.devices = office.devices
    assert again.centre.files.state(again.device(1), SHA) == FileState(4000, SIZE)
    assert send(again, 1, 4000, DATA[4000:]) == FileState(SIZE, SIZE, stored=True)
    again.centre.close()


def test_bytes_for_another_offset_change_nothing(office: Office) -> None:
    send(office, 1, 0, DATA[:4000])
    for at in (0, 3999, 4001):
        assert send(office, 1, at, DATA[at : at + 100]) == FileState(4000, SIZE)
    assert send(office, 1, 4000, DATA[4000:]).stored


def test_torn_bytes_behind_the_last_part_are_cut_off(office: Office, tmp_path: Path) -> None:
    send(office, 1, 0, DATA[:4000])
    (part,) = (tmp_path / "files" / "up").iterdir()
    part.write_bytes(part.read_bytes() + b"torn")
    assert send(office, 1, 4000, DATA[4000:]).stored


def test_a_file_that_is_not_what_its_name_says_begins_again(office: Office) -> None:
    bad = b"x" * SIZE
    assert send(office, 1, 0, bad) == FileState(0, SIZE)
    assert send(office, 1).stored


@pytest.mark.parametrize(
    ("sha", "at", "size", "data", "status"),
    [
        ("../../etc/passwd", 0, 3, b"abc", 400),
        ("A" * 64, 0, 3, b"abc", 400),
        (SHA, 0, 0, b"", 400),
        (SHA, -1, 3, b"abc", 400),
        (SHA, 2, 3, b"abc", 400),
        (SHA, 0, 1 << 40, b"abc", 413),
        (SHA, 0, 1 << 27, b"x" * ((1 << 20) + 1), 413),
    ],
)
def test_what_cannot_be_is_refused(office: Office, sha: str, at: int, size: int, data: bytes, status: int) -> None:
    with pytest.raises(Refusal) as refused:
        send(office, 1, at, data, sha, size)
    assert refused.value.status == status


def test_a_file_is_read_only_through_a_matter_that_shows_and_names_it(office: Office) -> None:
    send(office, 9)
    named = office.do(9, "write", to=["p9", "p1"], files=[ref()])
    silent = office.do(9, "write", to=["p9", "p1"])
    hidden = office.do(9, "write", to=["p9"], files=[ref()])
    assert read(office, 1, named) == DATA
    assert read(office, 1, named, 10000) == DATA[10000:]
    for person, matter in ((1, silent), (1, hidden), (3, named), (1, "no-1"), (1, "")):
        with pytest.raises(Refusal) as refused:
            read(office, person, matter)
        assert (refused.value.status, refused.value.problem.code) == (404, "not_visible")


def test_to_know_a_hash_is_not_to_have_the_file(office: Office) -> None:
    send(office, 9)
    assert office.centre.files.state(office.device(3), SHA) == FileState(0, 0)
    thief = office.do(3, "write", to=["p3"], files=[ref()])
    with pytest.raises(Refusal):
        read(office, 3, thief)
    assert office.centre.files.state(office.device(3), SHA) == FileState(0, 0)
    assert send(office, 3, 0, DATA[:10]) == FileState(10, SIZE)
    assert send(office, 3, 10, DATA[10:]).stored
    assert read(office, 3, thief) == DATA


def code_of(office: Office, person: int, matter: str) -> tuple[int, str]:
    with pytest.raises(Refusal) as refused:
        read(office, person, matter)
    return refused.value.status, refused.value.problem.code


def test_what_its_author_has_still_to_send_is_awaited_by_those_who_see_it_named(office: Office) -> None:
    send(office, 3)
    send(office, 9, 0, DATA[:10])
    named = office.do(9, "write", to=["p9", "p1"], files=[ref()])
    silent = office.do(9, "write", to=["p9", "p1"])
    assert code_of(office, 1, named) == (404, "awaited")
    assert {code_of(office, person, matter) for person, matter in ((1, silent), (3, named), (1, "no-1"))} == {
        (404, "not_visible")
    }
    send(office, 9, 10, DATA[10:])
    assert read(office, 1, named) == DATA


def test_whoever_names_a_hash_awaits_its_bytes_whether_somebody_has_them_or_not(office: Office) -> None:
    """No oracle: the answer is the same before and after another person has sent them."""
    mine = office.do(1, "write", to=["p1"], files=[ref()])
    before = code_of(office, 1, mine)
    send(office, 9)
    office.do(9, "write", to=["p9"], files=[ref()])
    assert code_of(office, 1, mine) == before == (404, "awaited")


def test_a_file_that_is_missing_on_the_disk_is_awaited_like_any_other(office: Office) -> None:
    send(office, 9)
    named = office.do(9, "write", to=["p9", "p1"], files=[ref()])
    office.centre.lights.close()  # nothing else reads it meanwhile
    office.centre.files.path(SHA).unlink()
    with pytest.raises(Refusal) as refused:
        read(office, 1, named)
    assert (refused.value.status, refused.value.problem.code, refused.value.problem.facts) == (
        404,
        "awaited",
        {"lost": True},
    )
    assert code_of(office, 3, named) == (404, "not_visible")
    for person in (9, 1):
        assert office.centre.files.state(office.device(person), SHA) == FileState(0, 0), "whoever has it may send it"
    assert send(office, 1).stored
    assert read(office, 9, named) == DATA


def test_who_sees_a_file_need_not_send_it_and_may_pass_it_on(office: Office) -> None:
    send(office, 9)
    office.do(9, "write", to=["p9", "p1"], files=[ref()])
    assert office.centre.files.state(office.device(1), SHA).stored
    passed = office.do(1, "write", to=["p1", "p3"], files=[ref()])
    assert read(office, 3, passed) == DATA


def test_an_action_that_needs_the_bytes_waits_for_them(office: Office) -> None:
    matter = office.do(9, "write", to=["p9"], files=[ref()])
    up = office.up(9, "seal", matter)
    (outcome,) = office.send(9, up)
    assert (outcome.s, outcome.code, outcome.facts) == ("l", "files_missing", {"missing": [SHA]})
    send(office, 9)
    assert office.send(9, up)[0].s == "a"
