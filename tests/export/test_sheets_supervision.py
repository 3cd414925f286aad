"""督查通知单, 反馈表 and 延期申请表, read back from their pages."""

import pytest

from oa_client.app.sheets import source_of
from oa_client.domain.matter import Entry, EntryType
from oa_client.domain.people import SYSTEM, PostId, UnitId
from oa_client.export.press import PdfPress
from oa_client.layout.faces import OwnFonts
from oa_client.ui.matter.print_work import PaperWork, Wish
from oa_client.wording.sheets import form
from tests.export.reading import read
from tests.ui.matter_desk import NOW, Scene
from tests.ui.supervision_pictures import DAY, act, broken_down, folk, issued
from tests.wording.test_register_supervision import in_house, supervising


@pytest.fixture(scope="module")
def press():
    return PdfPress(OwnFonts)


def printed(press, scene, matter, sheet=""):
    source = source_of(scene.desk, scene.desk.record(matter))
    return read(press.print(form(source, scene.desk.people, sheet=sheet)).data)


@pytest.mark.parametrize("long", [7, 8, 9, 10])
def test_the_slip_that_is_cut_off_stands_whole_on_one_page(press, long):
    scene = Scene(me=1, folk=folk())
    matter = issued(scene, requirements="\n".join(f"{n}．按月报送形象进度。" for n in range(long)))
    act(scene, matter, 2, "accept", {}, 490, track=0)
    given = {"part": "入户摸底", "holders": ["p4"], "due": NOW + 2 * DAY}
    act(scene, matter, 2, "break_down", given, 480, track=0)
    pages = [page.run for page in printed(press, scene, matter)]
    (slip,) = [run for run in pages if "沿此线裁开" in run]
    below = slip[slip.index("沿此线裁开") :]
    for words in ("回执", "督查号", "收到日期", "承办单位（章）", "承办负责人", "联系人", "联系电话"):
        assert words in below, words


def handed_back():
    """A village and a person whose work was judged, one sent back, after that of the whole street."""
    scene, matter = broken_down(me=2)
    for hours, person, action, track, fields in (
        (90, 5, "apply_completion", 2, {"opinion": "已全部登记。"}),
        (80, 2, "send_back", 2, {"reason": "缺花名册。"}),
        (70, 4, "apply_completion", 3, {"opinion": "已协调。"}),
        (60, 2, "pass_completion", 3, {}),
        (50, 5, "apply_completion", 2, {"opinion": "花名册已补。"}),
        (40, 2, "pass_completion", 2, {"opinion": "属实。"}),
    ):
        act(scene, matter, person, action, fields, hours, track=track)
    return scene, matter


def test_judgements_stand_in_the_order_of_time_each_with_its_unit_and_what_it_was(press):
    scene, matter = handed_back()
    run = "".join(page.run for page in printed(press, scene, matter, "supervision.feedback"))
    said = [
        "芦港村（芦港村入户摸底登记）：退办。缺花名册。",
        "李芳（管线迁改协调）：审核通过",
        "芦港村（芦港村入户摸底登记）：审核通过。属实。",
    ]
    found = [run.index(words) for words in said]
    assert found == sorted(found)


def test_the_reports_stand_in_the_order_of_time(press):
    scene, matter = broken_down(me=1)
    late = scene.library.entries[matter]
    act(scene, matter, 4, "report", {"progress": 10, "opinion": "已进场。"}, 300, track=3)
    assert late[-1].fields["opinion"] == "已进场。"
    run = "".join(page.run for page in printed(press, scene, matter, "supervision.feedback"))
    found = [run.index(words) for words in ("已进场。", "已登记312户", "累计开工9个")]
    assert found == sorted(found)


def asked_twice():
    """A village asks the street for a later day, then the street the district, which grants it."""
    scene, matter = broken_down(me=2)
    asked = {"new_due": NOW + 3 * DAY, "reason": "外出务工户周末才回。"}
    act(scene, matter, 5, "request_extension", asked, 150, track=2)
    act(scene, matter, 1, "grant_extension", {"new_due": NOW + 12 * DAY, "opinion": "同意顺延。"}, 10, track=0)
    return scene, matter


def test_the_application_for_a_later_day_is_the_newest_or_the_one_that_is_named(press):
    scene, matter = asked_twice()
    (newest,) = [page.run for page in printed(press, scene, matter, "supervision.extension")]
    assert "连续降雨影响外墙施工" in newest
    assert "望春街道办事处" in newest
    assert "同意延期至2026年12月2日。同意顺延。" in newest
    (village,) = [page.run for page in printed(press, scene, matter, "supervision.extension/2")]
    assert "外出务工户周末才回。" in village
    assert "芦港村入户摸底登记" in village
    assert "2026年11月22日" in village, "its own day, not that of the whole"
    assert "同意" not in village.replace("不同意", ""), "the answer to the other is none to this"


def recounted(scene, matter, track, due):
    """The centre counts the day of a strand again, by a notice of the calendar."""
    record = scene.library.entries[matter]
    was = scene.desk.record(matter).matter.track(track).due
    moved = {"dues": [{"track": track, "was": was, "due": due}]}
    data = {"action": "recount", "fields": {"note": "2026年（国办发明电〔2026〕9号）"}, "found": moved}
    nobody = (SYSTEM, PostId(0), UnitId(0))
    record.append(Entry(matter, len(record) + 1, EntryType.ASSIGNED, record[-1].at + 60, *nobody, data))


VILLAGE = 2


def application(press, scene, matter):
    (page,) = [page.run for page in printed(press, scene, matter, f"supervision.extension/{VILLAGE}")]
    return page


@pytest.mark.parametrize("granted", [False, True])
def test_the_application_says_the_day_that_stood_when_it_was_written(press, granted):
    """A notice that came before it moved that day; one that came afterwards changes nothing of what was asked."""
    scene, matter = broken_down(me=2)
    recounted(scene, matter, VILLAGE, NOW + 1 * DAY)
    asked = {"new_due": NOW + 3 * DAY, "reason": "外出务工户周末才回。"}
    act(scene, matter, 5, "request_extension", asked, 150, track=VILLAGE)
    recounted(scene, matter, VILLAGE, NOW + 2 * DAY)
    if granted:
        act(scene, matter, 2, "grant_extension", {"new_due": NOW + 3 * DAY}, 10, track=VILLAGE)
    page = application(press, scene, matter)
    assert "办结时限2026年11月21日" in page
    assert "申请延至2026年11月23日" in page


def test_the_preview_lets_each_application_be_chosen(press):
    scene, matter = asked_twice()
    forms = PaperWork(scene.desk, press).choices(matter).forms
    assert [called for _, called in forms] == [
        "督查通知单",
        "督查反馈表",
        "督查事项延期申请表（望春街道办事处）",
        "督查事项延期申请表（芦港村 芦港村入户摸底登记）",
    ]


def of_a_street():
    """The street's own, inside its house."""
    scene = Scene(me=4, folk=supervising())
    return scene, in_house(scene)


@pytest.mark.parametrize(
    ("sheet", "title", "own"),
    [
        ("", "望春街道办事处督办通知单", ("督办号督办〔2026〕1号", "督办事项", "督办方式内部督办", "督办领导")),
        ("supervision.feedback", "望春街道办事处督办反馈表", ("督办号督办〔2026〕1号", "督办结论")),
        ("supervision.extension", "望春街道办事处督办事项延期申请表", ("督办号督办〔2026〕1号", "督办单位意见")),
    ],
)
def test_what_a_street_charges_its_own_house_with_is_no_supervision_by_a_government(press, sheet, title, own):
    scene, matter = of_a_street()
    pages = printed(press, scene, matter, sheet)
    run = "".join(page.run for page in pages)
    assert run.startswith(title)
    for words in own:
        assert words in run, words
    assert "督查" not in run.replace("2026年度督查计划", "")
    chosen = PaperWork(scene.desk, press)
    assert dict(chosen.choices(matter).forms)[sheet or "supervision"] in title
    assert chosen.make(matter, Wish(form=sheet)).name.startswith(title.removeprefix("望春街道办事处"))
