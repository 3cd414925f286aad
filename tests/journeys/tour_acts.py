"""What a person does in the tour, at a client that is a process of its own: ``python -m tests.journeys.tour_acts JOB``."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QTextEdit,
    QWidget,
)

from oa_client import bootstrap
from oa_client.app.standing import Phase
from oa_client.ui.application import Application
from oa_client.ui.centre.page import CentrePage
from oa_client.ui.matter.pages_view import PagesView
from oa_client.ui.shell.first_sync import FirstSync
from oa_client.ui.shell.sign_in import SignIn
from oa_client.ui.widgets.plain import Strip
from oa_client.ui.widgets.textlines import TitleLabel
from tests.journeys.tour_hands import SIZE, Hands, Stuck, inked, tell
from tests.journeys.tour_registers import registers
from tests.journeys.tour_words import DRAFT, OPINION, SECOND, Job

INKED = 0.002
"""The share of dark points from which on a page shows something."""


def enter(hands: Hands, button: str) -> None:
    """Fill in the sign-in window and press a way in."""
    window = hands.find(SignIn, "window.signin")
    window.resize(*SIZE)
    hands.activate(window)
    hands.until(hands.find(QPushButton, "btn.signin").isEnabled, "the sign-in window is ready")
    for name, text in (("edit.user", hands.job.user), ("edit.password", hands.job.password)):
        field = hands.find(QLineEdit, name)
        field.clear()
        QTest.keyClicks(field, text)
    hands.step("sign_in" if button == "btn.signin" else "sign_in_offline")
    hands.click(button)


def seated(hands: Hands) -> None:
    """Wait for the window."""
    hands.until(lambda: hands.running.desktop is not None, "the window")
    hands.window.resize(*SIZE)
    hands.activate(hands.window)


# ---------------------------------------------------------------- at the desk


def at_the_desk(hands: Hands) -> None:
    """From signing in to two matters done without a link; then the power goes."""
    enter(hands, "btn.signin")
    first_sync(hands)
    hands.settle()
    hands.step("workbench")
    hands.click("nav.todo")
    hands.until(lambda: hands.job.urgent in hands.listing.model.ids, "the urgent matter in 待办")
    hands.settle()
    view = hands.listing.view
    rows = view.rowAt(view.viewport().height() - 1)
    hands.check("7 rows of a list are in sight", (rows if rows >= 0 else len(hands.listing.model.ids)) >= 7)
    hands.check("a list has no horizontal scrollbar", not view.horizontalScrollBar().isVisible())
    hands.step("todo")
    read(hands)
    comment(hands)
    without_link(hands)


def first_sync(hands: Hands) -> None:
    """The first filling, as soon as something is here."""
    running = hands.running
    hands.until(lambda: isinstance(running.window, FirstSync) or running.desktop is not None, "the first sync")
    if isinstance(running.window, FirstSync):  # on a quick line it may be over before anybody saw it
        running.window.resize(*SIZE)
        hands.step("first_sync", calm=False)
    seated(hands)
    hands.until(lambda: hands.state.phase is Phase.IDLE and hands.state.last_full_pass, "all here", 60)


def read(hands: Hands) -> None:
    """The body, the PDF's pages, the OFD."""
    job = hands.job
    hands.choose(job.urgent)
    title = hands.find(TitleLabel, "matter.title")
    hands.check("the urgent title shows two lines", len(title._broken) == 2 and "…" not in title._broken[1])
    body = hands.find(QTextEdit, "matter.body").toPlainText()
    hands.check("the article is the body", job.first_words in body)
    hands.step("matter_body")
    tabs = hands.matter.tabs
    hands.tab(tabs.files)
    for number in (1, 2):
        if hands.seen(QPushButton, f"file.{number}.want") is not None:
            hands.click(f"file.{number}.want")
        hands.find(QPushButton, f"file.{number}.open")
    hands.click("file.1.look")
    pages = hands.find(PagesView, "view.pages")
    hands.until(lambda: pages.drawn, "a page of the PDF")
    hands.settle()
    shows = False
    for _ in range(6):  # a page may begin with an empty half
        with hands.unmeasured():
            shows = inked(pages.viewport().grab(pages.viewport().rect().adjusted(20, 20, -20, -20)).toImage()) > INKED
        if shows:
            break
        QTest.keyClick(pages, Qt.Key.Key_PageDown)
        hands.settle()
    with hands.unmeasured():
        hands.check("PDF page is not blank", shows and max(map(inked, pages._images.values())) > INKED)
    hands.step("attachment_pages")
    hands.click("files.back")
    look_at_ofd(hands)
    hands.step("attachment_ofd")
    hands.tab(tabs.body)


def look_at_ofd(hands: Hands) -> None:
    """It is carried whole and offered to the system's viewer."""
    sheet = hands.matter.presenter.sheet
    assert sheet is not None
    assert hands.running.seat is not None
    line = next(f for f in sheet.files if f.file.name.endswith(".ofd"))
    number = sheet.files.index(line) + 1
    with hands.unmeasured():
        sent = Path(hands.job.ofd).read_bytes()
        here = b"".join(hands.running.seat.desk.attachments.read(line.file))
        hands.check("OFD bytes equal", here == sent)
        hands.check("OFD hash equal", hashlib.sha256(here).hexdigest() == line.file.sha256)
    opens = hands.find(QPushButton, f"file.{number}.open")
    hands.check("the OFD is offered to the system's viewer", opens.text() == "用系统阅读器打开" and opens.isEnabled())


def comment(hands: Hands) -> None:
    """An opinion is kept while it is typed."""
    edit = hands.find(QPlainTextEdit, "edit.opinion")
    saved = hands.find(QLabel, "opinion.saved") if hands.seen(QLabel, "opinion.saved") else None
    began = time.perf_counter()
    hands.write(edit, OPINION)
    hands.until(lambda: said_saved(hands), "已保存在本机")
    took = time.perf_counter() - began
    tell(note=f"draft kept after {took:.2f} s")
    hands.check("a draft is kept within 1 s", took <= 1.0)
    hands.check("the draft says 已保存在本机", saved is None or said_saved(hands))
    hands.step("comment")


def said_saved(hands: Hands) -> bool:
    """Whether the page says that what is typed is on the disk."""
    label = hands.seen(QLabel, "opinion.saved")
    return label is not None and label.text().startswith("已保存在本机")


def without_link(hands: Hands) -> None:
    """The centre goes; the work goes on."""
    hands.ask("stop")
    hands.until(lambda: hands.bar.startswith("离线"), "the bar says 离线")
    banner = hands.window.banner
    hands.check("the banner and the bar say offline", banner.isVisible() and "离线工作中" in banner.text)
    hands.check("the banner says until when the data is", "数据截至" in banner.text)
    hands.step("offline")
    hands.click("btn.submit")
    hands.until(lambda: "待上传 1" in hands.bar, "待上传 1")
    strip = hands.find(Strip, "matter.done")
    hands.check("what is handed in says 已提交，待上传", "已提交，待上传" in strip.text)
    hands.check("a matter done leaves 待办", hands.job.urgent not in hands.listing.model.ids)
    hands.step("finished_one")
    hands.choose(hands.job.paged)
    pages = hands.find(PagesView, "view.pages")
    hands.until(lambda: pages.drawn, "the document's pages")
    edit = hands.find(QPlainTextEdit, "edit.opinion")
    hands.write(edit, SECOND)
    hands.step("paged_matter")
    hands.until(edit.hasFocus, "the opinion has the keys")
    QTest.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hands.until(lambda: "待上传 2" in hands.bar, "待上传 2")
    hands.step("finished_two")
    hands.click("status.sync")
    two_wait(hands, "offline")
    hands.step("sync_centre")
    hands.click("nav.settings")
    hands.step("settings")
    draft_and_die(hands)


def two_wait(hands: Hands, when: str) -> None:
    """The same number everywhere."""
    page = hands.window.pages["centre"]
    assert isinstance(page, CentrePage)
    tabs = page.tabs
    hands.until(lambda: tabs.tabText(0) == "待上传 2" and len(cards(hands)) == 2, "two cards in 同步中心")
    badge = hands.window.nav.buttons["centre"].count
    banner = hands.window.banner
    told = "2 项操作等待上传" in banner.text if banner.isVisible() else False
    hands.check(f"待上传 equals in bar, banner and centre ({when})", "待上传 2" in hands.bar and told)
    hands.check(f"the badge counts only what came back ({when})", badge == 0)


def cards(hands: Hands) -> list[QFrame]:
    """The cards of what waits."""
    page = hands.window.pages["centre"]
    return [w for w in page.findChildren(QFrame) if type(w).__name__ == "WaitingCard" and w.isVisible()]


def draft_and_die(hands: Hands) -> None:
    """Begin a third matter; as soon as it is kept the process is killed."""
    hands.click("nav.todo")
    hands.settle()
    for matter in hands.listing.model.ids[:8]:
        hands.choose(matter)
        edit = hands.seen(QPlainTextEdit, "edit.opinion")
        if edit is not None and not edit.toPlainText():
            hands.write(edit, DRAFT)
            hands.until(lambda: said_saved(hands), "已保存在本机")
            hands.step("draft_before_kill")
            hands.end()
            tell(draft=matter)
            hands.ask("kill")
    raise Stuck("a third matter to write an opinion on")


# ---------------------------------------------------------------- after the kill


def after_the_kill(hands: Hands) -> None:
    """The same profile again, first without the centre, then with it; then how it looks."""
    enter(hands, "btn.offline")
    seated(hands)
    hands.until(lambda: "待上传 2" in hands.bar and hands.bar.startswith("离线"), "待上传 2 after the kill")
    hands.check("待上传 2 after the kill", "待上传 2" in hands.bar)
    hands.click("nav.todo")
    hands.settle()
    hands.choose(hands.job.draft)
    edit = hands.find(QPlainTextEdit, "edit.opinion")
    hands.check("the draft is back after the kill", edit.toPlainText() == DRAFT)
    hands.step("restarted")
    hands.click("status.sync")
    two_wait(hands, "restarted")
    hands.step("sync_centre_restarted")
    hands.ask("start")
    hands.click("btn.sync")
    hands.until(lambda: hands.state.settled and "待上传 0" in hands.bar, "all delivered", 60)
    hands.check("all delivered: 待上传 0 and 在线", hands.bar.startswith("在线 · 待上传 0"))
    hands.check("the banner is gone", not hands.window.banner.isVisible())
    hands.until(lambda: not cards(hands), "no cards any more")
    hands.step("delivered")
    the_record(hands)
    looks(hands)
    search(hands)
    registers(hands)
    compose(hands)


def the_record(hands: Hands) -> None:
    """What was written is in the record, once, and the record holds."""
    hands.click("nav.done")
    hands.settle()
    hands.choose(hands.job.urgent)
    tabs = hands.matter.tabs
    hands.tab(tabs.history)
    text = tabs.history.text.toPlainText()
    hands.check("the opinion stands once in the record", text.count(OPINION) == 1 and "待上传" not in text)
    hands.click("history.check")
    hands.until(lambda: "核验通过" in hands.find(QLabel, "history.verdict").text(), "核验通过")
    hands.step("record")


def looks(hands: Hands) -> None:
    """The same list larger, dark, small, wide."""
    hands.click("nav.settings")
    hands.click("settings.type.18")
    hands.click("nav.todo")
    hands.settle()
    hands.choose(hands.job.draft)
    hands.step("todo_large")
    hands.click("nav.settings")
    hands.click("settings.type.14")
    hands.click("settings.scheme.dark")
    hands.click("nav.todo")
    hands.step("todo_dark")
    hands.click("nav.settings")
    hands.click("settings.scheme.light")
    hands.click("nav.todo")
    for size in ((1093, 614), (1920, 1080)):
        with hands.running.probe.action(f"resize {size[0]}"):
            hands.window.resize(*size)
        hands.settle()
        hands.check(f"the window fits {size[0]}x{size[1]}", hands.window.size().toTuple() == size)
        hands.step(f"todo_{size[0]}")
    hands.window.resize(*SIZE)


def search(hands: Hands) -> None:
    """From the top bar."""
    field = hands.find(QLineEdit, "edit.search")
    hands.write(field, "台风")
    QTest.keyClick(field, Qt.Key.Key_Return)
    hands.until(lambda: hands.seen(QFrame, "page.search") is not None, "the search page")
    hands.until(lambda: hands.job.urgent in hands.listing.model.ids, "a hit")
    hands.check("search finds the urgent matter", hands.listing.model.ids)
    hands.settle()
    hands.step("search")


def compose(hands: Hands) -> None:
    """A new circulation: the form, and choosing people."""
    hands.click("btn.new")
    menu = hands.find(QMenu, "btn.new.menu")
    action = next(a for a in menu.actions() if a.objectName() == "new.circulation")
    with hands.running.probe.action("click new.circulation"):
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    page = hands.find(QFrame, "page.new.circulation")
    hands.activate(page)
    hands.settle()
    title = hands.find(QWidget, "field.title") if hands.seen(QWidget, "field.title") else page.focusWidget()
    if isinstance(title, QWidget):
        hands.write(title, "关于开展冬春季森林防火安全隐患排查整治工作的通知")
    hands.step("compose", page)
    hands.click("choose.readers")
    dialog = hands.find(QWidget, "dialog.people")
    hands.activate(dialog)
    QTest.keyClicks(hands.find(QLineEdit, "people.search"), "zhang")
    hands.until(lambda: hands.seen(QListWidget, "people.found") is not None, "people found")
    QTest.keyClick(hands.find(QLineEdit, "people.search"), Qt.Key.Key_Return)
    hands.until(lambda: hands.find(QListWidget, "people.chosen").count() > 0, "somebody chosen")
    hands.step("people", dialog)
    hands.click("people.ok")
    hands.until(lambda: hands.seen(QWidget, "dialog.people") is None, "the dialog is closed")
    hands.activate(page)
    hands.step("compose_chosen", page)
    page.close()


# ---------------------------------------------------------------- at the sender's


def at_the_senders(hands: Hands) -> None:
    """Who has read what was sent."""
    enter(hands, "btn.signin")
    seated(hands)
    hands.click("nav.sent")
    hands.settle()
    hands.choose(hands.job.urgent)
    hands.tab(hands.matter.tabs.readers)
    model = hands.find(QTableView, "readers.table").model()
    lines = [str(model.data(model.index(n, 0), Qt.ItemDataRole.AccessibleTextRole)) for n in range(model.rowCount())]
    mine = [line for line in lines if hands.job.reader in line]
    tell(note=f"传阅情况: {' / '.join(lines)}")
    hands.check("传阅情况 shows the reader as read", len(mine) == 1 and "阅毕" in mine[0])
    hands.step("sent_readers")


ACTS = {"desk": at_the_desk, "restart": after_the_kill, "sender": at_the_senders}


def main(words: list[str]) -> int:
    """Carry out an act; 0 when it came to its end."""
    job = Job(**json.loads(words[0]))
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    running: Application = bootstrap.build_desktop(app, Path(job.profile), server=job.server, user="", password="")
    running.begin()
    hands = Hands(app, running, job)
    try:
        ACTS[job.act](hands)
        hands.end()
    except (Stuck, StopIteration) as why:
        tell(check=f"{job.act}: {why}", ok=False)
        if running.window is not None:
            hands.step(f"stuck_{job.act}", calm=False)
        return 1
    finally:
        running.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
