"""The centre over HTTP, and the matrix of rights: every route against own, foreign and absent matters."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import zstandard
from argon2 import PasswordHasher
from starlette.applications import Starlette

from oa_client.domain.people import PersonId
from oa_client.protocol.codec import pack
from oa_client.protocol.light import unpack
from oa_client.protocol.messages import (
    CommandUp,
    FileState,
    Header,
    MattersRequest,
    PasswordReply,
    PasswordRequest,
    RowUp,
    SessionReply,
    SessionRequest,
    SyncReply,
    SyncRequest,
    Walk,
    WalkAsk,
    Woken,
)
from server_stub import accounts
from server_stub.accounts import set_account
from server_stub.app import build
from server_stub.routes import ROUTES
from tests.server.calls import Reply, call, call_async
from tests.server.office import Office

DATA = b"%PDF-1.4 invented" * 9000
SHA = hashlib.sha256(DATA).hexdigest()


@dataclass
class World:
    """Person 1 asks. `own` is his matter, `foreign` another's; both name a file the other has sent."""

    office: Office
    app: Starlette
    token: str
    device: int
    own: str
    foreign: str
    n: int = 0

    def get(self, path: str, token: str | None = None, **how: object) -> Reply:
        return call(self.app, "GET", path, token=self.token if token is None else token, **how)

    def post(self, path: str, message: object = None, token: str | None = None, **how: object) -> Reply:
        return call(self.app, "POST", path, message, token=self.token if token is None else token, **how)

    def sync(self, **how: object) -> SyncReply:
        request = SyncRequest(self.office.centre.epoch, **how)  # type: ignore[arg-type]
        return self.post("/v1/sync", request).read(SyncReply)

    def up(self, matter: str, action: str = "say") -> CommandUp:
        self.n += 1
        return CommandUp(self.n, matter, "paper", action, 1, self.office.clock.now, {"opinion": "阅"})


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    office = Office.open(tmp_path)
    with office.centre.work() as work:
        set_account(work, PersonId(1), "jia", "right", accounts.HASHER)
        set_account(work, PersonId(2), "yi", "right", accounts.HASHER)
    app = build(office.centre)
    reply = call(app, "POST", "/v1/session", SessionRequest("jia", "right")).read(SessionReply)
    for at in range(0, len(DATA), 1 << 20):
        office.centre.append_file(office.device(9), SHA, at, len(DATA), DATA[at : at + (1 << 20)])
    files = [{"sha256": SHA, "name": "附件.pdf", "size": len(DATA)}]
    own = office.do(9, "write", to=["p9", "p1"], title="本人的", files=files)
    foreign = office.do(9, "write", to=["p9"], title="别人的", files=files)
    yield World(office, app, reply.token, reply.device, own, foreign)
    office.centre.close()


# ---------------------------------------------------------------- the matrix

ABSENT = "404404-1"


def _session(w: World) -> None:
    assert call(w.app, "POST", "/v1/session", SessionRequest("jia", "wrong")).status == 401
    assert call(w.app, "POST", "/v1/session", SessionRequest("wu", "right")).status == 401


def _password(w: World) -> None:
    kept = w.office.centre.session(SessionRequest("jia", "right", w.device), "")
    assert w.post("/v1/password", PasswordRequest("wrong", "桂花开了又香又甜")).code() == "password"
    bad = w.post("/v1/password", PasswordRequest("right", "kurz"))
    assert (bad.status, bad.code()) == (422, "password_short")
    foreign = call(w.app, "POST", "/v1/session", SessionRequest("yi", "right")).read(SessionReply)
    asked = PasswordRequest("right", "桂花开了又香又甜")
    assert w.post("/v1/password", asked, token=foreign.token).read(PasswordReply) == PasswordReply()
    assert call(w.app, "POST", "/v1/session", SessionRequest("jia", "right")).status == 200, "it was another's"
    assert w.office.centre.caller(kept.token).person == 1


def _sync(w: World) -> None:
    outcomes = w.sync(commands=[w.up(w.own), w.up(w.foreign), w.up(ABSENT)]).outcomes
    assert [(o.s, o.code) for o in outcomes] == [("a", ""), ("r", "not_visible"), ("r", "not_visible")]
    assert outcomes[1].facts == outcomes[2].facts == {}
    rows = [RowUp("receipt", m, {}) for m in (w.own, w.foreign, ABSENT)]
    head = w.sync(rows=rows).as_of
    walks = [("upto", 0, head), ("moved", 0, head), ("rows", 0, head), ("at", head, head), ("moved", 1, 2)]
    for walk in walks:
        text = w.post("/v1/sync", SyncRequest(w.office.centre.epoch, walk=WalkAsk(walk))).read(object)
        assert w.foreign not in json.dumps(text), walk
        assert "别人的" not in json.dumps(text, ensure_ascii=False), walk
    live = w.post("/v1/sync", SyncRequest(w.office.centre.epoch, (0, 0, ""), budget=1 << 20)).read(object)
    assert w.own in json.dumps(live)
    assert w.foreign not in json.dumps(live)
    for place in ("2.1.9.x", "9.9.9.9", "x", "2.1." + "9" * 40 + ".x"):
        reply = w.post("/v1/sync", SyncRequest(w.office.centre.epoch, walk=WalkAsk(("upto", 0, head), place)))
        assert reply.status in {200, 400}
        assert w.foreign.encode() not in reply.body


def _matters(w: World) -> None:
    parts = w.post(
        "/v1/matters", MattersRequest(w.office.centre.epoch, [(w.own, 0), (w.foreign, 0), (ABSENT, 0)])
    ).parts()
    assert [(p.m, p.gone, len(p.entries), p.head) for p in parts] == [
        (w.own, False, 1, 1),
        (w.foreign, True, 0, 0),
        (ABSENT, True, 0, 0),
        ("", False, 0, 0),
    ]


def _wait(w: World) -> None:
    position = json.dumps(w.sync().position)
    ask = {"epoch": w.office.centre.epoch, "position": position, "t": 0}
    w.office.do(9, "say", w.foreign, opinion="别人")
    assert w.get("/v1/wait", **ask).status == 204
    w.office.do(9, "say", w.own, opinion="本人")
    assert w.get("/v1/wait", **ask).read(Woken) == Woken()


def _append(w: World) -> None:
    secret = b"known only by its hash"
    sha = hashlib.sha256(secret).hexdigest()
    w.office.centre.append_file(w.office.device(3), sha, 0, len(secret), secret)
    reply = w.post(f"/v1/files/{sha}", body=b"", at=0, size=len(secret))
    assert reply.read(FileState) == FileState(0, len(secret))


def _download(w: World) -> None:
    path = f"/v1/files/{SHA}"
    assert w.get(path, matter=w.own).body == DATA
    refused = [w.get(path, matter=m) for m in (w.foreign, ABSENT, "")]
    assert {(r.status, r.code()) for r in refused} == {(404, "not_visible")}
    assert w.get(f"/v1/files/{'0' * 64}", matter=w.own).status == 404
    named = [{"sha256": "1" * 64, "name": "未到.pdf", "size": 5}]
    own, foreign = (w.office.do(9, "write", to=to, title="附件未到", files=named) for to in (["p9", "p1"], ["p9"]))
    asked = {m: w.get(f"/v1/files/{'1' * 64}", matter=m) for m in (own, foreign, w.own, ABSENT)}
    assert {m: (r.status, r.code()) for m, r in asked.items()} == dict.fromkeys(asked, (404, "not_visible")) | {
        own: (404, "awaited")
    }
    w.office.centre.lights.close()  # nothing else reads it meanwhile
    w.office.centre.files.path(SHA).unlink()
    assert w.get(path, matter=w.own).code() == "awaited"
    assert w.get(path, matter=w.foreign).code() == "not_visible"


def _light(w: World) -> None:
    path = f"/v1/light/{SHA}"
    reply = w.get(path, matter=w.own, **{"from": 0})
    assert unpack(reply.body).code == "light_broken"
    refused = [w.get(path, matter=m, **{"from": 0}) for m in (w.foreign, ABSENT, "")]
    unknown = w.get(f"/v1/light/{'0' * 64}", matter=w.own, **{"from": 0})
    assert {(r.status, r.body) for r in (*refused, unknown)} == {(404, w.get(f"/v1/files/{SHA}").body)}
    assert w.get(path, matter=w.own).status == 400


def _openapi(w: World) -> None:
    assert set(json.loads(w.get("/v1/openapi.json", token="").body)["paths"]) == {r.path for r in ROUTES}


MATRIX: dict[str, Callable[[World], None]] = {
    "session": _session,
    "password": _password,
    "sync": _sync,
    "matters": _matters,
    "wait": _wait,
    "append": _append,
    "download": _download,
    "light": _light,
    "openapi": _openapi,
}


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: f"{r.method}-{r.does}")
def test_every_route_shows_and_does_only_what_is_the_callers(world: World, route) -> None:
    MATRIX[route.does](world)


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: f"{r.method}-{r.does}")
@pytest.mark.parametrize("token", ["", "x", "é" * 40, "0" * 5000])
def test_without_a_token_a_route_is_shut(world: World, route, token: str) -> None:
    path = route.path.replace("{sha256}", SHA)
    headers = {"Authorization": f"Bearer {token}"} if token.isascii() else {"Authorization": "Basic abc"}
    reply = call(world.app, route.method, path, headers=headers, matter=world.own, at=0, size=1, body=b"")
    if route.signed_in:
        assert (reply.status, reply.code()) == (401, "token")
    else:
        assert reply.status in {200, 400}
    assert reply.headers["x-oa"] == "1"


def test_every_route_has_a_row_in_the_matrix(world: World) -> None:
    assert {route.does for route in ROUTES} == set(MATRIX)
    assert {(r.path, m) for r in world.app.routes for m in r.methods - {"HEAD"}} == {(r.path, r.method) for r in ROUTES}


# ---------------------------------------------------------------- bodies


def test_every_reply_is_marked_as_genuine(world: World) -> None:
    for reply in (
        world.get("/v1/openapi.json"),
        world.get("/nothing"),
        world.get("/v1/sync"),
        world.post("/v1/sync", body=b"{"),
        world.post("/v1/sync", SyncRequest(1)),
    ):
        assert reply.headers["x-oa"] == "1"


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{", {}, 400),
        (b"[]", {}, 400),
        (b"\xff\xfe", {}, 400),
        (b"not zstd", {"Content-Encoding": "zstd"}, 400),
        (pack({"epoch": 1})[:-4], {"Content-Encoding": "zstd"}, 400),
        (pack(b"\0" * (40 << 20), 3), {"Content-Encoding": "zstd"}, 400),
        (b"x" * (3 << 20), {}, 413),
        (b'{"epoch":1,"commands":[{"n":"x"}]}', {}, 400),
        (b'{"epoch":1,"rows":[{"kind":"settings","key":"k","data":' + b'{"a":' * 90000, {}, 400),
        (b'{"epoch":1,"rows":[{"kind":"settings","key":"\\ud800","data":{}}]}', {}, 400),
    ],
    ids=["torn", "list", "bytes", "plain", "cut", "bomb", "large", "types", "deep", "surrogate"],
)
def test_bodies_that_are_no_messages_are_refused(
    world: World, body: bytes, headers: dict[str, str], status: int
) -> None:
    assert world.post("/v1/sync", body=body, headers=headers).status == status


@pytest.mark.parametrize(
    ("header", "number"),
    [({}, 0), ({"X-OA-Dict": "32769"}, 32_769), ({"X-OA-Dict": "40000"}, 0), ({"X-OA-Dict": "x"}, 0)],
    ids=["older", "held", "strange", "none"],
)
def test_a_reply_bears_the_dictionary_its_reader_named_and_no_other(world: World, header, number: int) -> None:
    request = SyncRequest(world.office.centre.epoch, (0, 0, ""))
    for level, given in ((19, 32_769), (9, 0)):
        body = pack(request, level, given)
        reply = world.post("/v1/sync", body=body, headers={"Content-Encoding": "zstd", **header})
        assert zstandard.get_frame_parameters(reply.body).dict_id == number
        assert world.own in json.dumps(reply.read(object))


HUGE = (1 << 63, -(1 << 63), 1 << 62, -1, 0)


@pytest.mark.parametrize("number", HUGE)
def test_numbers_that_no_table_can_hold_do_no_harm(world: World, number: int) -> None:
    epoch = world.office.centre.epoch
    for name in ("n", "post", "made_at", "track", "base", "on_behalf", "edition"):
        up = world.up(world.own)
        setattr(up, name, number)
        reply = world.post("/v1/sync", SyncRequest(epoch, commands=[up]))
        assert reply.status == 200
    for request in (
        SyncRequest(number),
        SyncRequest(epoch, (number, number, "x")),
        SyncRequest(epoch, walk=WalkAsk(("upto", number, number))),
        SyncRequest(epoch, walk=WalkAsk(("upto", 0, 1), f"2.{number}.{number}.x")),
        SyncRequest(epoch, budget=number),
    ):
        assert world.post("/v1/sync", request).status in {200, 400, 409}
    assert world.post("/v1/matters", MattersRequest(epoch, [(world.own, number)])).parts()[-1].end
    assert world.post("/v1/session", SessionRequest("jia", "right", number), token="").status == 200


def test_a_failure_is_told_without_its_insides(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(world.office.centre, "sync", explode)

    async def failing() -> Reply:
        replies: list[Reply] = []
        with contextlib.suppress(ZeroDivisionError):
            replies.append(await call_async(world.app, "POST", "/v1/sync", SyncRequest(1), token=world.token))
        return replies[0] if replies else Reply(500, {}, b"")

    assert b"secret" not in asyncio.run(failing()).body


def test_another_epoch_is_409(world: World) -> None:
    reply = world.post("/v1/sync", SyncRequest(world.office.centre.epoch + 1))
    assert (reply.status, reply.code()) == (409, "epoch")
    assert world.post("/v1/matters", MattersRequest(5, [])).status == 409
    assert world.get("/v1/wait", epoch=5, position='[1,9,""]', t=0).status == 409


def test_a_guesser_is_told_when_to_come_again(world: World) -> None:
    for _ in range(4):
        reply = call(world.app, "POST", "/v1/session", SessionRequest("jia", "wrong"))
    assert (reply.status, reply.headers["retry-after"]) == (429, "1")


# ---------------------------------------------------------------- streams, files, waiting


def test_the_bulk_stream_is_one_compressed_stream_with_a_digest_over_the_heads(world: World) -> None:
    from oa_client.protocol.record import Stored, digest, head

    matters = [world.office.do(9, "write", to=["p9", "p1"], title=f"第{n}件" + "文" * 150) for n in range(40)]
    request = MattersRequest(world.office.centre.epoch, [(m, 0) for m in matters])
    for slow in (0, 1):
        *parts, end = world.post("/v1/matters", request, slow=slow).parts()
        assert [p.m for p in parts] == matters
        assert end.end
        heads = [head(p.m, [Stored(bytes(e.e), bytes(e.d)) for e in p.entries]) for p in parts]
        assert end.digest == digest(heads)


def walked(world: World, budget: int) -> tuple[list[WalkAsk], list[list[Header]]]:
    """The inventory of the one who calls, page by page: where each begins, and its headers."""
    walk = ("upto", 0, world.sync().as_of)
    places, pages = [WalkAsk(walk)], []
    while True:
        page = world.sync(walk=places[-1], budget=budget).page
        assert page is not None
        pages.append(page.headers)
        if not page.next:
            return places, pages
        places.append(WalkAsk(walk, page.next))


def test_a_stream_goes_on_with_what_the_walk_lists_behind_a_place(world: World) -> None:
    """Each once, in the order of the walk; without what is old and no affair of mine, or not for me at all."""
    from oa_client.protocol.record import Stored, digest, head

    def write(n: int) -> str:
        return world.office.do(9, "write", to=["p9", "p1"] if n % 3 else ["p9"], title=f"第{n}件")

    read = [RowUp("receipt", write(n), {}) for n in range(20)]
    world.sync(rows=read[5:])
    world.office.clock.now += 100 * 24 * 3600
    for n in range(20, 40):
        write(n)
    world.token = call(world.app, "POST", "/v1/session", SessionRequest("jia", "right")).read(SessionReply).token
    places, pages = walked(world, budget=800)
    assert len(pages) > 5
    behind = [h for page in pages[1:] for h in page]
    assert {h.full for h in behind} == {True, False}
    first = [h.m for h in (*pages[0], behind[2])]
    request = MattersRequest(world.office.centre.epoch, [(m, 0) for m in first], places[1])
    *parts, end = world.post("/v1/matters", request).parts()
    assert [p.m for p in parts] == first + [h.m for h in behind if h.full and h.m not in first]
    assert end.digest == digest(head(p.m, [Stored(bytes(e.e), bytes(e.d)) for e in p.entries]) for p in parts)


@pytest.mark.parametrize("walk", [("upto", 0, 1 << 40), ("other", 0, 1), ("rows", 0, 1)])
def test_a_stream_behind_what_is_no_walk_of_matters_is_refused_before_its_first_line(world: World, walk: Walk) -> None:
    request = MattersRequest(world.office.centre.epoch, [(world.own, 0)], WalkAsk(walk))
    assert world.post("/v1/matters", request).status == 400
    request.behind = WalkAsk(("upto", 0, 1), "no place")
    assert world.post("/v1/matters", request).status == 400


def test_a_long_record_comes_in_several_lines(world: World) -> None:
    for _ in range(12):
        world.office.do(9, "say", world.own, opinion="长" * 5000)
    parts = world.post("/v1/matters", MattersRequest(world.office.centre.epoch, [(world.own, 0)])).parts()
    assert len(parts) > 3
    assert sum(len(p.entries) for p in parts) == 13


def test_a_download_goes_on_where_it_broke_off(world: World) -> None:
    path = f"/v1/files/{SHA}"
    rest = world.get(path, matter=world.own, headers={"Range": "bytes=70000-"})
    assert (rest.status, rest.body) == (206, DATA[70000:])
    assert rest.headers["content-range"] == f"bytes 70000-{len(DATA) - 1}/{len(DATA)}"
    assert world.get(path, matter=world.own, headers={"Range": f"bytes={len(DATA)}-"}).status == 416
    assert world.get(path, matter=world.own, headers={"Range": "bytes=1-2,5-6"}).body == DATA


def test_an_upload_at_another_offset_is_409_and_says_where_to_go_on(world: World) -> None:
    data = b"z" * 1000
    path = f"/v1/files/{hashlib.sha256(data).hexdigest()}"
    assert world.post(path, body=data[:400], at=0, size=1000).read(FileState) == FileState(400, 1000)
    assert world.post(path, body=data[:400], at=0, size=1000).status == 200, "sent again: it is there"
    reply = world.post(path, body=data[300:700], at=300, size=1000)
    assert (reply.status, reply.read(FileState)) == (409, FileState(400, 1000))
    assert world.post(path, body=data[400:], at=400, size=1000).read(FileState).stored
    assert world.post(path, body=b"", at="x", size=1000).status == 400
    assert world.post(path, body=b"x" * (2 << 20), at=0, size=1 << 22).status == 413


def waiting(world: World, seconds: int, **how: object):
    position = json.dumps(world.sync().position)
    ask = {"epoch": world.office.centre.epoch, "position": position, "t": seconds}
    return lambda: call_async(world.app, "GET", "/v1/wait", token=world.token, **ask, **how)  # type: ignore[arg-type]


def test_who_waits_is_woken_by_what_concerns_him_and_by_nothing_else(world: World) -> None:
    start = waiting(world, 20)

    async def story() -> Reply:
        task = asyncio.ensure_future(start())
        await asyncio.sleep(0.2)
        await asyncio.to_thread(world.office.do, 9, "say", world.foreign, opinion="别人")
        await asyncio.sleep(0.2)
        assert not task.done()
        await asyncio.to_thread(world.office.do, 9, "write", to=["p1"], urgency="flash")
        return await asyncio.wait_for(task, 5)

    assert asyncio.run(story()).read(Woken) == Woken(urgent=True)


def test_who_goes_away_waits_no_longer(world: World) -> None:
    async def story() -> Reply:
        gone = asyncio.Event()
        task = asyncio.ensure_future(waiting_now(gone))
        await asyncio.sleep(0.1)
        gone.set()
        return await asyncio.wait_for(task, 5)

    position = json.dumps(world.sync().position)

    async def waiting_now(gone: asyncio.Event) -> Reply:
        return await call_async(
            world.app,
            "GET",
            "/v1/wait",
            token=world.token,
            gone=gone,
            epoch=world.office.centre.epoch,
            position=position,
            t=500,
        )

    assert asyncio.run(story()).status == 204


def test_a_hundred_may_wait_without_a_thread_each(world: World) -> None:
    import threading

    start = waiting(world, 1)

    async def story() -> int:
        tasks = [asyncio.ensure_future(start()) for _ in range(100)]
        await asyncio.sleep(0.7)
        most = threading.active_count()
        assert {r.status for r in await asyncio.gather(*tasks)} == {204}
        return most

    assert asyncio.run(story()) < 60


def test_nothing_secret_is_logged(world: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        call(world.app, "POST", "/v1/session", SessionRequest("jia", "right"))
        world.sync()
    assert "right" not in caplog.text
    assert world.token not in caplog.text


# ---------------------------------------------------------------- a changed file as a patch


def changed(data: bytes = DATA) -> tuple[bytes, str, bytes]:
    """A new version, its name, and what is new in it."""
    from oa_client.protocol import patch

    new = data[:70_000] + b"one word" + data[70_003:]
    packed = patch.make(data, new)
    assert packed is not None and len(packed) < 200
    return new, hashlib.sha256(new).hexdigest(), packed


def test_a_changed_file_comes_as_a_patch_in_parts_against_one_he_may_open(world: World) -> None:
    new, sha, packed = changed()
    path = f"/v1/files/{sha}"
    ask = {"size": len(packed), "base": SHA}
    assert world.post(path, body=packed[:9], at=0, **ask).read(FileState) == FileState(9, len(packed))
    late = world.post(path, body=packed[:5], at=0, **ask)
    assert (late.status, late.read(FileState)) == (409, FileState(9, len(packed)))
    done = world.post(path, body=packed[9:], at=9, **ask).read(FileState)
    assert done == FileState(len(new), len(new), stored=True)
    files = [{"sha256": sha, "name": "附件.pdf", "size": len(new)}]
    matter = world.office.do(1, "write", to=["p1"], files=files)
    assert world.get(path, matter=matter).body == new


def test_whether_a_base_is_there_cannot_be_told_from_the_answer(world: World) -> None:
    """One that another sent, one nobody sent, and a patch that makes another file: the same, to the byte."""
    secret = b"known only by its hash" * 9000
    unseen = hashlib.sha256(secret).hexdigest()
    world.office.centre.append_file(world.office.device(3), unseen, 0, len(secret), secret)
    _, sha, packed = changed(secret)
    _, other, wrong = changed()
    replies = [
        world.post(f"/v1/files/{sha}", body=packed, at=0, size=len(packed), base=unseen),
        world.post(f"/v1/files/{sha}", body=packed, at=0, size=len(packed), base="0" * 64),
        world.post(f"/v1/files/{'1' * 64}", body=wrong, at=0, size=len(wrong), base=SHA),
        world.post(f"/v1/files/{other}", body=b"no patch", at=0, size=8, base=SHA),
    ]
    assert {(r.status, r.code()) for r in replies} == {(404, "not_visible")}
    heads = {tuple(sorted((name, value) for name, value in r.headers.items() if name != "date")) for r in replies}
    assert (len({r.body for r in replies}), len(heads)) == (1, 1)
    assert not world.post(f"/v1/files/{sha}", body=b"", at=0, size=9).read(FileState).stored
    assert world.post(f"/v1/files/{sha}", body=b"x", at=0, size=1, base="x").status == 400


def test_a_patch_that_unpacks_to_too_much_is_sent_whole(world: World) -> None:
    bomb = zstandard.compress(bytes(20 << 20))
    reply = world.post(f"/v1/files/{'1' * 64}", body=bomb, at=0, size=len(bomb), base=SHA)
    assert (reply.status, reply.code()) == (404, "not_visible")
    huge = world.post(f"/v1/files/{'1' * 64}", body=b"x", at=0, size=1 << 40, base=SHA)
    assert huge.status == 413
