"""What an administrator locked stands in its place, out of use and saying so; a person's own setting outlives it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QRadioButton, QVBoxLayout, QWidget

from oa_client.app.lease import DAY, Contact, Lease
from oa_client.app.lineuse import LineUse
from oa_client.app.policies import Allowed, Policies
from oa_client.ui import theme
from oa_client.ui.matter.print_dialog import PrintDialog
from oa_client.ui.settings.policy_card import PolicyCard
from oa_client.ui.shell.sign_in import Here, SignIn
from oa_client.ui.widgets.line_card import LineCard
from oa_client.ui.widgets.line_wish import LinePresenter, LineWish, kept_wish
from oa_client.wording import policies as wording
from oa_client.wording.sentences import sentence
from tests.system.test_policies import OTHER
from tests.ui import demo, pictures
from tests.ui.pictures import Remembering, laid_down

RULES = wording.rules()
ADDRESS = "https://oa.example.gov.cn"


def laid(name, state):
    return Policies(RULES) if state == "absent" else laid_down(locked=state == "locked", **{name: OTHER[name]})


def of_line(shown, policies, memory):
    """The controls of the line as they stand in settings."""
    card = LineCard(LinePresenter(memory, lambda _use: None, policies), "settings")
    shown.append(card)
    return {
        "BandwidthLimitKbps": [b for b in card.findChildren(QRadioButton) if ".cap." in b.objectName()],
        "NightFetch": [card.night],
        "NightFetchFrom": [card.begin],
        "NightFetchTo": [card.end],
    }


def of_sign_in(shown, policies):
    made = SignIn(pictures.Shut(), None, Here(), demo.NOW, "", policies)
    shown.append(made)
    return [made.server]


def of_list(shown):
    page = shown.window.page
    return [page.listing.filters.export, *page.listing.selection.findChildren(QPushButton, "btn.batch.export")]


WITH_CONTROL = {"ServerUrls", "BandwidthLimitKbps", "NightFetch", "NightFetchFrom", "NightFetchTo", "AllowExport", "AllowPrint"}  # fmt: skip


class Shown:
    """Keeps what a test shows, inside a window that is never shown itself."""

    def __init__(self, qtbot):
        self._inside = QWidget()
        self._box = QVBoxLayout(self._inside)
        qtbot.addWidget(self._inside)

    def append(self, widget):
        self._box.addWidget(widget)


@pytest.fixture
def shown(qtbot, look):
    return Shown(qtbot)


def controls(name, policies, shown, qtbot):
    """Where a person meets a policy that has a control of its own."""
    if name == "ServerUrls":
        return of_sign_in(shown, policies)
    if name in {"AllowExport", "AllowPrint"}:
        dialog = PrintDialog("传阅单", no_drawing(), None)
        qtbot.addWidget(dialog)
        dialog._allow(able=True)
        dialog.obey(demo.desk(policies=policies).terms.allowed)
        dialog._allow(able=True)  # as it does whenever the paper is there
        return [dialog.save, dialog.word] if name == "AllowExport" else [dialog.go]
    return of_line(shown, policies, Remembering())[name]


def no_drawing():
    from oa_client.ui.matter.drawing import Drawing

    class Preview:
        def layout(self, document):
            raise OSError

        def close(self):
            """Nothing to close."""

    class Never:
        def run(self, *asked, **more):
            """Nothing is drawn."""

    return Drawing(Preview(), Never())


@pytest.mark.parametrize("name", sorted(WITH_CONTROL))
@pytest.mark.parametrize("state", ["absent", "default", "locked"])
def test_a_control_is_out_of_use_exactly_where_it_is_not_left_to_the_person(name, state, shown, qtbot):
    found = controls(name, laid(name, state), shown, qtbot)
    own = bool(RULES[name].own)
    free = state == "absent" or (state == "default" and own)
    assert found and [one.isEnabled() for one in found] == [free] * len(found)
    assert all(("由管理员设定" in one.toolTip()) == (not free) for one in found)


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("state", ["absent", "default", "locked"])
def test_settings_tell_each_policy_that_is_laid_down(name, state, shown):
    card = PolicyCard(laid(name, state))
    shown.append(card)
    line = card.findChild(QLabel, f"settings.policy.{name}.state")
    assert card.isHidden() == (state == "absent")
    if state == "absent":
        assert line is None
        return
    own = bool(RULES[name].own)
    assert line.text() == ("默认，可以另设" if state == "default" and own else "由管理员设定")
    assert card.findChild(QLabel, f"settings.policy.{name}.value").text() == wording.value(OTHER[name])


def test_what_is_wrong_in_a_file_is_counted_in_settings(shown, tmp_path):
    from oa_client.system.policies import read_policies
    from tests.system.test_policies import ME, lay

    tmp_path.chmod(0o755)
    lay(tmp_path, {"AllowPrnt": False, "LogLevel": 3})
    card = PolicyCard(read_policies(tmp_path, ME))
    shown.append(card)
    assert not card.isHidden()
    assert "有 2 处没有采用" in card.findChild(QLabel, "settings.policies.faults").text()


# the line


LINE = {"BandwidthLimitKbps": 512, "NightFetch": True, "NightFetchFrom": 22, "NightFetchTo": 5}
WANTED = LineWish(metered=False, cap=64000, night=True, begin=22, end=5)


def test_a_default_holds_until_the_person_sets_his_own_and_only_for_what_he_set():
    memory, policies = Remembering(), laid_down(locked=False, **LINE)
    presenter = LinePresenter(memory, lambda _use: None, policies)
    assert presenter.wish == WANTED
    presenter.set_cap(0)
    assert memory.kept == {"line/cap": "0"}
    assert kept_wish(memory, policies) == LineWish(metered=False, cap=0, night=True, begin=22, end=5)


def test_a_lock_writes_over_nothing_and_unlocked_the_own_value_is_back():
    memory, used = Remembering(), []
    free = LinePresenter(memory, used.append)
    free.set_cap(32 * 1024)
    free.set_night(night=False)
    free.set_hours(1, 2)
    before = dict(memory.kept)
    locked = LinePresenter(memory, used.append, laid_down(**LINE))
    assert locked.wish == WANTED and locked.wish.use == LineUse(cap=64000, night=(22, 5))
    locked.set_cap(0)
    locked.set_night(night=False)
    locked.set_hours(3, 4)
    assert (locked.wish, memory.kept) == (WANTED, before)
    locked.set_metered(metered=True)
    assert memory.kept == {**before, "line/metered": "1"}
    assert kept_wish(memory) == LineWish(metered=True, cap=32 * 1024, night=False, begin=1, end=2)


def test_both_places_show_what_is_locked(open_desktop):
    shown = open_desktop(page="settings", policies=laid_down(**LINE))
    shown.window.go("centre")
    for page in (shown.window.pages["settings"], shown.window.pages["centre"]):
        card = page.findChild(LineCard)
        place = card._place
        chosen = card.findChild(QRadioButton, f"{place}.cap.64000")
        assert (chosen.isChecked(), chosen.isEnabled(), chosen.text()) == (True, False, "62")
        assert card.begin.currentText() == "22 时"
        assert {label.text() for label in card.findChildren(QLabel) if label.objectName().endswith(".locked")} == {
            "由管理员设定"
        }


def test_the_engine_is_told_of_the_lock_at_the_start(open_desktop):
    shown = open_desktop(page="settings", policies=laid_down(**LINE), line_cap="16384")
    assert shown.line.wish.use == LineUse(cap=64000, night=(22, 5))


# what leaves the client


def test_no_file_comes_of_a_list_the_address_book_or_the_counts(open_desktop):
    shown = open_desktop(page="todo", library=demo.Folk(), policies=laid_down(AllowExport=False))
    listing = shown.window.page.listing
    for control in of_list(shown):
        assert not control.isEnabled() and "由管理员设定" in control.toolTip()
    strips = listing.findChild(QWidget, f"{listing.objectName()}.export.strips")
    strips.ask(listing.model.ids)
    assert shown.window.findChild(QWidget, "dialog.export") is None
    shown.window.go("directory")
    assert not shown.window.page.export.isEnabled()
    shown.window.go("statistics")
    pictures.settle(shown.bridge)
    assert not shown.window.page.save.isEnabled()
    shown.window.go("incoming")  # its register may still be printed: the entry says it
    entries = {
        a.objectName().rpartition(".export")[2] or a.text(): a
        for a in shown.window.page.listing.filters._papers.actions()
    }
    texts = [a.text() for a in entries.values()]
    assert texts[0] == "导出列表…（由管理员设定）" and texts[1].startswith("打印")
    assert [a.isEnabled() for a in entries.values()] == [False, True]


def test_without_the_policy_they_may(open_desktop):
    shown = open_desktop(page="todo")
    assert all(control.isEnabled() for control in of_list(shown))


def test_what_desks_allow_without_policies_is_what_is_built_in():
    assert demo.desk().terms.allowed == demo.desk(policies=Policies(RULES)).terms.allowed == Allowed()


# where the centre is


def test_one_locked_address_is_shown_and_cannot_be_typed_over(shown):
    made = SignIn(pictures.Shut(), None, Here("https://old.gov.cn"), demo.NOW, "", laid_down(ServerUrls=[ADDRESS]))
    shown.append(made)
    assert (made.server.text(), made.server.isEnabled(), made.addresses.isHidden()) == (ADDRESS, False, True)
    made.show_busy("正在登录…")
    made.show_busy("")
    assert not made.server.isEnabled()


@pytest.mark.parametrize("size", [14, 16])
def test_all_that_may_be_said_at_once_is_said_whole(look, qtbot, qapp, size):
    theme.apply(qapp, theme.Look(type=theme.Type(size)))
    here = Here(ADDRESS, "zhaoming", "赵明", demo.NOW)
    made = SignIn(pictures.Shut(), None, here, demo.NOW, "", laid_down(ServerUrls=[ADDRESS]))
    qtbot.addWidget(made)
    made.setFixedHeight(480)
    with qtbot.waitExposed(made):
        made.show()
    made.told.say("offline", "登录后就打开链接里的事项。")
    made.problem.say("error", sentence("other_centre", {"name": ADDRESS}))
    made.diagnosis.show()
    qapp.processEvents()
    for strip in (made.told, made.problem):
        text = strip.findChild(QLabel)
        assert strip.height() >= text.heightForWidth(text.width()) + 8


def test_of_several_locked_addresses_one_is_chosen(shown):
    two = [ADDRESS, "https://backup.example.gov.cn"]
    made = SignIn(pictures.Shut(), None, Here(two[1]), demo.NOW, "", laid_down(ServerUrls=two))
    shown.append(made)
    assert (made.server.text(), made.server.isHidden(), made.addresses.isHidden()) == (two[1], True, False)
    assert made.addresses.currentText() == two[1]
    made.addresses.textActivated.emit(ADDRESS)
    assert made.server.text() == ADDRESS


def test_a_default_address_is_only_there_to_begin_with(shown):
    default = laid_down(locked=False, ServerUrls=[ADDRESS])
    fresh = SignIn(pictures.Shut(), None, Here(), demo.NOW, "", default)
    known = SignIn(pictures.Shut(), None, Here("https://old.gov.cn"), demo.NOW, "", default)
    shown.append(fresh)
    shown.append(known)
    assert (fresh.server.text(), fresh.server.isEnabled()) == (ADDRESS, True)
    assert known.server.text() == "https://old.gov.cn"
    assert fresh.findChild(QComboBox, "choose.server").isHidden()


# the days without the centre


class Book:
    def __init__(self, at):
        self.kept = Contact(at, at)

    def contact(self):
        return self.kept

    def keep_contact(self, contact):
        self.kept = contact


@pytest.mark.parametrize(
    ("ago", "says"),
    [(4, ""), (28, "再过 2 天"), (30, "待上传的都在"), (400, "只能查看")],
)
def test_the_window_says_that_the_days_are_nearly_over_or_over(open_desktop, ago, says):
    lease = Lease(30, demo.Clock(), Book(demo.NOW - ago * DAY))
    shown = open_desktop(own=demo.desk(lease=lease))
    told = shown.window.told
    assert (told.isHidden(), says in told.text) == (not says, True)
    assert shown.window.page.listing.model.ids  # nothing is hidden


def test_what_was_told_of_the_days_goes_when_the_centre_answers_and_nothing_else_with_it(open_desktop):
    lease = Lease(30, demo.Clock(), Book(demo.NOW - 28 * DAY))
    shown = open_desktop(own=demo.desk(lease=lease), link=demo.OFFLINE)
    shown.window.tell("轮阅已升级。")
    told = shown.window.told
    assert told.text.startswith("再过 2 天")
    assert told.text.endswith("\n轮阅已升级。"), "what was not read yet stays above"
    lease.heard()
    shown._link.stand(demo.ONLINE)
    pictures.at_rest(shown.bridge)
    assert told.text == "轮阅已升级。"
    told.findChild(QPushButton, "told.act").click()
    assert told.isHidden()
    shown.window.tell("另一件事。")
    assert told.text == "另一件事。", "what was read does not come back"


@pytest.mark.parametrize(
    ("allowed", "says"),
    [
        (Allowed(export=False), "不能另存：由管理员设定"),
        (Allowed(print=False), "不能打印：由管理员设定"),
        (Allowed(export=False, print=False), "不能另存、打印：由管理员设定"),
        (Allowed(), ""),
    ],
)
def test_the_preview_says_in_sight_what_the_administrator_barred(qtbot, look, allowed, says):
    dialog = PrintDialog("传阅单", no_drawing(), None)
    qtbot.addWidget(dialog)
    dialog.obey(allowed)
    dialog.show()
    assert dialog.barred.isVisible() is bool(says)
    assert says in dialog.barred.text()
