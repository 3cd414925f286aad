"""财政资金审批表 and 财政审批台账, read back from their pages and lines."""

from datetime import datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from oa_client.app.directory import People
from oa_client.app.sheets import Reader, Said, SheetSource
from oa_client.domain.calendar import BEIJING
from oa_client.domain.people import Scope
from oa_client.export.press import PdfPress
from oa_client.export.tables import FileTables
from oa_client.layout.faces import OwnFonts
from oa_client.wording.register import register
from oa_client.wording.sheets import form
from tests.export.reading import read
from tests.ui.matter_desk import directory

PEOPLE = People(directory())


@pytest.fixture(scope="module")
def press():
    return PdfPress(OwnFonts)


def at(day, month=11):
    return int(datetime(2026, month, day, 9, tzinfo=BEIJING).timestamp())


def said(action, who, day, words="", *, role="", behalf="", v=0, **fields):
    return Said(action, who, at(day), words, role=role, behalf=behalf, v=v, fields=fields)


def asked(*acts, stage="approved", unit="望春街道办事处", month=11, title="购置防汛排水泵四台", readers=(), **more):
    fields = {"amount": 8_600_050, "fund": "annual", "line_title": "防汛装备购置", "payee": "江海机电设备有限公司"}
    return SheetSource(
        "fiscal",
        title,
        unit,
        at(3, month),
        "1a2b3c4d" + "5" * 56,
        stage=stage,
        fields={**fields, "account": "3301040160000812345", **more},
        said=(said("apply", "王小明", 3, purpose="汛前补充移动排水泵。"), *acts),
        readers=readers,
        files=("合同.pdf",),
    )


DECIDED = (
    said("agree", "周建国", 4, "情况属实。", role="unit_head", v=2),
    said("review", "何敏", 5, "指标充足。", role="finance_section", v=3),
    said("decide", "李芳", 6, "同意。", role="vice_head", behalf="蒋永康", v=4),
)


def words_at(page, words):
    """Where these words begin on the page: left and top of their first character, and the right of their last."""
    line = "".join(c.words for c in page.chars)
    first = line.index(words)
    return page.chars[first].left, page.chars[first].top, page.chars[first + len(words) - 1].right


def test_the_form_bears_the_amount_in_figures_and_capital_ones_on_one_line(press):
    (page,) = read(press.print(form(asked(*DECIDED, approved=8_000_000), PEOPLE)).data)
    for words in (
        "财政资金审批表",
        "86,000.50元",
        "捌万陆仟元零伍角整",
        "80,000.00元",
        "捌万元整",
        "防汛装备购置",
        "年初预算",
        "3301***********2345",
        "汛前补充移动排水泵。",
        "合同.pdf",
    ):
        assert words in page.run, words
    figures, capital = words_at(page, "86,000.50"), words_at(page, "捌万陆仟元零伍角整")
    assert figures[0] < capital[0]
    assert abs(figures[1] - capital[1]) < 3, "side by side"


def test_the_ladder_stands_in_the_order_of_the_chain_and_says_who_stood_in(press):
    waits = Reader(holder=Scope("p8"), state="delivered", role="district_head")
    (page,) = read(press.print(form(asked(*DECIDED, readers=(waits,)), PEOPLE)).data)
    steps = ["情况属实。", "指标充足。", "同意。", "区长审批"]
    tops = [words_at(page, words)[1] for words in steps]
    assert tops == sorted(tops)
    assert "李芳（代蒋永康）2026.11.6" in page.run
    assert "会议决定" not in page.run, "a step that is not in its chain has no cell"


def test_the_register_says_what_was_asked_approved_and_paid_and_by_whom_for_whom():
    waiting = asked(stage="vice_head", approved=5_000_000)
    granted = asked(*DECIDED, stage="paying", approved=8_000_000, paid=3_000_000)
    made = register("fiscal", [waiting, granted], PEOPLE, "明州区财政局")
    (_, unit, _, fund, *before, who, day, stage, _), (*_, wide, paid, last, on, now, _) = (x.cells for x in made.lines)
    assert made.title == "明州区财政局财政审批台账"
    assert (unit, fund, stage) == ("望春街道办事处", "年初预算", "待分管副区长审批")
    assert before == [Decimal("86000.50"), None, None], "what a node cut it to is not approved yet"
    assert (who, day) == ("", None)
    assert (wide, paid, last, str(on), now) == (
        Decimal(80_000),
        Decimal(30_000),
        "李芳（代蒋永康）",
        "2026-11-06",
        "部分支付",
    )


def district():
    """Three months of two units, among them one that no longer stands."""
    granted = {"approved": 8_600_050}
    return [
        asked(*DECIDED, unit="区应急管理局", month=9, amount=100_00, approved=100_00),
        asked(*DECIDED, month=10, **granted),
        asked(*DECIDED, month=11, **granted, paid=600_050),
        asked(stage="withdrawn", month=11),
    ]


def test_the_sums_stand_by_unit_in_protocol_order_and_by_month_without_what_was_withdrawn():
    units, months = register("fiscal", district(), PEOPLE, "").sums
    assert [row[:4] for row in units.rows] == [
        ("望春街道办事处", 2, Decimal("172001.00"), Decimal("172001.00")),
        ("区应急管理局", 1, Decimal(100), Decimal(100)),
        ("合计", 3, Decimal("172101.00"), Decimal("172101.00")),
    ]
    assert [row[0] for row in months.rows] == ["2026-09", "2026-10", "2026-11", "合计"]
    assert months.rows[2][-1] == Decimal("6000.50")
    assert "不计退回、撤回和作废的 1 件" in units.title
    assert dict(units.words)["批准合计大写"] == "壹拾柒万贰仟壹佰零壹元整"


def test_amounts_stand_at_the_right_of_their_column_on_paper(press):
    (page, *_) = read(press.print(register("fiscal", district(), PEOPLE, "区财政局").form()).data)
    assert page.width > page.height
    assert "不计退回、撤回和作废的1件" in page.run
    assert "壹拾柒万贰仟壹佰零壹元整" in page.run
    small, large = words_at(page, "100.00"), words_at(page, "86,000.50")
    assert abs(small[2] - large[2]) < 0.5
    assert small[0] - large[0] > 3


def test_in_the_workbook_amounts_are_numbers_and_the_sums_are_sheets_of_their_own():
    book = load_workbook(BytesIO(FileTables().workbook(register("fiscal", district(), PEOPLE, "").tabular())))
    lines, units, months = book.worksheets
    cell = next(c for c in lines[2] if c.value == 100)
    assert (cell.data_type, cell.number_format) == ("n", "#,##0.00")
    assert units.title.startswith("合计（按单位）")
    assert months.max_row == 5


def test_of_what_is_here_by_its_header_alone_the_register_says_so():
    header = SheetSource("fiscal", "购置", "望春街道办事处", at(3), "", stage="approved", fields={"amount": 100})
    made = register("fiscal", [header], PEOPLE, "")
    assert made.lines[0].cells[-1] == "未取全文"
    assert "1 件未取全文，批准和支付金额未计" in made.sums[0].title
    assert register("fiscal", [], PEOPLE, "").sums == ()
