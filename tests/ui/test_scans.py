"""The scan inbox on the screen: number, list, first page, registering, attaching; and the setting that watches."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QPixmap
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from oa_client.app.preview import Pixels, Unshowable
from oa_client.app.scans import Inbox, Scan, ScanState
from oa_client.domain.decision import Refused
from oa_client.domain.matter import FileRef
from oa_client.system.scans import DONE, WatchedFolder
from oa_client.ui.bridge import Bridge
from oa_client.ui.incoming.folder_card import FolderCard
from oa_client.ui.incoming.inbox import FOLDER, ScanInbox
from oa_client.ui.incoming.page import SCAN, ScansDialog
from oa_client.ui.incoming.presenter import InboxPresenter
from oa_client.ui.matter.compose import ComposePage
from oa_client.wording.sentences import sentence
from tests.ui import pictures
from tests.ui.clerk_pictures import incoming
from tests.ui.matter_desk import Now, Scene
from tests.ui.pictures import Remembering


class View:
    def __init__(self):
        self.inboxes, self.said, self.wanted = [], [], []

    def show_inbox(self, inbox):
        self.inboxes.append(inbox)

    def show_said(self, text, *, good, undo=False):
        self.said.append((text, good))
        self.can_undo = undo

    def show_wanted(self, file):
        self.wanted.append(file)


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
    made.attach(made.inbox.scans[0].path, matter)
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
    made.attach(made.inbox.scans[0].path, other)
    assert view.said[-1][1] is False
    assert (tmp_path / "扫描.pdf").exists()


def test_what_went_meanwhile_and_what_is_secret_are_one_sentence(tmp_path):
    for name in ("走.pdf", "机密★1年.pdf"):
        (tmp_path / name).write_bytes(b"x")
    scene, view = Scene(me=2), View()
    made = presenter(scene, tmp_path, view)
    (tmp_path / "走.pdf").unlink()
    for scan in made.inbox.scans:
        made.bring(scan.path)
    assert view.wanted == []
    assert len(view.said) == 2
    assert any("读不出来" in text for text, _ in view.said)
    assert any("国家秘密" in text for text, _ in view.said)


def test_another_paper_under_the_same_name_is_neither_taken_nor_put_away_unseen(tmp_path):
    path = tmp_path / "image001.jpg"
    path.write_bytes(b"first paper")
    scene, view = Scene(me=2), View()
    made = presenter(scene, tmp_path, view)
    made.bring(path)
    path.write_bytes(b"the second paper")
    made.bring(path)
    (first,) = view.wanted
    assert "还没有存完" in view.said[-1][0]
    made.kept({first.sha256})
    assert path.read_bytes() == b"the second paper"
    assert view.said[-1] == ("已登记，但扫描件移不到“已登记”文件夹，还留在原处。", False)


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
        made.attach(scan.path, matter)
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
    ring = dialog.list.visualItemRect(dialog.list.item(0))
    assert ring.height() >= 2 * dialog.list.fontMetrics().lineSpacing() + 8, "the words do not touch the ring"
    dialog.list.setCurrentRow(next(n for n, text in enumerate(rows) if "0001" in text))
    qtbot.waitUntil(lambda: not dialog._page.pixmap().isNull())
    brought = []
    made.wanted.connect(brought.append)
    dialog.register.click()
    pictures.settle(bridge)
    (file,) = brought
    assert isinstance(file, FileRef)
    page.bring(file)
    pictures.settle(bridge)
    assert [f["name"] for f in page.form.values()["files"]] == ["扫描0001.pdf"]
    page.kept.connect(made.presenter.kept)
    page.taken_back.connect(made.presenter.taken_back)
    assert (tmp_path / "扫描0001.pdf").exists()
    fields = {"title": "关于防汛的通知", "issuer": "市防指"}
    for name, value in fields.items():
        page.form.fields[name].set_value(value)
    page.submit()
    pictures.settle(bridge)
    assert (tmp_path / DONE / "扫描0001.pdf").exists()
    assert not (tmp_path / "扫描0001.pdf").exists()
    assert page.undo()
    pictures.settle(bridge)
    assert (tmp_path / "扫描0001.pdf").exists(), "the registration was taken back, and the scan with it"
    page.submit()
    pictures.settle(bridge)
    assert (tmp_path / DONE / "扫描0001.pdf").exists()
    page.close()


def test_what_was_attached_can_be_taken_back_and_the_scan_stands_there_again(tmp_path):
    (tmp_path / "扫描.pdf").write_bytes(b"%PDF")
    scene, matter = incoming()
    view = View()
    made = presenter(scene, tmp_path, view)
    made.attach(made.inbox.scans[0].path, matter)
    assert view.can_undo
    made.undo()
    assert scene.desk.pending() == ()
    assert (tmp_path / "扫描.pdf").read_bytes() == b"%PDF"
    assert view.said[-1] == ("已撤销，“扫描.pdf”没有附上。", True)
    made.undo()
    assert len(view.said) == 2, "once"


def test_a_scan_taken_out_of_the_form_again_stays(tmp_path):
    (tmp_path / "扫描.pdf").write_bytes(b"%PDF")
    made = presenter(Scene(me=2), tmp_path, view := View())
    made.bring(made.inbox.scans[0].path)
    assert len(view.wanted) == 1
    made.kept(frozenset({"another"}))
    assert (tmp_path / "扫描.pdf").exists()


def test_a_file_from_elsewhere_is_taken_in_and_left_where_it_is(tmp_path):
    (tmp_path / "扫描夹").mkdir()
    other = tmp_path / "来文.docx"
    other.write_bytes(b"word")
    scene, matter = incoming()
    made = presenter(scene, tmp_path / "扫描夹", view := View())
    made.bring(other)
    made.kept(frozenset(f.sha256 for f in view.wanted))
    made.attach(other, matter)
    assert other.exists()
    assert len(scene.desk.pending()) == 1


def test_what_is_said_stays_when_the_folder_changes(qtbot, inbox, tmp_path):
    made, bridge, _memory, matter, _scene = inbox
    made.presenter.look()
    pictures.settle(bridge)
    parent = QWidget()
    qtbot.addWidget(parent)
    made.open(parent, lambda: (matter, "某件"))
    dialog = made.dialog
    assert not dialog.isModal(), "the window behind stays at hand to drag there"
    dialog.list.setCurrentRow(next(n for n in range(2) if "0001" in dialog.list.item(n).text()))
    dialog.attach.click()
    pictures.settle(bridge)
    assert dialog.list.count() == 1
    assert dialog.said.text == "“扫描0001.pdf”已附上，待上传。"
    dialog.said.findChild(QPushButton).click()
    pictures.settle(bridge)
    assert dialog.list.count() == 2


def dragged(path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    return data


def drop(widget, point, data):
    """As a mouse lets go there; a move is taken where the enter was, unless somebody says otherwise."""
    held = (Qt.DropAction.CopyAction, data, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier)
    taken = False
    for event in (QDragEnterEvent(point, *held), QDragMoveEvent(point, *held), QDropEvent(QPointF(point), *held)):
        event.setAccepted(taken)
        QApplication.sendEvent(widget, event)
        taken = event.isAccepted()
        assert taken


def test_a_scan_is_dragged_as_the_file_it_is_and_an_empty_one_is_not(qtbot, inbox, tmp_path):
    made, bridge, _memory, matter, _scene = inbox
    made.presenter.look()
    pictures.settle(bridge)
    parent = QWidget()
    qtbot.addWidget(parent)
    made.open(parent, lambda: (matter, "某件"))
    scans = {scans.data(SCAN).name: scans for scans in map(made.dialog.list.item, range(2))}
    data = made.dialog.list.mimeData([scans["扫描0001.pdf"]])
    assert [url.toLocalFile() for url in data.urls()] == [str(tmp_path / "扫描0001.pdf")]
    assert not scans["空.pdf"].flags() & Qt.ItemFlag.ItemIsDragEnabled
    pictures.settle(bridge)
    page = ComposePage(_scene.desk, bridge, "incoming")
    qtbot.addWidget(page)
    page.kept.connect(made.presenter.kept)
    page.show()
    drop(page, QPoint(5, 5), data)
    pictures.settle(bridge)
    for name, value in {"title": "关于防汛的通知", "issuer": "市防指"}.items():
        page.form.fields[name].set_value(value)
    page.submit()
    pictures.settle(bridge)
    assert (tmp_path / DONE / "扫描0001.pdf").exists(), "a scan that was dragged into the form is put away as well"


def test_a_file_let_go_on_a_row_is_for_that_matter_and_beside_the_rows_to_be_registered(open_desktop, tmp_path):
    page = open_desktop(page="incoming", size=(1366, 1000)).window.page
    got = []
    page.dropped.connect(lambda path, matter: got.append((path.name, matter)))
    data = dragged(tmp_path / "扫描.pdf")
    view = page.listing.view
    row = view.visualRect(view.model().index(2, 0)).center()
    drop(page, view.viewport().mapTo(page, row), data)
    below = QPoint(20, view.viewport().height() - 4)
    drop(page, view.viewport().mapTo(page, below), data)
    assert got == [("扫描.pdf", page.listing.model.ids[2]), ("扫描.pdf", None)]
    assert not open_desktop(page="todo").window.page.acceptDrops()


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


@pytest.fixture
def listed(qtbot, look):
    """The dialog alone, and what it was asked to draw."""
    asked = []

    class Easel:
        def want(self, wanted, _asking):
            asked.append(wanted)

        def drop(self, _asking):
            asked.clear()

    over = QWidget()
    qtbot.addWidget(over)
    dialog = ScansDialog(Easel(), 1_800_000_000, lambda: "", over)
    dialog.show()
    dialog.over = over
    return dialog, asked


def scan_of(name):
    return Scan(Path("/scans") / name, 17_000, 1_800_000_000 - 600, ScanState.READY)


@pytest.mark.parametrize("trouble", ["", "scan_folder_gone", "scan_folder_unreadable"])
def test_where_there_is_no_scan_only_why_is_shown_and_the_keyboard_stands_on_the_way_out(listed, trouble):
    dialog, _asked = listed
    dialog.show_inbox(Inbox((scan_of("1.pdf"),)))
    assert dialog.list.isVisible()
    assert dialog.focusWidget() is dialog.list
    dialog.show_inbox(Inbox(trouble=trouble))
    assert not dialog.list.isVisible()
    assert dialog.nothing.isVisible()
    assert dialog.nothing.text == (sentence(trouble) if trouble else "文件夹里没有扫描件。扫好后会自动出现在这里。")
    assert dialog.focusWidget() is dialog.close_button
    dialog.show_inbox(Inbox((scan_of("1.pdf"),)))
    assert not dialog.nothing.isVisible()
    assert dialog.focusWidget() is dialog.list


def test_while_its_first_page_is_drawn_it_says_so_and_another_look_into_the_folder_draws_nothing_anew(listed):
    dialog, asked = listed
    dialog.show_inbox(Inbox((scan_of("1.pdf"),)))
    assert dialog._page.text() == "正在显示第一页…"
    times = len(asked)
    dialog._page.setPixmap(QPixmap(10, 10))
    dialog.show_inbox(Inbox((scan_of("1.pdf"), scan_of("2.pdf"))))
    assert len(asked) == times
    assert not dialog._page.pixmap().isNull()
