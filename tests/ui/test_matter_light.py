"""简版 on the matter page, drawn by the real child: pages as they arrive, then the original in their place."""

from functools import cache

import pytest
from PySide6.QtGui import QColor

from oa_client.app.preview import Document, Unshowable
from oa_client.protocol.light import DOTS, GREY, KEPT, LightPage, ending, pack
from oa_client.ui.matter.entry_lines import entries_of
from server_stub.light_maker import make
from tests.fakes import scans
from tests.ui.matter_desk import Scene
from tests.ui.test_matter_page import look, shown, stage  # noqa: F401 - fixtures


@cache
def scan():
    return scans.pdf(
        [scans.scanned(scans.red_head(), 1), scans.scanned(scans.pencil(), 2), scans.scanned(scans.text(), 3)]
    )


@pytest.fixture(scope="module")
def copies(tmp_path_factory):
    file = tmp_path_factory.mktemp("scan") / "x.pdf"
    file.write_bytes(scan())
    return tuple(make(file))


def given(pages):
    body = KEPT + b"".join(pack(p) for p in pages)
    return Document(f"light:{len(pages)}", "x.pdf", len(body), lambda: [body])


def test_light_pages_are_drawn_in_black_red_and_grey(child, copies):
    assert copies[1].kind == GREY
    sizes = child.layout(given(copies)).sizes
    assert sizes[0] == pytest.approx((595, 842), abs=2)
    page = child.page(given(copies), 0, round(595 * DOTS / 72))
    colours = {page.data[at : at + 3] for at in range(0, len(page.data), 4 * 13)}
    assert bytes((255, 255, 255)) in colours and bytes((24, 24, 24)) in colours
    assert bytes((30, 30, 200)) in colours, "blue, green, red of the head"
    grey = child.page(given(copies), 1, 400)
    assert all(abs(grey.data[at] - grey.data[at + 2]) < 8 for at in range(0, len(grey.data), 4 * 97))


@pytest.mark.parametrize(
    "bad", [b"", b"\xff" * 90, pack(LightPage(0, 1, GREY, b"no picture"))], ids=["none", "noise", "not one"]
)
def test_bytes_that_are_no_light_copy_are_a_broken_file(child, bad):
    with pytest.raises(Unshowable) as refused:
        child.layout(Document("light:bad", "x.pdf", 9, lambda: [KEPT + bad]))
    assert refused.value.code == "broken_file"


def opened(scene, show, child):
    named = scene.file("关于防汛的通知.pdf", scan(), here=False)
    matter = scene.circulate("p2", files=[named])
    return named, matter, show(scene, matter, preview=child)


def test_pages_appear_one_by_one_and_the_original_takes_their_place(qtbot, shown, child, copies):  # noqa: F811
    scene = Scene()
    named, matter, page = opened(scene, shown, child)
    pane, light = page.tabs.body.pages, scene.files.light
    qtbot.waitUntil(lambda: light.wanted() == ((named["sha256"], matter),))
    assert "正在取可看的页面" in pane.card.text
    light.keep(copies[0], named["sha256"])
    qtbot.waitUntil(lambda: pane.view.drawn == {0}, timeout=8000)
    assert pane.light.isVisible()
    assert pane.said.text().startswith("简版（黑白），原件 2.") and pane.said.text().endswith("MB 未下载")
    assert pane._page.text() == "第 1 页，共 3 页（已到 1 页）"
    pane.view.verticalScrollBar().setValue(40)
    for copy in copies[1:]:
        light.keep(copy, named["sha256"])
    qtbot.waitUntil(lambda: pane.view.pages == 3, timeout=8000)
    assert pane.view.verticalScrollBar().value() == 40, "who reads stays where he is"
    assert pane._page.text() == "第 1 页，共 3 页"
    pane._fetch.click()
    qtbot.waitUntil(lambda: bool(scene.files.wanted()))
    scene.files.append(named["sha256"], 0, scan())
    assert scene.files.finish(named["sha256"], len(scan()))
    qtbot.waitUntil(lambda: not pane.light.isVisible() and 0 in pane.view.drawn, timeout=8000)
    image = next(i for (n, _), i in pane.view._images.items() if n == 0)
    assert image.pixelColor(5, image.height() // 2) != QColor("white"), "the paper of the original"


def test_why_there_is_no_light_copy_is_one_sentence(qtbot, shown, child):  # noqa: F811
    scene = Scene()
    named, _matter, page = opened(scene, shown, child)
    qtbot.waitUntil(lambda: bool(scene.files.light.wanted()))
    scene.files.light.keep(ending("light_too_long"), named["sha256"])
    qtbot.waitUntil(lambda: "超过 200 页" in page.tabs.body.pages.card.text, timeout=8000)


def test_a_small_file_comes_itself(qtbot, shown, child):  # noqa: F811
    scene = Scene()
    named = scene.file("通知.pdf", b"%PDF-" + b"x" * 900, here=False)
    shown(scene, scene.circulate("p2", files=[named]), preview=child)
    qtbot.waitUntil(lambda: bool(scene.files.wanted()))
    assert scene.files.light.wanted() == ()


def test_what_the_centre_may_say_has_a_sentence():
    from oa_client.protocol.light import CODES
    from oa_client.ui.matter import words

    assert words._UNSHOWN.keys() >= CODES


def test_a_tiff_from_a_scanner_is_shown(child):
    data = scans.picture(scans.text().convert("1"), "TIFF", compression="group4")
    assert len(child.layout(Document("tiff", "x.tif", len(data), lambda: [data])).sizes) == 1


def broadcast(scene, named):
    return scene.circulate("u2", mode="broadcast", purpose="information", files=[named])


@pytest.mark.parametrize(("light", "whole", "seen"), [(True, False, "light"), (True, True, None), (False, True, None)])
def test_a_receipt_says_when_only_the_light_copy_was_read(qtbot, shown, child, copies, light, whole, seen):  # noqa: F811
    scene = Scene()
    named = scene.file("通知.pdf", scan(), here=whole)
    if light:
        scene.files.light.keep(copies[0], named["sha256"])
    page = shown(scene, broadcast(scene, named), preview=child)
    with qtbot.waitSignal(page.finished):
        page.submit()
    (receipt,) = (row for row in scene.outbox.pending_rows(9) if row.kind == "receipt")
    assert receipt.data.get("seen") == seen


@pytest.mark.parametrize(("light", "mark"), [(True, "待上传 · 阅的是简版"), (False, "待上传")])
def test_an_act_says_in_the_record_that_the_light_copy_was_read(qtbot, shown, child, copies, light, mark):  # noqa: F811
    scene = Scene()
    named = scene.file("通知.pdf", scan(), here=False)
    if light:
        scene.files.light.keep(copies[0], named["sha256"])
    matter = scene.circulate("p2", files=[named])
    scene.desk.act(scene.desk.record(matter), "mark_read", {"opinion": "已阅"}, undo=0)
    assert list(entries_of(scene.desk, scene.desk.record(matter)))[-1].mark == mark


def test_who_sent_it_round_sees_how_many_read_the_light_copy(qtbot, shown, child):  # noqa: F811
    scene = Scene(me=1)
    matter = broadcast(scene, scene.file("通知.pdf", scan()))
    scene.library.rows_kept["receipts", matter] = {"n": 5, "total": 9, "light": 2}
    tabs = shown(scene, matter, preview=child).tabs
    assert tabs.isTabVisible(tabs.indexOf(tabs.readers))
    assert tabs.tabText(tabs.indexOf(tabs.readers)) == "传阅情况 5/9"
    assert tabs.readers.read.text() == "已阅 5 / 共 9，其中 2 人阅的是简版"


def test_who_sent_it_round_sees_unit_by_unit_in_protocol_order(qtbot, shown, child):  # noqa: F811
    scene = Scene(me=1)
    matter = broadcast(scene, scene.file("通知.pdf", scan()))
    counted = {"5": [0, 1], "1": [2, 2], "2": [1, 3], "77": [0, 1]}
    scene.library.rows_kept["receipts", matter] = {"n": 3, "total": 7, "units": counted}
    tabs = shown(scene, matter, preview=child).tabs
    tabs.setCurrentWidget(tabs.readers)
    model = tabs.readers.units.model()
    told = [[model.index(r, c).data() for c in range(4)] for r in range(model.rowCount())]
    names = {u.id: u.name for u in scene.desk.rules.directory.units.values()}
    assert told == [
        [names[1], "2", "2", "0"],
        [names[2], "3", "1", "2"],
        [names[5], "1", "0", "1"],
        ["其他", "1", "0", "1"],
    ]
    assert tabs.readers.units.isVisible()
    assert not tabs.readers.table.isVisible()
