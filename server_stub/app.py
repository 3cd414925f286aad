"""The centre over HTTP: Starlette around `Centre`, bodies by the protocol's codec, database work in the thread pool."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import TypeVar

import msgspec
import zstandard
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route as HttpRoute

from oa_client.protocol.codec import CONTENT_TYPE, ENCODING, encode
from oa_client.protocol.messages import (
    LIVE_PAGE,
    MattersRequest,
    PasswordRequest,
    Position,
    Problem,
    SessionRequest,
    StreamPart,
    SyncRequest,
    Woken,
)
from server_stub.bell import Bell
from server_stub.cannot import Away
from server_stub.centre import Centre
from server_stub.commands import Caller
from server_stub.problems import PUT_OFF, Refusal
from server_stub.routes import ROUTES, openapi
from server_stub.wire import HEADERS, SOFT, compressor, dictionary_of, message, problem, read_bytes, reply

LONGEST_WAIT = 600
TIMER_EVERY = 20
SLOW_LEVEL = 17
_RANGE = re.compile(r"bytes=(\d{1,15})-", re.ASCII)
_log = logging.getLogger(__name__)
_Serve = Callable[[Request], Awaitable[Response]]
M = TypeVar("M")


def build(centre: Centre) -> Starlette:
    """The application that serves a centre."""
    service = Service(centre)
    routes = [HttpRoute(route.path, _guarded(getattr(service, route.does)), methods=[route.method]) for route in ROUTES]
    handlers = {HTTPException: _unknown, 500: _failed}
    return Starlette(routes=routes, exception_handlers=handlers, lifespan=service.life)


def _guarded(serve: _Serve) -> _Serve:
    async def guarded(request: Request) -> Response:
        try:
            return await serve(request)
        except Refusal as refusal:
            return problem(refusal.status, refusal.problem)
        except Away as away:
            _log.warning("%s", away)
            return problem(503, PUT_OFF)
        except ClientDisconnect:  # a bad line, nothing of the centre's; nobody hears the answer
            return problem(400, Problem("bad_request"))

    return guarded


async def _unknown(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    return problem(status, Problem("no_such_call"))


async def _failed(_: Request, __: Exception) -> Response:
    return problem(500, Problem("internal"))


_LIMITS = {route.does: route.limit for route in ROUTES}


class Service:
    """Each method serves the route that bears its name (`routes.Route.does`)."""

    def __init__(self, centre: Centre) -> None:
        """Over a centre."""
        self._centre = centre
        self._bell = Bell()
        self._slow = threading.Semaphore(os.cpu_count() or 1)
        centre.listeners.append(self._bell.ring)

    @contextlib.asynccontextmanager
    async def life(self, _: Starlette) -> AsyncIterator[None]:
        """While the application runs, timers go off."""
        await run_in_threadpool(self._centre.lights.catch_up)
        timers = asyncio.create_task(self._timers())
        try:
            yield
        finally:
            timers.cancel()

    async def _timers(self) -> None:
        starting = True
        while True:
            try:
                await run_in_threadpool(self._centre.run_timers, starting=starting)
                starting = False
            except Away as away:
                _log.warning("%s", away)
            except Exception:  # noqa: BLE001 - a timer that fails is tried again
                _log.exception("timers failed")
            await asyncio.sleep(TIMER_EVERY)

    async def _message(self, request: Request, name: str, kind: type[M]) -> M:
        body = await read_bytes(request, _LIMITS[name])
        return message(body, request.headers.get("Content-Encoding", ""), kind)

    async def _caller(self, request: Request) -> Caller:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Refusal(401, "token")
        return await run_in_threadpool(self._centre.caller, token)

    async def session(self, request: Request) -> Response:
        """Sign in."""
        asked = await self._message(request, "session", SessionRequest)
        return reply(await run_in_threadpool(self._centre.session, asked, _address(request)))

    async def password(self, request: Request) -> Response:
        """The caller gives himself another password."""
        caller = await self._caller(request)
        asked = await self._message(request, "password", PasswordRequest)
        return reply(await run_in_threadpool(self._centre.change_password, caller, asked, _address(request)))

    async def sync(self, request: Request) -> Response:
        """One turn of the loop."""
        caller = await self._caller(request)
        asked = await self._message(request, "sync", SyncRequest)
        number = dictionary_of(request)
        return await run_in_threadpool(lambda: reply(self._centre.sync(caller, asked), number=number))

    async def matters(self, request: Request) -> Response:
        """Records in bulk, as one compressed stream."""
        caller = await self._caller(request)
        asked = await self._message(request, "matters", MattersRequest)
        parts = await run_in_threadpool(self._centre.matters, caller, asked)
        slow = request.query_params.get("slow") == "1"
        headers = {**HEADERS, "Content-Encoding": ENCODING}
        return StreamingResponse(self._stream(parts, slow=slow), 200, headers, media_type=CONTENT_TYPE)

    def _stream(self, parts: Iterator[StreamPart], *, slow: bool) -> Iterator[bytes]:
        """The lines compressed, hard for a slow line while a core is free; flushed each 64 KiB."""
        hard = slow and self._slow.acquire(blocking=False)
        try:
            yield from _compressed(parts, SLOW_LEVEL if hard else SOFT)
        finally:
            if hard:
                self._slow.release()

    async def wait(self, request: Request) -> Response:
        """Wait until something is there for the caller beyond a position: 200, or 204 when the time is over."""
        caller = await self._caller(request)
        epoch, position, limit = _waiting_for(request)
        until = asyncio.get_running_loop().time() + limit
        gone = asyncio.ensure_future(_disconnected(request))
        try:
            while position is not None:
                scopes = await run_in_threadpool(self._centre.scopes, caller)
                with self._bell.listen(scopes) as event:
                    found: Woken | None = await run_in_threadpool(self._centre.waiting, caller, epoch, position)
                    if found is not None:
                        return reply(found)
                    left = until - asyncio.get_running_loop().time()
                    rung = asyncio.ensure_future(event.wait())
                    await asyncio.wait({rung, gone}, timeout=max(0, left), return_when="FIRST_COMPLETED")
                    rung.cancel()
                    if gone.done() or not event.is_set():
                        return Response(status_code=204, headers=HEADERS)
            return reply(Woken())
        except asyncio.CancelledError:  # the centre closes
            return Response(status_code=204, headers=HEADERS)
        finally:
            gone.cancel()

    async def append(self, request: Request) -> Response:
        """Part of a file comes up."""
        caller = await self._caller(request)
        at, size = _number(request, "at"), _number(request, "size")
        data = await read_bytes(request, _LIMITS["append"])
        sha256 = request.path_params["sha256"]
        base = request.query_params.get("base")
        if base is None:
            state = await run_in_threadpool(self._centre.append_file, caller, sha256, at, size, data)
        else:
            state = await run_in_threadpool(self._centre.append_patch, caller, sha256, base, at, size, data)
        taken = state.stored or state.at == at + len(data)
        return reply(state, 200 if taken else 409)

    async def download(self, request: Request) -> Response:
        """A file comes down, from an offset on."""
        caller = await self._caller(request)
        asked = _RANGE.fullmatch(request.headers.get("Range", ""))
        start = int(asked.group(1)) if asked else 0
        sha256, matter = request.path_params["sha256"], request.query_params.get("matter", "")
        size, data = await run_in_threadpool(self._centre.read_file, caller, sha256, matter, start)
        if asked and start >= size:
            raise Refusal(416, "offset", size=size)
        headers = {**HEADERS, "Content-Length": str(size - start), "Accept-Ranges": "bytes"}
        if asked:
            headers["Content-Range"] = f"bytes {start}-{size - 1}/{size}"
        status = 206 if asked else 200
        return StreamingResponse(data, status, headers, media_type="application/octet-stream")

    async def light(self, request: Request) -> Response:
        """The light copy of a file comes down, page by page."""
        caller = await self._caller(request)
        sha256, matter = request.path_params["sha256"], request.query_params.get("matter", "")
        frames = await run_in_threadpool(self._centre.read_light, caller, sha256, matter, _number(request, "from"))
        return StreamingResponse(frames, 200, HEADERS, media_type="application/octet-stream")

    async def openapi(self, _: Request) -> Response:
        """The protocol, for people and tools."""
        return Response(msgspec.json.encode(openapi()), headers=HEADERS, media_type=CONTENT_TYPE)


def _compressed(parts: Iterator[StreamPart], level: int) -> Iterator[bytes]:
    stream = compressor(level)
    ready = b""
    plain = 0
    for part in parts:
        line = encode(part) + b"\n"
        ready += stream.compress(line)
        plain += len(line)
        if plain >= LIVE_PAGE:
            yield ready + stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
            ready, plain = b"", 0
    yield ready + stream.flush(zstandard.COMPRESSOBJ_FLUSH_FINISH)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _number(request: Request, name: str) -> int:
    text = request.query_params.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > 16:
        raise Refusal(400, "bad_request", field=name)
    return int(text)


def _waiting_for(request: Request) -> tuple[int, Position | None, int]:
    """Epoch, position (the JSON array; none before first contact) and seconds."""
    text = request.query_params.get("position", "null")
    try:
        position = msgspec.json.decode(text, type=tuple[int, int, str] | None)
    except msgspec.MsgspecError as error:
        raise Refusal(400, "bad_request", field="position") from error
    return _number(request, "epoch"), position, min(_number(request, "t"), LONGEST_WAIT)


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
