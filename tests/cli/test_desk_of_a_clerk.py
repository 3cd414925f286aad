"""What somebody who has only the README meets at the command line: drafts, help, dates, and what an act came to."""

import shutil
from datetime import date, datetime, time

import pytest

from oa_client.app.ports import Session
from oa_client.app.workdays import of_day
from oa_client.cli.dates import moment
from oa_client.cli.plain_words import Wrong
from oa_client.domain.calendar import BEIJING, WorkingDays
from oa_client.domain.decision import Command
from oa_client.store.profile import open_profile
from oa_client.system.keyslots import KeySlots
from tests.cli.test_cli import NO_KEYRING, PASSWORD, Line
from tests.cli.test_document import HEAD, STEPS
from tests.fakes.portal import dead_port
from tests.store.centre import ME, Centre

NOON = 1_796_097_600
"""2026-12-01 12:00 in Beijing."""
NOW = int(datetime.now(BEIJING).timestamp()) - 3600
YEAR = datetime.fromtimestamp(NOW, BEIJING).year
"""A lease and a holding are of today: the command line goes by the clock of the machine."""
IDS = ("7-20", "7-21", "7-22", "7-23", "7-24")
SERIES = {"title": "望街函", "of": "outgoing_number", "word": "望街函"}
CHECKED = (
    (1, "submit", {"checker": "p3"}),
    (3, "consult", {"consulted": ["p2", "p4"], "note": "请会签。"}),
    (2, "countersign", {"stance": "agree_with_changes", "opinion": "建议明确经费。"}),
)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A clerk's profile: a draft of his, one that units were asked about, one that waits for its number."""
    folder = tmp_path_factory.mktemp("clerk") / "profile"
    profile = open_profile(folder, KeySlots(folder, NO_KEYRING).create(PASSWORD).key)
    profile.outbox.keep_session(Session(f"http://127.0.0.1:{dead_port()}", "wang", ME, "人员1", 7, "token"))
    centre = Centre()
    for id in IDS:
        assert centre.act(1, Command(id, "outgoing", "draft", HEAD))
    for who, action, fields in CHECKED:
        assert centre.act(who, Command("7-21", "outgoing", action, fields)), action
    for who, action, fields in STEPS:
        assert centre.act(who, Command("7-22", "outgoing", action, fields)), action
        if action != "number":
            assert centre.act(who, Command("7-24", "outgoing", action, fields)), action
    centre.now = NOW
    assert centre.act(1, Command("7-23", "outgoing", "submit", {"checker": "p3"}))
    assert centre.act(3, Command("7-23", "outgoing", "pass_check", {}))
    assert centre.act(2, Command("7-23", "outgoing", "check_out", {}))
    assert centre.act(1, Command("7-30", "numbers", "open", SERIES))
    assert centre.act(1, Command("7-30", "numbers", "hold", {"year": YEAR}), device=7)
    with profile.replica.page() as page:
        page.wipe(1)
        centre.tell_directory(page)
        for id in (*IDS, "7-30"):
            centre.tell(page, id)
    profile.replica.take_changes()
    profile.close()
    return folder


@pytest.fixture
def line(template, tmp_path):
    return Line(shutil.copytree(template, tmp_path / "profile"))


# ------------------------------------------------------------------ days


@pytest.mark.parametrize(
    "said",
    ["2026年12月1日 12:00", "2026-12-01 12:00", "2026/12/1 12:00", "２０２６年１２月１日１２时", "2026.12.1 12：00"],
)
def test_a_moment_is_taken_as_people_write_it(said):
    assert moment(said, lambda _: 0) == NOON


@pytest.mark.parametrize("said", ["2026年12月1日", "2026-12-01", "2026/12/1"])
def test_a_day_alone_is_told_from_a_moment(said):
    assert moment(said, lambda day: day.toordinal()) == date(2026, 12, 1).toordinal()


@pytest.mark.parametrize(
    ("field", "now", "hour"),
    [
        ("from", NOON, 0),
        ("effective_from", NOON, 0),
        ("until", NOON, 16),
        ("due", NOON, 16),
        ("doc_date", NOON, 12),
        ("paid_on", NOON, 12),
        ("paid_on", NOON + 86_400, 16),
        ("paid_on", NOON + 6 * 3600, 16),
    ],
)
def test_a_day_alone_is_its_beginning_or_its_close_and_never_later_than_now_where_it_has_been(field, now, hour):
    days = WorkingDays(close=time(16))
    assert of_day(days, field, date(2026, 12, 1), now) == NOON + (hour - 12) * 3600


@pytest.mark.parametrize("said", ["12月1日", "2026-13-01", "2026-02-30", "明天", "2026-12-01 25:00"])
def test_what_is_no_day_is_told_how_to_write_one(said):
    with pytest.raises(Wrong, match="2026年11月30日"):
        moment(said, lambda _: 0)


def test_a_delegation_from_a_day_lasts_from_its_beginning(line):
    far = ["--from", "2199-03-04", "--until", "2199-03-05", "--no-sync"]
    _, made = line.json("new", "delegation", "--taker", "人员3", *far)
    (waiting,) = line.json("outbox", "list")[1]
    assert waiting["n"] == made["n"]
    assert [datetime.fromtimestamp(waiting["fields"][f], BEIJING).isoformat() for f in ("from", "until")] == [
        "2199-03-04T00:00:00+08:00",
        "2199-03-05T17:00:00+08:00",
    ]


def test_every_date_of_the_line_is_taken_so(line):
    code, _ = line.json("do", "7-22", "typeset", "--print_date", "2026年12月1日", "--copies", "30", "--no-sync")
    assert code == 3, line.err
    assert line.json("show", "7-22")[1]["fields"]["print_date"] == NOON + 5 * 3600
    code, _ = line.text("register", "outgoing", "--from", "2026年1月1日", "--to", "2026/12/31", "--out", "簿.xlsx")
    assert code == 0, line.err
    code, _ = line.text("register", "outgoing", "--from", "一月", "--out", "二.xlsx")
    assert code == 2
    assert "2026年11月30日" in line.err


# ------------------------------------------------------------------ drafts


def test_what_a_refusal_kept_is_listed_shown_and_discarded(line):
    code, value = line.json("do", "7-20", "submit", "--opinion", "请尽快。", "--no-sync")
    assert (code, value["code"], value["draft"]) == (1, "missing_field", "act/7-20/submit")
    assert "保存在本机" in value["message"]
    (listed,) = line.json("drafts")[1]
    assert (listed["key"], listed["fields"]) == ("act/7-20/submit", {"opinion": "请尽快。"})
    assert line.text("drafts")[1].startswith("act/7-20/submit　送核")
    assert "（--opinion）：请尽快。" in line.text("drafts", "show", "act/7-20/submit")[1]
    assert line.json("drafts", "discard", "act/7-20/submit")[0] == 0
    assert line.text("drafts") == (0, "没有草稿。\n")
    assert line.json("drafts", "show", "act/7-20/submit")[1]["code"] == "no_such_draft"
    assert line.text("drafts", "show")[0] == 2


LONG = "重要要求一长段：各单位要逐项对照，月底前报送。"


def test_what_is_done_after_all_leaves_no_draft_behind(line):
    assert line.json("do", "7-20", "submit", "--opinion", "请尽快。")[0] == 1
    assert line.json("do", "7-20", "submit", "--opinion", "请尽快。")[0] == 1
    assert [d["fields"] for d in line.json("drafts")[1]] == [{"opinion": "请尽快。"}]
    assert line.json("do", "7-20", "submit", "--opinion", "请尽快。", "--checker", "人员3", "--no-sync")[0] == 3
    assert line.json("drafts")[1] == []


def test_a_second_refusal_keeps_the_words_of_the_first_below(line):
    for words in ("请尽快。", "请核。", "请核。"):
        assert line.json("do", "7-20", "submit", "--opinion", words)[0] == 1
    assert [d["fields"] for d in line.json("drafts")[1]] == [{"opinion": "请核。\n请尽快。"}]


def test_what_was_handed_in_without_the_refused_words_leaves_them_as_a_draft(line):
    assert line.json("do", "7-20", "submit", "--opinion", "请尽快。")[0] == 1
    assert line.json("do", "7-20", "submit", "--checker", "人员3", "--no-sync")[0] == 3
    assert [d["fields"] for d in line.json("drafts")[1]] == [{"opinion": "请尽快。"}]


def test_the_same_title_begun_again_with_less_loses_no_word_of_the_first(line):
    again = ["new", "supervision", "--title", "草稿甲", "--mode"]
    _, first = line.json(*again, "政府督查", "--requirements", LONG, "--plan", "方案")
    _, second = line.json(*again, "内部督办")
    assert first["draft"] != second["draft"]
    assert line.json("drafts", "show", first["draft"])[1]["fields"] == {
        "title": "草稿甲", "mode": "government", "requirements": LONG, "plan": "方案",
    }  # fmt: skip
    assert line.json("drafts", "show", second["draft"])[1]["fields"] == {"title": "草稿甲", "mode": "internal"}


def test_a_new_matter_refused_again_with_all_of_it_and_more_leaves_one_draft(line):
    again = ["new", "supervision", "--title", "草稿甲"]
    line.json(*again, "--requirements", LONG)
    line.json(*again, "--requirements", f"{LONG}\n另：随报照片。", "--plan", "方案")
    assert [d["fields"]["plan"] for d in line.json("drafts")[1]] == ["方案"]


# ------------------------------------------------------------------ whom, which


def test_to_means_whom_it_is_addressed_to_and_never_in_whose_name(line):
    organ = line.json("show", "7-20")[1]["fields"]["organ"]
    code, _ = line.json("do", "7-20", "redraft", "--to", "c1", "--no-sync")
    assert code == 3, line.err
    fields = line.json("show", "7-20")[1]["fields"]
    assert (fields["receivers"], fields["organ"]) == (["c1"], organ)


def test_an_unknown_action_is_told_which_ones_there_are_and_one_is_known_by_its_words(line):
    code, value = line.json("do", "7-20", "fly")
    assert (code, value["code"]) == (1, "unknown_action")
    assert "现在可办：" in value["message"]
    assert "送核" in value["message"]
    assert line.json("do", "7-20", "送核", "--checker", "人员3", "--no-sync")[0] == 3


@pytest.mark.parametrize("argv", [["help", "outgoing"], ["help", "发文"], ["new", "outgoing", "--help"]])
def test_a_kind_tells_its_fields_and_actions(line, argv):
    code, text = line.text(*argv)
    assert code == 0
    assert text.startswith("new outgoing　")
    assert "--receivers　主送　甲,乙" in text
    assert "--openness　公开属性（必填）　proactive（主动公开）" in text
    assert "do 事项 typeset" in text


def test_help_alone_lists_the_kinds_and_one_action_its_fields(line):
    assert "  outgoing　发文" in line.text("help")[1]
    assert line.text("help", "outgoing", "typeset")[1].count("do 事项") == 1
    assert line.text("help", "flying")[0] == 2
    assert line.text("help", "outgoing", "fly")[0] == 2


# ------------------------------------------------------------------ what it came to


def test_a_draft_is_told_at_once_what_the_rules_of_writing_to_others_find(line):
    code, value = line.json("do", "7-20", "redraft", "--genre", "request", "--direction", "down", "--no-sync")
    assert code == 3, value
    assert ("way", "block") in [(f["code"], f["severity"]) for f in value["findings"]]
    _, text = line.text("do", "7-20", "redraft", "--genre", "request", "--no-sync")
    assert "必须改正：“请示”不作下行" in text
    assert "findings" not in line.json("do", "7-20", "submit", "--checker", "人员3", "--no-sync")[1]


def test_a_person_as_receiver_is_told_of_organs_not_of_leaders(line):
    _, value = line.json("do", "7-20", "redraft", "--to", "人员3", "--no-sync")
    (found,) = [f for f in value["findings"] if f["code"] == "r05"]
    assert "不能写个人" in found["words"]
    refused = line.json("do", "7-20", "submit", "--checker", "人员3", "--no-sync")[1]
    assert refused["code"] == "routing_r05"
    assert "上级机关负责人" not in refused["message"]


def test_what_is_missing_is_called_as_its_own_kind_calls_it(line):
    _, value = line.json("new", "outgoing", "--title", "通知", "--organ", "c2")
    assert (value["code"], value["facts"]["field"]) == ("missing_field", "issuer")
    assert "发文机关" in value["message"]


def test_an_edit_that_becomes_a_suggestion_is_called_one(line):
    body = line.folder / "正文.txt"
    body.write_text("改过的正文。", "utf-8")
    code, value = line.json("do", "7-21", "revise", "--body", str(body), "--no-sync")
    assert (code, value.get("kept_as")) == (3, "suggestion"), value
    _, text = line.text("do", "7-21", "revise", "--body", str(body), "--no-sync")
    assert "修改意见稿" in text
    assert "kept_as" not in line.json("do", "7-20", "revise", "--body", str(body), "--no-sync")[1]


def test_the_record_says_who_was_asked_and_what_he_stood_for(line):
    text = line.text("show", "7-21")[1]
    assert "会签单位（人）：人员2、人员4" in text
    assert "会签意见：同意并有修改意见" in text
    (task,) = [t["task"] for t in line.json("show", "7-21")[1]["tracks"] if t["name"] == "人员4"]
    assert line.json("do", "7-21", "take_off", "--task", str(task), "--reason", "已调离", "--no-sync")[0] == 3
    assert line.json("show", "7-21")[1]["lines"][-1]["details"] == "人员4"


def test_every_number_at_the_head_is_called_something(line):
    head = line.text("show", "7-22")[1].splitlines()[1]
    assert "本年发文总号 " in head


def test_whoever_finds_the_text_checked_out_is_told_by_whom_and_until_when(line):
    code, value = line.json("do", "7-23", "check_out", "--no-sync")
    assert (code, value["code"]) == (1, "checked_out")
    assert value["message"].startswith(f"正文由人员2签出编辑，至 {YEAR}年")
    assert "（未说明）" not in value["message"]


def test_a_number_drawn_where_the_series_is_held_is_printed_at_once(line):
    code, text = line.text("do", "7-24", "number", "--series_word", "望街函", "--no-sync")
    assert code == 3
    assert f"文号：望街函〔{YEAR}〕1号" in text.splitlines(), text
    code, value = line.json("do", "7-24", "add_note", "--opinion", "已告知", "--no-sync")
    assert (code, "numbers" in value) == (3, False)


# ------------------------------------------------------------------ files, and the doctor


def test_a_sheet_is_never_a_pdf_under_another_name(line):
    assert line.text("sheet", "7-22", "--out", "稿纸.docx")[0] == 2
    assert "处理单只存成 PDF" in line.err
    assert not (line.folder / "稿纸.docx").exists()


def test_a_document_is_what_its_name_says(line):
    assert line.json("document", "7-22", "--out", "文.docx")[0] == 0
    assert (line.folder / "文.docx").read_bytes().startswith(b"PK")
    assert line.text("document", "7-22", "--format", "pdf", "--out", "又.docx")[0] == 2
    assert "不一致" in line.err


def test_the_doctor_speaks_chinese(line):
    text = line.text("doctor")[1]
    assert "事项副本　" in text
    assert not {"replica", "matters", "outbox", "entries"} & set(text.split())


def test_the_help_of_the_line_is_chinese(line, capsys):
    with pytest.raises(SystemExit):
        line.text("do", "--help")
    shown = capsys.readouterr().out
    assert "用法：oa-client do" in shown
    assert not {"usage:", "options:", "positional"} & set(shown.split())
