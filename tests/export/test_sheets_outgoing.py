"""发文稿纸, 发文登记簿 and 用印登记表, read back from their pages and lines."""

from dataclasses import replace
from datetime import datetime

import pytest

from oa_client.app.directory import People
from oa_client.app.forms import Tall
from oa_client.app.sheets import Reader, Said, SheetSource
from oa_client.domain.calendar import BEIJING
from oa_client.domain.people import Scope
from oa_client.export.press import PdfPress
from oa_client.layout.faces import OwnFonts
from oa_client.wording.register import register
from oa_client.wording.sheets import form
from oa_client.wording.sheets_outgoing import outgoing as parts_of
from tests.export.reading import read
from tests.ui.matter_desk import directory

PEOPLE = People(directory())


@pytest.fixture(scope="module")
def press():
    return PdfPress(OwnFonts)


def at(day, hour=9):
    return int(datetime(2026, 11, day, hour, tzinfo=BEIJING).timestamp())


def said(action, who, day, words="", **fields):
    return Said(action, who, at(day), words, fields=fields)


def outgoing(*acts, readers=(), **more):
    fields = {
        "receivers": ["c2"],
        "outside_receivers": "市应急管理局",
        "openness": "withheld",
        "withheld_reason": "内部管理信息",
        "doc_date": at(22),
        "copies": 30,
        "phone": "0574-5550000",
    }
    return SheetSource(
        "outgoing",
        "关于做好防汛物资储备工作的通知",
        "望春街道办事处",
        at(20),
        "1a2b3c4d" + "5" * 56,
        opener="陈静",
        fields={**fields, **more},
        said=tuple(acts),
        readers=readers,
        files=("物资清单.xlsx",),
    )


def paper(press, source):
    return read(press.print(form(source, PEOPLE)).data)


def test_the_draft_sheet_says_who_agreed_how_and_who_was_silent(press):
    (page,) = paper(
        press,
        outgoing(
            said("countersign", "王芳", 21, "第二条请改为每周报送。", stance="disagree"),
            said("countersign", "李强", 21, stance="agree"),
            said("review_legality", "法制科", 21, "符合规定。", legal_result="pass"),
            said("sign", "周建国", 22),
            said("proofread", "赵敏", 23),
            readers=(Reader(holder=Scope("p3"), state="silent", role="consult", delivered_at=at(16)),),
        ),
    )
    for words in (
        "发文稿纸",
        "不同意。第二条请改为每周报送。",
        "同意李强2026.11.21",
        "合法性审核意见：通过符合规定。",
        "待取号",
        "不予公开（内部管理信息）",
        "赵敏",
        "、市应急管理局",
    ):
        assert words in page.run
    assert page.run.count("（2026.11.16送会签，逾期未反馈）") == 1
    assert "周建国2026.11.22" in page.run, "a bare signature is consent: its name and day stand there"


def test_a_number_stands_on_the_draft_sheet_once_there_is_one(press):
    (page,) = paper(press, outgoing(number="望街发〔2026〕13号"))
    assert "望街发〔2026〕13号" in page.run
    assert "待取号" not in page.run


def test_the_register_of_the_seal_holds_only_what_was_sealed_with_the_scan_by_its_hash(press):
    scan = {"sha256": "abcdef12" + "0" * 56, "name": "盖章件.pdf", "size": 9}
    sealed = outgoing(
        said("sign", "周建国", 22),
        said("seal", "陈静", 23, files=[scan]),
        sealed_on=at(23),
        sealed_copies=12,
        number="望街发〔2026〕13号",
    )
    made = register("seals", [sealed, outgoing()], PEOPLE, "望春街道办事处")
    (line,) = made.lines
    day, number, _title, copies, approved, hand, file, _remark = line.cells
    assert (str(day), number, copies, approved, hand) == ("2026-11-23", "望街发〔2026〕13号", 12, "周建国", "陈静")
    assert file == "盖章件.pdf（abcdef12）"
    assert made.title == "望春街道办事处用印登记表"
    assert "盖章件.pdf（abcdef12）" in read(press.print(made.form()).data)[0].run


def test_the_register_of_what_was_issued_names_number_signer_and_receivers():
    source = outgoing(said("sign", "周建国", 22), number="望街发〔2026〕13号")
    ((day, number, title, to, signer, openness, copies, printed, _),) = (
        line.cells for line in register("outgoing", [source], PEOPLE, "").lines
    )
    assert (str(day), number, signer, copies, printed) == ("2026-11-22", "望街发〔2026〕13号", "周建国", 30, None)
    assert title.startswith("关于")
    assert to.endswith("、市应急管理局")
    assert openness == "不予公开"


def checks(*acts):
    """The cell 核稿: the words and the name of each who stands in it."""
    numbered = [replace(one, v=n) for n, one in enumerate(acts, 1)]
    (cell,) = [p for p in parts_of(outgoing(*numbered), PEOPLE) if isinstance(p, Tall) and p.label == "核稿"]
    return [(one.words, one.name) for one in cell.signed]


def test_the_office_stands_once_among_the_checks_with_what_it_last_wrote():
    assert checks(
        said("submit", "陈静", 20),
        said("pass_check", "王芳", 20, "同意。"),
        said("send_to_sign", "赵敏", 21, "请审签。"),
        said("pass_recheck", "赵敏", 22),
    ) == [("同意。", "王芳"), ("请审签。", "赵敏")]


def test_a_checker_who_sent_it_straight_to_the_units_stands_among_the_checks_and_the_office_not_for_asking():
    assert checks(
        said("submit", "陈静", 20),
        said("consult", "王芳", 20, "请会签。"),
        said("consult", "赵敏", 21, "再请会签。"),
        said("send_to_sign", "赵敏", 22),
    ) == [("请会签。", "王芳"), ("", "赵敏")]


def test_the_registers_say_who_signed_for_whom():
    signed = Said("sign", "李芳", at(22), behalf="周建国")
    sealed = outgoing(signed, said("seal", "陈静", 23), sealed_on=at(23), number="望街发〔2026〕13号")
    (issued,), (used,) = (register(kind, [sealed], PEOPLE, "").lines for kind in ("outgoing", "seals"))
    assert "李芳（代周建国）" in issued.cells
    assert "李芳（代周建国）" in used.cells
