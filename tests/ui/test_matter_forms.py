from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtCore import QDate, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from oa_client.domain.body import PICTURES
from oa_client.domain.calendar import BEIJING
from oa_client.domain.kinds import TABLES
from oa_client.domain.people import PostId, Role
from oa_client.domain.table import CHOOSING, FieldType
from oa_client.ui import theme
from oa_client.ui.bridge import Bridge
from oa_client.ui.matter import asks
from oa_client.ui.matter.action_dialog import ActionDialog
from oa_client.ui.matter.asks import Ask, Choice
from oa_client.ui.matter.compose import ComposePage
from oa_client.ui.matter.fields import PickField, cleaned
from oa_client.ui.matter.form import Form, Workshop
from oa_client.ui.matter.sheet import sheet
from oa_client.ui.widgets.running import Job
from tests.ui.fiscal_pictures import scene_of
from tests.ui.matter_desk import HOUR, NOW, Now, Scene, directory


@pytest.fixture
def look(qapp):
    theme.load_faces()
    theme.apply(qapp, theme.Look())
    yield
    qapp.setStyleSheet("")


VALUES = {
    FieldType.LINE: "关于防御",
    FieldType.TEXT: "第一行\n第二行",
    FieldType.FLAG: True,
    FieldType.NUMBER: 12,
    FieldType.MONEY: 123_456,
    FieldType.MOMENT: int(datetime(2026, 11, 24, 17, 0, tzinfo=BEIJING).timestamp()),
    FieldType.CHOICE: "b",
    FieldType.CHOICES: ["b"],
    FieldType.HOLDER: "p3",
    FieldType.HOLDERS: ["p3", "o2"],
    FieldType.GROUPS: [["p3"], ["p2", "c2"]],
    FieldType.SCOPES: ["t2", "u1"],
    FieldType.TRACK: 1,
    FieldType.TRACKS: [1],
    FieldType.FILES: [{"sha256": "0" * 64, "name": "a.pdf", "size": 3}],
    FieldType.MATTER: "7-12",
    FieldType.BODY: '{"v":1,"b":[{"p":"正文一段。"}]}',
}


# the body goes as a file where it is too long, and how a day was counted goes with it; nobody fills that in
WIDGETS = [kind for kind in FieldType if kind not in {FieldType.BODY_FILE, FieldType.USUAL}]


@pytest.mark.parametrize("kind", WIDGETS, ids=lambda k: k.value)
def test_every_kind_of_value_has_a_widget_that_gives_back_what_was_put_in(qtbot, look, kind):
    scene = Scene()
    choices = (Choice("a", "甲"), Choice("b", "乙")) if kind in CHOOSING else (Choice(0, "零"), Choice(1, "一"))
    form = Form((Ask("x", kind, "一项", choices=choices),), Workshop(scene.desk, Now()))
    qtbot.addWidget(form)
    form.set_values({"x": VALUES[kind]})
    assert form.values() == {"x": VALUES[kind]}
    assert form.fields["x"].first().accessibleName()
    form.fields["x"].set_value(None)
    assert form.show_wrong("x", "不对")
    assert not form.show_wrong("y", "不对")


GIVEN = {
    "scope": ["t1"],
    "reviewer": "o10",
    "valid_until": NOW + 99 * HOUR,
    "readers": [["p2"], ["p3"], ["p4"]],
    "receivers": ["c4"],
    "leader": "o10",
    "lead": "c2",
    "organ": "c1",
    "plan_year": 2026,
    "approver": "o10",
    "due": NOW + 99 * HOUR,
    "from": NOW + HOUR,
    "until": NOW + 99 * HOUR,
    "unit_head": "p10",
    "owner": "u1",
    "line_year": 2026,
    "table": "不限 | 不限 | 0 | 不限 | 业务科室 > 财政局长",
    "finance_section": "o1",
    "finance_bureau_head": "o1",
}
"""What an opening asks for that must mean something in the scene; the rest is any value of its type."""


def _begun(scene, table):
    opening = table.opening[0]
    given = {}
    while needed := asks.needed_in(table, None, opening, given) - given.keys():
        given |= {ask.name: _any_of(ask) for ask in opening.asks if ask.name in needed}
    return scene.act(1, opening.name, given, kind=table.kind, centre=opening.needs_centre)


def treasurer():
    """The people of the desk, the first of them of the finance bureau besides."""
    known = directory()
    post = known.posts[PostId(1)]
    roles = post.roles | {Role.FINANCE, Role.FINANCE_HEAD}
    return replace(known, posts={**known.posts, post.id: replace(post, roles=roles)})


def _any_of(ask):
    return ask.choices[0] if ask.choices else GIVEN.get(ask.name, VALUES[ask.type])


@pytest.mark.parametrize(
    ("kind", "action"),
    [(t.kind, a.name) for t in TABLES for a in t.actions if a.who != ("system",)],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_every_action_of_every_table_makes_a_form(qtbot, look, kind, action):
    scene = Scene(me=1, folk=treasurer() if kind in {"budget_line", "fiscal_rules"} else None)
    table = scene.kinds.newest(kind)
    row = table.action(action)
    record = None
    if not row.opens:
        record = scene.desk.record(_begun(scene, table))
    made = asks.asks_of(scene.desk, kind, row, record)
    form = Form(made, Workshop(scene.desk, Now()))
    qtbot.addWidget(form)
    leaders_own = any(guard.refusal == "ink_by_leader" for guard in row.guards)
    unasked = {PICTURES, *(["ink"] if leaders_own else [])}
    asked = [f.name for f in row.asks if f.type in WIDGETS and f.name not in unasked]
    assert [a.name for a in made if a.name != asks.TARGET] == asked
    for ask in made:
        assert ask.label, f"{ask.name} has no word"
        assert not ask.label.isascii(), f"{ask.name} is shown as {ask.label}"
        for choice in ask.choices:
            assert choice.words
            assert not choice.words.isascii(), f"{ask.name}: {choice.words}"
    has_target = row.target is not None and not row.target.own
    assert (asks.TARGET in form.fields) == (has_target and not row.opens)


def dialog_for(qtbot, scene, matter, action, draft=None):
    shown = sheet(scene.desk, scene.desk.record(matter))
    offer = next(o for o in shown.others if o.action.name == action)
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    dialog = ActionDialog(shown, offer, Workshop(scene.desk, Now()), draft or {}, parent)
    dialog.open()
    dialog.kept = parent
    return dialog


def test_a_dialog_keeps_what_is_typed_and_shows_a_refusal_at_its_field(qtbot, look):
    scene = Scene()
    dialog = dialog_for(qtbot, scene, scene.circulate("p2"), "send_back")
    typed = []
    dialog.typed.connect(lambda offer, fields: typed.append(fields))
    qtbot.keyClicks(dialog.form.fields["reason"].edit, "wrong")
    qtbot.waitUntil(lambda: typed == [{"reason": "wrong"}], timeout=1000)
    dialog.say_refusal("reason", "不行")
    assert dialog.form._wrong["reason"].isVisible()
    assert dialog.form.values() == {"reason": "wrong"}
    dialog.say_refusal("", "整件不行")
    assert dialog._wrong.text() == "整件不行"
    qtbot.keyClicks(dialog.form.fields["reason"].edit, "!")
    dialog.reject()
    assert typed[-1] == {"reason": "wrong!"}, "closing keeps the last key"


def test_a_dialog_asks_for_the_reader_an_action_is_about(qtbot, look):
    scene = Scene(me=1)
    matter = scene.circulate("p2", "p3", mode="parallel")
    dialog = dialog_for(qtbot, scene, matter, "skip")
    field = dialog.form.fields[asks.TARGET]
    assert [field.list.item(r).text() for r in range(2)] == ["王小明　未阅　87190002", "周建国　未阅　87190003"]
    field.list.setCurrentRow(1)
    assert dialog.form.values() == {asks.TARGET: 1}
    dialog.reject()


def test_who_is_urged_is_who_has_not_read_and_the_order_is_of_who_waits(qtbot, look):
    scene = Scene(me=1)
    matter = scene.circulate("p2", "p3", "p4", "p6")
    urge = dialog_for(qtbot, scene, matter, "urge_reading")
    assert urge.form.values() == {"tracks": [0]}
    urge.reject()
    order = dialog_for(qtbot, scene, matter, "reorder")
    field = order.form.fields["tracks"]
    field.list.setCurrentRow(2)
    field._up.click()
    assert order.form.values() == {"tracks": [1, 3, 2]}
    order.reject()


def test_pasted_text_comes_in_clean():
    assert cleaned("第一\r\n\u200b第二\u00a0行  \u202e\n\u2028完\x07") == "第一\n第二 行\n\n完"
    assert cleaned("\uf0b7王\ue863") == "王\ue863", "the bullet of a symbol font goes, the letter of a name stays"


def test_money_is_typed_in_yuan_and_kept_in_fen(qtbot, look):
    form = Form((Ask("x", FieldType.MONEY, "金额"),), Workshop(Scene().desk, Now()))
    qtbot.addWidget(form)
    field = form.fields["x"]
    qtbot.keyClicks(field.edit, "1234.5x")
    assert form.values() == {}
    assert field.said.text().startswith("看不懂")
    field.edit.clear()
    field.edit.insert("12.3万元")
    assert form.values() == {"x": 12_300_000}
    assert field.said.text() == "大写：壹拾贰万叁仟元整"


def test_a_limit_of_time_counts_working_days(qtbot, look):
    form = Form((Ask("due", FieldType.MOMENT, "时限"),), Workshop(Scene().desk, Now()))
    qtbot.addWidget(form)
    field = form.fields["due"]
    field._quick[1].click()
    assert form.values()["due"] == int(datetime(2026, 11, 25, 17, 0, tzinfo=BEIJING).timestamp())
    assert "星期三，还有 3 个工作日" in field._hint.text()
    field.set_value(int(datetime(2026, 11, 22, 17, 0, tzinfo=BEIJING).timestamp()))
    assert "这天不上班" in field._hint.text()


def test_another_moment_counts_days_of_the_calendar(qtbot, look):
    form = Form((Ask("valid_until", FieldType.MOMENT, "有效期至"),), Workshop(Scene().desk, Now()))
    qtbot.addWidget(form)
    field = form.fields["valid_until"]
    field._quick[1].click()
    assert form.values()["valid_until"] == int(datetime(2026, 11, 27, 17, 0, tzinfo=BEIJING).timestamp())
    assert field._hint.text() == "星期五，剩 7 天"


def test_a_unit_as_a_whole_is_chosen_among_units(qtbot, look):
    scene = Scene(me=1, folk=treasurer())
    (owner,) = (a for a in asks_in(scene, "budget_line", "grant") if a.name == "owner")
    form = Form((owner,), Workshop(scene.desk, Now()))
    qtbot.addWidget(form)
    field = form.fields["owner"]
    assert field.button.text() == "选单位…"
    field._chosen([["c2"]], "parallel")
    assert form.values()["owner"] == "u2"


def asks_in(scene, kind, action):
    return asks.asks_of(scene.desk, kind, scene.kinds.newest(kind).action(action), None)


@pytest.mark.parametrize(("name", "hour"), [("from", 0), ("effective_from", 0), ("until", 17)])
def test_what_begins_on_a_day_begins_with_it_and_what_ends_ends_with_its_work(qtbot, look, name, hour):
    form = Form((Ask(name, FieldType.MOMENT, "时间"),), Workshop(Scene().desk, Now()))
    qtbot.addWidget(form)
    field = form.fields[name]
    for press in (field.tick.click, field._quick[1].click):
        press()
        assert form.values()[name] == int(datetime(2026, 11, 27, hour, 0, tzinfo=BEIJING).timestamp())


def test_files_are_copied_in_at_once_and_bad_ones_say_why(qtbot, look, tmp_path):
    scene = Scene()
    form = Form((Ask("files", FieldType.FILES, "附件"),), Workshop(scene.desk, Now()))
    qtbot.addWidget(form)
    good, empty, secret = tmp_path / "a.pdf", tmp_path / "b.pdf", tmp_path / "方案（机密★）.pdf"
    good.write_bytes(b"abc")
    empty.write_bytes(b"")
    secret.write_bytes(b"x")
    field = form.fields["files"]
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(good))])
    field.take_in([good, good, tmp_path / "gone.pdf"])
    assert [f["name"] for f in form.values()["files"]] == ["a.pdf"]
    assert "读不到文件“gone.pdf”" in field._wrong.text()
    good.unlink()
    assert scene.outbox.file_bytes(form.values()["files"][0]["sha256"], 0, 9) == b"abc"
    field.take_in([empty])
    assert "空文件" in field._wrong.text()
    field.take_in([secret])
    assert "国家秘密" in field._wrong.text()
    field._remove.click()
    assert form.values() == {}


# ------------------------------------------------------------------ a new matter


@pytest.fixture
def writing(qtbot, look):
    made = []

    def build(scene, kind="circulation"):
        bridge = Bridge()
        page = ComposePage(scene.desk, bridge, kind)
        qtbot.addWidget(page)
        page.resize(1206, 692)
        page.show()
        page.begin()
        qtbot.waitUntil(lambda: bridge.idle)
        made.append((page, bridge))
        return page

    yield build
    for page, bridge in made:
        page.close()
        qtbot.waitUntil(lambda b=bridge: b.idle)
        assert bridge.close() == []


FILLED = {
    "title": "关于做好防御工作的通知",
    "mode": "sequential",
    "purpose": "action",
    "readers": [["p2"], ["p3"]],
    "body": "正文",
}


def fill(page, **more):
    for form in (page.form, page.text):
        form.set_values({**FILLED, **more})


def test_a_new_matter_is_a_draft_at_once_and_comes_back(qtbot, writing):
    scene = Scene(me=1)
    page = writing(scene)
    qtbot.keyClicks(page.form.fields["title"].edit, "flood")
    qtbot.waitUntil(lambda: bool(scene.outbox.drafts()), timeout=1000)
    assert scene.outbox.draft("new/circulation/1").data["fields"] == {"title": "flood"}
    again = writing(scene)
    assert again.form.fields["title"].edit.text() == "flood"
    assert "已恢复未送出的内容（今天 09:24 保存）" in again._restored.text


def test_sending_opens_the_matter_and_undo_brings_everything_back(qtbot, writing):
    scene = Scene(me=1)
    page = writing(scene)
    fill(page)
    with qtbot.waitSignal(page.finished) as told:
        page.submit()
    assert told.args == ["7-1"]
    assert page.strip.text.startswith("已提交，待上传")
    command = scene.outbox.pending()[0].command
    assert command.fields["readers"] == [["p2"], ["p3"]]
    assert page.values() == {}
    assert not scene.outbox.drafts()
    assert page.undo()
    qtbot.waitUntil(lambda: page.values().get("body") == "正文")
    assert page.values() == FILLED
    assert not scene.outbox.pending()


def test_findings_name_every_gap_and_go_to_it(qtbot, writing):
    scene = Scene(me=1)
    page = writing(scene)
    page.submit()
    found = [b.objectName() for b in page._findings.findChildren(QWidget) if b.objectName().startswith("finding.")]
    assert found == ["finding.title", "finding.mode", "finding.purpose", "finding.readers"]
    assert page.form._wrong["title"].isVisible()
    page._findings.findChild(QWidget, "finding.readers").click()
    assert page.form._wrong["readers"].isVisible()
    assert not scene.outbox.pending()


def test_a_rule_about_the_whole_is_told_at_the_field_it_means(qtbot, writing):
    scene = Scene(me=1)
    page = writing(scene)
    fill(page, mode="parallel", readers=[["t2"]])
    page.submit()
    assert "具体到人" in page.form._wrong["readers"].text()
    fill(page, title="x" * 201)
    page.submit()
    assert "太长" in page.form._wrong["title"].text()
    assert "已写 201 字" in page.form.fields["title"]._count.text()


def test_the_order_stands_in_the_form_and_in_the_dialog(qtbot, writing):
    page = writing(Scene(me=1))
    fill(page)
    readers, mode = page.form.fields["readers"], page.form.fields["mode"]
    assert readers._names.text() == "王小明 → 周建国（共 2）"
    readers._chosen([["p2", "p3"], ["p4"]], "grouped")
    assert mode.value() == "grouped"
    assert readers.value() == [["p2", "p3"], ["p4"]]
    mode.set_value("parallel")
    mode.changed.emit()
    assert readers.value() == [["p2", "p3", "p4"]]


def test_a_bulletin_is_written_by_its_own_table(qtbot, writing):
    page = writing(Scene(me=1), "bulletin")
    assert set(page.form.fields) | set(page.text.fields) == {
        "title", "body", "scope", "level", "pinned_until", "valid_until", "receipt", "reviewer", "files",
    }  # fmt: skip


def test_the_wheel_rolls_over_a_list_that_opens_and_changes_nothing(qtbot, look):
    kinds = tuple(Choice(str(n), f"文种{n}") for n in range(9))
    field = PickField(Ask("genre", FieldType.CHOICE, "文种", choices=kinds))
    qtbot.addWidget(field)
    field.show()
    field.pick.setFocus()
    none, here, down = Qt.KeyboardModifier.NoModifier, QPointF(5, 5), QPoint(0, -120)
    turn = QWheelEvent(here, here, down, down, Qt.MouseButton.NoButton, none, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(field.pick, turn)
    assert field.value() is None
    assert not turn.isAccepted(), "the form behind scrolls"


@pytest.mark.parametrize("typed", ["20260317", "2026-03-17", "2026317"])
def test_a_day_is_typed_where_it_is_clicked(qtbot, look, typed):
    page = ComposePage(Scene(me=2).desk, Now(), "incoming")
    qtbot.addWidget(page)
    page.show()
    day = page.form.fields["doc_date"]
    day.tick.click()
    qtbot.mouseClick(day.edit.lineEdit(), Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    qtbot.keyClicks(day.edit, typed)
    assert day.edit.date() == QDate(2026, 3, 17)
    qtbot.mouseClick(day.edit.lineEdit(), Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    qtbot.keyClicks(day.edit, "2025")
    assert day.edit.date() == QDate(2025, 3, 17)


def test_what_was_submitted_is_said_without_moving_a_field(qtbot, look):
    page = ComposePage(Scene(me=2).desk, Now(), "incoming")
    qtbot.addWidget(page)
    page.resize(900, 700)
    page.show()
    QApplication.processEvents()
    title = page.form.fields["title"]
    before = title.mapTo(page, QPoint(0, 0))
    page.strip.count_down("已提交，待上传", 8)
    QApplication.processEvents()
    assert page.strip.isVisible()
    assert title.mapTo(page, QPoint(0, 0)) == before


class Later(Now):
    """A runner that does its work when it is told to."""

    def __init__(self):
        super().__init__()
        self.waiting = []

    def run(self, work, done, failed, *, lane=None, name=""):
        self.waiting.append((work, done, failed))
        return Job()

    def go(self):
        for one in self.waiting:
            Now.run(self, *one)
        self.waiting = []


def test_budget_lines_are_read_away_from_the_screen_and_what_was_chosen_waits_for_them(qtbot, monkeypatch):
    scene, runner, read = scene_of(), Later(), []
    under = scene.library.rows_under
    monkeypatch.setattr(scene.library, "rows_under", lambda *of: read.append(of) or under(*of))
    table = scene.kinds.newest("fiscal")
    form = Form(asks.asks_of(scene.desk, "fiscal", table.action("apply"), None), Workshop(scene.desk, runner))
    qtbot.addWidget(form)
    assert ("budget", "") not in read
    form.set_values({"line": "5-2"})
    assert form.values()["line"] == "5-2", "a draft keeps what it had"
    runner.go()
    assert ("budget", "") in read
    pick = form.fields["line"].pick
    assert {pick.itemData(n) for n in range(pick.count())} == {None, "5-1", "5-2"}
    assert form.values()["line"] == "5-2"
    assert "老旧小区改造" in pick.currentText()
    pick.setCurrentIndex(0)
    assert "line" not in form.values()


def test_lines_that_cannot_be_read_are_told(qtbot):
    scene, runner = scene_of(), Later()
    table = scene.kinds.newest("fiscal")
    form = Form(asks.asks_of(scene.desk, "fiscal", table.action("apply"), None), Workshop(scene.desk, runner))
    qtbot.addWidget(form)

    def broken(*_of):
        raise OSError("disk I/O error")

    scene.library.rows_under = broken
    runner.go()
    assert "没有读到" in form.fields["line"].pick.itemText(0)
