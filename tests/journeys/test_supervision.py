"""督查 over real processes: given to two streets, one without a link, broken down, longer, sent back, closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import Workbook, load_workbook

from oa_client.domain.calendar import BEIJING
from server_stub.demo.district import build
from tests.journeys.district import Centre, Desk, People, district

pytestmark = pytest.mark.timeout(300)

PEOPLE = 120
TITLE = "12个老旧小区改造年内完工"


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    with district(tmp_path_factory.mktemp("centre") / "data", people=PEOPLE, matters=2) as made:
        yield made


@pytest.fixture(scope="module")
def people(centre: Centre, tmp_path_factory: pytest.TempPathFactory) -> People:
    return People(centre, tmp_path_factory.mktemp("profiles"))


def day(days: int) -> str:
    return (datetime.now(BEIJING) + timedelta(days=days)).strftime("%Y-%m-%d")


def do(desk: Desk, matter: str, action: str, *words: str) -> None:
    """Somebody learns how it stands, and acts."""
    desk.must("sync")
    desk.must("do", matter, action, *words)


def written(path: Path) -> str:
    """What stands on the pages of a PDF."""
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path))


def refused(desk: Desk, matter: str, action: str, *words: str) -> str:
    """The code of a refusal."""
    desk.must("sync")
    code, answer = desk.run("do", matter, action, *words)
    assert code == 1, (code, answer)
    assert isinstance(answer, dict)
    return str(answer["code"])


class House:
    """Who has to do with one item of the district."""

    def __init__(self, people: People) -> None:
        (district,), streets = people.units("district"), people.units("street")
        self.officer = people.of("区政府办公室", "supervisor")
        self.leader = people.of(district, "leader")
        self.streets = streets[:2]
        self.first, self.second = (people.of(unit, "clerk") for unit in self.streets)
        district = build(PEOPLE, 7)
        self.community = district.children(district.unit(self.streets[0]).id)[0].name
        self.below = people.of(self.community, "clerk")

    def opened(self) -> str:
        self.officer.must("sync")
        made = self.officer.must(
            *("new", "supervision", "--title", TITLE, "--mode", "government", "--source", "工作报告分解"),
            *("--requirements", "年底前全部完工，按月报送进度。", "--lead", self.streets[0]),
            *("--assist", self.streets[1], "--due", day(30), "--cycle", "monthly"),
            *("--approver", self.leader.account.name),
        )
        assert isinstance(made, dict)
        matter = str(made["id"])
        do(self.leader, matter, "approve", "--opinion", "同意立项。")
        do(self.officer, matter, "issue")
        return matter


def test_an_item_goes_from_the_district_to_a_community_and_back(centre: Centre, people: People, tmp_path: Path) -> None:
    house = House(people)
    matter = house.opened()
    _broken_down(house, matter)
    _without_a_link(centre, house, matter)
    _made_longer_and_done(house, matter)
    _closed(house, matter, tmp_path)


def _broken_down(house: House, matter: str) -> None:
    do(house.first, matter, "accept", "--task", "0")
    part = ("--task", "0", "--part", "入户摸底", "--due", day(10))
    assert refused(house.first, matter, "break_down", *part, "--holders", house.streets[1]) == "breakdown_outside"
    do(house.first, matter, "break_down", *part, "--holders", house.community)
    do(house.below, matter, "accept", "--task", "2")
    back = ("--task", "2", "--part", "转回", "--due", day(5), "--holders", house.streets[0])
    assert refused(house.below, matter, "break_down", *back) == "breakdown_loops"
    do(house.below, matter, "report", "--task", "2", "--progress", "60", "--opinion", "已登记312户。")
    assert refused(house.first, matter, "apply_completion", "--task", "0", "--opinion", "完成") == "parts_still_open"


def _without_a_link(centre: Centre, house: House, matter: str) -> None:
    """The second street signs and reports while there is no centre; it takes effect once there is one again."""
    house.second.must("sync")
    centre.stop()
    for words in (("accept",), ("report", "--progress", "30", "--opinion", "资金已排定。")):
        code, answer = house.second.run("do", matter, *words, "--task", "1")
        assert code == 3, answer
    centre.start()
    house.second.must("sync")
    house.officer.must("sync")
    shown = house.officer.must("show", matter)
    assert isinstance(shown, dict)
    assert "资金已排定。" in str(shown)


def _made_longer_and_done(house: House, matter: str) -> None:
    asked = ("--task", "0", "--new_due", day(45), "--reason", "管线迁改")
    do(house.first, matter, "request_extension", *asked)
    assert refused(house.first, matter, "grant_extension", "--task", "0", "--new_due", day(45)) == "not_allowed"
    do(house.officer, matter, "grant_extension", "--task", "0", "--new_due", day(40))
    do(house.below, matter, "apply_completion", "--task", "2", "--opinion", "登记完毕。")
    do(house.first, matter, "pass_completion", "--task", "2")
    do(house.first, matter, "apply_completion", "--task", "0", "--opinion", "全部完工。")
    do(house.officer, matter, "send_back", "--task", "0", "--reason", "两处未验收")
    assert refused(house.officer, matter, "close", "--conclusion", "完成") == "still_supervised"
    do(house.first, matter, "apply_completion", "--task", "0", "--opinion", "已验收。")
    do(house.officer, matter, "pass_completion", "--task", "0")
    do(house.second, matter, "apply_completion", "--task", "1", "--opinion", "资金已拨付。")
    do(house.officer, matter, "pass_completion", "--task", "1")


def _closed(house: House, matter: str, folder: Path) -> None:
    do(house.officer, matter, "close", "--conclusion", "任务全部完成，予以销号。")
    house.first.must("sync")
    assert "任务全部完成，予以销号。" in str(house.first.must("show", matter))
    house.officer.must("sync")
    words = []
    for number, form in enumerate(((), ("--form", "feedback"), ("--form", "extension"))):
        path = folder / f"表{number}.pdf"
        house.officer.must("sheet", matter, "--out", str(path), *form)
        words.append(written(path))
    assert "督查通知单" in words[0]
    assert "回" in words[0]
    assert "已登记312户" in words[1]
    assert "管线迁改" in words[2]
    ledger = folder / "台账.xlsx"
    house.officer.must("register", "supervision", "--out", str(ledger))
    cells = [[cell.value for cell in row] for row in load_workbook(ledger).active.iter_rows()]
    line = next(row for row in cells if TITLE in row)
    assert {"已销号", 1, house.streets[0]} <= set(line)


def test_a_work_report_is_broken_down_without_a_link(centre: Centre, people: People, tmp_path: Path) -> None:
    house = House(people)
    house.officer.must("sync")
    centre.stop()
    try:
        template = tmp_path / "模板.xlsx"
        house.officer.must("supervision", "import", "--template", str(template))
        book = load_workbook(template)
        sheet = book.active
        heads = [str(cell.value).split("（")[0] for cell in sheet[1]]
        sheet.delete_rows(2)
        for n, (title, unit) in enumerate((("口袋公园建设", house.streets[0]), ("污水设施运维", "没有这个街道")), 1):
            row = {"编号": n, "事项": title, "工作要求": "按月报送。", "主办单位": unit, "完成时限": day(60)}
            sheet.append([row.get(head) for head in heads])
        wrong = tmp_path / "分解.xlsx"
        book.save(wrong)
        given = (str(wrong), "--approver", house.leader.account.name)
        code, answer = house.officer.run("supervision", "import", *given)
        assert code == 1
        assert isinstance(answer, dict)
        assert [[f["code"] for f in row["faults"]] for row in answer["rows"]] == [[], ["unit_unknown"]]
        assert answer["kept"] == []
        code, answer = house.officer.run("supervision", "import", *given, "--good-only")
        assert code == 3
        assert isinstance(answer, dict)
        (matter,) = answer["kept"]
    finally:
        centre.start()
    house.officer.must("sync")
    do(house.leader, matter, "approve")
    code, answer = house.officer.run("supervision", "import", *given, "--dry-run")
    assert isinstance(answer, dict)
    assert [f["code"] for f in answer["rows"][0]["faults"]] == ["supervised_already"]


def test_a_file_that_is_no_workbook_says_so(people: People, tmp_path: Path) -> None:
    house = House(people)
    broken = tmp_path / "坏.xlsx"
    book = Workbook()
    book.save(broken)
    broken.write_bytes(broken.read_bytes()[:200])
    code, answer = house.officer.run("supervision", "import", str(broken))
    assert code == 1
    assert isinstance(answer, dict)
    assert answer["code"] == "sheet_broken"
