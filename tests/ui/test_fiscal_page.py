"""An application for money on its page: its steps, what its line has left, what wants a second look; amounts in lists."""

from dataclasses import replace

import pytest

from oa_client.app.reading import Listed
from oa_client.app.spending import When
from oa_client.cli.hints import to_look_at
from oa_client.domain.decision import Command, Refused
from oa_client.domain.matter import MatterId
from oa_client.protocol.standing_in import AWAY
from oa_client.ui.matter.body_tab import BodyTab
from oa_client.ui.matter.drawing import Drawing
from oa_client.ui.matter.sheet import sheet
from oa_client.wording import spending
from oa_client.wording.lines import line
from tests.ui.fiscal_pictures import ASKED, KIND, LINES, scene_of
from tests.ui.matter_desk import HOUR, NOW

HEAD = 3
"""Who agrees for the unit that asks."""


def applied(scene, **more):
    given = {**ASKED, "unit_head": f"p{HEAD}", "invoices": "", **more}
    return scene.act(2, "apply", given, kind=KIND, at=NOW - 50 * HOUR)


def told(scene, matter):
    return spending.told(scene.desk, scene.desk.record(matter))


def steps(said):
    return [(one.label, one.when) for one in said.steps]


@pytest.fixture
def scene():
    return scene_of(2)


def test_the_chain_stands_in_its_order_with_who_did_what_when_and_what_is_to_come(scene):
    matter = applied(scene)
    scene.act(HEAD, "agree", {"opinion": "情况属实。"}, matter=matter, kind=KIND, at=NOW - 3 * HOUR)
    said = told(scene, matter)
    assert steps(said) == [
        ("申请", When.DONE),
        ("单位负责人", When.DONE),
        ("财政业务科室", When.NOW),
        ("财政局负责人", When.COMING),
        ("分管财政副区长", When.COMING),
        ("下达指标", When.COMING),
        ("支付", When.COMING),
        ("对账", When.COMING),
        ("归档", When.COMING),
    ]
    asked, agreed, now, *_ = said.steps
    assert asked.said == "望春街道办事处 王小明　11月18日 07:24"
    assert (agreed.said, agreed.words) == ("周建国　单位同意　今天 06:24", "情况属实。")
    assert now.state == "待办"
    assert now.at == "自 今天 06:24 起"


def test_who_is_away_is_said_to_be_stood_in_for(scene):
    scene.library.rows_kept[AWAY, "9-9"] = {"giver": HEAD, "taker": 4, "until": NOW + 100 * HOUR}
    (_asked, head, *_rest) = told(scene, applied(scene)).steps
    assert head.state == "待办，由李芳代办至 11月24日"


def test_sent_back_to_whoever_asked_the_steps_that_were_to_come_are_gone_and_the_reason_stands_there(scene):
    matter = applied(scene)
    scene.act(HEAD, "send_back", {"to": "applicant", "reason": "请补合同。"}, matter=matter, kind=KIND, at=NOW)
    said = told(scene, matter)
    assert steps(said) == [("申请", When.DONE), ("单位负责人", When.DONE), ("修改后再报", When.NOW)]
    assert said.steps[-1].words == "请补合同。"
    assert said.balance == (), "what it held was given back"
    scene.act(2, "reapply", {**ASKED, "invoices": "", "unit_head": f"p{HEAD}"}, matter=matter, kind=KIND, at=NOW)
    assert steps(told(scene, matter))[:2] == [("修改后再报", When.DONE), ("单位负责人", When.NOW)]


def test_what_was_withdrawn_has_nothing_to_come(scene):
    matter = applied(scene)
    scene.act(2, "withdraw", {"reason": "不买了。"}, matter=matter, kind=KIND, at=NOW)
    assert {one.when for one in told(scene, matter).steps} == {When.DONE}


def test_the_balance_is_said_as_of_when_it_was_so(scene):
    said = told(scene, applied(scene))
    assert said.head == "预算指标（截至 今天 06:24 的数，含本件）"
    assert {one.label: one.value for one in said.balance} == {
        "可用": "213,999.50 元",
        "已预留": "86,000.50 元",
        "已支出": "0.00 元",
        "指标总额": "300,000.00 元",
    }


def waiting(scene, **more):
    given = {**ASKED, "unit_head": f"p{HEAD}", **more}
    command = Command(MatterId("8-1"), KIND, "apply", given, edition=1)
    return scene.outbox.queue(command, scene.post, NOW).command.matter


def test_what_waits_here_is_counted_on_top_of_what_the_centre_said(scene):
    said = told(scene, waiting(scene, invoices=""))
    assert "加上未上传的本件" in said.head
    left = 300_000_00 - 86_000_50 - ASKED["amount"]
    assert said.balance[0].value == f"{left // 100:,}.{left % 100:02} 元"
    assert said.steps[0].state == "待上传"
    assert said.warnings == ()


def test_offline_more_than_is_left_is_told_before_the_centre_refuses_it(scene):
    said = told(scene, waiting(scene, amount=300_000_00, invoices=""))
    assert said.warnings == ("余额不足：按截至 今天 06:24 的数，还差 86,000.50 元。",)
    assert said.balance[0].value == "0.00 元"


def test_a_line_nobody_told_this_device_of_has_no_balance(scene):
    matter = applied(scene)
    del scene.library.rows_kept["budget", LINES[0].matter]
    assert told(scene, matter).balance == ()


def test_the_approver_is_told_of_a_split_with_the_others_by_name(scene):
    first, matter = applied(scene, amount=95_000_00), applied(scene, title="购置配套电缆")
    split_with(scene, matter, first, "9-77", total=181_000_50)
    (warning,) = told(scene, matter).warnings
    assert warning.startswith(f"疑似拆分：与近 30 天的《{ASKED['title']}》（95,000.00 元，待单位审核）、另 1 件申请")
    assert "合计 181,000.50 元" in warning
    assert warning.endswith("初审时请核对是否拆分。")
    assert sheet(scene.desk, scene.desk.record(matter)).notice == warning
    unlooked = Refused("missing_field", {"field": "split_looked"})
    assert to_look_at(scene.desk, matter, unlooked) == (warning,), "and the command line says so too"
    assert to_look_at(scene.desk, matter, Refused("missing_field", {"field": "opinion"})) == ()


def split_with(scene, matter, *others, total):
    """The centre found that it looks split with these."""
    entries = scene.library.entries[matter]
    found = {**entries[0].data["found"], "split": {"with": [*others], "total": total}}
    entries[0] = replace(entries[0], data={**entries[0].data, "found": found})


def test_the_first_of_two_is_told_of_the_one_that_came_after_it(scene):
    first, between = applied(scene, amount=95_000_00), applied(scene, title="公厕修缮", payee="明建公司")
    assert told(scene, first).warnings == ()
    second = applied(scene, title="购置配套电缆")
    split_with(scene, second, first, total=181_000_50)
    (warning,) = told(scene, first).warnings
    assert warning.startswith(
        "疑似拆分：本件报送之后，同一收款方或项目又报来《购置配套电缆》（86,000.50 元，待单位审核）"
    )
    assert "合计 181,000.50 元" in warning
    assert told(scene, between).warnings == ()
    scene.act(HEAD, "agree", {"opinion": "情况属实。"}, matter=first, kind=KIND, at=NOW - 3 * HOUR)
    assert told(scene, first).warnings == (warning,), "an approval that stands is no reason to hide it"
    scene.act(2, "withdraw", {"reason": "重复。"}, matter=second, kind=KIND, at=NOW)
    assert told(scene, first).warnings == ()


def test_one_that_says_it_itself_says_it_once(scene):
    first, second = applied(scene, amount=95_000_00), applied(scene, title="购置配套电缆")
    split_with(scene, first, second, total=181_000_50)
    split_with(scene, second, first, total=181_000_50)
    assert [len(told(scene, one).warnings) for one in (first, second)] == [1, 1]


def test_an_invoice_that_another_application_here_bears_is_told_with_where(scene):
    matter = applied(scene, invoices="0330、 0331")
    scene.act(2, "withdraw", {"reason": "报错了。"}, matter=matter, kind=KIND, at=NOW)
    (warning,) = told(scene, waiting(scene, invoices="0332，0331")).warnings
    assert warning.startswith(
        "发票重复：0331 在《购置防汛排水泵四台用于低洼路段排涝》（86,000.50 元，申请单位已撤回）里也有"
    )


def test_the_page_says_it_below_the_text_with_the_present_step_in_bold(scene, qtbot, look):
    matter = applied(scene)
    tab = BodyTab(scene.desk, Drawing(None, None))
    qtbot.addWidget(tab)
    tab.show_sheet(sheet(scene.desk, scene.desk.record(matter)), fresh=True)
    block, bold = tab.text.document().begin(), []
    while block.isValid():
        at = block.begin()
        while not at.atEnd():
            if at.fragment().charFormat().fontWeight() > 500:
                bold.append(at.fragment().text())
            at += 1
        block = block.next()
    assert "单位负责人" in bold[0]
    assert "财政业务科室" not in "".join(bold)
    assert tab.text.toPlainText().index("用途说明") < tab.text.toPlainText().index("审批流程")


def test_in_a_list_the_amount_stands_apart_from_what_is_cut(scene):
    record = scene.desk.record(applied(scene))
    said = line(Listed(record.id, KIND, record.row), scene.folk, NOW)
    assert said.amount == "86,000.50 元"
    assert "86,000.50" not in said.meta
    assert "86,000.50 元" in said.spoken
