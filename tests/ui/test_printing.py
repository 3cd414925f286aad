"""打印: looked at before it is printed, saved as it was looked at, drawn by the jailed child."""

from dataclasses import replace

import pypdfium2
import pytest
from PIL import ImageOps
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QAbstractSpinBox, QFileDialog

from oa_client.app.forms import Printed
from oa_client.app.policies import Allowed
from oa_client.export.press import PdfPress
from oa_client.layout.faces import OwnFonts
from oa_client.system.preview import ChildPreview
from oa_client.ui import theme
from oa_client.ui.bridge import Bridge
from oa_client.ui.circulation.printed import paper
from oa_client.ui.matter.page import MatterPage
from oa_client.ui.matter.print_run import PrintRun, printer_for
from oa_client.ui.widgets.choice import Choice
from tests.export.reading import read
from tests.ui.clerk_pictures import incoming
from tests.ui.matter_desk import Scene
from tests.ui.pictures import Remembering
from tests.ui.supervision_pictures import broken_down

PRESS = PdfPress(OwnFonts)


@pytest.fixture
def stage(qtbot, qapp):
    """A matter page with a press and the real child."""
    theme.load_faces()
    theme.apply(qapp, theme.Look())
    made = []

    def build(scene, matter, press=PRESS, memory=None):
        bridge, preview = Bridge(), ChildPreview()
        page = MatterPage(scene.desk, bridge, preview, press=press, memory=memory)
        qtbot.addWidget(page)
        page.resize(826, 680)
        page.show()
        page.show_matter(matter)
        qtbot.waitUntil(lambda: page.presenter.sheet is not None)
        made.append((page, bridge, preview))
        return page

    yield build
    for page, bridge, preview in made:
        if page.printing is not None and page.printing.dialog is not None:
            page.printing.dialog.reject()
        page.close()
        qtbot.waitUntil(lambda b=bridge: b.idle)
        bridge.close()
        preview.close()
    qapp.setStyleSheet("")


@pytest.fixture
def opened(qtbot, stage):
    def show(scene, matter, **more):
        page = stage(scene, matter, **more)
        (keys,) = [k for k in page.findChildren(QShortcut) if k.key() == QKeySequence("Ctrl+P")]
        keys.activated.emit()
        qtbot.waitUntil(lambda: page.printing.dialog is not None)
        return page.printing

    return show


def shown(qtbot, room):
    qtbot.waitUntil(lambda: room.made is not None and bool(room.dialog.view.drawn), timeout=20_000)
    return room.made


def ink(page):
    """The edges of what is dark on a page, at 100 dots an inch."""
    drawn = page.render(scale=100 / 72, grayscale=True).to_pil()
    return ImageOps.invert(drawn).point(lambda grey: 255 if grey > 100 else 0).getbbox()


def words(made):
    return "".join(page.run for page in read(made.printed.data))


def test_ctrl_p_shows_the_sheet_as_it_will_come_out(qtbot, opened):
    scene = Scene()
    room = opened(scene, scene.circulate("p2", "p3"))
    made = shown(qtbot, room)
    assert "明州区人民政府办公室文件传阅单" in words(made)
    assert not room.dialog.form.isVisible()
    assert room.dialog.view.pages == made.printed.pages
    assert room.dialog.go.isEnabled()


def test_the_record_is_added_and_taken_away_by_one_choice(qtbot, opened):
    scene = Scene()
    room = opened(scene, scene.circulate("p2", "p3"))
    plain = shown(qtbot, room)
    room.dialog.history.click()
    qtbot.waitUntil(lambda: room.made is not plain)
    assert "办理记录" in words(room.made)
    room.dialog.history.click()
    qtbot.waitUntil(lambda: "办理记录" not in words(room.made))
    assert room.made.printed.data == plain.printed.data


def test_a_kind_with_several_sheets_lets_one_be_chosen(qtbot, opened):
    scene, matter = broken_down()
    room = opened(scene, matter)
    first = shown(qtbot, room)
    pick = room.dialog.form
    assert pick.isVisible()
    assert [pick.itemText(n) for n in range(pick.count())] == ["督查通知单", "督查反馈表", "督查事项延期申请表"]
    assert "回执" in words(first)
    assert "芦港村" in words(first) and "收发岗" not in words(first), "organs by their names, in every cell"
    pick.setCurrentIndex(2)
    qtbot.waitUntil(lambda: room.made is not first)
    assert "连续降雨影响外墙施工" in words(room.made)
    assert room.made.name.startswith("督查事项延期申请表 ")


def test_the_choice_is_remembered_for_the_next_sheet(qtbot, opened):
    scene, memory = Scene(), Remembering()
    room = opened(scene, scene.circulate("p2", "p3"), memory=memory)
    plain = shown(qtbot, room)
    assert not room.dialog.history.isChecked()
    room.dialog.history.click()
    qtbot.waitUntil(lambda: room.made is not plain)
    other = opened(scene, scene.circulate("p2"), memory=memory)
    assert other.dialog.history.isChecked()
    assert "办理记录" in words(shown(qtbot, other))
    other.dialog.history.click()
    third = opened(scene, scene.circulate("p2"), memory=memory)
    assert not third.dialog.history.isChecked()


def test_it_is_saved_as_it_was_looked_at(qtbot, opened, tmp_path):
    scene = Scene()
    room = opened(scene, scene.circulate("p2", title="关于a/b的通知"))
    made = shown(qtbot, room)
    room.dialog.save.click()
    picker = room.dialog.findChild(QFileDialog)
    assert picker.selectedFiles()[0].endswith("文件传阅单 关于a_b的通知.pdf")
    picker.close()
    room.save_to(str(tmp_path / "单.pdf"))
    qtbot.waitUntil(lambda: room.dialog.note.isVisible())
    assert (tmp_path / "单.pdf").read_bytes() == made.printed.data


def test_a_folder_that_cannot_be_written_is_told(qtbot, opened, tmp_path):
    scene = Scene()
    room = opened(scene, scene.circulate("p2"))
    shown(qtbot, room)
    room.save_to(str(tmp_path / "nowhere" / "单.pdf"))
    qtbot.waitUntil(lambda: room.dialog.note.isVisible())
    assert room.dialog.go.isEnabled()


def test_every_page_goes_to_the_printer_from_edge_to_edge(qtbot, opened, tmp_path):
    scene = Scene(me=1)
    room = opened(scene, scene.circulate(*[f"p{n}" for n in (2, 3, 4, 5, 6, 7, 8, 9, 10)] * 4, mode="parallel"))
    made = shown(qtbot, room)
    layout = room._preview.layout(made.document)
    printer = printer_for(layout)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    run = PrintRun(room._preview, room._runner, made.document, layout, printer)
    with qtbot.waitSignal(run.over, timeout=30_000) as told:
        room.start(run)
        assert not room.dialog.go.isEnabled()
    assert told.args == [True]
    assert room.dialog.go.isEnabled()
    paper = pypdfium2.PdfDocument((tmp_path / "paper.pdf").read_bytes())
    assert len(paper) == made.printed.pages > 1
    before = pypdfium2.PdfDocument(made.printed.data)
    for n in range(len(paper)):
        was, now = (ink(document[n]) for document in (before, paper))
        assert all(abs(x - y) <= 2 for x, y in zip(was, now, strict=True)), "half a millimetre at most"
    paper.close()
    before.close()


def test_the_printer_is_asked_for_and_refusing_it_changes_nothing(qtbot, opened):
    scene = Scene()
    room = opened(scene, scene.circulate("p2"))
    shown(qtbot, room)
    room.dialog.go.click()
    qtbot.waitUntil(lambda: room.dialog.findChild(QPrintDialog) is not None)
    picker = room.dialog.findChild(QPrintDialog)
    assert picker.maxPage() == room.made.printed.pages
    picker.reject()
    assert room.run is None and room.dialog.go.isEnabled()


def test_a_range_of_pages_can_be_chosen(qtbot, opened, tmp_path):
    scene = Scene(me=1)
    room = opened(scene, scene.circulate(*[f"p{n}" for n in (2, 3, 4, 5, 6, 7, 8, 9, 10)] * 4, mode="parallel"))
    made = shown(qtbot, room)
    layout = room._preview.layout(made.document)
    printer = printer_for(layout)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    printer.setFromTo(2, 2)
    run = PrintRun(room._preview, room._runner, made.document, layout, printer)
    with qtbot.waitSignal(run.over, timeout=30_000):
        run.begin()
    paper = pypdfium2.PdfDocument((tmp_path / "paper.pdf").read_bytes())
    assert len(paper) == 1
    paper.close()


class Jammed:
    def print(self, form):
        raise ValueError("no room for this word")


def test_a_sheet_that_cannot_be_set_is_told_and_leaves_the_page_alone(qtbot, opened):
    scene = Scene()
    room = opened(scene, scene.circulate("p2"), press=Jammed())
    qtbot.waitUntil(lambda: room.dialog.card.isVisible() and not room.dialog.go.isEnabled())
    assert room.made is None


class Lacking:
    def print(self, form):
        real = PRESS.print(form)
        return Printed(real.data, real.pages, ("𠮷",), real.stand_ins)


def test_a_character_nobody_has_is_said_before_it_is_printed(qtbot, opened):
    scene = Scene()
    room = opened(scene, scene.circulate("p2"), press=Lacking())
    shown(qtbot, room)
    assert room.dialog.note.isVisible()
    assert "仿宋" in room.dialog.remark.text()


def test_a_record_that_is_not_here_is_asked_for_and_said(qtbot, stage):
    scene = Scene()
    page = stage(scene, scene.header_only())
    page.print()
    qtbot.waitUntil(lambda: page.printing.dialog.card.isVisible())
    assert not page.printing.dialog.save.isEnabled()


def test_without_a_press_there_is_no_button(stage):
    scene = Scene()
    page = stage(scene, scene.circulate("p2"), press=None)
    assert not page.head.print.isVisible()
    page.print()


def test_a_register_is_looked_at_and_saved_as_it_was_looked_at(qtbot, stage, tmp_path):
    scene, matter = incoming()
    page = stage(scene, matter)
    room = page.printing
    room.open_form(paper(scene.desk, "incoming", [matter], Choice()), "收文登记簿", "收文登记簿.pdf", page)
    made = shown(qtbot, room)
    assert room.dialog.history.isHidden()
    assert "收文登记簿" in room.dialog.windowTitle()
    assert "关于做好2026年城镇老旧小区改造" in words(made)
    place = tmp_path / made.name
    room.save_to(str(place))
    qtbot.waitUntil(place.exists)
    assert place.read_bytes() == made.printed.data


def test_without_a_printer_and_without_leave_to_save_it_says_so_instead_of_an_empty_list(qtbot, opened, monkeypatch):
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", list)
    scene = Scene()
    matter = scene.circulate("p2")
    scene.desk.terms = replace(scene.desk.terms, allowed=Allowed(export=False))
    room = opened(scene, matter)
    shown(qtbot, room)
    room.dialog.go.click()
    qtbot.waitUntil(lambda: room.dialog.note.isVisible())
    assert room.dialog.findChild(QPrintDialog) is None
    assert "没有打印机" in room.dialog.note.text
    assert room.dialog.go.isEnabled(), "he may come back when there is one"


def test_the_boxes_of_the_printers_dialog_have_no_arrows_in_pieces(qtbot, opened):
    room = opened(scene := Scene(), scene.circulate("p2"))
    shown(qtbot, room)
    room.dialog.go.click()
    qtbot.waitUntil(lambda: room.dialog.findChild(QPrintDialog) is not None)
    boxes = room.dialog.findChild(QPrintDialog).findChildren(QAbstractSpinBox)
    assert boxes
    assert {box.buttonSymbols() for box in boxes} == {QAbstractSpinBox.ButtonSymbols.NoButtons}
