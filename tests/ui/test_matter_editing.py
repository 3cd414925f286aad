import hashlib
import os
import stat
import time

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QPushButton

from oa_client.domain.matter import FileRef, MatterId
from oa_client.ui.matter import editing, working_copies
from oa_client.ui.matter.new_version import way_of
from oa_client.ui.matter.sheet import draft_key
from oa_client.ui.matter.working_copies import WorkingCopies, can_edit
from tests.ui.matter_desk import Scene
from tests.ui.test_matter_page import drafts, look, stage  # noqa: F401 - fixtures

NEW = b"second state"


def registered(scene, name="清单.docx", data=b"first state"):
    """A document the clerk registered, with an attachment; he may add to it."""
    file = scene.file(name, data)
    fields = {"title": "关于防汛的通知", "issuer": "市防指", "handling": "action", "files": [file]}
    return scene.act(1, "register", fields, kind="incoming"), FileRef(file["sha256"], name, len(data))


def save_as_office(path, data):
    """As office software saves: a lock beside it, the new state under another name, then put in the old one's place."""
    lock = path.with_name(f".~lock.{path.name}#")
    lock.write_bytes(b"me")
    draft = path.with_name(f"{path.stem}.tmp")
    draft.write_bytes(data)
    draft.replace(path)
    lock.unlink()


@pytest.fixture
def opened(monkeypatch):
    paths = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: paths.append(url.toLocalFile()) or True)
    monkeypatch.setattr(editing, "PAUSE_MS", 50)
    return paths


def taken(tmp_path, *names, scene=None):
    """Copies of files that are all the same blank form."""
    scene = scene or Scene(1)
    copies = WorkingCopies(tmp_path / "edit")
    found = (scene.file(name, b"blank form") for name in names)
    refs = [FileRef(f["sha256"], f["name"], f["size"]) for f in found]
    return copies, [copies.take(scene.desk, MatterId("7-1"), file) for file in refs]


def aged(path, seconds):
    """A file written so long ago."""
    path.write_bytes(b"x")
    then = time.time() - seconds
    os.utime(path, (then, then))
    return path


def button(page, name):
    return next((b for b in page.findChildren(QPushButton) if b.objectName() == name), None)


def edit(qtbot, page, opened):
    """The first attachment, opened for editing: where the copy lies."""
    from pathlib import Path

    before = len(opened)
    button(page, "file.1.edit").click()
    qtbot.waitUntil(lambda: len(opened) > before)
    return Path(opened[-1])


@pytest.fixture
def desk_page(qtbot, stage, tmp_path, opened):  # noqa: F811
    """A page over a matter, whose copies lie in `tmp_path`."""

    def show(scene, matter, copies=None):
        page = stage(scene, copies=copies or WorkingCopies(tmp_path / "edit"))
        page.show_matter(matter)
        qtbot.waitUntil(lambda: page.presenter.sheet is not None)
        page.tabs.setCurrentWidget(page.tabs.files)
        return page

    return show


def test_a_change_saved_by_renaming_is_found_once_and_taken_in_as_a_new_version(qtbot, desk_page, opened, tmp_path):
    scene = Scene(1)
    matter, file = registered(scene)
    page = desk_page(scene, matter)
    path = edit(qtbot, page, opened)
    assert path == tmp_path / "edit" / matter / file.sha256[:12] / "清单.docx"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not page.tabs.files.edits.isVisible()
    save_as_office(path, NEW)
    qtbot.waitUntil(lambda: button(page, "edit.1.keep") is not None)
    button(page, "edit.1.keep").click()
    qtbot.waitUntil(lambda: scene.outbox.pending() != ())
    (waiting,) = scene.outbox.pending()
    assert (waiting.command.action, waiting.command.matter) == ("attach", matter)
    sha = hashlib.sha256(NEW).hexdigest()
    assert waiting.command.fields["files"] == [{"sha256": sha, "name": "清单.docx", "size": len(NEW)}]
    assert scene.outbox.file_bytes(sha, 0, 99) == NEW
    qtbot.waitUntil(lambda: not page.tabs.files.edits.isVisible())
    assert path.read_bytes() == NEW, "the office software still has it open"


def test_clicked_twice_it_goes_in_once(qtbot, desk_page, opened):
    scene = Scene(1)
    matter, _ = registered(scene)
    page = desk_page(scene, matter)
    save_as_office(edit(qtbot, page, opened), NEW)
    qtbot.waitUntil(lambda: button(page, "edit.1.keep") is not None)
    keep = button(page, "edit.1.keep")
    keep.click()
    keep.click()
    qtbot.waitUntil(lambda: not page.tabs.files.edits.isVisible())
    qtbot.waitUntil(lambda: page._bridge.idle)
    (waiting,) = scene.outbox.pending()
    assert [f["size"] for f in waiting.command.fields["files"]] == [len(NEW)]


def test_what_is_half_filled_in_is_not_handed_in_beside_it(qtbot, desk_page, opened):
    scene = Scene(1)
    matter, _ = registered(scene)
    page = desk_page(scene, matter)
    half = scene.file("还没定.docx", b"not yet")
    shown = page.presenter.sheet
    offer = way_of(shown).offer
    assert offer.action.name == "attach"
    scene.desk.save_draft(draft_key(matter, offer), {"fields": {"files": [half]}})
    page.presenter.again()
    qtbot.waitUntil(lambda: page.presenter.sheet is not shown)
    save_as_office(edit(qtbot, page, opened), NEW)
    qtbot.waitUntil(lambda: button(page, "edit.1.keep") is not None)
    button(page, "edit.1.keep").click()
    qtbot.waitUntil(lambda: page._dialog is not None)
    assert scene.outbox.pending() == ()
    (draft,) = [d for d in drafts(scene).values() if d and "files" in d]
    assert [f["name"] for f in draft["files"]] == ["还没定.docx", "清单.docx"]
    page._dialog.reject()


def test_a_second_save_after_the_rename_is_found_too(qtbot, desk_page, opened):
    scene = Scene(1)
    matter, _ = registered(scene)
    page = desk_page(scene, matter)
    path = edit(qtbot, page, opened)
    for state in (b"a", b"first state", b"b"):
        with qtbot.waitSignal(
            page._editing.found, timeout=5000, check_params_cb=lambda c, s=state: bool(c) == (s != b"first state")
        ):
            save_as_office(path, state)


def test_what_office_software_leaves_beside_it_is_no_change(qtbot, desk_page, opened):
    scene = Scene(1)
    matter, _ = registered(scene)
    page = desk_page(scene, matter)
    path = edit(qtbot, page, opened)
    with qtbot.waitSignal(page._editing.found, timeout=5000) as told:
        for name in ("~$清单.docx", ".~lock.清单.docx#", "x.tmp", "另一份.docx"):
            path.with_name(name).write_bytes(b"x")
    assert told.args == [()]


def test_opened_again_the_copy_is_as_its_author_left_it(qtbot, desk_page, opened):
    scene = Scene(1)
    matter, _ = registered(scene)
    page = desk_page(scene, matter)
    path = edit(qtbot, page, opened)
    save_as_office(path, NEW)
    assert edit(qtbot, page, opened) == path
    assert path.read_bytes() == NEW


def test_a_change_of_an_earlier_run_is_offered_again(qtbot, desk_page, opened, tmp_path):
    scene = Scene(1)
    matter, _ = registered(scene)
    path = edit(qtbot, desk_page(scene, matter), opened)
    path.write_bytes(NEW)
    copies = WorkingCopies(tmp_path / "edit")
    copies.tidy()
    page = desk_page(scene, matter, copies)
    qtbot.waitUntil(lambda: button(page, "edit.1.keep") is not None)


def test_thrown_away_it_is_asked_once_and_gone(qtbot, desk_page, opened):
    scene = Scene(1)
    matter, file = registered(scene)
    page = desk_page(scene, matter)
    path = edit(qtbot, page, opened)
    save_as_office(path, NEW)
    qtbot.waitUntil(lambda: button(page, "edit.1.drop") is not None)
    button(page, "edit.1.drop").click()
    box = page.findChild(QMessageBox)
    assert path.exists()
    next(b for b in box.buttons() if b.objectName().endswith(".yes")).click()
    qtbot.waitUntil(lambda: not path.exists() and not page.tabs.files.edits.isVisible())
    assert scene.outbox.pending() == ()
    assert b"".join(scene.desk.attachments.read(file)) == b"first state"


def test_without_a_step_that_takes_files_it_stays_and_that_is_said(qtbot, desk_page, opened):
    scene = Scene(2)
    matter = scene.circulate("p2", files=[scene.file("表.xlsx", b"first state")])
    page = desk_page(scene, matter)
    path = edit(qtbot, page, opened)
    save_as_office(path, NEW)
    qtbot.waitUntil(lambda: button(page, "edit.1.keep") is not None)
    button(page, "edit.1.keep").click()
    said = "没有您可以加附件的步骤"
    qtbot.waitUntil(
        lambda: said in page.strip.text or any(said in w.text() for w in page.findChildren(type(page.area._wrong)))
    )
    assert path.read_bytes() == NEW
    assert page.tabs.files.edits.isVisible()


def test_another_step_is_opened_with_the_file_in_the_old_ones_place(qtbot, desk_page, opened):
    scene = Scene(1)
    first, other = scene.file("公告.docx", b"first state"), scene.file("附图.png", b"png")
    fields = {
        "title": "关于停水的公告",
        "body": "明日停水。",
        "scope": ["t1"],
        "reviewer": "p3",
        "files": [first, other],
    }
    matter = scene.act(1, "submit", fields, kind="bulletin")
    scene.act(3, "send_back", {"reason": "请改附件。"}, kind="bulletin", matter=matter)
    page = desk_page(scene, matter)
    save_as_office(edit(qtbot, page, opened), NEW)
    qtbot.waitUntil(lambda: button(page, "edit.1.keep") is not None)
    button(page, "edit.1.keep").click()
    qtbot.waitUntil(lambda: page._dialog is not None)
    (draft,) = [d for d in drafts(scene).values() if d and "files" in d]
    assert [(f["name"], f["size"]) for f in draft["files"]] == [("公告.docx", len(NEW)), ("附图.png", 3)]
    assert scene.outbox.pending() == ()
    page._dialog.reject()


def test_copies_in_which_nothing_waits_go_at_the_start(tmp_path):
    scene = Scene(1)
    copies = WorkingCopies(tmp_path / "edit")
    refs = [
        FileRef(f["sha256"], f["name"], f["size"]) for f in (scene.file(f"{n}.docx", bytes([n])) for n in (1, 2, 3))
    ]
    same, taken, changed = (copies.take(scene.desk, MatterId("7-1"), file) for file in refs)
    for copy in (taken, changed):
        copy.path.write_bytes(NEW)
    copies.keep(taken, copies.changed(taken))
    assert copies.changed(taken) == ""
    aged(same.path.with_name("~$1.docx"), working_copies.LOCKED_SECONDS + 60)
    WorkingCopies(tmp_path / "edit").tidy()
    assert not same.path.exists() and not taken.path.exists()
    assert changed.path.read_bytes() == NEW


@pytest.mark.parametrize("mark", ["~$单.docx", ".~lock.清单.docx#", ".~清单.docx"])
def test_a_copy_office_software_still_has_open_stays_however_it_stands(tmp_path, mark):
    copies, (copy,) = taken(tmp_path, "清单.docx")
    aged(copy.path.with_name(mark), 3600)
    copies.tidy()
    assert copy.path.read_bytes() == b"blank form"


def test_a_plain_text_counts_as_open_for_a_day_for_its_editors_leave_no_mark(tmp_path):
    copies, (copy,) = taken(tmp_path, "名单.txt")
    copies.tidy()
    assert copy.path.exists()
    then = time.time() - working_copies.MARKLESS_SECONDS - 60
    os.utime(copy.path, (then, then))
    copies.tidy()
    assert not copy.path.exists()


def test_a_folder_that_cannot_be_looked_into_stops_no_start(tmp_path, monkeypatch):
    copies, (copy,) = taken(tmp_path, "清单.docx")

    def refused(self):
        raise PermissionError(13, "denied")

    monkeypatch.setattr("pathlib.Path.iterdir", refused)
    copies.tidy()
    assert copy.path.exists()


def test_the_same_blank_form_twice_is_two_copies(tmp_path):
    copies, (one, two) = taken(tmp_path, "甲社区.docx", "乙社区.docx")
    one.path.write_bytes(b"of one")
    two.path.write_bytes(b"of two")
    copies.keep(one, copies.changed(one))
    assert copies.changed(one) == ""
    one.path.write_bytes(b"of two")
    assert copies.changed(one) and copies.changed(two)
    copies.drop(one)
    assert not one.path.exists()
    assert two.path.read_bytes() == b"of two"
    copies.drop(two)
    assert not two.path.parent.exists()


def test_both_copies_of_the_same_blank_form_are_watched(qtbot, desk_page, opened):
    scene = Scene(1)
    files = [scene.file(name, b"blank form") for name in ("甲社区.docx", "乙社区.docx")]
    fields = {"title": "关于填表的通知", "issuer": "市防指", "handling": "action", "files": files}
    page = desk_page(scene, scene.act(1, "register", fields, kind="incoming"))
    first = edit(qtbot, page, opened)
    before = len(opened)
    button(page, "file.2.edit").click()
    qtbot.waitUntil(lambda: len(opened) > before)
    save_as_office(first, NEW)
    qtbot.waitUntil(lambda: button(page, "edit.1.keep") is not None)


def test_what_was_saved_beside_under_another_name_is_not_thrown_away_with_it(tmp_path):
    copies, (copy,) = taken(tmp_path, "清单.docx")
    other = copy.path.with_name("清单（改）.docx")
    other.write_bytes(NEW)
    copies.drop(copy)
    copies.tidy()
    assert other.read_bytes() == NEW
    (found,) = copies.begun(copy.matter, [copy.file])
    assert (found.path, found.file.name) == (other, "清单（改）.docx")
    copies.keep(found, copies.changed(found))
    assert copies.begun(copy.matter, [copy.file]) == ()


def test_going_back_to_a_state_taken_in_before_is_a_change(tmp_path):
    copies, (copy,) = taken(tmp_path, "清单.docx")
    for state in (b"a", b"b", b"a", b"blank form"):
        copy.path.write_bytes(state)
        sha = copies.changed(copy)
        assert sha == hashlib.sha256(state).hexdigest()
        copies.keep(copy, sha)
        assert copies.changed(copy) == ""
    copies.tidy()
    assert not copy.path.exists()


def test_a_change_to_a_file_the_matter_no_longer_names_is_still_offered(tmp_path):
    _, (old,) = taken(tmp_path, "公告.docx")
    old.path.write_bytes(NEW)
    newer = FileRef(hashlib.sha256(b"theirs").hexdigest(), "公告.docx", 6)
    again = WorkingCopies(tmp_path / "edit")
    again.tidy()
    (found,) = again.begun(old.matter, [newer])
    assert (found.path, found.file.sha256) == (old.path, old.file.sha256)
    assert again.changed(found) == hashlib.sha256(NEW).hexdigest()
    assert again.begun(MatterId("7-2"), [newer]) == ()


def test_a_copy_a_failed_save_emptied_is_made_afresh(tmp_path):
    scene = Scene(1)
    copies, (copy,) = taken(tmp_path, "清单.docx", scene=scene)
    copy.path.write_bytes(b"")
    mark = aged(copy.path.with_name(".~lock.清单.docx#"), 1)
    assert copies.take(scene.desk, copy.matter, copy.file).path.read_bytes() == b"", "it may be writing just now"
    mark.unlink()
    assert copies.take(scene.desk, copy.matter, copy.file).path.read_bytes() == b"blank form"


@pytest.mark.parametrize("matter", ["../../x", "7-1/..", "", "C:\\"])
def test_a_copy_lies_where_it_should_whatever_the_matter_is_called(tmp_path, matter):
    scene = Scene(1)
    file = scene.file("../../../a.docx", b"x")
    copy = WorkingCopies(tmp_path / "edit").take(scene.desk, MatterId(matter), FileRef(file["sha256"], file["name"], 1))
    assert copy.path.resolve().is_relative_to((tmp_path / "edit").resolve())
    assert len(copy.path.relative_to(tmp_path / "edit").parts) == 3


def test_which_names_are_offered_to_be_changed():
    assert can_edit("a.DOCX") and can_edit("表.et")
    assert not any(can_edit(name) for name in ("a.pdf", "a.exe", "a.docm", "x.ofd", "a.docx.lnk", "~$a.docx"))
