"""A clerk's registers in the tour: 收文, 公文交换, 领导批示, the address book, and the form of 收文登记."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QMenu

from tests.journeys.tour_hands import Hands

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


def register(hands: Hands) -> None:
    """收文登记, begun from 新建."""
    hands.click("btn.new")
    menu = hands.find(QMenu, "btn.new.menu")
    action = next(a for a in menu.actions() if a.objectName() == "new.incoming")
    with hands.running.probe.action("click new.incoming"):
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    page = hands.find(QFrame, "page.new.incoming")
    hands.activate(page)
    hands.settle()
    hands.step("register", page)
    page.close()
