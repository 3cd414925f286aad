"""Carriers against servers that lie, tear, drip and bomb: every errand ends in time, with one fault, in little memory."""

import hashlib
import resource
import subprocess
import sys
import threading
import time

import msgspec
import pytest

from oa_client.protocol import codec
from oa_client.protocol.messages import (
    FileState,
    MattersRequest,
    Problem,
    SessionReply,
    SessionRequest,
    StreamPart,
    SyncReply,
    SyncRequest,
    Woken,
)
from oa_client.sync import movers
from oa_client.sync.errands import Fetch, SendPart, Stream, Trouble, Turn, Wait
from oa_client.sync.movers import Carrier, Failed
from oa_client.wording.sentences import SENTENCES
from tests.fakes import portal
from tests.fakes.portal import GENUINE_HEAD, dead_port, genuine, say, serving, zeros

REPLY = SyncReply(5, 1_790_000_000, 3, (3, 9, ""))
TURN = Turn(SyncRequest(0))
STREAM = Stream(MattersRequest(5, [("7-1", 0)]))
DATA = bytes(range(256)) * 1000
SHA = hashlib.sha256(DATA).hexdigest()
NOTHING = list


@pytest.fixture
def fake():
    with serving() as one:
        yield one


@pytest.fixture
def carrier(fake):
    one = Carrier(fake.url, "the-token")
    yield one
    one.close()


@pytest.fixture
def quick(monkeypatch):
    """Limits that a test can wait for."""
    monkeypatch.setattr(movers, "STALL_SECONDS", 0.4)
    monkeypatch.setattr(movers, "THINK_SECONDS", 0.6)


def fault(carrier, call, arrived=None):
    with pytest.raises(Failed) as found:
        carrier.carry(call, arrived or (lambda _: None))
    assert found.value.fault.code in SENTENCES | {"offset": ""}
    return found.value.fault


def test_a_turn_bears_what_the_centre_asks_for_and_nothing_of_the_machine(fake, carrier):
    fake.answer = genuine(REPLY)
    assert carrier.carry(TURN, NOTHING) == REPLY
    asked = fake.asked[0]
    assert (asked.method, asked.path) == ("POST", "/v1/sync")
    assert asked.headers["authorization"] == "Bearer the-token"
    assert (asked.headers["content-encoding"], asked.headers["accept-encoding"]) == ("zstd", "zstd")
    assert asked.headers["user-agent"] == "lunyue"
    assert codec.unpack(asked.body, SyncRequest) == TURN.request
    assert not {"cookie", "referer", "transfer-encoding", "expect"} & asked.headers.keys()


def test_signing_in_sends_no_token_and_one_connection_serves_many_turns(fake):
    carrier = Carrier(fake.url + "/")
    fake.answer = genuine(SessionReply("t", 1, 1, "甲", 5, 0))
    assert carrier.sign_in(SessionRequest("jia", "密码")).name == "甲"
    fake.answer = genuine(REPLY)
    for _ in range(3):
        carrier.carry(TURN, NOTHING)
    assert "authorization" not in fake.asked[0].headers
    assert len(fake._lines) == 1
    carrier.close()


def test_bytes_are_counted_as_they_go_over_the_wire(fake, carrier):
    fake.answer = genuine(REPLY)
    carrier.carry(TURN, NOTHING)
    traffic = carrier.traffic
    assert traffic.requests == 1
    assert len(fake.asked[0].body) < traffic.up < len(fake.asked[0].body) + 400
    assert traffic.down > len(codec.pack(REPLY))


# ------------------------------------------------------------------ somebody else's answers


@pytest.mark.parametrize("answer", [portal.portal, portal.redirect])
@pytest.mark.parametrize(
    "call", [TURN, STREAM, Wait(5, (3, 9, ""), 0), Fetch(SHA, "7-1", 0, 9), SendPart(SHA, 0, 9, b"x")]
)
def test_a_stranger_s_page_is_never_taken_for_an_answer(fake, carrier, answer, call):
    fake.answer = answer
    parts = []
    got = fault(carrier, call, parts.append)
    assert (got.trouble, got.code) == (Trouble.PORTAL, "portal")
    assert parts == []
    assert len(fake.asked) == 1, "no redirect is followed"


def test_a_genuine_reply_through_a_portal_that_drops_the_header_is_not_used(fake, carrier):
    fake.answer = lambda _, line: say(line, 200, codec.pack(REPLY), {"Content-Encoding": "zstd"})
    assert fault(carrier, TURN).trouble is Trouble.PORTAL


@pytest.mark.parametrize(
    ("status", "code"), [(401, "token"), (403, "device"), (413, "too_large"), (426, "protocol"), (503, "busy")]
)
def test_the_centre_s_own_refusals_come_with_code_and_patience(fake, carrier, status, code):
    fake.answer = genuine(Problem(code, {"after": 7}), status, **{"Retry-After": "7"})
    got = fault(carrier, TURN)
    assert (got.trouble, got.code, got.status, got.after, got.facts) == (
        Trouble.PROBLEM,
        code,
        status,
        7.0,
        {"after": 7},
    )


@pytest.mark.parametrize("after", ["soon", "-5", "1e9", "²", ""])
def test_an_odd_retry_after_is_none(fake, carrier, after):
    fake.answer = lambda _, line: say(
        line, 503, codec.pack(Problem("busy")), {**GENUINE_HEAD, "Retry-After": after.encode().decode("latin-1")}
    )
    assert fault(carrier, TURN).after == 0.0


# ------------------------------------------------------------------ nobody there


@pytest.mark.parametrize(
    ("server", "code"),
    [
        ("http://127.0.0.1:{port}", "unreachable"),
        ("https://127.0.0.1:{fake}", "tls"),
        ("oa.example.gov.cn", "bad_address"),
        ("http://", "bad_address"),
        ("ftp://127.0.0.1", "bad_address"),
        ("http://127.0.0.1:99999", "bad_address"),
        ("http://[::1", "bad_address"),
        ("http://..", "bad_address"),
        ("http://名 称", "bad_address"),
    ],
)
def test_an_address_where_no_centre_is(fake, server, code):
    carrier = Carrier(server.format(port=dead_port(), fake=fake.url.rpartition(":")[2]))
    got = fault(carrier, TURN)
    assert (got.trouble, got.code) == (Trouble.LINK, code)
    carrier.close()


def test_a_name_nobody_knows(refused_addresses):
    carrier = Carrier("http://oa.nowhere.invalid")
    with pytest.raises(Failed) as found:
        carrier.carry(TURN, NOTHING)
    assert found.value.fault.code in {"dns", "unreachable"}
    refused_addresses.clear()
    carrier.close()


# ------------------------------------------------------------------ torn


def test_a_reply_cut_at_any_byte_is_a_broken_line_or_torn_and_never_a_reply():
    whole = codec.pack(REPLY)
    with serving() as fake:
        for at in range(len(whole)):
            for honest in (False, True):
                fake.answer = portal.torn(REPLY, at, honest=honest)
                carrier = Carrier(fake.url)
                got = fault(carrier, TURN)
                carrier.close()
                assert (got.trouble, got.code) in {
                    (Trouble.LINK, "cut"),
                    (Trouble.TORN, "torn"),
                    (Trouble.LINK, "unreachable"),
                }


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[" * 100_000,
        b'{"epoch":1,"now":1,"as_of":1,"position":[1,2],"x":"\xff\xfe"}',
        b'{"epoch":' + b"9" * 5000 + b"}",
        b'{"epoch":"1","now":1,"as_of":1,"position":[1,9,""]}',
        b'{"epoch":1,"now":1,"as_of":1,"position":[1,9,""],"outcomes":[{"n":1,"s":"r","facts":' + b'{"a":' * 50_000,
    ],
)
@pytest.mark.parametrize("packed", [True, False])
def test_a_body_that_is_no_reply_is_torn(fake, carrier, body, packed):
    import zstandard

    head = GENUINE_HEAD if packed else {"X-OA": "1"}
    fake.answer = lambda _, line: say(line, 200, zstandard.compress(body) if packed else body, head)
    assert fault(carrier, TURN).code == "torn"


def stream(*parts, end=True):
    lines = b"".join(codec.encode(p) + b"\n" for p in parts)
    if end:
        lines += codec.encode(StreamPart(3, end=True)) + b"\n"
    import zstandard

    return zstandard.compress(lines)


def test_a_stream_hands_on_what_arrived_and_says_when_its_end_is_missing(fake, carrier):
    parts = [StreamPart(3, f"7-{n}", gone=True) for n in range(100)]
    got = []
    fake.answer = lambda _, line: say(line, 200, stream(*parts), GENUINE_HEAD)
    carrier.carry(STREAM, got.extend)
    assert got[:-1] == parts
    assert got[-1].end
    got.clear()
    fake.answer = lambda _, line: say(line, 200, stream(*parts, end=False), GENUINE_HEAD)
    assert fault(carrier, STREAM, got.extend).code == "cut"
    assert got == parts


def test_a_line_of_rubbish_in_a_stream_is_torn(fake, carrier):
    import zstandard

    fake.answer = lambda _, line: say(line, 200, zstandard.compress(b'{"as_of":1}\n{"as_of":}\n'), GENUINE_HEAD)
    assert fault(carrier, STREAM).code == "torn"
    fake.answer = lambda _, line: say(line, 200, b"no zstd at all", GENUINE_HEAD)
    assert fault(carrier, STREAM).code == "torn"


# ------------------------------------------------------------------ files


def test_a_file_goes_on_where_it_was(fake, carrier):
    def serve(asked, line):
        at = int(asked.headers["range"].removeprefix("bytes=").removesuffix("-"))
        head = {"X-OA": "1", "Content-Range": f"bytes {at}-{len(DATA) - 1}/{len(DATA)}"}
        say(line, 206, DATA[at:], head)

    fake.answer = serve
    got = []
    carrier.carry(Fetch(SHA, "7-1", 100_000, len(DATA)), got.append)
    assert b"".join(got) == DATA[100_000:]
    assert fake.asked[0].path == f"/v1/files/{SHA}?matter=7-1"
    assert max(map(len, got)) <= movers.CHUNK


@pytest.mark.parametrize(
    ("status", "head", "body"),
    [
        (200, {}, DATA),
        (206, {"Content-Range": f"bytes 0-{len(DATA) - 1}/{len(DATA)}"}, DATA),
        (206, {}, DATA[9:]),
    ],
)
def test_a_server_that_ignores_the_range_adds_nothing(fake, carrier, status, head, body):
    fake.answer = lambda _, line: say(line, status, body, {"X-OA": "1", **head})
    got = []
    assert fault(carrier, Fetch(SHA, "7-1", 9, len(DATA)), got.append).code == "torn"
    assert got == []


def test_a_file_longer_than_it_said_is_not_taken_and_a_shorter_one_is_cut(fake, carrier):
    fake.answer = lambda _, line: say(line, 200, DATA, {"X-OA": "1"})
    got = []
    assert fault(carrier, Fetch(SHA, "7-1", 0, 70_000), got.append).code == "torn"
    assert sum(map(len, got)) <= 70_000
    assert fault(carrier, Fetch(SHA, "7-1", 0, len(DATA) + 1)).code == "cut"


def test_a_part_for_another_offset_brings_the_state_to_go_on_from(fake, carrier):
    fake.answer = genuine(FileState(4096, len(DATA)), 409)
    got = fault(carrier, SendPart(SHA, 0, len(DATA), DATA[:9]))
    assert (got.trouble, got.code, got.state) == (Trouble.PROBLEM, "offset", FileState(4096, len(DATA)))
    fake.answer = genuine(FileState(5000, len(DATA)))
    assert carrier.carry(SendPart(SHA, 4096, len(DATA), DATA[4096:5000]), NOTHING).at == 5000
    assert fake.asked[1].path == f"/v1/files/{SHA}?at=4096&size={len(DATA)}"
    assert fake.asked[1].body == DATA[4096:5000]


def test_a_large_part_over_a_slow_line_is_not_cut_while_it_moves(fake, quick, monkeypatch):
    monkeypatch.setattr(movers, "CONNECT_SECONDS", 0.3)
    import socket

    monkeypatch.setattr(movers, "THINK_SECONDS", 20.0)
    fake._listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    carrier = Carrier(fake.url)
    fake.slowly, fake.answer = 0.004, genuine(FileState(3_000_000, 3_000_000))
    began = time.monotonic()
    reply = carrier.carry(SendPart(SHA, 0, 3_000_000, bytes(3_000_000)), NOTHING)
    assert reply.at == 3_000_000
    assert time.monotonic() - began > 0.5, "slower than the limit for connecting"
    carrier.close()


# ------------------------------------------------------------------ time


def limit(carrier, call, at_most):
    began = time.monotonic()
    got = fault(carrier, call)
    seconds = time.monotonic() - began
    assert seconds < at_most, f"{seconds:.1f} s"
    return got


HEAD = b"HTTP/1.1 200 OK\r\n"
GENUINE_TEXT = HEAD + b"X-OA: 1\r\n"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (portal.silence, "timeout"),
        (portal.drip(b"X-Slow: " + b"x" * 500, before=HEAD), "timeout"),
        (portal.drip(b"x" * 500, before=GENUINE_TEXT + b"Content-Length: 500\r\n\r\n"), "cut"),
        (portal.drip(b"x" * 500, before=GENUINE_TEXT + b"Connection: close\r\n\r\n"), "cut"),
        (portal.drip(b"0" * 500, before=GENUINE_TEXT + b"Transfer-Encoding: chunked\r\n\r\n"), "cut"),
        (portal.drip(b"", before=GENUINE_TEXT + b"Content-Length: 500\r\n\r\n123"), "cut"),
    ],
    ids=["half open", "head drips", "body drips", "body without end drips", "chunk drips", "silent body"],
)
@pytest.mark.parametrize("call", [TURN, STREAM, Fetch(SHA, "7-1", 0, 500)], ids=["turn", "stream", "fetch"])
def test_silence_and_drips_end_within_the_limit(quick, answer, code, call):
    def held(asked, line):
        answer(asked, line)
        portal.silence(asked, line)

    with serving(held) as fake:
        carrier = Carrier(fake.url)
        got = limit(carrier, call, 0.6 + 0.4 + 0.5)
        rubbish = call is STREAM and code == "cut"
        assert (got.trouble, got.code) in {(Trouble.LINK, code), *([(Trouble.TORN, "torn")] if rubbish else [])}
        carrier.close()


def test_a_slow_but_steady_body_is_taken(quick):
    whole = DATA[:4000]

    def steady(_, line):
        line.sendall(GENUINE_TEXT + b"Content-Length: 4000\r\n\r\n")
        for at in range(0, len(whole), 400):
            line.sendall(whole[at : at + 400])
            time.sleep(0.1)

    with serving(steady) as fake:
        carrier = Carrier(fake.url)
        got = []
        carrier.carry(Fetch(SHA, "7-1", 0, 4000), got.append)
        assert b"".join(got) == whole
        carrier.close()


def test_waiting_for_news_has_its_own_patience(fake, carrier, quick):
    def late(_, line):
        time.sleep(0.9)
        say(line, 204, b"", {"X-OA": "1"})

    fake.answer = late
    assert carrier.carry(Wait(5, (3, 9, ""), 1), NOTHING) is None
    assert fake.asked[0].path == "/v1/wait?epoch=5&position=%5B3%2C9%2C%22%22%5D&t=1"
    fake.answer = genuine(Woken(True))
    assert carrier.carry(Wait(5, None, 1), NOTHING) == Woken(True)


# ------------------------------------------------------------------ cut from another thread


@pytest.mark.parametrize("call", [TURN, STREAM, Wait(5, None, 600), Fetch(SHA, "7-1", 0, 500)])
def test_an_abort_from_another_thread_ends_it_at_once_and_the_carrier_serves_again(fake, carrier, call):
    fake.answer = portal.silence
    timer = threading.Timer(0.2, carrier.abort)
    timer.start()
    assert limit(carrier, call, 1.0).trouble is Trouble.LINK
    timer.join()
    fake.answer = genuine(REPLY)
    assert carrier.carry(TURN, NOTHING) == REPLY


def test_an_abort_in_the_middle_of_a_file_keeps_what_came(fake, carrier):
    def half(_, line):
        line.sendall(GENUINE_TEXT + f"Content-Length: {len(DATA)}\r\n\r\n".encode() + DATA[:70_000])
        portal.silence(_, line)

    fake.answer = half
    got, came = [], threading.Event()

    def arrived(data):
        got.append(data)
        if sum(map(len, got)) == 70_000:
            came.set()

    other = threading.Thread(target=lambda: (came.wait(5), carrier.abort()))
    other.start()
    assert limit_with(carrier, Fetch(SHA, "7-1", 0, len(DATA)), arrived) == "cut"
    other.join()
    assert b"".join(got) == DATA[:70_000]


def limit_with(carrier, call, arrived):
    began = time.monotonic()
    code = fault(carrier, call, arrived).code
    assert time.monotonic() - began < 1.5
    return code


def test_many_aborts_while_lines_come_and_go_raise_nothing(fake, carrier):
    fake.answer = lambda _, line: say(line, 200, codec.pack(REPLY), {**GENUINE_HEAD, "Connection": "close"})
    over, wrong = threading.Event(), []

    def storm():
        while not over.is_set():
            try:
                carrier.abort()
            except Exception as error:
                wrong.append(error)
            time.sleep(0.001)

    other = threading.Thread(target=storm)
    other.start()
    for _ in range(60):
        try:
            assert carrier.carry(TURN, NOTHING) == REPLY
        except Failed as failed:
            wrong += [failed.fault] if failed.fault.trouble is not Trouble.LINK else []
    over.set()
    other.join()
    assert wrong == []


# ------------------------------------------------------------------ bombs

BOMB = """
import resource, sys
from oa_client.protocol import codec
from oa_client.sync.movers import Carrier, Failed
from tests.sync.test_movers import TURN, STREAM
call = {"turn": TURN, "stream": STREAM}[sys.argv[2]]
carrier = Carrier(sys.argv[1])
try: carrier.carry(call, lambda _: None)
except Failed: pass
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
carrier = Carrier(sys.argv[1] + "/bomb")
try:
    carrier.carry(call, lambda _: None)
except Failed as failed:
    print(failed.fault.code, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
carrier.close()
"""


@pytest.mark.parametrize("call", ["turn", "stream"])
def test_a_bomb_is_refused_in_little_memory(call):
    bomb = zeros(1 << 30)
    assert len(bomb) < 200_000

    def serve(asked, line):
        say(line, 200, bomb if asked.path.startswith("/bomb") else codec.pack(REPLY), GENUINE_HEAD)

    with serving(serve) as fake:
        argv = [sys.executable, "-c", BOMB, fake.url, call]
        done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    code, grown = done.stdout.split()
    assert code == "torn"
    assert int(grown) < 64, f"{grown} MB"


def test_an_endless_plain_body_is_refused_at_the_limit(monkeypatch):
    monkeypatch.setattr(codec, "MOST_PLAIN", 300_000)

    def endless(_, line):
        line.sendall(GENUINE_TEXT + b"Connection: close\r\n\r\n")
        while True:
            line.sendall(b" " * 65536)

    with serving(endless) as fake:
        carrier = Carrier(fake.url)
        assert fault(carrier, TURN).code == "torn"
        assert carrier.traffic.down < 1_000_000
        carrier.close()


def test_a_window_larger_than_agreed_is_refused(fake, carrier):
    import zstandard

    plain = msgspec.json.encode(REPLY).ljust(3 << 24)
    settings = zstandard.ZstdCompressionParameters.from_level(3, window_log=27)
    body = zstandard.ZstdCompressor(compression_params=settings).compressobj()
    packed = body.compress(plain) + body.flush()
    fake.answer = lambda _, line: say(line, 200, packed, GENUINE_HEAD)
    assert fault(carrier, TURN).code == "torn"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
