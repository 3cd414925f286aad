"""What a service answers while its database does not: come again later. It looks for the database meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server_stub.problems import PUT_OFF
from server_stub.wire import problem

AGAIN = 2
"""Seconds after which the database is looked for again."""


def stand_by(answers: Callable[[], bool], free: threading.Event) -> Starlette:
    """The application that does so; `free` is set once the database answers."""

    @contextlib.asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        looking = asyncio.create_task(_look(answers, free))
        try:
            yield
        finally:
            looking.cancel()

    return Starlette(routes=[Route("/{path:path}", _put_off, methods=["GET", "POST"])], lifespan=life)


async def _put_off(_: Request) -> Response:
    return problem(503, PUT_OFF)


async def _look(answers: Callable[[], bool], free: threading.Event) -> None:
    while not free.is_set():
        await asyncio.sleep(AGAIN)
        if await run_in_threadpool(answers):
            free.set()
