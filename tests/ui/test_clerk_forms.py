"""The forms of a clerk: what stands in them before he types, what is worth a look, whom and what he can choose."""

import pytest
from PySide6.QtCore import Qt

from oa_client.app import registers
from oa_client.app.overlay import Rules
from oa_client.domain.calendar import WorkingDays
from oa_client.domain.kinds import TABLES, Kinds
from oa_client.domain.people import Person, PersonId
from oa_client.ui.matter import asks
from oa_client.ui.matter.compose_presenter import ComposePresenter
from oa_client.ui.matter.field_matter import MatterField
from oa_client.ui.matter.form import Form, Workshop
from oa_client.ui.matter.presenter import Presenter
from oa_client.ui.matter.sheet import sheet
from oa_client.ui.widgets.people import PeopleDialog
from oa_client.ui.widgets.people_chosen import Wish
from oa_client.ui.widgets.people_find import hits
from tests.ui.matter_desk import NOW, Now, Scene, directory

HEAD = {"title": "关于报送改造情况的通知", "issuer": "区住建局", "number": "海建〔2026〕12号", "handling": "action"}


class View:
    def __init__(self):
        self.told = []

    def __getattr__(self, name):
        return lambda *args, **more: self.told.append((name, *args, *more.values()))

    def last(self, name):
        return next((t[1:] for t in reversed(self.told) if t[0] == name), None)


def incoming(scene, person=2, **more):
    return scene.act(person, "register", {**HEAD, **more}, kind="incoming")


@pytest.mark.parametrize(
    ("person", "kinds"), [(2, {"incoming", "exchange", "instruction"}), (3, {"instruction"}), (4, set())]
)
def test_who_may_begin_what(person, kinds):
    rules = Rules(Kinds(), PersonId(person), directory(), WorkingDays())
    found = {kind for kind in ("incoming", "exchange", "instruction") if registers.beginning(rules, kind)}
    assert found == kinds


def test_nobody_is_offered_what_only_follows_from_elsewhere(qtbot, look):
    follows = {(t.kind, a.name) for t in TABLES for a in t.actions if "caused" in str(a.who)}
    assert {("incoming", "deliver"), ("incoming", "absorb"), ("exchange", "note_signed")} <= follows
    scene = Scene(me=2)
    head = {name: value for name, value in HEAD.items() if name != "handling"}
    scene.act(2, "send", {**head, "receivers": ["c1"], "files": [{"sha256": "0" * 64, "name": "a.pdf", "size": 3}]},
              kind="exchange")  # fmt: skip
    incoming(scene)
    for matter in scene.library.entries:
        shown = sheet(scene.desk, scene.desk.record(matter))
        offered = {(shown.kind, o.action.name) for o in (shown.primary, *shown.others) if o}
        assert offered
        assert not offered & follows


@pytest.mark.parametrize(
    ("kind", "usual"),
    [
        ("incoming", {"received_at": NOW, "channel": "paper", "carrier": "document", "handling": "action"}),
        ("exchange", {"issuer": "望春街道办事处", "carrier": "document"}),
        ("instruction", {"form": "paper", "instructed_at": NOW}),
    ],
)
def test_a_form_begins_with_what_is_usual_and_that_is_no_draft(kind, usual):
    scene, view = Scene(me=2), View()
    presenter = ComposePresenter(scene.desk, Now(), view, kind)
    presenter.begin(None)
    assert view.last("show_values") == (usual, "")
    presenter.typed({**usual, "title": "关"})
    assert len(scene.desk.drafts()) == 1
    presenter.typed(usual)
    assert scene.desk.drafts() == ()


@pytest.mark.parametrize("number", ["海建[2026]12号", "海建(２０２６) 12号"])
def test_what_is_registered_already_is_said_while_typing(number):
    scene, view = Scene(me=2), View()
    matter = incoming(scene)
    presenter = ComposePresenter(scene.desk, Now(), view, "incoming")
    presenter.advise({"title": "又一件", "issuer": "区住建局", "number": number})
    text, found = view.last("show_advice")
    assert (text, found) == ("本单位已登记过：待编号《关于报送改造情况的通知》", matter)
    presenter.advise({"title": "又一件", "issuer": "区应急局", "number": number})
    assert view.last("show_advice") == ("", None)


@pytest.mark.parametrize(
    ("genre", "title", "said"),
    [
        ("request", "关于追加改造经费和增设停车位的请示", True),
        ("request", "关于追加改造经费的请示", False),
        ("notice", "关于追加改造经费和增设停车位的通知", False),
    ],
)
def test_a_request_with_two_matters_is_worth_a_look(genre, title, said):
    scene, view = Scene(me=2), View()
    ComposePresenter(scene.desk, Now(), view, "exchange").advise({"title": title, "genre": genre})
    assert ("一文一事" in view.last("show_advice")[0]) is said


def form_of(scene, matter, name):
    shown = sheet(scene.desk, scene.desk.record(matter))
    offer = next(o for o in (shown.primary, *shown.others) if o is not None and o.action.name == name)
    return Form(asks.asks_of(scene.desk, shown.kind, offer.action, shown.record), Workshop(scene.desk, Now())), offer


def test_a_number_is_put_into_the_standard_s_shape_when_left(qtbot, look):
    scene = Scene(me=2)
    form, _ = form_of(scene, incoming(scene), "amend")
    qtbot.addWidget(form)
    field = form.fields["number"]
    field.edit.setText("海建 [2026] 13号")
    field.edit.editingFinished.emit()
    assert field.value() == "海建〔2026〕13号"


@pytest.mark.parametrize(("urgency", "days"), [("flash", 1), ("urgent", 3), ("", 15)])
def test_giving_out_proposes_a_limit_by_urgency(qtbot, look, urgency, days):
    scene = Scene(me=2)
    form, _ = form_of(scene, incoming(scene, **({"urgency": urgency} if urgency else {})), "dispatch")
    qtbot.addWidget(form)
    assert form.values()["due"] == scene.desk.calendar.due(NOW, days, "working_days")


def test_giving_out_begins_with_what_was_proposed(qtbot, look):
    scene = Scene(me=2)
    matter = incoming(scene)
    due = scene.desk.calendar.due(NOW, 5, "working_days")
    given = {"opinion": "拟请李芳办。", "lead": "p4", "assist": ["p5"], "due": due}
    scene.act(2, "propose", given, matter=matter, kind="incoming")
    form, _ = form_of(scene, matter, "dispatch")
    qtbot.addWidget(form)
    found = form.values()
    assert (found["lead"], found["assist"], found["due"]) == ("p4", ["p5"], due)


def test_amending_begins_with_what_stands_and_an_emptied_field_is_cleared(qtbot, look):
    scene = Scene(me=2)
    matter = incoming(scene, location="档案柜3", copies=2)
    form, offer = form_of(scene, matter, "amend")
    qtbot.addWidget(form)
    assert form.values() | HEAD == form.values()
    form.fields["location"].edit.clear()
    form.fields["copies"].edit.setText("3")
    presenter = Presenter(scene.desk, Now(), View())
    presenter.show(matter)
    presenter.submit(offer, form.values())
    after = scene.desk.record(matter).matter.fields
    assert "location" not in after
    assert (after["copies"], after["issuer"]) == (3, "区住建局")


def test_one_s_own_words_are_chosen_and_stand_there_to_be_put_right(qtbot, look):
    scene = Scene(me=2)
    matter = incoming(scene)
    scene.act(2, "propose", {"opinion": "拟请李芳办。", "leaders": ["p3"]}, matter=matter, kind="incoming")
    scene.act(3, "instruct", {"opinion": "同意。"}, matter=matter, kind="incoming")
    scene.act(2, "add_note", {"opinion": "附件缺一页。"}, matter=matter, kind="incoming")
    form, _ = form_of(scene, matter, "correct")
    qtbot.addWidget(form)
    entry = form.fields["entry"]
    assert [c.text for c in entry.ask.choices] == ["附件缺一页。", "拟请李芳办。"]
    entry._group.buttons()[1].click()
    assert form.values() == {"entry": entry.ask.choices[1].value, "opinion": "拟请李芳办。"}
    form.fields["opinion"].set_value("拟请陆阿根办。")
    entry._group.buttons()[0].click()
    assert form.values()["opinion"] == "拟请陆阿根办。"


def test_words_on_their_way_are_not_corrected_by_a_number_that_may_become_another_s(qtbot, look):
    scene = Scene(me=2)
    matter = incoming(scene)
    scene.act(2, "propose", {"opinion": "拟请李芳办。", "leaders": ["p3"]}, matter=matter, kind="incoming")
    presenter = Presenter(scene.desk, Now(), View())
    presenter.show(matter)
    presenter.submit(form_of(scene, matter, "add_note")[1], {"opinion": "附件缺一页。"})
    form, _ = form_of(scene, matter, "correct")
    qtbot.addWidget(form)
    assert [c.text for c in form.fields["entry"].ask.choices] == ["拟请李芳办。"]


def test_a_matter_is_chosen_by_title_or_number(qtbot, look):
    scene = Scene(me=2)
    matter = incoming(scene)
    other = incoming(scene, title="关于改造进度的函", number="海建函〔2026〕3号")
    form, _ = form_of(scene, matter, "merge")
    qtbot.addWidget(form)
    field = form.fields["into"]
    field.edit.setText("进度 2026]3")
    field.look()
    assert [field.list.item(n).text() for n in range(field.list.count())] == ["海建函〔2026〕3号　关于改造进度的函"]
    field._take(field.list.item(0))
    assert form.values()["into"] == other
    assert "关于改造进度的函" in field._said.text()


def test_a_matter_chosen_by_mistake_is_taken_out_again_and_its_id_is_never_shown(qtbot, look):
    scene = Scene(me=2)
    other = incoming(scene, title="关于改造进度的函", number="海建函〔2026〕3号")
    asked = next(a for a in ComposePresenter(scene.desk, Now(), View(), "instruction").asks if a.name == "on_document")
    field = MatterField(asked, scene.desk, Now())
    qtbot.addWidget(field)
    field.show()
    field.set_value(other)
    assert field.drop.isVisible()
    field.drop.click()
    assert field.value() is None
    assert not field._said.isVisible()
    assert not field.drop.isVisible()
    field.set_value("7-99999")
    assert field.value() == "7-99999"
    assert "7-99999" not in field._said.text()


def test_one_goes_down_from_the_word_into_what_bears_it(qtbot, look):
    scene = Scene(me=2)
    matter = incoming(scene)
    asked = next(a for a in ComposePresenter(scene.desk, Now(), View(), "instruction").asks if a.name == "on_document")
    field = MatterField(asked, scene.desk, Now())
    qtbot.addWidget(field)
    field.show()
    field.edit.setText(scene.desk.headed((matter,))[0].row.title[:6])
    field.look()
    qtbot.keyClick(field.edit, Qt.Key.Key_Down)
    assert field.list.currentRow() == 0
    qtbot.keyClick(field.list, Qt.Key.Key_Return)
    assert field.value() == matter


def test_organs_are_chosen_by_their_clerks_and_nobody_in_person(qtbot, look):
    scene = Scene(me=2)
    ask = next(a for a in ComposePresenter(scene.desk, Now(), View(), "exchange").asks if a.name == "receivers")
    assert ask.organs
    dialog = PeopleDialog(scene.desk.people, Wish("主送", organs=True))
    qtbot.addWidget(dialog)
    tree = dialog._model
    root = tree.index(0, 0)
    tree.fetchMore(root)
    names = [tree.index(n, 0, root).data() for n in range(tree.rowCount(root))]
    assert names == ["望春街道办事处", "区应急管理局（没有收发岗）", "区住房和城乡建设局（没有收发岗）"]
    assert not tree.flags(tree.index(1, 0, root)) & Qt.ItemFlag.ItemIsUserCheckable
    tree.toggle(tree.node(tree.index(0, 0, root)))
    assert list(dialog._made.flat()) == ["c2"]
    assert dialog._count.text() == "共 1 个单位"
    assert [h.scope for h in hits(scene.desk.people, "芦港", units=False, by_post=False, organs=True)] == ["c5"]


def test_a_stranger_to_every_post_begins_nothing():
    people = {PersonId(99): Person(PersonId(99), "外人", ())}
    folk = directory()
    rules = Rules(Kinds(), PersonId(99), type(folk)(folk.units, folk.posts, people), WorkingDays())
    assert registers.beginning(rules, "incoming") is None
