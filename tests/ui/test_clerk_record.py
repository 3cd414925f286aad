"""The record and the head of a matter in a register: who wrote for whom, what was corrected, what follows from where."""

from dataclasses import replace

from oa_client.app.overlay import confirm
from oa_client.domain.matter import MatterId
from oa_client.ui.bridge import Bridge
from oa_client.ui.matter.page import MatterPage
from oa_client.ui.matter.sheet import sheet
from tests.ui.clerk_pictures import incoming
from tests.ui.matter_desk import Scene


def shown(me=2):
    scene, matter = incoming(me)
    return sheet(scene.desk, scene.desk.record(matter))


def test_words_of_paper_are_the_leader_s_by_the_clerk_s_hand():
    entries = shown().entries
    paper = entries[2]
    assert paper.who == "周建国批示，王小明代录"
    assert paper.note == "文字已补录 见第 4 条 本人已核对 见第 5 条"
    assert (paper.mark, paper.struck) == ("", False)


def test_words_not_put_down_yet_are_waited_for():
    scene = Scene(me=2)
    matter = scene.act(2, "register", {"title": "某件", "issuer": "某局", "handling": "action"}, kind="incoming")
    paper = {"leader": "p3", "instructed_at": 1_790_000_000, "files": [scene.file("页.jpg", b"j")]}
    scene.act(2, "transcribe", paper, matter=matter, kind="incoming")
    last = sheet(scene.desk, scene.desk.record(matter)).entries[-1]
    assert last.mark == "待录入"
    assert last.who == "周建国批示，王小明代录"


def test_corrected_words_stay_struck_and_say_where_they_were_put_right():
    entries = shown().entries
    first, correction = entries[6], entries[7]
    assert first.opinion == "已收齐七个项目的竣工资料，缺芦港村两份。"
    assert (first.struck, first.note) == (True, "已更正 见第 8 条")
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


def model_orientation():
    from PySide6.QtCore import Qt

    return Qt.Orientation.Horizontal
