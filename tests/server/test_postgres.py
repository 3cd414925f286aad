"""A centre whose database stands in a real PostgreSQL, from outside: begun, worked in, brought up, gone back to."""

from __future__ import annotations

import logging
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import create_engine

from oa_client.protocol.messages import CommandUp, RowUp, SessionRequest, SyncRequest
from server_stub import putting_away, schema
from server_stub.__main__ import main
from server_stub.cannot import CannotDo, DataNewer, NotBroughtUp
from server_stub.centre import Centre
from server_stub.holding_back import hold_back
from server_stub.postgres import Postgres
from server_stub.problems import Refusal
from server_stub.putting_away import looked_at, put_away
from server_stub.serve import open_centre
from server_stub.work import counter, set_counter
from tests.server.office import KINDS, Clock, Office
from tests.server.postgres import cluster, program, there
from tests.server.test_putting_away import CLERK, breaks
from tests.server.test_restore import act, brought, entries
from tests.server.test_upgrading import BROKEN, LATER, NOW, columns

pytestmark = pytest.mark.skipif(not there(), reason="no PostgreSQL on this machine")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with cluster() as url:
        yield url


@pytest.fixture
def address(server: str) -> Iterator[str]:
    """An empty database of the server."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE centre")
    yield server.replace("@/postgres", "@/centre")
    with engine.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE centre WITH (FORCE)")
    engine.dispose()


@pytest.fixture
def folder(tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a centre that stands in the PostgreSQL by its settings."""
    monkeypatch.setenv("OA_SERVER_DATABASE", address)
    return tmp_path / "centre"


@pytest.fixture
def begun(folder: Path) -> Path:
    assert main(["init", "--district", "明州区", "--data", str(folder)]) == 0
    return folder


def told(capsys: pytest.CaptureFixture[str], *line: str) -> tuple[int, str]:
    capsys.readouterr()
    return main(list(line)), capsys.readouterr().err


def office(folder: Path, address: str, before: Office | None = None) -> Office:
    """The office of a folder, with its people on the first time."""
    clock = before.clock if before else Clock()
    centre = Centre.open(folder, clock=clock, kinds=KINDS, database=Postgres(address))
    if before:
        return Office(centre, clock, before.devices, before.counts)
    made = Office(centre, clock)
    made.fill()
    return made


def test_a_centre_is_begun_and_worked_on_by_the_same_commands(begun: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert {path.name for path in begun.iterdir()} == {"receipt.key", "centre.mark"}
    data = ("--data", str(begun))
    assert main(["people", "add", *data, "--name", "张三", "--user", "zhangsan", "--post", "1"]) == 0
    capsys.readouterr()
    assert main(["people", "list", *data]) == 0
    assert "zhangsan\t张三\t明州区 收发员 (1)" in capsys.readouterr().out
    assert main(["rebuild", *data]) == 0
    assert told(capsys, "init", "--district", "明州区", *data) == (
        1,
        f"oa-server：{begun} 里已有一个中心；区名写错了的，用 oa-server units rename 改\n",
    )


def test_one_begun_elsewhere_is_not_begun_again(
    begun: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = told(capsys, "init", "--district", "明州区", "--data", str(tmp_path / "other"))
    assert (code, "已有一个中心，没有改动" in said) == (1, True)
    assert main(["people", "list", "--data", str(begun)]) == 0


def test_an_empty_database_is_not_taken_for_the_centre(
    begun: Path, address: str, server: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As when the wrong one is named: all would look as if it had been restored to nothing."""
    mark = (begun / "centre.mark").read_bytes()
    monkeypatch.setenv("OA_SERVER_DATABASE", server)
    code, said = told(capsys, "people", "list", "--data", str(begun))
    assert (code, "里没有中心的数据，没有改动" in said) == (1, True)
    assert (begun / "centre.mark").read_bytes() == mark


def test_a_centre_has_one_database(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ("--data", str(tmp_path / "centre"))
    assert main(["init", "--district", "明州区", *data]) == 0
    monkeypatch.setenv("OA_SERVER_DATABASE", address)
    for line in (["people", "list"], ["serve"], ["init", "--district", "明州区"]):
        code, said = told(capsys, *line, *data)
        assert (code, "一个中心只有一处数据库，没有改动" in said) == (2, True)


def test_without_the_setting_it_is_no_centre_and_none_is_begun_over_its_key(
    begun: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OA_SERVER_DATABASE")
    assert told(capsys, "people", "list", "--data", str(begun))[0] == 1
    code, said = told(capsys, "init", "--district", "明州区", "--data", str(begun))
    assert (code, "receipt.key，没有改动" in said) == (1, True)
    assert {path.name for path in begun.iterdir()} == {"receipt.key", "centre.mark"}


def test_copies_are_postgresqls_own(
    begun: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("OA_SERVER_BACKUP_TO", str(tmp_path / "backups"))
    for line in (
        ["backup"],
        ["backup", "--to", "x.db"],
        ["restore", "--from", "x"],
        ["rollback"],
        ["rollback", "--yes"],
    ):
        code, said = told(capsys, *line, "--data", str(begun))
        assert (code, "pg_dump 和 pg_restore" in said, str(begun) in said) == (1, True, True)
        assert "oa-server 没有做" in said
        assert said.count("\n") == 1
    assert not (tmp_path / "backups").exists()


def test_an_address_that_leads_nowhere_is_told_without_its_password(
    begun: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for written, code, says in (
        ("/var/lib/postgresql", 2, "要写成 postgresql+psycopg://"),
        ("mysql://centre@/centre", 2, "要写成 postgresql+psycopg://"),
        ("postgresql://centre:geheim@/centre?host=/nowhere", 1, "连不上 postgresql+psycopg://centre:***@/centre"),
        ("postgresql://centre@/centre?host=/nowhere&password=geheim", 1, "连不上 postgresql+psycopg://centre@/centre"),
    ):
        monkeypatch.setenv("OA_SERVER_DATABASE", written)
        ended, said = told(capsys, "people", "list", "--data", str(begun))
        assert (ended, says in said, "没有改动" in said) == (code, True, True)
        assert "geheim" not in said


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_one_that_has_not_every_character_is_refused(encoding: str, server: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE latin TEMPLATE template0 ENCODING '{encoding}'")
    with pytest.raises(CannotDo, match="--locale=C"):
        Postgres(server.replace("@/postgres", "@/latin"))
    with engine.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE latin")
    engine.dispose()


def test_one_that_sorts_by_a_language_is_refused_whatever_it_calls_itself(server: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        rules = connection.exec_driver_sql("SELECT count(*) FROM pg_collation WHERE collprovider = 'i'").scalar_one()
        if rules and engine.dialect.server_version_info >= (15,):  # an older one has no database of such rules
            icu = "ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER icu ICU_LOCALE 'zh'"
            connection.exec_driver_sql(f"CREATE DATABASE icu TEMPLATE template0 {icu}")
            with pytest.raises(CannotDo, match="--locale=C"):
                Postgres(server.replace("@/postgres", "@/icu"))
            connection.exec_driver_sql("DROP DATABASE icu")
    engine.dispose()


def test_a_writer_sees_what_the_one_before_him_wrote_whatever_isolation_is_usual_there(
    server: str, address: str
) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("ALTER DATABASE centre SET default_transaction_isolation = 'serializable'")
    databases = [Postgres(address) for _ in range(4)]

    def count(database: Postgres) -> None:
        for _ in range(25):
            with database.write() as connection:
                set_counter(connection, "x", counter(connection, "x") + 1)

    with ThreadPoolExecutor() as pool:
        list(pool.map(count, databases))
    with databases[0].read() as connection:
        assert counter(connection, "x") == 100
    for database in databases:
        database.close()
    engine.dispose()


def test_what_no_text_of_it_can_hold_is_answered_as_anywhere(address: str) -> None:
    for database in (None, Postgres(address)):
        office = Office(Centre.open(None, clock=Clock(), kinds=KINDS, database=database), Clock())
        office.fill()
        with pytest.raises(Refusal) as refused:
            office.centre.session(SessionRequest("ren\0", "?"), "a")
        assert (refused.value.status, refused.value.problem.code) == (401, "password")
        (outcome,) = office.send(9, CommandUp(1, "7\0-1", "paper", "say", 9, 0, {"opinion": "甲"}))
        assert (outcome.s, outcome.code) == ("r", "not_visible")
        rows = [RowUp("read", "7\0", {"at": 1}), RowUp("settings", "k\0", {"v": 1})]
        office.centre.sync(office.device(9), SyncRequest(office.centre.epoch, rows=rows))
        office.centre.close()


def test_it_is_served_once(address: str) -> None:
    first, second = Postgres(address), Postgres(address)
    with first.serving(), pytest.raises(CannotDo, match="已经在别处运行"), second.serving():
        raise AssertionError("two at once")
    with second.serving():
        first.close()
    second.close()


def test_what_breaks_while_it_is_put_away_aborts_nothing_else(
    folder: Path, address: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    one = office(folder, address)
    matter = act(one, 9, "write", to=["p9"]).up.matter
    with one.centre.work() as work:
        hold_back(work.connection, matter, 1, path=matter, device=9, n=1, person=9, root=matter)
    monkeypatch.setattr(putting_away, "went_with_it", breaks)
    with caplog.at_level(logging.ERROR, "server_stub.putting_away"), one.centre.work() as work:
        put_away(work, looked_at(work, matter, 1, CLERK, "核对过"), CLERK)
    assert one.centre.restore_report().held_back == ()
    one.centre.close()


def test_records_are_only_added_to(address: str) -> None:
    database = Postgres(address)
    for table in ("entry", "audit"):
        for act_ in (f"DELETE FROM {table}", f"TRUNCATE {table}"):
            with pytest.raises(Exception, match=f"{table} is append-only"), database.write() as connection:
                connection.exec_driver_sql(act_)
    with pytest.raises(Exception, match="read-only"), database.read() as connection:
        connection.exec_driver_sql("DELETE FROM counter")
    database.close()


def test_data_are_brought_up_whole_or_not_at_all(address: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Centre.open(folder, clock=lambda: 0, kinds=KINDS, database=Postgres(address)).close()
    monkeypatch.setattr(schema, "STEPS", BROKEN)
    with pytest.raises(NotBroughtUp, match="数据保持原样"):
        Postgres(address)
    assert version(address) == NOW
    monkeypatch.setattr(schema, "STEPS", LATER)
    centre = open_centre(folder)
    assert (version(address), "planted" in columns(centre)) == (NOW + 1, True)
    centre.close()
    monkeypatch.undo()
    with pytest.raises(DataNewer):
        Postgres(address)


def test_nothing_is_brought_up_under_a_centre_that_serves(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A newer program on another machine, or a command of it, while the older one serves."""
    older = Postgres(address)
    with older.serving():
        Postgres(address).close()
        monkeypatch.setattr(schema, "STEPS", LATER)
        with pytest.raises(CannotDo, match="请先停下它再升级，没有改动"):
            Postgres(address)
        assert version(address) == NOW
    older.close()
    Postgres(address).close()
    assert version(address) == NOW + 1


def version(address: str) -> int:
    engine = create_engine(address)
    with engine.connect() as connection:
        found = schema.version(connection)
    engine.dispose()
    return found


def dumped(address: str, dump: Path) -> None:
    with dump.open("wb") as out:
        subprocess.run([*program("pg_dump"), "-Fc", "-d", address.replace("+psycopg", "")], stdout=out, check=True)


@pytest.mark.parametrize("known", [True, False])
def test_a_dump_put_back_into_a_new_database_lets_nobody_in_who_was_shut_out(
    begun: Path,
    address: str,
    server: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    known: bool,
) -> None:
    """On a new machine, too, where nothing beside it says that it is an older one."""
    data = ("--data", str(begun))
    for user in ("jia", "yi"):
        assert main(["people", "add", *data, "--name", user, "--user", user, "--post", "1"]) == 0
    dumped(address, tmp_path / "dump")
    mark = (begun / "centre.mark").read_bytes()
    assert main(["people", "disable", *data, "--user", "jia"]) == 0
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("ALTER DATABASE centre RENAME TO before")
        connection.exec_driver_sql("CREATE DATABASE centre")
    with (tmp_path / "dump").open("rb") as given:
        line = [*program("pg_restore"), "--single-transaction", "-d", address.replace("+psycopg", "")]
        subprocess.run(line, stdin=given, check=True)
    (begun / "centre.mark").write_bytes(mark)
    for name, says in (
        ("nowhere", "nowhere 读不出来，没有改动"),
        ("postgres", "postgres 读不出来，没有改动"),
        ("centre", "centre 就是中心现在用的数据库，没有改动"),
    ):
        code, said = told(capsys, "restore", "begin", "--before", name, *data)
        assert (code, says in said) == (1, True)
    now = time.time() + 60
    monkeypatch.setattr(time, "time", lambda: now)
    with caplog.at_level(logging.WARNING):
        if not known:
            code, said = told(capsys, "restore", "begin", *data)
            assert (code, "看不出数据库被换成了旧的" in said, "还没有改动" in said, "restore begin --yes" in said) == (
                1,
                True,
                True,
                True,
            )
            assert main(["restore", "status", *data]) == 0
            assert capsys.readouterr().out.startswith("没有在恢复")
        assert main(["restore", "begin", *data, *(("--before", "before") if known else ("--yes",))]) == 0
    said = capsys.readouterr().out
    assert said.startswith("已进入恢复：各终端会重新同步一遍")
    assert "\n恢复中：" in said
    again, still = told(capsys, "restore", "begin", *data)
    assert (again, "中心已经在恢复中" in still) == (1, True)
    assert ("jia（jia）：备份之后停用，仍不能登录" in said, "停用的人又能登录" in said) == (known, not known)
    assert main(["people", "list", *data]) == 0
    assert ("jia\tjia\t明州区 收发员 (1)［收发员］\t已停用" in capsys.readouterr().out) == known
    with caplog.at_level(logging.WARNING):  # who forgot it may still; not again, for it undid what was done since
        code, said = told(capsys, "restore", "begin", "--before", "before", *data)
    assert (code, "已经照它接着用过了" in said) == ((1, True) if known else (0, False))
    assert main(["people", "list", *data]) == 0
    assert "jia\tjia\t明州区 收发员 (1)［收发员］\t已停用" in capsys.readouterr().out
    with engine.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE before WITH (FORCE)")
    engine.dispose()


def test_a_restore_begins_without_an_explicit_word_where_the_mark_shows_an_older_database(
    begun: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    data = ("--data", str(begun))
    line = ("restore", "begin", *data)
    assert told(capsys, *line, "--before", "centre")[0] == 1
    assert told(capsys, *line)[0] == 1
    assert main(["restore", "status", *data]) == 0
    assert capsys.readouterr().out.startswith("没有在恢复")
    mark = msgspec.json.decode((begun / "centre.mark").read_bytes())
    (begun / "centre.mark").write_bytes(msgspec.json.encode({**mark, "seq": mark["seq"] + 1000}))
    with caplog.at_level(logging.WARNING):
        assert main(list(line)) == 0
    assert capsys.readouterr().out.startswith("已进入恢复：")


def test_what_was_done_after_a_dump_comes_back_from_the_devices(
    address: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder, dump = tmp_path / "centre", tmp_path / "dump"
    before = office(folder, address)
    matter = act(before, 9, "write", to=["p9"]).up.matter
    plain = ["-d", address.replace("+psycopg", "")]
    dumped(address, dump)
    said = act(before, 9, "say", matter, opinion="甲")
    kept = entries(before, matter)
    before.centre.close()
    with dump.open("rb") as given:
        subprocess.run([*program("pg_restore"), "--clean", "--if-exists", *plain], stdin=given, check=True)
    with caplog.at_level(logging.WARNING):
        after = office(folder, address, before)
    assert after.centre.restoring
    assert entries(after, matter) == kept[:1]
    assert brought(after, said).s == "a"
    after.centre.close_restore()
    assert entries(after, matter) == kept
    after.centre.close()
