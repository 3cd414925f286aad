"""打印 of a 发文: the 公文 itself beside its 发文稿纸, as PDF and as Word, and the picture of a seal where it is allowed."""

import io
from zipfile import ZipFile

import pytest
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QLabel

from oa_client.app.forms import Printed, Typeset, Unsettable
from oa_client.app.papers import gongwen_in
from oa_client.app.seals import Sealed
from oa_client.domain.matter import FileRef
from oa_client.export.gongwen import typeset
from oa_client.export.press import PdfPress
from oa_client.export.seals import PictureSeals
from oa_client.layout.faces import OwnFonts
from oa_client.system.preview import ChildPreview
from oa_client.ui import theme
from oa_client.ui.bridge import Bridge
from oa_client.ui.matter.page import MatterPage
from oa_client.ui.matter.print_work import sealing
from tests.export.measuring import images, measured
from tests.ui.issuing import issuing, seal, shelf
from tests.ui.matter_desk import Scene
from tests.ui.pictures import Remembering

PRESS = PdfPress(OwnFonts)


@pytest.fixture
def opened(qtbot, qapp):
    """The print dialog of a matter, by Ctrl+P on its page, over the real child."""
    theme.load_faces()
    theme.apply(qapp, theme.Look())
    made = []

    def build(scene, matter, seals=None, press=PRESS, memory=None):
        bridge, preview = Bridge(), ChildPreview()
        page = MatterPage(scene.desk, bridge, preview, press=press, memory=memory)
        if seals is not None:
            page.printing.use_seals(PictureSeals(lambda: seals, PRESS))
        qtbot.addWidget(page)
        page.resize(826, 680)
        page.show()
        page.show_matter(matter)
        made.append((page, bridge, preview))
        qtbot.waitUntil(lambda: page.presenter.sheet is not None)
        (keys,) = [k for k in page.findChildren(QShortcut) if k.key() == QKeySequence("Ctrl+P")]
        keys.activated.emit()
        qtbot.waitUntil(lambda: page.printing.made is not None or page.printing.dialog.card.isVisible(), timeout=20_000)
        return page

    yield build
    for page, bridge, preview in made:
        for dialog in (page.printing.dialog, page._dialog):
            if dialog is not None:
                dialog.reject()
        page.close()
        qtbot.waitUntil(lambda b=bridge: b.idle)
        bridge.close()
        preview.close()
    qapp.setStyleSheet("")


def shown(qtbot, page, before=None):
    """What is looked at, other than `before`."""
    room = page.printing
    qtbot.waitUntil(lambda: room.made is not None and room.made is not before, timeout=20_000)
    qtbot.waitUntil(lambda: bool(room.dialog.view.drawn) and room.dialog.go.isEnabled(), timeout=20_000)
    return room.made


def text(made):
    return "".join(leaf.text for leaf in measured(made.printed.data))


def shut(room):
    """Whether there is nothing about seals to see."""
    return room.dialog.seal.isHidden() and room.dialog.use.isHidden() and room.dialog.seal.count() == 1


# ------------------------------------------------------------------ which paper


def test_a_document_with_a_number_is_shown_first_and_its_sheet_by_a_click(qtbot, opened):
    scene, matter = issuing("number")
    page = opened(scene, matter)
    room = page.printing
    made = shown(qtbot, page)
    assert "望街发〔2026〕1号" in text(made) and "发文稿纸" not in text(made)
    assert room.dialog.paper.isChecked() and room.dialog.history.isHidden() and not room.dialog.word.isHidden()
    room.dialog.sheet.click()
    sheet = shown(qtbot, page, made)
    assert "发文稿纸" in text(sheet)
    assert not room.dialog.history.isHidden() and room.dialog.word.isHidden()
    room.dialog.paper.click()
    assert shown(qtbot, page, sheet).printed.data == made.printed.data


def test_without_a_number_its_sheet_is_first(qtbot, opened):
    scene, matter = issuing("sign")
    page = opened(scene, matter)
    made = shown(qtbot, page)
    assert "发文稿纸" in text(made) and page.printing.dialog.sheet.text() == "发文稿纸"
    page.printing.dialog.paper.click()
    assert "待取号" in text(shown(qtbot, page, made))


def test_what_is_no_document_has_its_sheet_alone(qtbot, opened):
    scene = Scene()
    page = opened(scene, scene.circulate("p2"))
    shown(qtbot, page)
    dialog = page.printing.dialog
    assert dialog.paper.isHidden() and dialog.sheet.isHidden() and dialog.word.isHidden()
    assert not dialog.history.isHidden() and shut(page.printing)


def test_the_pages_are_those_of_the_export(qtbot, opened):
    scene, matter = issuing()
    made = shown(qtbot, opened(scene, matter))
    own = gongwen_in(scene.desk, scene.desk.open(matter))
    assert made.printed.data == typeset(own)[0].data


def test_the_record_is_remembered_while_the_document_is_looked_at(qtbot, opened):
    scene, matter = issuing()
    memory = Remembering()
    page = opened(scene, matter, memory=memory)
    made = shown(qtbot, page)
    page.printing.dialog.sheet.click()
    sheet = shown(qtbot, page, made)
    page.printing.dialog.history.click()
    assert "办理记录" in text(shown(qtbot, page, sheet))
    assert memory.get("print/record") == "1"


# ------------------------------------------------------------------ as a file


def test_it_is_saved_as_pdf_and_as_word_under_its_number(qtbot, opened, tmp_path):
    scene, matter = issuing()
    page = opened(scene, matter)
    room, made = page.printing, shown(qtbot, page)
    for button, ending in ((room.dialog.save, "pdf"), (room.dialog.word, "docx")):
        button.click()
        picker = room.dialog.findChildren(QFileDialog)[-1]
        name = picker.selectedFiles()[0].rpartition("/")[2]
        assert name.startswith("望街发〔2026〕1号 望春街道办事处关于") and name.endswith(f".{ending}")
        picker.close()
    room.save_to(str(tmp_path / "a.pdf"))
    room.save_word_to(str(tmp_path / "a.docx"))
    qtbot.waitUntil((tmp_path / "a.docx").exists, timeout=20_000)
    assert (tmp_path / "a.pdf").read_bytes() == made.printed.data
    with ZipFile(io.BytesIO((tmp_path / "a.docx").read_bytes())) as word:
        assert "各街道办事处、区级有关部门要对照附件" in word.read("word/document.xml").decode()


def test_a_folder_that_cannot_be_written_is_told_for_word_too(qtbot, opened, tmp_path):
    scene, matter = issuing()
    page = opened(scene, matter)
    shown(qtbot, page)
    page.printing.save_word_to(str(tmp_path / "nowhere" / "a.docx"))
    qtbot.waitUntil(lambda: page.printing.dialog.note.isVisible(), timeout=20_000)
    assert "文件没有另存" in page.printing.dialog.note.text


class Lacking:
    """A machine that has no face with a character of the text."""

    def typeset(self, document, diameter=0.0):
        real = PRESS.typeset(document, diameter)
        lacks = Printed(real.printed.data, real.printed.pages, ("𠮷",), real.printed.stand_ins)
        return Typeset(lacks, real.spots, ("recipients_moved",))


def test_faces_and_characters_that_are_not_here_and_what_was_done_are_said(qtbot, opened):
    scene, matter = issuing()
    page = opened(scene, matter, press=Lacking())
    shown(qtbot, page)
    assert "𠮷" in page.printing.dialog.note.text
    assert "仿宋" in page.printing.dialog.remark.text() and "版记" in page.printing.dialog.remark.text()


class TooLong:
    """A press that finds no room for text on page 1."""

    def typeset(self, document, diameter=0.0):
        raise Unsettable

    def print(self, form):
        return PRESS.print(form)


def test_a_document_whose_text_does_not_reach_page_1_is_told_and_its_sheet_still_prints(qtbot, opened):
    scene, matter = issuing()
    page = opened(scene, matter, press=TooLong())
    dialog = page.printing.dialog
    qtbot.waitUntil(lambda: any("7.3.3" in x.text() for x in dialog.card.findChildren(QLabel)))
    assert page.printing.made is None and not dialog.word.isEnabled()
    dialog.sheet.click()
    assert "发文稿纸" in text(shown(qtbot, page))


# ------------------------------------------------------------------ seals


def test_nothing_of_seals_is_seen_where_none_is_laid_down(qtbot, opened):
    for seals in (None, shelf()):
        scene, matter = issuing()
        page = opened(scene, matter, seals)
        shown(qtbot, page)
        assert shut(page.printing)


@pytest.mark.parametrize(
    ("case", "one"),
    [
        ({}, seal(keeper=3)),
        ({}, seal(unit=3)),
        ({}, seal(unit=None, organ="中共望春街道工作委员会")),
        ({"upto": "number"}, seal()),
        ({"upto": "typeset"}, seal()),
        ({"me": 3}, seal(keeper=3)),
        ({"me": 3}, seal()),
    ],
    ids=[
        "no keeper",
        "another unit's",
        "another name",
        "not typeset",
        "not proofread",
        "keeper but no clerk",
        "leader",
    ],
)
def test_who_may_not_seal_it_now_sees_nothing(qtbot, opened, case, one):
    scene, matter = issuing(**case)
    page = opened(scene, matter, shelf(one))
    shown(qtbot, page)
    assert shut(page.printing)


def test_what_is_sealed_already_or_waits_to_be_uploaded_is_not_offered(qtbot, opened):
    scene, matter = issuing("typeset")
    scene.desk.act(scene.desk.record(matter), "proofread", {})
    assert scene.desk.record(matter).row.stage == "proofread"
    page = opened(scene, matter, shelf(seal()))
    shown(qtbot, page)
    assert shut(page.printing)


def choose_seal(qtbot, page):
    plain = shown(qtbot, page)
    dialog = page.printing.dialog
    assert not dialog.seal.isHidden()
    dialog.seal.setCurrentIndex(1)
    return shown(qtbot, page, plain)


def test_the_keeper_chooses_it_looks_at_it_and_is_told_what_it_is_not(qtbot, opened, tmp_path):
    scene, matter = issuing()
    page = opened(scene, matter, shelf(seal(), seal("望春街道办事处印（2）", keeper=3)))
    made = choose_seal(qtbot, page)
    dialog = page.printing.dialog
    assert dialog.seal.count() == 2 and dialog.seal.currentText() == "套印印章图样：望春街道办事处印"
    (image,) = images(made.printed.data)
    qtbot.waitUntil(lambda: dialog.view.page == image.page)
    assert image.page > 0
    assert dialog.remark.text().startswith("印章图样，非电子签章；由钱卫东启用。")
    assert dialog.word.isHidden() and not dialog.use.isHidden()
    page.printing.save_to(str(tmp_path / "印.pdf"))
    qtbot.waitUntil((tmp_path / "印.pdf").exists)
    assert (tmp_path / "印.pdf").read_bytes() == made.printed.data
    dialog.seal.setCurrentIndex(0)
    assert images(shown(qtbot, page, made).printed.data) == []


def test_it_is_sealed_with_this_very_file(qtbot, opened):
    scene, matter = issuing()
    page = opened(scene, matter, shelf(seal()))
    made = choose_seal(qtbot, page)
    page.printing.dialog.use.click()
    qtbot.waitUntil(lambda: page._dialog is not None, timeout=20_000)
    assert page.printing.dialog is None
    values = page._dialog.form.values()
    (file,) = values["files"]
    assert file["sha256"] == made.sealed.sha256 and file["name"] == made.name
    assert values["note"] == f"印章图样，非电子签章：望春街道办事处印，SHA-256 {made.sealed.sha256}"
    page._dialog.form.set_values({**values, "sealed_copies": 12})
    page._dialog.submit()
    qtbot.waitUntil(lambda: page._dialog is None)
    (command,) = [p.command for p in scene.outbox.pending()]
    assert (command.action, command.fields["files"], command.fields["sealed_copies"]) == ("seal", [file], 12)


def test_the_file_stays_in_the_form_when_that_is_put_off(qtbot, opened):
    scene, matter = issuing()
    page = opened(scene, matter, shelf(seal()))
    made = choose_seal(qtbot, page)
    page.printing.dialog.use.click()
    qtbot.waitUntil(lambda: page._dialog is not None, timeout=20_000)
    page._dialog.reject()
    (offer,) = [
        o for o in (page.presenter.sheet.primary, *page.presenter.sheet.others) if o and o.action.name == "seal"
    ]
    qtbot.waitUntil(lambda: bool(page.presenter.draft(offer)))
    assert page.presenter.draft(offer)["files"][0]["sha256"] == made.sealed.sha256


def test_a_file_made_anew_takes_the_place_of_the_one_before_it():
    one = Sealed(Printed(b"", 1), "a" * 64, seal(), (), "印章图样，非电子签章")
    scan = {"sha256": "c" * 64, "name": "扫描件.pdf", "size": 3}
    draft = sealing({"files": [scan], "note": "一式两份", "sealed_copies": 2}, FileRef("a" * 64, "文.pdf", 1), one)
    again = sealing(draft, FileRef("b" * 64, "文.pdf", 2), one)
    assert again["files"] == [scan, {"sha256": "b" * 64, "name": "文.pdf", "size": 2}]
    assert again["note"].splitlines() == [f"印章图样，非电子签章：望春街道办事处印，SHA-256 {'b' * 64}", "一式两份"]
    assert again["sealed_copies"] == 2


def test_a_seal_taken_away_meanwhile_is_told_and_the_document_is_still_there(qtbot, opened):
    scene, matter = issuing()
    page = opened(scene, matter, shelf(seal()))
    plain = shown(qtbot, page)
    page.printing._work.seals = PictureSeals(shelf, PRESS)
    dialog = page.printing.dialog
    dialog.seal.setCurrentIndex(1)
    qtbot.waitUntil(lambda: dialog.card.isVisible() and not dialog.save.isEnabled())
    dialog.seal.setCurrentIndex(0)
    assert shown(qtbot, page, plain).printed.data == plain.printed.data


def test_a_joint_issue_bears_the_hosts_seal_alone(qtbot, opened):
    scene, matter = issuing(fields={"joint_with": ["c3", "c4"]}, joint=(6, 8))
    page = opened(scene, matter, shelf(seal()))
    made = choose_seal(qtbot, page)
    (image,) = images(made.printed.data)
    leaf = measured(made.printed.data)[image.page]
    inside = "".join(c.words for c in leaf.chars if image.left < c.x < image.right and image.top < c.y < image.bottom)
    assert "望春街道办事处" in inside and "应急" not in inside and "住房" not in inside


def test_minutes_bear_none(qtbot, opened):
    scene, matter = issuing(fields={"genre": "minutes"})
    page = opened(scene, matter, shelf(seal()))
    shown(qtbot, page)
    assert shut(page.printing)
