"""手写签批 in the forms of the matter page: a file of the act, a draft that stays, the record, the clerk's box, replay."""

from PySide6.QtWidgets import QLabel

from oa_client.app.ink_file import decode, encode
from oa_client.app.ink_reading import read_ink
from oa_client.app.preview import Preview
from oa_client.domain.matter import FileRef
from oa_client.ui.matter import asks
from oa_client.ui.matter.drawing import Drawing
from oa_client.ui.matter.field_ink import Inking, PadOnly
from oa_client.ui.matter.form import Form, Workshop
from oa_client.ui.matter.ink_player import ReplayDialog, Written
from oa_client.ui.matter.ink_window import drafted
from tests.export.test_sheets_ink import proposed
from tests.fakes.handwriting import ink_of
from tests.ui.matter_desk import Now, Scene
from tests.ui.test_ink_view import mouse, stroke

KEY = "ink/1-1/instruct"


def form_of(scene, matter, action, qtbot):
    record = scene.library.record(matter)
    process = scene.kinds.get(record.kind, record.edition)
    asked = asks.asks_of(scene.desk, record.kind, process.action(action), record)
    drawing = Drawing(PadOnly(), lambda tell: tell())
    made = Form(asked, Workshop(scene.desk, Now(), inking=Inking(drawing, (), KEY)))
    qtbot.addWidget(made)
    made.show()
    return made


def leader(qtbot):
    scene = Scene(me=3)
    matter = proposed(scene)
    form = form_of(scene, matter, "instruct", qtbot)
    return scene, matter, form


def opened(form):
    field = form.fields["ink"]
    field.write()
    return field.window_open


def test_what_is_written_becomes_a_file_of_the_act(qtbot):
    scene, matter, form = leader(qtbot)
    window = opened(form)
    stroke(mouse, window.view, [(200, 200), (400, 260)])
    window.finish()
    (file,) = form.values()["ink"]
    assert file["name"] == "手写批示.ink"
    ink = read_ink(scene.desk.attachments, FileRef(file["sha256"], file["name"], file["size"]))
    assert len(ink.strokes) == 1
    answer = scene.desk.act(scene.library.record(matter), "instruct", form.values())
    assert answer.n


def test_closed_without_finishing_it_is_there_the_next_time(qtbot):
    scene, _matter, form = leader(qtbot)
    window = opened(form)
    stroke(mouse, window.view, [(200, 200), (400, 260)])
    window.reject()
    assert "ink" not in form.values()
    kept = drafted(scene.desk.draft(KEY).data)
    assert len(kept.strokes) == 1
    assert opened(form).view.session.ink() == kept


def test_finished_the_draft_goes_and_opening_again_changes_what_is_in_the_form(qtbot):
    scene, _matter, form = leader(qtbot)
    window = opened(form)
    stroke(mouse, window.view, [(200, 200), (400, 260)])
    window.finish()
    first = form.values()["ink"]
    assert scene.desk.draft(KEY) is None
    window = opened(form)
    stroke(mouse, window.view, [(200, 300), (400, 360)])
    window.finish()
    assert form.values()["ink"] != first


def test_a_broken_draft_is_an_empty_paper(qtbot):
    scene, _matter, form = leader(qtbot)
    scene.desk.save_draft(KEY, {"ink": "TFlJTksB"})
    assert opened(form).view.session.strokes == []


def test_full_says_so_once_and_everything_written_can_still_be_handed_in(qtbot, monkeypatch):
    _scene, _matter, form = leader(qtbot)
    window = opened(form)
    stroke(mouse, window.view, [(200, 200), (400, 260)])
    monkeypatch.setattr("oa_client.app.ink_session.MOST_POINTS", 2)
    stroke(mouse, window.view, [(200, 300), (400, 360)])
    assert "太多" in window._said.text()
    window.finish()
    assert form.values()["ink"]


def test_the_buttons_undo_redo_and_clear(qtbot):
    _scene, _matter, form = leader(qtbot)
    window = opened(form)
    assert not window.done_button.isEnabled()
    stroke(mouse, window.view, [(200, 200), (400, 260)])
    stroke(mouse, window.view, [(200, 300), (400, 360)])
    window.clear.click()
    assert window.view.session.strokes == []
    window.undo.click()
    window.undo.click()
    assert len(window.view.session.strokes) == 1
    window.redo.click()
    assert len(window.view.session.strokes) == 2


def test_a_clerk_is_not_asked_to_write_for_the_leader():
    scene = Scene(me=2)
    process = scene.kinds.newest("instruction")
    asked = asks.asks_of(scene.desk, "instruction", process.action("record"), None)
    assert "ink" not in {a.name for a in asked}
    asked = asks.asks_of(Scene(me=3).desk, "instruction", process.action("record"), None)
    assert "ink" in {a.name for a in asked}


def test_circulating_stays_done_in_place():
    scene = Scene(me=3)
    assert asks.in_place(scene.kinds.newest("circulation").action("mark_read"))


# ------------------------------------------------------------ replay


def test_the_player_follows_its_clock_and_stops_at_the_end(qtbot):
    now = [0.0]
    ink = ink_of("同")
    parent = QLabel()
    qtbot.addWidget(parent)
    dialog = ReplayDialog([Written("周建国", ink)], parent, lambda: now[0])
    dialog._timer.stop()
    length = dialog.replay.length
    assert dialog.play.text() == "暂停"
    now[0] = length / 2
    dialog.step()
    half = len(dialog.replay.shown(now[0]))
    assert 0 < half < len(ink.strokes)
    dialog.play.click()
    now[0] += length
    assert len(dialog.replay.shown(now[0])) == half, "it stands"
    assert dialog.play.text() == "播放"
    dialog._speeds.button(4).click()
    dialog.play.click()
    now[0] += length / 8 + 1
    dialog.step()
    assert dialog.replay.over(now[0])
    assert dialog.play.text() == "播放"


def test_a_preview_of_nothing_is_one():
    nothing: Preview = PadOnly()
    nothing.close()
    assert decode(encode(ink_of())) == ink_of()
