"""oa-server from outside, and the demo centre it builds."""

from __future__ import annotations

import json
import re
import shutil
import stat
import subprocess
import sys
import time
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlcipher3 import dbapi2

from oa_client.protocol.messages import SessionRequest
from oa_client.protocol.record import head
from server_stub import tables as t
from server_stub.__main__ import main
from server_stub.access import mine
from server_stub.cannot import no_place
from server_stub.fold import record
from server_stub.grammar import parser
from server_stub.headers import my_open_task
from server_stub.rebuild import TABLES
from server_stub.serve import alone, open_centre

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "centre"
    assert main(["demo", "--data", str(folder), "--people", "70", "--matters", "120", "--seed", "3"]) == 0
    return folder


def test_a_centre_is_not_begun_without_the_name_of_its_district(tmp_path, capsys):
    with pytest.raises(SystemExit) as left:
        main(["init", "--data", str(tmp_path / "c")])
    assert left.value.code == 2
    assert main(["init", "--data", str(tmp_path / "c"), "--district", " "]) == 1
    assert "区的名称" in capsys.readouterr().err
    assert not (tmp_path / "c").exists()


@pytest.mark.parametrize(
    ("name", "user", "says"),
    [
        ("乙", "admin", "已经有了"),
        ("乙", "Bad User", "不合规"),
        (" ", "yi", "没有填姓名"),
        ("12345", "yi", "号码"),
        ("王、小明", "yi", "里有“、”"),
        ("王\t小明", "yi", "看不见"),
    ],
)
def test_a_person_who_cannot_be_added_is_told_in_a_sentence(tmp_path, capsys, name, user, says):
    data = ["--data", str(tmp_path / "c")]
    assert main(["init", *data, "--district", "海东区"]) == 0
    capsys.readouterr()
    assert main(["people", "add", *data, "--name", name, "--user", user, "--post", "1"]) == 1
    said_ = capsys.readouterr().err
    assert says in said_
    assert "没有改动" in said_
    assert said_.count("\n") == 1
    assert main(["people", "list", *data]) == 0
    assert capsys.readouterr().out.count("\n") == 1


def test_a_second_of_one_name_in_a_unit_is_added_by_an_explicit_word(tmp_path, capsys):
    data = ["--data", str(tmp_path / "c")]
    assert main(["init", *data, "--district", "海东区"]) == 0
    line = ["people", "add", *data, "--name", "孙立", "--post", "1", "--user"]
    assert main([*line, "sunli"]) == 0
    capsys.readouterr()
    assert main([*line, "sunli2"]) == 1
    told = capsys.readouterr().err
    assert "同一个单位里已经有孙立（账号 sunli，收发员），没有改动" in told and "--same-name" in told
    assert main([*line, "sunli2", "--same-name"]) == 0
    assert main(["people", "list", *data]) == 0
    assert capsys.readouterr().out.count("孙立") >= 2


@pytest.mark.parametrize(
    "line", [["init", "--district", "海东区，海西区"], ["units", "rename", "--unit", "海东区", "--name", "海东,海西"]]
)
def test_what_would_read_as_two_units_is_no_name_of_one(tmp_path, capsys, line):
    data = ["--data", str(tmp_path / "c")]
    if line[0] == "units":
        assert main(["init", *data, "--district", "海东区"]) == 0
    assert main([*line, *data]) == 1
    assert "用来隔开几个名称的" in capsys.readouterr().err


def test_only_of_a_database_it_is_said_that_one_is_damaged():
    """Whoever is told so goes back to a backup."""
    assert no_place(ValueError("JSON is malformed")) is None
    with closing(dbapi2.connect(":memory:")) as connection, pytest.raises(dbapi2.DatabaseError) as none:
        connection.execute("ATTACH '/nowhere/x' AS y")
    assert no_place(none.value) == "打不开数据库：没有权限，或磁盘满了"


def test_the_demo_is_worked_in_by_the_rulebook_and_its_records_hold(demo: Path) -> None:
    centre = open_centre(demo)
    with centre.database.read() as connection:
        kinds = {row.id: row.kind for row in connection.execute(select(t.matter.c.id, t.matter.c.kind))}
        ids = list(kinds)
        assert 105 <= sum(kind in {"circulation", "bulletin"} for kind in kinds.values()) <= 120
        # Whether anybody of so few is away depends on the moment it is built.
        assert set(kinds.values()) - {"leave", "delegation"} == {
            *("circulation", "bulletin", "incoming", "outgoing", "exchange", "instruction", "supervision"),
            *("fiscal", "fiscal_rules", "budget_line"),
        }
        for matter in ids:
            last = select(t.entry.c.hash).where(t.entry.c.matter == matter).order_by(t.entry.c.v.desc()).limit(1)
            assert head(matter, record(connection, matter)) == connection.execute(last).scalar_one()
        times = connection.scalars(select(t.matter.c.changed_at)).all()
        stages = set(connection.scalars(select(t.matter.c.stage)))
    assert max(times) <= time.time()
    assert {"circulating", "completed", "published"} <= stages
    centre.close()


def test_desks_of_the_demo_are_full_and_those_of_street_clerks_fullest(demo: Path) -> None:
    accounts = json.loads((demo / "accounts.json").read_text(encoding="utf-8"))
    assert stat.S_IMODE((demo / "accounts.json").stat().st_mode) == 0o600
    assert len(accounts) == 70
    assert set(accounts[0]) == {"user", "password", "name", "unit", "post", "level", "roles"}
    assert accounts[0]["level"] == "street"
    assert "clerk" in accounts[0]["roles"]
    centre = open_centre(demo)
    reply = centre.session(SessionRequest(accounts[0]["user"], accounts[0]["password"]), "x")
    assert reply.name == accounts[0]["name"]
    with centre.database.read() as connection:
        open_ = my_open_task(mine(connection, reply.person))  # type: ignore[arg-type]
        joined = select(t.task.c.duty, func.count()).join(t.matter, t.matter.c.id == t.task.c.matter)
        found = dict(tuple(row) for row in connection.execute(joined.where(open_).group_by(t.task.c.duty)))
    assert 4 <= found["act"] <= 24
    assert found["read"] >= 5
    centre.close()


def test_a_demo_is_not_built_over_a_centre(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--data", str(demo)]) == 1
    assert "oa-server：" in capsys.readouterr().err


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 0
    return capsys.readouterr().out.strip()


def test_people_are_added_moved_reset_and_disabled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ("--data", str(tmp_path / "c"))
    assert re.fullmatch(r"账号 admin　初始密码 \w{14}", said(capsys, "init", *data, "--district", "明州区"))
    slip = said(capsys, "people", "add", *data, "--name", "张三", "--user", "zhangsan", "--post", "1")
    assert re.fullmatch(r"账号 zhangsan　初始密码 \w{14}　张三（明州区收发员）", slip)
    password = slip.split("初始密码 ")[1][:14]
    assert "zhangsan\t张三\t明州区 收发员 (1)［收发员］" in said(capsys, "people", "list", *data)
    centre = open_centre(tmp_path / "c")
    assert centre.session(SessionRequest("zhangsan", password), "x").name == "张三"
    centre.close()
    slip = said(capsys, "people", "reset", *data, "--user", "zhangsan")
    assert re.fullmatch(r"账号 zhangsan　新密码 \w{14}　张三（明州区收发员）", slip)
    assert password not in slip
    assert said(capsys, "people", "move", *data, "--user", "zhangsan", "--post", "1") == ""
    out = ("people", "disable", *data, "--user", "zhangsan")
    assert said(capsys, *out).startswith("张三（zhangsan）已停用，各处退出登录")
    assert said(capsys, *out) == "张三（zhangsan）原来就是停用的。"
    assert said(capsys, "people", "list", *data).endswith("已停用")
    assert main(["people", "reset", *data, "--user", "nobody"]) == 1
    assert main(["people", "move", *data, "--user", "admin", "--post", "99"]) == 1
    assert main(["init", *data, "--district", "明州区"]) == 1


def test_the_last_who_can_sign_in_is_not_disabled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ("--data", str(tmp_path / "c"))
    said(capsys, "init", *data, "--district", "明州区")
    assert main(["people", "disable", *data, "--user", "admin"]) == 1
    told = capsys.readouterr().err
    assert "管理员（admin）是最后一个在岗、能登录的人，没有停用" in told
    assert "people add" in told and "people reset" in told
    assert "已停用" not in said(capsys, "people", "list", *data)


def test_whoever_disables_or_moves_the_last_of_a_role_is_told_what_nobody_does_any_more(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ("--data", str(tmp_path / "c"))
    said(capsys, "init", *data, "--district", "明州区")
    said(capsys, "units", "posts", *data, "--unit", "明州区", "--posts", "督查专员=督查员")
    said(capsys, "people", "add", *data, "--name", "张三", "--user", "zhangsan", "--post", "2")
    said(capsys, "people", "add", *data, "--name", "李四", "--user", "lisi", "--post", "1")
    assert "请注意" not in said(capsys, "people", "disable", *data, "--user", "admin")
    told = said(capsys, "people", "move", *data, "--user", "zhangsan", "--post", "1").splitlines()
    assert len(told) == 1
    assert told[0].startswith("请注意，从此没有在岗的人担任：明州区的督查员；")
    said(capsys, "people", "move", *data, "--user", "zhangsan", "--post", "2")
    told = said(capsys, "people", "disable", *data, "--user", "lisi").splitlines()
    assert told[0].startswith("李四（lisi）已停用")
    assert "明州区的收发员；" in told[1] and "people add" in told[1] and "people move" in told[1]
    assert said(capsys, "people", "disable", *data, "--user", "lisi") == "李四（lisi）原来就是停用的。"


def test_a_post_is_named_by_its_title_with_its_unit_where_several_bear_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ("--data", str(tmp_path / "c"))
    said(capsys, "init", *data, "--district", "海东区")
    said(capsys, "units", "add", *data, "--name", "海东街道", "--level", "街道")
    said(capsys, "units", "posts", *data, "--unit", "海东街道", "--posts", "主任/书记=领导")
    add = ("people", "add", *data, "--name", "张三", "--user")
    assert main([*add, "aa", "--post", "收发员"]) == 1
    told = capsys.readouterr().err
    assert "有 2 个岗位叫“收发员”，没有改动；请写上单位，如：海东区/收发员；海东街道/收发员" in told
    for post, says in (
        ("局长", "没有叫“局长”的岗位"),
        ("海西街道/收发员", "没有叫“海西街道/收发员”的岗位"),
        ("99", "没有 99 号岗位"),
    ):
        assert main([*add, "aa", "--post", post]) == 1
        assert says in capsys.readouterr().err
    for user, post in (
        ("ab", "海东街道/收发员"),
        ("cd", "主要负责人"),
        ("ef", "主任/书记"),
        ("gh", "海东街道/主任/书记"),
    ):
        code = main([*add, user, "--same-name", "--post", post])
        assert (code, f"张三（海东街道{post.removeprefix('海东街道/')}）" in capsys.readouterr().out) == (0, True), post
    said(capsys, "people", "move", *data, "--user", "ab", "--post", "海东区/收发员", "--post", "主要负责人")
    assert "ab\t张三\t海东区 收发员 (1)［收发员］、海东街道 主要负责人" in said(capsys, "people", "list", *data)


def test_every_command_has_what_answers_it() -> None:
    for _, command in commands(parser()):
        module, _, name = command.get_default("run").partition(":")
        assert callable(getattr(import_module(f"server_stub.{module}"), name))


def commands(of: ArgumentParser) -> Iterator[tuple[str, ArgumentParser]]:
    """Every command that has none below it."""
    below = [action for action in of._actions if isinstance(action, _SubParsersAction)]
    for action in below:
        for name, one in action.choices.items():
            yield from commands(one) if one.get_default("run") is None else [(name, one)]


def test_what_was_done_is_told_in_chinese(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ("--data", str(tmp_path / "c"))
    assert main(["demo", *data, "--people", "12"]) == 1
    assert capsys.readouterr().err == "oa-server：演示区至少要 60 人。\n"
    assert main(["init", *data, "--district", "明州区"]) == 0
    missing = str(tmp_path / "none.csv")
    capsys.readouterr()
    for line in (["people", "import"], ["units", "import"], ["calendar", "announce", "--by", "管理员"]):
        assert main([*line, *data, missing]) == 1
        assert capsys.readouterr().err == "oa-server：读不了 none.csv：没有这个文件；没有改动。\n"


def test_a_mistyped_folder_makes_no_centre(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nowhere = tmp_path / "centre" / "typo"
    assert main(["people", "list", "--data", str(nowhere)]) == 1
    assert "里没有中心" in capsys.readouterr().err
    assert not nowhere.exists()


def test_another_host_is_served_with_tls_only(demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for host in ("0.0.0.0", "example.org", "::"):
        assert main(["serve", "--data", str(demo), "--host", host]) == 1
        assert "--tls-cert" in capsys.readouterr().err
    assert main(["serve", "--data", str(demo), "--tls-cert", "x"]) == 1
    assert main(["serve", "--data", str(tmp_path)]) == 1


def test_it_serves_on_a_free_port_says_so_once_and_keeps_a_second_one_out(demo: Path, tmp_path: Path) -> None:
    import http.client

    port_file = tmp_path / "port"
    command = [sys.executable, "-m", "server_stub", "serve", "--data", str(demo), "--port", "0"]
    with subprocess.Popen(
        [*command, "--port-file", str(port_file)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as served:
        try:
            assert served.stdout is not None
            line = served.stdout.readline()
            port = int(port_file.read_text())
            assert line == f"中心已启动：http://127.0.0.1:{port}\n"
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/v1/openapi.json")
            reply = connection.getresponse()
            assert (reply.status, reply.headers["X-OA"]) == (200, "1")
            connection.close()
            second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
            assert second.returncode == 1
            assert "已经在运行" in second.stderr
        finally:
            served.terminate()
        assert served.wait(30) == 0, "it closes what it had open, and ends well"


def tables(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    centre = open_centre(folder)
    with centre.database.read() as connection:
        rows = {name: connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in TABLES}
    centre.close()
    return {name: sorted((tuple(row) for row in found), key=repr) for name, found in rows.items()}


def test_lost_tables_are_made_again_from_the_entries_while_nobody_serves(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "centre"
    shutil.copytree(demo, folder)
    before = tables(folder)
    centre = open_centre(folder)
    with centre.database.write() as connection:
        for name in ("task", "claim", "access"):
            connection.exec_driver_sql(f"DELETE FROM {name}")
        entries = connection.execute(select(func.count()).select_from(t.entry)).scalar_one()
    centre.close()
    damaged = tables(folder)
    assert damaged != before
    with alone(folder):
        assert main(["rebuild", "--data", str(folder)]) == 1
    assert f"{folder} 的中心已经在运行；请先停下它" in capsys.readouterr().err
    assert tables(folder) == damaged
    assert main(["rebuild", "--data", str(folder)]) == 0
    told = capsys.readouterr()
    assert told.out.startswith(f"已按 {entries} 条办理记录重建各表")
    assert [line for line in told.err.splitlines() if line.endswith(f"/{entries} 条")] == told.err.splitlines()
    assert (len(told.err.splitlines()), told.err.splitlines()[-1]) == (10, f"已重建 {entries}/{entries} 条")
    assert tables(folder) == before


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["serve"], "还要写：--data"),
        (["people", "burn"], "没有“burn”"),
        (["serve", "--data", "x", "--port", "many"], "端口要 0 到 65535 的整数：many"),
        (["serve", "--data", "x", "--loud"], "不认识的参数：--loud"),
        (["serve", "--data", "x", "--tls", "y"], "“--tls”不明确，可以是：--tls-cert、--tls-key"),
        (["restore", "--data", "x", "--json=1"], "--json 后面不写值：1"),
    ],
)
def test_a_wrong_line_is_told_in_chinese(argv: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(argv)
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert says in told
    assert told.startswith("用法：oa-server")


@pytest.mark.parametrize(
    "argv",
    [
        ["--help"],
        ["serve", "--help"],
        ["demo", "--help"],
        ["people", "handover", "--help"],
        ["units", "add", "--help"],
    ],
)
def test_the_help_has_no_english_sentence(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(argv)
    told = capsys.readouterr().out
    assert not re.findall(r"[a-z]+ [a-z]+ [a-z]+ [a-z]+", told), told


def test_what_is_begun_is_for_its_owner_alone(tmp_path: Path) -> None:
    told = subprocess.run(
        ["/bin/sh", "-c", 'umask 022; exec "$@"', "sh", sys.executable, "-m", "server_stub", "init", "--data", tmp_path / "c", "--district", "明州区"],
        check=True, capture_output=True, cwd=ROOT,
    )  # fmt: skip
    assert told.stdout
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "c").iterdir()}
    assert not [name for name, mode in modes.items() if mode & 0o077], modes
    assert stat.S_IMODE((tmp_path / "c").stat().st_mode) == 0o700
