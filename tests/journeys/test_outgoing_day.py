"""发文 over real processes: drafted, three units asked, written on without a link, signed twice, sent to eight organs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from openpyxl import load_workbook

from tests.journeys.district import Centre, Desk, People, district, printed

pytestmark = pytest.mark.timeout(480)

TITLE = "关于做好今冬明春安全防范工作的通知"


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """A district with its departments."""
    with district(tmp_path_factory.mktemp("centre") / "data", people=280, matters=2) as made:
        yield made


@pytest.fixture(scope="module")
def people(centre: Centre, tmp_path_factory: pytest.TempPathFactory) -> People:
    return People(centre, tmp_path_factory.mktemp("profiles"))


def body(*paragraphs: str) -> str:
    return json.dumps({"v": 1, "b": [{"p": words} for words in paragraphs]}, ensure_ascii=False)


FIRST = body("为做好安全防范工作，经区政府同意，现通知如下。", "各单位要压实责任，每日报送情况。")
SECOND = body("为做好安全防范工作，经区政府同意，现通知如下。", "各单位要压实责任，每周报送情况。")
THIRD = body("为做好安全防范工作，经区政府同意，现通知如下。", "各单位要压实责任，及时处置险情，经费由区财政保障。")


def waits(desk: Desk, matter: str) -> bool:
    """Whether it is among what the person has to do, after a sync."""
    desk.must("sync")
    return matter in [row["id"] for row in desk.must("list", "todo")]


def stage(desk: Desk, matter: str) -> str:
    return desk.must("show", matter)["state"]


def do(desk: Desk, matter: str, action: str, *words: str) -> None:
    """Somebody learns how it stands, and acts."""
    desk.must("sync")
    desk.must("do", matter, action, *words)


class Office:
    """Who has to do with one document of the district government."""

    def __init__(self, people: People) -> None:
        (district,), departments = people.units("district"), people.units("department")
        office = "区政府办公室"
        self.district = district
        self.clerk = people.of(district, "clerk")
        self.drafter = people.of(office, "handler", 2)
        self.checker = people.of(office, "reviewer")
        self.leader = people.of(district, "leader", 2)
        self.asked = [people.of(unit, "principal") for unit in departments if unit != office][:3]
        self.receivers = [unit for unit in departments if unit != office][:8]
        self.clerks = [people.of(unit, "clerk") for unit in self.receivers]

    def drafts(self, folder: Path) -> str:
        text = folder / "正文.txt"
        text.write_text(FIRST, "utf-8")
        self.drafter.must("sync")
        made = self.drafter.must(
            "new", "outgoing", "--title", TITLE, "--organ", self.district, "--issuer", "明州区人民政府",
            "--genre", "notice", "--direction", "down", "--openness", "proactive", "--to", ",".join(self.receivers),
            "--government_agreed", "是", "--phone", "0574-5550000", "--body", str(text),
        )  # fmt: skip
        return str(made["id"])


def revise(desk: Desk, matter: str, text: str, *words: str) -> tuple[int, Any]:
    path = desk.profile.parent / "正文.txt"
    path.write_text(text, "utf-8")
    return desk.run("do", matter, "revise", "--body", str(path), *words)


def test_from_a_draft_to_eight_organs_with_a_link_that_is_down_in_the_middle(
    centre: Centre, people: People, tmp_path: Path
) -> None:
    office = Office(people)
    drafter, checker, clerk, leader = office.drafter, office.checker, office.clerk, office.leader
    matter = office.drafts(tmp_path)

    centre.stop()
    code, answer = revise(drafter, matter, SECOND)
    assert (code, answer["state"]) == (3, "saved"), answer
    code, answer = drafter.run("do", matter, "submit", "--checker", checker.account.name)
    assert (code, answer["state"]) == (3, "saved"), answer
    assert stage(drafter, matter) == "section_check", "it goes on here, and is not at the centre yet"
    centre.start()
    drafter.must("sync")
    shown = drafter.must("show", matter)
    assert [line["pending"] for line in shown["lines"]] == [False] * 3
    assert "每周报送" in shown["body"]

    names = ",".join(one.account.name for one in office.asked)
    do(checker, matter, "consult", "--consulted", names, "--note", "请于五个工作日内反馈。")
    first, second, third = office.asked
    do(first, matter, "countersign", "--stance", "agree")
    do(second, matter, "countersign", "--stance", "agree_with_changes", "--opinion", "建议明确经费来源。")
    do(third, matter, "countersign", "--stance", "no_opinion")
    do(clerk, matter, "end_consultation")
    do(clerk, matter, "send_to_sign", "--signers", leader.account.name, "--relief_reviewed", "是")
    assert waits(leader, matter)
    leader.must("do", matter, "sign")
    assert stage(leader, matter) == "signed"
    signed = leader.must("show", matter)["fields"]["locked"]

    assert waits(clerk, matter)
    clerk.must("do", matter, "check_out")
    code, answer = revise(clerk, matter, THIRD, "--substantive", "是", "--reason", "按会签意见补充经费来源。")
    assert code == 0, answer
    assert stage(clerk, matter) == "signing", "a change of substance goes back to who signed"
    do(leader, matter, "sign", "--opinion", "同意。", "--mark", "words")
    assert leader.must("show", matter)["fields"]["locked"] != signed
    do(clerk, matter, "pass_recheck")
    do(clerk, matter, "number", "--series_word", "明政发")
    number = clerk.must("show", matter)["fields"]["number"]
    assert number.startswith("明政发〔")
    do(clerk, matter, "typeset", "--print_date", "2026-12-01", "--copies", "30")
    do(drafter, matter, "proofread")
    scan = printed(tmp_path / "盖章扫描件.pdf")
    do(clerk, matter, "seal", "--sealed_copies", "30", "--attach", str(scan))
    do(clerk, matter, "issue")
    do(clerk, matter, "distribute", "--due", "2026-12-18", "--attach", str(scan))
    assert stage(clerk, matter) == "distributed"

    arrived = [_arrived(desk) for desk in office.clerks]
    for desk, one in zip(office.clerks[:-1], arrived, strict=False):
        desk.must("do", one, "sign_receipt", "--copies", "2")
    office.clerks[-1].must("do", arrived[-1], "return_document", "--reason", "不属本单位职责。")
    shown = office.clerks[0].must("show", arrived[0])
    assert shown["fields"]["number"] == number
    office.clerks[0].must("save", arrived[0], "1", str(tmp_path / "got.pdf"))
    assert (tmp_path / "got.pdf").read_bytes() == scan.read_bytes()
    clerk.must("sync")
    (exchange,) = [row["id"] for row in clerk.must("list", "ledger") if row["kind"] == "exchange"]
    states = [track["state"] for track in clerk.must("show", exchange)["tracks"]]
    assert states == ["signed"] * 7 + ["returned"]
    _papers(clerk, matter, number, tmp_path)
    _verified(matter, clerk, leader, drafter)


def _arrived(desk: Desk) -> str:
    desk.must("sync")
    (matter,) = [row["id"] for row in desk.must("list", "todo") if row["title"] == TITLE and row["kind"] == "incoming"]
    return matter


def _papers(clerk: Desk, matter: str, number: str, folder: Path) -> None:
    """发文稿纸, 发文登记簿 and 用印登记表 say what was done."""
    clerk.must("sheet", matter, "--out", str(folder / "稿纸.pdf"))
    said = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(folder / "稿纸.pdf"))
    for words in ("发文稿纸", number, "同意并有修改意见", "无意见", "0574-5550000"):
        assert words in said
    for name, kept in (("outgoing", "发文登记簿"), ("seals", "用印登记表")):
        path = folder / f"{kept}.xlsx"
        clerk.must("register", name, "--out", str(path))
        assert number in [cell for row in load_workbook(path).active.iter_rows(values_only=True) for cell in row]


def _verified(matter: str, *desks: Desk) -> None:
    heads = set()
    for desk in desks:
        desk.must("sync")
        verdict = desk.must("record", "verify", matter)
        assert verdict["good"], verdict
        heads.add((verdict["entries"], verdict["head"]))
    assert len(heads) == 1
