"""The centre's database in a PostgreSQL: for a district that keeps one anyway. Files and keys stay in the folder.

Writers of any process follow one another by an advisory lock (sync.md §1); nothing else orders them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

from psycopg.abc import Buffer
from psycopg.types.string import StrDumper
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, SQLAlchemyError

from server_stub import schema
from server_stub.cannot import Away, CannotDo, ServedElsewhere, WrittenWrong
from server_stub.database import Database
from server_stub.schema import bring_up, version
from server_stub.tables import counter

_WRITES = "SELECT pg_advisory_xact_lock(7)"
_SERVES = "SELECT pg_try_advisory_lock(8)"
_NOTICED = (
    "SELECT set_config('tcp_keepalives_idle', '5', false), set_config('tcp_keepalives_interval', '5', false),"
    " set_config('tcp_keepalives_count', '2', false)"
)
"""Of one who serves from another machine and is cut off, PostgreSQL notices so and lets his right go, in 15 s."""
_AT_REST = "SELECT pg_try_advisory_xact_lock(8)"
_NOBODY_SERVES = (
    "SELECT NOT EXISTS (SELECT 1 FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_database d ON d.oid = l.database"
    " WHERE d.datname = current_database() AND l.locktype = 'advisory'"
    " AND (l.classid, l.objid, l.objsubid) = (0, 8, 1))"
)
"""Looked up, not tried: who begins to serve at that moment must not be kept out by a look."""
_SERVES_NO_MORE = "SELECT pg_advisory_unlock(8)"
_SORTED = (
    "SELECT datcollate, pg_encoding_to_char(encoding), 'B' < 'a' AND 'z' < chr(228) AND 'a-b' < 'aa'"
    " FROM pg_catalog.pg_database WHERE datname = current_database()"
)
"""How it sorts is looked at: beside a name of C there may stand rules of ICU that sort otherwise."""
_SECRET = ("password", "sslpassword")
_DRIVER = "postgresql+psycopg"
_PATIENCE = {
    "connect_timeout": "10",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "2",
    "tcp_user_timeout": "20000",
}
"""How long a machine that has gone is waited for, unless the address says otherwise; the last in ms, else in s."""


class Postgres(Database):
    """Writers one after the other, readers each in a snapshot of their own. What copies it is PostgreSQL's own."""

    def __init__(self, address: str, *, begun: bool | None = None) -> None:
        """Open, of this program's version. `begun`: whether a centre must be in it already, or none; None: either.

        Raises `WrittenWrong` for what is no address, `Away` when it does not answer, `CannotDo` when it sorts
        otherwise, is not so, is newer, or could not be brought up.
        """
        self.writing = threading.RLock()
        self._engine = _engine(address)
        self._serving: Connection | None = None
        self._asking = threading.Lock()
        self._lost = False
        self.address = self._engine.url.difference_update_query(_SECRET).render_as_string(hide_password=True)
        try:
            with self.write() as connection:
                self._must_sort(connection)
                self._must_be(begun, connection)
                self._must_be_at_rest(connection)
                bring_up(connection)
        except Away as problem:
            self.close()
            raise Away(_unreachable(self.address, problem.__cause__)) from problem
        except BaseException:
            self.close()
            raise

    def _must_sort(self, connection: Connection) -> None:
        """By characters' numbers, as SQLite does: what begins alike is looked for as a range."""
        collation, encoding, by_number = connection.exec_driver_sql(_SORTED).one()
        if not by_number or encoding != "UTF8":
            raise CannotDo(
                f"{self.address} 按 {collation}、{encoding} 排序和编码，不能用，没有改动；"
                "请重建这个数据库：createdb -T template0 -E UTF8 --locale=C"
            )

    def _must_be(self, begun: bool | None, connection: Connection) -> None:
        there = inspect(connection).has_table(counter.name)
        if begun is False and there:
            raise CannotDo(f"{self.address} 里已有一个中心，没有改动")
        if begun and not there:
            raise CannotDo(f"{self.address} 里没有中心的数据，没有改动；新建用 oa-server init，找回旧的用 pg_restore")

    def _must_be_at_rest(self, connection: Connection) -> None:
        """Older data are not brought up under an older program that serves them, on whatever machine."""
        if not inspect(connection).has_table(counter.name) or version(connection) >= len(schema.STEPS):
            return
        if not connection.exec_driver_sql(_AT_REST).scalar_one():
            raise CannotDo(f"{self.address} 的数据是旧的，而中心正在运行；请先停下它再升级，没有改动")

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """The only writing transaction, of whatever process; leaving it normally commits, an exception undoes all.

        Raises `Away`, as `read` does: it does not answer, or who serves has lost his right to.
        """
        with self.writing, self._answering(), self._engine.begin() as connection:
            connection.exec_driver_sql(_WRITES)
            self._must_serve_still()
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A snapshot."""
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self._answering(), self._engine.connect().execution_options(**options) as connection, connection.begin():
            self._must_serve_still()
            yield connection

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """What it does not answer, or cannot do just now, as `Away`."""
        try:
            yield
        except DBAPIError as problem:
            if isinstance(problem, OperationalError) or problem.connection_invalidated:
                with suppress(Away):  # where nothing can be connected, nobody has asked yet
                    self._must_serve_still()
                raise Away(_broke_off(self.address, problem)) from problem
            raise

    @contextmanager
    def beside(self, name: str) -> Iterator[Connection]:
        """Another database of the same server as it stands, of whatever version: nothing in it is written.

        Raises SQLAlchemyError, and `CannotDo` for this very one.
        """
        if name == self._engine.url.database:
            raise CannotDo(f"{name} 就是中心现在用的数据库，没有改动；要写的是恢复前的那个改成的名称")
        engine = _engine(self._engine.url.set(database=name))
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        try:
            with engine.connect().execution_options(**options) as connection, connection.begin():
                yield connection
        finally:
            engine.dispose()

    @contextmanager
    def serving(self) -> Iterator[None]:
        """The only one that serves from it, on whatever machine. Raises `ServedElsewhere`, `Away`."""
        with self._answering():
            held = self._served()
        self._serving, self._lost = held, False
        try:
            yield
        finally:
            with self.writing, self._asking:
                self._serving = None
                with suppress(SQLAlchemyError):  # PostgreSQL may have been stopped before
                    held.exec_driver_sql(_SERVES_NO_MORE)
                held.close()

    def _served(self) -> Connection:
        """The connection that holds the right to serve. Raises `ServedElsewhere`."""
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            connection.exec_driver_sql(_NOTICED)
            if not connection.exec_driver_sql(_SERVES).scalar_one():
                raise ServedElsewhere(self.address)
        except BaseException:
            connection.close()
            raise
        return connection

    @property
    def lost(self) -> bool:
        """Whether the right to serve was lost: it ends with its connection, as when PostgreSQL begins anew.

        It is not taken again here. What was put back meanwhile, or brought up by another, is seen by who opens it anew.
        """
        return self._lost

    def _must_serve_still(self) -> None:
        """Who serves reads and writes as long as he has the right. Raises `Away`."""
        with self._asking:
            if (held := self._serving) is None:
                return
            try:
                if not self._lost:
                    held.exec_driver_sql("SELECT")
                    return
            except DBAPIError as problem:
                self._lost = True
                raise Away(_broke_off(self.address, problem)) from problem
        raise Away(f"{self.address} 的连接断过；重新打开、核对之后再用")

    def backup(self) -> NoReturn:
        """Raises `CannotDo`: a copy of it is made by pg_dump."""
        raise CannotDo("数据库在 PostgreSQL 里，请用 pg_dump 备份")

    def restore(self, copy: object) -> NoReturn:  # noqa: ARG002 - as its base has it
        """Raises `CannotDo`: it is put back by pg_restore."""
        raise CannotDo("数据库在 PostgreSQL 里，请用 pg_restore 恢复")

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def _engine(address: str | URL) -> Engine:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.get_backend_name() != "postgresql":
        raise WrittenWrong(f"设置里 OA_SERVER_DATABASE 要写成 {_DRIVER}://用户@主机/数据库名；没有改动")
    engine = create_engine(
        url.set(drivername=_DRIVER),
        connect_args={
            "client_encoding": "utf8",  # of one that has none, it would speak in bytes
            **{name: value for name, value in _PATIENCE.items() if name not in url.query},
        },
        pool_size=8,
        max_overflow=24,
        pool_pre_ping=True,
        hide_parameters=True,
        isolation_level="READ COMMITTED",  # else what is read behind the lock is of before it, where another is usual
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _: object) -> None:
        connection.adapters.register_dumper(str, _Text)

    return engine


class _Text(StrDumper):
    """What a stranger sends may bear NUL, which PostgreSQL keeps in no text: it means nothing there is."""

    def dump(self, obj: str) -> Buffer | None:
        """Without it."""
        return super().dump(obj.replace("\0", "\ufffd"))


def may_serve(address: str) -> bool:
    """Whether it answers, and nobody serves from it."""
    engine = _engine(address)
    try:
        with engine.begin() as connection:
            return bool(connection.exec_driver_sql(_NOBODY_SERVES).scalar_one())
    except SQLAlchemyError:
        return False
    finally:
        engine.dispose()


def _unreachable(address: str, problem: BaseException | None) -> str:
    return f"连不上 {address}：{_said(problem)}；没有改动。请看 PostgreSQL 是否在运行、OA_SERVER_DATABASE 是否写对"


def _broke_off(address: str, problem: DBAPIError) -> str:
    return f"{address} 断了或办不成：{_said(problem)}。请先看 PostgreSQL，再核对这一步做成了没有：没做成的一点没改"


def _said(problem: BaseException | None) -> str:
    """The last line of what PostgreSQL said."""
    lines = str(getattr(problem, "orig", problem) or "").strip().splitlines()
    return lines[-1].strip() if lines else "没有应答"
