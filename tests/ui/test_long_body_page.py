"""A body too long for a field on the screen: it is lacking, never empty, until it is here; then it is as any other."""

import pytest

from oa_client.app.body import Body, decode, encode
from oa_client.app.gongwen import Block
from oa_client.domain.body import as_file
from oa_client.export.proof import ProofPress
from oa_client.layout.faces import OwnFonts
from oa_client.layout.proof import KEY
from oa_client.ui.matter.compose_presenter import Task
from oa_client.ui.matter.page import MatterPage
from oa_client.ui.matter.print_work import PaperWork, Wish
from oa_client.ui.matter.proofs import ProofPreview
from oa_client.ui.outgoing.model import Weight
from tests.ui.draft_pictures import FIELDS
from tests.ui.matter_desk import Scene
from tests.ui.test_draft_page import writing  # noqa: F401
from tests.ui.test_matter_page import Paper, look, stage  # noqa: F401

PARTS = tuple(Block(text=f"第{n}项：" + "各单位要压实防汛责任，加强值守。" * 20) for n in range(60))
LONG = Body((*PARTS, Block(text="末段提到梧桐路泵站。")))
SHORT = Body((Block(text="一段就够了。"),))
HEAD = {name: value for name, value in FIELDS.items() if name != "body"}


@pytest.fixture
def scene():
    return Scene(me=2)


def drafted(scene, body=LONG):
    return scene.act(4, "draft", {**HEAD, "body_file": [dict(as_file(encode(body)))]}, kind="outgoing")


def comes(scene, matter, body=LONG):
    scene.file("正文.json", encode(body).encode())
    scene.tell(matter)


@pytest.fixture
def page(qtbot, stage):  # noqa: F811
    def show(scene, matter):
        made = stage(scene, ProofPreview(Paper(), ProofPress(OwnFonts)))
        made.show_matter(matter)
        qtbot.waitUntil(lambda: made.presenter.sheet is not None and made.presenter.sheet.id == matter)
        return made

    return show


def test_what_is_not_here_is_said_to_be_on_its_way_and_appears_by_itself(qtbot, scene, page):
    matter = drafted(scene)
    shown: MatterPage = page(scene, matter)
    body = shown.tabs.body
    assert body.stack.currentWidget() is body.card
    said = body.card._text.text()
    assert "正文（" in said and "尚未下载" in said and "没有" not in said
    assert [sha for sha, _, _ in scene.files.wanted()] == [as_file(encode(LONG))["sha256"]]
    assert shown.presenter.sheet.files == (), "it is no attachment"
    comes(scene, matter)
    qtbot.waitUntil(lambda: body.stack.currentWidget() is body.pages)
    assert shown.presenter.sheet.paper.key.startswith(KEY) and shown.presenter.sheet.lacking == ""
    assert "末段提到梧桐路泵站。" in shown.presenter.sheet.body


def test_nobody_writes_over_a_text_he_has_not_before_him(qtbot, scene, page):
    matter = scene.act(2, "draft", {**HEAD, "body_file": [dict(as_file(encode(LONG)))]}, kind="outgoing")
    shown, opened = page(scene, matter), []
    shown.compose = opened.append
    offer = next(o for o in (shown.presenter.sheet.primary, *shown.presenter.sheet.others) if o.action.name == "revise")
    shown._open_dialog(offer)
    assert opened == [] and "取来以后才能修改" in shown.strip.text
    assert shown.strip.isVisible()
    comes(scene, matter)
    qtbot.waitUntil(lambda: shown.presenter.sheet.lacking == "")
    assert shown.strip.isHidden(), "it has come: nobody waits for it any more"
    shown._open_dialog(offer)
    assert [task.action for task in opened] == ["revise"]


def test_a_version_that_is_not_here_stands_in_the_list_and_says_so(qtbot, scene, page):
    matter = drafted(scene)
    scene.act(4, "revise", {"body": encode(SHORT), "base": as_file(encode(LONG))["sha256"]}, kind="outgoing",
              matter=matter)  # fmt: skip
    shown = page(scene, matter)
    pane = shown.tabs.drafts
    assert [v.here for v in pane._versions] == [True, False] and "尚未下载" in pane._versions[1].head
    shown.tabs.setCurrentWidget(pane)
    pane.list.setCurrentRow(1)
    qtbot.waitUntil(lambda: "这一稿的正文尚未下载" in pane.text.toPlainText())
    pane.list.setCurrentRow(0)
    qtbot.waitUntil(lambda: "前一稿的正文尚未下载" in pane.text.toPlainText())
    pane.marks.setChecked(False)
    qtbot.waitUntil(lambda: pane.text.toPlainText().strip() == "一段就够了。")
    comes(scene, matter)
    pane.marks.setChecked(True)
    qtbot.waitUntil(lambda: "末段提到梧桐路泵站。" in pane.text.toPlainText())


def test_paper_made_before_it_is_here_says_what_is_missing(scene):
    matter = drafted(scene)

    class Press:
        def print(self, form):
            from oa_client.app.forms import Printed

            return Printed(b"%PDF", 1)

    work = PaperWork(scene.desk, Press())
    assert not work.choices(matter).document
    assert "公文的正文尚未下载" in work.make(matter, Wish()).remark
    comes(scene, matter)
    assert work.choices(matter).document and work.make(matter, Wish()).remark == ""


def test_a_long_text_is_edited_checked_kept_and_sent_like_any_other(qtbot, scene, writing):  # noqa: F811
    matter = scene.act(2, "draft", FIELDS, kind="outgoing")
    page = writing(scene, Task("outgoing", scene.desk.record(matter), "revise"))
    page.body.put(LONG)
    qtbot.waitUntil(lambda: not page.proofs.busy and not page._look.isActive())
    wrong = [page.checks.list.item(n).text() for n in range(page.checks.list.count())]
    assert not [said for said in wrong if "KB" in said or "MB" in said], wrong
    page.flush()
    qtbot.waitUntil(lambda: any(d.data["fields"].get("body") == encode(LONG) for d in scene.outbox.drafts()))
    with qtbot.waitSignal(page.finished):
        page.submit()
    sent = scene.outbox.pending()[0].command
    assert sent.fields["body_file"] == [dict(as_file(encode(LONG)))] and not sent.fields.get("body")
    again = writing(scene, Task("outgoing", scene.desk.record(matter), "revise"))
    assert decode(str(again.values()["body"])) == LONG
    assert page.undo()
    qtbot.waitUntil(lambda: page.values().get("body") == encode(LONG))


def test_a_text_over_two_megabytes_is_a_fault_while_it_is_written(scene, writing):  # noqa: F811
    from oa_client.app.drafting import draft_of, gongwen_of
    from oa_client.ui.outgoing.model import checks_of, today

    big = {**HEAD, "body": encode(Body((Block(text="甲" * 700_000),)))}
    draft = draft_of(big)
    made = gongwen_of(draft, scene.folk, today(scene.clock.now()))
    found = [c for c in checks_of(made, draft, scene.folk, None) if "2 MB" in c.words]
    assert [c.weight for c in found] == [Weight.FAULT]


def test_the_turn_strip_judges_a_long_text_as_what_it_will_be(scene):
    from oa_client.app.editing_turn import turn

    matter = scene.act(2, "draft", FIELDS, kind="outgoing")
    record = scene.desk.record(matter)
    base = record.matter.fields["body_digest"]
    assert turn(scene.desk, record, "revise", {"body": encode(LONG), "base": base}).code == ""
    assert turn(scene.desk, record, "revise", {"body": encode(LONG), "base": "0" * 64}).code == "other_base"


def test_what_one_matter_lacks_is_not_said_of_the_next(qtbot, scene, page):
    matter = scene.act(2, "draft", {**HEAD, "body_file": [dict(as_file(encode(LONG)))]}, kind="outgoing")
    other = scene.circulate("p2")
    shown = page(scene, matter)
    offer = next(o for o in (shown.presenter.sheet.primary, *shown.presenter.sheet.others) if o.action.name == "revise")
    shown._open_dialog(offer)
    assert shown.strip.isVisible()
    shown.show_matter(other)
    qtbot.waitUntil(lambda: shown.presenter.sheet is not None and shown.presenter.sheet.id == other)
    assert shown.strip.isHidden()
