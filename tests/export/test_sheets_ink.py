"""Handwriting on the sheets: vectors inside their cell, beside the words and the name, and none before the step is over."""

import ctypes

import pytest
from pypdfium2 import PdfDocument, raw

from oa_client.app.ink import Colour, Ink, Point, Stroke, Surface
from oa_client.app.ink_file import encode
from oa_client.app.sheets import Reader, source_of
from oa_client.domain.people import Scope
from oa_client.export.press import PdfPress
from oa_client.layout.faces import OwnFonts
from oa_client.wording.sheets import form
from tests.export.reading import read
from tests.export.test_sheets import CLERK, LEADER, PEOPLE, WISH, SheetSource, at, incoming, said
from tests.fakes.handwriting import ink_of
from tests.ui.matter_desk import HOUR, NOW, Scene

THIN = 0.75
"""Ruled lines are straight: no higher or no wider than that, in millimetres."""


@pytest.fixture(scope="module")
def press():
    return PdfPress(OwnFonts)


def cell_of(page, label):
    """Where the cell beside a label stands: from the rules around the label's first character."""
    first = next(c for n, c in enumerate(page.chars) if page_run(page)[n : n + len(label)] == label)
    flat = sorted({round((r[1] + r[3]) / 2, 2) for r in page.rules if r[3] - r[1] < THIN and r[2] - r[0] > 100})
    top = max(y for y in flat if y <= first.top + 1)
    bottom = min(y for y in flat if y > first.bottom)
    upright = [r for r in page.rules if r[2] - r[0] < THIN and r[3] - r[1] > 4]
    left = min((r[0] + r[2]) / 2 for r in upright if (r[0] + r[2]) / 2 > first.right)
    return left, top, max((r[0] + r[2]) / 2 for r in upright), bottom


def page_run(page):
    return "".join(c.words for c in page.chars)


def strokes_in(page):
    """The paths that are no ruled lines."""
    return [r for r in page.rules if r[2] - r[0] < 100 and not (r[2] - r[0] < THIN and r[3] - r[1] > 4)]


def inside(stroke, cell):
    return cell[0] <= stroke[0] and cell[1] <= stroke[1] and stroke[2] <= cell[2] and stroke[3] <= cell[3]


def printed(press, source):
    return read(press.print(form(source, PEOPLE)).data)


def by_hand(action, ink, words="", day=22, **more):
    return said(action, "周建国", day, words, rank=LEADER, by_hand=True, ink=ink, **more)


LARGE = Ink(
    (Surface(21_000, 29_700, "ab" * 32),),
    (
        Stroke((Point(0, 0, 1023, 0), Point(21_000, 29_700, 1023, 90)), 90, Colour.RED),
        Stroke((Point(21_000, 0, 900, 100), Point(0, 29_700, 900, 190)), 90),
    ),
)


@pytest.mark.parametrize("ink", [ink_of("同意"), LARGE], ids=["written", "across a whole page"])
def test_it_stands_in_the_cell_of_the_leaders_with_words_and_name(press, ink):
    source = incoming(
        said("propose", "陈静", 20, "拟请阅示。", rank=CLERK), by_hand("instruct", ink, WISH, role="instruct")
    )
    (page,) = printed(press, source)
    cell = cell_of(page, "领导批示")
    found = strokes_in(page)
    assert found
    assert all(inside(s, cell) for s in found)
    assert "经费12,800元由区财政统筹。" in page.run
    assert "周建国2026.11.22" in page.run
    words = [c for c in page.chars if inside((c.left, c.top, c.right, c.bottom), cell)]
    assert max(s[3] for s in found) <= min(c.top for c in words), "the words stand below the handwriting"


def test_pressure_makes_the_line_wider(press):
    soft, hard = (
        Ink((Surface(9_000, 9_000),), (Stroke((Point(0, 0, p, 0), Point(3000, 3000, p, 90)), 45),)) for p in (0, 1023)
    )
    wide = []
    for ink in (soft, hard):
        page = PdfDocument(press.print(form(incoming(by_hand("instruct", ink, role="instruct")), PEOPLE)).data)[0]
        for one in page.get_objects():
            width = ctypes.c_float()
            left, low, right, high = one.get_bounds() if hasattr(one, "get_bounds") else one.get_pos()
            if one.type == raw.FPDF_PAGEOBJ_PATH and right - left > 20 and high - low > 20 and right - left < 250:
                raw.FPDFPageObj_GetStrokeWidth(one.raw, width)
                wide.append(width.value)
    soft, hard = wide
    assert hard == pytest.approx(0.675 * 72 / 25.4, rel=0.01)
    assert hard > 2.5 * soft


def test_on_the_instruction_sheet_it_stands_in_the_original_words(press):
    fields = {"leader_name": "周建国", "instructed_at": at(22), "ledger_number": "2026-0007"}
    source = SheetSource(
        "instruction", "关于桥梁检测的情况", "望春街道办事处", at(22), "1a2b3c4d" * 8, fields=fields,
        said=(by_hand("record", ink_of("请速办"), "请速办。"), by_hand("acknowledge", ink_of("同意"), day=25)),
    )  # fmt: skip
    (page,) = printed(press, source)
    upper, lower = cell_of(page, "批示原文"), cell_of(page, "领导阅示")
    found = strokes_in(page)
    assert all(inside(s, upper) or inside(s, lower) for s in found)
    assert any(inside(s, upper) for s in found)
    assert any(inside(s, lower) for s in found)


def test_on_the_reading_sheet_it_stands_in_the_readers_row(press):
    mark = by_hand("mark_read", ink_of("同意"), "已阅。", role="read")
    readers = (
        Reader(Scope("p3"), "read", "read", delivered_at=at(21), ended_at=at(22), said=mark),
        Reader(Scope("p4"), "delivered", "read", delivered_at=at(22)),
    )
    source = SheetSource("circulation", "通知", "望春街道办事处", at(21), "1a2b3c4d" * 8, readers=readers)
    (page,) = printed(press, source)
    found = strokes_in(page)
    assert found
    flat = sorted({round((r[1] + r[3]) / 2, 2) for r in page.rules if r[3] - r[1] < THIN and r[2] - r[0] > 100})
    name = next(c for n, c in enumerate(page.chars) if page_run(page)[n : n + 3] == "周建国")
    top, bottom = max(y for y in flat if y < name.top), min(y for y in flat if y > name.bottom)
    assert all(top <= s[1] and s[3] <= bottom for s in found)


def test_many_opinions_by_hand_go_on_on_further_pages_whole(press):
    acts = [by_hand("instruct", ink_of("同意请速办"), WISH, role="instruct") for _ in range(12)]
    pages = printed(press, incoming(*acts))
    assert len(pages) > 1
    assert sum(p.run.count("周建国2026.11.22") for p in pages) == 12
    for page in pages:
        for stroke in strokes_in(page):
            assert stroke[0] >= 24.5
            assert stroke[2] <= 190.5
            assert stroke[3] <= 279.5


# ------------------------------------------------------------ what a sheet takes from the record


def proposed(scene):
    given = {
        "title": "通知", "issuer": "区水利局", "genre": "notice", "doc_date": NOW - 90 * HOUR, "channel": "paper",
        "carrier": "document", "received_at": NOW - 50 * HOUR, "handling": "action",
    }  # fmt: skip
    matter = scene.act(2, "register", given, kind="incoming", at=NOW - 50 * HOUR)
    scene.act(2, "propose", {"opinion": "拟请阅示。", "leaders": ["p3"]}, matter=matter, kind="incoming")
    return matter


def said_by_hand(scene, matter):
    return next(s for s in source_of(scene.desk, scene.library.record(matter)).said if s.action == "instruct")


def test_what_the_centre_has_is_printed():
    scene = Scene(me=2)
    matter, ink = proposed(scene), ink_of("同意")
    scene.act(3, "instruct", {"ink": [scene.file("手写批示.ink", encode(ink))]}, matter=matter, kind="incoming")
    assert said_by_hand(scene, matter).ink == ink


def test_until_the_step_is_over_there_is_a_typed_name_only():
    scene = Scene(me=3)
    matter = proposed(scene)
    scene.desk.act(
        scene.library.record(matter), "instruct", {"ink": [scene.file("手写批示.ink", encode(ink_of("同意")))]}
    )
    found = said_by_hand(scene, matter)
    assert (found.waiting, found.by_hand, found.ink) == (True, True, None)


@pytest.mark.parametrize("data", [b"LYINK\x01rubbish", b"%PDF-1.7"], ids=["broken", "another file"])
def test_a_file_that_is_no_handwriting_prints_as_what_it_says_it_is_and_nothing_more(data, press):
    scene = Scene(me=2)
    matter = proposed(scene)
    scene.act(3, "instruct", {"ink": [scene.file("手写批示.ink", data)]}, matter=matter, kind="incoming")
    found = said_by_hand(scene, matter)
    assert (found.by_hand, found.ink) == (True, None)
    (page,) = read(press.print(form(source_of(scene.desk, scene.library.record(matter)), PEOPLE)).data)
    assert "（手写）" in page.run
