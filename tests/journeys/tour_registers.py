"""A clerk's registers in the tour: 收文, 发文, 公文交换, 领导批示, the address book; 收文登记 and 发文拟稿."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QMenu, QWidget

from oa_client.ui.matter.pages_view import PagesView
from tests.journeys.tour_hands import Hands, inked

TITLE = "关于做好今冬明春安全防范工作的通知"
PARAGRAPHS = ("各社区：为切实做好安全防范工作，现通知如下。", "各单位要压实责任，及时处置险情，重大情况第一时间报告。")
INKED = 0.002
"""The share of dark points from which on a page shows something."""
REGISTERS = ("incoming", "outgoing", "exchange", "instruction")


def registers(hands: Hands) -> None:
    """Each register, with a matter of it open where there is one, then the address book and the form."""
    for kind in REGISTERS:
        hands.click(f"nav.{kind}")
        hands.settle()
        if not hands.listing.model.ids:  # a street that has sent nothing yet
            hands.step(kind)
            continue
        hands.choose(hands.listing.model.ids[0])
        hands.check(f"{kind} shows the matter that is chosen", hands.matter.presenter.sheet.kind == kind)
        hands.step(kind)
        hands.tab(hands.matter.tabs.history)
        hands.step(f"{kind}_record")
    hands.click("nav.directory")
    hands.until(lambda: hands.seen(QFrame, "page.directory") is not None, "the address book")
    hands.settle()
    hands.step("directory")
    register(hands)
    draft(hands)


def begin(hands: Hands, kind: str) -> QFrame:
    """The form of a kind, from 新建."""
    hands.click("btn.new")
    menu = hands.find(QMenu, "btn.new.menu")
    action = next(a for a in menu.actions() if a.objectName() == f"new.{kind}")
    with hands.running.probe.action(f"click new.{kind}"):
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    page = hands.find(QFrame, f"page.new.{kind}")
    hands.activate(page)
    hands.settle()
    return page


def register(hands: Hands) -> None:
    """收文登记."""
    page = begin(hands, "incoming")
    hands.step("register", page)
    page.close()


def draft(hands: Hands) -> None:
    """发文拟稿: a title and some text, until its real page is beside it; it is kept, and nothing more."""
    page = begin(hands, "outgoing")
    proof = hands.find(PagesView, "view.pages")
    for name, words in (("edit.title", TITLE), ("edit.body", "".join(PARAGRAPHS))):
        field = hands.find(QWidget, name)
        field.setFocus()
        hands.write(field, words)
    hands.until(lambda: proof.drawn, "the page of the draft")
    hands.settle()
    with hands.unmeasured():
        hands.check("the page of the draft is not blank", max(map(inked, proof._images.values())) > INKED)
    hands.step("draft", page)
    page.close()
