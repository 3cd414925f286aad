"""Running the centre: one process on one folder, plain HTTP on the loopback only."""

from __future__ import annotations

import errno
import ipaddress
import os
import signal
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from server_stub.app import build
from server_stub.cannot import Away, CannotDo, ServedElsewhere
from server_stub.centre import Centre
from server_stub.certificates import SERVER, TLS, look, today
from server_stub.database import Database
from server_stub.database_away import stand_by
from server_stub.tls_commands import warning
from server_stub.upgrading import is_older, make_way
from server_stub.whereabouts import elsewhere, is_begun, may_be_served
from server_stub.workdays import district_days

RESTORING = "恢复中：只收各终端补交的记录，新办的都等着；核对后请执行 restore close，了结后自动提交。"


class CannotServe(CannotDo):
    """The centre cannot be run like this; the text says why."""


@dataclass(frozen=True, slots=True)
class Listen:
    """Where to listen. Port 0: any free one. The certificate makes it HTTPS."""

    host: str = "127.0.0.1"
    port: int = 0
    port_file: Path | None = None
    certificate: Path | None = None
    key: Path | None = None

    @property
    def url(self) -> str:
        """The scheme and the host."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.certificate else 'http'}://{host}"


def open_centre(folder: Path, *, begun: bool = True) -> Centre:
    """The centre in a folder, by the clock of this machine; data of an older version are copied and brought up.

    Raises `CannotDo`: they are newer than this program, could not be brought up, or are being served by an older one.
    """
    if is_older(folder):
        with alone(folder):
            return _brought_up(folder)
    return _brought_up(folder, begun=begun)


def _brought_up(folder: Path, *, begun: bool = True) -> Centre:
    make_way(folder)
    return _centre(folder, elsewhere(begun=begun))


def _centre(folder: Path, database: Database | None) -> Centre:
    return Centre.open(folder, clock=lambda: int(time.time()), calendar=district_days(), database=database)


def serve(folder: Path, listen: Listen, say: Callable[[str], None]) -> None:
    """Serve until interrupted; says one line each time it is ready. Raises `CannotServe`, and as a centre is opened.

    While its PostgreSQL does not answer, every call is put off. When it answers again the centre is opened as it was
    at first: the right to serve is taken, and what may have been put back or brought up meanwhile is looked for.
    """
    if not is_begun(folder):
        raise CannotServe(f"{folder} 里没有中心；请先 oa-server init 或 demo")
    listen = _with_certificate(folder, listen, say)
    with alone(folder), _bound(listen) as bound, _stopped_in_order():
        served, told = False, ""
        while True:
            try:
                with _opened(folder, say) as centre:
                    served, told = True, ""
                    if not _run(centre, listen, bound, say):
                        return
                why: CannotDo = Away("与 PostgreSQL 的连接断了")
            except Away as away:
                why = away
            except ServedElsewhere as other:
                if not served:
                    raise
                why = other  # perhaps its own of before, which PostgreSQL has yet to miss
            if str(why) != told:
                say(f"{why}。这期间请各终端稍后再来，能用了自动接着运行。")
                told = str(why)
            _put_off(listen, bound)


@contextmanager
def _opened(folder: Path, say: Callable[[str], None]) -> Iterator[Centre]:
    """The centre, with the right to serve it taken before anything is looked at."""
    if (copy := make_way(folder)) is not None:
        say(f"数据是旧的（第 {copy.version} 版），已在 {copy.place} 留一份，现在升级…")
    database = elsewhere(begun=True)
    with database.serving() if database else nullcontext(), closing(_centre(folder, database)) as centre:
        yield centre


@contextmanager
def _stopped_in_order() -> Iterator[None]:
    """What ends a service ends it as a key on the keyboard does: all that was begun is closed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _with_certificate(folder: Path, listen: Listen, say: Callable[[str], None]) -> Listen:
    """With the centre's own certificate where none is named. Raises `CannotServe`."""
    if (listen.certificate is None) != (listen.key is None):
        raise CannotServe("--tls-cert 和 --tls-key 要一起给")
    own = folder / TLS / SERVER
    if listen.certificate is None and own.exists():
        listen = replace(listen, certificate=own, key=own)
        if soon := warning(look(folder / TLS), today()):
            say(soon)
    if listen.certificate is None:
        if not _is_loopback(listen.host):
            raise CannotServe(
                f"{listen.host} 不是本机回环，须有证书：先 oa-server tls init，或给 --tls-cert 和 --tls-key"
            )
        return listen
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(listen.certificate, listen.key)
    except (OSError, ValueError) as problem:  # ssl.SSLError is an OSError
        raise CannotServe(f"证书 {listen.certificate} 或私钥 {listen.key} 用不了：{problem}") from problem
    return listen


def _run(centre: Centre, listen: Listen, bound: socket.socket, say: Callable[[str], None]) -> bool:
    """Serve; True when the database was lost, and not the service interrupted. Raises `CannotServe`."""
    port = bound.getsockname()[1]

    def ready() -> None:
        if listen.port_file is not None:
            _write_whole(listen.port_file, f"{port}\n")
        say(f"中心已启动：{listen.url}:{port}")
        if centre.restoring:
            say(RESTORING)

    server = _Server(_config(build(centre), listen), ready, lambda: centre.database.lost)
    server.run(sockets=[bound.dup()])
    if not server.started and not centre.database.lost:
        raise CannotServe("中心没有起来，原因见上面的日志")
    return centre.database.lost and not server.should_exit


def _put_off(listen: Listen, bound: socket.socket) -> None:
    """Put every call off until the database may be served from. Raises KeyboardInterrupt."""
    free = threading.Event()
    server = _Server(_config(stand_by(may_be_served, free), listen), lambda: None, free.is_set)
    server.run(sockets=[bound.dup()])
    if server.should_exit:
        raise KeyboardInterrupt


def _config(app: Starlette, listen: Listen) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=120,
        timeout_graceful_shutdown=3,
        ssl_certfile=listen.certificate,
        ssl_keyfile=listen.key,
    )


class _Server(uvicorn.Server):
    """One that also ends by itself, when it is `over`."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], over: Callable[[], bool]) -> None:
        super().__init__(config)
        self._ready = ready
        self._over = over

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def on_tick(self, counter: int) -> bool:
        return await super().on_tick(counter) or self._over()


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def _bound(listen: Listen) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in listen.host else socket.AF_INET
    # Named as TCP, for else asyncio leaves Nagle's delay on: 40 ms a call.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as bound:
        if os.name == "posix":
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((listen.host, listen.port))
        except OSError as problem:
            raise CannotServe(_not_bound(listen, problem)) from problem
        bound.listen(1024)
        yield bound


_NOT_BOUND = {
    errno.EADDRINUSE: "已被别的程序占着：用 ss -ltnp 看是谁，停下它，或在设置里换 OA_SERVER_PORT",
    errno.EADDRNOTAVAIL: "这台机器没有这个地址：请核对设置里的 OA_SERVER_HOST",
    errno.EACCES: "没有权限监听：1024 以下的端口要另给服务一个权限，见说明里“端口”一段",
}


def _not_bound(listen: Listen, problem: OSError) -> str:
    named = isinstance(problem, socket.gaierror)
    why = "不是这台机器认得的地址：请核对设置里的 OA_SERVER_HOST" if named else _NOT_BOUND.get(problem.errno or 0)
    return f"{listen.host} 的 {listen.port} 端口{why or f'监听不了：{problem}'}；数据没有动"


def _write_whole(path: Path, text: str) -> None:
    draft = path.with_name(path.name + ".new")
    draft.write_text(text, encoding="ascii")
    draft.replace(path)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """The only serving process on a folder: it keeps folded matters in memory. Raises `CannotServe`."""
    try:
        import fcntl  # noqa: PLC0415 - Windows has none; there the port keeps a second one out
    except ImportError:
        yield
        return
    with (folder / "serving.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CannotServe(f"{folder} 的中心已经在运行；请先停下它，没有改动。") from error
        yield


@contextmanager
def beside(folder: Path, *, only: bool = False) -> Iterator[None]:
    """Commands go side by side; `only`: none while the database is exchanged, for what it did would be lost with it.

    Raises `CannotServe`.
    """
    try:
        import fcntl  # noqa: PLC0415 - Windows has none
    except ImportError:
        yield
        return
    if not folder.exists():
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, (fcntl.LOCK_EX if only else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        raise CannotServe(f"{folder} 正由另一条 oa-server 命令办着，等它做完再来；没有改动。") from error
    try:
        yield
    finally:
        os.close(handle)
