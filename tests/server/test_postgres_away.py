"""A service whose PostgreSQL goes away and comes back, as by an upgrade of its package: nobody has to see to it."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from server_stub.__main__ import main
from server_stub.cannot import Away
from server_stub.mark import MARK
from server_stub.postgres import Postgres, may_serve
from server_stub.schema import STEPS
from server_stub.serve import RESTORING
from server_stub.work import counter, set_counter
from tests.server.postgres import cluster, runs, start, stop, there

pytestmark = pytest.mark.skipif(not there(), reason="no PostgreSQL on this machine")
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with cluster() as url:
        yield url


@pytest.fixture
def address(server: str) -> Iterator[str]:
    """An empty database of a server that runs, and does so again afterwards."""
    run_as_its_owner(server, "CREATE DATABASE centre")
    yield server.replace("@/postgres", "@/centre")
    if not runs(server):
        start(server)
    run_as_its_owner(server, "DROP DATABASE centre WITH (FORCE)")


def run_as_its_owner(server: str, line: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(line)
    engine.dispose()


@pytest.fixture
def begun(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OA_SERVER_DATABASE", address)
    folder = tmp_path / "centre"
    assert main(["init", "--district", "明州区", "--data", str(folder)]) == 0
    return folder


def cut_off(server: str) -> None:
    """Every connection to the centre's database, as when PostgreSQL is stopped and begins anew."""
    run_as_its_owner(server, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'centre'")


def test_who_serves_does_nothing_more_once_his_right_has_ended_with_its_connection(server: str, address: str) -> None:
    first, second = Postgres(address), Postgres(address)
    with first.serving():
        with first.write() as connection:
            set_counter(connection, "x", 1)
        assert not first.lost
        cut_off(server)
        for _ in range(2):
            with pytest.raises(Away), first.read():
                raise AssertionError("read by one who may not serve")
            with pytest.raises(Away), first.write():
                raise AssertionError("written by one who may not serve")
        assert first.lost
        with second.serving(), second.write() as connection:
            assert counter(connection, "x") == 1
    first.close()
    second.close()


def test_whether_one_may_serve_is_looked_up(server: str, address: str) -> None:
    database = Postgres(address)
    assert may_serve(address)
    with database.serving():
        assert not may_serve(address)
        assert may_serve(server)
    assert may_serve(address)
    database.close()
    stop(server)
    assert not may_serve(address)


def test_what_breaks_off_in_the_middle_is_told_as_that(server: str, address: str) -> None:
    database = Postgres(address)
    with pytest.raises(Away, match="再核对这一步做成了没有"), database.write() as connection:
        set_counter(connection, "x", 1)
        cut_off(server)
    with database.read() as connection:
        assert counter(connection, "x") == 0
    database.close()


class Service:
    """The program as a unit runs it."""

    def __init__(self, process: subprocess.Popen[str], port_file: Path) -> None:
        self.process = process
        self._port_file = port_file

    def says(self, *words: str) -> str:
        """The next line that has these words."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if all(word in line for word in words):
                return line
        raise AssertionError(f"ended with {self.process.wait()} and never said {words}")

    def ends(self) -> int:
        return self.process.wait(30)

    def answer(self, path: str = "/v1/wait?epoch=1&t=0") -> tuple[int, str | None, str | None]:
        """What a call comes to: the status, whether it is genuine, and when to come again."""
        connection = http.client.HTTPConnection("127.0.0.1", int(self._port_file.read_text()), timeout=20)
        connection.request("GET", path, headers={"Authorization": "Bearer x"})
        reply = connection.getresponse()
        connection.close()
        return reply.status, reply.headers["X-OA"], reply.headers["Retry-After"]


UP, PUT_OFF = (401, "1", None), (503, "1", "5")


@contextmanager
def service(folder: Path, port: int = 0) -> Iterator[Service]:
    port_file = folder.parent / "port"
    command = [sys.executable, "-m", "server_stub", "serve", "--data", str(folder), "--port", str(port)]
    with subprocess.Popen(
        [*command, "--port-file", str(port_file)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:
        try:
            yield Service(process, port_file)
        finally:
            process.kill()


def test_it_puts_calls_off_while_postgresql_is_away_and_comes_back_by_itself(begun: Path, address: str) -> None:
    with service(begun) as one:
        one.says("中心已启动")
        assert one.answer() == UP
        for _ in range(2):
            stop(address)
            assert one.answer() == PUT_OFF
            one.says("断了", "稍后再来")
            assert one.answer() == PUT_OFF
            start(address)
            one.says("中心已启动")
            assert one.answer() == UP
        one.process.send_signal(signal.SIGTERM)
        assert one.ends() == 0


def test_one_that_begins_before_postgresql_waits_for_it(begun: Path, address: str) -> None:
    """After a reboot, and beyond any number of tries that systemd would make."""
    stop(address)
    with service(begun) as one:
        one.says("连不上", "稍后再来")
        start(address)
        one.says("中心已启动")
        assert one.answer() == UP


def test_one_that_is_stopped_while_it_waits_stops(begun: Path, address: str) -> None:
    stop(address)
    with service(begun) as one:
        one.says("连不上", "稍后再来")
        one.process.send_signal(signal.SIGTERM)
        assert one.ends() == 0


def test_what_was_put_back_while_it_was_away_is_found_as_at_its_start(begun: Path, address: str) -> None:
    with service(begun) as one:
        one.says("中心已启动")
        mark = (begun / MARK).read_bytes()
        (begun / MARK).write_bytes(mark.replace(b'"seq":', b'"seq":9'))
        stop(address)
        assert one.answer() == PUT_OFF
        start(address)
        one.says(RESTORING)


def test_data_that_were_brought_up_while_it_was_away_end_it_for_good(begun: Path, address: str) -> None:
    with service(begun) as one:
        one.says("中心已启动")
        database = Postgres(address)
        with database.write() as connection:
            connection.exec_driver_sql(f"UPDATE counter SET value = {len(STEPS) + 1} WHERE name = 'schema'")
            assert counter(connection, "schema") == len(STEPS) + 1
        database.close()
        stop(address)
        assert one.answer() == PUT_OFF
        start(address)
        one.says("这个程序只认到第")
        assert one.ends() == 3
