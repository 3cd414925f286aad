"""The command line over a real profile without a server: grammar, exit codes, names, ids, and the shapes of JSON."""

import io
import json
import os
import stat
from pathlib import Path

import pytest

from oa_client.app.policies import Policies
from oa_client.app.ports import BadStore, NoRoom, Session, Settlement
from oa_client.app.seat import CannotServe, SyncReport
from oa_client.cli.grammar import Wrong, parse
from oa_client.cli.run import run
from oa_client.domain.people import Person, PersonId, PostId
from oa_client.doors import LocalDoors
from oa_client.protocol.messages import Outcome
from oa_client.seats import LocalSeat
from oa_client.store.profile import open_profile
from oa_client.system.keyring import Keyring
from oa_client.system.keyslots import KeySlots
from tests.fakes.portal import dead_port
from tests.store.centre import ME, Centre

PASSWORD = "望春街道2026"
NO_KEYRING = Keyring(lambda: None)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A signed-in profile with a directory in which two bear one name, and three matters."""
    folder = tmp_path_factory.mktemp("cli") / "profile"
    key = KeySlots(folder, NO_KEYRING).create(PASSWORD).key
    profile = open_profile(folder, key)
    profile.outbox.keep_session(Session(f"http://127.0.0.1:{dead_port()}", "wang", ME, "人员1", 7, "token"))
    centre = Centre()
    people = centre.directory.people
    for n, name in ((2, "李强"), (4, "李强")):
        people[PersonId(n)] = Person(PersonId(n), name, (PostId(n),))
    for id, title in (("7-10", "防汛值班"), ("7-11", "防火检查"), ("8-1", "<b>食堂</b>安排")):
        centre.circulate(2, id, title, ["p1"], body="正文")
    with profile.replica.page() as page:
        page.wipe(1)
        centre.tell_directory(page)
        for id in ("7-10", "7-11", "8-1"):
            centre.tell(page, id)
    profile.replica.take_changes()
    profile.close()
    return folder


@pytest.fixture
def here(template, tmp_path):
    import shutil

    return shutil.copytree(template, tmp_path / "profile")


class Line:
    """Runs command lines on a profile as a process of its own would."""

    def __init__(self, folder: Path, password: str = PASSWORD, policies: Policies | None = None) -> None:
        self.folder, self.password, self.policies = folder, password, policies
        self.err = ""

    def text(self, *argv: str) -> tuple[int, str]:
        out, err = io.StringIO(), io.StringIO()
        doors = LocalDoors(self.folder, NO_KEYRING, policies=self.policies)
        code = run(argv, doors=doors, password=lambda: self.password, out=out, err=err, folder=str(self.folder))
        self.err = err.getvalue()
        return int(code), out.getvalue()

    def json(self, *argv: str):
        code, out = self.text(*argv, "--json")
        assert out.count("\n") == (1 if out else 0), "one JSON value, on one line"
        return code, json.loads(out) if out else None

    def kept(self):
        """What a person would miss: drafts, and commands with what the replica holds."""
        profile = open_profile(self.folder, KeySlots(self.folder, NO_KEYRING).open_with(PASSWORD).key)
        try:
            counts = {
                k: v for k, v in profile.library.usage().items() if k in {"matters", "entries", "pending", "refused"}
            }
            rest = json.dumps((profile.outbox.pending(), counts), default=str, ensure_ascii=False)
            return {d.key: d.data for d in profile.outbox.drafts()}, rest
        finally:
            profile.close()


@pytest.fixture
def line(here):
    return Line(here)


@pytest.fixture
def unchanged(line):
    """Nothing is lost or done; the words of what was refused may have become a draft beside."""
    drafts, rest = line.kept()
    yield
    after, rest_after = line.kept()
    assert rest_after == rest
    assert drafts.items() <= after.items()


# ------------------------------------------------------------------ the address book


def test_directory_finds_by_name_and_says_where(line, unchanged):
    code, found = line.json("directory", "李强")
    assert code == 0
    assert [(one["scope"], one["name"]) for one in found] == [("p2", "李强"), ("p4", "李强")]
    assert set(found[0]) == {"scope", "name", "unit", "posts", "phone", "mobile", "short"}


def test_directory_without_a_text_is_everybody_in_protocol_order(line, unchanged):
    code, found = line.json("directory")
    assert code == 0
    assert {one["scope"] for one in found} >= {"p1", "p2", "p4"}
    assert line.text("directory")[1].count("\n") == len(found)


def test_directory_says_when_nobody_is_meant(line, unchanged):
    assert line.text("directory", "没有这个人") == (0, "没有找到“没有这个人”。\n")


@pytest.mark.parametrize(
    ("name", "more", "begins"),
    [
        ("簿.csv", [], "\ufeff姓名,职务,单位".encode()),
        ("簿.csv", ["--gb18030"], "姓名,职务,单位".encode("gb18030")),
        ("簿.vcf", [], b"BEGIN:VCARD\r\nVERSION:3.0"),
        ("簿.xlsx", [], b"PK"),
    ],
)
def test_directory_leaves_as_a_file(line, name, more, begins):
    code, found = line.json("directory", "李强", "--out", name, *more)
    assert (code, found["lines"]) == (0, 2)
    data = (line.folder / name).read_bytes()
    assert data.startswith(begins)
    assert line.text("directory", "--out", name, *more)[0] == 1
    assert (line.folder / name).read_bytes() == data


@pytest.mark.parametrize("more", [["--out", "簿.doc"], ["--out", "簿.vcf", "--gb18030"]])
def test_directory_is_written_in_no_other_form(line, unchanged, more):
    assert line.text("directory", *more)[0] == 2


# ------------------------------------------------------------------ wrong use: 2


@pytest.mark.parametrize(
    "argv",
    [
        ["nonsense"],
        ["list"],
        ["list", "everything"],
        ["show"],
        ["show", "7-10", "8-1"],
        ["save", "7-10", "one", "x"],
        ["save", "7-10"],
        ["login", "--server", "http://x"],
        ["sync", "--force"],
        ["do", "7-10"],
        ["do", "7-10", "mark_read", "words"],
        ["do", "7-10", "mark_read", "--task", "one"],
        ["new"],
        ["record", "burn", "7-10"],
        ["search"],
        ["--profile"],
    ],
)
def test_wrong_use_exits_2_and_says_how_it_is_used(line, unchanged, argv):
    code, out = line.text(*argv)
    assert (code, out) == (2, "")
    assert "用法：oa-client" in line.err or "不认识" in line.err
    first = line.err.partition("\n")[0]
    assert not {"argument", "required", "invalid", "usage", "expected"} & set(first.split()), first
    assert "Traceback" not in line.err


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["show", "7-1"], "“7-1”可以是：7-10、7-11"),
        (["do", "7", "mark_read"], "“7”可以是：7-10、7-11"),
        (["save", "8-1", "1", "x.pdf"], "这件事项有 0 个附件"),
        (["save", "8-1", "0", "x.pdf"], "这件事项有 0 个附件"),
        (["new", "poem", "--title", "x"], "没有“poem”这类事项"),
        (["new", "circulation", "--colour", "red"], "没有这些项：colour"),
        (["do", "8-1", "mark_read", "--opinions", "x"], "没有这些项：opinions"),
        (["do", "8-1", "mark_read", "--to", "人员3"], "不需要人员"),
        (["new", "circulation", "--title", "x", "--due", "明天"], "日期请写成"),
        (["new", "circulation", "--title", "x", "--due", "2026-02-30"], "日期请写成"),
    ],
)
def test_words_that_fit_nothing_exit_2_in_one_line(line, unchanged, argv, says):
    code, out = line.text(*argv, "--json")
    assert (code, out) == (2, "")
    assert says in line.err
    assert line.err.count("\n") == 1


# ------------------------------------------------------------------ refused: 1


REFUSED = [
    (["show", "9-9"], "no_such_matter"),
    (["show", ""], "no_such_matter"),
    (["show", "%"], "no_such_matter"),
    (["show", "7-10\udcff"], "no_such_matter"),
    (["do", "8-1", "fly"], "unknown_action"),
    (["do", "8-1", "mark_read", "--task", "77", "--opinion", "好"], "no_such_task"),
    (["new", "circulation", "--title", "x", "--to", "李强"], "ambiguous_name"),
    (["new", "circulation", "--title", "x", "--to", "无此人"], "unknown_name"),
    (["new", "circulation", "--title", "x", "--to", "\x1b[31m\u202e人"], "unknown_name"),
    (["new", "circulation", "--title", "x" * 10_000, "--to", "人员3"], "too_long"),
    (["new", "circulation", "--title", "a\u202eb", "--to", "人员3"], "bad_characters"),
    (["new", "circulation", "--title", "a\x07b", "--to", "人员3"], "bad_characters"),
    (["new", "circulation", "--title", "\udcff\udcfe", "--to", "人员3"], "bad_characters"),
    (["new", "circulation", "--title", "绝密★ 关于某事", "--to", "人员3"], "secret_marking"),
    (["new", "circulation", "--title", "关于【机密】某事", "--to", "人员3"], "secret_marking"),
    (["new", "circulation", "--to", "人员3"], "missing_field"),
    (["new", "circulation", "--title", "x"], "missing_field"),
    (["new", "circulation", "--title", "x", "--to", "人员3", "--body", "absent.txt"], "file_unreadable"),
    (["new", "circulation", "--title", "x", "--to", "人员3", "--body", "."], "file_unreadable"),
    (["new", "circulation", "--title", "x", "--to", "人员3", "--attach", "absent.pdf"], "file_unreadable"),
    (["new", "circulation", "--title", "x", "--to", "人员3", "--attach", "."], "file_unreadable"),
]


@pytest.mark.parametrize(("argv", "refusal"), REFUSED)
def test_what_is_refused_exits_1_with_its_code_and_one_sentence(line, unchanged, argv, refusal):
    tail = ["--mode", "parallel", "--purpose", "action"] if argv[0] == "new" and "--mode" not in argv else []
    code, value = line.json(*argv, *tail)
    assert (code, value["state"], value["code"]) == (1, "refused", refusal)
    plain(value["message"])
    code, text = line.text(*argv, *tail)
    assert (code, text.partition("\n")[0]) == (1, value["message"])
    assert ("草稿：" in text) == ("draft" in value) == ("保存在本机" in value["message"])
    if "draft" in value:
        assert line.json("drafts", "show", value["draft"])[1]["fields"]


LATIN = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
SAFE_OR_NEXT = ("请", "都在", "还在", "保存", "没有改动", "完好", "不受影响", "自动", "没有加入", "没有提交")


def plain(sentence: str, *, named: str = "") -> None:
    """One or two Chinese sentences without English or controls, that say what is safe or what to do."""
    assert sentence.endswith("。")
    assert sentence.count("。") <= 2
    assert "\n" not in sentence
    assert all(c.isprintable() for c in sentence)
    assert any(word in sentence for word in SAFE_OR_NEXT), sentence
    quoted = "".join(part.partition("”")[2] if n else part for n, part in enumerate(sentence.split("“")))
    assert not LATIN & set(quoted.replace("https://", "").replace(named, "")), sentence


@pytest.mark.parametrize("content", ["绝密★1年\n正文", "机密\n关于某事\n正文", "密级：秘密\n正文"])
def test_a_body_with_a_marking_is_refused(line, unchanged, content, tmp_path):
    body = tmp_path / "body.txt"
    body.write_text(content, "utf-8")
    argv = ["--title", "x", "--to", "人员3", "--mode", "parallel", "--purpose", "action", "--body", str(body)]
    code, value = line.json("new", "circulation", *argv)
    assert (code, value["code"]) == (1, "secret_marking")
    plain(value["message"])


@pytest.mark.parametrize("size", [40_000, 200_000, 3_000_000])
def test_a_body_too_long_is_refused_without_reading_all_of_it(line, unchanged, size, tmp_path):
    body = tmp_path / "body.txt"
    body.write_text("a" * size, "utf-8")
    argv = ["--title", "x", "--to", "人员3", "--mode", "parallel", "--purpose", "action", "--body", str(body)]
    code, value = line.json("new", "circulation", *argv)
    assert (code, value["code"]) == (1, "too_long")
    plain(value["message"])


# ------------------------------------------------------------------ saved: 3, done: 0


NEW = ["new", "circulation", "--mode", "parallel", "--purpose", "action", "--to", "人员3"]


@pytest.mark.parametrize(
    "title", ["<img src=file:///etc/passwd>请阅", "=cmd|'/c calc'!A1", "%s{kept}\\n", "'; DROP TABLE matter"]
)
def test_words_that_look_like_code_are_words(line, title):
    code, value = line.json(*NEW, "--title", title, "--no-sync")
    assert (code, value["state"], value["code"]) == (3, "saved", "not_tried")
    assert line.json("show", value["id"])[1]["title"] == title
    code, found = line.json("list", "sent")
    assert [row["title"] for row in found] == [title]
    assert (found[0]["mark"], found[0]["id"]) == ("waiting", value["id"])


def test_without_a_server_it_is_saved_and_says_so(line):
    code, value = line.json(*NEW, "--title", "停电通知")
    assert (code, value) == (3, {"state": "saved", "id": "7-1", "n": 1, "code": "unreachable"})
    code, text = line.text("do", "8-1", "mark_read", "--opinion", "知道了")
    assert (code, text) == (3, "已保存在本机\n已提交，待上传\n")
    code, value = line.json("sync")
    assert (code, value["code"], value["waiting"], value["turns"]) == (3, "unreachable", 2, 0)
    code, text = line.text("sync")
    plain(text.splitlines()[1])


def test_what_waits_is_listed_and_can_be_taken_back_with_its_words(line):
    line.json(*NEW, "--title", "停电通知", "--no-sync")
    code, (waiting,) = line.json("outbox")
    assert code == 0
    assert (waiting["n"], waiting["id"], waiting["standing"]) == (1, "7-1", "queued")
    assert (waiting["action"], waiting["fields"]["title"]) == ("circulate", "停电通知")
    assert "待上传" in line.text("outbox", "list")[1]
    assert line.text("outbox", "undo", "1") == (0, "已收回，写的内容留作草稿\n")
    assert line.json("outbox") == (0, [])
    drafts, _ = line.kept()
    assert drafts["new/circulation/1"]["fields"]["title"] == "停电通知"


def test_what_is_on_its_way_is_asked_back_and_what_came_back_can_be_reworked(line, here):
    for title in ("在路上", "被退"):
        line.json(*NEW, "--title", title, "--no-sync")
    profile = open_profile(here, KeySlots(here, NO_KEYRING).open_with(PASSWORD).key)
    profile.outbox.mark_sent([1, 2])
    profile.outbox.settle([Settlement(2, shown=False, outcome=Outcome(2, "r", code="not_allowed"))])
    profile.close()
    assert line.text("outbox", "undo", "1")[1] == "已请中心收回；同步后才知道是否来得及\n"
    listed = line.text("outbox")[1]
    assert "正在请中心收回" in listed
    assert "须重交" in listed
    assert line.json("outbox", "rework", "2")[1] == {"state": "done", "n": 2}
    assert [one["n"] for one in line.json("outbox")[1]] == [1]
    assert line.kept()[0]["new/circulation/1"]["fields"]["title"] == "被退"


@pytest.mark.parametrize("verb", ["undo", "rework", "put-away"])
def test_a_number_that_is_not_there_is_refused_and_one_must_be_given(line, unchanged, verb):
    code, value = line.json("outbox", verb, "9")
    assert (code, value["code"]) == (1, "not_in_outbox")
    assert line.text("outbox", verb)[0] == 2
    assert "outbox list" in line.err


def test_a_matter_of_ones_own_is_found_by_its_whole_id_though_others_begin_so(line):
    line.json(*NEW, "--title", "停电通知", "--no-sync")
    code, value = line.json("show", "7-1")
    assert (code, value["title"]) == (0, "停电通知")


def test_the_shapes_of_json(line):
    code, rows = line.json("list", "todo")
    assert code == 0
    assert {r["id"] for r in rows} == {"7-10", "7-11", "8-1"}
    assert all(set(r) == {"id", "kind", "title", "state", "mark", "from", "at", "due", "for"} for r in rows)
    code, shown = line.json("show", "8-1")
    assert set(shown) == {
        "id", "kind", "title", "state", "whole", "known", "head", "fields", "body", "files", "tracks", "lines", "actions",
        "actions_for",
    }  # fmt: skip
    assert shown["title"] == "<b>食堂</b>安排"
    assert set(shown["lines"][0]) == {
        *("v", "who", "for", "action", "task", "at", "text", "by_hand", "seen", "pending", "code", "details")
    }
    strand = {"task", "holder", "name", "state", "turn", "due", "under", "title", "progress"}
    assert set(shown["tracks"][0]) == strand
    code, found = line.json("search", "食堂")
    assert (code, [i["id"] for i in found["ids"]], found["total"]) == (0, ["8-1"], 1)
    code, verdict = line.json("record", "verify", "8-1")
    assert (code, verdict["good"], verdict["why"]) == (0, True, "")
    code, doctor = line.json("doctor")
    assert (code, doctor["checked"], doctor["broken"], doctor["notes"]) == (0, 3, [], [])


def test_what_the_centre_does_not_have_yet_is_no_broken_record(here):
    line = Line(here)
    new = ("new", "circulation", "--title", "停电通知", "--mode", "parallel", "--purpose", "action", "--to", "人员3")
    made = line.json(*new, "--no-sync")[1]
    code, told = line.json("record", "verify", made["id"])
    assert (code, told["code"]) == (1, "not_whole_to_verify")
    plain(line.text("record", "verify", made["id"])[1].strip())


def remind(here, **row):
    profile = open_profile(here, KeySlots(here, NO_KEYRING).open_with(PASSWORD).key)
    with profile.replica.page() as page:
        page.put_row("digest", "latest", row, 9)
    profile.close()


def test_what_the_centre_reminded_of_is_told_as_far_as_it_is_still_open(line, here):
    assert line.text("digest") == (0, "没有提醒。\n")
    due = 1_790_000_000
    item = {"step": "read", "due": due, "lamp": "near"}
    remind(here, day="2026-11-17", total=2, items=[{"matter": "7-10", **item}, {"matter": "9-9", **item}])
    code, value = line.json("digest")
    assert (code, value["day"], value["total"]) == (0, "2026-11-17", 1)
    assert value["items"] == [{"matter": "7-10", **item}]
    assert "防汛值班" in line.text("digest")[1] and "临期" in line.text("digest")[1]


def test_the_calendar_says_what_each_year_stands_on_and_which_is_reckoned(line, here):
    assert line.json("calendar")[1]["years"]["2026"] == "国办发明电〔2025〕7号"
    notice = {"notice": "国办发明电〔2026〕9号", "makeup": ["2027-02-14"]}
    profile = open_profile(here, KeySlots(here, NO_KEYRING).open_with(PASSWORD).key)
    with profile.replica.page() as page:
        page.put_row("calendar", "latest", {"years": {"2027": notice}}, 9)
    profile.close()
    assert line.json("calendar")[1]["years"]["2027"] == "国办发明电〔2026〕9号"
    assert "2027年　国办发明电〔2026〕9号　放假 0 天，调休上班 1 天" in line.text("calendar")[1]


def test_statistics_are_told_by_period_and_written_as_workbook_and_pages(line, here, tmp_path):
    code, said = line.text("statistics")
    assert (code, said.split("：")[0]) == (0, "还没有督查统计")
    assert "06:00；" in said
    assert line.text("statistics", "2026-11")[1] == said
    profile = open_profile(here, KeySlots(here, NO_KEYRING).open_with(PASSWORD).key)
    with profile.replica.page() as page:
        page.put_row("statistics", "supervision/1/2026-11", {"lines": [[2, "meeting", 3, 2, 1, 18, 0, 1, 4, 1]]}, 9)
    profile.close()
    code, value = line.json("statistics", "2026-11", "--by", "source")
    assert (code, value["lines"]["会议决定"]["in_time"], value["lines"]["会议决定"]["going"]) == (0, 1, 4)
    assert "33.3" in line.text("statistics")[1], "one in time of two closed and one overdue"
    for name in ("统计.xlsx", "统计.pdf"):
        assert line.json("statistics", "--out", str(tmp_path / name))[0] == 0
        assert (tmp_path / name).stat().st_size > 1000
    assert line.text("statistics", "2019")[0] == 2
    for wrong in ("2026-Q5", "2026-13", "今年"):
        assert line.text("statistics", wrong)[0] == 2
        assert f"“{wrong}”不是期间" in line.err


def test_a_reminder_of_a_newer_centre_is_none(line, here):
    remind(here, day="2026-11-17", total=1, items=[{"matter": "7-10", "step": "read", "due": 1, "lamp": "purple"}])
    assert line.json("digest") == (0, None)


def test_what_a_bulletin_is_reviewed_for_is_shown(line):
    argv = ["--title", "停水检修", "--scope", "u2", "--level", "street", "--valid_until", "2099-01-02", "--to", "人员3"]
    body = Path(line.folder, "notice.txt")
    body.write_text("周三停水。", "utf-8")
    code, value = line.json("new", "bulletin", *argv, "--body", str(body), "--no-sync")
    assert code == 3, value
    text = line.text("show", value["id"])[1]
    for said in (
        "发布范围：望春街道（本级全体）",
        "公告级别：街道（镇）级",
        "有效期至：2099年1月2日",
        "审核人：人员3",
        "周三停水。",
    ):
        assert said in text
    code, value = line.json("do", value["id"], "publish", "--no-sync")
    assert code == 1
    code, rows = line.text("list", "sent")
    assert "停水检修 · 电子公告 · 待审核 · 望春街道\n" in rows


def test_a_list_tells_kind_and_step_and_nothing_dangles(line):
    code, rows = line.text("list", "todo")
    assert code == 0
    assert all(" · 公文轮阅 · 待阅 · 望春街道" in row for row in rows.splitlines())
    assert not any(row.rstrip().endswith("·") or " ·  · " in row for row in rows.splitlines())


@pytest.mark.parametrize("query", ["", " ", "\udcff", "\x00", '"', "* OR", "a" * 5000, "(" * 500])
def test_any_query_has_an_answer(line, query):
    code, found = line.json("search", query)
    assert (code, found["total"]) == (0, 0)


def test_nothing_overwrites_a_file(line, here, tmp_path):
    target = tmp_path / "here.txt"
    target.write_text("mine")
    code, value = line.json(*NEW, "--title", "x", "--attach", str(target), "--no-sync")
    assert code == 3
    code, value = line.json("save", value["id"], "1", str(target))
    assert (code, value["code"]) == (1, "file_unwritable")
    plain(value["message"])
    assert target.read_text() == "mine"
    code, _ = line.json("save", "7-1", "1", str(tmp_path / "copy.txt"))
    assert (code, (tmp_path / "copy.txt").read_text()) == (0, "mine")


# ------------------------------------------------------------------ the way in


def test_nobody_signed_in_is_said(tmp_path):
    line = Line(tmp_path / "new")
    code, value = line.json("list", "todo")
    assert (code, value["code"]) == (1, "not_signed_in")
    plain(value["message"])
    assert not (tmp_path / "new").exists(), "asking makes nothing"


@pytest.mark.parametrize(
    ("password", "refusal"), [("", "password_needed"), ("wrong", "profile_locked"), ("\udcff", "profile_locked")]
)
def test_without_keyring_the_password_opens_and_a_wrong_one_changes_nothing(here, password, refusal):
    before = {p.name: p.read_bytes() for p in here.iterdir() if p.is_file()}
    code, value = Line(here, password).json("list", "todo")
    assert (code, value["code"]) == (1, refusal)
    plain(value["message"])
    assert {p.name: p.read_bytes() for p in here.iterdir() if p.is_file() and p.name in before} == before


def test_who_is_asked_for_the_password_on_a_command_line_reads_where_to_write_it(here):
    assert "OA_PASSWORD" in Line(here, "").text("list", "todo")[1]
    assert "OA_PASSWORD" not in Line(here, "wrong").text("list", "todo")[1]


def test_a_profile_in_use_is_said(here):
    held = LocalDoors(here, NO_KEYRING).open(lambda: PASSWORD)
    code, value = Line(here).json("list", "todo")
    held.close()
    assert (code, value["code"]) == (1, "profile_in_use")
    plain(value["message"])
    assert Line(here).json("list", "todo")[0] == 0


def test_the_words_of_another_version_are_refused(here):
    from oa_client.store import engine

    key = KeySlots(here, NO_KEYRING).open_with(PASSWORD).key
    database = engine.Database(here / "outbox.db", key)
    with database.write() as c:
        c.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    code, value = Line(here).json("list", "todo")
    assert (code, value["code"]) == (22, "store_too_new")
    plain(value["message"])


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (BadStore("replica"), "bad_store"),
        (BadStore("outbox"), "bad_store"),
        (NoRoom(28, "disk full"), "disk_full"),
        (OSError(28, "No space left on device"), "disk_full"),
        (PermissionError(13, "Permission denied", "/x/y"), "folder_unusable"),
        (OSError(30, "Read-only file system"), "folder_unusable"),
        (CannotServe("slots_lost"), "slots_lost"),
    ],
)
def test_what_the_machine_does_wrong_is_one_sentence(error, code):
    class Doors:
        def open(self, password):
            raise error

    out = io.StringIO()
    done = run(["list", "todo", "--json"], doors=Doors(), password=str, out=out, err=io.StringIO())
    value = json.loads(out.getvalue())
    assert (int(done), value["code"]) == (1, code)
    plain(value["message"])
    assert ("请勿删除" in value["message"]) == (
        (isinstance(error, BadStore) and error.which == "outbox") or code == "slots_lost"
    )


@pytest.mark.parametrize(
    ("error", "code"), [(NoRoom(28, "full"), "no_room_to_sync"), (OSError(5, "EIO"), "cannot_keep")]
)
def test_what_is_saved_is_called_saved_though_syncing_finds_no_room(line, monkeypatch, error, code):
    def no_room(self, patience=30.0):
        raise error

    monkeypatch.setattr(LocalSeat, "sync", no_room)
    done, value = line.json(*NEW, "--title", "停电通知")
    assert (done, value["state"], value["code"]) == (3, "saved", code)
    monkeypatch.undo()
    assert "停电通知" in line.kept()[1]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(here):
    here.chmod(stat.S_IRUSR | stat.S_IXUSR)
    code, value = Line(here).json("list", "todo")
    here.chmod(stat.S_IRWXU)
    assert (code, value["code"]) == (1, "folder_unusable")


def test_an_organ_is_named_by_its_name_and_a_matter_by_the_beginning_of_its_id(line):
    """An incoming document is begun, merged and given files by the words its table has; nothing is made for its kind."""
    scan = Path(line.folder, "sheet.jpg")
    scan.write_bytes(b"\xff\xd8\xff made by the test")
    head = ("--title", "关于防汛的通知", "--issuer", "市水利局", "--handling", "action")
    code, begun = line.json("new", "incoming", *head, "--doc-date", "2026-11-20", "--attach", str(scan), "--no-sync")
    assert code == 3, begun
    _, shown = line.json("show", begun["id"])
    assert (shown["state"], [f["name"] for f in shown["files"]]) == ("registered", ["sheet.jpg"])
    code, other = line.json("new", "incoming", *head, "--no-sync")
    more = Path(line.folder, "more.jpg")
    more.write_bytes(b"\xff\xd8\xff another")
    assert line.json("do", other["id"], "attach", "--attach", str(more), "--no-sync")[0] == 3
    assert [f["name"] for f in line.json("show", other["id"])[1]["files"]] == ["more.jpg"]
    assert line.json("do", other["id"], "merge", "--into", begun["id"], "--reason", "同一事项", "--no-sync")[0] == 3
    assert line.json("show", other["id"])[1]["fields"]["into"] == begun["id"]
    code, answer = line.json("do", begun["id"], "transfer", "--to", "望春街道", "--reason", "属该街道", "--no-sync")
    assert (code, answer["code"]) == (1, "transfer_to_itself"), "the name of an organ means its 收发岗"


def test_a_document_is_drafted_revised_and_read_as_words(line):
    """A body is given as a text file and shown as its words; the version it was made from goes along by itself."""
    Path(line.folder, "draft.txt").write_text("一、总体要求\n各科室要压实责任。\n", "utf-8")
    head = ("--title", "关于防汛的通知", "--issuer", "望春街道办事处", "--genre", "notice", "--direction", "down")
    where = ("--openness", "proactive", "--organ", "望春街道", "--outside-receivers", "各社区")
    code, begun = line.json("new", "outgoing", *head, *where, "--body", "draft.txt", "--no-sync")
    assert code == 3, begun
    shown = line.json("show", begun["id"])[1]
    assert (shown["state"], shown["body"]) == ("draft", "一、总体要求\n各科室要压实责任。")
    Path(line.folder, "second.txt").write_text("一、总体要求\n要落实。", "utf-8")
    Path(line.folder, "third.txt").write_text("另一稿。", "utf-8")
    assert line.json("do", begun["id"], "revise", "--body", "second.txt", "--no-sync")[0] == 3
    shown = line.json("show", begun["id"])[1]
    assert (shown["lines"][-1]["action"], shown["body"]) == ("revise", "一、总体要求\n要落实。")
    code, answer = line.json("do", begun["id"], "revise", "--body", "nowhere.txt", "--no-sync")
    assert (code, answer["code"]) == (1, "file_unreadable"), "a name is never taken for the text itself"
    stale = ("--body", "third.txt", "--base", "0" * 64)
    assert line.json("do", begun["id"], "revise", *stale, "--no-sync")[0] == 3
    shown = line.json("show", begun["id"])[1]
    assert (shown["lines"][-1]["action"], shown["body"]) == ("suggest", "一、总体要求\n要落实。")


def test_what_is_chosen_may_be_said_as_on_the_screen_and_a_wrong_word_names_the_right_ones(line):
    head = ("--title", "关于防汛的通知", "--issuer", "望春街道办事处", "--organ", "望春街道", "--openness", "proactive")
    assert line.text("new", "outgoing", *head, "--genre", "通知", "--direction", "sideways", "--no-sync")[0] == 2
    assert "--direction 没有“sideways”，可填：up（上行文）、down（下行文）、parallel（平行文）" in line.err
    begun = line.json("new", "outgoing", *head, "--genre", "通知", "--direction", "下行文", "--no-sync")[1]
    shown = line.json("show", begun["id"])[1]["fields"]
    assert (shown["genre"], shown["direction"]) == ("notice", "down")


def test_what_stands_in_a_matter_stays_unless_something_else_is_given(line):
    head = ("--title", "关于防汛的通知", "--issuer", "市水利局", "--handling", "action", "--due", "2099-01-05")
    _, begun = line.json("new", "incoming", *head, "--no-sync")
    assert line.json("do", begun["id"], "propose", "--opinion", "拟阅。", "--no-sync")[0] == 3
    before = line.json("show", begun["id"])[1]["fields"]["due"]
    assert f"{begun['id']} · 待分办 · 时限 2099-01-05 17:00" in line.text("show", begun["id"])[1]
    assert line.json("do", begun["id"], "propose", "--opinion", "改期。", "--due", "2099-01-06", "--no-sync")[0] == 3
    assert line.json("show", begun["id"])[1]["fields"]["due"] == before + 86_400


def test_files_for_an_action_that_takes_none_are_wrong_use(line, unchanged, here):
    code, _ = line.text("do", "7-10", "mark_read", "--attach", str(here / "replica.db"))
    assert code == 2


# ------------------------------------------------------------------ grammar


def test_fields_of_tables_are_words_of_the_command_line():
    args = parse(["do", "7-1", "mark_read", "--opinion=a=b", "--urgent", "--due-at", "2026-11-30", "--json"])
    assert args.fields == {"opinion": "a=b", "urgent": "true", "due_at": "2026-11-30"}
    assert args.json
    with pytest.raises(Wrong):
        parse(["list", "todo", "--colour", "red"])


def test_a_report_without_a_code_is_done():
    assert SyncReport().code == ""


# ------------------------------------------------------------------ sheets


def test_a_sheet_is_written_as_pdf_and_never_over_a_file(line):
    code, value = line.json("sheet", "7-10", "--out", "传阅单.pdf", "--history")
    assert code == 0
    assert value["pages"] >= 1 and value["absent"] == []
    made = line.folder / "传阅单.pdf"
    assert made.read_bytes().startswith(b"%PDF-")
    before = made.read_bytes()
    code, value = line.json("sheet", "7-10", "--out", "传阅单.pdf")
    assert (code, value["code"]) == (1, "file_unwritable")
    assert made.read_bytes() == before


def test_a_sheet_says_what_it_is_and_needs_a_matter(line):
    code, text = line.text("sheet", "8-1", "--out", "a.pdf")
    assert code == 0 and "已另存为 a.pdf，共 1 页" in text
    assert line.json("sheet", "9-99", "--out", "b.pdf")[1]["code"] == "no_such_matter"
    assert line.text("sheet", "8-1")[0] == 2
    assert not (line.folder / "b.pdf").exists()
