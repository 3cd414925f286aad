"""The page on which a draft is written: kept from the first word, laid out as exported, checked, brought back."""

import hashlib
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageStat
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from oa_client.app.body import Body, decode, encode
from oa_client.app.drafting import draft_of, gongwen_of
from oa_client.app.gongwen import Block, BlockKind
from oa_client.app.ports import NoRoom
from oa_client.domain import rulebook
from oa_client.domain.calendar import WorkingDays
from oa_client.domain.decision import Accepted, Command, Context
from oa_client.domain.matter import Entry, MatterId, Moment
from oa_client.domain.people import PersonId
from oa_client.export.gongwen import typeset
from oa_client.export.late import DraftFiles
from oa_client.export.proof import ProofPress
from oa_client.layout.faces import OwnFonts
from oa_client.layout.proof import document_of
from oa_client.ui import theme
from oa_client.ui.bridge import Bridge
from oa_client.ui.matter import editing
from oa_client.ui.matter.compose_presenter import Task
from oa_client.ui.matter.proofs import ProofPreview
from oa_client.ui.matter.working_copies import WorkingCopies
from oa_client.ui.outgoing.columns import LEFT, MIDDLE, RIGHT, Side, Wish, shown
from oa_client.ui.outgoing.model import Target, target_of
from oa_client.ui.outgoing.page import DraftPage
from oa_client.ui.outgoing.versions import MOST, Versions
from tests.app.test_figures import png
from tests.ui import geometry
from tests.ui.draft_pictures import BODY, FIELDS, SCENES
from tests.ui.matter_desk import HOUR, NOW, Now, Scene

SECOND = Body((Block(text="改过的正文。"),))


@pytest.fixture
def writing(qtbot, look):
    made = []

    def build(scene=None, task="outgoing", fields=None, size=(1366, 728), office=None):
        scene, bridge = scene or Scene(me=2), Bridge()
        page = DraftPage(scene.desk, bridge, task, ProofPreview(None, ProofPress(OwnFonts)), office=office)
        qtbot.addWidget(page)
        made.append((page, bridge))
        page.scene = scene
        page.resize(*size)
        page.show()
        qtbot.waitUntil(lambda: bridge.idle)
        if fields is not None:
            page.show_values({**page.values(), **fields}, "")
        qtbot.waitUntil(lambda: bridge.idle and not page.proofs.busy)
        QApplication.processEvents()
        return page

    yield build
    for page, bridge in made:
        if isValid(page):  # one that was handed in is gone as soon as the loop turns
            page.close()
        qtbot.waitUntil(lambda b=bridge: b.idle)
        assert bridge.close() == []


def drafted(scene, fields=None, by=2):
    return scene.act(by, "draft", {**FIELDS, **(fields or {})}, kind="outgoing")


def revising(scene, matter, action="revise"):
    return Task("outgoing", scene.desk.record(matter), action)


# ------------------------------------------------------------------ kept


def test_a_word_typed_is_a_draft_within_a_second_and_comes_back(qtbot, writing):
    page = writing()
    page.body.edit.insertPlainText("切实做好防汛工作")
    qtbot.waitUntil(lambda: bool(page.scene.outbox.drafts()), timeout=1000)
    again = writing(page.scene)
    assert again.body.edit.toPlainText() == "切实做好防汛工作"
    assert "已恢复未送出的内容" in again._restored.text


def test_going_to_another_window_keeps_at_once(qtbot, writing):
    page = writing()
    page.body.edit.insertPlainText("一句话")
    assert not page.scene.outbox.drafts()
    page.body.left.emit()
    qtbot.waitUntil(lambda: bool(page.scene.outbox.drafts()), timeout=300)


def test_it_is_sent_as_it_is_written(qtbot, writing):
    page = writing(fields=FIELDS)
    with qtbot.waitSignal(page.finished):
        page.submit()
    command = page.scene.outbox.pending()[0].command
    assert (command.kind, command.action) == ("outgoing", "draft")
    assert decode(command.fields["body"]) == BODY
    assert page.undo()
    qtbot.waitUntil(lambda: page.values().get("body") == encode(BODY))


# ------------------------------------------------------------------ the page


def test_the_page_beside_the_text_is_what_the_export_sets(qtbot, writing):
    page = writing(fields=FIELDS)
    qtbot.waitUntil(lambda: page.proof.view.pages > 0)
    directory, today = page.scene.desk.rules.directory, date(2026, 11, 20)
    wanted = gongwen_of(draft_of(page.values()), directory, today)
    _printed, laid = typeset(wanted, OwnFonts())
    assert page.proof.view._document == document_of(wanted)
    shown_pages = page.proofs._prover.proof(page.proof.view._document).laid
    assert (shown_pages.pages, shown_pages.places) == (laid.pages, laid.places)


@pytest.mark.parametrize("number", [0, 2])
def test_what_is_drawn_is_what_the_pdf_shows(look, number):
    made = gongwen_of(draft_of(FIELDS), Scene(me=2).folk, date(2026, 11, 20))
    printed, _laid = typeset(made, OwnFonts())
    proofs = ProofPreview(None, ProofPress(OwnFonts))
    mine = proofs.page(document_of(made), number, 620)
    theirs = pypdfium2.PdfDocument(printed.data)[number].render(scale=620 / 595.2755905511812).to_pil().convert("L")
    own = Image.frombytes("RGB", (mine.width, mine.height), mine.data, "raw", "BGRX").convert("L")
    size, far, cells = 31, 0, 0
    for y in range(0, min(own.height, theirs.height) - size, size):
        for x in range(0, own.width - size, size):
            spot = (x, y, x + size, y + size)
            ink = [ImageStat.Stat(page.crop(spot)).mean[0] for page in (theirs, own)]
            cells += 1
            far += abs(ink[0] - ink[1]) > 12
    assert cells > 300
    assert far <= cells * 0.01


def test_the_old_page_stays_until_the_new_one_is_drawn(qtbot, writing):
    page = writing(fields=FIELDS)
    view = page.proof.view
    qtbot.waitUntil(lambda: 0 in view.drawn and not view.stale)
    before = view._document
    view.verticalScrollBar().setValue(40)
    page.body.edit.insertPlainText("新写的一句。")
    with qtbot.waitSignal(page.looked, timeout=3000):
        assert 0 in view.drawn
    assert view._document != before
    assert 0 in view.drawn
    assert view.verticalScrollBar().value() == 40
    qtbot.waitUntil(lambda: not view.stale)


def test_a_missing_face_is_one_quiet_line_with_why(qtbot, writing):
    page = writing(fields=FIELDS)
    assert "缺少字体 方正小标宋、仿宋_GB2312" in page.proof._missing.text()
    page.proof._why.click()
    assert "不能随软件分发" in page.proof._missing.text()


def test_the_number_is_still_to_come(qtbot, writing):
    page = writing(fields=FIELDS)
    assert page.number.text() == "文号：待取号"
    laid = page.proofs._prover.proof(page.proof.view._document).laid
    assert "（待取号）" in [t.words for t in laid.pages.pages[0].texts]


# ------------------------------------------------------------------ checks


@pytest.mark.parametrize(
    ("place", "target"),
    [
        ("title", Target("title")),
        ("recipients", Target("receivers")),
        ("signatories", Target("signatories")),
        ("blocks[3].text", Target("body", 0, 3)),
        ("attachments[1].title", Target("body", 2, None)),
        ("attachments[0].blocks[2].rows[1]", Target("body", 1, 2)),
    ],
)
def test_every_place_leads_to_a_field(place, target):
    assert target_of(place) == target


def row(page, words):
    listed = page.checks.list
    return next(item for n in range(listed.count()) if words in (item := listed.item(n)).text())


def test_a_check_leads_to_the_block_it_is_about(qtbot, writing):
    secret = Body((Block(text="甲"), Block(text="机密★1年")))
    page = writing(fields={**FIELDS, "title": "关于防汛的情况", "body": encode(secret)})
    page.show_checks()
    page.checks._on_chosen(row(page, "国家秘密"))
    assert page.body.edit.textCursor().selectedText() == "机密★1年"
    page.checks._on_chosen(row(page, "结尾"))
    QApplication.processEvents()
    assert page.top.fields["title"].edit.hasFocus()
    assert page.beside.tabText(page.beside.indexOf(page.checks)).startswith("检查 ")


def test_routing_rules_speak_beside_the_text(qtbot, writing):
    page = writing(fields={**FIELDS, "genre": "request", "direction": "up", "receivers": ["c1", "c3"]})
    found = [page.checks.list.item(n).text() for n in range(page.checks.list.count())]
    assert any("上行文原则上主送一个上级机关，现有 4 个" in one for one in found)


def test_a_private_character_in_a_name_is_a_check_by_its_code(qtbot, writing):
    page = writing(fields={**FIELDS, "body": encode(Body((Block(text="任命王\ue863为主任。"),)))})
    listed = page.checks.list
    qtbot.waitUntil(lambda: any("造字 U+E863" in listed.item(n).text() for n in range(listed.count())))
    assert "任命王\ue863为主任。" in page.values()["body"]


def test_a_field_folded_away_opens_for_its_check(qtbot, writing):
    page = writing(fields=FIELDS, size=(1093, 574))
    page.columns.show_side(Side.PAPER)
    assert not page.columns.in_sight(Side.FIELDS)
    page.go_to_target(Target("contact"))
    assert page.columns.in_sight(Side.FIELDS)
    assert page.more.isVisible()


def test_a_draft_that_no_page_can_hold_says_so_and_keeps_the_old_page(qtbot, writing):
    page = writing(fields=FIELDS)
    qtbot.waitUntil(lambda: page.proof.view.pages > 0)
    page.top.fields["title"].set_value("长" * 900)
    with qtbot.waitSignal(page.looked, timeout=3000):
        pass
    assert page.proof._unshown.isVisible()
    assert page.proof.view.pages > 0


# ------------------------------------------------------------------ versions


def test_the_last_twenty_versions_are_kept_and_none_twice(look):
    scene = Scene(me=2)
    versions = Versions(scene.desk, Now())
    versions.begin("new/outgoing/1", {})
    for n in range(30):
        versions.keep({"body": encode(Body((Block(text=f"第{n}版"),)))})
        versions.keep({"body": encode(Body((Block(text=f"第{n}版"),)))})
    found = versions.read(None)
    assert [v.body.blocks[0].text for v in found] == [f"第{n}版" for n in range(29, 29 - MOST, -1)]
    versions.drop()
    assert versions.read(None) == ()
    assert not scene.outbox.drafts()


def test_opening_a_draft_again_keeps_no_version_twice(look):
    scene = Scene(me=2)
    for body in (BODY, SECOND, SECOND):
        Versions(scene.desk, Now()).begin("new/outgoing/1", {"body": encode(body)})
    versions = Versions(scene.desk, Now())
    versions.begin("new/outgoing/1", {"body": encode(SECOND)})
    assert [v.body for v in versions.read(None)] == [SECOND, BODY]


def test_an_attachment_that_is_deleted_is_found_again_in_the_versions(qtbot, writing):
    page = writing(fields={**FIELDS, "body": encode(SECOND)})
    page.body.add_attachment()
    page.body.title.setText("名单")
    page.body.edit.insertPlainText("刚写下的一行")
    whole = page.body.body()
    page.body._ask_drop()
    page.findChild(QWidget, "dialog.attachment.yes").click()
    assert page.body.body() == SECOND
    qtbot.waitUntil(lambda: page._bridge.idle)
    assert whole in [version.body for version in page.versions.read(None)]


def test_a_version_comes_back_and_what_stood_there_is_one_too(qtbot, writing):
    page = writing(fields=FIELDS)
    page.body.put(SECOND)
    page.flush()
    qtbot.waitUntil(lambda: page._bridge.idle)
    page.beside.setCurrentWidget(page.past)
    qtbot.waitUntil(lambda: page.past.list.count() == 2)
    qtbot.waitUntil(lambda: "【改过的正文。】" in page.past.text.toPlainText())
    page.past.marks.click()
    qtbot.waitUntil(lambda: page.past.text.toPlainText() == "改过的正文。")
    page.past.list.setCurrentRow(1)
    page.past.restore.click()
    assert page.body.body() == BODY
    qtbot.waitUntil(lambda: page.past.list.count() == 3)


def test_versions_of_the_record_stand_below_those_of_this_device(qtbot, writing):
    scene = Scene(me=2)
    matter = drafted(scene)
    page = writing(scene, revising(scene, matter))
    assert page.body.body() == BODY
    page.read_versions()
    qtbot.waitUntil(lambda: page.past.list.count() == 2)
    assert "王小明 拟稿" in page.past.list.item(1).text()


# ------------------------------------------------------------------ whose turn


def test_the_drafter_revises_his_draft_and_no_strip_is_shown(qtbot, writing):
    scene = Scene(me=2)
    matter = drafted(scene)
    page = writing(scene, revising(scene, matter))
    digest = scene.desk.record(matter).matter.fields["body_digest"]
    assert page.turn.isHidden()
    page.body.put(SECOND)
    page.submit()
    qtbot.waitUntil(lambda: bool(scene.outbox.pending()))
    command = scene.outbox.pending()[0].command
    assert (command.matter, command.action) == (matter, "revise")
    assert decode(command.fields["body"]) == SECOND
    assert command.fields["base"] == digest


def test_another_version_at_the_centre_makes_a_suggestion_of_it_while_it_is_typed(qtbot, writing):
    scene = Scene(me=2)
    matter = drafted(scene)
    page = writing(scene, revising(scene, matter))
    digest = scene.desk.record(matter).matter.fields["body_digest"]
    assert page.values()["base"] == digest
    scene.act(2, "revise", {"body": encode(SECOND), "base": digest}, matter=matter, kind="outgoing", at=NOW - 60)
    scene.desk.listen(page._bridge.publish)
    scene.tell(matter)
    qtbot.waitUntil(lambda: page.turn.isVisible())
    assert page.turn.text == "正文已有新的版本，与您修改时的不同；您的修改将作为修改意见稿提交，正文不变。"
    assert page.values()["base"] == digest, "what it was written on stays said"


def checked_out(scene, matter, person, at):
    """The centre lets somebody have the text to himself for a day."""
    process, state = scene.kinds.newest("outgoing"), scene.desk.record(matter).matter
    command = Command(matter, "outgoing", "check_out", {}, None, process.edition)
    actor = scene.folk.actor(PersonId(person))
    decision = rulebook.decide(
        process, state, command, Context(actor, Moment(at), scene.folk, WorkingDays(), at_centre=True)
    )
    assert isinstance(decision, Accepted), decision
    entries = scene.library.entries[matter]
    for new in decision.entries:
        v = len(entries) + 1
        entries.append(Entry(matter, v, new.type, Moment(at), actor.person, actor.post, actor.unit, new.data))


def test_while_another_has_it_checked_out_mine_is_a_suggestion(qtbot, writing):
    scene = Scene(me=2)
    matter = drafted(scene)
    scene.act(2, "submit", {"checker": "p3"}, matter=matter, kind="outgoing")
    checked_out(scene, matter, 3, NOW - HOUR)
    page = writing(scene, revising(scene, matter))
    assert page.turn.text == "正文的编辑权在周建国手里，至 明天 08:24；您的修改将作为修改意见稿提交，正文不变。"
    page.body.put(SECOND)
    page.submit()
    qtbot.waitUntil(lambda: bool(scene.outbox.pending()))
    assert decode(scene.desk.record(matter).lines[-1].entry.fields["body"]) == SECOND
    assert scene.desk.record(matter).lines[-1].entry.action == "suggest"


def test_my_lease_shows_its_end_and_says_when_it_has_passed(qtbot, writing):
    scene = Scene(me=3)
    matter = drafted(scene)
    scene.act(2, "submit", {"checker": "p3"}, matter=matter, kind="outgoing")
    checked_out(scene, matter, 3, NOW - HOUR)
    page = writing(scene, revising(scene, matter))
    assert page.turn.text == "正文的编辑权在您手里，至 明天 08:24；到期前提交有效。"
    scene.clock.at += 24 * HOUR
    page.turn.look()
    assert page.turn.text == "您的编辑权已于 今天 08:24 到期；您的修改将作为修改意见稿提交，正文不变。"


# ------------------------------------------------------------------ room and keys


def test_what_does_not_fit_folds_and_the_text_never():
    assert shown(LEFT + MIDDLE + RIGHT, Wish()) == {Side.FIELDS, Side.PAPER}
    assert shown(LEFT + MIDDLE + RIGHT - 1, Wish()) == {Side.FIELDS}
    assert shown(LEFT + MIDDLE + RIGHT - 1, Wish(last=Side.PAPER)) == {Side.PAPER}
    assert shown(300, Wish(fields=False, last=Side.FIELDS)) == {Side.PAPER}
    assert shown(3000, Wish(fields=False, paper=False)) == frozenset()


def test_the_keys_show_and_fold_the_sides(qtbot, writing):
    page = writing(size=(1093, 574))
    assert page.columns.in_sight(Side.FIELDS)
    page.show_paper.click()
    assert page.columns.in_sight(Side.PAPER)
    assert not page.columns.in_sight(Side.FIELDS)
    assert page.show_paper.isChecked()
    page.show_paper.click()
    assert not page.columns.in_sight(Side.PAPER)


def faults(page):
    """What is cut once the layouts have come to rest: each passes its wish on to the one around it, in a round."""
    for _round in range(12):
        QApplication.processEvents()
        if not (found := geometry.faults(page)):
            break
    return found


@pytest.mark.parametrize("name", SCENES)
def test_nothing_is_cut_in_any_size_and_look(qtbot, writing, name, tmp_path):
    size, worn = SCENES[name]
    theme.apply(QApplication.instance(), worn)
    page = writing(fields=FIELDS, size=size, office=(WorkingCopies(tmp_path), DraftFiles()))
    assert faults(page) == []
    for side in Side:
        page.columns.show_side(side)
        QApplication.processEvents()
        assert faults(page) == []
    for at in range(page.beside.count()):
        page.beside.setCurrentIndex(at)
        QApplication.processEvents()
        assert faults(page) == []


def test_the_matter_page_shows_the_pages_and_opens_the_editor_to_revise(qtbot, look):
    from oa_client.ui.matter.page import MatterPage

    scene, bridge = Scene(me=2), Bridge()
    matter = drafted(scene)
    page = MatterPage(scene.desk, bridge, ProofPreview(None, ProofPress(OwnFonts)))
    qtbot.addWidget(page)
    page.resize(900, 700)
    page.show()
    page.show_matter(MatterId(matter))
    tab = page.tabs.body
    qtbot.waitUntil(lambda: bridge.idle and tab.pages.view.pages > 0)
    assert tab.stack.currentWidget() is tab.pages
    asked = []
    page.compose = asked.append
    offers = (page.presenter.sheet.primary, *page.presenter.sheet.others)
    page._open_dialog(next(o for o in offers if o.action.name == "revise"))
    assert (asked[0].record.id, asked[0].action) == (matter, "revise")
    page.close()
    qtbot.waitUntil(lambda: bridge.idle)
    bridge.close()


# ------------------------------------------------------------------ office software


@pytest.fixture
def opened(monkeypatch):
    """What the system was asked to open."""
    found = []
    monkeypatch.setattr(editing.QDesktopServices, "openUrl", lambda url: found.append(Path(url.toLocalFile())) or True)
    monkeypatch.setattr(editing, "PAUSE_MS", 20)
    return found


def test_what_was_written_with_office_software_comes_back_and_nothing_is_overwritten(qtbot, writing, opened, tmp_path):
    page = writing(fields=FIELDS, office=(WorkingCopies(tmp_path / "edit"), DraftFiles()))
    page.hand.click()
    qtbot.waitUntil(lambda: bool(opened))
    qtbot.waitUntil(lambda: page._bridge.idle)
    copy = opened[0]
    assert DraftFiles().read(copy.read_bytes()).body.attachments == BODY.attachments
    page.body.edit.show_at(0)
    page.body.edit.insertPlainText("这里也改了。")
    here = page.body.body()
    fresh = copy.with_name("saved.tmp")
    fresh.write_bytes(DraftFiles().write("", SECOND))
    fresh.replace(copy)
    qtbot.waitUntil(lambda: page.bars.isVisible())
    assert page.body.body() == here, "it waits to be asked"
    page.bars.findChild(QWidget, "edit.1.keep").click()
    qtbot.waitUntil(lambda: page.body.body() == SECOND)
    assert "已取回在办公软件中的修改" in page._advice.text
    qtbot.waitUntil(lambda: page._bridge.idle)
    assert here in [version.body for version in page.versions.read(None)]
    qtbot.waitUntil(lambda: page.bars.isHidden())


def test_a_file_that_cannot_be_read_becomes_an_attachment(qtbot, writing, opened, tmp_path):
    page = writing(fields=FIELDS, office=(WorkingCopies(tmp_path / "edit"), DraftFiles()))
    page.hand.click()
    qtbot.waitUntil(lambda: bool(opened) and page._bridge.idle)
    opened[0].write_bytes(b"not a package")
    qtbot.waitUntil(lambda: page.bars.isVisible())
    page.bars.findChild(QWidget, "edit.1.keep").click()
    qtbot.waitUntil(lambda: bool(page.values().get("files")))
    assert page.body.body() == BODY


@pytest.fixture
def handed(qtbot, writing, opened, tmp_path):
    """A page whose text lies with office software, that copy, and the copies."""
    copies = WorkingCopies(tmp_path / "edit")
    page = writing(fields={**FIELDS, "title": "关于A/B两项工作的通知"}, office=(copies, DraftFiles()))
    page.hand.click()
    qtbot.waitUntil(lambda: bool(opened) and page._bridge.idle)
    return page, opened[0], copies


def saved(copy):
    """Somebody saved a second text there."""
    copy.write_bytes(DraftFiles().write("", SECOND))


def test_on_a_full_disk_nothing_of_it_is_taken_and_the_copy_is_offered_until_the_text_stands(qtbot, handed):
    page, copy, _copies = handed
    outbox, before = page.scene.outbox, page.body.body()
    page.figures.pictures._preview = None  # nothing here draws
    room, waited = outbox.add_bytes, []

    def full(_data, _name):
        waited.append(page.body.edit.isReadOnly())
        raise NoRoom

    outbox.add_bytes = full
    copy.write_bytes(DraftFiles().write("", Body((Block(text="见图。"), Block(BlockKind.PICTURE, data=png())))))
    qtbot.waitUntil(lambda: page.bars.isVisible())
    page.bars.findChild(QWidget, "edit.1.keep").click()
    qtbot.waitUntil(lambda: "磁盘已满" in page._advice.text)
    assert waited == [True], "nobody types meanwhile what the text would take the place of"
    qtbot.waitUntil(lambda: page._bridge.idle)
    assert page.body.body() == before and not page.body.edit.isReadOnly()
    page.office._editing.look()
    qtbot.waitUntil(lambda: page._bridge.idle)
    assert page.bars.isVisible()
    outbox.add_bytes = room
    page.bars.findChild(QWidget, "edit.1.keep").click()
    qtbot.waitUntil(lambda: [b.kind for b in page.body.body().blocks] == [BlockKind.PARAGRAPH, BlockKind.PICTURE])
    qtbot.waitUntil(lambda: page.bars.isHidden())


def test_what_goes_to_office_software_and_back_leaves_nothing_among_the_files_to_send(handed):
    page, copy, copies = handed
    assert copy.name == "关于A_B两项工作的通知.docx"
    assert page.scene.outbox.file_bytes(hashlib.sha256(copy.read_bytes()).hexdigest(), 0, 1) is None
    copies.tidy()
    assert not copy.exists()


def test_the_same_text_is_handed_out_once(qtbot, handed, opened):
    page, copy, _copies = handed
    page.hand.click()
    qtbot.waitUntil(lambda: len(opened) == 2)
    assert opened[1] == copy


def test_a_new_draft_is_not_offered_what_was_written_on_the_last_and_nothing_of_it_is_lost(qtbot, handed):
    page, copy, copies = handed
    saved(copy)
    qtbot.waitUntil(lambda: page.bars.isVisible())
    with qtbot.waitSignal(page.finished) as sent:
        page.submit()
    qtbot.waitUntil(lambda: page.bars.isHidden() and page._bridge.idle)
    page.body.put(BODY)
    (kept,) = copies.begun(MatterId(sent.args[0]), ())
    assert DraftFiles().read(kept.path.read_bytes()).body == SECOND
    assert page.undo()
    qtbot.waitUntil(lambda: page.bars.isVisible())


def test_a_draft_that_is_cleared_leaves_no_copy_and_no_version_to_the_next(qtbot, handed):
    page, copy, _copies = handed
    saved(copy)
    qtbot.waitUntil(lambda: page.bars.isVisible())
    page._ask_drop()
    page.findChild(QWidget, "dialog.drop.yes").click()
    qtbot.waitUntil(lambda: page.bars.isHidden() and page._bridge.idle)
    assert not copy.exists()
    assert page.versions.read(None) == ()
    assert not page.scene.outbox.drafts()
