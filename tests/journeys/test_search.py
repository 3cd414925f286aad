"""Finding last March's 批复 on a device full of other papers, by whatever words somebody has of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.district import Centre, Desk, People

pytestmark = pytest.mark.timeout(180)
WANTED = "关于同意望春街道老旧小区改造初步设计的批复"
OTHERS = (
    ("关于报送老旧小区改造项目完成情况的通知", "明建〔2026〕112号", "2026-10-09"),
    ("关于同意调整社区用房维修预算的批复", "明财函〔2026〕31号", "2026-10-12"),
    ("关于同意潮汐路老旧小区改造立项的批复", "明发改〔2025〕140号", "2025-03-18"),
)


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A clerk of a street among the papers of a demo district."""
    centre = Centre(tmp_path_factory.mktemp("centre") / "data")
    centre.build(people=60, matters=200)
    centre.start()
    people = People(centre, Path(tmp_path_factory.mktemp("profiles")))
    desk = people.of(people.units("street")[0], "clerk")
    desk.must("sync")
    register(desk, WANTED, "明住建函〔2026〕12号", "2026-03-17")
    for title, number, day in OTHERS:
        register(desk, title, number, day)
    desk.must("sync")
    yield desk
    centre.stop()


def register(desk: Desk, title: str, number: str, day: str) -> None:
    """A paper comes in by the post and is entered in the register."""
    line = ("--issuer", "区住房和城乡建设局", "--number", number, "--doc_date", day, "--handling", "reading")
    desk.must("new", "incoming", "--title", title, *line)


def titles(desk: Desk, query: str) -> list[str]:
    """What is found, the first rows of it."""
    return [hit["title"] for hit in desk.must("search", query)["ids"][:5]]


@pytest.mark.parametrize(
    "query",
    [
        "老旧小区 批复",
        "批复 老旧小区 2026",
        "批复 老旧小区 明住建函2026 12",
        "明住建函[2026]12号",
        "2026年3月 老旧小区 批复",
        "2026年3月老旧小区批复",
        "3月17日 老旧小区",
        "2026-03-17 批复",
    ],
)
def test_last_marchs_approval_is_among_the_first_rows(clerk: Desk, query: str) -> None:
    found = titles(clerk, query)
    assert WANTED in found
    assert OTHERS[0][0] not in found, "it is no 批复"
    assert OTHERS[1][0] not in found, "it is of no 老旧小区"
    assert (OTHERS[2][0] in found) == (query == "老旧小区 批复"), "it is of another year and number"


def test_it_is_one_among_many(clerk: Desk) -> None:
    assert clerk.must("search", "通知")["total"] > 20
