"""The record and the head of a matter in a register: who wrote for whom, what was corrected, what follows from where."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from oa_client.app.ink_file import encode
from oa_client.app.overlay import confirm
from oa_client.app.sheets import source_of
from oa_client.domain.matter import MatterId
from oa_client.system.preview import ChildPreview
from oa_client.ui.bridge import Bridge
from oa_client.ui.matter.page import MatterPage
from oa_client.ui.matter.sheet import sheet
from oa_client.ui.matter.tabs import attachments
from oa_client.wording.lines import line
from tests.fakes.handwriting import ink_of
from tests.ui import paper_pictures
from tests.ui.clerk_pictures import incoming
from tests.ui.matter_desk import NOW, Scene


def shown(me=2):
    scene, matter = incoming(me)
    return sheet(scene.desk, scene.desk.record(matter))


def test_words_of_paper_are_the_leader_s_by_the_clerk_s_hand():
    entries = shown().entries
    paper = entries[2]
    assert paper.who == "周建国批示，王小明代录"
    assert paper.note == "文字已补录，见第 4 条；本人已核对，见第 5 条"
    assert (paper.mark, paper.struck) == ("", False)


def test_words_not_put_down_yet_are_waited_for():
    scene = Scene(me=2)
    matter = scene.act(2, "register", {"title": "某件", "issuer": "某局", "handling": "action"}, kind="incoming")
    paper = {"leader": "p3", "instructed_at": 1_790_000_000, "files": [scene.file("页.jpg", b"j")]}
    scene.act(2, "transcribe", paper, matter=matter, kind="incoming")
    last = sheet(scene.desk, scene.desk.record(matter)).entries[-1]
    assert (last.mark, last.sign) == ("待录入", ""), "it is at the centre: no arrow upwards"
    assert last.who == "周建国批示，王小明代录"


def test_corrected_words_stay_struck_and_say_where_they_were_put_right():
    entries = shown().entries
    first, correction = entries[6], entries[7]
    assert first.opinion == "已收齐七个项目的竣工资料，缺芦港村两份。"
    assert (first.struck, first.note) == (True, "已更正，见第 8 条")
    assert correction.opinion == "已收齐六个项目的竣工资料，缺芦港村三份。"
    assert (correction.struck, correction.note) == (False, "更正第 7 条")


def test_what_follows_from_another_matter_says_from_whom():
    scene, matter = incoming()
    entries = scene.library.entries[matter]
    entries[0] = replace(entries[0], data={**entries[0].data, "cause": "3-1"})
    entries[1] = replace(entries[1], data={**entries[1].data, "cause": "3-1"})
    lines = sheet(scene.desk, scene.desk.record(matter)).entries
    assert lines[1].note == "由望春街道办事处办理后自动记入"
    assert confirm(scene.kinds, entries) is not None
    delivered = replace(entries[0], data={**entries[0].data, "action": "deliver"})
    scene.library.entries[MatterId("9-1")] = [replace(delivered, matter=MatterId("9-1"))]
    assert sheet(scene.desk, scene.desk.record(MatterId("9-1"))).entries[0].note == "由望春街道办事处送达"


def test_the_head_says_what_the_register_says():
    head = shown().head
    assert [f"{f.label} {f.value}" for f in head.facts] == [
        "收文号 待编号",
        "来文单位 明州区住房和城乡建设局",
        "来文文号 明建〔2026〕118号",
        "文种 通知",
        "份数 2",
        "成文日期 2026年11月17日",
        "办理方式 办件",
        "时限 明天（临期 · 剩 1 天）",
    ]
    assert head.meta == ()


def test_what_the_head_says_the_body_does_not_repeat():
    labels = {f.label for f in shown().fields}
    assert labels.isdisjoint({"来文单位", "文种", "份数", "办理方式"})
    assert "原件存放地" in labels


def test_strands_have_roles_and_their_own_name(qtbot, look):
    scene, matter = incoming()
    bridge = Bridge()
    page = MatterPage(scene.desk, bridge, None)
    qtbot.addWidget(page)
    page.resize(826, 640)
    page.show()
    page.show_matter(matter)
    qtbot.waitUntil(lambda: page.presenter.sheet is not None)
    assert page.tabs.tabText(page.tabs.indexOf(page.tabs.readers)).startswith("办理情况 ")
    model = page.tabs.readers.model
    assert model.headerData(0, model_orientation()) == "角色"
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["批示", "主办", "协办", "阅知"]
    html = page.tabs.history.text.toHtml()
    assert "line-through" in html
    assert page.head.grid.isVisible()
    page.close()
    qtbot.waitUntil(lambda: bridge.idle)
    bridge.close()


def test_a_file_of_ones_own_is_an_attachment_however_it_is_called_and_the_hand_of_an_act_is_none(qtbot, look):
    scene = Scene(me=2)
    own, hand = scene.file("方案.ink", b"not by hand"), scene.file("手写.ink", encode(ink_of("同意")))
    matter = scene.circulate("p3", files=[own])
    scene.act(3, "mark_read", {"opinion": "同意。", "ink": [hand]}, matter=matter)
    found = sheet(scene.desk, scene.desk.record(matter))
    assert [line.file.name for line in attachments(found.files)] == ["方案.ink"]
    assert source_of(scene.desk, scene.desk.record(matter)).files == ("方案.ink",)
    bridge = Bridge()
    page = MatterPage(scene.desk, bridge, None)
    qtbot.addWidget(page)
    page.show_matter(matter)
    qtbot.waitUntil(lambda: page.presenter.sheet is not None)
    assert page.tabs.tabText(page.tabs.indexOf(page.tabs.files)) == "附件 1"
    page.presenter.look_at_files()
    qtbot.waitUntil(lambda: bridge.idle)
    assert [row.file.name for row in page.tabs.files._rows] == ["方案.ink"]
    page.close()
    bridge.close()


def test_a_hand_that_was_attached_besides_stands_among_the_files():
    scene = Scene(me=2)
    hand = scene.file("手写.ink", encode(ink_of("同意")))
    matter = scene.circulate("p3", files=[hand])
    scene.act(3, "mark_read", {"opinion": "同意。", "ink": [hand]}, matter=matter)
    assert len(attachments(sheet(scene.desk, scene.desk.record(matter)).files)) == 1


def model_orientation():
    from PySide6.QtCore import Qt

    return Qt.Orientation.Horizontal


def named(person=2):
    """An instruction on a document that came by an exchange, as its clerk sees it."""
    scene = Scene(me=person)
    source = paper_pictures.sent(scene)
    document = paper_pictures.delivered(scene, source)
    return scene, source, document, paper_pictures.instructed(scene, document)


def told(scene, matter):
    return {f.label: f.value for f in sheet(scene.desk, scene.desk.record(matter)).fields}


def test_another_matter_is_told_by_number_and_title_never_by_its_id():
    scene, _source, document, instruction = named()
    assert (
        told(scene, document)["来文交换件"]
        == "明建〔2026〕118号　关于做好2026年城镇老旧小区改造项目竣工验收和资料归档工作的通知"
    )
    assert "老旧小区" in told(scene, instruction)["所批文件"]


def test_another_matter_that_is_not_on_this_device_is_not_told():
    scene, source, document, _instruction = named()
    del scene.library.entries[source]
    assert "来文交换件" not in told(scene, document)


def test_a_date_is_a_date():
    scene, matter = incoming()
    assert told(scene, matter)["收文日期"] == "2026年11月18日"


def test_one_goes_to_the_matter_that_is_named_by_a_key(qtbot, look):
    scene, _source, document, instruction = named()
    bridge, preview = Bridge(), ChildPreview()
    page = MatterPage(scene.desk, bridge, preview)
    qtbot.addWidget(page)
    page.show()
    page.show_matter(instruction)
    qtbot.waitUntil(lambda: page.presenter.sheet is not None)
    linked = page.tabs.body.linked
    (go,) = linked.findChildren(QPushButton)
    assert go.accessibleName().startswith("所批文件：")
    assert document not in page.tabs.body.fields.toPlainText()
    with qtbot.waitSignal(page.followed) as followed:
        go.setFocus()
        qtbot.keyClick(go, Qt.Key.Key_Space)
    assert followed.args == ["incoming", document]
    page.close()
    qtbot.waitUntil(lambda: bridge.idle)
    bridge.close()
    preview.close()


def test_what_was_sent_to_everybody_at_once_is_not_said_to_be_read_by_all():
    scene = Scene(me=1)
    matter = scene.circulate("u2", mode="broadcast", purpose="information")
    assert sheet(scene.desk, scene.desk.record(matter)).head.state == "已送阅"
    (row,) = scene.desk.headed((matter,))
    assert "全部阅毕" not in line(row, scene.folk, NOW).meta
