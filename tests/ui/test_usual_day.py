"""The day that a form offers by itself: it says how it was counted until somebody picks one."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDateTimeEdit, QLabel, QPushButton

from oa_client.domain.calendar import WorkingDays
from oa_client.domain.matter import Entry, EntryType
from oa_client.domain.people import SYSTEM
from oa_client.domain.recount import entry_data
from oa_client.domain.supervision.limits import LIMITS
from oa_client.ui.matter import asks
from oa_client.ui.matter.compose_presenter import ComposePresenter, Task
from oa_client.ui.matter.entry_lines import entries_of
from oa_client.ui.matter.form import Form, Workshop
from oa_client.ui.matter.sheet import sheet
from tests.ui.matter_desk import HOUR, NOW, Now, Scene
from tests.ui.supervision_pictures import folk
from tests.ui.test_clerk_forms import View, form_of, incoming


def assigning(scene, qtbot):
    words = {
        "title": "积水点",
        "leader_name": "王区长",
        "instructed_at": NOW - HOUR,
        "words": "请抓紧。",
        "form": "screen",
    }
    matter = scene.act(2, "record", words, kind="instruction")
    form, _ = form_of(scene, matter, "assign")
    qtbot.addWidget(form)
    return matter, form


def picks_in_the_calendar(due):
    due.edit.calendarWidget().clicked.emit(due.edit.date())


def picks_by_a_button(due):
    qt_click(due, 10)


def types_it_again(due):
    due.edit.setSelectedSection(QDateTimeEdit.Section.YearSection)
    QTest.keyClicks(due.edit, due.edit.text()[:4])


def unticks_and_ticks(due):
    due.tick.click()
    due.tick.click()


def qt_click(due, days):
    due.findChild(QPushButton, f"quick.due.{days}").click()


def test_a_form_that_nobody_touched_says_how_its_day_was_counted(qtbot, look):
    scene = Scene(me=2)
    _, form = assigning(scene, qtbot)
    assert form.values()["due"] == scene.desk.calendar.due(NOW, 10, "working_days")
    assert form.values()["due_usual"] == [10, "working_days", NOW]
    hint = form.findChild(QLabel, "hint.due")
    assert hint.text().endswith("按常例给定，随放假安排调整")


@pytest.mark.parametrize("picks", [picks_in_the_calendar, picks_by_a_button, types_it_again, unticks_and_ticks])
def test_whoever_picks_a_day_fixes_it_even_the_same_one(qtbot, look, picks):
    scene = Scene(me=2)
    _, form = assigning(scene, qtbot)
    offered = form.values()["due"]
    told = []
    form.changed.connect(lambda: told.append(form.values()))
    picks(form.fields["due"])
    assert "due_usual" not in form.values()
    assert form.values()["due"] == offered
    assert told, "what is kept as a draft is told"
    assert "常例" not in form.findChild(QLabel, "hint.due").text()


def test_other_fields_leave_the_day_as_it_was_offered(qtbot, look):
    scene = Scene(me=2)
    _, form = assigning(scene, qtbot)
    form.fields["lead"].set_value("p4")
    form.fields["lead"].changed.emit()
    form.fields["manner"].set_value("hand_over")
    assert "due_usual" in form.values()


def test_a_draft_comes_back_as_it_was(qtbot, look):
    scene = Scene(me=2)
    matter, form = assigning(scene, qtbot)
    untouched = form.values()
    picks_by_a_button(form.fields["due"])
    touched = form.values()
    for kept in (untouched, touched):
        again, _ = form_of(scene, matter, "assign")
        qtbot.addWidget(again)
        again.set_values(kept)
        assert again.values() == kept


def test_a_day_that_stands_in_the_matter_goes_on_as_it_was_counted(qtbot, look):
    scene = Scene(me=2)
    counted = [5, "working_days", NOW - HOUR]
    for how in ({"due_usual": counted}, {}):
        matter = incoming(scene, number=f"海建〔2026〕{len(how)}号")
        due = scene.desk.calendar.due(NOW - HOUR, 5, "working_days")
        scene.act(2, "propose", {"opinion": "拟请李芳办。", "lead": "p4", "due": due, **how},
                  matter=matter, kind="incoming")  # fmt: skip
        form, _ = form_of(scene, matter, "dispatch")
        qtbot.addWidget(form)
        assert (form.values()["due"], form.values().get("due_usual")) == (due, how.get("due_usual"))


def test_a_form_on_a_page_of_its_own_begins_with_the_day_and_that_is_no_draft():
    scene, view = Scene(me=2), View()
    words = {
        "title": "积水点",
        "leader_name": "王区长",
        "instructed_at": NOW - HOUR,
        "words": "请抓紧。",
        "form": "screen",
    }
    matter = scene.act(2, "record", words, kind="instruction")
    task = Task("instruction", scene.desk.record(matter), "assign")
    presenter = ComposePresenter(scene.desk, Now(), view, task)
    presenter.begin(None)
    usual, _ = view.last("show_values")
    assert usual["due_usual"] == [10, "working_days", NOW]
    presenter.typed(usual)
    assert scene.desk.drafts() == ()


def test_the_day_of_a_source_is_counted_and_follows_another_source_until_somebody_picks_one(qtbot, look):
    scene = Scene(me=1, folk=folk())
    table = scene.kinds.newest("supervision")
    form = Form(asks.asks_of(scene.desk, "supervision", table.action("propose"), None), Workshop(scene.desk, Now()))
    qtbot.addWidget(form)
    assert "due_usual" not in form.values()
    source, due = form.fields["source"], form.fields["due"]
    for name in ("meeting", "livelihood"):
        source.set_value(name)
        source.changed.emit()
        assert form.values()["due_usual"] == [*LIMITS[name], NOW]
    picks_in_the_calendar(due)
    picked = form.values()["due"]
    source.set_value("public_opinion")
    source.changed.emit()
    assert form.values()["due"] == picked
    assert "due_usual" not in form.values()


def test_a_form_of_an_edition_before_follows_the_source_and_says_nothing(qtbot, look):
    scene = Scene(me=1, folk=folk())
    older = scene.kinds.get("supervision", 2).action("propose")
    form = Form(asks.asks_of(scene.desk, "supervision", older, None), Workshop(scene.desk, Now()))
    qtbot.addWidget(form)
    source = form.fields["source"]
    for name in ("meeting", "public_opinion"):
        source.set_value(name)
        source.changed.emit()
        assert form.values()["due"] == scene.desk.calendar.due(NOW, *LIMITS[name])
    assert "due_usual" not in form.values()
    assert "常例" not in form.findChild(QLabel, "hint.due").text()


def test_the_record_on_the_page_says_how_it_was_counted_and_which_day_became_which(qtbot, look):
    scene = Scene(me=2)
    matter, form = assigning(scene, qtbot)
    scene.act(2, "assign", {**form.values(), "manner": "hand_over", "lead": "p4"}, matter=matter, kind="instruction")
    record = scene.desk.record(matter)
    off = [{"name": "调整", "first": "2026-11-25", "last": "2026-11-26"}]
    after = WorkingDays.from_json({"years": {"2026": {"notice": "国办发明电〔2026〕19号", "holidays": off}}})
    process = scene.kinds.get("instruction", record.edition)
    data = entry_data(process, record.matter, NOW, WorkingDays(), after, "放假安排公布")
    told = Entry(matter, record.matter.version + 1, EntryType.ASSIGNED, NOW, SYSTEM, 0, 0, data)
    scene.library.entries[matter].append(told)
    *_, given, moved = entries_of(scene.desk, scene.desk.record(matter))
    assert "按常例：10 个工作日，自2026年11月20日起" in given.told
    assert moved.note == "时限由12月4日 17:00改为12月8日 17:00"
    (fact,) = [f for f in sheet(scene.desk, scene.desk.record(matter)).head.facts if f.label == "时限"]
    assert fact.value.startswith("12月8日")
