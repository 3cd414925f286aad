"""The routes as data: what they take and give. The application, the OpenAPI page and the matrix of rights read it."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from oa_client.protocol.messages import (
    FileState,
    MattersRequest,
    PasswordReply,
    PasswordRequest,
    Problem,
    SessionReply,
    SessionRequest,
    StreamPart,
    SyncReply,
    SyncRequest,
    Woken,
)
from server_stub.files import LARGEST_PART


@dataclass(frozen=True, slots=True)
class Route:
    """One call. `limit`: the most bytes of its body. Without `takes` the body is bytes or nothing."""

    method: str
    path: str
    does: str
    takes: type | None = None
    gives: type | None = None
    query: tuple[str, ...] = ()
    limit: int = 0
    signed_in: bool = True


ROUTES = (
    Route("POST", "/v1/session", "session", SessionRequest, SessionReply, limit=8 * 1024, signed_in=False),
    Route("POST", "/v1/password", "password", PasswordRequest, PasswordReply, limit=8 * 1024),
    Route("POST", "/v1/sync", "sync", SyncRequest, SyncReply, limit=2 * 1024 * 1024),
    Route("POST", "/v1/matters", "matters", MattersRequest, StreamPart, ("slow",), limit=2 * 1024 * 1024),
    Route("GET", "/v1/wait", "wait", None, Woken, ("epoch", "position", "t")),
    Route("POST", "/v1/files/{sha256}", "append", None, FileState, ("at", "size", "base"), limit=LARGEST_PART),
    Route("GET", "/v1/files/{sha256}", "download", None, None, ("matter",)),
    Route("GET", "/v1/light/{sha256}", "light", None, None, ("matter", "from")),
    Route("GET", "/v1/openapi.json", "openapi", signed_in=False),
)


def openapi() -> dict[str, object]:
    """The protocol as an OpenAPI 3.1 page."""
    types = [t for route in ROUTES for t in (route.takes, route.gives) if t is not None]
    schemas, components = msgspec.json.schema_components(
        [*types, Problem], ref_template="#/components/schemas/{name}", schema_hook=_anything
    )
    found = dict(zip([*types, Problem], schemas, strict=True))
    paths: dict[str, dict[str, object]] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, found)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Lunyue", "version": "1"},
        "paths": paths,
        "components": {"schemas": components},
    }


def _anything(_: type) -> dict[str, object]:
    """Any JSON value: what stands in fields and rows, and the bytes of entries."""
    return {"description": "any JSON"}


def _operation(route: Route, schemas: dict[type, dict[str, object]]) -> dict[str, object]:
    parameters: list[dict[str, object]] = [
        {"name": name, "in": "query", "schema": {"type": "string"}} for name in route.query
    ]
    if "{sha256}" in route.path:
        parameters.append({"name": "sha256", "in": "path", "required": True, "schema": {"type": "string"}})
    good: dict[str, object] = {"description": "served"}
    if route.gives is not None:
        good["content"] = {"application/json": {"schema": schemas[route.gives]}}
    wrong = {"description": "refused", "content": {"application/json": {"schema": schemas[Problem]}}}
    made: dict[str, object] = {"operationId": route.does, "responses": {"200": good, "4XX": wrong}}
    if parameters:
        made["parameters"] = parameters
    if route.takes is not None:
        made["requestBody"] = {"content": {"application/json": {"schema": schemas[route.takes]}}}
    return made
