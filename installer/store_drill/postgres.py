"""The packaged centre with its database in a PostgreSQL of the same machine: begun, worked in, gone back to."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from packing.server_tree import NAME

from store_drill import beginning
from store_drill.ground import DATA, LEFT, URL, USERS, Drill, circulate, must, ok, one_page
from store_drill.machine import PLAIN, until

PACKAGES: Final = (*PLAIN, "postgresql")
ADDRESS: Final = f"postgresql+psycopg://{NAME}@/{NAME}?host=/run/postgresql"
_WAITS: Final = "这期间请各终端稍后再来"
_BEFORE: Final = f"{NAME}-before"
_DUMP: Final = "/var/tmp/centre.dump"  # noqa: S108 - of the machine that is gone with the drill


def story(drill: Drill, package: Path) -> None:
    """All of it, in order."""
    set_up(drill, package)
    beginning.serve_with_tls(drill)
    work(drill)
    copies(drill)
    go_back(drill)
    unreachable(drill)


def set_up(drill: Drill, package: Path) -> None:
    """As the README has it."""
    drill.install(package)
    until(lambda: drill.machine.run("runuser", "-u", "postgres", "--", "psql", "-c", "").code == 0, "PostgreSQL 应答")
    drill.set(DATABASE=ADDRESS)
    as_postgres(drill, "createuser", NAME)
    as_postgres(drill, "createdb", "-O", NAME, "-T", "template0", "-E", "LATIN1", "--locale=C", NAME)
    told = drill.said("oa-server", "init", "--district", "海东区", code=1)
    must("createdb -T template0 -E UTF8 --locale=C" in told, told)
    as_postgres(drill, "dropdb", NAME)
    as_postgres(drill, "createdb", "-O", NAME, "-T", "template0", "-E", "UTF8", "--locale=C", NAME)
    ok(
        as_postgres(drill, "psql", "-At", "-c", "SHOW server_version").join(
            ("PostgreSQL ", "：排序不对的库不用，重建后可用")
        )
    )
    beginning.begin(drill)


def as_postgres(drill: Drill, *words: str) -> str:
    """What a command of PostgreSQL's own user said."""
    return drill.said("runuser", "-u", "postgres", "--", *words)


def asked(drill: Drill, question: str) -> int:
    """A number out of the database."""
    return int(as_postgres(drill, "psql", "-At", "-d", NAME, "-c", question))


def work(drill: Drill) -> None:
    """As on any centre, light copies too; no database in the folder."""
    scan = drill.desk / "扫描.pdf"
    scan.write_bytes(one_page())
    circulate(drill, "在 PostgreSQL 上", "--attach", str(scan))
    until(lambda: asked(drill, "SELECT count(*) FROM light") == 1, "简版做好")
    must(not list((drill.machine.root / DATA.lstrip("/")).glob("centre.db*")), "文件夹里有数据库")
    drill.owned()
    entries = asked(drill, "SELECT count(*) FROM entry")
    ok(f"两个客户端之间轮阅一件，{entries} 条办理记录在 PostgreSQL 里，简版做出")


def copies(drill: Drill) -> None:
    """Made by PostgreSQL's own programs; ours say so."""
    told = ""
    for words in (("backup",), ("rollback",), ("restore", "--from", DATA)):
        told = drill.said("oa-server", *words, code=1)
        must("pg_dump" in told and len(told.splitlines()) == 1, told)
    ok(f"oa-server backup：{told}")


def go_back(drill: Drill) -> None:
    """A dump, work after it, the dump put into a new database as the README has it; the clients bring the rest."""
    drill.said("sh", "-ec", f"runuser -u postgres -- pg_dump -Fc {NAME} > {_DUMP}")
    circulate(drill, "备份之后")
    drill.said("oa-server", "people", "disable", "--user", LEFT)
    made = asked(drill, "SELECT count(*) FROM entry")
    drill.said("systemctl", "stop", NAME)
    as_postgres(drill, "psql", "-c", f'ALTER DATABASE "{NAME}" RENAME TO "{_BEFORE}"')
    as_postgres(drill, "createdb", "-O", NAME, "-T", "template0", "-E", "UTF8", "--locale=C", NAME)
    drill.said("runuser", "-u", NAME, "--", "pg_restore", "--single-transaction", "-d", NAME, _DUMP)
    must(asked(drill, "SELECT count(*) FROM entry") < made, "没有退回")
    told = drill.said("oa-server", "restore", "begin", "--before", _BEFORE)
    must(told.startswith("已进入恢复") and "\n恢复中：" in told and LEFT in told, told)
    drill.said("systemctl", "start", NAME)
    drill.serving()
    must(drill.attempt(LEFT, "login", "--server", URL, "--user", LEFT).code, "停用的人又登录了")
    for user in (*USERS, USERS[0]):
        drill.client(user, "sync")
    told = drill.said("oa-server", "restore", "status")
    must(told.startswith("恢复中：0 件事项不完整"), told)
    drill.said("oa-server", "restore", "close")
    must(asked(drill, "SELECT count(*) FROM entry") == made, "补交的不全")
    circulate(drill, "恢复之后")
    ok(f"pg_restore 进新的数据库，restore begin：停用的人进不来，{told.splitlines()[0]}")


def unreachable(drill: Drill) -> None:
    """PostgreSQL goes from under a service and is not there at a start: told, waited for, served from again."""
    drill.said("systemctl", "stop", "postgresql@*")
    waited_for(drill)
    told = drill.said("oa-server", "units", "list", code=1)
    must("连不上" in told and len(told.splitlines()) == 1, told)
    put_off = drill.attempt(USERS[0], "sync")
    must(put_off.code, put_off.said)
    there_again(drill)
    drill.said("systemctl", "stop", "postgresql@*", NAME)
    drill.said("systemctl", "start", NAME)
    waited_for(drill)
    there_again(drill)
    circulate(drill, "停过之后")
    ok(f"PostgreSQL 停着：{told}；服务等着，客户端听到“{put_off.said.splitlines()[-1]}”；它起来后服务自己接上")


def waited_for(drill: Drill) -> None:
    """The service goes on and says what it waits for."""
    until(lambda: _WAITS in drill.machine.last_words(), f"日志里说：{_WAITS}")
    must(drill.machine.active() == "active", drill.machine.journal())


def there_again(drill: Drill) -> None:
    """PostgreSQL is started, and nothing else is done."""
    drill.said("systemctl", "start", "postgresql")
    until(lambda: not drill.attempt(USERS[0], "sync").code, "服务自己接上，客户端同步得了")
    told = drill.said("systemctl", "show", "-p", "NRestarts", "--value", NAME)
    must(told == "0", told)
