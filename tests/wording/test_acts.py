"""What a line of the record says an act was about: the same on the page, on paper and on the command line."""

from oa_client.app.sheets import source_of
from oa_client.cli import views
from oa_client.ui.matter.sheet import sheet
from oa_client.wording import sheets, spending
from tests.ui.fiscal_pictures import paid
from tests.ui.matter_desk import HOUR, NOW
from tests.ui.supervision_pictures import broken_down


def told(scene, matter):
    """The same record three times: of the page, of the paper, of the command line."""
    record = scene.desk.record(matter)
    paper = sheets.form(source_of(scene.desk, record), scene.desk.people, history=True).parts[-1].rows
    page = [(line.action, line.told) for line in sheet(scene.desk, record).entries]
    said = [views.details(scene.desk, record, line) for line in record.lines]
    return page, [(row[3], row[4]) for row in paper], said


def test_a_part_given_on_says_which_to_whom_and_until_when():
    page, paper, said = told(*broken_down())
    at = page.index(next(line for line in page if line[0] == "分解任务"))
    wanted = "分解事项：芦港村入户摸底登记；承办单位（人）：芦港村收发岗；办结时限：2026年11月22日 09:24"
    assert said[at] == page[at][1] == wanted
    assert paper[at] == ("分解任务", wanted)


def test_no_act_of_the_record_on_paper_stands_there_without_a_word_of_what_it_was():
    for made in (broken_down(), paid(9)):
        page, paper, said = told(*made)
        for (action, more), (_, words), again in zip(page, paper, said, strict=True):
            assert more == again
            assert more in words
            assert words or action in {"签收", "单位同意", "同意并转下一环节", "拟立项", "批准立项"}, action


def test_a_payment_says_how_much_and_its_voucher():
    _, paper, _ = told(*paid(9))
    (payment,) = [words for action, words in paper if action == "登记支付"]
    assert "本次支付：50,000.00 元" in payment
    assert "支付凭证号：2026-0873" in payment
    (issued,) = [words for action, words in paper if action == "下达指标"]
    assert "指标文号：" in issued
    assert "批准金额：" in issued


def test_what_goes_back_to_the_line_is_said_before_and_after():
    scene, matter = paid(9)

    def step():
        return next(x for x in spending.told(scene.desk, scene.desk.record(matter)).steps if x.label == "对账")

    assert step().words == "现在对账，30,000.00 元退回预算指标"
    said = {"opinion": "合同结算核减。"}
    scene.act(9, "reconcile", said, matter=matter, kind="fiscal", at=NOW - HOUR, centre=True)
    assert step().words == "30,000.00 元退回预算指标；合同结算核减。"
    _, paper, _ = told(scene, matter)
    assert paper[-1] == ("对账", "批准金额：80,000.00 元；已支付：50,000.00 元；退回指标：30,000.00 元\n合同结算核减。")
