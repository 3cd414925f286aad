"""Calls to the application without a socket: an ASGI client of a few lines."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from starlette.applications import Starlette

from oa_client.protocol.codec import Lines, decode, pack, unpack
from oa_client.protocol.messages import Problem, StreamPart

T = TypeVar("T")


@dataclass
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    def read(self, kind: type[T]) -> T:
        if self.headers.get("content-encoding") == "zstd":
            return unpack(self.body, kind)
        return decode(self.body, kind)

    def code(self) -> str:
        return self.read(Problem).code

    def parts(self) -> list[StreamPart]:
        return list(Lines().feed(self.body, StreamPart))


async def call_async(
    app: Starlette,
    method: str,
    path: str,
    message: object = None,
    *,
    token: str = "",
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
    gone: asyncio.Event | None = None,
    **query: object,
) -> Reply:
    sent = {"content-encoding": "zstd"} if body is None and message is not None else {}
    sent |= {"authorization": f"Bearer {token}"} if token else {}
    sent |= {k.lower(): v for k, v in (headers or {}).items()}
    data = pack(message) if body is None and message is not None else body or b""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": urlencode(query).encode(),
        "headers": [(k.encode(), v.encode()) for k, v in sent.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2),
    }
    chunks = [data[n : n + 65536] for n in range(0, len(data), 65536)] or [b""]
    waiting = list(chunks)
    reply = Reply(0, {}, b"")

    async def receive() -> dict[str, object]:
        if waiting:
            part = waiting.pop(0)
            return {"type": "http.request", "body": part, "more_body": bool(waiting)}
        await (gone or asyncio.Event()).wait()
        return {"type": "http.disconnect"}

    async def send(event) -> None:
        if event["type"] == "http.response.start":
            reply.status = event["status"]
            reply.headers = {k.decode().lower(): v.decode() for k, v in event["headers"]}
        else:
            reply.body += event.get("body", b"")

    await app(scope, receive, send)
    return reply


def call(app: Starlette, method: str, path: str, message: object = None, **how: object) -> Reply:
    """One call, by itself."""

    async def once() -> Reply:
        return await asyncio.wait_for(call_async(app, method, path, message, **how), 20)  # type: ignore[arg-type]

    return asyncio.run(once())
