"""Pictures in the editor: pasted, dragged, picked; seen, changed, undone, kept, sent; hostile ones lose nobody a word."""

import base64
import hashlib
import io

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QImage, QTextCursor
from PySide6.QtWidgets import QApplication

from oa_client.app import pictures
from oa_client.app.body import Body, decode, encode, pictures_of
from oa_client.app.drafting import draft_of
from oa_client.app.gongwen import Block, BlockKind
from oa_client.app.office_copy import as_laid
from oa_client.app.ports import Changes
from oa_client.export import draft_docx
from oa_client.export.press import PdfPress
from oa_client.export.proof import ProofPress
from oa_client.layout.faces import OwnFonts
from oa_client.layout.gongwen.figure import BROKEN, MISSING
from oa_client.layout.tree import Picture, Text
from oa_client.ui.bridge import Bridge
from oa_client.ui.matter.print_work import Paper, PaperWork, Wish
from oa_client.ui.matter.proofs import ProofPreview
from oa_client.ui.outgoing import blocks, figure_line, model
from oa_client.ui.outgoing.page import DraftPage
from tests.app.test_figures import heavy, huge, png, showing
from tests.ui.draft_pictures import FIELDS
from tests.ui.matter_desk import Scene
from tests.ui.test_draft_page import revising

PIC = BlockKind.PICTURE


@pytest.fixture
def writing(qtbot, look, child):
    made = []

    def build(scene=None, task="outgoing", fields=None):
        scene, bridge = scene or Scene(me=2), Bridge()
        page = DraftPage(scene.desk, bridge, task, ProofPreview(child, ProofPress(OwnFonts)))
        qtbot.addWidget(page)
        made.append((page, bridge))
        page.scene = scene
        page.resize(1366, 728)
        page.show()
        qtbot.waitUntil(lambda: bridge.idle)
        if fields is not None:
            page.show_values({**page.values(), **fields}, "")
        qtbot.waitUntil(lambda: bridge.idle and not page.proofs.busy)
        QApplication.processEvents()
        page.bridge = bridge
        return page

    yield build
    for page, bridge in made:
        page.close()
        qtbot.waitUntil(lambda b=bridge: b.idle)
        assert bridge.close() == []


def paste(page, *, html="", image=None, files=()):
    mime = QMimeData()
    if html:
        mime.setHtml(html)
    if image is not None:
        mime.setImageData(image)
    if files:
        mime.setUrls([QUrl.fromLocalFile(str(f)) for f in files])
    assert page.body.edit.canInsertFromMimeData(mime)
    page.body.edit.insertFromMimeData(mime)


def shown(page):
    return [b for b in page.body.body().blocks if b.kind is PIC]


def filed(tmp_path, data, name="图.png"):
    path = tmp_path / name
    path.write_bytes(data)
    return path


def test_a_picture_of_the_clipboard_stands_where_it_was_pasted_and_on_the_page(qtbot, writing):
    page = writing(fields={**FIELDS, "body": encode(Body((Block(text="前一段。"), Block(text="后一段。"))))})
    page.body.go_to(0, 0)
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    paste(page, image=image)
    qtbot.waitUntil(lambda: len(shown(page)) == 1)
    kinds = [b.kind for b in page.body.body().blocks]
    assert PIC in kinds
    (block,) = shown(page)
    kept = Image.open(io.BytesIO(page.scene.desk.texts.figures.read(block.picture)))
    assert (kept.size, kept.getpixel((5, 5))[:3]) == ((300, 200), (255, 0, 0))
    qtbot.waitUntil(lambda: any(isinstance(i, Picture) for i in laid(page)))


def laid(page):
    made = page.scene.desk.texts.figures
    document = model.document(draft_of(page.values()), page.scene.desk.rules.directory, page.scene.clock.now())
    proof = page.proofs._prover.proof(model.paper(made.filled(document)))
    return [item for sheet in proof.laid.pages.pages for item in sheet.items]


def test_it_is_undone_done_again_copied_cut_and_deleted_as_text_is(qtbot, writing, tmp_path):
    page = writing()
    edit = page.body.edit
    edit.insertPlainText("甲")
    paste(page, files=[filed(tmp_path, png())])
    qtbot.waitUntil(lambda: len(shown(page)) == 1)
    edit.undo()
    assert shown(page) == [] and page.body.body().blocks == (Block(text="甲"),)
    edit.redo()
    assert len(shown(page)) == 1
    edit.selectAll()
    copied = edit.createMimeDataFromSelection()
    pen = edit.textCursor()
    pen.movePosition(QTextCursor.MoveOperation.End)
    edit.setTextCursor(pen)
    edit.insertFromMimeData(copied)
    assert [b.picture for b in shown(page)] == [shown(page)[0].picture] * 2
    at = next(p.at for p in placed(page) if p.block.kind is PIC)
    pen.setPosition(at)
    edit.setTextCursor(pen)
    qtbot.keyClick(edit, Qt.Key.Key_Delete)
    assert len(shown(page)) == 1


def placed(page):
    return list(blocks.placed_in(page.body.edit.document()))


def test_its_words_and_width_are_changed_by_keyboard_and_that_is_undone_too(qtbot, writing, tmp_path):
    page = writing()
    edit = page.body.edit
    paste(page, files=[filed(tmp_path, png())])
    qtbot.waitUntil(lambda: len(shown(page)) == 1)
    pen = edit.textCursor()
    pen.setPosition(next(p.at for p in placed(page)))
    edit.setTextCursor(pen)
    assert page.body.tools.figure.accessibleName() == "图片说明和宽度"
    page.body.tools.ask_figure()
    dialog = page.figures.dialog
    qtbot.keyClicks(dialog.caption, "Figure 1")
    dialog.width_mm.setValue(90)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert [(b.text, b.width_mm) for b in shown(page)] == [("Figure 1", 90.0)]
    edit.undo()
    assert [b.text for b in shown(page)] == [""]


def test_a_double_click_asks_for_its_words(qtbot, writing, tmp_path):
    page = writing()
    edit = page.body.edit
    paste(page, files=[filed(tmp_path, png())])
    qtbot.waitUntil(lambda: len(shown(page)) == 1)
    place = edit.document().documentLayout().blockBoundingRect(edit.document().findBlock(placed(page)[0].at))
    with qtbot.waitSignal(edit.figure_asked):
        qtbot.mouseDClick(edit.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(80, round(place.center().y())))
    page.figures.dialog.drop.click()
    assert shown(page) == []


def test_a_picture_inside_pasted_html_comes_with_its_words_in_their_order(qtbot, writing):
    page = writing()
    data = base64.b64encode(png("blue")).decode()
    html = f'<p>图前。</p><p><img src="data:image/png;base64,{data}"></p><p>图后。</p><img src="file:///C:/x.png">'
    paste(page, html=html)
    qtbot.waitUntil(lambda: len(shown(page)) == 1)
    kinds = [b.kind for b in page.body.body().blocks]
    assert kinds == [BlockKind.PARAGRAPH, PIC, BlockKind.PARAGRAPH]
    assert page.scene.desk.texts.figures.read(shown(page)[0].picture) == png("blue")
    assert "没有随着带来" in page._advice.text


def test_a_large_one_is_made_smaller_and_a_good_one_stays_as_it_is(qtbot, writing, tmp_path):
    page = writing()
    large = heavy(4_000_000)
    assert pictures.wrong_with(large) == "picture_large"
    paste(page, files=[filed(tmp_path, large), filed(tmp_path, png(), "小.png")])
    qtbot.waitUntil(lambda: len(shown(page)) == 2, timeout=20_000)
    first, second = (page.scene.desk.texts.figures.read(b.picture) for b in shown(page))
    assert pictures.wrong_with(first) is None and len(first) <= pictures.MOST_BYTES
    assert second == png()
    assert "缩小" in page._advice.text


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\nhalf", huge(), b"<svg/>", b"%PDF-1.7", b""])
def test_what_cannot_be_read_is_one_sentence_and_nothing_is_lost(qtbot, writing, tmp_path, data):
    page = writing()
    page.body.edit.insertPlainText("已写的一段。")
    path = filed(tmp_path, data)
    paste(page, files=[path, filed(tmp_path, png(), "好.png")])
    qtbot.waitUntil(lambda: len(shown(page)) == 1)
    assert page.body.body().blocks[0] == Block(text="已写的一段。")
    assert "有 1 张图片读不出来" in page._advice.text
    assert path.read_bytes() == data


def test_it_is_kept_with_the_draft_and_sent_as_a_file_of_the_document(qtbot, writing, tmp_path):
    page = writing(fields=FIELDS)
    paste(page, files=[filed(tmp_path, png())])
    qtbot.waitUntil(lambda: len(shown(page)) == 1)
    page.flush()
    qtbot.waitUntil(lambda: page.bridge.idle)
    (sha,) = (b.picture for b in shown(page))
    assert pictures_of(decode(page.scene.outbox.drafts()[0].data["fields"]["body"])) == (sha,)
    again = writing(page.scene)
    assert [b.picture for b in shown(again)] == [sha]
    qtbot.waitUntil(lambda: isinstance(again.body.edit.figures._known.get(sha), QImage))
    with qtbot.waitSignal(again.finished):
        again.submit()
    assert [f["sha256"] for f in page.scene.outbox.pending()[0].command.fields["pictures"]] == [sha]


def test_one_that_is_not_here_is_said_so_and_appears_when_it_comes(qtbot, writing):
    scene = Scene(me=2)
    named = scene.file("正文图片.png", png(), here=False)
    fields = {**FIELDS, "body": encode(showing(named["sha256"])), "pictures": [named]}
    matter = scene.act(2, "draft", fields, kind="outgoing")
    page = writing(scene, revising(scene, matter))
    known = page.body.edit.figures._known
    qtbot.waitUntil(lambda: known.get(named["sha256"]) == MISSING)
    assert any(isinstance(i, Text) and i.words == MISSING for i in laid(page))
    scene.file("正文图片.png", png())
    page.bridge.changed.emit(Changes(), "sync")
    qtbot.waitUntil(lambda: isinstance(known.get(named["sha256"]), QImage))


def test_a_hostile_one_of_somebody_else_is_a_frame(qtbot, writing):
    scene = Scene(me=2)
    named = scene.file("正文图片.png", huge())
    fields = {**FIELDS, "body": encode(showing(named["sha256"])), "pictures": [named]}
    page = writing(scene, revising(scene, scene.act(2, "draft", fields, kind="outgoing")))
    qtbot.waitUntil(lambda: page.body.edit.figures._known.get(named["sha256"]) == BROKEN)
    assert any(isinstance(i, Text) and i.words == BROKEN for i in laid(page))


def test_what_is_printed_without_a_picture_says_so_and_asks():
    scene = Scene(me=2)
    named = scene.file("正文图片.png", png(), here=False)
    fields = {**FIELDS, "body": encode(showing(named["sha256"])), "pictures": [named]}
    matter = scene.act(2, "draft", fields, kind="outgoing")
    made = PaperWork(scene.desk, PdfPress(OwnFonts)).make(matter, Wish(Paper.DOCUMENT))
    assert made.lacking == 1 and "图片尚未下载" in made.warning


def test_it_goes_to_office_software_and_comes_back_the_same():
    sha = hashlib.sha256(png()).hexdigest()
    body = Body(
        (
            Block(text="图前。"),
            Block(PIC, "图1 泵站", picture=sha, width_mm=100.0, data=png()),
            Block(PIC, "图2 没来", picture="b2" * 32),
            Block(text="图后。"),
        )
    )
    brought = draft_docx.read(draft_docx.write("标题", body))
    back = as_laid(brought.body, body)
    assert [(b.kind, b.text, b.picture) for b in back.blocks] == [(b.kind, b.text, b.picture) for b in body.blocks]
    assert back.blocks[1].width_mm == pytest.approx(100.0, abs=0.2)
    assert brought.pictures == 0
    assert figure_line.block_of(figure_line.format_of(back.blocks[2])) == back.blocks[2]
