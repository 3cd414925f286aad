"""手写签批 over real processes: a leader writes by hand without a link, the clerk puts it into words, search finds it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from oa_client.app.ink_file import encode
from tests.export.reading import read
from tests.fakes.handwriting import ink_of
from tests.journeys.district import Centre, Desk, People, district, scan
from tests.journeys.test_street_day import arrived, verified

pytestmark = pytest.mark.timeout(180)
WORDS = "请应急办牵头，三日内拿出避险转移方案。"


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    with district(tmp_path_factory.mktemp("centre") / "data", people=280, matters=2) as made:
        yield made


@pytest.fixture(scope="module")
def people(centre: Centre, tmp_path_factory: pytest.TempPathFactory) -> People:
    return People(centre, tmp_path_factory.mktemp("profiles"))


def _registered(clerk: Desk, leader: Desk, title: str, paper: Path) -> str:
    clerk.must("sync")
    begun = clerk.must(
        "new", "incoming", "--title", title, "--issuer", "区防汛防台指挥部", "--genre", "notice",
        "--doc_date", "2026-11-18", "--channel", "paper", "--carrier", "document", "--received_at", "2026-11-19",
        "--handling", "action", "--attach", str(paper),
    )  # fmt: skip
    matter = str(begun["id"])
    clerk.must("do", matter, "propose", "--opinion", "拟请主任阅示。", "--leaders", leader.account.name)
    return matter


def test_written_without_a_link_put_into_words_and_found(people: People, centre: Centre, tmp_path: Path) -> None:
    street = people.units("street")[0]
    clerk, leader = people.of(street, "clerk"), people.of(street, "leader")
    title, ink = "关于做好强降雨避险转移工作的通知", tmp_path / "手写批示.ink"
    ink.write_bytes(encode(ink_of("请速办")))
    matter = _registered(clerk, leader, title, scan(tmp_path / "来文.pdf"))
    assert arrived(leader, title) == matter

    centre.stop()
    code, said = leader.run("do", matter, "instruct", "--ink", str(ink))
    assert code == 3, said
    waiting = leader.must("show", matter)["lines"][-1]
    assert (waiting["pending"], waiting["by_hand"], waiting["text"]) == (True, "手写（24 笔）", "")
    centre.start()
    leader.must("sync")

    assert arrived(clerk, title) == matter
    shown = clerk.must("show", matter)
    assert shown["fields"]["awaiting_words"] == 3
    (by_hand,) = [n for n, file in enumerate(shown["files"], 1) if file["name"] == "手写批示.ink"]
    clerk.must("save", matter, str(by_hand), str(tmp_path / "copy.ink"))
    assert (tmp_path / "copy.ink").read_bytes() == ink.read_bytes()
    assert clerk.must("show", matter)["lines"][2]["by_hand"] == "手写（24 笔）"
    assert clerk.must("search", "避险转移方案")["ids"] == []
    clerk.must("do", matter, "write_words", "--opinion", WORDS)
    assert not clerk.must("show", matter)["fields"]["awaiting_words"]
    for desk in (clerk, leader):
        desk.must("sync")
        assert [found["id"] for found in desk.must("search", "避险转移方案")["ids"]] == [matter]
    leader.must("do", matter, "confirm_words")
    assert leader.must("show", matter)["tracks"][0]["state"] == "confirmed"

    clerk.must("sync")
    clerk.must("sheet", matter, "--out", str(tmp_path / "处理笺.pdf"))
    assert WORDS in "".join(page.run for page in read((tmp_path / "处理笺.pdf").read_bytes()))
    verified(matter, clerk, leader)


def test_what_is_no_handwriting_or_too_much_of_it_is_refused_in_one_sentence(people: People, tmp_path: Path) -> None:
    street = people.units("street")[1]
    clerk, leader = people.of(street, "clerk"), people.of(street, "leader")
    title = "关于报送冬春水利建设进度的通知"
    matter = _registered(clerk, leader, title, scan(tmp_path / "来文.pdf"))
    assert arrived(leader, title) == matter
    large, other = tmp_path / "大.ink", tmp_path / "别的.ink"
    large.write_bytes(b"LYINK\x01" + bytes(40 * 1024 * 1024))
    other.write_bytes(b"%PDF-1.7")
    for file, code in ((large, "ink_too_large"), (other, "bad_ink")):
        exit_code, said = leader.run("do", matter, "instruct", "--ink", str(file))
        assert (exit_code, said["code"]) == (1, code)
    assert arrived(leader, title) == matter, "nothing half done"
