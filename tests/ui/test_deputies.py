"""委托代办 on the workbench: what I gave is taken back in its own line, asked first, and undone for a while."""

import pytest
from PySide6.QtWidgets import QPushButton

from oa_client.domain.standing_in import DELEGABLE
from oa_client.protocol.standing_in import HELD
from oa_client.ui.workbench.deputies import DeputiesCard
from oa_client.ui.workbench.model import deputies
from oa_client.ui.workbench.presenter import WorkbenchPresenter
from tests.ui.matter_desk import HOUR, NOW, Now, Scene

UNTIL = NOW + 48 * HOUR
GIVEN = {"taker": "p4", "from": NOW - HOUR, "until": UNTIL, "kinds": ["circulation"]}


class View:
    """A workbench of which only the card of delegations is there."""

    def __init__(self, desk, card):
        self.card, self.told, self.seconds = card, [], 0
        self.presenter = WorkbenchPresenter(desk, Now(), self)
        self.presenter.load = lambda: self.show_deputies(deputies(desk))
        card.taken_back.connect(self.presenter.take_back)
        self.presenter.load()

    def show_deputies(self, found):
        self.card.show_deputies(found)

    def show_taken_back(self, text, seconds):
        self.told.append(text)
        self.seconds = seconds

    def show_refusal(self, text):
        self.told.append(text)

    def buttons(self, name):
        """Those in sight; a row that was replaced goes later."""
        return [b for b in self.card.findChildren(QPushButton, name) if b.parent() in self.rows]

    def press(self, name):
        (button,) = self.buttons(name)
        button.click()

    @property
    def rows(self):
        return self.card._rows

    @property
    def words(self):
        return [row.accessibleName() for row in self.rows]


@pytest.fixture
def scene():
    made = Scene(me=3)
    given = made.act(3, "give", GIVEN, kind="delegation", at=NOW - 2 * HOUR, centre=True)
    row = {"giver": 3, "taker": 4, "kinds": list(DELEGABLE), "may_sign": False, "since": NOW - HOUR, "until": UNTIL}
    made.library.rows_kept[HELD, given] = row
    return made


@pytest.fixture
def view(scene, qtbot, look):
    card = DeputiesCard()
    qtbot.addWidget(card)
    return View(scene.desk, card)


def test_it_is_asked_in_its_own_line_and_not_done_before(scene, view):
    (before,) = view.words
    assert before.startswith("您的事项由李芳代办")
    view.press("deputies.0.back")
    assert view.words == ["收回后李芳不再代您办理，未办完的回到您的待办。"]
    assert scene.outbox.pending() == ()
    view.press("deputies.0.no")
    assert view.words == [before]


def test_taken_back_it_waits_says_so_and_can_be_undone(scene, view):
    (before,) = view.words
    view.press("deputies.0.back")
    view.press("deputies.0.yes")
    (waiting,) = scene.outbox.pending()
    assert waiting.command.action == "revoke"
    assert view.told == ["已提交收回，待上传"]
    assert view.seconds > 0
    assert view.words == [f"{before}　已提交收回，待上传"]
    assert view.buttons("deputies.0.back") == []
    assert view.presenter.undo()
    assert scene.outbox.pending() == ()
    assert view.words == [before]
    assert not view.presenter.undo(), "once"


def test_the_keyboard_stands_on_the_safe_answer_and_comes_back(view, qtbot):
    view.card.show()
    qtbot.waitExposed(view.card)
    view.press("deputies.0.back")
    assert view.card.focusWidget().objectName() == "deputies.0.no"
    view.press("deputies.0.no")
    assert view.card.focusWidget().objectName() == "deputies.0.back"


def test_for_whom_i_act_there_is_nothing_to_take_back(scene, qtbot, look):
    held = {"giver": 4, "taker": 3, "kinds": list(DELEGABLE), "may_sign": False, "since": NOW - HOUR, "until": UNTIL}
    scene.library.rows_kept = {(HELD, "9-9"): held}
    (only,) = deputies(scene.desk)
    assert only.words.startswith("您正代李芳办理")
    assert only.question == ""
