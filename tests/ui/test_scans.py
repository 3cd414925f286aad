"""The scan inbox on the screen: number, list, first page, registering, attaching; and the setting that watches."""

import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from oa_client.app.preview import Pixels, Unshowable
from oa_client.app.scans import Inbox
from oa_client.domain.decision import Refused
from oa_client.domain.matter import FileRef
from oa_client.system.scans import DONE, WatchedFolder
from oa_client.ui.bridge import Bridge
from oa_client.ui.incoming.folder_card import FolderCard
from oa_client.ui.incoming.inbox import FOLDER, ScanInbox
from oa_client.ui.incoming.presenter import InboxPresenter
from oa_client.ui.matter.compose import ComposePage
from tests.ui import pictures
from tests.ui.clerk_pictures import incoming
from tests.ui.matter_desk import Now, Scene
from tests.ui.pictures import Remembering


class View:
    def __init__(self):
        self.inboxes, self.said = [], []

    def show_inbox(self, inbox):
        self.inboxes.append(inbox)

    def show_said(self, text, *, good):
        self.said.append((text, good))


def presenter(scene, place, view):
    made = InboxPresenter(scene.desk, Now(), WatchedFolder(), view, lambda: str(place))
    made.look()
    made.look()
    return made


def test_a_scan_is_attached_and_put_away_only_when_that_is_kept(tmp_path):
    (tmp_path / "扫描.pdf").write_bytes(b"%PDF")
    scene, matter = incoming()
    view = View()
    made = presenter(scene, tmp_path, view)
    made.attach(made.inbox.scans[0], matter)
    assert view.said == [("“扫描.pdf”已附上，待上传。", True)]
    assert (tmp_path / DONE / "扫描.pdf").read_bytes() == b"%PDF"
    assert [p.command.action for p in scene.desk.pending()] == ["attach"]
    assert view.inboxes[-1].scans == ()


def test_a_scan_that_cannot_be_attached_stays(tmp_path):
    (tmp_path / "扫描.pdf").write_bytes(b"%PDF")
    scene = Scene(me=2)
    other = scene.circulate("p2")
    view = View()
    made = presenter(scene, tmp_path, view)
    made.attach(made.inbox.scans[0], other)
    assert view.said[-1][1] is False
    assert (tmp_path / "扫描.pdf").exists()


def test_what_went_meanwhile_and_what_is_secret_are_one_sentence(tmp_path):
    for name in ("走.pdf", "机密★1年.pdf"):
        (tmp_path / name).write_bytes(b"x")
    scene, view = Scene(me=2), View()
    made = presenter(scene, tmp_path, view)
    (tmp_path / "走.pdf").unlink()
    took = []
    for scan in made.inbox.scans:
        made.take(scan, lambda file, path: took.append(file))
    assert took == []
    assert len(view.said) == 2
    assert any("读不出来" in text for text, _ in view.said)
    assert any("国家秘密" in text for text, _ in view.said)


def test_another_paper_under_the_same_name_is_neither_taken_nor_put_away_unseen(tmp_path):
    path = tmp_path / "image001.jpg"
    path.write_bytes(b"first paper")
    scene, view = Scene(me=2), View()
    made = presenter(scene, tmp_path, view)
    (scan,), took = made.inbox.scans, []
    made.take(scan, lambda file, path: took.append(file))
    path.write_bytes(b"the second paper")
    made.put_away((path,))
    assert path.read_bytes() == b"the second paper"
    assert view.said == [("已登记，但扫描件移不到“已登记”文件夹，还留在原处。", False)]
    made.take(scan, lambda file, path: took.append(file))
    assert len(took) == 1
    assert "还没有存完" in view.said[-1][0]


def test_a_file_that_grows_while_it_is_read_is_not_taken_in(tmp_path, monkeypatch):
    path = tmp_path / "扫描.pdf"
    path.write_bytes(b"%PDF page 1")
    scene = Scene(me=2)
    keep = scene.outbox.add_file

    def add_file(source, name):
        found = keep(source, name)
        with source.open("ab") as more:
            more.write(b" page 2")
        return found

    monkeypatch.setattr(scene.outbox, "add_file", add_file)
    answer = scene.desk.attachments.take_in(path)
    assert isinstance(answer, Refused)
    assert answer.code == "file_changing"


def test_attached_by_a_double_click_it_is_there_once(qtbot, tmp_path):
    (tmp_path / "扫描.pdf").write_bytes(b"%PDF")
    scene, matter = incoming()
    bridge, view = Bridge(), View()
    made = InboxPresenter(scene.desk, bridge, WatchedFolder(), view, lambda: str(tmp_path))
    for _ in range(2):
        made.look()
        pictures.settle(bridge)
    (scan,) = made.inbox.scans
    for _ in range(2):
        made.attach(scan, matter)
    pictures.settle(bridge)
    assert [p.command.action for p in scene.desk.pending()] == ["attach"]
    bridge.close()


def test_a_vanished_folder_is_told_once_and_comes_back(tmp_path):
    place, scene, view = tmp_path / "共享盘", Scene(me=2), View()
    made = presenter(scene, place, view)
    assert [i.trouble for i in view.inboxes] == ["scan_folder_gone"]
    place.mkdir()
    made.look()
    assert view.inboxes[-1] == Inbox()


class Eye:
    """Draws every page white."""

    def page(self, document, number, width):
        assert document.read()
        return Pixels(width, 40, b"\xff" * width * 40 * 4)


@pytest.fixture
def inbox(qtbot, look, tmp_path):
    (tmp_path / "扫描0001.pdf").write_bytes(b"%PDF")
    (tmp_path / "空.pdf").touch()
    scene, matter = incoming()
    bridge, memory = Bridge(), Remembering()
    memory.set(FOLDER, str(tmp_path))
    made = ScanInbox(scene.desk, bridge, memory, WatchedFolder(), Eye(), bridge)
    pictures.settle(bridge)
    yield made, bridge, memory, matter, scene
    made.stop()
    pictures.settle(bridge)
    bridge.close()


def test_the_badge_counts_what_can_be_registered(qtbot, inbox):
    made, bridge, memory, *_ = inbox
    told = []
    made.counted.connect(told.append)
    made.presenter.look()
    pictures.settle(bridge)
    assert told == ["扫描件 1"]
    card = FolderCard(memory, made.rest)
    qtbot.addWidget(card)
    card.take("")
    pictures.settle(bridge)
    assert told[-1] == ""
    assert not made._timer.isActive()
    assert card._name.text() == "没有设定"


def test_a_scan_is_shown_and_brought_into_the_form(qtbot, inbox, tmp_path):
    made, bridge, _memory, matter, scene = inbox
    made.presenter.look()
    pictures.settle(bridge)
    page = ComposePage(scene.desk, bridge, "incoming")
    qtbot.addWidget(page)
    page.show()
    made.open(page, lambda: (matter, "某件"))
    dialog = made.dialog
    rows = [dialog.list.item(n).text() for n in range(dialog.list.count())]
    assert any("空文件，可能没有扫成，请重扫" in text for text in rows)
    dialog.list.setCurrentRow(next(n for n, text in enumerate(rows) if "0001" in text))
    qtbot.waitUntil(lambda: not dialog._page.pixmap().isNull())
    brought = []
    made.wanted.connect(lambda file, path: brought.append((file, path)))
    dialog.register.click()
    pictures.settle(bridge)
    (file, path) = brought[0]
    assert isinstance(file, FileRef)
    page.bring(file)
    pictures.settle(bridge)
    assert [f["name"] for f in page.form.values()["files"]] == ["扫描0001.pdf"]
    assert page.holds(file)
    assert Path(path).exists()
    made.kept(path)
    pictures.settle(bridge)
    assert (tmp_path / DONE / "扫描0001.pdf").exists()
    page.form.fields["files"]._remove.click()
    assert not page.holds(file), "taken out again, it would not be put away"
    page.close()


class Slow:
    """Takes as long over a page as an office suite may."""

    def __init__(self):
        self.begun, self.go = threading.Semaphore(0), threading.Event()

    def page(self, document, number, width):
        self.begun.release()
        self.go.wait(60)
        raise Unshowable("office_failed")


def test_a_scan_that_takes_long_to_draw_keeps_nobody_else_waiting(qtbot, look, tmp_path):
    for name in ("1.doc", "2.doc", "3.doc"):
        (tmp_path / name).write_bytes(b"x")
    scene, _matter = incoming()
    bridge, memory, slow = Bridge(), Remembering(), Slow()
    memory.set(FOLDER, str(tmp_path))
    made = ScanInbox(scene.desk, bridge, memory, WatchedFolder(), slow, bridge)
    pictures.settle(bridge)
    made.presenter.look()
    pictures.settle(bridge)
    window = QWidget()
    qtbot.addWidget(window)
    made.open(window, lambda: None)
    for row in (0, 1, 2):
        made.dialog.list.setCurrentRow(row)
    assert slow.begun.acquire(timeout=20)
    read = []
    bridge.run(lambda: "a matter", read.append, read.append)
    try:
        qtbot.waitUntil(lambda: read == ["a matter"])
        made.dialog.reject()
    finally:
        slow.go.set()
        made.stop()
        bridge.close()
