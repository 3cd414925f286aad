"""What is announced when, how long a pause lasts, and what the icon beside the clock says: by presenters and by Qt."""

from dataclasses import replace

import pytest

from oa_client.app.ports import Changes
from oa_client.app.reading import ListName
from oa_client.app.standing import FirstSync, Phase
from oa_client.domain.matter import MatterId
from oa_client.ui.shell import herald, tray_model
from oa_client.ui.shell.herald import Arrived, Herald, PopUp, Titles
from oa_client.ui.shell.spell import MEETING_SECONDS, PAUSE_SECONDS, Spell
from oa_client.ui.shell.tray import KEY, TraySide, drawn
from oa_client.ui.widgets import standing
from tests.ui import demo
from tests.ui.pictures import Remembering, settle


class Clock:
    def __init__(self):
        self.at, self.running = demo.NOW, 1000.0

    def now(self):
        return self.at

    def monotonic(self):
        return self.running

    def go(self, seconds):
        self.at += seconds
        self.running += seconds


@pytest.fixture
def clock():
    return Clock()


def row(n, *, urgency="", title="", since=demo.NOW):
    found = demo._listed(
        n, (title or f"关于第{n}件事的通知", 3, "", urgency, 1, None, False, demo.Mark.NONE), ListName.TODO
    )
    return replace(found, matter=MatterId(f"7-{n}"), since=since)


class Crier:
    """A herald and the list it looks at."""

    def __init__(self, clock, titles=Titles.URGENT):
        self.clock, self.muted, self.rows = clock, False, []
        self.herald = Herald(clock.monotonic, lambda: titles, lambda: self.muted)

    def look(self, *rows, filling=False):
        self.rows = list(rows)
        new = tuple(r for r in rows if r.matter not in self.herald.known)
        self.herald.hear(Arrived(tuple(r.matter for r in rows), new), filling=filling)
        return self.herald.next()


def test_what_was_there_at_the_start_is_not_announced(clock):
    crier = Crier(clock)
    assert crier.look(row(1), row(2, urgency="flash")) is None
    assert crier.look(row(1), row(2, urgency="flash")) is None


def test_what_the_first_filling_brings_is_not_announced(clock):
    crier = Crier(clock)
    crier.look()
    assert crier.look(row(1), row(2), filling=True) is None
    assert crier.look(row(1), row(2), row(3)) == PopUp("新待办", "您有 1 件新待办", MatterId("7-3"))


def test_the_urgent_one_is_named_alone_and_first_the_others_are_one_digest(clock):
    crier = Crier(clock)
    crier.look()
    assert crier.look(row(1), row(2), row(3, urgency="flash", title="关于防汛的紧急通知")) == PopUp(
        "特急待办", "关于防汛的紧急通知", MatterId("7-3")
    )
    assert crier.herald.next() is None, "at most one a minute"
    clock.go(59)
    assert crier.herald.next() is None
    clock.go(1)
    assert crier.herald.next() == PopUp("新待办", "您有 2 件新待办")
    clock.go(600)
    assert crier.herald.next() is None, "nothing is said twice"


def test_titles_are_shown_only_as_far_as_somebody_allows(clock):
    shy, open_ = Crier(clock, Titles.NONE), Crier(clock, Titles.ALL)
    for crier in (shy, open_):
        crier.look()
    assert shy.look(row(1, urgency="urgent", title="关于人事的通知")).text == "您有 1 件加急待办"
    assert open_.look(row(1, title="甲"), row(2, title="乙")).text == "您有 2 件新待办\n甲\n乙"


def test_in_a_meeting_nothing_pops_up_and_afterwards_only_what_is_still_to_do(clock):
    crier = Crier(clock)
    crier.look()
    crier.muted = True
    assert crier.look(row(1), row(2, urgency="flash")) is None
    crier.muted = False
    assert crier.look(row(1)) == PopUp("新待办", "您有 1 件新待办", MatterId("7-1"))


def test_what_i_took_back_or_the_centre_refused_is_nothing_new_but_another_round_is(clock):
    crier = Crier(clock)
    crier.look(row(1))
    assert crier.look() is None
    assert crier.look(row(1)) is None
    crier.look()
    assert crier.look(row(1, since=demo.NOW + 60)).matter == "7-1"


def test_a_long_list_that_moves_up_is_nothing_new(clock):
    desk = demo.desk(demo.Library({ListName.TODO: [row(n) for n in range(150)]}))
    crier = Herald(clock.monotonic, lambda: Titles.URGENT, lambda: False)
    first = herald.look(desk, crier.known)
    assert (len(first.ids), len(first.rows)) == (150, herald.MOST_ROWS)
    crier.hear(first)
    desk.stores.library.lists[ListName.TODO] = [row(n) for n in range(30, 120)]
    crier.hear(herald.look(desk, crier.known))
    assert crier.next() is None
    desk.stores.library.lists[ListName.TODO] = [row(n) for n in range(150)]
    again = herald.look(desk, crier.known)
    crier.hear(again)
    assert (len(again.rows), crier.next()) == (60, None), "those below the first hundred were there, too"


@pytest.mark.parametrize("slept", [False, True])
def test_a_while_ends_by_itself_once(clock, slept):
    spell = Spell(clock)
    spell.begin(PAUSE_SECONDS)
    assert (spell.on, spell.until) == (True, demo.NOW + PAUSE_SECONDS)
    clock.go(PAUSE_SECONDS - 1)
    assert not spell.over()
    clock.at += 1
    clock.running += 0 if slept else 1
    assert spell.over()
    assert not spell.over()
    assert not spell.on


def test_by_hand_lasts_until_it_is_ended(clock):
    spell = Spell(clock)
    assert not spell.over()
    spell.begin()
    clock.go(10 * 86_400)
    assert not spell.over()
    spell.end()
    assert (spell.on, spell.over()) == (False, False)


def test_a_clock_put_back_does_not_lengthen_a_pause(clock):
    spell = Spell(clock)
    spell.begin(PAUSE_SECONDS)
    clock.at -= 86_400
    clock.running += PAUSE_SECONDS
    assert spell.over()


def test_every_way_it_can_stand_has_a_mark_of_its_own_shape(clock):
    meeting = Spell(clock)
    marks = {
        tray_model.face(state, clock.now(), meeting).mark
        for state in (
            demo.ONLINE,
            replace(demo.ONLINE, waiting=1),
            replace(demo.ONLINE, phase=Phase.SYNCING),
            replace(demo.ONLINE, phase=Phase.PAUSED),
            demo.OFFLINE,
            replace(demo.ONLINE, conflicts=1),
        )
    }
    assert len(marks) == 6
    assert tray_model.face(replace(demo.OFFLINE, refused=1), clock.now(), meeting).mark == tray_model.TROUBLE


def test_the_tip_is_the_status_bar_s_sentence_and_says_until_when_the_meeting_lasts(clock):
    meeting = Spell(clock)
    assert tray_model.face(demo.ONLINE, clock.now(), meeting).tip == standing.bar(demo.ONLINE, clock.now())
    meeting.begin(MEETING_SECONDS)
    assert tray_model.face(demo.ONLINE, clock.now(), meeting).tip.endswith("会议模式，不弹提示，至 11:24")


def acts(entries):
    return [e.act or [b.act for b in e.below] for e in entries]


def test_the_menu_offers_what_can_be_done_now(clock):
    meeting = Spell(clock)
    titles = ["titles.urgent", "titles.all", "titles.none"]
    offered = acts(tray_model.menu(demo.ONLINE, meeting, Titles.URGENT))
    assert offered == ["open", "sync", ["pause_30", "pause"], ["meeting.2", "meeting.by_hand"], titles, "quit"]
    meeting.begin()
    paused = replace(demo.ONLINE, phase=Phase.PAUSED)
    assert acts(tray_model.menu(paused, meeting, Titles.ALL)) == [
        "open",
        "sync",
        "resume",
        "meeting.end",
        titles,
        "quit",
    ]


# with Qt: without a tray the icon is there and stays unseen


class Said:
    """Keeps what the icon was to pop up."""

    def __init__(self, tray):
        self.said = []
        tray.pop_up = self.said.append


def test_the_application_stays_out_of_a_tray_that_is_not_there(open_desktop):
    from oa_client.ui.shell import tray

    assert not tray.available()
    assert open_desktop().tray is None


def test_a_new_matter_pops_up_and_leads_to_it(open_desktop, qtbot):
    shown = open_desktop(page="workbench")
    shown.enter_tray()
    settle(shown.bridge)
    heard = Said(shown.tray.tray)
    new = replace(row(900, urgency="flash", title="关于防汛的紧急通知"))
    shown._desk.stores.library.lists[ListName.TODO].insert(0, new)
    shown._desk.tell(Changes(matters=frozenset({new.matter}), origin="sync"))
    nameless = PopUp("特急待办", "您有 1 件特急待办", new.matter)  # titles only if somebody wishes so
    qtbot.waitUntil(lambda: heard.said == [nameless])
    shown.tray.tray.followed.emit()
    settle(shown.bridge)
    assert shown.window.page.objectName() == "page.list.todo"
    assert shown.window.page.listing.current == new.matter


def test_the_icon_s_menu_pauses_and_resumes_and_the_pause_ends_by_itself(open_desktop):
    shown = open_desktop()
    shown.enter_tray()
    link, clock = shown._link, shown._desk.clock
    shown.tray.tray.asked.emit("pause_30")
    link.stand(replace(demo.ONLINE, phase=Phase.PAUSED))
    settle(shown.bridge)
    assert link.wishes == ["pause"]
    assert "09:54 自动恢复" in shown.window.banner.text
    entries = [a.objectName() for a in shown.tray.tray.menu.actions()]
    assert "tray.resume" in entries
    shown.pausing.look()
    assert link.wishes == ["pause"]
    clock.at += PAUSE_SECONDS
    shown.pausing.look()
    assert link.wishes == ["pause", "resume"]


def test_the_sync_centre_pauses_for_a_while_and_by_hand(open_desktop):
    shown = open_desktop(page="centre")
    page = shown.window.page
    chosen = {a.objectName(): a for a in page.spells.actions()}
    chosen["pause_30"].trigger()
    assert shown.pausing.until == demo.NOW + PAUSE_SECONDS
    chosen["pause"].trigger()
    assert (shown.pausing.on, shown.pausing.until) == (True, 0)
    shown._link.stand(replace(demo.ONLINE, phase=Phase.PAUSED))
    settle(shown.bridge)
    page.pause.click()
    assert shown._link.wishes == ["pause", "pause", "resume"]
    assert not shown.pausing.on


def test_what_was_tried_can_be_tried_again_at_once(open_desktop):
    shown = open_desktop(page="centre")
    settle(shown.bridge)
    from PySide6.QtWidgets import QPushButton

    tried = [b for b in shown.window.page.waiting.findChildren(QPushButton) if b.objectName().endswith(".retry")]
    assert [b.objectName() for b in tried] == ["waiting.13.retry"]
    tried[0].click()
    assert shown._link.wishes == ["sync"]


def test_a_meeting_and_the_titles_are_chosen_in_the_menu(open_desktop):
    shown = open_desktop()
    shown.enter_tray()
    side = shown.tray
    side.tray.asked.emit("meeting.2")
    assert (side.meeting.on, "至 11:24" in side.tray.icon.toolTip()) == (True, True)
    side.tray.asked.emit("titles.none")
    assert shown.memory.get(KEY) == "none"
    side.tray.asked.emit("meeting.end")
    assert "会议" not in side.tray.icon.toolTip()


def test_nothing_is_announced_while_the_device_is_filled(qtbot, look):
    from oa_client.ui.bridge import Bridge

    bridge, desk = Bridge(), demo.desk()
    filling = [FirstSync()]
    side = TraySide(desk, bridge, Remembering(), lambda: filling[0] is not None)
    heard = Said(side.tray)
    settle(bridge)
    desk.listen(bridge.publish)
    for n in (900, 901):
        desk.stores.library.lists[ListName.TODO].insert(0, row(n))
        desk.tell(Changes(matters=frozenset({MatterId(f"7-{n}")}), origin="sync"))
        qtbot.waitUntil(lambda n=n: MatterId(f"7-{n}") in side.herald.known)
        filling[0] = None
    assert heard.said == [PopUp("新待办", "您有 1 件新待办", MatterId("7-901"))]
    side.close()
    bridge.close()


def test_the_icon_is_drawn_for_every_mark(look):
    marks = (tray_model.SETTLED, tray_model.BUSY, tray_model.WAITING, tray_model.PAUSED, tray_model.APART)
    pictures = [drawn(mark).pixmap(64, 64).toImage() for mark in (*marks, tray_model.TROUBLE)]
    assert all(not a.isNull() for a in pictures)
    assert all(a != b for n, a in enumerate(pictures) for b in pictures[n + 1 :])
